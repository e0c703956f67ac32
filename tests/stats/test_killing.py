"""A load killed at any moment leaves the state before or the state after, whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from time import monotonic

import duckdb
import pytest

from luoshi.model.statistics import Snapshot
from luoshi.samples.city import city_forms, generate_city
from luoshi.sheets.form_book import FormSheet, write_form_book
from luoshi.stats import merging, store
from luoshi.workspace.folder import init_workspace
from tests.stats.returns import DEFINITIONS

_KILLS = 50
_FILES = 3

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="processes are killed by signals")]


def _city_files(folder: Path) -> list[Path]:
    """Write the first returns of a year of the sample city."""
    folder.mkdir()
    paths = []
    for form in city_forms(generate_city(institutions=150, years=1), 2019)[:_FILES]:
        paths.append(folder / form.file_name)
        sheets = [FormSheet(sheet.name, sheet.rows, sheet.merges) for sheet in form.sheets]  # type: ignore[arg-type]
        paths[-1].write_bytes(write_form_book(sheets))
    return paths


def _begin(root: Path, paths: Sequence[Path], number: int) -> subprocess.Popen[bytes]:
    """Begin a load whose rows differ from those of all other loads: in the day they are of."""
    day = date(2019, 9, 1) + timedelta(days=number)
    command = [sys.executable, "-m", "luoshi", "stats", "load", *map(str, paths), "-w", str(root), "--as-of", str(day)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _load(root: Path, paths: Sequence[Path], number: int) -> float:
    """Load; return the seconds it took."""
    begin = monotonic()
    with _begin(root, paths, number) as process:
        told, _ = process.communicate(timeout=60)
    assert process.returncode == 0, told.decode()
    return monotonic() - begin


def _is_whole(folder: Path, snapshot: Snapshot) -> bool:
    """Tell whether every part of a snapshot opens and holds the rows of its digest."""
    for part in snapshot.parts:
        table = DEFINITIONS.tables[part.table]
        with duckdb.connect(":memory:") as con:
            rows = store.parts_select(con, folder, [part], part.table, DEFINITIONS)
            con.execute(f'CREATE TABLE "stored_{part.table}" AS {rows}')
            (found,) = merging._told(con, table)
        if (found.digest, found.rows, found.status) != (part.digest, part.rows, part.status):
            return False
    return bool(snapshot.parts)


@pytest.mark.timeout(400)
def test_killed_at_fifty_moments(tmp_path: Path) -> None:
    root = tmp_path / "局"
    init_workspace(root)
    folder = root / "snapshots"
    paths = _city_files(tmp_path / "报表")
    _load(root, paths, 0)
    length = _load(root, paths, 1)
    rng = random.Random(20240901)
    shares = [rng.uniform(0, 1) for _ in range(_KILLS // 2)]
    shares += [rng.uniform(0.75, 1.0) for _ in range(_KILLS - len(shares))]  # where files are written
    ended, went_on = 0, 0
    before = store.current(folder)
    for number, share in enumerate(shares, 2):
        begin = monotonic()
        with _begin(root, paths, number) as process:
            try:
                process.communicate(timeout=share * length)
                ended += 1
                length = monotonic() - begin  # the machine is faster than it was: the moments come nearer
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        after = store.current(folder)
        assert after is not None
        assert before is not None
        assert after.id == before.id or after.parent == before.id
        went_on += after.id != before.id
        if after.id != before.id or number % 10 == 0:
            assert _is_whole(folder, after)
        before = after
    assert ended < _KILLS // 2, "most loads were not killed"
    _load(root, paths, 1000)
    last = store.current(folder)
    assert last is not None
    assert _is_whole(folder, last)
    assert last.parent == before.id
    known = {one.id for one in store.history(folder)}
    left = {path.name for path in folder.iterdir()} - known - {".lock", "current"}
    assert [name for name in left if name.startswith(".")] == [], "a following load removes what was left"
    assert len(known) == 3 + went_on
