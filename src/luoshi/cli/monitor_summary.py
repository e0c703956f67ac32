"""Monitored targets on a terminal (目标监测的显示): a line a target, then what is to be asked and what alarms.

Entries: :func:`print_monitoring`, :func:`csv_rows`. Not here: computing, files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import console
from luoshi.cli.places import near
from luoshi.cli.records import MISSING, Column, hanging, print_records
from luoshi.model.monitoring import BindingState, MonitoredTarget, Monitoring, SourceKind, State
from luoshi.model.monitoring_words import baseline_text, by_state, needed_text, now_text, source_text, state_text

if TYPE_CHECKING:
    from rich.console import Console

_ALERTS_SHOWN = 8
_REMARKS_SHOWN = 8
_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
_STYLES = {"error": "bold red", "warning": "yellow", "info": ""}
_HEAD = ("指标", "范围", "目标", "年份", "基期", "现值", "来源", "今后每年", "状态", "理由", "编号")


def print_monitoring(monitoring: Monitoring, plan_file: Path | None, *, at_most: int | None = None) -> None:
    """Print the targets by state, at most so many, with questions and alerts after them."""
    screen = console.rich_console()
    shown = by_state(monitoring.distinct)
    if at_most is not None:
        shown = [one for one in shown if one.source.value is not None][:at_most]
    day = f"{monitoring.as_of:%Y-%m-%d}"
    screen.print(f"{monitoring.plan}　口径 {monitoring.area_set}　{monitoring.year} 年的数　{day} 判断", style="bold")
    with_value = [one for one in shown if one.source.value is not None]
    without = [one for one in shown if one.source.value is None]
    _print_watched(screen, monitoring, with_value)
    _print_unwatched(screen, monitoring, without)
    if len(shown) < len(monitoring.distinct):
        screen.print(f"……共 {len(monitoring.distinct)} 项，用 luoshi monitor 看全部。", style="dim")
    screen.print("")
    screen.print(_counted(monitoring))
    _print_findings(screen, monitoring)
    _print_alerts(screen, monitoring)
    _print_questions(screen, monitoring, plan_file)


def _print_watched(screen: Console, monitoring: Monitoring, targets: Sequence[MonitoredTarget]) -> None:
    """Print the targets that have a value; a year stands in the head where most have it, 每年 is what is needed."""
    if not targets:
        return
    years = Counter(one.baseline.year for one in targets if one.baseline is not None)
    base = years.most_common(1)[0][0] if years else None
    columns = (
        Column("指标", ratio=1),
        Column("目标", right=True),
        Column("年份", whole=True),
        Column(f"{base} 年" if base else "基期", max_width=14, right=True),
        Column(f"{monitoring.year} 年", max_width=14, right=True),
        Column("每年", right=True),
        Column("来源", whole=True),
        Column("状态", whole=True),
    )
    rows = [
        (
            _titled(one, monitoring),
            one.shown,
            str(one.year or MISSING),
            baseline_text(one).removesuffix(f"（{base}）") or MISSING,
            now_text(one).removesuffix(f"（{monitoring.year}）") + "*" * bool(_remarks(one)),
            needed_text(one).partition(" ")[0] or MISSING,
            str(one.source.kind),
            state_text(one),
        )
        for one in targets
    ]
    print_records(screen, columns, rows)
    remarked = [(one, _remarks(one)) for one in targets if _remarks(one)]
    if remarked:
        screen.print("* 要核对的：", style="dim")
    for one, told in remarked[:_REMARKS_SHOWN]:
        screen.print(hanging(f"{one.indicator}：{told}", "  ", screen.width), style="dim", highlight=False)
    if len(remarked) > _REMARKS_SHOWN:
        screen.print(f"  ……还有 {len(remarked) - _REMARKS_SHOWN} 项，见 --format xlsx", style="dim")


def _remarks(one: MonitoredTarget) -> str:
    """Return what is to be looked at before the state is believed: what a value leaves out, other baselines."""
    return "；".join(dict.fromkeys(part for part in (one.source.why, *one.notes) if part))


def _print_unwatched(screen: Console, monitoring: Monitoring, targets: Sequence[MonitoredTarget]) -> None:
    """Print the targets without a value, with who has to report them, or why they cannot be measured."""
    if not targets:
        return
    screen.print(f"\n没有数的 {len(targets)} 项", style="bold")
    columns = (Column("指标", ratio=3), Column("目标", right=True), Column("年份", whole=True), Column("来源", ratio=2))
    rows = [(_titled(one, monitoring), one.shown, str(one.year or MISSING), source_text(one)) for one in targets]
    print_records(screen, columns, rows)


def _titled(one: MonitoredTarget, monitoring: Monitoring) -> str:
    """Return the target's name, its scope behind it where that is not the whole."""
    apart = one.scope not in ("", monitoring.area_set) and one.scope not in one.indicator
    return f"{one.indicator}（{one.scope}）" if apart else one.indicator


def _counted(monitoring: Monitoring) -> str:
    sources = "，".join(f"{kind} {monitoring.count(kind)}" for kind in SourceKind)
    states = "，".join(
        f"{state} {number}"
        for state in State
        if (number := sum(one.judgement.state is state for one in monitoring.distinct))
    )
    twice = len(monitoring.targets) - len(monitoring.distinct)
    told = f"（另有 {twice} 处重写同一目标）" if twice else ""
    return f"共 {len(monitoring.distinct)} 项{told}。来源：{sources}。状态：{states}。"


def _print_findings(screen: Console, monitoring: Monitoring) -> None:
    for found in monitoring.findings:
        screen.print(hanging(f"{found.code} {found.message}", "  ", screen.width), style="yellow")
        if found.fix:
            screen.print(hanging(f"处理：{found.fix}", "    ", screen.width), style="dim")


def _print_alerts(screen: Console, monitoring: Monitoring) -> None:
    still = monitoring.own_alerts
    others = sum(one.closed is None for one in monitoring.alerts) - len(still)
    if others:
        screen.print(f"\n另有 {others} 条预警属于别的规划，在工作区的 alerts.yaml 里。", style="dim")
    if not still:
        return
    answered = sum(one.answer is not None for one in still)
    screen.print(f"\n预警 {len(still)} 条，已答复 {answered} 条（在工作区的 alerts.yaml 里答复）", style="bold")
    for one in still[:_ALERTS_SHOWN]:
        where = f"{one.where}：" if one.where else ""
        text = f"{_SEVERITIES[one.severity]} {where}{one.what}　责任单位 {one.owner or MISSING}　{one.id}"
        screen.print(hanging(text, "  ", screen.width), style=_STYLES[one.severity], highlight=False)
    if len(still) > _ALERTS_SHOWN:
        screen.print(f"  ……还有 {len(still) - _ALERTS_SHOWN} 条", style="dim")


def _print_questions(screen: Console, monitoring: Monitoring, plan_file: Path | None) -> None:
    asked = [one for one in monitoring.distinct if one.binding.state is BindingState.ASKED]
    if not asked:
        return
    screen.print(f"\n绑定待确认 {len(asked)} 项（luoshi monitor --ask 逐个问）：", style="bold")
    where = console.shown_path(near(plan_file)) if plan_file is not None else "规划.plan.yaml"
    for one in asked:
        screen.print(hanging(one.binding.question, "  ", screen.width), highlight=False)
        answer = one.binding.candidates[0].name if one.binding.candidates else "指标名称"
        screen.print(f"    luoshi plan bind {where} {one.id} {answer}", style="dim", highlight=False, soft_wrap=True)


def csv_rows(monitoring: Monitoring) -> Iterator[tuple[object, ...]]:
    """Yield the head and the targets, a row each, in the order of the screen; what is needed each year is a number."""
    yield _HEAD
    for one in by_state(monitoring.targets):
        reason = one.judgement.reason if one.source.value is not None else one.source.why
        yield (
            one.indicator,
            one.scope,
            one.shown,
            one.year,
            baseline_text(one),
            now_text(one),
            source_text(one),
            one.judgement.needed,
            state_text(one),
            reason,
            one.id,
        )
