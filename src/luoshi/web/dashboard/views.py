"""The dashboard (看板) and the leader's page (领导用表)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.web.clock import today
from luoshi.web.dashboard.held import held_rows
from luoshi.web.dashboard.selectors import (
    GROUPINGS,
    count,
    counted_of_all,
    grouped,
    grouped_of_all,
    late,
    of_book,
    red,
    soon,
)
from luoshi.web.ledger.lighting import light_all
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, require
from luoshi.web.scope import in_scope
from luoshi.web.ui.pages import page_of

_TITLES = {"unit": "按单位", "county": "按县市区", "chapter": "按章节"}
_SOON_DAYS = 30
_LISTED, _PRINTED = 10, 12


def index(request: HttpRequest) -> HttpResponse:
    """What is red and why, what is late, by unit, county or chapter."""
    by = request.GET.get("by", "unit")
    by = by if by in GROUPINGS else "unit"
    shown = _shown(request, by, _LISTED)
    return render(
        request, "dashboard/index.html", {**shown, "groupings": _TITLES, "page": page_of(request, shown["groups"])}
    )


def page(request: HttpRequest) -> HttpResponse:
    """One sheet of paper for a leader: numbers, units, what is red and why, what is late, what falls due."""
    shown = _shown(request, "unit", _PRINTED)
    groups = shown["groups"]
    return render(request, "dashboard/page.html", {**shown, "groups": groups[:_PRINTED], "groups_total": len(groups)})


def _shown(request: HttpRequest, by: str, listed: int) -> dict[str, Any]:
    require(request, "看板")
    account, day = account_of(request), today()
    light_all(day)
    books = list(Book.objects.all())
    chosen = next((one for one in books if str(one.pk) == request.GET.get("book", "")), None)
    book = chosen.pk if chosen is not None else None
    everything = held_rows(day)
    rows = of_book(everything.rows, book)
    if reach(account.roles, "看板", "查看") is Reach.ALL:
        counted, groups = counted_of_all(everything, book), list(grouped_of_all(everything, book, by))
    else:
        own = frozenset(in_scope(EntryRow.objects.all(), account, "看板", "查看").values_list("pk", flat=True))
        rows = [one for one in rows if one.pk in own]
        counted, groups = count(rows, day), grouped(rows, by, day)
    until = day + timedelta(days=_SOON_DAYS)
    lists = {"red": red(rows), "late": late(rows, day), "soon": soon(rows, day, until)}
    wanted = {pk for pks in lists.values() for pk in pks[:listed]}
    entries = EntryRow.objects.defer("content").prefetch_related("units").in_bulk(wanted)
    return {
        **{name: [entries[pk] for pk in pks[:listed] if pk in entries] for name, pks in lists.items()},
        **{f"{name}_total": len(pks) for name, pks in lists.items()},
        "by": by,
        "day": day,
        "books": books,
        "book": chosen,
        "all": counted,
        "groups": groups,
        "soon_until": until,
    }
