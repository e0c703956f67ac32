"""The annexes of a report (附件): all targets, tasks and projects, what is still to be reported, whence the data.

Entries: :func:`target_annex`, :func:`task_annex`, :func:`project_annex`, :func:`awaited_annex`, :func:`source_annex`.
Not here: the chapters (the neighbours).
"""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.model.evaluation.report import Annex, Block
from luoshi.model.ledger import LedgerProject
from luoshi.model.monitoring import SourceKind
from luoshi.report.composing.desk import Desk, Part, year_of
from luoshi.report.composing.figures import TargetFigures
from luoshi.report.composing.projects import project_table
from luoshi.report.composing.tasks import entry_lists, task_table

_TARGETS = (
    ("序号", 3, "中"),
    ("目标", 10, "左"),
    ("属性", 3, "中"),
    ("年份", 4, "中"),
    ("规划目标", 5, "右"),
    ("基期", 5, "右"),
    ("现值", 5, "右"),
    ("现值年份", 4, "中"),
    ("按路径应到", 5, "右"),
    ("状态", 5, "中"),
)
_SHORT = 12
"""So many characters of a checksum are enough to know it by."""


def target_annex(desk: Desk, figures: Sequence[TargetFigures]) -> Annex | None:
    """Return all targets as a table; None without any."""
    if not figures:
        return None
    return Annex("annex-targets", prose("目标指标完成情况表"), (target_table(desk, figures),), is_wide=True)


def target_table(desk: Desk, figures: Sequence[TargetFigures]) -> Block:
    """Return targets as a table: aim, baseline, value, path, state, source."""
    rows = [(one.target.id, _target_row(at, one)) for at, one in enumerate(figures, 1)]
    return desk.table("annex-targets/table", "规划量化目标完成情况", _TARGETS, rows)


def _target_row(at: int, one: TargetFigures) -> list[Part]:
    target = one.target
    year = target.source.year
    light = target.judgement.light
    return [
        Named(str(at), "序号"),
        one.name,
        target.kind or "—",
        year_of(target.year) if target.year else "—",
        Named(target.shown.replace(" ", ""), "引用"),
        one.baseline if one.baseline is not None else "—",
        one.value if one.value is not None else "—",
        year_of(year) if year and one.value is not None else "—",
        one.planned.get(year, "—") if year else "—",
        prose("{light} {state}", light=prose(light), state=prose(str(target.judgement.state))),
    ]


def task_annex(desk: Desk) -> Annex | None:
    """Return all tasks as a table; None without any."""
    if desk.frozen.ledger is None:
        return None
    found = entry_lists(desk, desk.frozen.ledger.tasks)
    if not found.all:
        return None
    table = task_table(desk, "annex-tasks/table", "任务完成情况", found.all, found)
    return Annex("annex-tasks", prose("任务完成情况表"), (table,), is_wide=True)


def project_annex(desk: Desk) -> Annex | None:
    """Return all projects as a table; None without any."""
    if desk.frozen.ledger is None:
        return None
    found = entry_lists(desk, desk.frozen.ledger.projects)
    projects = [one for one in found.all if isinstance(one, LedgerProject)]
    if not projects:
        return None
    table = project_table(desk, "annex-projects/table", projects)
    return Annex("annex-projects", prose("项目进展情况表"), (table,), is_wide=True)


def awaited_annex(desk: Desk, figures: Sequence[TargetFigures]) -> Annex | None:
    """Return the targets without data, with who has to report what; None when all have data."""
    blank = [one for one in figures if one.value is None]
    if not blank:
        return None
    rows: list[tuple[str, list[Part]]] = []
    for at, one in enumerate(sorted(blank, key=lambda one: one.target.duty.unit), 1):
        duty = one.target.duty
        is_never = one.target.source.kind is SourceKind.UNMEASURABLE
        why = one.target.source.why or "待填报"
        shown = Named(one.target.shown.replace(" ", ""), "引用")
        cells: list[Part] = [Named(str(at), "序号"), duty.unit or "—", one.name, shown]
        rows.append((one.target.id, [*cells, Named(why, "引用") if is_never else "待填报"]))
    columns = (("序号", 3, "中"), ("责任单位", 5, "左"), ("目标", 7, "左"), ("规划目标", 3, "右"), ("情况", 6, "左"))
    table = desk.table("annex-awaited/table", "没有数据的目标和责任单位", columns, rows)
    return Annex("annex-awaited", prose("待填报清单"), (table,))


def source_annex(desk: Desk) -> Annex:
    """Return where the data are from: the freeze with its checksums, each definition with its version and rows."""
    told = desk.frozen.manifest
    blocks: list[Block] = [desk.paragraph("annex-sources/freeze", _freeze_words(desk))]
    if told.rules:
        parts = "，".join(f"{name} {digest}" for name, digest in told.rules.items())
        words = prose("判断所用规则的版本（内容校验码）：{parts}。", parts=Named(parts, "版本"))
        blocks.append(desk.paragraph("annex-sources/rules", words))
    if desk.frozen.definitions:
        blocks.append(_definitions(desk))
    findings = desk.frozen.monitoring.findings
    if findings:
        rows: list[tuple[str, list[Part]]] = [
            (str(at), [Named(one.code, "版本"), Named(one.message, "引用"), Named(one.fix, "引用")])
            for at, one in enumerate(findings)
        ]
        columns = (("代码", 2, "中"), ("问题", 9, "左"), ("处理", 7, "左"))
        blocks.append(desk.table("annex-sources/findings", "数据核对中发现的问题", columns, rows))
    return Annex("annex-sources", prose("数据来源"), tuple(blocks), is_wide=True)


def _freeze_words(desk: Desk) -> Prose:
    told = desk.frozen.manifest
    snapshot = (
        prose("统计数据快照{id}，", id=Named(told.snapshot, "版本")) if told.snapshot else prose("没有统计数据，")
    )
    ledger = prose("台账“{name}”，", name=told.ledger) if told.ledger else prose("没有台账，")
    return prose(
        "定稿“{name}”（{day}），校验码{digest}；规划原文件“{plan}”；{snapshot}{ledger}软件版本{version}。"
        "用核验包可以在另一台机器上重新计算公布的数。",
        name=told.name,
        day=Named(told.made_on.isoformat(), "日期"),
        digest=Named((told.digest or "（预览）")[:_SHORT], "版本"),
        plan=told.plan_source,
        snapshot=snapshot,
        ledger=ledger,
        version=Named(told.software, "版本"),
    )


def _definitions(desk: Desk) -> Block:
    year, whole = desk.frozen.manifest.year, desk.frozen.whole
    rows: list[tuple[str, list[Part]]] = []
    for one in desk.frozen.definitions:
        values = [value for value in desk.frozen.values if value.indicator == one.id and value.place_code == whole]
        known = [value for value in values if value.year <= year and value.value is not None]
        latest = max(known, key=lambda value: value.year, default=None)
        counted: Part = "—"
        if latest is not None:
            what = f"{one.name}{latest.year}年"
            all_rows = desk.fact(f"{one.id}/rows", latest.rows, "行", what=f"{what}统计的行数", source="统计数据")
            blank = desk.fact(f"{one.id}/blanks", latest.blanks, "行", what=f"{what}没有填的行数", source="统计数据")
            counted = prose("{year}{rows}，空{blank}", year=year_of(latest.year), rows=all_rows, blank=blank)
        sides = f"{one.numerator}；除以 {one.denominator}" if one.denominator else one.numerator
        formula = Named(sides or f"由“{one.growth_of}”的增长率得出", "引用")
        cells: list[Part] = [Named(one.name), formula, "、".join(one.tables) or "—", counted]
        rows.append((one.id, [*cells, Named(one.version, "版本"), Named(one.basis or "—", "引用")]))
    columns = (
        ("指标", 4, "左"),
        ("怎样算", 9, "左"),
        ("数据表", 3, "左"),
        ("统计的行", 4, "左"),
        ("定义版本", 5, "中"),
        ("依据", 6, "左"),
    )
    return desk.table("annex-sources/definitions", "指标定义和数据来源", columns, rows)
