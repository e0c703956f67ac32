"""Whether the columns of a form say what their fields want (表头核对): other units, and one field in two columns.

Entries: :func:`check_heads`, :func:`check_rivals`. A figure in 元 under a field in 万元 passes every other check until
somebody reads the total; of two columns of one name nobody can say which is meant.
Not here: which field a column is (:mod:`luoshi.stats.recognise`), what the cells hold (:mod:`luoshi.stats.cells`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from luoshi.base.findings import Finding, Severity
from luoshi.model.statistics import DataFinding, RowPlace
from luoshi.model.tables import Definitions, FieldDef
from luoshi.stats.heads import Heads
from luoshi.stats.mapping import FormMapping
from luoshi.stats.shaping import letters

if TYPE_CHECKING:
    from luoshi.sheets.grid import Grid, Raw
    from luoshi.stats.recognise import Vocabulary

_SCALES = {
    "金额": ("元", "百元", "千元", "万元", "亿元"),
    "面积": ("平方米", "m2", "万平方米", "亩", "公顷", "平方公里"),
    "人数": ("人", "名", "千人", "万人"),
    "册数": ("册", "本", "千册", "万册"),
    "比例": ("%", "‰"),
}
_KINDS = {unit: kind for kind, units in _SCALES.items() for unit in units}
_SAME = {"名": "人", "本": "册", "m2": "平方米"}
_BRACKETS = re.compile(r"\(([^()]*)\)$")
_TITLE = re.compile(r"(?<![报表制位总])(?:计量)?单位:([^:]*)")


def check_heads(
    grid: Grid, heads: Heads, mapping: FormMapping, definitions: Definitions, file: str
) -> Iterator[DataFinding]:
    """Yield an error for each column whose unit is not its field's, and for each column that is there twice."""
    said = _said_in_title(grid, heads)
    for path, field in _fields(mapping, definitions).items():
        at = [column for column, one in enumerate(heads.paths) if one == path]
        if not at:
            continue
        own = _unit(grid, heads, at[0])
        kind = _KINDS.get(_flat(field.unit))
        common = [unit for unit in said if _KINDS[unit] == kind]
        units = [own] if own else common
        if kind and units and field.is_number and _flat(field.unit) not in units:
            yield _other_unit(grid, heads, file, at[0], field, units[0])
        if any(_contradict(grid, heads, at[0], other) for other in at[1:]):
            yield _doubled(grid, heads, file, at)


def check_rivals(
    grid: Grid, heads: Heads, mapping: FormMapping, vocabulary: Vocabulary, file: str
) -> Iterator[DataFinding]:
    """Yield a warning for each column not read whose words say the same field as one that was, with other figures."""
    words = vocabulary.tables[mapping.feeds[0].table]
    read = {words.match(path): path for path in heads.paths if path in mapping.heads}
    for path in mapping.ignored:
        rival = read.get(words.match(path))
        if rival is None:
            continue
        first, other = heads.paths.index(rival), heads.paths.index(path)
        if _contradict(grid, heads, first, other):
            title = words.table.by_name[words.match(path)[0]].title
            finding = Finding(
                "T807",
                Severity.WARNING,
                f"“{rival}”和“{path}”两列都像是{title}，数却不一样，读的是“{rival}”",
                where=f"{file} “{grid.name}”第 {heads.last + 1} 行",
                fix="核对该读哪一列；要读另一列的，用 luoshi stats map 写映射文件",
            )
            yield DataFinding(finding, (RowPlace(file, grid.name, heads.last + 1, letters(other)),))


def _fields(mapping: FormMapping, definitions: Definitions) -> dict[str, FieldDef]:
    """Return the field that each path is read as."""
    found: dict[str, FieldDef] = {}
    for feed in mapping.feeds:
        known = definitions.tables[feed.table].by_name
        found.update({path: known[name] for path, name in {**mapping.shared, **feed.columns}.items() if name in known})
    return found


def _flat(unit: str) -> str:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", unit))
    return _SAME.get(text, text)


def _unit(grid: Grid, heads: Heads, column: int) -> str:
    """Return the unit in brackets at the end of a column's heads, the lowest that tells one; empty if none does."""
    for at in range(heads.last, heads.first - 1, -1):
        text = _head(grid, at, column)
        found = _BRACKETS.search(re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", text)))
        unit = _flat(found[1].removeprefix("单位:")) if found else ""
        if unit in _KINDS:
            return unit
    return ""


def _head(grid: Grid, at: int, column: int) -> str:
    for top, left, bottom, right in grid.merged:
        if top <= at <= bottom and left <= column <= right:
            at, column = top, left
            break
    row = grid.rows[at] if at < len(grid.rows) else []
    cell = row[column] if column < len(row) else None
    return cell if isinstance(cell, str) else ""


def _said_in_title(grid: Grid, heads: Heads) -> list[str]:
    """Return the units that a line above the heads names: 单位：人、万元."""
    units: list[str] = []
    for row in grid.rows[: heads.first]:
        for cell in row:
            if isinstance(cell, str):
                for found in _TITLE.finditer(unicodedata.normalize("NFKC", cell)):
                    units += [_flat(word) for word in re.split(r"[、,，;/\s()]+", found[1])]
    return [unit for unit in units if unit in _KINDS]


def _other_unit(grid: Grid, heads: Heads, file: str, column: int, field: FieldDef, unit: str) -> DataFinding:
    finding = Finding(
        "T132",
        Severity.ERROR,
        f"“{field.title}”要按{field.unit}填，表上写的单位是{unit}",
        where=f"{file} “{grid.name}”第 {heads.last + 1} 行 {letters(column)} 列",
        fix=f"把这一列换算成{field.unit}，表头的单位也改过来；表头写错的只改表头",
    )
    return DataFinding(finding, (RowPlace(file, grid.name, heads.last + 1, letters(column)),), field=field.name)


def _contradict(grid: Grid, heads: Heads, first: int, other: int) -> bool:
    """Tell whether two columns hold different cells in a row; a column without any says nothing."""

    def cell(row: Sequence[Raw], column: int) -> Raw:
        return row[column] if column < len(row) else None

    return any(cell(row, other) is not None and cell(row, other) != cell(row, first) for row in grid.rows[heads.body :])


def _doubled(grid: Grid, heads: Heads, file: str, columns: list[int]) -> DataFinding:
    named = "、".join(letters(column) for column in columns)
    finding = Finding(
        "T807",
        Severity.ERROR,
        f"{named} 列的表头都是“{heads.paths[columns[0]]}”，数却不一样，不知道该读哪一列",
        where=f"{file} “{grid.name}”第 {heads.last + 1} 行",
        fix="删去不要的一列，或把它的表头改成别的名称",
    )
    return DataFinding(finding, (RowPlace(file, grid.name, heads.last + 1, letters(columns[0])),))
