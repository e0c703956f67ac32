"""``luoshi monitor``: the plan's targets held against indicators and reported values (目标监测); ``luoshi plan bind``.

Entries: :func:`run`, :func:`bind`. Not here: computing and judging (:mod:`luoshi.api`), what it looks like on the
screen (:mod:`luoshi.cli.monitor_summary`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import Severity
from luoshi.cli import console, stats_options
from luoshi.cli import monitor_options as options
from luoshi.cli import options as plan_options
from luoshi.cli.places import the_workspace, write_book
from luoshi.cli.table_options import OutputFormat, TableFormat, TableOutput, format_of
from luoshi.cli.tables_out import give_csv, give_text

if TYPE_CHECKING:
    from luoshi.model.monitoring import MonitoredTarget, Monitoring
    from luoshi.model.plan import Plan
    from luoshi.workspace.folder import Workspace

HELP = (
    "目标监测：规划的每项量化目标由哪个指标量，数从哪里来（计算、填报、待填报、不可测），在不在路径上，今后每年要多少。\n"
    "同时更新工作区的预警 alerts.yaml。退出码：0 正常，1 有 --fail-on 一级或更重的预警，2 没能完成。"
)
BIND_HELP = "人工指定一项目标由哪个指标量，写进规划文件的 bound_to；luoshi monitor 以它为准。"
_NO_INDICATOR, _SKIP, _STOP = "0", "", "q"


def run(  # one parameter for each option
    plan_file: options.PlanOrNone = None,
    year: options.MonitoredYear = None,
    area_set: options.AreaSet = "",
    output_format: OutputFormat = None,
    output: TableOutput = None,
    ask: options.Ask = False,
    fail_on: options.MonitorFailOn = None,
    as_of: options.AsOfDay = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Show or write the monitored targets of a plan."""
    from luoshi.api import keep_alerts, monitor_plan, open_plan

    place = the_workspace(workspace, plan_file)
    path = plan_file if plan_file is not None else only_plan(place)
    chosen = format_of(output_format, output)
    day = as_of.date() if as_of is not None else date.today()
    plan = open_plan(path)
    monitoring = monitor_plan(place, plan, year, area_set=area_set, as_of=day)
    if ask and _ask(place, plan, path, monitoring):
        monitoring = monitor_plan(place, open_plan(path), year, area_set=area_set, as_of=day)
    if year is None and not area_set:  # a look back or at a part of the areas says nothing of what has ended
        keep_alerts(place, monitoring)
    _give(monitoring, place, path, chosen, output, force=force)
    return EXIT_FINDINGS if _is_grave(monitoring, fail_on) else EXIT_FINE


def bind(
    plan_file: plan_options.PlanFile,
    number: options.TargetNumber,
    indicator: options.IndicatorName = "",
    undo: options.TakeBack = False,
) -> int:
    """Write into a plan file which indicator measures a target."""
    from luoshi.api import bind_target
    from luoshi.workspace.folder import find_workspace
    from luoshi.workspace.plan_file import read_plan, update_plan

    if bool(indicator) == undo:
        hint = "写法：luoshi plan bind 规划.plan.yaml 目标编号 指标；撤回时不写指标，加 --undo"
        raise LuoshiError("M011", "要写明指标，或加 --undo，二者取一", hint=hint)
    plan = bind_target(find_workspace(plan_file.parent), read_plan(plan_file), number, indicator)
    update_plan(plan, plan_file)
    target = next(one for one in plan.targets if one.id == number)
    console.say(f"{target.indicator}（{number}）：{target.bound_to or '按名称认'}，已写进 {plan_file}")
    return EXIT_FINE


def only_plan(place: Workspace, command: str = "luoshi monitor") -> Path:
    """Return the one plan file of a workspace; where there are several the command is shown with each.

    Raises:
        LuoshiError: M001 when there is none, or several.
    """
    from luoshi.workspace.plan_file import SUFFIX

    found = sorted(place.plans.glob(f"*{SUFFIX}")) if place.plans.is_dir() else []
    if len(found) == 1:
        return found[0]
    if not found:
        hint = "先用 luoshi compile 规划.docx 编译，或写明规划文件"
        raise LuoshiError("M001", "工作区里还没有规划文件", where=str(place.plans), hint=hint)
    names = "\n".join(f"    {command} {console.shown_path(path)}" for path in found)
    raise LuoshiError("M001", f"工作区里有 {len(found)} 份规划文件，要写明看哪一份", hint=f"写成\n{names}")


def _give(
    monitoring: Monitoring, place: Workspace, path: Path, chosen: TableFormat, output: Path | None, *, force: bool
) -> None:
    from luoshi.api import monitoring_workbook
    from luoshi.cli.monitor_summary import csv_rows, print_monitoring

    if chosen is TableFormat.TABLE:
        print_monitoring(monitoring, path)
    elif chosen is TableFormat.XLSX:
        stem = path.name.removesuffix(".plan.yaml")
        target = output or place.build / f"目标监测-{stem}.xlsx"
        write_book(monitoring_workbook(monitoring), target, force=force or output is None)
    elif chosen is TableFormat.JSON:
        give_text(monitoring.model_dump_json(indent=1) + "\n", output, force=force)
    else:
        give_csv(csv_rows(monitoring), output, force=force)


def _ask(place: Workspace, plan: Plan, path: Path, monitoring: Monitoring) -> bool:
    """Ask about each name once, write every answer at once; return whether there was any."""
    from luoshi.api import bind_target
    from luoshi.model.monitoring import UNBOUND, BindingState
    from luoshi.workspace.plan_file import update_plan
    from luoshi.workspace.plan_marks import is_plan

    if not is_plan(path):
        hint = "先用 luoshi compile 编译，再对写出的 *.plan.yaml 用 --ask"
        raise LuoshiError("M012", "答案要写进规划文件，给出的是规划原文", where=str(path), hint=hint)
    groups: dict[tuple[str, str, str], list[MonitoredTarget]] = {}
    for one in monitoring.targets:
        if one.binding.state is BindingState.ASKED:
            groups.setdefault((one.indicator, one.scope, one.unit), []).append(one)
    answered = False
    for ones in groups.values():
        answer = _answer(ones[0], len(ones))
        if answer is None:
            break
        if answer == _SKIP:
            continue
        for one in ones:
            plan = bind_target(place, plan, one.id, UNBOUND if answer == _NO_INDICATOR else answer)
        update_plan(plan, path)
        answered = True
    return answered


def _answer(target: MonitoredTarget, how_many: int) -> str | None:
    """Return the indicator that was chosen, 0 for none, empty to go on, None to stop."""
    names = [one.name for one in target.binding.candidates]
    console.say(f"\n{target.binding.question}" + (f"（共 {how_many} 处）" if how_many > 1 else ""))
    console.say(f"  目标 {target.shown}　{target.at}")
    for number, name in enumerate(names, 1):
        console.say(f"  {number}  {name}")
    console.say("  0  都不是，不绑定")
    while True:
        try:
            said = input("写编号；回车先跳过，q 结束：").strip()
        except EOFError:
            return None
        if said.lower() == _STOP:
            return None
        if said in (_SKIP, _NO_INDICATOR):
            return said
        if said.isdigit() and 1 <= int(said) <= len(names):
            return names[int(said) - 1]
        console.say(f"没有 {said}，请写 0 到 {len(names)}。")


def _is_grave(monitoring: Monitoring, fail_on: Severity | None) -> bool:
    return fail_on is not None and any(Severity(one.severity).rank >= fail_on.rank for one in monitoring.own_alerts)
