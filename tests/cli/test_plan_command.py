"""``compile --format xlsx`` and ``luoshi plan``: out to Excel and back, with files as people have them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from luoshi.cli.main import main
from luoshi.workspace.plan_file import read_plan


def _change(path: Path, value: object, head: str = "目标值", row: int = 2) -> None:
    book = load_workbook(path)
    page = book["指标表"]
    page.cell(row, next(c.column for c in page[1] if c.value == head)).value = value
    book.save(path)


@pytest.fixture
def exported(compiled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A compiled plan with its workbook, in the current folder."""
    assert main(["compile", "规划.txt"]) == 0
    assert main(["compile", "规划.txt", "--format", "xlsx"]) == 0
    capsys.readouterr()
    return tmp_path / "规划.xlsx"


def test_workbook_goes_to_the_usual_folder_and_never_to_the_screen(compiled, tmp_path: Path, capsys) -> None:
    assert main(["compile", "规划.txt", "--format", "xlsx"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "已写出 规划.xlsx\n")
    assert main(["init", "."]) == 0
    assert main(["compile", "甲.txt", "乙.txt", "--format", "xlsx"]) == 0
    assert main(["compile", "甲.txt", "乙.txt", "--format", "xlsx", "-o", "out/"]) == 0
    assert main(["compile", "甲.txt", "-o", "名.xlsx"]) == 0
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.xlsx"))
    assert found == ["build/乙.xlsx", "build/甲.xlsx", "out/乙.xlsx", "out/甲.xlsx", "名.xlsx", "规划.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["规划.xlsx", "--format", "xlsx"], "S006"),
        (["a.txt", "--format", "xlsx", "-o", "x.json"], "S007"),
        (["a.txt", "--format", "json", "-o", "x.xlsx"], "S007"),
        (["a.txt", "b.txt", "--format", "xlsx", "-o", "x.xlsx"], "S002"),
        (["a.txt", "--format", "xlsx", "--show", "任务"], "S008"),
    ],
)
def test_workbook_never_goes_where_it_should_not(arguments, code: str, compiled, tmp_path: Path, capsys) -> None:
    (tmp_path / "规划.xlsx").write_bytes(b"a document")
    assert main(["compile", *arguments]) == 2
    assert code in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["规划.xlsx"]


def test_edited_workbook_is_not_written_over(exported: Path, capsys) -> None:
    _change(exported, 96)
    before = exported.read_bytes()
    assert main(["compile", "规划.txt", "--format", "xlsx"]) == 2
    assert "P005" in capsys.readouterr().err
    assert exported.read_bytes() == before
    assert main(["compile", "规划.txt", "--format", "xlsx", "--force"]) == 0


def test_change_goes_into_the_plan_file_and_stays(exported: Path, tmp_path: Path, capsys) -> None:
    _change(exported, 96)
    assert main(["plan", "import-xlsx", "规划.xlsx"]) == 0
    told = capsys.readouterr().out
    assert "指标表：改了 1 处\n  第2行 学前三年毛入园率　目标值：92.5 → 96\n" in told
    assert "共改 1 行 1 处\n" in told
    path = tmp_path / "规划.plan.yaml"
    assert read_plan(path).targets[0].value == Decimal(96)
    before = path.read_bytes()
    assert main(["compile", "规划.txt"]) == 2
    assert "P005" in capsys.readouterr().err
    assert main(["plan", "import-xlsx", "规划.xlsx"]) == 0
    assert "没有要改的" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_untouched_workbook_leaves_the_very_file(exported: Path, tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    before = _written(path)
    assert main(["plan", "import-xlsx", "规划.xlsx"]) == 0
    assert _written(path) == before


def _written(path: Path) -> tuple[int, int, int]:
    """Return by what a file that was written anew is told: reading it changes the time of access."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def test_refused_rows_are_handed_back(exported: Path, tmp_path: Path, capsys) -> None:
    _change(exported, "很多")
    _change(exported, 96, row=3)
    assert main(["plan", "import-xlsx", "规划.xlsx"]) == 1
    told = capsys.readouterr().out
    assert "错误 D015 目标值：“很多”不是数字" in told
    assert "1 行有错没有写" in told
    assert [t.value for t in read_plan(tmp_path / "规划.plan.yaml").targets] == [Decimal("92.5"), Decimal(96)]
    page = load_workbook(tmp_path / "规划.错误.xlsx")["指标表"]
    assert "不是数字" in page["A2"].value
    _change(tmp_path / "规划.错误.xlsx", "更多")
    assert main(["plan", "import-xlsx", "规划.错误.xlsx"]) == 1
    assert "规划.错误2.xlsx" in capsys.readouterr().out
    _change(tmp_path / "规划.错误2.xlsx", 97)
    assert main(["plan", "import-xlsx", "规划.错误2.xlsx"]) == 0
    assert [t.value for t in read_plan(tmp_path / "规划.plan.yaml").targets] == [Decimal(97), Decimal(96)]


def test_plan_can_be_named_and_kept(exported: Path, tmp_path: Path, capsys) -> None:
    _change(exported, 96)
    (tmp_path / "sub").mkdir()
    moved = (tmp_path / "规划.plan.yaml").rename(tmp_path / "sub" / "旧.plan.yaml")
    assert main(["plan", "import-xlsx", "规划.xlsx"]) == 2
    assert "D004" in capsys.readouterr().err
    assert main(["plan", "import-xlsx", "规划.xlsx", str(moved), "-o", "新.plan.yaml"]) == 0
    assert (read_plan(moved).targets[0].value, read_plan(tmp_path / "新.plan.yaml").targets[0].value) == (
        Decimal("92.5"),
        Decimal(96),
    )
    assert main(["plan", "import-xlsx", "规划.xlsx", str(moved), "-o", "新.plan.yaml"]) == 2
    assert "P005" in capsys.readouterr().err


def test_rows_are_deleted_when_asked(exported: Path, tmp_path: Path, capsys) -> None:
    book = load_workbook(exported)
    book["指标表"].delete_rows(2)
    book.save(exported)
    assert main(["plan", "import-xlsx", "规划.xlsx"]) == 0
    assert "少了 1 行，条目仍然保留：学前三年毛入园率" in capsys.readouterr().out
    assert main(["plan", "import-xlsx", "规划.xlsx", "--delete-missing"]) == 0
    assert "删去 学前三年毛入园率（t-00000000）" in capsys.readouterr().out
    assert [t.id for t in read_plan(tmp_path / "规划.plan.yaml").targets] == ["t-00000001"]


def test_corrected_plan_goes_out_again(exported: Path, tmp_path: Path, capsys) -> None:
    _change(exported, 96)
    assert main(["plan", "import-xlsx", "规划.xlsx"]) == 0
    assert main(["plan", "export-xlsx", "规划.plan.yaml", "-o", "新/"]) == 0
    page = load_workbook(tmp_path / "新" / "规划.xlsx")["指标表"]
    assert page.cell(2, next(c.column for c in page[1] if c.value == "目标值")).value == 96
    assert main(["plan", "export-xlsx", "规划.plan.yaml"]) == 2, "the edited workbook stands"
    assert "P005" in capsys.readouterr().err
    for output, code in (("x.docx", "S007"), ("", "S009")):
        assert main(["plan", "export-xlsx", "规划.plan.yaml", "-o", output]) == 2
        assert code in capsys.readouterr().err


def test_files_that_are_no_workbooks_are_refused(compiled, tmp_path: Path, capsys) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"text")
    for name in ("a.xlsx", "nothing.xlsx", "."):
        assert main(["plan", "import-xlsx", name]) == 2
        assert "D001" in capsys.readouterr().err


def test_group_alone_shows_its_help(capsys) -> None:
    assert main(["plan"]) == 2
    assert "import-xlsx" in capsys.readouterr().err
    assert main(["plan", "impot"]) == 2
    assert "没有 impot 这个命令" in capsys.readouterr().err
