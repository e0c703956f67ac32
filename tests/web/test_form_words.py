"""What forms say when a field is wrong: what, and how it is written."""

from __future__ import annotations

import pytest
from django import forms


class _Form(forms.Form):
    name = forms.CharField(max_length=5)
    day = forms.DateField(required=False)
    count = forms.IntegerField(required=False, min_value=1)
    share = forms.DecimalField(required=False)
    light = forms.ChoiceField(choices=[("红", "红")], required=False)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, {"name": ["这一栏要填"]}),
        ({"name": "临江市教育局"}, {"name": ["最多 5 字，现在是 6 字"]}),
        ({"name": "甲\0"}, {"name": ["里面有看不见的字符，删掉重新写"]}),
        ({"name": "甲", "day": "2024-13-01"}, {"day": ["日期写成 2024-09-01，并且是有的日子"]}),
        ({"name": "甲", "count": "三"}, {"count": ["写成整数，如 12"]}),
        ({"name": "甲", "count": "0"}, {"count": ["不能小于 1"]}),
        ({"name": "甲", "share": "八成"}, {"share": ["写成数字，如 85 或 85.5"]}),
        ({"name": "甲", "light": "紫"}, {"light": ["没有“紫”这一项，请从列出的里面选"]}),
        ({"name": "甲", "day": "2024-09-01", "count": "3", "share": "8.5", "light": "红"}, {}),
    ],
)
def test_what_is_wrong_is_told_as_an_office_would(given: dict[str, str], told: dict[str, list[str]]) -> None:
    assert dict(_Form(given).errors) == told
