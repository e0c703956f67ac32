"""Pages of what is asked, what is missing, what waits (应报、未报、待审核).

Not here: the form of a report (:mod:`luoshi.web.reporting.writing`), workbooks (:mod:`luoshi.web.reporting.batches`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from luoshi.base.findings import Finding
from luoshi.web.action import NotAllowed, perform
from luoshi.web.clock import today
from luoshi.web.ledger.models import LEAD, EntryRow, EntryUnit, ReportRow
from luoshi.web.policy import Reach, reach
from luoshi.web.reporting.actions import Review, Urge, address_of
from luoshi.web.reporting.evidence_actions import FetchEvidence
from luoshi.web.reporting.models import Attachment
from luoshi.web.reporting.periods import LATE, Asked, asked_for, months_before
from luoshi.web.reporting.selectors import (
    DRAFTED,
    MISSING,
    STATES,
    WORDS,
    UnitCount,
    by_unit,
    duties,
    lead_names,
    narrowed,
    returned_reports,
    waiting,
)
from luoshi.web.reporting.workbook import urging_book
from luoshi.web.request import account_of, context_of, number_in, require
from luoshi.web.scope import in_scope
from luoshi.web.ui.pages import download, page_of


def index(request: HttpRequest) -> HttpResponse:
    """What is to be reported in a month, and how each stands."""
    rows, asked, query = _asked(request)
    page = page_of(request, rows.select_related("book"))
    return render(
        request,
        "reporting/index.html",
        {
            **query,
            "page": page,
            "rows": _shown(page.object_list, asked, today()),
            "states": STATES,
            "periods": [one.period for one in asked],
        },
    )


def missing(request: HttpRequest) -> HttpResponse:
    """Who has not reported, by unit."""
    rows, asked, query = _asked(request)
    units = by_unit(rows, asked, today())
    total = UnitCount("合计")
    for key in ("asked", "missing", "overdue", "waiting", "returned", "passed"):
        setattr(total, key, sum(getattr(one, key) for one in units))
    page = page_of(request, units)
    return render(request, "reporting/missing.html", {**query, "page": page, "total": total, "deadlines": asked})


def export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook: who is to be reminded of what (催报清单)."""
    account = account_of(request)
    if reach(account.roles, "填报", "导出") is Reach.NONE:
        raise Http404
    rows, asked, query = _asked(request, "导出")
    chosen = list(rows.select_related("book")[:5000])
    content = urging_book(_shown(chosen, asked, today()), query["title"])
    return download(content, f"填报清单（{query['title']}）.xlsx")


@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """Remind the chosen units."""
    names = request.POST.getlist("unit")
    asked = asked_for(request.POST.get("when", ""), today())
    rows = duties(in_scope(EntryRow.objects.all(), account_of(request), "填报", "催报"), asked)
    counts = {one.name: one.missing for one in by_unit(rows, asked, today()) if one.name in names and one.missing}
    outcome = perform(Urge(context_of(request), counts, _title(request.POST.get("when", ""))))
    _tell(request, outcome.findings)
    if outcome.done:
        messages.success(request, f"已向 {outcome.value} 个单位催报，记入操作日志")
    return redirect(f"{reverse('reporting:missing')}?{urlencode({'when': request.POST.get('when', '')})}")


def to_review(request: HttpRequest) -> HttpResponse:
    """The reports that wait for review."""
    account = account_of(request)
    if reach(account.roles, "台账", "填报审核通过") is Reach.NONE:
        raise Http404
    rows = waiting(account)
    wanted = {key: request.GET.get(key, "").strip() for key in ("unit", "word", "period", "opinion")}
    if wanted["unit"]:
        named = EntryUnit.objects.filter(entry=OuterRef("entry_id"), role=LEAD, name__contains=wanted["unit"])
        rows = rows.filter(Exists(named))
    if wanted["word"]:
        rows = rows.filter(Q(entry__title__contains=wanted["word"]) | Q(entry__number=wanted["word"]))
    if wanted["period"]:
        rows = rows.filter(period=wanted["period"])
    page = page_of(request, rows)
    names = lead_names(one.entry_id for one in page.object_list)
    shown = [(one, names.get(one.entry_id, "")) for one in page.object_list]
    return render(request, "reporting/to_review.html", {"page": page, "rows": shown, "wanted": wanted})


def returned(request: HttpRequest) -> HttpResponse:
    """The reports that were returned and are to be handed in again."""
    require(request, "填报")
    rows = in_scope(returned_reports(), account_of(request), "填报", "查看")
    page = page_of(request, rows)
    names = lead_names(one.entry_id for one in page.object_list)
    shown = [(one, names.get(one.entry_id, "")) for one in page.object_list]
    return render(request, "reporting/returned.html", {"page": page, "rows": shown})


@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Accept or return the chosen reports, each by itself."""
    require(request, "台账", "填报审核通过")
    accept = request.POST.get("do") == "accept"
    opinion = request.POST.get("opinion", "").strip()
    chosen = [one for one in request.POST.getlist("report") if one]
    if not chosen:
        messages.error(request, "没有勾选填报：在最左边一列勾选以后再审核")
    done, shown = 0, ""
    for one in chosen:
        pk, _, version = one.partition(".")
        rows = in_scope(ReportRow.objects.select_related("entry"), account_of(request), "台账", "填报审核通过")
        report = get_object_or_404(rows, pk=number_in(pk) or 0)
        action = Review(
            context_of(request),
            report.entry,
            report.period,
            accept=accept,
            opinion=opinion,
            version=number_in(version),
        )
        outcome = perform(action)
        done += outcome.done
        if request.POST.get("from") == "report" and not outcome.done:
            shown = address_of("report", report.entry, report.period)
        _tell(request, outcome.findings, f"{report.period} {report.entry}：")
    if done:
        messages.success(request, f"{done} 份填报{'审核通过' if accept else '已退回'}")
    kept = f"?{urlencode({'opinion': opinion})}" if opinion and done < len(chosen) else ""
    return redirect(shown or reverse("reporting:to_review") + kept)


def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper of evidence, to be stored."""
    rows = in_scope(Attachment.objects.select_related("entry"), account_of(request), "佐证材料", "查看")
    paper = get_object_or_404(rows, pk=pk)
    outcome = perform(FetchEvidence(context_of(request), paper))
    answer = download(outcome.value or b"", paper.name)
    answer["Content-Type"] = "application/octet-stream"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _asked(request: HttpRequest, action: str = "查看") -> tuple[QuerySet[EntryRow], tuple[Asked, ...], dict[str, Any]]:
    """Return the duties that the query form asks for, the periods, and what stands in the form."""
    day = today()
    when = request.GET.get("when", "")
    asked = asked_for(when, day)
    account = account_of(request)
    if reach(account.roles, "填报", "查看") is Reach.NONE:
        raise NotAllowed("填报", "查看")
    # whoever reports sees what his unit leads and so has to report; the others see whatever they may look at
    reports = reach(account.roles, "台账", "填报") is not Reach.NONE
    right = ("台账", "填报") if reports else ("填报", action)
    rows = duties(in_scope(EntryRow.objects.all(), account, *right), asked)
    state = request.GET.get("state", "") or ("逾期" if when == LATE else "")
    rows = narrowed(rows, state, asked, day)
    unit, word = request.GET.get("unit", "").strip(), request.GET.get("word", "").strip()
    if unit:
        named = EntryUnit.objects.filter(entry=OuterRef("pk"), role=LEAD, name__contains=unit)
        rows = rows.filter(Exists(named))
    if word:
        rows = rows.filter(Q(title__contains=word) | Q(number=word))
    wanted = {"when": when or months_before(day)[0], "state": state, "unit": unit, "word": word}
    return rows, asked, {"wanted": wanted, "months": months_before(day), "late": LATE, "title": _title(when)}


def _shown(rows: Iterable[EntryRow], asked: tuple[Asked, ...], day: date) -> list[dict[str, Any]]:
    """Return what a list shows of each duty."""
    held = list(rows)
    names = lead_names(one.pk for one in held)
    by_frequency = {one.frequency.value: one for one in asked}
    shown = []
    for one in held:
        period = by_frequency[one.frequency]
        word = WORDS.get(one.reported, MISSING)
        open_still = word in (MISSING, "退回")
        shown.append(
            {
                "row": one,
                "unit": names.get(one.pk, ""),
                "period": one.asked_period,
                "deadline": period.deadline,
                "word": DRAFTED if word == MISSING and one.drafted else word,
                "is_late": open_still and period.is_over(day),
                "told": one.told,
            }
        )
    return shown


def _title(when: str) -> str:
    if when == LATE:
        return "逾期未报"
    month = when or months_before(today())[0]
    return f"{month[:4]}年{int(month[5:7])}月" if month[5:7].isdecimal() else month


def _tell(request: HttpRequest, findings: tuple[Finding, ...], before: str = "") -> None:
    for one in findings:
        messages.error(request, f"{before}{one.message}。{one.fix}" if one.fix else f"{before}{one.message}")
