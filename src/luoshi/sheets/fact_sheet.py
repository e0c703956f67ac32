"""Every number of a report with what it is, where it comes from and where it stands (每个数的来源), as a sheet.

Entry: :func:`fact_ledger`. Not here: the workbook (:mod:`luoshi.sheets.report_book`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from luoshi.model.evaluation.facts import NO_VALUE, Fact, FactBook
from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import (
    Block,
    EvaluationReport,
    FactPlace,
    Heading,
    Paragraph,
    Picture,
    Table,
    places_of,
)
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Ledger, LedgerColumn, Look
from luoshi.sheets.report_sheets import decimals_of, number_format

FACTS = "每个数的来源"
"""Name of the sheet."""

_COLUMNS = (
    LedgerColumn("序号", 7, Look.CENTRE),
    LedgerColumn("编号", 24),
    LedgerColumn("是什么", 34),
    LedgerColumn("数值", 13, Look.NUMBER),
    LedgerColumn("单位", 9, Look.CENTRE),
    LedgerColumn("来源", 28),
    LedgerColumn("由哪些数算出（编号）", 26),
    LedgerColumn("写在报告的什么地方", 48),
)
_NUMBER_AT = 3
_A_PART, _UNSAID = "没有写出，用来算别的数", "没有写出，用来判断要不要写某一段"
_CODE_A = ord("A")


def fact_ledger(report: EvaluationReport, sheets: Mapping[str, str], title: str) -> Ledger:
    """Return the sheet: facts in the order in which the report first says them, those that it does not say last.

    Args:
        sheets: key of a table or chart -> name of its sheet.
    """
    places = places_of(report)
    where = _Where(report, sheets)
    facts = [report.facts[one] for one in (*places, *(x for x in report.facts.facts if x not in places))]
    parts = {part for one in facts for part in one.of}
    rows = [
        _row(at, one, where.told(places.get(one.id, ())) or (_A_PART if one.id in parts else _UNSAID))
        for at, one in enumerate(facts, 1)
    ]
    formats = {
        (at, _NUMBER_AT): number_format("", decimals_of(one.value))
        for at, one in enumerate(facts)
        if one.value is not None
    }
    return Ledger(FACTS, f"{title}　{FACTS}", _COLUMNS, rows, 3, formats=formats, is_a4=True)


def _row(number: int, fact: Fact, places: str) -> list[CellValue]:
    value: Decimal | str = NO_VALUE if fact.value is None else fact.value
    return [
        number,
        fact.id,
        fact.what or None,
        value,
        fact.unit or None,
        fact.source or None,
        "\n".join(fact.of) or None,
        places,
    ]


class _Where:
    """The blocks of a report in words, for one who looks for a number."""

    def __init__(self, report: EvaluationReport, sheets: Mapping[str, str]) -> None:
        self._sheets = sheets
        self._cells: dict[str, dict[str, str]] = {}
        self._named: dict[str, str] = {}
        self._read("正文开头", report.blocks, report.facts)
        for annex in report.annexes:
            self._read(f"附件：{plain(annex.title, report.facts)}", annex.blocks, report.facts)

    def _read(self, under: str, blocks: Sequence[Block], book: FactBook) -> None:
        count = 0
        for block in blocks:
            match block:
                case Heading():
                    under, count = plain(block.words, book), 0
                    self._named[block.key] = f"标题“{under}”"
                case Paragraph():
                    count += 1
                    self._named[block.key] = f"“{under}”下第 {count} 段"
                case Table() | Picture():
                    self._named[block.key] = f"工作表“{self._sheets[block.key]}”"
            self._cells[block.key] = _cells(block)

    def told(self, places: Sequence[FactPlace]) -> str:
        """Return the places, one line a block; 说法 where only the wording depends on the number."""
        told: dict[str, list[str]] = {}
        for place in places:
            told.setdefault(place.block, []).append(self._manner(place))
        return "\n".join(
            f"{self._named[block]}：{'、'.join(dict.fromkeys(manners))}" for block, manners in told.items()
        )

    def _manner(self, place: FactPlace) -> str:
        if place.cell:
            return self._cells[place.block][place.cell]
        if place.manner == "写出":
            return "题注或替代文字" if place.block in self._sheets else "写出"
        return "图" if place.manner == "图" else "说法依据"


def _cells(block: Block) -> dict[str, str]:
    """Return ``row key/column`` of a table -> the cell of its sheet, as Excel names it."""
    if not isinstance(block, Table):
        return {}
    return {
        f"{row.key}/{column}": f"{_letters(column)}{at}"
        for at, row in enumerate(block.rows, 2)
        for column in range(len(row.cells))
    }


def _letters(column: int) -> str:
    last = chr(_CODE_A + column % 26)
    return last if column < 26 else _letters(column // 26 - 1) + last
