"""``luoshi indicators`` and ``luoshi explain``: indicators, and how a value came about (指标和它的由来).

Entries: :func:`run`, :func:`explain`. Not here: computing (:mod:`luoshi.api.indicators`), what it looks like on the
screen (:mod:`luoshi.cli.indicator_summary`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINE, LuoshiError
from luoshi.cli import indicator_options as options
from luoshi.cli.places import found_workspace, the_workspace, write_book
from luoshi.cli.table_options import TableFormat
from luoshi.cli.tables_out import give_csv, give_json

if TYPE_CHECKING:
    from luoshi.api.indicators import IndicatorTable
    from luoshi.model.indicators import Explanation, SourceRow
    from luoshi.workspace.folder import Workspace

HELP = "指标：按口径、县、学校或分项算出指标；--list 列出定义和依据。"
EXPLAIN_HELP = "指标的由来：定义、依据、分子、分母、快照，直到算进去的每一行在哪个文件、哪张表、第几行。"


def run(
    names: options.Names = None,
    workspace: options.WorkspaceFolder = None,
    years: options.Years = None,
    by: options.ByOption = options.By.CITY,
    area: options.Area = "",
    area_set: options.AreaSet = "",
    output_format: options.FormatOption = TableFormat.TABLE,
    output: options.Output = None,
    force: options.Overwrite = False,
    only_list: options.List = False,
) -> int:
    """Compute indicators, or list their definitions."""
    from luoshi.api import compute_indicators, indicator_workbook, list_indicators
    from luoshi.api.indicators import Wanted
    from luoshi.cli.indicator_summary import print_definitions, print_values

    if only_list:
        print_definitions(list_indicators(found_workspace(workspace)), tuple(names or ()))
        return EXIT_FINE
    place = the_workspace(workspace)
    wanted = Wanted(tuple(names or ()), tuple(years or ()), by.value, area, area_set)
    table = compute_indicators(place, wanted)
    match output_format:
        case TableFormat.TABLE:
            if output is not None:
                raise LuoshiError("S007", "屏幕上的表不能写到文件", hint="加 --format xlsx、csv 或 json")
            print_values(table, by.value)
        case TableFormat.XLSX:
            _book(indicator_workbook(table), place, output, "指标.xlsx", force=force)
        case TableFormat.JSON:
            give_json(_as_json(table), output, force=force)
        case TableFormat.CSV:
            give_csv(_rows(table), output, force=force)
    return EXIT_FINE


def explain(
    name: options.Name,
    workspace: options.WorkspaceFolder = None,
    area: options.Place = "",
    year: options.Year = None,
    by: options.PartBy = None,
    part: options.Part = "",
    output_format: options.FormatOption = TableFormat.TABLE,
    output: options.Output = None,
    force: options.Overwrite = False,
    every_row: options.EveryRow = False,
) -> int:
    """Say how a value came about."""
    from luoshi.api import explain_indicator, explanation_book
    from luoshi.cli.indicator_summary import print_explanation

    if bool(part) != (by is not None):
        raise LuoshiError("S015", "--by 和 --part 要一起写", hint="例如 --by ownership --part 公办")
    place = the_workspace(workspace)
    found = explain_indicator(place, name, area, year, by.value if by is not None else "", part)
    match output_format:
        case TableFormat.TABLE:
            print_explanation(found, every_row=every_row)
        case TableFormat.XLSX:
            _book(explanation_book(found), place, output, f"{found.indicator.name}的由来.xlsx", force=force)
        case TableFormat.JSON:
            give_json(_explained(found), output, force=force)
        case TableFormat.CSV:
            raise LuoshiError("S007", "由来不能写成 CSV", hint="加 --format xlsx 或 json")
    return EXIT_FINE


def _book(data: bytes, place: Workspace, output: Path | None, name: str, *, force: bool) -> None:
    write_book(data, output or place.build / name.replace("/", "_"), force=force or output is None)


def _as_json(table: IndicatorTable) -> dict[str, object]:
    known = {one.id: one for one in table.indicators}
    values = [
        {
            "indicator": one.indicator,
            "name": known[one.indicator].name,
            "unit": known[one.indicator].unit,
            "year": one.year,
            "place": one.place.name,
            "place_kind": one.place.kind,
            "code": one.place.code,
            "part": one.split,
            "value": _number(one.value),
            "numerator": _number(one.numerator.value),
            "denominator": _number(one.denominator.value) if one.denominator is not None else None,
            "note": one.note,
        }
        for one in table.values
    ]
    return {"format": 1, "snapshot": table.snapshot, "values": values}


def _number(value: object) -> str | None:
    """Return a number as text: what reads JSON would make a float of it."""
    return None if value is None else str(value)


def _rows(table: IndicatorTable) -> Iterator[list[object]]:
    known = {one.id: one for one in table.indicators}
    yield ["指标", "年份", "对象", "代码", "分项", "数值", "单位", "分子", "分母", "说明"]
    for one in table.values:
        indicator = known[one.indicator]
        under = one.denominator.value if one.denominator is not None else None
        cells = [indicator.name, one.year, one.place.name, one.place.code, one.split, one.value, indicator.unit]
        yield [*cells, one.numerator.value, under, one.note]


def _explained(found: Explanation) -> dict[str, object]:
    def rows(given: Sequence[SourceRow]) -> list[dict[str, object]]:
        return [
            {
                "table": row.table,
                "file": row.file,
                "sheet": row.sheet,
                "row": row.row,
                "code": row.owner,
                "name": row.name,
                "cells": {key: value if isinstance(value, str) else _number(value) for key, value in row.cells.items()},
            }
            for row in given
        ]

    indicator, value = found.indicator, found.value
    return {
        "format": 1,
        "indicator": indicator.id,
        "name": indicator.name,
        "unit": indicator.unit,
        "scope": indicator.scope,
        "basis": str(indicator.basis),
        "year": value.year,
        "place": value.place.name,
        "part": value.split,
        "value": _number(value.value),
        "numerator": _number(value.numerator.value),
        "denominator": _number(value.denominator.value) if value.denominator is not None else None,
        "note": value.note,
        "snapshot": found.snapshot,
        "numerator_rows": rows(found.numerator_rows),
        "denominator_rows": rows(found.denominator_rows),
    }
