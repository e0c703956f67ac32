"""Lights of entries in the database (亮灯): given when an entry is stored, and for all of them once a day.

Entries: :func:`lights_of`, :func:`light_all`, :func:`reporting_of`,
:func:`work_days`. Not here: the rules (:mod:`luoshi.progress.lights`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from luoshi.base.work_days import WorkDays
from luoshi.model.ledger import Entry, Frequency, Ledger, LedgerProject, LedgerTask
from luoshi.model.light_report import LitEntry
from luoshi.model.lights import LightRuleSet
from luoshi.progress.light_reports import Asked, completions, paces, report_lights
from luoshi.progress.tracks import track_of
from luoshi.rules.calendars import load_work_days
from luoshi.rules.lights import load_light_rules, rules_on
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.workspace.folder import open_workspace

if TYPE_CHECKING:
    from django.db.models import QuerySet

_AT_ONCE = 2000
_LIT = ("light", "light_word", "light_reason", "lit_on", "lit_by", "pace", "percent")


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entry stands on a day: its light, how far time has gone (序时进度, 0-100; None without a span), and how
    far it is itself (完成比例, 0-100; None when nobody can say)."""

    light: LitEntry
    pace: Decimal | None
    percent: Decimal | None


def lights_of(book: Book, entries: Iterable[Entry], day: date) -> dict[str, Standing]:
    """Return number of an entry -> how it stands on a day, by the manner of the workspace.

    Raises:
        LuoshiError: L200, L201 when the rules are wrong.
    """
    asked = Asked(rule_set(), day)
    ledger = as_ledger(book, entries)
    report = report_lights(ledger, light_rules(), work_days(), asked)
    gone, done = paces(ledger, work_days(), day), completions(ledger, work_days(), day)
    return {one.id: Standing(one, gone.get(one.id), done.get(one.id)) for one in report.entries}


def light_all(day: date) -> int:
    """Give every entry its light of a day where it still has that of another day, or by other rules; return how many
    there were."""
    count = 0
    unlit = EntryRow.objects.exclude(lit_on=day, lit_by=rules_digest())
    for book in Book.objects.filter(entries__in=unlit).distinct():
        with transaction.atomic():
            rows = list(_unlit(day, book)[:_AT_ONCE])
            while rows:
                lights = lights_of(book, [entry_of(row) for row in rows], day)
                for row in rows:
                    set_light(row, lights[row.key], day)
                EntryRow.objects.bulk_update(rows, _LIT, batch_size=200)
                count += len(rows)
                rows = list(_unlit(day, book)[:_AT_ONCE])
    return count


def set_light(row: EntryRow, standing: Standing, day: date) -> None:
    """Write how an entry stands into the columns of its row; the row is not stored."""
    lit = standing.light
    row.light, row.light_word, row.light_reason = lit.light.value, lit.word, lit.reason
    row.pace, row.percent = standing.pace, standing.percent
    row.lit_on, row.lit_by = day, rules_digest()


def reporting_of(book: Book, entry: Entry) -> tuple[Frequency, date | None]:
    """Return how often an entry is reported, and from which day on a report is asked of it: None when none is."""
    ledger = as_ledger(book, ())
    own = entry.frequency if isinstance(entry, LedgerTask) and entry.frequency is not None else ledger.frequency
    track = track_of(entry, work_days(), frequency=own, period=ledger.period, reporting_days=0)
    return own, date.fromordinal(track.borne) if track.schedule is not None else None


def reporting_days(day: date) -> int:
    """Return how many work days behind the end of a period a report is in time, by the manner in force on a day."""
    return rules_on(light_rules(), rule_set(), day).reporting_days


def entry_of(row: EntryRow) -> LedgerTask | LedgerProject:
    """Return the entry that a row holds."""
    model = LedgerProject if row.kind == "项目" else LedgerTask
    return model.model_validate(row.content)


def as_ledger(book: Book, entries: Iterable[Entry]) -> Ledger:
    """Return a ledger with some of the entries of a book."""
    held = list(entries)
    period = (book.first_year, book.last_year) if book.first_year and book.last_year else None
    return Ledger(
        name=book.name,
        plan=book.plan,
        period=period,
        frequency=Frequency(book.frequency),
        tasks=tuple(one for one in held if isinstance(one, LedgerTask)),
        projects=tuple(one for one in held if isinstance(one, LedgerProject)),
    )


def rule_set() -> str:
    """Return the name of the manner of lighting that the workspace uses."""
    return open_workspace(settings.ENVIRONMENT.workspace).light_rules


def light_rules() -> tuple[LightRuleSet, ...]:
    """Return the manners of lighting; read again when a file of rules changed."""
    folder = settings.ENVIRONMENT.workspace / "rules"
    return _light_rules(folder, _stamp(folder))


def work_days() -> WorkDays:
    """Return which days are work days; read again when a file of rules changed."""
    folder = settings.ENVIRONMENT.workspace / "rules"
    return _work_days(folder, _stamp(folder))


def rules_digest() -> str:
    """Return what tells the manner of lighting, its rules and the work days apart from any others: 16 characters."""
    folder = settings.ENVIRONMENT.workspace / "rules"
    return _rules_digest(rule_set(), folder, _stamp(folder))


def _unlit(day: date, book: Book) -> QuerySet[EntryRow]:
    """Return the rows of a book without the light of a day, held in the order in which all hold several rows."""
    unlit = EntryRow.objects.exclude(lit_on=day, lit_by=rules_digest())
    return unlit.filter(book=book).order_by("pk").select_for_update()


@lru_cache(maxsize=4)
def _light_rules(folder: Path, stamp: int) -> tuple[LightRuleSet, ...]:
    return load_light_rules(folder)


@lru_cache(maxsize=4)
def _rules_digest(name: str, folder: Path, stamp: int) -> str:
    days = _work_days(folder, stamp)
    told = (name, _light_rules(folder, stamp), sorted(days.holidays), sorted(days.made_up), sorted(days.years))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@lru_cache(maxsize=4)
def _work_days(folder: Path, stamp: int) -> WorkDays:
    return load_work_days(folder)


def _stamp(folder: Path) -> int:
    """Return something that changes when a file of rules does."""
    return max((one.stat().st_mtime_ns for one in folder.rglob("*.y*ml")), default=0) if folder.is_dir() else 0
