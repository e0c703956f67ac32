"""Finding an office's table of tasks in a sheet (认任务分解表): its heads, what its columns mean, what each row is.

Entry: :func:`find_table`; :meth:`TaskTable.rows` gives the rows below the heads. Titles above the heads, heads of up to
three rows, heads repeated on each page, merged cells, group rows (一、……) and notes below the table are told apart.
Not here: what the cells hold (:mod:`luoshi.sheets.ledger_rows`), which heads mean what (``luoshi.rules``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from luoshi.base.dates import find_years
from luoshi.sheets.cells import UNREADABLE, ReadCell, canonical, from_float
from luoshi.sheets.grid import Grid

TITLE, NUMBER, CONTENT, SECTION = "任务", "序号", "内容和要求", "类别"

_HEAD_AMONG = 40
_DEEPEST = 3
_LONGEST_HEAD = 24
_TELLING = 4
_SHORT = ("任务", "问题", "时限")
_CHINESE = "一二三四五六七八九十百零〇"
_GROUP_MARKS = (
    re.compile(rf"^(?:第[{_CHINESE}\d]+[章部编]|[{_CHINESE}]+[、.．:：\s]|[{_CHINESE}]+$)"),
    re.compile(rf"^(?:第[{_CHINESE}\d]+节|[（(][{_CHINESE}]+[）)])"),
)
_REMARK = re.compile(
    r"^(?:注|备注|说明|填表|填报|制表|审核|联系人|联系电话|抄送|报送|单位（?盖章|打印|日期)[^、，,]{0,8}?[：:]|^注\d*[：:、.]|^附[注件]"
)
_TOTAL = re.compile(r"^(?:合计|小计|总计|共计)[：:]?$")


class RowKind(StrEnum):
    """What a row below the heads is."""

    TASK = "任务"
    GROUP = "分组"
    HEAD = "重复的表头"
    REMARK = "附注"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its place (from 0), its head as it is written, its field; empty when it is only kept."""

    at: int
    head: str
    field: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below the heads.

    Attributes:
        at: its place in the sheet, from 0.
        kind: what it is.
        cells: all its cells; those of a merged range have the range's value.
        group: of a group row its text; of others the groups that it stands in, the outermost first.
    """

    at: int
    kind: RowKind
    cells: Sequence[ReadCell]
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A table of tasks in a sheet.

    Attributes:
        grid: the sheet.
        first_head, last_head: rows of the heads, from 0.
        columns: its columns from left to right; each field at most once.
        doubles: heads of columns that mean a field that another column has already.
        title: what stands above the heads.
    """

    grid: Grid
    first_head: int
    last_head: int
    columns: tuple[TableColumn, ...]
    doubles: tuple[tuple[str, str], ...] = ()
    title: str = ""

    def column(self, field: str) -> TableColumn | None:
        """Return the column with a field."""
        return next((one for one in self.columns if one.field == field), None)

    @property
    def year(self) -> int | None:
        """The one year that the title names, else the sheet's name."""
        return only_year(self.title) or only_year(self.grid.name)

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows below the heads that hold anything, in their order."""
        spread = _Spread(self.grid)
        heads = [spread.texts(at) for at in range(self.first_head, self.last_head + 1)]
        titles = {plain(text) for at in range(self.first_head) for text in spread.texts(at) if text}
        groups: dict[int, str] = {}
        for at in range(self.last_head + 1, len(self.grid.rows)):
            texts = spread.texts(at)
            if not any(texts):
                continue
            cells = [spread.cell(at, column) for column in range(spread.width)]
            kind, text = self._kind(spread, at, texts, heads, titles)
            if kind is RowKind.GROUP:
                level = next((n for n, mark in enumerate(_GROUP_MARKS) if mark.match(text)), 0)
                groups = {n: name for n, name in groups.items() if n < level} | {level: text}
            own = (text,) if kind is RowKind.GROUP else tuple(groups[level] for level in sorted(groups))
            yield TableRow(at, kind, cells, own)

    def _kind(
        self, spread: _Spread, at: int, texts: Sequence[str], heads: Sequence[Sequence[str]], titles: set[str]
    ) -> tuple[RowKind, str]:
        own = spread.own_texts(at)
        filled = [text for text in texts if text]
        if any(_is_repeated(texts, head) for head in heads) or {plain(text) for text in own} <= titles:
            return RowKind.HEAD, ""
        if len(filled) > _DEEPEST and filled == [str(number + 1) for number in range(len(filled))]:
            return RowKind.HEAD, ""  # the numbers of the columns
        if _TOTAL.match(plain(own[0])) or all(_REMARK.match(text) for text in own):
            return RowKind.REMARK, ""
        group = self._group(spread, at, texts, own)
        return (RowKind.GROUP, group) if group else (RowKind.TASK, "")

    def _group(self, spread: _Spread, at: int, texts: Sequence[str], own: Sequence[str]) -> str:
        """Return the text of a row that heads a group; empty for others."""
        number, title = self.column(NUMBER), self.column(TITLE)
        marked = any(mark.match(own[0]) for mark in _GROUP_MARKS)
        if len(own) == 1:
            widest = spread.widest(at)
            alone_in_title = title is not None and texts[title.at] == own[0] and widest == 1
            if marked or widest > 2 or (widest > 1 and len(self.columns) < 5) or not alone_in_title:
                return "" if alone_in_title and not marked else _on_one_line(own[0])
            return ""
        section = self.column(SECTION)
        named = next((one for one in (title, section) if one is not None and texts[one.at]), None)
        if len(own) == 2 and number is not None and named is not None and texts[number.at]:
            mark = texts[number.at]
            if re.fullmatch(rf"[（(]?[{_CHINESE}]+[）)、.．]?", mark):
                closed = mark[-1] in "）)、.．"
                return _on_one_line(f"{mark}{'' if closed else '、'}{texts[named.at]}")
        return ""


class _Spread:
    """A sheet whose merged ranges hold their value in every cell."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.height = len(grid.rows)
        self.width = max((len(row) for row in grid.rows), default=0)
        self._anchor: dict[tuple[int, int], tuple[int, int]] = {}
        self._width_at: dict[tuple[int, int], int] = {}
        for top, left, bottom, right in grid.merged:
            self._width_at[top, left] = right - left + 1
            for row in range(top, min(bottom, len(grid.rows) - 1) + 1):
                for column in range(left, min(right, self.width - 1) + 1):
                    self._anchor[row, column] = (top, left)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        return self._anchor.get((row, column), (row, column))

    def cell(self, row: int, column: int) -> ReadCell:
        at = self.anchor(row, column)
        return raw_cell(self._grid, at)

    def texts(self, row: int) -> list[str]:
        """Return the text of each cell of a row."""
        return [_shown(self.cell(row, column)) for column in range(self.width)]

    def own_texts(self, row: int) -> list[str]:
        """Return the texts of a row, that of a range merged over several columns once."""
        found: dict[tuple[int, int], str] = {}
        for column in range(self.width):
            text = _shown(self.cell(row, column))
            if text:
                found.setdefault(self.anchor(row, column), text)
        return list(found.values())

    def widest(self, row: int) -> int:
        """Return over how many columns the widest range of a row is merged that holds anything."""
        anchors = {self.anchor(row, column) for column in range(self.width) if _shown(self.cell(row, column))}
        return max((self._width_at.get(at, 1) for at in anchors), default=1)


def find_table(grid: Grid, names: Mapping[str, tuple[str, ...]]) -> TaskTable | None:
    """Return the table of tasks in a sheet; None when no head names tasks.

    Args:
        grid: the sheet.
        names: field -> the heads it is known by, better ones first.
    """
    spread = _Spread(grid)
    known = {plain(name): field for field, given in reversed(tuple(names.items())) for name in given}
    heads = _best_heads(spread, known, loosely=False) or _best_heads(spread, known, loosely=True)
    if heads is None:
        return None
    first, last = _highest(grid, heads[0]), _deepest(grid, *heads)
    columns, doubles = _columns(spread, range(first, last + 1), known, loosely=True)
    title = "\n".join(text for at in range(first) for text in spread.own_texts(at))
    return TaskTable(grid, first, last, _with_title(columns), doubles, title)


def _best_heads(spread: _Spread, known: Mapping[str, str], *, loosely: bool) -> tuple[int, int] | None:
    """Return first and last of the rows that name most fields, the fewest and the first such; None when none do."""
    best: tuple[tuple[int, int, int], tuple[int, int]] | None = None
    for first in range(min(_HEAD_AMONG, spread.height)):
        for depth in range(1, min(_DEEPEST, spread.height - first) + 1):
            columns, _ = _columns(spread, range(first, first + depth), known, loosely=loosely)
            fields = {column.field for column in columns} - {""}
            worth = (len(fields), -depth, -first)
            if fields & {TITLE, CONTENT} and len(fields) > 1 and (best is None or worth > best[0]):
                best = (worth, (first, first + depth - 1))
    return best[1] if best is not None else None


def continued(grid: Grid, before: TaskTable) -> TaskTable | None:
    """Return a table without heads as the continuation of the one before it; None when it is of another width."""
    width = max((len(row) for row in grid.rows), default=0)
    if width != max(map(len, before.grid.rows)):
        return None
    return TaskTable(grid, 0, -1, before.columns, (), before.title)


def table_at(grid: Grid, first: int, last: int, fields: Mapping[int, str]) -> TaskTable:
    """Return a table as a person laid it out.

    Args:
        grid: the sheet.
        first, last: rows of the heads, from 0.
        fields: place of a column, from 0 -> its field; columns without one are only kept.
    """
    spread = _Spread(grid)
    heads, _ = _columns(spread, range(first, last + 1), {}, loosely=False)
    columns = tuple(TableColumn(one.at, one.head, fields.get(one.at, "")) for one in heads)
    title = "\n".join(text for at in range(first) for text in spread.own_texts(at))
    return TaskTable(grid, first, last, columns, (), title)


def plain(text: str) -> str:
    """Return a head as heads are compared: without blanks, marks and colons, full-width letters made narrow."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return text.strip("*:：").casefold()


def only_year(text: str) -> int | None:
    """Return the one calendar year that a text names; None when it names none or several, or a period."""
    text = unicodedata.normalize("NFKC", text)
    found = [one for one in find_years(text) if "五" not in text[one.start : one.end]]
    years = {one.year for one in found}
    return next(iter(years)) if len(years) == 1 and all(one.first == one.year for one in found) else None


def raw_cell(grid: Grid, at: tuple[int, int]) -> ReadCell:
    """Return a cell of a sheet."""
    row, column = at
    if at in grid.faults:
        return ReadCell(fault=grid.faults[at])
    value = grid.rows[row][column] if row < len(grid.rows) and column < len(grid.rows[row]) else None
    if isinstance(value, bool) or value is None:
        return ReadCell(value)
    if isinstance(value, (int, float)):
        return ReadCell(from_float(float(value)), percent=at in grid.percent)
    if isinstance(value, str):
        if value == UNREADABLE:
            return ReadCell(fault="单元格读不出来")
        return ReadCell(value) if value.strip() else ReadCell()
    return ReadCell(value)


def _columns(
    spread: _Spread, rows: range, known: Mapping[str, str], *, loosely: bool
) -> tuple[tuple[TableColumn, ...], tuple[tuple[str, str], ...]]:
    """Return what the columns mean when these rows are the heads, and the heads that mean the same as another's.

    What a column's own head says goes before what the head above several columns says, and that means one column only
    when no more stand under it. ``loosely``, a head that only ends with a known one is known too.
    """
    heads = [
        list(dict.fromkeys(text for row in rows if (text := _on_one_line(_shown(spread.cell(row, at))))))
        for at in range(spread.width)
    ]
    fields = [_field(("".join(texts), texts[-1]), known) if texts else "" for texts in heads]
    for at, texts in enumerate(heads):  # 1—6月进展情况, 工作报告目标任务
        field = _ending(texts[-1], known) if loosely and texts and not fields[at] else ""
        if field and field not in fields:
            fields[at] = field
    above = Counter(texts[0] for texts in heads if len(texts) > 1)
    for at, texts in enumerate(heads):
        field = _field(texts[:1], known) if len(texts) > 1 and above[texts[0]] == 1 else ""
        if field and not fields[at] and field not in fields:
            fields[at] = field
    taken: dict[str, str] = {}
    found: list[TableColumn] = []
    doubles: list[tuple[str, str]] = []
    for at, (texts, field) in enumerate(zip(heads, fields, strict=True)):
        head = "/".join(texts)
        if field and field in taken:
            doubles.append((head, taken[field]))
        found.append(TableColumn(at, head, "" if field in taken else field))
        if field:
            taken.setdefault(field, head)
    return tuple(found), tuple(doubles)


def _ending(text: str, known: Mapping[str, str]) -> str:
    """Return the field of the longest known head that a head ends with; short ones say too little."""
    written = plain(text)
    if len(text) > _LONGEST_HEAD:
        return ""
    ends = [name for name in known if written.endswith(name) and (len(name) >= _TELLING or name in _SHORT)]
    return known[max(ends, key=len)] if ends else ""


def _field(texts: Iterable[str], known: Mapping[str, str]) -> str:
    """Return the field of the first of these heads that is known."""
    for text in texts:
        for written in (plain(text), plain(re.sub(r"[（(].*?[）)]", "", text))):
            if len(text) <= _LONGEST_HEAD and written in known:
                return known[written]
    return ""


def _with_title(columns: tuple[TableColumn, ...]) -> tuple[TableColumn, ...]:
    """Let what is to be done name the task where no column does."""
    if any(column.field == TITLE for column in columns):
        return columns
    return tuple(TableColumn(c.at, c.head, TITLE) if c.field == CONTENT else c for c in columns)


def _highest(grid: Grid, first: int) -> int:
    """Return the first row of the heads: cells merged downward into them belong to them from their top."""
    tops = [top for top, _, bottom, _ in grid.merged if first - _DEEPEST < top < first <= bottom]
    return min(tops, default=first)


def _deepest(grid: Grid, first: int, last: int) -> int:
    """Return the last row of the heads: cells merged downward reach as far as they do."""
    for top, _, bottom, _ in grid.merged:
        if first <= top <= last < bottom <= first + _DEEPEST:
            last = bottom
    return last


def _is_repeated(texts: Sequence[str], head: Sequence[str]) -> bool:
    filled = [(plain(text), plain(above)) for text, above in zip(texts, head, strict=False) if text]
    return len(filled) > 1 and all(text == above for text, above in filled)


def _shown(cell: ReadCell) -> str:
    return "#" if cell.fault else canonical(cell)


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip()
