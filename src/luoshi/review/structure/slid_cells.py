"""Slid and wrongly merged cells (单元格错位): :class:`SlidCells`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from luoshi.base.findings import Finding, Severity
from luoshi.compiler.table_heads import Role
from luoshi.review.material import Material
from luoshi.review.rule import Rule
from luoshi.review.structure.cells import TOTALS, CellKind, Grid, grids, is_on_tabbed_lines

_WILD = (CellKind.EMPTY, CellKind.ANY)
_STRONG = (CellKind.NUMBER, CellKind.YEAR, CellKind.OFFICES)
_MANY = 4
_NATURE = re.compile(r"(?:约束|预期|导向|指导|引导)[性型]?(?:指标)?")


class SlidCells(Rule):
    """表格里的一行错了列：责任单位写进了时限列、数字写进了计量单位列，而该填的一格空着，整体左移或右移一列就
    对得上；或者一行的措施空着、相邻一行的措施却多出一倍，像是合并单元格时放错了行。

    一列里多数单元格是数字、年份、单位名称还是文字，由全列看出。只凭一格与同列不同，移列也对不上的，不报；
    “—”“待定”放在哪一列都可以；合计行和横跨几列的单元格不看；一格一行的文本表看不准列，只作提示；
    但约束性、预期性写在年份列而属性列空着的，仍给警告。
    """

    code = "V404"
    name = "单元格错位"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each row."""
        for grid in grids(material):
            severity = Severity.WARNING if is_on_tabbed_lines(material, grid) else Severity.INFO
            usual = [grid.usual_kind(column) for column in range(grid.table.n_columns)]
            for row in grid.body:
                sure = slid_nature(grid, row)
                columns = slid_columns(grid, usual, row) or sure
                if columns:
                    yield self._slid(grid, row, columns, Severity.WARNING if sure else severity)
            for empty, full in wrongly_merged(grid):
                yield self._merged(grid, empty, full, severity)

    def _slid(self, grid: Grid, row: int, columns: tuple[int, int, int], severity: Severity) -> Finding:
        first, last, step = columns
        names = [c for c in grid.filled(row) if grid.kind(row, c) is CellKind.TEXT][:1]
        moved = [grid.span(row, column) for column in dict.fromkeys([*range(first, last + 1), *names])]
        side = "左" if step > 0 else "右"
        head = grid.head.columns
        stands, belongs = head[last if step > 0 else first].text, head[(last if step > 0 else first) + step].text
        shown = grid.text(row, last if step > 0 else first).replace("\n", "")[:20]
        return self.found(
            f"表格这一行的单元格像是向{side}错了一列：“{shown}”在“{stands}”列，“{belongs}”列空着",
            [span for span in moved if span],
            f"对照原件，把这一行的单元格移回原来的列，使“{shown}”归入“{belongs}”",
            severity,
        )

    def _merged(self, grid: Grid, empty: int, full: int, severity: Severity) -> Finding:
        problem = grid.columns(Role.PROBLEM)[0]
        measure = grid.columns(Role.MEASURE)[0]
        number = len(measures_in(grid, full, measure))
        spans = [grid.span(empty, problem), grid.span(full, problem), grid.span(full, measure)]
        shown, other = (grid.text(row, problem).replace("\n", "")[:16] for row in (empty, full))
        return self.found(
            f"“{shown}…”一行没有措施，相邻的“{other}…”一行却有{number}条，像是两行的单元格合并错了",
            [span for span in spans if span],
            "对照原件，把措施和责任单位分回各自的问题",
            severity,
        )


def slid_columns(grid: Grid, usual: list[CellKind], row: int) -> tuple[int, int, int] | None:
    """Return first and last of the cells of ``row`` that have slid, and the step (1, -1) that puts them right."""
    kinds = [grid.kind(row, column) for column in range(grid.table.n_columns)]
    texts = [grid.text(row, column) for column in range(grid.table.n_columns)]
    cells = [cell for cell in grid.cells[row] if cell is not None]
    if any(text.startswith(TOTALS) for text in texts) or any(cell.column_span > 1 for cell in cells):
        return None
    wrong = [c for c, kind in enumerate(kinds) if not _fits(kind, usual[c])]
    if not wrong:
        return None
    for step in (1, -1):
        first, last = wrong[0], wrong[-1]
        while 0 <= (edge := last if step > 0 else first) + step < len(kinds) and kinds[edge + step] not in _WILD:
            first, last = (first, last + 1) if step > 0 else (first - 1, last)
        target = (last if step > 0 else first) + step
        if not 0 <= target < len(kinds) or kinds[target] is not CellKind.EMPTY:
            continue
        first, last = _with_text_behind(kinds, usual, first, last, step)
        pairs = [(kinds[c], usual[c + step]) for c in range(first, last + 1)]
        solved = any(kinds[c] in _STRONG and usual[c + step] is kinds[c] for c in wrong)
        if solved and all(_fits(kind, wanted) for kind, wanted in pairs):
            return first, last, step
    return None


def slid_nature(grid: Grid, row: int) -> tuple[int, int, int] | None:
    """Return the same of a row that says 约束性 or 预期性 under its last year, and nothing where the others say it.

    The words stand for one column only, so that this is sure where lines are all that parts the cells, too.
    """
    natures = grid.columns(Role.KIND)
    if len(natures) != 1 or grid.text(row, natures[0]) or natures[0] - 1 not in grid.columns(Role.YEAR):
        return None
    last = natures[0] - 1
    others = sum(bool(_NATURE.fullmatch(grid.text(other, natures[0]))) for other in grid.body)
    if others < 2 or not _NATURE.fullmatch(grid.text(row, last)):
        return None
    return last, last, 1


def _with_text_behind(
    kinds: list[CellKind], usual: list[CellKind], first: int, last: int, step: int
) -> tuple[int, int]:
    """Take along the text that stands behind the slid cells, where the column it leaves may be empty."""
    behind = (first if step > 0 else last) - step
    if 0 < behind < len(kinds) and kinds[behind] is CellKind.TEXT and usual[behind] is CellKind.TEXT:
        return (behind, last) if step > 0 else (first, behind)
    return first, last


def _fits(kind: CellKind, wanted: CellKind) -> bool:
    return kind in _WILD or wanted in _WILD or kind is wanted or {kind, wanted} == {CellKind.NUMBER, CellKind.YEAR}


def measures_in(grid: Grid, row: int, column: int) -> list[str]:
    """Return the paragraphs of a cell that have text."""
    cell = grid.cells[row][column]
    if cell is None or not cell.text:
        return []
    return [p.text for p in cell.paragraphs if p.text.strip()] or [cell.text]


def wrongly_merged(grid: Grid) -> Iterator[tuple[int, int]]:
    """Yield rows with a problem and no measure, each with the row next to it that has twice as many as is usual."""
    problems, measures = grid.columns(Role.PROBLEM), grid.columns(Role.MEASURE)
    if not problems or not measures:
        return
    problem, measure = problems[0], measures[0]
    own = [row for row in grid.body if grid.text(row, problem)]
    counts = {row: len(measures_in(grid, row, measure)) for row in own}
    filled = [count for count in counts.values() if count]
    if len(filled) < 3:
        return
    for at, row in enumerate(own):
        if counts[row]:
            continue
        beside = [own[i] for i in (at - 1, at + 1) if 0 <= i < len(own)]
        full = max(beside, key=lambda r: counts[r])
        if counts[full] >= max(_MANY, 2 * median(filled)):
            yield row, full
