"""Pages of one entry: its tabs, a form for each deed, a new one by hand. Not here: the list
(:mod:`luoshi.web.ledger.views`)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from luoshi.base.findings import Finding
from luoshi.progress.acting import DEEDS
from luoshi.web.accounts.models import Unit
from luoshi.web.action import NotAllowed, perform
from luoshi.web.audit.models import LogEntry
from luoshi.web.ledger.actions import KIND, ActOnEntry
from luoshi.web.ledger.adding import AddEntry, NewEntryForm
from luoshi.web.ledger.columns import due_told, percent_bar, units_in
from luoshi.web.ledger.deed_forms import DeedForm, deed_form, deed_of
from luoshi.web.ledger.details import Shown, log_told, shown_in, tabs_of
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import LEAD, SUPPORT, EntryRow
from luoshi.web.ledger.offered import OF_REPORTS, offered
from luoshi.web.ledger.selectors import entry_seen, today_lit
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, context_of, number_in

_DANGEROUS = ("退签", "退回", "终止", "申请终止", "不同意申请")


def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry with its tabs, and what may be done to it now."""
    day = today_lit()
    row = entry_seen(request, pk)
    held = entry_of(row)
    tabs = tabs_of(held)
    tab = request.GET.get("tab", "basic")
    tab = tab if tab in tabs else "basic"
    deeds = offered(row, held, context_of(request))
    found = {
        **_facts(row, held, request),
        **shown_in(tab, Shown(row, held, account_of(request), day)),
        "tabs": tabs,
        "tab": tab,
        "tab_page": f"ledger/tabs/{tab}.html",
        "deeds": [(one, one in _DANGEROUS) for one in deeds if one not in OF_REPORTS],
        "may_report": "填报" in deeds,
    }
    return render(request, "ledger/entry.html", found)


def deed(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The form of one deed on an entry; with POST it is done, or told why not, what was typed kept."""
    if action not in DEEDS or action in OF_REPORTS:
        raise Http404
    day = today_lit()
    row = entry_seen(request, pk)
    held, context = entry_of(row), context_of(request)
    if request.method != "POST":
        if reach(account_of(request).roles, KIND, action) is Reach.NONE:
            raise NotAllowed(KIND, action)
        if action not in offered(row, held, context):
            messages.info(request, f"现在不能“{action}”：这一条的状态是“{row.state}”，或者不由您办")
            return redirect("ledger:entry", pk=row.pk)
        return _deed_page(request, row, action, deed_form(held, action, day))
    form = deed_form(held, action, day, request.POST)
    if not form.is_valid():
        return _deed_page(request, row, action, form)
    if action == "采纳建议" and not any(form.cleaned_data.values()):
        form.add_error(None, "没有选采纳哪一条")
        return _deed_page(request, row, action, form)
    outcome = perform(ActOnEntry(context, row, deed_of(form, action, day), _version(request.POST)))
    if outcome.done:
        messages.success(request, f"“{action}”办好了")
        return redirect("ledger:entry", pk=row.pk)
    row = entry_seen(request, pk)
    return _deed_page(request, row, action, form, outcome.findings)


def new(request: HttpRequest) -> HttpResponse:
    """A task or a project written by hand."""
    if reach(account_of(request).roles, KIND, AddEntry.action) is Reach.NONE:
        raise NotAllowed(KIND, AddEntry.action)
    findings: tuple[Finding, ...] = ()
    form = NewEntryForm(request.POST or None, initial=_first_values(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        outcome = perform(AddEntry(context_of(request), form.cleaned_data["book"], form.cleaned_data))
        if outcome.value is not None:
            messages.success(request, "新增好了；定好分工和时限以后点“分解”，发给牵头单位签收")
            return redirect("ledger:entry", pk=outcome.value.pk)
        findings = outcome.findings
    return render(
        request,
        "ledger/new.html",
        {"form": form, "findings": findings, "unit_names": Unit.objects.values_list("name", flat=True)},
    )


def _first_values(request: HttpRequest) -> dict[str, Any]:
    return {key: request.GET[key] for key in ("book", "parent", "section", "kind") if request.GET.get(key)}


def _deed_page(
    request: HttpRequest,
    row: EntryRow,
    action: str,
    form: DeedForm,
    findings: tuple[Finding, ...] = (),
) -> HttpResponse:
    stale = any(one.code == "N301" for one in findings)
    log = LogEntry.objects.filter(kind=KIND, object_id=f"{row.book_id}/{row.key}"[:120], result="成功")
    found = {
        **_facts(row, entry_of(row), request),
        "action": action,
        "form": form,
        "findings": findings,
        "is_dangerous": action in _DANGEROUS,
        "unit_names": Unit.objects.values_list("name", flat=True) if "lead" in form.fields else (),
        "meanwhile": log_told(log.order_by("-number")[:3]) if stale else (),
    }
    return render(request, "ledger/deed.html", found)


def _facts(row: EntryRow, held: Any, request: HttpRequest) -> dict[str, Any]:
    day = context_of(request).today
    return {
        "row": row,
        "entry": held,
        "lead": units_in(row, LEAD),
        "support": units_in(row, SUPPORT),
        "due_told": due_told(row, day),
        "percent_bar": percent_bar(row.percent),
    }


def _version(given: QueryDict) -> int:
    return number_in(given.get("version")) or 0
