"""Pages of the base database (数据): what there is, snapshots, rollback, what is owed, templates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding
from luoshi.model.tables import FieldType, TimeKind
from luoshi.web.action import perform
from luoshi.web.request import context_of, number_in
from luoshi.web.statistics import figures
from luoshi.web.statistics.actions import RollBack
from luoshi.web.statistics.areas import own_areas
from luoshi.web.statistics.views import asker
from luoshi.web.statistics.views.returns import change_rows
from luoshi.web.ui.pages import download, page_of

KIND = "统计"
_TYPES = {
    FieldType.TEXT: "文字",
    FieldType.COUNT: "整数",
    FieldType.DECIMAL: "数",
    FieldType.CODE: "选词",
    FieldType.DATE: "日期",
}


def data(request: HttpRequest) -> HttpResponse:
    """Which tables hold rows of which years, and the snapshots."""
    asker(request, KIND)
    on = figures.basis()
    held = figures.snapshots(on)
    tables = figures.definitions(on).tables
    rows = []
    for name, table in tables.items():
        parts = [part for part in held[0].parts if part.table == name] if held else []
        years = sorted({part.period for part in parts if part.period is not None})
        kind = "学年" if table.time is TimeKind.SCHOOL_YEAR else "年"
        span = f"{years[0]}—{years[-1]} {kind}" if len(years) > 1 else f"{years[0]} {kind}" if years else ""
        statuses = dict.fromkeys(word for part in parts for word in part.status)
        count = sum(part.rows for part in parts)
        rows.append({"name": name, "table": table, "span": span, "rows": count, "status": "、".join(statuses)})
    context = {"here": "data", "rows": rows, "page": page_of(request, held), "current": on.snapshot}
    return render(request, "statistics/data.html", context)


def table(request: HttpRequest, name: str) -> HttpResponse:
    """The fields of a table."""
    asker(request, KIND)
    found = figures.definitions(figures.basis()).tables.get(name)
    if found is None:
        raise Http404
    fields = [{"field": one, "type": _TYPES.get(one.type, "")} for one in found.stored]
    return render(request, "statistics/table.html", {"here": "data", "table": found, "fields": fields})


def snapshot(request: HttpRequest, name: str) -> HttpResponse:
    """One snapshot: who made it of which files, what it differs from the one before or from the one in force."""
    asker(request, KIND)
    on = figures.basis()
    held = {one.id: one for one in figures.snapshots(on)}
    if name not in held:
        raise Http404
    shown, reason = held[name], ""
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        findings = _rolled_back(request, name, reason)
        if not findings:
            return redirect("statistics:data")
    with_now = request.GET.get("with") == "now" and name != on.snapshot
    old, new = (name, on.snapshot) if with_now else (shown.parent, name)
    context: dict[str, Any] = {
        "here": "data",
        "snapshot": shown,
        "is_current": name == on.snapshot,
        "current": on.snapshot,
        "with_now": with_now,
        "changed": change_rows(old, new) if old else [],
        "findings": findings,
        "reason": reason,
    }
    return render(request, "statistics/snapshot.html", context)


def missing(request: HttpRequest) -> HttpResponse:
    """The returns that are owed: by county and table, and school by school."""
    account = asker(request, KIND)
    on = figures.basis()
    titles = {one.name: one.title for one in figures.definitions(on).tables.values()}
    years = sorted({part.period for part in _parts(on) if part.table == "institutions" and part.period}, reverse=True)
    year = number_in(request.GET.get("year")) or (years[0] if years else None)
    owed = figures.missing(on, year) if year in years else ()
    cut = own_areas(account, KIND, "查看", {one.area_name for one in owed})
    owed = tuple(one for one in owed if cut.has(one.area_name))
    if request.GET.get("format") == "xlsx":
        return _missing_book(owed, year)
    counts: dict[str, dict[str, int]] = {}
    for one in owed:
        by_table = counts.setdefault(one.area_name, {})
        by_table[titles[one.table]] = by_table.get(titles[one.table], 0) + 1
    rows = [{"one": one, "table": titles[one.table]} for one in owed]
    context = {"here": "missing", "year": year, "years": years, "counts": counts, "page": page_of(request, rows)}
    return render(request, "statistics/missing.html", context)


def template(request: HttpRequest) -> HttpResponse:
    """The workbook in which units fill what is lacking."""
    asker(request, KIND, "下载模板")
    on = figures.basis()
    tables = figures.definitions(on).tables
    chosen = tuple(one for one in request.GET.getlist("table") if one in tables)
    every = request.GET.get("all") == "1"
    year = number_in(request.GET.get("year"))
    content = figures.template(on, chosen, year, every)
    name = "、".join(tables[one].title for one in chosen[:2]) or "填报模板"
    return download(content, f"{name}{f'-{year}' if year else ''}.xlsx")


def _rolled_back(request: HttpRequest, name: str, reason: str) -> tuple[Finding, ...]:
    outcome = perform(RollBack(context_of(request), name, reason, request.POST.get("shown", "")))
    if not outcome.done or outcome.value is None:
        return outcome.findings
    messages.success(request, f"已回到快照 {outcome.value.restored} 的数据，记为新的快照 {outcome.value.id}")
    return ()


def _missing_book(owed: Any, year: int | None) -> HttpResponse:
    from luoshi.api import missing_book

    return download(missing_book(owed, figures.definitions(figures.basis())), f"缺报清单-{year}.xlsx")


def _parts(on: figures.Basis) -> Any:
    try:
        held = figures.snapshots(on)
    except LuoshiError:
        return ()
    return held[0].parts if held else ()
