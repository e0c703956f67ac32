"""Pages of units: the tree, one unit with its history, and what is done to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.base.findings import Finding
from luoshi.web.accounts.models import Unit
from luoshi.web.action import Action, Context, perform
from luoshi.web.clock import today
from luoshi.web.request import account_of, context_of, require
from luoshi.web.scope import in_scope
from luoshi.web.system.access import row_or_404, shown
from luoshi.web.system.forms import CloseForm, EditUnitForm, MergeForm, NewUnitForm, RenameForm
from luoshi.web.system.stamps import stamp
from luoshi.web.system.unit_actions import AddUnit, CloseUnit, EditUnit, MergeUnit, RenameUnit
from luoshi.web.ui.pages import page_of


def units(request: HttpRequest) -> HttpResponse:
    """The tree of units as a list."""
    require(request, "单位")
    rows = in_scope(Unit.objects.select_related("successor"), account_of(request), "单位")
    rows = rows.annotate(people=Count("accounts", filter=Q(accounts__is_active=True)))
    word, with_former = request.GET.get("q", "").strip(), request.GET.get("former") == "1"
    day = today()
    listed = [
        (depth, unit)
        for depth, unit in _in_tree(list(rows))
        if (with_former or unit.is_current(day)) and _is_meant(unit, word)
    ]
    lines = [
        {"unit": unit, "indent": "" if word else "　" * depth, "is_current": unit.is_current(day)}
        for depth, unit in listed
    ]
    return shown(request, "units", {"page": page_of(request, lines), "q": word, "with_former": with_former})


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: facts, history, people, lower units."""
    require(request, "单位")
    row = row_or_404(request, Unit.objects.select_related("parent", "successor"), "单位", pk)
    told = {
        "unit": row,
        "is_current": row.is_current(today()),
        "changes": row.changes.all(),
        "lower": row.children.all(),
        "people": row.accounts.all(),
        "predecessors": row.predecessors.all(),
        "acts": _ACTS,
    }
    return shown(request, "unit", told)


def new_unit(request: HttpRequest) -> HttpResponse:
    """A unit comes into being."""
    require(request, "单位", "新增")
    form = NewUnitForm(request.POST or None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        outcome = perform(AddUnit(context_of(request), **_given(form)))
        if outcome.done and outcome.value is not None:
            messages.success(request, f"已新增单位“{outcome.value.name}”")
            return redirect("system:unit", outcome.value.pk)
        findings = outcome.findings
    return shown(request, "form", {"title": "新增单位", "form": form, "findings": findings, "back": "system:units"})


def change_unit(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Rename, merge, edit or close a unit."""
    act = next((one for one in _ACTS if one.address == what), None)
    if act is None:
        raise Http404
    require(request, "单位", act.title)
    row = row_or_404(request, Unit.objects.select_related("parent"), "单位", pk)
    form = act.form(request.POST) if request.method == "POST" else act.form(initial=_initial(row))
    seen = request.POST.get("shown") or stamp(row)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        outcome = perform(act.make(context_of(request), row, form.cleaned_data, seen))
        if outcome.done:
            messages.success(request, f"已{act.title}：{row.name}")
            return redirect("system:unit", row.pk)
        findings = outcome.findings
    told = {"title": f"{act.title}：{row.name}", "help": act.help, "form": form, "findings": findings, "shown": seen}
    return shown(request, "form", {**told, "back": "system:units"})


@dataclass(frozen=True, slots=True)
class _Act:
    """Something that is done to a unit: its address, its form, its action."""

    address: str
    title: str
    help: str
    form: type[forms.Form]
    make: Callable[[Context, Unit, dict[str, Any], str], Action[Unit]]


_ACTS = (
    _Act(
        "rename",
        "改名",
        "机构没有变，只是名称变了。原名称记为曾用名，台账里写原名称的照样对得上。",
        RenameForm,
        lambda context, unit, given, seen: RenameUnit(context, unit, given["on"], given["name"], seen),
    ),
    _Act(
        "merge",
        "并入",
        "从生效日期起停用，名下的任务、账号和下级单位都归并入的单位。不能撤回。",
        MergeForm,
        lambda context, unit, given, seen: MergeUnit(context, unit, given["on"], given["into"], seen),
    ),
    _Act(
        "edit",
        "修改",
        "",
        EditUnitForm,
        lambda context, unit, given, seen: EditUnit(
            context,
            unit,
            {"kind": given["unit_kind"], "parent": given["parent"], "aliases": given["aliases"]},
            seen,
        ),
    ),
    _Act(
        "close",
        "撤销",
        "没有承接单位时用。名下的任务保留，上级单位看得到。",
        CloseForm,
        lambda context, unit, given, seen: CloseUnit(context, unit, given["on"], seen),
    ),
)


def _given(form: NewUnitForm) -> dict[str, Any]:
    return dict(form.cleaned_data)


def _initial(row: Unit) -> dict[str, Any]:
    return {
        "name": row.name,
        "unit_kind": row.kind,
        "parent": row.parent,
        "aliases": "\n".join(str(one) for one in row.aliases),
        "on": today(),
    }


def _is_meant(unit: Unit, word: str) -> bool:
    return not word or any(word in str(name) for name in (unit.name, unit.kind, *unit.aliases))


def _in_tree(rows: list[Unit]) -> list[tuple[int, Unit]]:
    """Return units with their depth, each below its upper one."""
    known = {one.pk for one in rows}
    lower: dict[int | None, list[Unit]] = defaultdict(list)
    for one in rows:
        lower[one.parent_id if one.parent_id in known else None].append(one)
    found: list[tuple[int, Unit]] = []
    waiting = [(0, one) for one in reversed(lower[None])]
    while waiting:
        depth, one = waiting.pop()
        found.append((depth, one))
        waiting += [(depth + 1, child) for child in reversed(lower[one.pk])]
    return found
