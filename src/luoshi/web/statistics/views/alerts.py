"""Pages of alerts (预警): what somebody has to look at, who answers, what was said."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshi.base.findings import Finding
from luoshi.model.monitoring import Alert
from luoshi.web.accounts.models import Account, Unit
from luoshi.web.action import Action, perform
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import today
from luoshi.web.request import context_of, number_in
from luoshi.web.scope import in_scope, is_in_scope
from luoshi.web.statistics.alert_actions import KIND, Answer, Assign, Close
from luoshi.web.statistics.alert_index import keep_in_step
from luoshi.web.statistics.figures import basis, monitoring_of, plans
from luoshi.web.statistics.models import AlertRow
from luoshi.web.statistics.renewing import Renew
from luoshi.web.statistics.views import asker
from luoshi.web.ui.pages import page_of

_KINDS = ("偏离路径", "阈值", "数据质量")
_LOGGED = 20
_STATES = ("待答复", "已答复", "已关闭")


def alerts(request: HttpRequest) -> HttpResponse:
    """The alerts, the gravest first; those that are closed only when asked for."""
    account = asker(request, KIND)
    keep_in_step(today())
    rows = in_scope(AlertRow.objects.all(), account, KIND)
    state, kind = request.GET.get("state", "未关闭"), request.GET.get("kind", "")
    query = request.GET.get("q", "").strip()
    if state in ("待答复", "已答复"):
        rows = rows.filter(is_answered=state == "已答复", closed=None)
    elif state == "已关闭":
        rows = rows.exclude(closed=None)
    elif state != "全部":
        rows = rows.filter(closed=None)
    if kind in _KINDS:
        rows = rows.filter(kind=kind)
    if query:
        rows = rows.filter(Q(what__contains=query) | Q(owner__contains=query) | Q(where__contains=query))
    context = {
        "here": "alerts",
        "page": page_of(request, rows),
        "states": ("未关闭", *_STATES, "全部"),
        "kinds": _KINDS,
        "state": state,
        "kind": kind,
        "query": query,
    }
    return render(request, "statistics/alerts.html", context)


def alert(request: HttpRequest, key: str) -> HttpResponse:
    """One alert."""
    return _page(request, _row(request, key))


@require_POST
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Say what is done about it."""
    text = request.POST.get("text", "")
    return _done(request, key, lambda row, version: Answer(context_of(request), row, text, version), "答复好了")


@require_POST
def assign(request: HttpRequest, key: str) -> HttpResponse:
    """Have another unit answer."""
    unit = request.POST.get("unit", "")
    return _done(request, key, lambda row, version: Assign(context_of(request), row, unit, version), "指派好了")


@require_POST
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close it."""
    on = basis()
    for name in list(plans(on)):  # computed before the database is held
        monitoring_of(on, name, today())
    return _done(request, key, lambda row, version: Close(context_of(request), row, version), "关闭了")


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Look for alerts anew."""
    perform(Renew(context_of(request)))
    messages.success(request, "正在按现有的数据更新预警，过一会儿刷新这一页")
    return redirect("statistics:alerts")


def _done(
    request: HttpRequest, key: str, action: Callable[[AlertRow, int | None], Action[AlertRow]], told: str
) -> HttpResponse:
    row = _row(request, key)
    outcome = perform(action(row, number_in(request.POST.get("version"))))
    if outcome.done:
        messages.success(request, told)
        return redirect("statistics:alert", key)
    return _page(request, row, outcome.findings, status=409)


def _page(request: HttpRequest, row: AlertRow, findings: tuple[Finding, ...] = (), status: int = 200) -> HttpResponse:
    account = asker(request, KIND)
    held = Alert.model_validate(row.content)
    version = request.POST.get("version") or row.version
    may = {word: row.closed is None and is_in_scope(row, account, KIND, action) for word, action in _DEEDS.items()}
    context: dict[str, Any] = {
        "here": "alerts",
        "row": row,
        "alert": held,
        "version": version,
        "text": request.POST.get("text", held.answer.text if held.answer is not None else ""),
        "unit": request.POST.get("unit", row.owner),
        "findings": findings,
        "may": may,
        "units": _units() if may["assign"] else (),
        "log": [(one, _said(one)) for one in _log(row)],
    }
    return render(request, "statistics/alert.html", context, status=status)


_DEEDS = {"answer": "答复", "assign": "指派", "close": "关闭"}


def _log(row: AlertRow) -> list[LogEntry]:
    return list(LogEntry.objects.filter(kind=KIND, object_id=row.key, result="成功").order_by("-number")[:_LOGGED])


def _said(entry: LogEntry) -> str:
    """Return what an entry of the log says was written."""
    after = json.loads(entry.after) if entry.after else {}
    answer = after.get("answer")
    return str(answer["text"] if answer else after.get("closed") or after.get("assigned") or "")


def _units() -> list[str]:
    return [one.name for one in Unit.objects.all() if one.is_current(today())]


def _row(request: HttpRequest, key: str) -> AlertRow:
    account: Account = asker(request, KIND)
    keep_in_step(today())
    row: AlertRow = get_object_or_404(in_scope(AlertRow.objects.all(), account, KIND), key=key)
    return row
