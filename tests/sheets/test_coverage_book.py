"""Coverage and annual trace as workbooks: what stands in them, what is read back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.coverage import (
    AnnualTask,
    AnnualTrace,
    Coverage,
    CoverRow,
    CoverState,
    ItemKind,
    Taken,
    UptakeRow,
)
from luoshi.sheets.coverage_book import REASON, read_no_need, write_coverage_book, write_trace_book

_COVERAGE = Coverage(
    "临江市规划",
    "台账",
    (
        CoverRow("k-1", ItemKind.TASK, "优化布局", "三/1", CoverState.DIVIDED, ("k-1",), ("市教育局",)),
        CoverRow("k-2", ItemKind.TASK, "加强德育", "三/2", CoverState.WITHOUT_UNIT, ("k-2",), lacks=("责任单位",)),
        CoverRow("t-1", ItemKind.TARGET, "学位100个", "二", CoverState.OPEN, why="没有任务承担"),
        CoverRow("n-1", ItemKind.NORM, "每周2课时", "三/2", CoverState.NOT_NEEDED, why="省里统一安排"),
    ),
)
_TRACE = AnnualTrace(
    "临江市规划",
    {"2022年要点": 2022},
    (
        AnnualTask(
            "k-8",
            "2022年要点",
            2022,
            "一/1",
            "建学校",
            (Taken("k-1", ItemKind.TASK, "优化布局", 0.61, (), "共同的字眼：布局"),),
        ),
        AnnualTask("k-9", "2022年要点", 2022, "一/2", "办运动会"),
    ),
    (
        UptakeRow("k-1", ItemKind.TASK, "优化布局", "三/1", {"2022年要点": ("建学校",)}),
        UptakeRow("k-2", ItemKind.TASK, "加强德育", "三/2", {"2022年要点": ()}),
    ),
)


def _rows(data: bytes, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True))


def test_coverage_sheets() -> None:
    data = write_coverage_book(_COVERAGE)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["分解覆盖", "未分解和待定单位", "汇总", "说明"]
    assert [row[3] for row in _rows(data, "分解覆盖")[1:]] == ["优化布局", "加强德育", "学位100个", "每周2课时"]
    assert [row[3] for row in _rows(data, "未分解和待定单位")[1:]] == ["加强德育", "学位100个"]
    counts = {row[0]: row[1:] for row in _rows(data, "汇总")[1:]}
    assert counts["任务"] == (2, 1, 1, 0, 0)
    assert data == write_coverage_book(_COVERAGE)


def test_trace_sheets() -> None:
    data = write_trace_book(_TRACE)
    assert [row[4:7] for row in _rows(data, "年度任务追溯")[1:]] == [
        ("建学校", "任务", "优化布局"),
        ("办运动会", None, "规划里没有找到"),
    ]
    assert [row[4] for row in _rows(data, "没有来处的")[1:]] == ["办运动会"]
    assert [row[3] for row in _rows(data, "没有人接的")[1:]] == ["加强德育"]
    assert _rows(data, "规划落实情况")[1][4] == "建学校"


def test_reasons_written_into_the_workbook_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "覆盖.xlsx"
    path.write_bytes(write_coverage_book(_COVERAGE))
    book = openpyxl.load_workbook(path)
    sheet = book["未分解和待定单位"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(3, heads.index(REASON) + 1).value = "由省里实施"
    book.save(path)
    assert read_no_need(path) == {"t-1": "由省里实施", "n-1": "省里统一安排"}


def test_a_plain_table_of_reasons(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("编号,理由\nk-1,已经完成\nk-2,\n", encoding="utf-8")
    assert read_no_need(path) == {"k-1": "已经完成"}


def test_a_table_without_reasons_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("学校,人数\n甲,1\n", encoding="utf-8")
    with pytest.raises(LuoshiError) as told:
        read_no_need(path)
    assert told.value.code == "L159"
