"""What pages of plans ask the database (查询): always through the scope of whoever asks.

Entries: :func:`docs_for`, :func:`doc_for`, :func:`version_for`, :func:`items_shown`, :func:`counts_of`.
Not here: pages (:mod:`luoshi.web.plans.views`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse

from luoshi.model.document import Span
from luoshi.model.wording import LISTS
from luoshi.web.accounts.models import Account
from luoshi.web.ledger.models import EntryRow
from luoshi.web.plans.models import ItemStatus, PlanDoc, PlanItem, PlanState, PlanVersion
from luoshi.web.scope import in_scope

KIND = "规划"
_HEAVY = ("content", "review")


@dataclass(frozen=True, slots=True)
class DocQuery:
    """What the list of plans is asked for."""

    words: str = ""
    level: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """Which items of a version are shown: kind, status, words, and within which span of the text."""

    kind: str = ""
    status: str = ""
    words: str = ""
    within: Span | None = None


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many items of a kind there are, and how many of them nobody looked at."""

    name: str
    every: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items of each kind and status a version has."""

    kinds: tuple[KindCount, ...]
    statuses: Mapping[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many nobody looked at."""
        return self.statuses.get(ItemStatus.COMPILED, 0)

    @property
    def every(self) -> int:
        """How many there are, without the deleted."""
        return sum(one.every for one in self.kinds)


def docs_for(account: Account, query: DocQuery) -> QuerySet[PlanDoc]:
    """Return the plans of the list, with how many versions and items to look at they have."""
    rows = in_scope(PlanDoc.objects.all(), account, KIND)
    if query.words:
        rows = rows.filter(Q(name__icontains=query.words) | Q(region__icontains=query.words))
    if query.level:
        rows = rows.filter(level=query.level)
    if query.state:
        rows = rows.filter(pk__in=versions_for(account).filter(is_latest=True, state=query.state).values("doc_id"))
    return rows.select_related("unit", "job")


def versions_for(account: Account, action: str = "查看") -> QuerySet[PlanVersion]:
    """Return the versions on which an account may do something, without their documents."""
    rows = PlanVersion.objects.select_related("doc", "source").defer(*_HEAVY, "source__document")
    return in_scope(rows, account, KIND, action)


def latest_of(account: Account, docs: list[PlanDoc]) -> dict[int, PlanVersion]:
    """Return the newest version that an account may see of each plan, with ``waiting``: items to look at."""
    waiting = Count("items", filter=Q(items__status=ItemStatus.COMPILED))
    rows = versions_for(account).filter(doc__in=[one.pk for one in docs]).annotate(waiting=waiting)
    return {row.doc_id: row for row in rows.order_by("number")}


def doc_for(account: Account, pk: int, action: str = "查看") -> PlanDoc:
    """Return a plan; 404 when it is none of the account's."""
    return get_object_or_404(in_scope(PlanDoc.objects.select_related("job", "unit"), account, KIND, action), pk=pk)


def version_for(account: Account, pk: int, *, full: bool = False, action: str = "查看") -> PlanVersion:
    """Return a version; 404 when it is none of the account's. ``full`` brings its documents too."""
    rows = versions_for(account, action)
    if full:
        rows = rows.defer(None).defer("source__document")
    return get_object_or_404(rows.select_related("proposed_by", "decided_by", "base"), pk=pk)


def items_shown(version: PlanVersion, query: ItemQuery) -> QuerySet[PlanItem]:
    """Return items of a version, those first that nobody looked at, then in the order of the text."""
    rows = version.items.defer("was")
    if query.kind:
        rows = rows.filter(kind=query.kind)
    rows = rows.filter(status=query.status) if query.status else rows.exclude(status=ItemStatus.DROPPED)
    if query.words:
        rows = rows.filter(Q(title__icontains=query.words) | Q(units__icontains=query.words) | Q(key=query.words))
    if query.within is not None:
        rows = rows.filter(mark_start__gte=query.within.start, mark_start__lt=query.within.end)
    first = Case(When(status=ItemStatus.COMPILED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(first, "mark_start", "pk")


def items_of_entry(row: EntryRow, account: Account) -> list[tuple[str, str, str]]:
    """Return where in a plan an entry of the ledger comes from: plan and version, title, address of the item.

    Of the newest version that an account may see; nothing when the plan is not in the database.
    """
    if not row.plan_item:
        return []
    items = PlanItem.objects.filter(key=row.plan_item, plan__in=versions_for(account)).exclude(
        status=ItemStatus.DROPPED
    )
    item = items.select_related("plan__doc").defer("plan__content").order_by("-plan__number", "-plan_id").first()
    if item is None:
        return []
    place = f"{item.plan.doc.name} 第 {item.plan.number} 版"
    return [(place, item.title, reverse("plans:item", args=[item.plan_id, item.key]))]


def items_over(version: PlanVersion, span: Span) -> list[PlanItem]:
    """Return the items that lie over a span of the text, as they are to be marked: the wider first."""
    rows = version.items.defer("was").exclude(status=ItemStatus.DROPPED)
    found = rows.filter(start__lt=span.end, end__gt=span.start) | rows.filter(
        mark_start__lt=span.end, mark_end__gt=span.start
    )
    order = {"任务": 0, "项目": 1, "问题": 2}
    return sorted(found, key=lambda row: (order.get(row.kind, 3), row.mark_start))


def counts_of(version: PlanVersion, within: Span | None = None) -> Counts:
    """Return how many items of each kind and status there are, in a span of the text or in all of it."""
    rows = version.items.all()
    if within is not None:
        rows = rows.filter(mark_start__gte=within.start, mark_start__lt=within.end)
    kinds = {name: [0, 0] for name in LISTS.values()}
    statuses: dict[str, int] = {}
    for kind, status, count in rows.values_list("kind", "status").annotate(Count("pk")).order_by():
        statuses[status] = statuses.get(status, 0) + count
        if status != ItemStatus.DROPPED:
            kinds[kind][0] += count
        if status == ItemStatus.COMPILED:
            kinds[kind][1] += count
    return Counts(tuple(KindCount(name, *both) for name, both in kinds.items()), statuses)


def waiting_items(account: Account) -> int:
    """Return how many items of drafts nobody looked at."""
    drafts = in_scope(PlanVersion.objects.all(), account, KIND, "确认条目").filter(
        is_latest=True, state__in=(PlanState.DRAFT, PlanState.REFUSED)
    )
    return PlanItem.objects.filter(plan__in=drafts, status=ItemStatus.COMPILED).count()


def waiting_versions(account: Account) -> int:
    """Return how many versions await a decision of this account: those that others proposed."""
    rows = in_scope(PlanVersion.objects.all(), account, KIND, "批准印发").filter(state=PlanState.PROPOSED)
    return rows.exclude(proposed_by=account).count()
