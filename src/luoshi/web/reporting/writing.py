"""The form of a report and the page on which it is read (填报页、查看页)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, Report
from luoshi.model.ledger_reports import is_period, latest_of, order_of, period_end, period_of, review_word
from luoshi.model.ledger_words import Frequency, State
from luoshi.web.accounts.models import Account
from luoshi.web.action import perform
from luoshi.web.clock import today
from luoshi.web.files import LARGEST
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Reach, reach
from luoshi.web.reporting.actions import FIELDS, HandIn, HandInFor, Said, SaveDraft, TakeBack, address_of
from luoshi.web.reporting.evidence_actions import AddEvidence, RemoveEvidence
from luoshi.web.reporting.forms import ReportForm
from luoshi.web.reporting.models import Attachment, Draft
from luoshi.web.reporting.periods import deadline_of
from luoshi.web.reporting.selectors import lead_names
from luoshi.web.request import account_of, context_of, number_in
from luoshi.web.scope import in_scope


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a page is about: the entry, the period, whether it is written on a unit's behalf."""

    row: EntryRow
    entry: Entry
    period: str
    for_unit: bool


def write(request: HttpRequest) -> HttpResponse:
    """The form of a report: kept as a draft or handed in."""
    asked = _asked(request)
    report = _report(asked)
    if report is not None and report.state is not State.RETURNED:
        return redirect(address_of("report", asked.row, asked.period))
    draft = Draft.objects.select_related("author").filter(entry=asked.row, period=asked.period).first()
    if request.method == "POST":
        return _written(request, asked, draft)
    start = Said.of(draft.content) if draft is not None else _said(report)
    return _page(request, asked, ReportForm(initial=start.stored()), (), draft)


def read(request: HttpRequest) -> HttpResponse:
    """A report as it was handed in, with its evidence, for who may look at it and who reviews it."""
    row = _row(request, "填报", "查看")
    period = request.GET.get("period", "")
    asked = _Asked(row, entry_of(row), period, for_unit=False)
    report = _report(asked)
    if report is None:
        raise Http404
    account = account_of(request)
    waits = report.state is State.UNDER_REVIEW
    own = row.reports.filter(period=period).first()
    return render(
        request,
        "reporting/report.html",
        {
            **_about(asked),
            "report": report,
            "word": review_word(report),
            "report_row": own,
            "may_review": waits and _may(row, account, "填报审核通过"),
            "may_take_back": waits and _may(row, account, "填报撤回"),
            "may_write": report.state is State.RETURNED and _may(row, account, "填报"),
        },
    )


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Take a report back that waits."""
    row = _row(request, "台账", "填报撤回")
    period = request.POST.get("period", "")
    outcome = perform(TakeBack(context_of(request), row, period, number_in(request.POST.get("version"))))
    for one in outcome.findings:
        messages.error(request, f"{one.message}。{one.fix}")
    if not outcome.done:
        return redirect(address_of("report", row, period))
    messages.success(request, "已撤回，内容回到草稿里，可以改了再提交")
    return redirect(address_of("write", row, period))


@require_POST
def remove_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper out of a report that is not handed in."""
    rows = in_scope(Attachment.objects.select_related("entry"), account_of(request), "佐证材料", "删除")
    paper = get_object_or_404(rows, pk=pk)
    row, period, name = paper.entry, paper.period, paper.name
    outcome = perform(RemoveEvidence(context_of(request), paper))
    for one in outcome.findings:
        messages.error(request, f"{one.message}。{one.fix}")
    if outcome.done:
        messages.success(request, f"已删除 {name}")
    return redirect(address_of("write", row, period))


def _written(request: HttpRequest, asked: _Asked, draft: Draft | None) -> HttpResponse:
    form = ReportForm(request.POST)
    findings = _uploaded(request, asked)
    if not form.is_valid():
        return _page(request, asked, form, findings, draft)
    context, said, submit = context_of(request), form.said(), request.POST.get("do") == "submit"
    seen = number_in(request.POST.get("draft_version")) or 0
    if any(one.severity is Severity.ERROR for one in findings):
        return _page(request, asked, form, findings, draft)
    if submit or asked.for_unit:
        kind = HandInFor if asked.for_unit else HandIn
        versions = (number_in(request.POST.get("version")), seen)
        outcome: Any = perform(kind(context, asked.row, asked.period, said, versions))
    else:
        outcome = perform(SaveDraft(context, asked.row, asked.period, said, seen))
    if not outcome.done:
        fresh = Draft.objects.select_related("author").filter(entry=asked.row, period=asked.period).first()
        asked.row.refresh_from_db()
        asked = replace(asked, entry=entry_of(asked.row))
        return _page(request, asked, form, tuple(form.place(outcome.findings)), fresh)
    if submit or asked.for_unit:
        messages.success(request, f"{asked.period} 的填报已提交，等待审核")
        return redirect(address_of("report", asked.row, asked.period))
    messages.success(request, "草稿存好了，还没有提交")
    return redirect(address_of("write", asked.row, asked.period))


def _uploaded(request: HttpRequest, asked: _Asked) -> tuple[Finding, ...]:
    """Keep the files of a form; return what is wrong with them."""
    found: list[Finding] = []
    for file in request.FILES.getlist("files"):
        if file.size > LARGEST:
            told = f"{file.name}：文件有 {file.size / 2**20:.1f} MB，最大 {LARGEST // 2**20} MB"
            found.append(Finding("N341", Severity.ERROR, told, "佐证材料", fix="压缩图片、拆成几份再上传"))
            continue
        action = AddEvidence(
            context_of(request), asked.row, asked.period, file.read(), file.name, is_paper_reply=asked.for_unit
        )
        try:
            found += perform(action).findings
        except LuoshiError as error:
            told = f"{file.name}：{error.message}"
            found.append(Finding(error.code, Severity.ERROR, told, "佐证材料", fix=error.hint))
    return tuple(found)


def _page(
    request: HttpRequest, asked: _Asked, form: ReportForm, findings: tuple[Finding, ...], draft: Draft | None
) -> HttpResponse:
    theirs = None
    if any(one.code == "N370" for one in findings) and draft is not None:
        theirs = [(ReportForm.base_fields[key].label, draft.content.get(key, "")) for key in FIELDS]
    return render(
        request,
        "reporting/write.html",
        {
            **_about(asked),
            "form": form,
            "findings": findings,
            "draft": draft,
            "theirs": theirs,
            "returned": _report(asked),
            "for_unit": asked.for_unit,
            "accepts": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx",
            "largest": LARGEST // 2**20,
        },
    )


def _about(asked: _Asked) -> dict[str, Any]:
    end = period_end(asked.period) or date.min
    before = latest_of(one for one in asked.entry.reports if order_of(one)[0] < end)
    return {
        "row": asked.row,
        "entry": asked.entry,
        "period": asked.period,
        "unit": lead_names([asked.row.pk]).get(asked.row.pk, ""),
        "before": before,
        "before_word": review_word(before) if before is not None else "",
        "papers": Attachment.objects.filter(entry=asked.row, period=asked.period),
        "deadline": deadline_of(asked.period, today()),
    }


def _asked(request: HttpRequest) -> _Asked:
    account = account_of(request)
    for_unit = reach(account.roles, "台账", "填报") is Reach.NONE
    row = _row(request, *(("填报", "代填") if for_unit else ("台账", "填报")))
    period = request.GET.get("period", "")
    if not period and row.frequency != Frequency.NEVER.value:
        period = period_of(today(), Frequency(row.frequency))
    if not is_period(period):
        raise Http404
    return _Asked(row, entry_of(row), period, for_unit)


def _row(request: HttpRequest, kind: str, action: str) -> EntryRow:
    given = request.GET.get("entry") or request.POST.get("entry")
    rows = in_scope(EntryRow.objects.select_related("book"), account_of(request), kind, action)
    return get_object_or_404(rows, pk=number_in(given) or 0)


def _may(row: EntryRow, account: Account, action: str) -> bool:
    return in_scope(EntryRow.objects.filter(pk=row.pk), account, "台账", action).exists()


def _report(asked: _Asked) -> Report | None:
    return next((one for one in reversed(asked.entry.reports) if one.period == asked.period), None)


def _said(report: Report | None) -> Said:
    return Said() if report is None else Said(report.percent, report.text, report.problem, report.next_step)
