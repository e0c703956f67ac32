"""The chapter that compares the counties (各县市区比较): each indicator with a value of theirs, side by side.

Entries: :func:`county_chapter`, :func:`county_blocks`, :func:`own_standing` (one county against the others).
Not here: the whole's own course (:mod:`luoshi.report.composing.targets`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from luoshi.base.numerals import to_chinese
from luoshi.model.evaluation.charts import Bar, BarChart
from luoshi.model.evaluation.facts import Fact
from luoshi.model.evaluation.prose import Prose, prose
from luoshi.model.evaluation.report import Block
from luoshi.report.composing.desk import Desk, joined, year_of
from luoshi.report.composing.figures import TargetFigures
from luoshi.report.composing.targets import title_of
from luoshi.report.composing.wording import all_but, extremes, movement

_WHOLE = "各县市区"
_YEARS_SHOWN = 4


def county_chapter(desk: Desk, figures: Sequence[TargetFigures], number: str) -> Iterator[Block]:
    """Yield the chapter; nothing where there are no counties' figures."""
    shown = [one for one in figures if one.counties]
    if not shown:
        return
    yield desk.heading("counties", 1, number, "各县市区比较")
    for at, one in enumerate(shown, 1):
        yield desk.heading(f"{one.target.id}/counties", 2, f"（{to_chinese(at)}）", title_of(one, shown))
        yield from county_blocks(desk, one)


def county_blocks(desk: Desk, figures: TargetFigures) -> Iterator[Block]:
    """Yield how the counties stand in one indicator: a sentence, bars in order of their size, a table of some years."""
    year = figures.target.source.year
    if year is None:
        return
    key = figures.target.id
    now = _of_year(desk, figures, year)
    with desk.block(f"{key}/counties/words"):
        words = _words(desk, figures, now, year)
    yield desk.paragraph(f"{key}/counties/words", words)
    known = {name: fact for name, fact in now.items() if fact.value is not None}
    if known:
        with desk.block(f"{key}/counties/chart"):
            chart = _chart(desk, figures, known)
            most = extremes(desk, known)
        alt = prose("条形图：{most}。", most=most) if most is not None else prose("条形图。")
        yield desk.picture(f"{key}/counties/chart", f"{figures.name}：各县市区", alt, chart)
    yield _table(desk, figures, year)


def _of_year(desk: Desk, figures: TargetFigures, year: int) -> dict[str, Fact]:
    areas = desk.frozen.areas
    return {areas[code]: years[year] for code, years in figures.counties.items() if year in years}


def _words(desk: Desk, figures: TargetFigures, now: Mapping[str, Fact], year: int) -> Prose:
    parts = []
    most = extremes(desk, now)
    if most is not None:
        parts.append(prose("{year}{most}", year=year_of(year), most=most))
        values = [(fact, value) for fact in now.values() if (value := desk.value(fact)) is not None]
        top, bottom = max(values, key=_second)[0], min(values, key=_second)[0]
        if top.value != bottom.value:
            key = f"{figures.target.id}/spread"
            parts.append(prose("相差{gap}", gap=desk.difference(key, top, bottom, f"{figures.name}各地之差")))
    met = _met(desk, figures, now)
    if met is not None:
        parts.append(met)
    blank = [name for name in desk.frozen.areas.values() if name not in now or now[name].value is None]
    if blank:
        parts.append(prose("{names}没有公布或没有数据", names="、".join(blank)))
    return prose("{parts}。", parts=joined(parts, "；")) if parts else prose("各地还没有数据。")


def _second(pair: tuple[Fact, Decimal]) -> Decimal:
    return pair[1]


def _met(desk: Desk, figures: TargetFigures, now: Mapping[str, Fact]) -> Prose | None:
    """Return which counties have reached what the plan wants of the whole; None for counts, a range or an about."""
    goal = desk.value(figures.goal)
    if goal is None or not figures.is_comparable or not figures.is_met_by_bound:
        return None
    those: list[str] = []
    others: list[str] = []
    for name, fact in now.items():
        value = desk.value(fact)
        if value is not None:
            (those if figures.meets(value, goal) else others).append(name)
    if not those and not others:
        return None
    done = prose("达到{whole}的规划目标", whole=desk.whole) if figures.is_of_whole else prose("达到规划目标")
    is_known_of_all = len(those) + len(others) == len(desk.frozen.areas)
    return all_but(those, others, _WHOLE if is_known_of_all else f"有数据的{_WHOLE[1:]}", done)


def _chart(desk: Desk, figures: TargetFigures, known: Mapping[str, Fact]) -> BarChart:
    in_order = sorted(known.items(), key=lambda one: (-(desk.value(one[1]) or Decimal(0)), one[0]))
    bars = [Bar(name, fact.id) for name, fact in in_order]
    if not figures.is_comparable:
        return BarChart(figures.target.unit, tuple(bars))
    if figures.value is not None:
        bars.insert(0, Bar(desk.whole, figures.value.id, "强调"))
    return BarChart(figures.target.unit, tuple(bars), figures.goal.id, figures.goal_name)


def _table(desk: Desk, figures: TargetFigures, year: int) -> Block:
    years = sorted({one for found in figures.counties.values() for one in found})[-_YEARS_SHOWN:]
    rows: list[tuple[str, list[Fact | str]]] = []
    for code, found in figures.counties.items():
        rows.append((code, [desk.frozen.areas[code], *(found.get(one, "—") for one in years)]))
    rows.append(("whole", [desk.whole, *(figures.actual.get(one, "—") for one in years)]))
    columns = [("地区", 3, "左"), *((f"{one}年", 2, "右") for one in years)]
    return desk.table(f"{figures.target.id}/counties/table", f"{figures.name}：各县市区各年", columns, rows)


def own_standing(desk: Desk, figures: TargetFigures, code: str) -> Iterator[Block]:
    """Yield how one county stands in an indicator: its value, its course, its place among the others."""
    year = figures.target.source.year
    own = figures.counties.get(code, {})
    if year is None or year not in own:
        return
    key = f"{figures.target.id}/own"
    with desk.block(key):
        words = _own_words(desk, figures, code, year)
    yield desk.paragraph(key, words)


def _own_words(desk: Desk, figures: TargetFigures, code: str, year: int) -> Prose:
    own = figures.counties[code]
    now = desk.value(own[year])
    if now is None:
        return prose("{year}没有公布或没有数据。", year=year_of(year))
    parts = [prose("{year}为{value}", year=year_of(year), value=own[year])]
    if year - 1 in own:
        key = f"{figures.target.id}/own-year"
        parts.append(movement(desk, key, own[year - 1], own[year], figures.sense, than=prose("上年")))
    if not figures.is_comparable:  # a county's count is small because the county is
        return prose("{parts}。", parts=joined(parts, "，"))
    if figures.value is not None:
        parts.append(_against(desk, figures, own[year], now))
    values = {other: _value(desk, years, year) for other, years in figures.counties.items()}
    known = [(other, value) for other, value in values.items() if value is not None]
    better = sum((value - now) * figures.sense > 0 for other, value in known if other != code)
    if len(known) > 1 and figures.sense:
        place = desk.count(f"{figures.target.id}/own-place", better + 1, "", "在各县市区中的名次", _of(figures, year))
        many = desk.count(f"{figures.target.id}/own-of", len(known), "个", "有数据的县市区个数", _of(figures, year))
        alike = any(value == now for other, value in known if other != code)
        word = prose("并列第" if alike else "列第")
        parts.append(prose("在有数据的{many}县市区中{word}{place}", many=many, word=word, place=place))
    goal = desk.value(figures.goal)
    if goal is not None and figures.is_met_by_bound:
        done = prose("已达到" if figures.meets(now, goal) else "还没有达到")
        parts.append(prose("{done}{whole}的规划目标", done=done, whole=desk.whole))
    return prose("{parts}。", parts=joined(parts, "，"))


def _against(desk: Desk, figures: TargetFigures, own: Fact, now: Decimal) -> Prose:
    whole = figures.value
    value = desk.value(whole) if whole is not None else None
    if whole is None or value is None:
        return prose("")
    if value == now:
        return prose("与{whole}相同", whole=desk.whole)
    gap = desk.difference(f"{figures.target.id}/own-gap", own, whole, f"{own.what}与{desk.whole}之差")
    word = prose("高于" if now > value else "低于")
    return prose("{word}{whole}{gap}", word=word, whole=desk.whole, gap=gap)


def _value(desk: Desk, years: Mapping[int, Fact], year: int) -> Decimal | None:
    return desk.value(years[year]) if year in years else None


def _of(figures: TargetFigures, year: int) -> list[Fact]:
    return [years[year] for years in figures.counties.values() if year in years]
