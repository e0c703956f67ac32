"""Lists of units (责任单位): which words are a unit's name, and how a list of them is cut.

Entry: :func:`read_list`, :func:`split_units`, :func:`is_unit_list`, :func:`is_unit_name`, :func:`expand_unit`. The
rules rest on the words by which Chinese organs of any place end (局、委、办、部门…), with the few organs that exist
everywhere and have no such end (共青团、妇联、政协、电视台…); no organ of a particular place is named.
Not here: where a text states units (``units``, ``prose``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Role = Literal["unit", "lead", "support"]

_LEAD = re.compile(r"牵头|主办|主责")
_SUPPORT = re.compile(r"配合|参与|参加|协同|协办|协助|协作|支持")
OPENING, CLOSING = "（(［[【〔", "）)］]】〕"


# The ends of names. _ORGAN: an organ by itself; _FOLK: schools and the like, units only where they are listed.
_ORGAN = (
    r"(?:局|委|委员会|(?<![公民创举兴督主承])办|办公室|厅|(?<![干全内外大各])部|(?<!部)署|政府|管委会|部门"
    r"|单位|机构|机关|领导小组|协调小组|工作小组|工作组|专项组|专班|联席会议|指挥部"
    r"|协会|学会|总会|商会|联合会|联社|残联|科协|妇联|文联|侨联|社科联|工商联|红十字会|团委|共青团|工会"
    r"|工委|关工委|基金会"
    r"|公司|集团|银行|中心|(?<![学文理工本专医商百])科|股|(?<![好用之益])处|(?<![教验书能览询健生动作舞音])室"
    r"|(?<![网])站|总队|支队|大队|中队|党委|党组|党总支|支部|编办"
    r"|法院|检察院|研究院|研究所|教科院|教科所|教研院|派出所|分局|办事处|居委会|村委会|政协|人大|军分区"
    r"|人武部|报社|电视台|街办)"
)
_FOLK = (
    r"(?:学校|院校|高校|大学|学院|中学|小学|幼儿园|园所|校|园|医院|馆|少年宫|基地|企业|街道|乡镇|镇街|社区"
    r"|开发区|高新区|经开区|园区|示范区"
    r"|管理区|新区|县市区|市县区|县区|区县|市州|州市|地市|县（市、区）|县\(市、区\)|县（市）区|县\(市\)区"
    r"|县市|地方|各地|各县|各区|各市"
    r"|(?<=[一-鿿])[县市区州旗盟乡镇])"
)
_NOTE = r"(?:（[^（）]*）|\([^()]*\))?"
_STRONG_END = re.compile(_ORGAN + _NOTE + "$")
_ANY_END = re.compile(f"(?:{_ORGAN}|{_FOLK}){_NOTE}$")
_DOING = re.compile(
    r"^(?:新建|改建|扩建|改扩建|迁建|建设|建立|建成|建好|筹建|组建|设立|成立|设置|完善|健全|推进|推动|加强"
    r"|加快|加大|强化|深化|提升|提高|优化|落实|实施"
    r"|开展|组织|制定|出台|印发|编制|配备|配齐|补充|扩大|支持|鼓励|引导|规范|督促|指导|确保|保障|坚持|做好"
    r"|抓好|办好|打造|构建|创建|探索|统筹"
    r"|全面|切实|进一步|继续|逐步|积极|认真|根据|按照|通过|采取|对|将|把|以|从|使|让|为|在|到)"
)
_NOT_NAME = re.compile(r"[0-9０-９%％：:！？“”\"《》=＝+＋]|[的了]|学位|问题|任务|工作$")
_LEVEL = re.compile(r"^各?(?:中央|国家|省|自治区|市|州|县|区|旗|盟|乡|镇|街道|村)$")
_TIERS = re.compile(r"(?:两|三|四|各)级")
_PLACE = re.compile(r"^(?!各|全)[一-鿿]{1,7}(?:县|市|区|旗|州|镇|乡)$")
_PLACE_ORGAN = re.compile(rf"^(?!各|全)[一-鿿]{{1,7}}(?:县|市|区|旗|州|镇|乡)[一-鿿]*?{_ORGAN}$")
DUTY = (
    r"(?:(?:按照?|依照?|根据)?(?:各自)?(?:职责|职能)?(?:分工)?"
    r"(?:分别|共同|具体|各自|密切|积极|协同|分工|牵头|主办|负责|配合|参与|参加|落实|协办|协助|承办|实施"
    r"|承担|抓好|负总责|督促|指导|监督|推进|执行|统筹|组织(?!部|处|科|股))+)"
)
_TAIL = re.compile(
    rf"(?P<etc>等(?:各|有关|相关|成员|市直|县直|责任|部门|单位|科室|股室|处室|机构|地|方面)*)?(?P<duty>{DUTY})?"
    rf"[。.；;]?$"
)
_SUMMED_UP = re.compile(r"、[一-鿿]{2,8}等(?:有关|相关|各)*(?:部门|单位|科室|股室|处室|机构)[。；;\s]*$")
_MARK = re.compile(r"[（(](?P<duty>牵头|主办|主责|配合|参与|协办|协同)(?:单位|部门)?[）)]$")
_ANY_BRACKET = re.compile(f"[{re.escape(OPENING + CLOSING)}]")
_SEPARATORS = "、，,；;。\n\r\t|"
_HEAD = re.compile(r"^(?:由|以及|及|和|与|并|各由|分别由|会同|联合(?!会|社)|协同)(?=[^谐平解睦])")
_JOIN = re.compile(r"以及|会同|联合(?!会|社)|和|及|与")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit named in a text: its name without blanks, where it stands in that text, and its part in the task."""

    name: str
    start: int
    end: int
    role: Role = "unit"


class _Piece(NamedTuple):
    """A half-open range between two separators, and the separator before it."""

    start: int
    end: int
    before: str


def is_unit_name(text: str, *, strict: bool = False) -> bool:
    """Return whether ``text`` reads like one unit; ``strict`` leaves out schools, districts and the like."""
    name = _plain(text)
    if not 2 <= len(name) <= _LONGEST or _DOING.match(name) or _NOT_NAME.search(name):
        return False
    return bool((_STRONG_END if strict else _ANY_END).search(name))


def is_unit_list(text: str) -> bool:
    """Return whether ``text`` (a table cell, say) is nothing but names of units."""
    names = split_units(text)
    if not names or max(map(len, names)) > _LONGEST:
        return False
    summed_up = _SUMMED_UP.search(text) is not None and all(len(n) <= 8 for n in names)
    like = sum(is_unit_name(n) for n in names)
    return summed_up or like >= 0.8 * len(names)


def split_units(text: str) -> list[str]:
    """Return the names in a list of units, each once, in order.

    Example:
        >>> split_units("各区县人民政府、高新区和经开区管委会，市教育局")
        ['各区县人民政府', '高新区和经开区管委会', '市教育局']
    """
    return list(dict.fromkeys(m.name for m in read_list(text)))


def read_list(text: str, start: int = 0, end: int | None = None, role: Role = "unit") -> list[UnitMention]:
    """Return the units listed in ``text[start:end]``; 牵头 and 配合 written among them override ``role``."""
    stop = len(text) if end is None else end
    found: list[UnitMention] = []
    waiting = 0  # from here on the mentions take the part of the next verb: 甲、乙配合
    for piece in _merged(text, _split(text, start, stop)):
        if piece.before in "；;。\n":
            waiting = len(found)
        mention, said = _trim(text, piece, role)
        if mention is not None:
            found.extend(_unjoin(text, mention))
        if said:
            found[waiting:] = [replace(m, role=said) for m in found[waiting:]]
            waiting = len(found)
    return found


def role_of(label: str) -> Role:
    """Return the part that a label (牵头单位, 配合部门, 责任科室) or a verb gives to its units."""
    if _LEAD.search(label):
        return "lead"
    return "support" if _SUPPORT.search(label) else "unit"


def expand_unit(name: str) -> list[str]:
    """Return one name a unit for a name that coordinates several; the name itself if it is one unit.

    Example:
        >>> expand_unit("市、县两级教育、财政部门")
        ['市教育部门', '市财政部门', '县教育部门', '县财政部门']
        >>> expand_unit("东山县、西河区人民政府")
        ['东山县人民政府', '西河区人民政府']
    """
    tiers = re.match(r"^((?:省|市|州|县|区|乡|镇)(?:[、和](?:省|市|州|县|区|乡|镇))+)(?:[两三四]级)?(.+)$", name)
    if tiers:
        fields = _spread(tiers[2])
        return [level + field for level in re.split("[、和]", tiers[1]) for field in fields]
    return _spread(name)


def _spread(name: str) -> list[str]:
    """Return 教育部门, 财政部门 for 教育、财政部门: every part takes the organ at the end of the last."""
    parts = re.split(r"[、和](?![^（(]*[）)])", name)
    organ = re.search(r"(?:人民政府|政府|管委会|行政部门|部门|办事处|党委|教育局|局|委员会|办公室)$", parts[-1])
    if len(parts) < 2 or not organ or organ.start() == 0 or any(_STRONG_END.search(p) for p in parts[:-1]):
        return [name]
    if organ.group() == "局" and not all(_PLACE.match(p) or _LEVEL.match(p) for p in parts[:-1]):
        return [name]  # 自然资源和规划局 is one name
    return [p + organ.group() for p in parts[:-1]] + [parts[-1]]


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _split(text: str, start: int, end: int) -> list[_Piece]:
    """Cut at separators outside brackets; a blank cuts only between two names."""
    pieces: list[_Piece] = []
    depth, at, before = 0, start, ""
    last_close = max(text.rfind(c, start, end) for c in CLOSING)
    for i in range(start, end + 1):
        char = text[i] if i < end else "\n"
        if char in OPENING and i < last_close:
            depth += 1
        elif char in CLOSING and depth:
            depth -= 1
        elif i == end or (not depth and (char in _SEPARATORS or (char in " 　" and _cuts(text, at, i, end)))):
            pieces.append(_Piece(at, i, before))
            at, before = i + 1, "\n" if char in "\r\t|" else char
    return [p for p in pieces if text[p.start : p.end].strip()]


def _cuts(text: str, start: int, at: int, end: int) -> bool:
    """Return whether the blank at ``at`` parts two names (and is not one inside a name)."""
    after = re.split(r"[、，,；;。\s]", text[at:end].lstrip(), maxsplit=1)[0]
    return is_unit_name(text[start:at]) and is_unit_name(_TAIL.sub("", after) or after)


def _merged(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Join pieces that are one name: 市、县两级教育、财政部门; 东山县、西河区人民政府; 各级党委、政府."""
    out: list[_Piece] = []
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        until = _tiers_end(text, pieces, i) or _places_end(text, pieces, i)
        if until:
            piece, i = _Piece(piece.start, pieces[until].end, piece.before), until
        elif out and _text(text, piece) in ("政府", "人民政府") and _text(text, out[-1]).endswith("党委"):
            last = out.pop()
            piece = _Piece(last.start, piece.end, last.before)
        out.append(piece)
        i += 1
    return out


def _text(text: str, piece: _Piece) -> str:
    return _plain(text[piece.start : piece.end])


def _tiers_end(text: str, pieces: list[_Piece], i: int) -> int:
    """Return the piece at which a name that begins with bare levels (市、县…) ends; 0 if none begins at ``i``."""
    if not _LEVEL.match(_text(text, pieces[i])):
        return 0
    for j in range(i + 1, min(i + 8, len(pieces))):
        words = _text(text, pieces[j])
        if pieces[j].before != "、":
            return 0
        if _STRONG_END.search(_TAIL.sub("", words)):
            return j
        if not _LEVEL.match(words) and not _TIERS.search(text[pieces[i].start : pieces[j].end]):
            return j if _ANY_END.search(words) else 0
    return 0


def _places_end(text: str, pieces: list[_Piece], i: int) -> int:
    """Return the piece at which 甲县、乙市人民政府 ends; 0 if no such name begins at ``i``."""
    j = i
    while j < len(pieces) and _PLACE.match(_text(text, pieces[j])) and (j == i or pieces[j].before == "、"):
        j += 1
    if not i < j < len(pieces) or pieces[j].before != "、":
        return 0
    return j if _PLACE_ORGAN.match(_TAIL.sub("", _text(text, pieces[j]))) else 0


def _trim(text: str, piece: _Piece, role: Role) -> tuple[UnitMention | None, Role | None]:
    """Return the mention in a piece without 由…, …等, …负责, and the role that its verb states, if any."""
    start, end = piece.start, piece.end
    stray = not _balanced(text[start:end].strip())
    while end > start and text[end - 1] in " 　\r\n\t" + (CLOSING if stray else ""):
        end -= 1
    stray = stray and not _balanced(text[start:end])
    while start < end and text[start] in " 　\r\n\t-—·•" + (OPENING if stray else ""):
        start += 1
    said: Role | None = None
    head = _HEAD.match(text[start:end])
    if head:
        start += head.end()
    mark = _MARK.search(text[start:end])
    if mark:
        end = start + mark.start()
        return UnitMention(_plain(text[start:end]), start, end, role_of(mark["duty"])), None
    tail = _TAIL.search(text[start:end])
    if tail and tail.group():
        said = role_of(tail["duty"]) if tail["duty"] else None
        end = start + tail.start()
    name = _plain(text[start:end]).rstrip("。.：:")
    if not 2 <= len(name) <= _LONGEST or re.fullmatch(r"[\d.\-—/年月日底前]+", name):
        return None, said
    return UnitMention(name, start, end, role), said


def _balanced(text: str) -> bool:
    if _ANY_BRACKET.search(text) is None:
        return True
    return sum(text.count(c) for c in OPENING) == sum(text.count(c) for c in CLOSING)


def _unjoin(text: str, mention: UnitMention) -> list[UnitMention]:
    """Cut 甲局和乙局 in two: where both sides are names by themselves, and not in 各级党委和政府."""
    for join in _JOIN.finditer(text, mention.start, mention.end):
        left, right = _plain(text[mention.start : join.start()]), _plain(text[join.end() : mention.end])
        if not _balanced(left) or (left.endswith("党委") and re.fullmatch(r"(?:人民)?政府", right)):
            continue
        right_name = _TAIL.sub("", right) or right
        if _STRONG_END.search(left) and (_ANY_END.search(right_name) or right_name.endswith(("校长", "园长"))):
            return [
                UnitMention(left, mention.start, join.start(), mention.role),
                *_unjoin(text, UnitMention(right, join.end(), mention.end, mention.role)),
            ]
    return [mention]
