"""Ledgers made, coverage and annual traces on a terminal and as rows (任务分解的显示).

Entries: :func:`print_made`, :func:`print_coverage`, :func:`print_trace`, :func:`print_findings`,
:func:`coverage_rows`, :func:`trace_rows`. Not here: computing, files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from luoshi.cli import console
from luoshi.cli.records import STYLES, Column, hanging, print_records
from luoshi.model.coverage import CoverState, ItemKind

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.model.coverage import AnnualTask, AnnualTrace, Coverage, CoverRow
    from luoshi.model.ledger import Ledger, LedgerTask

_MOST_SHOWN = 30
_MOST_FINDINGS = 20
_COVER_HEAD = ("类别", "章节", "规划条目", "分解情况", "责任单位", "怎样落实", "还缺", "台账编号", "编号")
_TRACE_HEAD = ("年份", "文件", "章节", "年度任务", "类别", "规划条目", "相近程度", "把握", "理由", "规划编号")


def print_made(ledger: Ledger, findings: Sequence[Finding], *, is_new: bool) -> None:
    """Print what a ledger holds, what is still to be decided, and what changed."""
    screen = console.rich_console()
    whole = [task for task in ledger.tasks if not task.parent]
    by_county = sum(bool(task.area) for task in ledger.tasks if task.parent)
    parts = len(ledger.tasks) - len(whole) - by_county
    screen.print(ledger.name, style="bold")
    screen.print(
        f"任务 {len(whole)} 项（分到县 {by_county} 条，分成几个部分的 {parts} 条），项目 {len(ledger.projects)} 个。"
    )
    named = [task for task in whole if task.assignment.units or task.assignment.section]
    dated = [task for task in whole if task.due is not None]
    screen.print(f"有责任单位的 {len(named)} 项，有时限的 {len(dated)} 项。")
    unnamed = [task for task in whole if not task.assignment.units and not task.assignment.section]
    if is_new and unnamed:
        screen.print("\n没有写责任单位，提出建议的（采纳以前不算数）", style="bold")
        columns = (Column("任务", ratio=2), Column("建议牵头", ratio=1), Column("把握", right=True), Column("科室"))
        print_records(screen, columns, [_proposed(task) for task in unnamed[:_MOST_SHOWN]])
        if len(unnamed) > _MOST_SHOWN:
            screen.print(f"……共 {len(unnamed)} 项。", style="dim")
    print_findings(findings)


def _proposed(task: LedgerTask) -> tuple[str, ...]:
    lead = next((one for one in task.proposals if one.key == "lead"), None)
    section = next((one.value for one in task.proposals if one.key == "section"), "")
    return task.title, lead.value if lead else "没有建议", f"{lead.strength:.0%}" if lead else "", section


def print_findings(findings: Sequence[Finding]) -> None:
    """Print what is to be looked at."""
    screen = console.rich_console(messages=True)
    for found in findings[:_MOST_FINDINGS]:
        screen.print(hanging(f"{found.code} {found.message}", "  ", screen.width), style=STYLES[found.severity])
        if found.fix:
            screen.print(hanging(f"处理：{found.fix}", "    ", screen.width), style="dim")
    if len(findings) > _MOST_FINDINGS:
        screen.print(f"  ……共 {len(findings)} 条。", style="dim")


def print_coverage(coverage: Coverage) -> None:
    """Print how many items of each kind are in which state, then those that are open."""
    screen = console.rich_console()
    screen.print(f"{coverage.plan}　台账：{coverage.ledger}", style="bold")
    columns = (
        Column("类别"),
        Column("规划里有", right=True),
        *(Column(state.value, right=True) for state in CoverState),
    )
    rows = [
        (kind.value, str(coverage.count(kind)), *(str(coverage.count(kind, state)) for state in CoverState))
        for kind in ItemKind
    ]
    print_records(screen, columns, rows)
    for state in (CoverState.WITHOUT_UNIT, CoverState.OPEN):
        shown = [row for row in coverage.rows if row.state is state]
        if not shown:
            continue
        screen.print(f"\n{state.value}（{len(shown)}）", style="bold")
        columns = (Column("类别", whole=True), Column("章节"), Column("规划条目", ratio=1), Column("编号", whole=True))
        print_records(
            screen, columns, [(row.kind.value, row.section, row.name, row.item) for row in shown[:_MOST_SHOWN]]
        )
        if len(shown) > _MOST_SHOWN:
            screen.print("……写成工作簿看全部：--format xlsx", style="dim")


def print_trace(trace: AnnualTrace) -> None:
    """Print each annual task with what it takes up, then what has no root and what nobody takes up."""
    screen = console.rich_console()
    screen.print(f"{trace.plan}", style="bold")
    columns = (Column("年度任务", ratio=2), Column("规划里的", ratio=3), Column("相近", right=True), Column("把握"))
    print_records(screen, columns, [row for task in trace.tasks for row in _task_rows(task)])
    tasks = [row for row in trace.untaken if row.kind is ItemKind.TASK]
    others = len(trace.untaken) - len(tasks)
    screen.print(f"\n没有来处的年度任务 {len(trace.rootless)} 项；规划里没有人接的任务 {len(tasks)} 项：", style="bold")
    for row in tasks:
        screen.print(hanging(f"{row.section} {row.name}", "  ", screen.width))
    screen.print(f"另有 {others} 个目标和项目没有写进年度文件，见 --format xlsx。", style="dim")


def _task_rows(task: AnnualTask) -> list[tuple[str, ...]]:
    found = [one for one in task.takes if one.kind is not ItemKind.TARGET]
    targets = len(task.takes) - len(found)
    if not task.takes:
        return [(task.title, "没有来处", "", "")]
    rows: list[tuple[str, ...]] = [
        (task.title if not place else "", one.name, f"{one.likeness:.2f}", "" if one.sure else "请核对")
        for place, one in enumerate(found)
    ]
    if targets:
        rows.append(("" if rows else task.title, f"同一指标的目标 {targets} 个", "", ""))
    return rows


def coverage_rows(coverage: Coverage) -> Iterator[Sequence[object]]:
    """Yield a coverage as rows with a head, for CSV."""
    yield _COVER_HEAD
    yield from map(_cover_row, coverage.rows)


def _cover_row(row: CoverRow) -> Sequence[object]:
    units, lacks, entries = ("、".join(each) for each in (row.units, row.lacks, row.entries))
    return row.kind.value, row.section, row.name, row.state.value, units, row.why, lacks, entries, row.item


def trace_rows(trace: AnnualTrace) -> Iterator[Sequence[object]]:
    """Yield a trace as rows with a head, for CSV: a row for each item that a task takes up, one for a task of none."""
    yield _TRACE_HEAD
    for task in trace.tasks:
        own = (task.year, task.document, task.section, task.title)
        if not task.takes:
            yield (*own, "", "", "", "没有来处", "", "")
        for one in task.takes:
            sure = "较大" if one.sure else "请核对"
            yield (*own, one.kind.value, one.name, one.likeness, sure, one.why, one.item)
