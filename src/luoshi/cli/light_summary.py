"""Lights and the projects' money on a terminal (亮灯的显示): what is red and why, by unit, the counts.

Entries: :func:`print_lights`, :func:`print_money`, :func:`print_findings`, :func:`narrowed`, :func:`csv_rows`.
Not here: lighting, files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from luoshi.base.findings import Finding
from luoshi.cli import console
from luoshi.cli.records import MISSING, STYLES, Column, hanging, print_records
from luoshi.model.light_report import LightReport, LitEntry
from luoshi.model.lights import Light
from luoshi.model.money import MoneyTable

if TYPE_CHECKING:
    from rich.console import Console

_MARKS = {Light.RED: "bold red", Light.YELLOW: "yellow", Light.GREEN: "green", Light.BLUE: "blue", Light.NONE: "dim"}
_HEAD = ("编号", "序号", "类别", "任务、项目", "县市区", "牵头单位", "完成时限", "状态", "灯", "规则", "理由", "还有")
_AMOUNTS = ("need", "arranged", "received", "paid", "funds", "gap", "carried")
_UNITS_SHOWN, _CALM_SHOWN, _FINDINGS_SHOWN = 12, 5, 20


def narrowed(report: LightReport, unit: str, lights: Sequence[Light]) -> LightReport:
    """Return a report of the entries that a unit leads (some letters of its name) and that have one of the lights."""
    entries = [
        one
        for one in report.entries
        if (not unit or any(unit in name for name in one.bearers)) and (not lights or one.light in lights)
    ]
    return report.model_copy(update={"entries": tuple(entries)})


def print_lights(report: LightReport) -> None:
    """Print what is red and yellow with the reason, then the units, then the counts."""
    screen = console.rich_console()
    screen.print(f"{report.ledger}　{report.as_of}　亮灯办法：{report.rule_set}（{report.basis}）", style="bold")
    troubled = sorted((one for one in report.entries if one.light.gravity), key=lambda one: -one.light.gravity)
    calm = [one for one in report.entries if not one.light.gravity]
    shown = [*troubled, *(calm if not troubled or len(calm) <= _CALM_SHOWN else [])]
    _print_entries(screen, report, shown)
    if len(shown) < len(report.entries):
        rest = len(report.entries) - len(shown)
        screen.print(f"其余 {rest} 项没有红灯、黄灯；加 --light 绿、--light 蓝 或 --format xlsx 看。", style="dim")
    _print_units(screen, report)
    screen.print("")
    screen.print(
        f"共 {len(report.entries)} 项：" + "，".join(f"{light} {light.word} {report.count(light)}" for light in _MARKS)
    )
    for remark in report.findings:
        screen.print(hanging(f"{remark.code} {remark.message}。{remark.fix}", "  ", screen.width), style="dim")


def print_money(table: MoneyTable) -> None:
    """Print the money of a project library by year, and the projects that could not be spread over years."""
    screen = console.rich_console()
    names = ("项目需要", "已安排", "已到位", "已支付", "可用资金", "缺口", "累计结余")
    screen.print("单位：万元，显示到整数", style="dim")
    columns = (Column("年份", whole=True), *(Column(name, right=True, whole=True) for name in names))
    rows = [
        (
            "合计" if one.year is None else str(one.year),
            *(
                _amount(value)
                for value in (one.need, one.arranged, one.received, one.paid, one.funds, one.gap, one.carried)
            ),
        )
        for one in table.rows
    ]
    print_records(screen, columns, rows)
    if any(one.funds is None for one in table.rows):
        screen.print("没有给出可用资金的年份，缺口按项目需要减已安排算。", style="dim")
    for one in table.not_spread:
        screen.print(hanging(f"没有算进去：{one.name}（{one.id}），{one.note}", "  ", screen.width), style="yellow")


def print_findings(found: Sequence[Finding]) -> None:
    """Print what is wrong, each with what to do."""
    screen = console.rich_console(messages=True)
    for one in found[:_FINDINGS_SHOWN]:
        told = f"{one.severity.label} {one.code} {f'{one.where}：' if one.where else ''}{one.message}"
        screen.print(
            hanging(told + (f"。{one.fix}" if one.fix else ""), "  ", screen.width), style=STYLES[one.severity]
        )
    if len(found) > _FINDINGS_SHOWN:
        screen.print(f"……还有 {len(found) - _FINDINGS_SHOWN} 条", style="dim")


def csv_rows(report: LightReport) -> Iterator[tuple[object, ...]]:
    """Return the head and a row for each entry, for other programs."""
    yield (*_HEAD, *report.months)
    for one in report.entries:
        yield (
            one.id,
            one.number,
            one.kind,
            one.title,
            one.area,
            "、".join(one.units),
            one.due,
            one.state,
            one.light,
            one.rule,
            one.reason,
            "；".join(one.also),
            *one.months,
        )


def _print_entries(screen: Console, report: LightReport, shown: Sequence[LitEntry]) -> None:
    if not shown:
        return
    numbered = any(one.number for one in shown)
    columns = (
        Column("灯", whole=True),
        *((Column("序号", whole=True),) if numbered else ()),
        Column("任务、项目", ratio=4),
        Column("牵头单位", ratio=2),
        Column("时限", whole=True),
        Column("理由", ratio=4),
        *((Column("逐月", whole=True),) if report.months else ()),
    )
    rows = [
        (
            f"{one.light} {one.light.word}" + ("*" if one.by_hand else ""),
            *((one.number or MISSING,) if numbered else ()),
            _titled(one),
            "、".join(one.units) or MISSING,
            str(one.due or MISSING),
            one.reason,
            *(("".join(map(str, one.months)),) if report.months else ()),
        )
        for one in shown
    ]
    print_records(screen, columns, rows)
    if any(one.by_hand for one in shown):
        screen.print("* 人工定灯", style="dim")


def _titled(one: LitEntry) -> str:
    area = f"（{one.area}）" if one.area and one.area not in one.title else ""
    return one.title + area


def _print_units(screen: Console, report: LightReport) -> None:
    units = report.by_unit()
    if len(units) < 2:
        return
    screen.print("")
    columns = (
        Column("牵头单位", ratio=1),
        *(Column(str(light), right=True) for light in _MARKS),
        Column("合计", right=True),
    )
    rows = [
        (name, *(str(counts[light] or MISSING) for light in _MARKS), str(counts.total()))
        for name, counts in units[:_UNITS_SHOWN]
    ]
    print_records(screen, columns, rows)
    if len(units) > _UNITS_SHOWN:
        screen.print(f"……还有 {len(units) - _UNITS_SHOWN} 个单位，见 --format xlsx", style="dim")


def _amount(value: Decimal | None) -> str:
    if value is None:
        return MISSING
    return f"{value.quantize(Decimal(1), ROUND_HALF_UP):f}"
