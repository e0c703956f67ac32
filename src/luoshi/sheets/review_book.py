"""A review as a workbook (审校工作簿): 说明, 审校意见 with white columns for what people did about each, 规则.

Entry: :func:`write_review_book`. Not here: reviewing (``luoshi.review``); the workbook is not read back, so the columns
that people fill in stay theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.base.findings import Severity
from luoshi.model.review import Review, Reviewed
from luoshi.sheets.cells import CellValue
from luoshi.sheets.export_record import ExportRecord
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone

DONE = ("已改", "不改", "待核实", "误报")
"""What can be chosen in the column 处理结果."""

_FINDINGS = (
    LedgerColumn("序号", 5.5, Look.CENTRE, read_only=True),
    LedgerColumn("编号", 13, read_only=True),
    LedgerColumn("程度", 7, Look.CENTRE, read_only=True),
    LedgerColumn("规则", 20, read_only=True),
    LedgerColumn("意见", 48, read_only=True),
    LedgerColumn("位置", 18, read_only=True),
    LedgerColumn("原文", 36, read_only=True),
    LedgerColumn("怎么办", 32, read_only=True),
    LedgerColumn("处理结果", 10, Look.CENTRE, choices=DONE),
    LedgerColumn("处理说明", 28),
)
_WAIVED = (*_FINDINGS[:8], LedgerColumn("免报的理由", 28, read_only=True))
_RULES = (
    LedgerColumn("代码", 8, Look.CENTRE),
    LedgerColumn("名称", 20),
    LedgerColumn("类别", 8, Look.CENTRE),
    LedgerColumn("程度", 14, Look.CENTRE),
    LedgerColumn("查什么", 84),
    LedgerColumn("意见", 7, Look.NUMBER),
    LedgerColumn("停用的理由", 30),
)
_TONES = {Severity.ERROR: Tone.ALERT, Severity.WARNING: Tone.NOTICE, Severity.INFO: Tone.CALM}
"""Grounds beside the words; black and white they differ in grey, and the word says it anyway."""

_QUOTE = 120

_MEANINGS = (
    ("错误", "文中自相矛盾或算不拢，能用算术或两处原文证明"),
    ("警告", "十之八九不对，要改或说明理由"),
    ("提示", "值得看一眼"),
)
_USE = (
    ("处理", "白底的“处理结果”“处理说明”两列供填写，可以排序、筛选。"),
    (
        "免报",
        "不是问题的意见，把编号和理由写进 luoshi.toml 的 [review.off]，或规划文件的 review_off，下次不再报；"
        "写规则代码就停用整条规则。",
    ),
    ("编号", "由规则和所引原文算出，原文不改，编号不变。"),
)


def write_review_book(review: Review) -> bytes:
    """Return ``review`` as an XLSX workbook; the same review always gives the same bytes."""
    title = f"审校：{review.title}"
    book = Book(title)
    book.add_lines("说明", _cover(review, title), title)
    rows = [[*_cells(number, one), None, None] for number, one in enumerate(review.findings, 1)]
    book.add(_findings("审校意见", title, _FINDINGS, rows, review.findings))
    if review.waived:
        rows = [[*_cells(number, one), one.waived] for number, one in enumerate(review.waived, 1)]
        book.add(_findings("免报", title, _WAIVED, rows, review.waived))
    book.add(_rules(review, title))
    book.add_record(ExportRecord(review.name, review.sha256, "").rows())
    return book.finish()


def _cover(review: Review, title: str) -> Iterator[tuple[str, CellValue]]:
    off = sum(bool(rule.off) for rule in review.rules)
    yield title, None
    yield "来源", review.name
    yield "字数", review.characters
    yield "文件校验", review.sha256
    yield "规则", f"{len(review.rules) - off} 条" + (f"，停用 {off} 条" if off else "")
    yield "意见", None
    for severity in Severity:
        yield severity.label, review.count(severity)
    yield "免报", len(review.waived)
    yield "程度的含义", None
    yield from _MEANINGS
    yield "怎样用", None
    yield from _USE


def _cells(number: int, one: Reviewed) -> list[CellValue]:
    found = one.finding
    places = [spot.where or spot.section for spot in one.spots]
    alone = len(one.spots) == 1
    quotes = [spot.quote if alone else f"{place}：{spot.quote}" for place, spot in zip(places, one.spots, strict=True)]
    return [
        number,
        one.key,
        found.severity.label,
        f"{found.code} {one.rule}",
        found.message,
        "\n".join(dict.fromkeys(place for place in places if place)) or "全文",
        "\n".join(_short(quote) for quote in quotes) or None,
        found.fix or None,
    ]


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1] + "…"


def _findings(
    name: str,
    title: str,
    columns: tuple[LedgerColumn, ...],
    rows: list[list[CellValue]],
    findings: tuple[Reviewed, ...],
) -> Ledger:
    at = next(index for index, column in enumerate(columns) if column.head == "程度")
    tones = {(row, at): _TONES[one.finding.severity] for row, one in enumerate(findings)}
    return Ledger(name, f"{title}　{name}", columns, rows, 3, tones)


def _rules(review: Review, title: str) -> Ledger:
    rows: list[list[CellValue]] = [
        [
            rule.code,
            rule.name,
            rule.group,
            "、".join(severity.label for severity in rule.severities),
            rule.text,
            sum(one.finding.code == rule.code for one in review.findings) or None,
            rule.off or None,
        ]
        for rule in review.rules
    ]
    return Ledger("规则", f"{title}　规则", _RULES, rows, 2)
