"""Fixtures that several test packages share."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_WEB = tempfile.mkdtemp(prefix="luoshi-web-")
atexit.register(shutil.rmtree, _WEB, ignore_errors=True)
# The web application reads its environment when it is first imported: a folder of its own, before that.
os.environ["LUOSHI_WORKSPACE"] = _WEB
os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.web.settings"
# Browsers that earlier tests of a process opened keep an event loop running, in which Django would refuse to work.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
Path(_WEB, "luoshi.toml").write_text('region = "临江市"\nlevel = "市"\nperiod = [2021, 2025]\n', encoding="utf-8")

# How fast the machine is at the moment says nothing about what is tested.
hypothesis_settings.register_profile("any machine", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any machine")

_ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents: ``LUOSHI_SHARED``, or ``shared`` beside the repository; skip where it is absent."""
    given = os.environ.get("LUOSHI_SHARED")
    folder = Path(given) if given else _ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip("真实文档不在此机器上（可用环境变量 LUOSHI_SHARED 指定）")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of the machine, one for all tests of a process; skip where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("此机器上没有 Chromium（apt-get install chromium）")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
