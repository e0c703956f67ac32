"""Pages of task supervision: the list of cases, a case with its steps and papers.

Not here: opening cases (:mod:`luoshi.web.supervision.opening_views`), bulletins
(:mod:`luoshi.web.supervision.bulletin_views`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.supervision import Case, StepRule, StepTaken
from luoshi.progress.oversight.supervision import allowed_steps, check_case, due_day, state_of
from luoshi.report.official_word import official_word
from luoshi.report.supervision_papers import full_name, sha256_of
from luoshi.web.action import NotAllowed, perform
from luoshi.web.clock import today
from luoshi.web.ledger.lighting import work_days
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, context_of, number_in
from luoshi.web.scope import in_scope
from luoshi.web.supervision.actions import DropDraft, TakeStep, case_after, draft_paper
from luoshi.web.supervision.exporting import case_book, case_text
from luoshi.web.supervision.forms import CaseQuery, StepForm
from luoshi.web.supervision.models import CaseRow, PaperRow
from luoshi.web.supervision.procedures import KIND, procedure_of
from luoshi.web.supervision.selectors import (
    cases_asked,
    cases_seen,
    chain_of,
    in_turn,
    kept_told,
    sees_drafts,
    years,
)
from luoshi.web.supervision.store import case_of
from luoshi.web.ui.pages import download, page_of
from luoshi.workspace.case_file import SUFFIX
from luoshi.workspace.folder import open_workspace

_CHANGED = 409
_WRONG = 422


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list of cases."""
    ask(request, "查看")
    form, rows = _asked(request, "查看")
    day = today()
    page = page_of(request, rows)
    shown = [(one, kept_told(one.next_due, None, day), one.is_overdue(day)) for one in page]
    return render(request, "supervision/index.html", {"form": form, "page": page, "shown": shown})


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook, as it was asked for."""
    ask(request, "导出")
    _, rows = _asked(request, "导出")
    return download(case_book(rows, today()), f"督查台账_{today()}.xlsx")


@require_GET
def export_file(request: HttpRequest) -> HttpResponse:
    """The cases as a file of the workspace: appraisal and the command line read it."""
    ask(request, "导出")
    _, rows = _asked(request, "导出")
    return download(case_text(rows.order_by("pk")).encode(), f"督查督办_{today()}{SUFFIX}")


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A case: its chain, what is next, its papers; a step is posted here."""
    row = _row(request, pk)
    allowed = _steps(request, row)
    wanted = request.POST.get("step") or request.GET.get("step") or ""
    rule = next((one for one in allowed if one.name == wanted), allowed[0] if allowed else None)
    findings: tuple[Finding, ...] = ()
    form = _step_form(request, row, rule) if rule is not None else None
    if request.method == "POST":
        posted, findings, done = _take(request, row, wanted)
        if done:
            messages.success(request, f"“{wanted}”已办理；文书在下面“办理过程”里下载")
            return redirect(case_address(row))
        form = posted or form
        row.refresh_from_db()
    shown = {**_shown(row), "allowed": allowed, "form": form, "findings": findings}
    if findings and form is not None:
        shown["form"] = _with_version(form, row)
    return render(request, "supervision/case.html", shown, status=_status(findings, form))


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a step as it would be, before it is sent; nothing is stored."""
    row = _row(request, pk)
    rule = next((one for one in _steps(request, row) if one.name == request.POST.get("step")), None)
    if rule is None:
        raise Http404
    form = _step_form(request, row, rule)
    if not form.is_valid():
        shown = {**_shown(row), "allowed": _steps(request, row), "form": form}
        return render(request, "supervision/case.html", shown, status=_WRONG)
    written = form.written()
    paper = draft_paper(row, case_after(context_of(request), row, written), written.issuer)
    if paper is None:
        raise LuoshiError("N459", f"“{rule.name}”这一步没有文书", where=row.key, hint="直接办理")
    return download(official_word(paper), f"{row.key}_{rule.paper}_预览.docx")


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft away."""
    row = _row(request, pk)
    outcome = perform(DropDraft(context_of(request), row, number_in(request.POST.get("version")) or 0))
    if outcome.done:
        messages.success(request, f"{outcome.value} 已撤销")
        return redirect("supervision:index")
    for one in outcome.findings:
        messages.error(request, f"{one.message}。{one.fix}")
    return redirect(case_address(row))


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper as it was sent."""
    rows = in_scope(PaperRow.objects.select_related("case"), account_of(request), KIND, "查看")
    held = get_object_or_404(rows, pk=pk)
    return sent_file(bytes(held.file), held.sha256, f"{held.case.key}_{held.place + 1}_{held.name}.docx")


def case_address(row: CaseRow) -> str:
    """Return the address of a case."""
    return reverse("supervision:case", args=[row.pk])


def ask(request: HttpRequest, action: str) -> None:
    """Refuse those who may not do something at all."""
    if reach(account_of(request).roles, KIND, action) is Reach.NONE:
        raise NotAllowed(KIND, action)


def sent_file(file: bytes, sha256: str, name: str) -> HttpResponse:
    """Return a file that was sent, if it is still the same.

    Raises:
        LuoshiError: N454 when it is not.
    """
    if sha256_of(file) != sha256:
        hint = "保留现场，请系统管理员从备份核对"
        raise LuoshiError("N454", "存着的文书和发出时的不一样，不能再打印", where=name, hint=hint)
    return download(file, name)


def default_issuer(request: HttpRequest) -> str:
    """Return who signs a paper by default: the unit of whoever is logged in, with the name of the area."""
    unit = account_of(request).unit
    return full_name(unit.name, open_workspace(settings.ENVIRONMENT.workspace).region) if unit is not None else ""


def _row(request: HttpRequest, pk: int) -> CaseRow:
    return get_object_or_404(cases_seen(account_of(request)).select_related("unit", "entry"), pk=pk)


def _asked(request: HttpRequest, action: str) -> tuple[CaseQuery, Any]:
    account = account_of(request)
    rows = cases_seen(account, action)
    form = CaseQuery(request.GET, years=years(rows), sees_drafts=sees_drafts(account))
    form.is_valid()
    rows = cases_asked(rows, form.cleaned_data, today())
    which = form.cleaned_data.get("turn")
    return form, in_turn(rows, account, which, today()) if which else rows


def _steps(request: HttpRequest, row: CaseRow) -> list[StepRule]:
    """Return the steps that may be taken now by a role that the account has."""
    roles = {one.value for one in account_of(request).roles}
    steps = allowed_steps(case_of(row), procedure_of(row.procedure), work_days())
    return [one for one in steps if roles & set(one.who)]


def _step_form(request: HttpRequest, row: CaseRow, rule: StepRule) -> StepForm:
    context = context_of(request)
    taken = StepTaken(step=rule.name, on=context.today, by=context.name, role="")
    initial = {"version": row.version, "issuer": default_issuer(request), "note": _first_note(row)}
    data = request.POST if request.method == "POST" else None
    return StepForm(data, rule, due=due_day(taken, rule, work_days()), initial=initial)


def _first_note(row: CaseRow) -> str:
    """Return the reason that the ledger tells for a case that begins."""
    entry = row.entry
    if entry is None or not row.is_draft or not entry.light_reason:
        return ""
    return f"截至{today()}，该任务亮{entry.light}灯（{entry.light_word}）：{entry.light_reason}。"


def _take(request: HttpRequest, row: CaseRow, step: str) -> tuple[StepForm | None, tuple[Finding, ...], bool]:
    """Take the posted step; return its form, what stands against it, whether it was done."""
    rule = procedure_of(row.procedure).step(step)
    if rule is None:
        told = f"程序“{row.procedure}”里没有“{step}”这一步"
        return None, (Finding("N450", Severity.ERROR, told, fix="从页面上选一步"),), False
    form = _step_form(request, row, rule)
    if not form.is_valid():
        return form, (), False
    version = form.cleaned_data["version"]
    outcome = perform(TakeStep(context_of(request), row, form.written(), version))
    return form, outcome.findings, outcome.done


def _with_version(form: StepForm, row: CaseRow) -> StepForm:
    """Return a form that keeps what was typed and bears the version that the page shows now."""
    form.data = form.data.copy()
    form.data["version"] = str(row.version)
    return form


def _shown(row: CaseRow) -> dict[str, Any]:
    held: Case = case_of(row)
    procedure, day = procedure_of(row.procedure), today()
    state = state_of(held, procedure, work_days())
    return {
        "row": row,
        "state": state,
        "kept": kept_told(state.due, None, day),
        "is_late": state.due is not None and state.due < day,
        "chain": chain_of(row, held, procedure, day),
        "wrong": check_case(held, procedure, work_days()),
    }


def _status(findings: tuple[Finding, ...], form: StepForm | None) -> int:
    if any(one.code == "N301" for one in findings):
        return _CHANGED
    return _WRONG if findings or (form is not None and form.errors) else 200
