"""A plan against the plan of the level above (与上级规划衔接).

Entry: :func:`fit_plans`. Compared is what holds at every level alike: rates, ratios, years of schooling, amounts per
head, and what each county or school must have. Counts of a whole city say nothing of one county and are left out, as
are figures of named places elsewhere and of projects. An interim value is compared where both plans have one; whether
a target is missing is asked once for each indicator, at its last year within the lower plan's period.
Not here: two issues of one plan (``differences``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.compare.differences import party_of, side_of
from luoshi.compare.judging import is_lower_better
from luoshi.model.comparison import Fit, FitVerdict, LeftOut, Met, Misfit
from luoshi.model.indicator_names import is_same_indicator
from luoshi.model.plan import Figure, Norm, Plan, Target
from luoshi.model.wording import figure_text, item_text, number_text

_SHARES = frozenset("% ‰ 百分点 比 倍 分 Mbps M".split())
_YEARS_OF_SCHOOLING = re.compile(r"年限")
_PER = re.compile(r"/(?!年)|生均|师均|人均|校均|每(?:生|人|班|校|所|百|千|万)|班额|班级规模")
_EACH = re.compile(r"^(?:每|各)|每(?:个|所|名|人|生|班|周|天|学年|学期)")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,4}?(?:自治县|自治州|县(?!级|域|乡)|市(?!级|区|本|直|属|域)|区(?!级|域)|州|旗|盟)"
)
_NO_NAME = re.compile(
    r"[全我本各每两该其中国级所的及和与县市区]|城|乡|农村|园$|校|辖|学|社|山|片|库|地$|教|中心|主|示范|试点|实验"
)
_PARTS = re.compile(r"农村|乡村|城区|城镇|县城|市区|市本级|公办|民办|贫困")
_ELSEWHERE = re.compile(
    r"市辖区|主城区|中心城|高校|高等(?:教育|学校|院校)|本科院校|高职|研究生教育|城区|市区|市本级|市属|市直|省属"
)
_GROWTH = re.compile(r"增长|增幅|增速")
_CONVERTED = ({"%", "‰"}, {"人", "名"})
"""Units in which one thing is measured alike, or ten to one."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """What the upper plan asks for one indicator: its figures by year, the last one last; and what says it again."""

    figures: tuple[Figure, ...]
    again: tuple[Figure, ...]

    @property
    def last(self) -> Figure:
        return self.figures[-1]


def fit_plans(lower: Plan, upper: Plan) -> Fit:
    """Return how ``lower`` stands to each target and norm of ``upper``, in the order of the upper plan."""
    in_projects = {number for project in upper.projects for number in project.figures}
    within: list[Figure] = []
    left_out: list[LeftOut] = []
    for figure in sorted((*upper.targets, *upper.norms), key=lambda f: f.span):
        reason = "项目的规模" if figure.id in in_projects else _why_not(figure, lower, upper)
        if reason:
            left_out.append(_left_out(figure, reason))
        else:
            within.append(figure)
    misfits: list[Misfit] = []
    met: list[Met] = []
    own = lower.figures
    for ask in _asks(within):
        alike = _of_indicator(own, ask.last)
        if isinstance(ask.last, Norm) and not alike:
            left_out += [_left_out(figure, "标准要求，本规划没有写") for figure in (*ask.figures, *ask.again)]
            continue
        left_out += [_left_out(figure, "同一要求在上级规划里又出现一次") for figure in ask.again]
        for figure in ask.figures:
            judge = _judge if figure is ask.last else _judge_interim
            found = judge(figure, alike, lower)
            if isinstance(found, Misfit):
                misfits.append(found)
            elif found is not None:
                met.append(Met(name=figure.indicator, upper=side_of(figure), lower=side_of(found)))
            else:
                left_out.append(_left_out(figure, "中间年份，本规划没有写"))
    parties = {"upper": party_of(upper), "lower": party_of(lower)}
    return Fit(**parties, misfits=tuple(misfits), met=tuple(met), left_out=tuple(left_out))


def _left_out(figure: Figure, reason: str) -> LeftOut:
    return LeftOut(name=figure.indicator, reason=reason, upper=side_of(figure))


# Which targets of the upper plan are asked for


def _why_not(figure: Figure, lower: Plan, upper: Plan) -> str:
    """Return why a figure of the upper plan does not bind the lower one; empty when it does."""
    if not _is_comparable(figure):
        return "总量、名次等，不能逐级比较"
    if where := _elsewhere(figure, lower, upper):
        return f"说的是{where}"
    period = lower.document.period
    if period is not None and figure.year is not None and figure.year > period[1]:
        return "在本规划期以后"
    return ""


def _is_comparable(figure: Figure) -> bool:
    if _GROWTH.search(figure.indicator) or figure.part != "item":
        return False
    if figure.unit in _SHARES or (figure.unit == "年" and _YEARS_OF_SCHOOLING.search(figure.indicator)):
        return True
    return bool(_PER.search(figure.unit) or _PER.search(figure.indicator) or _EACH.search(figure.scope or ""))


def _elsewhere(figure: Figure, lower: Plan, upper: Plan) -> str:
    """Return the place or the kind of institution that a figure is about, when the lower plan is not about it."""
    own, above = lower.document.region or "", upper.document.region or ""
    scope = figure.scope or ""
    if own and own in f"{scope} {figure.indicator}":
        return ""
    # A place may be named in the scope, or the name of the indicator begins with it.
    named = [*_PLACE.findall(scope), *(m.group() for m in (_PLACE.match(figure.indicator),) if m)]
    places = [place for place in named if place != above and not _NO_NAME.search(place[:-1])]
    if places:
        return "、".join(dict.fromkeys(places))
    kind = _ELSEWHERE.search(f"{scope} {figure.indicator}")
    return kind.group() if kind and lower.document.level != upper.document.level else ""


def _asks(figures: Sequence[Figure]) -> Iterable[_Ask]:
    groups: list[list[Figure]] = []
    for figure in figures:
        group = next((g for g in groups if _is_one_ask(g[0], figure)), None)
        if group is None:
            groups.append([figure])
        else:
            group.append(figure)
    for group in groups:
        strictest: dict[int, Figure] = {}
        for figure in group:
            known = strictest.get(figure.year or 0)
            if known is None or not _meets(known, figure):
                strictest[figure.year or 0] = figure
        # A figure without year is for the end of the period.
        years = sorted(strictest, key=lambda year: year or 9999)
        asked = tuple(strictest[year] for year in years)
        yield _Ask(asked, tuple(figure for figure in group if figure not in asked))


def _is_one_ask(one: Figure, other: Figure) -> bool:
    return (
        isinstance(one, Norm) == isinstance(other, Norm)
        and one.unit == other.unit
        and _are_of_like_scope(one, other)
        and is_same_indicator(one.indicator, other.indicator)
    )


# What the lower plan says to it


def _of_indicator(figures: Iterable[Figure], asked: Figure) -> list[Figure]:
    return [f for f in figures if is_same_indicator(f.indicator, asked.indicator) and _are_of_like_scope(f, asked)]


def _are_of_like_scope(one: Figure, other: Figure) -> bool:
    """Tell whether both figures are about the whole, or about one part of it: 农村, 城区."""
    first, second = (frozenset(_PARTS.findall(f.scope or "")) for f in (one, other))
    return first == second


def _judge_interim(asked: Figure, own: list[Figure], lower: Plan) -> Misfit | Figure | None:
    """Return what is wrong at a year before the last, or what meets it; None when the plan has no interim values."""
    end = lower.document.period[1] if lower.document.period else None
    promised = [f for f in own if isinstance(f, (Target, Norm)) and _of_unit(f, asked)]
    same_year = [f for f in promised if f.year == asked.year]
    if same_year:
        return next((f for f in same_year if _meets(f, asked)), None) or _below(asked, same_year[-1])
    dated = [f for f in promised if f.year and asked.year]
    if sooner := [f for f in dated if (f.year or 0) < (asked.year or 0) and _meets(f, asked)]:
        return sooner[0]
    between = [f for f in dated if (asked.year or 0) < (f.year or 0) < (end or 0)]
    first = min(between, key=lambda f: f.year or 0, default=None)
    return _late(asked, first) if first is not None and _meets(first, asked) else None


def _judge(asked: Figure, own: list[Figure], lower: Plan) -> Misfit | Figure:
    """Return what is wrong with the lower plan's figures for what is asked, or the figure that meets it."""
    if not own:
        return _misfit(FitVerdict.MISSING, asked, None, f"上级要求 {item_text(asked)}，本规划没有这项")
    promised = [f for f in own if isinstance(f, (Target, Norm))]
    alike = [f for f in own if _of_unit(f, asked)]
    if not alike:
        other = (promised or own)[0]
        sentence = f"上级要求 {item_text(asked)}，本规划是 {item_text(other)}，单位不同，不能比较"
        return _misfit(FitVerdict.UNLIKE, asked, other, sentence)
    promised = [f for f in promised if f in alike]
    end = lower.document.period[1] if lower.document.period else None
    due = asked.year or end
    in_time = [f for f in promised if not _is_after(f, due, end)]
    if in_time:
        # What counts is what the plan promises last before it is due, not what it stood at before.
        last = max(f.year or end or 0 for f in in_time)
        latest = [f for f in in_time if (f.year or end or 0) == last]
        met = next((f for f in latest if _meets(f, asked)), None)
        if met is not None:
            return met
    late = [f for f in promised if _is_after(f, due, end) and _meets(f, asked)]
    if late:
        return _late(asked, min(late, key=lambda f: f.year or 0))
    if in_time or promised:
        return _below(asked, latest[0] if in_time else promised[0])
    reached = next((f for f in alike if _meets(f, asked)), None)
    if reached is not None:
        return reached
    sentence = f"上级要求 {item_text(asked)}，本规划只有现状（{item_text(alike[-1])}），没有目标"
    return _misfit(FitVerdict.MISSING, asked, alike[-1], sentence)


def _of_unit(figure: Figure, asked: Figure) -> bool:
    return figure.unit == asked.unit or {figure.unit, asked.unit} in _CONVERTED


def _in_unit_of(value: Decimal, unit: str, asked: Figure) -> Decimal:
    """Return ``value`` in the unit of what is asked: per mille and per cent are one measure."""
    if unit == asked.unit or {unit, asked.unit} not in _CONVERTED:
        return value
    if unit == "‰":
        return value / 10
    return value * 10 if asked.unit == "‰" else value


def _late(asked: Figure, found: Figure) -> Misfit:
    year = f"到 {found.year} 年" if found.year else "到期末"
    sentence = f"上级要求 {item_text(asked)}，本规划{year}才达到 {figure_text(found)}"
    return _misfit(FitVerdict.LATER, asked, found, sentence)


def _is_after(figure: Figure, due: int | None, end: int | None) -> bool:
    year = figure.year or end
    return due is not None and year is not None and year > due


def _meets(figure: Figure, asked: Figure) -> bool:
    """Tell whether a figure is as good as what is asked, or better."""
    if is_lower_better(asked):
        own = figure.value2 if figure.value2 is not None else figure.value
        return _in_unit_of(own, figure.unit, asked) <= (asked.value2 if asked.value2 is not None else asked.value)
    return _in_unit_of(figure.value, figure.unit, asked) >= asked.value


def _below(asked: Figure, found: Figure) -> Misfit:
    gap = abs(_in_unit_of(found.value, found.unit, asked) - asked.value)
    word = "高" if is_lower_better(asked) else "低"
    sentence = f"上级要求 {item_text(asked)}，本规划为 {item_text(found)}，{word} {_amount(gap, asked.unit)}"
    return _misfit(FitVerdict.BELOW, asked, found, sentence)


def _amount(gap: Decimal, unit: str) -> str:
    return (
        f"{number_text(gap)} 个百分点"
        if unit == "%"
        else number_text(gap)
        if unit == "比"
        else f"{number_text(gap)} {unit}"
    )


def _misfit(verdict: FitVerdict, asked: Figure, found: Figure | None, sentence: str) -> Misfit:
    return Misfit(
        verdict=verdict,
        name=asked.indicator,
        sentence=sentence,
        upper=side_of(asked),
        lower=side_of(found) if found is not None else None,
    )
