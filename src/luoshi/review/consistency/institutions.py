"""Colleges and centres under two names (同一单位两个名称).

Entry: :func:`two_names`. A name is taken where its beginning is sure: at the name of the region or at 省、市、县.
Names are grouped by what remains without the words that are mixed up (职业学院、职业技术学院), so nothing is compared
beyond a group. Not here: long names by the words around them, titles of documents.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from luoshi.base.findings import Severity
from luoshi.model.document import Span
from luoshi.review.consistency.name_differences import inserted
from luoshi.review.consistency.named_things import start_of_name
from luoshi.review.material import Material, Sentence

_COLLEGE = re.compile(
    r"(?:高等专科学校|大学(?![生城科])|学院(?!派|路)|中等专业学校|职业技术学校|技工学校|职业学校|职业中专)"
)
_BODIES = ("中心", "研究院", "研究所", "教师发展学院")
_SCHOOLS = ("中等专业学校", "职业技术学校", "技工学校", "职业学校", "职业中专")
_OF_PLACE = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,3})[省市县区州](?=[\u4e00-\u9fff]{4})")
_OF_ITS_COUNTY = re.compile(r"^[市县区](?=[\u4e00-\u9fff]{4})")
_GENERAL = re.compile(r"^(?:全|各|每|该|本|我)|^(?:中等)?职业(?:技术)?(?:学校|学院)$|[和与及]|等(?![专职师])")
_CENTRE = re.compile(
    r"(?<![各社城园地校片辖特市县区省、城])(?P<level>[省市县区州])(?P<rest>(?!级|委|政|直|属|教育局|教体局)[^\W\d_的为在和与及或以把、]{3,14}?"
    r"(?:中心(?![城校学园幼小任工组地镇区])|研究院|研究所|(?<=教师发展)学院))"
)
_CUT = re.compile(r"[\W_]")
_STAGE = re.compile(r"^(?:基础(?=教育)|中小学)")
"""A stage that covers what the bodies of a county do; 学前、职业、特殊、高等 tell a body from another."""
_MAY_ADD = re.compile(r"^(?:评价|评估|基础|中小学|研究|建设|工作|管理|服务|指导|培训|发展|事业|教育)$")
_ALIKE = (
    {"服务", "辅导", "指导", "咨询", "关爱", "干预", "健康", "援助"},
    {"发展", "科学", "教学", "质量"},
    {"监测", "评价", "评估", "监控"},
    {"管理", "服务", "保障"},
    {"培训", "进修", "研修"},
)
"""What a body does, in words of which there is one for one thing: 心理健康辅导中心, 心理健康服务中心."""
_EDUCATION = re.compile(r"(?P<level>[省市县区州])(?:教科|教育科学研究)(?P<end>[院所])")
_TAIL = re.compile(r"(?:中心|学院|研究院|研究所)$")
_INSTITUTE = re.compile(r"研究(?:院|所|中心)$")
_SCHOOL = re.compile(r"(?:教育|活动)中心$")
_RENAMED = re.compile(
    r"更名|升格|转设|申办|筹建|筹设|改名|合并|前身|升级|整合|加挂|挂牌为|牌子|改建为"
    r"|(?:申报|争创|创建)[^，。；]{0,10}(?:大学|学院|本科)|组建为|原[“\u4e00-\u9fff]"
)
_VERB = re.compile(
    r"发挥|改造|建设|依托|成立|设立|组建|建立|支持|推进|加强|用好|建好|办好|新建|完善|利用|健全|委托|入驻|[由在对与和把将向]$"
)
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:市|县|区|州|盟|地区)")
_BACK, _ENOUGH, _MOST, _SHORT_CELL, _SURE, _SHORTEST = 14, 2, 24, 30, 7, 2


@dataclass
class _Name:
    text: str
    spans: list[Span] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    tables: set[int] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    is_renamed: bool = False


def two_names(material: Material) -> Iterator[tuple[str, list[Span], Severity]]:
    """Yield message, places and how sure, for each pair of names that may mean one body."""
    region = material.plan.document.region or ""
    places = _PLACE.findall(region)
    home = places[-1] if places else region
    colleges: dict[str, dict[str, _Name]] = defaultdict(dict)
    centres: dict[str, dict[str, _Name]] = defaultdict(dict)
    for number, sentence in enumerate(material.sentences):
        text = sentence.text
        if "学" in text:
            for match in _COLLEGE.finditer(text):
                _enter_college(colleges, home, sentence, number, match)
        if "中心" in text or "研究" in text or "发展学院" in text:
            for match in _CENTRE.finditer(text):
                key = match["level"] + _STAGE.sub("", match["rest"])[:2]
                _enter(centres[key], match[0], sentence, number, match.span())
    yield from _two_institutes(material)
    for group in colleges.values():
        for one, other in combinations(list(group.values())[:_MOST], 2):
            if _is_one_college(one.text, other.text):
                yield from _told(one, other, home)
    for group in centres.values():
        for one, other in combinations(list(group.values())[:_MOST], 2):
            if _is_one_centre(one, other):
                yield from _told(one, other, "")


def _two_institutes(material: Material) -> Iterator[tuple[str, list[Span], Severity]]:
    """Yield 市教科所 of a document whose body of that level is an institute by its full or its short name."""
    found: dict[str, dict[bool, list[tuple[str, Span]]]] = defaultdict(lambda: defaultdict(list))
    for sentence in material.sentences:
        if "教" in sentence.text and not _RENAMED.search(sentence.text):
            for match in _EDUCATION.finditer(sentence.text):
                of_kind = found[match["level"]][match["end"] == "院"]
                of_kind.append((match[0], sentence.span(*match.span())))
    for kinds in found.values():
        if len(kinds) == 2 and any("科学" not in kind[0][0] for kind in kinds.values()):
            odd, usual = sorted(kinds.values(), key=len)
            message = f"“{odd[0][0]}”（{len(odd)}处）与“{usual[0][0]}”（{len(usual)}处）疑为同一单位的两个名称"
            yield message, [odd[0][1], *(span for _, span in usual[:4])], Severity.WARNING


def _enter_college(
    groups: dict[str, dict[str, _Name]], home: str, sentence: Sentence, number: int, match: re.Match[str]
) -> None:
    text = sentence.text
    start = _beginning(text, home, match)
    if start is None or _GENERAL.search(text[start : match.end()]):
        return
    name = text[start : match.end()]
    bare = _bare(name, home)
    is_school = match[0] in _SCHOOLS
    # A school of the county is one of few; a college that is named by its region alone is one of several kinds.
    is_local = bare != name if is_school else bool(home) and name.startswith(home)
    core = re.sub(r"(?:高等专科学校|大学|学院|学校)$", "", bare.replace("职业技术", "职业"))
    if is_school:
        core = _level(name, home) + core.replace("中等", "").replace("专业", "").replace("技术", "").replace("中专", "")
        if not is_local:
            return
    elif len(core) < len(home) + 2 or len(core) < 4:
        return
    key = "".join(sorted(core)) if is_local or is_school else "".join(sorted(core[-4:]))
    _enter(groups[key], name, sentence, number, (start, match.end()))


def _beginning(text: str, home: str, match: re.Match[str]) -> int | None:
    """Return where a name begins: at the region, at a sure beginning, else four characters before its last word."""
    before = _CUT.split(text[max(0, match.start() - _BACK) : match.start()])[-1]
    at = before.rfind(home) if home else -1
    if at >= 0:
        return match.start() - len(before) + at
    sure = start_of_name(text, match.start(), _SHORTEST)
    if sure is not None and not _CUT.search(text[sure : match.start()]):
        return sure
    return match.start() - 4 if match[0] not in ("高等专科学校", *_SCHOOLS) and len(before) >= 4 else None


def _bare(name: str, home: str) -> str:
    """Return a name without the 省、市、县 behind its place: 临江市师范学院; a school without its place."""
    if name.endswith(_SCHOOLS):
        bare = name.removeprefix(home) if home else name
        return _OF_ITS_COUNTY.sub("", bare) if bare != name or _OF_ITS_COUNTY.match(name) else name
    return _OF_PLACE.sub(r"\g<place>", name)


def _enter(group: dict[str, _Name], text: str, sentence: Sentence, number: int, at: tuple[int, int]) -> None:
    name = group.setdefault(text, _Name(text))
    name.spans.append(sentence.span(*at))
    name.lines.add(number)
    name.places.add(_place_before(sentence.text[max(0, at[0] - 2) : at[0]]))
    name.is_renamed |= bool(_RENAMED.search(sentence.text))
    if sentence.piece.cell is not None and len(sentence.piece.text) <= _SHORT_CELL:
        name.tables.add(sentence.piece.number)


def _place_before(text: str) -> str:
    """Return what may be the place to which a 市、县、区 belongs; empty where a mark or a verb stands."""
    return "" if len(text) < 2 or _CUT.search(text) or _VERB.search(text) else text


def _told(one: _Name, other: _Name, home: str) -> Iterator[tuple[str, list[Span], Severity]]:
    if one.lines & other.lines or one.tables & other.tables or one.is_renamed or other.is_renamed:
        return
    odd, usual = sorted((one, other), key=lambda n: len(n.spans))
    is_odd = len(odd.spans) == 1 and len(usual.spans) >= _ENOUGH and usual.text.startswith(home)
    yield (
        f"“{odd.text}”（{len(odd.spans)}处）与“{usual.text}”（{len(usual.spans)}处）疑为同一单位的两个名称",
        [odd.spans[0], *usual.spans[:4], *odd.spans[1:4]],
        Severity.WARNING if is_odd or _is_surely_one(one.text, other.text, home) else Severity.INFO,
    )


def _is_surely_one(one: str, other: str, home: str) -> bool:
    """Tell whether two colleges of one kind agree in all but 省、市, 技术 behind 职业 and the order of the words.

    Of a centre or an institute there is one of so long a name.
    """
    if one.endswith(_BODIES) and other.endswith(_BODIES):
        return min(len(one), len(other)) >= _SURE + (0 if "教师发展学院" in one + other else 1)
    if one.endswith("大学") != other.endswith("大学") or not one.endswith(("学院", "学校", "中专")):
        return False
    if one.endswith(_SCHOOLS):
        same = one.endswith("专业学校") == other.endswith("专业学校")
        return same or _level(one, home) == "县"  # a city has several of them
    first, second = (_bare(name, home).replace("职业技术", "职业") for name in (one, other))
    return sorted(first) == sorted(second) and len(first) >= _SURE


def _is_reworded(one: str, other: str) -> bool:
    """Tell whether one word for what a body does stands for another, and all else of a long name agrees."""
    if len(one) != len(other):
        return False
    apart = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    low = apart[0] if apart else 0
    high = low + 2
    words = {one[low:high], other[low:high]}
    if not apart or apart[-1] >= high or not any(words <= group for group in _ALIKE):
        return False
    return len(one) - 2 >= (_SURE - 1 if _INSTITUTE.search(one) else _SURE)


def _level(name: str, home: str) -> str:
    """Return 市、县 or 区: the word at the start of a school's name or behind its place."""
    return name.removeprefix(home)[:1]


def _is_one_college(one: str, other: str) -> bool:
    """Tell whether the names differ in 大学 or 学院, in 技术 behind 职业, in 市, or in their order alone."""
    return one != other and one.endswith("专科学校") == other.endswith("专科学校")


def _is_one_centre(first: _Name, second: _Name) -> bool:
    if first.places and second.places and not ("" in first.places | second.places or first.places & second.places):
        return False
    shorter, longer = sorted((first.text, second.text), key=len)
    if _SCHOOL.search(shorter):
        return False
    cores = {_INSTITUTE.sub("", name) for name in (shorter, longer)}
    if len(cores) == 1 and _INSTITUTE.search(shorter) and _INSTITUTE.search(longer):
        return len(shorter) >= _SURE
    if _TAIL.sub("", shorter) == _TAIL.sub("", longer) and "学院" in (shorter[-2:], longer[-2:]):
        return True
    if shorter[-1] != longer[-1]:
        return False
    if _is_reworded(shorter, longer):
        return True
    return bool(_MAY_ADD.search(inserted(shorter, longer)))
