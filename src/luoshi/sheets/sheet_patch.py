"""Changing the XML of a sheet by one column, all else kept to the byte (改写工作表).

Entries: :func:`patch_sheet`, :func:`add_error_style`.
Not here: the package (:mod:`luoshi.sheets.error_copy`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from luoshi.sheets.cell_scan import position
from luoshi.sheets.form_book import escaped, letters

_PREFIX = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)(?:worksheet|styleSheet)[\s>]")
_NUMBER = re.compile(rb'\sr="(\d{1,7})"')
_PLACE = re.compile(rb'\sr="([A-Z]{1,3}\d{1,7})"')
_STYLE = re.compile(rb'\ss="(\d{1,6})"')
_SPANS = re.compile(rb'\sspans="[^"]*"')
_HEIGHT = re.compile(rb'\sht="([\d.]+)"')
_CUSTOM = re.compile(rb'\s(?:ht|customHeight)="[^"]*"')
_SIDES = (b"left", b"right", b"top", b"bottom")


class NotPatchable(Exception):
    """The XML is not written as usual, so that it cannot be changed without a parser."""


@dataclass(frozen=True, slots=True)
class ColumnPatch:
    """A column to be written.

    Attributes:
        column: from 0.
        head: its name.
        head_row: where the name stands (from 1); 0 for nowhere.
        texts: row (from 1) -> text.
        heights: row (from 1) -> least height in points.
        style: number of the style of the texts; None for none.
        width: in characters.
        is_there: the column was there before: its name is kept, its cells below are emptied.
    """

    column: int
    head: str
    head_row: int
    texts: Mapping[int, str]
    heights: Mapping[int, float]
    style: int | None
    width: float
    is_there: bool


def patch_sheet(content: bytes, patch: ColumnPatch) -> bytes:
    """Return the XML of a sheet with the column.

    Raises:
        NotPatchable: the XML is not as usual.
    """
    found = _PREFIX.search(content)
    if found is None:
        raise NotPatchable
    p = found[1]
    opened = re.search(rb"<%bsheetData\s*>" % p, content)
    end = content.rfind(b"</%bsheetData>" % p)
    if opened is None or end < 0:
        raise NotPatchable
    before = _with_dimension(_with_width(content[: opened.start()], p, patch), p, patch)
    rows = b"".join(_Rows(content, p, patch).pieces(opened.end(), end))
    return b"".join((before, opened[0], rows, content[end:]))


@dataclass(frozen=True, slots=True)
class _Rows:
    content: bytes
    p: bytes
    patch: ColumnPatch

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes of all rows, those concerned changed, missing ones put in."""
        content, patch = self.content, self.patch
        waiting = sorted({*patch.texts, *({patch.head_row} if patch.head_row and not patch.is_there else ())})
        kept, number = start, 0
        for tag in re.compile(rb"<%brow(\s[^>]*?)?(/?)>" % self.p).finditer(content, start, end):
            told = _NUMBER.search(tag[1] or b"")
            number = int(told[1]) if told else number + 1
            new = []
            while waiting and waiting[0] < number:
                new.append(self._row(waiting.pop(0), b"", b""))
            is_wanted = bool(waiting) and waiting[0] == number
            if not new and not is_wanted and not (patch.is_there and number > patch.head_row):
                continue
            yield content[kept : tag.start()]
            yield from new
            stop = tag.end() if tag[2] else content.find(b"</%brow>" % self.p, tag.end(), end)
            if stop < 0:
                raise NotPatchable
            if is_wanted:
                waiting.pop(0)
            yield self._row(number, tag[1] or b"", content[tag.end() : stop])
            kept = stop if tag[2] else stop + len(self.p) + 6
        yield content[kept:end]
        for missing in waiting:
            yield self._row(missing, b"", b"")

    def _row(self, number: int, attributes: bytes, cells: bytes) -> bytes:
        patch, p = self.patch, self.p
        text = patch.head if number == patch.head_row else patch.texts.get(number)
        place = f"{letters(patch.column)}{number}".encode()
        left, own, right = self._around(cells)
        new = own
        if number != patch.head_row or not patch.is_there:
            style = b"" if patch.style is None else b' s="%d"' % patch.style
            if number == patch.head_row:
                style = _style_of_last(left, p) or style
            new = b""
            if text:
                words = escaped(text).encode()
                inside = b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (p, p, words, p, p)
                new = b'<%bc r="%b"%b t="inlineStr">%b</%bc>' % (p, place, style, inside, p)
        attributes = _SPANS.sub(b"", attributes)
        if not _NUMBER.search(attributes):
            attributes += b' r="%d"' % number
        least = patch.heights.get(number, 0.0)
        told = _HEIGHT.search(attributes)
        if least > (float(told[1]) if told else 20.0):
            attributes = _CUSTOM.sub(b"", attributes) + b' ht="%b" customHeight="1"' % f"{least:g}".encode()
        return b"<%brow%b>%b%b%b</%brow>" % (p, attributes, left, new, right, p)

    def _around(self, cells: bytes) -> tuple[bytes, bytes, bytes]:
        """Return the cells before the column, the one in it, and those behind."""
        if not cells.strip():
            return b"", b"", b""
        last = _PLACE.match(cells, cells.rfind(b"<%bc " % self.p) + len(self.p) + 2)
        if last is not None and position(last[1].decode(), (0, 0))[1] < self.patch.column:
            return cells, b"", b""
        column = -1
        for cell in re.compile(rb"<%bc(\s[^>]*?)?(?:/>|>.*?</%bc>)" % (self.p, self.p), re.DOTALL).finditer(cells):
            told = _PLACE.search(cell[1] or b"")
            column = position(told[1].decode(), (0, column + 1))[1] if told else column + 1
            if column >= self.patch.column:
                here = cell.end() if column == self.patch.column else cell.start()
                return cells[: cell.start()], cells[cell.start() : here], cells[here:]
        return cells, b"", b""


def _style_of_last(cells: bytes, p: bytes) -> bytes:
    """Return the style attribute of the last cell: a new head looks like its neighbour."""
    opened = cells.rfind(b"<%bc " % p)
    found = _STYLE.search(cells, opened, cells.find(b">", opened)) if opened >= 0 else None
    return found[0] if found else b""


def _with_dimension(before: bytes, p: bytes, patch: ColumnPatch) -> bytes:
    found = re.search(rb'(<%bdimension\s+ref=")([A-Z]+\d+)(?::([A-Z]+\d+))?"' % p, before)
    if found is None:
        return before
    first = position(found[2].decode(), (0, 0))
    last = position((found[3] or found[2]).decode(), (0, 0))
    rows = [last[0] + 1, *patch.texts, patch.head_row]
    corner = f"{letters(max(last[1], patch.column))}{max(rows)}"
    area = f"{letters(min(first[1], patch.column))}{first[0] + 1}:{corner}".encode()
    return before[: found.start()] + found[1] + area + b'"' + before[found.end() :]


def _with_width(before: bytes, p: bytes, patch: ColumnPatch) -> bytes:
    if patch.is_there:
        return before
    number = patch.column + 1
    new = b'<%bcol min="%d" max="%d" width="%b" customWidth="1"/>' % (p, number, number, f"{patch.width:g}".encode())
    found = re.search(rb"<%bcols>(.*?)</%bcols>" % (p, p), before, re.DOTALL)
    if found is None:
        return before + b"<%bcols>%b</%bcols>" % (p, new, p)
    kept: list[tuple[int, bytes]] = [(number, new)]
    for column in re.finditer(rb"<%bcol\s[^>]*>" % p, found[1]):
        low, high = (re.search(rb'\s%b="(\d+)"' % name, column[0]) for name in (b"min", b"max"))
        if low is None or high is None:
            raise NotPatchable
        first, last = int(low[1]), int(high[1])
        for start, end in ((first, min(last, number - 1)), (max(first, number + 1), last)):
            if start <= end:
                text = re.sub(rb'\smin="\d+"', b' min="%d"' % start, column[0])
                kept.append((start, re.sub(rb'\smax="\d+"', b' max="%d"' % end, text)))
    columns = b"".join(text for _, text in sorted(kept))
    return before[: found.start(1)] + columns + before[found.end(1) :]


def add_error_style(content: bytes) -> tuple[bytes, int | None]:
    """Return the styles with one more, red on a light ground and wrapped, and its number; None if there is no place."""
    found = _PREFIX.search(content)
    if found is None:
        return content, None
    p = found[1]
    sides = b"".join(b'<%b%b style="thin"><%bcolor rgb="FFA6A6A6"/></%b%b>' % (p, s, p, p, s) for s in _SIDES)
    red = b'<%bfont><%bsz val="10"/><%bcolor rgb="FFC00000"/><%bname val="\xe5\xae\x8b\xe4\xbd\x93"/></%bfont>'
    ground = b'<%bpatternFill patternType="solid"><%bfgColor rgb="FFFDE9E7"/><%bbgColor indexed="64"/></%bpatternFill>'
    new = content
    numbers: list[int] = []
    for group, member, element in (
        (b"fonts", b"font", red.replace(b"%b", p)),
        (b"fills", b"fill", b"<%bfill>%b</%bfill>" % (p, ground.replace(b"%b", p), p)),
        (b"borders", b"border", b"<%bborder>%b<%bdiagonal/></%bborder>" % (p, sides, p, p)),
    ):
        new, number = _appended(new, p + group, p + member, element)
        if number is None:
            return content, None
        numbers.append(number)
    style = (
        b'<%bxf numFmtId="0" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyFont="1" applyFill="1" '
        b'applyBorder="1" applyAlignment="1"><%balignment vertical="center" wrapText="1"/></%bxf>'
    ) % (p, numbers[0], numbers[1], numbers[2], p, p)
    new, number = _appended(new, p + b"cellXfs", p + b"xf", style)
    return (new, number) if number is not None else (content, None)


def _appended(content: bytes, group: bytes, member: bytes, element: bytes) -> tuple[bytes, int | None]:
    """Return the styles with ``element`` at the end of ``group``, and which of its members it is."""
    found = re.search(rb"<%b(?:\s[^>]*)?>(.*?)</%b>" % (group, group), content, re.DOTALL)
    if found is None:
        return content, None
    count = len(re.findall(rb"<%b[\s/>]" % member, found[1]))
    opened = content[found.start() : found.start(1)]
    opened = re.sub(rb'\scount="\d+"', b' count="%d"' % (count + 1), opened)
    return content[: found.start()] + opened + found[1] + element + content[found.end(1) :], count
