"""What sentences say is built anew, moved or extended (文中的建设性质): :func:`said_natures`.

A nature stands before one name or a list of names (新建甲小学、乙小学), or behind a name (甲小学迁建项目);
places of a list share the last name (改扩建东江区、西江区教师发展中心). A building of a school (扩建甲小学教学楼)
tells of the school as well where it is extended. Not here: the natures that tables have in a cell of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.model.document import Span
from luoshi.review.consistency.named_things import start_of_name
from luoshi.review.material import Material, Sentence
from luoshi.review.tenses import Tense

CLASSES = {
    "新建": "新建",
    "迁建": "迁建",
    "搬迁": "迁建",
    "迁址": "迁建",
    "改扩建": "改扩建",
    "改建": "改扩建",
    "扩建": "改扩建",
    "提质改造": "改扩建",
    "改造": "改扩建",
}
NATURES = "迁建|搬迁|迁址|新建|改扩建|扩建|改建|提质改造|改造"
_NATURE = re.compile(NATURES)
_KIND = (
    r"(?:小学|中学|学校|幼儿园|初中|高中|职中|中专|学院|教师发展中心|职教中心|教育中心|校区"
    r"|第?[一二三四五六七八九十]{1,3}[中小])"
)
_PART = r"(?:教学楼|综合楼|实验楼|宿舍楼?|食堂|运动场|初中部|高中部|小学部|图书馆|体育馆)"
_ITEM = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{0,16}}{_KIND})(?P<part>{_PART})?(?:等|项目|工程|建设)*$")
_BEFORE = re.compile(rf"(?P<kind>{_KIND})(?:项目|工程)?[:：]?(?:实施|进行|启动)?(?:整体|异地|易地|原址|就地)?$")
_AHEAD = re.compile(r"进度|进程|步伐|前期|项目|工程|任务|工作|建设|[，。；、：）)]|等|及|$")
_OWN_END = re.compile(r"(?:项目|工程|任务)?、")
_STOP = re.compile(rf"[，。；：:;,（(！？\n]|{NATURES}|的|将|已|和|与|及|、")
_PLACE = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,3}?[市县区州旗])(?=[\u4e00-\u9fff]{2})(?![城区][一-龥])")
_ONLY_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,3}[市县区州旗]$")
_OWN_LEVEL = re.compile(r"^[市县区州旗](?=[\u4e00-\u9fff]{3}|[一二三四五六七八九十]{1,3}[中小])")
_GENERIC = re.compile(
    rf"^(?:第?[一二三四五六七八九十]{{1,3}}|实验|中心|特殊教育|职业\w{{0,4}}|中等\w{{0,6}}|高级|机关|直属|示范|民族)*{_KIND}$"
)
_NUMBERED = re.compile(r"(?<=[一二三四五六七八九十])(?P<short>[中小])学?$")
_UNSURE = re.compile(r"一批|所有|部分|薄弱|乡镇中心|各|若干|配套|每|\d|民办|公办|九年一贯制学校$|寄宿制学校$|农村|乡村")
_PERIODS = re.compile(r"[一二三]期|分期|原址|旧址|老校区")
_LEAST = 4


@dataclass(frozen=True, slots=True)
class SaidNature:
    """A school with what is done to it.

    Attributes:
        shown: the name as it is written.
        name: without place and level, 第 left out.
        place: the place in front of it; empty where there is none.
        nature: as written.
        is_part: whether a building of it is meant.
        is_past: whether the sentence tells what is done already.
        number: of the sentence.
        span: of name and nature.
    """

    shown: str
    name: str
    place: str
    nature: str
    is_part: bool
    is_past: bool
    number: int
    span: Span

    def contradicts(self, other: SaidNature) -> bool:
        """Tell whether both cannot be true of one school."""
        natures = {CLASSES[self.nature], CLASSES[other.nature]}
        if len(natures) == 1 or self.number == other.number or (self.is_part and other.is_part):
            return False
        if (self.is_part or other.is_part) and "迁建" not in natures:
            return False
        if self.place != other.place and ((self.place and other.place) or _GENERIC.match(self.name)):
            return False
        # What was built anew or moved may be extended now, and what was extended may be moved.
        if "改扩建" not in natures or not (self.is_past or other.is_past):
            return True
        if "迁建" in natures:
            return self.is_past and other.is_past
        return not any(o.is_past and CLASSES[o.nature] != "改扩建" for o in (self, other))


def said_natures(material: Material) -> dict[str, list[SaidNature]]:
    """Return what the sentences say by the name of the school."""
    found: dict[str, list[SaidNature]] = {}
    for number, sentence in enumerate(material.sentences):
        if "建" in sentence.text or "迁" in sentence.text:
            for one in _in(material, sentence, number):
                found.setdefault(one.name, []).append(one)
    return found


def _in(material: Material, sentence: Sentence, number: int) -> Iterator[SaidNature]:
    text = sentence.text
    is_past = material.tense(sentence) is Tense.PAST
    for match in _NATURE.finditer(text):
        places = [*_behind(text, match), *_before(text, match)]
        for name, start, end, is_part in places:
            low, high = min(start, match.start()), max(end, match.end())
            if _PERIODS.search(text[low : high + 8]) and not text[low:high].endswith("校区"):
                continue
            plain = plain_name(name)
            if plain and (not is_part or match[0] in ("扩建", "改扩建")):
                span = sentence.span(low, min(high, low + 76))
                yield SaidNature(name, *plain, match[0], is_part, is_past, number, span)


def _behind(text: str, nature: re.Match[str]) -> Iterator[tuple[str, int, int, bool]]:
    """Yield the names of the list that follows a nature, with their places."""
    at = nature.end()
    items: list[tuple[str, int]] = []
    while not _OWN_END.match(text, at):  # 甲小学扩建、乙小学: the nature is that of the name before
        stop = _STOP.search(text, at + 1 if text[at : at + 1] in "和与及" else at)
        end = stop.start() if stop else len(text)
        items.append((text[at:end], at))
        if stop is None or stop[0] not in "、和与及":
            if stop is not None and len(items) > 1 and _NATURE.fullmatch(stop[0]) and _ITEM.match(items[-1][0]):
                items.pop()  # 新建甲小学、乙小学扩建: each has its own
            break
        at = stop.end()
    last = _ITEM.match(items[-1][0]) if items else None
    shared = _PLACE.sub("", last["name"]) if last else ""
    for item, start in items:
        if shared and _ONLY_PLACE.match(item):
            yield item + shared, start, start + len(item), False
        elif match := _ITEM.match(item):
            yield match["name"], start, start + len(match["name"]), match["part"] is not None


def _before(text: str, nature: re.Match[str]) -> Iterator[tuple[str, int, int, bool]]:
    """Yield the name that a nature follows."""
    if not _AHEAD.match(text, nature.end()):
        return
    low = max(0, nature.start() - 30)
    match = _BEFORE.search(text[low : nature.start()])
    if match is None:
        return
    end = low + match.end("kind")
    start = start_of_name(text, end, 2)
    if start is not None:
        start += len(text[start:end]) - len(re.sub(rf"^(?:{NATURES}|涉及|包括)+", "", text[start:end]))
        yield text[start:end], start, end, False


def plain_name(name: str) -> tuple[str, str] | None:
    """Return a name without place, level and 第, and the place; None where it may be several schools."""
    place = _PLACE.match(name)
    bare = _OWN_LEVEL.sub("", name[place.end() :] if place else name)
    if _UNSURE.search(bare) or (len(bare) < _LEAST and _GENERIC.match(bare) and not _NUMBERED.search(bare)):
        return None
    return _NUMBERED.sub(r"\g<short>", bare).replace("第", ""), place["place"] if place else ""
