"""A file is written whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.base import atomic
from luoshi.base.errors import LuoshiError

_KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from luoshi.base.atomic import write_text
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
write_text(Path(sys.argv[1]), "新的内容" * 100_000)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_kill_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    path.write_text("旧的内容", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", _KILLED_WHILE_WRITING, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_text(encoding="utf-8") == "旧的内容"
    assert list(tmp_path.glob("*.plan.yaml")) == [path]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError("disk full")])
def test_failure_leaves_no_trace(failure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise failure

    path = tmp_path / "结果.json"
    monkeypatch.setattr(atomic.os, "fsync", fail)
    with pytest.raises((KeyboardInterrupt, LuoshiError)):
        atomic.write_text(path, "内容")
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(LuoshiError, match=r"W004 .*没有这个文件或文件夹"):
        atomic.write_text(tmp_path / "没有" / "规划.plan.yaml", "内容")


def test_newlines_are_not_touched(tmp_path: Path) -> None:
    atomic.write_text(tmp_path / "甲", "一\n二\r\n")
    assert (tmp_path / "甲").read_bytes() == "一\n二\r\n".encode()


@pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")
def test_permissions_are_kept_and_links_followed(tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    path.write_text("旧", encoding="utf-8")
    path.chmod(0o640)
    link = tmp_path / "最新.plan.yaml"
    link.symlink_to(path)
    atomic.write_text(link, "新")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "新"
    assert path.stat().st_mode & 0o777 == 0o640
