"""A comparison of two plans, or of a plan with the one above it, as a workbook (比较工作簿).

Entries: :func:`write_comparison_book`, :func:`write_fit_book`. Not here: how plans are compared (``luoshi.compare``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from luoshi.model.comparison import Change, Comparison, Difference, Fit, FitVerdict, ItemKind, Party, Side, Verdict
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone

_KINDS: tuple[str, ...] = get_args(ItemKind)
_TONES: dict[str, Tone] = {
    Verdict.NEW: Tone.GOOD,
    Verdict.GONE: Tone.GONE,
    Verdict.RAISED: Tone.GOOD,
    Verdict.LOWERED: Tone.ALERT,
    Verdict.EARLIER: Tone.GOOD,
    Verdict.LATER: Tone.ALERT,
    Verdict.CHANGED: Tone.NOTICE,
    Verdict.REWORDED: Tone.CALM,
    FitVerdict.MISSING: Tone.ALERT,
    FitVerdict.BELOW: Tone.ALERT,
    FitVerdict.LATER: Tone.NOTICE,
    FitVerdict.UNLIKE: Tone.CALM,
}
"""Grounds beside the words; black and white they differ in grey, and the word says it anyway."""

_DIFFERENCES = (
    LedgerColumn("序号", 5.5, Look.CENTRE),
    LedgerColumn("类别", 9, Look.CENTRE),
    LedgerColumn("变化", 7, Look.CENTRE),
    LedgerColumn("名称", 26),
    LedgerColumn("说明", 32),
    LedgerColumn("旧文", 24),
    LedgerColumn("新文", 24),
    LedgerColumn("旧章节", 11),
    LedgerColumn("旧位置", 10),
    LedgerColumn("旧原文", 30),
    LedgerColumn("新章节", 11),
    LedgerColumn("新位置", 10),
    LedgerColumn("新原文", 30),
    LedgerColumn("旧编号", 12.5),
    LedgerColumn("新编号", 12.5),
)
_MISFITS = (
    LedgerColumn("序号", 5.5, Look.CENTRE),
    LedgerColumn("结论", 9, Look.CENTRE),
    LedgerColumn("名称", 26),
    LedgerColumn("说明", 36),
    LedgerColumn("上级要求", 26),
    LedgerColumn("本级目标", 26),
    LedgerColumn("上级章节", 11),
    LedgerColumn("上级位置", 10),
    LedgerColumn("上级原文", 30),
    LedgerColumn("本级章节", 11),
    LedgerColumn("本级位置", 10),
    LedgerColumn("本级原文", 30),
    LedgerColumn("上级编号", 12.5),
    LedgerColumn("本级编号", 12.5),
)
_MET = (
    LedgerColumn("序号", 5.5, Look.CENTRE),
    LedgerColumn("名称", 26),
    LedgerColumn("上级要求", 30),
    LedgerColumn("本级目标", 30),
    LedgerColumn("上级章节", 11),
    LedgerColumn("上级位置", 10),
    LedgerColumn("上级原文", 34),
    LedgerColumn("本级章节", 11),
    LedgerColumn("本级位置", 10),
    LedgerColumn("本级原文", 34),
)
_LEFT_OUT = (
    LedgerColumn("序号", 5.5, Look.CENTRE),
    LedgerColumn("为什么没有比较", 30),
    LedgerColumn("上级要求", 36),
    LedgerColumn("上级章节", 11),
    LedgerColumn("上级位置", 10),
    LedgerColumn("上级原文", 48),
    LedgerColumn("上级编号", 12.5),
)

_MEANINGS: tuple[tuple[str, CellValue], ...] = (
    ("新增、删去", "只在新文里有；只在旧文里有"),
    ("提高、降低", "目标值要求更高；更低（不超过某数的，数变小是提高）"),
    ("提前、推后", "完成年份提前；推后"),
    ("调整", "内容有其他改动"),
    ("改写、移动", "只是文字不同；只是位置不同"),
)


def write_comparison_book(comparison: Comparison) -> bytes:
    """Return a comparison as an XLSX workbook: 说明, 汇总 by kind and verdict, 变化 item by item."""
    title = f"规划比较：{comparison.new.title}"
    book = Book(title)
    lines: list[tuple[str, CellValue]] = [(title, None), *_party("旧", comparison.old), *_party("新", comparison.new)]
    lines += [("有变化的项", len(comparison.differences)), ("没有变化的项", comparison.same)]
    lines += [("变化的含义", None), *_MEANINGS]
    book.add_lines("说明", lines, title)
    book.add(_summary(comparison, title))
    rows = [_difference_row(number, one) for number, one in enumerate(comparison.differences, 1)]
    book.add(_verdicts("变化", f"{title}　变化", _DIFFERENCES, rows, frozen=4))
    return book.finish()


def write_fit_book(fit: Fit) -> bytes:
    """Return how a plan stands to the one above it as an XLSX workbook: 说明 with counts, 衔接 target by target."""
    title = f"与上级规划衔接：{fit.lower.title}"
    book = Book(title)
    counts = Counter(misfit.verdict for misfit in fit.misfits)
    lines: list[tuple[str, CellValue]] = [(title, None), *_party("上级", fit.upper), *_party("本级", fit.lower)]
    lines += [("结论", None), ("达到或高于上级要求", len(fit.met))]
    lines += [(verdict.value, counts[verdict]) for verdict in FitVerdict]
    lines += [("没有比较", len(fit.left_out))]
    book.add_lines("说明", lines, title)
    rows: list[Sequence[CellValue]] = [
        [
            number,
            misfit.verdict.value,
            misfit.name,
            misfit.sentence,
            misfit.upper.text,
            misfit.lower.text if misfit.lower else None,
            *_place(misfit.upper),
            *_place(misfit.lower),
            misfit.upper.id or None,
            (misfit.lower.id or None) if misfit.lower else None,
        ]
        for number, misfit in enumerate(fit.misfits, 1)
    ]
    book.add(_verdicts("衔接", f"{title}　衔接", _MISFITS, rows, frozen=3))
    met: list[Sequence[CellValue]] = [
        [number, one.name, one.upper.text, one.lower.text, *_place(one.upper), *_place(one.lower)]
        for number, one in enumerate(fit.met, 1)
    ]
    book.add(Ledger("达到", f"{title}　达到或高于上级要求", _MET, met, 2))
    left_out: list[Sequence[CellValue]] = [
        [number, one.reason, one.upper.text, *_place(one.upper), one.upper.id or None]
        for number, one in enumerate(fit.left_out, 1)
    ]
    book.add(Ledger("没有比较", f"{title}　没有比较的上级目标和标准要求", _LEFT_OUT, left_out, 2))
    return book.finish()


def _party(label: str, party: Party) -> Iterator[tuple[str, CellValue]]:
    period = f"（{party.period[0]}—{party.period[1]}年）" if party.period else ""
    yield label, f"{party.title}{period}\n{party.source}"


def _summary(comparison: Comparison, title: str) -> Ledger:
    """Return how many items of each kind changed in which way."""
    counts: Counter[tuple[str, Verdict]] = Counter((one.kind, one.verdict) for one in comparison.differences)
    verdicts = list(Verdict)
    heads = [*(verdict.value for verdict in verdicts), "合计"]
    columns = (LedgerColumn("类别", 16), *(LedgerColumn(head, 10, Look.NUMBER) for head in heads))
    rows: list[list[CellValue]] = []
    for kind in _KINDS:
        numbers = [counts[kind, verdict] for verdict in verdicts]
        rows.append([kind, *(number or None for number in numbers), sum(numbers)])
    totals = [sum(counts[kind, verdict] for kind in _KINDS) for verdict in verdicts]
    rows.append(["合计", *(number or None for number in totals), sum(totals)])
    return Ledger(
        "汇总", f"{title}　汇总", columns, rows, 1, {(len(rows) - 1, c): Tone.READ_ONLY for c in range(len(columns))}
    )


def _difference_row(number: int, one: Difference) -> Sequence[CellValue]:
    return [
        number,
        one.kind,
        one.verdict.value,
        one.name,
        one.sentence,
        _values(one.changes, "old") or (one.old.text if one.old else None),
        _values(one.changes, "new") or (one.new.text if one.new else None),
        *_place(one.old),
        *_place(one.new),
        (one.old.id or None) if one.old else None,
        (one.new.id or None) if one.new else None,
    ]


def _values(changes: tuple[Change, ...], side: str) -> str:
    """Return one line for each key that differs: 数值：95."""
    return "\n".join(f"{change.label}：{getattr(change, side) or '（无）'}" for change in changes)


def _place(side: Side | None) -> tuple[CellValue, CellValue, CellValue]:
    return (side.section or None, side.at or None, side.quote or None) if side else (None, None, None)


def _verdicts(
    name: str, title: str, columns: tuple[LedgerColumn, ...], rows: Sequence[Sequence[CellValue]], *, frozen: int
) -> Ledger:
    at = next(index for index, column in enumerate(columns) if column.head in ("变化", "结论"))
    tones = {(row, at): _TONES.get(str(cells[at]), Tone.PLAIN) for row, cells in enumerate(rows)}
    return Ledger(name, title, columns, rows, frozen, tones)
