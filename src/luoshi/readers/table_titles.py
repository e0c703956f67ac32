"""Title rows (标题行) taken out of tables: a first row of one cell over all columns is a caption or the title of a box.

Entry: :func:`lift_titles`. The cells below move up in the grid; their places in the original file stay.
Not here: what kind of block the title becomes (``kinds``).
"""

from __future__ import annotations

from dataclasses import replace

from luoshi.model.document import Table
from luoshi.readers.labels import LabelKind, parse_label
from luoshi.readers.raw import RawBlock, RawParagraph, RawTable, strip

_MAX_TITLE = 60
_MIN_ROWS_LEFT = 2


def lift_titles(blocks: list[RawBlock]) -> list[RawBlock]:
    """Return ``blocks`` with the title rows of tables as paragraphs of their own before them."""
    lifted: list[RawBlock] = []
    frame = 1 + max((block.frame for block in blocks), default=0)
    for block in blocks:
        if isinstance(block, RawTable):
            titles, block = _lift(block, frame)
            frame += 1 if titles else 0
            lifted.extend(titles)
        lifted.append(block)
    return lifted


def _lift(block: RawTable, frame: int) -> tuple[list[RawParagraph], RawTable]:
    titles: list[RawParagraph] = []
    table = block.table
    while len(titles) < 3 and _has_title(table):
        first = table.cells[0]
        titles.append(RawParagraph(strip(first.passage), first.place, frame=frame))
        cells = tuple(replace(cell, row=cell.row - 1) for cell in table.cells[1:])
        table = Table(cells, table.n_rows - 1, table.n_columns, table.ragged)
    if not titles:
        return [], block
    return titles, RawTable(table, block.start, block.place, block.gap, frame)


def _has_title(table: Table) -> bool:
    if table.n_columns < 2 or table.n_rows <= _MIN_ROWS_LEFT or len(table.cells) < 2 * table.n_columns:
        return False
    first = table.cells[0]
    text = first.text
    if first.column_span < table.n_columns or first.row_span > 1 or first.row != 0 or table.cells[1].row != 1:
        return False
    if not 0 < len(text) <= _MAX_TITLE or text[-1] in "。；！？":
        return False
    label = parse_label(text)
    return label is None or label.kind in (LabelKind.BOX, LabelKind.ANNEX)
