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
from luoshi.compare.indicator_names import is_same_indicator
from luoshi.compare.judging import is_lower_better
from luoshi.compare.texts import are_apart, normal
from luoshi.model.comparison import Fit, FitVerdict, Misfit
from luoshi.model.plan import Figure, Norm, Plan, Target
from luoshi.model.wording import figure_text, item_text, number_text

_SHARES = frozenset("% ‰ 百分点 比 倍 分 Mbps".split())
_YEARS_OF_SCHOOLING = re.compile(r"年限")
_PER = re.compile(r"/(?!年)|生均|师均|人均|每(?:生|人|班|校|所|百|千|万)")
_EACH = re.compile(r"^(?:每|各)|每(?:个|所|名|人|生|班|周|天|学年|学期)")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:自治县|自治州|县|市|区|州|省|旗|盟)")
_GENERIC = re.compile(r"^(?:全|我|本|各|每个?|县城?|市|城|园|校|中心城|主城|新|社|地|片|辖|学)+(?:县|市|区|省|州)")
_ELSEWHERE = re.compile(r"市辖区|主城区|中心城|高校|高等|本科|研究生|高职|城区|市区|市本级|市属|市直|省属")
_GROWTH = re.compile(r"增长|增幅|增速")


@dataclass(frozen=True, slots=True)
class _Ask:
    """What the upper plan asks for one indicator: its figures by year, the last one last."""

    figures: tuple[Figure, ...]

    @property
    def last(self) -> Figure:
        return self.figures[-1]


def fit_plans(lower: Plan, upper: Plan) -> Fit:
    """Return where ``lower`` falls short of ``upper``, in the order of the upper plan."""
    in_projects = {number for project in upper.projects for number in project.figures}
    within, left_out = [], 0
    for figure in (*upper.targets, *upper.norms):
        if figure.id in in_projects or not _is_comparable(figure) or not _concerns(figure, lower, upper):
            left_out += isinstance(figure, Target)
        elif not _is_too_late(figure, lower):
            within.append(figure)
        else:
            left_out += isinstance(figure, Target)
    misfits: list[Misfit] = []
    met = 0
    own = [f for f in lower.figures if _is_comparable(f) or not isinstance(f, Norm)]
    for ask in _asks(sorted(within, key=lambda f: f.span)):
        alike = _of_indicator(own, ask.last)
        misfits += filter(None, (_judge_interim(earlier, alike, lower) for earlier in ask.figures[:-1]))
        found = _judge(ask.last, alike, lower)
        if found is None:
            met += isinstance(ask.last, Target)
        elif found.verdict is not FitVerdict.MISSING or isinstance(ask.last, Target):
            misfits.append(found)
    return Fit(upper=party_of(upper), lower=party_of(lower), misfits=tuple(misfits), met=met, left_out=left_out)


# Which targets of the upper plan are asked for


def _is_comparable(figure: Figure) -> bool:
    if _GROWTH.search(figure.indicator) or figure.part != "item":
        return False
    if figure.unit in _SHARES or (figure.unit == "年" and _YEARS_OF_SCHOOLING.search(figure.indicator)):
        return True
    return bool(_PER.search(figure.unit) or _PER.search(figure.indicator) or _EACH.search(figure.scope or ""))


def _concerns(figure: Figure, lower: Plan, upper: Plan) -> bool:
    """Tell whether a figure speaks of the lower plan's area too."""
    own, above = lower.document.region or "", upper.document.region or ""
    text = f"{figure.scope or ''} {figure.indicator}"
    if own and own in text:
        return True
    places = {p for p in _PLACE.findall(text) if not _GENERIC.match(p) and p != above}
    return not places and not (_ELSEWHERE.search(text) and lower.document.level != upper.document.level)


def _is_too_late(figure: Figure, lower: Plan) -> bool:
    period = lower.document.period
    return period is not None and figure.year is not None and figure.year > period[1]


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
            year = figure.year or 0
            known = strictest.get(year)
            if known is None or not _meets(known, figure):
                strictest[year] = figure
        yield _Ask(tuple(strictest[year] for year in sorted(strictest)))


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
    """Tell whether neither figure is about a part (农村、城区) that the other is not about."""
    first, second = (normal(_GENERIC.sub("", f.scope or "")) for f in (one, other))
    return not are_apart(first, second)


def _judge_interim(asked: Figure, own: list[Figure], lower: Plan) -> Misfit | None:
    """Return what is wrong at a year before the last; a plan that has no interim values of its own is not asked."""
    end = lower.document.period[1] if lower.document.period else None
    promised = [f for f in own if isinstance(f, (Target, Norm)) and f.unit == asked.unit]
    same_year = [f for f in promised if f.year == asked.year]
    if same_year:
        return None if any(_meets(f, asked) for f in same_year) else _below(asked, same_year[-1])
    between = [f for f in promised if f.year and asked.year and asked.year < f.year < (end or asked.year)]
    if not between or any(_meets(f, asked) for f in promised if f.year and asked.year and f.year < asked.year):
        return None
    first = min(between, key=lambda f: f.year or 0)
    return _late(asked, first) if _meets(first, asked) else None


def _judge(asked: Figure, own: list[Figure], lower: Plan) -> Misfit | None:
    """Return what is wrong with the lower plan's figures for what is asked; None when it is met."""
    if not own:
        return _misfit(FitVerdict.MISSING, asked, None, f"上级要求 {item_text(asked)}，本规划没有这项")
    alike = [f for f in own if f.unit == asked.unit]
    if not alike:
        sentence = f"上级要求 {item_text(asked)}，本规划是 {item_text(own[0])}，单位不同，不能比较"
        return _misfit(FitVerdict.UNLIKE, asked, own[0], sentence)
    promised = [f for f in alike if isinstance(f, (Target, Norm))]
    end = lower.document.period[1] if lower.document.period else None
    due = asked.year or end
    if any(_meets(f, asked) for f in alike if not _is_after(f, due, end)):
        return None
    late = [f for f in promised if _is_after(f, due, end) and _meets(f, asked)]
    if late:
        return _late(asked, min(late, key=lambda f: f.year or 0))
    if not promised:
        sentence = f"上级要求 {item_text(asked)}，本规划只有现状（{item_text(alike[-1])}），没有目标"
        return _misfit(FitVerdict.MISSING, asked, alike[-1], sentence)
    in_time = [f for f in promised if not _is_after(f, due, end)] or promised
    return _below(asked, max(in_time, key=lambda f: f.year or end or 0))


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
        return (figure.value2 or figure.value) <= (asked.value2 or asked.value)
    return figure.value >= asked.value


def _below(asked: Figure, found: Figure) -> Misfit:
    gap = abs(found.value - asked.value)
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
