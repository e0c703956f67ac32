"""The items of a plan in lists, each with its place in the original (清单).

Entries: :func:`print_kind`, :func:`print_targets`. Not here: the rest of the summary
(:mod:`luoshi.cli.summary`), how tables are laid out (:mod:`luoshi.cli.records`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from luoshi.cli.chinese_help import columns as width_of
from luoshi.cli.records import GAP, MISSING, Column, is_narrow, print_records
from luoshi.model.plan import Figure, Plan, Problem, Project, Task
from luoshi.model.wording import figure_text, number_text, years_text

if TYPE_CHECKING:
    from rich.console import Console

_NAME_WIDTH = 24
_PLACE = Column("原文位置", max_width=16)
_Rows = list[Sequence[str]]


def print_targets(console: Console, plan: Plan, at_most: int | None) -> None:
    """Print the targets, at most so many, those that are classed (约束性…) first when some are left out."""
    if not plan.targets or at_most == 0:
        return
    classed_first = sorted(plan.targets, key=lambda target: target.kind is None)
    shown = plan.targets if at_most is None or at_most >= len(plan.targets) else classed_first[:at_most]
    console.print()
    _print_figures(console, "目标", shown)
    if len(shown) < len(plan.targets):
        console.print(f"……还有 {len(plan.targets) - len(shown)} 项目标，见规划文件，或加 --all。", style="dim")


def print_kind(console: Console, plan: Plan, kind: str) -> None:
    """Print all items of one kind, named as in :data:`luoshi.cli.options.KINDS`."""
    lists: dict[str, Callable[[], int]] = {
        "目标": lambda: _print_figures(console, "目标", plan.targets),
        "标准要求": lambda: _print_figures(console, "标准要求", plan.norms),
        "现状数据": lambda: _print_figures(console, "现状数据", plan.observations),
        "项目": lambda: _print_projects(console, plan.projects),
        "任务": lambda: _print_tasks(console, plan.tasks),
        "问题": lambda: _print_problems(console, plan),
        "责任单位": lambda: _print_units(console, plan),
    }
    console.print()
    if not lists[kind]():
        console.print(f"没有{kind}。")


def _print_figures(console: Console, heading: str, figures: Sequence[Figure]) -> int:
    head = [
        Column(heading, ratio=4),
        Column("范围", max_width=12),
        Column("数值" if heading != "目标" else "目标值", max_width=20, right=True),
        Column("年份", whole=True),
        Column("属性", whole=True),
    ]
    rows: _Rows = [
        [
            figure.indicator,
            figure.scope or MISSING,
            figure_text(figure),
            str(figure.year) if figure.year else MISSING,
            figure.kind or MISSING,
        ]
        for figure in figures
    ]
    if not any(figure.kind for figure in figures):
        head.pop()
        rows = [row[:-1] for row in rows]
    return _print_placed(console, head, rows, figures)


def _print_projects(console: Console, projects: Sequence[Project]) -> int:
    head = [
        Column("项目", ratio=4),
        Column("建设性质", max_width=8),
        Column("起止年份", whole=True),
        Column("投资（亿元）", right=True),
        Column("学位", right=True),
    ]
    rows: _Rows = [
        [
            project.name,
            project.nature or MISSING,
            years_text(project) or MISSING,
            MISSING if project.investment_yi is None else number_text(project.investment_yi),
            MISSING if project.places is None else f"{project.places:,}",
        ]
        for project in projects
    ]
    return _print_placed(console, head, rows, projects)


def _print_tasks(console: Console, tasks: Sequence[Task]) -> int:
    head = [Column("任务", ratio=4), Column("责任单位", max_width=24), Column("时限", max_width=12)]
    rows: _Rows = [
        [
            task.title,
            "、".join(task.units) or MISSING,
            str(task.deadline) if task.deadline else task.deadline_text or MISSING,
        ]
        for task in tasks
    ]
    return _print_placed(console, head, rows, tasks)


def _print_problems(console: Console, plan: Plan) -> int:
    titles = {task.id: task.title for task in plan.tasks}
    head = [Column("问题", ratio=4), Column("应对的任务", ratio=3)]
    rows: _Rows = [
        [problem.text, "\n".join(titles.get(task, task) for task in problem.tasks) or MISSING]
        for problem in plan.problems
    ]
    return _print_placed(console, head, rows, plan.problems)


def _print_units(console: Console, plan: Plan) -> int:
    titles = {task.id: task.title for task in plan.tasks}
    head = [Column("责任单位", max_width=24), Column("任务数", right=True), Column("任务", ratio=4)]
    rows = [
        [unit.name, str(len(unit.tasks)), "\n".join(titles.get(task, task) for task in unit.tasks) or MISSING]
        for unit in plan.units
    ]
    if rows:
        print_records(console, head, rows)
    return len(rows)


def _print_placed(
    console: Console, head: list[Column], rows: _Rows, items: Sequence[Figure | Project | Task | Problem]
) -> int:
    """Print rows with the place of their items: place and section in columns of their own if both fit, else below."""
    if not rows:
        return 0
    places = [str(item.at) if item.at else MISSING for item in items]
    sections = [item.section or MISSING for item in items]
    columns = [*head, _PLACE, Column("章节", max_width=16)]
    table = [[*row, place, section] for row, place, section in zip(rows, places, sections, strict=True)]
    if not is_narrow(console) and not _fits(console.width, columns, table):
        columns = [*head, _PLACE]
        table = [
            [*row, "\n".join(part for part in (place, section) if part != MISSING) or MISSING]
            for row, place, section in zip(rows, places, sections, strict=True)
        ]
    print_records(console, columns, table)
    return len(rows)


def _fits(width: int, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a table leaves room enough for the columns that share what is left."""
    used = GAP * (len(columns) - 1)
    for index, column in enumerate(columns):
        widest = max(width_of(text) for text in (column.name, *(row[index] for row in rows)))
        used += min(widest, column.max_width or _NAME_WIDTH if not column.ratio else _NAME_WIDTH)
    return used <= width
