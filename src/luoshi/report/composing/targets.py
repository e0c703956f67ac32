"""The chapter on targets (目标指标完成情况): each with its path, its value, what is still to be done and the trend.

Entries: :func:`target_chapter`, :func:`target_blocks`. Grouped by how they stand; those without figures are listed.
Not here: their facts (:mod:`luoshi.report.composing.figures`), counties against each other (``counties``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.base.numerals import to_chinese
from luoshi.model.evaluation.charts import Line, LineChart
from luoshi.model.evaluation.facts import RATIO, Fact
from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.model.evaluation.report import Block
from luoshi.model.monitoring import MonitoredTarget, SourceKind, State
from luoshi.report.composing.desk import Desk, joined, tidied, year_of
from luoshi.report.composing.figures import TargetFigures, TrendFacts, yearly_need
from luoshi.report.composing.overview import ORDER
from luoshi.report.composing.wording import movement, years_in_row

_GROUPS = {
    State.REACHED: "已经达到的目标",
    State.ON_COURSE: "按路径推进的目标",
    State.AT_RISK: "有风险的目标",
    State.BEHIND: "滞后的目标",
    State.NOT_DUE: "还没有到期的目标",
    State.UNKNOWN: "有数据但还不能判断的目标",
}
_FEWEST_IN_ROW = 2


def target_chapter(
    desk: Desk, figures: Sequence[TargetFigures], number: str = "二、", *, is_final: bool = False
) -> Iterator[Block]:
    """Yield the chapter: every target with a value by itself; those without are in the annex.

    Args:
        desk: where it is written.
        figures: the targets.
        number: of the chapter.
        is_final: at the end of the period: nothing is said of years to come.
    """
    if not figures:
        return
    yield desk.heading("targets", 1, number, "目标指标完成情况")
    shown = [one for one in figures if one.value is not None]
    if not shown:
        yield desk.paragraph("targets/none", prose("规划的目标都还没有数据，等待填报的单位和事项见附件。"))
        return
    groups = [(state, [one for one in shown if one.target.judgement.state is state]) for state in ORDER]
    for at, (state, ones) in enumerate([group for group in groups if group[1]], 1):
        yield desk.heading(f"targets/{state}", 2, f"（{to_chinese(at)}）", _GROUPS[state])
        for place, one in enumerate(ones, 1):
            yield desk.heading(f"{one.target.id}/head", 3, f"{place}.", title_of(one, shown))
            yield from target_blocks(desk, one, is_final=is_final)
    rest = len(figures) - len(shown)
    if rest:
        fact = desk.count("targets/without", rest, "项", "没有数据的目标项数")
        yield desk.paragraph("targets/rest", prose("另有{count}目标还没有数据，见附件。", count=fact))


def target_blocks(desk: Desk, figures: TargetFigures, *, is_final: bool = False) -> Iterator[Block]:
    """Yield what is to be said of one target: aim, course, judgement, what is left, trend, and its path as a chart."""
    key = figures.target.id
    yield desk.paragraph(f"{key}/aim", _aim(figures))
    with desk.block(f"{key}/course"):
        words = _course(desk, figures)
    yield desk.paragraph(f"{key}/course", words)
    with desk.block(f"{key}/left"):
        left = None if is_final else _left(desk, figures)
    if left is not None:
        yield desk.paragraph(f"{key}/left", left)
    if figures.trend is not None and not is_final:
        with desk.block(f"{key}/trend"):
            words = _trend(desk, figures)
        yield desk.paragraph(f"{key}/trend", words)
    if len(figures.actual) > 1 and not figures.target.source.partial:
        yield _path_picture(desk, figures)
    with desk.block(f"{key}/base"):
        rebased = figures.rebased(desk)
    if rebased is not None and figures.baseline is not None:
        yield desk.paragraph(f"{key}/base", _base_note(figures, figures.baseline, rebased), is_note=True)
    if not figures.has_own_year:
        words = prose("注：规划没有写明这项目标的年份，按规划期末。")
        yield desk.paragraph(f"{key}/due", words, is_note=True)
    other = figures.target.other
    if other is not None and figures.target.difference is not None:
        yield desk.paragraph(f"{key}/other", _other(desk, figures), is_note=True)


def title_of(one: TargetFigures, others: Sequence[TargetFigures]) -> str:
    """Return the name of a target, its year added where others are called alike."""
    alike = sum(other.name == one.name for other in others)
    return f"{one.name}（{one.target.year}年）" if alike > 1 and one.target.year else one.name


def _aim(figures: TargetFigures) -> Prose:
    """Return what the plan wants, in the plan's own number."""
    target = figures.target
    by = prose("到{year}", year=year_of(target.year)) if target.year else prose("规划期内")
    parts = [prose("规划目标：{by}{shown}", by=by, shown=Named(target.shown.replace(" ", ""), "引用"))]
    if target.kind:
        parts.append(prose(target.kind))
    if figures.baseline is not None and target.baseline is not None:
        year = year_of(target.baseline.year)
        parts.append(prose("基期{year}为{base}", year=year, base=figures.baseline))
    if target.at:
        parts.append(prose("见规划{at}", at=Named(target.at, "位置")))
    return prose("{parts}。", parts=joined(parts, "；"))


def _course(desk: Desk, figures: TargetFigures) -> Prose:
    """Return the latest value against baseline, year before and path."""
    target, value = figures.target, figures.value
    if value is None or target.source.year is None:
        return _without(figures.target)
    year = target.source.year
    parts = [prose("{year}为{value}", year=year_of(year), value=value)]
    if target.source.partial:
        return prose("{parts}。{judged}", parts=parts[0], judged=_judged(desk, figures, year))
    if figures.baseline is not None and target.baseline is not None and target.baseline.year < year:
        rebased = figures.rebased(desk)
        than = prose("{year}", year=year_of(target.baseline.year)) if rebased is not None else prose("基期")
        since = rebased if rebased is not None else figures.baseline
        parts.append(movement(desk, f"{target.id}/since", since, value, figures.sense, than=than))
    before = figures.actual.get(year - 1)
    if before is not None and target.baseline is not None and target.baseline.year < year - 1:
        parts.append(movement(desk, f"{target.id}/year", before, value, figures.sense, than=prose("上年")))
    count, way = years_in_row(desk, figures.actual)
    if count > _FEWEST_IN_ROW:
        fact = desk.count(f"{target.id}/row", count, "年", "连续同向变化的年数", figures.actual.values())
        parts.append(prose("已连续{count}{way}", count=fact, way=prose("上升" if way > 0 else "下降")))
    return prose("{parts}。{judged}", parts=joined(parts, "，"), judged=_judged(desk, figures, year))


def _base_note(figures: TargetFigures, told: Fact, rebased: Fact) -> Prose:
    base = figures.target.baseline
    return prose(
        "注：规划所写的{year}基期{told}与按统计数据算出的{rebased}不同，口径或数据可能不一致，先核对；"
        "以上的变化按统计数据计算，路径和判断按规划所写的基期。",
        year=year_of(base.year) if base is not None else "",
        told=told,
        rebased=rebased,
    )


def _judged(desk: Desk, figures: TargetFigures, year: int) -> Prose:
    """Return how the target stands and against what."""
    target, value = figures.target, figures.value
    state = prose("{state}（{light}灯）", state=prose(str(target.judgement.state)), light=prose(target.judgement.light))
    if target.judgement.state is State.REACHED:
        return prose("已达到规划目标。")
    if target.judgement.state is State.UNKNOWN and not target.judgement.reason:
        return prose("还不能判断。")
    if target.judgement.state is State.UNKNOWN:
        return prose("还不能判断：{why}。", why=desk.told(f"{target.id}/why", target.judgement.reason, "说明", "判断"))
    planned = figures.planned.get(year)
    if planned is None or value is None:
        return prose("判断为{state}。", state=state)
    is_, should = desk.value(value), desk.value(planned)
    if is_ is None or should is None:
        return prose("判断为{state}。", state=state)
    against = prose("与按路径应到的{planned}相同", planned=planned)
    if is_ != should:
        gap = desk.difference(f"{target.id}/off-path", value, planned, f"{target.indicator}与路径之差")
        word = prose("高于" if is_ > should else "低于")
        against = prose("{word}按路径应到的{planned}，相差{gap}", word=word, planned=planned, gap=gap)
    return prose("{against}，判断为{state}。", against=against, state=state)


def _left(desk: Desk, figures: TargetFigures) -> Prose | None:
    """Return how far it is to the target, and how much each year; None when it is reached or cannot be told."""
    target, value = figures.target, figures.value
    if value is None or target.judgement.gap is None or target.judgement.state is State.REACHED:
        return None
    gap = desk.difference(f"{target.id}/gap", _aimed(desk, figures), value, f"{target.indicator}离目标的距离")
    need = yearly_need(desk, figures)
    if not desk.value(gap):
        return None
    if need is None or target.year is None:
        return prose("离目标还差{gap}。", gap=gap)
    verb = prose("提高" if (target.judgement.needed or 0) > 0 else "降低")
    if target.unit not in ("%", "‰", RATIO, ""):
        verb = prose("增加" if (target.judgement.needed or 0) > 0 else "减少")
    return prose(
        "离目标还差{gap}，到{year}平均每年要{verb}{need}。", gap=gap, year=year_of(target.year), verb=verb, need=need
    )


def _aimed(desk: Desk, figures: TargetFigures) -> Fact:
    """Return the value to make for: of a range the end that was judged by."""
    target = figures.target
    if target.value2 is None or target.source.value is None:
        return figures.goal
    name = f"{target.indicator}的目标上限"
    high = desk.fact(f"{target.id}/goal-high", target.value2, target.unit, what=name, source="规划")
    is_high = tidied(abs(target.value2 - target.source.value)) == target.judgement.gap
    return high if is_high else figures.goal


def _trend(desk: Desk, figures: TargetFigures) -> Prose:
    """Return where the values lead, marked as arithmetic; whether that would do is said of the whole range only."""
    trend = figures.trend
    if trend is None:
        return ()
    low, high, goal = desk.value(trend.low), desk.value(trend.high), desk.value(figures.goal)
    reading = prose("是否达到不能由此判断")
    if low is not None and high is not None and goal is not None and figures.is_met_by_bound:
        are_met = [figures.meets(end, goal) for end in (low, high)]
        if all(are_met):
            reading = prose("照此可以达到目标")
        elif not any(are_met):
            reading = prose("照此达不到目标")
    return prose(
        "趋势推算（只按{first}至{last}的变化外推，不是预测，也不考虑今后的政策）：{year}约为{value}，{range}，{reading}。",
        first=year_of(trend.trend.first),
        last=year_of(trend.trend.last),
        year=year_of(trend.trend.year),
        value=trend.value,
        range=_range(desk, trend),
        reading=reading,
    )


def _range(desk: Desk, trend: TrendFacts) -> Prose:
    if desk.value(trend.low) == desk.value(trend.high):
        return prose("推算范围的上下限也是这个数")
    return prose("八成可能在{low}至{high}之间", low=trend.low, high=trend.high)


def _path_picture(desk: Desk, figures: TargetFigures) -> Block:
    target = figures.target
    years = sorted({*figures.actual, *figures.planned})
    lines = [Line("实际", tuple((year, _id(figures.actual.get(year))) for year in years))]
    if len(figures.planned) > 1:
        planned = tuple((year, _id(figures.planned.get(year))) for year in years)
        lines.append(Line("按路径应到", planned, is_dashed=True))
    first, last = min(figures.actual), max(figures.actual)
    alt = prose(
        "折线图：{name}{first}为{start}，{last}为{end}。",
        name=figures.name,
        first=year_of(first),
        start=figures.actual[first],
        last=year_of(last),
        end=figures.actual[last],
    )
    chart = LineChart(target.unit, tuple(lines), figures.goal.id, figures.goal_name)
    return desk.picture(f"{target.id}/path", f"{figures.name}的变化", alt, chart)


def _id(fact: Fact | None) -> str | None:
    return fact.id if fact is not None else None


def _other(desk: Desk, figures: TargetFigures) -> Prose:
    target = figures.target
    other, value = target.other, figures.value
    if other is None or value is None:
        return ()
    told = desk.fact(
        f"{target.id}/other", other.value, target.unit, what=f"{target.indicator}的另一个来源", source=str(other.kind)
    )
    gap = desk.difference(f"{target.id}/sources-gap", value, told, f"{target.indicator}两个来源之差")
    return prose("注：单位填报为{other}，与统计数据相差{gap}，本报告以统计数据为准，差异待核实。", other=told, gap=gap)


def _without(target: MonitoredTarget) -> Prose:
    """Return why there is no value."""
    if target.source.kind is SourceKind.UNMEASURABLE:
        return prose("没有办法测量：{why}。", why=Named(target.source.why or "原文没有写明怎样测量", "引用"))
    return prose("还没有数据，由{unit}填报。", unit=target.duty.unit or "责任单位")
