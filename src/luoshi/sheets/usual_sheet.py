"""Sheets of XLSX workbooks whose XML is written as usual (常见写法的工作表), read row by row with one pattern.

Entry: :func:`usual_sheets`. Excel, WPS, the usual libraries and the systems that returns come from write every row
and cell with its place, in order, and nothing in a cell but a number, a text or a formula with its result. A pattern
made for the columns takes such a row apart in less than half the time that a parser needs, and tells on the way that it
is so. For a sheet with anything else (dates, errors, formulas without a result, texts of several formats) nothing is
returned, and calamine reads it.
Not here: the other sheets (:mod:`luoshi.sheets.grid_book`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from zipfile import ZipFile

from luoshi.sheets.book_marks import Limits, NumberStyles, Unreadable, number_styles, parse, sheet_parts, unpack
from luoshi.sheets.cell_scan import LONG_TAIL, last_content, other_encoding, position
from luoshi.sheets.form_book import letters
from luoshi.sheets.grid import Raw, trimmed

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_MOST_COLUMNS = 400
"""Columns of a sheet that is read here: a pattern for more takes too long to make."""
_LAST_ROW = 2**20
_FIRST_ROWS = 20
_MOST_KNOWN = 200_000
_ROW = r'<row r="([1-9]\d{0,6})"(?: [\w:]+="[^"<>]*")*(?:/>|>%s</row>)'
_CELL = r'(?:<c r="%s\1"([^>]*>(?:<v>[^<]*</v></c>|<[^cr/][^<]*<[^<]*<[^<]*(?:<[^<]*|)</c>|</c>|))|)'
_TAIL = re.compile(
    rb'((?: [a-z]="\w+")*)(?:/>|></c>|>(?:<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?'
    rb'(?:<v>([^<]*)</v>|<is><t( xml:space="preserve")?>([^<]*)</t></is>)</c>)'
)
_STRING = re.compile(rb'<t( xml:space="preserve")?>([^<]*)</t></si>\s*(?:</sst>\s*)?')
_STRINGS = re.compile(rb'(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*\?>)?\s*<sst(?: [\w:]+="[^"<>]*")*>\s*')
_ATTRIBUTE = re.compile(rb' ([a-z])="(\w+)"')
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,6})|#x([0-9a-fA-F]{1,5}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_AREA = re.compile(r"([A-Z]{1,3}[1-9]\d{0,6}):([A-Z]{1,3}[1-9]\d{0,6})")
_DIMENSION = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?")


class _Unusual(Exception):
    """The XML is written in another way."""


@dataclass(frozen=True, slots=True)
class UsualSheet:
    """A sheet: its rows, merged cells and the places of numbers shown as percentages, as in a grid."""

    rows: list[list[Raw]]
    merged: tuple[tuple[int, int, int, int], ...]
    percent: frozenset[tuple[int, int]]


def usual_sheets(archive: ZipFile, limits: Limits) -> dict[str, UsualSheet]:
    """Return the sheets that are written as usual, by their names.

    Raises:
        Unreadable: a part is broken or holds a document type.
        TooLarge: a part is larger than ``limits``.
    """
    names = set(archive.namelist())
    if "xl/styles.xml" not in names:
        return {}
    values = _Values(number_styles(archive), lambda: _strings(archive, limits))
    found: dict[str, UsualSheet] = {}
    for name, part in sheet_parts(archive).items():
        if part not in names:
            continue
        content = unpack(archive, part, limits.part)
        try:
            found[name] = _sheet(content, values, limits.cells)
        except (_Unusual, UnicodeDecodeError):
            continue
    return found


def _sheet(content: bytes, values: _Values, most_cells: int) -> UsualSheet:
    start, end = content.find(_OPEN), content.rfind(_CLOSE)
    if start < 0 or end < 0 or other_encoding(content):
        raise _Unusual
    merged = _merged(content[:start] + _OPEN + content[end:])
    start += len(_OPEN)
    rows, percent = _rows(content, start, _end(content, start, end), values, most_cells)
    return UsualSheet(trimmed(rows), merged, frozenset(percent))


def _end(content: bytes, start: int, end: int) -> int:
    """Return where the rows end that are to be read: a long tail of rows that are only formatted is left out."""
    last = last_content(content, b"", start, end)
    close = content.find(b"</row>", max(last, start), end)
    if last >= 0 and close < 0:
        raise _Unusual
    stop = close + len(b"</row>") if last >= 0 else start
    return stop if end - stop > LONG_TAIL else end


def _rows(
    content: bytes, start: int, end: int, values: _Values, most_cells: int
) -> tuple[list[list[Raw]], set[tuple[int, int]]]:
    """Return the rows between two places and where among them numbers are shown as percentages."""
    rows: list[list[Raw]] = []
    percent: set[tuple[int, int]] = set()
    width = _width(content, start, end)
    pattern = _pattern(width)
    number = 0
    while start < end:
        found = pattern.match(content, start, end)
        if found is None:
            wider = _last_column(content, start, end)
            if wider <= width:
                raise _Unusual
            width, pattern = wider, _pattern(wider)
            continue
        start = found.end()
        told, *tails = found.groups()
        before, number = number, int(told)
        if not before < number <= _LAST_ROW:
            raise _Unusual
        cells = list(map(values.__getitem__, tails))
        if cells[0] is not None or any(cell is not None for cell in cells):
            if number * width > most_cells:
                raise _Unusual  # it may be that it only seems too large
            rows.extend([] for _ in range(number - 1 - len(rows)))
            rows.append(cells)
        if not values.percent.isdisjoint(tails):
            percent.update((number - 1, at) for at, tail in enumerate(tails) if tail in values.percent)
    return rows, percent


def _merged(rest: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Return the merged cells that the XML around the rows tells, which has to be whole."""
    areas: list[str] = []
    counts = {"mergeCells": 0, "dimension": 0, "sheetData": 0}

    def start(tag: str, has: Mapping[str, str]) -> None:
        if tag in counts:
            counts[tag] += 1
        if tag == "mergeCell":
            areas.append(has.get("ref", ""))
        elif tag == "dimension" and not _DIMENSION.fullmatch(has.get("ref", "")):
            raise _Unusual

    try:
        parse(rest, start)
    except Unreadable as error:
        raise _Unusual from error
    ends = [_AREA.fullmatch(area) for area in areas]
    if max(counts.values()) > 1 or None in ends:
        raise _Unusual
    return tuple((*position(end[1], (0, 0)), *position(end[2], (0, 0))) for end in ends if end is not None)


def _width(content: bytes, start: int, end: int) -> int:
    """Return the columns of the first rows."""
    width = 1
    for _ in range(_FIRST_ROWS):
        width = max(width, _last_column(content, start, end))
        start = content.find(b"</row>", start, end) + 1
        if not start:
            break
    return width


def _last_column(content: bytes, start: int, end: int) -> int:
    """Return the column (from 1) of the last cell of a row; 0 where it has none."""
    close = content.find(b"</row>", start, end)
    opened = content.rfind(b'<c r="', start, end if close < 0 else close)
    if opened < 0:
        return 0
    place = content[opened + 6 : content.find(b'"', opened + 6)].decode("ascii", "replace")
    return position(place, (0, -1))[1] + 1


@lru_cache(maxsize=64)
def _pattern(width: int) -> re.Pattern[bytes]:
    """Return the pattern of a row; its groups are its number and, for each column, the cell behind its place."""
    if width > _MOST_COLUMNS:
        raise _Unusual
    # alternatives with nothing (…|) and not (…)?, for which the engine would keep a copy of all groups
    return re.compile((_ROW % "".join(_CELL % letters(at) for at in range(width))).encode())


class _Values(dict[bytes | None, Raw]):
    """The values of cells by what stands in the XML behind their places, each read when it first comes.

    Attributes:
        percent: what stands for numbers that are shown as percentages.
    """

    def __init__(self, styles: NumberStyles, strings: Callable[[], list[bytes]]) -> None:
        super().__init__({None: None})
        self._styles = styles
        self._read_strings = strings
        self._kinds: dict[bytes, str] = {}
        self.percent: set[bytes] = set()

    def __missing__(self, tail: bytes) -> Raw:
        """Read a cell that did not come before."""
        found = _TAIL.fullmatch(tail)
        if found is None:
            raise _Unusual
        attributes, number, blanks, text = found.groups()
        kind = self._kinds.get(attributes) or self._kind(attributes)
        value = None
        if number is not None:
            value = self._value(kind, number)
            if kind == "%":
                self.percent.add(tail)
        elif text is not None:
            if kind != "inlineStr":
                raise _Unusual
            value = _text(text, kept=blanks is not None)
        if len(self) > _MOST_KNOWN:
            self.clear()
            self[None] = None
        self[tail] = value
        return value

    def _kind(self, attributes: bytes) -> str:
        """Return what a cell holds: ``n`` a number, ``%`` a percentage, ``d`` perhaps a date, else its type."""
        told = _ATTRIBUTE.findall(attributes)
        has = dict(told)
        if len(has) < len(told) or not has.keys() <= {b"s", b"t"}:
            raise _Unusual
        kind = str(has.get(b"t", b"n"), "ascii", "replace")
        if kind == "n" and b"s" in has:
            style = int(has[b"s"]) if has[b"s"].isdigit() else -1
            kind = "%" if style in self._styles.percent else "n" if style in self._styles.plain else "d"
        self._kinds[attributes] = kind
        return kind

    def _value(self, kind: str, told: bytes) -> Raw:
        if kind in ("n", "%") and _NUMBER.fullmatch(told):
            return float(told)
        if kind == "s" and told.isdigit() and int(told) < len(self._strings):
            found = _STRING.fullmatch(self._strings[int(told)])
            if found is not None:
                return _text(found[2], kept=found[1] is not None)
        if kind == "str":
            return _text(told, kept=True)
        if kind == "b" and told in (b"0", b"1"):
            return told == b"1"
        raise _Unusual

    @cached_property
    def _strings(self) -> list[bytes]:
        """The shared strings as they stand in the XML, read when first asked for."""
        return self._read_strings()


def _text(told: bytes, *, kept: bool) -> str | None:
    """Return a text of the XML; ``kept`` with the blanks around it."""
    text = told.decode()
    if "&" in text:
        text = _ENTITY.sub(_letter, text)
    if "_x" in text or "\r" in text:
        raise _Unusual
    return (text if kept else text.strip(" \t\n")) or None


def _letter(entity: re.Match[str]) -> str:
    """Return the letter that an entity of the XML stands for."""
    if entity[1]:
        return _NAMED[entity[1]]
    code = int(entity[2]) if entity[2] else int(entity[3] or "0", 16)
    if not (code in (9, 10) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF):
        raise _Unusual
    return chr(code)


def _strings(archive: ZipFile, limits: Limits) -> list[bytes]:
    """Return the shared strings of a workbook, each with its tags; none if there is more between them."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    content = unpack(archive, "xl/sharedStrings.xml", limits.part)
    head, *parts = content.split(b"<si>")
    ended = content.count(b"<si") == content.count(b"</si>") == len(parts)
    ended = ended and all(part.rstrip().endswith(b"</si>") for part in parts[:-1])
    if not ended or not _STRINGS.fullmatch(head) or other_encoding(content) or b"<!" in content:
        return []
    return parts
