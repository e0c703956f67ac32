"""Marks of a sheet's cells, found in its XML by searching bytes: a tenth of the time that a parser takes.

Entry: :func:`scan_cells`. It reads the XML that Excel, WPS and the usual libraries write (every cell says where it is);
for any other it returns None, and the parser of :mod:`luoshi.sheets.book_marks` takes over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FIRST_CELL = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)c[\s/>]")
_NEAR = ((9_999, 26 + 26 * 26, b"[A-Z][A-Z]?[0-9]{1,4}"), (99_999, 26, b"[A-Z][0-9]{1,5}"))
"""Rows and columns within which the cells of most sheets lie, and how their places are written."""
_AT = re.compile(rb' r="([A-Z]{1,3}\d{1,7})"')
LONG_TAIL = 4 * 2**20
"""Bytes of rows without content at the end of a sheet from which it pays to leave them out."""
_OTHER_ENCODING = re.compile(rb"""\A(?:\xff\xfe|\xfe\xff|<\?xml[^>]*encoding=["'](?![uU][tT][fF]-8))""")


@dataclass(slots=True)
class Marks:
    """Positions (row, column, from 0) of a sheet's marked cells; how many rows and columns at most hold anything.

    ``tail`` is where, in the XML of the sheet, rows without content begin and end; (0, 0) when that is not known.
    """

    percent: set[tuple[int, int]] = field(default_factory=set)
    unresolved: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0
    columns: int = 0
    tail: tuple[int, int] = (0, 0)


def scan_cells(content: bytes, percent: frozenset[int], most_cells: int) -> Marks | None:
    """Return the marks of the sheet whose XML is ``content``; None when it cannot be told without a parser.

    Args:
        content: the part of the package.
        percent: styles that show a number as a percentage.
        most_cells: if rows × columns exceed this, columns are counted by filled cells only, which takes longer; if
            they cannot exceed it by the look of the cells' places, they are not counted.
    """
    first = _FIRST_CELL.search(content)
    if other_encoding(content):
        return None
    if first is None:
        return Marks()
    prefix = first[1]
    near = _near(content, prefix, most_cells)
    if near is None and _unlocated(prefix).search(content) is not None:
        return None
    scan = _Scan(content, prefix, first.start(), content.rfind(b"</" + prefix + b"sheetData>"))
    if scan.end < 0:
        return None
    marks = Marks(errors=set(scan.errors()), unresolved=set(scan.unresolved()))
    if percent:
        marks.percent.update(scan.percent(percent))
    scan.measure(marks, most_cells, near)
    return marks


def other_encoding(content: bytes) -> bool:
    """Tell whether a part of a workbook is not in UTF-8."""
    return _OTHER_ENCODING.match(content) is not None


def last_content(content: bytes, prefix: bytes, first: int, end: int) -> int:
    """Return where the last value, text or formula between two places of a sheet's XML begins, -1 if there is none.

    It is looked for from the end in growing steps. ``prefix`` is that of the names of elements.
    """
    step = 2**16
    tags = tuple(b"<" + prefix + tag for tag in (b"v>", b"v ", b"t>", b"t ", b"f>", b"f ", b"f/"))
    while end > first:
        start = max(first, end - step)
        last = max(content.rfind(tag, start, end + 16) for tag in tags)
        if last >= 0:
            return last
        step, end = 2 * step, start
    return -1


def _unlocated(prefix: bytes) -> re.Pattern[bytes]:
    """Return a pattern for a cell that does not say its place first."""
    return re.compile(b'<%bc(?:>| (?!r="))' % prefix)


def _near(content: bytes, prefix: bytes, most_cells: int) -> tuple[int, int] | None:
    """Return rows and columns within which every cell says that it lies, if so many may be; None if that is not so.

    One look through the sheet for most: counting would take twice as long.
    """
    for rows, columns, place in _NEAR:
        elsewhere = b'<%bc(?:>| (?!r="%b"))' % (prefix, place)
        if rows * columns <= most_cells and re.search(elsewhere, content) is None:
            return rows, columns
    return None


@dataclass(frozen=True, slots=True)
class _Scan:
    content: bytes
    prefix: bytes
    start: int
    end: int

    def errors(self) -> Iterator[tuple[int, int]]:
        at = self.content.find(b't="e"', self.start, self.end)
        while at >= 0:
            opened = self.content.rfind(b"<", self.start, at)
            if self.content.startswith(b"<" + self.prefix + b"c ", opened):
                yield self._place(opened)
            at = self.content.find(b't="e"', at + 1, self.end)

    def unresolved(self) -> Iterator[tuple[int, int]]:
        p = self.prefix
        if self.content.find(b"<" + p + b"f", self.start, self.end) < 0:
            return
        pattern = rb"(?:</%bf>|<%bf[^>]*/>)\s*(<%bv\s*/>|<%bv></%bv>)?\s*</%bc>" % (p, p, p, p, p, p)
        for found in re.compile(pattern).finditer(self.content, self.start, self.end):
            opened = self.content.rfind(b"<" + p + b"c ", self.start, found.start())
            is_text = b't="str"' in self.content[opened : self.content.find(b">", opened)]
            if not (found[1] and is_text):
                yield self._place(opened)

    def percent(self, styles: frozenset[int]) -> Iterator[tuple[int, int]]:
        numbers = b"|".join(b"%d" % style for style in styles)
        p = self.prefix
        pattern = rb'<%bc r="([A-Z]+\d+)"([^>]*) s="(?:%b)"([^>/]*)>(?!</%bc>)' % (p, numbers, p)
        for found in re.compile(pattern).finditer(self.content, self.start, self.end):
            rest = found[2] + found[3]
            if b' t="' not in rest or b' t="n"' in rest:
                yield position(found[1].decode(), (0, 0))

    def measure(self, marks: Marks, most_cells: int, near: tuple[int, int] | None) -> None:
        p, content = self.prefix, self.content
        last = last_content(content, p, self.start, self.end)
        if last < 0:
            return
        stop = content.find(b"</" + p + b"row>", last, self.end)
        stop = self.end if stop < 0 else stop + len(p) + 6
        marks.tail = (stop, self.end)
        if near is not None:
            marks.rows, marks.columns = near
            return
        self._bound(marks, stop)
        if marks.rows * marks.columns > most_cells:
            marks.rows = marks.columns = 0
            pattern = rb'<%bc r="([A-Z]+\d+)"[^>]*(?<!/)>\s*<%b[vfi]' % (p, p)
            for found in re.compile(pattern).finditer(content, self.start, stop):
                row, column = position(found[1].decode(), (0, 0))
                marks.rows, marks.columns = max(marks.rows, row + 1), max(marks.columns, column + 1)

    def _bound(self, marks: Marks, stop: int) -> None:
        """Set rows and columns to those of the last cell of each row, be it filled or only formatted."""
        content, cell, close = self.content, b"<" + self.prefix + b'c r="', b"</" + self.prefix + b"row>"
        at = self.start
        while at < stop:
            end = content.find(close, at, stop)
            end = stop if end < 0 else end
            opened = content.rfind(cell, at, end)
            if opened >= 0:
                row, column = self._place(opened)
                marks.rows, marks.columns = max(marks.rows, row + 1), max(marks.columns, column + 1)
            at = end + len(close)

    def _place(self, opened: int) -> tuple[int, int]:
        found = _AT.search(self.content, opened, opened + 200)
        return position(found[1].decode(), (0, 0)) if found else (0, 0)


def position(reference: str, otherwise: tuple[int, int]) -> tuple[int, int]:
    """Return row and column from 0 of a reference such as ``B7``; ``otherwise`` when it is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
