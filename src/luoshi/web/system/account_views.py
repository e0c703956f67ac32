"""Pages of accounts and roles: the list, one account with what is done to it, the table of permissions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from luoshi.base.findings import Finding
from luoshi.web.accounts.models import Account
from luoshi.web.action import Action, Context, perform
from luoshi.web.clock import now
from luoshi.web.policy import Reach, Role, policy, reach
from luoshi.web.request import account_of, context_of, require
from luoshi.web.scope import in_scope
from luoshi.web.system.access import row_or_404, shown
from luoshi.web.system.account_actions import (
    AddAccount,
    DisableAccount,
    EditAccount,
    EnableAccount,
    GrantRole,
    ResetPassword,
    RevokeRole,
    UnlockAccount,
)
from luoshi.web.system.forms import AccountQuery, EditAccountForm, NewAccountForm
from luoshi.web.system.stamps import stamp
from luoshi.web.ui.pages import page_of

_REACHES = {Reach.NONE: "", Reach.OWN: "本单位", Reach.ALL: "全部"}
_POSTED: dict[str, tuple[str, Callable[[Context, Account], Action[Account]]]] = {
    "disable": ("停用", DisableAccount),
    "enable": ("启用", EnableAccount),
    "unlock": ("解锁", UnlockAccount),
}


def accounts(request: HttpRequest) -> HttpResponse:
    """The list of accounts."""
    require(request, "账号")
    form = AccountQuery(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = in_scope(Account.objects.select_related("unit").order_by("username"), account_of(request), "账号")
    page = page_of(request, rows.filter(_wanted(asked)).distinct().prefetch_related("grants"))
    told = [{"account": one, "roles": _roles(one), "state": _state(one)} for one in page]
    return shown(request, "accounts", {"page": page, "rows": told, "form": form})


def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    require(request, "账号")
    return _account_page(request, _row(request, pk))


def new_account(request: HttpRequest) -> HttpResponse:
    """An account comes into being; its password is shown on the page that answers, and nowhere else."""
    require(request, "账号", "新增")
    form = NewAccountForm(request.POST or None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = perform(AddAccount(context_of(request), given["username"], given["name"], given["unit"]))
        if outcome.done and outcome.value is not None:
            return _password_page(request, *outcome.value)
        findings = outcome.findings
    return shown(request, "form", {"title": "新增账号", "form": form, "findings": findings, "back": "system:accounts"})


def edit_account(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's name and unit."""
    require(request, "账号", "修改")
    row = _row(request, pk)
    form = EditAccountForm(request.POST or None, initial={"name": row.name, "unit": row.unit})
    seen = request.POST.get("shown") or stamp(row)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = perform(EditAccount(context_of(request), row, given["name"], given["unit"], seen))
        if outcome.done:
            messages.success(request, f"已修改：{given['name']}")
            return redirect("system:account", pk)
        findings = outcome.findings
    told = {"title": f"修改账号：{row}", "form": form, "findings": findings, "shown": seen, "back": "system:accounts"}
    return shown(request, "form", told)


@require_POST
def act_on_account(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Switch off or on, unlock."""
    if what not in _POSTED:
        raise Http404
    word, make = _POSTED[what]
    require(request, "账号", word)
    row = _row(request, pk)
    return _told(request, row, make(context_of(request), row), f"已{word}：{row}")


@require_POST
@sensitive_variables("outcome")
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new random password, shown on the page that answers, and nowhere else."""
    require(request, "账号", "重置密码")
    row = _row(request, pk)
    outcome = perform(ResetPassword(context_of(request), row))
    if outcome.done and outcome.value is not None:
        return _password_page(request, *outcome.value)
    return _account_page(request, row, outcome.findings)


@require_POST
def grant(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Grant a role or take it back."""
    make = {"grant": GrantRole, "revoke": RevokeRole}.get(what)
    role = next((one for one in Role if one.value == request.POST.get("role")), None)
    if make is None or role is None:
        raise Http404
    require(request, "角色", make.action)
    row = _row(request, pk)
    return _told(request, row, make(context_of(request), row, role), f"已{make.action}：{row} {role}")


def roles(request: HttpRequest) -> HttpResponse:
    """The whole table of permissions, and who has which role."""
    require(request, "角色")
    rules = [
        {"kind": kind, "action": rule.action, "cells": [_REACHES[rule.grants[role]] for role in Role]}
        for kind, some in groupby(policy().values(), key=lambda one: one.kind)
        for rule in some
    ]
    wanted = request.GET.get("kind", "")
    kinds = list(dict.fromkeys(str(one["kind"]) for one in rules))
    holders: dict[str, list[str]] = {role.value: [] for role in Role}
    people = in_scope(Account.objects.filter(is_active=True), account_of(request), "账号").prefetch_related("grants")
    for one in people:
        for role in _roles(one):
            holders[role].append(one.name)
    told = {
        "roles": [{"name": name, "people": people} for name, people in holders.items()],
        "rules": [one for one in rules if not wanted or one["kind"] == wanted],
        "kinds": kinds,
        "wanted": wanted,
    }
    return shown(request, "roles", told)


def _told(request: HttpRequest, row: Account, action: Action[Any], word: str) -> HttpResponse:
    outcome = perform(action)
    if outcome.done:
        messages.success(request, word)
        return redirect("system:account", row.pk)
    return _account_page(request, row, outcome.findings)


def _account_page(request: HttpRequest, row: Account, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    held = row.roles
    told = {
        "account": row,
        "state": _state(row),
        "grants": row.grants.all(),
        "free": [role for role in Role if role not in held],
        "findings": findings,
        "is_own": row.pk == account_of(request).pk,
        "may_revoke": reach(account_of(request).roles, "角色", "撤销") is not Reach.NONE,
    }
    return shown(request, "account", told, status=422 if findings else 200)


def _password_page(request: HttpRequest, row: Account, password: str) -> HttpResponse:
    return shown(request, "password_once", {"account": row, "password": password})


def _row(request: HttpRequest, pk: int) -> Account:
    found: Account = row_or_404(request, Account.objects.select_related("unit"), "账号", pk)
    return found


def _roles(account: Account) -> list[str]:
    """Return the roles by the grants that were fetched with the account."""
    held = {one.role for one in account.grants.all()}
    return [role.value for role in Role if role.value in held]


def _state(account: Account) -> str:
    if not account.is_active:
        return "停用"
    return "锁定" if account.locked_until is not None and account.locked_until > now() else "启用"


def _wanted(asked: dict[str, Any]) -> Q:
    found = Q()
    if word := asked.get("q"):
        found &= Q(username__icontains=word) | Q(name__icontains=word)
    if role := asked.get("role"):
        found &= Q(grants=None) if role == "-" else Q(grants__role=role)
    state = asked.get("state")
    if state == "锁定":
        found &= Q(locked_until__gt=now())
    elif state:
        found &= Q(is_active=state == "启用")
    return found
