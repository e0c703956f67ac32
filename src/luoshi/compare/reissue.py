"""A plan compiled again from an edited text takes over what is known of its items (再次编译).

Entry: :func:`reissue`. An item that is known again keeps its number, its note, its binding and what people corrected
in it; items that people added stay, items that they took out stay out. Where the new text and a correction differ, the
correction stands and a finding says so. No number ever goes to another item, however many editions lie between.
Not here: which item is which (``pairs``), how corrections are told (:mod:`luoshi.model.corrections`), how people's work
is put into the new items (``takeover``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from luoshi.base.errors import LuoshiError
from luoshi.compare.differences import differences_of
from luoshi.compare.pairs import Pair, Pairs, match_plans
from luoshi.compare.takeover import TakeOver
from luoshi.model.comparison import Comparison
from luoshi.model.corrections import (
    ADDED,
    LISTS,
    Original,
    dropped,
    numbered,
    original_facts,
    originals,
    retired,
    with_note,
)
from luoshi.model.document import Document
from luoshi.model.plan import DocumentFacts, Item, Plan, Problem, Project, Remark, Task, units_of

T = TypeVar("T", bound=Item)

_FEW = 0.3
_MANY = 20


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


def reissue(new: Plan, old: Plan, document: Document) -> Reissue:
    """Return ``new``, compiled from the edited ``document``, as the next issue of ``old``.

    Raises:
        LuoshiError: P007 when two items of ``old`` have one number, P012 when it lacks the note of what was compiled.
    """
    _refuse_unfit(old)
    compiled = originals(old)
    pairs = match_plans(_as_compiled(old, compiled), new)
    numbers = _numbers(pairs, old, new)
    renamed = _renumbered(new, numbers)
    fresh = {item.id: Original(name, item) for name, item in numbered(renamed)}
    gone = set(dropped(old))
    work = TakeOver(document.text, compiled, fresh)
    by_number = {item.id: (name, item) for name, item in numbered(old)}
    lists: dict[str, list[Item]] = {name: [] for name in LISTS}
    for name, item in numbered(renamed):
        if item.id in gone:
            work.kept += 1
        elif item.id in by_number:
            home, before = by_number[item.id]
            home, after = work.take_over(name, item, home, before)
            lists[home].append(after)
        else:
            lists[name].append(item)
    for name, item in numbered(old):
        if ADDED in item.corrected:
            lists[name].append(work.find_again(item))
    facts, remarks = _facts(old, renamed.document)
    remarks += [*work.remarks, *_strangers(pairs, old)]
    ordered: dict[str, Any] = {name: tuple(sorted(items, key=lambda i: i.span)) for name, items in lists.items()}
    ordered |= {"units": units_of(ordered["tasks"]), "previous": old.source.name, "document": facts}
    ordered["review_off"] = dict(old.review_off)
    plan = renamed.model_copy(update={**ordered, "findings": (*renamed.findings, *remarks)})
    # What was taken out stays noted, as it was when last seen, until its sentence comes back.
    noted = {**{number: compiled[number] for number in gone}, **fresh}
    plan = with_note(plan, noted, renamed.document, (*retired(old), *(n for n in compiled if n not in noted)))
    return Reissue(plan, differences_of(old, plan, _pairs_by_number(old, plan)), work.kept)


def _refuse_unfit(old: Plan) -> None:
    seen: set[str] = set()
    for _, item in numbered(old):
        if item.id in seen:
            raise LuoshiError("P007", f"编号 {item.id} 用了两次", where=old.source.name, hint="请先改正上一版规划文件")
        seen.add(item.id)
    if seen and not old.compiled:
        hint = "请把上一版的原文重新编译一次，再把更正写进去；或不加 --previous"
        raise LuoshiError("P012", "上一版规划文件里没有编译时的记录，认不出人工更正", where=old.source.name, hint=hint)


def _as_compiled(old: Plan, compiled: Mapping[str, Original]) -> Plan:
    """Return ``old`` as it was compiled, what people took out included: this is what the text was known by."""
    lists: dict[str, Any] = {name: [] for name in LISTS}
    for original in compiled.values():
        lists[original.list_name].append(original.item)
    return old.model_copy(update={name: tuple(sorted(items, key=lambda i: i.span)) for name, items in lists.items()})


def _strangers(pairs: Pairs, old: Plan) -> list[Remark]:
    """Return a finding when hardly any item was known again: it may be the plan of somebody else."""
    known = sum(1 for pair in pairs.all if pair.old and pair.new)
    whole = sum(1 for pair in pairs.all if pair.old)
    if whole < _MANY or known >= _FEW * whole:
        return []
    message = f"上一版的 {whole} 项里只认出 {known} 项，给的可能不是这份规划的上一版"
    fix = "请核对 --previous 给的文件"
    return [Remark(code="C005", severity="warning", message=message, where=old.source.name, fix=fix)]


def _facts(old: Plan, new: DocumentFacts) -> tuple[DocumentFacts, list[Remark]]:
    """Return the facts of the document with those that a person corrected."""
    was = original_facts(old)
    corrected = {
        key: getattr(old.document, key)
        for key in DocumentFacts.model_fields
        if getattr(old.document, key) != getattr(was, key)
    }
    remarks = [
        Remark(
            code="C002",
            severity="warning",
            message=f"文件信息的 {key} 人工更正为“{value}”，新文是“{getattr(new, key)}”，保留了更正",
            fix="请对照新文决定用哪一个，在规划文件里改",
        )
        for key, value in corrected.items()
        if getattr(new, key) not in (getattr(was, key), value)
    ]
    return new.model_copy(update=corrected), remarks


# Numbers


def _numbers(pairs: Pairs, old: Plan, new: Plan) -> dict[str, str]:
    """Return the number that each item of ``new`` gets: the old one, or its own if no item ever had it."""
    numbers = {pair.new.id: pair.old.id for pair in pairs.all if pair.old and pair.new}
    taken = {*(item.id for _, item in numbered(old)), *old.compiled}
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

    return plan.model_copy(update={name: tuple(map(renamed, getattr(plan, name))) for name in LISTS})


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
