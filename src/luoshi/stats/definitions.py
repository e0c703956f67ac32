"""The definitions of tables, fields and codes (数据表定义): packaged CSV files, with a workspace's own over them.

Entries: :func:`load_definitions`, :func:`table_named`. A workspace adds fields, aliases and words in ``fields.csv``,
``tables.csv`` and ``codes.csv`` of ``rules/stats``, with the same columns; a row of the same table and field, or list
and word, replaces the packaged one.
Not here: what a definition is (:mod:`luoshi.model.tables`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from luoshi.base.errors import LuoshiError, reason
from luoshi.model.tables import CodeList, Definitions, FieldDef, FieldType, Owner, Role, TableDef, TimeKind
from luoshi.stats.heads import plain

_FILES = ("tables", "fields", "codes")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_Enum = TypeVar("_Enum", bound=StrEnum)
_Rows = dict[str, list[dict[str, str]]]


def load_definitions(own: Path | None = None) -> Definitions:
    """Return the definitions in force.

    Args:
        own: folder of a workspace's additions (``rules/stats``); None or a missing folder for the packaged ones alone.

    Raises:
        LuoshiError: T001 when one of the workspace's files cannot be read or says what cannot be.
    """
    if own is None or not own.is_dir():
        return _packaged()
    rows: _Rows = {}
    for name in _FILES:
        packaged = _read((files("luoshi.stats") / "definitions" / f"{name}.csv").read_text(encoding="utf-8"))
        path = own / f"{name}.csv"
        rows[name] = _overlaid(name, packaged, _own_rows(path, packaged[0].keys())) if path.is_file() else packaged
    try:
        return _definitions(rows)
    except (KeyError, ValueError, InvalidOperation) as error:
        raise LuoshiError(
            "T001", f"本局的数据表定义有误：{error}", where=str(own), hint="对照内置的定义改正，或删去这一行"
        ) from error


def table_named(definitions: Definitions, name: str) -> TableDef:
    """Return the table of an identifier or a Chinese name.

    Raises:
        LuoshiError: T803 when there is none.
    """
    found = definitions.tables.get(name) or next((t for t in definitions.tables.values() if t.title == name), None)
    if found is None:
        titles = "、".join(table.title for table in definitions.tables.values())
        raise LuoshiError("T803", f"没有“{name}”这张表", hint=f"有的是：{titles}")
    return found


@cache
def _packaged() -> Definitions:
    folder = files("luoshi.stats") / "definitions"
    return _definitions({name: _read((folder / f"{name}.csv").read_text(encoding="utf-8")) for name in _FILES})


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _own_rows(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    try:
        rows = _read(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LuoshiError("T001", f"本局的数据表定义读不出来：{reason(error)}", where=str(path)) from error
    except UnicodeDecodeError as error:
        hint = "请用 UTF-8 编码另存后再试"
        raise LuoshiError("T001", "本局的数据表定义不是 UTF-8 编码", where=str(path), hint=hint) from error
    known = list(columns)
    wrong = [name for row in rows[:1] for name in row if name not in known]
    if wrong:
        raise LuoshiError("T001", f"不认识 {'、'.join(wrong)} 这一列", where=str(path), hint=f"列名：{','.join(known)}")
    return [{name: row.get(name) or "" for name in known} for row in rows]


_IDENTITY = {"tables": ("table",), "fields": ("table", "field"), "codes": ("list", "value")}


def _overlaid(name: str, packaged: list[dict[str, str]], own: list[dict[str, str]]) -> list[dict[str, str]]:
    identity = _IDENTITY[name]
    merged = {tuple(row[part] for part in identity): row for row in packaged}
    merged.update({tuple(row[part] for part in identity): row for row in own})
    return list(merged.values())


def _definitions(rows: _Rows) -> Definitions:
    codes = _code_lists(rows["codes"])
    fields: dict[str, list[FieldDef]] = {row["table"]: [] for row in rows["tables"]}
    for row in rows["fields"]:
        fields[row["table"]].append(_field(row, codes))
    tables = {row["table"]: _table(row, tuple(fields[row["table"]])) for row in rows["tables"]}
    for table in tables.values():
        for fault in _faults(table):
            raise ValueError(f"{table.name} {fault}")
    return Definitions(tables, codes)


def _faults(table: TableDef) -> Iterator[str]:
    """Yield why a table cannot be kept: its names become those of columns and files, its keys tell rows apart."""
    for name in (table.name, *(field.name for field in table.fields)):
        if not _NAME.fullmatch(name):
            yield f"的“{name}”不能作名称，只能用小写字母、数字和下划线，以字母开头"
    keys = {key.name for key in table.keys}
    if lacking := [name for name in (table.time_field, table.owner_field, *table.block) if name and name not in keys]:
        yield f"的主键里少了 {'、'.join(lacking)}"
    if not keys:
        yield "没有主键（role 为 key 的字段）"
    heads: dict[str, str] = {}
    for field in table.fields:
        for head in {plain(word) for word in (field.title, *field.aliases)}:
            if heads.setdefault(head, field.name) != field.name:
                yield f"的 {heads[head]} 和 {field.name} 都叫“{head}”，分不出是哪个字段"


def _word(kind: type[_Enum], text: str, column: str) -> _Enum:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{column} 写的是“{text}”，只能是：{'、'.join(one.value for one in kind)}") from None


def _table(row: dict[str, str], fields: tuple[FieldDef, ...]) -> TableDef:
    return TableDef(
        row["table"],
        row["title"],
        _word(TimeKind, row["time"], "time"),
        _word(Owner, row["owner"], "owner"),
        row["grain"],
        fields,
        tuple(row["block"].split()),
        tuple(row["expected_of"].split()),
        row["description"],
    )


def _field(row: dict[str, str], codes: Mapping[str, CodeList]) -> FieldDef:
    if row["codes"] and row["codes"] not in codes:
        raise ValueError(f"{row['table']}.{row['field']} 用的代码表 {row['codes']} 没有定义")
    return FieldDef(
        name=row["field"],
        title=row["title"],
        type=_word(FieldType, row["type"], "type"),
        unit=row["unit"],
        role=_word(Role, row["role"], "role"),
        required=row["required"] == "1",
        minimum=Decimal(row["minimum"]) if row["minimum"] else None,
        maximum=Decimal(row["maximum"]) if row["maximum"] else None,
        codes=row["codes"],
        scope=row["scope"],
        source_form=row["source_form"],
        asked=row["asked"] == "1",
        valid_from=int(row["valid_from"]) if row["valid_from"] else None,
        valid_to=int(row["valid_to"]) if row["valid_to"] else None,
        aliases=tuple(part for part in row["aliases"].split("|") if part),
        description=row["description"],
    )


def _code_lists(rows: list[dict[str, str]]) -> dict[str, CodeList]:
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        grouped.setdefault(row["list"], []).append(row)
    return {
        name: CodeList(
            name,
            tuple(row["value"] for row in members),
            {alias: row["value"] for row in members for alias in row["aliases"].split("|") if alias},
            {row["value"]: row["next"] for row in members if row["next"]},
            {row["value"]: row["of"] for row in members if row["of"]},
        )
        for name, members in grouped.items()
    }
