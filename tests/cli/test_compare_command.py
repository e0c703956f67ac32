"""``luoshi compare`` and ``luoshi compile --previous`` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from luoshi.cli.main import main

OLD = """\
临江市教育发展规划（2021—2025年）
一、发展目标
到2025年，学前三年毛入园率达到92%，九年义务教育巩固率达到98%。
"""
NEW = OLD.replace("92%", "94%")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    Path("旧稿.txt").write_text(OLD, encoding="utf-8")
    Path("新稿.txt").write_text(NEW, encoding="utf-8")
    return tmp_path


def test_two_drafts_are_compared_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "旧稿.txt", "新稿.txt"]) == 0
    told = capsys.readouterr().out
    assert "提高  2025年 学前三年毛入园率：数值由“92%”改为“94%”（一 第3行）" in told
    assert "另有 1 项没有变化" in told


def test_same_text_has_no_differences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "旧稿.txt", "旧稿.txt"]) == 0
    assert "2 项都没有变化" in capsys.readouterr().out


def test_plan_files_are_compared_like_documents(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "旧稿.txt", "-o", "旧稿.plan.yaml"])
    main(["compile", "新稿.txt", "-o", "新稿.plan.json"])
    capsys.readouterr()
    assert main(["compare", "旧稿.plan.yaml", "新稿.plan.json", "--format", "json"]) == 0
    (difference,) = json.loads(capsys.readouterr().out)["differences"]
    assert (difference["verdict"], difference["name"]) == ("提高", "学前三年毛入园率")


def test_comparison_is_written_by_the_suffix_and_not_over_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("比较.xlsx", "比较.html", "比较.json"):
        assert main(["compare", "旧稿.txt", "新稿.txt", "-o", name]) == 0
    assert load_workbook("比较.xlsx").sheetnames == ["说明", "汇总", "变化"]
    assert "学前三年毛入园率" in Path("比较.html").read_text(encoding="utf-8")
    assert main(["compare", "旧稿.txt", "新稿.txt", "-o", "比较.json"]) == 2
    assert "S014" in capsys.readouterr().err
    assert main(["compare", "旧稿.txt", "新稿.txt", "-o", "比较.json", "--force"]) == 0


def test_what_is_compared_is_never_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "旧稿.txt", "-o", "旧稿.json"])
    before = Path("旧稿.json").read_bytes()
    assert main(["compare", "旧稿.json", "新稿.txt", "-o", "旧稿.json", "--force"]) == 2
    assert "S006" in capsys.readouterr().err
    assert Path("旧稿.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["旧稿.txt"], "S012"),
        (["旧稿.txt", "新稿.txt", "--upper", "旧稿.txt"], "S012"),
        (["旧稿.txt", "新稿.txt", "--format", "xlsx"], "S013"),
        (["旧稿.txt", "新稿.txt", "-o", "比较"], "S007"),
        (["旧稿.txt", "新稿.txt", "-o", "比较.xlsx", "--format", "html"], "S007"),
        (["旧稿.txt", "新稿.txt", "-o", ""], "S009"),
        (["旧稿.txt", "没有.txt"], "R002"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *arguments]) == 2
    assert f"错误 {code}" in capsys.readouterr().err


def test_plan_is_held_against_the_one_above(capsys: pytest.CaptureFixture[str]) -> None:
    county = "青禾县教育发展规划（2021—2025年）\n一、发展目标\n到2025年，学前三年毛入园率达到90%。\n"
    Path("县.txt").write_text(county, encoding="utf-8")
    assert main(["compare", "县.txt", "--upper", "旧稿.txt"]) == 0
    told = capsys.readouterr().out
    assert "低于  上级要求 2025年 学前三年毛入园率 92%" in told
    assert "缺少  上级要求 2025年 九年义务教育巩固率 98%" in told
    assert main(["compare", "县.txt", "--upper", "旧稿.txt", "-o", "衔接.xlsx"]) == 0
    assert load_workbook("衔接.xlsx").sheetnames == ["说明", "衔接", "达到", "没有比较"]


def test_next_issue_keeps_what_people_did(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "旧稿.txt"])
    plan = Path("旧稿.plan.yaml")
    plan.write_text(plan.read_text(encoding="utf-8").replace("value: 98\n", "value: 98.5\n"), encoding="utf-8")
    assert main(["plan", "check", "旧稿.plan.yaml", "--source", "旧稿.txt"]) == 0
    assert "人工更正了数值" in capsys.readouterr().out
    assert main(["compile", "旧稿.txt"]) == 2
    assert "P005" in capsys.readouterr().err
    assert main(["compile", "新稿.txt", "--previous", "旧稿.plan.yaml"]) == 0
    told = capsys.readouterr()
    assert "数值由“92%”改为“94%”" in told.out
    assert "沿用了 1 项人工更正" in told.err
    text = Path("新稿.plan.yaml").read_text(encoding="utf-8")
    assert "含人工内容" in text.splitlines()[1]
    assert "value: 98.5" in text
    assert main(["compile", "新稿.txt"]) == 2
    assert main(["compile", "新稿.txt", "--previous", "新稿.plan.yaml"]) == 0


@pytest.mark.parametrize(("name", "code"), [("旧稿.txt", "P003"), ("没有.plan.yaml", "P001"), ("坏.plan.yaml", "P011")])
def test_what_is_no_plan_is_no_previous_issue(name: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("坏.plan.yaml").write_text("document: {}\nsource: {name: a, format: txt}\ntargets: 3\n", encoding="utf-8")
    assert main(["compile", "新稿.txt", "--previous", name]) == 2
    assert f"错误 {code}" in capsys.readouterr().err
    assert not Path("新稿.plan.yaml").exists()


def test_previous_issue_is_for_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "旧稿.txt"])
    assert main(["compile", "旧稿.txt", "新稿.txt", "--previous", "旧稿.plan.yaml"]) == 2
    assert "S003" in capsys.readouterr().err
