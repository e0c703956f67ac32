"""Pages of the exported workbook: out, and back in with a preview (导出、读回)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.web.accounts.models import Account
from luoshi.web.action import NotAllowed, allowed, perform
from luoshi.web.ledger.exchange.actions import BringBack, ExportLedger
from luoshi.web.ledger.exchange.outgoing import KIND, book_asked, books_of, rows_of, workbook_of
from luoshi.web.ledger.exchange.returning import Returned, error_sheet, returned
from luoshi.web.ledger.exchange.stored import as_stored
from luoshi.web.ledger.exchange.uploads import Upload, made, opened, taken
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, context_of
from luoshi.web.ui.pages import download, page_of

BOOKS = frozenset({"xlsx"})
_MOST_TOLD = 30
_NEVER_ASKED = ("csrfmiddlewaretoken", "page")


def index(request: HttpRequest) -> HttpResponse:
    """What can be done with files, and the books to export."""
    account = account_of(request)
    need(account, "导出")
    sees_all = reach(account.roles, KIND, "查看") is Reach.ALL
    return render(request, "exchange/index.html", {"books": books_of(account), "sees_all": sees_all})


def export(request: HttpRequest) -> HttpResponse:
    """The rows of a book that this account may export, as a workbook; logged."""
    context, account = context_of(request), account_of(request)
    need_logged = ExportLedger(context, Book(name="台账"), 0)
    if not allowed(need_logged):
        perform(need_logged)  # refused, and logged as such
    book, rows = _book_and_rows(account, request.GET)
    if book is None:
        messages.info(request, "一次导出一份台账：在下面选一份，或者在台账列表上先选定一份再导出")
        return redirect("exchange:index")
    content = workbook_of(context, book, rows)  # before the transaction: making a workbook takes its time
    asked = {key: value for key, value in request.GET.items() if value and key not in ("book", *_NEVER_ASKED)}
    perform(ExportLedger(context, book, len(rows), "；".join(f"{key}={value}" for key, value in asked.items())[:300]))
    return download(content, f"{book.name}-{context.today:%Y%m%d}.xlsx")


def _book_and_rows(account: Account, query: QueryDict) -> tuple[Book | None, list[EntryRow]]:
    """Return the book that is asked for, or the only one that the query leaves, with its rows; else None."""
    if query.get("book"):
        book = book_asked(account, query["book"])
        return book, list(rows_of(account, query).filter(book=book))
    rows = rows_of(account, query)
    books = list(Book.objects.filter(pk__in=rows.order_by().values("book"))[:2])
    return (books[0], list(rows)) if len(books) == 1 else (None, [])


def send_back(request: HttpRequest) -> HttpResponse:
    """Take a workbook that was exported and filled in."""
    need(account_of(request), "导入")
    wrong: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            upload = taken(request, BOOKS, "读回")
            returned(context_of(request), upload.content(), upload.name)
            return redirect("exchange:returned", upload.word)
        except LuoshiError as error:
            wrong = (as_finding(error),)
    return render(request, "exchange/return.html", {"findings": wrong}, status=422 if wrong else 200)


def returned_sheet(request: HttpRequest, word: str) -> HttpResponse:
    """What a workbook would change, cell by cell; confirmed, it is stored."""
    context = context_of(request)
    need(account_of(request), "导入")
    upload = opened(request, word, "读回")
    came = returned(context, upload.content(), upload.name)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        outcome = perform(BringBack(context, came, upload.name))
        if outcome.done:
            told = f"读回了“{came.book.name}”：改动 {len(came.changed)} 条，新增 {len(came.added)} 条"
            return finished(request, upload, came.book, told, _copy(as_stored(came), upload))
        findings = outcome.findings
        came = returned(context, upload.content(), upload.name)  # as it stands now
    remarks = (*findings, *(one for one in came.read.findings if one.severity is not Severity.ERROR))
    refused = [(sheet, row, why) for sheet, rows in (came.read.refused or {}).items() for row, why in rows.items()]
    shown = {
        "upload": upload,
        "came": came,
        "page": page_of(request, came.read.changes, 50),
        "refused": refused,
        "findings": remarks[:_MOST_TOLD],
        "more": max(0, len(remarks) - _MOST_TOLD),
    }
    return render(request, "exchange/returned.html", shown, status=409 if findings else 200)


def returned_errors(request: HttpRequest, word: str) -> HttpResponse:
    """The workbook with the column 错误说明, before anything was stored."""
    need(account_of(request), "导入")
    upload = opened(request, word, "读回")
    copy = _copy(returned(context_of(request), upload.content(), upload.name), upload)
    if copy is None:
        raise Http404
    return download(copy[1], copy[0])


def finished(
    request: HttpRequest, upload: Upload, book: Book, told: str, copy: tuple[str, bytes] | None
) -> HttpResponseRedirect:
    """Take the upload away, keep the copy with the errors for a day, go to the page that tells what was done."""
    upload.drop()
    if copy is None:
        messages.success(request, told)
        return redirect(f"{reverse('ledger:index')}?book={book.pk}")
    rest = made(account_of(request), copy[1], copy[0], BOOKS, "错误说明", (told, str(book.pk)))
    return redirect("exchange:done", rest.word)


def done(request: HttpRequest, word: str) -> HttpResponse:
    """What was stored, and where the refused rows are."""
    upload = opened(request, word, "错误说明")
    return render(request, "exchange/done.html", {"upload": upload})


def done_errors(request: HttpRequest, word: str) -> HttpResponse:
    """The refused rows with the column 错误说明, after the others were stored."""
    upload = opened(request, word, "错误说明")
    return download(upload.content(), upload.name)


def need(account: Account, action: str) -> None:
    """See to it that an account may do something at all.

    Raises:
        NotAllowed: it may not.
    """
    if reach(account.roles, KIND, action) is Reach.NONE:
        raise NotAllowed(KIND, action)


def as_finding(error: LuoshiError) -> Finding:
    """Return what cannot go on as something to be shown on the page."""
    return Finding(error.code, Severity.ERROR, error.message, error.where, fix=error.hint)


def error_name(name: str) -> str:
    """Return what the copy of a file with its errors is called."""
    return f"{name.rpartition('.')[0] or name}.错误说明.xlsx"


def _copy(came: Returned, upload: Upload) -> tuple[str, bytes] | None:
    content = error_sheet(came)
    return None if content is None else (error_name(upload.name), content)
