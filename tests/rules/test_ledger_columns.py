"""Heads of tables of tasks: the packaged ones, and an office's own before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.ledger_import import FIELDS
from luoshi.rules.ledger_columns import load_ledger_columns


def _own(folder: Path, text: str) -> Path:
    (folder / "ledger_columns").mkdir()
    (folder / "ledger_columns" / "本局.yaml").write_text(text, encoding="utf-8")
    return folder


def test_every_field_has_heads_and_no_head_means_two_fields() -> None:
    columns = load_ledger_columns()
    assert tuple(columns) == FIELDS
    assert all(columns.values())
    heads = [name for names in columns.values() for name in names]
    assert sorted({head for head in heads if heads.count(head) > 1}) == []


def test_own_heads_go_first(tmp_path: Path) -> None:
    own = _own(tmp_path, "columns:\n- {field: 任务, names: [干什么, 任务]}\n")
    assert load_ledger_columns(own)["任务"][:3] == ("干什么", "任务", "工作任务")


@pytest.mark.parametrize("text", ["columns:\n- {field: 没有这项, names: [甲]}\n", "columns: [", "别的: 1\n"])
def test_file_that_is_wrong(tmp_path: Path, text: str) -> None:
    with pytest.raises(LuoshiError) as caught:
        load_ledger_columns(_own(tmp_path, text))
    assert caught.value.code == "L011"
