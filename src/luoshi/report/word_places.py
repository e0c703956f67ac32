"""The text of a Word report read back by its hidden bookmarks (读回): which paragraph holds which places.

Entries: :func:`read_marked` (all paragraphs, for the check of an edited report), :func:`word_places` (what stands at
each place and for each fact). What was deleted or moved away with tracked changes does not count.
Not here: names of bookmarks (:mod:`luoshi.report.report_marks`), comparing (:mod:`luoshi.report.edited`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.model.evaluation.report import EvaluationReport
from luoshi.readers.docx import main_part
from luoshi.readers.refusals import Refusal, refuse
from luoshi.readers.safe_xml import Package, PartError, parse_xml
from luoshi.report.report_marks import ORIGIN, fact_stem, place_stem, stem_of
from luoshi.report.report_spots import SEEN, Spot, spots_of

if TYPE_CHECKING:
    from lxml import etree

_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOT_READ = frozenset(("del", "moveFrom", "pPr", "rPr", "sectPr", "Fallback", "instrText", "txbxContent"))
_PAGE_NUMBER = "PAGEREF"


@dataclass(slots=True)
class Marked:
    """A paragraph of a Word file.

    Attributes:
        text: its text as it is now.
        stems: names of the bookmarks of the places that stand in it; a place that is there twice has two.
        cell: number of the table (from 1), row and column (from 0); None outside of tables.
        is_head: in a row that is repeated on every page.
        is_contents: in the table of contents.
        numbers: the computed numbers in it: (stem of the fact, text).
    """

    text: str = ""
    stems: dict[str, None] = field(default_factory=dict)
    cell: tuple[int, int, int] | None = None
    is_head: bool = False
    is_contents: bool = False
    numbers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class MarkedFile:
    """The paragraphs of a Word file in their order, and which reports its bookmarks name as its origin."""

    paragraphs: list[Marked]
    origins: frozenset[str]


@dataclass(frozen=True)
class WordPlaces:
    """What stands where.

    Attributes:
        texts: (key of a block, part of it) -> the text; the part is empty, ``row key/column`` of a table, 图 for the
            alternative text of a picture, or 附件说明.
        numbers: id of a fact -> (block, part, text) of every place where its number is written.
        pictures: key of a block -> SHA-256 of its picture.
    """

    texts: Mapping[tuple[str, str], str]
    numbers: Mapping[str, tuple[tuple[str, str, str], ...]]
    pictures: Mapping[str, str]


def word_places(data: bytes, report: EvaluationReport) -> WordPlaces:
    """Return what stands in a Word file at the places of a report.

    Raises:
        LuoshiError: R0xx, it is no Word file.
    """
    reading = _Reading(data)
    spots = spots_of(report)
    facts = {fact_stem(one): one for one in report.facts.facts}
    texts: dict[tuple[str, str], str] = {}
    numbers: dict[str, list[tuple[str, str, str]]] = {}
    for places, inside in placed(reading.paragraphs, spots):
        for spot in places:
            texts[spot.block, spot.cell] = "\n".join(one.text for one in inside)
            for stem, text in (number for one in inside for number in one.numbers):
                if stem in facts:
                    numbers.setdefault(facts[stem], []).append((spot.block, spot.cell, text))
    pictures = {}
    for spot in spots:
        seen = reading.pictures.get(place_stem(spot.block, SEEN)) if spot.cell == SEEN else None
        if seen is not None:
            texts[spot.block, SEEN], pictures[spot.block] = seen
    return WordPlaces(texts, {fact: tuple(places) for fact, places in numbers.items()}, pictures)


def read_marked(data: bytes) -> MarkedFile:
    """Return the paragraphs of a Word file.

    Raises:
        LuoshiError: R0xx, it is no Word file.
    """
    reading = _Reading(data)
    return MarkedFile(reading.paragraphs, frozenset(reading.origins))


def placed(paragraphs: list[Marked], spots: tuple[Spot, ...]) -> list[tuple[list[Spot], list[Marked]]]:
    """Return which places stand in which paragraphs: several places where paragraphs were joined, several paragraphs
    where one was divided. A place that a template wrote twice is in two groups. Cells without a mark are found by their
    row and column."""
    by_stem = {place_stem(one.block, one.cell): one for one in spots}
    groups: list[tuple[list[Spot], list[Marked]]] = []
    at: dict[str, int] = {}
    for paragraph, stems in zip(paragraphs, _with_cells(paragraphs, by_stem), strict=True):
        held = [one for one in stems if stem_of(one) in by_stem]
        if not held:
            continue
        known = next((at[one] for one in held if one in at), None)
        if known is None:
            known = len(groups)
            groups.append(([], []))
        groups[known][1].append(paragraph)
        for stem in held:
            spot = by_stem[stem_of(stem)]
            if at.setdefault(stem, known) == known and spot not in groups[known][0]:
                groups[known][0].append(spot)
    return groups


def _with_cells(paragraphs: list[Marked], by_stem: Mapping[str, Spot]) -> Iterator[list[str]]:
    """Yield the stems of every paragraph, those of unmarked cells told by the marked ones of their row."""
    rows: dict[tuple[int, int], tuple[str, str] | None] = {}
    for one in paragraphs:
        for stem in map(stem_of, one.stems) if one.cell else ():
            row, _, column = by_stem[stem].cell.rpartition("/") if stem in by_stem else ("", "", "")
            if row and one.cell:
                told = (by_stem[stem].block, row) if int(column) == one.cell[2] else None
                if rows.setdefault(one.cell[:2], told) != told:
                    rows[one.cell[:2]] = None  # columns were put in or taken out
    for one in paragraphs:
        stems = list(one.stems)
        told = rows.get(one.cell[:2]) if one.cell else None
        if told and one.cell and not any(by_stem[stem].cell for stem in map(stem_of, stems) if stem in by_stem):
            stems.append(f"{place_stem(told[0], f'{told[1]}/{one.cell[2]}')}_t{one.cell[0]}")
        yield stems


class _Reading:
    """One pass through the main part."""

    def __init__(self, data: bytes) -> None:
        package = Package("", data)  # who asks knows the name of the file
        try:
            main = main_part(package)
            root = parse_xml(package.name, package.read(main, may_be_dense=True))
        except PartError as error:
            raise refuse(Refusal.BROKEN, package.name) from error
        self.paragraphs: list[Marked] = []
        self.pictures: dict[str, tuple[str, str]] = {}
        self.origins: set[str] = set()
        self._package = package
        self._images = _images(package, main)
        self._open: dict[str, str] = {}
        self._inside: dict[str, list[str]] = {}
        self._paragraph: Marked | None = None
        self._tables = 0
        self._fields: list[str] = []
        self._is_shown = True
        self._walk(root, None, is_head=False)

    def _walk(self, element: etree._Element, cell: tuple[int, int, int] | None, *, is_head: bool) -> None:
        for child in element:
            name = _name(child)
            if name == "tbl":
                self._table(child)
            elif name == "p":
                self._read_paragraph(child, cell, is_head=is_head)
            elif name == "instrText" and self._fields:
                self._fields[-1] += child.text or ""
            elif name not in _NOT_READ:
                self._read(child, name)
                self._walk(child, cell, is_head=is_head)

    def _table(self, element: etree._Element) -> None:
        self._tables += 1
        number = self._tables
        for row, line in enumerate(element.iterchildren("{*}tr")):
            is_head = line.find("{*}trPr/{*}tblHeader") is not None
            for column, cell in enumerate(line.iterchildren("{*}tc")):
                self._walk(cell, (number, row, column), is_head=is_head)

    def _read_paragraph(self, element: etree._Element, cell: tuple[int, int, int] | None, *, is_head: bool) -> None:
        outer = self._paragraph
        is_contents = any(one.split()[:1] == ["TOC"] for one in self._fields)
        self._paragraph = Marked(cell=cell, is_head=is_head, is_contents=is_contents)
        self.paragraphs.append(self._paragraph)
        self._walk(element, cell, is_head=is_head)
        self._paragraph.is_contents |= any(one.split()[:1] == ["TOC"] for one in self._fields)
        self._paragraph = outer

    def _read(self, element: etree._Element, name: str) -> None:
        if name == "bookmarkStart":
            self._begin(_attribute(element, "id"), _attribute(element, "name"))
        elif name == "bookmarkEnd":
            self._end(_attribute(element, "id"))
        elif name == "fldChar":
            self._field(_attribute(element, "fldCharType"))
        elif name == "t":
            self._write(element.text or "")
        elif name in _SIGNS:
            self._write(_SIGNS[name])
        elif name == "drawing":
            self._picture(element)

    def _begin(self, number: str, name: str) -> None:
        if name.startswith(ORIGIN):
            self.origins.add(name)
        if stem_of(name):
            self._open[number] = name
            self._inside[number] = []
            if name.startswith("_B") and self._paragraph is not None:
                self._paragraph.stems[name] = None

    def _end(self, number: str) -> None:
        stem = stem_of(self._open.pop(number, ""))
        text = "".join(self._inside.pop(number, ()))
        if stem.startswith("_F") and self._paragraph is not None:
            self._paragraph.numbers.append((stem, text))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append("")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _write(self, text: str) -> None:
        if self._paragraph is None or any(_PAGE_NUMBER in one for one in self._fields):
            return
        self._paragraph.text += text
        for number, name in self._open.items():
            if name.startswith("_B") and text:
                self._paragraph.stems[name] = None
            self._inside[number].append(text)

    def _picture(self, element: etree._Element) -> None:
        stem = next((stem_of(one) for one in reversed(self._open.values()) if one.startswith("_B")), "")
        told = next(element.iter("{*}docPr"), None)
        blip = next(element.iter("{*}blip"), None)
        if not stem or told is None or blip is None:
            return
        part = self._images.get(_attribute(blip, "embed"), "")
        try:
            image = self._package.read(part, may_be_dense=True)
        except PartError:
            image = b""
        self.pictures[stem] = (told.get("descr", ""), hashlib.sha256(image).hexdigest())


def _images(package: Package, main: str) -> dict[str, str]:
    """Return id of a relation -> name of the part."""
    folder, _, file = main.rpartition("/")
    try:
        told = parse_xml(package.name, package.read(f"{folder}/_rels/{file}.rels"))
    except PartError:
        return {}
    return {
        one.get("Id", ""): target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        for one in told
        if (target := one.get("Target", ""))
    }


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")
