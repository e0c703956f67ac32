"""The page of bulk assignment (批量分工). Not here: doing it (:mod:`luoshi.web.ledger.assigning`)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.base.findings import Finding, Severity
from luoshi.web.accounts.models import Unit
from luoshi.web.action import NotAllowed
from luoshi.web.ledger.actions import KIND
from luoshi.web.ledger.assigning import MOST, assign_each
from luoshi.web.ledger.deed_forms import AssignForm
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.query import asked_by
from luoshi.web.ledger.selectors import rows_picked, today_lit
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, context_of, number_in

ACTIONS = ("定分工", "采纳建议")


def assign(request: HttpRequest) -> HttpResponse:
    """Show the chosen entries and the form; do it, and tell of each entry what came of it."""
    account = account_of(request)
    if reach(account.roles, KIND, "定分工") is Reach.NONE:
        raise NotAllowed(KIND, "定分工")
    if request.method == "POST":
        return _done(request)
    day = today_lit()
    if "all" in request.GET:
        rows = list(asked_by(account, request.GET, day)[1].prefetch_related("units")[: MOST + 1])
    else:
        rows = rows_picked(account, _numbers(request.GET.getlist("row")), day)
    if not rows:
        messages.info(request, "请先在台账里勾选要分工的条目")
        return redirect("ledger:index")
    return _page(request, rows[:MOST], AssignForm(), is_cut=len(rows) > MOST)


def _done(request: HttpRequest) -> HttpResponse:
    account, day = account_of(request), today_lit()
    pairs = [one.partition(":") for one in request.POST.getlist("row")][:MOST]
    versions = {number: _numbers([version]) for key, _, version in pairs for number in _numbers([key])}
    rows = rows_picked(account, list(versions), day)
    action = request.POST.get("action", ACTIONS[0])
    form = AssignForm(request.POST)
    if action not in ACTIONS or not form.is_valid():
        return _page(request, rows, form)
    changes = form.changes() if action == ACTIONS[0] else {}
    if action == ACTIONS[0] and not changes:
        told = "没有填要定什么"
        wrong = Finding("N315", Severity.ERROR, told, fix="至少填一项；空着的不改")
        return _page(request, rows, form, findings=(wrong,))
    shown = [(row, (versions[row.pk] or [0])[0]) for row in rows]
    results = assign_each(shown, action, changes, context_of(request))
    done = sum(one.is_done for one in results)
    found = {"results": results, "done": done, "action": action, "changes": changes}
    return render(request, "ledger/assigned.html", found)


def _page(
    request: HttpRequest,
    rows: list[EntryRow],
    form: AssignForm,
    *,
    findings: tuple[Finding, ...] = (),
    is_cut: bool = False,
) -> HttpResponse:
    units = Unit.objects.values_list("name", flat=True)
    found = {"rows": rows, "form": form, "findings": findings, "is_cut": is_cut, "most": MOST, "units": units}
    return render(request, "ledger/assign.html", found)


def _numbers(texts: list[str]) -> list[int]:
    return [found for one in texts if (found := number_in(one)) is not None]
