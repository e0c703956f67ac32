"""Pages of a version: the text with its items and findings, bindings, issuing, what is handed out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from luoshi.api import list_indicators, plan_workbook, review_workbook
from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.model.monitoring import BindingState
from luoshi.model.plan import Plan, Remark
from luoshi.model.review import Review
from luoshi.model.wording import LISTS
from luoshi.report.review_word import write_review_word
from luoshi.web import files
from luoshi.web.action import perform
from luoshi.web.plans.answers import BindTargets, WaiveFinding
from luoshi.web.plans.bindings import groups_of, proposals
from luoshi.web.plans.forms import ProposeForm, day_of, told_beside
from luoshi.web.plans.issued import issued_findings, registered_file
from luoshi.web.plans.issuing import Issue, Propose, Refuse, ReviewAgain, Withdraw
from luoshi.web.plans.models import ItemStatus, PlanState, PlanVersion
from luoshi.web.plans.parts import Links, Part, part_at, part_html, parts_of
from luoshi.web.plans.selectors import ItemQuery, counts_of, items_over, items_shown, version_for
from luoshi.web.plans.store import document_of, plan_of, review_of
from luoshi.web.request import account_of, context_of
from luoshi.web.ui.pages import download, page_of
from luoshi.workspace.folder import open_workspace

_PER_PAGE = 40


def version(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a version with its items and findings, and beside it the items or the findings."""
    found = version_for(account_of(request), pk, full=True)
    document, review = document_of(found.source), review_of(found)
    parts = parts_of(found.source)
    part = _part(request, parts)
    query = _query(request, part)
    tab = "审校" if request.GET.get("tab") == "审校" else "条目"
    page = page_of(request, items_shown(found, query), _PER_PAGE) if tab == "条目" else None
    shown = {row.key for row in page.object_list} if page is not None else set()
    html, placed = part_html(document, part, items_over(found, part.span), review, _links(request, found, part, shown))
    context = {
        **_frame(request, found),
        "parts": parts,
        "part": part,
        "previous": parts[part.number - 2] if part.number > 1 else None,
        "following": parts[part.number] if part.number < len(parts) else None,
        "text": html,
        "placed": placed,
        "tab": tab,
        "page": page,
        "kind": query.kind,
        "status": query.status,
        "whole": query.within is None,
        "statuses": ItemStatus.values,
        "findings_here": _reviewed(review, parts, part if query.within is not None else None) if tab == "审校" else (),
        "review": review,
        "is_stale": found.is_editable and found.reviewed_at_change != found.changes,
        "counts": counts_of(found, query.within),
        "query_kept": _kept(request),
    }
    return render(request, "plans/version.html", context)


def compiled(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found when the text was read and compiled, and what the document says of itself."""
    found = version_for(account_of(request), pk, full=True)
    plan, parts = plan_of(found), parts_of(found.source)
    noticed: list[Finding | Remark] = [*plan.findings, *_reader_findings(found, plan)]
    told = [
        {
            "one": one,
            "label": Severity(one.severity).label,
            "part": part_at(parts, one.spans[0][0]).number if one.spans else None,
        }
        for one in noticed
    ]
    return render(request, "plans/compiled.html", {**_frame(request, found), "told": told, "plan": plan})


def binding(request: HttpRequest, pk: int) -> HttpResponse:
    """Which indicator measures each target: what is asked first, then what is known."""
    found = version_for(account_of(request), pk, full=True)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        chosen = request.POST.get("candidate") or request.POST.get("indicator", "")
        if "undo" in request.POST:
            chosen = ""
        outcome = perform(BindTargets(context_of(request), found, request.POST.getlist("key"), chosen))
        if outcome.done:
            messages.success(request, "记下了")
            return redirect(request.get_full_path())
        findings = outcome.findings
    plan = plan_of(found)
    workspace = open_workspace(settings.ENVIRONMENT.workspace)
    groups = groups_of(plan, proposals(plan))
    state = request.GET.get("state", "")
    page = page_of(request, [one for one in groups if not state or one.binding.state == state])
    names = [one.name for one in list_indicators(workspace)]
    counts = {one: sum(group.binding.state == one for group in groups) for one in BindingState}
    context = {**_frame(request, found), "page": page, "findings": findings, "names": names, "state": state}
    return render(request, "plans/binding.html", {**context, "counts": counts}, status=422 if findings else 200)


def issuing(request: HttpRequest, pk: int) -> HttpResponse:
    """Proposing, approving, refusing; of an issued version its file and hash."""
    found = version_for(account_of(request), pk)
    form = ProposeForm(initial={"effective": found.effective or context_of(request).today, "note": found.note})
    return _issuing_page(request, found, form, ())


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a draft to the leader."""
    found = version_for(account_of(request), pk)
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return _issuing_page(request, found, form, (), status=422)
    outcome = perform(Propose(context_of(request), found, form.cleaned_data["note"], day_of(form)))
    if not outcome.done:
        return _issuing_page(request, found, form, told_beside(form, outcome.findings), status=422)
    for one in outcome.findings:
        messages.warning(request, f"{one.message}；{one.fix}")
    messages.success(request, f"{found}已提交，等待批准")
    return redirect("plans:issuing", found.pk)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw, issue or refuse a proposed version."""
    found = version_for(account_of(request), pk)
    context, opinion = context_of(request), request.POST.get("opinion", "")
    what = request.POST.get("what", "")
    deeds: dict[str, Any] = {
        "撤回": lambda: Withdraw(context, found),
        "批准": lambda: Issue(context, found, opinion),
        "不同意": lambda: Refuse(context, found, opinion),
    }
    if what not in deeds:
        raise Http404
    outcome = perform(deeds[what]())
    if outcome.done:
        told = {"撤回": "撤回了，可以接着改", "批准": "已经印发", "不同意": "退回去了"}
        messages.success(request, f"{found}：{told[what]}")
        return redirect("plans:issuing", found.pk)
    return _issuing_page(request, found, ProposeForm(), outcome.findings, status=422)


@require_POST
def review_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a draft reviewed again."""
    found = version_for(account_of(request), pk)
    outcome = perform(ReviewAgain(context_of(request), found))
    for one in outcome.findings:
        messages.error(request, one.message)
    return redirect("plans:progress", found.doc_id) if outcome.done else redirect("plans:version", found.pk)


@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a finding of the review pass, or have it stand again."""
    found = version_for(account_of(request), pk, full=True)
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    outcome = perform(WaiveFinding(context_of(request), found, key, reason, undo="undo" in request.POST))
    for one in outcome.findings:
        messages.error(request, f"{one.message}。{one.fix}" if one.fix else one.message)
    if outcome.done:
        messages.success(request, "不再免报" if "undo" in request.POST else "免报了，理由记在规划里")
    return redirect(f"{reverse('plans:version', args=[found.pk])}?{_kept(request, tab='审校')}")


def handed_out(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """A file of a version: the plan file, workbooks, the Word file with the review as comments, the document."""
    found = version_for(account_of(request), pk, full=True, action="导出")
    stem = f"{found.doc.name}-v{found.number}"
    if what == "plan":
        return download(registered_file(found), f"{stem}.plan.yaml")
    if what == "items":
        return download(plan_workbook(plan_of(found)), f"{stem}.xlsx")
    if what == "source":
        return download(files.read(found.source.digest), found.source.name)
    review = review_of(found)
    if review is None:
        raise Http404
    if what == "review":
        return download(review_workbook(review), f"{stem}-审校意见.xlsx")
    if what == "comments":
        data = write_review_word(files.read(found.source.digest), document_of(found.source), review)
        return download(data, f"{stem}-审校批注.docx")
    raise Http404


def _issuing_page(
    request: HttpRequest, found: PlanVersion, form: ProposeForm, findings: tuple[Finding, ...], status: int = 200
) -> HttpResponse:
    account = account_of(request)
    context = {
        **_frame(request, found),
        "form": form,
        "findings": [one for one in findings if one.where != "opinion"],
        "wrong_opinion": [one for one in findings if one.where == "opinion"],
        "counts": counts_of(found),
        "is_own": found.proposed_by_id == account.pk,
    }
    return render(request, "plans/issuing.html", context, status=status)


def _frame(request: HttpRequest, found: PlanVersion) -> dict[str, Any]:
    """Return what all pages of a version show."""
    return {
        "version": found,
        "doc": found.doc,
        "file_findings": issued_findings(found),
        "editable": found.is_editable,
        "is_issued": found.state == PlanState.ISSUED,
        "is_proposed": found.state == PlanState.PROPOSED,
    }


def _part(request: HttpRequest, parts: tuple[Part, ...]) -> Part:
    asked = request.GET.get("part", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    return parts[min(max(number, 1), len(parts)) - 1]


def _query(request: HttpRequest, part: Part) -> ItemQuery:
    kind, status = request.GET.get("kind", ""), request.GET.get("status", "")
    return ItemQuery(
        kind if kind in LISTS.values() else "",
        status if status in ItemStatus.values else "",
        request.GET.get("words", "").strip(),
        None if request.GET.get("whole") else part.span,
    )


def _kept(request: HttpRequest, **changes: str) -> str:
    """Return the query by which this page is shown again."""
    kept = {key: request.GET.get(key, "") or request.POST.get(key, "") for key in ("part", "kind", "status", "whole")}
    return urlencode({key: value for key, value in {**kept, **changes}.items() if value})


def _links(request: HttpRequest, found: PlanVersion, part: Part, shown: set[str]) -> Links:
    query = _kept(request)

    def to_item(key: str) -> str:
        if key in shown:
            return f"#i-{key}"
        return f"{reverse('plans:item', args=[found.pk, key])}?{query}"

    def to_finding(key: str) -> str:
        if request.GET.get("tab") == "审校":
            return f"#i-{key}"
        return f"?{_kept(request, tab='审校', part=str(part.number))}#i-{key}"

    def to_adding(span: Span) -> str:
        return f"{reverse('plans:add', args=[found.pk])}?start={span.start}&end={span.end}"

    return Links(to_item, to_finding, to_adding if found.is_editable else None)


def _reviewed(review: Review | None, parts: tuple[Part, ...], part: Part | None) -> list[dict[str, Any]]:
    """Return the findings of the review, those of a part alone if one is given, each with the part it stands in."""
    told = []
    for one in (*review.findings, *review.waived) if review is not None else ():
        here = part_at(parts, one.spots[0].span.start) if one.spots else None
        if part is None or here is None or here.number == part.number:
            told.append({"one": one, "part": here.number if here is not None else None})
    return told


def _reader_findings(found: PlanVersion, plan: Plan) -> tuple[Finding, ...]:
    """Return what the reader noticed and the plan does not tell already."""
    known = {(one.code, one.message) for one in plan.findings}
    return tuple(one for one in document_of(found.source).findings if (one.code, one.message) not in known)
