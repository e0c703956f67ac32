"""Pages of the import of an office's own table: what its columns mean, what would come in, done (导入)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger_import import FIELDS
from luoshi.sheets.grid import Grids
from luoshi.web.action import Context, Outcome, perform
from luoshi.web.files import TABLES
from luoshi.web.ledger.exchange import mapping as columns
from luoshi.web.ledger.exchange.actions import ImportTable, NewBook
from luoshi.web.ledger.exchange.importing import Brought, Wish, brought, error_copy_of
from luoshi.web.ledger.exchange.outgoing import book_asked, books_of
from luoshi.web.ledger.exchange.uploads import Upload, opened, taken
from luoshi.web.ledger.exchange.views import as_finding, error_name, finished, need
from luoshi.web.ledger.models import Book
from luoshi.web.request import account_of, context_of
from luoshi.web.ui.pages import download

_MOST_REFUSED = 100
_MOST_TOLD = 30


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it would be read by what was said: its tables, what would come in (None when nothing can)."""

    grids: Grids
    sheets: Sequence[columns.SheetSaid]
    wish: Wish
    what: Brought | None
    findings: tuple[Finding, ...]
    names: dict[str, tuple[str, ...]]


def upload(request: HttpRequest) -> HttpResponse:
    """Take an office's own table."""
    need(account_of(request), "导入")
    wrong: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            given = taken(request, TABLES | {"html"}, "导入")  # older systems write pages and call them .xls
            columns.grids_of(given.content(), given.name)
            return redirect("exchange:mapping", given.word)
        except LuoshiError as error:
            wrong = (as_finding(error),)
    return render(request, "exchange/import.html", {"findings": wrong}, status=422 if wrong else 200)


def mapping(request: HttpRequest, word: str) -> HttpResponse:
    """What each column is taken for and what would come in; corrected and previewed again, or confirmed."""
    account, context = account_of(request), context_of(request)
    need(account, "导入")
    given = opened(request, word, "导入")
    read = _read(request, given, context)
    findings = read.findings
    wrong = any(one.severity is Severity.ERROR for one in findings)
    if request.method == "POST" and request.POST.get("do") == "confirm" and read.what is not None and not wrong:
        outcome = _store(context, read, given.name)
        if outcome.done and outcome.value is not None:
            _learn(request, read)
            copy = error_copy_of(given.content(), read.grids, read.what.read)
            told = f"导入“{outcome.value.name}”：新增 {len(read.what.added)} 条"
            told += f"，填报 {len(read.what.read.reported)} 期" if read.what.read.reported else ""
            rest = None if copy is None else (error_name(given.name), copy)
            return finished(request, given, outcome.value, told, rest)
        findings = (*outcome.findings, *findings)
        wrong = True
    shown = {
        "upload": given,
        "read": read,
        "fields": FIELDS,
        "books": [*books_of(account, "导入"), *_empty_books()],
        "findings": findings[:_MOST_TOLD],
        "more": max(0, len(findings) - _MOST_TOLD),
        "refused": read.what.refused[:_MOST_REFUSED] if read.what is not None else [],
    }
    posted = request.method == "POST" and wrong
    return render(request, "exchange/mapping.html", shown, status=422 if posted else 200)


def errors(request: HttpRequest, word: str) -> HttpResponse:
    """The person's own table with the column 错误说明, by what was said in the form; nothing is stored."""
    need(account_of(request), "导入")
    given = opened(request, word, "导入")
    read = _read(request, given, context_of(request))
    copy = error_copy_of(given.content(), read.grids, read.what.read) if read.what is not None else None
    if copy is None:
        raise Http404
    return download(copy, error_name(given.name))


def _read(request: HttpRequest, given: Upload, context: Context) -> _Read:
    content = given.content()
    grids = columns.grids_of(content, given.name)
    names = dict(columns.known_names(settings.ENVIRONMENT.workspace / "rules"))
    sheets = columns.proposed(grids, names)
    post = request.POST if request.method == "POST" else None
    if post is not None:
        sheets = columns.said(post, sheets)
    wish, wrong = _wish(request, post, given)
    tables, faults = columns.tables_of(sheets)
    findings = [*wrong, *faults]
    findings += [
        Finding("N363", Severity.INFO, "隐藏的工作表没有读", grid.name) for grid in grids.sheets if grid.hidden
    ]
    what = None
    if not faults:
        try:
            what = brought(context, grids, tables, wish, names)
            # errors are those of refused rows, which are shown by themselves
            findings += [one for one in what.findings if one.severity is not Severity.ERROR]
        except LuoshiError as error:
            findings.append(as_finding(error))
    return _Read(grids, sheets, wish, what, tuple(findings), names)


def _wish(request: HttpRequest, post: QueryDict | None, given: Upload) -> tuple[Wish, list[Finding]]:
    if post is None:
        return Wish(None, given.name.rpartition(".")[0][:200]), []
    book = _book(request, post.get("book", ""))
    name, year = post.get("name", "").strip(), post.get("year", "").strip()
    wrong: list[Finding] = []
    if book is None and not name:
        wrong.append(Finding("N364", Severity.ERROR, "新台账没有写名称", fix="写上名称，或选一份已有的台账"))
    if book is None and len(name) > 200:
        wrong.append(Finding("N364", Severity.ERROR, "新台账的名称超过 200 个字", fix="写短一些"))
    if year and not (year.isdecimal() and 2000 <= int(year) <= 2100):
        wrong.append(Finding("N364", Severity.ERROR, f"年份写成了“{year}”", fix="写四位数，如 2024；不写就用标题里的"))
        year = ""
    period = post.get("period", "").strip().upper()
    return Wish(book, name[:200], int(year) if year else None, period, "under_way" in post), wrong


def _book(request: HttpRequest, number: str) -> Book | None:
    if not number:
        return None
    empty = next((one for one in _empty_books() if str(one.pk) == number), None)
    return empty or book_asked(account_of(request), number, "导入")


def _empty_books() -> list[Book]:
    """Return the books without any row: no row says whose they are."""
    return list(Book.objects.filter(entries__isnull=True))


def _store(context: Context, read: _Read, name: str) -> Outcome[Book]:
    assert read.what is not None
    if read.wish.book is None:
        return perform(NewBook(context, read.what.read.ledger, f"导入 {name}"))
    return perform(ImportTable(context, read.wish.book, name, (read.what.changed, read.what.versions, read.what.added)))


def _learn(request: HttpRequest, read: _Read) -> None:
    """Keep what the columns mean for next time; the import stands even where that cannot be written."""
    try:
        columns.learn(settings.ENVIRONMENT.workspace / "rules", columns.learnt_from(read.sheets, read.names))
    except LuoshiError as error:
        messages.warning(request, f"列的对应没有记下来，下次要再选一遍：{error.message}")
