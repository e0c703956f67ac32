"""Whether rows belong (归属核对): keys that repeat, schools and areas that are not known, names that do not fit a code.

Entry: :func:`check_keys`, after :func:`luoshi.stats.merging.merge`.
Not here: single cells (:mod:`luoshi.stats.cells`), sums and years (:mod:`luoshi.stats.checks`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luoshi.base.findings import Finding, Severity
from luoshi.model.statistics import DataFinding, RowPlace
from luoshi.model.tables import Owner, TableDef, TimeKind
from luoshi.stats.side_by_side import side_by_side
from luoshi.stats.staging import Staged

if TYPE_CHECKING:
    import duckdb

_STATUS_RANK = "CASE {} WHEN '正式' THEN 3 WHEN '初步' THEN 2 WHEN '快报' THEN 1 ELSE 0 END"
_AREA_FIELDS = ("area_code", "parent_code", "merged_into")


@dataclass(frozen=True, slots=True)
class _Look:
    """What every check here needs."""

    con: duckdb.DuckDBPyConnection
    table: TableDef
    staged: Staged
    status: str
    years: set[int]
    has_areas: bool

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.con.execute(sql).fetchall()

    @property
    def supplied(self) -> list[str]:
        """The fields that supplements (补充) of the load have."""
        came = frozenset[str]().union(*(b.fields for b in self.staged.of(self.table.name) if not b.whole))
        keys = {key.name for key in self.table.keys}
        return [field.name for field in self.table.stored if field.name in came and field.name not in keys]

    def place(self, batch: int, row: int, field: str = "") -> RowPlace:
        """Return the place of a row, or of a cell of it."""
        return self.staged.batches[batch].place(row, field)


def check_keys(con: duckdb.DuckDBPyConnection, staged: Staged, status: str) -> list[DataFinding]:
    """Return what is wrong with the keys of the rows that came with a load.

    Args:
        con: after the rows were merged.
        staged: the rows that came.
        status: what the load is said to be: 快报, 初步 or 正式.
    """
    years = {row[0] for row in con.execute('SELECT DISTINCT school_year FROM "institutions"').fetchall()}
    has_areas = con.execute('SELECT 1 FROM "areas" LIMIT 1').fetchone() is not None

    def check(cursor: duckdb.DuckDBPyConnection, name: str) -> list[DataFinding]:
        look = _Look(cursor, staged.definitions.tables[name], staged, status, years, has_areas)
        return [
            *_repeated(look),
            *_contradicting(look),
            *_orphans(look),
            *_outranked(look),
            *_unknown(look),
            *_misnamed(look),
        ]

    return [finding for found in side_by_side(con, staged.rows, check) for finding in found]


def _repeated(look: _Look) -> Iterator[DataFinding]:
    table = look.table
    keys = ", ".join(f'"{key.name}"' for key in table.keys)
    source = f'"whole_{table.name}"'
    if not look.rows(f"SELECT 1 FROM {source} GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"):
        return
    sql = f"SELECT list((_batch, _row) ORDER BY _batch, _row), {keys} FROM {source} GROUP BY {keys} HAVING count(*) > 1"
    rows: dict[tuple[str, ...], list[tuple[list[RowPlace], list[Any]]]] = {}
    for places, *values in look.rows(sql):
        at = [look.place(*place) for place in places]
        rows.setdefault(tuple(map(str, at)), []).append((at, values))
    for said, ones in rows.items():  # a row of a wide form repeats all its grades
        at, values = ones[0]
        words = "、".join(str(value) for value in values if value is not None)
        more = f"等 {len(ones)} 项" if len(ones) > 1 else ""
        finding = Finding(
            "T121",
            Severity.ERROR,
            f"{table.title}里“{words}”{more}出现了 {len(at)} 次",
            where="；".join(said[:4]),
            fix="同一所学校、同一年级（学科、年龄段）只留一行",
        )
        yield _about(look, finding, at, values)


def _contradicting(look: _Look) -> Iterator[DataFinding]:
    """Yield an error where supplements (补充) give one field of a row two values."""
    table = look.table
    fields = look.supplied
    if not fields:
        return
    keys = ", ".join(f'"{key.name}"' for key in table.keys)
    source = f'"in_{table.name}" JOIN batches USING (_batch) WHERE NOT _whole GROUP BY {keys}'
    if not look.rows(f"SELECT 1 FROM {source} HAVING count(*) > 1 LIMIT 1"):
        return
    differ = [f'count(DISTINCT "{field}") > 1' for field in fields]
    sql = f"""SELECT list((_batch, _row) ORDER BY _batch, _row), [{", ".join(differ)}], {keys}
        FROM {source} HAVING {" OR ".join(differ)}"""
    for places, wrong, *values in look.rows(sql):
        at = [look.place(*place) for place in places]
        words = "、".join(str(value) for value in values if value is not None)
        titles = "、".join(table.by_name[field].title for field, is_so in zip(fields, wrong, strict=True) if is_so)
        finding = Finding(
            "T121",
            Severity.ERROR,
            f"{table.title}里“{words}”出现了 {len(at)} 次，{titles}不一样",
            where="；".join(str(place) for place in at[:4]),
            fix="同一所学校、同一年级（学科、年龄段）只留一行",
        )
        yield _about(look, finding, at, values)


def _orphans(look: _Look) -> Iterator[DataFinding]:
    table = look.table
    if all(batch.whole for batch in look.staged.of(table.name)):
        return
    keys = ", ".join(f's."{key.name}"' for key in table.keys)
    same = " AND ".join(f's."{key.name}" IS NOT DISTINCT FROM n."{key.name}"' for key in table.keys)
    sql = f"""SELECT s._batch, s._row, {keys} FROM "sup_{table.name}" s
        WHERE NOT EXISTS (SELECT 1 FROM "new_{table.name}" n WHERE {same}) ORDER BY 1, 2"""
    required = "、".join(f.title for f in table.fields if f.required and f not in table.keys)
    for batch, row, *values in look.rows(sql):
        finding = Finding(
            "T127",
            Severity.ERROR,
            f"这一行只有补充内容，{table.title}里还没有它的主要数据（{required}）",
            where=str(look.place(batch, row)),
            fix="先装入主表，或把主表和这个文件一起装入",
        )
        yield _about(look, finding, [look.place(batch, row)], values)


def _outranked(look: _Look) -> Iterator[DataFinding]:
    table = look.table
    if not look.rows(f'SELECT 1 FROM "old_{table.name}" LIMIT 1'):
        return
    block = ", ".join(f'n."{key}"' for key in table.block)
    same = " AND ".join(f'n."{key}" IS NOT DISTINCT FROM o."{key}"' for key in table.block)
    new_rank, old_rank = _STATUS_RANK.format(f"'{look.status}'"), _STATUS_RANK.format("o._status")
    sql = f"""SELECT max(o._status), count(DISTINCT ({block})), min(n._batch), min(n._row)
        FROM "whole_{table.name}" n JOIN "old_{table.name}" o ON {same} WHERE {old_rank} > {new_rank}"""
    found = look.rows(sql)
    if look.supplied:
        keys = " AND ".join(f'n."{key.name}" IS NOT DISTINCT FROM o."{key.name}"' for key in table.keys)
        news = " OR ".join(f'(n."{f}" IS NOT NULL AND n."{f}" IS DISTINCT FROM o."{f}")' for f in look.supplied)
        found += look.rows(
            f"""SELECT max(o._status), count(DISTINCT ({block})), min(n._batch), min(n._row)
            FROM "sup_{table.name}" n JOIN "old_{table.name}" o ON {keys} WHERE {old_rank} > {new_rank} AND ({news})"""
        )
    found += look.rows(
        f"""SELECT max(o._status), count(DISTINCT ({block})), NULL, NULL
        FROM "gone_{table.name}" n JOIN "old_{table.name}" o ON {same} WHERE {old_rank} > {new_rank}"""
    )
    for before, count, batch, row in found:
        places = () if batch is None else (look.place(batch, row),)
        if count:
            finding = Finding(
                "T126",
                Severity.ERROR,
                f"{table.title}里有 {count} 处已经装入了{before}数，不能用{look.status}数盖掉",
                where="；".join(map(str, places)),
                fix="核对 --status 写得对不对；确实要退回旧数时用 luoshi stats rollback",
            )
            yield DataFinding(finding, places, table.name)


def _unknown(look: _Look) -> Iterator[DataFinding]:
    table = look.table
    if table.owner is Owner.INSTITUTION and table.name != "institutions" and table.time is TimeKind.SCHOOL_YEAR:
        yield from _unknown_schools(look)
    for name in _AREA_FIELDS:
        if name in table.by_name and table.name != "areas":
            yield from _unknown_areas(look, name)


def _unknown_schools(look: _Look) -> Iterator[DataFinding]:
    table = look.table
    for year, batch, row, count in look.rows(
        f'SELECT school_year, min(_batch), min(_row), count(*) FROM "in_{table.name}" GROUP BY 1 ORDER BY 1'
    ):
        if year is not None and year not in look.years:
            finding = Finding(
                "T128",
                Severity.ERROR,
                f"还没有 {year} 学年的学校表，{table.title}的 {count} 行不知道是哪些学校的",
                where=str(look.place(batch, row)),
                fix="先装入这一学年的学校（机构）表，或和这个文件一起装入",
            )
            yield DataFinding(finding, (look.place(batch, row),), table.name, period=year)
    listed = ", ".join(str(year) for year in sorted(look.years)) or "NULL"
    sql = f"""SELECT DISTINCT ON (_batch, _row) _batch, _row, school_year, institution_code, _label
        FROM "in_{table.name}" i WHERE school_year IN ({listed}) AND NOT EXISTS (SELECT 1 FROM institutions s
        WHERE s.school_year = i.school_year AND s.institution_code = i.institution_code) ORDER BY _batch, _row"""
    said: set[RowPlace] = set()
    for batch, row, year, code, label in look.rows(sql):
        place = look.place(batch, row, "institution_code")
        if place in said:  # a row of a wide form comes once for each grade
            continue
        said.add(place)
        name = f"（{label}）" if label else ""
        finding = Finding(
            "T122",
            Severity.ERROR,
            f"{year} 学年的学校表里没有标识码 {code}{name}",
            where=str(place),
            fix="核对标识码；新学校先加进学校表",
        )
        yield DataFinding(finding, (place,), table.name, code, label or "", period=year, field="institution_code")


def _unknown_areas(look: _Look, name: str) -> Iterator[DataFinding]:
    if not look.has_areas:
        return
    sql = f"""SELECT DISTINCT ON (_batch, _row) _batch, _row, "{name}" FROM "in_{look.table.name}" i
        WHERE "{name}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM areas a WHERE a.area_code = i."{name}")
        ORDER BY _batch, _row"""
    said: set[RowPlace] = set()
    for batch, row, code in look.rows(sql):
        place = look.place(batch, row, name)
        if place in said:
            continue
        said.add(place)
        title = look.table.by_name[name].title
        finding = Finding(
            "T123",
            Severity.ERROR,
            f"行政区划表里没有“{title}”{code}",
            where=str(place),
            fix="核对代码；新的地区先加进行政区划表",
        )
        yield DataFinding(finding, (place,), look.table.name, area_code=code, field=name)


def _misnamed(look: _Look) -> Iterator[DataFinding]:
    """Yield a warning where the name beside a code is not the name that the code has."""
    table = look.table
    if table.owner is Owner.INSTITUTION and table.name != "institutions" and table.time is TimeKind.SCHOOL_YEAR:
        known = (
            "SELECT school_year AS y, institution_code AS code, any_value(institution_name) AS name FROM institutions"
        )
        join = "k.y = i.school_year AND k.code = i.institution_code"
        group, columns = " GROUP BY ALL", "school_year, institution_code"
    elif table.owner is Owner.AREA and table.time is TimeKind.CALENDAR_YEAR:
        known, join, group = "SELECT area_code AS code, area_name AS name FROM areas", "k.code = i.area_code", ""
        columns = "area_code"
    else:
        return
    sql = f"""SELECT code, _label, list(DISTINCT name), min(_batch), min(_row)
        FROM (SELECT {columns}, _label, min(_batch) AS _batch, min(_row) AS _row FROM "in_{table.name}"
              WHERE _label IS NOT NULL GROUP BY ALL) i JOIN ({known}{group}) k ON {join}
        GROUP BY code, _label ORDER BY 4, 5"""
    for code, label, names, batch, row in look.rows(sql):
        if _bare(label) in {_bare(name) for name in names}:
            continue
        place = look.place(batch, row)
        finding = Finding(
            "T125",
            Severity.WARNING,
            f"代码 {code} 在这里写作“{label}”，已有的名称是“{names[0]}”",
            where=str(place),
            fix="核对是不是填错了行；改了名的，在学校变动表里登记更名",
        )
        yield DataFinding(finding, (place,), table.name, code, names[0])


def _bare(name: str) -> str:
    return re.sub(r"[\s()（）·]", "", unicodedata.normalize("NFKC", name))


def _about(look: _Look, finding: Finding, places: Sequence[RowPlace], values: Sequence[Any]) -> DataFinding:
    keys = dict(zip((key.name for key in look.table.keys), values, strict=True))
    owner = str(keys.get(look.table.owner_field) or "")
    period = keys.get(look.table.time_field)
    return DataFinding(finding, tuple(places), look.table.name, owner, period=period)
