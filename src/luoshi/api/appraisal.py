"""Verbs over appraisal (考核): units scored by a sheet over ledgers, lights, supervision and typed scores.

Read them through :mod:`luoshi.api`. Not here: scoring (:mod:`luoshi.progress.oversight.appraising`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.model.appraisal import Appraisal, ScoreSheet, TypedScore
    from luoshi.model.lights import TaskLight
    from luoshi.model.monitoring import Monitoring
    from luoshi.workspace.folder import Workspace

_SCORE_HEADS = {
    "unit": ("单位", "单位名称", "县市区", "被考核单位"),
    "item": ("项目", "考核项目", "指标"),
    "value": ("得分", "评分", "分数", "数值"),
    "evidence": ("佐证", "佐证材料", "依据"),
    "group": ("类别", "分组", "单位类别"),
}


@dataclass(frozen=True, slots=True)
class AppraisalOrder:
    """What is appraised.

    Attributes:
        sheet: name of the score sheet.
        year, as_of: the year, and the day on which.
        ledgers: files; empty for all of the workspace.
        scores: list of typed scores (单位, 项目, 得分, 佐证, 类别); None when there is none.
    """

    sheet: str
    year: int
    as_of: date
    ledgers: tuple[Path, ...] = ()
    scores: Path | None = None


def score_sheets(workspace: Workspace | None = None) -> Mapping[str, ScoreSheet]:
    """Return the score sheets by their names.

    Raises:
        LuoshiError: L350 when a file of rules is wrong.
    """
    from luoshi.rules.appraisal import load_score_sheets

    return load_score_sheets(workspace.rules if workspace is not None else None)


def appraise_units(workspace: Workspace, order: AppraisalOrder, monitoring: Monitoring | None = None) -> Appraisal:
    """Return the scores of all units.

    Args:
        workspace: whose ledgers, cases and rules count.
        order: what is asked.
        monitoring: how the plan's targets stand; without it what asks for them has no data.

    Raises:
        LuoshiError: L350 a sheet is wrong or not there; L001-L003 a ledger, L310-L314 a case; L352 a typed score is
            out of range; L354 a list cannot be understood; T010-T013 a file cannot be read.
    """
    from luoshi.api.lights import light_history, work_days_of
    from luoshi.api.supervision import supervision_cases
    from luoshi.progress.oversight.appraisal_material import Known, gather
    from luoshi.progress.oversight.appraising import appraise
    from luoshi.workspace.case_file import case_files
    from luoshi.workspace.ledger_file import ledger_files, read_ledger

    sheets = score_sheets(workspace)
    if order.sheet not in sheets:
        raise LuoshiError("L350", f"没有“{order.sheet}”这种考核办法", hint=f"可以用的有：{'、'.join(sheets)}")
    ledgers = [read_ledger(path) for path in order.ledgers or ledger_files(workspace)]
    typed, groups = read_scores(order.scores, sheets[order.sheet]) if order.scores is not None else ({}, {})
    days = work_days_of(workspace)
    held = supervision_cases(workspace, days)
    lights: dict[str, TaskLight] = {}
    for ledger in ledgers:
        history = light_history(workspace, ledger, order.as_of, 1, monitoring=monitoring)
        lights.update({number: found[-1] for number, found in history.items()})
    known = Known(
        ledgers=ledgers,
        year=order.year,
        as_of=order.as_of,
        days=days,
        lights=lights,
        targets=None if monitoring is None else {one.id: str(one.judgement.state) for one in monitoring.targets},
        cases=[one.case for one in held] if case_files(workspace) else None,
        procedures={one.procedure.name: one.procedure for one in held},
        typed=typed,
        groups=groups,
    )
    material = gather(known)
    if not material.units:
        hint = "在台账里写牵头单位，或用 --scores 给出评分表"
        raise LuoshiError("L354", "没有可以考核的单位", hint=hint)
    return appraise(sheets[order.sheet], material)


def read_scores(path: Path, sheet: ScoreSheet) -> tuple[dict[str, dict[str, TypedScore]], dict[str, str]]:
    """Return the typed scores by unit and item, and the groups of the units that name one.

    Raises:
        LuoshiError: L354 when a row names no item of the sheet, no number, or what was there before.
    """
    from luoshi.model.appraisal import TypedScore
    from luoshi.sheets.named_rows import read_named_rows

    items = {one.name for one in sheet.items if one.source == "评分"}
    rows = read_named_rows(path, _SCORE_HEADS, ("unit", "item", "value"), "L354")
    typed: dict[str, dict[str, TypedScore]] = {}
    groups: dict[str, str] = {}
    for row in rows.rows:
        cells = {key: row.cells.get(head, "") for key, head in rows.columns.items()}
        where = f"{path} {row.where}"
        unit, item = cells["unit"], cells["item"]
        if not unit or item not in items:
            hint = f"“{sheet.name}”里要评分的项目：{'、'.join(sorted(items)) or '没有'}"
            raise LuoshiError("L354", f"评分表有一行的单位是空的，或没有“{item}”这个项目", where=where, hint=hint)
        if item in typed.setdefault(unit, {}):
            raise LuoshiError("L354", f"{unit}的“{item}”评了两次", where=where, hint="删去一行")
        if cells.get("group"):
            groups[unit] = cells["group"]
        if cells["value"]:
            evidence = tuple(one for one in cells.get("evidence", "").replace("；", "、").split("、") if one.strip())
            typed[unit][item] = TypedScore(_number(cells["value"], where), evidence)
    return typed, groups


def _number(text: str, where: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise LuoshiError("L354", f"得分应是一个数：{text}", where=where) from None
    if not value.is_finite():
        raise LuoshiError("L354", f"得分应是一个数：{text}", where=where)
    return value
