"""Manners of lighting and calendars: what a workspace may write, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.rules.calendars import load_work_days
from luoshi.rules.lights import load_light_rules, rules_on

_RULE = "rules: [{name: 落后, light: 黄, behind: 5}]"


def _write(root: Path, folder: str, text: str) -> Path:
    (root / folder).mkdir()
    (root / folder / "本局.yaml").write_text(text, encoding="utf-8")
    return root


def test_a_later_manner_of_the_same_name_takes_over_on_its_day(tmp_path: Path) -> None:
    text = f"sets:\n- {{id: own, name: 序时进度, since: 2025-01-01, {_RULE}}}\n"
    sets = load_light_rules(_write(tmp_path, "lights", text))
    assert [rules_on(sets, "序时进度", day).origin for day in (date(2024, 12, 31), date(2025, 1, 1))] == [
        "内置",
        "rules/lights/本局.yaml",
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"{{id: own, name: 本局, {_RULE}}}",
        f"{{id: own, name: 本局, since: 2025-02-30, {_RULE}}}",
        f"{{id: own, name: 本局, since: 2025-01-01, until: 2024-01-01, {_RULE}}}",
        f"{{id: own, name: 本局, since: 2025-01-01, reporting_days: -400, {_RULE}}}",
        f"{{id: own, name: 本局, since: 2025-01-01, reporting_days: 10000000, {_RULE}}}",
        "{id: own, name: 本局, since: 2025-01-01}",
        "{id: own, name: 本局, since: 2025-01-01, rules: [{name: 好, light: 绿, behind: 5}]}",
        "{id: own, name: 本局, since: 2025-01-01, rules: [{name: 空, light: 红}]}",
        "{id: own, name: 本局, since: 2025-01-01, rules: [{name: 多, light: 红, behind: 101}]}",
    ],
)
def test_a_manner_that_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LuoshiError, match="L200"):
        load_light_rules(_write(tmp_path, "lights", f"sets:\n- {text}\n"))


def test_a_workspace_writes_the_calendar_of_a_year(tmp_path: Path) -> None:
    text = "years:\n- {year: 2027, holidays: [2027-01-01], made_up: [2027-01-02]}\n"
    days = load_work_days(_write(tmp_path, "calendars", text))
    assert [days.is_work_day(date(2027, 1, day)) for day in (1, 2, 3, 4)] == [False, True, False, True]
    assert {2020, 2026, 2027} <= days.years


@pytest.mark.parametrize(
    "text",
    [
        "{holidays: [2027-01-01]}",
        "{year: 2027, holidays: [2027-02-30]}",
        "{year: 2027, holidays: [0001-01-01~9999-12-31]}",
        "{year: 2027, holidays: [2031-01-01]}",
        "{year: 2027, made_up: [2027-01-05]}",
        "{year: 2027, holidays: [2027-01-02], made_up: [2027-01-02]}",
    ],
)
def test_a_calendar_that_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LuoshiError, match="L200"):
        load_work_days(_write(tmp_path, "calendars", f"years:\n- {text}\n"))
