"""What happens around every request: headers of security, staying logged in, what cannot go on told in words.

Entries: :func:`security_headers`, :func:`login_kept`, :func:`errors_told`. Pages are for those logged in unless a
view is marked with :func:`public`. Not here: permissions (:mod:`luoshi.web.policy`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.http import urlencode

from luoshi.base.errors import LuoshiError
from luoshi.web.accounts.passwords import VALID_DAYS
from luoshi.web.action import NotAllowed
from luoshi.web.clock import now
from luoshi.web.refusals import log_refusal
from luoshi.web.request import OutOfScope

Respond = Callable[[HttpRequest], HttpResponse]
V = TypeVar("V", bound=Callable[..., Any])

_CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_SEEN = "seen"
_SEEN_EVERY = 60
"""Seconds between two notes of when somebody was last seen: not every request writes."""


def public(view: V) -> V:
    """Mark a view that needs no login."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def security_headers(respond: Respond) -> Respond:
    """Nothing is loaded from elsewhere, no page is kept by a browser or a proxy."""

    def around(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Content-Security-Policy", _CSP)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return around


def login_kept(respond: Respond) -> Respond:
    """Ask for the login where there is none, where it is too old, and for a new password where one is due."""

    def around(request: HttpRequest) -> HttpResponse:
        match = resolve(request.path_info)
        if getattr(match.func, "is_public", False):
            return respond(request)
        if not request.user.is_authenticated:
            return _to_login(request)
        if _is_idle(request):
            auth.logout(request)
            messages.info(request, f"超过 {settings.ENVIRONMENT.idle_minutes} 分钟没有操作，请重新登录")
            return _to_login(request)
        password = reverse("accounts:password")
        if request.path not in (password, reverse("accounts:logout")) and _password_is_due(request.user):
            messages.info(request, "请先设置新密码")
            return redirect(password)
        return respond(request)

    return around


def errors_told(respond: Respond) -> Respond:
    """Show what cannot go on, and what is not allowed, as pages in words; log what was refused."""

    def around(request: HttpRequest) -> HttpResponse:
        return respond(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OutOfScope):
            log_refusal(request, error.kind, error.action, "不在范围", error.label, error.object_id)
        elif isinstance(error, Http404):
            # Another's row and one that does not exist look alike to whoever guesses; the log tells of both.
            log_refusal(request, "网页", "打开", "没有找到")
        if isinstance(error, NotAllowed):
            if not error.is_logged:
                log_refusal(request, error.kind, error.action, "没有权限")
            return render(request, "ui/forbidden.html", {"error": error}, status=403)
        if isinstance(error, LuoshiError):
            return render(request, "ui/cannot.html", {"error": error}, status=422)
        return None

    around.process_exception = process_exception  # type: ignore[attr-defined]
    return around


def _to_login(request: HttpRequest) -> HttpResponse:
    there = reverse("accounts:login")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    query = (
        "?" + urlencode({"next": request.get_full_path()}) if request.method == "GET" and request.path != "/" else ""
    )
    return redirect(there + query)


def _is_idle(request: HttpRequest) -> bool:
    moment = now().timestamp()
    seen = request.session.get(_SEEN)
    if isinstance(seen, int | float) and moment - seen > settings.ENVIRONMENT.idle_minutes * 60:
        return True
    if not isinstance(seen, int | float) or moment - seen > _SEEN_EVERY:
        request.session[_SEEN] = moment
    return False


def _password_is_due(account: Any) -> bool:
    if account.must_change_password or account.password_changed_at is None:
        return True
    return bool(account.password_changed_at + timedelta(days=VALID_DAYS) < now())
