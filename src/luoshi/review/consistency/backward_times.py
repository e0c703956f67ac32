"""Times whose end comes before their start (起止颠倒): :class:`EndBeforeStart`.

Read are ranges of years (2024—2022年), of months in any writing (2025.6—2024.12, 2025年7月至2025年6月), the two
cells of a row for start and end, and a start of works with their end told behind it (2024年10月开工，…，计划8月竣工).
Not here: years outside the period of the plan (:mod:`luoshi.review.consistency.project_years`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.compiler.table_heads import Role, classify_columns
from luoshi.review.material import Material, Piece
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule

_RANGE = re.compile(
    r"(?<![\d—\-–~～])(?P<a>20\d\d)\s?年?\s?(?:[—–~～]{1,2}|-{1,2}|至|到)\s?(?P<b>20\d\d)"
    r"(?=\s?(?:年|学年|[）)]|$))(?!\s?学年)"
)
_MONTH = r"20\d\d)\s?年\s?(?:(?P<{}>1[0-2]|0?[1-9])\s?月)?(?:\s?\d{{1,2}}\s?日)?"
_POINT = r"(?P<{0}>20\d\d)(?:\s?年\s?(?P<{0}m>1[0-2]|0?[1-9])\s?月|\s?[./．]\s?(?P<{0}n>1[0-2]|0?[1-9])(?![\d.]))"
_MONTHS = re.compile(
    rf"(?<![\d—\-–~～.]){_POINT.format('a')}(?:份|[上中下]旬|初|底|末|\s?\d{{1,2}}\s?日)?(?:起|开始)?\s?"
    rf"(?:[—–~～]{{1,2}}|-{{1,2}}|至|到)\s?{_POINT.format('b')}"
    r"(?!\s?(?:[万亿]|元|个|人|所|[%％‰]|公顷|平方|亩|名|\d))"
)
"""2025.6—2024.12, 2025年7月至2025年6月; amounts (2025.6—2024.1万元) are none."""
_SUBJECT = r"学校|中学|小学|园|中心|项目|馆|楼|工程|校区|基地|平台|[一二三四]期|其中|另|学院|原|[、：:；;。]|20\d\d"
_FROM_TO = re.compile(
    rf"(?P<a>{_MONTH.format('am')}份?(?:底|初)?(?:前)?(?:起|开始|正式开工|全面开工|开工建设|开工|动工|开建|启动)(?:建设|实施)?"
    rf"(?:(?=[，,])(?:(?!{_SUBJECT}).){{0,40}}?[，,]|[，,、]?)\s?(?:预计|计划|力争|拟|确保)?(?:将?于|至|到)?"
    rf"(?P<b>{_MONTH.format('bm')}份?(?:[上中下]旬|底|初|前|年?底?之前|以前)*(?:全面|正式|整体|全部|基本|主体)*"
    r"(?:止|结束|完工|竣工|建成|交付|投用|投入使用|完成建设)(?!的)"
)
"""自2024年6月起至2025年12月止; 2024年6月开工，…，计划2025年12月竣工."""
_DATE = re.compile(r"(?P<y>20\d\d)\s?(?:年|[./．\-])\s?(?P<m>1[0-2]|0?[1-9])\s?月?[初底末]?(?:前)?")


class EndBeforeStart(Rule):
    """起止颠倒：项目的竣工时间早于开工时间，“某年（某月）至某年（某月）”前大后小，“某年某月起（开工），至某年某月止（竣工）”后面的时间在前。

    写到月的比到月；开工和竣工之间隔着另一个项目、另一期工程的，不报。
    """

    code = "V207"
    name = "起止颠倒"
    severities = (Severity.ERROR,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each project, then those in the text."""
        for row in material.project_rows:
            start, end = row.project.start, row.project.end
            if row.table is None or start is None or end is None:
                continue
            if end == start and (cells := _backward_cells(material, row)):
                yield self.found(
                    f"项目“{row.project.name}”{cells[0].text.strip()}开工、{cells[1].text.strip()}竣工，竣工早于开工",
                    [*row.with_years(cells[1].passage.whole), cells[0].passage.whole],
                    "核对开工和竣工的年月",
                )
            if end >= start:
                continue
            wrong = row.year_spans(end)
            if wrong and row.year_spans(start):
                yield self.found(
                    f"项目“{row.project.name}”{start}年开工、{end}年竣工，竣工早于开工",
                    row.with_years(wrong[0]),
                    "核对开工年份和竣工年份",
                )
        names = {
            (row.table, part.cell.row): row.project.name
            for row in material.project_rows
            for part in row.cells
            if row.table is not None and part.cell is not None
        }
        heads: dict[tuple[int, int], Piece] = {}
        for piece in material.pieces:
            at = (piece.number, piece.cell.row) if piece.cell is not None else None
            if at is not None and at not in heads and re.search(r"[\u4e00-\u9fff]{2}", piece.text):
                heads[at] = piece  # the name of what the row is about
            if "20" not in piece.text:
                continue
            for match in (*_RANGE.finditer(piece.text), *_MONTHS.finditer(piece.text)):
                if not _is_backward(match):
                    continue
                head = heads.get(at) if at is not None else None
                whose = f"“{names[at]}”的" if at is not None and at in names else ""
                spans = [piece.span(*match.span())]
                if head is not None and head is not piece:
                    spans.append(head.span(0, min(len(head.text), 60)))
                yield self.found(f"{whose}“{match[0]}”起止颠倒，后一个时间早于前一个", spans, "核对起止年份")
        for sentence in material.sentences:
            if "20" in sentence.text and (found := _FROM_TO.search(sentence.half_width)) and _is_backward(found):
                spans = [sentence.span(found.start(), found.start("b")), sentence.span(found.start("b"), found.end())]
                yield self.found(f"“{found[0]}”起止颠倒，后一个时间早于前一个", spans, "核对起止时间")


def _is_backward(match: re.Match[str]) -> bool:
    """Tell whether the second time is before the first; months count in one year where both are told."""
    told = match.groupdict()
    first, second = int(told["a"]), int(told["b"])
    months = [told.get(f"{side}m") or told.get(f"{side}n") for side in "ab"]
    if first != second or not months[0] or not months[1]:
        return second < first
    return int(months[1]) < int(months[0])


def _backward_cells(material: Material, row: ProjectRow) -> tuple[Piece, Piece] | None:
    """Return the cells of start and end of a row, if their months, in one year, are the wrong way round."""
    table = material.document.blocks[row.table].table if row.table is not None else None
    head = classify_columns(table) if table is not None else None
    columns = [head.column(role) for role in (Role.START, Role.END)] if head is not None else []
    cells = [next((c for c in row.cells if column and c.cell and c.cell.column == column.index), None)
             for column in columns]  # fmt: skip
    if len(cells) != 2 or cells[0] is None or cells[1] is None:
        return None
    dates = [_DATE.fullmatch(cell.text.strip()) for cell in cells if cell is not None]
    if dates[0] is None or dates[1] is None or dates[0]["y"] != dates[1]["y"]:
        return None
    return (cells[0], cells[1]) if int(dates[1]["m"]) < int(dates[0]["m"]) else None
