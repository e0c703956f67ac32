"""Pages for logging in and out and for the own password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from luoshi.base.findings import Finding
from luoshi.web.accounts.actions import (
    MOST_FAILURES,
    ChangePassword,
    count_failure,
    log_in,
    log_out,
    stay_logged_in,
)
from luoshi.web.accounts.passwords import PasswordRules
from luoshi.web.action import perform
from luoshi.web.middleware import public
from luoshi.web.request import account_of, context_of


@public
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    wrong = ""
    if request.method == "POST":
        name, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
        account, wrong = log_in(request, context_of(request), name, password)
        if account is not None:
            safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
            return redirect(wanted if safe else "home")
    return render(request, "accounts/login.html", {"wrong": wrong, "next": wanted}, status=401 if wrong else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    log_out(request, context_of(request))
    return redirect("accounts:login")


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password."""
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        first, second = request.POST.get("new", ""), request.POST.get("again", "")
        if first != second:
            messages.error(request, "两次写的新密码不一样")
            return redirect("accounts:password")
        context = context_of(request)
        outcome = perform(ChangePassword(context, request.POST.get("old", ""), first))
        if outcome.done and outcome.value is not None:
            stay_logged_in(request, outcome.value)
            messages.success(request, "密码改好了")
            return redirect("home")
        findings = outcome.findings
        wrong = any(one.code == "N110" for one in findings)
        if wrong and count_failure(context, account_of(request).username, "改密码"):
            messages.error(request, f"连续 {MOST_FAILURES} 次密码不对，账号已锁定")
            log_out(request, context)  # whoever guesses at a page that was left open is sent away
            return redirect("accounts:login")
    rules = PasswordRules().get_help_text()
    return render(request, "accounts/password.html", {"findings": findings, "rules": rules})
