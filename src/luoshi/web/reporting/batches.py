"""Reports by workbook (批量填报): out for a unit and a period, back in as drafts or reports, refused rows told.

Not here: the workbook (:mod:`luoshi.web.reporting.workbook`), taking it in (:mod:`luoshi.web.reporting.taking`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshi.base.errors import LuoshiError
from luoshi.web import files
from luoshi.web.accounts.models import Account, Unit
from luoshi.web.accounts.units import below
from luoshi.web.action import NotAllowed
from luoshi.web.clock import today
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import enqueue
from luoshi.web.ledger.models import LEAD, EntryRow, EntryUnit
from luoshi.web.policy import Reach, reach
from luoshi.web.reporting.models import Batch
from luoshi.web.reporting.periods import asked_for, months_before
from luoshi.web.reporting.selectors import BACK, MISSING, WORDS, duties, lead_names
from luoshi.web.reporting.taking import JOB, RIGHTS, Paper, for_units, take_in, told_of
from luoshi.web.reporting.workbook import read_reports, report_book
from luoshi.web.request import account_of, context_of, number_in, require
from luoshi.web.scope import in_scope
from luoshi.web.ui.pages import download, page_of

_MOST_ROWS, _AT_ONCE = 500, 20
"""Rows of a workbook; those that are taken in while one waits, more are a job."""


def index(request: HttpRequest) -> HttpResponse:
    """Workbooks out and in, and those that came in."""
    account = account_of(request)
    if reach(account.roles, "填报", "批量导入") is Reach.NONE:
        raise Http404
    batches = Batch.objects.filter(kind="填报").select_related("account", "unit")
    rows = in_scope(batches, account, *RIGHTS["填报"])
    return render(
        request,
        "reporting/batches.html",
        {
            "page": page_of(request, rows),
            "months": months_before(today()),
            "units": _units(account),
            "own": account.unit,
            "for_units": for_units(account),
            "jobs": _running(account),
            "failed": _failed(account),
        },
    )


def out(request: HttpRequest) -> HttpResponse:
    """The workbook of a unit (and those below) for a month: what is not handed in."""
    account = account_of(request)
    if reach(account.roles, "填报", "批量导入") is Reach.NONE:
        raise Http404
    unit = get_object_or_404(_units(account), pk=number_in(request.GET.get("unit")) or 0)
    when = request.GET.get("when", "")
    kind, action = ("填报", "代填") if for_units(account) else ("台账", "填报")
    rows = in_scope(EntryRow.objects.all(), account, kind, action)
    leading = EntryUnit.objects.filter(role=LEAD, unit__in=below(unit.pk)).values("entry_id")
    found = [
        one
        for one in duties(rows.filter(pk__in=leading), asked_for(when, today()))
        if WORDS.get(one.reported, MISSING) in (MISSING, BACK)
    ]
    if not found:
        messages.info(request, f"{unit.name} 这一期没有要填报的了，没有导出")
        return redirect("reporting:batches")
    month = when or months_before(today())[0]
    title = f"{unit.name}填报（{month}）"
    return download(report_book(found, lead_names(one.pk for one in found), title), f"{title}.xlsx")


@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a workbook in: each row by itself."""
    account = account_of(request)
    if reach(account.roles, "填报", "批量导入") is Reach.NONE:
        raise NotAllowed("填报", "批量导入")
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "没有选文件")
        return redirect("reporting:batches")
    data = file.read() if file.size <= files.LARGEST else b""
    count = len(read_reports(data, file.name).rows) if data else 0
    if not data:
        raise LuoshiError("N376", "工作簿是空的，或超过 20 MB", where=file.name, hint="用导出的工作簿填写")
    if count > _MOST_ROWS:
        hint = "按单位分开导出、分开上传"
        raise LuoshiError("N376", f"有 {count} 行，一次最多 {_MOST_ROWS} 行", where=file.name, hint=hint)
    sent = request.FILES.get("paper")
    paper = Paper(sent.read(), sent.name) if sent is not None and sent.size <= files.LARGEST else None
    proof = files.keep(paper.content, paper.name, files.EVIDENCE).digest if paper is not None else ""
    context = context_of(request)
    if count > _AT_ONCE:
        digest = files.keep(data, file.name, files.TABLES, shelf=files.UPLOADS).digest
        told = {"digest": digest, "name": file.name, "paper": proof, "paper_name": paper.name if paper else ""}
        with transaction.atomic():
            enqueue(JOB, f"批量填报 {file.name}", told, context)
        messages.info(request, f"{count} 行正在写入，进度见下面")
        return redirect("reporting:batches")
    batch = take_in(context, data, file.name, paper, lambda *_: None)
    (messages.error if batch.refused else messages.success)(request, told_of(batch))
    return redirect("reporting:batches")


def progress(request: HttpRequest) -> HttpResponse:
    """The workbooks that are being taken in, as a part of the page that asks again every two seconds."""
    require(request, "填报", "批量导入")
    answer = render(request, "reporting/batch_progress.html", {"jobs": _running(account_of(request))})
    if not _running(account_of(request)):
        answer["HX-Refresh"] = "true"  # all are done: the list below is another now
    return answer


def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy of a workbook that says what was refused."""
    found = Q(pk__in=[])
    for kind, right in RIGHTS.items():
        allowed = in_scope(Batch.objects.filter(kind=kind), account_of(request), *right)
        found |= Q(pk__in=allowed.order_by().values("pk"))
    batch = get_object_or_404(Batch.objects.filter(found).exclude(errors=""), pk=pk)
    return download(files.read(batch.errors), f"错误说明_{batch.name.rsplit('.', 1)[0]}.xlsx")


def _running(account: Account) -> list[Job]:
    open_states = (Job.State.WAITING, Job.State.RUNNING)
    return list(Job.objects.filter(kind=JOB, account=account, state__in=open_states))


def _failed(account: Account) -> Job | None:
    """Return the last workbook when it could not be taken in."""
    last = Job.objects.filter(kind=JOB, account=account).first()
    return last if last is not None and last.state in (Job.State.FAILED, Job.State.BROKEN) else None


def _units(account: Account) -> Any:
    if reach(account.roles, "填报", "批量导入") is Reach.ALL:
        leading = EntryUnit.objects.filter(role=LEAD).exclude(unit=None).values("unit_id")
        return Unit.objects.filter(pk__in=leading).order_by("name")
    return in_scope(Unit.objects.order_by("pk"), account, "填报", "批量导入")
