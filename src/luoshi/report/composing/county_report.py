"""The chapter of a county's own report (县级报告): how it stands in each indicator against the whole and the others.

Entry: :func:`county_targets`. Not here: comparing all counties (:mod:`luoshi.report.composing.counties`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from luoshi.base.numerals import to_chinese
from luoshi.model.evaluation.charts import Line, LineChart
from luoshi.model.evaluation.facts import Fact
from luoshi.model.evaluation.prose import Named, prose
from luoshi.model.evaluation.report import Block
from luoshi.report.composing.counties import own_standing
from luoshi.report.composing.desk import Desk, year_of
from luoshi.report.composing.figures import TargetFigures
from luoshi.report.composing.targets import title_of


def county_targets(desk: Desk, figures: Sequence[TargetFigures], number: str) -> Iterator[Block]:
    """Yield the chapter: each indicator with a value of the county, with its course beside that of the whole."""
    code = desk.area
    name = desk.frozen.areas[code]
    shown = [one for one in figures if code in one.counties and one.target.source.year in one.counties[code]]
    yield desk.heading("county", 1, number, "目标指标情况")
    if not shown:
        yield desk.paragraph("county/none", prose("规划的目标还没有{name}的数据。", name=name))
        return
    count = desk.count("county/shown", len(shown), "项", f"有{name}数据的目标项数")
    words = prose(
        "规划的量化目标中有{name}数据的{count}，以下逐项说明；率和平均数与{whole}比较。",
        name=name,
        count=count,
        whole=desk.whole,
    )
    yield desk.paragraph("county/what", words)
    for at, one in enumerate(shown, 1):
        yield desk.heading(f"{one.target.id}/own-head", 2, f"（{to_chinese(at)}）", title_of(one, shown))
        yield desk.paragraph(
            f"{one.target.id}/own-aim", prose("{whole}规划目标：{aim}。", whole=desk.whole, aim=_aim(one))
        )
        yield from own_standing(desk, one, code)
        known = {year: fact for year, fact in one.counties[code].items() if fact.value is not None}
        if len(known) > 1:
            yield _picture(desk, one, known, name)


def _aim(one: TargetFigures) -> tuple[Named, ...]:
    shown = Named(one.target.shown.replace(" ", ""), "引用")
    return (year_of(one.target.year), shown) if one.target.year else (shown,)


def _picture(desk: Desk, one: TargetFigures, own: Mapping[int, Fact], name: str) -> Block:
    years = sorted({*own, *(year for year in one.actual if year >= min(own))})
    lines = [Line(name, tuple((year, _id(own.get(year))) for year in years))]
    if one.is_comparable:
        lines.append(Line(desk.whole, tuple((year, _id(one.actual.get(year))) for year in years), is_dashed=True))
    first, last = min(own), max(own)
    alt = prose(
        "折线图：{name}{first}为{start}，{last}为{end}。",
        name=name,
        first=year_of(first),
        start=own[first],
        last=year_of(last),
        end=own[last],
    )
    chart = LineChart(one.target.unit, tuple(lines), one.goal.id if one.is_comparable else None, one.goal_name)
    return desk.picture(
        f"{one.target.id}/own-path",
        f"{one.name}：{name}与{desk.whole}" if one.is_comparable else f"{one.name}：{name}",
        alt,
        chart,
    )


def _id(fact: Fact | None) -> str | None:
    return fact.id if fact is not None else None
