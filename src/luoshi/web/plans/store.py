"""Versions of plans into the database and out of it (存取): documents, and the index made from them.

Entries: :func:`plan_of`, :func:`document_of`, :func:`review_of`, :func:`held_version`, :func:`held_item`,
:func:`save_plan`, :func:`add_version`. Not here: what may be changed by whom (:mod:`luoshi.web.plans.actions`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from luoshi.base.findings import Finding, Severity
from luoshi.model.corrections import ADDED, dropped, keys_of, numbered, originals
from luoshi.model.document import Document
from luoshi.model.plan import Figure, Item, Plan, Project, Task
from luoshi.model.review import Review
from luoshi.model.wording import LISTS, figure_text, item_text, number_text, years_text
from luoshi.web.plans.models import ItemStatus, PlanDoc, PlanItem, PlanSource, PlanState, PlanVersion, VersionKind

_DOCUMENTS = TypeAdapter(Document)
_REVIEWS = TypeAdapter(Review)


def document_json(document: Document) -> str:
    """Return a document as text for the database."""
    return _DOCUMENTS.dump_json(document).decode()


def review_json(review: Review) -> str:
    """Return a review as text for the database."""
    return _REVIEWS.dump_json(review).decode()


def document_of(source: PlanSource) -> Document:
    """Return the document of a source as it was read."""
    return stored_document(source.pk, source.digest)


@lru_cache(maxsize=8)
def stored_document(pk: int, digest: str) -> Document:
    """Return the document of a source by its number and hash; kept in memory, as a source never changes."""
    stored = PlanSource.objects.values_list("document", flat=True).get(pk=pk, digest=digest)
    return _DOCUMENTS.validate_json(stored)


def plan_of(version: PlanVersion) -> Plan:
    """Return the plan that a version holds."""
    return Plan.model_validate_json(version.content)


def review_of(version: PlanVersion) -> Review | None:
    """Return the review of a version; None when there is none yet."""
    return _REVIEWS.validate_json(version.review) if version.review else None


def held_version(pk: int, *, editable: bool = True) -> tuple[PlanVersion, tuple[Finding, ...]]:
    """Return a version held against other changes until the transaction ends, and why it may not be changed.

    Args:
        pk: its number in the database.
        editable: whether only one that may be changed is wanted.

    Raises:
        PlanVersion.DoesNotExist: there is none.
    """
    version = PlanVersion.objects.select_for_update(of=("self",)).select_related("doc", "source").get(pk=pk)
    if not editable or version.is_editable:
        return version, ()
    if not version.is_latest:
        told, fix = f"{version}已经有了新的版本，不能再改", "请在最新的版本里改"
    elif version.state == PlanState.ISSUED:
        told, fix = f"{version}已经印发，不能再改", "确需改动时，提出中期调整，作为新的版本"
    else:
        told, fix = f"{version}正在等待批准，不能改", "要改时，先撤回提交"
    return version, (Finding("N404", Severity.ERROR, told, fix=fix),)


def held_item(version: PlanVersion, key: str, shown: int | None) -> tuple[PlanItem | None, tuple[Finding, ...]]:
    """Return an item of a held version, and that it is newer than what was shown, or is none."""
    row = PlanItem.objects.filter(plan=version, key=key).first()
    if row is None:
        return None, (Finding("N408", Severity.ERROR, f"这一版里没有编号是 {key} 的条目", fix="回到条目清单重新选"),)
    if shown is not None and row.version != shown:
        fix = "看过别人改了什么再提交；您刚才写的还在本页上，没有保存"
        told = f"您打开以后，{row.changed_by or '别人'}改过这一条（第 {shown} 版，现在是第 {row.version} 版）"
        return row, (Finding("N301", Severity.ERROR, told, key, fix=fix),)
    return row, ()


def save_plan(version: PlanVersion, plan: Plan) -> None:
    """Store the changed document of a held version."""
    version.content = plan.model_dump_json()
    version.changes += 1
    version.save(update_fields=["content", "changes"])


def write_item(row: PlanItem, list_name: str, item: Item, by: str, at: datetime) -> PlanItem:
    """Store an item's index row, made from the item; its version goes up by one."""
    _fill(row, list_name, item)
    row.version += 1 if row.pk else 0
    row.changed_by, row.changed_at = by, at
    row.save()
    return row


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What a new version is made of.

    Attributes:
        doc: whose version it is.
        source: the document as read.
        plan: the compiled plan; its corrections marked.
        review: as text for the database.
        kind: how it came about.
        base: the version whose numbers and corrections it takes over.
        note, effective: why, and from when it is to hold.
    """

    doc: PlanDoc
    source: PlanSource
    plan: Plan
    review: str
    kind: str = VersionKind.FIRST
    base: PlanVersion | None = None
    note: str = ""
    effective: date | None = None


def add_version(new: NewVersion, by: str, at: datetime) -> PlanVersion:
    """Store a new version with its index; it is the latest of its plan from now on."""
    held = PlanDoc.objects.select_for_update(of=("self",)).get(pk=new.doc.pk)
    last = held.versions.order_by("-number").values_list("number", flat=True).first() or 0
    held.versions.filter(is_latest=True).update(is_latest=False)
    version = PlanVersion.objects.create(
        doc=new.doc,
        number=last + 1,
        kind=new.kind,
        base=new.base,
        source=new.source,
        content=new.plan.model_dump_json(),
        review=new.review,
        note=new.note,
        effective=new.effective,
        created_by=by,
        created_at=at,
    )
    PlanItem.objects.bulk_create(_index(version, new.plan, new.base), batch_size=500)
    return version


def restored(row: PlanItem) -> tuple[str, Item]:
    """Return the list and the item that a deleted row held."""
    kept = json.loads(row.was)
    return kept["list"], model_of(kept["list"]).model_validate(kept["item"])


def as_was(list_name: str, item: Item) -> str:
    """Return an item as text for the row of a deleted one."""
    return json.dumps({"list": list_name, "item": item.model_dump(mode="json")}, ensure_ascii=False)


def model_of(list_name: str) -> type[Item]:
    """Return the class of the items of a list."""
    annotation: Any = Plan.model_fields[list_name].annotation
    return annotation.__args__[0]


def find_item(plan: Plan, key: str) -> tuple[str, Item] | None:
    """Return the list and the item with a number; None when the plan has none."""
    return next(((name, item) for name, item in numbered(plan) if item.id == key), None)


def _index(version: PlanVersion, plan: Plan, base: PlanVersion | None) -> Iterable[PlanItem]:
    before = {row.key: row for row in base.items.all()} if base is not None else {}
    known = {item.id: item for _, item in numbered(plan_of(base))} if base is not None else {}
    for name, item in numbered(plan):
        row = PlanItem(plan=version, status=_status(item, before.get(item.id), known.get(item.id)))
        _fill(row, name, item)
        yield row
    compiled = originals(plan)
    for key in dropped(plan):
        was = before.get(key)
        row = PlanItem(plan=version, status=ItemStatus.DROPPED)
        _fill(row, compiled[key].list_name, compiled[key].item)
        row.was = (was.was if was is not None else "") or as_was(*compiled[key])
        row.reason = was.reason if was is not None else ""
        yield row


def _status(item: Item, before: PlanItem | None, known: Item | None) -> str:
    """Return how far an item of a new version was looked at: what did not change stays confirmed."""
    if ADDED in item.corrected:
        return ItemStatus.ADDED
    if item.corrected:
        return ItemStatus.CORRECTED
    same = type(known) is type(item) and all(getattr(known, key) == getattr(item, key) for key in keys_of(item))
    if before is not None and same and before.status == ItemStatus.CONFIRMED:
        return ItemStatus.CONFIRMED
    return ItemStatus.COMPILED


def _fill(row: PlanItem, list_name: str, item: Item) -> None:
    """Make the columns of a row from an item."""
    row.key, row.kind = item.id, LISTS[list_name]
    row.title, row.section, row.at = item_text(item), item.section[:300], str(item.at or "")[:80]
    row.start, row.end = item.span
    row.mark_start, row.mark_end = item.span
    row.value, row.year, row.units, row.binding = "", None, "", ""
    match item:
        case Figure():
            row.mark_start, row.mark_end = item.value_span
            row.title, row.value, row.year = item.indicator, figure_text(item)[:120], item.year
            row.binding = (item.bound_to or "")[:200]
        case Project():
            row.value = years_text(item)
            row.value += f" {number_text(item.investment_yi)}亿元" if item.investment_yi is not None else ""
            row.units, row.year = item.owner or "", item.end
        case Task():
            row.units, row.year = "、".join(item.units), item.deadline
