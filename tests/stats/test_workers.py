"""Files taken in by several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from luoshi.stats import loading, workers
from luoshi.stats.shaping import Asked
from luoshi.stats.workers import Seed, take_all
from tests.stats.returns import DEFINITIONS, MAPPINGS, NOW, Bureau, book, errors, pupil_rows, school_rows


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Four files, one of them with faults."""
    counts = {(n, "一年级"): (40 + n, 20) for n in range(1, 6)}
    return [
        book(tmp_path / "学校.xlsx", school_rows(2024, range(1, 6))),
        book(tmp_path / "学生.xlsx", pupil_rows(2024, counts)),
        book(tmp_path / "学校2023.xlsx", school_rows(2023, range(1, 6))),
        book(tmp_path / "学生2023.xlsx", pupil_rows(2023, counts)),
    ]


def _with(monkeypatch: pytest.MonkeyPatch, count: int | None) -> None:
    """Let loads work with so many processes."""
    monkeypatch.setattr(loading, "take_all", lambda paths, seed: take_all(paths, seed, count))


def _seed(folder: Path) -> Seed:
    folder.mkdir(exist_ok=True)
    return Seed(DEFINITIONS, MAPPINGS, Asked(), NOW.date(), folder)


@pytest.mark.slow
def test_the_same_snapshot_with_processes_and_without(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for count in (0, 2, 3, None):
        _with(monkeypatch, count)
        found.append(Bureau(tmp_path / f"库{count}").loaded(*files))
    assert len({one.snapshot.id for one in found if one.snapshot}) == 1
    assert all(one.findings == found[0].findings and one.rows == found[0].rows for one in found)


def test_the_same_findings_with_processes_and_without(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(files[1], pupil_rows(2024, {(1, "零年级"): (40, 20), (9, "一年级"): (-1, 3)}))
    found = []
    for count in (0, 2):
        _with(monkeypatch, count)
        found.append(Bureau(tmp_path / f"库{count}").load(*files))
    assert found[0].findings == found[1].findings
    assert {"T115", "T113", "T122"} <= {code for code, _ in errors(found[0])}


def test_files_that_cannot_be_opened_are_told_beside_the_others(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    paths = [files[0], tmp_path / "坏.xlsx", tmp_path / "没有.xlsx", files[1]]
    for count in (0, 2):
        taken = [one for one, _ in take_all(paths, _seed(tmp_path / "t"), count)]
        told = [(one.finding.code, one.finding.where) for file in taken[1:3] for one in file.findings]
        assert told == [("T012", "坏.xlsx"), ("T010", "没有.xlsx")]
        assert [file.file.rows > 0 for file in taken] == [True, False, False, True]


def test_a_process_that_ends_at_once_does_not_stop_the_load(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are taken in here."""
    expected = [taken for taken, _ in take_all(files, _seed(tmp_path / "t"), 0)]

    def dead() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", "raise SystemExit(1)"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    monkeypatch.setattr(workers, "_helper", dead)
    assert [taken for taken, _ in take_all(files, _seed(tmp_path / "t"), 2)] == expected


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="processes are killed by signals")
@pytest.mark.parametrize("delay", [0.05, 0.6])
def test_a_process_that_is_killed_does_not_stop_the_load(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delay: float
) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    helper = workers._helper

    def watched() -> subprocess.Popen[bytes]:
        begun.append(helper())
        return begun[-1]

    def kill() -> None:
        end = monotonic() + 20
        while not begun and monotonic() < end:
            sleep(0.005)
        sleep(delay)
        begun[0].send_signal(signal.SIGKILL)

    monkeypatch.setattr(workers, "_helper", watched)
    _with(monkeypatch, 2)
    killer = Thread(target=kill)
    killer.start()
    result = Bureau(tmp_path / "库").loaded(*files)
    killer.join()
    _with(monkeypatch, 0)
    assert result.snapshot is not None
    again = Bureau(tmp_path / "库0").loaded(*files).snapshot
    assert again is not None
    assert result.snapshot.id == again.id


def test_files_beside_the_returns_do_not_stand_in_for_modules(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit('read')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [part for part in sys.path if part])
    assert len(list(take_all(files, _seed(tmp_path / "t"), 2))) == len(files)
    assert capfd.readouterr().err == ""
