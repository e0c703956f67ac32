"""Pages of making a ledger from a plan and of its coverage (由规划做成台账、分解覆盖)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from luoshi.api import coverage_workbook
from luoshi.base.findings import Finding, Severity
from luoshi.model.coverage import CoverState, ItemKind
from luoshi.web.action import NotAllowed, perform
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import enqueue
from luoshi.web.ledger.exchange.actions import ExportLedger
from luoshi.web.ledger.exchange.making import MAKE, plan_files, plan_named
from luoshi.web.ledger.exchange.making import coverage as covered
from luoshi.web.ledger.exchange.outgoing import KIND
from luoshi.web.ledger.exchange.views import need
from luoshi.web.ledger.models import Book
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, context_of, number_in
from luoshi.web.ui.pages import download, page_of


def make(request: HttpRequest) -> HttpResponse:
    """The plan files; one that is chosen becomes a book, or adds to its book, in a job."""
    account = account_of(request)
    need(account, "新建台账")
    wrong: tuple[Finding, ...] = ()
    if request.method == "POST":
        name, number = request.POST.get("name", "").strip(), request.POST.get("book", "")
        _, plan = plan_named(request.POST.get("plan", ""))
        book = _book_of_plan(number, plan.source.name) if number else None
        wrong = _faults(name, book)
        if not wrong:
            arguments = {"plan": request.POST["plan"], "name": name, "book": book.pk if book is not None else None}
            title = f"{MAKE}：{book.name if book is not None else name}"
            return redirect("exchange:job", enqueue(MAKE, title, arguments, context_of(request)).pk)
    shown = {"plans": plan_files(), "findings": wrong, "typed": request.POST}
    return render(request, "exchange/make.html", shown, status=422 if wrong else 200)


def job(request: HttpRequest, number: int) -> HttpResponse:
    """How far the job is; only whoever asked for it looks at it here."""
    found = get_object_or_404(Job, pk=number, kind=MAKE, account=account_of(request))
    plain = request.headers.get("HX-Request") is None
    return render(request, "exchange/job.html" if plain else "exchange/job_state.html", {"job": found})


def coverage(request: HttpRequest) -> HttpResponse:
    """Which items of a plan are divided where, and which are not; as a workbook with ``?format=xlsx``."""
    account = account_of(request)
    if reach(account.roles, KIND, "查看") is not Reach.ALL:  # it tells of all units
        raise NotAllowed(KIND, "查看")
    plans = [one for one in plan_files() if one.books]
    pairs = [(plan, book) for plan in plans for book in plan.books]
    if not pairs:
        return render(request, "exchange/coverage.html", {"pairs": []})
    wanted = request.GET.get("book", "")
    pair = next((one for one in pairs if str(one[1].pk) == wanted), None if wanted else pairs[0])
    if pair is None:
        raise Http404
    plan, book = pair
    found, findings = covered(plan.name, book)
    if request.GET.get("format") == "xlsx":
        context = context_of(request)
        perform(ExportLedger(context, book, len(found.rows), "分解覆盖"))
        return download(coverage_workbook(found), f"分解覆盖-{book.name}-{context.today:%Y%m%d}.xlsx")
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    rows = [row for row in found.rows if kind in ("", row.kind.value) and state in ("", row.state.value)]
    shown = {
        "pairs": pairs,
        "book": book,
        "plan": plan,
        "counts": [(one, [found.count(one, s) for s in CoverState], found.count(one)) for one in ItemKind],
        "states": list(CoverState),
        "kinds": list(ItemKind),
        "kind": kind,
        "state": state,
        "page": page_of(request, rows),
        "findings": findings,
    }
    return render(request, "exchange/coverage.html", shown)


def _book_of_plan(number: str, plan: str) -> Book:
    found = number_in(number)
    if found is None:
        raise Http404
    return get_object_or_404(Book, pk=found, plan=plan)


def _faults(name: str, book: Book | None) -> tuple[Finding, ...]:
    if book is not None:
        return ()
    if not name or len(name) > 200:
        told = "新台账没有写名称" if not name else "新台账的名称超过 200 个字"
        return (Finding("N364", Severity.ERROR, told, fix="写上名称，如“十四五规划任务台账”"),)
    if Book.objects.filter(name=name).exists():
        return (Finding("N302", Severity.ERROR, f"已经有一份台账叫“{name}”", fix="换一个名称，或在那一份上增补"),)
    return ()
