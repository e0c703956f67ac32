"""The small city as the public sees it: an edition, what is said of it, a report. Entry: :func:`small_site`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from luoshi.model.evaluation.charts import Bar, BarChart, Line, LineChart, Tile, TileChart
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.freeze import Difference, Frozen
from luoshi.model.evaluation.prose import Named, prose
from luoshi.model.evaluation.publication import Correction, PublicationRules, PublicEdition
from luoshi.model.evaluation.report import Block, Heading, Paragraph, Picture, Row, SiteContent, Table
from luoshi.model.ledger import Assignment, Ledger
from luoshi.model.monitoring import MonitoredTarget
from luoshi.portal.site import SiteReport
from tests.evaluation.small_city import small_frozen
from tests.evaluation.small_report import small_report


@dataclass(frozen=True)
class SmallSite:
    """What a site is built of."""

    edition: PublicEdition
    content: SiteContent
    reports: tuple[SiteReport, ...]

    @property
    def parts(self) -> tuple[Any, ...]:
        return self.edition, self.content, self.reports


def cleaned(frozen: Frozen) -> Frozen:
    """Return the freeze with nothing private in its ledger."""
    assert frozen.ledger is not None
    tasks = tuple(
        one.model_copy(update={"assignment": Assignment(lead=one.assignment.lead), "reports": (), "note": ""})
        for one in frozen.ledger.tasks
    )
    ledger = Ledger(name=frozen.ledger.name, tasks=tasks, projects=frozen.ledger.projects)
    return replace(frozen, ledger=ledger)


def edition_of(frozen: Frozen) -> PublicEdition:
    """Return the freeze as it is published, with one correction."""
    return PublicEdition(
        frozen,
        PublicationRules(tasks=True, projects=True),
        date(2025, 3, 20),
        corrections=(
            Correction(
                "2024-年度-更正", date(2025, 3, 18), "南塘县补报", (Difference(what="名师工作室", was="—", now="12个"),)
            ),
        ),
    )


def content_of(frozen: Frozen) -> SiteContent:
    """Return what the site says: a sentence at home, path, chart and table for each computed target."""
    facts: dict[str, Fact] = {}
    targets = {one.id: _of_target(frozen, one, facts) for one in frozen.monitoring.distinct}
    number = sum(str(one.judgement.state) == "已达到" for one in frozen.monitoring.distinct)
    reached = Fact("home/reached", Decimal(number), "项", "已达到的目标", "监测")
    facts[reached.id] = reached
    home: tuple[Block, ...] = (
        Heading("home/h", 1, prose("目标完成情况")),
        Paragraph("home/p", prose("到{y}，{n}已达到。", y=Named("2024年", "年份"), n=reached)),
    )
    task_rows = tuple(
        Row(
            one.id,
            (prose("{n}", n=Named(one.number, "序号")), prose("{n}", n=one.title), prose("{s}", s=str(one.state))),
        )
        for one in (frozen.ledger.tasks if frozen.ledger else ())
    )
    tasks = (Table("tasks/t", prose("公开的任务"), ("序号", "任务", "状态"), task_rows, (1, 6, 2)),)
    return SiteContent(FactBook(facts), home, targets, tasks)


def _of_target(frozen: Frozen, target: MonitoredTarget, facts: dict[str, Fact]) -> tuple[Block, ...]:
    key, name = target.id, Named(target.indicator)
    if not target.path or target.source.value is None:
        return (Paragraph(f"{key}/none", prose("{name}还没有数。", name=name)),)

    def fact(id_: str, value: Any, what: str) -> Fact:
        facts[f"{key}/{id_}"] = Fact(f"{key}/{id_}", value, target.unit, what, "统计")
        return facts[f"{key}/{id_}"]

    value = fact("value", target.source.value, f"{target.indicator}的值")
    planned = [(one.year, fact(f"planned/{one.year}", one.planned, "应到")) for one in target.path]
    actual = [(one.year, fact(f"actual/{one.year}", one.actual, "实际")) for one in target.path]
    counties = [
        (county, fact(f"place/{code}", frozen.by_place[target.binding.indicator, 2024, code].value, county))
        for code, county in frozen.areas.items()
    ]
    return (
        Paragraph(f"{key}/p", prose("{year}，{name}为{v}。", year=Named("2024年", "年份"), name=name, v=value)),
        Picture(
            f"{key}/line",
            prose("{name}的变化", name=name),
            prose("折线图：到现在为{v}。", v=value),
            LineChart(
                target.unit,
                (
                    Line("实际", tuple((year, one.id if one.value is not None else None) for year, one in actual)),
                    Line("按路径应到", tuple((year, one.id) for year, one in planned), is_dashed=True),
                ),
            ),
        ),
        Picture(
            f"{key}/tiles",
            prose("各地{name}", name=name),
            prose("方块图。"),
            TileChart(target.unit, tuple(Tile(one, at % 3, at // 3, of.id) for at, (one, of) in enumerate(counties))),
        ),
        Picture(
            f"{key}/bars",
            prose("各地{name}比较", name=name),
            prose("条形图。"),
            BarChart(target.unit, tuple(Bar(one, of.id) for one, of in counties)),
        ),
        Table(
            f"{key}/counties",
            prose("各地{name}", name=name),
            ("县市区", "数值"),
            tuple(Row(one, (prose("{n}", n=one), prose("{v}", v=of))) for one, of in counties),
            (3, 2),
            right=(1,),
        ),
    )


@cache
def small_site() -> SmallSite:
    """Return the small city's site."""
    frozen = cleaned(small_frozen())
    report = SiteReport(
        "annual",
        "2024年度监测报告",
        replace(small_report(), is_public=True),
        {"annual.docx": b"PK-word", "annual.pdf": b"%PDF-1.7"},
    )
    return SmallSite(edition_of(frozen), content_of(frozen), (report,))
