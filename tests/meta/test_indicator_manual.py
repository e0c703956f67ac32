"""The packaged indicators and their manual (docs/指标.md): up to date, its examples work, no name means two things."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.indicators.catalog import read_catalog
from luoshi.model.indicator_names import canonical
from luoshi.model.indicators import UNSURE
from luoshi.rules.indicators import load_indicators
from luoshi.stats.definitions import load_definitions

_ROOT = Path(__file__).resolve().parents[2]
_MANUAL = (_ROOT / "docs" / "指标.md").read_text(encoding="utf-8")
_PACKAGED = load_indicators()


def test_manual_is_up_to_date(tmp_path: Path) -> None:
    script = _ROOT / "scripts" / "make_indicator_manual.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "指标.md")], check=True)
    written = (tmp_path / "指标.md").read_text(encoding="utf-8")
    assert written == _MANUAL, "run: python scripts/make_indicator_manual.py"


def test_formulas_of_the_manual_are_in_words() -> None:
    formulas = re.findall(r"^- (?:分子|分母|算法)：.*$", _MANUAL, re.MULTILINE)
    assert len(formulas) > len(_PACKAGED)
    assert [one for one in formulas if re.search(r"[a-z]{2}|CASE|NULL|FILTER|[A-Z]{2}", one)] == []


def test_own_file_of_the_manual_adds_overrides_and_switches_off(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", _MANUAL, re.MULTILINE | re.DOTALL)
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "本局.yaml").write_text(example, encoding="utf-8")
    own = {one.id: one for one in load_indicators(tmp_path)}
    packaged = {one.id for one in _PACKAGED}
    assert (own.keys() - packaged, packaged - own.keys()) == ({"canteen_share"}, {"land_levy"})
    assert [one.id for one in own.values() if one.overrides] == ["preschool_gross_enrolment"]
    assert read_catalog(tuple(own.values()), load_definitions()).find("寄宿制学校食堂配备率").id == "canteen_share"


def test_no_name_means_two_indicators_however_it_is_worded() -> None:
    meant: dict[str, set[str]] = {}
    for one in _PACKAGED:
        for name in (one.name, *one.aliases):
            meant.setdefault(canonical(name), set()).add(one.id)
    assert {name: ids for name, ids in meant.items() if len(ids) > 1} == {}


def test_no_indicator_is_unlike_itself() -> None:
    for one in _PACKAGED:
        own = {canonical(name) for name in (one.name, *one.aliases)}
        assert own & {canonical(name) for name in one.unlike} == set(), one.id


@pytest.mark.parametrize("name", ["巩固率", "入学率", "生师比", "辍学率", "毛入学率", "净入学率", "升学率", "就业率"])
def test_names_that_say_too_little_are_no_aliases(name: str) -> None:
    assert [one.id for one in _PACKAGED if name in (one.name, *one.aliases)] == []


def test_only_a_document_with_its_number_stands_unmarked() -> None:
    for one in _PACKAGED:
        assert one.basis.status == UNSURE or (one.basis.document and one.basis.doc_no), one.id


def test_every_definition_says_how_it_counts_and_rates_say_which_way_is_better() -> None:
    assert [one.id for one in _PACKAGED if len(one.group) < 2 or not (one.scope or one.numerator)] == []
    assert len({one.group for one in _PACKAGED}) == 12
    assert len(_PACKAGED) >= 80
