"""The one place of the application that reads the clock: :func:`now`, :func:`today`, :func:`stamp`.

A demonstration may fix the day (``LUOSHI_TODAY``); the hour stays the clock's.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the moment, in the time zone of China; on the fixed day of a demonstration."""
    moment = timezone.localtime(timezone.now())
    fixed: date | None = settings.ENVIRONMENT.today
    return moment.replace(year=fixed.year, month=fixed.month, day=fixed.day) if fixed is not None else moment


def stamp() -> float:
    """Return the moment as files are stamped with it, in seconds: the clock's own, not a demonstration's."""
    return timezone.now().timestamp()


def today() -> date:
    """Return the day on which everything is judged."""
    return now().date()
