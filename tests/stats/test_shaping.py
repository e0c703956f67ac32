"""Rows taken out of sheets: totals, notes, merged cells, years."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from luoshi.model.tables import TimePoint
from tests.stats.returns import Bureau, book, code, codes, errors, pupil_rows, told

_COUNTS = {(1, "一年级"): (40, 20), (1, "二年级"): (50, 21), (2, "一年级"): (60, 22)}
_EXPECTED = {(2024, code(n), grade): values for (n, grade), values in _COUNTS.items()}


@pytest.fixture
def two(bureau: Bureau) -> Bureau:
    """A database with two schools of 2024."""
    bureau.schools(1, 2)
    return bureau


def test_rows_of_totals_and_notes_are_left_out(two: Bureau, tmp_path: Path) -> None:
    rows = pupil_rows(2024, _COUNTS)
    rows[4:4] = [["第1小学小计", None, None, 90, 41]]
    rows += [
        ["小计", None, None, 60, 22],
        [],
        ["合 计", None, None, 150, 63],
        ["注：学年初在籍在读人数"],
        ["注1", "随班就读的学生在内"],
        ["填表人：甲", None, "审核人：乙", None, "2024-10-08"],
        ["单位负责人", "丙"],
    ]
    result = two.loaded(book(tmp_path / "学生.xlsx", rows))
    assert two.pupils() == _EXPECTED
    assert codes(result) == []


def test_merged_footers_and_totals_are_no_fault(two: Bureau, tmp_path: Path) -> None:
    rows = pupil_rows(2024, _COUNTS)
    rows += [["共计", None, None, 150, 63], ["填表人：甲", None, "审核人：乙", None, None]]
    merges = [(0, 0, 0, 4), (5, 0, 5, 2), (6, 0, 6, 1), (6, 2, 6, 4)]
    two.loaded(book(tmp_path / "学生.xlsx", rows, merges=merges))
    assert two.pupils() == _EXPECTED


def test_a_school_whose_name_begins_like_a_note_is_kept(two: Bureau, tmp_path: Path) -> None:
    rows = [
        ["2024学年"],
        ["序号", "学校名称", "学校标识码", "学段", "年级", "在校学生数"],
        [1, "注溪小学", code(1), "小学", "一年级", 9],
        [2, "第2小学", code(2), "小学", "一年级", 8],
    ]
    result = two.loaded(book(tmp_path / "学生.xlsx", rows))
    assert result.rows == {"pupils": 2}


def test_rows_with_a_running_number_alone_are_empty(two: Bureau, tmp_path: Path) -> None:
    rows = [["2024学年"], ["序号", *pupil_rows(2024, {})[1]], [1, code(1), "小学", "一年级", 9, 4], [2], [3]]
    result = two.loaded(book(tmp_path / "学生.xlsx", rows))
    assert result.rows == {"pupils": 1}


def test_a_grand_total_that_differs(two: Bureau, tmp_path: Path) -> None:
    rows = [*pupil_rows(2024, _COUNTS), ["总计", None, None, 151, 63]]
    result = two.loaded(book(tmp_path / "学生.xlsx", rows, "在校"))
    (finding,) = [one.finding for one in result.findings if one.finding.code == "T131"]
    assert finding.message == "“在校学生数”的合计是 151，各行相加是 150，相差 1"
    assert finding.where == "学生.xlsx “在校”第 6 行 D 列"
    assert two.pupils() == _EXPECTED


def test_a_cell_merged_down_stands_for_each_of_its_rows(two: Bureau, tmp_path: Path) -> None:
    rows = pupil_rows(2024, _COUNTS)
    rows[3][0] = rows[3][1] = rows[4][1] = None
    two.loaded(book(tmp_path / "学生.xlsx", rows, merges=[(2, 0, 3, 0), (2, 1, 4, 1)]))
    assert two.pupils() == _EXPECTED


def test_cells_merged_across_are_an_error(two: Bureau, tmp_path: Path) -> None:
    rows = pupil_rows(2024, _COUNTS)
    rows[3][4] = None
    result = two.load(book(tmp_path / "学生.xlsx", rows, "在校", merges=[(3, 3, 3, 4)]))
    assert errors(result) == [("T118", "学生.xlsx “在校”第 4 行")]
    assert told(result, "T118") == ["第 4 行从 D 列到 E 列合并了单元格，看不出数是哪一列的"]
    assert two.pupils() == {}


def test_hidden_sheets_are_not_read_and_told(two: Bureau, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for name, counts in (("在校", _COUNTS), ("旧数", {(1, "一年级"): (1, 1)}), ("选项", {(1, "一年级"): (1, 1)})):
        sheet = workbook.create_sheet(name)
        for row in pupil_rows(2024, counts):
            sheet.append(row)
        sheet.sheet_state = "visible" if name == "在校" else "hidden"
    del workbook["Sheet"]
    workbook.save(tmp_path / "学生.xlsx")
    result = two.loaded(tmp_path / "学生.xlsx")
    assert [f.finding.where for f in result.findings if f.finding.code == "T101"] == ["学生.xlsx “旧数”"]
    assert two.pupils() == _EXPECTED


@pytest.mark.parametrize(
    ("title", "sheet", "file", "year"),
    [
        ("2024—2025学年在校学生", "2023学年", "学生_2022.xlsx", None),
        ("在校学生", "2024学年", "学生_2022.xlsx", None),
        ("在校学生", "在校", "学生_2024.xlsx", None),
        ("在校学生", "在校", "学生.xlsx", 2024),
        ("2024学年在校学生", "在校", "学生.xlsx", 2024),
        ("填表日期：2025年1月10日", "2024学年", "学生.xlsx", None),
        ("打印：2025-01-10", "在校", "学生_2024.xlsx", None),
        ("2024学年在校学生（2025.1.10 导出）", "在校", "学生.xlsx", None),
    ],
)
def test_the_year_is_told_by_title_sheet_file_or_option(
    two: Bureau, tmp_path: Path, title: str, sheet: str, file: str, year: int | None
) -> None:
    rows = pupil_rows(None, _COUNTS)
    rows[0][0] = title
    two.loaded(book(tmp_path / file, rows, sheet), year=year)
    assert two.pupils() == _EXPECTED


def test_the_year_of_a_column_is_each_rows_own(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1, years=(2023, 2024))
    rows = [["学年", "学校标识码", "学段", "年级", "在校学生数"]]
    rows += [[year, code(1), "小学", "一年级", count] for year, count in ((2023, 40), ("2024—2025学年", 41))]
    bureau.loaded(book(tmp_path / "学生_2019.xlsx", rows))
    assert bureau.pupils("pupils") == {(2023, code(1), "一年级"): (40,), (2024, code(1), "一年级"): (41,)}


def test_years_that_contradict_or_are_not_told(two: Bureau, tmp_path: Path) -> None:
    result = two.load(book(tmp_path / "学生.xlsx", pupil_rows(2024, _COUNTS)), year=2023)
    assert errors(result) == [("T124", "学生.xlsx “Sheet1”")]
    result = two.load(book(tmp_path / "学生.xlsx", pupil_rows(None, _COUNTS)))
    assert errors(result) == [("T119", "学生.xlsx “Sheet1”")]
    result = two.load(book(tmp_path / "学生.xlsx", pupil_rows(2031, _COUNTS)))
    assert errors(result)[0] == ("T124", "学生.xlsx “Sheet1”第 3 行")
    assert two.pupils() == {}


def test_a_year_that_has_not_begun_in_a_column(two: Bureau, tmp_path: Path) -> None:
    rows = [["学年", "学校标识码", "学段", "年级", "在校学生数"], [2027, code(1), "小学", "一年级", 9]]
    assert ("T124", "学生.xlsx “Sheet1”第 2 行 A 列") in errors(two.load(book(tmp_path / "学生.xlsx", rows)))


def test_a_day_of_the_load_is_kept_with_its_rows(two: Bureau, tmp_path: Path) -> None:
    two.loaded(book(tmp_path / "学生.xlsx", pupil_rows(2024, _COUNTS)), point=TimePoint("初步", date(2024, 9, 1)))
    assert set(two.pupils("_status, _as_of").values()) == {("初步", date(2024, 9, 1))}


def test_where_a_row_came_from_is_kept(two: Bureau, tmp_path: Path) -> None:
    two.loaded(book(tmp_path / "学生.xlsx", pupil_rows(2024, _COUNTS), "在校"))
    assert two.pupils("_file, _sheet, _row")[2024, code(2), "一年级"] == ("学生.xlsx", "在校", 5)
