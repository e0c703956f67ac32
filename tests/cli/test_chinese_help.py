"""Usage errors of the command line: what was typed wrongly is told in Chinese, never in Typer's English."""

from __future__ import annotations

import re

import pytest

from luoshi.cli.main import main


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ledger", "show", "--as-of", "2024-13-01"], "--as-of 写的“2024-13-01”不是一个日子"),
        (["ledger", "show", "--due-before", "2024/1/1"], "--due-before 写的“2024/1/1”不是一个日子"),
        (["ledger", "export", "--as-of", "今天"], "--as-of 写的“今天”不是一个日子"),
        (["ledger", "light", "--as-of", "2023-02-29"], "--as-of 写的“2023-02-29”不是一个日子"),
        (["decompose", "x", "--year", "今年"], "--year 要写整数"),
        (["ledger", "light", "--months", "-3"], "--months 不能小于 0"),
        (["ledger", "light", "--months", "999"], "--months 不能大于 120"),
        (["ledger", "show", "--format", "doc"], "--format/-f 的值不对，可以是 table|json|csv|xlsx"),
        (["ledger", "show", "--force=x"], "--force 后面不写值"),
    ],
)
def test_wrong_value_is_told_in_chinese(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    try:
        code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    err = capsys.readouterr().err
    assert code == 2
    assert told in err
    assert not re.search("[a-z]{4,} [a-z]{2,}", err.splitlines()[0])
