"""Which days are work days (放假和调休): packaged YAML of each year's notice, a workspace's years over it.

Entry: :func:`load_work_days`. Not here: counting them (:mod:`luoshi.base.work_days`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from luoshi.base.work_days import WorkDays
from luoshi.rules.reading import Entry, basis_of, rule_files

CODE = "L200"
_SATURDAY = 5


def load_work_days(own: Path | None = None) -> WorkDays:
    """Return the work days by all calendars in force.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: L200 when a file cannot be read or says what cannot be.
    """
    years: dict[int, tuple[tuple[date, ...], tuple[date, ...]]] = {}
    for file in rule_files("calendars", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("years")
        for entry in whole.parts("years"):
            entry.known("year", "basis", "holidays", "made_up")
            year = entry.whole("year")
            if year is None:
                raise entry.fail("少了 year")
            basis_of(entry)
            years[year] = _days(entry, year)
    return WorkDays(
        holidays=frozenset(day for holidays, _ in years.values() for day in holidays),
        made_up=frozenset(day for _, made_up in years.values() for day in made_up),
        years=frozenset(years),
    )


def _days(entry: Entry, year: int) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the holidays of a year and the days made up for them, each where it can be."""
    holidays, made_up = entry.days("holidays"), entry.days("made_up")
    if outside := [day for day in (*holidays, *made_up) if abs(day.year - year) > 1]:
        raise entry.fail(f"{outside[0]} 不在 {year} 年")
    if workday := [day for day in made_up if day.weekday() < _SATURDAY]:
        raise entry.fail(f"made_up 里的 {workday[0]} 本来就是周一到周五", "只写调休上班的星期六、星期日")
    if both := sorted(set(holidays) & set(made_up)):
        raise entry.fail(f"{both[0]} 又放假又上班")
    return holidays, made_up
