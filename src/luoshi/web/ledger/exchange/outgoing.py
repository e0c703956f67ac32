"""The ledger as a workbook (导出台账): the rows that somebody may export, with their row versions.

Entries: :func:`books_of`, :func:`rows_of`, :func:`workbook_of`. Not here: the workbook itself
(:mod:`luoshi.sheets.ledger_book`), reading it back (:mod:`luoshi.web.ledger.exchange.returning`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.http import Http404, QueryDict

from luoshi.api import ledger_workbook
from luoshi.model.lights import Light, TaskLight
from luoshi.web.accounts.models import Account
from luoshi.web.action import Context
from luoshi.web.ledger.lighting import work_days
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.ledger.query import asked_by
from luoshi.web.ledger.selectors import today_lit
from luoshi.web.ledger.store import ledger_of
from luoshi.web.scope import in_scope

KIND = "台账"
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


def rows_of(account: Account, query: QueryDict) -> QuerySet[EntryRow]:
    """Return the rows that an account may export and that fit the query of the list, in the order of their books."""
    day = today_lit()
    _, seen = asked_by(account, query, day)
    rows = in_scope(EntryRow.objects.filter(pk__in=seen.order_by().values("pk")), account, KIND, "导出")
    return rows.select_related("book")


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
