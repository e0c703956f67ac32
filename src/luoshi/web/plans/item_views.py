"""Pages of an item: what it says, where it stands, correcting, deleting, putting back, adding; confirming many.

What was typed stays on the page when it cannot be taken. Not here: the text with all its items
(:mod:`luoshi.web.plans.version_views`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from luoshi.base.findings import Finding
from luoshi.model.corrections import ADDED, originals
from luoshi.model.document import Document, Span
from luoshi.model.plan import Item
from luoshi.model.wording import LABELS, LISTS, value_text
from luoshi.web.action import Action, perform
from luoshi.web.plans.actions import AddItem, Chosen, ConfirmItems, CorrectItem, DropItem, RestoreItem
from luoshi.web.plans.editing import find_words
from luoshi.web.plans.fields import fields_of, is_figure
from luoshi.web.plans.models import ItemStatus, PlanItem, PlanVersion
from luoshi.web.plans.parts import part_at, parts_of
from luoshi.web.plans.selectors import version_for
from luoshi.web.plans.store import document_of, find_item, plan_of, restored
from luoshi.web.request import account_of, context_of, number_in
from luoshi.web.scope import in_scope

_AROUND = 120
"""Characters of the text shown before and after an item."""
_MOST_WORDS = 3000


def item(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """An item with its words in the text and its form."""
    version, row = _row(request, pk, key)
    return _item_page(request, version, row)


@require_POST
def correct(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Correct an item."""
    version, row = _row(request, pk, key)
    typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    action = CorrectItem(context_of(request), version, key, _shown(request), typed, home=typed.get("home", ""))
    return _done(request, version, row, action, "更正好了", typed)


@require_POST
def drop(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Delete an item."""
    version, row = _row(request, pk, key)
    reason = request.POST.get("reason", "")
    action = DropItem(context_of(request), version, key, _shown(request), reason)
    return _done(request, version, row, action, "删除了，可以恢复", {"reason": reason})


@require_POST
def restore(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Put a deleted item back."""
    version, row = _row(request, pk, key)
    return _done(request, version, row, RestoreItem(context_of(request), version, key, _shown(request)), "恢复了", {})


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the items that were ticked, each as it was shown (``编号:行版本``)."""
    version = version_for(account_of(request), pk)
    shown: dict[str, int] = {}
    for one in request.POST.getlist("item"):
        key, _, text = one.rpartition(":")
        if key and (number := number_in(text)) is not None:
            shown[key] = number
    outcome = perform(ConfirmItems(context_of(request), version, shown))
    for found in outcome.findings:
        messages.error(request, f"{found.message}。{found.fix}")
    if outcome.done:
        messages.success(request, f"确认了 {len(shown)} 项")
    back = {name: request.POST[name] for name in ("part", "kind", "status", "whole", "page") if request.POST.get(name)}
    if len(shown) == 1 and "to_item" in request.POST:
        return redirect("plans:item", pk, next(iter(shown)))
    return redirect(f"{reverse('plans:version', args=[pk])}?{urlencode(back)}")


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item: its words are taken from the text, then its fields are filled in."""
    version = version_for(account_of(request), pk)
    document = document_of(version.source)
    given = request.POST if request.method == "POST" else request.GET
    home = given.get("home", "targets")
    home = home if home in LISTS else "targets"
    words = given.get("words", "") or _words_at(document, request)
    found = find_words(document, words[:_MOST_WORDS])
    which = given.get("which", "")
    findings: tuple[Finding, ...] = ()
    typed = {name: value for name, value in given.items() if isinstance(value, str)}
    if request.method == "POST" and "look" not in request.POST:
        chosen = Chosen(
            home,
            words[:_MOST_WORDS],
            int(which) if which.isdecimal() and len(which) < 4 else None,
            typed,
            typed.get("value_text", ""),
        )
        action = AddItem(context_of(request), version, chosen)
        outcome = perform(action)
        if outcome.done:
            messages.success(request, "添加好了")
            return redirect("plans:item", pk, action.key)
        findings = outcome.findings
    wrong = {one.where: one.message for one in findings}
    parts = parts_of(version.source)
    context = {
        "version": version,
        "doc": version.doc,
        "editable": version.is_editable,
        "home": home,
        "lists": LISTS.items(),
        "words": words,
        "places": [(at, *_context(document, span), part_at(parts, span.start).title) for at, span in enumerate(found)],
        "which": which,
        "is_figure": is_figure(home),
        "value_text": typed.get("value_text", ""),
        "fields": fields_of(home, None, typed if request.method == "POST" else None, wrong),
        "findings": findings,
        "wrong": wrong,
    }
    return render(request, "plans/add.html", context, status=422 if findings else 200)


def _row(request: HttpRequest, pk: int, key: str) -> tuple[PlanVersion, PlanItem]:
    """Return a version and a row of it; 404 when they are none of the account's."""
    account = account_of(request)
    version = version_for(account, pk, full=True)
    rows = in_scope(PlanItem.objects.filter(plan=version), account, "规划", "查看")
    return version, get_object_or_404(rows, key=key)


def _shown(request: HttpRequest) -> int | None:
    number = request.POST.get("version", "")
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return int(number)


def _done(
    request: HttpRequest,
    version: PlanVersion,
    row: PlanItem,
    action: Action[PlanVersion],
    told: str,
    typed: Mapping[str, str],
) -> HttpResponse:
    """Do an action on an item; show the item again with what was typed when it cannot be done."""
    outcome = perform(action)
    if outcome.done:
        messages.success(request, told)
        return redirect("plans:item", version.pk, row.key)
    return _item_page(request, version, row, outcome.findings, typed)


def _item_page(
    request: HttpRequest,
    version: PlanVersion,
    row: PlanItem,
    findings: tuple[Finding, ...] = (),
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    version = version_for(account_of(request), version.pk, full=True) if findings else version
    row.refresh_from_db()
    plan = plan_of(version)
    document = document_of(version.source)
    home, item = find_item(plan, row.key) or restored(row)
    changed = any(one.code == "N301" for one in findings)
    wrong = {one.where: one.message for one in findings}
    part = part_at(parts_of(version.source), row.mark_start)
    above = [one for one in findings if not one.where or changed or one.where not in {f.key for f in _fields(home)}]
    context = {
        "version": version,
        "doc": version.doc,
        "editable": version.is_editable,
        "row": row,
        "shown": typed.get("version", row.version) if typed is not None and changed else row.version,
        "home": home,
        "homes": [(name, LISTS[name]) for name in ("targets", "norms", "observations")] if is_figure(home) else [],
        "fields": fields_of(home, item, typed, wrong),
        "reason": (typed or {}).get("reason", ""),
        "findings": above,
        "has_wrong": len(above) < len(findings),
        "is_dropped": row.status == ItemStatus.DROPPED,
        "waits": row.status == ItemStatus.COMPILED,
        "quote": _context(document, Span(row.start, row.end)),
        "part": part,
        "original": _original(plan, item),
        "back": request.GET.urlencode(),
        "neighbours": _neighbours(version, row),
    }
    return render(request, "plans/item.html", context, status=422 if findings else 200)


def _fields(home: str) -> list[Any]:
    return list(fields_of(home, None))


def _neighbours(version: PlanVersion, row: PlanItem) -> tuple[str, str]:
    """Return the numbers of the next items to look at, before and after this one in the text; empty for none."""
    waiting = version.items.filter(status=ItemStatus.COMPILED).exclude(pk=row.pk)
    after = waiting.filter(mark_start__gte=row.mark_start).order_by("mark_start", "pk").values_list("key", flat=True)
    before = waiting.filter(mark_start__lt=row.mark_start).order_by("-mark_start").values_list("key", flat=True)
    return before.first() or "", after.first() or ""


def _original(plan: Any, item: Item) -> list[tuple[str, str, str]]:
    """Return what of an item people corrected: label, as compiled, as it stands now."""
    if not item.corrected or ADDED in item.corrected:
        return []
    known = originals(plan).get(item.id)
    if known is None:
        return []
    found = []
    for key in item.corrected:
        was, now = getattr(known.item, key, None), getattr(item, key, None)
        found.append((LABELS.get(key, key), value_text(was) or "—", value_text(now) or "—"))
    return found


def _context(document: Document, span: Span) -> tuple[str, str, str]:
    """Return the words before a span, the span's own, and those after it."""
    text = document.text
    before = text[max(0, span.start - _AROUND) : span.start].rpartition("\n\n")[2].lstrip()
    after = text[span.end : span.end + _AROUND].partition("\n\n")[0].rstrip()
    return before, text[span.start : span.end], after


def _words_at(document: Document, request: HttpRequest) -> str:
    """Return the words of the paragraph from which somebody came."""
    ends = [request.GET.get(name, "") for name in ("start", "end")]
    if not all(one.isdecimal() and len(one) < 9 for one in ends):
        return ""
    return document.quote(Span(int(ends[0]), min(int(ends[1]), int(ends[0]) + _MOST_WORDS)))
