"""Which entries somebody asks for (查询): rows in scope, cut by the query of the list, in an order.

Entries: :func:`entries_for`, :func:`asked_rows`, :func:`entry_seen`, :func:`lit_today`. List, print, time line, bulk
assignment and export ask with the same query string, so that each shows what the list shows.
Not here: the form of the query (:mod:`luoshi.web.ledger.query`), whose rows are whose (:mod:`luoshi.web.scope`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest

from luoshi.model.ledger_words import State
from luoshi.web.accounts.models import Unit
from luoshi.web.accounts.units import below, names_of_units, tops
from luoshi.web.clock import today
from luoshi.web.ledger.actions import KIND
from luoshi.web.ledger.lighting import light_all
from luoshi.web.ledger.models import LEAD, SUPPORT, EntryRow, EntryUnit
from luoshi.web.request import found_in_scope
from luoshi.web.scope import in_scope

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account

OVER = tuple(one.value for one in State if one.is_over)
FINISHED_WORD, FINISHED = "办结", (State.DONE.value, State.ARCHIVED.value)
"""Both states of what was finished, and the word by which the list is asked for them."""
NOT_THERE = "-"
"""By this the list is asked for entries without a chapter, or that no unit leads."""
CITY, COUNTY_KIND = "0", "县级政府"
_OPEN = ~Q(state__in=OVER)
DUTIES: dict[str, tuple[str, Q]] = {
    "签收": ("待签收", Q(state=State.UNSIGNED.value)),
    "分解": ("待分解", Q(state=State.UNDIVIDED.value)),
    "审核通过": ("待审核的办结", Q(state=State.UNDER_REVIEW.value)),
    "同意申请": ("待审批的申请", Q(waiting_requests__gt=0) & _OPEN),
}
"""What awaits a deed: the deed -> its words, the rows."""
SORTS: dict[str, str] = {
    "number": "place",
    "title": "title",
    "section": "section",
    "area": "area",
    "start": "start",
    "due": "due",
    "finished": "finished",
    "state": "state",
    "percent": "percent",
    "light": "rank",
    "changed": "changed_at",
}
"""Key in the address -> what rows are put in order by."""
_RANKS = ("红", "黄", "绿", "蓝")


def lit_today(day: date) -> None:
    """Give every entry its light of a day where one has not got it yet: once a day, with the first list asked for."""
    if EntryRow.objects.exclude(lit_on=day).exists():
        light_all(day)


def entries_for(account: Account, asked: dict[str, Any], day: date) -> QuerySet[EntryRow]:
    """Return the rows an account may look at that a query asks for, in its order.

    Args:
        account: who asks.
        asked: what :class:`luoshi.web.ledger.query.Query` understood; what is missing or empty asks for nothing.
        day: by which is told what is overdue.
    """
    rows = in_scope(EntryRow.objects.select_related("book").defer("content"), account, KIND)
    if duty := asked.get("duty"):
        doable = in_scope(EntryRow.objects.filter(DUTIES[duty][1]), account, KIND, duty)
        rows = rows.filter(pk__in=doable.values("pk"))
    return in_order(asked_rows(rows, asked, day), str(asked.get("sort") or ""))


def asked_rows(rows: QuerySet[EntryRow], asked: dict[str, Any], day: date) -> QuerySet[EntryRow]:
    """Return those of ``rows`` that a query asks for."""
    for key in ("book", "kind", "light", "area"):
        if asked.get(key):
            rows = rows.filter(**{key: asked[key]})
    if asked.get("state"):
        rows = rows.filter(state__in=FINISHED if asked["state"] == FINISHED_WORD else (asked["state"],))
    if asked.get("chapter"):
        chapter = "" if asked["chapter"] == NOT_THERE else asked["chapter"]
        within = Q(section=chapter)
        rows = rows.filter(within | Q(section__startswith=f"{chapter}/") if chapter else within)
    if asked.get("section"):
        rows = rows.filter(section__icontains=asked["section"])
    if asked.get("text"):
        rows = rows.filter(Q(title__icontains=asked["text"]) | Q(number__iexact=asked["text"]))
    if asked.get("due_from"):
        rows = rows.filter(due__gte=asked["due_from"])
    if asked.get("due_to"):
        rows = rows.filter(due__lte=asked["due_to"])
    if asked.get("late"):
        rows = rows.filter(_OPEN, due__lt=day)
    if asked.get("unit"):
        rows = rows.filter(_of_unit(asked, day))
    if asked.get("county"):
        rows = rows.filter(_of_county(str(asked["county"])))
    return rows


def in_order(rows: QuerySet[EntryRow], sort: str) -> QuerySet[EntryRow]:
    """Return rows in the order of a head of the list (``due``, or ``-due`` for the other way round); empty values
    last."""
    key = SORTS.get(sort.lstrip("-"))
    if key is None:
        return rows.order_by("book_id", "place", "pk")
    if key == "rank":
        whens = [When(light=light, then=Value(rank)) for rank, light in enumerate(_RANKS)]
        rows = rows.annotate(rank=Case(*whens, default=Value(len(_RANKS)), output_field=IntegerField()))
    by = F(key).desc(nulls_last=True) if sort.startswith("-") else F(key).asc(nulls_last=True)
    return rows.order_by(by, "book_id", "place", "pk")


def entry_seen(request: HttpRequest, pk: int) -> EntryRow:
    """Return an entry that the account may look at.

    Raises:
        Http404: there is none, or it is another unit's; the latter is logged.
    """
    row: EntryRow = found_in_scope(request, EntryRow.objects.select_related("book"), KIND, pk=pk)
    return row


def rows_picked(account: Account, numbers: list[int], day: date) -> list[EntryRow]:
    """Return rows by their numbers, in the order of their book.

    Raises:
        Http404: one of them is not there for this account.
    """
    rows = list(entries_for(account, {}, day).filter(pk__in=numbers).prefetch_related("units"))
    if len(rows) != len(set(numbers)):
        raise Http404
    return rows


def _of_unit(asked: dict[str, Any], day: date) -> Q:
    name = str(asked["unit"])
    if name == NOT_THERE:
        return ~Q(pk__in=EntryUnit.objects.filter(role=LEAD).values("entry_id"))
    known = names_of_units(day).get(name)
    if known is None:
        exact = EntryUnit.objects.filter(name=name)
        bearing = exact if exact.exists() else EntryUnit.objects.filter(name__icontains=name)
    else:
        own = below(known) if asked.get("below") else frozenset((known,))
        bearing = EntryUnit.objects.filter(Q(unit__in=own) | Q(name=name))
    if asked.get("role") in (LEAD, SUPPORT):
        bearing = bearing.filter(role=asked["role"])
    return Q(pk__in=bearing.values("entry_id"))


def _of_county(county: str) -> Q:
    """Return which entries units of a county lead; of the city (``0``) those that other units lead, or none."""
    leads = EntryUnit.objects.filter(role=LEAD)
    if county != CITY:
        return Q(pk__in=leads.filter(unit__in=below(int(county))).values("entry_id"))
    under = [pk for pk, top in tops().items() if top.kind == COUNTY_KIND]
    others = leads.filter(Q(unit__isnull=True) | ~Q(unit__in=under))
    return Q(pk__in=others.values("entry_id")) | ~Q(pk__in=leads.values("entry_id"))


def counties() -> list[tuple[str, str]]:
    """Return the counties that the list can be asked for: number in the address and name."""
    found = Unit.objects.filter(kind=COUNTY_KIND, parent=None).order_by("pk").values_list("pk", "name")
    return [(str(pk), name) for pk, name in found] + [(CITY, "市级")]


def today_lit() -> date:
    """Return today, every entry bearing its light of it."""
    day = today()
    lit_today(day)
    return day
