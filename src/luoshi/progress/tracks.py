"""What lights look at in one entry of the ledger (灯的依据), laid out so that any day can be asked for quickly.

Entries: :func:`track_of`, :class:`Track`, :class:`Day`. Only what was there by the day counts: reports accepted or
returned by then, milestones done by then, deadlines put off by then, finished, ended and opened again by then. What the
ledger does not keep of earlier days (who bore it, links to targets, milestones that were changed) is as it is now.
Not here: the light itself (:mod:`luoshi.progress.lights`), reporting periods (:mod:`luoshi.progress.reporting`).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from luoshi.base.work_days import WorkDays
from luoshi.model.ledger import Entry, Frequency, LedgerProject, LedgerTask, State
from luoshi.model.ledger_reports import accepted_on, order_of
from luoshi.progress.reporting import Schedule, schedule_of

_HUNDREDTHS = 100
FULL = 100 * _HUNDREDTHS
"""All of it, in hundredths of a percent."""


class Day:
    """A day on which lights are asked for: its number, the work days up to it, the periods it can ask for."""

    __slots__ = ("_asked", "day", "gone", "ordinal")

    def __init__(self, day: date, work_days: WorkDays) -> None:
        self.day = day
        self.ordinal = day.toordinal()
        self.gone = work_days.until_ordinal(self.ordinal)
        self._asked: dict[int, int] = {}

    def asked_for(self, schedule: Schedule) -> int:
        """Return of how many periods of a schedule the time for reporting has passed."""
        known = self._asked.get(id(schedule))  # schedules are few and kept
        if known is None:
            known = self._asked[id(schedule)] = schedule.overdue_on(self.ordinal)
        return known


@dataclass(frozen=True, slots=True)
class _Step:
    """A milestone: the day it was due, the work days up to that, the day it was done (a number beyond all if not)."""

    name: str
    due: int
    gone: int
    done: int


_NEVER = date.max.toordinal() + 1
_STATES = frozenset(state.value for state in State)


@dataclass(slots=True)
class Track:
    """What is known of one entry; all days are ordinal numbers.

    Attributes:
        entry: number of the entry.
        start: its first day; None when it is not known.
        start_gone: work days up to the day before the start.
        dues: (from which day on, deadline, work days up to the deadline), the first set first; empty without one.
        rests: (first day, day behind the last, ended rather than finished) of the times in which nothing was asked.
        seen_days: days on which reports were accepted, in order.
        seen: for each of these days the completion last told by then, in hundredths of a percent; None when no report
            up to it tells one.
        begun: the first day on which anything was done: a report accepted above nothing, or a milestone done.
        steps: its milestones by deadline.
        step_days: days on which milestones were done, in order.
        borne: the day from which on somebody bears it: no report is expected before.
        schedule: the periods in which it is reported; None when it never is.
        expected: places in the schedule of the first period to be reported, and behind the last.
        told_days: days of the reports, in order.
        told: for each of these days the place of the last period reported by then.
        targets: numbers of the linked targets.
    """

    entry: str
    start: int | None
    start_gone: int
    dues: tuple[tuple[int, int, int], ...]
    rests: tuple[tuple[int, int, bool], ...]
    seen_days: tuple[int, ...]
    seen: tuple[int | None, ...]
    begun: int
    steps: tuple[_Step, ...]
    step_days: tuple[int, ...]
    borne: int
    schedule: Schedule | None
    expected: tuple[int, int]
    told_days: tuple[int, ...]
    told: tuple[int, ...]
    targets: tuple[str, ...]

    def due_at(self, ordinal: int) -> tuple[int, int] | None:
        """Return the deadline in force on a day, and the work days up to it; None without one."""
        if len(self.dues) == 1:
            return self.dues[0][1:] if self.dues[0][0] <= ordinal else None
        for since, due, gone in reversed(self.dues):
            if since <= ordinal:
                return due, gone
        return None

    def rest_at(self, ordinal: int) -> tuple[int, int, bool] | None:
        """Return the time of rest that a day lies in."""
        for rest in self.rests:
            if rest[0] <= ordinal < rest[1]:
                return rest
        return None

    def completion(self, ordinal: int) -> int | None:
        """Return how much is done on a day, in hundredths of a percent: as last accepted, else by milestones.

        None when reports were accepted that give no figure: then nobody can say. 0 when nothing was reported.
        """
        at = bisect_right(self.seen_days, ordinal)
        told = self.seen[at - 1] if at else None
        if told is not None:
            return told
        if self.steps:
            done = FULL * bisect_right(self.step_days, ordinal) // len(self.steps)
            return FULL - 1 if done == FULL and self.is_opened_again(ordinal) else done
        return None if at else 0

    def is_opened_again(self, ordinal: int) -> bool:
        """Tell whether it was finished before a day and was opened again by then."""
        return any(until <= ordinal and not is_ended for _, until, is_ended in self.rests)

    def unreported(self, now: Day) -> int:
        """Return how many periods in a row, the last that a day could ask for among them, were not reported by then.

        What was reported for a later period counts, though that is not over yet.
        """
        if self.schedule is None:
            return 0
        first, beyond = self.expected
        at = bisect_right(self.told_days, now.ordinal)
        if at and self.told[at - 1] >= first:
            first = self.told[at - 1] + 1
        last = now.asked_for(self.schedule)
        if last > beyond:
            last = beyond
        return last - first if last > first else 0

    def open_step(self, ordinal: int) -> _Step | None:
        """Return the earliest milestone that is overdue on a day."""
        for step in self.steps:
            if step.due >= ordinal:
                return None
            if step.done > ordinal:
                return step
        return None


def track_of(
    entry: Entry, work_days: WorkDays, *, frequency: Frequency, period: tuple[int, int] | None, reporting_days: int
) -> Track:
    """Return what lights look at in an entry.

    Args:
        entry: a task or a project.
        work_days: by which days are counted.
        frequency: of reports, for entries that name none.
        period: years of the plan: where an entry names no start, it starts with the first; without a plan on the day it
            was signed for.
        reporting_days: work days behind the end of a period within which it is reported in time.
    """
    start = entry.start or (date(period[0], 1, 1) if period is not None else _signed_on(entry))
    dues = []
    if entry.due is not None:
        dues.append((0, entry.due))
    dues += [(one.decided_on.toordinal(), one.due) for one in entry.put_off if one.decided_on and one.due]
    own = entry.frequency if isinstance(entry, LedgerTask) and entry.frequency is not None else frequency
    rests = _rests(entry)
    seen_days, seen, begun = _seen(entry, rests)
    steps = _steps(entry, work_days)
    step_days = tuple(sorted(step.done for step in steps if step.done != _NEVER))
    last = min((since for since, until, _ in rests if until == _NEVER), default=_NEVER - 1)
    borne = _borne_from(entry, start)
    schedule = schedule_of(own, work_days, reporting_days) if borne is not None else None
    told_days, told = _told(entry, schedule)
    return Track(
        entry=entry.id,
        start=start.toordinal() if start is not None else None,
        start_gone=work_days.until_ordinal(start.toordinal() - 1) if start is not None else 0,
        dues=tuple((since, due.toordinal(), work_days.until(due)) for since, due in dues),
        rests=rests,
        seen_days=seen_days,
        seen=seen,
        begun=min(begun, step_days[0] if step_days else _NEVER),
        steps=steps,
        step_days=step_days,
        schedule=schedule,
        borne=borne.toordinal() if borne is not None else _NEVER,
        expected=(schedule.at(borne.toordinal()), schedule.ended_by(last)) if schedule and borne else (0, 0),
        told_days=told_days,
        told=told,
        targets=entry.targets if isinstance(entry, LedgerTask) else (),
    )


def _borne_from(entry: Entry, start: date | None) -> date | None:
    """Return the day from which on somebody bears an entry: its start, or the day it was signed for when that is later.

    None when it has no start, or was not handed out and signed for yet: nobody can report it.
    """
    if start is None or entry.state in (State.UNDIVIDED, State.UNSIGNED):
        return None
    if isinstance(entry, LedgerProject) and entry.stages and not entry.reports:
        return None  # its stages tell how far it is
    return max(start, _signed_on(entry) or start)


def _signed_on(entry: Entry) -> date | None:
    """Return the day on which an entry was signed for, or was taken in as under way; None when the trace tells none."""
    before = (State.UNSIGNED, State.UNDIVIDED)
    return next((one.on for one in entry.trace if one.was in before and one.now == State.UNDER_WAY), None)


def _seen(
    entry: Entry, rests: tuple[tuple[int, int, bool], ...]
) -> tuple[tuple[int, ...], tuple[int | None, ...], int]:
    """Return the days on which it became known how far an entry is, how far each time, and when anything was done.

    Of what was accepted by a day the latest period tells. What was opened again is not all done any more.
    """
    accepted = [(accepted_on(one), order_of(one), one.percent) for one in entry.reports if one.counts]
    accepted.sort(key=lambda one: one[:2])
    told: list[tuple[int, int | None]] = []
    begun = _NEVER
    latest, done = (date.min, date.min), None
    for day, order, percent in accepted:
        if begun == _NEVER and percent != 0:
            begun = day.toordinal()
        if percent is not None and order >= latest:
            latest, done = order, int(percent * _HUNDREDTHS)
        told.append((day.toordinal(), done))
    for _, opened, is_ended in rests:
        if opened != _NEVER and not is_ended:
            told = _opened_again(told, opened)
    return tuple(day for day, _ in told), tuple(percent for _, percent in told), begun


def _opened_again(told: list[tuple[int, int | None]], opened: int) -> list[tuple[int, int | None]]:
    """Return what is known when an entry was opened again on a day: what was full before is nearly so from then on."""
    before = [one for one in told if one[0] < opened]
    if not before or before[-1][1] != FULL:
        return told
    return [*before, (opened, FULL - 1), *(one for one in told if one[0] >= opened)]


def _rests(entry: Entry) -> tuple[tuple[int, int, bool], ...]:
    """Return when an entry was finished or ended, from the trace; what has none is taken as it stands."""
    found: list[tuple[int, int, bool]] = []
    since, is_ended = _NEVER, False
    for step in entry.trace:
        if step.is_of_report or step.now not in _STATES or step.now == step.was:
            continue
        is_over = State(step.now).is_over
        if is_over and since == _NEVER:
            since, is_ended = step.on.toordinal(), step.now == State.ENDED
        elif not is_over and since != _NEVER:
            found.append((since, step.on.toordinal(), is_ended))
            since = _NEVER
    finished = entry.finished if isinstance(entry, (LedgerTask, LedgerProject)) else None
    if since != _NEVER:
        found.append((since, _NEVER, is_ended))
    elif entry.state is State.ENDED:
        found.append((entry.ended_on.toordinal() if entry.ended_on is not None else 0, _NEVER, True))
    elif entry.state.is_over or finished is not None:
        found.append((finished.toordinal() if finished is not None else 0, _NEVER, False))
    return tuple(found)


def _steps(entry: Entry, work_days: WorkDays) -> tuple[_Step, ...]:
    steps: list[tuple[str, date, date | None]] = [(one.name, one.due, one.done) for one in entry.milestones]
    if isinstance(entry, LedgerProject):
        steps += [(one.stage, one.due, one.done) for one in entry.stages if one.due is not None]
    found = [
        _Step(name, due.toordinal(), work_days.until(due), done.toordinal() if done is not None else _NEVER)
        for name, due, done in steps
    ]
    return tuple(sorted(found, key=lambda step: (step.due, step.name)))


def _told(entry: Entry, schedule: Schedule | None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the days on which that changed, and for each the last period that was reported then; -1 for none.

    A report that was returned was one until then; what was written before its period began is none.
    """
    if schedule is None:
        return (), ()
    spans: list[tuple[int, int, int]] = []
    any_returned = False
    for report in entry.reports:
        place = schedule.names.get(report.period)
        day = report.on.toordinal()
        if place is not None and day >= schedule.firsts[place]:
            is_returned = report.state is State.RETURNED
            any_returned |= is_returned
            until = (report.reviewed_on or report.on).toordinal() if is_returned else _NEVER
            spans.append((day, until, place))
    if not any_returned:  # the last period reported only grows
        spans.sort()
        return tuple(day for day, _, _ in spans), tuple(accumulate((place for _, _, place in spans), max))
    days = sorted({day for since, until, _ in spans for day in (since, until) if day != _NEVER})
    return tuple(days), tuple(
        max((place for since, until, place in spans if since <= day < until), default=-1) for day in days
    )
