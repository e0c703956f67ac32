"""Numbers that skip, repeat or lack their point (编号): :class:`Numbering`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from luoshi.base.findings import Finding, Severity
from luoshi.compiler.table_heads import Role
from luoshi.model.document import BlockKind, Span
from luoshi.readers.labels import Label, LabelKind, chinese_value, parse_label
from luoshi.review.material import Material, Piece
from luoshi.review.rule import Rule
from luoshi.review.structure.block_numbers import Numbered, find_strays, like, numbered, shown
from luoshi.review.structure.cells import Grid, grids, is_on_tabbed_lines

_SAYS = re.compile(
    r"(?:(?<=[，。；：、！？,;:\s])|^)(?:([一二三四五六七八九十])(?:是|要)|第([一二三四五六七八九十])[，,、])"
)
_POINTED = re.compile(r"(?:(?<=[；;。\s：:])|^)(\d{1,2})(?:[.．、]\s*|(?=[一-鿿]))(?=[^\d\s.．])")
_MEASURED = re.compile(r"[年月日个所名人万亿元项类级期次届周岁门批支家间座张套处条户亩天节班位学后倍]")
_POINTED_VALUE = r"(?<![\d.]){0}[.．、)）](?!\d)|[。；;\n][ \t　]*{0}\s?(?!{1})[一-鿿]"
_LIST = frozenset({LabelKind.NUMBER, LabelKind.NUMBER_BRACKET, LabelKind.CIRCLED})
_OUTLINE = (LabelKind.CHINESE, LabelKind.CHINESE_BRACKET)
_HEADS = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION, BlockKind.BOX})
_WHOLE = frozenset({LabelKind.BOX, LabelKind.ANNEX})
_MOST_FINDINGS = 12
_ROW_WORDS = 40
_LARGEST_GAP = 4


class Numbering(Rule):
    """编号跳号、重号、倒序：同一级编号少了一个或者用了两次；一段话里“一是……二是……四是”漏了一个；
    （一）到（五）以后又从（一）开始而中间没有上一级标题；
    表格的序号、表格里分组的编号（一、二、四）跳号重号；条目的编号后面漏了点。

    每一部分重新从1编起，或者全文一号到底，都是通行的做法，不报；漏的编号写在段落中间的（见V408）、
    写成了别的级别的编号的（见V403），这里不报；附件的编号不连，只作提示。
    """

    code = "V402"
    name = "编号跳号重号"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield headings and items first, then runs inside paragraphs and cells, then serial numbers."""
        found = list(self._of_blocks(material))
        yield from found if len(found) <= _MOST_FINDINGS else self._gathered(found)
        for piece in material.pieces:
            yield from self._spoken(piece)
            yield from self._without_point(piece)
        tables = list(grids(material))
        yield from self._serials(material, tables)
        yield from self._groups(material, tables)

    def _gathered(self, found: list[Finding]) -> Iterator[Finding]:
        """So many breaks tell of a way of numbering that we do not know: one hint."""
        spans = [Span(*span) for finding in found for span in finding.spans[-1:]]
        yield self.found(
            f"全文编号有{len(found)}处前后不连", spans[:20], "核对编号；自成一套编法的不用改", Severity.INFO
        )

    def _of_blocks(self, material: Material) -> Iterator[Finding]:
        last: dict[LabelKind, Numbered] = {}
        before: dict[LabelKind, Numbered] = {}
        nested: set[LabelKind] = set()  # 1. inside 1.: which of the two a number goes on with cannot be told
        headed = -1
        anew: list[tuple[int, Numbered, Numbered]] = []
        strays = find_strays(material)
        ahead = _ahead(material)
        for number, block in enumerate(material.document.blocks):
            if block.kind in _HEADS and not block.label:
                last, before = {k: v for k, v in last.items() if k in _WHOLE or block.kind is not BlockKind.TITLE}, {}
                headed = block.passage.whole.start
            one = numbered(material, block)
            if one is None:
                continue
            if number in strays:  # V403 tells of it; here it counts as the number that it should be
                one = replace(one, label=strays[number].label)
            kind, value = one.label.kind, one.label.value
            above = last.get(kind)
            continued = before.get(kind)
            if above is not None and value == 1 and kind in _LIST:
                if kind not in nested and ahead.get(number) == above.label.value + 2:
                    yield self._twice(above, one, above.label.value + 1)
                    one = replace(one, label=replace(one.label, value=above.label.value + 1))
                else:
                    nested.add(kind)
            elif kind in nested and above is not None:
                pass
            elif above is not None:
                if kind is LabelKind.CHINESE_BRACKET and value == 1 < above.label.value and LabelKind.CHINESE in last:
                    anew += [(number, above, one)] if above.span.start > headed else []
                yield from self._compare(material, above, one)
            elif value > 1 and kind not in _WHOLE and (continued is None or value != continued.label.value + 1):
                yield from self._begins_late(material, number, one, continued)
            last[kind] = one
            if kind not in _WHOLE:
                for lower in [k for k in last if k > kind and k not in _WHOLE]:
                    before[lower] = last.pop(lower)
                    nested.discard(lower)
        if len(anew) == 1 and _goes_on(material, anew[0][0], anew[0][2]):
            _, above, one = anew[0]
            yield self.found(
                f"编号到“{shown(above.label)}”以后又从“{shown(one.label)}”开始，中间没有上一级标题",
                [one.span, above.span],
                "核对是否漏了上一级标题，没有漏的，顺次改编号",
            )

    def _twice(self, above: Numbered, one: Numbered, right: int) -> Finding:
        return self.found(
            f"编号“{shown(one.label)}”用了两次或写错，前面是“{shown(above.label)}”，后面是{like(one.label, right + 1)}",
            [one.span, above.span],
            f"改为{like(one.label, right)}",
        )

    def _compare(self, material: Material, above: Numbered, one: Numbered) -> Iterator[Finding]:
        was, value = above.label.value, one.label.value
        if value in (was + 1, 1):
            return
        kind, written, earlier = one.label.kind, shown(one.label), shown(above.label)
        if value == was:
            yield self.found(
                f"编号“{written}”用了两次", [one.span, above.span], f"把后一个改为{like(one.label, was + 1)}并顺延"
            )
        elif was + 1 < value <= was + _LARGEST_GAP:
            lacking = "、".join(like(one.label, n) for n in range(was + 1, value))
            start = above.block.passage.whole.start
            if _stands_between(material, start, one.span.start, range(was + 1, value), one.label):
                return
            yield self.found(
                f"编号从“{earlier}”跳到“{written}”，缺{lacking}",
                [one.span, above.span],
                f"核对是否漏了{lacking}，没有漏的，顺次改编号",
                Severity.INFO if kind is LabelKind.ANNEX else Severity.WARNING,
            )
        elif 1 < value < was and kind not in _LIST:
            yield self.found(
                f"编号“{written}”排在“{earlier}”后面，次序颠倒", [one.span, above.span], "核对次序，改正编号"
            )

    def _begins_late(
        self, material: Material, number: int, one: Numbered, continued: Numbered | None
    ) -> Iterator[Finding]:
        first = like(one.label, 1)
        start = material.document.blocks[max(0, number - 4)].passage.whole.start
        if _stands_between(material, start, one.span.start, range(1, 2), one.label):
            return
        sure = one.label.value == 2 and one.label.kind not in _LIST and _goes_on(material, number, one)
        severity = Severity.WARNING if sure else Severity.INFO
        if continued is None or one.label.value == 2:
            yield self.found(
                f"这一级编号从“{shown(one.label)}”开始，前面没有{first}", [one.span], f"核对是否漏了{first}", severity
            )

    def _spoken(self, piece: Piece) -> Iterator[Finding]:
        """Compare 一是 二是 三是 in one paragraph."""
        if "二是" not in piece.text and "第二" not in piece.text and "二要" not in piece.text:
            return
        for group in (1, 2):
            last: re.Match[str] | None = None
            for match in _SAYS.finditer(piece.text):
                if not match[group]:
                    continue
                value = chinese_value(match[group])
                was = chinese_value(last[group]) if last else 0
                if last and value not in (was + 1, 1):
                    word = "用了两次" if value == was else f"接在“{last[0]}”后面，编号不连"
                    yield self.found(
                        f"一段话里“{match[0].rstrip('，,、')}”{word}",
                        [piece.span(match.start(), match.end()), piece.span(last.start(), last.end())],
                        "核对是否漏了一项，改正编号",
                    )
                last = match

    def _without_point(self, piece: Piece) -> Iterator[Finding]:
        """Look for 1. 2. 3. 4 inside one text, the last without its point."""
        if "2" not in piece.text or (piece.cell is None and not piece.is_prose):
            return
        wanted = 1
        for match in _POINTED.finditer(piece.text):
            if int(match[1]) != wanted:
                continue
            bare = match.end() == match.end(1)
            after = piece.text[match.end()]
            if bare and (wanted < 3 or _MEASURED.match(after)):
                continue
            wanted += 1
            if bare:
                end = min(len(piece.text), match.end() + 6)
                shown = piece.text[match.start() : end]
                yield self.found(
                    f"条目编号“{match[1]}”后面漏了点：“{shown}”",
                    [piece.span(match.start(), end)],
                    f"改为“{match[1]}.”",
                )

    def _groups(self, material: Material, tables: list[Grid]) -> Iterator[Finding]:
        """Look for headings inside a table numbered 一、二、四."""
        for grid in tables:
            if not is_on_tabbed_lines(material, grid):
                continue
            last: dict[LabelKind, tuple[int, Label]] = {}
            for row in grid.body:
                label = _group_label(grid, row)
                if label is None:
                    continue
                was = last.get(label.kind)
                last = {kind: one for kind, one in last.items() if kind < label.kind} | {label.kind: (row, label)}
                if was is None or label.value in (was[1].value + 1, 1) or label.value > was[1].value + _LARGEST_GAP:
                    continue
                told = "用了两次" if label.value == was[1].value else f"排在“{shown(was[1])}”后面，中间缺号或者次序颠倒"
                if grid.cells[was[0]][0] is grid.cells[row][0]:
                    continue
                pair = [span for each in (row, was[0]) for span in [grid.span(each, grid.filled(each)[0])] if span]
                yield self.found(f"表格里的分组编号“{shown(label)}”{told}", pair, "核对是否漏了一组，改正编号")

    def _serials(self, material: Material, tables: list[Grid]) -> Iterator[Finding]:
        for grid in tables:
            columns = grid.columns(Role.SERIAL)
            if not columns or (grid.table.ragged and material.document.format == "pdf"):
                continue
            rows = [r for r in grid.body if grid.text(r, columns[0]).isdecimal()]
            values = [int(grid.text(r, columns[0])) for r in rows]
            places = list(zip(rows, rows[1:], values, values[1:], strict=False))
            odd = [(a, b, x, y) for a, b, x, y in places if y not in (x + 1, 1)]
            if len(values) < 4 or not odd or len(odd) > max(1, len(values) // 8):
                continue
            severity = Severity.WARNING if is_on_tabbed_lines(material, grid) else Severity.INFO
            for above, row, was, value in odd:
                if grid.cells[above][columns[0]] is grid.cells[row][columns[0]]:
                    continue
                word = f"“{value}”用了两次" if was == value else f"从“{was}”跳到“{value}”"
                pair = [grid.span(row, columns[0]), grid.span(above, columns[0])]
                pair += [grid.span(row, c, _ROW_WORDS) for c in grid.filled(row) if c != columns[0]][:1]
                yield self.found(
                    f"表格的序号{word}", [s for s in pair if s], "核对是否漏了一行或重复一行，改正序号", severity
                )


def _group_label(grid: Grid, row: int) -> Label | None:
    """Return the number of a heading inside a table: 一、普及水平, or 一 in a cell before it."""
    if not grid.is_group(row):
        return None
    text = grid.text(row, grid.filled(row)[0])
    label = parse_label(text) or parse_label(f"{text}、")
    return label if label is not None and label.kind in _OUTLINE and label.value else None


def _goes_on(material: Material, number: int, one: Numbered) -> bool:
    """Tell whether the next of its kind has the next number; an excerpt may begin at 二、 and hold no more."""
    after = (numbered(material, block) for block in material.document.blocks[number + 1 :])
    next_ = next((other for other in after if other is not None and other.label.kind is one.label.kind), None)
    return next_ is not None and next_.label.value == one.label.value + 1


def _ahead(material: Material) -> dict[int, int]:
    """Return, by the index of its block, the number that follows a number of a list before a higher one stands."""
    found = [(index, numbered(material, block)) for index, block in enumerate(material.document.blocks)]
    behind: dict[LabelKind, int] = {}
    following: dict[int, int] = {}
    for index, one in reversed(found):
        if one is None:
            if material.document.blocks[index].kind is BlockKind.TITLE:
                behind.clear()
            continue
        kind = one.label.kind
        if kind in behind:
            following[index] = behind[kind]
        behind = {k: v for k, v in behind.items() if k < kind}
        behind[kind] = one.label.value
    return following


def _stands_between(material: Material, start: int, end: int, values: range, sample: Label) -> bool:
    """Tell whether one of the numbers stands inside the text between two places, so that it is not lacking."""
    text = material.document.text[start:end]
    for value in values:
        written = re.escape(like(sample, value).strip("“”"))
        if re.search(rf"(?:^|[。；;：\s]){written}", text):
            return True
        if sample.kind in _LIST and re.search(_POINTED_VALUE.format(value, _MEASURED.pattern), text):
            return True
    return False
