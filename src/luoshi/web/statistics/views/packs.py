"""Pages of standards packs (达标标准): pack, county, school; what is met, and by how much the rest misses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.model.pack_results import Verdict, shown
from luoshi.web.request import number_in
from luoshi.web.statistics import figures
from luoshi.web.statistics.areas import own_areas
from luoshi.web.statistics.views import asker
from luoshi.web.ui.pages import download, page_of

if TYPE_CHECKING:
    from luoshi.model.pack_results import CountyResult, Judged, PackEvaluation, SchoolResult
    from luoshi.model.packs import Pack
    from luoshi.web.accounts.models import Account
    from luoshi.web.statistics.areas import Cut

KIND = "指标"
_LIGHTS = {
    Verdict.MET: "绿",
    Verdict.MISSED: "红",
    Verdict.UNKNOWN: "蓝",
    Verdict.BY_HAND: "黄",
    Verdict.NOT_APPLICABLE: "",
}


def packs(request: HttpRequest) -> HttpResponse:
    """The packs in force."""
    asker(request, KIND)
    rows = [
        {"pack": one, "unsure": sum(bool(each.basis.status) for each in one.criteria)}
        for one in figures.packs(figures.basis()).values()
    ]
    return render(request, "statistics/packs.html", {"here": "packs", "rows": rows})


def pack(request: HttpRequest, name: str) -> HttpResponse:
    """How the counties stand by a pack."""
    account = asker(request, KIND)
    found, cut = _evaluated(request, account, name)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, found, cut)
    rows = [
        {
            "county": one,
            "light": _LIGHTS[one.verdict],
            "missed": sum(each.verdict is Verdict.MISSED for each in one.criteria),
            "unknown": sum(each.verdict is Verdict.UNKNOWN for each in one.criteria),
            "may_see": cut.has(one.name),
        }
        for one in found.counties
    ]
    context = {"here": "packs", "found": found, "rows": rows, "groups": found.pack.groups}
    return render(request, "statistics/pack.html", context)


def county(request: HttpRequest, name: str, area: str) -> HttpResponse:
    """How a county stands, criterion by criterion, and its schools."""
    account = asker(request, KIND)
    found, cut = _evaluated(request, account, name)
    held = _county(found, area)
    may_see = cut.has(held.name)
    verdict, query = request.GET.get("verdict", ""), request.GET.get("q", "").strip()
    schools = [
        _school_row(found.pack, one)
        for one in found.schools
        if one.school.area == area and may_see and verdict in ("", one.verdict) and query in one.school.name
    ]
    context = {
        "here": "packs",
        "found": found,
        "county": held,
        "light": _LIGHTS[held.verdict],
        "criteria": [_judged(found.pack, one) for one in held.criteria],
        "page": page_of(request, schools),
        "verdicts": [Verdict.MET, Verdict.MISSED, Verdict.UNKNOWN, Verdict.BY_HAND],
        "verdict": verdict,
        "query": query,
        "may_see": may_see,
        "remedy": found.remedy_for(area) if may_see else None,
    }
    return render(request, "statistics/pack_county.html", context)


def school(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """How a school stands, criterion by criterion, in each of its stages."""
    account = asker(request, KIND)
    found, cut = _evaluated(request, account, name)
    results = [one for one in found.schools if one.school.code == code and cut.has(one.school.area_name)]
    if not results:
        raise Http404
    remedies = [one for each in found.remedies for one in each.schools if one.code == code]
    names = found.pack.by_id
    fills = [{"fill": fill, "criterion": names.get(fill.criterion)} for one in remedies for fill in one.fills]
    context = {
        "here": "packs",
        "found": found,
        "school": results[0].school,
        "results": [
            {
                "result": one,
                "light": _LIGHTS[one.verdict],
                "criteria": [_judged(found.pack, each) for each in one.criteria],
            }
            for one in results
        ],
        "fills": fills,
    }
    return render(request, "statistics/pack_school.html", context)


def _evaluated(request: HttpRequest, account: Account, name: str) -> tuple[PackEvaluation, Cut]:
    on = figures.basis()
    if name not in figures.packs(on):
        raise Http404
    found = figures.evaluated(on, name, number_in(request.GET.get("year")))
    return found, own_areas(account, KIND, "查看", [one.name for one in found.counties])


def _county(found: PackEvaluation, area: str) -> CountyResult:
    held = next((one for one in found.counties if one.area == area), None)
    if held is None:
        raise Http404
    return held


def _school_row(pack: Pack, one: SchoolResult) -> dict[str, Any]:
    judged = [_judged(pack, each) for each in one.criteria]
    missed = [each for each in judged if each["one"].verdict is Verdict.MISSED]
    met = sum(each["one"].verdict is Verdict.MET for each in judged)
    return {"result": one, "light": _LIGHTS[one.verdict], "met": met, "all": len(judged), "missed": missed}


def _judged(pack: Pack, one: Judged) -> dict[str, Any]:
    criterion = pack.by_id[one.criterion]
    decimals = criterion.decimals
    return {
        "one": one,
        "criterion": criterion,
        "light": _LIGHTS[one.verdict],
        "value": shown(one.value, decimals, one.limit) if one.value is not None else None,
        "gap": shown(one.gap, decimals) if one.gap is not None else None,
        "sign": "≤" if criterion.is_upper else "≥",
    }


def _workbook(request: HttpRequest, found: PackEvaluation, cut: Cut) -> HttpResponse:
    """Return the workbook, with the schools that whoever asks may see."""
    from luoshi.api import pack_workbook

    asker(request, KIND, "导出")
    areas = {one.area for one in found.counties if cut.has(one.name)}
    seen = replace(
        found,
        schools=tuple(one for one in found.schools if one.school.area in areas),
        remedies=tuple(one for one in found.remedies if one.area in areas),
        left_out=tuple(one for one in found.left_out if one.school.area in areas),
    )
    return download(pack_workbook(seen), f"{found.pack.name}-{found.year}.xlsx")
