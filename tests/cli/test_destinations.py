"""Where plans go: never over a document, never under a wrong suffix."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from luoshi.cli.main import main
from luoshi.workspace.plan_file import read_plan


@pytest.mark.parametrize("output", ["规划.yaml", "./规划.yaml", "link.yaml", "hard.yaml", "sub/../规划.yaml"])
@pytest.mark.parametrize("more", [[], ["--force"], ["--force", "--format", "yaml"]])
@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_document_is_never_written_over(
    output: str, more: list[str], compiled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "规划.yaml"
    document.write_text("一、任务", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.yaml").symlink_to(document)
    (tmp_path / "hard.yaml").hardlink_to(document)
    assert main(["compile", "规划.yaml", "-o", output, *more]) == 2
    assert "S006" in capsys.readouterr().err
    assert document.read_text(encoding="utf-8") == "一、任务"


def test_another_document_of_the_call_is_not_written_over(compiled, tmp_path: Path, capsys) -> None:
    (tmp_path / "乙.json").write_text("{}", encoding="utf-8")
    (tmp_path / "out").mkdir()
    assert main(["compile", "甲.txt", "out/甲.plan.json", "-o", "out", "--format", "json", "--force"]) == 2
    assert "S006" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["-o", "x.docx"],
        ["-o", "规划.txt", "--force"],
        ["-o", "x.JSON", "--format", "yaml"],
        ["-o", "x.json", "--format", "summary"],
        ["-o", "x.yaml", "--format", "json"],
    ],
)
def test_suffix_that_does_not_fit_is_refused(arguments: list[str], compiled, tmp_path: Path, capsys) -> None:
    (tmp_path / "规划.txt").write_text("一、任务", encoding="utf-8")
    assert main(["compile", "规划.txt", *arguments]) == 2
    assert "S007" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["规划.txt"]
    assert (tmp_path / "规划.txt").read_text(encoding="utf-8") == "一、任务"


def test_suffix_json_means_json(compiled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "规划.txt", "-o", "x.json"]) == 0
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["schema_version"] == 1
    assert "已写出 x.json" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["x.yml", "x.plan.yaml", "无后缀"])
def test_other_suffixes_mean_yaml(name: str, compiled, tmp_path: Path) -> None:
    assert main(["compile", "规划.txt", "-o", name]) == 0
    assert len(read_plan(tmp_path / name).targets) == 2


def test_empty_output_is_refused(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "规划.txt", "-o", ""]) == 2
    assert "S009" in capsys.readouterr().err


def test_folder_given_as_a_document_is_told(compiled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "文件").mkdir()
    (tmp_path / "文件" / "规划.html").touch()
    assert main(["compile", "文件"]) == 2
    error = capsys.readouterr().err
    assert "S010：这是文件夹" in error
    assert str(Path("文件") / "*.html") in error


@pytest.mark.skipif(os.name != "posix", reason="names with stars")
def test_pattern_is_filled_in_where_the_shell_did_not(compiled, tmp_path: Path, capsys) -> None:
    (tmp_path / "文件").mkdir()
    for name in ("甲.txt", "乙.txt", "丙.md", "[1]*.txt"):
        (tmp_path / "文件" / name).touch()
    assert main(["compile", "文件/*.txt", "-o", "out/"]) == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"甲.plan.yaml", "乙.plan.yaml", "[1]*.plan.yaml"}
    assert main(["compile", "文件/[1]*.txt", "-o", "other/"]) == 0
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["[1]*.plan.yaml"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions of POSIX")
def test_folder_that_cannot_be_listed_is_told_as_a_folder(compiled, tmp_path: Path, capsys) -> None:
    (tmp_path / "文件").mkdir(mode=0o000)
    assert main(["compile", "文件"]) == 2
    assert "S010" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_devices_are_no_files(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    Path("规划.txt").write_text("一、目标", encoding="utf-8")
    assert main(["compile", "/dev/full"]) == 2
    assert main(["compile", "规划.txt", "-o", "/dev/full"]) == 2
    assert capsys.readouterr().err.count("S010") == 2
