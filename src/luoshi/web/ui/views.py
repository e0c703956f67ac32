"""The first page, and pages for when something does not go on."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.model.lights import Light
from luoshi.web.clock import today
from luoshi.web.middleware import public
from luoshi.web.request import account_of
from luoshi.web.todos import todos_of


def home(request: HttpRequest) -> HttpResponse:
    """What awaits whoever is logged in (待办)."""
    return render(request, "ui/home.html", {"todos": todos_of(account_of(request), today())})


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once, for those who build pages."""
    return render(request, "ui/styleguide.html", {"lights": [(one.value, one.word) for one in Light]})


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; the address in the browser may be one that the server was not told."""
    if isinstance(exception, DisallowedHost):
        called = request.META.get("HTTP_HOST", "")
        hint = f"服务器不认识浏览器里的这个地址（{called}）：请系统管理员把它写进环境变量 LUOSHI_HOSTS"
        return _plain(request, 400, "地址没有登记", hint)
    return _plain(request, 400, "请求不完整", "返回上一页再试一次")


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _plain(request, 403, "没有权限", "需要的话，请安全管理员授予角色")


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing, or nothing that this account may see."""
    return _plain(request, 404, "没有这一页", "地址不对，或者这一条不在您的范围里")


@public
def failed(request: HttpRequest) -> HttpResponse:
    """500."""
    return _plain(request, 500, "程序出错", "没有写入任何东西；请把时间和做的事告诉系统管理员")


@public
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or does not come from here."""
    return _plain(request, 403, "这一页打开得太久了", "返回上一页，刷新以后再提交")


def _plain(request: HttpRequest, status: int, title: str, hint: str) -> HttpResponse:
    return render(request, "ui/error.html", {"title": title, "hint": hint, "status": status}, status=status)
