"""For what units answer: the packaged file holds together, a workspace's own goes over it, names are found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.indicators import UNSURE
from luoshi.rules.functions import load_functions

_PACKAGED = load_functions()


def _own(folder: Path, text: str) -> Path:
    (folder / "functions").mkdir(parents=True)
    (folder / "functions" / "own.yaml").write_text(text, encoding="utf-8")
    return folder


def test_packaged_functions_are_marked_as_unchecked() -> None:
    assert all(one.basis.status == UNSURE for one in _PACKAGED)
    assert len(_PACKAGED.departments) > 30
    assert len(_PACKAGED.sections) > 20


def test_no_name_means_two_units() -> None:
    for units in (_PACKAGED.departments, _PACKAGED.sections):
        names = [name for one in units for name in (one.name, *one.aliases)]
        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("市教育局", "教育局"),
        ("县教育体育局", "教育局"),
        ("各级教育行政部门", "教育局"),
        ("市、县两级教育行政部门", "教育局"),
        ("各县（市、区）教育局", "各县（市、区）教育局"),
        ("县级教育部门", "各县（市、区）教育局"),
        ("各县市区人民政府", "各县（市、区）人民政府"),
        ("县发改局", "发展改革委"),
        ("市委编办", "委编办"),
        ("编办", "委编办"),
        ("县卫生健康局", "卫生健康委"),
        ("市人社局", "人力资源社会保障局"),
        ("县政府教育督导室", "人民政府教育督导室"),
    ],
)
def test_units_are_found_by_the_names_of_plans(written: str, name: str) -> None:
    found = _PACKAGED.department(written)
    assert found is not None
    assert found.name == name


def test_an_unknown_unit_keeps_its_name_without_the_level() -> None:
    assert _PACKAGED.department("市气象局") is None
    assert _PACKAGED.key("市气象局") == _PACKAGED.key("县气象局") == "气象局"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("基教科", True),
        ("人事股", True),
        ("教研院", True),
        ("法规处", True),
        ("街道办事处", False),
        ("市教育局", False),
    ],
)
def test_sections_are_told_from_units(name: str, is_one: bool) -> None:
    assert _PACKAGED.is_section(name) is is_one


def test_a_workspace_s_entry_replaces_or_switches_off(tmp_path: Path) -> None:
    text = """
units:
- {name: 气象局, words: [气象, 防雷]}
- {name: 体育局, off: true}
- {name: 基础教育科, of: 教育局, aliases: [基教处], words: [小学, 初中]}
"""
    own = load_functions(_own(tmp_path, text))
    found = own.department("市气象局")
    assert found is not None
    assert (found.words, found.origin) == (("气象", "防雷"), "rules/functions/own.yaml")
    assert own.department("市体育局") is None
    section = own.section("基教处")
    assert section is not None
    assert section.words == ("小学", "初中")


@pytest.mark.parametrize(
    "text",
    [
        "units:\n- {words: [气象]}",
        "units:\n- {name: 气象局}",
        "units:\n- {name: 气象局, words: 气象}",
        "units:\n- {name: 气象局, words: [气象], usual: 2}",
        "units:\n- {name: 气象局, words: [气象], level: 省}",
        "units:\n- {name: 气象局, words: [气象], duty: 1}",
        "departments: []",
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(LuoshiError) as told:
        load_functions(_own(tmp_path, text))
    assert told.value.code == "L150"
    assert "own.yaml" in told.value.where
