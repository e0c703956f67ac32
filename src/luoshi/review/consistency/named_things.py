"""The named programmes, teams, platforms, bases of a text (有名称的事物): :func:`named_things`, :func:`start_of_name`.

A name ends in the word for its kind (工程、计划、平台、基地). Its beginning is taken only where it is sure: behind a
mark, a number with its measure word, a verb that no name holds inside, at the start of a line. Level and place in
front are kept apart. Not here: how two names differ (:mod:`.name_differences`); bodies, colleges, documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from luoshi.model.document import Span
from luoshi.review.material import Material, Sentence

CLASSES: dict[str, str] = {
    **dict.fromkeys(("行动计划", "工程", "计划", "行动", "项目", "专项", "活动"), "programme"),
    **dict.fromkeys(("团队", "工作室", "联盟", "共同体"), "team"),
    **dict.fromkeys(("平台", "系统", "资源库", "数据库"), "platform"),
    **dict.fromkeys(("基地", "示范区", "实验区", "试验区", "示范校", "试点校", "高校", "院校"), "place"),
    **dict.fromkeys(("大赛", "竞赛", "基金", "论坛", "品牌"), "prize"),
    **dict.fromkeys(("领导小组", "推进小组", "协调小组"), "group"),
}
"""The kinds by class: names of two classes are of two things."""
_KIND = re.compile(
    rf"(?:{'|'.join(CLASSES)})(?!师|化|室|性|力|生育|经济|经费|课程|部门|法人|单位|内容|推进|谋划|思维|治理|观念|集成|设计|梳理|总结|精神|协作)"
)
_TITLE = re.compile(r"《[^《》\n]{2,80}》")
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z“”‘’\"·+]*$")
_MEASURE = re.compile(r"(?:余|多)?[个所项支批名家处门次类条种期轮]")
_VERBS = (
    "实施|启用|开展|落实|启动|参与|依托|打造|创建|争创|成立|组建|设立|继续|推荐|遴选|认定|评选|深入|大力|扎实|支持|按照|通过|围绕|纳入|列入"
    "|作为|入选|申报|获批|举办|组织|抓好|做好|办好|用好|完善|健全|加快|加强|建成|建好|编制|制定|执行|推动|鼓励|引导|确保|利用|建立|构建"
    "|列为|属于|对接|结合|利用|参加|加入|搭建|提供|选派|获得|荣获|入围|包括|包含|以及|的|将|把|由|等"
)
_INSIDE = re.compile(rf"{_VERBS}|(?:学院|大学|[小中]学|学校|幼儿园|中心|政府)(?:建设|创建|申报|推进)(?=[省国市“‘])")
"""What no name holds inside; behind the name of a school 建设 is what the school does: 某某学院建设省级高水平专业群."""
_FRONT = re.compile(
    r"^(?:推进|建设|培育|培养|完成|新建|促进|提升|实现|新增|重点|全面|深化|统筹|发展|整合|拓展|探索|强化|巩固|升级|加大|抓实|做实|做强|优化"
    r"|各类|一批|本|该|各|我[市县区省]|一个|首批|第?[一二三四五六七八九十两]+批|和|与|及|或|在|以|对|为|向|用)+"
)
_LEVEL = re.compile(
    r"^(?:国家级|国家|省部级|省级|市级|县级|区级|校级|[省市县区](?![域直区内外属])(?=[\u4e00-\u9fff]{4}))"
)
_PLACE = re.compile(r"^(?:全[国省市县区]|[\u4e00-\u9fff]{2,3}?[省市县区](?=[\u4e00-\u9fff]{4}))")
_PAIR = re.compile(r"[和与及或]")
_QUOTES = re.compile(r"[“”‘’\"·+]")
_RENAMED = re.compile(r"更名|调整为|升格|改为|原[“\u4e00-\u9fff]{2}|撤销|并入|下设|合并|统称|以下简称")
_WINDOW, _SHORTEST, _LABEL = 28, 4, 8


@dataclass
class Thing:
    """A name in one wording with all its places.

    Attributes:
        whole: the name as it is shown, without quotation marks.
        core: the name without level, place and kind.
        kind: the word for its kind.
        own: the word in quotation marks at the start, its proper name; empty where there is none.
        is_heading: whether it stands alone at the end of a line or sentence that names a task: 1.实施……行动。
        levels, places: what levels and places stand in front of it.
    """

    whole: str
    core: str
    kind: str
    own: str = ""
    levels: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    spans: list[Span] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    tables: set[int] = field(default_factory=set)
    is_renamed: bool = False
    is_heading: bool = False


def named_things(material: Material) -> list[Thing]:
    """Return the names of the text, each wording once."""
    found: dict[str, Thing] = {}
    for number, sentence in enumerate(material.sentences):
        titles = [title.span() for title in _TITLE.finditer(sentence.text)]
        for match in _KIND.finditer(sentence.text):
            if not any(low < match.start() < high for low, high in titles):
                _enter(found, sentence, number, match)
    return list(found.values())


def _enter(found: dict[str, Thing], sentence: Sentence, number: int, match: re.Match[str]) -> None:
    text = sentence.text
    start = start_of_name(text, match.start())
    if start is None:
        return
    raw = text[start : match.start()]
    own = re.match(r"[“‘](?P<own>[\u4e00-\u9fff]{2,6})[”’]", raw)
    name = _QUOTES.sub("", raw)
    level = _LEVEL.match(name)
    core = name[level.end() :] if level else name
    place = _PLACE.match(core)
    core = core[place.end() :] if place else core
    if CLASSES[match[0]] == "group":
        core = core.removesuffix("工作")
    if len(core) < _SHORTEST:
        return
    whole = name + match[0]
    thing = found.setdefault(whole, Thing(whole, core, match[0], own["own"] if own else ""))
    thing.spans.append(sentence.span(start, match.end()))
    thing.lines.add(number)
    thing.is_renamed |= bool(_RENAMED.search(text))
    ends = not text[match.end() :].strip("。”’ \u3000")
    thing.is_heading |= ends and sentence.start <= _LABEL and start <= _LABEL
    if level:
        thing.levels.add(level[0][0])
    if place and not place[0].startswith("全"):
        thing.places.add(place[0])
    if sentence.piece.cell is not None:
        thing.tables.add(sentence.piece.number)


def start_of_name(text: str, kind: int, shortest: int = _SHORTEST) -> int | None:
    """Return where the name that ends before ``kind`` begins; None where that is not sure."""
    low = max(0, kind - _WINDOW)
    words = _NAME.search(text, low, kind)
    start = words.start() if words else kind
    before = text[max(0, start - 6) : start]
    if start == low and low > 0:
        start, before = kind, ""
    if before[-1:].isdigit():
        # A measure word belongs to the number before it; other words behind a number are not a name's beginning.
        measured = _MEASURE.match(text, start, kind)
        if measured is None:
            return None
        start = measured.end()
    for verb in _INSIDE.finditer(text, words.start() if words else low, kind):
        if kind - verb.end() >= shortest:
            start = verb.end()
    both = [m.end() for m in _PAIR.finditer(text, min(start, kind), kind) if _KIND.search(text, start, m.start())]
    start = both[-1] if both else start
    quoted = text.rfind("“", start, kind)
    if text.find("”", quoted, kind) > 0 and kind - quoted >= shortest:
        start = quoted
    front = _FRONT.match(text[start:kind])
    if front and kind - start - front.end() >= shortest:
        start += front.end()
    return start if kind - start >= shortest else None


def siblings(one: Thing, other: Thing) -> bool:
    """Tell whether both stand in one sentence, or each in a cell of one table: two things side by side."""
    return bool(one.lines & other.lines or one.tables & other.tables)


def pairs_of(things: list[Thing], most: int = 24) -> Iterator[tuple[Thing, Thing]]:
    """Yield the pairs of one class that share three pairs of characters; what too many names share is no sign."""
    index: dict[tuple[str, str], list[int]] = {}
    for at, thing in enumerate(things):
        for key in {thing.core[n : n + 2] for n in range(len(thing.core) - 1)}:
            index.setdefault((CLASSES[thing.kind], key), []).append(at)
    shared: dict[tuple[int, int], int] = {}
    for group in index.values():
        if len(group) <= most:
            for n, first in enumerate(group):
                for second in group[n + 1 :]:
                    shared[first, second] = shared.get((first, second), 0) + 1
    for (first, second), count in shared.items():
        if count >= 2:
            yield things[first], things[second]
