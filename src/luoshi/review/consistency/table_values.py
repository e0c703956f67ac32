"""Numbers of a year that the prose and a table tell differently (文表数值不一): :class:`TextAgainstTable`.

A cell is known by its year and by its indicator, the one at the head of the row, the other at the head of the column.
The prose is read where it has the year, then the indicator's name, then a number of that unit; or the name first and a
series of years with their numbers. Not here: totals of a table (:mod:`luoshi.review.arithmetic.totals_in_text`),
figures that both stand in the prose (:mod:`luoshi.review.consistency.two_facts`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from luoshi.base.dates import find_years
from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import HALF_WIDTH
from luoshi.base.quantities import Quantity
from luoshi.model.document import Block, Span, Table
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import Bounds, is_slip, plain, step
from luoshi.review.rule import Rule

_YEAR = re.compile(r"(20\d\d)\s?年?(?:度|底|末)?(?:[（(](?:基期|现状|实际)[）)])?")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s?([%％]|[\u4e00-\u9fff]{1,3})?")
_IN_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
_UNIT = re.compile(r"%|％|万?人次?|名|所|个|万元|亿元|元|平方米|册|台|间|套|班|学位|篇|项|亩|件")
_TAIL = re.compile(r"(?:的?(?:比例|比重|占比|人数|校数|园数|数量|总数|总额|金额)|数)$")
_LEAD = re.compile(r"^(?:其中|#)[：:]?")
_LINK = re.compile(r"(?:分别|已|约|共|有|仅|提高|上升|增加|增长|下降|降低|降|减少)?(?:为|达到?|到|至|是|的|共|[:：])*")
_SERIES = re.compile(
    r"[^\d。；;]{0,10}(?:[，、]?(?:到|至)?20\d\d年[^\d，。；;]{0,6}\d[\d.]*[^\d，。；;]{1,4}[，、])*"
    r"(?:到|至)?20\d\d年[^\d，。；;]{0,5}"
)
_OTHER_SCOPE = re.compile(
    r"城区|农村|乡村|城镇|县城|市区|市直|市本级|县直|小学|初中|高中|幼儿园|学前|中职|高职|特殊|公办|民办|普通|专任|在编|骨干|女"
    r"|男|上半年|秋季|春季|首批|全国|全省|目标|计划|要求|标准|规定|拟|将|平均|[\u4e00-\u9fff]{2}[县区]"
)
_CHANGED = re.compile(r"比|较|同比|增长|增加|提高|上升|下降|减少|降低|净增|新增")
_SHORT, _MOST_ROWS, _FAR = 3, 60, Decimal("0.2")


@dataclass(frozen=True, slots=True)
class _Cell:
    indicator: str
    year: int
    value: Decimal
    text: str
    unit: str
    span: Span
    about: str
    """All the words that tell of the cell: indicator as written and the table's title."""


class TextAgainstTable(Rule):
    """正文里某年的数，与表格里同一指标、同一年的数不同。

    表格的一边是年份、另一边是指标（或反过来）才看；正文要在同一句里先后写出年份、指标名称和数，单位相同。
    两数相差不到两成，或者只差一位数字，才报警告：差得多的多半不是一回事。
    放过：四舍五入相符的；约数；正文另外限定了范围（城区、农村、某县、某学段）而表格没有的；增减的数；
    正文的数在表里这一年另有其项的。
    """

    code = "V220"
    name = "文表数值不一"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each number of the prose that the table has otherwise."""
        cells: dict[str, dict[int, list[_Cell]]] = defaultdict(lambda: defaultdict(list))
        values: set[tuple[int, Decimal]] = set()
        for number, block in material.tables:
            above = material.document.blocks[number - 1].text if number else ""
            for cell in _cells(block, above):
                cells[cell.indicator][cell.year].append(cell)
                values.add((cell.year, cell.value))
        if not cells:
            return
        names = re.compile("|".join(re.escape(name) for name in sorted(cells, key=len, reverse=True)))
        for sentence in material.statements:
            if sentence.piece.cell is None and "20" in sentence.text and names.search(sentence.half_width):
                for name, year, quantity, span in _told(sentence, names):
                    if (year, quantity.value) in values:
                        continue
                    for cell in cells[name].get(year, ())[:1]:
                        yield from self._compare(sentence, cell, quantity, span)

    def _compare(self, sentence: Sentence, cell: _Cell, quantity: Quantity, span: Span) -> Iterator[Finding]:
        text = sentence.half_width
        written = text[quantity.start : quantity.end]
        last = step(written[:-1] if quantity.unit in ("万元", "亿元") and written[-1:] in "万亿" else written)
        one, other = Bounds.of(quantity.value, last), Bounds.of(cell.value, step(cell.text))
        apart = abs(quantity.value - cell.value)
        if quantity.unit != cell.unit or quantity.op != "=" or one.meets(other) or not cell.value:
            return
        if apart / cell.value > _FAR and not is_slip(quantity.value, cell.value):
            return
        unit = quantity.unit
        yield self.found(
            f"{cell.year}年“{cell.indicator}”，正文为{plain(quantity.value)}{unit}，表格为{plain(cell.value)}{unit}",
            [span, cell.span],
            "核对原始数据，改成一致",
        )


def _cells(block: Block, above: str) -> Iterator[_Cell]:
    """Yield the numbers of a table that has years on one side and indicators on the other."""
    table = block.table
    assert table is not None
    grid = table.grid()
    if not 2 <= len(grid) <= _MOST_ROWS or table.n_columns < 2:
        return
    top = [_year(cell.text if cell else "") for cell in grid[0]]
    side = [_year(row[0].text if row[0] else "") for row in grid]
    if sum(year is not None for year in side[1:]) >= 2:
        yield from _read(table, side, above, by_row=True)
    elif sum(year is not None for year in top[1:]) >= 2:
        yield from _read(table, top, above, by_row=False)


def _read(table: Table, years: list[int | None], above: str, *, by_row: bool) -> Iterator[_Cell]:
    grid = table.grid()
    for row in range(1, len(grid)):
        for column in range(1, table.n_columns):
            head = grid[0][column] if by_row else grid[row][0]
            cell, year = grid[row][column], years[row if by_row else column]
            if cell is None or head is None or year is None or cell is head:
                continue
            number = _NUMBER.fullmatch(cell.text.translate(HALF_WIDTH))
            indicator, unit = _indicator(head.text.translate(HALF_WIDTH), above.translate(HALF_WIDTH))
            if number is None or len(indicator) < 2:
                continue
            unit = (number[2] or unit or "").replace("％", "%")
            span = cell.passage.span(0, min(len(cell.passage.text), 40))
            yield _Cell(indicator, year, Decimal(number[1]), number[1], unit, span, head.text + above)


def _year(text: str) -> int | None:
    match = _YEAR.fullmatch(text.strip())
    return int(match[1]) if match else None


def _indicator(text: str, above: str) -> tuple[str, str]:
    """Return the name of an indicator without 比例 and 人数, and its unit; that above the table if it has none."""
    brackets = _IN_BRACKETS.findall(text)
    unit = next((found for found in brackets if _UNIT.fullmatch(found)), "")
    if not unit:
        of_all = [match for found in _IN_BRACKETS.findall(above) for match in _UNIT.findall(found)]
        unit = of_all[-1] if len(of_all) == 1 else ""
    bare = re.sub(r"\s", "", _LEAD.sub("", _IN_BRACKETS.sub("", text)))
    return _TAIL.sub("", bare), unit


def _told(sentence: Sentence, names: re.Pattern[str]) -> Iterator[tuple[str, int, Quantity, Span]]:
    """Yield indicator, year, number and place of what a sentence says of a year."""
    text = sentence.half_width
    years = [mention for mention in find_years(text) if mention.year == mention.first]
    found = list(names.finditer(text))
    for quantity in sentence.quantities():
        before_years = [mention for mention in years if mention.end <= quantity.head]
        before_names = [match for match in found if match.end() <= quantity.head]
        if quantity.value2 is not None or not before_years or not before_names:
            continue
        year, name = before_years[-1], before_names[-1]
        between = text[name.end() : quantity.head]
        close = re.sub(_TAIL.pattern.rstrip("$"), "", between, count=1)
        is_close = _LINK.fullmatch(close) is not None
        if year.start >= name.end():
            is_close = len(name[0]) >= _SHORT and _SERIES.fullmatch(between) is not None
        clause = re.split(r"[，。；;]", text[: name.start()])[-1]
        since = text[year.end : name.start()] if year.end <= name.start() else ""
        if not is_close or _OTHER_SCOPE.search(clause + since) or _CHANGED.search(since.rsplit("；", 1)[-1][-8:]):
            continue
        start = max(min(name.start(), year.start), quantity.head - 30)
        yield name[0], year.year, quantity, sentence.span(start, max(quantity.tail, quantity.end))
