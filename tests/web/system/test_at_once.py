"""Several people at once, on a file of SQLite and on PostgreSQL: nobody waits for somebody who waits for him, and
nothing is lost. What they do stands in :mod:`tests.web.system.crowd`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.workspace.folder import init_workspace


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Address of an empty database; empty for the workspace's own file."""
    return "" if request.param == "sqlite" else request.getfixturevalue("empty_postgres")


def _crowd(root: Path, database: str, what: str) -> str:
    init_workspace(root)
    given = {key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DJANGO_"))}
    given |= {"LUOSHI_DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.system.crowd", str(root), what],
        env=given,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    return done.stdout.strip() or done.stderr[-2000:]


def test_tables_deeds_units_and_lights_do_not_stand_in_each_others_way(tmp_path: Path, database: str) -> None:
    assert _crowd(tmp_path / "ws", database, "ledger") == "[] []"
