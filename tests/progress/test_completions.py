"""How far entries are is told as their lights take it."""

from __future__ import annotations

import re
from datetime import date

from luoshi.api import light_ledger
from luoshi.base.work_days import WorkDays
from luoshi.progress.light_reports import completions
from luoshi.samples import sample_ledger
from luoshi.workspace.ledger_file import read_ledger

_DAY = date(2024, 11, 15)


def test_completion_is_that_of_the_reason_of_the_light() -> None:
    ledger = read_ledger(sample_ledger())
    told = {
        one.id: found[1]
        for one in light_ledger(None, ledger, _DAY).entries
        if (found := re.search(r"完成 ([\d.]+)%", one.reason))
    }
    assert any(one.startswith("lj2024-x") for one in told)
    done = completions(ledger, WorkDays(), _DAY)
    assert {key: f"{done[key]:f}".removesuffix(".0") for key in told} == told
