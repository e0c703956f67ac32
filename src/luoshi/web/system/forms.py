"""Forms of units, accounts and of the questions to the lists."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from luoshi.web.accounts.models import Unit
from luoshi.web.clock import today
from luoshi.web.policy import Role

KINDS = ("政府部门", "教育局", "县级教育局", "科室", "学校", "其他")
_DAY = {"type": "date"}


class _Day(forms.DateField):
    """A day, chosen in the browser's calendar."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label=label, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"), **more)


class _Kind(forms.CharField):
    """A kind of unit: one of the usual or another."""

    def __init__(self) -> None:
        super().__init__(label="类别", max_length=20, required=False, help_text=f"如：{'、'.join(KINDS)}")


class _UnitChoice(forms.ModelChoiceField):
    """A unit of today."""

    def __init__(self, label: str, *, required: bool) -> None:
        super().__init__(Unit.objects.none(), label=label, required=required, empty_label="（请选择）")


class _WithUnits(forms.Form):
    """A form that chooses among the units of today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, _UnitChoice):
                field.queryset = units_of(today()).order_by("name", "pk")


class NewUnitForm(_WithUnits):
    """A new unit."""

    name = forms.CharField(label="名称", max_length=100)
    unit_kind = _Kind()
    parent = _UnitChoice("上级单位", required=False)
    since = _Day("启用日期", initial=today)


class EditUnitForm(_WithUnits):
    """Kind, upper unit, other names."""

    unit_kind = _Kind()
    parent = _UnitChoice("上级单位", required=False)
    aliases = forms.CharField(
        label="别名、曾用名",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个，或用顿号分开；台账里写这些名字的，都算这个单位",
    )

    def clean_aliases(self) -> list[str]:
        """Return the names, one each."""
        return [one.strip() for one in re.split(r"[\n、，,；;]", self.cleaned_data["aliases"]) if one.strip()]


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label="新名称", max_length=100, help_text="原名称自动记为曾用名")
    on = _Day("生效日期", initial=today)


class MergeForm(_WithUnits):
    """Into which unit, from when on."""

    into = _UnitChoice("并入", required=True)
    on = _Day("生效日期", initial=today)


class CloseForm(forms.Form):
    """From when on."""

    on = _Day("停用日期", initial=today)


class NewAccountForm(_WithUnits):
    """A new account."""

    username = forms.CharField(label="账号", max_length=32, help_text="姓名拼音等，小写字母开头；建好以后不能改")
    name = forms.CharField(label="姓名", max_length=64, help_text="真实姓名；一人一号，不合用")
    unit = _UnitChoice("单位", required=False)


class EditAccountForm(_WithUnits):
    """Name and unit."""

    name = forms.CharField(label="姓名", max_length=64)
    unit = _UnitChoice("单位", required=False)


class AccountQuery(forms.Form):
    """Which accounts are listed."""

    q = forms.CharField(label="账号或姓名", required=False)
    role = forms.ChoiceField(
        label="角色",
        required=False,
        choices=[("", "全部"), ("-", "没有角色"), *((one.value, one.value) for one in Role)],
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("启用", "启用"), ("停用", "停用"), ("锁定", "锁定")]
    )


class LogQuery(forms.Form):
    """Which entries of the log are listed."""

    person = forms.CharField(label="姓名或账号", required=False)
    kind = forms.CharField(label="对象", required=False)
    action = forms.CharField(label="动作", required=False)
    label = forms.CharField(label="名称或编号", required=False)
    result = forms.ChoiceField(
        label="结果",
        required=False,
        choices=[("", "全部"), *((one, one) for one in ("成功", "失败", "没有权限", "没有找到", "锁定中"))],
    )
    since = _Day("从", required=False)
    until = _Day("到", required=False)


def units_of(day: date) -> Any:
    """Return the units that exist on a day."""
    return Unit.objects.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))
