"""Fixtures that several test packages share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents: ``LUOSHI_SHARED``, or ``shared`` beside the repository; skip where it is absent."""
    given = os.environ.get("LUOSHI_SHARED")
    folder = Path(given) if given else _ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip("真实文档不在此机器上（可用环境变量 LUOSHI_SHARED 指定）")
    return folder
