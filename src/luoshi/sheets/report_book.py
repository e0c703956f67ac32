"""The Excel annexes of an evaluation report (附表): its tables, the series of its charts, where each number comes from.

Entry: :func:`report_workbook`. Not here: what the tables hold (``luoshi.report.composing``), the cells of a sheet
(:mod:`luoshi.sheets.report_sheets`), the places of facts (:mod:`luoshi.sheets.fact_sheet`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import Annex, EvaluationReport, Picture, Table
from luoshi.sheets.cells import CellValue
from luoshi.sheets.fact_sheet import FACTS, fact_ledger
from luoshi.sheets.ledger import Book
from luoshi.sheets.report_sheets import BlockSheet, SheetNames, picture_sheet, table_sheet

_COVER = "说明"
_MEANINGS = (
    (
        "数",
        "报告里的数在这里都是真的数，可以排序、求和；百分数是 0 到 100 的数，显示时带 %。"
        "小数位数同一列对齐，最多显示两位，格里仍是完整的数。",
    ),
    ("—", "没有数（缺数据或不能公开），不是 0。"),
    ("和报告的关系", "每张表、每幅图一个工作表，数和报告正文、PDF、网页来自同一份定稿；在这里改数，报告不会跟着变。"),
    (FACTS, "报告里每个数的编号、来历、由哪些数算出、写在报告的什么地方。"),
)


def report_workbook(report: EvaluationReport) -> bytes:
    """Return the workbook; the same report always gives the same bytes.

    Sheets: 说明, then one for each table and chart in reading order, then every fact with its source and places.
    """
    title = " ".join(plain(report.title, report.facts).split())
    book = Book(title, report.issuer)
    names = SheetNames((_COVER, FACTS))
    sheets = tuple(_sheets(report, names))
    book.add_lines(_COVER, _cover(report, title, sheets), title, width=24)
    for sheet in sheets:
        book.add(sheet.ledger)
    book.add(fact_ledger(report, {sheet.key: sheet.ledger.name for sheet in sheets}, title))
    return book.finish()


def _sheets(report: EvaluationReport, names: SheetNames) -> Iterator[BlockSheet]:
    for block in report.all_blocks():
        match block:
            case Table():
                yield table_sheet(block, report.facts, names)
            case Picture():
                yield picture_sheet(block, report.facts, names)


def _cover(report: EvaluationReport, title: str, sheets: Sequence[BlockSheet]) -> Iterator[tuple[str, CellValue]]:
    yield title, None
    yield "报告", report.kind.words
    yield "范围", report.area or "全域"
    if report.issuer:
        yield "单位", report.issuer
    yield "日期", f"{report.on.year}年{report.on.month}月{report.on.day}日"
    yield "定稿", report.freeze
    yield "定稿校验码", report.digest
    if report.is_public:
        yield "公开", "只含可以公开的内容。"
    yield "怎样看", None
    yield from _MEANINGS
    yield "工作表", None
    homes = {block.key: annex for annex in report.annexes for block in annex.blocks}
    for at, sheet in enumerate(sheets, 1):
        yield f"第 {at} 个", _listed(sheet, homes.get(sheet.key), report)
    yield "最后一个", f"{FACTS}，{len(report.facts.facts)} 个数"


def _listed(sheet: BlockSheet, annex: Annex | None, report: EvaluationReport) -> str:
    name, caption = sheet.ledger.name, sheet.ledger.title
    of = [
        *([f"表题“{caption}”"] if caption != name else ()),
        *([f"附件“{plain(annex.title, report.facts)}”"] if annex is not None else ()),
        f"{len(sheet.ledger.rows)} 行",
        *(["图的数据"] if sheet.is_chart else ()),
    ]
    return "，".join((name, *of))
