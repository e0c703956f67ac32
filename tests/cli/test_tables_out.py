"""Tables that go to other programs: what a spreadsheet makes of them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.cli.tables_out import csv_text, give_csv


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-A1", "-1.5 百分点", "@x", "\t=1", "\r=1", "-", "--1", "+1-1"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    assert list(csv.reader(io.StringIO(csv_text([[text]]), newline=""))) == [[f"'{text}"]]


@pytest.mark.parametrize("text", ["-1.5", "+2", "-3%", "1=1", "a-b", "", "12"])
def test_numbers_and_plain_texts_stay(text: str) -> None:
    assert csv_text([[text, 1]]) == f"{text},1\r\n"


def test_numbers_none_and_line_ends() -> None:
    assert csv_text([[Decimal("-1.50"), None, -3], ["甲,乙", "丙", ""]]) == '-1.50,,-3\r\n"甲,乙",丙,\r\n'


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=4), max_size=4))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


def test_a_file_is_marked_and_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "新" / "表.txt"
    give_csv([["甲"]], path, force=False)
    assert path.read_bytes() == b"\xef\xbb\xbf" + "甲\r\n".encode()
    with pytest.raises(LuoshiError) as told:
        give_csv([["乙"]], path, force=False)
    assert told.value.code == "S014"
    give_csv([["乙"]], path, force=True)
    assert path.read_text(encoding="utf-8-sig").strip() == "乙"
    give_csv([["丙"]], None, force=False)
    assert capsys.readouterr().out.strip() == "丙"
