"""Which column a figure is taken from: parts, units and doubled heads must not pass for the field."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from luoshi.model.statistics import LoadResult
from luoshi.model.tables import TimePoint
from luoshi.stats import store
from luoshi.stats.definitions import load_definitions
from luoshi.stats.loading import Library, LoadOrder, load
from luoshi.stats.mapping import load_mappings
from luoshi.stats.years import school_year_said

DEFINITIONS = load_definitions()
CODE, OTHER = "3699000001", "3699000002"
SCHOOLS = (
    ("2024学年学校", *[None] * 5),
    ("学校标识码", "学校名称", "办学类型", "举办性质", "城乡类型", "所在县代码"),
    (CODE, "甲学校", "九年一贯制学校", "公办", "城区", "369901"),
    (OTHER, "乙学校", "九年一贯制学校", "公办", "城区", "369901"),
)
Rows = Sequence[Sequence[str | float | None]]


def _book(rows: Rows, sheet: str = "表") -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


def _loaded(folder: Path, rows: Rows) -> tuple[Library, LoadResult]:
    (folder / "学校.xlsx").write_bytes(_book(SCHOOLS, "学校"))
    (folder / "报表.xlsx").write_bytes(_book(rows))
    library = Library(folder / "snapshots", DEFINITIONS, load_mappings(DEFINITIONS))
    order = LoadOrder([folder / "学校.xlsx", folder / "报表.xlsx"], TimePoint(), datetime(2025, 1, 5, 9))
    return library, load(library, order)


def _stored(library: Library, sql: str) -> list[tuple[object, ...]]:
    with store.connect(library.folder, store.current(library.folder), DEFINITIONS) as con:
        return con.execute(sql).fetchall()


def _told(result: LoadResult, *codes: str) -> list[tuple[str, str]]:
    return [(one.finding.code, one.finding.message) for one in result.findings if one.finding.code in codes]


@pytest.mark.parametrize("order", [("计", "男", "女"), ("男", "女", "计")])
@pytest.mark.parametrize("whole", [("一年级",), ("一年级", "在校生")])
def test_a_part_is_not_taken_for_the_whole(tmp_path: Path, order: tuple[str, ...], whole: tuple[str, ...]) -> None:
    figures = {"计": 100, "男": 60, "女": 40}
    heads = [("学校标识码", "学校名称", *[word] * 3) for word in whole]
    rows = [("2024学年小学",), *heads, ("学校标识码", "学校名称", *order)]
    library, _ = _loaded(tmp_path, [*rows, *((c, n, *(figures[w] for w in order)) for c, n in ((CODE, "甲学校"),))])
    assert _stored(library, "SELECT stage, grade, pupils, girls FROM pupils") == [("小学", "一年级", 100, 40)]


def test_grades_counted_within_their_stage(tmp_path: Path) -> None:
    rows = [("2024学年",), ("学校标识码", "学段", "年级", "在校学生数"), (CODE, "初中", "一年级", 100)]
    library, _ = _loaded(tmp_path, rows)
    assert _stored(library, "SELECT stage, grade, pupils FROM pupils") == [("初中", "七年级", 100)]


def test_a_grade_that_a_stage_does_not_have_is_an_error(tmp_path: Path) -> None:
    rows = [("2024学年",), ("学校标识码", "学段", "年级", "在校学生数"), (CODE, "小学", "七年级", 100)]
    _, result = _loaded(tmp_path, rows)
    assert _told(result, "T115") == [("T115", "小学没有七年级")]


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        (("教学仪器设备值（元）", "占地面积"), ["“教学仪器设备值”要按万元填，表上写的单位是元"]),
        (("教学仪器设备值", "占地面积（亩）"), ["“占地面积”要按平方米填，表上写的单位是亩"]),
        (("教学仪器设备值（万元）", "占地面积（㎡）"), []),
    ],
)
def test_other_units_are_errors(tmp_path: Path, heads: tuple[str, str], told: list[str]) -> None:
    rows = [("2024学年",), ("学校标识码", "校舍建筑面积", *heads), (CODE, 1000, 900, 2000)]
    _, result = _loaded(tmp_path, rows)
    assert _told(result, "T132") == [("T132", text) for text in told]
    assert result.is_new is not bool(told)


@pytest.mark.parametrize(
    ("title", "count"), [("单位：元、平方米", 1), ("单位：万元、平方米", 0), ("填报单位：元镇", 0)]
)
def test_units_of_the_whole_sheet(tmp_path: Path, title: str, count: int) -> None:
    heads = ("学校标识码", "校舍建筑面积", "教学仪器设备值", "占地面积")
    _, result = _loaded(tmp_path, [("2024学年",), (title,), heads, (CODE, 1000, 900, 2000)])
    assert len(_told(result, "T132")) == count


@pytest.mark.parametrize(("second", "told"), [(40, 1), (60, 0), (None, 0)])
def test_two_columns_of_one_head(tmp_path: Path, second: float | None, told: int) -> None:
    heads = ("学校标识码", "学段", "年级", "在校学生数", "在校学生数")
    _, result = _loaded(tmp_path, [("2024学年",), heads, (CODE, "小学", "一年级", 60, second)])
    assert len(_told(result, "T807")) == told
    assert result.is_new is not bool(told)


def test_two_columns_that_say_one_field(tmp_path: Path) -> None:
    heads = ("学校标识码", "学段", "年级", "在校生", "在校学生数")
    _, result = _loaded(tmp_path, [("2024学年",), heads, (CODE, "小学", "一年级", 60, 40)])
    message = "“在校学生数”和“在校生”两列都像是在校学生数，数却不一样，读的是“在校学生数”"
    assert _told(result, "T807") == [("T807", message)]


@pytest.mark.parametrize("text", ["2024年—2025学年", "2024年-2025年学年", "2024—2025学年度", "2024学年"])
def test_school_year_of_a_title(text: str) -> None:
    assert school_year_said(text) == 2024


@pytest.mark.parametrize(
    ("title", "heads", "figures"),
    [
        ("2024学年小学各年级寄宿生数", ("一年级", "二年级"), (9, 8)),
        ("2024学年食堂用餐人数", ("年级", "合计"), ("一年级", 60)),
        ("2024年出生人口", ("1月", "2月", "合计"), (30, 31, 61)),
    ],
)
def test_figures_without_a_word_are_not_taken_for_the_main_ones(
    tmp_path: Path, title: str, heads: tuple[str, ...], figures: tuple[object, ...]
) -> None:
    """A total of anything is not 在校学生数, nor 一般公共预算教育支出."""
    rows = [(title,), ("学校标识码", "学校名称", *heads), (CODE, "甲学校", *figures), (CODE, "甲学校", *figures)]
    _, result = _loaded(tmp_path, rows)
    assert [code for code, _ in _told(result, "T802", "T102")] == ["T802"]


def test_figures_by_grade_under_a_title_that_says_what_they_are(tmp_path: Path) -> None:
    rows = [("2024学年小学在校学生数",), ("学校标识码", "学校名称", "一年级", "二年级"), (CODE, "甲学校", 41, 42)]
    library, _ = _loaded(tmp_path, rows)
    assert _stored(library, "SELECT grade, pupils FROM pupils ORDER BY 2") == [("一年级", 41), ("二年级", 42)]
