"""Pages of reported values (填报数据): list, entry, review, workbooks out and in, handing on to the statistics."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshi.base.findings import Finding, Severity
from luoshi.sheets.error_copy import error_copy
from luoshi.web import files
from luoshi.web.accounts.models import Account, Unit
from luoshi.web.accounts.units import names_of_units
from luoshi.web.action import NotAllowed, perform
from luoshi.web.clock import today
from luoshi.web.policy import Reach, reach
from luoshi.web.reporting.models import ACCEPTED, FILLED, RETURNED, REVIEWED, Batch, ReportedValue
from luoshi.web.reporting.taking import RIGHTS, NoteValues
from luoshi.web.reporting.value_actions import KIND, DecideValue, HandOn, Told, WriteValue
from luoshi.web.reporting.value_book import read_values, value_book
from luoshi.web.request import account_of, context_of, number_in, require
from luoshi.web.scope import in_scope
from luoshi.web.ui.pages import download, page_of

_STATES = (FILLED, REVIEWED, ACCEPTED, RETURNED)


class ValueForm(forms.Form):
    """A reported value."""

    measure = forms.CharField(label="指标或目标", max_length=120, help_text="规划里目标的编号，或指标名称")
    measure_name = forms.CharField(label="名称", max_length=200, required=False)
    subject_code = forms.CharField(label="填报对象代码", max_length=40, help_text="地区代码或单位代码")
    subject_name = forms.CharField(label="填报对象", max_length=100)
    period = forms.CharField(label="期", max_length=12, help_text="2024、2024学年、2024Q3 或 2024-09")
    value = forms.DecimalField(label="数值", max_digits=20, decimal_places=6)
    unit_text = forms.CharField(label="计量单位", max_length=20, required=False)
    evidence = forms.CharField(label="佐证材料", max_length=300, required=False, help_text="文号、文件名或出处")
    note = forms.CharField(label="说明", max_length=300, required=False)


def index(request: HttpRequest) -> HttpResponse:
    """The values that were reported."""
    rows, wanted = _wanted(request)
    page = page_of(request, rows.select_related("unit"))
    right = RIGHTS[KIND]
    batches = in_scope(Batch.objects.filter(kind=KIND).select_related("account"), account_of(request), *right)[:3]
    shown = {"page": page, "wanted": wanted, "states": _STATES, "batches": batches}
    return render(request, "reporting/values.html", shown)


def write(request: HttpRequest) -> HttpResponse:
    """One value."""
    account = account_of(request)
    if reach(account.roles, KIND, "填报") is Reach.NONE:
        raise NotAllowed(KIND, "填报")
    row = None
    if request.GET.get("value"):
        rows = in_scope(ReportedValue.objects.select_related("unit"), account, KIND, "填报")
        row = get_object_or_404(rows, pk=number_in(request.GET["value"]) or 0)
    units = _units(account)
    findings: tuple[Finding, ...] = ()
    form = ValueForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        unit = get_object_or_404(units, pk=number_in(request.POST.get("unit")) or 0)
        version = number_in(request.POST.get("version")) or 0
        outcome = perform(WriteValue(context_of(request), unit, Told(**form.cleaned_data), version))
        if outcome.done:
            messages.success(request, "填报好了，等待审核")
            return redirect("reporting:values")
        findings = outcome.findings
        told = form.cleaned_data
        row = in_scope(ReportedValue.objects.all(), account, KIND, "填报").filter(
            measure=told["measure"], subject_code=told["subject_code"], period=told["period"]
        ).first() or row  # fmt: skip
    chosen = number_in(request.POST.get("unit")) or (row.unit_id if row is not None else account.unit_id)
    return render(
        request,
        "reporting/value_write.html",
        {"form": form, "row": row, "units": units, "chosen": chosen, "findings": findings},
    )


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Review, accept or return the chosen values, each by itself."""
    decision = request.POST.get("do", "")
    if decision not in (REVIEWED, ACCEPTED, RETURNED):
        raise Http404
    done = 0
    for one in request.POST.getlist("value"):
        pk, _, version = one.partition(".")
        rows = in_scope(ReportedValue.objects.all(), account_of(request), KIND, "查看")
        row = get_object_or_404(rows, pk=number_in(pk) or 0)
        action = DecideValue(context_of(request), row, decision, request.POST.get("opinion", ""), number_in(version))
        outcome = perform(action)
        done += outcome.done
        for finding in outcome.findings:
            messages.error(request, f"{finding.where}：{finding.message}。{finding.fix}")
    if done:
        messages.success(request, f"{done} 个数已{decision}")
    elif not request.POST.getlist("value"):
        messages.error(request, "没有勾选：在最左边一列勾选以后再办理")
    return redirect("reporting:values")


def out(request: HttpRequest) -> HttpResponse:
    """The workbook of a period: what is there, and what was reported for the period before, to be filled in anew."""
    require(request, KIND)
    account = account_of(request)
    period = request.GET.get("period", "").strip()
    rows = in_scope(ReportedValue.objects.select_related("unit"), account, KIND, "查看")
    found: dict[tuple[str, str], ReportedValue] = {}
    for row in rows.filter(period__lte=period).order_by("period") if period else rows.order_by("period"):
        found[(row.measure, row.subject_code) if period else (row.measure, f"{row.subject_code}/{row.period}")] = row
    content = value_book(found.values(), period)
    return download(content, f"填报数据{period}.xlsx")


@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a workbook in: each row by itself."""
    account, file = account_of(request), request.FILES.get("file")
    if reach(account.roles, KIND, "导入") is Reach.NONE:
        raise NotAllowed(KIND, "导入")
    if file is None:
        messages.error(request, "没有选文件")
        return redirect("reporting:values")
    data = file.read()
    read = read_values(data, file.name)
    units = {one.pk: one for one in _units(account)}
    names = names_of_units(today())
    taken, reasons = 0, {}
    for one in read.rows:
        unit = units.get(names.get(one.unit, 0)) if one.unit else account.unit
        faults = one.faults or (() if unit is not None else (f"填报单位：没有“{one.unit}”，或不归您填报",))
        if unit is not None and not faults:
            outcome = perform(WriteValue(context_of(request), unit, one.told, one.version))
            faults = tuple(_told(finding) for finding in outcome.findings if finding.severity is Severity.ERROR)
        if faults:
            reasons[one.row_number] = faults
        else:
            taken += 1
    batch = Batch(kind=KIND, name=file.name[:200], unit=account.unit, taken=taken, refused=len(reasons))
    if reasons:
        copy = error_copy(data, read.grids, {read.sheet: reasons}, {read.sheet: read.head_row})
        batch.errors = files.keep(copy, file.name, files.TABLES).digest
    perform(NoteValues(context_of(request), batch))
    if reasons:
        messages.error(request, f"写入 {taken} 行，退回 {len(reasons)} 行：下载错误说明，改好那几行再上传")
        return redirect("reporting:values")
    messages.success(request, f"写入 {taken} 行，没有退回的")
    return redirect("reporting:values")


@require_POST
def hand_on(request: HttpRequest) -> HttpResponse:
    """Write what is accepted into the folder of returns."""
    outcome = perform(HandOn(context_of(request)))
    for finding in outcome.findings:
        messages.error(request, f"{finding.message}。{finding.fix}")
    if outcome.value:
        told = "、".join(f"data/{one.parent.name}/{one.name}" for one in outcome.value)
        messages.success(request, f"已写出 {told}；装入统计数据以后，目标监测就用这些数")
    return redirect("reporting:values")


def _wanted(request: HttpRequest) -> tuple[QuerySet[ReportedValue], dict[str, str]]:
    account = account_of(request)
    if reach(account.roles, KIND, "查看") is Reach.NONE:
        raise Http404
    rows = in_scope(ReportedValue.objects.all(), account, KIND, "查看")
    wanted = {key: request.GET.get(key, "").strip() for key in ("word", "subject", "period", "status")}
    if wanted["word"]:
        rows = rows.filter(Q(measure__contains=wanted["word"]) | Q(measure_name__contains=wanted["word"]))
    if wanted["subject"]:
        rows = rows.filter(Q(subject_name__contains=wanted["subject"]) | Q(subject_code=wanted["subject"]))
    if wanted["period"]:
        rows = rows.filter(period=wanted["period"])
    if wanted["status"] in _STATES:
        rows = rows.filter(status=wanted["status"])
    return rows, wanted


def _units(account: Account) -> QuerySet[Unit]:
    return in_scope(Unit.objects.order_by("pk"), account, KIND, "填报")


def _initial(row: ReportedValue | None) -> dict[str, Any]:
    return {} if row is None else {key: getattr(row, key) for key in ValueForm.base_fields}


def _told(finding: Finding) -> str:
    return f"{finding.message}。{finding.fix}" if finding.fix else finding.message
