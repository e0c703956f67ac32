"""Pages of plans: the list, handing in, a plan with its versions, and how far the compiling has come."""

from __future__ import annotations

from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.web import files
from luoshi.web.accounts.models import Account
from luoshi.web.action import NotAllowed, perform
from luoshi.web.plans.forms import DocFilter, NewTextForm, ReviseForm, UploadForm, cleaned, day_of, file_of, told_beside
from luoshi.web.plans.issuing import Recompile, Revise, Upload, UploadPlan
from luoshi.web.plans.models import PlanDoc, PlanState, PlanVersion
from luoshi.web.plans.selectors import KIND, DocQuery, doc_for, docs_for, latest_of, version_for, versions_for
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, context_of
from luoshi.web.ui.pages import page_of

_TAKEN = frozenset({"docx", "pdf", "html", "csv"})
"""Kinds of files as they are told by content; ``csv`` is any plain text, so TXT and MD too."""


def index(request: HttpRequest) -> HttpResponse:
    """The list of plans."""
    account = _may(account_of(request), "查看")
    form = DocFilter(request.GET)
    page = page_of(request, docs_for(account, DocQuery(**cleaned(form))))
    latest = latest_of(account, list(page.object_list))
    rows = [(doc, latest.get(doc.pk)) for doc in page.object_list]
    return render(request, "plans/index.html", {"form": form, "page": page, "rows": rows})


def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a new plan."""
    _may(account_of(request), "上传")
    form = UploadForm(request.POST or None, request.FILES or None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        title = given["title"].strip() or PurePath(file_of_name(form)).stem
        findings, doc = _handed_in(request, form, Upload("", "", None, title, given["level"], given["region"]))
        if doc is not None:
            return redirect("plans:progress", doc.pk)
        findings = told_beside(form, findings)
    return render(request, "plans/upload.html", {"form": form, "findings": findings}, status=_status(findings, form))


def doc(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan with its versions, and what can be done next."""
    account = account_of(request)
    found = doc_for(account, pk)
    versions = list(versions_for(account).filter(doc=found).select_related("decided_by", "base"))
    latest = next((one for one in versions if one.is_latest), None)
    return render(
        request,
        "plans/doc.html",
        {"doc": found, "versions": versions, "latest": latest, **_forms(latest), "findings": ()},
    )


@require_POST
def upload_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a new text of a plan."""
    account = account_of(request)
    found = doc_for(account, pk)
    form = NewTextForm(request.POST, request.FILES, auto_id="text_%s")
    findings: tuple[Finding, ...] = ()
    if form.is_valid():
        given = form.cleaned_data
        wanted = Upload("", "", found, note=given["note"], effective=day_of(form))
        findings, made = _handed_in(request, form, wanted)
        if made is not None:
            return redirect("plans:progress", made.pk)
        findings = told_beside(form, findings)
    return _doc_again(request, account, found, findings, {"text_form": form})


@require_POST
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a revision from an issued version."""
    account = account_of(request)
    version = version_for(account, pk)
    form = ReviseForm(request.POST)
    findings: tuple[Finding, ...] = ()
    if form.is_valid():
        outcome = perform(Revise(context_of(request), version, form.cleaned_data["note"], day_of(form)))
        if outcome.done and outcome.value is not None:
            messages.success(request, f"{outcome.value}建好了，是草稿；改好以后提交印发")
            return redirect("plans:version", outcome.value.pk)
        findings = told_beside(form, outcome.findings)
    return _doc_again(request, account, version.doc, findings, {"revise_form": form})


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the compiling of a plan has come; asked for again every two seconds while it goes on."""
    account = account_of(request)
    found = doc_for(account, pk)
    version = versions_for(account).filter(doc=found, is_latest=True).first()
    template = "plans/progress_part.html" if request.headers.get("HX-Request") else "plans/progress.html"
    return render(request, template, {"doc": found, "job": found.job, "version": version})


@require_POST
def recompile(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a compiling that came to nothing into the queue again."""
    found = doc_for(account_of(request), pk)
    outcome = perform(Recompile(context_of(request), found))
    for one in outcome.findings:
        messages.error(request, one.message)
    return redirect("plans:progress", found.pk)


def file_of_name(form: forms.Form) -> str:
    """Return the name of the file of a form."""
    return str(form.cleaned_data["file"].name or "规划")


def _handed_in(request: HttpRequest, form: forms.Form, wanted: Upload) -> tuple[tuple[Finding, ...], PlanDoc | None]:
    """Keep the file of a form and hand it in; return what stands against it, or the plan."""
    content, name = file_of(form)
    if content and files.kind_of(content) not in _TAKEN:
        fix = "把它另存为 docx、PDF（有文字的）、html、txt 再上传；改后缀名没有用"
        return (Finding("N401", Severity.ERROR, f"“{name}”不是能编译的文件", where="file", fix=fix),), None
    _may(account_of(request), "上传")
    try:
        kept = files.keep(content, name, _TAKEN)
    except LuoshiError as error:
        return (Finding(error.code, Severity.ERROR, error.message, where="file", fix=error.hint),), None
    upload = Upload(
        kept.digest, name, wanted.doc, wanted.title, wanted.level, wanted.region, wanted.note, wanted.effective
    )
    outcome = perform(UploadPlan(context_of(request), upload))
    return outcome.findings, outcome.value


def _doc_again(
    request: HttpRequest, account: Account, found: PlanDoc, findings: tuple[Finding, ...], shown: dict[str, forms.Form]
) -> HttpResponse:
    """Show a plan again with what was typed and what is wrong with it."""
    versions = list(versions_for(account).filter(doc=found).select_related("decided_by", "base"))
    latest = next((one for one in versions if one.is_latest), None)
    context = {"doc": found, "versions": versions, "latest": latest, **_forms(latest), **shown, "findings": findings}
    return render(request, "plans/doc.html", context, status=422)


def _forms(latest: PlanVersion | None) -> dict[str, forms.Form]:
    issued = latest is not None and latest.state == PlanState.ISSUED
    return {"text_form": NewTextForm(auto_id="text_%s"), **({"revise_form": ReviseForm()} if issued else {})}


def _may(account: Account, action: str) -> Account:
    """Return the account; refuse one that may not do this at all."""
    if reach(account.roles, KIND, action) is Reach.NONE:
        raise NotAllowed(KIND, action)
    return account


def _status(findings: tuple[Finding, ...], form: forms.Form) -> int:
    return 422 if findings or (form.is_bound and not form.is_valid()) else 200
