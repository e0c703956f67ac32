"""Comparing two versions (比较): item by item as a page, and as a workbook."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.api import compare_plans, comparison_workbook
from luoshi.model.comparison import Comparison, Verdict
from luoshi.model.plan import Plan
from luoshi.report.word_changes import changed_words
from luoshi.web.accounts.models import Account
from luoshi.web.plans.models import PlanVersion
from luoshi.web.plans.selectors import version_for, versions_for
from luoshi.web.request import account_of, require
from luoshi.web.ui.pages import download, page_of

_CHOICES = 200


def compare(request: HttpRequest) -> HttpResponse:
    """What differs between two versions, item by item."""
    require(request, "规划")
    account = account_of(request)
    choices = versions_for(account).order_by("doc_id", "-number")[:_CHOICES]
    both = _both(request, account)
    context: dict[str, object] = {"choices": choices}
    if both is not None:
        old, new = both
        comparison = _comparison(old.content, new.content)
        kind, verdict = request.GET.get("kind", ""), request.GET.get("verdict", "")
        wanted = [
            one
            for one in comparison.differences
            if (not kind or one.kind == kind) and (not verdict or one.verdict == verdict)
        ]
        page = page_of(request, wanted)
        rows = [(one, _words(one.old.text if one.old else "", one.new.text if one.new else "")) for one in page]
        context |= {
            "old": old,
            "new": new,
            "comparison": comparison,
            "page": page,
            "rows": rows,
            "kind": kind,
            "verdict": verdict,
            "kinds": list(dict.fromkeys(one.kind for one in comparison.differences)),
            "verdicts": [one for one in Verdict if any(d.verdict is one for d in comparison.differences)],
            "counts": _counts(comparison),
        }
    return render(request, "plans/compare.html", context)


def compare_book(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    both = _both(request, account_of(request), "导出")
    if both is None:
        raise Http404
    old, new = both
    name = f"{new.doc.name}-第{old.number}版与第{new.number}版比较.xlsx"
    return download(comparison_workbook(_comparison(old.content, new.content)), name)


def _both(request: HttpRequest, account: Account, action: str = "查看") -> tuple[PlanVersion, PlanVersion] | None:
    """Return the two versions that are asked for; None when none are."""
    asked = [request.GET.get(name, "") for name in ("old", "new")]
    if not any(asked):
        return None
    if not all(one.isdecimal() and len(one) < 18 for one in asked):
        raise Http404
    old, new = (version_for(account, int(one), full=True, action=action) for one in asked)
    return old, new


@lru_cache(maxsize=4)
def _comparison(old: str, new: str) -> Comparison:
    """Return what differs between two documents; kept, as one comparison is looked at page by page."""
    return compare_plans(Plan.model_validate_json(old), Plan.model_validate_json(new))


def _words(old: str, new: str) -> tuple[object, object]:
    """Return both texts in pieces, those marked that differ."""
    return changed_words(old, new) if old and new else ((), ())


def _counts(comparison: Comparison) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for one in comparison.differences:
        found[one.verdict.value] = found.get(one.verdict.value, 0) + 1
    return list(found.items())
