"""What every page has around it (框架): the menu, the unit, the day. Entry: :func:`frame`, a context processor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from luoshi.web.clock import today
from luoshi.web.policy import Reach, reach
from luoshi.workspace.folder import open_workspace


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu: shown to those who may do one of these actions."""

    title: str
    url_name: str
    needs: tuple[tuple[str, str], ...] = ()


MENU = (
    MenuEntry("首页", "home"),
    MenuEntry("看板", "dashboard:index", (("看板", "查看"),)),
    MenuEntry("规划", "plans:index", (("规划", "查看"),)),
    MenuEntry("台账", "ledger:index", (("台账", "查看"),)),
    MenuEntry("填报", "reporting:index", (("填报", "查看"),)),
    MenuEntry("督查督办", "supervision:index", (("督查督办", "查看"),)),
    MenuEntry("统计指标", "statistics:index", (("统计", "查看"), ("指标", "查看"))),
    MenuEntry("评估与公开", "evaluation:index", (("定稿", "查看"),)),
    MenuEntry("系统管理", "system:index", (("账号", "查看"), ("操作日志", "查看"), ("单位", "修改"))),
)
"""At most nine entries."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of a page shows."""
    account = getattr(request, "user", None)
    shown = []
    if account is not None and account.is_authenticated:
        for entry in MENU:
            address = _address(entry.url_name)
            if address and _may(account.roles, entry):
                here = request.path == address if address == "/" else request.path.startswith(address)
                shown.append({"title": entry.title, "address": address, "is_here": here})
    region = open_workspace(settings.ENVIRONMENT.workspace).region
    return {"menu": shown, "region": region, "today": today(), "day_is_fixed": settings.ENVIRONMENT.today is not None}


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _may(roles: Any, entry: MenuEntry) -> bool:
    return not entry.needs or any(reach(roles, *one) is not Reach.NONE for one in entry.needs)
