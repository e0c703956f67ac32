"""The sample city's returns, read by their mappings with a small reader of the test's own, give back the tables."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml

from luoshi.model.tables import FieldDef, FieldType, TimeKind
from luoshi.samples.city import City, Form, FormSheet, city_forms, generate_city
from luoshi.stats.definitions import load_definitions

DEFINITIONS = load_definitions()
YEARS = (2019, 2021)
Grid = list[list[Any]]


@pytest.fixture(scope="module")
def city() -> City:
    return generate_city(institutions=300, years=4)


@pytest.fixture(scope="module", params=YEARS)
def year(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(scope="module")
def forms(city: City, year: int) -> list[Form]:
    return city_forms(city, year)


@cache
def mappings() -> list[dict[str, Any]]:
    folder = files("luoshi.stats") / "mappings"
    return [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.iterdir() if path.name.endswith(".yaml")
    ]


def norm(head: Any) -> str:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(head))).lstrip("*")
    return re.sub(r"\([^()]*\)$", "", text)


def spread(sheet: FormSheet) -> Grid:
    """The sheet's cells with merged ones filled in."""
    grid = [list(row) for row in sheet.rows]
    for top, left, bottom, right in sheet.merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                assert (row, column) == (top, left) or grid[row][column] is None, "a merged cell holds text"
                grid[row][column] = sheet.rows[top][left]
    return grid


def paths(grid: Grid, first: int, depth: int) -> list[str]:
    found = []
    for column in range(len(grid[first])):
        parts = [norm(grid[row][column]) for row in range(first, first + depth) if grid[row][column] is not None]
        found.append("/".join(part for i, part in enumerate(parts) if i == 0 or part != parts[i - 1]))
    return found


def recognised(mapping: dict[str, Any], sheet: FormSheet) -> tuple[list[str], int] | None:
    """Head paths and the number of the first row below them."""
    if not re.fullmatch(mapping["recognise"].get("sheet", ".*"), sheet.name):
        return None
    grid = spread(sheet)
    for first in (0, 1):
        for depth in (1, 2, 3):
            heads = paths(grid, first, depth) if len(grid) > first + depth else []
            if {norm(head) for head in mapping["recognise"]["heads"]} <= set(heads):
                return heads, first + depth
    return None


def title_year(sheet: FormSheet) -> int:
    return int(re.search(r"（(\d{4})", str(sheet.rows[0][0]))[1])


def staged(mapping: dict[str, Any], sheet: FormSheet) -> Iterator[tuple[str, dict[str, Any]]]:
    heads, begin = recognised(mapping, sheet) or ([], 0)
    shared = {norm(head): field for head, field in mapping["shared"].items()}
    assert set(shared) <= set(heads)
    for row in sheet.rows[begin:]:
        texts = [value for value in row if isinstance(value, str)]
        if texts and texts[0].startswith(tuple(mapping["skip_rows"])):
            continue
        cells = dict(zip(heads, row, strict=True))
        for feed in mapping["feeds"]:
            columns = {norm(head): field for head, field in feed["columns"].items()}
            if not set(columns) <= set(heads):
                assert feed.get("drop_empty")
                continue
            measures = {field: cells[head] for head, field in columns.items()}
            if feed.get("drop_empty") and not any(measures.values()):
                continue
            common = {field: cells[head] for head, field in shared.items()}
            if mapping["year"] == "title":
                table = DEFINITIONS.tables[feed["table"]]
                common[table.time_field] = title_year(sheet)
            yield feed["table"], common | feed.get("constants", {}) | measures


def template_rows(sheet: FormSheet) -> Iterator[tuple[str, dict[str, Any]]]:
    title = str(sheet.rows[0][0]).split("（2")[0]
    table = next(table for table in DEFINITIONS.tables.values() if table.title == title)
    titles = {norm(field.title): field.name for field in table.fields}
    names = [titles[norm(head)] for head in sheet.rows[2]]
    for row in sheet.rows[3:]:
        cells = dict(zip(names, row, strict=True))
        if table.time_field:
            cells[table.time_field] = title_year(sheet)
        yield table.name, cells


def canonical(field: FieldDef, value: Any) -> Any:
    if value is None:
        return None
    if field.codes:
        value = str(value)
        return DEFINITIONS.codes[field.codes].aliases.get(value, value)
    if field.type in (FieldType.COUNT, FieldType.YEAR, FieldType.SCHOOL_YEAR):
        return int(value)
    return date.fromisoformat(value) if field.type is FieldType.DATE else value


@pytest.fixture(scope="module")
def read(forms: list[Form]) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    return gathered(forms)


def gathered(forms: list[Form]) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Table -> key -> row, of all forms; a row told in two forms holds what both say."""
    found: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {name: {} for name in DEFINITIONS.tables}
    known = mappings()
    for form in forms:
        for sheet in form.sheets:
            fitting = [mapping for mapping in known if recognised(mapping, sheet)]
            rows = staged(fitting[0], sheet) if fitting else template_rows(sheet)
            for name, cells in rows:
                table = DEFINITIONS.tables[name]
                row = {f.name: canonical(f, cells[f.name]) for f in table.stored if f.name in cells}
                key = tuple(row.get(field.name) for field in table.keys)
                kept = found[name].setdefault(key, {})
                assert not {n for n in row if n in kept and kept[n] != row[n]}, (form.file_name, sheet.name, key)
                kept.update(row)
    return found


def test_every_sheet_is_recognised_by_one_mapping_or_is_a_template(forms: list[Form]) -> None:
    titles = {table.title for table in DEFINITIONS.tables.values()}
    for form in forms:
        for sheet in form.sheets:
            fitting = [mapping["form"] for mapping in mappings() if recognised(mapping, sheet)]
            if form.file_name.startswith(("学校填报", "地区填报", "区划")):
                assert (fitting, str(sheet.rows[0][0]).split("（2")[0] in titles) == ([], True), sheet.name
            else:
                assert len(fitting) == 1, (sheet.name, fitting)


def test_every_mapping_is_used_and_names_fields_of_its_table(forms: list[Form]) -> None:
    sheets = [sheet for form in forms for sheet in form.sheets]
    for mapping in mappings():
        assert any(recognised(mapping, sheet) for sheet in sheets), mapping["form"]
        for feed in mapping["feeds"]:
            fields = DEFINITIONS.tables[feed["table"]].by_name
            named = {*mapping["shared"].values(), *feed.get("constants", {}), *feed["columns"].values()}
            assert named <= set(fields), mapping["form"]


@pytest.mark.parametrize("table", [name for name in DEFINITIONS.tables if name != "births"])
def test_forms_hold_every_row_of_the_year(city: City, read: dict[str, Any], year: int, table: str) -> None:
    definition = DEFINITIONS.tables[table]
    rows: list[dict[str, Any]] = city.tables[table]
    if definition.time_field:
        rows = [row for row in rows if row[definition.time_field] == year]
    elif definition.time is TimeKind.PERIOD:
        rows = [row for row in rows if row["period"] == str(year)]
    elif table == "institution_events":
        rows = [row for row in rows if row["event_date"].year == year]
    wanted = {tuple(row[field.name] for field in definition.keys): row for row in rows}
    found = read[table]
    assert set(found) == set(wanted)
    empty = dict.fromkeys(field.name for field in definition.stored)
    assert {key: empty | row for key, row in found.items()} == wanted


def test_births_of_earlier_years_come_with_the_first(city: City) -> None:
    first, later = (gathered(city_forms(city, year))["births"] for year in YEARS)
    assert {key[0] for key in first} == set(range(2013, 2020))
    assert {key[0] for key in later} == {2021}
    wanted = {(r["year"], r["area_code"], r["month"]): r for r in city.tables["births"]}
    assert first | later == {key: wanted[key] for key in first | later}


def test_subtotals_and_totals_add_up(forms: list[Form]) -> None:
    sheet = next(sheet for form in forms for sheet in form.sheets if sheet.name == "小学学生")
    heads = paths(spread(sheet), 1, 2)
    column = heads.index("合计/在校生")
    rows = [row for row in sheet.rows[3:] if isinstance(row[column], int)]
    subtotals = [row[column] for row in rows if row[0] == "小计"]
    schools = [row[column] for row in rows if row[0] not in ("小计", "合计")]
    assert len(subtotals) == 7
    assert [row[column] for row in rows if row[0] == "合计"] == [sum(subtotals)] == [sum(schools)]


def test_rows_are_as_wide_as_their_sheet(forms: list[Form]) -> None:
    for form in forms:
        for sheet in form.sheets:
            assert {len(row) for row in sheet.rows} == {len(sheet.rows[0])}, sheet.name
            assert len(sheet.name) <= 31


def test_the_csv_is_in_gb18030(forms: list[Form]) -> None:
    (form,) = [form for form in forms if form.encoding]
    lines = list(csv.reader(io.StringIO(form.csv_bytes().decode("gb18030"))))
    assert lines[0] == form.sheets[0].rows[0]
    assert len(lines) == len(form.sheets[0].rows)
    with pytest.raises(UnicodeDecodeError):
        form.csv_bytes().decode("utf-8")
    with pytest.raises(ValueError, match="workbook"):
        forms[0].csv_bytes()


def test_a_year_without_figures_is_refused(city: City) -> None:
    with pytest.raises(ValueError, match="2018"):
        city_forms(city, 2018)
