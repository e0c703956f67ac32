"""Pages of bulletins (通报): those that were sent, a new one, its Word file."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from luoshi.report.official_word import official_word
from luoshi.web.action import perform
from luoshi.web.clock import today
from luoshi.web.request import account_of, context_of
from luoshi.web.scope import in_scope
from luoshi.web.supervision.actions import IssueBulletin
from luoshi.web.supervision.bulletin import Frame, bulletin_paper, counts_by_unit, stale_lights, told_entries
from luoshi.web.supervision.forms import BulletinForm, BulletinQuery, standard_number
from luoshi.web.supervision.models import BulletinRow
from luoshi.web.supervision.procedures import KIND
from luoshi.web.supervision.views import ask, default_issuer, sent_file
from luoshi.web.ui.pages import download, page_of


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The bulletins that were sent."""
    ask(request, "查看")
    rows = in_scope(BulletinRow.objects.defer("file", "content"), account_of(request), KIND, "查看")
    return render(request, "supervision/bulletins.html", {"page": page_of(request, rows)})


def new(request: HttpRequest) -> HttpResponse:
    """What a bulletin would tell today; posted, it is shown as Word (``preview``) or sent."""
    ask(request, "发通报")
    account, day = account_of(request), today()
    query = BulletinQuery(request.GET)
    asked = query.cleaned_data if query.is_valid() else {}
    told = told_entries(account, day, asked.get("book"), asked.get("unit", "").strip())
    initial = {
        "title": f"关于{day.year}年{day.month}月重点任务进度滞后和逾期情况的通报",
        "to": "、".join(one.unit for one in counts_by_unit(told))[:500],
        "issuer": default_issuer(request),
    }
    form = BulletinForm(request.POST or None, initial=initial)
    findings = stale_lights(account, day)
    refused = False
    if request.method == "POST" and form.is_valid():
        frame = Frame(**{key: str(text).strip() for key, text in form.cleaned_data.items()})
        frame = replace(frame, number=standard_number(frame.number))
        paper = bulletin_paper(told, frame, day)
        if "preview" in request.POST:
            return download(official_word(paper), f"通报_{day}_预览.docx")
        outcome = perform(IssueBulletin(context_of(request), paper, len({one.row.pk for one in told})))
        if outcome.done:
            messages.success(request, f"通报 {frame.number} 已生成并留底，可以下载打印")
            return redirect("supervision:bulletins")
        findings, refused = (*findings, *outcome.findings), True
    shown = {
        "form": form,
        "query": query,
        "findings": findings,
        "page": page_of(request, told),
        "counts": counts_by_unit(told),
    }
    return render(request, "supervision/new_bulletin.html", shown, status=422 if refused or form.errors else 200)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A bulletin as it was sent."""
    rows = in_scope(BulletinRow.objects.all(), account_of(request), KIND, "查看")
    held = get_object_or_404(rows, pk=pk)
    return sent_file(bytes(held.file), held.sha256, f"通报_{held.number}.docx")
