"""A report written by hand with every kind of block, for tests of what writes reports. Entry: :func:`small_report`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from luoshi.model.evaluation.charts import Bar, BarChart, Line, LineChart, Share, ShareChart, Tile, TileChart
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.prose import Named, prose
from luoshi.model.evaluation.report import (
    Annex,
    Block,
    EvaluationReport,
    Heading,
    Paragraph,
    Picture,
    ReportKind,
    Row,
    Table,
)

_COUNTIES = ("东湾区", "南塘县", "西坪县")


def small_facts() -> FactBook:
    """Return the facts of the small report: a value by year, values by county, lights."""
    facts = [
        Fact(f"v/{year}", Decimal("88.5") + Decimal("1.4") * (year - 2020), "%", f"{year}年毛入园率", "统计")
        for year in range(2020, 2025)
    ]
    facts += [Fact(f"goal/{year}", Decimal(88) + Decimal("1.4") * (year - 2020), "%") for year in range(2020, 2026)]
    facts += [Fact(f"c/{name}", Decimal(95 - at), "%") for at, name in enumerate(_COUNTIES)]
    facts += [
        Fact(f"n/{name}/{light}", Decimal(at + more), "项")
        for at, name in enumerate(_COUNTIES)
        for more, light in enumerate("红黄绿")
    ]
    facts.append(Fact("none", None, "%"))
    facts.append(Fact("rise", Decimal("5.6"), "个百分点", of=("v/2020", "v/2024")))
    return FactBook({one.id: one for one in facts})


def small_report(rows: int = 3) -> EvaluationReport:
    """Return the report; its long table has so many rows."""
    book = small_facts()
    year = Named("2024年", "年份")
    blocks: list[Block] = [
        Heading("h1", 1, prose("一、总体情况")),
        Heading("h1/1", 2, prose("（一）学前教育")),
        Paragraph(
            "p1",
            prose(
                "{year}，全市{name}为{value}，比{before}提高{rise}；民办园占比{none}。",
                year=year,
                name="学前三年毛入园率",
                value=book["v/2024"],
                before=Named("2020年", "年份"),
                rise=book["rise"],
                none=book["none"],
            ),
        ),
        Heading("h1/1/1", 3, prose("{n}各县情况", n=Named("1.", "序号"))),
        Table(
            "t1",
            prose("{n} 各县毛入园率", n=Named("表1", "序号")),
            ("序号", "县市区", "毛入园率", "说明"),
            tuple(
                Row(
                    str(at),
                    (
                        prose("{n}", n=Named(str(at + 1), "序号")),
                        prose("{n}", n=_COUNTIES[at % 3]),
                        prose("{v}", v=book[f"c/{_COUNTIES[at % 3]}"]),
                        prose("按计划推进，没有发现需要说明的情况"),
                    ),
                )
                for at in range(rows)
            ),
            (1, 3, 2, 5),
            centred=(0, 1),
            right=(2,),
        ),
        Paragraph("t1/note", prose("注：毛入园率按学年初统计。"), is_note=True),
        Picture(
            "f1",
            prose("{n} 毛入园率的变化", n=Named("图1", "序号")),
            prose("折线图：从{a}升到{b}。", a=book["v/2020"], b=book["v/2024"]),
            LineChart(
                "%",
                (
                    Line("实际", tuple((y, f"v/{y}" if y < 2025 else None) for y in range(2020, 2026))),
                    Line("按路径应到", tuple((y, f"goal/{y}") for y in range(2020, 2026)), is_dashed=True),
                ),
                goal="goal/2025",
                goal_name="目标",
            ),
        ),
        Picture(
            "f2",
            prose("{n} 各县毛入园率", n=Named("图2", "序号")),
            prose("条形图：东湾区最高。"),
            BarChart("%", tuple(Bar(one, f"c/{one}", "强调" if not at else "") for at, one in enumerate(_COUNTIES))),
        ),
        Picture(
            "f3",
            prose("{n} 各单位亮灯", n=Named("图3", "序号")),
            prose("堆积条形图。"),
            ShareChart(
                "项",
                tuple((one, tuple(Share(x, x, f"n/{one}/{x}") for x in ("红", "黄", "绿"))) for one in _COUNTIES),  # type: ignore[arg-type]
            ),
        ),
        Picture(
            "f4",
            prose("{n} 各县方块图", n=Named("图4", "序号")),
            prose("方块图。"),
            TileChart("%", tuple(Tile(one, at, at % 2, f"c/{one}") for at, one in enumerate(_COUNTIES))),
        ),
    ]
    annex = Annex(
        "a1",
        prose("数据来源"),
        (
            Paragraph("a1/p", prose("定稿校验码：{x}。", x=Named("ffff0000", "版本"))),
            replace(_table(blocks), key="a1/t"),
        ),
        is_wide=True,
    )
    return EvaluationReport(
        kind=ReportKind.ANNUAL,
        title=prose("澄湖市“十四五”教育事业发展规划\n{year}度监测报告", year=year),
        issuer="澄湖市教育局",
        on=date(2025, 3, 10),
        freeze="2024-年度",
        digest="f" * 64,
        blocks=tuple(blocks),
        facts=book,
        annexes=(annex,),
        consulted={"p1": frozenset(("v/2020", "v/2024"))},
    )


def _table(blocks: list[Block]) -> Table:
    return next(one for one in blocks if isinstance(one, Table))
