"""What a number is told of (所说的事): a plan's figures with the words of what they measure, read anew from the text.

Entry: :func:`tellings_of`. The compiler names a figure by its clause; here the clause is peeled to the words that count
(:mod:`luoshi.review.things`), and what it leaves out is taken from the clause before: 普惠性幼儿园在园9万人，覆盖率
88.4% tells of 普惠性幼儿园覆盖率. The year is that which the sentence names for the value itself; 去年 is the year
before the plan's first, 年底 in a plan of one year is that year.
Not here: which tellings are of one thing (:mod:`luoshi.review.sameness`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from luoshi.base.texts import with_full_commas
from luoshi.review.material import Material, Sentence
from luoshi.review.measures import Measure
from luoshi.review.tenses import Tense, tense_of
from luoshi.review.things import DOING, PEOPLE, RUN_BY, STAGES, words_of

_CLAUSE_END = re.compile(r"[，；：;:。！？\n\t|]|(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_NUMBER = re.compile(
    r"\d[\d.,]*\s?(?:万|亿)?\s?(?:%|‰|个?百分点|人次|平方米|课时|学时|元|[\u4e00-\u9fff])?(?:以上|左右|以内)?"
)
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_BOOK = re.compile(r"《[^》]*》")
_LEAD = re.compile(
    r"^(?:[\s　]|全[省市县区州旗]域?|我[省市县区]|积极|大力|深入|扎实|分(?:年度?|学段|区域)"
    r"|[一二三四五六七八九十\d]{1,3}[.、．）)]|其中|分[^，]{2,4}看|主要目标是"
    r"|到|至|截至|截止|力争|确保|争取|努力|预计|目前|现在|当年|全年|年内|今年|年底前?|年末|规划期[内末]?|期内"
    r"|(?:19|20)\d\d\s?年?(?:\s?[—\-–~～至]{1,2}\s?(?:20)?\d\d\s?年)?(?:\d{1,2}月)?(?:秋季?学期)?[底末初]?(?:之?前|起|期间)?"
    r"|[“\"]?十[二三四五六]五[”\"]?(?:时期|期间|以来|末|期末)?|(?:未来|今后|近)?[一二三四五六两]年[间内来]?(?!级|制)|上半年|下半年"
    r"|去年|上年|现|已经|已|将|再|要|对|把|使|连同|以及|并|计划|拟|共计|合计|总计|一共|共|各|分别"
    r"|在(?!校|园|职|编|读|册|籍)|通过|逐步|稳步|进一步|继续|推动|推进|加快|加大|实现"
    r"|[“”\"])+"
)
_LINK = re.compile(
    r"(?:(?:基本|力争|逐步|稳步|分别|均|都|总体|要|将|已|再|继续|大约|现|仍|还|共|仅|只|尚)|不低于|不少于|不超过|不高于|至少|控制|稳定|保持|维持|巩固"
    r"|压减|压缩"
    r"|提高|提升|增加|扩大|发展|上升|增长|下降|降低|降|(?<![新净再扩])增|减少"
    r"|达到?|[为在到至于有共计约是占的]|总数|数量|[:：\s　“”\"])+$"
)
_LEVEL = re.compile(r"增加|扩大|发展|达到?|总数|增至|共有|现有|建成|建有|办好")
_MAKE = re.compile(
    r"^(?:建设(?!项目|工程)|打造|创建|争创|创成|推荐|设立|组建|成立|布设|建立|布局|培育|培养|遴选|评选|认定|选树|命名|选派"
    r"|入选|获批|申报|开展|举办|组织|支持|重点建设(?!项目|工程)|发展|配备|规划|安排|实施|完成|引导)+"
)
_STAND = re.compile(r"^(?:建成|建有|办好|建好|拥有|共有|现有)")
_BARE = re.compile(
    r"(?:比例|占比|比重|覆盖率|达标率|合格率|完成率|参与率|优良率|普及率|巩固率"
    r"|入学率|入园率|毛入园率|毛入学率|升学率|就业率|上线率|总数|数量|总量)?"
)
_SHARE = re.compile(
    r"^(?P<part>.*?)(?<!不)占(?!地|用|比)(?P<whole>[^占]*?)(?:总数|总量|总人数|总体)?的?(?:比例|比重|占比)?$"
)
_CHANGED = re.compile(r"(?:由|从|(?<!占)比(?![例重率])|较|与[^，]{0,12}相比|原|同比|原来)[^，。；]*$")
_ADDED = re.compile(
    r"(?:(?<!占)比(?![例重率])|较|同比)[^，。；]*$"
    r"|(?:同比)?(?:提高|提升|上升|增长|下降|降低|减少|压减|缩减)(?:了|约|近)?\s?$"
)
_DOING = re.compile(
    r"(?:新建、?改扩建|新改扩建|新增|增加|净增|再增|新建|改扩建|改建|扩建|改造|撤并|培训|补充|招聘"
    r"|建设|打造|创建|争创|推荐|培育|培养|遴选|评选|认定)$"
)
_PERIOD = re.compile(r"(?:十[二三四五]五[”\"]?|年)(?:期间|时期|以来)")
_FIVE_YEARS = re.compile(r"十([二三四五])五")
_ENDS = {"二": 2015, "三": 2020, "四": 2025, "五": 2030}
_SUM = re.compile(r"(?:合计|共计|总计|累计)(?:达到?|为)?\s?$")
_RISEN = re.compile(
    r"(?:由|从)[^，。；]*?(?:提高|提升|增加|扩大|发展|上升|增长|下降|降低|压减|减少|增|降)(?:到|至|为)(?:20\d\d年的?)?$"
)
_YEAR = re.compile(
    r"(?P<by>到|至|截至|截止)?\s?(?P<y>20\d\d)\s?年(?P<end>底前?|末|年底前?)?(?P<before>前|以前|之前)?(?!级|版)"
)
_RANGE = re.compile(r"20\d\d\s?年?\s?[—\-–~～至到]{1,2}\s?20\d\d\s?年?")
_SPAN = re.compile(r"十[二三四五六]五|(?:近|这|过去|未来|今后)?[三四五]年(?!级|制|毛|行动)|以来|规划期|期内")
_LAST_YEAR = re.compile(r"去年|上年|上一年")
_THERE = re.compile(r"已(?:经)?|现有|目前|截至|去年|上年|现已")
_SOME = re.compile(
    r"每[年月生班校人学周个所园]|年均|逐年|平均|分别|分年度|分年|各(?!级|类|项|县|地|市)|人均|生均"
    r"|不足|以下|首批|第[一二三四五六七八九十\d]+批"
)
_NAME_BEHIND = re.compile(
    r"(?:[\s　]?(?:个|所|名|家|项|门|座|处|套|间|支|人|亩|件)?(?:以上|左右|以内)?)"
    r"(?P<name>(?![个所名家项门座处套间支亩件平])[\u4e00-\u9fff]{2,20}?)(?=[，,。；、（(]|的基础|$)"
)
_COUNTY = re.compile(
    r"(?:(?!全|各|本|我|城|市|郊|老|新|社|校|园|片|地|山|农|个|赛|学)[\u4e00-\u9fff]){2,3}[县区](?![域级内直外、]|$)"
    r"|[\u4e00-\u9fff]{2,3}[县区](?=、)"
)
_DIGIT = re.compile(r"\d")
_NO_NAME = re.compile(r"^(?:比|较|高于|低于|超过)")
_SIZE = re.compile(r"[56][56]人")
_MOST_BEFORE, _LONGEST_NAME, _SHORTEST_BEHIND = 320, 34, 4


class When(Enum):
    """Whether a number tells what is, or what shall be."""

    NOW = "now"
    GOAL = "goal"


@dataclass(frozen=True, eq=False)
class Telling:
    """A number with what it is told of.

    Attributes:
        measure: the figure.
        name: what it measures, as written.
        words: the words of the name, and of the head that it stands under.
        spare: words of the head that the name may well lack elsewhere.
        whole: the words of the whole, for a share that names one.
        when: whether it is there or shall be.
        year: the year told for it; None when none is.
        is_by: the year is that by which it is so; else what is done in that year alone.
        is_level: what there is in all, not what is added or made.
        span: how many years it covers, as written: 五年, 十四五; empty when not told.
        is_raised: the sentence says that it rises to the value.
        counties: the counties that the sentence names before it.
    """

    measure: Measure
    name: str
    words: frozenset[str]
    spare: frozenset[str]
    whole: frozenset[str]
    when: When
    year: int | None
    is_by: bool
    is_level: bool
    span: str
    is_raised: bool = False
    counties: frozenset[str] = frozenset()

    @property
    def place(self) -> int:
        """Where the value begins in the text."""
        return self.measure.figure.value_span.start


def tellings_of(material: Material) -> tuple[Telling, ...]:
    """Return the figures of ``material`` whose name can be told, in reading order."""
    first = material.plan.document.period[0] if material.plan.document.period else None
    statements = _Statements(material)
    found: list[Telling] = []
    for measure in material.measures.all:
        if measure.figure.unit == "百分点" or measure.figure.part != "item" or measure.figure.op == "between":
            continue
        is_cell = measure.cell is not None and not measure.clause
        if measure.in_project and (measure.cell is not None or measure.figure.unit not in ("所", "个", "家", "%")):
            continue
        one = _of_cell(measure) if is_cell else _of_prose(measure, statements, first)
        if one is not None and one.words:
            found.append(one)
    return tuple(found)


class _Statements:
    """Finds the statement in which a place of the text lies, and whether it tells what is."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._starts: list[tuple[int, Sentence]] = [(s.span().start, s) for s in material.statements]
        self._at = 0
        self._tense: dict[int, Tense | None] = {}

    def find(self, at: int) -> tuple[Sentence, int] | None:
        """Return the statement and where in it the place lies; places are asked for in reading order, nearly."""
        while self._at and self._starts[self._at][0] > at:
            self._at -= 1
        while self._at + 1 < len(self._starts) and self._starts[self._at + 1][0] <= at:
            self._at += 1
        if not self._starts:
            return None
        start, sentence = self._starts[self._at]
        return (sentence, at - start) if 0 <= at - start <= len(sentence.text) else None

    def tense(self, sentence: Sentence) -> Tense | None:
        """Return the tense of a statement."""
        key = sentence.piece.number
        if key not in self._tense:
            self._tense[key] = tense_of(self._material.document, sentence)
        return self._tense[key]


def _of_cell(measure: Measure) -> Telling | None:
    """Return a number of a table whose row or column names it."""
    figure = measure.figure
    if figure.year is None:
        return None  # the head of the column was not understood
    if not (measure.is_status or measure.is_target) or (measure.area and measure.area not in figure.indicator):
        return None
    name = _BRACKETS.sub("", figure.indicator)
    part, whole = _share(name)
    words = words_of(part)
    if not words or len(name) > _LONGEST_NAME:
        return None
    when = When.NOW if measure.is_status else When.GOAL
    is_by = not words & DOING
    return Telling(measure, name, words, frozenset(), whole, when, figure.year, is_by, True, "")


def _of_prose(measure: Measure, statements: _Statements, first: int | None) -> Telling | None:
    found = statements.find(measure.figure.value_span.start)
    if found is None:
        return None
    sentence, at = found
    text = with_full_commas(sentence.half_width)
    before = text[max(0, at - _MOST_BEFORE) : at]
    if _is_open(before) or _ADDED.search(before) or (_CHANGED.search(before) and not _RISEN.search(before)):
        return None
    clauses = _clauses(before)
    head = _head(clauses)
    own = _peel(head)
    tense = statements.tense(sentence)
    when = _when(measure, tense, clauses, first)
    if when is None or _SOME.search(clauses[-1]):
        return None
    name, words, spare, whole = _named(
        own, clauses, text[measure.figure.value_span.end - measure.figure.value_span.start + at :], measure
    )
    if not words or len(name) > _LONGEST_NAME or _NO_NAME.search(name) or _DIGIT.search(_SIZE.sub("", name)):
        return None
    year, is_by = _year(_before_rise(before), first)
    is_level = bool(_LEVEL.search(head[-6:]) or _STAND.search(own)) or not _MAKE.search(own)
    span = next(iter(_SPAN.findall(_CLAUSE_END.split(before)[-1])), "") or next(iter(_SPAN.findall(before)), "")
    raised = re.search(r"(?:提高|提升|上升|增加|降低?|下降|压减|减少)(?:到|至)?[^，]{0,4}$", head) is not None
    return Telling(measure, name, words, spare, whole, when, year, is_by, is_level, span, raised, _counties(before))


def _counties(before: str) -> frozenset[str]:
    """Return the counties named in the last two clauses: 甲县、乙县公办园在园幼儿占比达到50%."""
    said = "，".join(re.split(r"[，；;。：:\n]", before)[-3:])
    return frozenset(_COUNTY.findall(said))


def _before_rise(before: str) -> str:
    """Return the words before a rise from one level to another, and the year of the second: 由5%降到2025年的2%."""
    risen = _RISEN.search(before)
    if risen is None:
        return before
    later = re.search(r"20\d\d年的?$", risen[0])
    return before[: risen.start()] + (f"到{later[0]}" if later else "")


def _is_open(before: str) -> bool:
    """Tell whether the place lies within brackets: a part of what stands before them."""
    return max(before.rfind("("), before.rfind("（")) > max(before.rfind(")"), before.rfind("）"))


def _clauses(before: str) -> list[str]:
    plain = _BOOK.sub("", _BRACKETS.sub("", before))
    return _CLAUSE_END.split(plain)


def _head(clauses: list[str]) -> str:
    """Return the words of the last clause behind the last item of a list: 小学1.12万个、初中."""
    last = clauses[-1]
    risen = _RISEN.search(last)
    if risen:
        return last[: risen.start()] + "达到"
    cuts = [
        m.end()
        for m in _NUMBER.finditer(re.sub(r"20\d\d", "年年年年", last))
        if last[m.end() : m.end() + 1] in ("、", "和", "及")
    ]
    return last[cuts[-1] + 1 :] if cuts else last


def _peel(head: str) -> str:
    return _LEAD.sub("", _LINK.sub("", head.strip()))


def _named(
    own: str, clauses: list[str], behind: str, measure: Measure
) -> tuple[str, frozenset[str], frozenset[str], frozenset[str]]:
    """Return the name of a number, its words, those of the head alone, and those of the whole it is a share of."""
    none: frozenset[str] = frozenset()
    part, whole = _share(own)
    bare = _MAKE.sub("", _STAND.sub("", part))
    bare = "" if _SUM.search(clauses[-1]) and len(bare) < 2 else bare
    bare = "" if _DOING.fullmatch(bare) and measure.figure.unit not in ("%", "‰") else bare
    is_rate = measure.figure.unit in ("%", "‰")
    if is_rate and "占" in clauses[-1] and not part:
        bare = ""
    if bare and not _BARE.fullmatch(bare):
        words = words_of(bare)
        if "其中" in clauses[-1] and len(clauses) > 1:
            above = _subject(clauses[:-1])
            return f"{above}{bare}", words | words_of(above), none, whole
        if words <= PEOPLE and len(clauses) > 1:
            return bare, words | _schools(clauses[:-1]), none, whole
        return bare, words, none, whole
    if not bare and not is_rate and not _SUM.search(clauses[-1]):
        doing = _DOING.search(clauses[-1])
        match = _NAME_BEHIND.match(behind)
        if match is None or (doing is None and len(match["name"]) < _SHORTEST_BEHIND):
            return "", none, none, none
        name = _MAKE.sub("", doing[0] if doing else "") + match["name"]
        return name, words_of(name), none, none
    above = _subject(clauses[:-1])
    if not above:
        return "", none, none, none
    if not is_rate:
        return above, words_of(above), none, none
    spare = frozenset(("在园", "在校生")) & words_of(above)
    return above + bare, words_of(above) | words_of(bare), spare, whole


def _schools(clauses: list[str]) -> frozenset[str]:
    """Return of which schools the clauses before speak: 普通高校…，教职工人数…"""
    for clause in reversed(clauses):
        found = words_of(re.split(r"\d", clause)[0]) & (STAGES | RUN_BY)
        if found:
            return found
    return frozenset()


def _subject(clauses: list[str]) -> str:
    """Return of what the clause before speaks, with the whole of which it is a part."""
    for number in range(len(clauses) - 1, max(-1, len(clauses) - 3), -1):
        clause = clauses[number]
        match = re.search(r"\d", re.sub(r"(?:19|20)\d\d\s?年", "", clause))
        plain = re.sub(r"(?:19|20)\d\d\s?年", "", clause)
        own = _peel(plain[: match.start()] if match else "")
        own = _MAKE.sub("", _STAND.sub("", own))
        if not own or own.startswith("占") or not words_of(own):
            continue
        if "其中" in clause and number:
            above = _subject(clauses[:number])
            return above + own if above else own
        return own
    return ""


def _share(name: str) -> tuple[str, frozenset[str]]:
    """Return what a share is of, and the words of its whole if it names one other than the first word's own."""
    match = _SHARE.match(name)
    if match is None or (name.endswith("占比") and "占" not in name[:-2]):
        return name, frozenset()
    return match["part"], words_of(match["whole"])


def _when(measure: Measure, tense: Tense | None, clauses: list[str], first: int | None) -> When | None:
    clause = clauses[-1]
    past = _FIVE_YEARS.findall("，".join(clauses[-2:]))
    if first is not None and past and _ENDS[past[-1]] < first:
        return When.NOW
    if tense in (Tense.PAST, Tense.PROBLEM) or _THERE.search(clause):
        return When.NOW
    if measure.is_target:
        return When.GOAL
    if measure.is_status and tense is None:
        return When.NOW
    if measure.is_status and _PERIOD.search(clause):
        return When.NOW
    if tense is Tense.FUTURE:
        return (
            When.GOAL
            if re.search(r"控制|达到?|提高到|以内|年底|增加到|新建|新增", clause) and not measure.is_status
            else None
        )
    return None


def _year(before: str, first: int | None) -> tuple[int | None, bool]:
    """Return the year that a sentence tells for a value, and whether it is a state by then."""
    plain = _RANGE.sub("", _BOOK.sub("", _BRACKETS.sub("", before)))
    clause = _CLAUSE_END.split(plain)[-1]
    if first is not None and _LAST_YEAR.search(clause):
        return first - 1, True
    years = [m for m in _YEAR.finditer(plain) if not re.search(r"(?:比|较|从|由)\s?$", plain[: m.start()])]
    if not years:
        return None, True
    last = years[-1]
    return int(last["y"]), bool(last["by"] or last["end"] or last["before"])
