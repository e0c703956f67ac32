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
from luoshi.review.clause_names import (
    RISEN,
    clauses_of,
    head_of,
    is_first_of_rise,
    named,
    one_of_each,
    peeled,
    share,
    starts_as_level,
    without_brackets,
)
from luoshi.review.material import Material, Sentence
from luoshi.review.measures import NO_COUNTY, Measure
from luoshi.review.tenses import Tense, stage_end
from luoshi.review.things import AXES, DOING, words_of

_LEVEL = re.compile(r"增加|扩大|发展|达到?|总数|增至|共有|现有|建成|建有|办好")
_CHANGED = re.compile(r"(?:由|从|(?<!占)比(?![例重率])|较|与[^，]{0,12}相比|原|同比|原来)[^，。；]*$")
_ADDED = re.compile(
    r"(?:(?<!占)比(?![例重率])|较|同比)[^，。；]*$"
    r"|(?:同比)?(?:提高|提升|上升|增长|下降|降低|减少|压减|缩减)(?:了|约|近)?\s?$"
)
_PERIOD = re.compile(r"(?:十[二三四五]五[”\"]?|年)(?:期间|时期|以来)")
_FIVE_YEARS = re.compile(r"十([二三四五])五")
_ENDS = {"二": 2015, "三": 2020, "四": 2025, "五": 2030}
_YEAR = re.compile(
    r"(?P<by>到|至|截至|截止)?\s?(?P<y>20\d\d)\s?年(?P<end>底前?|末|年底前?)?(?P<before>前|以前|之前)?(?!级|版)"
)
_RANGE = re.compile(r"20\d\d\s?年?\s?[—\-–~～至到]{1,2}\s?20\d\d\s?年?")
_SEGMENT = re.compile(r"[。；;！？\n]")
_PART_TOLD = re.compile(r"，其中[^；;。]*[；;]")
"""其中普惠性幼儿园192所；: what follows is told of the whole again."""
_OF_TOPIC = re.compile(r"(?:计划|实际|累计|共|总)?(?:投入|投资|完成|录取|招生|安排|发放|惠及)[^，。；]*$")
_OF_OTHERS = re.compile(
    r"(?:全国|全省|省级?|国家|同类|周边)[^，。；]{0,10}(?:平均|水平|要求|标准)[^，。；\d]{0,4}(?:分别)?[为是][：:]?[^。；]*$"
)
"""全省平均水平分别为：巩固率95.4%: not of the region itself."""
_STEP = re.compile(
    r"(?:阶段|步|(?<!时)期)[（(]?\s?(?:20\d\d\s?年?(?:\d{1,2}月)?\s?[—\-–~～至到]{1,2}\s?)?(20\d\d)\s?年"
)
"""第一阶段（2021—2022年）: the year with which a step ends."""
_REFERENCE = re.compile(r"按(?:照)?[^，。；]{0,4}20\d\d\s?年[^，。；]{0,24}(?:测算|计算|统计|推算|预测)")
"""按2025年在校生13.2万人测算: of what something is reckoned, not when it is so."""
_SPAN = re.compile(r"十[二三四五六]五|(?:近|这|过去|未来|今后)?[三四五]年(?!级|制|毛|行动)|以来|规划期|期内")
_LAST_YEAR = re.compile(r"去年|上年|上一年")
_THERE = re.compile(r"已(?:经)?|现有|目前|截至|去年|上年|现已")
_SOME = re.compile(
    r"每[年月生班校人学周个所园]|年均|逐年|平均|分年度|分年|各(?!级|类|项|县|地|市)|人均|生均"
    r"|不足|以下|首批|第[一二三四五六七八九十\d]+批"
)
_COUNTY = re.compile(
    r"(?:(?!全|各|本|我|城|市|郊|老|新|社|校|园|片|地|山|农|个|赛|学)[\u4e00-\u9fff]){2,3}[县区](?![域级内直外城、]|$)"
    r"|[\u4e00-\u9fff]{2,3}[县区](?=、)"
)
_DIGIT = re.compile(r"\d")
_NO_NAME = re.compile(r"^(?:比|较|高于|低于|超过)")
_RAISED = re.compile(r"(?:提高|提升|上升|增加|降低?|下降|压减|减少)(?:到|至)?[^，]{0,4}$")
_FROM_YEAR = re.compile(r"(?:由|从)(?:目前|现在|现有|原来|上年|去年)?((?:20\d\d\s?年)?)[底末]?的?\s?$")
_SIZE = re.compile(r"[56][56]人")
_MOST_BEFORE, _MOST_BEHIND, _LONGEST_NAME, _LONGEST_STATEMENT = 320, 60, 34, 2000


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
        topic: what the statement is about before it comes to a name that says it of anything: 投入资金.
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
    topic: str = ""

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
        self._read: Sentence | None = None
        self._text = ""

    def find(self, at: int) -> tuple[Sentence, int] | None:
        """Return the statement and where in it the place lies; places are asked for in reading order, nearly."""
        while self._at and self._starts[self._at][0] > at:
            self._at -= 1
        while self._at + 1 < len(self._starts) and self._starts[self._at + 1][0] <= at:
            self._at += 1
        if not self._starts:
            return None
        start, sentence = self._starts[self._at]
        length = sentence.end - sentence.start  # what is longer is no sentence
        return (sentence, at - start) if 0 <= at - start <= length <= _LONGEST_STATEMENT else None

    def text(self, sentence: Sentence) -> str:
        """Return the words of a statement with marks and digits in one width."""
        if self._read is not sentence:
            self._read, self._text = sentence, with_full_commas(sentence.half_width)
        return self._text

    def stage_end(self, sentence: Sentence) -> int | None:
        """Return the year with which the stage ends that the heading of a statement names."""
        return stage_end(self._material.document, sentence)

    def tense(self, sentence: Sentence) -> Tense | None:
        """Return the tense of a statement."""
        key = sentence.piece.number
        if key not in self._tense:
            self._tense[key] = self._material.tense(sentence)
        return self._tense[key]


def _of_cell(measure: Measure) -> Telling | None:
    """Return a number of a table whose row or column names it."""
    figure = measure.figure
    if figure.year is None:
        return None  # the head of the column was not understood
    if not (measure.is_status or measure.is_target) or (measure.area and measure.area not in figure.indicator):
        return None
    name = without_brackets(figure.indicator)
    part, whole = share(name)
    words = words_of(part)
    if not words or len(name) > _LONGEST_NAME:
        return None
    when = When.NOW if measure.is_status else When.GOAL
    is_by = not words & DOING
    return Telling(measure, name, _words(measure, words), frozenset(), whole, when, figure.year, is_by, True, "")


def _words(measure: Measure, words: frozenset[str]) -> frozenset[str]:
    """Return the words of a name; a rate of 专任教师 is one of 教师, whichever its sentence writes."""
    if measure.figure.unit not in ("%", "‰") or "专任" not in words:
        return words
    return words - {"专任"} | {"教师"}


def _of_prose(measure: Measure, statements: _Statements, first: int | None) -> Telling | None:
    found = statements.find(measure.figure.value_span.start)
    if found is None:
        return None
    sentence, at = found
    text = statements.text(sentence)
    before = _PART_TOLD.sub("；", text[max(0, at - _MOST_BEFORE) : at])
    behind = text[at + measure.figure.value_span.end - measure.figure.value_span.start :][:_MOST_BEHIND]
    is_first = is_first_of_rise(before, behind)
    if (
        is_first
        and statements.tense(sentence) is not Tense.FUTURE
        and not re.search(r"20\d\d\s?年?[底末]?的?$", before)
    ):
        return None  # from when, nobody knows
    if is_first:
        before = _FROM_YEAR.sub(r"\1", before)
    elif _ADDED.search(before) or (_CHANGED.search(before) and not RISEN.search(before)):
        return None
    clauses = clauses_of(before)
    each = one_of_each(clauses[-1])
    if _is_open(before) or _OF_OTHERS.search(before) or each is None or _SOME.search(clauses[-1]):
        return None
    head = each if each != clauses[-1] else head_of(clauses)
    own = peeled(head)
    tense = statements.tense(sentence)
    when = When.NOW if is_first else _when(measure, tense, clauses_of(_before_rise(before)), first)
    name = named(own, clauses, behind, is_rate=measure.figure.unit in ("%", "‰"))
    if when is None or not _is_name(name.text, name.words):
        return None
    year, is_by = _year(_REFERENCE.sub("", _before_rise(before)), first)
    if year is None and when is When.GOAL:
        year = statements.stage_end(sentence)
    if when is When.NOW and year is not None and first is not None and year > first:
        return None  # reckoned for a year to come
    if year is None and measure.cell is not None and when is When.GOAL:
        year = measure.figure.year  # that of the column of deadlines
    span = next(iter(_SPAN.findall(clauses[-1])), "") or next(iter(_SPAN.findall(before)), "")
    return Telling(
        measure,
        name.text,
        _words(measure, name.words),
        name.spare,
        name.whole,
        when,
        year,
        is_by,
        is_first or _LEVEL.search(head[-6:]) is not None or starts_as_level(own),
        span,
        _RAISED.search(head) is not None,
        _counties(before),
        topic_of(before),
    )


def topic_of(before: str) -> str:
    """Return the first words of a statement: 建设运动场28个，投入资金6720万元 is about 建设运动场."""
    said = _YEAR.sub("", _SEGMENT.split(before)[-1])
    first, _, rest = said.partition("，")
    if not rest:
        told = _OF_TOPIC.search(first)
        return first[: told.start()] if told else ""
    return _DIGIT.split(first)[0]


def are_of_two_stages(text: str, one: Measure, other: Measure) -> bool:
    """Tell whether statements are about two kinds of schooling that their clauses leave open.

    初中班额48人，大班额占6%; 小学班额44人，大班额占2%.
    """
    if one.cell is not None or other.cell is not None:
        return False
    words = words_of(one.clause) | words_of(other.clause)
    first, second = (_heads(text, m.span.end) for m in (one, other))
    for axis in AXES:
        told, told_too = (next((head & axis for head in heads if head & axis), None) for heads in (first, second))
        if told and told_too and not (told & told_too | words & axis):
            return True
    return False


def _heads(text: str, at: int) -> list[frozenset[str]]:
    """Return the words with which the statement, the sentence and the paragraph of a place begin, nearest first."""
    line = with_full_commas(text[max(text.rfind("\n", 0, at) + 1, at - _MOST_BEFORE) : at].replace(";", "；"))
    return [words_of(topic_of(part)) for part in (line, line.replace("；", "，"), re.sub("[；。]", "，", line))]


def _is_name(text: str, words: frozenset[str]) -> bool:
    if not words or len(text) > _LONGEST_NAME or _NO_NAME.search(text):
        return False
    return not _DIGIT.search(_SIZE.sub("", text))


def _counties(before: str) -> frozenset[str]:
    """Return the counties named in the last two clauses: 甲县、乙县公办园在园幼儿占比达到50%."""
    said = "，".join(re.split(r"[，；;。：:\n]", before)[-3:])
    return frozenset(name for name in _COUNTY.findall(said) if not NO_COUNTY.match(name))


def _before_rise(before: str) -> str:
    """Return the words before a rise from one level to another, and the year of the second: 由5%降到2025年的2%."""
    risen = RISEN.search(before)
    if risen is None:
        return before
    later = re.search(r"20\d\d年的?$", risen[0])
    return before[: risen.start()] + (f"到{later[0]}" if later else "")


def _is_open(before: str) -> bool:
    """Tell whether the place lies within brackets: a part of what stands before them."""
    return max(before.rfind("("), before.rfind("（")) > max(before.rfind(")"), before.rfind("）"))


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
    clauses = clauses_of(before)
    steps = _STEP.findall(before)
    plain = _RANGE.sub("", "，".join(clauses))
    if first is not None and _LAST_YEAR.search(clauses[-1]):
        return first - 1, True
    years = [m for m in _YEAR.finditer(plain) if not re.search(r"(?:比|较|从|由)\s?$", plain[: m.start()])]
    if steps and not years:
        return int(steps[-1]), False
    if not years:
        return None, True
    last = years[-1]
    return int(last["y"]), bool(last["by"] or last["end"] or last["before"])
