"""Telling what people changed in a plan from what was compiled (人工更正).

Entries: :func:`sealed`, which notes in ``Plan.compiled`` what the compiler wrote; :func:`marked`, which compares a plan
with that note and marks every item that a person changed or added; :func:`dropped`, the items that a person took out.
A plan file edited in any editor thus shows its corrections without anybody having to declare them.

The note holds every item as it was compiled, one line of JSON under its number, and the facts of the document under
``document``. A number under which nothing stands belonged to an item that is gone from the text: it is never given
again. Positions (``span``, ``quote``, ``at``, ``section``) are not corrections, nor are ``note`` and ``bound_to``,
which only people write.
Not here: what happens to corrections when a new edition is compiled (``luoshi.compare.reissue``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from luoshi.model.plan import DocumentFacts, Figure, Item, Plan, Problem, Project, Task

LISTS = ("targets", "norms", "observations", "projects", "tasks", "problems")
"""The lists of a plan whose items have a number of their own."""

ADDED = "new"
"""What ``corrected`` holds for an item that a person added."""

ROLE = "role"
"""What ``corrected`` holds besides when a person moved a figure to another list (目标、标准要求、现状数据)."""

LINKS = ("figures", "tasks")
"""Keys that hold numbers of other items."""

FACTS = "document"
"""The key of the note under which the facts of the document stand."""

_KEYS: tuple[tuple[type[Item], tuple[str, ...]], ...] = (
    (Figure, ("indicator", "scope", "unit", "op", "value", "value2", "value_text", "year", "kind", "part")),
    (
        Project,
        (
            *("name", "nature", "place", "owner", "start", "end", "investment_yi", "places", "classes"),
            *("floor_area_m2", "land_mu", "group", "figures"),
        ),
    ),
    (Task, ("title", "units", "lead", "support", "deadline", "deadline_text", "deliverables", "figures")),
    (Problem, ("text", "tasks")),
)
_NOT_NOTED = {"id", "at", "corrected", "note", "bound_to"}
_Any = TypeVar("_Any", bound=Item)


class Original(NamedTuple):
    """An item as it was compiled, and the list it was compiled into."""

    list_name: str
    item: Item


def keys_of(item: Item | type[Item]) -> tuple[str, ...]:
    """Return the keys of an item that a person may correct, in a fixed order."""
    return _keys_of(item if isinstance(item, type) else type(item))


@cache
def _keys_of(kind: type[Item]) -> tuple[str, ...]:
    return next(keys for model, keys in _KEYS if issubclass(kind, model))


@cache
def _model_of(list_name: str) -> type[Item]:
    return Plan.model_fields[list_name].annotation.__args__[0]  # type: ignore[union-attr, no-any-return]


def numbered(plan: Plan) -> Iterator[tuple[str, Item]]:
    """Yield every item that has a number with the name of its list."""
    for name in LISTS:
        for item in getattr(plan, name):
            yield name, item


def sealed(plan: Plan) -> Plan:
    """Return ``plan`` with ``compiled`` saying what it holds now, and no item marked as corrected."""
    return with_note(plan, {item.id: Original(name, item) for name, item in numbered(plan)}, plan.document, ())


def with_note(plan: Plan, items: Mapping[str, Original], facts: DocumentFacts, retired: tuple[str, ...]) -> Plan:
    """Return ``plan`` with a note of what was compiled, its items marked by it.

    Args:
        plan: the plan.
        items: what was compiled by number; those that the plan lacks were taken out by a person.
        facts: what was compiled of the document.
        retired: numbers that are never given again.
    """
    note = {number: _note(original) for number, original in items.items()}
    note[FACTS] = json.dumps(facts.model_dump(exclude_defaults=True), ensure_ascii=False)
    note.update((number, "") for number in retired if number not in note)
    lists = {name: tuple(_with_marks(item, name, items.get(item.id)) for item in getattr(plan, name)) for name in LISTS}
    return plan.model_copy(update={**lists, "compiled": note})


def marked(plan: Plan) -> Plan:
    """Return ``plan`` with ``corrected`` of every item set from ``compiled``.

    ``corrected`` holds the keys whose value is not the compiled one, ``role`` if the item stands in another list, or
    ``new`` alone for an item that was not compiled. In a plan without ``compiled`` nothing is marked.

    Raises:
        ValueError: the note was damaged.
    """
    items = originals(plan)
    known = bool(plan.compiled)
    lists = {
        name: tuple(
            _with_marks(item, name, items.get(item.id)) if known else item.model_copy(update={"corrected": ()})
            for item in getattr(plan, name)
        )
        for name in LISTS
    }
    return plan.model_copy(update=lists)


def originals(plan: Plan) -> dict[str, Original]:
    """Return every item as it was compiled, by number; those that a person took out among them.

    Raises:
        ValueError: the note was damaged.
    """
    found: dict[str, Original] = {}
    for number, text in plan.compiled.items():
        if number == FACTS or not text:
            continue
        try:
            content = json.loads(text)
            name = content.pop("list")
            found[number] = Original(name, _model_of(name).model_validate({"id": number, **content}))
        except (ValidationError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise ValueError(f"compiled 里 {number} 的记录被改坏了") from error
    return found


def original_facts(plan: Plan) -> DocumentFacts:
    """Return what was compiled of the document; what the plan says itself when there is no note.

    Raises:
        ValueError: the note was damaged.
    """
    text = plan.compiled.get(FACTS)
    return DocumentFacts.model_validate(json.loads(text)) if text else plan.document


def retired(plan: Plan) -> tuple[str, ...]:
    """Return the numbers of items that are gone from the text."""
    return tuple(number for number, text in plan.compiled.items() if not text)


def dropped(plan: Plan) -> tuple[str, ...]:
    """Return the numbers of the compiled items that a person took out, in the order in which they were compiled."""
    there = {item.id for _, item in numbered(plan)}
    return tuple(number for number, text in plan.compiled.items() if text and number not in there and number != FACTS)


def carries_work(plan: Plan) -> bool:
    """Tell whether a plan holds what compiling anew would lose: numbers taken over, corrections, notes, waivers."""
    return bool(
        plan.previous
        or plan.review_off
        or dropped(plan)
        or original_facts(plan) != plan.document
        or any(i.corrected or i.note or getattr(i, "bound_to", None) for _, i in numbered(plan))
    )


def _with_marks(item: _Any, name: str, original: Original | None) -> _Any:
    if original is None:
        marks: tuple[str, ...] = (ADDED,)
    else:
        was = original.item
        marks = (ROLE,) if original.list_name != name else ()
        if was is not item:
            marks += tuple(key for key in keys_of(item) if getattr(item, key) != getattr(was, key, None))
    return item if marks == item.corrected else item.model_copy(update={"corrected": marks})


def _note(original: Original) -> str:
    content = original.item.model_dump(exclude_defaults=True, exclude=_NOT_NOTED)
    return json.dumps({"list": original.list_name, **content}, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    """Return a decimal as text: a JSON number would not keep it exactly."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no way to note {type(value).__name__}")
