"""Who may look at which page of this part, and the tabs above them.

Entries: :func:`row_or_404`, :func:`shown`. What is refused is logged (:mod:`luoshi.web.refusals`).
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of
from luoshi.web.scope import in_scope

TABS = (
    ("单位", "system:units", "单位"),
    ("账号", "system:accounts", "账号"),
    ("权限表", "system:roles", "角色"),
    ("操作日志", "system:log", "操作日志"),
    ("作业", "system:jobs", "作业"),
    ("备份", "system:backups", "备份"),
)
"""Title, address, and the kind of object that one has to be allowed to look at."""


def row_or_404(request: HttpRequest, rows: Any, kind: str, pk: int) -> Any:
    """Return a row that the account may look at; whoever guesses at another finds nothing."""
    row = in_scope(rows, account_of(request), kind).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def shown(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return a page of this part below its tabs."""
    roles = account_of(request).roles
    tabs = [
        {"title": title, "address": reverse(name), "is_here": request.path.startswith(reverse(name))}
        for title, name, kind in TABS
        if reach(roles, kind, "查看") is not Reach.NONE
    ]
    return render(request, f"system/{template}.html", {"tabs": tabs, **told}, status=status)
