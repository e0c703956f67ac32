"""Pages of freezes (定稿): the list, a new one, one with its files, correcting it, letting it be published.

Not here: reports and what goes to the public (:mod:`luoshi.web.evaluation.product_views`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from luoshi.base.findings import Finding
from luoshi.web.action import perform
from luoshi.web.clock import today
from luoshi.web.evaluation.actions import FREEZING, KIND, ApproveFreeze, AskFreeze, RegisterFreeze, Wanted
from luoshi.web.evaluation.forms import CorrectionForm, FreezeForm, FreezeQuery, ReportForm, usual_year
from luoshi.web.evaluation.models import PUBLIC, FreezeRow, Product
from luoshi.web.evaluation.selectors import freezes_asked, issued_versions, unfinished
from luoshi.web.evaluation.standing import Looked, list_findings, looked_at, the_workspace, unregistered
from luoshi.web.jobs.models import Job
from luoshi.web.ledger.models import Book
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, context_of, found_in_scope, require
from luoshi.web.supervision.views import default_issuer
from luoshi.web.ui.pages import page_of

_WRONG = 422


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list of freezes; above it those that are being made, and those that were not registered."""
    require(request, KIND)
    query = FreezeQuery(request.GET)
    asked = query.cleaned_data if query.is_valid() else {}
    rows = freezes_asked(account_of(request), asked.get("state", ""), asked.get("word", ""))
    page = page_of(request, rows)
    wrong = list_findings(page.object_list)
    shown = {
        "form": query,
        "page": page,
        "shown": [(one, wrong.get(one.pk)) for one in page],
        "unfinished": unfinished(),
        "unregistered": unregistered(),
    }
    return render(request, "evaluation/index.html", shown)


def new(request: HttpRequest) -> HttpResponse:
    """Ask for a freeze."""
    require(request, KIND, "做定稿")
    day = today()
    initial = {"kind": "年度", "year": usual_year(day), "as_of": day, **_usual_basis()}
    form = FreezeForm(request.POST or None, initial=initial)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        wanted = Wanted(told["name"].strip(), told["kind"], told["year"], told["as_of"], told["version"], told["book"])
        outcome = perform(AskFreeze(context_of(request), wanted))
        if outcome.done and outcome.value is not None:
            return redirect("evaluation:making", outcome.value.pk)
        findings = outcome.findings
    shown = {"form": form, "findings": findings, "has_plan": issued_versions().exists()}
    return render(request, "evaluation/new.html", shown, status=_status(findings, form))


@require_GET
def making(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a freeze is; a piece of the page when htmx asks, and the freeze itself when it is done."""
    require(request, KIND)
    job = get_object_or_404(Job.objects.select_related("account"), pk=pk, kind=FREEZING)
    made = job.result.get("freeze") if job.state == Job.State.DONE else None
    there = reverse("evaluation:freeze", args=[made]) if made else ""
    if request.headers.get("HX-Request"):
        response = render(request, "evaluation/progress.html", {"job": job})
        if there:
            response["HX-Redirect"] = there
        return response
    return redirect(there) if there else render(request, "evaluation/making.html", {"job": job})


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register a freeze that lies in the workspace."""
    require(request, KIND, "做定稿")
    name = request.POST.get("name", "")
    if name not in unregistered():
        raise Http404
    outcome = perform(RegisterFreeze(context_of(request), name))
    for one in outcome.findings:
        messages.error(request, f"{one.message}（{one.where}）{one.fix} {one.code}")
    if outcome.value is None:
        return redirect("evaluation:index")
    messages.success(request, f"已登记“{name}”，校验 {outcome.value.short}")
    return redirect("evaluation:freeze", outcome.value.pk)


@require_GET
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """A freeze: what it holds, whether it is still that, what was made of it."""
    return freeze_page(request, _row(request, pk))


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a correction of a freeze."""
    from luoshi.api import correction_name

    row = _row(request, pk)
    require(request, KIND, "做定稿")
    name, corrects = correction_name(the_workspace(), row.name)
    form = CorrectionForm(request.POST or None, initial={"as_of": row.as_of, **_usual_basis(row.ledger)})
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        wanted = Wanted(
            name,
            row.kind,
            row.year,
            told["as_of"],
            told["version"],
            told["book"],
            corrects=corrects,
            reason=told["reason"],
        )
        outcome = perform(AskFreeze(context_of(request), wanted))
        if outcome.done and outcome.value is not None:
            return redirect("evaluation:making", outcome.value.pk)
        findings = outcome.findings
    shown = {"row": row, "form": form, "findings": findings, "name": name, "corrects": corrects}
    shown["has_plan"] = issued_versions().exists()
    return render(request, "evaluation/correct.html", shown, status=_status(findings, form))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a freeze be published."""
    row = _row(request, pk)
    given = request.POST.get("digest", ""), request.POST.get("note", "").replace("\x00", "")
    outcome = perform(ApproveFreeze(context_of(request), row, *given))
    if outcome.done:
        messages.success(request, f"已批准公开“{row.name}”，可以生成公开网站和核验包")
        return redirect("evaluation:freeze", pk)
    return freeze_page(request, _row(request, pk), outcome.findings)


def freeze_page(request: HttpRequest, row: FreezeRow, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    """Return the page of a freeze; with ``findings``, what stood against what was asked for."""
    looked, later = looked_at(row), FreezeRow.objects.filter(corrects=row.name).first()
    account = account_of(request)
    products = list(Product.objects.filter(freeze=row).select_related("job", "freeze"))
    public = {one.kind: one for one in products if one.is_public}
    told: dict[str, Any] = {
        "row": row,
        "looked": looked,
        "findings": findings,
        "reports": [one for one in products if not one.is_public],
        "public": [(kind, words, public.get(kind)) for kind, words in PUBLIC.items()],
        "form": ReportForm(areas=row.areas, initial={"issuer": default_issuer(request)}),
        "later": later,
        "earlier": FreezeRow.objects.filter(name=row.corrects).first() if row.corrects else None,
        "may_approve": _is_to_approve(row, looked, later) and reach(account.roles, KIND, "批准公开") is not Reach.NONE,
        "is_own": row.account_id == account.pk,
        "note": request.POST.get("note", ""),
    }
    return render(request, "evaluation/freeze.html", told, status=_WRONG if findings else 200)


def _is_to_approve(row: FreezeRow, looked: Looked, later: FreezeRow | None) -> bool:
    """Return whether there is something to approve: a sound freeze, not approved, or whose approval was lost."""
    return looked.is_sound and later is None and (not row.is_approved or bool(looked.findings))


def _row(request: HttpRequest, pk: int) -> FreezeRow:
    require(request, KIND)
    row: FreezeRow = found_in_scope(request, FreezeRow.objects.select_related("account"), KIND, pk=pk)
    return row


def _usual_basis(ledger: str = "") -> dict[str, Any]:
    """Return what is chosen before anybody chooses: the latest version, the ledger of that name, else the latest."""
    named = Book.objects.filter(name=ledger).first() if ledger else None
    return {"version": issued_versions().first(), "book": named or Book.objects.first()}


def _status(findings: tuple[Finding, ...], form: Any) -> int:
    return _WRONG if findings or form.errors else 200
