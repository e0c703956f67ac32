"""What awaits somebody (待办): every part says its own in ``todos.py``.

Entries: :class:`Todo`, :func:`todos_of`. A part's ``todos(account, day)`` returns its duties, those that count 0
left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account


@dataclass(frozen=True, slots=True)
class Todo:
    """One kind of duty: what, how many, where it is done, and whether it is late."""

    title: str
    count: int
    address: str
    is_late: bool = False


def todos_of(account: Account, day: date) -> list[Todo]:
    """Return all that awaits an account, what is late first."""
    found: list[Todo] = []
    for part in settings.PARTS:
        name = f"luoshi.web.{part}.todos"
        if find_spec(name) is not None:
            found += import_module(name).todos(account, day)
    return sorted((one for one in found if one.count), key=lambda one: not one.is_late)
