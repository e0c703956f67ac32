"""``luoshi ledger light``, ``rules``, ``act``, ``money``: lights, what may be done to an entry, the projects' money.

Entries: :func:`light`, :func:`rules`, :func:`act`, :func:`money`. Not here: importing and showing ledgers
(:mod:`luoshi.cli.ledger_command`), the rules (:mod:`luoshi.api`).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import worst
from luoshi.cli import console, ledger_options, light_options, stats_options
from luoshi.cli.ledger_command import found_ledger
from luoshi.cli.places import found_workspace, write_book
from luoshi.cli.table_options import OutputFormat, TableFormat, TableOutput, format_of
from luoshi.cli.tables_out import give_csv, give_text
from luoshi.model.ledger_words import Actor, State

if TYPE_CHECKING:
    from luoshi.model.ledger import Ledger
    from luoshi.model.light_report import LightReport
    from luoshi.model.monitoring import Monitoring
    from luoshi.workspace.folder import Workspace

LIGHT_HELP = (
    "亮灯：台账里每项任务、每个项目在某一天是红、黄、绿还是蓝灯，按哪条规则，为什么。\n"
    "退出码：0 正常，1 有 --fail-on 的灯，2 没能完成。"
)
RULES_HELP = "列出亮灯办法：各条规则、从哪一天起施行、依据。本局自己的写在 rules/lights/*.yaml。"
ACT_HELP = (
    "办理台账里的一项：分解、签收、填报、审核、申请延期、审批、办结、归档……，写进台账并留痕。\n"
    "不合规定的不写，并说明缺什么。退出码：0 已写，1 不合规定、没有写，2 没能完成。"
)
MONEY_HELP = (
    "资金总表：全部项目各年需要多少、安排多少、到位多少、支付多少，对照可用资金缺多少；并核对项目的阶段和资金。"
)
_WHAT_CAN = "?"


def light(  # one parameter for each option
    ledger: ledger_options.LedgerName = "",
    as_of: light_options.OnDay = None,
    rule_set: light_options.RuleSet = "",
    plan_file: light_options.PlanOfTargets = None,
    months: light_options.Months = 0,
    unit: light_options.OfUnit = "",
    lights: light_options.OfLight = None,
    output_format: OutputFormat = None,
    output: TableOutput = None,
    fail_on: light_options.LightFailOn = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Show or write the lights of a ledger."""
    from luoshi.api import light_ledger
    from luoshi.cli.light_summary import csv_rows, narrowed, print_lights
    from luoshi.workspace.ledger_file import read_ledger

    path = found_ledger(ledger, workspace)
    place = found_workspace(workspace, path)
    day = _day(as_of)
    chosen = format_of(output_format, output)
    monitoring = monitored(place, plan_file, day)
    whole = light_ledger(place, read_ledger(path), day, rule_set, monitoring=monitoring, months=months)
    report = narrowed(whole, unit, lights or [])
    if chosen is TableFormat.TABLE:
        print_lights(report)
    elif chosen is TableFormat.XLSX:
        _write(report, path, place, output, force=force)
    elif chosen is TableFormat.JSON:
        give_text(report.model_dump_json(indent=1) + "\n", output, force=force)
    else:
        give_csv(csv_rows(report), output, force=force)
    is_grave = fail_on is not None and any(one.light.gravity >= max(1, fail_on.gravity) for one in report.entries)
    return EXIT_FINDINGS if is_grave else EXIT_FINE


def rules(workspace: stats_options.WorkspaceFolder = None) -> int:
    """List the manners of lighting."""
    from luoshi.api import light_rules
    from luoshi.workspace.folder import DEFAULT_LIGHT_RULES

    place = found_workspace(workspace)
    used = place.light_rules if place is not None else DEFAULT_LIGHT_RULES
    for one in light_rules(place):
        end = f"，到 {one.until} 止" if one.until is not None else ""
        mark = "（在用）" if used in (one.name, one.id) else ""
        console.say(f"\n{one.name}{mark}　{one.since} 起{end}　{one.origin}")
        console.say(f"  依据：{one.basis}")
        for rule in one.rules:
            console.say(f"  {rule.told}")
        quiet = "起始日期以前" if one.blue_until == "开始" else "没有规则成立时"
        console.say(f"  蓝 未到期：{quiet}；一期结束后 {one.reporting_days} 个工作日内填报不算迟")
    return EXIT_FINE


def act(  # one parameter for each option
    ledger: light_options.OneLedger,
    number: light_options.EntryNumber,
    action: light_options.DeedName,
    by: light_options.By = "",
    role: light_options.Role = Actor.REPORTER,
    on: light_options.On = None,
    note: light_options.Said = "",
    evidence: light_options.Evidence = None,
    period: light_options.ReportPeriod = "",
    percent: light_options.PercentDone = None,
    problem: light_options.Problem = "",
    next_step: light_options.NextStep = "",
    due: light_options.NewDue = None,
    changes: light_options.Changes = None,
    request: light_options.RequestNumber = "",
    name: light_options.StepName = "",
    document: light_options.Document = "",
    approved_by: light_options.ApprovedBy = "",
    workspace: stats_options.WorkspaceFolder = None,
) -> int:
    """Do something to one entry of a ledger."""
    from luoshi.api import act_in_ledger, find_entry
    from luoshi.cli.light_summary import print_findings
    from luoshi.progress.acting import DEEDS
    from luoshi.progress.deeds import Deed
    from luoshi.workspace.ledger_file import ledger_held, read_ledger, write_ledger

    path = found_ledger(ledger, workspace)
    before = read_ledger(path)
    entry = find_entry(before, number)
    if action == _WHAT_CAN or action not in DEEDS:
        return _say_what_can(before, number, action)
    if not by:
        raise LuoshiError("L242", "要写是谁办的", where=number, hint="加 --by 姓名，用 --role 写角色")
    deed = Deed(
        action=action,
        by=by,
        role=role,
        on=_day(on),
        note=note,
        evidence=tuple(evidence or ()),
        period=period,
        percent=percent,
        problem=problem,
        next_step=next_step,
        due=due.date() if due is not None else None,
        changes=_pairs(changes or []),
        request=request,
        name=name,
        document=document,
        approved_by=approved_by,
    )
    with ledger_held(path):
        after, found = act_in_ledger(read_ledger(path), number, deed, today=date.today())
        if not found:
            write_ledger(after, path)
    if found:
        print_findings(found)
        console.note("没有写进台账。")
        return EXIT_FINDINGS
    now = find_entry(after, entry.id)
    for one in now.trace[len(find_entry(before, entry.id).trace) :]:
        is_state = one.is_of_report and one.now in set(State)  # of the report, which the action tells
        told = f"（{one.now}）" if one.now and one.now != now.state and not is_state else ""
        console.say(f"{entry.id}：{one.action}{told}，{one.by} {one.on}，现在是{now.state}")
    return EXIT_FINE


def money(
    ledger: ledger_options.LedgerName = "",
    funds_file: light_options.FundsFile = None,
    as_of: light_options.OnDay = None,
    output: stats_options.BookOutput = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Show or write what the projects of a ledger cost against the money there is."""
    from luoshi.api import check_projects, money_of, money_workbook, read_funds
    from luoshi.cli.light_summary import print_findings, print_money
    from luoshi.workspace.ledger_file import read_ledger

    path = found_ledger(ledger, workspace)
    known = read_ledger(path)
    if not known.projects:
        hint = "用 luoshi ledger make 由规划做台账，或在导入的工作簿里填“项目”表"
        raise LuoshiError("L243", "台账里没有项目", where=str(path), hint=hint)
    table = money_of(known, read_funds(funds_file) if funds_file is not None else ())
    found = check_projects(known, _day(as_of))
    if output is not None:
        write_book(money_workbook(table, known.name), output, force=force)
    else:
        print_money(table)
    print_findings(found)
    return EXIT_FINDINGS if (gravest := worst(found)) is not None and gravest.value == "error" else EXIT_FINE


def _day(given: datetime | None) -> date:
    return given.date() if given is not None else date.today()


def monitored(place: Workspace | None, plan_file: Path | None, day: date) -> Monitoring | None:
    """Return how the targets of a plan stand on a day; None when no plan is named."""
    from luoshi.api import monitor_plan, open_plan
    from luoshi.cli.places import the_workspace

    if plan_file is None:
        return None
    return monitor_plan(place or the_workspace(None, plan_file), open_plan(plan_file), as_of=day)


def _write(report: LightReport, path: Path, place: Workspace | None, output: Path | None, *, force: bool) -> None:
    from luoshi.api import light_workbook

    folder = place.build if place is not None else Path()
    target = output or folder / f"亮灯-{path.name.removesuffix('.ledger.json')}-{report.as_of}.xlsx"
    write_book(light_workbook(report), target, force=force or output is None)


def _pairs(changes: list[str]) -> dict[str, str]:
    pairs = {}
    for text in changes:
        key, sign, value = text.partition("=")
        if not sign or not value.strip():
            raise LuoshiError("L242", f"--set “{text}”不是“项=内容”", hint="写成 --set 牵头单位=学前科")
        pairs[key.strip()] = value.strip()
    return pairs


def _say_what_can(ledger: Ledger, number: str, action: str) -> int:
    """Say what may be done to an entry now, and by whom."""
    from luoshi.api import find_entry
    from luoshi.progress.acting import DEEDS, possible
    from luoshi.progress.states import Kind, allowed

    entry = find_entry(ledger, number)
    if action != _WHAT_CAN:
        hint = f"可以写的有：{'、'.join(DEEDS)}"
        raise LuoshiError("L242", f"不认识“{action}”这个动作", where=number, hint=hint)
    kind = Kind.TASK if any(one.id == entry.id for one in ledger.tasks) else Kind.PROJECT
    console.say(f"{entry.id} 现在是{entry.state}，可以：")
    for one in allowed(kind, entry.state):
        needs = f"；要有{'、'.join(one.needs)}" if one.needs else ""
        console.say(f"  {one.action}（{'、'.join(one.actors)}）→ {one.now}{needs}")
    for name, actors in possible(entry):
        console.say(f"  {name}（{'、'.join(actors) if len(actors) < len(Actor) else '各角色'}）")
    return EXIT_FINE
