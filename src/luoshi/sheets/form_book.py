"""Writing plain workbooks fast (表样工作簿): cells with borders as other systems give them out.

Entries: :func:`write_form_book`, :func:`sheet_name`, :func:`letters`. The XML is written directly, a fraction of the
time that a library for styled books takes; the same cells always give the same bytes, and text is never taken for a
formula.
Not here: ledgers that filter and print (:mod:`luoshi.sheets.ledger`), templates (:mod:`luoshi.sheets.template_book`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from math import isfinite
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from luoshi.sheets.cells import canonical, clean, exact_in_cell

FormCell = str | int | float | Decimal | date | None
"""A cell; None leaves it empty. Dates are shown as 2024-09-01."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST_DAY = datetime(1899, 12, 30)
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31
_TEXT, _NUMBER, _CENTRE, _WRONG, _DATE, _MOMENT = range(1, 7)


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet of plain cells.

    Attributes:
        rows: the cells from the first row and column on.
        merges: (first row, first column, last row, last column) from 0.
        widths: widths of the first columns in characters; others have the usual one.
        wrong: (row, column) from 0 of cells in red, wrapped.
        heights: row from 0 -> height in points, where it is not the usual one.
    """

    name: str
    rows: Sequence[Sequence[FormCell]]
    merges: Sequence[tuple[int, int, int, int]] = ()
    widths: Sequence[float] = ()
    wrong: frozenset[tuple[int, int]] = frozenset()
    heights: Mapping[int, float] = field(default_factory=dict)


def write_form_book(sheets: Sequence[FormSheet]) -> bytes:
    """Return the sheets as an XLSX workbook; names that Excel does not take are changed, none comes twice."""
    names = _names(sheet.name for sheet in sheets)
    parts = {"[Content_Types].xml": _content_types(len(sheets)), "_rels/.rels": _ROOT_RELATIONS}
    parts["docProps/core.xml"] = _CORE
    listed = "".join(
        f'<sheet name="{escaped(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, start=1)
    )
    parts["xl/workbook.xml"] = (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>'
    )
    relations = "".join(_relation(n, "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1))
    styles = _relation(len(sheets) + 1, "styles", "styles.xml")
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}{styles}</Relationships>'
    )
    parts["xl/styles.xml"] = _STYLES
    for number, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = "".join(_sheet(sheet))
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for part, content in parts.items():
            info = ZipInfo(part, date_time=(2020, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 0, 0
            archive.writestr(info, content.encode(), compresslevel=3)
    return stream.getvalue()


_MOST = 10**15


@cache
def letters(column: int) -> str:
    """Return the letters of a column (from 0): A, B … Z, AA …"""
    text, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        text = chr(65 + rest) + text
    return text


@lru_cache(maxsize=2**16)
def escaped(text: str) -> str:
    """Return ``text`` as it stands in the XML of a cell: what a cell cannot hold is left out."""
    text = clean(text)
    if "_x" in text:
        text = _CODED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name as Excel takes it, not among ``taken``, and add it there: 31 characters at most, some not."""
    plain = _NOT_IN_NAMES.sub("", wanted).strip().strip("'") or "表"
    name, number = plain[:_LONGEST_NAME], 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: _LONGEST_NAME - 2 - len(str(number))]}({number})"
    taken.add(name.lower())
    return name


def _sheet(sheet: FormSheet) -> Iterator[str]:
    width = max((len(cells) for cells in sheet.rows), default=0)
    corner = f"{letters(max(0, width - 1))}{max(1, len(sheet.rows))}"
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{corner}"/><sheetFormatPr defaultRowHeight="15"/>'
    if sheet.widths:
        yield "<cols>"
        for number, wide in enumerate(sheet.widths, start=1):
            yield f'<col min="{number}" max="{number}" width="{wide:g}" customWidth="1"/>'
        yield "</cols>"
    yield "<sheetData>"
    centred = {(merge[0], merge[1]) for merge in sheet.merges}
    names = [letters(column) for column in range(width)]
    wrong = sheet.wrong
    for row, cells in enumerate(sheet.rows):
        high = f' ht="{sheet.heights[row]:g}" customHeight="1"' if row in sheet.heights else ""
        yield f'<row r="{row + 1}"{high}>'
        line = str(row + 1)
        for column, value in enumerate(cells):
            style = 0
            if wrong and (row, column) in wrong:
                style = _WRONG
            elif centred and (row, column) in centred:
                style = _CENTRE
            yield _cell(names[column] + line, value, style)
        yield "</row>"
    yield "</sheetData>"
    if sheet.merges:
        areas = "".join(
            f'<mergeCell ref="{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"/>'
            for top, left, bottom, right in sheet.merges
        )
        yield f'<mergeCells count="{len(sheet.merges)}">{areas}</mergeCells>'
    yield "</worksheet>"


def _cell(at: str, value: FormCell, style: int) -> str:
    if type(value) is int and -_MOST < value < _MOST:
        return f'<c r="{at}" s="{style or _NUMBER}"><v>{value}</v></c>'
    if value is None or value == "":
        return f'<c r="{at}" s="{style or _TEXT}"/>'
    if isinstance(value, bool) or (isinstance(value, float) and not isfinite(value)):
        value = canonical(value) if isinstance(value, bool) else str(value)
    elif isinstance(value, date):
        since = datetime(value.year, value.month, value.day) - _FIRST_DAY
        days: float = since.days
        if isinstance(value, datetime):
            days = (value.replace(tzinfo=None) - _FIRST_DAY).total_seconds() / 86_400
        if days > 60:
            return f'<c r="{at}" s="{style or (_MOMENT if days % 1 else _DATE)}"><v>{days:.15g}</v></c>'
        value = value.isoformat()
    elif isinstance(value, (int, Decimal)) and not exact_in_cell(Decimal(value)):
        value = canonical(value)
    if isinstance(value, str):
        return (
            f'<c r="{at}" s="{style or _TEXT}" t="inlineStr"><is><t xml:space="preserve">{escaped(value)}</t></is></c>'
        )
    text = repr(value) if isinstance(value, float) else str(value)
    return f'<c r="{at}" s="{style or _NUMBER}"><v>{text}</v></c>'


def _names(wanted: Iterable[str]) -> list[str]:
    taken: set[str] = set()
    return [sheet_name(name, taken) for name in wanted]


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _content_types(sheets: int) -> str:
    listed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{listed}</Types>'
    )


_ROOT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{_relation(1, "officeDocument", "xl/workbook.xml")}'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2020-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
)
_SIDES = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
_FORMATS: tuple[tuple[int, int, int, int, str], ...] = (
    (0, 0, 0, 0, ""),
    (0, 0, 0, 1, '<alignment vertical="center"/>'),
    (0, 0, 0, 1, '<alignment vertical="center"/>'),
    (0, 0, 0, 1, '<alignment horizontal="center" vertical="center" wrapText="1"/>'),
    (0, 1, 2, 1, '<alignment vertical="center" wrapText="1"/>'),
    (164, 0, 0, 1, '<alignment horizontal="center" vertical="center"/>'),
    (165, 0, 0, 1, '<alignment horizontal="center" vertical="center"/>'),
)
"""Number format, font, fill, border and alignment of each style."""

_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="10"/><name val="宋体"/><charset val="134"/></font>'
    '<font><sz val="10"/><color rgb="FFC00000"/><name val="宋体"/><charset val="134"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFDE9E7"/></patternFill></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{_SIDES}<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_FORMATS)}">'
    + "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{aligned}</xf>'
        for number, font, fill, border, aligned in _FORMATS
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
