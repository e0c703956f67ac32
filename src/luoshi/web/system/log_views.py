"""Pages of the operation log: the list, one entry, taking it out, verifying it."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from luoshi.base.findings import Finding
from luoshi.web.action import perform
from luoshi.web.audit.chain import head
from luoshi.web.audit.models import LogEntry
from luoshi.web.jobs.models import Job
from luoshi.web.request import account_of, context_of, require
from luoshi.web.scope import in_scope
from luoshi.web.system.access import row_or_404, shown
from luoshi.web.system.forms import LogQuery
from luoshi.web.system.jobs import VERIFY
from luoshi.web.system.log_actions import CheckChain, ExportLog
from luoshi.web.system.log_export import log_book, log_csv
from luoshi.web.ui.pages import download, page_of


def log(request: HttpRequest, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    """The list of entries, newest first."""
    require(request, "操作日志")
    form = LogQuery(request.GET)
    rows = _rows(request, form)
    told = {
        "page": page_of(request, rows),
        "form": form,
        "findings": findings,
        "head": head(),
        "job": Job.objects.filter(kind=VERIFY).first(),
    }
    return shown(request, "log", told, status=422 if findings else 200)


def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with what stood there before and after."""
    require(request, "操作日志")
    row = row_or_404(request, LogEntry.objects.all(), "操作日志", pk)
    before, after = _values(row.before), _values(row.after)
    changes = [
        {"key": key, "before": _text(before.get(key)), "after": _text(after.get(key))}
        for key in dict.fromkeys([*before, *after])
    ]
    return shown(request, "entry", {"entry": row, "changes": changes})


@require_POST
def export_log(request: HttpRequest) -> HttpResponse:
    """The entries that the query names, as a workbook or CSV; who took them and when stands in the first line."""
    require(request, "操作日志", "导出")
    form = LogQuery(request.GET)
    rows = _rows(request, form)
    asked = {key: str(value) for key, value in form.cleaned_data.items() if value}
    context = context_of(request)
    outcome = perform(ExportLog(context, asked, rows.count()))
    if not outcome.done:
        return log(request, outcome.findings)
    mark = f"导出人：{context.name}　导出时间：{context.now:%Y-%m-%d %H:%M:%S}　来源：{context.address}"
    name = f"操作日志-{context.now:%Y%m%d-%H%M%S}"
    if request.POST.get("format") == "csv":
        return download(log_csv(rows.iterator(chunk_size=1000), mark), f"{name}.csv")
    return download(log_book(rows.iterator(chunk_size=1000), mark), f"{name}.xlsx")


@require_POST
def check_log(request: HttpRequest) -> HttpResponse:
    """Verify the chain, as a job."""
    require(request, "操作日志", "校验")
    perform(CheckChain(context_of(request)))
    messages.info(request, "已开始校验")
    return redirect("system:log")


def check_progress(request: HttpRequest) -> HttpResponse:
    """How far the check is: a piece of the page."""
    require(request, "操作日志")
    return shown(request, "check", {"job": Job.objects.filter(kind=VERIFY).first(), "head": head()})


def _rows(request: HttpRequest, form: LogQuery) -> QuerySet[LogEntry]:
    rows = in_scope(LogEntry.objects.all(), account_of(request), "操作日志")
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    if person := asked.get("person"):
        rows = rows.filter(Q(name__icontains=person) | Q(account__icontains=person))
    if label := asked.get("label"):
        rows = rows.filter(Q(label__icontains=label) | Q(object_id__icontains=label))
    for key in ("kind", "action", "result"):
        if value := asked.get(key):
            rows = rows.filter(**{key: value})
    if since := asked.get("since"):
        rows = rows.filter(at__gte=timezone.make_aware(datetime.combine(since, time())))
    if until := asked.get("until"):
        rows = rows.filter(at__lt=timezone.make_aware(datetime.combine(until + timedelta(days=1), time())))
    return rows


def _values(text: str) -> dict[str, Any]:
    if not text:
        return {}
    value = json.loads(text)
    return value if isinstance(value, dict) else {"": value}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
