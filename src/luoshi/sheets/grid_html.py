"""Tables of web pages as they are: some systems save them as ``.xls`` (网页表格).

Entry: :func:`html_grids`. One sheet for each outermost table; what spans rows and columns is told as merged. Only the
text of cells is kept. Values are text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from luoshi.sheets.grid import MOST_CELLS, MOST_ROWS, Grid, Raw, no_table, too_large, trimmed
from luoshi.sheets.grid_csv import decode_table

_BLANKS = re.compile(r"[ \t\r\n\xa0]+")
_MOST_COLUMNS = 16_384


def html_grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """Return the tables of a web page.

    Raises:
        LuoshiError: T010 when there is none, T012 when it cannot be decoded, T013 when it is too large.
    """
    text, _ = decode_table(data, name)
    reader = _Tables(name)
    reader.feed(text)
    reader.close()
    reader.finish()
    if not reader.tables:
        raise no_table(name, "是网页，里面没有表格")
    return tuple(reader.tables)


class _Tables(HTMLParser):
    """Lays the cells of tables out on grids."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Grid] = []
        self._name = name
        self._depth = 0
        self._silent = 0
        self._text: list[str] | None = None
        self._start()

    def _start(self) -> None:
        self._rows: list[list[Raw]] = []
        self._taken: dict[int, int] = {}  # column -> rows below that a cell from above still covers
        self._merged: list[tuple[int, int, int, int]] = []
        self._span = (1, 1)
        self._open = False
        self._covered: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._start()
        elif self._depth == 1 and tag == "tr":
            self._end_row()
            self._begin_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            has = dict(attrs)
            self._span = (_span(has.get("rowspan"), MOST_ROWS), _span(has.get("colspan"), _MOST_COLUMNS))
            self._text = []
        elif tag in ("br", "p", "div") and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self.finish()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
        elif self._depth == 1 and tag == "tr":
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(_BLANKS.sub(" ", data))

    def finish(self) -> None:
        """Close the table that is open."""
        self._end_row()
        rows = trimmed(self._rows)
        if rows and self._depth:
            self.tables.append(Grid(f"表{len(self.tables) + 1}", rows, merged=tuple(self._merged)))
        self._start()

    def _begin_row(self) -> None:
        self._rows.append([])
        self._open = True
        if len(self._rows) > MOST_ROWS:
            raise too_large(self._name, f"超过 {MOST_ROWS} 行")

    def _end_row(self) -> None:
        self._end_cell()
        if self._open:
            self._open = False
            taken = {column: left - 1 for column, left in self._taken.items() if left > 1}
            self._taken = taken | self._covered
            self._covered = {}

    def _end_cell(self) -> None:
        if self._text is None:
            return
        lines = (line.strip(" ") for line in "".join(self._text).split("\n"))
        value = "\n".join(line for line in lines if line) or None
        self._text = None
        if not self._open:
            self._begin_row()
        cells, (high, wide) = self._rows[-1], self._span
        while len(cells) in self._taken:
            cells.append(None)
        row, column = len(self._rows) - 1, len(cells)
        if (column + wide) * len(self._rows) > MOST_CELLS or column + wide > _MOST_COLUMNS:
            raise too_large(self._name, "表格太宽")
        cells += [value] + [None] * (wide - 1)
        if (high, wide) != (1, 1):
            self._merged.append((row, column, row + high - 1, column + wide - 1))
            if high > 1:
                self._covered.update(dict.fromkeys(range(column, column + wide), high - 1))


def _span(text: str | None, most: int) -> int:
    return min(most, max(1, int(text))) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1
