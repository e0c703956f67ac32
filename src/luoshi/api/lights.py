"""Verbs over the ledger's lights, states and money (亮灯、流转、资金).

Read them through :mod:`luoshi.api`. Not here: the rules (``luoshi.progress``), importing and showing a ledger
(:mod:`luoshi.api.ledger`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from luoshi.base.findings import Finding
    from luoshi.base.work_days import WorkDays
    from luoshi.model.ledger import Entry, Ledger
    from luoshi.model.light_report import LightReport
    from luoshi.model.lights import LightRuleSet, TaskLight
    from luoshi.model.money import Fund, MoneyTable
    from luoshi.model.monitoring import Monitoring
    from luoshi.progress.deeds import Deed
    from luoshi.progress.light_reports import Asked
    from luoshi.workspace.folder import Workspace


def light_rules(workspace: Workspace | None) -> tuple[LightRuleSet, ...]:
    """Return all manners of lighting (亮灯办法), the packaged and a workspace's own.

    Raises:
        LuoshiError: L200 when a rule file is wrong.
    """
    from luoshi.rules.lights import load_light_rules

    return load_light_rules(workspace.rules if workspace is not None else None)


def light_ledger(
    workspace: Workspace | None,
    ledger: Ledger,
    as_of: date,
    rule_set: str = "",
    *,
    monitoring: Monitoring | None = None,
    months: int = 0,
) -> LightReport:
    """Return the light of each task and project of a ledger (亮灯), with the rule and the reason.

    Args:
        workspace: whose manners and calendars count; None for the packaged ones.
        ledger: the ledger.
        as_of: the day.
        rule_set: name of the manner; that of the workspace when empty.
        monitoring: how the plan's targets stand, for tasks that are linked to some; not looked at if None.
        months: how many months back lights are given as well, each for its last day; the last is that of ``as_of``.

    Raises:
        LuoshiError: L200 when a rule file is wrong, L201 when there is no such manner on that day.
    """
    from luoshi.progress.light_reports import report_lights

    sets, days, asked = _asked(workspace, as_of, rule_set, monitoring, months)
    return report_lights(ledger, sets, days, asked)


def light_history(
    workspace: Workspace | None, ledger: Ledger, as_of: date, months: int, *, monitoring: Monitoring | None = None
) -> dict[str, tuple[TaskLight, ...]]:
    """Return number of an entry -> its light at the end of each of the last months, that of ``as_of`` the last.

    Raises:
        LuoshiError: as :func:`light_ledger`.
    """
    from luoshi.progress.light_reports import lights_by_month

    sets, days, asked = _asked(workspace, as_of, "", monitoring, months)
    _, history = lights_by_month(ledger, sets, days, asked)
    return {lights[-1].entry: lights for lights in zip(*history, strict=True)}


def work_days_of(workspace: Workspace | None) -> WorkDays:
    """Return the work days by the packaged calendars of holidays and a workspace's own.

    Raises:
        LuoshiError: L200 when a calendar is wrong.
    """
    from luoshi.rules.calendars import load_work_days

    return load_work_days(workspace.rules if workspace is not None else None)


def _asked(
    workspace: Workspace | None, as_of: date, rule_set: str, monitoring: Monitoring | None, months: int
) -> tuple[tuple[LightRuleSet, ...], WorkDays, Asked]:
    from luoshi.progress.light_reports import Asked
    from luoshi.workspace.folder import DEFAULT_LIGHT_RULES

    name = rule_set or (workspace.light_rules if workspace is not None else DEFAULT_LIGHT_RULES)
    return light_rules(workspace), work_days_of(workspace), Asked(name, as_of, months, standings_of(monitoring))


def standings_of(monitoring: Monitoring | None) -> Mapping[str, int]:
    """Return how each target stands: 0 on course, 1 at risk, 2 behind; those without figures are left out."""
    gravity = {"红": 2, "黄": 1, "绿": 0, "蓝": 0}
    targets = monitoring.targets if monitoring is not None else ()
    return {one.id: gravity[one.judgement.light] for one in targets if one.judgement.light in gravity}


def light_workbook(report: LightReport) -> bytes:
    """Return lights as a workbook: 灯, 按单位, 办法, and 逐月 where it was asked for."""
    from luoshi.sheets.light_book import write_light_book

    return write_light_book(report)


def act_in_ledger(
    ledger: Ledger, number: str, deed: Deed, *, today: date | None = None
) -> tuple[Ledger, tuple[Finding, ...]]:
    """Return a ledger after something was done to one entry (办理); unchanged, with why, when it may not.

    Args:
        ledger: the ledger.
        number: the id of a task or project, or the office's own number where one entry alone has it.
        deed: what is to be done, by whom.
        today: nothing is done later than that; None sets no bound.

    Raises:
        LuoshiError: L029 when there is no such entry, L240 when there are several.
    """
    from luoshi.progress.acting import act

    entry = find_entry(ledger, number)
    after, found = act(entry, deed, frequency=ledger.frequency, today=today)
    return (ledger if found else with_entry(ledger, after)), found


def find_entry(ledger: Ledger, number: str) -> Entry:
    """Return the task or project with an id, or with an office's own number that no other has.

    Raises:
        LuoshiError: L029 when there is none, L240 when there are several.
    """
    from luoshi.api.ledger import find_entries
    from luoshi.base.errors import LuoshiError

    found = find_entries(ledger, number)
    if len(found) > 1:
        hint = "写编号：" + "、".join(one.id for one in found[:5])
        raise LuoshiError("L240", f"序号是“{number}”的有 {len(found)} 项", where=ledger.name, hint=hint)
    return found[0]


def with_entry(ledger: Ledger, entry: Entry) -> Ledger:
    """Return a ledger in which an entry stands for the one of its number."""
    return ledger.model_copy(
        update={
            "tasks": tuple(entry if one.id == entry.id else one for one in ledger.tasks),
            "projects": tuple(entry if one.id == entry.id else one for one in ledger.projects),
        }
    )


def check_projects(ledger: Ledger, as_of: date) -> tuple[Finding, ...]:
    """Return what is wrong with the stages and the money of a ledger's projects on a day."""
    from luoshi.progress.projects import check_project

    return tuple(found for one in ledger.projects for found in check_project(one, as_of))


def money_of(ledger: Ledger, funds: Iterable[Fund] = ()) -> MoneyTable:
    """Return what a ledger's projects need against the funds named, by year and source, with the gap (资金总表)."""
    from luoshi.progress.money import money_table

    return money_table(ledger.projects, funds)


def read_funds(path: Path) -> tuple[Fund, ...]:
    """Return the funds named in a table with the columns 年份, 资金来源, 金额（万元）.

    Raises:
        LuoshiError: L241 when a column is missing or a cell is not what it should be; T010 to T013 when the file
            cannot be read.
    """
    from luoshi.sheets.fund_table import funds_in

    return funds_in(path)


def money_workbook(table: MoneyTable, name: str) -> bytes:
    """Return the money of a project library as a workbook: 按年, 按来源, 各项目."""
    from luoshi.sheets.fund_table import write_money_book

    return write_money_book(table, name)
