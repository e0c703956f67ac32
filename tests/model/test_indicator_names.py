"""Names of one indicator, and names that only look like it."""

from __future__ import annotations

import pytest

from luoshi.model.indicator_names import is_same_indicator


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("学前三年毛入园率", "学前教育毛入园率"),
        ("学前三年毛入园率", "学前教育三年毛入园率"),
        ("九年义务教育巩固率", "义务教育巩固率"),
        ("高中阶段教育毛入学率", "高中阶段毛入学率"),
        ("适龄残疾儿童少年义务教育入学率", "义务教育阶段残疾儿童少年入学率"),
        ("普惠性幼儿园覆盖率", "普惠性学前教育资源覆盖率"),
        ("公办幼儿园在园幼儿占比", "公办园在园幼儿比例"),
        ("公办幼儿园占比", "公办园比例"),
        ("民办义务教育在校生占比", "民办义务教育在校生规模占比"),
        ("学生体质健康标准优良率", "国家学生体质健康标准优良率"),
    ],
)
def test_one_indicator_in_two_wordings(one: str, other: str) -> None:
    assert is_same_indicator(one, other)
    assert is_same_indicator(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公办园占比", "公办园在园幼儿占比"),
        ("普职比", "职普比"),
        ("小学净入学率", "小学毛入学率"),
        ("小学专任教师本科以上学历比例", "初中专任教师本科以上学历比例"),
        ("高中阶段教育毛入学率", "高等教育毛入学率"),
        ("公办园在园幼儿占比", "民办园在园幼儿占比"),
        ("优质高中学位占比", "高中学位占比"),
        ("幼儿园专任教师专科以上学历比例", "幼儿园专任教师本科以上学历比例"),
    ],
)
def test_two_indicators_that_look_alike(one: str, other: str) -> None:
    assert not is_same_indicator(one, other)
    assert not is_same_indicator(other, one)
