"""The dashboard (看板) and the leader's page (领导用表)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.web.action import NotAllowed
from luoshi.web.clock import today
from luoshi.web.dashboard.held import held_rows
from luoshi.web.dashboard.selectors import GROUPINGS, count, grouped, late, soon
from luoshi.web.ledger.lighting import light_all
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of
from luoshi.web.scope import in_scope
from luoshi.web.ui.pages import page_of

_TITLES = {"unit": "按单位", "county": "按县市区", "chapter": "按章节"}
_SOON_DAYS = 30
_LISTED, _PRINTED = 10, 12


def index(request: HttpRequest) -> HttpResponse:
    """What is red and why, what is late, by unit, county or chapter."""
    by = request.GET.get("by", "unit")
    by = by if by in GROUPINGS else "unit"
    shown = _shown(request)
    groups = grouped(shown["held"], by, shown["day"])
    return render(
        request, "dashboard/index.html", {**shown, "by": by, "groupings": _TITLES, "page": page_of(request, groups)}
    )


def page(request: HttpRequest) -> HttpResponse:
    """One sheet of paper for a leader: numbers, units, what is red and why, what is late, what falls due."""
    shown = _shown(request, _PRINTED)
    groups = grouped(shown["held"], "unit", shown["day"])
    return render(request, "dashboard/page.html", {**shown, "groups": groups[:_PRINTED], "groups_total": len(groups)})


def _shown(request: HttpRequest, listed: int = _LISTED) -> dict[str, Any]:
    account, day = account_of(request), today()
    if reach(account.roles, "看板", "查看") is Reach.NONE:
        raise NotAllowed("看板", "查看")
    light_all(day)
    books = list(Book.objects.all())
    chosen = next((one for one in books if str(one.pk) == request.GET.get("book", "")), None)
    rows = in_scope(EntryRow.objects.defer("content"), account, "看板", "查看")
    rows = rows.filter(book=chosen) if chosen is not None else rows
    held = [one for one in held_rows(day) if chosen is None or one.book == chosen.pk]
    if reach(account.roles, "看板", "查看") is not Reach.ALL:
        own = frozenset(rows.values_list("pk", flat=True))
        held = [one for one in held if one.pk in own]
    counted = count(held, day)
    until = day + timedelta(days=_SOON_DAYS)
    red = rows.filter(light="红").order_by("due", "pk").prefetch_related("units")
    overdue = late(rows, day).prefetch_related("units")
    coming = soon(rows, day, until).prefetch_related("units")
    return {
        "held": held,
        "day": day,
        "books": books,
        "book": chosen,
        "all": counted,
        "red": list(red[:listed]),
        "red_total": counted.red,
        "late": list(overdue[:listed]),
        "late_total": counted.late,
        "soon": list(coming[:listed]),
        "soon_total": coming.count(),
        "soon_until": until,
    }
