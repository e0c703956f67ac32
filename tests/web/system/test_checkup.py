"""The doctor draws a line of Chinese and reads it back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from luoshi.base.findings import Severity
from luoshi.web.environment import read_environment
from luoshi.web.system.checkup import check_before


def test_the_doctor_tells_of_missing_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment = read_environment({"LUOSHI_WORKSPACE": str(tmp_path)})
    assert [one for one in check_before(environment) if one.code == "N541"] == []
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    (told,) = [one for one in check_before(environment) if one.code == "N541"]
    assert (told.severity, told.message, "pip install" in told.fix) == (Severity.ERROR, "没有安装中文字体", True)
