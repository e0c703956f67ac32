"""A plan as a workbook (规划工作簿): 说明, then a ledger for each kind of item.

Entry: :func:`write_plan_book`. Not here: which columns there are (:mod:`luoshi.sheets.plan_columns`), how they look
(:mod:`luoshi.sheets.ledger`), reading the workbook back (:mod:`luoshi.sheets.plan_import`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.model.document import Status
from luoshi.model.plan import Figure, Plan
from luoshi.sheets.cells import CellValue
from luoshi.sheets.export_record import export_record
from luoshi.sheets.item_sheets import NUMBER, ItemSheet
from luoshi.sheets.ledger import Book, Ledger
from luoshi.sheets.plan_columns import SHEETS, Context

COVER = "说明"
_ROUND_TRIP = (
    (
        "可以改什么",
        "白底的列可以改；灰底的列（序号、现状值、章节、原文、位置、人工更正、编号等）只供查看，改了不读回。",
    ),
    ("怎样填", "几个单位之间用顿号“、”或分号“；”分开；年份写四位公历年；百分数写 95，或写成 95%；下拉框里的词照选。"),
    ("行和列", "可以排序、筛选、隐藏、移动列、加自己的列。不要改“编号”，不要加行：新的条目写到规划文件里。"),
    ("删行", "删掉的行读回时只作提示，条目仍然保留；真要删去，读回时加 --delete-missing。"),
    (
        "怎样读回",
        "运行 luoshi plan import-xlsx 本工作簿.xlsx，改动写进规划文件；"
        "有错的行不写，另存一份“.错误.xlsx”，在“错误说明”一列写明原因。",
    ),
)


def write_plan_book(plan: Plan) -> bytes:
    """Return ``plan`` as an XLSX workbook; the same plan always gives the same bytes."""
    context = Context.of(plan)
    title = plan.document.title or plan.source.name
    book = Book(title, plan.document.issuer or "")
    book.add_lines(COVER, _cover(plan, title), title)
    for sheet in SHEETS:
        book.add(_ledger(plan, sheet, context, title))
    book.add_record(export_record(plan).rows())
    return book.finish()


def _ledger(plan: Plan, sheet: ItemSheet, context: Context, title: str) -> Ledger:
    items = getattr(plan, sheet.list_name)
    rows = [
        [number if column.head == NUMBER else column.show(item, context) for column in sheet.columns]
        for number, item in enumerate(items, 1)
    ]
    decimals: dict[tuple[int, int], int] = {}
    for row, item in enumerate(items):
        if isinstance(item, Figure) and (places := source_decimals(item)):
            at = next(index for index, column in enumerate(sheet.columns) if column.key == "value")
            decimals[row, at] = places
    return Ledger(
        sheet.name,
        f"{title}　{sheet.name}",
        tuple(c.look for c in sheet.columns),
        rows,
        sheet.frozen,
        decimals=decimals,
    )


def source_decimals(figure: Figure) -> int:
    """Return how many decimals the source writes where they would not be seen: 1 for 98.0, 0 for 98.5."""
    written = re.fullmatch(r"\d+\.(\d*0)[%％]?", figure.value_text.strip())
    return len(written[1]) if written and figure.value == round(figure.value, len(written[1])) else 0


def _cover(plan: Plan, title: str) -> Iterator[tuple[str, CellValue]]:
    facts, source = plan.document, plan.source
    yield title, None
    period = "—".join(str(year) for year in facts.period or ())
    partial = "（没有读全）" if source.status is Status.PARTIAL else ""
    about: tuple[tuple[str, str], ...] = (
        ("文号", facts.doc_no or ""),
        ("发文机关", facts.issuer or ""),
        ("成文日期", facts.issued or ""),
        ("规划期", f"{period}年" if period else ""),
        ("地区", f"{facts.region or ''}{f'（{facts.level}）' if facts.level else ''}"),
        ("文种、状态", " ".join(part for part in (facts.kind, facts.status) if part)),
        ("来源", f"{source.name}{partial}"),
    )
    yield from about
    yield "条目", None
    for sheet in SHEETS:
        yield sheet.name, len(getattr(plan, sheet.list_name))
    yield "怎样修改、读回", None
    yield from _ROUND_TRIP
    if plan.findings:
        yield "编译时发现的问题", None
        for remark in plan.findings:
            yield remark.code, "\n".join(part for part in (remark.message, remark.where, remark.fix) if part)
