"""A plan compiled again from an edited text takes over what is known of its items (再次编译).

Entry: :func:`reissue`. An item that is known again keeps its number, its note, its binding and what people corrected
in it; items that people added stay, items that they took out stay out. Where the new text and a correction differ, the
correction stands and a finding says so. No number ever goes to another item.
Not here: which item is which (``pairs``), how corrections are told (:mod:`luoshi.model.corrections`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from luoshi.compare.differences import differences_of
from luoshi.compare.pairs import Pair, Pairs, match_plans
from luoshi.model.comparison import Comparison
from luoshi.model.corrections import ADDED, LISTS, ROLE, compiled_same, dropped, numbered, reseal
from luoshi.model.document import Span
from luoshi.model.plan import Figure, Item, Norm, Observation, Plan, Problem, Project, Remark, Target, Task, units_of
from luoshi.model.wording import LABELS, item_text, value_text

T = TypeVar("T", bound=Item)

_ROLES: dict[str, type[Figure]] = {"targets": Target, "norms": Norm, "observations": Observation}


@dataclass(frozen=True, slots=True)
class Reissue:
    """What came of it.

    Attributes:
        plan: the new plan, with the numbers and corrections of the old one.
        comparison: the old plan against it.
        kept: how many corrected, added and dropped items were taken over.
    """

    plan: Plan
    comparison: Comparison
    kept: int


@dataclass(slots=True)
class _Work:
    """The new items by list while they are being put together."""

    text: str
    lists: dict[str, list[Item]]
    remarks: list[Remark] = field(default_factory=list)
    kept: int = 0


def reissue(new: Plan, old: Plan, text: str) -> Reissue:
    """Return ``new``, compiled from the edited text ``text``, as the next issue of ``old``."""
    pairs = match_plans(_without_added(old), new)
    numbers = _numbers(pairs, old, new)
    renamed = _renumbered(new, numbers)
    by_number = {item.id: item for _, item in numbered(old)}
    work = _Work(text, {name: [] for name in LISTS})
    gone = set(dropped(old))
    for name, item in numbered(renamed):
        if item.id in gone:
            work.kept += 1
            continue
        before = by_number.get(item.id)
        home, after = (name, item) if before is None else _taken_over(work, name, item, before, old)
        work.lists[home].append(after)
    for name, item in numbered(old):
        if ADDED in item.corrected:
            work.lists[name].append(_found_again(work, item))
            work.kept += 1
    lists: dict[str, Any] = {n: tuple(sorted(i, key=lambda item: item.span)) for n, i in work.lists.items()}
    lists["units"] = units_of(lists["tasks"])
    lists["previous"] = old.source.name
    plan = reseal(renamed.model_copy(update={**lists, "findings": (*renamed.findings, *work.remarks)}), renamed)
    # The pairs by number now hold the items as they stand in the result.
    return Reissue(plan, differences_of(old, plan, _pairs_by_number(old, plan)), work.kept)


def _without_added(old: Plan) -> Plan:
    """Return ``old`` without the items that people added: nothing in the text was compiled to them."""
    lists = {name: tuple(i for i in getattr(old, name) if ADDED not in i.corrected) for name in LISTS}
    return old.model_copy(update=lists)


# Numbers


def _numbers(pairs: Pairs, old: Plan, new: Plan) -> dict[str, str]:
    """Return the number that each item of ``new`` gets: the old one, or its own if no old item ever had it."""
    numbers = {pair.new.id: pair.old.id for pair in pairs.all if pair.old and pair.new}
    gone = dropped(old)
    numbers.update({n: n for n in gone if n not in numbers and any(i.id == n for _, i in numbered(new))})
    taken = {*(item.id for _, item in numbered(old)), *gone}
    for _, item in numbered(new):
        if item.id not in numbers:
            numbers[item.id] = _free(item.id, taken)
            taken.add(numbers[item.id])
    return numbers


def _free(number: str, taken: set[str]) -> str:
    if number not in taken:
        return number
    stem = "-".join(number.split("-")[:2])
    count = 2
    while f"{stem}-{count}" in taken:
        count += 1
    return f"{stem}-{count}"


def _renumbered(plan: Plan, numbers: Mapping[str, str]) -> Plan:
    def ids(old: Iterable[str]) -> tuple[str, ...]:
        return tuple(numbers.get(number, number) for number in old)

    def renamed(item: T) -> T:
        update: dict[str, Any] = {"id": numbers[item.id]}
        if isinstance(item, (Project, Task)):
            update["figures"] = ids(item.figures)
        elif isinstance(item, Problem):
            update["tasks"] = ids(item.tasks)
        return item.model_copy(update=update)

    lists = {name: tuple(map(renamed, getattr(plan, name))) for name in LISTS}
    units = tuple(unit.model_copy(update={"tasks": ids(unit.tasks)}) for unit in plan.units)
    compiled = {numbers.get(number, number): seal for number, seal in plan.compiled.items()}
    return plan.model_copy(update={**lists, "units": units, "compiled": compiled})


def _pairs_by_number(old: Plan, new: Plan) -> Pairs:
    before = {item.id: item for _, item in numbered(old)}

    def paired(olds: Iterable[Item], news: Iterable[Item]) -> tuple[Pair, ...]:
        news = tuple(news)
        there = {item.id for item in news}
        return (
            *(Pair(before.get(item.id), item) for item in news),
            *(Pair(item, None) for item in olds if item.id not in there),
        )

    return Pairs(
        paired(old.figures, new.figures),
        paired(old.projects, new.projects),
        paired(old.tasks, new.tasks),
        paired(old.problems, new.problems),
    )


# What people wrote


def _taken_over(work: _Work, name: str, item: Item, before: Item, old: Plan) -> tuple[str, Item]:
    """Return the list and the item with the note, the binding and the corrections of ``before``."""
    update: dict[str, Any] = {"note": before.note}
    if isinstance(item, Figure) and isinstance(before, Figure):
        update["bound_to"] = before.bound_to
    home = name
    for key in before.corrected:
        if key == ROLE:
            home = next(n for n, it in numbered(old) if it.id == before.id)
            continue
        value, wanted = getattr(item, key, None), getattr(before, key, None)
        update[key] = wanted
        if value != wanted and not compiled_same(old, before.id, key, value):
            work.remarks.append(_disagreement(item, key, value, wanted))
    work.kept += bool(before.corrected)
    after = item.model_copy(update=update)
    if home in _ROLES and home != name:
        after = _ROLES[home].model_validate(after.model_dump())
    return home, _whole(work, item, after)


def _whole(work: _Work, compiled: Item, after: Item) -> Item:
    """Return ``after``, or what was compiled if the correction and the new text make no sense together."""
    try:
        return type(after).model_validate(after.model_dump())
    except ValueError:
        work.remarks.append(
            Remark(
                code="C003",
                severity="warning",
                message=f"“{item_text(compiled)}”的人工更正和新文合不到一起，没有沿用",
                where=f"{compiled.id} {compiled.at or compiled.section}",
                quote=compiled.quote,
                fix="请对照原文重新更正",
                spans=(compiled.span,),
            )
        )
        return compiled


def _disagreement(item: Item, key: str, value: object, wanted: object) -> Remark:
    return Remark(
        code="C002",
        severity="warning",
        message=f"“{item_text(item)}”的{LABELS[key]}人工更正为“{value_text(wanted)}”，"
        f"新文改成了“{value_text(value)}”，保留了更正",
        where=f"{item.id} {item.at or item.section}",
        quote=item.quote,
        fix="请对照新文决定用哪一个，在规划文件里改",
        spans=(item.span,),
    )


def _found_again(work: _Work, item: Item) -> Item:
    """Return an item that a person added with its quote found in the new text."""
    start = work.text.find(item.quote) if item.quote else -1
    if start < 0:
        work.remarks.append(
            Remark(
                code="C004",
                severity="warning",
                message=f"人工加入的“{item_text(item)}”在新文里找不到原来的依据，仍保留",
                where=item.id,
                quote=item.quote,
                fix="请确认它是否还成立，改正 span 和 quote，或删去这一项",
            )
        )
        return item.model_copy(update={"span": Span(0, 0), "at": None, **_value_at(item, 0, 0)})
    span = Span(start, start + len(item.quote))
    moved = start - item.span.start
    return item.model_copy(update={"span": span, "at": None, **_value_at(item, moved, None)})


def _value_at(item: Item, moved: int, at: int | None) -> dict[str, Span]:
    if not isinstance(item, Figure):
        return {}
    if at is not None:
        return {"value_span": Span(at, at)}
    return {"value_span": Span(item.value_span.start + moved, item.value_span.end + moved)}
