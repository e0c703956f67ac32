"""Divided targets on a terminal (目标分解的显示): a table a target, its sentences, then what was not divided.

Entries: :func:`print_decompositions`, :func:`csv_rows`. Not here: computing, files.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.cli import console
from luoshi.cli.records import MISSING, Column, hanging, print_records
from luoshi.model.decomposition import Decomposition, Decompositions, Undivided
from luoshi.model.dividing import Held, Method
from luoshi.model.wording import number_text

if TYPE_CHECKING:
    from rich.console import Console

_MOST_LEFT = 12
_MOST_YEARS = 6
_HEAD = (
    "编号 指标 县市区 全市目标 年份 单位 基期年份 基期 应达到 变动 基期分子或数目 分母或权数 应到分子或数目"
    " 分子或数目增减 上限或下限 分解办法 受限于 各年应到 说明"
).split()


def print_decompositions(found: Decompositions) -> None:
    """Print the divided targets, and those that are not with the reason."""
    screen = console.rich_console()
    screen.print(f"{found.plan}　口径 {found.area_set}　目标分解", style="bold")
    for one in found.findings:  # before the figures, which are not what was asked for
        screen.print(hanging(f"{one.code} {one.message}", "  ", screen.width), style="yellow", highlight=False)
    for item in found.items:
        _print_item(screen, item, told=len(found.items) == 1)
    _print_left(screen, found)
    if len(found.items) > 1:
        screen.print("各县的说明：写明一个目标编号，或看 --format xlsx。", style="dim")


def _print_item(screen: Console, item: Decomposition, *, told: bool) -> None:
    screen.print(f"\n{item.indicator}　{item.year} 年 {item.shown}　{item.id}", style="bold", highlight=False)
    screen.print(hanging(f"{item.method}：{item.method_note}", "  ", screen.width), highlight=False)
    screen.print(hanging(f"年度路径　{item.manner_note}", "  ", screen.width), highlight=False)
    for note in item.notes:
        screen.print(hanging(f"注意　{note}", "  ", screen.width), style="dim", highlight=False)
    unit = "" if item.unit == "%" else f"（{item.unit}）"
    columns = (
        Column("县市区", whole=True),
        Column(f"{item.base_year} 年{unit}", right=True, whole=True),
        Column(f"{item.year} 年", right=True, whole=True),
        Column("变动", right=True, whole=True),
        Column("分子增减" if item.is_ratio else "增减", right=True, whole=True),
        Column("受限于", whole=True),
    )
    rows = []
    for one in (item.whole, *item.parts):
        held = MISSING if one.held is Held.NONE else str(one.held)
        if one.held is Held.NONE and not one.added and item.method in (Method.EFFORT, Method.SIZE):
            held = "取整"
        values = (_value(one.base, item.unit), _value(one.value, item.unit), _signed(one.change), _signed(one.added))
        rows.append((one.name, *values, held))
    print_records(screen, columns, rows)
    if told:
        _print_years(screen, item)
        for one in item.parts:
            screen.print(hanging(one.sentence, "  ", screen.width), highlight=False)
    if item.term is not None:
        _print_term(screen, item, told=told)


def _print_years(screen: Console, item: Decomposition) -> None:
    """Print what is due in each year, where there are several; of many years the last."""
    years = [point.year for point in item.whole.years][-_MOST_YEARS:]
    if len(years) < 2:
        return
    columns = (Column("各年应到", whole=True), *(Column(f"{year} 年", right=True, whole=True) for year in years))
    rows = []
    for one in (item.whole, *item.parts):
        by_year = {point.year: _value(point.value, item.unit) for point in one.years}
        rows.append((one.name, *(by_year[year] for year in years)))
    screen.print("")
    print_records(screen, columns, rows)


def _print_term(screen: Console, item: Decomposition, *, told: bool) -> None:
    assert item.term is not None, "called for a term only"
    screen.print(f"任期目标　{item.term.first}—{item.term.last} 年", style="bold", highlight=False)
    if item.term.note:
        screen.print(hanging(item.term.note, "  ", screen.width), style="dim", highlight=False)
    for one in item.term.shares if told else item.term.shares[:1]:
        screen.print(hanging(one.sentence, "  ", screen.width), highlight=False)


def _print_left(screen: Console, found: Decompositions) -> None:
    """Print what was not divided: with a code all, of the others the first."""
    if not found.undivided:
        return
    ordered = sorted(found.undivided, key=lambda one: not one.code)
    coded = sum(bool(one.code) for one in ordered)
    screen.print(f"\n没有分解的 {len(ordered)} 项", style="bold")
    for one in ordered[: max(coded, _MOST_LEFT)]:
        screen.print(hanging(_left_text(one), "  ", screen.width), highlight=False)
        if one.fix and (one.code or len(ordered) <= _MOST_LEFT):
            screen.print(hanging(f"处理：{one.fix}", "    ", screen.width), style="dim", highlight=False)
    if len(ordered) > max(coded, _MOST_LEFT):
        screen.print(f"  ……还有 {len(ordered) - max(coded, _MOST_LEFT)} 项，见 --format xlsx", style="dim")


def _left_text(one: Undivided) -> str:
    code = f"{one.code} " if one.code else ""
    year = f"{one.year} 年 " if one.year else ""
    return f"{code}{one.indicator} {year}{one.shown}（{one.id}）：{one.reason}"


def _value(value: Decimal, unit: str) -> str:
    return number_text(value) + ("%" if unit == "%" else "")


def _signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else ''}{number_text(value)}" if value else "0"


def csv_rows(found: Decompositions) -> Iterator[list[object]]:
    """Give the head, then a row for the whole and each county of every divided target."""
    yield list(_HEAD)
    for item in found.items:
        for one in (item.whole, *item.parts):
            yield [
                item.id,
                item.indicator,
                one.name,
                item.shown,
                item.year,
                item.unit,
                item.base_year,
                *map(_plain, (one.base, one.value, one.change, one.base_amount, one.weight, one.amount, one.added)),
                _plain(one.ceiling) if one.ceiling is not None else None,
                str(item.method),
                "" if one.held is Held.NONE else str(one.held),
                "；".join(f"{point.year}={_plain(point.value)}" for point in one.years),
                one.sentence,
            ]


def _plain(value: Decimal) -> str:
    return number_text(value).replace(",", "")
