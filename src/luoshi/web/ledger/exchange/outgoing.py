"""The ledger as a workbook (导出台账): the rows that somebody may export, with their row versions.

Entries: :func:`books_of`, :func:`rows_of`, :func:`workbook_of`. Not here: the workbook itself
(:mod:`luoshi.sheets.ledger_book`), reading it back (:mod:`luoshi.web.ledger.exchange.returning`).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, QueryDict

from luoshi.api import ledger_workbook
from luoshi.model.lights import Light, TaskLight
from luoshi.web.accounts.models import Account
from luoshi.web.action import Context
from luoshi.web.ledger.lighting import work_days
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.ledger.store import ledger_of
from luoshi.web.scope import in_scope

KIND = "台账"
_SELECTORS = "luoshi.web.ledger.selectors"
_LIGHTS = {one.value: one for one in Light}


def books_of(account: Account, action: str = "导出") -> list[Book]:
    """Return the books of which an account may export rows, each with their number (``held``)."""
    rows = in_scope(EntryRow.objects.all(), account, KIND, action)
    counts = {one["book"]: one["n"] for one in rows.order_by().values("book").annotate(n=Count("pk"))}
    books = list(Book.objects.filter(pk__in=counts))
    for book in books:
        book.held = counts[book.pk]
    return books


def book_asked(account: Account, number: str, action: str = "导出") -> Book:
    """Return the book with a number of which an account may export rows; 404 when there is none."""
    found = next((one for one in books_of(account, action) if str(one.pk) == number), None)
    if found is None:
        raise Http404
    return found


def rows_of(account: Account, book: Book, query: QueryDict) -> list[EntryRow]:
    """Return the rows of a book that an account may export and that fit the query of the list."""
    rows: QuerySet[EntryRow] = in_scope(book.entries.select_related("book"), account, KIND, "导出")
    if _FILTERED is not None:
        rows = _FILTERED(query, rows)
    return list(rows)


def workbook_of(context: Context, book: Book, rows: Sequence[EntryRow]) -> bytes:
    """Return rows of a book as a workbook that can be read back."""
    lights = {
        row.key: TaskLight(row.key, _LIGHTS[row.light], "", row.light_reason) for row in rows if row.light in _LIGHTS
    }
    who = f"{context.name}（{context.account.unit or ''}）" if context.account is not None else context.name
    remarks = [
        ("导出", f"{who}，{context.now:%Y-%m-%d %H:%M}，{len(rows)} 条"),
        ("个人信息", "责任人、联络员的姓名只用于本项工作，不要转发给无关的人"),
    ]
    return ledger_workbook(
        ledger_of(book, rows),
        as_of=context.today,
        days=work_days(),
        lights=lights,
        versions={row.key: row.version for row in rows},
        remarks=remarks,
    )


def _filtered() -> Any:
    """Return how the list of the ledger filters its rows; None where there is no such list."""
    return getattr(import_module(_SELECTORS), "filtered", None) if find_spec(_SELECTORS) is not None else None


_FILTERED = _filtered()
