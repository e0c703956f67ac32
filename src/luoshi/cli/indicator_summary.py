"""Indicators on a terminal (指标的显示).

Entries: ``print_*``. Not here: computing, files.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.cli.chinese_help import columns as width_of
from luoshi.cli.console import rich_console
from luoshi.cli.records import GAP, MISSING, Column, hanging, print_records
from luoshi.model.indicators import Aggregate, Indicator, Quantity, SourceRow

if TYPE_CHECKING:
    from rich.console import Console

    from luoshi.api.indicators import IndicatorTable
    from luoshi.model.indicators import Explanation, IndicatorValue

_ROWS_SHOWN = 10
_COLUMNS_SHOWN = 8
_NAME_WIDTH, _FIGURE_WIDTH = 24, 9
_NOTES_SHOWN = 8
_TOGETHER = 15
_SCHOOLS_SHOWN = 5


def print_definitions(indicators: Sequence[Indicator], names: Sequence[str]) -> None:
    """Print definitions, group by group; of those named all there is to say."""
    console = rich_console()
    if names:
        for name in names:
            found = [one for one in indicators if name in (one.id, one.name, *one.aliases)]
            if not found:
                raise LuoshiError("I002", f"没有“{name}”这个指标", hint="luoshi indicators --list 列出全部指标")
            _print_definition(console, found[0])
        return
    own = any(one.origin != "内置" for one in indicators)
    rows: list[tuple[str, ...]] = [
        (one.name, one.unit, one.group, one.basis.status or "已核", *([_origin(one)] if own else []))
        for one in indicators
    ]
    columns = [Column("指标"), Column("单位", whole=True), Column("类别", whole=True), Column("依据", whole=True)]
    print_records(console, [*columns, Column("来自")] if own else columns, rows)
    console.print(f"共 {len(indicators)} 个。luoshi indicators --list 指标名 看口径、算法和依据。", style="dim")


def _origin(one: Indicator) -> str:
    return one.origin + ("（改写了内置的）" if one.overrides else "")


def _print_definition(console: Console, one: Indicator) -> None:
    console.print(f"{one.name}（{one.unit}）" if one.unit else one.name, style="bold", highlight=False)
    lines = [
        ("编号", one.id),
        ("别名", "、".join(one.aliases)),
        ("不是", "、".join(one.unlike)),
        ("口径", one.scope),
        *((name, _formula(part)) for name, part in zip(("分子", "分母"), one.aggregates, strict=False)),
        ("增长", f"{one.growth_of} 比上年" if one.growth_of else ""),
        ("方向", one.direction.value),
        ("依据", str(one.basis)),
        ("来自", _origin(one)),
    ]
    for name, text in lines:
        if text:
            console.print(hanging(f"{name}　{text}", "  ", console.width), highlight=False)


def _formula(aggregate: Aggregate) -> str:
    back = f"（{aggregate.years_before} 年前）" if aggregate.years_before else ""
    return f"{aggregate.relation}：{aggregate.sql}{back}"


def print_values(table: IndicatorTable, by: str) -> None:
    """Print values: years side by side, or places or parts where there is one year; schools below one another."""
    console = rich_console()
    if not table.values:
        console.print("没有可以列的数。luoshi stats 看有哪些表、哪些年。")
        return
    known = {one.id: one for one in table.indicators}
    years = sorted({one.year for one in table.values})
    if by == "school":
        _print_schools(console, table, known)
    elif len(years) == 1:
        _print_across(console, table.values, known, years[0])
    else:
        shown = _print_years(console, table.values, known, years)
        if len(shown) < len(years):
            told = f"只列最近 {len(shown)} 年；窗口宽一些、写 --year 或 --format xlsx 看其余的年份。"
            console.print(told, style="dim", highlight=False)
            years = shown
    told_of = [one for one in table.values if one.note and one.year in years]
    notes = list(dict.fromkeys(f"{known[one.indicator].name} {_whose(one)}：{one.note}" for one in told_of))
    if notes:
        console.print("* 数值的说明：", style="dim")
    for note in notes[:_NOTES_SHOWN]:
        console.print(hanging(note, "  ", console.width), style="dim", highlight=False)
    if len(notes) > _NOTES_SHOWN:
        console.print(f"  ……还有 {len(notes) - _NOTES_SHOWN} 条说明，见 --format xlsx", style="dim")


def _print_years(
    console: Console, values: Sequence[IndicatorValue], known: dict[str, Indicator], years: Sequence[int]
) -> list[int]:
    """Print years side by side, the last that fit; return those that are shown."""
    all_shown: set[int] = set()
    cells = {(one.indicator, one.place.name, one.split, one.year): one for one in values}
    lines = list(dict.fromkeys((one.indicator, one.place.name, one.split) for one in values))
    places = len({(place, part) for _, place, part in lines}) > 1
    room = console.width - _NAME_WIDTH * (2 if places else 1)
    for group in _groups(known, list(dict.fromkeys(name for name, _, _ in lines))):
        told = sorted({one.year for one in values if one.indicator in group and one.value is not None} or years)
        shown = told[-max(2, min(_COLUMNS_SHOWN, room // (_FIGURE_WIDTH + GAP))) :]
        all_shown.update(shown)
        columns = [Column("指标", ratio=2), *([Column("对象")] if places else [])]
        columns += [Column(str(year), right=True, whole=True) for year in shown]
        rows = []
        for name, place, part in [line for line in lines if line[0] in group]:
            figures = [_shown(cells.get((name, place, part, year)), known) for year in shown]
            rows.append((_titled(known[name]), *([f"{place} {part}".strip()] if places else []), *figures))
        _print_group(console, known[group[0]].group, len(lines), columns, rows)
    return sorted(all_shown)


def _print_across(console: Console, values: Sequence[IndicatorValue], known: dict[str, Indicator], year: int) -> None:
    cells = {(one.indicator, one.place.name, one.split): one for one in values}
    across = list(dict.fromkeys((one.place.name, one.split) for one in values))
    lines = list(dict.fromkeys(one.indicator for one in values))
    one_place = len({place for place, _ in across}) == 1
    title = f"{year} 年" + (f"　{across[0][0]}" if one_place else "")
    console.print(title, style="bold", highlight=False)
    heads = [(part or "数值") if one_place else f"{place} {part}".strip() for place, part in across]
    if sum(max(width_of(head), _FIGURE_WIDTH) + GAP for head in heads) > console.width - _NAME_WIDTH:
        whose = [f"{one.place.name} {one.split}".strip() for one in values]
        listed = [
            (_titled(known[one.indicator]), name, _shown(one, known)) for one, name in zip(values, whose, strict=True)
        ]
        print_records(console, (Column("指标"), Column("对象"), Column("数值", right=True)), listed)
        return
    rows = [(_titled(known[name]), *(_shown(cells.get((name, *key)), known) for key in across)) for name in lines]
    print_records(console, [Column("指标", ratio=2), *(Column(head, right=True) for head in heads)], rows)


def _groups(known: dict[str, Indicator], names: Sequence[str]) -> list[list[str]]:
    """Return the names by the group of their indicators; all together where they are few."""
    if len(names) <= _TOGETHER:
        return [list(names)]
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(known[name].group, []).append(name)
    return list(groups.values())


def _print_group(
    console: Console, title: str, lines: int, columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> None:
    if lines > _TOGETHER:
        console.print("")
        console.print(title, style="bold", highlight=False)
    print_records(console, columns, rows)


def _print_schools(console: Console, table: IndicatorTable, known: dict[str, Indicator]) -> None:
    names = list(dict.fromkeys(one.indicator for one in table.values))[:_COLUMNS_SHOWN]
    cells = {(one.place.code, one.year, one.indicator): one for one in table.values}
    lines = dict.fromkeys((one.place.code, one.place.name, one.year) for one in table.values)
    rows = [
        (title, code, str(year), *(_shown(cells.get((code, year, name)), known) for name in names))
        for code, title, year in lines
    ]
    columns = [Column("学校"), Column("标识码", whole=True), Column("年份", whole=True)]
    print_records(console, [*columns, *(Column(_titled(known[name]), right=True) for name in names)], rows)


def _whose(one: IndicatorValue) -> str:
    return " ".join(part for part in (one.place.name, one.split, f"{one.year} 年") if part)


def _titled(one: Indicator) -> str:
    return f"{one.name}（{one.unit}）" if one.unit else one.name


def _shown(value: IndicatorValue | None, known: dict[str, Indicator]) -> str:
    if value is None or value.value is None:
        return MISSING
    return f"{value.value:,.{known[value.indicator].decimals}f}" + ("*" if value.note else "")


def print_explanation(found: Explanation, *, every_row: bool) -> None:
    """Print how a value came about."""
    console = rich_console()
    indicator, value = found.indicator, found.value
    part = f"，{value.split}" if value.split else ""
    shown = "算不出" if value.value is None else f"{value.value:,.{indicator.decimals}f} {indicator.unit}"
    console.print(
        f"{indicator.name}　{value.place.name}{part}　{value.year} 年：{shown}", style="bold", highlight=False
    )
    if value.note:
        console.print(hanging(value.note, "  ", console.width), highlight=False)
    for name, text in (("口径", indicator.scope), ("依据", str(indicator.basis)), ("来自", _origin(indicator))):
        if text:
            console.print(hanging(f"{name}　{text}", "  ", console.width), highlight=False)
    console.print(f"  快照　{found.snapshot}", highlight=False)
    if indicator.growth_of:
        before = value.denominator.value if value.denominator is not None else None
        console.print(f"  今年 {_plain(value.numerator.value)}，上年 {_plain(before)}", highlight=False)
    if found.effects is not None:
        console.print(hanging(str(found.effects), "  ", console.width), highlight=False)
    if found.one_sided:
        names = "、".join(found.one_sided[:_SCHOOLS_SHOWN]) + ("等" if len(found.one_sided) > _SCHOOLS_SHOWN else "")
        told = f"只在分子或只在分母里的学校 {len(found.one_sided)} 所，多半缺报了一张表：{names}"
        console.print(hanging(told, "  ", console.width), style="yellow", highlight=False)
    parts = ((value.numerator, found.numerator_rows), (value.denominator, found.denominator_rows))
    for number, (quantity, rows) in enumerate(parts):
        if quantity is None or (indicator.growth_of and not rows):
            continue
        name = (("今年的行", "上年的行") if indicator.growth_of else ("分子", "分母"))[number]
        aggregate = indicator.aggregates[number] if indicator.aggregates else None
        console.print("")
        _print_quantity(console, name, quantity, aggregate)
        _print_rows(console, rows, every_row=every_row)


def _plain(value: Decimal | None) -> str:
    return MISSING if value is None else f"{value:,f}"


def _print_quantity(console: Console, name: str, quantity: Quantity, aggregate: Aggregate | None) -> None:
    blanks = f"，其中 {quantity.blanks} 行没有填" if quantity.blanks else ""
    counted = f"（{quantity.rows} 行{blanks}）" if aggregate is not None else ""
    total = f" {_plain(quantity.value)}" if aggregate is not None else ""
    console.print(f"{name}{total}{counted}", style="bold", highlight=False)
    if aggregate is not None:
        console.print(hanging(_formula(aggregate), "  ", console.width), style="dim", highlight=False)


def _print_rows(console: Console, rows: Sequence[SourceRow], *, every_row: bool) -> None:
    """Print rows table by table: a figure of a school may be added up from several."""
    tables = list(dict.fromkeys(row.table for row in rows))
    for table in tables:
        ones = [row for row in rows if row.table == table]
        shown = ones if every_row else ones[:_ROWS_SHOWN]
        if len(tables) > 1:
            console.print(f"  {table}", highlight=False)
        heads = list(dict.fromkeys(head for row in shown for head in row.cells))
        lines = [
            (row.name, *(_cell(row.cells.get(head)) for head in heads), f"{row.file} “{row.sheet}”第 {row.row} 行")
            for row in shown
        ]
        columns = [Column("学校或地区"), *(Column(head, right=True) for head in heads), Column("出处", ratio=2)]
        print_records(console, columns, lines)
        if len(shown) < len(ones):
            more = f"  ……还有 {len(ones) - len(shown)} 行，加 --all 列出，或 --format xlsx 写出"
            console.print(more, style="dim")


def _cell(value: object) -> str:
    if value is None:
        return MISSING
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else str(value)
