"""Pages of returns (报表装入): hand in, watch, get back what is wrong."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.web import files
from luoshi.web.action import perform
from luoshi.web.request import context_of
from luoshi.web.scope import in_scope
from luoshi.web.statistics.actions import Asked, HandIn, HandInAgain, Settle
from luoshi.web.statistics.figures import basis, definitions, differences, snapshots
from luoshi.web.statistics.forms import HandInForm
from luoshi.web.statistics.models import Batch
from luoshi.web.statistics.views import asker
from luoshi.web.ui.pages import download, page_of

KIND = "统计"
_TAKEN = files.TABLES - {"docx"}
_LONGEST = 120
_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


def batches(request: HttpRequest) -> HttpResponse:
    """The batches that were handed in, the newest first."""
    account = asker(request, KIND)
    rows = in_scope(Batch.objects.select_related("account", "job"), account, KIND)
    state = request.GET.get("state", "")
    if state in Batch.State.values:
        rows = rows.filter(state=state)
    page = page_of(request, rows)
    context = {"here": "returns", "page": page, "state": state, "states": Batch.State.values}
    return render(request, "statistics/batches.html", context)


def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in returns."""
    asker(request, KIND, "装入")
    form = HandInForm(request.POST or None, request.FILES or None) if request.method == "POST" else HandInForm()
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        kept, wrong = _kept(form.cleaned_data["files"])
        findings = wrong
        if not wrong:
            asked = form.cleaned_data
            order = Asked(asked["year"], asked["status"], asked["as_of"], asked["only_check"], asked["note"])
            outcome = perform(HandIn(context_of(request), kept, order))
            if outcome.done and outcome.value is not None:
                messages.success(request, "收到了，正在核对")
                return redirect("statistics:batch", outcome.value.pk)
            findings = outcome.findings
    context = {"here": "returns", "form": form, "findings": findings}
    return render(request, "statistics/hand_in.html", context)


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: how far it is, what is wrong with it, what it changed."""
    held = _batch(request, pk)
    findings = [
        Finding(one["code"], Severity(one["severity"]), one["message"], one["where"], fix=one["fix"])
        for one in held.findings
    ]
    shown = page_of(request, findings)
    context: dict[str, Any] = {"here": "returns", "batch": held, "page": shown, "changed": ()}
    if held.snapshot:
        context["changed"] = changes(held.snapshot)
    return render(request, "statistics/batch.html", context)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is, as a piece of the page; when it is done the whole page is shown anew."""
    held = _batch(request, pk)
    response = render(request, "statistics/progress.html", {"batch": held})
    if not held.is_running:
        response["HX-Redirect"] = reverse("statistics:batch", args=[pk])
    return response


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the same files once more."""
    outcome = perform(HandInAgain(context_of(request), _batch(request, pk)))
    for one in outcome.findings:
        messages.error(request, one.message)
    return redirect("statistics:batch", pk)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A returned batch is no duty any more."""
    outcome = perform(Settle(context_of(request), _batch(request, pk)))
    for one in outcome.findings:
        messages.error(request, one.message)
    return redirect("statistics:batch", pk)


def file_of(request: HttpRequest, pk: int, what: str, number: int) -> HttpResponse:
    """A file of a batch: as received, returned with 错误说明, or the drafts of the 情况说明."""
    held = _batch(request, pk)
    if what == "explanation" and held.explanation:
        return download(files.read(held.explanation), "数据核对情况说明.xlsx")
    listed = {"original": held.files, "returned": held.returned}.get(what, [])
    if number >= len(listed):
        raise Http404
    return download(files.read(listed[number]["digest"]), listed[number]["name"])


def changes(snapshot: str) -> list[dict[str, Any]]:
    """Return what a snapshot changed against the one before, as rows for a table; nothing for the first."""
    on = basis()
    found = next((one for one in snapshots(on) if one.id == snapshot), None)
    if found is None or not found.parent:
        return []
    return change_rows(found.parent, found.id)


def change_rows(old: str, new: str) -> list[dict[str, Any]]:
    """Return what differs between two snapshots, as rows for a table."""
    on = basis()
    tables = definitions(on).tables
    rows = []
    for one in differences(on, old, new):
        table = tables.get(one.table)
        titles = {field.name: field.title for field in table.fields} if table is not None else {}
        totals = [(titles.get(name, name), before, after) for name, before, after in one.totals]
        rows.append({"table": table.title if table is not None else one.table, "one": one, "totals": totals})
    return rows


def _batch(request: HttpRequest, pk: int) -> Batch:
    account = asker(request, KIND)
    held: Batch = get_object_or_404(in_scope(Batch.objects.select_related("account", "job"), account, KIND), pk=pk)
    return held


def _kept(given: list[Any]) -> tuple[list[tuple[str, files.Kept]], tuple[Finding, ...]]:
    """Keep the files that came; return them with their names, and what is wrong with those that are none."""
    kept, wrong = [], []
    for one in given:
        name = _file_name(one.name)
        try:
            kept.append((name, files.keep(one.read(), name, _TAKEN)))
        except LuoshiError as error:
            wrong.append(Finding(error.code, Severity.ERROR, error.message, error.where, fix=error.hint))
    return kept, tuple(wrong)


def _file_name(given: str) -> str:
    """Return a name that is safe on every disk: no folders, no signs that Windows forbids."""
    name = _UNFIT.sub("_", PurePath(given.replace("\\", "/")).name).strip(". ") or "报表"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{ending[:8]}" if dot else name[:_LONGEST]
