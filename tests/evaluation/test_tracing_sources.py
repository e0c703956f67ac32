"""A number changed where it comes from changes no other blocks than those that its facts name."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

import pytest

from luoshi.api import compose_report
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.prose import Figure, Named, Prose, run_text
from luoshi.model.evaluation.report import (
    Block,
    EvaluationReport,
    Heading,
    Paragraph,
    Picture,
    Table,
    places_of,
    standing_facts,
)
from tests.evaluation.perturbed_sources import sources
from tests.evaluation.small_city import small_frozen

Deviation = tuple[str, str]
"""What is wrong, where."""


def deviations(before: EvaluationReport, after: EvaluationReport) -> list[Deviation]:
    """Return where a report of a changed freeze differs from what the facts that changed allow and ask for."""
    facts = _changed_facts(before.facts, after.facts)
    derived = [one for one in facts if (found := _of(one, before.facts, after.facts)) and not found & facts]
    changed = _changed_blocks(before, after)
    may = {place.block for report in (before, after) for one in facts for place in places_of(report).get(one, ())}
    must = {place.block for one in facts for place in places_of(before).get(one, ()) if place.manner in ("写出", "图")}
    return [
        *(("a fact worked out from others changed, and none of them did", one) for one in derived),
        *(("a block changed without a fact of it", one) for one in sorted(changed - may)),
        *(("a changed number is not written", one) for one in sorted(must - changed)),
    ]


def _changed_facts(before: FactBook, after: FactBook) -> set[str]:
    ids = before.facts.keys() | after.facts.keys()
    return {one for one in ids if _value(before.facts.get(one)) != _value(after.facts.get(one))}


def _value(fact: Fact | None) -> object:
    return fact.text if fact is not None else "没有"


def _of(fact: str, *books: FactBook) -> set[str]:
    return {part for book in books if fact in book for part in book[fact].of}


def _changed_blocks(before: EvaluationReport, after: EvaluationReport) -> set[str]:
    """Return keys of blocks that say another thing, came, went, or stand elsewhere."""
    one, other = _told(before), _told(after)
    changed = {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
    order, reorder = [x for x in one if x in other], [x for x in other if x in one]
    for kind, start, end, _, _ in SequenceMatcher(None, order, reorder, autojunk=False).get_opcodes():
        changed |= set(order[start:end]) if kind != "equal" else set()
    return changed


def _told(report: EvaluationReport) -> dict[str, object]:
    return {block.key: _said(block, report.facts) for block in report.all_blocks()}


def _said(block: Block, book: FactBook) -> object:
    match block:
        case Heading() | Paragraph():
            return _words(block.words, book)
        case Table():
            return [_words(block.caption, book), [[_words(one, book) for one in row.cells] for row in block.rows]]
        case Picture():
            numbers = [_value(book.facts[one]) for one in standing_facts(block)]
            return [_words(block.caption, book), _words(block.alt, book), repr(block.chart), numbers]


def _words(words: Prose, book: FactBook) -> str:
    """Return a sentence; numbers of headings, tables and rows are no computed numbers, and follow their order."""
    return "".join("#" if isinstance(run, Named) and run.kind == "序号" else run_text(run, book) for run in words)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "area"), [("midterm", ""), ("annual", "东湾区"), ("bulletin", "")])
def test_a_number_changed_in_the_freeze_changes_what_its_facts_name(kind: str, area: str) -> None:
    frozen = small_frozen()
    before = compose_report(frozen, kind, area=area)
    found = {
        name: wrong
        for name, change in sources(frozen)
        if (wrong := deviations(before, compose_report(change(frozen), kind, area=area)))
    }
    assert not found


@pytest.mark.slow
def test_most_facts_come_from_numbers_that_are_changed_here() -> None:
    frozen = small_frozen()
    before = compose_report(frozen, "annual")
    changed: set[str] = set()
    for _, change in sources(frozen):
        changed |= _changed_facts(before.facts, compose_report(change(frozen), "annual").facts)
    assert len(changed) >= 200


def test_wording_that_depends_on_a_fact_unnoted_is_found() -> None:
    frozen = small_frozen()
    before = replace(compose_report(frozen, "annual"), consulted={})
    found = [
        wrong
        for name, change in sources(frozen)
        if name.startswith("完成")
        for wrong in deviations(before, replace(compose_report(change(frozen), "annual"), consulted={}))
    ]
    assert {what for what, _ in found} == {"a block changed without a fact of it"}


def test_a_number_that_is_typed_instead_of_written_through_its_fact_is_found() -> None:
    frozen = small_frozen()
    before = compose_report(frozen, "indicator-table")
    change = next(change for name, change in sources(frozen) if name.startswith("现值"))
    after = compose_report(change(frozen), "indicator-table")
    assert not deviations(before, after)
    (fact,) = (one for one in _changed_facts(before.facts, after.facts) if one.endswith("/value"))
    words = Named(before.facts[fact].text)
    annexes = tuple(replace(one, blocks=tuple(_typed(x, fact, words) for x in one.blocks)) for one in after.annexes)
    assert deviations(before, replace(after, annexes=annexes)) == [
        ("a changed number is not written", places_of(before)[fact][0].block)
    ]


def _typed(block: Block, fact: str, words: Named) -> Block:
    """Return a table with a fact's number as a name."""
    if not isinstance(block, Table):
        return block
    rows = tuple(
        replace(
            row,
            cells=tuple(
                tuple(words if isinstance(run, Figure) and run.fact == fact else run for run in cell)
                for cell in row.cells
            ),
        )
        for row in block.rows
    )
    return replace(block, rows=rows)
