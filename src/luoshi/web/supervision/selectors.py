"""What is asked of the cases (查询): lists, those of an entry, what lights propose, a chain with its days.

Entries: :func:`cases_asked`, :func:`cases_of`, :func:`proposals`, :func:`chain_of`. Not here: changing them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Case as Choice
from django.db.models import Q, QuerySet, Value, When
from django.urls import reverse

from luoshi.model.ledger_words import State
from luoshi.model.lights import TaskLight
from luoshi.model.supervision import UNIT_ROLES, Case, Procedure, ProposedStep, StepTaken
from luoshi.progress.light_reports import Asked, lights_by_month
from luoshi.progress.oversight.supervision import due_day, proposed_steps
from luoshi.web.accounts.models import Account
from luoshi.web.ledger.lighting import as_ledger, entry_of, light_rules, rule_set, work_days
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.policy import Reach, reach
from luoshi.web.scope import in_scope
from luoshi.web.supervision.models import UNIT_TURN, CaseRow, PaperRow
from luoshi.web.supervision.procedures import KIND, procedures
from luoshi.web.supervision.store import case_of


class CaseLink(NamedTuple):
    """A case as other pages show it."""

    title: str
    state: str
    address: str


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain as the page shows it.

    Attributes:
        number: from 1.
        due: by when the next one was to follow; None when nothing had to.
        kept: 按时, 逾期 n 个工作日, or how many are left; empty when nothing had to follow.
        is_late: whether that day was not kept.
        paper: its paper; None when it has none.
    """

    number: int
    taken: StepTaken
    due: date | None
    kept: str
    is_late: bool
    paper: PaperRow | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A red or yellow entry, what its light proposes, and its open case."""

    row: EntryRow
    units: str
    proposed: ProposedStep | None
    case: CaseRow | None


def sees_drafts(account: Account) -> bool:
    """Return whether an account sees cases from which nothing was sent yet."""
    return reach(account.roles, KIND, "查看") is Reach.ALL


def cases_seen(account: Account, action: str = "查看") -> QuerySet[CaseRow]:
    """Return the cases on which an account may do something."""
    return in_scope(CaseRow.objects.select_related("unit"), account, KIND, action)


def in_turn(rows: QuerySet[CaseRow], account: Account, which: str, day: date) -> QuerySet[CaseRow]:
    """Return the cases that wait for somebody.

    Args:
        rows: of which.
        account: who asks.
        which: mine (a role of the account is to act), unit (the unit may still answer), silent (it did not in time).
        day: today.
    """
    if which != "mine":
        rows = rows.filter(turn=UNIT_TURN)
        return rows.filter(next_due__lt=day) if which == "silent" else rows
    mine = [Q(turn__contains=role.value) for role in account.roles if role.value not in UNIT_ROLES]
    return rows.filter(reduce(or_, mine)) if mine else rows.none()


def cases_asked(rows: QuerySet[CaseRow], asked: dict[str, Any], day: date) -> QuerySet[CaseRow]:
    """Return those of ``rows`` for which a :class:`~luoshi.web.supervision.forms.CaseQuery` asks; the overdue first."""
    if word := asked.get("word", "").strip():
        rows = rows.filter(Q(title__icontains=word) | Q(key__icontains=word))
    if unit := asked.get("unit", "").strip():
        rows = rows.filter(unit__name__icontains=unit)
    if stage := asked.get("stage"):
        rows = rows.filter(closed_on=None) if stage == "未销号" else rows.filter(stage=stage)
    if step := asked.get("step"):
        rows = rows.filter(next_steps__contains=step)
    if late := asked.get("late"):
        rows = rows.filter(next_due__lt=day) if late == "是" else rows.exclude(next_due__lt=day)
    if year := asked.get("year"):
        rows = rows.filter(year=int(year))
    is_over = Choice(When(closed_on=None, then=Value(0)), default=Value(1))
    has_due = Choice(When(next_due=None, then=Value(1)), default=Value(0))
    return rows.order_by(is_over, has_due, "next_due", "-pk")


def years(rows: QuerySet[CaseRow]) -> list[int]:
    """Return the years that have cases, the latest first."""
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def cases_of(row: EntryRow, account: Account | None = None) -> list[CaseLink]:
    """Return the cases over an entry, drafts left out; with an account only those that it may see."""
    rows = CaseRow.objects.filter(entry=row, opened_on__isnull=False)
    if account is not None:
        rows = in_scope(rows, account, KIND)
    return [CaseLink(str(one), one.stage, reverse("supervision:case", args=[one.pk])) for one in rows.order_by("-pk")]


def chain_of(row: CaseRow, case: Case, procedure: Procedure, day: date) -> list[Link]:
    """Return the steps of a case, each with whether the one behind it came in time."""
    papers = {one.place: one for one in row.papers.defer("file")}
    found = []
    for at, taken in enumerate(case.steps):
        rule = procedure.step(taken.step)
        due = due_day(taken, rule, work_days()) if rule is not None else None
        done = case.steps[at + 1].on if at + 1 < len(case.steps) else None
        late = due is not None and (done or day) > due
        found.append(Link(at + 1, taken, due, kept_told(due, done, day), late, papers.get(at)))
    return found


def kept_told(due: date | None, done: date | None, day: date) -> str:
    """Return in words whether a deadline was kept, or how much time is left."""
    if due is None:
        return ""
    days = work_days()
    if (done or day) > due:
        return f"逾期 {days.between(due + timedelta(days=1), done or day)} 个工作日"
    if done is None and day == due:
        return "今天到期"
    return "按时" if done is not None else f"还有 {days.between(day + timedelta(days=1), due)} 个工作日"


def lit_rows(account: Account) -> QuerySet[EntryRow]:
    """Return the entries that an account may see whose light may propose a step, the red ones first."""
    colours = {trigger.light for one in procedures().values() for trigger in one.triggers}
    rows = in_scope(EntryRow.objects.all(), account, "台账").filter(light__in=colours)
    rows = rows.exclude(state=State.UNDIVIDED.value)
    red_first = Choice(When(light="红", then=Value(0)), default=Value(1))
    return rows.select_related("book").prefetch_related("units").order_by(red_first, "book_id", "place", "pk")


def proposals(rows: Sequence[EntryRow], day: date) -> list[Proposal]:
    """Return what the lights of some entries propose: a step, or nothing where a case already went that far."""
    open_rows = CaseRow.objects.filter(entry__in=[one.pk for one in rows], closed_on=None).order_by("pk")
    cases = {one.entry_id: one for one in open_rows}
    proposed: dict[int, ProposedStep] = {}
    for book in {one.book_id: one.book for one in rows}.values():
        held = [one for one in rows if one.book_id == book.pk]
        own = [case_of(cases[one.pk]) for one in held if one.pk in cases]
        by_key = {one.key: one.pk for one in held}
        for step in _proposed(book, held, own, day):
            proposed.setdefault(by_key[step.entry], step)
    return [
        Proposal(one, "、".join(unit.name for unit in one.units.all()), proposed.get(one.pk), cases.get(one.pk))
        for one in rows
    ]


def _proposed(book: Book, rows: Iterable[EntryRow], cases: list[Case], day: date) -> list[ProposedStep]:
    known = procedures()
    months = max((trigger.months for one in known.values() for trigger in one.triggers), default=1)
    ledger = as_ledger(book, [entry_of(one) for one in rows])
    _, history = lights_by_month(ledger, light_rules(), work_days(), Asked(rule_set(), day, months))
    lights: dict[str, Sequence[TaskLight]] = {run[-1].entry: run for run in zip(*history, strict=True)}
    return [step for one in known.values() for step in proposed_steps(one, cases, lights, work_days())]
