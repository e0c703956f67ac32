"""Writing a workbook of ledgers (台账): plain styled tables that filter, stay put when scrolled, and print on A3 or A4.

Entries: :class:`Ledger`, what a sheet shows; :class:`Book`, which writes ledgers and gives the bytes;
:func:`row_height`. The same content always gives the same bytes. Text is never taken for a formula.
Not here: what the ledgers hold (:mod:`luoshi.sheets.plan_book`, :mod:`luoshi.sheets.comparison_book`).
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

from luoshi.sheets.cells import CellValue, canonical, clean, exact_in_cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

RECORD = "_luoshi"
"""Name of the hidden sheet that holds what was exported; see :mod:`luoshi.sheets.export_record`."""

_CREATED = datetime(2020, 1, 1)
_BODY_FONT, _HEAD_FONT = "宋体", "微软雅黑"
_LINE, _HIGHEST = 14.0, 400.0
_HEAD_HEIGHT = 36.0
_A3, _A4 = 8, 9


class Look(StrEnum):
    """How the cells of a column look."""

    TEXT = "text"
    CENTRE = "centre"
    NUMBER = "number"


class Tone(StrEnum):
    """What the ground of a cell says."""

    PLAIN = "FFFFFF"
    READ_ONLY = "F2F2F2"
    WRONG = "FDE9E7"
    GOOD = "E2F0D9"
    GONE = "EDEDED"
    ALERT = "FCE4D6"
    NOTICE = "FFF2CC"
    CALM = "DDEBF7"


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column: its head, its width in characters of Excel, how its cells look, what they may be.

    ``free``: the choices are only offered, other content is taken too.
    """

    head: str
    width: float
    look: Look = Look.TEXT
    read_only: bool = False
    choices: tuple[str, ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """A sheet: one head row, then a row for each item.

    Attributes:
        name: name of the sheet.
        title: stands in the head of each printed page.
        columns: its columns.
        rows: the cells; each row as long as ``columns``.
        frozen: how many columns stay when scrolled sideways.
        tones: row and column (from 0, without the head) -> a ground other than that of the column.
        decimals: row and column -> how many decimals are shown, where zeros of the source would be lost otherwise.
        printed: how many columns are printed, from the left; None for all.
        formats: row and column -> Excel's format of a number, with its unit; instead of ``decimals``.
        is_a4: printed on A4 across instead of A3.
    """

    name: str
    title: str
    columns: tuple[LedgerColumn, ...]
    rows: Sequence[Sequence[CellValue]]
    frozen: int = 2
    tones: Mapping[tuple[int, int], Tone] = field(default_factory=dict)
    decimals: Mapping[tuple[int, int], int] = field(default_factory=dict)
    printed: int | None = None
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    is_a4: bool = False


class Book:
    """A workbook being written; call :meth:`finish` once."""

    def __init__(self, title: str, author: str = "") -> None:
        from xlsxwriter import Workbook

        self._stream = io.BytesIO()
        self._book = Workbook(self._stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self._book.set_properties({"title": clean(title)[:200], "author": clean(author)[:200], "created": _CREATED})
        self._formats: dict[tuple[object, ...], Format] = {}
        self._seen = hashlib.sha256()
        self._title = title

    def add(self, ledger: Ledger) -> None:
        """Write a ledger as the next sheet."""
        sheet = self._book.add_worksheet(ledger.name)
        self._look_of_print(sheet, ledger.title, paper=_A4 if ledger.is_a4 else _A3)
        head = self._format(Look.CENTRE, "D9E2F3", bold=True, font=_HEAD_FONT)
        sheet.set_row(0, max(_HEAD_HEIGHT, row_height((look.head, look.width) for look in ledger.columns)))
        for column, look in enumerate(ledger.columns):
            sheet.set_column(column, column, look.width)
            sheet.write_string(0, column, look.head, head)
            self._note(ledger.name, 0, column, look.head)
        for row, cells in enumerate(ledger.rows):
            self._write_row(sheet, ledger, row, cells)
        last = max(1, len(ledger.rows))
        sheet.freeze_panes(1, ledger.frozen)
        sheet.autofilter(0, 0, last, len(ledger.columns) - 1)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, last, (ledger.printed or len(ledger.columns)) - 1)
        self._offer_choices(sheet, ledger, last)

    def add_lines(self, name: str, lines: Iterable[tuple[str, CellValue]], title: str = "", width: float = 16) -> None:
        """Write a sheet of two columns without a head; a line whose second part is None is a heading over both.

        Args:
            name: of the sheet.
            lines: what stands in the two columns.
            title: printed above every page; the name where there is none.
            width: of the first column, in characters.
        """
        sheet = self._book.add_worksheet(name)
        self._look_of_print(sheet, title or name, portrait=True)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, width)
        sheet.set_column(1, 1, 100 - width)
        label, text = self._format(Look.TEXT, Tone.READ_ONLY, bold=True), self._format(Look.TEXT)
        heading = self._format(Look.TEXT, bold=True, size=13, font=_HEAD_FONT, border=0, wrapped=False)
        for row, (left, right) in enumerate(lines):
            if right is None:
                sheet.set_row(row, 30)
                self._write(sheet, name, (row, 0), left, heading)
                continue
            sheet.set_row(row, row_height([(left, width), (str(right), 100 - width)]))
            self._write(sheet, name, (row, 0), left, label)
            self._write(sheet, name, (row, 1), right, text)

    def add_grid(self, name: str, rows: Sequence[Sequence[CellValue]]) -> None:
        """Write a sheet of cells as they are."""
        sheet = self._book.add_worksheet(name)
        text = self._format(Look.TEXT, border=0)
        for column in range(max(map(len, rows), default=0)):
            longest = max(
                (len(str(cells[column])) for cells in rows if column < len(cells) and cells[column]), default=0
            )
            sheet.set_column(column, column, min(84, max(8, 2 * longest + 2)))
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                self._write(sheet, name, (row, column), value, text)

    def add_record(self, rows: Iterable[Sequence[str]]) -> None:
        """Write the hidden sheet; the first row ends with the digest of all sheets written before."""
        sheet = self._book.add_worksheet(RECORD)
        sheet.very_hidden()
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells if row else (*cells, self._seen.hexdigest())):
                sheet.write_string(row, column, text)

    def finish(self) -> bytes:
        """Return the workbook."""
        self._book.close()
        return self._stream.getvalue()

    def _write_row(self, sheet: Worksheet, ledger: Ledger, row: int, cells: Sequence[CellValue]) -> None:
        sheet.set_row(
            row + 1,
            row_height(
                (clean(c), look.width) for c, look in zip(cells, ledger.columns, strict=True) if isinstance(c, str)
            ),
        )
        for column, (value, look) in enumerate(zip(cells, ledger.columns, strict=True)):
            ground = Tone.READ_ONLY if look.read_only else Tone.PLAIN
            tone = ledger.tones.get((row, column), ground)
            decimals = ledger.decimals.get((row, column), 0)
            number = ledger.formats.get((row, column)) or ("0." + "0" * decimals if decimals else "")
            style = self._format(look.look, tone, number=number, grey=look.read_only)
            self._write(sheet, ledger.name, (row + 1, column), value, style)

    def _write(
        self, sheet: Worksheet, name: str, at: tuple[int, int], value: CellValue, style: Format | None = None
    ) -> None:
        if isinstance(value, Decimal) and not exact_in_cell(value):
            value = canonical(value)
        if value is None or value == "":
            sheet.write_blank(*at, None, style)
            return
        if isinstance(value, str):
            # xlsxwriter turns no text into a formula here, whatever it begins with
            sheet.write_string(*at, clean(value), style)
        else:
            sheet.write_number(*at, float(value), style)
        self._note(name, *at, canonical(value))

    def _note(self, name: str, row: int, column: int, text: str) -> None:
        if text:
            self._seen.update(digest_line(name, row, column, text))

    def _offer_choices(self, sheet: Worksheet, ledger: Ledger, last: int) -> None:
        for column, look in enumerate(ledger.columns):
            if look.choices:
                rule: dict[str, object] = {"validate": "list", "source": list(look.choices)}
                if look.free:
                    rule["show_error"] = False
                else:
                    rule |= {"error_title": look.head, "error_message": f"只能是：{'、'.join(look.choices)}"}
                sheet.data_validation(1, column, last, column, rule)

    def _look_of_print(self, sheet: Worksheet, title: str, *, portrait: bool = False, paper: int = _A3) -> None:
        sheet.set_paper(_A4 if portrait else paper)
        if not portrait:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.65)
        sheet.set_header('&C&"微软雅黑,常规"&14 ' + _in_header(title))
        sheet.set_footer('&C&"宋体,常规"&9第 &P 页　共 &N 页')
        sheet.center_horizontally()

    def _format(
        self,
        look: Look,
        ground: str = Tone.PLAIN,
        *,
        bold: bool = False,
        size: int = 10,
        font: str = _BODY_FONT,
        border: int = 1,
        number: str = "",
        grey: bool = False,
        wrapped: bool = True,
    ) -> Format:
        key = (look, str(ground), bold, size, font, border, number, grey, wrapped)
        if key not in self._formats:
            aligned = {Look.TEXT: "left", Look.CENTRE: "center", Look.NUMBER: "right"}[look]
            style: dict[str, object] = {
                "font_name": font,
                "font_size": size,
                "bold": bold,
                "align": aligned,
                "valign": "vcenter",
                "text_wrap": wrapped,
                "border": border,
                "border_color": "#A6A6A6",
            }
            if ground != Tone.PLAIN:
                style["bg_color"] = f"#{ground}"
            if grey:
                style["font_color"] = "#404040"
            if number:
                style["num_format"] = number
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]


def digest_line(name: str, row: int, column: int, text: str) -> bytes:
    """Return what one cell adds to the digest of a workbook; rows and columns from 0, ``text`` canonical."""
    return f"{name}\x1f{row}\x1f{column}\x1f{text}\x1e".encode("utf-8", "surrogatepass")


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height in points for wrapped texts in columns of these widths: neither Excel nor WPS fits it alone."""
    lines = max((_lines(text, width) for text, width in cells), default=1)
    return min(_HIGHEST, max(20.0, lines * _LINE + 6))


def _lines(text: str, width: float) -> int:
    # a column of width w holds about w digits of the book's font (11); ours is a little smaller
    return sum(max(1, ceil(shown_width(line) / max(1.0, (width - 1) * 1.04))) for line in text.split("\n"))


def shown_width(text: str) -> int:
    """Return how many columns of half a Chinese character a text takes."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


@cache
def _character_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _in_header(title: str) -> str:
    """Return a title as a page head takes it: & doubled, at most some 100 of the 255 characters it may have."""
    return " ".join(clean(title).split())[:100].replace("&", "&&")
