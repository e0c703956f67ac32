"""Indicators in plain Python (对照实现): rows joined, picked and added one by one, areas and sets straight from rows.

Entry: :class:`Reference`. It shares with the engine only the definitions; SQL is walked node by node with
three-valued logic, the relations are built from dictionaries.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import sqlglot
from sqlglot import exp

from luoshi.model.indicators import Aggregate, Indicator
from tests.indicators.worlds import Row, Tables

Key: TypeAlias = tuple[int, str, str, str]
"""Year, kind and code of the place, part."""

GROUPS = ("girls", "boarders", "migrant_children", "left_behind", "disabled", "non_local", "poor")
_GROUP_TITLES = dict(zip(GROUPS, "女 寄宿生 随迁子女 留守儿童 残疾学生 外县学生 家庭经济困难学生".split(), strict=True))
_OF_SCHOOL = "pupils pupil_flows staff staff_subjects staff_ages premises facility_checks destinations classes".split()
_STAGES = {
    "pre": "学前",
    "primary": "小学",
    "junior": "初中",
    "senior": "普通高中",
    "vocational": "中职",
    "special": "特教",
}


@dataclass(frozen=True)
class Found:
    """A value: rounded, and numerator and denominator as value, rows and blanks."""

    value: Decimal | None
    quantities: tuple[tuple[Any, int, int] | None, ...]
    exact: Fraction | None


class Reference:
    """The values of indicators over the rows of some tables."""

    def __init__(self, tables: Tables, sets: dict[str, frozenset[str]]) -> None:
        self._tables = tables
        self._sets = sets
        self._schools = {(row["school_year"], row["institution_code"]): row for row in tables.get("institutions", ())}
        self._relations: dict[str, list[dict[str, Any]]] = {}
        self._indexed: dict[str, dict[str, dict[int, list[dict[str, Any]]]]] = {}

    def values(
        self, indicator: Indicator, kinds: Set[str], split: str = "", years: Set[int] = frozenset()
    ) -> dict[Key, Found]:
        """Return year, kind and code of the place, part -> value; a growth takes two values of its base."""
        first = indicator.aggregates[0]
        rows = self.relation(first.relation)
        found = {}
        for year in sorted({row["period"] + first.years_before for row in rows}):
            if years and year not in years:
                continue
            for part in self._parts(indicator, split):
                values = {
                    (year, kind, code, part): self._value(indicator, year, kind, areas, school, split, part)
                    for kind, code, areas, school in self._places(indicator, year, kinds)
                }
                counted = {
                    key for key, one in values.items() if any(side is not None and side[1] for side in one.quantities)
                }
                if counted or not split:  # a part that nobody counts is not told
                    found.update({key: one for key, one in values.items() if key[1] != "学校" or key in counted})
        return found

    def growth(self, indicator: Indicator, base: Indicator, kinds: Set[str]) -> dict[Key, Decimal | None]:
        """Return year, kind and code of the place, part -> growth since the year before."""
        values = self.values(base, kinds)
        grown: dict[Key, Decimal | None] = {}
        for (year, kind, code, part), now in values.items():
            before = values.get((year - 1, kind, code, part))
            if kind == "口径" and before is not None:
                areas = self._sets[code]
                areas = frozenset(one for one in areas if not self._owes(base, one, year))
                areas = frozenset(one for one in areas if not self._owes(base, one, year - 1))
                now, before = (self._value(base, one, kind, areas, "", "", part) for one in (year, year - 1))
            if before is None or before.exact is None or now.exact is None or before.exact == 0:
                grown[year, kind, code, part] = None
            else:
                change = (now.exact / before.exact - 1) * Fraction(indicator.times)
                grown[year, kind, code, part] = rounded(change, indicator.decimals)
        return grown

    def _parts(self, indicator: Indicator, split: str) -> list[str]:
        if not split:
            return [""]
        if split == "group":
            return list(_GROUP_TITLES.values())
        return sorted({row[split] or "" for row in self.relation(indicator.aggregates[0].relation)})

    def _places(
        self, indicator: Indicator, year: int, kinds: Set[str]
    ) -> Iterator[tuple[str, str, frozenset[str], str]]:
        first = indicator.aggregates[0]
        rows = self.relation(first.relation)
        for name, areas in self._sets.items():
            yield "口径", name, areas, ""
        for area in sorted({row["area_code"] for row in rows if row["area_code"]}):
            yield "地区", area, frozenset((area,)), ""
        relations = [self.relation(one.relation) for one in indicator.aggregates]
        if "学校" in kinds and all("institution_code" in row for of in relations for row in of[:1]):
            now = [row for row in rows if row["period"] == year - first.years_before and row["area_code"]]
            for area, school in sorted({(row["area_code"], row["institution_code"]) for row in now}):
                yield "学校", school, frozenset((area,)), school

    def _value(
        self, indicator: Indicator, year: int, kind: str, areas: frozenset[str], school: str, split: str, part: str
    ) -> Found:
        if kind == "口径":
            areas = frozenset(area for area in areas if not self._owes(indicator, area, year))
        quantities = tuple(self._sum(one, year, areas, school, split, part) for one in indicator.aggregates)
        sums = [one[0] if one is not None else None for one in quantities]
        under = sums[1] if len(sums) > 1 else Fraction(1)
        if sums[0] is None or under is None or under == 0:
            return Found(None, quantities, None)
        exact = sums[0] * Fraction(indicator.times) / under
        return Found(rounded(exact, indicator.decimals), quantities, exact)

    def _owes(self, indicator: Indicator, area: str, year: int) -> bool:
        """Tell whether an area lacks in this year a relation that it has in another year, or the other side of."""
        rows = [(self._by_area(one.relation).get(area), year - one.years_before) for one in indicator.aggregates]
        has = [bool(known) and wanted in known for known, wanted in rows]
        is_one_sided = any(has) and not all(has) and bool(self._by_area("institutions").get(area))
        return is_one_sided or any(known and wanted not in known for known, wanted in rows)

    def _by_area(self, relation: str) -> dict[str, dict[int, list[dict[str, Any]]]]:
        if relation not in self._indexed:
            found: dict[str, dict[int, list[dict[str, Any]]]] = {}
            for row in self.relation(relation):
                found.setdefault(row["area_code"] or "", {}).setdefault(row["period"], []).append(row)
            self._indexed[relation] = found
        return self._indexed[relation]

    def _sum(
        self, aggregate: Aggregate, year: int, areas: frozenset[str], school: str, split: str, part: str
    ) -> tuple[Fraction | None, int, int] | None:
        indexed, period = self._by_area(aggregate.relation), year - aggregate.years_before
        rows = [row for area in areas for row in indexed.get(area, {}).get(period, ())]
        rows = [row for row in rows if school in ("", row.get("institution_code"))]
        if not rows:
            return None
        instead = {}
        if split == "group":
            instead = {"pupils": next(name for name, title in _GROUP_TITLES.items() if title == part)}
        elif split:
            rows = [row for row in rows if (row[split] or "") == part]
        return added(aggregate.sql, rows, instead)

    def relation(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a relation."""
        if name not in self._relations:
            self._relations[name] = self._made(name)
        return self._relations[name]

    def _made(self, name: str) -> list[dict[str, Any]]:
        makers: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "institutions": lambda: [
                {**row, "period": row["school_year"]} for row in self._tables.get("institutions", ())
            ],
            "schools": self._one_row_a_school,
            "check_packs": self._one_row_a_pack,
            "cohorts": lambda: [row for stage in ("小学", "初中") for row in self._cohort(stage)],
            "finance": self._finance,
            "schooling": self._schooling,
        }
        if name in makers:
            return makers[name]()
        if name in _OF_SCHOOL:
            rows = [self._with_school(row) for row in self._tables.get(name, ())]
            return [{**row, "size_from": _size_from(row)} for row in rows] if name == "classes" else rows
        return [{**row, "period": row["year"]} for row in self._tables.get(name, ())]

    def _with_school(self, row: Row, period: Any = None) -> dict[str, Any]:
        school = self._schools.get((row["school_year"], row["institution_code"]), _NOBODY)
        return {**school, **row, "period": period or row["school_year"]}

    @cached_property
    def _by_school(self) -> dict[tuple[str, Any, Any], list[Row]]:
        found: dict[tuple[str, Any, Any], list[Row]] = defaultdict(list)
        for name in ("pupils", "classes", "staff", "premises"):
            for row in self._tables.get(name, ()):
                found[name, row["school_year"], row["institution_code"]].append(row)
        return found

    def _one_row_a_school(self) -> list[dict[str, Any]]:
        made = []
        for (year, code), school in self._schools.items():
            pupils, classes, staff, premises = (
                self._by_school[name, year, code] for name in ("pupils", "classes", "staff", "premises")
            )
            row = {**dict(premises[0] if premises else {}), **school, "period": year}
            row["pupils"] = _total(pupils, "pupils")
            for key, stage in _STAGES.items():
                row[f"pupils_{key}"] = _total([one for one in pupils if one["stage"] == stage], "pupils")
            for name in ("disabled", "boarders", "migrant_children", "left_behind", "poor"):
                row[name] = _total(pupils, name)
            row["classes"] = _total(classes, "classes")
            for name in ("staff_total", "full_time", "counsellors", "health_staff"):
                row[name] = _total(staff, name)
            made.append(row)
        return made

    def _one_row_a_pack(self) -> list[dict[str, Any]]:
        asked: dict[Any, set[Any]] = defaultdict(set)
        packs: dict[Any, list[Row]] = defaultdict(list)
        for row in self._tables.get("facility_checks", ()):
            asked[row["school_year"], row["pack"]].add(row["item"])
            packs[row["school_year"], row["institution_code"], row["pack"]].append(row)
        made = []
        for (year, code, pack), rows in packs.items():
            met = [row["met"] for row in rows]
            is_whole = met.count("是") == len(asked[year, pack])
            passed = 0 if "否" in met else 1 if is_whole else None
            made.append(
                self._with_school({"school_year": year, "institution_code": code, "pack": pack, "passed": passed})
            )
        return made

    def _cohort(self, stage: str) -> Iterator[dict[str, Any]]:
        first, last, back = ("一年级", "六年级", 5) if stage == "小学" else ("七年级", "九年级", 2)
        pupils = [self._with_school(row) for row in self._tables.get("pupils", ()) if row["stage"] == stage]
        flows = [self._with_school(row) for row in self._tables.get("pupil_flows", ()) if row["stage"] == stage]
        begun = {
            (row["period"] + back, row["area_code"])
            for row in pupils
            if row["grade"] == first and row["entrants"] is not None
        }
        moved = {
            (row["period"], row["area_code"])
            for row in flows
            if None not in (row["transfers_in"], row["transfers_out"], row["deaths"])
        }
        known = {
            (year, area)
            for year, area in begun
            if area is not None and all((one, area) in moved for one in range(year - back + 1, year + 1))
        }
        blank = dict.fromkeys(("entrants", "last_grade", "transfers_in", "transfers_out", "deaths"))
        for row in pupils:
            if row["grade"] == first and (row["period"] + back, row["area_code"]) in known:
                kept = {**blank, "entrants": row["entrants"], "part": "招生", "period": row["period"] + back}
                yield {**row, **kept}
            if row["grade"] == last:
                is_known = (row["period"], row["area_code"]) in known
                yield {**row, **blank, "last_grade": row["pupils"] if is_known else None, "part": "毕业年级"}
        for row in flows:
            for later in range(back):
                if (row["period"] + later, row["area_code"]) in known:
                    kept = {name: row[name] for name in ("transfers_in", "transfers_out", "deaths")}
                    yield {**row, **blank, **kept, "part": "变动", "period": row["period"] + later}

    def _finance(self) -> list[dict[str, Any]]:
        made = []
        for row in self._tables.get("finance", ()):
            teachers = [
                one
                for one in map(self._with_school, self._tables.get("staff", ()))
                if one["period"] == row["year"]
                and one["area_code"] == row["area_code"]
                and one["stage"] in ("小学", "初中")
            ]
            made.append({**row, "period": row["year"], "compulsory_teachers": _total(teachers, "full_time")})
        return made

    def _schooling(self) -> list[dict[str, Any]]:
        made = []
        for row in self._tables.get("schooling", ()):
            people = [
                one
                for one in self._tables.get("population", ())
                if (one["year"], one["area_code"], one["basis"]) == (row["year"], row["area_code"], "常住")
                and 16 <= int(str(one["age"])) <= 59
            ]
            made.append({**row, "period": row["year"], "working_age": _total(people, "total")})
        return made


_NOBODY: dict[str, Any] = dict.fromkeys(
    ("area_code", "institution_kind", "ownership", "locality", "institution_status", "institution_name")
)


def _total(rows: Sequence[Row], column: str) -> Any:
    known = [row[column] for row in rows if row.get(column) is not None]
    return sum(known) if known else None  # type: ignore[arg-type]


def _size_from(row: Row) -> int | None:
    if row["class_size"] is not None:
        return int(str(row["class_size"]))
    band = row["size_band"]
    if band is None:
        return None
    return 0 if str(band) == "25人及以下" else int(re.match(r"\d+", str(band))[0])  # type: ignore[index]


def rounded(exact: Fraction, decimals: int) -> Decimal:
    """Return a fraction rounded half away from zero."""
    with localcontext() as context:
        context.prec = 60
        whole = Decimal(exact.numerator) / Decimal(exact.denominator)
        return whole.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def added(sql: str, rows: Sequence[Row], instead: dict[str, str]) -> tuple[Fraction | None, int, int]:
    """Return what an aggregate comes to over rows: value (None when not known), rows picked, blanks among them."""
    return _added(_tree(sql), rows, instead)


@lru_cache(maxsize=1000)
def _tree(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, dialect="duckdb")


def _added(node: exp.Expr, rows: Sequence[Row], instead: dict[str, str]) -> tuple[Fraction | None, int, int]:
    if isinstance(node, exp.Paren):
        return _added(node.this, rows, instead)
    if isinstance(node, (exp.Add, exp.Sub)):
        one, other = _added(node.left, rows, instead), _added(node.right, rows, instead)
        sign = -1 if isinstance(node, exp.Sub) else 1
        value = None if one[0] is None or other[0] is None else one[0] + sign * other[0]
        return value, one[1] + other[1], one[2] + other[2]
    if isinstance(node, exp.Mul):
        factor, of = (node.left, node.right) if isinstance(node.left, exp.Literal) else (node.right, node.left)
        value, counted, blanks = _added(of, rows, instead)
        return None if value is None else value * Fraction(factor.this), counted, blanks
    if isinstance(node, exp.Filter):
        picked = [row for row in rows if _of_row(node.expression.this, row, instead) is True]
        return _added(node.this, picked, instead)
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
        return Fraction(len(rows)), len(rows), 0
    assert isinstance(node, exp.Sum), node
    known = [value for row in rows if (value := _of_row(node.this, row, instead)) is not None]
    if rows and not known:
        return None, len(rows), len(rows)
    return sum(map(Fraction, known), Fraction(0)), len(rows), len(rows) - len(known)


_COMPARED: dict[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: lambda one, other: one == other,
    exp.NEQ: lambda one, other: one != other,
    exp.GT: lambda one, other: one > other,
    exp.GTE: lambda one, other: one >= other,
    exp.LT: lambda one, other: one < other,
    exp.LTE: lambda one, other: one <= other,
}
_REASONED: dict[type[exp.Expr], Callable[[Any, Any], Any]] = {
    exp.Add: lambda one, other: one + other,
    exp.Sub: lambda one, other: one - other,
    exp.Mul: lambda one, other: one * other,
}


def _of_row(node: exp.Expr, row: Row, instead: dict[str, str]) -> Any:
    """Return the value of an expression in a row: a number, a text, True, False, or None for unknown."""
    if isinstance(node, exp.Paren):
        return _of_row(node.this, row, instead)
    if isinstance(node, exp.Column):
        return row.get(instead.get(node.name, node.name))
    if isinstance(node, exp.Literal):
        return node.this if node.is_string else Decimal(node.this)
    if isinstance(node, exp.Null):
        return None
    if isinstance(node, exp.And):
        both = [_of_row(node.left, row, instead), _of_row(node.right, row, instead)]
        return False if False in both else None if None in both else True
    if isinstance(node, exp.Or):
        both = [_of_row(node.left, row, instead), _of_row(node.right, row, instead)]
        return True if True in both else None if None in both else False
    if isinstance(node, exp.Not):
        value = _of_row(node.this, row, instead)
        return None if value is None else not value
    if isinstance(node, exp.Is):
        return _of_row(node.this, row, instead) is None
    if isinstance(node, exp.Coalesce):
        values = [_of_row(one, row, instead) for one in (node.this, *node.expressions)]
        return next((value for value in values if value is not None), None)
    if isinstance(node, exp.Case):
        return _case(node, row, instead)
    if isinstance(node, exp.In):
        values = [_of_row(one, row, instead) for one in (node.this, *node.expressions)]
        return None if values[0] is None else values[0] in values[1:]
    if isinstance(node, exp.Between):
        value, low, high = (_of_row(one, row, instead) for one in (node.this, node.args["low"], node.args["high"]))
        return None if value is None else low <= value <= high
    one, other = _of_row(node.this, row, instead), _of_row(node.expression, row, instead)
    work = {**_COMPARED, **_REASONED}[type(node)]
    return None if one is None or other is None else work(one, other)


def _case(node: exp.Case, row: Row, instead: dict[str, str]) -> Any:
    subject = _of_row(node.this, row, instead) if node.this is not None else None
    for branch in node.args["ifs"]:
        condition = _of_row(branch.this, row, instead)
        holds = (subject is not None and condition == subject) if node.this is not None else condition is True
        if holds:
            return _of_row(branch.args["true"], row, instead)
    default = node.args.get("default")
    return _of_row(default, row, instead) if default is not None else None
