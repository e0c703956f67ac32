"""The name that a reader would give a figure (指标名称): the noun phrase around it.

Entry: :func:`name_figure`. Chinese plan prose puts what is counted either before the number (在校学生15万人,
巩固率达98%) or after its classifier (30所公办中小学); short verbs alone (扩建5所) take the noun of the figure
before them, and short measures (建筑面积8万平方米) the topic of their sentence. The rules rest on punctuation,
classifiers and closed classes of function words (:mod:`luoshi.compiler.figures.phrases`).
Not here: table figures, which are named by row and column heads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.base.quantities import Quantity
from luoshi.compiler.figures.clauses import Reading
from luoshi.compiler.figures.phrases import (
    AREA,
    BARE_NOUN,
    GROWTH,
    LIGHT,
    MEASURE,
    STAGE,
    VERB_ONLY,
    first_noun,
    head_noun,
    plain,
    strip_light,
    strip_name,
    without_years,
)

LONGEST = 30
"""Names are cut to this many characters."""

_REACH = 160  # a name does not begin farther from its figure
_OPENERS = {")": "(", "]": "[", "】": "【"}
_INSTITUTIONS = ("所", "个", "家", "座", "处")
_SCHOOLS = re.compile(r"(?:园|学|校|中)$")
_LIST_VERB = re.compile(
    r"(?:[新改扩迁重]{1,3}建|改造|加固|维修|撤并|培养|培训|招聘|引进|遴选|评选|认定|、|和)+(?=[\u4e00-\u9fff]{2})"
)
_VERB_INSIDE = re.compile(r"[新改扩迁重]建|改造|新增|增加|撤并|培养|培训|招聘|引进|遴选|投入|投资|建筑面积|总|占地")
_WHO = re.compile(
    r"([\u4e00-\u9fff]{2,12}?(?:儿童少年|儿童|少年|学生|幼儿|教师|子女|青年|毕业生|人口))"
    r"(?=通过|在|接受|均|都|能|可|就近|全部|完成|享受|参加)"
)
_ITEM_NUMBER = re.compile(r"^\s*\d{1,2}\s*[.．、](?!\d)\s*")
_TIME_UNITS = ("课时", "学时", "小时", "分钟", "天", "次")
_TAUGHT = re.compile(r"课|教育|活动|培训|体育|锻炼|睡眠|作业|时间|教研|体检|研学|服务|演练")
_SHARE_UNITS = ("%", "‰", "百分点", "比")
_COUNTED_ROOM = ("平方米", "亩", "公顷", "㎡")
_RATE_TAIL = re.compile(r"(?:率|比例|占比|比重|面积|人数|规模|标准|年限|经费|总数|数)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A figure's name.

    Attributes:
        text: the name, its topic before it where it names nothing alone.
        bare: the name without topic.
    """

    text: str
    bare: str


class Names:
    """The noun phrases around the quantities of a passage; each is worked out once, from the first on."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._found: list[str] = []

    def __getitem__(self, index: int) -> str:
        """Return the noun phrase of quantity ``index``."""
        while len(self._found) <= index:  # in order: a phrase may rest on the ones before it
            self._found.append(_base_name(self, len(self._found)))
        return self._found[index]


def name_figure(names: Names, index: int, *, topic: str = "") -> Name:
    """Return the name of quantity ``index``, at most :data:`LONGEST` characters.

    Args:
        names: the phrases of its passage.
        index: which of its quantities.
        topic: what the item is about (a short task title), for measures that name nothing themselves.
    """
    q = names.reading.quantities[index]
    bare = _tidy(names[index])
    text = bare
    vague = q.unit in _TIME_UNITS and not _TAUGHT.search(bare)
    if len(bare) < 8 and (vague or not bare or MEASURE.match(bare) or BARE_NOUN.fullmatch(bare) or len(bare) < 2):
        subject = _topic(names, index, q) or topic
        if subject and bare not in subject and subject not in bare:
            text = _tidy(subject + bare)
    return Name(text or _tidy(topic), bare)


def _base_name(names: Names, index: int) -> str:
    """Return the noun phrase around quantity ``index``; an earlier figure's noun completes a verb that stands alone."""
    reading = names.reading
    q = reading.quantities[index]
    core, right = strip_name(_left(reading, index)), _right(reading, index)
    if not core and not right:
        core = strip_name(_before_bracket(reading, index))
    if not core and right in ("标准", "定额", "额度", "比例"):
        return _clause_after(reading, q) or right
    if GROWTH.match(core) and not right:
        changed = _changed(names, index)
        return changed + re.sub(r"^.*?(?:上年|去年|规划)", "", core) if changed else core
    if STAGE.fullmatch(core) and not right and q.unit not in _INSTITUTIONS:
        return _next_stage(names, index, core)
    if q.unit == "年" and (span := _span_name(reading, core, right, q)):
        return span
    if q.unit == "班":
        return core if core.endswith("规模") else core + "班级数"
    if q.unit in _SHARE_UNITS:
        name = _share_name(core, right)
    elif q.unit in _COUNTED_ROOM:
        return _room_name(core, right, q)
    else:
        name = _counted_name(core, right) if right else core
    return _completed(names, index, name)


def _completed(names: Names, index: int, name: str) -> str:
    """Return ``name`` with what it lacks: a subject, the noun of the whole it is part of, the verb of its list."""
    reading = names.reading
    q = reading.quantities[index]
    if name.startswith("占"):
        return _clause_before(reading, q) + name
    if not name and index + 1 < len(reading.quantities) and reading.quantities[index + 1].head == q.tail:
        return _right(reading, index + 1)  # 2栋6层公租房
    if not name or VERB_ONLY.match(name):
        return _with_earlier_noun(names, index, name, q)
    if index and (verb := _shared_verb(names, index)):
        return name if name.startswith(verb) else verb + name
    if index and len(name) <= 5 and not _SCHOOLS.search(name):
        previous = reading.quantities[index - 1]
        start, _ = reading.clause(q.start)
        if previous.unit == q.unit and re.search(r"其中|\(?含$|\($", reading.text[max(0, start - 1) : q.head][:6]):
            whole = head_noun(names[index - 1])
            return name if whole in name or len(whole) > 14 else name + whole
    return name


def _shared_verb(names: Names, index: int) -> str:
    """Return the verb of building that a list goes on under: 新建、改扩建中学6所、小学3所."""
    reading = names.reading
    q, previous = reading.quantities[index], reading.quantities[index - 1]
    between = reading.text[previous.tail : q.head]
    if not re.fullmatch(r"、[\u4e00-\u9fff]{2,10}", between) or _VERB_INSIDE.search(between):
        return ""
    verb = _LIST_VERB.match(names[index - 1])
    return verb[0] if verb and len(verb[0]) < len(names[index - 1]) - 1 else ""


def _before_bracket(reading: Reading, index: int) -> str:
    """Return what stands before the bracket that a figure opens: 基准定额(3000元/年), 典型案例(全省6个)."""
    q = reading.quantities[index]
    opening = reading.text.rfind("(", max(0, q.head - 6), q.head)
    return _left(reading, index, end=opening) if opening > 0 else ""


def _next_stage(names: Names, index: int, stage: str) -> str:
    """Return the name of the figure before with its stage exchanged: 小学服务半径…，初中… -> 初中服务半径."""
    reading = names.reading
    low, _ = reading.sentence(reading.quantities[index].start)
    if not index or reading.quantities[index - 1].start < low:
        return stage
    earlier = names[index - 1]
    if AREA.fullmatch(stage) and not AREA.search(earlier):
        return stage + earlier  # 民办占比5%，市辖区8%: the same measure of a part
    found = list((AREA if AREA.fullmatch(stage) else STAGE).finditer(earlier))
    return earlier[: found[-1].start()] + stage + earlier[found[-1].end() :] if found else stage + earlier


def _span_name(reading: Reading, core: str, right: str, q: Quantity) -> str:
    """Name a tenure or a cycle: 任职满6年 -> 任职年限, 每三年调整一次 -> 调整周期; empty for other years."""
    start, _ = reading.clause(q.start)
    left = reading.text[start : q.head]
    if re.search(r"[满任服职教]$|服务$|工作$", left):
        return strip_name(re.sub(r"满$", "", core)) + "年限"
    turn = re.match(r"([^，。；]{0,8}?)一?[次轮届]", right)
    if turn:
        return strip_light(re.sub(r"每$", "", core))[-16:] + turn[1] + "周期"
    return ""


def _changed(names: Names, index: int) -> str:
    """Return the name of the figure that a change alone (比上年增长1.4%) speaks of: the nearest before it in its
    sentence."""
    reading = names.reading
    low, _ = reading.sentence(reading.quantities[index].start)
    for earlier in range(index - 1, -1, -1):
        if reading.quantities[earlier].start < low:
            break
        if not GROWTH.match(strip_name(_left(reading, earlier))):
            return names[earlier]
    return ""


def _tidy(name: str) -> str:
    name = _ITEM_NUMBER.sub("", name)
    name = re.sub(r"[\s“”\"']+", "", name).strip("、，。；:的")
    name = re.sub(r"(?<=[及助于])全[市县省区](?!平均)", "", name)
    name = re.sub(r"(比例|比重|占比|比率)\1$", r"\1", name)
    name = re.sub(r"容纳(?:就读|学生|在校学?生)?$", "容纳学生数", name)
    if name.count("(") != name.count(")"):
        name = name.replace("(", "").replace(")", "")
    if len(name) > LONGEST:
        name = name[-LONGEST:] if _RATE_TAIL.search(name) else name[:LONGEST]
    return name.strip("、，的和及")


def _left(reading: Reading, index: int, *, end: int | None = None) -> str:
    """Return the text before the figure (or before ``end``) back to its clause's beginning, brackets taken out."""
    text, q = reading.text, reading.quantities[index]
    end = q.head if end is None else end
    previous = reading.quantities[index - 1].tail if index else 0
    floor = max(previous, end - _REACH)
    at, parts = end, []
    while at > floor:
        c = text[at - 1]
        if c in _OPENERS:
            opening = text.rfind(_OPENERS[c], max(0, at - 80), at - 1)
            if opening < 0:
                break
            parts.append(text[at:end])
            at = end = opening
            if at <= floor:
                return "".join(reversed(parts))
            continue
        if c in "，。；！？:\n(【" or text[max(0, at - 2) : at] == "——":
            break
        if c == "、" and 0 < previous == floor and not re.search(r"[，。；！？\n]", text[floor:at]):
            break  # 47所、撤并4所: the list goes on from the figure before
        at -= 1
    parts.append(text[at:end])
    return "".join(reversed(parts))


def _right(reading: Reading, index: int) -> str:
    """Return what follows the figure up to the next punctuation or figure: the noun that is counted, or nothing."""
    text, q = reading.text, reading.quantities[index]
    nxt = reading.quantities[index + 1].head if index + 1 < len(reading.quantities) else len(text)
    at = stop = q.tail
    while stop < nxt and stop - at < 40:
        c = text[stop]
        if c == "(":
            closing = text.find(")", stop, stop + 60)
            if closing < 0 or stop == at or closing >= nxt:
                break
            stop = closing + 1
            continue
        if c in "，。；！？:\n)】" or text[stop : stop + 2] == "——":
            break
        stop += 1
    right = re.sub(r"\([^)]*\)", "", text[at:stop])
    return first_noun(right, cut=stop == nxt < len(text))


def _share_name(core: str, right: str) -> str:
    if core.startswith("占") and not right:
        return core + "比例"
    share = re.match(r"(.+?)(?:不低于|不少于|占到?(?!比)|不超过|超过)([^的]{2,16})$", core)
    if share and not right:
        return f"{share[1]}占{share[2]}比例"
    if not right or _RATE_TAIL.search(core):
        return core
    if re.fullmatch(r"(?:全?覆盖|达标|普及|开通|接入|持证|配备|入学|就读)", right):
        return core + right.removeprefix("全") + "率"
    right = right.removeprefix("的")
    return core + right if core and not LIGHT.fullmatch(core) else right


def _room_name(core: str, right: str, q: Quantity) -> str:
    """Name an area by what it measures: 教学楼 -> 教学楼建筑面积, 初中 … 亩土地 -> 初中用地面积."""
    measure = "用地面积" if q.unit in ("亩", "公顷") else "建筑面积"
    right = re.sub(r"^的?(?:土地|用地|地块?|场地)", "", right)
    if core.endswith("规模"):
        return core.removesuffix("规模") + "建筑规模"
    if re.search(r"面积|用地|占地", core) or (core and re.search(r"地$|面积", core)):
        return core
    if not core or LIGHT.fullmatch(core):
        return (right[:12] + measure) if right else measure
    return core + measure


def _counted_name(core: str, right: str) -> str:
    right = right.removeprefix("的")
    if re.search(r"(?:投资|资金|规模|概算|面积)$", core) and len(core) <= 8:
        return right + core  # 总投资16亿元的重点项目
    core = strip_light(core)
    core = core.split("的")[-1] if len(core) > 14 else core
    if re.search(r"等$|[、，]", core) and len(core) > 6:
        return right  # 甲、乙等23所民办学校: the list names examples
    return right if len(core) + len(right) > 26 else core + right


def _with_earlier_noun(names: Names, index: int, name: str, q: Quantity) -> str:
    """Return ``name`` completed by the noun of the figure before it in the sentence, or by the clause before."""
    reading = names.reading
    low, _ = reading.sentence(q.start)
    if index:
        previous = reading.quantities[index - 1]
        if previous.start >= low and (previous.unit == q.unit or not name):
            earlier = head_noun(names[index - 1])
            if earlier and earlier not in name:
                return name + earlier
    return name or _clause_before(reading, q)


def _clause_after(reading: Reading, q: Quantity) -> str:
    """Return what the next clause deals with (按每月400元的标准，发放班主任津贴): the noun after its last verb."""
    _, end = reading.clause(q.start)
    after = re.split(r"[，。；]", plain(reading.text[end : end + 40]))[0]
    match = re.search(r"(?:发放|拨付|落实|给予|核定|安排|补助|配备)([\u4e00-\u9fff]{2,12})$", after)
    return match[1] if match else ""


def _clause_before(reading: Reading, q: Quantity) -> str:
    """Return the subject of the clause before the figure's own, in its sentence."""
    low, _ = reading.sentence(q.start)
    start, _ = reading.clause(q.start)
    before = plain(reading.text[low : max(low, start - 1)])
    return strip_light(strip_name(re.sub(r"[\d.]+[万亿]?[\u4e00-\u9fff%]?$", "", re.split(r"[，；:]", before)[-1])))


def _topic(names: Names, index: int, q: Quantity) -> str:
    """Return what the sentence is about: its nearest clause without figure, the subject of its first 有, its first
    noun."""
    reading = names.reading
    low, _ = reading.sentence(q.start)
    low = max(low, reading.text.rfind("；", low, q.start) + 1)  # what stands before a semicolon is another matter
    start, _ = reading.clause(q.start)
    clauses = [c for c in re.split(r"[，；:]", plain(reading.text[low:start])) if c.strip()]
    for clause in reversed(clauses):
        bare = without_years(clause)
        if re.search(r"\d", bare):
            continue
        who = _WHO.match(strip_name(clause)) if q.unit == "%" else None
        if who:
            return who[1]  # 残疾儿童少年通过…接受教育，入学率达到…: the rate is theirs
        noun = head_noun(strip_light(strip_name(clause)))
        if 2 < len(noun) <= 16 and not re.search(r"[、]|使用$|到位$|提升$|水平$|体系$|方式$|途径$|》|作用$", noun):
            return noun
    return _first_subject(names, low, index)


def _first_subject(names: Names, low: int, index: int) -> str:
    """Return the subject of the sentence's first clause (高中教育有学校63所), else the noun of its first figure."""
    reading = names.reading
    match = re.match(r"\s*([^，。；、\d]{2,10}?)(?:已|共|现|全市)*(?:建?有|拥有|建成)", reading.text[low : low + 24])
    if match:
        subject = strip_name(match[1])
        if 2 < len(subject) <= 10:
            return subject
    first = reading.index_at(low)
    if first < index:
        noun = head_noun(names[first]).removesuffix("班级数")
        return noun if 2 < len(noun) <= 16 else ""
    return ""
