"""What is to be reported, what was, what waits (应报、已报、待审核): queries for pages, workbooks and duties.

Entries: :func:`duties`, :func:`narrowed`, :func:`by_unit`, :func:`waiting`,
:func:`returned_reports`, :func:`evidence_of`, :func:`lead_names`.
Whoever asks cuts the rows to his scope first (:mod:`luoshi.web.scope`).
Not here: which periods are asked for (:mod:`luoshi.web.reporting.periods`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from luoshi.model.ledger_words import State
from luoshi.progress.deeds import RUNNING
from luoshi.web.accounts.models import Account
from luoshi.web.ledger.models import LEAD, EntryRow, EntryUnit, ReportRow
from luoshi.web.reporting.models import Attachment, Draft
from luoshi.web.reporting.periods import Asked
from luoshi.web.scope import in_scope

MISSING, DRAFTED, WAITING, BACK, PASSED, OVERDUE = "未报", "草稿", "待审核", "退回", "审核通过", "逾期"
WORDS = {State.UNDER_REVIEW.value: WAITING, State.RETURNED.value: BACK, State.DONE.value: PASSED,
         State.ARCHIVED.value: PASSED}  # fmt: skip
"""State of a report -> the word for it."""
STATES = (MISSING, DRAFTED, WAITING, BACK, PASSED, OVERDUE)


def duties(rows: QuerySet[EntryRow], asked: Sequence[Asked]) -> QuerySet[EntryRow]:
    """Return those of ``rows`` of which a report is asked, each with ``asked_period``, ``reported`` (the state of the
    report, empty without one), ``told`` (its completion) and ``drafted``.

    What is finished or ended by now and was not reported then is not asked any more.
    """
    begun = Q(pk__in=[])
    for one in asked:
        begun |= Q(frequency=one.frequency.value, reported_from__lte=one.end)
    period = Case(*(When(frequency=one.frequency.value, then=Value(one.period)) for one in asked), default=Value(""))
    of_it = ReportRow.objects.filter(entry=OuterRef("pk"), period=OuterRef("asked_period")).order_by("-pk")
    drafts = Draft.objects.filter(entry=OuterRef("pk"), period=OuterRef("asked_period"))
    return (
        rows.filter(begun)
        .annotate(asked_period=period)
        .annotate(
            reported=Coalesce(Subquery(of_it.values("state")[:1]), Value("")),
            told=Subquery(of_it.values("percent")[:1]),
            drafted=Exists(drafts),
        )
        .filter(Q(state__in=[one.value for one in RUNNING]) | ~Q(reported=""))
    )


def narrowed(rows: QuerySet[EntryRow], state: str, asked: Sequence[Asked], today: date) -> QuerySet[EntryRow]:
    """Return those of :func:`duties` whose report stands so: one of :data:`STATES`; all when it is none of them."""
    if state == OVERDUE:
        over = [one.frequency.value for one in asked if one.is_over(today)]
        later = ReportRow.objects.filter(entry=OuterRef("pk"), period__gt=OuterRef("asked_period"))
        return rows.filter(reported__in=["", State.RETURNED.value], frequency__in=over).exclude(Exists(later))
    if state == MISSING:
        return rows.filter(reported="")
    if state == DRAFTED:
        return rows.filter(reported__in=["", State.RETURNED.value], drafted=True)
    words = [key for key, word in WORDS.items() if word == state]
    return rows.filter(reported__in=words) if words else rows


@dataclass(slots=True)
class UnitCount:
    """How far one unit is: how many reports are asked, and how many stand where."""

    name: str
    asked: int = 0
    missing: int = 0
    overdue: int = 0
    waiting: int = 0
    returned: int = 0
    passed: int = 0

    @property
    def told(self) -> int:
        """How many were handed in and not returned."""
        return self.waiting + self.passed


def by_unit(rows: QuerySet[EntryRow], asked: Sequence[Asked], today: date) -> list[UnitCount]:
    """Return the counts of :func:`duties` by leading unit, most missing first; an entry that two units lead counts for
    both."""
    over = {one.frequency.value for one in asked if one.is_over(today)}
    stands = {
        pk: (reported, frequency in over)
        for pk, reported, frequency in rows.order_by().values_list("pk", "reported", "frequency")
    }
    found: dict[str, UnitCount] = {}
    named = EntryUnit.objects.filter(role=LEAD, entry__in=rows.order_by().values("pk"))
    for pk, name in named.values_list("entry_id", "name"):
        reported, is_over = stands[pk]
        unit = found.setdefault(name, UnitCount(name))
        unit.asked += 1
        unit.missing += reported == ""
        unit.returned += reported == State.RETURNED.value
        unit.overdue += is_over and reported in ("", State.RETURNED.value)
        unit.waiting += reported == State.UNDER_REVIEW.value
        unit.passed += WORDS.get(reported) == PASSED
    return sorted(found.values(), key=lambda one: (-one.missing - one.returned, one.name))


def waiting(account: Account) -> QuerySet[ReportRow]:
    """Return the reports that somebody may review, the oldest first."""
    rows = ReportRow.objects.filter(state=State.UNDER_REVIEW.value).select_related("entry")
    return in_scope(rows, account, "台账", "填报审核通过").order_by("on", "entry_id")


def returned_reports() -> QuerySet[ReportRow]:
    """Return the reports that were returned, of entries that may still be reported, the latest period first."""
    running = [one.value for one in RUNNING]
    rows = ReportRow.objects.filter(state=State.RETURNED.value, entry__state__in=running)
    return rows.select_related("entry").order_by("-period", "entry_id")


def lead_names(entries: Iterable[int]) -> dict[int, str]:
    """Return number of an entry -> the units that lead it, in one text."""
    found: dict[int, list[str]] = {}
    for pk, name in EntryUnit.objects.filter(role=LEAD, entry__in=list(entries)).values_list("entry_id", "name"):
        found.setdefault(pk, []).append(name)
    return {pk: "、".join(names) for pk, names in found.items()}


Evidence = tuple[str, str, int, str, datetime, str]


def evidence_of(row: EntryRow) -> list[Evidence]:
    """Return the evidence of an entry: period, name, size in bytes, who, when, address.

    Whether the asker may see the entry is asked before; the address asks again.
    """
    return [
        (one.period, one.name, one.size, one.uploaded_by, one.at, reverse("reporting:evidence", args=[one.pk]))
        for one in Attachment.objects.filter(entry=row).order_by("-period", "pk")
    ]
