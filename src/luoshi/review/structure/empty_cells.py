"""Cells that should not be empty (空缺): :class:`EmptyUnits`, :class:`ProblemsWithoutMeasure`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.compiler.table_heads import Role
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule
from luoshi.review.structure.cells import Grid, grids, is_on_tabbed_lines
from luoshi.review.structure.slid_cells import slid_columns

_MOST, _MANY = 20, 8
_TOTAL = re.compile(r"^(?:小计|合计|总计)|[（(](?:小计|合计|\d+[个项所])[）)]$")
_UNNAMED = re.compile(
    r"[（(【\[](?P<who>(?:责任|牵头|配合|负责|参与)(?:单位|部门|科室|处室|领导|人))\s?[:：]\s*[）)】\]]"
)
_LEADING = (Role.SERIAL, Role.PROBLEM, Role.GROUP)


class EmptyUnits(Rule):
    """责任分工表、项目表里，某一行有任务或项目，责任单位（牵头单位）却空着，或者只写“待定”“—”，而别的行都填了。

    合计行和“一、基础教育”这样的分组行不是任务，不报；合并的单元格不算空；接在上一行下面的续行，多数都空着的
    可能是合并的，不报；一格一行的文本表看不准是哪一格空着，只作提示，别的格子都齐全、只有这一格空着的，仍作警告。
    正文里只有“（责任单位：）”而没有单位的，也报。
    """

    code = "V405"
    name = "责任单位空缺"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each column with gaps."""
        for grid in grids(material):
            for column in grid.columns(Role.UNITS, Role.LEAD):
                yield from self._in(material, grid, column)
        for piece in material.pieces:
            for match in _UNNAMED.finditer(piece.text):
                span = piece.span(*match.span())
                yield self.found(f"“{match[0]}”里没有写{match['who']}", [span], f"补上{match['who']}", Severity.WARNING)

    def _in(self, material: Material, grid: Grid, column: int) -> Iterator[Finding]:
        tasks = grid.columns(Role.MEASURE) or grid.columns(Role.NAME, Role.CONTENT, Role.PROBLEM)
        if not tasks or any(c == column for c in tasks):
            return
        task = tasks[0]
        usual = [grid.usual_kind(c) for c in range(grid.table.n_columns)]
        rows = [r for r in grid.body if grid.text(r, task) and len(grid.filled(r)) >= 1]
        rows = [r for r in rows if slid_columns(grid, usual, r) is None and not grid.is_group(r)]
        others = [c for c in grid.columns(Role.UNITS, Role.LEAD) if c != column]
        rows = [r for r in rows if not _is_total(grid, r)]
        if sum(grid.is_open(r, column) for r in rows) > 1 or len(rows) <= _MANY:
            # Of two units one may be enough for a task, unless all others have both.
            rows = [r for r in rows if not grid.is_open(r, column) or all(grid.is_open(r, c) for c in others)]
        gaps, severity = _gaps(grid, column, rows)
        if not gaps:
            return
        is_sole = material.document.format != "pdf" and _is_sole(grid, column, rows, gaps)
        if not is_sole and not is_on_tabbed_lines(material, grid):
            severity = Severity.INFO
        head = grid.head.columns[column].text
        first = grid.text(gaps[0], task).replace("\n", "")[:24]
        more = f"等{len(gaps)}行" if len(gaps) > 1 else "一行"
        written = list(dict.fromkeys(text for row in gaps if (text := grid.text(row, column))))
        empty = "空着" if any(not grid.text(row, column) for row in gaps) else ""
        words = "".join(f"“{text}”" for text in written[:3])
        told = f"{empty}{'，或者' if empty else ''}只写{words}" if written else empty
        yield self.found(
            f"表格“{head}”一列，“{first}”{more}{told}，其余{len(rows) - len(gaps)}行都填了",
            [
                span
                for row in gaps[:_MOST]
                for c in dict.fromkeys((task, column, *(n for n in (column - 1, column + 1) if n in grid.filled(row))))
                if (span := grid.span(row, c))
            ][:_MOST],
            f"补上{head}；与上一行相同的，合并单元格或照写一遍",
            severity,
        )


def _is_total(grid: Grid, row: int) -> bool:
    return any(_TOTAL.search(grid.text(row, c)) for c in grid.filled(row)[:3])


def _is_sole(grid: Grid, column: int, rows: list[int], gaps: list[int]) -> bool:
    """Tell whether it is one cell among many that is empty, and its row has all others that the rows mostly have."""
    if len(gaps) > 1 or len(rows) <= _MANY or any(grid.text(row, column) for row in gaps):
        return False
    whole = [c for c in range(grid.table.n_columns) if 5 * sum(bool(grid.text(r, c)) for r in rows) >= 4 * len(rows)]
    return all(grid.text(gaps[0], c) for c in whole if c != column)


def _gaps(grid: Grid, column: int, rows: list[int]) -> tuple[list[int], Severity]:
    """Return the rows whose cell in ``column`` is empty and should not be, and how sure that is."""
    leading = [c for c in grid.columns(*_LEADING) if c != column]
    following = [r for r in rows if leading and not any(grid.text(r, c) for c in leading)]
    own = [r for r in rows if r not in set(following)]
    empty = [r for r in own if grid.is_open(r, column)]
    loose = [r for r in following if grid.is_open(r, column)]
    if 2 * len(loose) >= len(following):
        loose = []
    gaps = sorted(empty + loose)
    filled = len(rows) - len(gaps)
    if filled < 3 or len(gaps) > filled:
        return [], Severity.INFO
    few = 4 * len(gaps) <= filled if grid.table.ragged else 2 * len(gaps) <= filled
    return gaps, Severity.WARNING if few else Severity.INFO


class ProblemsWithoutMeasure(Rule):
    """问题与措施对照的表格里，列出了问题，措施一格却空着，或者只有“—”“/”“无”“待定”，而别的问题大多有措施。

    一个问题的措施写在下面几行（续行）里的，合并的单元格，不报；多数问题都没有措施的，可能是还没有填，不报。
    只看表格，正文里的问题在后文有没有措施，不看。
    """

    code = "V406"
    name = "问题无措施"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each table."""
        for grid in grids(material):
            problems, measures = grid.columns(Role.PROBLEM), grid.columns(Role.MEASURE)
            if problems and measures:
                yield from self._in(material, grid, problems[0], measures[0])

    def _in(self, material: Material, grid: Grid, problem: int, measure: int) -> Iterator[Finding]:
        usual = [grid.usual_kind(c) for c in range(grid.table.n_columns)]
        open_: list[int] = []
        answered = 0
        last: int | None = None
        for row in grid.body:
            starts = bool(grid.text(row, problem)) and not grid.is_group(row)
            starts = starts and slid_columns(grid, usual, row) is None
            if starts:
                if last is not None:
                    open_.append(last)
                last = row
            if not grid.is_open(row, measure) and last is not None:
                last = None
                answered += 1
        if last is not None:
            open_.append(last)
        if not open_ or answered < 3 or len(open_) >= answered:
            return
        spans: list[Span] = [s for row in open_ for c in (problem, measure) if (s := grid.span(row, c))]
        written = list(dict.fromkeys(text for row in open_ if (text := grid.text(row, measure))))
        told = f"空着或者只写“{written[0]}”" if written else "空着"
        shown = grid.text(open_[0], problem).replace("\n", "")[:24]
        more = f"等{len(open_)}个问题" if len(open_) > 1 else "这个问题"
        yield self.found(
            f"表格列了“{shown}…”{more}，“{grid.head.columns[measure].text}”一格{told}",
            spans[:_MOST],
            "补上对应的措施；措施误并到别的行的，移回本行",
            Severity.WARNING if is_on_tabbed_lines(material, grid) else Severity.INFO,
        )
