"""Tables that say who does what (责任分解表): their rows as measures with units, time limits and problems.

Entry: :func:`read_rows`. What a column holds is told by its head (``table_heads``) and, where a grid was guessed from
text and cells have slid, by what a cell is: a list of units or a measure. Merged cells count for every row they cover.
Not here: titles, ids and spans of tasks (``tasks``), problems as items (``problems``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luoshi.compiler.table_heads import Role, TableHead, TableKind, classify_columns
from luoshi.compiler.units.statements import UnitMention, find_statement, is_unit_list, read_list
from luoshi.model.document import Block, Cell, Document, Passage, Place, Table

_MEASURES = (Role.MEASURE, Role.CONTENT, Role.NAME, Role.GROUP)
_UNITS = (Role.UNITS, Role.LEAD, Role.SUPPORT)
_NUMBERED = re.compile(
    r"(?:(?<=^)|(?<=[\n。；;]))\s*(?:[（(]?\d{1,2}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]|[（(][一二三四五六七八九十]{1,2}"
    r"[）)]|[一二三四五六七八九十]{1,2}、)\s*"
)
_PLACES = re.compile(
    r"(?<![一-鿿])(?!各|全)[一-鿿]{2,5}?[县区市旗](?![县区级直属委政教财])|(?<=[、推进在和])(?!各|全|推"
    r"|进|在)[一-鿿]{2,4}?[县区市旗](?![县区级直属委教财])"
)
_BAND = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]")
_SUM = re.compile(r"^(?:合\s*计|小\s*计|总\s*计)$")


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to be done in a row: its words, the units given to it alone, and the words of a heading cell."""

    passage: Passage
    place: Place | None
    units: tuple[UnitMention, ...] = ()
    heading: Passage | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a responsibility table.

    Attributes:
        block: the table's block.
        serial: the row's number as written; empty if none.
        problem: the cell that states a problem; None if there is none.
        measures: in order; empty when the row only states a problem.
        deadline: words of the time column; empty if there is none.
        deliverable: words of the result column; empty if there is none.
    """

    block: Block
    serial: str
    problem: Cell | None
    measures: tuple[Measure, ...]
    deadline: str = ""
    deliverable: str = ""


@dataclass(slots=True)
class _Columns:
    """Grid columns by what they hold."""

    measures: list[int]
    units: list[tuple[int, Role]]
    serial: int | None = None
    problem: int | None = None
    deadline: int | None = None
    deliverable: int | None = None
    headings_full: bool = True
    """The left measure column has words in every row, so that none of them heads several rows."""


@dataclass(slots=True)
class _Carry:
    """What a text table leaves blank below a merged cell."""

    serial: str = ""
    problem: Cell | None = None
    units: tuple[Cell, ...] = field(default_factory=tuple)


def read_rows(doc: Document) -> list[Row]:
    """Return the rows of all responsibility tables of ``doc``, in order."""
    rows: list[Row] = []
    last: TableHead | None = None
    above = ""
    for block in doc.blocks:
        if block.table is None:
            above = block.text if len(block.text) < 60 else ""
            continue
        head = classify_columns(block.table, above)
        if not head.rows and last is not None and len(last.columns) == block.table.n_columns:
            head = TableHead(0, last.columns, last.kind)  # the table goes on after a page break
        last = head
        columns = _columns(block.table, head)
        if columns is not None:
            rows.extend(_rows(block, block.table, head, columns))
    return rows


def _columns(table: Table, head: TableHead) -> _Columns | None:
    """Return where things stand; None if the table gives nobody anything to do."""
    if head.kind is not TableKind.RESPONSIBILITY:
        return None
    units = [(c.index, c.role) for c in head.columns if c.role in _UNITS]
    taken = {i for i, _ in units}
    measures = [c.index for role in _MEASURES for c in head.columns if c.role is role and c.index not in taken]
    wordy = [i for i in measures if head.columns[i].role in (Role.MEASURE, Role.CONTENT)] or measures[:1]
    if not wordy:
        wordy = _longest_column(table, head, taken)
    if not wordy:
        return None

    def one(role: Role) -> int | None:
        column = head.column(role)
        return column.index if column else None

    left = min(wordy)
    filled = {c.row for c in table.cells if c.column == left and c.text}
    return _Columns(
        sorted(wordy),
        units,
        one(Role.SERIAL),
        one(Role.PROBLEM),
        one(Role.DEADLINE),
        one(Role.DELIVERABLE),
        headings_full=not table.ragged or all(r in filled for r in head.body_rows(table)),
    )


def _longest_column(table: Table, head: TableHead, taken: set[int]) -> list[int]:
    """Return the column of unknown role that holds the most words: the measures of a table with an odd head."""
    sizes = {
        c.index: sum(len(cell.text) for cell in table.cells if cell.column == c.index and cell.row >= head.rows)
        for c in head.columns
        if c.role in (Role.OTHER, Role.YEAR) and c.index not in taken
    }
    return [max(sizes, key=lambda i: sizes[i])] if sizes and max(sizes.values()) else []


def _rows(block: Block, table: Table, head: TableHead, columns: _Columns) -> Iterator[Row]:
    grid = table.grid()
    carry = _Carry()
    done: set[int] = set()
    for index in head.body_rows(table):
        cells = _unslide(grid[index], columns, ragged=table.ragged)
        serial = _words(cells, columns.serial)
        if _SUM.match(serial or _words(cells, 0)) or _is_band(grid[index], table):
            continue
        problem = _cell(cells, columns.problem)
        units = tuple(c for i, _ in columns.units if (c := _cell(cells, i)) is not None)
        if table.ragged and not serial and problem is None:
            serial, problem, units = carry.serial, carry.problem, units or carry.units
        carry = _Carry(serial, problem, units)
        measures = _measures(cells, columns, units, table, done)
        if measures or problem is not None:
            yield Row(
                block,
                re.sub(r"\D+$", "", serial) or serial,
                problem,
                tuple(measures),
                _words(cells, columns.deadline),
                _words(cells, columns.deliverable),
            )


def _is_band(row: Sequence[Cell | None], table: Table) -> bool:
    """Return whether one text stands for the whole row (一、学前教育): a group, not a task."""
    filled = list({id(c): c for c in row if c is not None and c.text}.values())
    if len(filled) != 1 or table.n_columns < 2:
        return False
    cell = filled[0]
    return cell.column_span >= table.n_columns or (len(cell.text) <= 20 and bool(_BAND.match(cell.text)))


def _unslide(row: Sequence[Cell | None], columns: _Columns, *, ragged: bool) -> list[Cell | None]:
    """Put a slid row right: where the measure's place holds units and theirs is empty, both stand one too far left."""
    cells = list(row)
    if not ragged or not columns.units:
        return cells
    first_units, measure = columns.units[0][0], columns.measures[-1]
    for shift in range(1, first_units + 1):
        at = first_units - shift
        held, before = _cell(cells, at), _cell(cells, at - 1) if at else None
        if _cell(cells, first_units) is None and held is not None and before is not None and is_unit_list(held.text):
            if at == measure and not is_unit_list(before.text):
                cells[first_units], cells[measure], cells[at - 1] = held, before, None
            break
    return cells


def _cell(cells: Sequence[Cell | None], column: int | None) -> Cell | None:
    """Return the cell with words at ``column``."""
    if column is None or column >= len(cells):
        return None
    cell = cells[column]
    return cell if cell is not None and cell.text else None


def _words(cells: Sequence[Cell | None], column: int | None) -> str:
    cell = _cell(cells, column)
    return re.sub(r"\s+", "", cell.text) if cell else ""


def _measures(
    cells: Sequence[Cell | None], columns: _Columns, units: tuple[Cell, ...], table: Table, done: set[int]
) -> list[Measure]:
    """Return the measures of a row; a measure cell merged over several rows is read once."""
    found = [c for i in columns.measures if (c := _cell(cells, i)) is not None]
    found = list({id(c): c for c in found}.values())
    if not found:
        return []
    cell = found[-1]
    heading = next((c for c in found[:-1] if c.row_span == 1 and columns.headings_full), None)
    if id(cell) in done and (cell.row_span > 1 or cell.column_span > 1):
        return []
    done.add(id(cell))
    parts = _parts(cell)
    lists = _unit_lists(units, columns, cells, parts)
    heading = heading if len(parts) == 1 else None
    return [
        Measure(part, cell.place, tuple(given), heading.passage if heading else None)
        for part, given in zip(parts, lists, strict=True)
    ]


def _parts(cell: Cell) -> list[Passage]:
    """Cut a cell into measures: its paragraphs, and numbered lines inside them."""
    passages = cell.paragraphs or (cell.passage,)
    parts: list[Passage] = []
    for passage in passages:
        marks = list(_NUMBERED.finditer(passage.text))
        if not marks or (len(marks) == 1 and len(passages) == 1):
            parts.append(_stripped(passage, marks[0].end() if marks and not marks[0].start() else 0, len(passage.text)))
            continue
        if passage.text[: marks[0].start()].strip():
            parts.append(_stripped(passage, 0, marks[0].start()))
        ends = [*(m.start() for m in marks[1:]), len(passage.text)]
        parts.extend(_stripped(passage, mark.end(), end) for mark, end in zip(marks, ends, strict=True))
    return [p for p in parts if len(p.text) > 1] or [_stripped(cell.passage, 0, len(cell.passage.text))]


def _stripped(passage: Passage, start: int, end: int) -> Passage:
    text = passage.text
    while start < end and text[start] in " 　\t\r\n":
        start += 1
    while end > start and text[end - 1] in " 　\t\r\n；;。":
        end -= 1
    return passage.slice(start, end)


def _unit_lists(
    found: tuple[Cell, ...], columns: _Columns, cells: Sequence[Cell | None], parts: Sequence[Passage]
) -> list[list[UnitMention]]:
    """Return the units of each measure: one list for all, or one paragraph a measure.

    Where the numbers of paragraphs and measures differ, nobody can tell which belong together; only a paragraph that
    names a place goes to the one measure that names the same place.
    """
    count = len(parts)
    lists: list[list[UnitMention]] = [[] for _ in range(count)]
    places = {id(c): role for i, role in columns.units if (c := _cell(cells, i)) is not None}
    for cell in found:
        role = places.get(id(cell), columns.units[0][1])
        paragraphs = [p for p in (cell.paragraphs or (cell.passage,)) if p.text.strip()]
        per_paragraph = [_read(p, role) for p in paragraphs]
        if len(paragraphs) > 1 and len(paragraphs) == count:
            for own, given in zip(lists, per_paragraph, strict=True):
                own.extend(given)
        elif count == 1 or len(paragraphs) == 1 or all(len(given) == 1 for given in per_paragraph):
            for own in lists:
                own.extend(m for given in per_paragraph for m in given)
        else:
            for paragraph, given in zip(paragraphs, per_paragraph, strict=True):
                names = set(_PLACES.findall(paragraph.text))
                at = [i for i, part in enumerate(parts) if names & set(_PLACES.findall(part.text))]
                if len(at) == 1:
                    lists[at[0]].extend(given)
    return lists


def _read(passage: Passage, role: Role) -> list[UnitMention]:
    statement = find_statement(passage.text) if "：" in passage.text or ":" in passage.text else None
    if statement is not None:
        return list(statement.units)
    part = {Role.LEAD: "lead", Role.SUPPORT: "support"}.get(role, "unit")
    return read_list(passage.text, role="lead" if part == "lead" else "support" if part == "support" else "unit")
