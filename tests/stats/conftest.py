"""A database for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stats.returns import Bureau


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    """An empty database."""
    return Bureau(tmp_path)
