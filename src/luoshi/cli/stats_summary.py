"""The base database on a terminal (统计数据的显示).

Entries: ``print_*``. Not here: computing, files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from luoshi.base.findings import Severity
from luoshi.cli.console import rich_console
from luoshi.cli.records import MISSING, STYLES, Column, hanging, print_records
from luoshi.model.tables import FieldType, Role, TimeKind

if TYPE_CHECKING:
    from rich.console import Console

    from luoshi.model.statistics import AreaTotal, DataFinding, LearntForm, LoadResult, Snapshot, TableDifference
    from luoshi.model.statistics import Missing as MissingReturn
    from luoshi.model.tables import Definitions, TableDef

_PER_CODE = 3
_SCHOOLS_SHOWN = 5
_TOTALS_SHOWN = 6
_FILES_SHOWN = 4


def print_contents(snapshot: Snapshot | None, definitions: Definitions) -> None:
    """Print the tables that hold rows, with their years."""
    console = rich_console()
    if snapshot is None:
        console.print("还没有装入数据。用 luoshi stats load 文件 装入，用 luoshi stats template 写出填报模板。")
        return
    console.print(f"快照 {snapshot.id}　{_when(snapshot.made_at)}　{snapshot.action}", style="bold")
    rows: list[tuple[str, ...]] = []
    for name, table in definitions.tables.items():
        parts = [part for part in snapshot.parts if part.table == name]
        if parts:
            years = [part.period for part in parts if part.period is not None]
            status: Counter[str] = Counter()
            for part in parts:
                status.update(part.status)
            last = "、".join(status)
            rows.append((table.title, _span(years, table), f"{sum(part.rows for part in parts):,}", last))
    columns = (Column("数据表"), Column("年份"), Column("行数", right=True), Column("状态"))
    print_records(console, columns, rows)


def _span(years: Sequence[int], table: TableDef) -> str:
    if not years:
        return MISSING
    kind = "学年" if table.time is TimeKind.SCHOOL_YEAR else "年"
    first, last = min(years), max(years)
    whole = len(set(years)) == last - first + 1
    text = f"{first}—{last}" if whole and first != last else "、".join(map(str, sorted(years)))
    return f"{text} {kind}"


def print_load(result: LoadResult, files: int, *, show_all: bool, only_check: bool) -> None:
    """Print what a load did: findings first, then what became of it."""
    console = rich_console()
    for severity in Severity:
        found = [one for one in result.findings if one.finding.severity is severity]
        if found:
            console.print(f"{severity.label} {len(found)} 处", style=STYLES[severity] or "bold")
            _print_findings(console, found, show_all=show_all)
            console.print("")
    rows = sum(result.rows.values())
    told = f"{files} 个文件，{len(result.rows)} 张表，{rows:,} 行"
    if result.refused:
        console.print(f"没有装入（{told}）：改正错误后再装，数据库没有变动。", style="bold")
    elif only_check:
        console.print(f"核对完了，可以装入（{told}）；这次没有装入。", style="bold")
    elif result.snapshot is None or not result.is_new:
        console.print(f"和现在的数据完全一样，没有新的快照（{told}）。", style="bold")
    else:
        console.print(f"已装入（{told}），快照 {result.snapshot.id}。", style="bold")
    if result.movements:
        console.print(f"比上年变动超过 10% 的有 {len(result.movements)} 项，见情况说明。")


def _print_findings(console: Console, found: Sequence[DataFinding], *, show_all: bool) -> None:
    by_code: dict[str, list[DataFinding]] = {}
    for one in found:
        by_code.setdefault(one.finding.code, []).append(one)
    for code, ones in by_code.items():
        shown = ones if show_all else ones[:_PER_CODE]
        for one in shown:
            where = f"{one.finding.where}：" if one.finding.where else ""
            console.print(hanging(f"{code} {where}{one.finding.message}", "  ", console.width), highlight=False)
        if shown[-1].finding.fix:
            console.print(
                hanging(f"处理：{shown[-1].finding.fix}", "    ", console.width), style="dim", highlight=False
            )
        if len(shown) < len(ones):
            console.print(f"    ……这一种还有 {len(ones) - len(shown)} 处，加 --all 列出", style="dim")


def print_history(snapshots: Sequence[Snapshot]) -> None:
    """Print the snapshots, the one in force first."""
    console = rich_console()
    if not snapshots:
        console.print("还没有快照。")
        return
    for number, snapshot in enumerate(snapshots):
        what = f"回退到 {snapshot.restored}" if snapshot.restored else f"装入 {len(snapshot.files)} 个文件"
        rows = f"共 {sum(part.rows for part in snapshot.parts):,} 行"
        mark = "（现在）" if not number else ""
        parts = (_when(snapshot.made_at), snapshot.made_by, what, rows, snapshot.note)
        console.print(f"{snapshot.id}{mark}　{'　'.join(part for part in parts if part)}", highlight=False)
        files = [file.name for file in snapshot.files]
        if files:
            told = "、".join(files[:_FILES_SHOWN]) + (f"等 {len(files)} 个" if len(files) > _FILES_SHOWN else "")
            console.print(hanging(told, "  ", console.width), style="dim", highlight=False)


def _when(text: str) -> str:
    return text.replace("T", " ")[:16]


def print_differences(found: Sequence[TableDifference], definitions: Definitions) -> None:
    """Print what differs between two snapshots."""
    console = rich_console()
    if not found:
        console.print("两个快照的数据一样。")
        return
    rows = []
    for one in found:
        table = definitions.tables[one.table]
        totals = [f"{table.by_name[name].title} {was or '无'}→{now or '无'}" for name, was, now in one.totals]
        told = "；".join(totals[:_TOTALS_SHOWN]) + ("……" if len(totals) > _TOTALS_SHOWN else "")
        period = str(one.period) if one.period is not None else MISSING
        rows.append((table.title, period, str(one.added), str(one.removed), str(one.changed), told or MISSING))
    columns = (
        Column("数据表"),
        Column("年份"),
        Column("增加", right=True),
        Column("减少", right=True),
        Column("改动", right=True),
        Column("合计的变化"),
    )
    print_records(console, columns, rows)


def print_missing(owed: Sequence[MissingReturn], definitions: Definitions) -> None:
    """Print the returns that are owed, by county and table."""
    console = rich_console()
    if not owed:
        console.print("没有缺报。")
        return
    groups: dict[tuple[str, str, int], list[MissingReturn]] = {}
    for one in owed:
        groups.setdefault((one.area_name or one.area_code, one.table, one.period), []).append(one)
    rows = []
    for (area, table, period), ones in groups.items():
        names = "、".join(one.institution_name or one.institution_code for one in ones[:_SCHOOLS_SHOWN])
        more = f"等 {len(ones)} 所" if len(ones) > _SCHOOLS_SHOWN else ""
        rows.append((area, definitions.tables[table].title, str(period), str(len(ones)), names + more))
    console.print(f"缺报 {len(owed)} 处", style="bold")
    columns = (Column("县（市、区）"), Column("数据表"), Column("学年"), Column("学校数", right=True), Column("学校"))
    print_records(console, columns, rows)


def print_totals(found: Sequence[AreaTotal]) -> None:
    """Print totals with a row for each year and part, and a column for each area set."""
    console = rich_console()
    if not found:
        console.print("没有这项数据。")
        return
    sets = sorted({one.area_set for one in found}, key=lambda name: (name != "全部", name))
    values = {(one.period, one.part, one.area_set): one.value for one in found}
    lines = list(dict.fromkeys((one.period, one.part) for one in found))
    has_parts = any(part for _, part in lines)
    rows = []
    for period, part in lines:
        cells = [values.get((period, part, name)) for name in sets]
        shown = [MISSING if value is None else f"{value:,.4f}".rstrip("0").rstrip(".") for value in cells]
        rows.append((str(period), *([part or MISSING] if has_parts else []), *shown))
    parts = (Column("分项"),) if has_parts else ()
    print_records(console, (Column("年份"), *parts, *(Column(name, right=True, whole=True) for name in sets)), rows)


def print_learnt(forms: Sequence[LearntForm]) -> None:
    """Print what each sheet is taken for, with its first rows."""
    console = rich_console()
    if not forms:
        console.print("文件里没有认得出的数据。")
    for form in forms:
        if not form.title:
            more = "，映射要补全" if form.mapping else "；知道是哪张表时加 --table 表名 --save，写出要补全的映射"
            console.print(f"“{form.sheet}”：认不出是什么数据{more}", style="yellow")
            continue
        how = f"按映射文件 {form.known}" if form.known else "按列名识别"
        console.print(f"“{form.sheet}”：{form.title}（{how}）", style="bold")
        print_records(
            console, [Column(head) for head in form.heads], [[v or MISSING for v in row] for row in form.rows]
        )
        if form.ignored:
            console.print(f"  没有读的列：{'、'.join(form.ignored)}", style="dim")


def print_fields(definitions: Definitions, tables: Sequence[str]) -> None:
    """Print the tables, or the fields of those named.

    Raises:
        LuoshiError: T803 when one is not known.
    """
    from luoshi.stats.definitions import table_named

    console = rich_console()
    if not tables:
        rows = [(t.title, t.name, t.grain, str(len(t.fields))) for t in definitions.tables.values()]
        columns = (Column("数据表"), Column("程序中"), Column("一行是什么"), Column("字段", right=True))
        print_records(console, columns, rows)
        console.print("luoshi stats fields 表名 列出字段。")
    for name in tables:
        table = table_named(definitions, name)
        console.print(f"{table.title}（{table.name}）：{table.description}", style="bold")
        listed = [
            (
                ("*" if field.required else "") + field.title,
                field.name,
                _kind(field.type, field.codes, definitions),
                field.unit or MISSING,
                "关键字" if field.role is Role.KEY else "填报" if field.asked else field.source_form or MISSING,
                field.scope or field.description or MISSING,
            )
            for field in table.fields
        ]
        heads = (
            Column("字段"),
            Column("程序中"),
            Column("类型"),
            Column("单位"),
            Column("来源"),
            Column("口径、说明"),
        )
        print_records(console, heads, listed)


def _kind(kind: FieldType, codes: str, definitions: Definitions) -> str:
    if kind is FieldType.CODE:
        words = definitions.codes[codes].words
        return "、".join(words[:4]) + ("……" if len(words) > 4 else "")
    names = {
        FieldType.TEXT: "文字",
        FieldType.LABEL: "文字（核对用）",
        FieldType.COUNT: "整数",
        FieldType.DECIMAL: "数",
        FieldType.DATE: "日期",
        FieldType.YEAR: "公历年",
        FieldType.SCHOOL_YEAR: "学年",
    }
    return names[kind]
