"""Writes docs/数据表.md, the manual of the tables of the base database, from ``stats/definitions/*.csv``.

Run ``python scripts/make_table_manual.py`` after a table, field or code was added or changed; a test fails until then.
Another file can be named as the argument.
"""

from __future__ import annotations

import sys
from pathlib import Path

from luoshi.model.tables import Definitions, FieldDef, FieldType, Role, TableDef, TimeKind
from luoshi.stats.definitions import load_definitions

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "数据表.md"

_HEAD = """# 数据表

基础数据库有哪些表，每张表有哪些字段。装入、核对、填报模板用的是同一份定义。
由 `scripts/make_table_manual.py` 从 `stats/definitions/` 写出，不要手改。
怎样装入见 [统计数据](统计数据.md)；`luoshi stats fields 表名` 在屏幕上列出同样的内容，包括本局自己增加的。

- **学年**写起始年：2024 是 2024—2025 学年，学生数的时点是 9 月 1 日。财政、人口、出生按公历年。
- **来源**“填报”的，别的系统里没有，由填报模板来问；其余写的是哪种报表里有。
  “待核实”的表号没有同正式的统计报表制度核对过。
- 每一行另存状态（快报、初步、正式）、时点和来处（文件、工作表、行）。
- 只有汇总数，没有学生和教师个人的数据。
"""

_TYPES = {
    FieldType.TEXT: "文字",
    FieldType.LABEL: "文字，只供核对",
    FieldType.COUNT: "整数",
    FieldType.DECIMAL: "数",
    FieldType.DATE: "日期",
    FieldType.YEAR: "公历年",
    FieldType.SCHOOL_YEAR: "学年",
}
_TIMES = {
    TimeKind.SCHOOL_YEAR: "按学年",
    TimeKind.CALENDAR_YEAR: "按公历年",
    TimeKind.DATED: "按日期",
    TimeKind.PERIOD: "按期",
}


def manual_text() -> str:
    """Return the whole manual: each table with its fields, then the code lists."""
    definitions = load_definitions()
    parts = [_HEAD, *(_table(table) for table in definitions.tables.values()), _codes(definitions)]
    return "\n".join(parts)


def _table(table: TableDef) -> str:
    lines = [f"## {table.title}", "", f"`{table.name}`，{_TIMES[table.time]}，{table.grain}。{table.description}。"]
    if table.expected_of:
        lines.append(f"应交的学校：{'、'.join(table.expected_of)}。")
    lines += ["", "| 字段 | 程序中 | 类型 | 单位 | 来源 | 口径、说明 |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *(_field(field) for field in table.fields)]) + "\n"


def _field(field: FieldDef) -> str:
    title = f"{'*' if field.required else ''}{field.title}"
    kind = f"代码 {field.codes}" if field.codes else _TYPES[field.type]
    source = "关键字" if field.role is Role.KEY else "填报" if field.asked else field.source_form or "—"
    words = "；".join(text for text in (field.scope, field.description) if text) or "—"
    return f"| {title} | `{field.name}` | {kind} | {field.unit or '—'} | {source} | {words} |"


def _codes(definitions: Definitions) -> str:
    lines = ["## 代码", "", "存的是中文词；别的写法装入时换成它。", "", "| 代码表 | 词 | 也认的写法 |", "|---|---|---|"]
    for codes in definitions.codes.values():
        aliases = "、".join(codes.aliases) or "—"
        lines.append(f"| {codes.name} | {'、'.join(codes.words)} | {aliases.replace('|', '／')} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else MANUAL
    target.write_text(manual_text(), encoding="utf-8")
