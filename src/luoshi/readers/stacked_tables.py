"""Tables of which only the cells are left, one a line and without any mark (逐行排列的表格).

Entry: :func:`stacked`. Text copied from a web page often looks so. Two things make such a table certain: a running
number under 序号 that comes again at a constant stride, or columns that hold numbers and words in the same places row
after row. What is less certain stays text.
Not here: tables flattened with tabs or blanks (:mod:`luoshi.readers.flat_tables`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from luoshi.readers.flat_cells import FINAL, Attempt, Row, attempt_of, cell_of, key
from luoshi.readers.lines import Line

_SERIAL_HEADS = {"序号", "编号"}
_HEAD_WORD = re.compile(
    r"[（(](?:[%％个所间人名元亩]|万元|亿元|万人|平方米|班)[）)]$|指标|名称|单位|项目|年份|年度|地区|县|区|学段|类别|阶段|类型|属性|性质|目标|现状|学校|班|学位|投资|(?:19|20)\d\d年?"
)
_NUMBER = re.compile(
    r"^[≥≤＞＜>＝=约]?\s?\d[\d,]*(?:\.\d+)?\s?[万亿]?(?:%|％|‰)?(?:以上|以内|以下|左右)?$|^[—–\-－/／]{1,3}$|^\[[\d.\-—]+\]$"
)
_GROUP = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])")
_MAX_HEAD = 12
_MAX_HEAD_CELL = 14
_MAX_CELL = 60
_MAX_LINES = 4000
_LEAST_ROWS = 3


def may_begin_stack(line: Line) -> bool:
    """Whether a line may be the first head cell: short, without a full stop."""
    return 0 < len(line.body) <= _MAX_HEAD_CELL and line.body[-1] not in FINAL and "\t" not in line.raw


def stacked(lines: Sequence[Line], first: int) -> Attempt:
    """Return the table whose cells stand one below the other from ``first`` on, if it is certain."""
    none = Attempt(first, first + 1)
    run = _short_run(lines, first)
    if len(run) < 6 or not (_HEAD_WORD.search(lines[first].body) or key(lines[first].body) in _SERIAL_HEADS):
        return none
    rows = _by_serial(lines, run) or _by_columns(lines, run)
    if not rows:
        return none
    cells: list[Row] = [[cell_of(lines[i], lines[i].body if i >= 0 else "", lines[i].at) for i in row] for row in rows]
    for row, places in zip(cells, rows, strict=True):
        for at, place in enumerate(places):
            if place < 0:  # a merged cell that this row does not repeat
                row[at] = cell_of(lines[-place], "", lines[-place].at)
    return attempt_of(first, max(place for row in rows for place in row) + 1, cells, certain=True)


def _short_run(lines: Sequence[Line], first: int) -> list[int]:
    """Return the lines with text from ``first`` on, up to the first that is too long for a head."""
    run: list[int] = []
    for index in range(first, min(len(lines), first + _MAX_LINES)):
        if lines[index].body:
            if "\t" in lines[index].raw:
                break  # a caption above a table that has its marks
            if len(run) < 3 and len(lines[index].body) > _MAX_HEAD_CELL:
                break
            run.append(index)
    return run


def _by_serial(lines: Sequence[Line], run: list[int]) -> list[list[int]]:
    """Rows by a running number; a cell before 序号 may stand once for several rows."""
    texts = [key(lines[i].body[:6]) for i in run[: 2 * _MAX_HEAD]]
    before = next((at for at, text in enumerate(texts[:3]) if text in _SERIAL_HEADS), -1)
    if before < 0 or "1" not in texts:
        return []
    one = texts.index("1")
    width = one - before
    if not 2 <= width <= _MAX_HEAD or any(len(lines[i].body) > _MAX_HEAD_CELL for i in run[:width]):
        return []
    rows, at, gap = [run[:width]], one, before
    while at < len(run) and key(lines[run[at]].body[:6]) == str(len(rows)):
        cells = run[at : at + width - before]
        if len(cells) < width - before:
            break
        group = run[at - gap : at] if gap else [-cells[0]] * before
        rows.append([*group, *cells])
        at += width - before
        gap = 0
        if before and at + before < len(run) and key(lines[run[at]].body[:6]) != str(len(rows)):
            at, gap = at + before, before
    return rows if len(rows) > _LEAST_ROWS - 1 else []


def _by_columns(lines: Sequence[Line], run: list[int]) -> list[list[int]]:
    """Rows by what their columns hold: numbers and words in the same places, row after row."""
    texts = [lines[i].body for i in run]
    best: list[list[int]] = []
    for width in range(3, _MAX_HEAD + 1):
        head = texts[:width]
        if len(head) < width or any(_NUMBER.match(t) or len(t) > _MAX_HEAD_CELL for t in head):
            break
        if not all(map(_HEAD_WORD.search, (head[0], head[-1]))):
            continue
        rows = _rows_of(texts, width)
        if sum(map(len, rows)) > sum(map(len, best)):
            best = rows
    if len([row for row in best if len(row) > 1]) < _LEAST_ROWS:
        return []
    width = max(map(len, best))
    return [run[:width], *([run[at] for at in row] for row in best)]


def _rows_of(texts: list[str], width: int) -> list[list[int]]:
    """Return rows of ``width`` places in ``texts`` whose columns agree with the first in what they hold."""
    rows: list[list[int]] = []
    kinds: list[bool] = []
    at = width
    while at < len(texts):
        if _GROUP.match(texts[at]) and len(texts[at]) <= _MAX_HEAD_CELL:
            rows.append([at])
            at += 1
            continue
        row = texts[at : at + width]
        found = [bool(_NUMBER.match(text)) for text in row]
        if len(row) < width or found[0] or not any(found) or max(map(len, row)) > _MAX_CELL:
            break
        if kinds and found != kinds:
            break
        kinds = found
        rows.append(list(range(at, at + width)))
        at += width
    while rows and len(rows[-1]) == 1:
        rows.pop()
    return rows
