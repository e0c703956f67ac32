"""Forms of task supervision: what lists are asked for, opening a case, a step, a bulletin.

Entries: :class:`CaseQuery`, :class:`OpenForm`, :class:`StepForm`, :class:`BulletinQuery`, :class:`BulletinForm`. What a
step asks for is told by the procedure. Not here: what may follow what (:mod:`luoshi.web.supervision.actions`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from luoshi.model.supervision import AUTOMATIC, StepRule
from luoshi.web.accounts.models import Unit
from luoshi.web.ledger.models import Book
from luoshi.web.supervision.actions import Written
from luoshi.web.supervision.procedures import procedures

_ANY = ("", "全部")
_TURNS = (_ANY, ("mine", "轮到我办的"), ("unit", "等责任单位回复的"), ("silent", "责任单位逾期没回复的"))
_PART = "part_"
_WIDE = forms.TextInput(attrs={"size": 80})
_YEAR = re.compile(r"[\[［【(（](\d{4})[\]］】)）]")


class CaseQuery(forms.Form):
    """What list of cases is asked for."""

    word = forms.CharField(label="事项、编号", required=False)
    unit = forms.CharField(label="责任单位", required=False)
    stage = forms.ChoiceField(label="状态", required=False)
    step = forms.ChoiceField(label="下一步", required=False)
    late = forms.ChoiceField(label="逾期", required=False, choices=[_ANY, ("是", "已逾期"), ("否", "没有逾期")])
    turn = forms.ChoiceField(label="轮到谁", required=False, choices=_TURNS)
    year = forms.ChoiceField(label="年度", required=False)

    def __init__(self, data: Any, *, years: list[int], sees_drafts: bool) -> None:
        super().__init__(data)
        known = procedures().values()
        steps = dict.fromkeys(step.name for one in known for step in one.steps)
        stages = dict.fromkeys(step.to for one in known for step in one.steps)
        told = [_ANY, ("未销号", "未销号"), *((one, one) for one in stages)]
        self.fields["stage"].choices = [*told, ("未启动", "未启动（草稿）")] if sees_drafts else told
        self.fields["step"].choices = [_ANY, *((one, one) for one in steps)]
        self.fields["year"].choices = [_ANY, *((str(one), f"{one}年") for one in years)]


class OpenForm(forms.Form):
    """What is written of a case that begins."""

    title = forms.CharField(
        label="事项", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="要督办的任务或事情，写进文书"
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label="请选择")
    procedure = forms.ChoiceField(label="程序")

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.exclude(until__lte=day).order_by("name")
        self.fields["procedure"].choices = [(one, one) for one in procedures()]


class StepForm(forms.Form):
    """What one step asks for: its reason or account, number, evidence, day and the parts of its paper."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, rule: StepRule, *, due: date | None, initial: dict[str, Any]) -> None:
        super().__init__(data, initial={**initial, "step": rule.name, "due": due})
        self.rule = rule
        account = "整改情况" if rule.is_of_unit else "理由"
        self._add("note", forms.CharField(label=account, required="理由" in rule.needs, widget=_area(4)))
        if "文号" in (*rule.needs, *rule.parts):
            wanted = forms.CharField(label="文号", max_length=100, help_text="年份用六角括号，如 临教督〔2024〕5号")
            self._add("document", wanted)
        for part in rule.parts:
            if part not in AUTOMATIC:
                self._add(_PART + part, forms.CharField(label=part, widget=_area(2)))
        if "佐证" in (*rule.needs, *rule.parts):
            told = "每行写一份材料的名称，列为文书的附件"
            self._add(
                "evidence",
                forms.CharField(label="佐证材料", required="佐证" in rule.needs, help_text=told, widget=_area(3)),
            )
        if rule.within is not None and "期限" in rule.parts:
            told = f"按程序是 {rule.within} 个工作日；遇到不上班的日子顺延"
            picked = forms.DateField(label="期限", required=False, help_text=told, widget=_day())
            self._add("due", picked)
        if rule.paper:
            self._add("issuer", forms.CharField(label="落款单位", max_length=100))

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field

    def written(self) -> Written:
        """Return what was written; the form must be valid."""
        told = self.cleaned_data
        return Written(
            step=self.rule.name,
            note=told["note"],
            document=standard_number(told.get("document", "")),
            evidence=tuple(line.strip() for line in told.get("evidence", "").splitlines() if line.strip()),
            due=told.get("due"),
            parts={name.removeprefix(_PART): text for name, text in told.items() if name.startswith(_PART)},
            issuer=told.get("issuer", ""),
        )


class BulletinQuery(forms.Form):
    """What a bulletin is to tell of."""

    book = forms.ModelChoiceField(Book.objects.all(), label="台账", required=False, empty_label="全部")
    unit = forms.CharField(label="责任单位", required=False)


class BulletinForm(forms.Form):
    """What is written of a bulletin."""

    number = forms.CharField(label="文号", max_length=100, help_text="年份用六角括号，如 临教督〔2024〕5号")
    title = forms.CharField(label="标题", max_length=200, widget=_WIDE)
    to = forms.CharField(label="主送", max_length=500, widget=_WIDE)
    demands = forms.CharField(label="工作要求", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    issuer = forms.CharField(label="落款单位", max_length=100)


def standard_number(number: str) -> str:
    """Return 发文字号 with its year in the brackets of the standard: 临教督[2024]5号 is 临教督〔2024〕5号."""
    return _YEAR.sub(r"〔\1〕", number.strip())


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
