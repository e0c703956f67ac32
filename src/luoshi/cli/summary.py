"""What a plan commits to, on a terminal (摘要).

Entries: :func:`print_summary`, :func:`print_overview`, :func:`counts`. Not here: computing anything about the plan, the
lists of its items (:mod:`luoshi.cli.listing`), how tables are laid out (:mod:`luoshi.cli.records`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from luoshi.base.findings import Severity
from luoshi.cli.chinese_help import wrap
from luoshi.cli.console import rich_console
from luoshi.cli.listing import print_kind, print_targets
from luoshi.cli.options import KINDS
from luoshi.cli.records import STYLES, Column, hanging, is_narrow, print_records
from luoshi.model.document import Status
from luoshi.model.plan import Plan

if TYPE_CHECKING:
    from rich.console import Console

TARGETS_SHOWN = 30
_FINDINGS_SHOWN = 10


def counts(plan: Plan) -> dict[str, int]:
    """Return how many items of each kind the plan has, by their Chinese names, in a fixed order."""
    items = (
        plan.targets,
        plan.norms,
        plan.observations,
        plan.projects,
        plan.tasks,
        plan.problems,
        plan.units,
    )
    return {kind: len(found) for kind, found in zip(KINDS, items, strict=True)}


def has_items(plan: Plan) -> bool:
    """Tell whether anything at all was found in the document."""
    return any(counts(plan).values())


def print_summary(plan: Plan, *, at_most: int | None = TARGETS_SHOWN, kinds: Sequence[str] = ()) -> None:
    """Print document facts, counts, items with their places, and what was not read or is doubtful.

    Args:
        plan: the plan.
        at_most: how many targets to show, those that are binding or otherwise classed first; None shows everything.
        kinds: kinds of items to list in full, in place of the targets.
    """
    console = rich_console()
    _print_facts(console, plan)
    console.print()
    _print_counts(console, plan)
    if kinds:
        for kind in kinds:
            print_kind(console, plan, kind)
    else:
        print_targets(console, plan, at_most)
    if plan.findings:
        console.print(f"\n编译时发现 {len(plan.findings)} 个问题：", style="bold")
        _print_findings(console, plan, None if at_most is None else _FINDINGS_SHOWN)


def print_overview(plans: Sequence[tuple[str, Plan]], heading: str, *, findings: bool = False) -> None:
    """Print one line for each of several plans, by file name, and perhaps what was found doubtful in each."""
    console = rich_console()
    columns = (Column(heading, max_width=30), *(Column(kind, right=True) for kind in KINDS))
    rows = [(name, *(str(number) for number in counts(plan).values())) for name, plan in plans]
    print_records(console, columns, rows)
    for name, plan in plans if findings else ():
        if plan.findings:
            console.print(f"\n{name}：编译时发现 {len(plan.findings)} 个问题：", style="bold")
            _print_findings(console, plan, _FINDINGS_SHOWN)


def _print_facts(console: Console, plan: Plan) -> None:
    facts, source = plan.document, plan.source
    console.print(facts.title or source.name, style="bold")
    years = "—".join(str(year) for year in sorted(set(facts.period or ())))
    period = f"规划期{years}年" if years else None
    issued = f"{facts.issued}成文" if facts.issued else None
    # Of what is no plan it is not claimed that it is in force.
    status = facts.status if plan.targets or plan.norms or plan.projects or plan.tasks else None
    said = [facts.doc_no, facts.issuer, facts.region, facts.kind, status, issued, period]
    console.print("  ".join(part for part in said if part) or "（文件没有写明文号、发文机关和日期）")
    form = "，".join(part for part in (source.format.upper(), source.encoding) if part)
    partial = "，没有读全" if source.status is Status.PARTIAL else ""
    console.print(f"来源：{source.name}（{form}，{source.characters:,} 字{partial}）", style="dim")
    if facts.based_on:
        console.print(f"依据和引用的文件 {len(facts.based_on)} 份", style="dim")


def _print_counts(console: Console, plan: Plan) -> None:
    """Print how many items of each kind there are, and how many lack what such an item should have."""
    numbers = counts(plan)
    if is_narrow(console):
        sentence = "，".join(
            f"{kind} {number} {'个' if kind == '责任单位' else '项'}" for kind, number in numbers.items()
        )
        console.print("\n".join(wrap(f"{sentence}。", console.width)))
    else:
        columns = [Column(kind, right=True) for kind in numbers]
        print_records(console, columns, [[str(number) for number in numbers.values()]])
    missing = {
        "没有年份的目标": sum(target.year is None for target in plan.targets),
        "没有责任单位的任务": sum(not task.units for task in plan.tasks),
        "没有时限的任务": sum(task.deadline is None and not task.deadline_text for task in plan.tasks),
    }
    if told := "；".join(f"{what} {number} 项" for what, number in missing.items() if number):
        console.print("\n".join(wrap(f"其中{told}。", console.width)), style="dim")


def _print_findings(console: Console, plan: Plan, at_most: int | None) -> None:
    ranked = sorted(plan.findings, key=lambda remark: -Severity(remark.severity).rank)
    shown = ranked[:at_most]
    for remark in shown:
        severity = Severity(remark.severity)
        where = f"（{remark.where}）" if remark.where not in ("", plan.source.name) else ""
        text = f"{severity.label} {remark.code} {remark.message}{where}"
        console.print(hanging(text, "  ", console.width), style=STYLES[severity])
        if remark.fix:
            console.print(hanging(f"处理：{remark.fix}", "    ", console.width), style="dim")
    if len(shown) < len(ranked):
        console.print(f"  ……还有 {len(ranked) - len(shown)} 个，见规划文件的 findings，或加 --all。", style="dim")
