"""Pages on which cases are opened (立案): one by hand or from an entry, several from what lights propose.

Not here: the cases themselves (:mod:`luoshi.web.supervision.views`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode

from luoshi.base.findings import Finding, Severity
from luoshi.web.accounts.models import Unit
from luoshi.web.action import perform
from luoshi.web.clock import today
from luoshi.web.ledger.models import LEAD, EntryRow
from luoshi.web.request import account_of, context_of, number_in
from luoshi.web.scope import in_scope
from luoshi.web.supervision.actions import NewCase, OpenCase
from luoshi.web.supervision.forms import OpenForm
from luoshi.web.supervision.procedures import procedures
from luoshi.web.supervision.selectors import lit_rows, proposals
from luoshi.web.supervision.views import ask, case_address
from luoshi.web.ui.pages import page_of

_WRONG = 422


def proposed(request: HttpRequest) -> HttpResponse:
    """Red and yellow entries with the steps that their lights propose; those that are ticked get a draft each."""
    ask(request, "立案")
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        ticked = [found for one in request.POST.getlist("entry") if (found := number_in(one)) is not None]
        opened, findings = _open_several(request, ticked)
        if opened:
            told = f"已立案 {len(opened)} 件：{'、'.join(opened)}；都是草稿，逐件走第一步才发出文书"
            messages.success(request, told)
        if not findings:
            return redirect(request.get_full_path())
    page = page_of(request, lit_rows(account_of(request)))
    shown = {"page": page, "shown": proposals(list(page), today()), "findings": findings}
    return render(request, "supervision/proposals.html", shown, status=_WRONG if findings else 200)


def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case, from an entry of the ledger (``?entry=``) or without one."""
    ask(request, "立案")
    entry = _entry(request)
    findings: tuple[Finding, ...] = ()
    form = OpenForm(request.POST or None, day=today(), initial=_of_entry(entry))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        new = NewCase(told["procedure"], told["title"].strip(), told["unit"], entry)
        outcome = perform(OpenCase(context_of(request), new))
        if outcome.done and outcome.value is not None:
            messages.success(request, f"已立案，编号 {outcome.value.key}；走第一步、发出文书以后，责任单位才看得到")
            step = urlencode({"step": request.GET.get("step", "")})
            return redirect(f"{case_address(outcome.value)}?{step}#next")
        findings = outcome.findings
    status = _WRONG if findings or form.errors else 200
    return render(request, "supervision/open.html", {"form": form, "entry": entry, "findings": findings}, status=status)


def _open_several(request: HttpRequest, ticked: list[int]) -> tuple[list[str], tuple[Finding, ...]]:
    """Open a draft for each entry; return the numbers given and why some got none."""
    opened: list[str] = []
    findings: list[Finding] = []
    procedure = next((one.name for one in procedures().values() if one.triggers), "")
    for entry in lit_rows(account_of(request)).filter(pk__in=ticked):
        unit = _lead(entry)
        if unit is None:
            told = f"“{entry.title[:40]}”的牵头单位在单位树里没有"
            findings.append(Finding("N457", Severity.ERROR, told, fix="点这一行的“立案”，自己选责任单位"))
            continue
        outcome = perform(OpenCase(context_of(request), NewCase(procedure, entry.title, unit, entry)))
        findings += outcome.findings
        if outcome.value is not None:
            opened.append(outcome.value.key)
    if not ticked:
        findings.append(Finding("N457", Severity.ERROR, "没有选任务", fix="在行首打勾再点“立案”"))
    return opened, tuple(findings)


def _entry(request: HttpRequest) -> EntryRow | None:
    wanted = request.GET.get("entry", "")
    if not wanted:
        return None
    number = number_in(wanted)
    if number is None:
        raise Http404
    rows = in_scope(EntryRow.objects.select_related("book"), account_of(request), "台账")
    return get_object_or_404(rows, pk=number)


def _of_entry(entry: EntryRow | None) -> dict[str, Any]:
    return {"title": entry.title, "unit": _lead(entry)} if entry is not None else {}


def _lead(entry: EntryRow) -> Unit | None:
    """Return the first unit of the tree that leads an entry; None when it has none."""
    held = entry.units.filter(role=LEAD, unit__isnull=False).select_related("unit").first()
    return held.unit if held is not None else None
