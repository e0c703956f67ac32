"""The compiler's components in the order in which they run (编译流程).

Entry: :func:`compile_document`; :func:`explain` prints the order, as ``luoshi compile --explain`` does. A component
declares what it needs and what it gives; :func:`check_order` proves that nothing is used before it is there.
Components are pure: they read the document and the results so far and add their own.
Not here: reading files (``luoshi.readers``), storing plans (``luoshi.workspace``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from luoshi.compiler.facts import find_facts
from luoshi.compiler.figures.collect import find_figures
from luoshi.compiler.figures.context import horizon
from luoshi.compiler.ids import IdBook
from luoshi.compiler.linking import at_own_place, link
from luoshi.compiler.problems import find_problems
from luoshi.compiler.projects.collect import find_project_rows
from luoshi.compiler.tasks.collect import find_tasks
from luoshi.model.corrections import numbered, sealed
from luoshi.model.document import Document
from luoshi.model.plan import Norm, Observation, Plan, Remark, Source, Target

_LONGEST_TITLE = 60


@dataclass
class Results:
    """What the components have found so far, by the names that they declare."""

    document: Document
    ids: IdBook = field(default_factory=IdBook)
    found: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Component:
    """One step of the compiler.

    Attributes:
        name: shown to users.
        needs: results it reads; ``document`` is always there.
        gives: the result it adds.
        summary: one sentence in Chinese.
        run: the function; its value becomes the result ``gives``.
    """

    name: str
    needs: tuple[str, ...]
    gives: str
    summary: str
    run: Callable[[Results], Any]


COMPONENTS: tuple[Component, ...] = (
    Component(
        "文件信息",
        ("document",),
        "facts",
        "题名、文号、发文机关、地区、规划期、成文日期、引用的文件",
        lambda r: find_facts(r.document),
    ),
    Component(
        "时间界限",
        ("document", "facts"),
        "horizon",
        "基期、发文年、期末：区分现状与目标",
        lambda r: horizon(r.found["facts"], r.document),
    ),
    Component(
        "项目",
        ("document",),
        "projects",
        "项目表、专栏清单和正文中有名称的建设项目",
        lambda r: find_project_rows(r.document, r.ids),
    ),
    Component(
        "数据项",
        ("document", "facts", "horizon", "projects"),
        "figures",
        "正文与表格中的数量：目标、标准要求、现状数据，连同指标、范围、单位、比较、年份",
        lambda r: find_figures(r.document, r.found["facts"], r.found["horizon"], r.found["projects"], r.ids),
    ),
    Component(
        "任务",
        ("document", "facts"),
        "tasks",
        "最末一级任务条目和责任分解表：责任单位、时限、成果",
        lambda r: find_tasks(r.document, r.ids, r.found["facts"]),
    ),
    Component(
        "问题",
        ("document", "tasks"),
        "problems",
        "文中承认的短板与问题，及应对它的任务",
        lambda r: find_problems(r.document, r.found["tasks"], r.ids),
    ),
    Component(
        "关联",
        ("figures", "projects", "tasks"),
        "linked",
        "数据项归到项目与任务，责任单位汇总",
        lambda r: link(r.found["figures"], r.found["projects"], r.found["tasks"]),
    ),
)


def check_order(components: tuple[Component, ...] = COMPONENTS) -> list[str]:
    """Return what is needed before it is given, as ``component: need``; empty when the order holds."""
    given = {"document"}
    missing = []
    for component in components:
        missing += [f"{component.name}: {need}" for need in component.needs if need not in given]
        given.add(component.gives)
    return missing


def explain() -> str:
    """Return the pipeline as text: each component with what it needs and gives, in Chinese names only."""
    names = {"document": "文本结构", **{c.gives: c.name for c in COMPONENTS}}
    lines = ["编译流程（依次执行，不联网，不用模型权重；每步的结果以这一步的名称称呼）："]
    for number, component in enumerate(COMPONENTS, 1):
        needs = "、".join(names[n] for n in component.needs)
        lines.append(f"{number}. {component.name}：{component.summary}")
        lines.append(f"   用到：{needs}；得到：{component.name}")
    return "\n".join(lines)


def compile_document(doc: Document) -> Plan:
    """Return the typed plan that ``doc`` writes; a document that is no plan gives a plan without items and a
    finding."""
    results = Results(doc)
    for component in COMPONENTS:
        results.found[component.gives] = component.run(results)
    linked = results.found["linked"]
    figures = at_own_place(doc, linked.figures)
    plan = Plan(
        document=results.found["facts"],
        source=Source(
            name=doc.name,
            format=doc.format,
            encoding=doc.encoding,
            sha256=doc.sha256,
            characters=len(doc.text),
            status=doc.status,
        ),
        targets=tuple(f for f in figures if isinstance(f, Target)),
        norms=tuple(f for f in figures if isinstance(f, Norm)),
        observations=tuple(f for f in figures if isinstance(f, Observation)),
        projects=at_own_place(doc, linked.projects),
        tasks=at_own_place(doc, linked.tasks),
        problems=at_own_place(doc, results.found["problems"]),
        units=linked.units,
    )
    return sealed(plan.model_copy(update={"findings": _findings(doc, plan), "outline": _outline(doc, plan)}))


def _outline(doc: Document, plan: Plan) -> dict[str, str]:
    """Return the titles of the sections in which items stand, and of those above them, in the order of the text.

    Two sections with the same labels have no title: a path does not tell which of them is meant.
    """
    paths = {item.section for _, item in numbered(plan)}
    above = {"/".join(path.split("/")[:n]) for path in paths for n in range(1, path.count("/") + 2)}
    outline: dict[str, str] = {}
    for section in doc.sections:
        if section.path in above and section.title:
            title = section.title[:_LONGEST_TITLE]
            outline[section.path] = title if outline.get(section.path, title) == title else ""
    return outline


def _findings(doc: Document, plan: Plan) -> tuple[Remark, ...]:
    remarks = [
        Remark(
            code=f.code,
            severity=f.severity.value,
            message=f.message,
            where=f.where,
            quote=f.quote,
            fix=f.fix,
            spans=f.spans,
        )
        for f in doc.findings
    ]
    if not (plan.targets or plan.norms or plan.projects or plan.tasks):
        remarks.append(
            Remark(
                code="C001",
                severity="warning",
                message="没有读到目标、标准要求、项目或任务，这份文件可能不是规划类文件",
                where=doc.name,
                fix="请确认选对了文件；如是扫描件，请改用有文字的版本",
            )
        )
    return tuple(remarks)
