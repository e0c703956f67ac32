"""Entries into the database and out of it (存取): the document, and the columns made from it.

Entries: :func:`add_entry`, :func:`add_entries`, :func:`save_entry`, :func:`add_ledger`,
:func:`ledger_of`, :func:`held_row`.
Not here: what may be changed by whom (:mod:`luoshi.web.ledger.actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, Ledger, LedgerProject, LedgerTask, Report, State
from luoshi.web.accounts.units import names_of_units
from luoshi.web.ledger.lighting import Standing, as_ledger, entry_of, lights_of, reporting_of, set_light
from luoshi.web.ledger.models import LEAD, SUPPORT, Book, EntryRow, EntryUnit, ReportRow

_AT_ONCE = 500
_SIGNED = 64
"""Characters of who reported that the column holds: the name of a unit for which it was done may be longer."""


def held_row(pk: int, version: int | None) -> tuple[EntryRow, tuple[Finding, ...]]:
    """Return an entry held against other changes until the transaction ends, and that it is newer than ``version``.

    Raises:
        EntryRow.DoesNotExist: there is none.
    """
    # Of the entry alone: whoever holds a whole book waits for its entries, and would be waited for.
    row = EntryRow.objects.select_for_update(of=("self",)).select_related("book").get(pk=pk)
    if version is not None and row.version != version:
        fix = "重新打开这一页，看过别人改了什么再提交；您刚才写的还在本页上，没有保存"
        told = f"您打开以后，别人改过这一条（第 {version} 版，现在是第 {row.version} 版）"
        return row, (Finding("N301", Severity.ERROR, told, row.key, fix=fix),)
    return row, ()


def save_entry(row: EntryRow, entry: Entry, at: datetime) -> EntryRow:
    """Store an entry that was changed, with all its columns; its version goes up by one. The row must be held."""
    row.version += 1
    _write(row, entry, at, names_of_units(at.date()))
    return row


def add_entry(book: Book, entry: Entry, at: datetime) -> EntryRow:
    """Store a new entry at the end of a book."""
    return add_entries(book, [entry], at)[0]


def add_entries(book: Book, entries: Sequence[Entry], at: datetime) -> list[EntryRow]:
    """Store new entries at the end of a book; the number of queries does not grow with them."""
    units = names_of_units(at.date())
    standings = lights_of(book, entries, at.date())
    last = EntryRow.objects.filter(book=book).order_by("-place").values_list("place", flat=True).first() or 0
    rows = [EntryRow(book=book, place=last + nth) for nth in range(1, len(entries) + 1)]
    pairs = list(zip(rows, entries, strict=True))
    for row, entry in pairs:
        _fill(row, entry, at, standings[entry.id])
    EntryRow.objects.bulk_create(rows, batch_size=_AT_ONCE)
    EntryUnit.objects.bulk_create((one for row, entry in pairs for one in _units(row, entry, units)), _AT_ONCE)
    ReportRow.objects.bulk_create((_report(row, one) for row, entry in pairs for one in entry.reports), _AT_ONCE)
    return rows


def add_ledger(ledger: Ledger, at: datetime) -> Book:
    """Store a whole ledger as a new book."""
    first, last = ledger.period or (None, None)
    book = Book.objects.create(
        name=ledger.name,
        plan=ledger.plan,
        first_year=first,
        last_year=last,
        frequency=ledger.frequency.value,
        created_at=at,
    )
    add_entries(book, [*ledger.tasks, *ledger.projects], at)
    return book


def ledger_of(book: Book, rows: Iterable[EntryRow] | None = None) -> Ledger:
    """Return a book, or some of its rows, as a ledger."""
    return as_ledger(book, [entry_of(row) for row in (book.entries.all() if rows is None else rows)])


def relink_units(day: date) -> int:
    """Link all entries to units by their names again, after units were added, renamed or merged; return how many links
    changed."""
    names = names_of_units(day)
    changed = [one for one in EntryUnit.objects.all() if one.unit_id != names.get(one.name)]
    for one in changed:
        one.unit_id = names.get(one.name)
    EntryUnit.objects.bulk_update(changed, ["unit"], batch_size=500)
    return len(changed)


def _write(row: EntryRow, entry: Entry, at: datetime, units: dict[str, int]) -> None:
    _fill(row, entry, at, lights_of(row.book, [entry], at.date())[entry.id])
    row.save()
    _write_units(row, entry, units)
    _write_reports(row, entry)


def _fill(row: EntryRow, entry: Entry, at: datetime, standing: Standing) -> None:
    """Write an entry into the columns of a row; the row is not stored."""
    row.content = entry.model_dump(mode="json", exclude_defaults=True)
    row.key = entry.id
    row.kind = "项目" if isinstance(entry, LedgerProject) else "任务"
    row.number, row.section, row.area = entry.number[:40], entry.section[:300], entry.area[:60]
    row.plan_item = entry.plan_item
    row.title = entry.name if isinstance(entry, LedgerProject) else _title(entry)
    row.state, row.start, row.due = entry.state.value, entry.start, entry.due_on(at.date())
    row.finished = entry.finished if isinstance(entry, LedgerTask | LedgerProject) else None
    row.frequency, row.reported_from = reporting_of(row.book, entry)
    row.waiting_reports = sum(one.state is State.UNDER_REVIEW for one in entry.reports)
    row.waiting_requests = sum(one.state == "待审批" for one in entry.requests)
    row.changed_at = at
    set_light(row, standing, at.date())


def _title(entry: Entry) -> str:
    return entry.title if isinstance(entry, LedgerTask) else entry.id


def _write_units(row: EntryRow, entry: Entry, units: dict[str, int]) -> None:
    wanted = _units(row, entry, units)
    if [(one.name, one.role) for one in row.units.all()] == [(one.name, one.role) for one in wanted]:
        return
    row.units.all().delete()
    EntryUnit.objects.bulk_create(wanted)


def _units(row: EntryRow, entry: Entry, units: dict[str, int]) -> list[EntryUnit]:
    lead = entry.bearers
    support = [one for one in entry.assignment.support if one not in lead]
    wanted = [(name, LEAD) for name in lead] + [(name, SUPPORT) for name in support]
    return [
        EntryUnit(entry=row, unit_id=units.get(name), name=name[:100], role=role, place=place)
        for place, (name, role) in enumerate(wanted)
    ]


def _report(row: EntryRow, report: Report) -> ReportRow:
    return ReportRow(
        entry=row,
        period=report.period,
        state=report.state.value,
        on=report.on,
        percent=report.percent,
        reporter=report.reporter[:_SIGNED],
    )


def _write_reports(row: EntryRow, entry: Entry) -> None:
    wanted = {one.period: one for one in entry.reports}
    held = {one.period: one for one in row.reports.all()}
    for period in held.keys() - wanted.keys():
        held[period].delete()
    for period, report in wanted.items():
        known = held.get(period) or ReportRow(entry=row, period=period)
        fresh = (report.state.value, report.on, report.percent, report.reporter[:_SIGNED])
        if known.pk and (known.state, known.on, known.percent, known.reporter) == fresh:
            continue
        known.state, known.on, known.percent, known.reporter = fresh
        known.save()
