"""Work days (工作日): Monday to Friday but for public holidays (放假), and the days made up for them (调休上班).

Entry: :class:`WorkDays`. Counting takes the same time however long the span is.
Not here: which days they are (:mod:`luoshi.rules.calendars`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta

_WEEK, _WORKING = 7, 5


@dataclass(frozen=True)
class WorkDays:
    """Which days are work days.

    Attributes:
        holidays: days of the week's first five on which nobody works; others in it change nothing.
        made_up: Saturdays and Sundays on which people work.
        years: calendar years whose holidays are known; in others every Monday to Friday counts.
    """

    holidays: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    _off: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _on: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        off = sorted(day.toordinal() for day in self.holidays if day.weekday() < _WORKING)
        on = sorted(day.toordinal() for day in self.made_up if day.weekday() >= _WORKING)
        object.__setattr__(self, "_off", tuple(off))
        object.__setattr__(self, "_on", tuple(on))

    def is_work_day(self, day: date) -> bool:
        """Tell whether people work on a day."""
        return day in self.made_up if day.weekday() >= _WORKING else day not in self.holidays

    def until(self, day: date) -> int:
        """Return how many work days there were from the first day of the calendar up to and with ``day``.

        The difference of two such numbers is the count of work days behind the one up to and with the other.
        """
        return self.until_ordinal(day.toordinal())

    def until_ordinal(self, ordinal: int) -> int:
        """Return :meth:`until` of the day with this ordinal number (:meth:`datetime.date.toordinal`)."""
        weeks, rest = divmod(ordinal, _WEEK)  # day 1 was a Monday
        count = weeks * _WORKING + min(rest, _WORKING)
        return count - bisect_right(self._off, ordinal) + bisect_right(self._on, ordinal)

    def between(self, first: date, last: date) -> int:
        """Return how many work days lie from ``first`` to ``last``, both counted; 0 when ``last`` comes before."""
        return max(0, self.until(last) - self.until(first - timedelta(days=1)))

    def after(self, day: date, count: int) -> date:
        """Return the ``count``-th work day behind a day; the day itself for 0.

        A count below 0 gives the work day so many before it.
        """
        if count == 0:
            return day
        goal = self.until(day if count > 0 else day - timedelta(days=1)) + count + (1 if count < 0 else 0)
        low, high = 1, date.max.toordinal()
        # the first day up to which so many work days have come
        found = low + bisect_left(range(low, high + 1), goal, key=self.until_ordinal)
        return date.fromordinal(found)
