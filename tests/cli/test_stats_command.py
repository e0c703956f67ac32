"""``luoshi stats``: what its commands say, write and return."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import xlwt
from tests.stats.returns import book, code, extra_rows, pupil_rows, school_rows

from luoshi.cli.main import main
from luoshi.workspace.folder import init_workspace

_COUNTS = {(1, "一年级"): (40, 20), (2, "一年级"): (50, 22)}


@pytest.fixture(autouse=True)
def bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, which is the current folder, with returns in ``data``."""
    root = tmp_path / "局"
    init_workspace(root)
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "100")
    book(root / "data" / "学校.xlsx", school_rows(2024, [1, 2]))
    book(root / "data" / "学生.xlsx", pupil_rows(2024, _COUNTS))
    return root


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run ``luoshi stats``; return its exit code and all it said."""

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["stats", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def _listing(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _column(path: Path, sheet: str, head: str) -> dict[int, str]:
    """Return the column of a head, row by row; the head's own row is 0."""
    cells = openpyxl.load_workbook(path)[sheet]
    (place,) = [cell for row in cells.iter_rows() for cell in row if cell.value == head]
    column = {row: cells.cell(row, place.column).value for row in range(place.row + 1, cells.max_row + 1)}
    return {0: str(place.row)} | {row: value for row, value in column.items() if value}


def test_before_and_after_the_first_load(run, bureau: Path) -> None:
    status, said = run()
    assert status == 0
    assert "还没有装入数据" in said
    assert run("history") == (0, "还没有快照。\n")
    status, said = run("load", "data")
    assert status == 0
    assert "已装入（2 个文件，2 张表，4 行）" in said
    status, said = run()
    assert status == 0
    for word in ("学校（机构）", "在校学生", "2024 学年", "正式"):
        assert word in said


def test_the_same_again_is_said_to_be_so(run) -> None:
    run("load", "data")
    status, said = run("load", "data")
    assert status == 0
    assert "和现在的数据完全一样" in said


def test_a_refused_file_comes_back_with_what_is_wrong(run, bureau: Path) -> None:
    rows = pupil_rows(2024, _COUNTS)
    rows[3][3] = "五十"
    book(bureau / "data" / "学生.xlsx", rows, "在校")
    before = _listing(bureau / "snapshots")
    status, said = run("load", "data")
    assert status == 1
    assert "T112 学生.xlsx “在校”第 4 行 D 列" in said
    assert "没有装入" in said
    assert {k: v for k, v in _listing(bureau / "snapshots").items() if not k.endswith(".lock")} == before
    column = _column(bureau / "build" / "统计核对" / "学生.错误说明.xlsx", "在校", "错误说明")
    assert column == {0: "2", 4: "错误　D 列：“在校学生数”写的是“五十”，应为数字"}
    assert not (bureau / "build" / "统计核对" / "学校.错误说明.xlsx").exists()


def test_the_head_of_the_column_of_errors_stands_with_the_other_heads(run, bureau: Path) -> None:
    """Whichever row is wrong; and the file that comes back wrong again has the column once."""
    rows = pupil_rows(2024, {(n, g): (40, 20) for n in (1, 2) for g in ("一年级", "二年级", "三年级")})
    rows[7][3] = "五十"
    path = book(bureau / "data" / "学生.xlsx", rows, "在校")
    assert run("load", "data", "-o", "退回")[0] == 1
    back = bureau / "退回" / "学生.错误说明.xlsx"
    assert set(_column(back, "在校", "错误说明")) == {0, 8}
    assert _column(back, "在校", "错误说明")[0] == "2"
    workbook = openpyxl.load_workbook(back)
    workbook["在校"]["D8"] = 50
    workbook["在校"]["D5"] = "四十"
    workbook.save(path)
    assert run("load", "data", "-o", "退回")[0] == 1
    assert set(_column(back, "在校", "错误说明")) == {0, 5}


def test_files_of_one_name_come_back_each_with_its_own(run, bureau: Path) -> None:
    for year, cell in ((2023, "四十"), (2024, "五十")):
        book(bureau / "多年" / str(year) / "学校.xlsx", school_rows(year, [1]))
        rows = pupil_rows(year, {(1, "一年级"): (40, 20)})
        rows[2][3] = cell
        book(bureau / "多年" / str(year) / "学生.xlsx", rows)
    assert run("load", "多年", "-o", "退回")[0] == 1
    found = [_column(path, "Sheet1", "错误说明")[3] for path in sorted((bureau / "退回").glob("*错误说明*.xlsx"))]
    assert found == [f"错误　D 列：“在校学生数”写的是“{cell}”，应为数字" for cell in ("四十", "五十")]


def test_what_moved_is_drafted_as_an_explanation(run, bureau: Path) -> None:
    book(bureau / "data" / "学校23.xlsx", school_rows(2023, [1, 2]))
    book(bureau / "data" / "学生23.xlsx", pupil_rows(2023, {(1, "一年级"): (400, 200), (2, "一年级"): (50, 22)}))
    status, said = run("load", "data")
    assert status == 0
    assert "数据核对情况说明.xlsx" in said
    sheet = openpyxl.load_workbook(bureau / "build" / "统计核对" / "数据核对情况说明.xlsx")["情况说明"]
    assert any("在校学生数" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_only_checked(run, bureau: Path) -> None:
    status, said = run("load", "data", "--check")
    assert status == 0
    assert "可以装入" in said
    assert [path.name for path in (bureau / "snapshots").iterdir() if path.name[0] != "."] == []
    assert "还没有快照" in run("history")[1]


def test_what_cannot_be_loaded_at_all(run, bureau: Path) -> None:
    (bureau / "空").mkdir()
    (bureau / "坏.xlsx").write_bytes(b"PK\x03\x04")
    for argument, wanted, code_ in (("没有.xlsx", "T010", 2), ("空", "S001", 2), ("坏.xlsx", "T012", 1)):
        status, said = run("load", argument)
        assert status == code_
        assert wanted in said


def test_outside_a_workspace(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in ((), ("load", "局/data"), ("history",), ("missing",), ("template",), ("rollback", "上一个")):
        status, said = run(*arguments)
        assert status == 2
        assert "S016" in said
    assert run("load", "局/data", "--workspace", "局")[0] == 0
    assert run("fields")[0] == 0


def test_text_files_and_old_workbooks(run, bureau: Path) -> None:
    old = xlwt.Workbook(encoding="utf-8")
    sheet = old.add_sheet("学校")
    for at, row in enumerate(school_rows(2024, [1, 2])):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    old.save(str(bureau / "学校.xls"))
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in pupil_rows(2024, _COUNTS)]
    (bureau / "学生.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    status, said = run("load", "学校.xls", "学生.csv")
    assert (status, "2 个文件，2 张表，4 行" in said) == (0, True)
    assert "完全一样" in run("load", "data")[1]


def test_a_template_is_filled_in_and_loaded(run, bureau: Path) -> None:
    run("load", "data")
    status, said = run("template", "校舍和设备", "--all", "-o", "填报.xlsx")
    assert (status, "填报.xlsx" in said) == (0, True)
    workbook = openpyxl.load_workbook(bureau / "填报.xlsx")
    sheet = workbook["校舍和设备"]
    heads = {
        str(cell.value).rstrip("*").split("（")[0].strip("* \n"): cell for row in sheet.iter_rows() for cell in row
    }
    own = next(row for row in sheet.iter_rows() if any(str(cell.value) == code(2) for cell in row))
    area = next(cell for name, cell in heads.items() if name.startswith("校舍建筑面积"))
    sheet.cell(own[0].row, area.column).value = 5000
    other = next(row for row in sheet.iter_rows() if any(str(cell.value) == code(1) for cell in row))
    sheet.cell(other[0].row, area.column).value = 4000.5
    workbook.save(bureau / "填报.xlsx")
    status, said = run("load", "填报.xlsx")
    assert status == 0, said
    assert "T804" not in said
    assert "校舍和设备" in run()[1]
    assert run("template", "校舍和设备", "-o", "填报.xlsx")[0] == 2
    assert run("template", "校舍和设备", "-o", "填报.xlsx", "--force")[0] == 0
    assert run("template", "没有的表")[0] == 2
    assert run("template", "-o", "填报.docx")[0] == 2


def test_the_template_asks_for_a_year_when_nothing_is_loaded(run) -> None:
    status, said = run("template")
    assert (status, "T808" in said) == (2, True)


def test_a_mapping_is_looked_at_kept_and_used(run, bureau: Path) -> None:
    run("load", "data")
    rows = [["2024学年"], ["代码", "学校代码", "学段", "年级", "学生数"], ["x", code(1), "小学", "一年级", 44]]
    path = book(bureau / "新表.xlsx", rows, "在校")
    status, said = run("map", path)
    assert (status, "在校学生（按列名识别）" in said, "没有读的列：代码" in said) == (0, True, True)
    status, said = run("map", path, "--save")
    assert (status, "rules/mappings/新表-1.yaml" in said) == (0, True)
    assert "按映射文件" in run("map", path)[1]
    kept = bureau / "rules" / "mappings" / "新表-1.yaml"
    assert "学生数: pupils" in kept.read_text(encoding="utf-8")
    status, said = run("load", path)
    assert (status, "T804" in said) == (0, False)
    rows[1][4] = "人数"
    kept.write_text(kept.read_text(encoding="utf-8").replace("学生数", "人数"), encoding="utf-8")
    rows[2][4] = 45
    assert run("load", book(path, rows, "在校"))[0] == 0
    kept.write_text("form: [", encoding="utf-8")
    status, said = run("load", path)
    assert (status, "T801" in said) == (2, True)


def test_sheets_of_two_stages_keep_their_stages_by_mapping_files(run, bureau: Path) -> None:
    """Their heads are the same, their stages stand in the names of the sheets."""
    from tests.stats.returns import books

    from luoshi.sheets.form_book import FormSheet

    run("load", "data")
    heads = ["学校代码", "教职工数", "专任教师数"]
    sheets = [FormSheet(stage, [["2024学年"], heads, [code(1), n, n]]) for stage, n in (("小学", 9), ("初中", 7))]
    path = books(bureau / "教师.xlsx", *sheets)
    assert run("map", path, "--save")[0] == 0
    assert run("load", path)[0] == 0
    status, said = run("diff", "--json")
    assert status == 0
    totals = {(one["table"], tuple(map(tuple, one["totals"]))) for one in json.loads(said)}
    assert ("staff", (("staff_total", "", "16"), ("full_time", "", "16"))) in totals
    assert run("load", book(bureau / "初中.xlsx", [["2024学年"], heads, [code(1), 7, 7]], "初中"))[0] == 0
    assert "完全一样" in run("load", path)[1]


def test_a_file_that_is_not_recognised(run, bureau: Path) -> None:
    path = book(bureau / "杂.xlsx", [["甲", "乙"], [1, 2], [3, 4]])
    status, said = run("map", path)
    assert (status, "认不出" in said) == (1, True)
    status, said = run("load", path)
    assert (status, "T802" in said) == (1, True)


def test_history_differences_and_rollback(run, bureau: Path) -> None:
    run("load", "data", "--note", "第一次")
    book(bureau / "改.xlsx", pupil_rows(2024, {(1, "一年级"): (45, 20)}))
    run("load", "改.xlsx")
    listed = json.loads(run("history", "--json")[1])
    assert [one["note"] for one in listed] == ["", "第一次"]
    said = run("history")[1]
    assert "（现在）" in said
    assert "第一次" in said
    status, said = run("diff")
    assert (status, "40" in said, "90→95" in said) == (0, True, True) or "90→95" in said
    assert json.loads(run("diff", "--json")[1])[0]["changed"] == 1
    assert "数据一样" in run("diff", "现在", "现在")[1]
    status, said = run("rollback", "上一个", "--note", "装错了")
    assert status == 0
    assert f"已回到快照 {listed[1]['id']} 的数据" in said
    assert run("rollback", listed[1]["id"])[0] == 2
    assert run("rollback", "zz")[0] == 2
    assert run("diff", "zz")[0] == 2
    assert len(json.loads(run("history", "--json")[1])) == 3
    assert "回退到" in run("history")[1]


def test_missing_returns(run, bureau: Path) -> None:
    status, said = run("missing")
    assert (status, "T707" in said) == (2, True)
    run("load", "data")
    status, said = run("missing", "-o", "缺报.xlsx")
    assert status == 1
    assert "第1小学" in said
    owed = json.loads(run("missing", "--json")[1])
    sheet = openpyxl.load_workbook(bureau / "缺报.xlsx")["缺报"]
    listed = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], (int, float))]
    assert len(listed) == len(owed)
    assert not [one for one in owed if one["table"] == "pupils"]
    assert run("missing", "--year", "2020")[0] == 2
    assert run("missing", "-o", "缺报.xlsx")[0] == 2


def test_fields(run) -> None:
    status, said = run("fields")
    assert (status, "在校学生" in said) == (0, True)
    status, said = run("fields", "在校学生")
    assert (status, "其中：女" in said) == (0, True)
    assert run("fields", "没有的表")[0] == 2


def test_supplement_before_its_main_form(run, bureau: Path) -> None:
    book(bureau / "a补.xlsx", extra_rows(2024, {(1, "一年级"): 3}))
    assert run("load", "a补.xlsx")[0] == 1
    assert run("load", "a补.xlsx", "data")[0] == 0


def test_another_load_is_running(run, bureau: Path) -> None:
    from luoshi.base.lock import locked
    from luoshi.stats.loading import LOCK

    run("load", "data")
    with locked(bureau / "snapshots" / LOCK, 0):
        status, said = run("load", "data", "--wait", "0")
    assert (status, "T701" in said) == (2, True)
