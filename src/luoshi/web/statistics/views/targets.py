"""Pages of the plan's targets (目标监测): how each stands, its path, and what measures it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.model.monitoring import SourceKind, State
from luoshi.web.clock import today
from luoshi.web.statistics import figures
from luoshi.web.statistics.views import asker
from luoshi.web.ui.pages import download, page_of
from luoshi.web.ui.svg import Series, line_chart

if TYPE_CHECKING:
    from luoshi.model.monitoring import MonitoredTarget, Monitoring

KIND = "指标"
_ORDER = {state: place for place, state in enumerate(State)}


def targets(request: HttpRequest) -> HttpResponse:
    """The targets of a plan, those that lie behind first."""
    asker(request, KIND)
    on = figures.basis()
    plans = figures.plans(on)
    name = request.GET.get("plan", "")
    name = name if name in plans else next(iter(plans), "")
    if not name:
        return render(request, "statistics/targets.html", {"here": "targets", "plans": {}})
    held = figures.monitoring_of(on, name, today())
    if request.GET.get("format") == "xlsx":
        return _workbook(request, held)
    state, source = request.GET.get("state", ""), request.GET.get("source", "")
    query = request.GET.get("q", "").strip()
    found = [
        one
        for one in sorted(held.distinct, key=lambda one: _ORDER[one.judgement.state])
        if state in ("", one.judgement.state) and source in ("", one.source.kind) and query in one.indicator
    ]
    counts = Counter(one.judgement.state for one in held.distinct)
    page = page_of(request, found)
    page.object_list = [_row(one) for one in page.object_list]
    context: dict[str, Any] = {
        "here": "targets",
        "plans": {file: plan.document.title or plan.source.name for file, plan in plans.items()},
        "plan": name,
        "held": held,
        "page": page,
        "counts": [(one, _light(one), counts[one]) for one in State if counts[one]],
        "states": list(State),
        "sources": list(SourceKind),
        "state": state,
        "source": source,
        "query": query,
    }
    return render(request, "statistics/targets.html", context)


def target(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """One target: value, baseline, path, and where its figures come from."""
    asker(request, KIND)
    on = figures.basis()
    if plan not in figures.plans(on):
        raise Http404
    held = figures.monitoring_of(on, plan, today())
    one = next((each for each in held.targets if each.id == key), None)
    if one is None:
        raise Http404
    lines = [
        Series("实际", tuple((point.year, point.actual) for point in one.path)),
        Series("目标路径", tuple((point.year, point.planned) for point in one.path), is_dashed=True),
    ]
    chart = line_chart(f"{one.indicator}的实际和目标路径", one.unit, lines)
    known = figures.indicators(on)
    context = {
        "here": "targets",
        "plan": plan,
        "held": held,
        "one": one,
        "light": _light(one.judgement.state),
        "line": chart,
        "indicator": known.get(one.binding.indicator),
    }
    return render(request, "statistics/target.html", context)


def _row(one: MonitoredTarget) -> dict[str, Any]:
    planned = next((point.planned for point in one.path if point.year == one.source.year), None)
    return {"one": one, "light": _light(one.judgement.state), "planned": planned}


def _light(state: State) -> str:
    return "" if state.light == "无" else state.light


def _workbook(request: HttpRequest, held: Monitoring) -> HttpResponse:
    from luoshi.api import monitoring_workbook

    asker(request, KIND, "导出")
    return download(monitoring_workbook(held), f"目标监测-{held.year}.xlsx")
