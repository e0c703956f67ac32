"""What cells of a return must hold, told with row and column."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.stats.cells import CellReader
from luoshi.stats.shaping import Batch
from tests.stats.returns import DEFINITIONS, Bureau, book, code, errors, pupil_rows, school_rows, told


def _read(table: str, field: str, *cells: object) -> list[object]:
    """Return the value of each cell, or the code of what is wrong with it."""
    batch = Batch(DEFINITIONS.tables[table], "文件", "表", {field: list(cells)}, {field: 0}, list(range(len(cells))))
    done = CellReader(DEFINITIONS).typed(batch)
    values = list(done.columns[field])
    for fault in done.faults:
        values[fault.index] = fault.code
    return values


@pytest.mark.parametrize("nothing", [None, "", "—", "——", "-", "－", "/", "……", "·", " — ", "　"])
def test_what_stands_for_nothing(nothing: object) -> None:
    assert _read("pupils", "girls", nothing) == [None]
    assert _read("premises", "site_area", nothing) == [None]
    assert _read("institutions", "boarding", nothing) == [None]
    assert _read("institutions", "founded", nothing) == [None]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        (" 12 ", 12),
        ("１２", 12),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("+5", 5),
        ("12.0", 12),
        (0, 0),
        (-0.0, 0),
        ("1,23", "T112"),
        ("12人", "T112"),
        ("约12", "T112"),
        ("1e3", "T112"),
        (True, "T112"),
        (date(2024, 9, 1), "T112"),
        (12.5, "T114"),
        ("12.5", "T114"),
        (-1, "T113"),
        ("-1", "T113"),
        (1_000_000_000, "T113"),
        (1e300, "T113"),
        ("9" * 15, "T113"),
        ("9" * 16, "T112"),
        (float("inf"), "T113"),
        (float("nan"), "T112"),
    ],
)
def test_counts(cell: object, expected: object) -> None:
    assert _read("pupils", "pupils", cell) == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (0.1, Decimal("0.1000")),
        ("1,234.56", Decimal("1234.5600")),
        (1 / 3, Decimal("0.3333")),
        (7, Decimal("7.0000")),
        (-1.5, "T113"),
        ("一百", "T112"),
        (1e300, "T113"),
        (float("inf"), "T113"),
    ],
)
def test_decimals(cell: object, expected: object) -> None:
    assert _read("premises", "site_area", cell) == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0012345678", "0012345678"),
        ("００１２", "0012"),
        (990101.0, "990101"),
        (990101, "990101"),
        ("330102199001011234", "330102199001011234"),
        (330102199001011234.0, "T117"),
        ("3.30102E+17", "T117"),
        ("3.30102e+17", "T117"),
        (date(2024, 9, 1), "2024-09-01"),
    ],
)
def test_codes_of_schools(cell: object, expected: object) -> None:
    assert _read("institutions", "institution_code", cell) == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("小学", "小学"),
        (" 小 学 ", "小学"),
        ("完全小学", "小学"),
        ("大学", "T115"),
        (3, "T115"),
    ],
)
def test_words_of_codes(cell: object, expected: object) -> None:
    assert _read("institutions", "institution_kind", cell) == [expected]


def test_yes_and_no_and_codes_that_are_numbers() -> None:
    assert _read("institutions", "boarding", "是", "√", 1, 1.0, True, "无", 0, False) == ["是"] * 5 + ["否"] * 3
    assert _read("institutions", "locality", 111.0, "210", "112") == ["城区", "乡村", "城区"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime(2024, 9, 1, 8), date(2024, 9, 1)),
        (date(2024, 9, 1), date(2024, 9, 1)),
        ("2024-9-1", date(2024, 9, 1)),
        ("2024年9月1日", date(2024, 9, 1)),
        ("2024．9．1", date(2024, 9, 1)),
        ("2024年9月", date(2024, 9, 1)),
        ("20240901", date(2024, 9, 1)),
        (20240901.0, date(2024, 9, 1)),
        ("2024-09-01 08:00:00", date(2024, 9, 1)),
        ("2024-02-30", "T116"),
        ("去年", "T116"),
        (12.5, "T116"),
    ],
)
def test_days(cell: object, expected: object) -> None:
    assert _read("institutions", "founded", cell) == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (2024, 2024),
        (2024.0, 2024),
        ("2024", 2024),
        ("2024—2025学年", 2024),
        ("2024/2025", 2024),
        (datetime(2024, 9, 1), 2024),
        (2024.5, "T116"),
        (24, "T116"),
        (1024, "T116"),
        (float("inf"), "T116"),
        (True, "T116"),
        ("今年", "T116"),
    ],
)
def test_school_years(cell: object, expected: object) -> None:
    assert _read("pupils", "school_year", cell) == [expected]


def test_true_one_and_one_point_nought_in_a_column_are_told_apart() -> None:
    assert _read("pupils", "pupils", True, 1, 1.0, "1", False, 0) == ["T112", 1, 1, 1, "T112", 0]
    reader = CellReader(DEFINITIONS)
    for cells, expected in (([1.0, 2.0], [1, 2]), ([True, True], [None, None]), ([1, 2], [1, 2])):
        batch = Batch(DEFINITIONS.tables["pupils"], "", "", {"pupils": cells}, {"pupils": 0}, [1, 2])
        assert reader.typed(batch).columns["pupils"] == expected


_CELLS = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(max_size=8), st.dates(), st.datetimes(), st.booleans()
)


@settings(deadline=None)
@given(st.sampled_from(sorted(DEFINITIONS.tables)), st.lists(_CELLS, min_size=1, max_size=6))
def test_whatever_stands_in_a_cell_it_is_read_or_told(table: str, cells: list[object]) -> None:
    for field in DEFINITIONS.tables[table].fields:
        for value, alone in zip(_read(table, field.name, *cells), cells, strict=True):
            assert [value] == _read(table, field.name, alone)


def test_all_faults_of_a_file_are_told_with_row_and_column(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1, 2, 3, 4, 5, 6)
    grades = ["一年级", "零年级", None, "二年级", "三年级", "四年级", "五年级"]
    rows = [["2024学年在校学生"], ["学校标识码", "学段", "年级", "在校学生数", "女"]]
    rows += [[code(1), "小学", grade, 10, 5] for grade in grades]
    rows[5][3], rows[6][4], rows[7][3], rows[8][4] = "十人", 5.5, -3, 1_000_000_000
    rows[4][0] = 990000000100000001.0
    result = bureau.load(book(tmp_path / "学生.xlsx", rows, "在校"))
    assert sorted(errors(result)) == [
        ("T111", "学生.xlsx “在校”第 5 行 C 列"),
        ("T112", "学生.xlsx “在校”第 6 行 D 列"),
        ("T113", "学生.xlsx “在校”第 8 行 D 列"),
        ("T113", "学生.xlsx “在校”第 9 行 E 列"),
        ("T114", "学生.xlsx “在校”第 7 行 E 列"),
        ("T115", "学生.xlsx “在校”第 4 行 C 列"),
        ("T117", "学生.xlsx “在校”第 5 行 A 列"),
    ]
    assert bureau.pupils() == {}


def test_a_day_that_is_none(bureau: Bureau, tmp_path: Path) -> None:
    rows = school_rows(2024, [1, 2])
    for row, cell in zip(rows[1:], ("设立日期", "1998.9.1", "前年"), strict=True):
        row.append(cell)
    assert errors(bureau.load(book(tmp_path / "学校.xlsx", rows))) == [("T116", "学校.xlsx “Sheet1”第 4 行 G 列")]


def test_a_formula_without_a_result_and_an_error_value(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1)
    workbook = openpyxl.Workbook()
    for row in pupil_rows(2024, {(1, "一年级"): (40, 20), (1, "二年级"): (41, 21), (1, "三年级"): (42, 22)}):
        workbook.active.append(row)
    workbook.active["D3"] = "=1+1"
    workbook.active["E4"] = "#DIV/0!"
    workbook.active["E4"].data_type = "e"
    workbook.save(tmp_path / "学生.xlsx")
    result = bureau.load(tmp_path / "学生.xlsx")
    assert sorted(errors(result)) == [
        ("T112", "学生.xlsx “Sheet”第 3 行 D 列"),
        ("T112", "学生.xlsx “Sheet”第 4 行 E 列"),
    ]
    assert sorted(told(result, "T112")) == ["“其中：女”单元格是错误值", "“在校学生数”公式还没有算出结果"]


def test_an_error_value_in_the_only_cell_of_a_grade_is_told(bureau: Bureau, tmp_path: Path) -> None:
    """In a wide form a school without that grade has empty cells; an error value is not empty."""
    bureau.schools(1, 2)
    workbook = openpyxl.Workbook()
    for row in (["2024学年"], ["学校标识码", "一年级在校生", "二年级在校生"], [code(1), 7, 8], [code(2), None, 5]):
        workbook.active.append(row)
    workbook.active["B4"] = "#REF!"
    workbook.active["B4"].data_type = "e"
    workbook.save(tmp_path / "学生.xlsx")
    assert errors(bureau.load(tmp_path / "学生.xlsx")) == [("T112", "学生.xlsx “Sheet”第 4 行 B 列")]


@pytest.mark.slow
@settings(deadline=None)
@given(name=st.text(alphabet="甲乙\r\n\t\"',|“\x00 #\\", min_size=1, max_size=10))
def test_any_text_goes_into_the_database(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Line ends are as in Excel; the text goes through a text file on its way."""
    import duckdb

    from luoshi.stats.staging import Staged, Staging

    columns = {"subject_code": ["a", "b"], "measure": ["x", "y"], "period": ["1", "2"], "note": [name, "后"]}
    table = DEFINITIONS.tables["reported"]
    typed = CellReader(DEFINITIONS).typed(Batch(table, "", "", columns, {}, [1, 2]))
    staging = Staging(tmp_path_factory.mktemp("s"), DEFINITIONS, 0)
    staging.add(typed)
    staged = Staged(DEFINITIONS)
    staged.take(staging.finish())
    with duckdb.connect(":memory:") as con:
        staged.into(con)
        found = con.execute("SELECT note FROM in_reported ORDER BY _row").fetchall()
    text = name.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    assert found == [(text or None,), ("后",)]
