"""Files of one name: each is called apart, and is handed back with its own faults alone."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl

from luoshi.model.tables import TimePoint
from luoshi.stats.definitions import load_definitions
from luoshi.stats.file_names import file_names, name_among
from luoshi.stats.loading import Library, LoadOrder, load
from luoshi.stats.refusing import refused_copy

HEADS = ("学校标识码", "学校名称", "办学类型", "举办性质", "城乡类型", "所在县代码")


def _return(path: Path, code: str, kind: str) -> Path:
    book = openpyxl.Workbook()
    book.active.append(("2024学年学校",))
    book.active.append(HEADS)
    book.active.append((code, f"{code}学校", kind, "公办", "城区", "369901"))
    path.parent.mkdir()
    book.save(path)
    return path


def test_names_carry_folders_only_where_they_repeat(tmp_path: Path) -> None:
    paths = [tmp_path / "甲县" / "学校.xlsx", tmp_path / "乙县" / "学校.xlsx", tmp_path / "乙县" / "经费.xlsx"]
    names = file_names(paths)
    assert names == ("甲县/学校.xlsx", "乙县/学校.xlsx", "经费.xlsx")
    assert [name_among(path, names) for path in paths] == list(names)


def test_folders_are_added_until_names_differ(tmp_path: Path) -> None:
    paths = [tmp_path / year / "甲县" / "学校.xlsx" for year in ("2023", "2024")]
    assert file_names(paths) == ("2023/甲县/学校.xlsx", "2024/甲县/学校.xlsx")


def test_a_fault_goes_into_the_copy_of_its_own_file(tmp_path: Path) -> None:
    right = _return(tmp_path / "甲县" / "学校.xlsx", "3699000001", "小学")
    wrong = _return(tmp_path / "乙县" / "学校.xlsx", "3699000002", "学堂")
    library = Library(tmp_path / "snapshots", load_definitions())
    result = load(library, LoadOrder([right, wrong], TimePoint(), datetime(2025, 1, 5, 9)))
    assert {place.file for one in result.findings for place in one.places} == {"乙县/学校.xlsx"}
    assert refused_copy(right, result) is None
    copy = refused_copy(wrong, result)
    assert copy is not None
    row = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0][3]]
    assert "学堂" in str(row[-1])
