"""The workspace: made without touching what is there, found upward, settings checked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.workspace.folder import FOLDERS, Workspace, find_workspace, init_workspace, open_workspace


def test_init_makes_all_folders_and_can_be_opened(tmp_path: Path) -> None:
    root = tmp_path / "临江市"
    init_workspace(root)
    assert {p.name for p in root.iterdir()} == {*FOLDERS, "luoshi.toml", ".gitignore"}
    assert open_workspace(root) == Workspace(root)


def test_init_again_changes_nothing(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    (tmp_path / "luoshi.toml").write_text('region = "临江市"\n', encoding="utf-8")
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert init_workspace(tmp_path) == []
    assert (tmp_path / "luoshi.toml").read_text(encoding="utf-8") == 'region = "临江市"\n'
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


def test_settings_written_are_settings_read(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, "临江市", "市", (2021, 2025), sample=True)
    init_workspace(tmp_path, workspace)
    assert open_workspace(tmp_path) == workspace


def test_settings_say_what_is_not_used_yet(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    text = (tmp_path / "luoshi.toml").read_text(encoding="utf-8")
    assert "region、level、period 供以后的功能使用" in text
    assert "以原文为准" in text


def test_returns_and_database_stay_out_of_version_control(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    for name in (
        "data/2024/报表.xlsx",
        "snapshots/a/x.parquet",
        "luoshi.sqlite3",
        "luoshi.sqlite3-wal",
        "build/plan.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "plans" / "规划.plan.yaml").write_text("x", encoding="utf-8")
    git = ["git", "-c", "core.quotepath=false", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    seen = subprocess.run(
        [*git, "ls-files", "-o", "--exclude-standard"], check=True, capture_output=True, encoding="utf-8"
    )
    assert set(seen.stdout.split()) == {".gitignore", "luoshi.toml", "plans/规划.plan.yaml"}


def test_find_looks_upward(tmp_path: Path) -> None:
    init_workspace(tmp_path / "局")
    deep = tmp_path / "局" / "documents" / "2021"
    deep.mkdir()
    found = find_workspace(deep)
    assert found is not None
    assert found.root == (tmp_path / "局").resolve()
    assert find_workspace(tmp_path) is None


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("region = 临江市", "W001", "TOML"),
        ("region = 3", "W002", "region"),
        ('level = "乡"', "W002", "乡"),
        ("period = [2025, 2021]", "W002", "period"),
        ("period = [2021]", "W002", "period"),
        ('regoin = "临江市"', "W002", "regoin"),
    ],
)
def test_wrong_settings_are_told(text: str, code: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "luoshi.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LuoshiError) as caught:
        open_workspace(tmp_path)
    assert caught.value.code == code
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('region = "临江市"\nlevel = 市\n', "第 2 行第 9 列"),
        ("region = ", "文件末尾"),
        ("a = 1\na = 2\n", "第 2 行"),
    ],
)
def test_faults_of_toml_are_told_in_chinese_with_their_place(text: str, where: str, tmp_path: Path) -> None:
    (tmp_path / "luoshi.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LuoshiError) as caught:
        open_workspace(tmp_path)
    assert where in caught.value.where
    assert "line" not in str(caught.value)


def test_init_where_a_file_is_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "局").write_text("x", encoding="utf-8")
    with pytest.raises(LuoshiError, match="W003"):
        init_workspace(tmp_path / "局")
