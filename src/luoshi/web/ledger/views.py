"""Pages of the list of entries: query, columns, print, time line. Not here: one entry
(:mod:`luoshi.web.ledger.entry_views`), changing many (:mod:`luoshi.web.ledger.assign_views`)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.web.action import NotAllowed, perform
from luoshi.web.ledger.actions import KIND
from luoshi.web.ledger.columns import COLUMNS, chosen_columns, shown_rows, with_columns
from luoshi.web.ledger.models import Book, EntryRow, EntryUnit
from luoshi.web.ledger.preferences import KeepColumns
from luoshi.web.ledger.query import asked_by
from luoshi.web.ledger.selectors import today_lit
from luoshi.web.ledger.timeline import drawn, with_milestones
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, context_of
from luoshi.web.scope import in_scope
from luoshi.web.ui.pages import page_of

PAPERS = ("A4", "A3")
BARS_A_PAGE = 40


def index(request: HttpRequest) -> HttpResponse:
    """The list: query form, toolbar, table."""
    _may_look(request)
    account, day = account_of(request), today_lit()
    form, rows = asked_by(account, request.GET, day)
    columns = chosen_columns(account.preferences)
    page = page_of(request, with_columns(rows, columns))
    shown = shown_rows(page.object_list, columns, day, page.start_index())
    keys = [one.key for one in columns]
    found = {"form": form, "page": page, "rows": shown, "columns": columns, "all_columns": COLUMNS, "keys": keys}
    return render(
        request, "ledger/index.html", {**found, "query": _query(request), "sort": request.GET.get("sort", "")}
    )


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns the list shows, and go back to it."""
    chosen = [] if "usual" in request.POST else request.POST.getlist("column")
    outcome = perform(KeepColumns(context_of(request), chosen))
    for one in outcome.findings:
        messages.error(request, f"{one.message}；{one.fix}")
    kept = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse('ledger:index')}?{kept}" if kept else "ledger:index")


def print_list(request: HttpRequest) -> HttpResponse:
    """All that the query asks for on one page, for paper lying across."""
    _may_look(request)
    account, day = account_of(request), today_lit()
    form, rows = asked_by(account, request.GET, day)
    columns = chosen_columns(account.preferences)
    shown = shown_rows(with_columns(rows, columns), columns, day)
    paper = request.GET.get("paper") if request.GET.get("paper") in PAPERS else PAPERS[0]
    book = form.cleaned_data.get("book")
    found = {"rows": shown, "columns": columns, "paper": paper, "papers": PAPERS, "asked": _told(form), "book": book}
    found["paper_css"] = f"ledger/print-{paper}.css"
    return render(request, "ledger/print.html", {**found, "query": _query(request)})


def timeline(request: HttpRequest) -> HttpResponse:
    """What the query asks for as bars along the months."""
    _may_look(request)
    account, day = account_of(request), today_lit()
    form, rows = asked_by(account, request.GET, day)
    page = page_of(request, with_milestones(rows), BARS_A_PAGE)
    picture = drawn(list(page.object_list), day)
    found = {"page": page, "picture": picture, "asked": _told(form), "query": _query(request)}
    return render(request, "ledger/timeline.html", found)


def units(request: HttpRequest) -> HttpResponse:
    """The units of the entries that the account may look at, to be offered in the query."""
    _may_look(request)
    seen = in_scope(EntryRow.objects.order_by(), account_of(request), KIND)
    bearing = EntryUnit.objects.filter(entry__in=seen.values("pk")).order_by("name")
    return render(request, "ledger/units.html", {"units": bearing.values_list("name", flat=True).distinct()})


def _may_look(request: HttpRequest) -> None:
    if reach(account_of(request).roles, KIND, "查看") is Reach.NONE:
        raise NotAllowed(KIND, "查看")


def _query(request: HttpRequest) -> str:
    """Return the query of the address without the page and the paper."""
    kept = request.GET.copy()
    for key in ("page", "paper", "all"):
        kept.pop(key, None)
    return str(kept.urlencode())


def _told(form: object) -> str:
    """Return in words what is asked for: 状态：待签收；灯：红."""
    told = []
    for field in form:  # type: ignore[attr-defined]  # a form yields its fields
        value = form.cleaned_data.get(field.name)  # type: ignore[attr-defined]
        if not value or field.name == "sort":
            continue
        if value is True:
            told.append(str(field.label))
            continue
        words = dict(getattr(field.field, "choices", ())) if not isinstance(value, Book) else {}
        told.append(f"{field.label}：{words.get(value, value)}")
    return "；".join(told)
