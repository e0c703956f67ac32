"""``luoshi indicators`` and ``luoshi explain``: what they say, write and return."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests.stats.returns import book, code, pupil_rows, school_rows

from luoshi.cli.main import main
from luoshi.workspace.folder import init_workspace

Run = Callable[..., tuple[int, str]]

OWN = """\
indicators:
  - id: own_girls
    name: 本局女生占比
    aliases: [女生率]
    unit: "%"
    decimals: 1
    numerator: {from: pupils, sql: sum(girls)}
    denominator: {from: pupils, sql: sum(pupils)}
    splits: [ownership]
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a workspace with an indicator of its own; return the exit code and all it said."""
    root = tmp_path / "局"
    init_workspace(root)
    (root / "rules" / "indicators").mkdir()
    (root / "rules" / "indicators" / "own.yaml").write_text(OWN, encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        exit_code = main([*map(str, arguments)])
        said = capsys.readouterr()
        return exit_code, said.out + said.err

    return run


@pytest.fixture
def loaded(run: Run) -> Run:
    """The same with two schools, 40 and 50 pupils of whom 20 and 22 are girls."""
    book(Path("data") / "学校.xlsx", school_rows(2024, [1, 2]))
    book(Path("data") / "学生.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20), (2, "一年级"): (50, 22)}))
    assert run("stats", "load", "data")[0] == 0
    return run


def test_before_anything_is_loaded(run: Run) -> None:
    exit_code, said = run("indicators")

    assert exit_code == 2
    assert "错误 I007：还没有装入统计数据，算不出指标。" in said


def test_values_on_the_screen(loaded: Run) -> None:
    exit_code, said = loaded("indicators", "女生率")

    assert exit_code == 0
    assert "本局女生占比（%）" in said
    assert "46.7" in said  # 42 / 90 = 46.67


def test_values_of_schools(loaded: Run) -> None:
    _, said = loaded("indicators", "本局女生占比", "--by", "school", "--year", 2024)

    lines = [line for line in said.splitlines() if code(1) in line or code(2) in line]
    assert [line.split()[-1] for line in lines] == ["50.0", "44.0"]


def test_values_for_other_programs_are_exact_text(loaded: Run) -> None:
    _, said = loaded("indicators", "own_girls", "--format", "json", "--by", "city")

    (value,) = json.loads(said)["values"]
    assert {key: value[key] for key in ("name", "year", "place", "value", "numerator", "denominator", "note")} == {
        "name": "本局女生占比",
        "year": 2024,
        "place": "全市",
        "value": "46.7",
        "numerator": "42",
        "denominator": "90",
        "note": "",
    }


def test_values_as_csv_and_workbook(loaded: Run) -> None:
    assert loaded("indicators", "女生率", "--format", "csv", "-o", "值.csv")[0] == 0
    assert loaded("indicators", "女生率", "--format", "xlsx", "-o", "值.xlsx")[0] == 0

    with open("值.csv", encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["指标"], row["数值"], row["分子"], row["分母"]) == ("本局女生占比", "46.7", "42", "90")
    sheet = openpyxl.load_workbook("值.xlsx")["指标值"]
    assert [cell.value for cell in sheet[2]][1:9] == ["本局女生占比", 2024, "全市", None, None, 46.7, "%", 42]


def test_a_file_that_is_there_is_not_written_over(loaded: Run) -> None:
    Path("值.csv").write_text("我的", encoding="utf-8")

    exit_code, said = loaded("indicators", "女生率", "--format", "csv", "-o", "值.csv")

    assert (exit_code, Path("值.csv").read_text(encoding="utf-8")) == (2, "我的")
    assert "S014" in said


def test_definitions_are_listed_with_basis_and_origin(run: Run) -> None:
    _, listed = run("indicators", "--list")
    _, one = run("indicators", "--list", "女生率")

    assert "本局女生占比" in listed
    assert "rules/indicators/own.yaml" in listed
    assert "分子　pupils：sum(girls)" in one
    assert "依据　待核实" in one


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("indicators", "没有这个"), "I002"),
        (("indicators", "女生率", "--area", "某县"), "I003"),
        (("indicators", "女生率", "--area-set", "某口径"), "I003"),
        (("indicators", "女生率", "--by", "grade"), "I006"),
        (("explain", "女生率", "--year", 1999), "I005"),
        (("explain", "女生率", "--part", "公办"), "S015"),
        (("explain", "女生率", "--format", "csv"), "S007"),
    ],
)
def test_what_cannot_be_told(loaded: Run, arguments: tuple[object, ...], said: str) -> None:
    exit_code, told = loaded(*arguments)

    assert exit_code == 2
    assert said in told


def test_an_explanation_leads_to_the_rows_of_the_files(loaded: Run) -> None:
    exit_code, said = loaded("explain", "女生率")
    as_json = json.loads(loaded("explain", "女生率", "--format", "json")[1])

    assert exit_code == 0
    assert "本局女生占比　全市　2024 年：46.7 %" in said
    assert "学生.xlsx" in said
    assert [(row["file"], row["row"], row["cells"]) for row in as_json["numerator_rows"]] == [
        ("学生.xlsx", 3, {"其中：女": "20"}),
        ("学生.xlsx", 4, {"其中：女": "22"}),
    ]


def test_an_explanation_as_a_workbook_holds_every_row(loaded: Run) -> None:
    assert loaded("explain", "女生率", "--format", "xlsx", "-o", "由来.xlsx")[0] == 0

    found = openpyxl.load_workbook("由来.xlsx")
    assert found.sheetnames == ["由来", "分子的行", "分母的行"]
    assert [row[3].value for row in found["分子的行"].iter_rows(min_row=2)] == [20, 22]


def test_a_definition_that_is_wrong_is_said_with_its_file(loaded: Run) -> None:
    Path("rules/indicators/own.yaml").write_text(OWN.replace("sum(girls)", "avg(girls)"), encoding="utf-8")

    exit_code, said = loaded("indicators", "女生率")

    assert exit_code == 2
    assert "I001" in said
    assert "本局女生占比" in said
    assert "rules/indicators/own.yaml" in said
