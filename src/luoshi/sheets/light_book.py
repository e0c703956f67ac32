"""Lights as a workbook (亮灯工作簿): each entry with its light and why, by unit, by month, the rules.

Entry: :func:`write_light_book`. The same report always gives the same bytes.
Not here: lighting (``luoshi.progress``).
"""

from __future__ import annotations

from luoshi.model.light_report import LightReport, LitEntry
from luoshi.model.lights import Light
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone

TONES = {
    Light.RED: Tone.ALERT,
    Light.YELLOW: Tone.NOTICE,
    Light.GREEN: Tone.GOOD,
    Light.BLUE: Tone.CALM,
    Light.NONE: Tone.GONE,
}
"""The ground of a cell that holds a light; the word stands in it too."""

_ENTRIES = (
    LedgerColumn("序号", 8, Look.CENTRE),
    LedgerColumn("任务、项目", 42),
    LedgerColumn("类别", 7, Look.CENTRE),
    LedgerColumn("县市区", 11, Look.CENTRE),
    LedgerColumn("牵头单位", 24),
    LedgerColumn("完成时限", 12, Look.CENTRE),
    LedgerColumn("状态", 9, Look.CENTRE),
    LedgerColumn("灯", 11, Look.CENTRE),
    LedgerColumn("规则", 18),
    LedgerColumn("理由", 44),
    LedgerColumn("还有", 36),
    LedgerColumn("编号", 16, Look.CENTRE),
)
_LIGHT = next(index for index, column in enumerate(_ENTRIES) if column.head == "灯")
_COLOURS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.NONE)


def write_light_book(report: LightReport) -> bytes:
    """Return the workbook."""
    title = f"{report.ledger} {report.as_of} 亮灯"
    book = Book(title)
    ordered = sorted(report.entries, key=lambda one: -one.light.gravity)
    book.add(
        Ledger(
            "灯",
            title,
            _ENTRIES,
            [_row(one) for one in ordered],
            tones={(row, _LIGHT): TONES[one.light] for row, one in enumerate(ordered)},
        )
    )
    book.add(_units(report, title))
    if report.months:
        book.add(_months(report, title))
    book.add_lines("说明", _notes(report), title)
    return book.finish()


def light_text(light: Light) -> str:
    """Return a light with its meaning: 红 滞后."""
    return f"{light} {light.word}"


def _row(one: LitEntry) -> list[CellValue]:
    return [
        one.number,
        one.title,
        one.kind,
        one.area,
        "、".join(one.units),
        str(one.due) if one.due is not None else "",
        str(one.state),
        light_text(one.light),
        one.rule,
        one.reason,
        "；".join(one.also),
        one.id,
    ]


def _units(report: LightReport, title: str) -> Ledger:
    columns = (
        LedgerColumn("牵头单位", 36),
        LedgerColumn("合计", 8, Look.NUMBER),
        *(LedgerColumn(light_text(one), 11, Look.NUMBER) for one in _COLOURS),
    )
    rows: list[list[CellValue]] = []
    tones = {}
    for name, counts in report.by_unit():
        tones.update({(len(rows), 2 + at): TONES[light] for at, light in enumerate(_COLOURS[:2]) if counts[light]})
        rows.append([name, counts.total(), *(counts[light] or None for light in _COLOURS)])
    return Ledger("按单位", title, columns, rows, frozen=1, tones=tones)


def _months(report: LightReport, title: str) -> Ledger:
    columns = (
        LedgerColumn("序号", 8, Look.CENTRE),
        LedgerColumn("任务、项目", 42),
        LedgerColumn("牵头单位", 24),
        *(LedgerColumn(f"{day.year}-{day.month:02d}", 9, Look.CENTRE) for day in report.months),
    )
    rows: list[list[CellValue]] = []
    tones = {}
    for one in report.entries:
        tones.update({(len(rows), 3 + at): TONES[light] for at, light in enumerate(one.months)})
        rows.append([one.number, one.title, "、".join(one.units), *(str(light) for light in one.months)])
    return Ledger("逐月", title, columns, rows, frozen=2, tones=tones)


def _notes(report: LightReport) -> list[tuple[str, CellValue]]:
    lines: list[tuple[str, CellValue]] = [
        ("台账", report.ledger),
        ("日期", str(report.as_of)),
        ("亮灯办法", f"{report.rule_set}（{report.since} 起施行）"),
        ("依据", report.basis),
        ("灯", "；".join(f"{light} {light.word} {report.count(light)} 项" for light in _COLOURS)),
        ("规则（几条成立时取最重的）", None),
    ]
    lines += [(str(number), rule) for number, rule in enumerate(report.rules, 1)]
    if report.findings:
        lines.append(("注意", None))
        lines += [(one.code, f"{one.message}。{one.fix}") for one in report.findings]
    return lines
