"""Numbers of a document that no item of its plan holds (未成为数据项的数字), each with what it most likely is.

Entry: :func:`find_passed_over`, for the person who reviews a plan: every number written in Arabic digits, and every
quantity in Chinese numerals, stands either in the ``value_span`` of a figure or here. What is a quantity as
:mod:`luoshi.base.quantities` knows them and belongs to no item is worth a look; dates, ordinals, document numbers and
names are told apart.
Not here: the labels of headings and list items (they are no part of a passage), and why the compiler left a number out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from luoshi.base.dates import find_dates, find_years
from luoshi.base.numerals import HALF_WIDTH, parse_mixed
from luoshi.base.quantities import Quantity, find_in_half_width
from luoshi.compiler.table_heads import Role, TableHead, classify_columns
from luoshi.model.document import Block, Cell, Document, Passage, Place, Span
from luoshi.model.plan import Plan, Project


class Reason(StrEnum):
    """What a number that became no item most likely is, in the words shown to users."""

    QUANTITY = "数量"  # a quantity: the reviewer should look at it
    PROJECT = "已记入项目"  # investment, area, years… of a project that tells of it here
    DATE = "年份、日期"
    DOC_NO = "文号"
    SERIAL = "序号"
    NAME = "名称、引语"  # in quotation marks or a title: 《…》, “…”
    OTHER = "其他"  # 每一位, ages, grades, telephone numbers, model names


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A number that stands in no item.

    Attributes:
        span: characters of ``Document.text``, of the numeral alone.
        text: the numeral as written.
        before, after: some characters to both sides of it, for a list.
        reason: what it most likely is.
        section: path of its section.
        at: where it stands in the original file.
    """

    span: Span
    text: str
    before: str
    after: str
    reason: Reason
    section: str
    at: Place | None


_Range = tuple[int, int]
_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_DATES = re.compile(
    r"(?:19|20)\d\d\s?(?:[—–\-~～至到/、]{1,2}\s?(?:19|20)?\d\d)?\s?(?:学年度?|年度?|级|届)"
    r"|(?<![\d.])\d{1,2}\s?[月](?:\s?[—–\-~～至到]{1,2}\s?\d{1,2}\s?月)?(?:份|底|\s?\d{1,2}(?:\s?[—–\-~～至到]\s?\d{1,2})?\s?日)?"
    r"|(?<![\d.])\d{1,2}:\d\d(?!\d)|(?<![\d.])\d{1,2}·\d{1,2}(?=[\u4e00-\u9fff])"
    r"|(?:近|过去|未来|今后|这|前|后)\s?\d{1,3}\s?(?:多|余)?年"
)
_YEAR_ALONE = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,]|\.\d|\s?[\u4e00-\u9fff%])")
_DOC_NOS = re.compile(r"[〔\[［(]\s?(?:19|20)\d\d\s?[〕\]］)]\s?第?\s?\d{0,12}\s?号?|第?\s?\d{1,12}\s?号(?![线楼])")
_SERIALS = re.compile(
    r"第\s?\d{1,12}(?:\s?[-—~、至]\s?\d{1,12})*|(?:专栏|附件|附表|附|表|图)\s?\d{1,3}(?:[-—.]\d{1,3})?"
    r"|(?:^|(?<=[。；;：:\s，,、]))[(]?\d{1,2}\s?(?:[)]|[.．、](?!\d))"
)
_NAMES = re.compile(r"“[^”\n]{0,60}”|‘[^’\n]{0,60}’|《[^》\n]{0,120}》|「[^」\n]{0,60}」|\"[^\"\n]{0,40}\"")
_AROUND = 14
_SCALES = (Decimal(1), Decimal("0.0001"), Decimal("0.00000001"))
_AMOUNTS = ("investment_yi", "places", "classes", "floor_area_m2", "land_mu", "start", "end")


def find_passed_over(doc: Document, plan: Plan) -> tuple[PassedOver, ...]:
    """Return the numbers of ``doc`` that are the value of no figure of ``plan``, in reading order.

    The plan must be one of this document; its spans count in ``doc.text``. No two of the numbers overlap, nor does one
    overlap a value.
    """
    values = _Values(figure.value_span for figure in plan.figures)
    told = _Told(plan.projects)
    found: list[PassedOver] = []
    above = ""
    for block in doc.blocks:
        section = doc.sections[block.section].path
        for passage, place, role, near in _passages(block, above):
            for start, end, reason in _numbers(passage, values, role):
                span = passage.span(start, end)
                if reason is Reason.QUANTITY and told.holds(near, passage.text[start:end]):
                    reason = Reason.PROJECT
                before = passage.text[max(0, start - _AROUND) : start].replace("\n", " ")
                after = passage.text[end : end + _AROUND].replace("\n", " ")
                found.append(PassedOver(span, passage.text[start:end], before, after, reason, section, place))
        above = block.text
    return tuple(found)


class _Values:
    """The places of the values that figures hold, in order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(set(spans))
        self._longest = max((span.end - span.start for span in self._spans), default=0)

    def within(self, passage: Passage) -> list[_Range]:
        """Return the ranges of ``passage`` that are values, in its own characters: in order, not touching."""
        found: list[_Range] = []
        for run in passage.runs:
            low = bisect_left(self._spans, run.start - self._longest, key=lambda span: span.start)
            high = bisect_left(self._spans, run.start + run.length, key=lambda span: span.start)
            for span in self._spans[low:high]:
                start, end = max(span.start, run.start), min(span.end, run.start + run.length)
                if start < end:
                    found.append((start - run.start + run.at, end - run.start + run.at))
        merged: list[_Range] = []
        for start, end in sorted(found):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


class _Told:
    """What the projects hold of the numbers that stand beside their names."""

    def __init__(self, projects: Iterable[Project]) -> None:
        self._projects = sorted(projects, key=lambda project: project.span)

    def holds(self, near: Span, text: str) -> bool:
        """Tell whether a project named within ``near`` has the number as its investment, places, area or year."""
        value = parse_mixed(text)
        low = bisect_left(self._projects, near.start, key=_start)
        named = self._projects[low : bisect_left(self._projects, near.end, key=_start)]
        return value is not None and any(_same(value, project) for project in named)


def _start(project: Project) -> int:
    return project.span.start


def _same(value: Decimal, project: Project) -> bool:
    """Whether a project holds a number, its 元 or 万元 perhaps made 亿元."""
    kept = [getattr(project, key) for key in _AMOUNTS]
    return any(value * scale == amount for amount in kept if amount is not None for scale in _SCALES)


def _passages(block: Block, above: str) -> Iterator[tuple[Passage, Place | None, Role | None, Span]]:
    """Yield the passages of a block: each with its place, what its column holds, and the range of its row.

    Outside of tables and in the head of one there is no column; the row is the passage itself.
    """
    if block.table is None:
        yield block.passage, block.place, None, block.passage.whole
        return
    head = classify_columns(block.table, above)
    for row in block.table.rows():
        wholes = [cell.passage.whole for cell in row]
        for cell in row:
            near = Span(min(whole.start for whole in wholes), max(whole.end for whole in wholes))
            yield cell.passage, cell.place or block.place, _role(cell, head), near


def _role(cell: Cell, head: TableHead) -> Role | None:
    if cell.row < head.rows or cell.column >= len(head.columns) or cell.column_span > 1:
        return None
    return head.columns[cell.column].role


def _numbers(passage: Passage, values: _Values, role: Role | None) -> Iterator[tuple[int, int, Reason]]:
    """Yield start, end and reason of the numbers of a passage that are no values, in order."""
    text = passage.text.translate(HALF_WIDTH)
    numerals = [match.span() for match in _NUMERAL.finditer(text)]
    quantities = find_in_half_width(text)
    if not numerals and not quantities:
        return
    taken = values.within(passage)
    known = _Known(text)
    free = [q for q in quantities if not _overlaps(taken, (q.start, q.end))]
    found = [(q.start, q.end, _reason_of(q, known, role)) for q in free]
    kept = sorted([*taken, *((q.start, q.end) for q in free)])
    for numeral in numerals:
        for start, end in _rest(numeral, kept, text):
            found.append((start, end, known.reason(start, role, Reason.OTHER)))
    yield from sorted(found)


def _reason_of(q: Quantity, known: _Known, role: Role | None) -> Reason:
    """Return what a quantity outside of all items is; one without a unit may be a serial or a year after all."""
    if role is Role.SERIAL:
        return Reason.SERIAL
    if q.chinese:
        return Reason.OTHER if q.value == 1 and q.op == "=" else Reason.QUANTITY  # 每一位: an article, no number
    if q.unit:
        return Reason.QUANTITY
    return known.reason(q.start, role, Reason.OTHER if known.is_code(q) else Reason.QUANTITY)


class _Known:
    """The ranges of a text that are dates, document numbers, serials and names."""

    def __init__(self, text: str) -> None:
        self._text = text
        dates = [m.span() for m in _DATES.finditer(text)] + [m.span() for m in _YEAR_ALONE.finditer(text)]
        dates += [(year.start, year.end) for year in find_years(text)] + [(d[0], d[1]) for d in find_dates(text)]
        self._ranges: tuple[tuple[Reason, list[_Range]], ...] = (
            (Reason.DOC_NO, [m.span() for m in _DOC_NOS.finditer(text)]),
            (Reason.NAME, [m.span() for m in _NAMES.finditer(text)]),
            (Reason.DATE, dates),
            (Reason.SERIAL, [m.span() for m in _SERIALS.finditer(text)]),
        )

    def is_code(self, q: Quantity) -> bool:
        """Tell whether the digits begin with naughts: 0010 is no number but a code."""
        return re.match(r"0\d", self._text[q.start : q.end]) is not None

    def reason(self, at: int, role: Role | None, otherwise: Reason) -> Reason:
        """Return what the number at ``at`` is; ``otherwise`` when it stands in none of the known ranges."""
        if role is Role.SERIAL:
            return Reason.SERIAL
        for reason, ranges in self._ranges:
            if any(start <= at < end for start, end in ranges):
                return reason
        return otherwise


def _overlaps(ranges: list[_Range], one: _Range) -> bool:
    """Whether a range has a character in common with one of several, which are in order and lie apart."""
    i = bisect_left(ranges, one)
    return any(start < one[1] and one[0] < end for start, end in ranges[max(0, i - 1) : i + 1])


def _rest(numeral: _Range, kept: list[_Range], text: str) -> Iterator[_Range]:
    """Yield what is left of a numeral outside of ``kept``, without the points and commas at its ends."""
    cuts = [numeral[0]]
    for start, end in kept:
        if start < numeral[1] and numeral[0] < end:
            cuts += [max(start, cuts[-1]), max(end, cuts[-1])]
    cuts.append(max(numeral[1], cuts[-1]))
    for number, (start, end) in enumerate(pairwise(cuts)):
        if number % 2 == 0 and (digits := list(re.finditer(r"[0-9]", text[start:end]))):
            yield start + digits[0].start(), start + digits[-1].end()
