"""Verbs over the burden register (督查检查评比考核事项): lists read by named columns, the report of a year.

Read them through :mod:`luoshi.api`. Not here: counting and joining (:mod:`luoshi.progress.oversight.burden`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.base.work_days import WorkDays
    from luoshi.model.burden import BurdenItem, BurdenReport, SchoolVisit
    from luoshi.sheets.named_rows import NamedRow, NamedRows
    from luoshi.workspace.folder import Workspace

_HEADS = {
    "name": ("事项名称", "事项", "检查事项", "督查检查事项", "名称"),
    "body": ("发文单位", "主办单位", "组织单位", "实施单位", "牵头单位", "单位"),
    "year": ("年度", "年份", "年"),
    "approved": ("列入年度计划", "年度计划", "是否列入计划", "是否批准"),
    "school": ("学校", "学校名称", "受检学校"),
    "on": ("进校日期", "日期", "检查日期", "开始日期"),
    "days": ("天数", "进校天数", "检查天数"),
}
_SEVERAL = re.compile(r"[、,;；，\n]")
_DAY = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?")
_YES, _NO = ("是", "√", "已列入", "已批准", "有"), ("否", "×", "未列入", "未批准", "没有", "无")


def read_burden(paths: Sequence[Path]) -> tuple[tuple[BurdenItem, ...], tuple[SchoolVisit, ...]]:
    """Return the items and visits of lists.

    A list with columns of schools and days is one of visits: its rows are visits for items, no items themselves; only
    when no other list is given, what they are for are the items.

    Raises:
        LuoshiError: T010-T013 a file cannot be read, L340 a column is missing or a cell says what cannot be.
    """
    from luoshi.sheets.named_rows import read_named_rows

    items: list[BurdenItem] = []
    visited: list[BurdenItem] = []
    visits: list[SchoolVisit] = []
    for path in paths:
        rows = read_named_rows(path, _HEADS, ("name", "body"), "L340")
        if "year" not in rows.columns and "on" not in rows.columns:
            raise LuoshiError("L340", "看不出是哪一年的", where=str(path), hint="加一列“年度”，或写进校日期")
        for row in rows.rows:
            item, mine = _row(rows, row, f"{path.name} {row.where}")
            (visited if {"school", "on"} <= rows.columns.keys() else items).append(item)
            visits += mine
    return tuple(items or visited), tuple(visits)


def burden_report(
    paths: Sequence[Path],
    days: WorkDays,
    *,
    base_year: int | None = None,
    year: int | None = None,
    window: int | None = None,
    workspace: Workspace | None = None,
) -> BurdenReport:
    """Return the burden of a year against a base year: of the last and the first year in the lists if not told.

    Raises:
        LuoshiError: as :func:`read_burden`; L340 when there are no two years; L346 when a file of rules is wrong.
    """
    from luoshi.progress.oversight.burden import report_burden
    from luoshi.rules.burden import load_burden_rules

    rules = load_burden_rules(workspace.rules if workspace is not None else None)
    if window is not None:
        rules = replace(rules, window=window)
    items, visits = read_burden(paths)
    years = sorted({one.year for one in items})
    if not years:
        raise LuoshiError("L340", "清单是空的", where="、".join(str(path) for path in paths))
    first, last = base_year or years[0], year or years[-1]
    if first >= last:
        hint = "补上另一年的清单，或用 --base-year、--year 写明"
        raise LuoshiError("L340", f"要有基期年和以后的一年，现在是 {first} 和 {last}", hint=hint)
    return report_burden(items, visits, (first, last), rules, days)


def _row(rows: NamedRows, row: NamedRow, where: str) -> tuple[BurdenItem, list[SchoolVisit]]:
    from luoshi.model.burden import BurdenItem, SchoolVisit

    def cell(key: str) -> str:
        return row.cells.get(rows.columns[key], "") if key in rows.columns else ""

    name, bodies = cell("name"), _parts(cell("body"))
    if not name or not bodies:
        raise LuoshiError("L340", "有一行没有写事项或单位", where=where, hint="补上或删去这一行")
    day = _day(cell("on"), where)
    year = _whole(cell("year").rstrip("年度"), "年度", where)
    if year is None and day is None:
        raise LuoshiError("L340", f"“{name}”没有写年度或日期", where=where)
    schools = _parts(cell("school"))
    if schools and day is None:
        raise LuoshiError("L340", f"“{name}”写了学校，没有写进校日期", where=where, hint="补上日期，或删去学校")
    if day is not None and year is not None and day.year != year:
        raise LuoshiError("L340", f"“{name}”的年度 {year} 和进校日期 {day} 不是同一年", where=where)
    length = _whole(cell("days"), "天数", where)
    at = year if year is not None else day.year if day is not None else 0
    item = BurdenItem(name, bodies, at, _approved(cell("approved"), where), where)
    if day is None:
        return item, []
    return item, [SchoolVisit(name, bodies, one, day, 1 if length is None else length, where) for one in schools]


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SEVERAL.split(text) if part.strip()))


def _day(text: str, where: str) -> date | None:
    if not text:
        return None
    match = _DAY.match(text.replace(" ", ""))
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else date.fromisoformat(text)
    except ValueError:
        hint = "写成 2026-03-02，或用 Excel 的日期"
        raise LuoshiError("L340", f"日期看不懂：{text}", where=where, hint=hint) from None


def _whole(text: str, what: str, where: str) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise LuoshiError("L340", f"{what}应是整数：{text}", where=where)
    return int(text)


def _approved(text: str, where: str) -> bool | None:
    if not text:
        return None
    if text in _YES or text in _NO:
        return text in _YES
    raise LuoshiError("L340", f"是不是列入年度计划看不懂：{text}", where=where, hint="写 是 或 否")
