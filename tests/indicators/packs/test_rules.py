"""Packs as rule files: the packaged ones keep their promises, a workspace adds and overrides, mistakes are told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.base.errors import LuoshiError
from luoshi.indicators.packs.figures import check_sql
from luoshi.model.indicators import UNSURE
from luoshi.model.packs import CriterionKind, Pack
from luoshi.rules.packs import find_pack, load_packs
from tests.indicators.packs.bases import CATALOG, judge

_MINIMAL: dict[str, Any] = {
    "id": "own",
    "name": "本局标准",
    "schools": {"小学": ["小学"]},
    "groups": [{"name": "组"}],
    "criteria": [
        {
            "id": "a",
            "name": "甲",
            "group": "组",
            "numerator": {"from": "school_stages", "sql": "sum(pupils)"},
            "limit": 1,
        }
    ],
}


def _write(folder: Path, *packs: dict[str, Any]) -> Path:
    (folder / "packs").mkdir(exist_ok=True)
    for number, pack in enumerate(packs):
        text = yaml.safe_dump(pack, allow_unicode=True)
        (folder / "packs" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("pack", load_packs(), ids=lambda pack: pack.id)
def test_packaged_packs_can_be_computed(pack: Pack) -> None:
    assert check_sql(pack, CATALOG.relations)
    for one in pack.criteria:
        assert one.kind is not CriterionKind.INDICATOR or one.indicator in CATALOG.indicators
    stages = [*pack.schools]
    named = [stage for one in pack.criteria for limit in one.limits for stage in limit.stages]
    assert set(named) <= set(stages)


@pytest.mark.parametrize("pack", load_packs(), ids=lambda pack: pack.id)
def test_a_number_without_a_document_is_not_presented_as_checked(pack: Pack) -> None:
    for one in pack.criteria:
        if one.basis.status != UNSURE:
            assert one.basis.doc_no or one.basis.clause, one.name
    assert all(cost.basis.status == UNSURE for cost in pack.costs.values())


def test_seven_indicators_are_those_of_the_measure() -> None:
    """教督〔2017〕6号: 小学/初中."""
    pack = find_pack(load_packs(), "优质均衡")
    found = {one.id: tuple(one.limit_for(stage) for stage in ("小学", "初中")) for one in pack.of_school("资源配置")}
    assert found == {
        "above_required": (Decimal("4.2"), Decimal("5.3")),
        "backbone": (1, 1),
        "arts_pe": (Decimal("0.9"), Decimal("0.9")),
        "teaching_area": (Decimal("4.5"), Decimal("5.8")),
        "sports_area": (Decimal("7.5"), Decimal("10.2")),
        "equipment": (2000, 2500),
        "multimedia": (Decimal("2.3"), Decimal("2.4")),
    }
    limits = [one for one in pack.criteria if one.kind is CriterionKind.VARIATION]
    assert {one.of for one in limits} == set(found)
    assert {(one.limit_for("小学"), one.limit_for("初中")) for one in limits} == {(Decimal("0.5"), Decimal("0.45"))}
    (group,) = [one for one in pack.groups if one.name == "资源配置"]
    assert (group.at_least, group.rest) == (6, Decimal("0.85"))


def test_a_workspace_adds_and_overrides_and_it_shows(tmp_path: Path) -> None:
    own = _write(
        tmp_path,
        _MINIMAL,
        {
            "id": "balanced_compulsory",
            "based_on": "balanced_compulsory",
            "criteria": [
                {
                    "id": "backbone",
                    "name": "骨干",
                    "group": "资源配置",
                    "times": 100,
                    "numerator": {"from": "school_stages", "sql": "sum(backbone)"},
                    "denominator": {"from": "school_stages", "sql": "sum(pupils)"},
                    "limit": {"小学": 1.2, "初中": 1.5},
                    "filling": {"unit": "人", "whole": True},
                }
            ],
            "costs": [{"id": "backbone", "cost": 3}],
        },
        {"id": "campus_safety", "off": "用省里的"},
    )
    packs = {one.id: one for one in load_packs(own)}
    assert packs["own"].origin == "rules/packs/0.yaml"
    assert not packs["own"].overrides
    changed, packaged = packs["balanced_compulsory"], find_pack(load_packs(), "优质均衡")
    assert (changed.origin, changed.overrides) == ("rules/packs/1.yaml", True)
    assert changed.name == packaged.name
    assert [one.id for one in changed.criteria] == [one.id for one in packaged.criteria]
    assert changed.by_id["backbone"].limit_for("初中") == Decimal("1.5")
    assert str(changed.by_id["backbone"].basis) == UNSURE
    assert changed.by_id["arts_pe"] == packaged.by_id["arts_pe"]
    assert (changed.costs["backbone"].cost, changed.costs["arts_pe"]) == (3, packaged.costs["arts_pe"])
    assert "campus_safety" not in packs


def test_limits_by_place_and_kind_take_the_first_that_fits(tmp_path: Path) -> None:
    criterion = {
        **_MINIMAL["criteria"][0],
        "limit": [{"value": 3, "localities": ["乡村"]}, {"value": 5, "kinds": ["教学点"]}, {"value": 7}],
    }
    (pack,) = [one for one in load_packs(_write(tmp_path, {**_MINIMAL, "criteria": [criterion]})) if one.id == "own"]
    one = pack.by_id["a"]
    assert one.limit_for("小学", "教学点", "乡村") == 3
    assert one.limit_for("小学", "教学点", "镇区") == 5
    assert one.limit_for("小学", "小学", "镇区") == 7


def _changed(**changes: Any) -> dict[str, Any]:
    return {**_MINIMAL, "criteria": [{**_MINIMAL["criteria"][0], **changes}]}


@pytest.mark.parametrize(
    ("pack", "told"),
    [
        ({**_MINIMAL, "color": 1}, "不认识 color"),
        ({**_MINIMAL, "id": "Own"}, "小写字母"),
        ({key: value for key, value in _MINIMAL.items() if key != "schools"}, "少了 schools"),
        ({**_MINIMAL, "schools": {"全校": ["小学"], "小学": ["小学"]}}, "全校"),
        ({**_MINIMAL, "name": "县域义务教育优质均衡"}, "的名称"),
        ({**_MINIMAL, "based_on": "没有"}, "不是已有的标准"),
        ({**_MINIMAL, "schools_needed": 2}, "schools_needed"),
        ({**_MINIMAL, "groups": [{"name": "组", "rest": 2}]}, "rest"),
        ({**_MINIMAL, "costs": [{"id": "a", "cost": 1}]}, "filling"),
        ({**_MINIMAL, "criteria": _MINIMAL["criteria"] * 2}, "写了两次"),
        (_changed(group="另一组"), "没有“另一组”"),
        (_changed(limit=None), "少了 limit"),
        (_changed(limit="很多"), "应是一个数"),
        (_changed(kind="guess"), "kind"),
        (_changed(kind="variation", of="b"), "不是有分母的每校数值"),
        (_changed(kind="schools", of="b"), "既不是指标组"),
        (_changed(kind="by_hand"), "少了 evidence"),
        (_changed(upper="也许"), "upper"),
        (_changed(unknown_by_hand="true"), "unknown_by_hand"),
        (_changed(kind="indicator", indicator="births", unknown_by_hand="true"), "少了 evidence"),
        (_changed(upper=True, filling={"unit": "人"}), "补的只能是分母"),
        (_changed(filling={"unit": "人", "of": "denominator"}), "of: denominator"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, pack: dict[str, Any], told: str) -> None:
    with pytest.raises(LuoshiError) as caught:
        load_packs(_write(tmp_path, pack))
    assert caught.value.code == "K001"
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"numerator": {"from": "nowhere", "sql": "sum(pupils)"}}, "没有“nowhere”这张统计表"),
        ({"numerator": {"from": "school_stages", "sql": "sum(money)"}}, "没有 money 这一列"),
        ({"numerator": {"from": "school_stages", "sql": "avg(pupils)"}}, "不能用"),
        ({"numerator": {"from": "finance", "sql": "sum(training)"}}, "不分学校"),
    ],
)
def test_what_cannot_be_computed_is_told(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    pack = find_pack(load_packs(_write(tmp_path, _changed(**changes))), "own")
    with pytest.raises(LuoshiError) as caught:
        check_sql(pack, CATALOG.relations)
    assert caught.value.code == "K001"
    assert told in str(caught.value)


def test_an_indicator_that_there_is_not_is_told_and_never_taken_for_missing_data(tmp_path: Path) -> None:
    own = _changed(kind="indicator", indicator="preschool_enrolment", name="学前三年毛入园率")
    pack = find_pack(load_packs(_write(tmp_path, own)), "own")
    school = {"甲小学": {"办学类型": "小学", "学生": {"小学": 100}}}
    with pytest.raises(LuoshiError) as caught:
        judge({"学校": school}, pack)
    assert caught.value.code == "K001"
    assert "preschool_enrolment" in str(caught.value)
    assert "preschool_gross_enrolment" in str(caught.value.hint)
