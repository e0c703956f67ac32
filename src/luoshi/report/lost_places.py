"""Places of an edited report whose bookmarks are gone, found again by what stands around them (认回段落).

Entry: :func:`match`. Who types over a whole paragraph or cell deletes its bookmark; the paragraph is then known by its
place between two others and by its words, the cell by its row and column.
Not here: reading the file (:mod:`luoshi.report.word_places`), comparing (:mod:`luoshi.report.edited`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import EvaluationReport
from luoshi.report.report_spots import SEEN, Spot, spots_of
from luoshi.report.word_places import Marked, placed

_ALIKE = 0.5
"""So like the words of a place, 0 to 1, is a paragraph that was made of it."""

Groups = list[tuple[list[Spot], list[Marked]]]


@dataclass(frozen=True, slots=True)
class Matched:
    """Places and paragraphs brought together.

    Attributes:
        spots: all places.
        groups: places and the paragraphs in which they stand.
        missing: places that are nowhere.
        strange: (where the place before it is, paragraph) of paragraphs that are no place, amid the others.
    """

    spots: tuple[Spot, ...]
    groups: Groups
    missing: list[Spot]
    strange: list[tuple[str, Marked]]


def match(paragraphs: Sequence[Marked], report: EvaluationReport) -> Matched:
    """Return which places of a report stand in which paragraphs of its edited file."""
    spots = tuple(one for one in spots_of(report) if one.cell != SEEN)
    groups = placed(list(paragraphs), spots)
    if not groups:
        return Matched(spots, [], list(spots), [])
    groups += _rows(paragraphs, spots, groups)
    groups += _lines(paragraphs, spots, groups, report.facts)
    held = {(spot.block, spot.cell) for places, _ in groups for spot in places}
    missing = [one for one in spots if (one.block, one.cell) not in held]
    return Matched(spots, groups, missing, _strange(paragraphs, groups))


def _is_row(spot: Spot) -> bool:
    return "/" in spot.cell


def _rows(paragraphs: Sequence[Marked], spots: Sequence[Spot], groups: Groups) -> Groups:
    """Return rows without any mark, when a table has as many of them as rows are missing."""
    tables = {spot.block: one.cell[0] for spots_, inside in groups for spot in spots_ for one in inside if one.cell}
    held = {(spot.block, spot.cell.rpartition("/")[0]) for places, _ in groups for spot in places if _is_row(spot)}
    taken = {one.cell[:2] for _, inside in groups for one in inside if one.cell}
    cells: dict[tuple[int, int], dict[int, list[Marked]]] = {}
    for one in paragraphs:
        if one.cell and one.cell[:2] not in taken and not one.is_head:
            cells.setdefault(one.cell[:2], {}).setdefault(one.cell[2], []).append(one)
    found: Groups = []
    for block, table in tables.items():
        rows: dict[str, list[Spot]] = {}
        for spot in spots:
            row = spot.cell.rpartition("/")[0]
            if spot.block == block and row and (block, row) not in held:
                rows.setdefault(row, []).append(spot)
        free = [inside for (number, _), inside in sorted(cells.items()) if number == table]
        if len(free) == len(rows):
            for places, inside in zip(rows.values(), free, strict=True):
                columns = ((one, inside.get(int(one.cell.rpartition("/")[2]))) for one in places)
                found += [([one], lines) for one, lines in columns if lines]
    return found


def _lines(paragraphs: Sequence[Marked], spots: Sequence[Spot], groups: Groups, book: FactBook) -> Groups:
    """Return paragraphs outside of tables that stand where a missing one should and have like words."""
    at = {id(one): number for number, one in enumerate(paragraphs)}
    where = {(spot.block, spot.cell): [at[id(one)] for one in inside] for places, inside in groups for spot in places}
    taken = {id(one) for _, inside in groups for one in inside}
    found: Groups = []
    for number, spot in enumerate(spots):
        if _is_row(spot) or (spot.block, spot.cell) in where:
            continue
        before = (where.get((one.block, one.cell)) for one in reversed(spots[:number]))
        after = (where.get((one.block, one.cell)) for one in spots[number + 1 :])
        start = max(next((lines for lines in before if lines), [-1]))
        end = min(next((lines for lines in after if lines), [len(paragraphs)]))
        words = plain(spot.words, book)
        free = [one for one in paragraphs[start + 1 : end] if id(one) not in taken and _is_line(one)]
        best = max(free, key=lambda one: _likeness(words, one.text), default=None)
        if best is not None and _likeness(words, best.text) >= _ALIKE:
            taken.add(id(best))
            where[spot.block, spot.cell] = [at[id(best)]]
            found.append(([spot], [best]))
    return found


def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _is_line(one: Marked) -> bool:
    return one.cell is None and not one.is_contents and bool(one.text.strip())


def _strange(paragraphs: Sequence[Marked], groups: Groups) -> list[tuple[str, Marked]]:
    """Return what stands between the first and the last place and is none, heads of tables and contents left out."""
    known = {id(one): spots[0].where for spots, inside in groups for one in inside}
    last = max(number for number, one in enumerate(paragraphs) if id(one) in known)
    found: list[tuple[str, Marked]] = []
    where = ""
    for one in paragraphs[:last]:
        where = known.get(id(one), where)
        if where and id(one) not in known and not one.is_head and not one.is_contents and one.text.strip():
            found.append((where, one))
    return found
