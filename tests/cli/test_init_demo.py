"""``luoshi init`` and ``luoshi demo``."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import luoshi.samples
from luoshi.cli.demo_review import show_review
from luoshi.cli.main import main
from luoshi.samples import sample_files
from luoshi.workspace.folder import init_workspace, open_workspace
from luoshi.workspace.plan_file import read_plan


def test_init_says_what_it_made(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "局"]) == 0
    text = capsys.readouterr().out
    assert "documents/" in text
    assert "luoshi compile" in text
    assert main(["init", "局"]) == 0
    assert "没有改动" in capsys.readouterr().out


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[bytes]]:
    """The folder in which ``luoshi demo`` was run in a process of its own, and what it said; only to be looked at."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, _demo(folder, "--no-serve")


def _demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "luoshi", "demo", *dict.fromkeys((*arguments, "--no-serve"))]
    return subprocess.run(command, cwd=folder, env={**os.environ, "COLUMNS": "80"}, capture_output=True, check=False)


def test_demo_compiles_all_samples(demo) -> None:
    folder, done = demo
    assert done.returncode == 0, done.stderr.decode()
    samples = [sample.name for sample in sample_files()]
    plans = sorted((folder / "luoshi-demo" / "plans").iterdir())
    assert {p.name for p in plans} == {Path(name).stem + ".plan.yaml" for name in samples}
    assert all(read_plan(p).tasks for p in plans)
    text = done.stdout.decode()
    assert all(Path(name).stem[:8] in text for name in samples)
    assert str(Path("luoshi-demo") / "plans") in text


def test_demo_ends_with_indicators_packs_and_monitored_targets(demo) -> None:
    text = demo[1].stdout.decode()
    parts = ["统计数据：", "指标：", "达标标准：", "目标监测："]
    assert [part for part in parts if f"\n{part}" not in text] == []
    assert sorted(parts, key=lambda part: text.index(f"\n{part}")) == parts
    assert "学前三年毛入园率" in text[text.index("\n指标：") :]


def test_demo_ends_with_reports_the_site_and_a_package_that_verifies(demo, capsys: pytest.CaptureFixture[str]) -> None:
    build = demo[0] / "luoshi-demo" / "build"
    assert sorted(path.name for path in (build / "报告").iterdir()) == [
        "2023-中期-中期评估报告.docx",
        "2023-中期-中期评估报告.pdf",
        "2024-年度-年度监测报告.docx",
        "2024-年度-年度监测报告.pdf",
        "2024-年度-监测通报.docx",
    ]
    assert (build / "公开网站" / "index.html").is_file()
    assert main(["verify", str(build / "2024-年度-核验包.zip")]) == 0, capsys.readouterr().out
    said = demo[1].stdout.decode()
    assert all(place in said for place in ("定稿 2024-年度", "公开网站", "核验包"))


def test_demo_again_inside_its_workspace_uses_it_and_keeps_what_was_changed(demo, tmp_path: Path) -> None:
    shutil.copytree(demo[0] / "luoshi-demo", tmp_path / "示例")
    plans = tmp_path / "示例" / "plans"
    plan = next(plans.iterdir())
    plan.write_text(plan.read_text(encoding="utf-8") + "# 审阅意见\n", encoding="utf-8")
    changed = plan.read_bytes()
    done = _demo(plans)
    assert done.returncode == 0, done.stderr.decode()
    assert plan.read_bytes() == changed
    assert plan.name in done.stderr.decode().replace("\n", "")
    assert list(tmp_path.rglob("luoshi-demo")) == []


def test_demo_stays_out_of_a_real_workspace(compiled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init_workspace(tmp_path / "局")
    assert main(["demo", "局"]) == 2
    assert "S004" in capsys.readouterr().err
    assert list((tmp_path / "局" / "documents").iterdir()) == []


def test_demo_stays_out_of_other_folders_and_files(compiled, tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片" / "a.jpg").write_bytes(b"x")
    assert main(["demo", "照片"]) == 2
    assert main(["demo", "照片/a.jpg"]) == 2
    assert [p.name for p in (tmp_path / "照片").iterdir()] == ["a.jpg"]


def test_demo_folder_that_cannot_be_made_is_told(compiled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "甲").write_text("x", encoding="utf-8")
    assert main(["demo", "甲/乙"]) == 2
    assert "W003" in capsys.readouterr().err


def test_init_here_is_asked_for_with_a_dot(compiled, tmp_path: Path) -> None:
    assert main(["init", ""]) == 2
    assert list(tmp_path.iterdir()) == []
    assert main(["init", "."]) == 0
    assert (tmp_path / "luoshi.toml").exists()


def test_demo_is_not_put_inside_a_real_workspace(compiled, tmp_path: Path, monkeypatch, capsys) -> None:
    init_workspace(tmp_path / "局")
    monkeypatch.chdir(tmp_path / "局" / "documents")
    assert main(["demo"]) == 2
    assert "S004" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_next_step_names_the_command_as_it_was_started(compiled, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", [".venv/bin/luoshi"])
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert main(["init", "局"]) == 0
    assert "  .venv/bin/luoshi compile" in capsys.readouterr().out


def test_demo_reviews_the_flawed_edition_apart_from_the_documents(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flaws = "".join(f"（{n}）建设投资总额{n}亿元，较上年增长{n}个百分点。\n" for n in range(1, 10))
    flawed = tmp_path / "规划（有错的一版）.txt"
    flawed.write_text(f"临江市教育规划（2021—2025年）\n一、投入\n{flaws}", encoding="utf-8")
    monkeypatch.setattr(luoshi.samples, "flawed_plan", lambda: flawed, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    init_workspace(tmp_path / "示例")
    workspace = open_workspace(tmp_path / "示例")
    show_review(workspace)
    told = capsys.readouterr().out
    assert (tmp_path / "示例" / "审校示例" / flawed.name).read_bytes() == flawed.read_bytes()
    assert flawed.name not in {path.name for path in (tmp_path / "示例" / "documents").iterdir()}
    assert told.count("编号：V") == 5
    assert "先看前 5 处错误" in told
    assert re.search(r"……还有 \d+ 处，用下面的命令看：", told)
    (command,) = re.findall(r"luoshi (review .+) --format docx", told)
    assert main([*shlex.split(command), "--fail-on", "warning"]) == 1
    (tmp_path / "示例" / "审校示例" / flawed.name).write_text("一、改过\n", encoding="utf-8")
    show_review(workspace)
    assert (tmp_path / "示例" / "审校示例" / flawed.name).read_text(encoding="utf-8") == "一、改过\n"
