"""Responsible units named in running text: …要建立…, 由…负责, 督促各…, …等部门协同.

Entry: :func:`find_in_prose`, asked by ``statements.find_units`` when nothing is stated outright.
Each pattern fixes one side of a list of names (the word after it, or before); the list itself is read backwards or
forwards as far as its parts look like units. What only takes part in a matter (发挥…作用, 支持…学校) is no unit, and
schools in general (各中小学要…) are those a measure is for, not those answerable for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.compiler.units.lists import UnitMention, is_unit_name, read_list, role_of

_CLAUSES = re.compile(r"[^。；;：:，,！!\n]+")
_LIST = r"[一-鿿（）()、“”]{2,90}?"
_ACT = (
    r"(?:至少|均|都|分别|具体)?(?:制定|制订|建立|建好|完善|健全|办好|负责(?!人|任)|落实|加强|强化|做好"
    r"|抓好|编制(?!部门)|组织(?!部|处|科|股)|统筹|开展|牵头|承担|履行|成立|设立|出台|实施|安排|担任)"
)
_GROUP = r"(?:部门|单位|机构|科室|股室|处室|方面|成员单位)"

# 甲、乙等部门要…；协调甲、乙等部门，…: the names stand before 等; they may be bare fields (司法、人社).
_GROUP_END = re.compile(rf"等(?:有关|相关|各|多个)*{_GROUP}")
_LISTED = re.compile(r"[一-鿿、]{2,80}$")
_GROUP_VERB = re.compile(r"^(?:要|应|须|需|协同|配合|负责|，|,|密切|共同|按|各司其职)")
_CALLING = re.compile(
    r"(?:协调|会同|联合|协同|商|组织|督促|由|联系|发动)(?:好)?$|(?:协调|会同|联合|协同|督促|由)(?=[一-鿿]{2,6}、)"
)
# 甲、乙要…
_MUST = re.compile(
    rf"\s*(?P<list>{_LIST})(?:内部)?(?:必须|应当|要|应|须|需要?)(?!求|点|素|件|闻|害|领|么|强|是|想|塞|职"
    rf"|务|急|届|试|用|对|变|考|邀|约|运而|有尽有)(?=[一-鿿“])"
)
# 各县（市、区）政府制定…, the subject of a sentence without 要
_SUBJECT = re.compile(rf"\s*(?P<list>{_LIST}){_ACT}")
# 由甲负责…
_BY = re.compile(
    rf"(?<!自)(?<!理)(?<!缘)由(?P<list>{_LIST})(?:共同|分别|具体|统一)?(?:负责(?!人|任)|牵头|承担|组织(?!部"
    rf"|处|科|股)|统筹|制定|实施|担任|兼任|主管|审批|落实|会同|按)"
)
# 甲为直接责任人；甲、乙负责具体工作落实
_LIABLE = re.compile(rf"\s*(?P<list>{_LIST})(?:为|是|作为)(?:第一|直接|主要|具体)?责任(?:人|单位|主体)")
_IN_CHARGE = re.compile(r"\s*(?P<list>[^。；;，,！!：:\n]{2,90}?)(?:共同|分别|具体)?负责(?!任|人|制|同志)")
# 甲、乙配合
_HELPING = re.compile(
    rf"\s*(?P<list>{_LIST})(?:积极|密切|协同|全力|主动|做好)*(?:配合|协助|协同|参与)"
    r"(?:$|做好|抓好|实施|落实|开展|推进|工作)"
)
# 督促各县区…；强化甲的监管责任；加强甲对…的领导；建立甲统筹的…
_URGED = re.compile(
    rf"(?:督促|指导|督导|压实|要求)(?P<list>(?:各|市|县|区|省)[一-鿿（）()、]{{1,40}}?)(?=认真|切实|及时"
    rf"|依法|加快|{_ACT}|履行|按)"
)
_DUTY_OF = re.compile(
    rf"(?:压实|强化|落实|夯实|明确|压紧)(?P<list>{_LIST})(?:[发推履承管办][^，,。；;]{{1,12}})?的?(?:监管"
    rf"|主体|统筹|管理|领导|属地|属事|保障|投入|工作)责任"
)
_LEADER = re.compile(
    r"(?:加强|发挥|强化)(?P<list>[一-鿿]{2,30}?(?:领导小组|工作小组|委员会|党委|党组))(?:对|的)[^，。；]{0,16}?(?:"
    r"领导|作用|统筹)"
)
_HEADED = re.compile(
    r"(?:建立|健全|完善)(?:健全)?由?(?P<list>[一-鿿]{4,30}?(?:组|委员会|局|办公室|指挥部|专班))(?:统筹"
    r"|牵头|主导)的"
)

_AREA = re.compile(r"^(?:各|全市|市本级|县本级)[一-鿿（）()、]*(?:县|市|区|乡镇|街道|地|级)[）)]?$")
_VAGUE = re.compile(
    r"^(?:各级|各|有关|相关|教育|宣传|组织|行政|主管|职能|各有关|各相关|各职能)*(?:党委和政府|党委政府"
    r"|政府|部门|单位|系统)$"
)
_PERSON = re.compile(r"(?:局长|主任|书记|校长|园长|院长|科长|股长|处长|负责人|负责同志)$")
_SYSTEM = re.compile(r"^[一-鿿]{2,6}(?:系统|战线)$")
_LEAD_IN = re.compile(r"^(?:同时|此外|其中|另外|对此|下一步|今后|并|特别是|尤其是|原则上|到|确保|“)")
_PART = re.compile(r"(?:积极|密切|协同|全力|主动|做好)*(?:牵头|配合|协助|参与)")
_FIELD = re.compile(r"^[一-鿿]{2,8}$")
_GENERIC_TAIL = re.compile(r"等(?:有关|相关|各)*(?:股室|科室|处室|部门|单位|机构)(?=和|及|与|、)")


# Cheap marks first, then the pattern, then how loosely its names are judged (see _counts).
_AT_START = (
    (re.compile("[要应须需]"), _MUST, 2),
    (re.compile("责任[人单主]"), _LIABLE, 3),
    (re.compile("负责"), _IN_CHARGE, 3),
    (re.compile("配合|协助|协同|参与"), _HELPING, 1),
    (re.compile("[局委府部区级地会组][^，]{0,6}[制建完健办负落加强做抓编组统开牵承履成设出实安担]"), _SUBJECT, 1),
)
_INSIDE = (
    (re.compile("由"), _BY, 3),
    (re.compile("督促|指导|督导|压实|要求"), _URGED, 1),
    (re.compile("责任"), _DUTY_OF, 2),
    (re.compile("领导|作用|统筹"), _LEADER, 1),
    (re.compile("统筹的|牵头的|主导的"), _HEADED, 1),
)


_ANY_MARK = re.compile("|".join(marks.pattern for marks, _, _ in (*_AT_START, *_INSIDE)))


def find_in_prose(text: str) -> list[UnitMention]:
    """Return the units that running text says must act, in order of appearance."""
    found = [*_grouped(text), *_acting(text)]
    kept: list[UnitMention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _grouped(text: str) -> Iterator[UnitMention]:
    """Read 甲、乙、丙等部门 where these act or are called on."""
    if "等" not in text:
        return
    end = 0
    for match in _GROUP_END.finditer(text):
        listed = _LISTED.search(text[max(end, match.start() - 80) : match.start()])
        if listed is None:
            continue
        start, end = match.start() - len(listed.group()), match.end()
        calls = list(_CALLING.finditer(listed.group()))
        begins = start == 0 or text[start - 1] in "。；;：:，,！\n "
        if calls:
            start += calls[-1].end()
        elif not (begins and _GROUP_VERB.match(text[match.end() :])):
            continue
        mentions = read_list(text, start, match.start())
        if len(mentions) > 1 and all(_FIELD.match(m.name) or is_unit_name(m.name) for m in mentions):
            yield from mentions


def _acting(text: str) -> Iterator[UnitMention]:
    """Read the patterns in which whole lists of names act, are charged or are urged, clause by clause."""
    at_start = [pattern for pattern in _AT_START if pattern[0].search(text)]
    inside = [pattern for pattern in _INSIDE if pattern[0].search(text)]
    for clause in _CLAUSES.finditer(text):
        start, end = clause.span()
        words = clause.group()
        if not _ANY_MARK.search(words):
            continue
        for marks, pattern, level in at_start:
            if marks.search(words) and (match := pattern.match(text, start, end)):
                yield from _names(text, *match.span("list"), level=level)
        for marks, pattern, level in inside:
            if marks.search(words):
                for match in pattern.finditer(text, start, end):
                    yield from _names(text, *match.span("list"), level=level)


def _names(text: str, start: int, end: int, *, level: int) -> list[UnitMention]:
    """Return the units in a range if all of it is units; ``level`` 1 only organs and areas, 2 also 系统, 3 persons."""
    verb = _PART.match(text, end)
    role = role_of(verb.group()) if verb else "unit"
    start = max(start, text.rfind("由", start, end) + 1)  # 所需经费由县级财政部门统筹
    lead = _LEAD_IN.match(text[start:end])
    if lead:
        start += lead.end()
    mentions: list[UnitMention] = []
    for low, high in _without_generic(text, start, end):
        mentions.extend(read_list(text, low, high, role))
    if not mentions or not all(_counts(m.name, level) for m in mentions):
        return []
    return mentions


def _without_generic(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a range at 等相关股室和: the class name after 等 sums up the names before it."""
    for match in _GENERIC_TAIL.finditer(text, start, end):
        yield start, match.start()
        start = match.end() + 1
    yield start, end


def _counts(name: str, level: int) -> bool:
    if "下设" in name or "设在" in name:
        return False
    if _AREA.match(name) or _VAGUE.match(name) or is_unit_name(name, strict=True):
        return True
    if level >= 2 and _SYSTEM.match(name):
        return True
    return level >= 3 and bool(_PERSON.search(name) or is_unit_name(name)) and len(name) <= 12
