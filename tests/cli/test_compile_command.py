"""``luoshi compile``: what is printed, what is written, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import luoshi.api
from luoshi.cli.main import main
from luoshi.model.document import Document
from luoshi.model.plan import Plan
from luoshi.workspace.folder import init_workspace
from luoshi.workspace.plan_file import read_plan


def test_summary_shows_facts_counts_targets_and_file(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "规划.txt"]) == 0
    caught = capsys.readouterr()
    for part in ("临江市“十四五”教育规划", "临政办发〔2021〕18号", "2021—2025", "学前三年毛入园率", "≥ 92.5%", "第2行"):
        assert part in caught.out
    assert "规划文件：规划.plan.yaml" in caught.out
    assert caught.err == ""
    assert len(read_plan(Path("规划.plan.yaml")).targets) == 2


def test_long_list_is_cut_unless_all(compiled, make, capsys: pytest.CaptureFixture[str]) -> None:
    compiled(make(targets=50))
    main(["compile", "规划.txt"])
    assert "还有 20 项目标" in capsys.readouterr().out
    main(["compile", "规划.txt", "--all"])
    text = capsys.readouterr().out
    assert "第50行" in text
    assert "还有" not in text


def test_document_that_is_no_plan_says_so(luoshi_process, tmp_path: Path) -> None:
    (tmp_path / "诗.txt").write_text("江上有风\n山中有雨\n", encoding="utf-8")
    done = luoshi_process("compile", "诗.txt")
    assert done.returncode == 0
    assert "可能不是规划" in done.stdout.decode()


def test_json_is_all_of_stdout_and_no_file(compiled, tmp_path: Path, capfdbinary) -> None:
    assert main(["compile", "规划.txt", "--format", "json", "--explain"]) == 0
    caught = capfdbinary.readouterr()
    content = json.loads(caught.out.decode("utf-8"))
    assert {"document", "targets", "norms", "observations", "projects", "tasks", "problems"} <= set(content)
    assert "一、数字" in caught.err.decode("utf-8")
    assert list(tmp_path.iterdir()) == []


def test_yaml_on_stdout_is_a_plan_file(compiled, tmp_path: Path, capfdbinary) -> None:
    assert main(["compile", "规划.txt", "--format", "yaml"]) == 0
    text = capfdbinary.readouterr().out
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "x.plan.yaml").write_bytes(text)
    assert len(read_plan(tmp_path / "x.plan.yaml").targets) == 2


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_json_is_utf8_on_any_console(encoding: str, luoshi_process, tmp_path: Path) -> None:
    (tmp_path / "要点.txt").write_text("临江市教育局2024年工作要点\n一、新建幼儿园3所\n", encoding="utf-8")
    done = luoshi_process("compile", "要点.txt", "--format", "json", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["source"]["name"] == "要点.txt"
    assert luoshi_process("compile", "要点.txt", PYTHONIOENCODING=encoding).returncode == 0


@pytest.mark.parametrize(
    ("format_", "name"), [("json", "规划.plan.json"), ("yaml", "规划.plan.yaml"), ("summary", "规划.plan.yaml")]
)
def test_output_folder_gets_a_file_for_each_document(format_: str, name: str, compiled, tmp_path: Path) -> None:
    assert main(["compile", "规划.txt", "要点.txt", "--format", format_, "-o", "out/"]) == 0
    assert main(["compile", "规划.txt", "要点.txt", "--format", format_, "-o", "out"]) == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {name, name.replace("规划", "要点")}


def test_output_file_is_taken_as_named(compiled, tmp_path: Path) -> None:
    assert main(["compile", "规划.txt", "-o", "甲.yaml"]) == 0
    assert len(read_plan(tmp_path / "甲.yaml").targets) == 2


@pytest.mark.parametrize("from_inside", [True, False])
def test_in_a_workspace_the_plan_goes_to_plans(from_inside: bool, compiled, tmp_path: Path, monkeypatch) -> None:
    init_workspace(tmp_path / "局")
    document = tmp_path / "局" / "documents" / "规划.txt"
    if from_inside:
        monkeypatch.chdir(tmp_path / "局" / "documents")
        document = tmp_path / "别处" / "规划.txt"
    assert main(["compile", str(document)]) == 0
    assert (tmp_path / "局" / "plans" / "规划.plan.yaml").is_file()


def test_plan_changed_by_hand_is_kept_unless_forced(compiled, make, tmp_path: Path, capsys) -> None:
    path = tmp_path / "规划.plan.yaml"
    main(["compile", "规划.txt"])
    path.write_text(path.read_text(encoding="utf-8").replace("92.5", "93"), encoding="utf-8")
    changed = path.read_bytes()
    assert main(["compile", "规划.txt"]) == 2
    assert path.read_bytes() == changed
    caught = capsys.readouterr()
    assert "P005" in caught.err
    assert "学前三年毛入园率" in caught.out
    assert main(["compile", "规划.txt", "--force"]) == 0
    assert path.read_bytes() != changed


@pytest.mark.parametrize("taken", ["规划.plan.json", "data.json"])
def test_json_file_that_is_no_plan_is_kept(taken: str, compiled, tmp_path: Path) -> None:
    (tmp_path / taken).write_text('{"mine": 1}', encoding="utf-8")
    assert main(["compile", "规划.txt", "--format", "json", "-o", taken]) == 2
    assert (tmp_path / taken).read_text(encoding="utf-8") == '{"mine": 1}'
    assert main(["compile", "规划.txt", "--format", "json", "-o", taken, "--force"]) == 0


def test_json_of_the_same_document_is_written_again(compiled, tmp_path: Path) -> None:
    for _ in range(2):
        assert main(["compile", "规划.txt", "--format", "json", "-o", "规划.json"]) == 0


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        (None, "info", 0),
        ("info", "warning", 0),
        ("info", "info", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("error", "error", 1),
    ],
)
def test_exit_code_follows_fail_on(severity, fail_on: str, code: int, compiled, make) -> None:
    compiled(make(severity=severity))
    assert main(["compile", "规划.txt", "--fail-on", fail_on]) == code


def test_default_fails_on_errors_only(compiled, make, capsys: pytest.CaptureFixture[str]) -> None:
    compiled(make(severity="warning"))
    assert main(["compile", "规划.txt"]) == 0
    assert "警告 C999 有一处看不准" in capsys.readouterr().out
    compiled(make(severity="error"))
    assert main(["compile", "规划.txt"]) == 1


def test_one_bad_file_does_not_stop_the_others(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "坏.txt", "规划.txt"]) == 2
    assert "R999" in capsys.readouterr().err
    assert Path("规划.plan.yaml").exists()
    assert not Path("坏.plan.yaml").exists()


def test_a_bug_met_in_one_file_does_not_cost_the_others(compiled, monkeypatch, capsys) -> None:
    right = luoshi.api.read_and_compile

    def read_and_compile(path: Path) -> tuple[Document, Plan]:
        if path.name == "怪.txt":
            raise ZeroDivisionError
        return right(path)

    monkeypatch.setattr(luoshi.api, "read_and_compile", read_and_compile)
    assert main(["compile", "怪.txt", "规划.txt"]) == 2
    told = capsys.readouterr().err
    assert ("怪.txt：程序出错" in told, "ZeroDivisionError" in told) == (True, True)
    assert Path("规划.plan.yaml").exists()


def test_two_plans_never_share_a_file(compiled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "甲/规划.txt", "乙/规划.docx"]) == 2
    assert "S002" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_several_plans_are_not_mixed_on_stdout(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "甲.txt", "乙.txt", "--format", "json"]) == 2
    caught = capsys.readouterr()
    assert "S003" in caught.err
    assert caught.out == ""


def test_explain_needs_no_file(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "--explain"]) == 0
    assert "一、数字" in capsys.readouterr().out
