"""Drafts of a 情况说明: for each failed check and item that moved, the facts and a blank for the cause.

Entry: :func:`explanation_rows`, the rows of a workbook that the clerks complete; :func:`draft` for one finding.
Not here: the workbook (``luoshi.sheets``), the checks themselves (:mod:`luoshi.stats.checks`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import isfinite

from luoshi.base.findings import Severity
from luoshi.model.statistics import DataFinding, Movement
from luoshi.model.tables import Definitions
from luoshi.stats.checks.report import CheckReport

HEADS = (
    "县（市、区）",
    "学校（单位）",
    "表",
    "项目",
    "上年（应为）",
    "本年（填报）",
    "变动%",
    "核对",
    "情况说明（草稿）",
)
"""The heads of the rows, in the order of :meth:`ExplanationRow.cells`."""

_TO_CORRECT = "经核对：________（已改正；或情况属实，原因：________）。"
_TO_EXPLAIN = "主要原因：________。"


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """One line of the list of 情况说明.

    Attributes:
        owner: code of the institution or area, for grouping; not a cell.
        before, after: last year and this, or what it should be and what was filled in; numbers where they are numbers.
        change_pct: change in per cent; None where there is no value before.
        check: code and title of the failed check, or 变动超过界线.
    """

    owner: str
    area: str
    name: str
    table: str
    item: str
    before: Decimal | str
    after: Decimal | str
    change_pct: Decimal | None
    check: str
    text: str

    def cells(self) -> tuple[Decimal | str | None, ...]:
        """Return the cells in the order of :data:`HEADS`."""
        return (
            self.area,
            self.name,
            self.table,
            self.item,
            self.before,
            self.after,
            self.change_pct,
            self.check,
            self.text,
        )


def draft(finding: DataFinding) -> str:
    """Return the draft for a failed check: what it says, and a blank; an error asks for a correction first."""
    facts = finding.finding.message.rstrip("。")
    blank = _TO_CORRECT if finding.finding.severity is Severity.ERROR else _TO_EXPLAIN
    return f"{facts}。{blank}"


def explanation_rows(
    report: CheckReport, definitions: Definitions, titles: Mapping[str, str] | None = None
) -> tuple[ExplanationRow, ...]:
    """Return the rows of all failed checks and movements, grouped by county and institution, failed checks first.

    Args:
        report: what the checks found.
        definitions: the tables and fields, for their Chinese names.
        titles: code -> title of the checks; codes alone are shown if None.
    """
    titles = titles or {}
    tables = list(definitions.tables)
    failed = [(_order(tables, one, 0), _failed(report, definitions, titles, one)) for one in report.findings]
    moved = [(_order(tables, one, 1), _moved(report, definitions, one)) for one in report.movements]
    return tuple(row for _, row in sorted(failed + moved, key=lambda pair: pair[0]))


def _order(tables: list[str], one: DataFinding | Movement, group: int) -> tuple[str, str, int, int, int]:
    place = tables.index(one.table) if one.table in tables else len(tables)
    return one.area_code, one.owner, group, place, one.period or 0


def _failed(
    report: CheckReport, definitions: Definitions, titles: Mapping[str, str], one: DataFinding
) -> ExplanationRow:
    code = one.finding.code
    before, after = _cell(one.before), _cell(one.after)
    change = None
    if isinstance(before, Decimal) and isinstance(after, Decimal) and before:
        change = round((after - before) * 100 / abs(before), 1)
    return ExplanationRow(
        owner=one.owner,
        area=report.area_names.get(one.area_code, one.area_code),
        name=one.owner_name,
        table=_table_title(definitions, one.table),
        item=_field_title(definitions, one.table, one.field),
        before=before,
        after=after,
        change_pct=change,
        check=f"{code} {titles.get(code, '')}".rstrip(),
        text=draft(one),
    )


def _moved(report: CheckReport, definitions: Definitions, one: Movement) -> ExplanationRow:
    return ExplanationRow(
        owner=one.owner,
        area=report.area_names.get(one.area_code, one.area_code),
        name=one.owner_name,
        table=_table_title(definitions, one.table),
        item=_field_title(definitions, one.table, one.field),
        before=_cell(one.before),
        after=_cell(one.after),
        change_pct=Decimal(str(one.change_pct)) if isfinite(one.change_pct) else None,
        check="变动超过界线",
        text=one.draft,
    )


def _table_title(definitions: Definitions, table: str) -> str:
    return definitions.tables[table].title if table in definitions.tables else table


def _field_title(definitions: Definitions, table: str, field: str) -> str:
    known = definitions.tables[table].by_name if table in definitions.tables else {}
    return known[field].title if field in known else ""


def _cell(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
