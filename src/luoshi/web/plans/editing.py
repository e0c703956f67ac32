"""A plan with one item changed, added, taken out or put back (改条目), and the words of the text that bear an item.

Entries: :func:`with_item`, :func:`without_item`, :func:`find_words`, :func:`place_of`, :func:`new_number`. Pure: plans
in, plans out, marked as the plan file marks them (:mod:`luoshi.model.corrections`).
Not here: who may do it and what is logged (:mod:`luoshi.web.plans.actions`), forms (:mod:`luoshi.web.plans.fields`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from luoshi.model.corrections import LISTS, marked
from luoshi.model.document import Document, Passage, Place, Span
from luoshi.model.plan import Item, Plan, units_of

_PREFIXES = {"targets": "t", "norms": "n", "observations": "o", "projects": "p", "tasks": "k", "problems": "q"}
_MOST_PLACES = 50


def with_item(plan: Plan, list_name: str, item: Item) -> Plan:
    """Return a plan in which ``item`` stands in a list, in the place of the one with its number if there is one."""
    lists: dict[str, Any] = {}
    for name in LISTS:
        items: tuple[Item, ...] = getattr(plan, name)
        if name == list_name and any(one.id == item.id for one in items):
            lists[name] = tuple(item if one.id == item.id else one for one in items)
        elif name == list_name:
            lists[name] = tuple(sorted((*items, item), key=lambda one: one.span))
        elif any(one.id == item.id for one in items):
            lists[name] = tuple(one for one in items if one.id != item.id)
    return _settled(plan, lists)


def with_items(plan: Plan, list_name: str, items: Iterable[Item]) -> Plan:
    """Return a plan in which these items stand in the place of those of a list with their numbers."""
    fresh = {one.id: one for one in items}
    return _settled(plan, {list_name: tuple(fresh.get(one.id, one) for one in getattr(plan, list_name))})


def without_item(plan: Plan, key: str) -> Plan:
    """Return a plan without the item of a number; what refers to it stays, in case it is put back."""
    lists = {name: tuple(one for one in getattr(plan, name) if one.id != key) for name in LISTS}
    return _settled(plan, lists)


def find_words(document: Document, words: str) -> list[Span]:
    """Return where words stand in a document, exactly as they are written there, at most 50 places.

    Words of a paragraph whose lines are broken in the file are found as they read on the page.
    """
    wanted = words.strip()
    if not wanted:
        return []
    found = [Span(at, at + len(wanted)) for at in _starts(document.text, wanted)]
    if not found:
        found = [
            passage.span(at, at + len(wanted))
            for passage in _passages(document)
            if len(passage.runs) > 1
            for at in _starts(passage.text, wanted)
        ]
    return found[:_MOST_PLACES]


def place_of(document: Document, plan: Plan, span: Span) -> tuple[str, Place | None, str]:
    """Return the section, the place for programs and the place in words of a span of the text."""
    from luoshi.review.material import Material  # the review is loaded when it is wanted
    from luoshi.review.spots import Places

    spot = Places(Material(document, plan)).spot(span)
    return spot.section, spot.at, spot.where


def new_number(list_name: str, taken: Iterable[str]) -> str:
    """Return a number that was never used in a plan: ``t-new1``, ``t-new2``…"""
    used = set(taken)
    count = 1
    while (number := f"{_PREFIXES[list_name]}-new{count}") in used:
        count += 1
    return number


def _settled(plan: Plan, lists: dict[str, Any]) -> Plan:
    if "tasks" in lists:
        lists["units"] = units_of(lists["tasks"])
    return marked(plan.model_copy(update=lists))


def _starts(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _passages(document: Document) -> Iterator[Passage]:
    for block in document.blocks:
        yield block.passage
        if block.table is not None:
            yield from (cell.passage for cell in block.table.cells)
