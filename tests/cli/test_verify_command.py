"""``luoshi package`` and ``luoshi verify``: from a freeze to a file, and from the file back to every figure."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest
from tests.evaluation.small_city import small_frozen
from tests.portal.public_city import ON

from luoshi.base.errors import LuoshiError
from luoshi.cli import package_command, verify_command
from luoshi.model.evaluation.publication import Approval
from luoshi.workspace.folder import init_workspace, open_workspace
from luoshi.workspace.freeze_folder import approve_freeze, write_freeze

NAME = "2024-年度"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace with the small city frozen; its tasks are public."""
    init_workspace(tmp_path / "w")
    rules = tmp_path / "w" / "rules" / "publication"
    rules.mkdir(parents=True, exist_ok=True)
    (rules / "own.yaml").write_text("publication: {tasks: 公开, private: [k-2]}\n", encoding="utf-8")
    write_freeze(open_workspace(tmp_path / "w"), small_frozen())
    return tmp_path / "w"


def _approve(place: Path) -> None:
    workspace = open_workspace(place)
    digest = json.loads((workspace.freezes / NAME / "freeze.json").read_text(encoding="utf-8"))["digest"]
    approve_freeze(workspace, Approval(freeze=NAME, digest=digest, by="局长", on=ON))


def test_without_approval_there_is_no_package(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert package_command.run(freeze=NAME, workspace=place) == 1
    said = capsys.readouterr().out
    assert f"错误 G001：这份定稿没有批准公开（{NAME}）" in said
    assert not (place / "build" / f"{NAME}-核验包.zip").exists()


def test_a_package_is_written_and_verified(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _approve(place)
    assert package_command.run(freeze=NAME, workspace=place) == 0
    path = place / "build" / f"{NAME}-核验包.zip"
    said = capsys.readouterr().out
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"SHA-256 {digest}" in said
    assert "提示 G011：1 项任务不公布\n  2 消除大班额（没有列为公开）" in said
    assert verify_command.run(path, known=digest[:12]) == 0
    said = capsys.readouterr().out
    assert "核验通过" in said
    assert re.search(r"  指标值 \d+ 个：人数太少，没有公布（如 values\.csv 第 \d+ 行）", said)
    assert verify_command.run(path, known="0" * 64) == 1
    assert verify_command.run(path, known=digest[:4]) == 1
    with pytest.raises(LuoshiError) as caught:
        package_command.run(freeze=NAME, workspace=place)
    assert caught.value.code == "S014"


def test_a_changed_package_does_not_pass(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _approve(place)
    package_command.run(freeze=NAME, output=tmp_path / "a.zip", workspace=place)
    with zipfile.ZipFile(tmp_path / "a.zip") as old, zipfile.ZipFile(tmp_path / "b.zip", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b",94.01,", b",95.01,", 1) if name == "values.csv" else data)
    capsys.readouterr()
    assert verify_command.run(tmp_path / "b.zip") == 1
    said = capsys.readouterr().out
    assert "错误 G112：文件被改过：校验码对不上（values.csv）" in said
    assert "指标值：公布的是 95.01 ，重算是 94.01" in said


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LuoshiError) as caught:
        verify_command.run(tmp_path / "没有.zip")
    assert (caught.value.code, caught.value.message) == ("G100", "核验包读不出来：没有这个文件或文件夹")


def test_a_package_ends_in_zip(place: Path, tmp_path: Path) -> None:
    _approve(place)
    with pytest.raises(LuoshiError) as caught:
        package_command.run(freeze=NAME, output=tmp_path / "a.rar", workspace=place)
    assert caught.value.code == "S007"
