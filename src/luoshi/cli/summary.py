"""What a plan commits to, on a terminal (摘要).

Entries: :func:`print_summary`, :func:`counts`, :func:`figure_text`. Not here: computing anything about the plan.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.base.findings import Severity
from luoshi.cli.console import rich_console
from luoshi.model.document import Status
from luoshi.model.plan import Figure, Plan, Remark

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

TARGETS_SHOWN = 30
_FINDINGS_SHOWN = 10
_OPS = {"=": "", ">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "约", "between": ""}
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: ""}
MISSING = "—"


def counts(plan: Plan) -> dict[str, int]:
    """Return how many items of each kind the plan has, by their Chinese names, in a fixed order."""
    return {
        "目标": len(plan.targets),
        "标准要求": len(plan.norms),
        "现状数据": len(plan.observations),
        "项目": len(plan.projects),
        "任务": len(plan.tasks),
        "问题": len(plan.problems),
        "责任单位": len(plan.units),
    }


def figure_text(figure: Figure) -> str:
    """Return the value of a figure as people write it: ``≥ 92.5%``, ``3—5 所``, ``约 25,000 人``."""
    number = _number(figure.value)
    if figure.value2 is not None:
        number = f"{number}—{_number(figure.value2)}"
    sign = _OPS[figure.op]
    unit = figure.unit if figure.unit in ("", "%", "‰") else f" {figure.unit}"
    return f"{sign} {number}{unit}" if sign else f"{number}{unit}"


def print_summary(plan: Plan, *, at_most: int | None = TARGETS_SHOWN) -> None:
    """Print document facts, counts, the targets with their places, and what was not read or is doubtful.

    Args:
        plan: the plan.
        at_most: how many targets to show, those that are binding or otherwise classed first; None shows everything.
    """
    console = rich_console()
    _print_facts(console, plan)
    console.print()
    console.print(_counts_table(plan))
    _print_targets(console, plan, at_most)
    _print_findings(console, plan, None if at_most is None else _FINDINGS_SHOWN)


def _print_facts(console: Console, plan: Plan) -> None:
    facts, source = plan.document, plan.source
    console.print(facts.title or source.name, style="bold")
    years = "—".join(str(year) for year in sorted(set(facts.period or ())))
    period = f"规划期{years}年" if years else None
    issued = f"{facts.issued}成文" if facts.issued else None
    said = [facts.doc_no, facts.issuer, facts.region, facts.kind, facts.status, issued, period]
    console.print("  ".join(part for part in said if part) or "（文件没有写明文号、发文机关和日期）")
    form = "，".join(part for part in (source.format.upper(), source.encoding) if part)
    partial = "，没有读全" if source.status is Status.PARTIAL else ""
    console.print(f"来源：{source.name}（{form}，{source.characters:,} 字{partial}）", style="dim")
    if facts.based_on:
        console.print(f"依据和引用的文件 {len(facts.based_on)} 份", style="dim")


def _counts_table(plan: Plan) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in counts(plan):
        table.add_column(name, justify="right")
    table.add_row(*(str(number) for number in counts(plan).values()))
    return table


def _print_targets(console: Console, plan: Plan, at_most: int | None) -> None:
    from rich import box
    from rich.table import Table

    if not plan.targets:
        return
    classed_first = sorted(plan.targets, key=lambda target: target.kind is None)
    shown = plan.targets if at_most is None or at_most >= len(plan.targets) else classed_first[:at_most]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("目标", overflow="fold", ratio=4)
    table.add_column("范围", overflow="fold", max_width=12)
    table.add_column("目标值", justify="right", overflow="fold", max_width=20)
    table.add_column("年份", no_wrap=True)
    table.add_column("性质", no_wrap=True)
    table.add_column("原文位置", overflow="fold", max_width=16)
    for target in shown:
        year = str(target.year) if target.year else MISSING
        place = str(target.at) if target.at else target.section
        scope, kind = target.scope or MISSING, target.kind or MISSING
        table.add_row(target.indicator, scope, figure_text(target), year, kind, place or MISSING)
    console.print()
    console.print(table)
    if len(shown) < len(plan.targets):
        console.print(f"……还有 {len(plan.targets) - len(shown)} 项目标，见规划文件，或加 --all。", style="dim")


def _print_findings(console: Console, plan: Plan, at_most: int | None) -> None:
    if not plan.findings:
        return
    ranked = sorted(plan.findings, key=lambda remark: -Severity(remark.severity).rank)
    shown = ranked[:at_most]
    console.print(f"\n编译时发现 {len(plan.findings)} 个问题：", style="bold")
    for remark in shown:
        _print_finding(console, remark)
    if len(shown) < len(ranked):
        console.print(f"  ……还有 {len(ranked) - len(shown)} 个，见规划文件的 findings，或加 --all。", style="dim")


def _print_finding(console: Console, remark: Remark) -> None:
    severity = Severity(remark.severity)
    where = f"（{remark.where}）" if remark.where else ""
    console.print(f"  {severity.label} {remark.code} {remark.message}{where}", style=_STYLES[severity])
    if remark.fix:
        console.print(f"    处理：{remark.fix}", style="dim")


def _number(value: Decimal) -> str:
    """Return ``value`` with thousands separated, without exponent and closing zeros."""
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text
