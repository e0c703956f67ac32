"""Pages of indicators (指标): the list, one with its trend, counties, parts and equity, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.model.indicators import UNSURE, Direction, Indicator, IndicatorValue
from luoshi.web.clock import today
from luoshi.web.request import number_in
from luoshi.web.statistics import figures
from luoshi.web.statistics.areas import own_areas
from luoshi.web.statistics.views import asker
from luoshi.web.ui.pages import download, page_of
from luoshi.web.ui.svg import Bar, Series, bar_chart, line_chart

if TYPE_CHECKING:
    from luoshi.model.indicators import Explanation, SourceRow
    from luoshi.model.monitoring import MonitoredTarget
    from luoshi.web.accounts.models import Account

KIND = "指标"
PARTS = {
    "ownership": ("ownership", "举办性质"),
    "location": ("locality", "城乡"),
    "stage": ("stage", "学段"),
    "grade": ("grade", "年级"),
    "kind": ("institution_kind", "办学类型"),
    "group": ("group", "群体"),
}
"""By what values are split on pages -> the column, the Chinese name."""
_TABS = (("trend", "趋势和各县"), ("parts", "分项"), ("equity", "均衡程度"), ("definition", "口径和依据"))


def index(request: HttpRequest) -> HttpResponse:
    """All indicators with the city's value of a year and the change to the year before."""
    asker(request, KIND)
    on = figures.basis()
    city = figures.values(on, "city")
    known = figures.indicators(on)
    year = number_in(request.GET.get("year"))
    year = year if year in city.years else _latest(city)
    query, group = request.GET.get("q", "").strip(), request.GET.get("group", "")
    unsure = request.GET.get("unsure") == "1"
    found = [
        one
        for one in known.values()
        if _named(one, query) and group in ("", one.group) and (not unsure or one.basis.status == UNSURE)
    ]
    if request.GET.get("format") == "xlsx":
        return _workbook(request, on, found, city, year)
    page = page_of(request, found)
    page.object_list = [_row(one, city, year) for one in page.object_list]
    context = {
        "here": "indicators",
        "page": page,
        "year": year,
        "years": city.years[::-1],
        "groups": list(dict.fromkeys(one.group for one in known.values())),
        "group": group,
        "query": query,
        "unsure": unsure,
        "loaded": bool(on.snapshot),
    }
    return render(request, "statistics/indicators.html", context)


def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """One indicator."""
    account = asker(request, KIND)
    on = figures.basis()
    one = _indicator(on, name)
    city = figures.values(on, "city")
    years = tuple(sorted(city.by_year.get(one.id, {})))
    asked = number_in(request.GET.get("year"))
    with_value = [each for each in years if (held := city.one(one.id, each)) is not None and held.value is not None]
    year = asked if asked in years else (with_value[-1] if with_value else years[-1] if years else 0)
    tab = request.GET.get("tab", "trend")
    context: dict[str, Any] = {
        "here": "indicators",
        "one": one,
        "tab": tab,
        "tabs": _TABS,
        "year": year,
        "years": years[::-1],
        "value": city.one(one.id, year),
        "change": _change(one, city, year),
    }
    if tab == "parts":
        context.update(_parts(request, on, one, year))
    elif tab == "equity":
        context["equity"] = figures.equity(on, one.id, year)
    elif tab == "definition":
        context["formula"] = figures.formula(on, one.id)
    else:
        context.update(_trend(on, one, year, account))
    return render(request, "statistics/indicator.html", context)


def explain(request: HttpRequest, name: str) -> HttpResponse:
    """How a value came about: numerator, denominator, and the rows of the returns."""
    account = asker(request, KIND)
    on = figures.basis()
    one = _indicator(on, name)
    city = figures.values(on, "city")
    counties = figures.values(on, "county")
    asked = number_in(request.GET.get("year"))
    year = asked if asked in city.by_year.get(one.id, {}) else _latest(city)
    by, part = request.GET.get("by", ""), request.GET.get("part", "")
    by, part = (by, part) if by in PARTS and part else ("", "")
    place = request.GET.get("place", "")
    found = figures.explained(on, one.id, place, year or 0, by, part)
    areas = {value.place.code: value.place.name for value in counties.of(one.id, year or 0)}
    cut = own_areas(account, KIND, "查看", areas.values())
    of_school = found.value.place.kind == "学校"
    area = areas.get(found.value.place.within, "") if of_school else found.value.place.name
    may_see = cut.has(area)
    if of_school and not may_see:
        raise Http404
    if request.GET.get("format") == "xlsx":
        return _explanation_book(request, found, may_see=may_see)
    side = "denominator" if request.GET.get("side") == "denominator" and found.denominator_rows else "numerator"
    rows = found.denominator_rows if side == "denominator" else found.numerator_rows
    context = {
        "here": "indicators",
        "one": one,
        "found": found,
        "formula": figures.formula(on, one.id),
        "side": side,
        "page": page_of(request, rows if may_see else ()),
        "heads": _heads(rows),
        "may_see": may_see,
        "own": sorted(cut.names),
        "areas": list(areas.values()),
        "years": sorted(city.by_year.get(one.id, {}), reverse=True),
        "year": year,
        "place": place if of_school else found.value.place.name,
        "by": by,
        "part": part,
    }
    return render(request, "statistics/explain.html", context)


def targets_of(on: figures.Basis, indicator: str) -> Iterator[tuple[str, MonitoredTarget]]:
    """Yield the targets of the workspace's first plan that an indicator measures, with the name of the plan's file."""
    for name in list(figures.plans(on))[:1]:
        for one in figures.monitoring_of(on, name, today()).distinct:
            if one.binding.is_bound and one.binding.indicator == indicator:
                yield name, one


def _trend(on: figures.Basis, one: Indicator, year: int, account: Account) -> dict[str, Any]:
    city = figures.values(on, "city").by_year.get(one.id, {})
    counties = figures.values(on, "county").of(one.id, year)
    targets = [(plan, target, _path(target)) for plan, target in targets_of(on, one.id)]
    lines = [Series("全市", tuple((each, held[0].value) for each, held in sorted(city.items()) if held))]
    whole = [(target, path) for _, target, path in targets if not target.binding.place and path]
    if whole:
        lines.append(Series("目标路径", whole[0][1], is_dashed=True))
    now = next(iter(city.get(year, ())), None)
    mark = whole[0][0].value / whole[0][0].binding.scale if whole and _is_rate(one) else None
    bars = [Bar(held.place.name, held.value, _text(held.value)) for held in counties]
    if now is not None and _is_rate(one):
        bars.insert(0, Bar(now.place.name, now.value, _text(now.value), is_whole=True))
    cut = own_areas(account, KIND, "查看", [held.place.name for held in counties])
    return {
        "line": line_chart(f"{one.name}各年的值", one.unit, lines),
        "bars": bar_chart(f"{year}年各县的{one.name}", one.unit, bars, mark, "目标"),
        "trend": [(each, held[0]) for each, held in sorted(city.items(), reverse=True) if held],
        "counties": [(held, cut.has(held.place.name)) for held in counties],
        "targets": targets,
    }


def _parts(request: HttpRequest, on: figures.Basis, one: Indicator, year: int) -> dict[str, Any]:
    can = [(by, title) for by, (column, title) in PARTS.items() if column in one.splits]
    by = request.GET.get("by", "")
    by = by if by in dict(can) else (can[0][0] if can else "")
    held = figures.values(on, by).of(one.id, year) if by else ()
    bars = [Bar(value.split, value.value, _text(value.value)) for value in held]
    title = f"{year}年{one.name}，按{dict(can).get(by, '')}分"
    return {"can": can, "by": by, "parts": held, "bars": bar_chart(title, one.unit, bars)}


def _path(target: MonitoredTarget) -> tuple[tuple[int, Decimal | None], ...]:
    """Return the planned values of a target in the unit of its indicator."""
    scale = target.binding.scale
    return tuple((point.year, point.planned / scale) for point in target.path if point.planned is not None)


def _row(one: Indicator, city: figures.Values, year: int | None) -> dict[str, Any]:
    return {"one": one, "value": city.one(one.id, year or 0), "change": _change(one, city, year or 0)}


def _change(one: Indicator, city: figures.Values, year: int) -> dict[str, Any] | None:
    """Return the change to the year before, and whether it is for the better; None without both values."""
    now, before = city.one(one.id, year), city.one(one.id, year - 1)
    if now is None or before is None or now.value is None or before.value is None:
        return None
    change = now.value - before.value
    word = ""
    if change and one.direction is not Direction.NONE:
        word = "变好" if (change > 0) == (one.direction is Direction.UP) else "变差"
    return {"change": change, "unit": "个百分点" if one.unit == "%" else one.unit, "word": word}


def _named(one: Indicator, query: str) -> bool:
    return not query or any(query in name for name in (one.name, one.id, *one.aliases))


def _latest(city: figures.Values) -> int | None:
    """Return the latest year in which half of the indicators that have any value have one."""
    counts = {
        year: sum(
            value is not None and value.value is not None for value in (city.one(name, year) for name in city.by_year)
        )
        for year in city.years
    }
    most = max(counts.values(), default=0)
    return next((year for year in reversed(city.years) if counts[year] * 2 >= most), None)


def _is_rate(one: Indicator) -> bool:
    """Tell whether places of different sizes can be compared."""
    return one.denominator is not None or bool(one.growth_of)


def _text(value: Decimal | None) -> str:
    return f"{value:,f}" if value is not None else ""


def _heads(rows: tuple[SourceRow, ...]) -> list[str]:
    return list(dict.fromkeys(head for row in rows[:200] for head in row.cells))


def _indicator(on: figures.Basis, name: str) -> Indicator:
    found = figures.indicators(on).get(name)
    if found is None:
        raise Http404
    return found


def _workbook(
    request: HttpRequest, on: figures.Basis, found: list[Indicator], city: figures.Values, year: int | None
) -> HttpResponse:
    from luoshi.api import indicator_workbook
    from luoshi.api.indicators import IndicatorTable

    asker(request, KIND, "导出")
    held: list[IndicatorValue] = [value for one in found for value in city.of(one.id, year or 0)]
    book = indicator_workbook(IndicatorTable(tuple(found), tuple(held), on.snapshot))
    return download(book, f"指标-{year}.xlsx")


def _explanation_book(request: HttpRequest, found: Explanation, *, may_see: bool) -> HttpResponse:
    from luoshi.api import explanation_book

    asker(request, KIND, "导出")
    if not may_see:
        raise Http404
    return download(explanation_book(found), f"{found.indicator.name}的由来-{found.value.year}.xlsx")
