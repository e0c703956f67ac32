"""Two loads at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.base.lock import locked
from luoshi.stats.loading import LOCK, load
from tests.stats.returns import Bureau, book, code, pupil_rows, school_rows


def test_the_second_load_waits_and_then_goes_on(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1)
    waiting = Event()
    done: list[object] = []
    order = bureau.order(book(tmp_path / "a.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20)})))
    with locked(bureau.folder / LOCK, 0):
        second = Thread(target=lambda: done.append(load(bureau.library, order, waiting.set)))
        second.start()
        assert waiting.wait(20)
        assert done == []
    second.join(30)
    assert len(done) == 1
    assert bureau.pupils("pupils") == {(2024, code(1), "一年级"): (40,)}


def test_without_patience_it_is_said_that_another_runs(bureau: Bureau) -> None:
    bureau.schools(1)
    path = book(bureau.root / "a.xlsx", school_rows(2024, [1, 2]))
    before = bureau.listing()
    with locked(bureau.folder / LOCK, 0):
        with pytest.raises(LuoshiError) as error:
            bureau.load(path, patience=0)
        assert error.value.code == "T701"
        with pytest.raises(LuoshiError) as error:
            locked(bureau.folder / LOCK, 0).__enter__()
        assert error.value.code == "T701"
    assert bureau.listing() == before
    bureau.loaded(path)


@pytest.mark.slow
def test_two_loads_at_once_both_count(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1, 2, 3)
    threads = [
        Thread(target=bureau.load, args=(book(tmp_path / f"{n}.xlsx", pupil_rows(2024, {(n, "一年级"): (n, 1)})),))
        for n in (1, 2, 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert bureau.pupils("pupils") == {(2024, code(n), "一年级"): (n,) for n in (1, 2, 3)}


def test_a_killed_holder_gives_the_lock_back(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    program = f"""
import time
from pathlib import Path
from luoshi.base.lock import locked
with locked(Path({str(path)!r}), 0):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LuoshiError) as error, locked(path, 0):
            pass
        assert error.value.code == "T701"
        holder.kill()
        holder.wait()
        with locked(path, 5):
            pass
