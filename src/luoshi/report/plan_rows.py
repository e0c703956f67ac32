"""The items of a plan as rows of lists, for its page (清单).

Entry: :func:`groups`, which gives the lists in the order of the plan's parts, each with its columns and rows.
Not here: HTML (the templates), where items stand in the text (:mod:`luoshi.report.source_text`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.base.findings import Severity
from luoshi.model.plan import Figure, Plan, Problem, Project, Task, Unit
from luoshi.model.wording import LABELS, figure_text, number_text, years_text
from luoshi.report.links import item_link

KINDS = {
    "targets": ("target", "目标"),
    "norms": ("norm", "标准要求"),
    "observations": ("observation", "现状数据"),
    "projects": ("project", "项目"),
    "tasks": ("task", "任务"),
    "problems": ("problem", "问题"),
    "units": ("unit", "责任单位"),
}
"""Lists of a plan -> (kind as in the style sheet, name shown to users)."""

_PARTS = {"item": "", "subtotal": "小计", "total": "合计"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its share of the width in percent; numbers stand on the right."""

    name: str
    width: int
    number: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an item of the page; ``href`` empty when it is not there."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One item.

    Attributes:
        key: its number; of a unit or finding one given by the page.
        cells: texts, or links below each other, one for each column.
        details: lines below the first cell: what an item has besides.
        shows_key: the number is one of the plan's own.
        section, at: where it stands.
        corrected: what people changed, in words; empty if nothing.
        note: remark of a person.
        figures: the figures that belong to a task or project.
    """

    key: str
    cells: tuple[str | tuple[Link, ...], ...]
    details: tuple[str, ...] = ()
    shows_key: bool = True
    section: str = ""
    at: str = ""
    corrected: str = ""
    note: str = ""
    figures: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A list of the page: all items of a kind. ``placed`` lists have a column that leads to the text."""

    kind: str
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    placed: bool = True


def groups(plan: Plan) -> tuple[Group, ...]:
    """Return the lists of ``plan``: one for each kind of item, empty ones too, then what was found when compiling."""
    tasks = {task.id: task.title for task in plan.tasks}
    figures = {figure.id: f"{figure.indicator} {figure_text(figure)}" for figure in plan.figures}
    return (
        _figures("targets", plan.targets),
        _figures("norms", plan.norms),
        _figures("observations", plan.observations),
        _group("projects", _PROJECT_COLUMNS, (_project(project, figures) for project in plan.projects)),
        _group("tasks", _TASK_COLUMNS, (_task(task, figures) for task in plan.tasks)),
        _group("problems", _PROBLEM_COLUMNS, (_problem(problem, tasks) for problem in plan.problems)),
        _units(plan.units, tasks),
        _findings(plan),
    )


def title_of(item: Figure | Project | Task | Problem) -> str:
    """Return one line that says what an item is, for a tooltip: ``2025年 学前三年毛入园率 ≥ 96%``."""
    if isinstance(item, Figure):
        year = f"{item.year}年 " if item.year else ""
        return f"{year}{item.indicator} {figure_text(item)}"
    return item.name if isinstance(item, Project) else item.title if isinstance(item, Task) else item.text


_PROJECT_COLUMNS = (
    Column("项目", 46),
    Column("建设性质", 12),
    Column("起止", 13),
    Column("投资（亿元）", 13, number=True),
)
_TASK_COLUMNS = (Column("任务", 46), Column("责任单位", 24), Column("时限", 13))
_PROBLEM_COLUMNS = (Column("问题", 48), Column("应对的任务", 35))
_UNIT_COLUMNS = (Column("责任单位", 32), Column("任务数", 10, number=True), Column("任务", 58))
_FINDING_COLUMNS = (Column("程度", 14), Column("说明", 86))


def _group(name: str, columns: tuple[Column, ...], rows: Iterable[Row]) -> Group:
    kind, heading = KINDS[name]
    return Group(kind, heading, columns, tuple(rows))


def _figures(name: str, figures: Sequence[Figure]) -> Group:
    classed = any(figure.kind for figure in figures)
    value = "目标值" if name == "targets" else "数值"
    columns: tuple[Column, ...] = (
        Column("指标", 40),
        Column("范围", 14),
        Column(value, 18, number=True),
        Column("年份", 8),
    )
    if classed:
        columns = (Column("指标", 34), *columns[1:], Column("属性", 10))
    rows = []
    for figure in figures:
        cells = [
            figure.indicator,
            figure.scope or "—",
            figure_text(figure),
            str(figure.year or "—"),
            *([figure.kind or "—"] if classed else []),
        ]
        details = [part] if (part := _PARTS[figure.part]) else []
        details += [f"监测指标：{figure.bound_to}"] if figure.bound_to else []
        rows.append(_row(figure, cells, details))
    return _group(name, columns, rows)


def _row(
    item: Figure | Project | Task | Problem,
    cells: Iterable[str | tuple[Link, ...]],
    details: Iterable[str],
    figures: tuple[Link, ...] = (),
) -> Row:
    return Row(
        item.id,
        tuple(cells),
        tuple(details),
        section=item.section,
        at=str(item.at) if item.at else "",
        corrected="、".join(LABELS.get(key, key) for key in item.corrected),
        note=item.note,
        figures=figures,
    )


def _project(project: Project, figures: dict[str, str]) -> Row:
    amount = project.investment_yi
    facts = (
        ("类别", project.group),
        ("建设主体", project.owner),
        ("地点", project.place),
        ("学位", project.places and f"{number_text(project.places)} 个"),
        ("班级", project.classes and f"{number_text(project.classes)} 个"),
        ("建筑面积", project.floor_area_m2 and f"{number_text(project.floor_area_m2)} 平方米"),
        ("用地", project.land_mu and f"{number_text(project.land_mu)} 亩"),
    )
    details = "；".join(f"{name}：{fact}" for name, fact in facts if fact)
    cells = (
        project.name,
        project.nature or "—",
        years_text(project) or "—",
        "—" if amount is None else number_text(amount),
    )
    return _row(project, cells, [details] if details else [], _links(project.figures, figures))


def _task(task: Task, figures: dict[str, str]) -> Row:
    lead = f"牵头：{'、'.join(task.lead)}" if task.lead else ""
    support = f"配合：{'、'.join(task.support)}" if task.support else ""
    others = [unit for unit in task.units if unit not in (*task.lead, *task.support)]
    units = "；".join(part for part in (lead, support, "、".join(others)) if part)
    deadline = str(task.deadline) if task.deadline else task.deadline_text
    details = [f"成果：{'；'.join(task.deliverables)}"] if task.deliverables else []
    return _row(task, (task.title, units or "—", deadline or "—"), details, _links(task.figures, figures))


def _problem(problem: Problem, tasks: dict[str, str]) -> Row:
    return _row(problem, (problem.text, _links(problem.tasks, tasks) or "—"), ())


def _units(units: Sequence[Unit], tasks: dict[str, str]) -> Group:
    kind, heading = KINDS["units"]
    rows = (
        Row(f"u-{number}", (unit.name, str(len(unit.tasks)), _links(unit.tasks, tasks) or "—"), shows_key=False)
        for number, unit in enumerate(units, 1)
    )
    return Group(kind, heading, _UNIT_COLUMNS, tuple(rows), placed=False)


def _links(keys: Sequence[str], names: dict[str, str]) -> tuple[Link, ...]:
    """Return a link for each number; one that names no item of the plan is shown as it is."""
    return tuple(Link(names.get(key, key), item_link(key) if key in names else "") for key in keys)


def _findings(plan: Plan) -> Group:
    rows = []
    for number, remark in enumerate(plan.findings, 1):
        said = [remark.message + (f"（{remark.where}）" if remark.where not in ("", plan.source.name) else "")]
        said += [f"原文：{remark.quote}"] if remark.quote else []
        said += [f"处理：{remark.fix}"] if remark.fix else []
        severity = f"{Severity(remark.severity).label} {remark.code}"
        rows.append(Row(f"f-{number}", (severity, tuple(Link(line) for line in said)), shows_key=False))
    return Group("finding", "编译时发现的问题", _FINDING_COLUMNS, tuple(rows), placed=False)
