"""Ledger files: read as written, one entry a line, refused with the place, held by one at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.ledger import Assignment, Ledger, LedgerTask, State
from luoshi.samples import sample_ledger
from luoshi.workspace.folder import Workspace
from luoshi.workspace.ledger_file import ledger_files, ledger_text, read_ledger, write_ledger

_BORNE = Assignment(lead=("基教科",))
_TASK = '{"id": "k", "title": "t"}'


def _code(path: Path) -> tuple[str, str]:
    with pytest.raises(LuoshiError) as caught:
        read_ledger(path)
    return caught.value.code, caught.value.message


def test_a_ledger_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "台账.ledger.json"
    path.write_bytes(sample_ledger().read_bytes())
    ledger = read_ledger(path)
    assert ledger_text(ledger) == path.read_text(encoding="utf-8")
    assert write_ledger(ledger, path) is False
    assert write_ledger(ledger, tmp_path / "新" / path.name) is True
    assert ledger == read_ledger(tmp_path / "新" / path.name)


def test_each_entry_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    tasks = [LedgerTask(id=f"k{n}", title="任务", due=date(2024, 12, 31)) for n in range(3)]
    lines = ledger_text(Ledger(name="台账", tasks=tasks)).splitlines()
    assert [f'"id": "k{n}"' in line for n, line in enumerate(line for line in lines if '"id"' in line)] == [True] * 3
    assert sorted(path.name for path in ledger_files(Workspace(tmp_path))) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", ("L002", "台账不是合格的 JSON")),
        ('{"schema_version": 99, "name": "x"}', ("L003", "台账是较新版本的 luoshi 写的")),
        ('{"name": "x", "tasks": [{"id": "k", "title": "t", "state": "搁置"}]}', ("L002", "台账里 k 的 state 不对")),
        (f'{{"name": "x", "tasks": [{_TASK}, {_TASK}]}}', ("L002", "台账里 整体 不对：编号 k 用了两次")),
        ('{"tasks": []}', ("L002", "台账里 name 不对")),
        ("[]", ("L002", "台账里 整体 不对")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, content: str, expected: tuple[str, str]) -> None:
    path = tmp_path / "坏.ledger.json"
    path.write_text(content, encoding="utf-8")
    assert expected == _code(path)


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    assert _code(tmp_path / "无.ledger.json")[0] == "L001"
    path = tmp_path / "国标.ledger.json"
    path.write_bytes("台账".encode("gbk"))
    assert _code(path) == ("L001", "台账不是 UTF-8 编码")


@pytest.mark.slow
def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "台账.ledger.json"
    count = 8
    tasks = [LedgerTask(id=f"k{n}", title="任务", state=State.UNSIGNED, assignment=_BORNE) for n in range(count)]
    write_ledger(Ledger(name="台账", tasks=tasks), path)
    order = [sys.executable, "-m", "luoshi", "ledger", "act", str(path)]
    runs = [
        subprocess.Popen([*order, f"k{n}", "签收", "--by", "李明", "--on", "2024-03-04"], stdout=subprocess.DEVNULL)
        for n in range(count)
    ]
    assert [run.wait() for run in runs] == [0] * count
    assert [one.state for one in read_ledger(path).tasks] == [State.UNDER_WAY] * count
    assert [name.name for name in tmp_path.glob("*.json")] == [path.name]
    json.loads(path.read_text(encoding="utf-8"))
