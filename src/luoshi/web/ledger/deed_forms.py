"""The form of each deed (办理表单): just the fields that it needs.

Entries: :func:`deed_form`, :func:`deed_of`, :class:`AssignForm`. Forms ask whether something is there; whether it may
be is told by the rules of the ledger when the deed is tried. Not here: which deeds are offered
(:mod:`luoshi.web.ledger.offered`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from luoshi.model.ledger import Entry, LedgerProject
from luoshi.model.ledger_words import Actor
from luoshi.progress.deeds import Deed
from luoshi.progress.projects import BUILDING, STAGES, WITH_DOCUMENT
from luoshi.progress.requests import now_in
from luoshi.progress.tasks.taking import KEY_NAMES
from luoshi.web.ledger.query import LIGHTS, DayInput

ASSIGNED = {
    "lead": "牵头单位", "support": "配合单位", "leader": "责任领导", "section": "责任科室", "person": "责任人",
    "contact": "联络员", "start": "起始日期",
}  # fmt: skip
"""Name of a field -> what of an entry it sets, as the rules call it."""
DUE = "完成时限"
_REASONS = {
    "退签": "退签理由", "退回": "审核意见", "审核通过": "审核意见", "重新打开": "理由", "终止": "理由", "恢复": "理由",
    "申请延期": "延期理由", "申请调整": "调整理由", "申请终止": "终止理由",
    "更正节点": "更正理由", "更正阶段": "更正理由", "定灯": "理由",
}  # fmt: skip
"""Deeds that must have a reason -> what it is called."""
_UNITS_HELP = "几个单位用顿号隔开"

Fields = dict[str, forms.Field]


class DeedForm(forms.Form):
    """The form of a deed; its fields are added by :func:`deed_form`."""

    def __init__(self, fields: Fields, data: Any = None, documented: frozenset[str] = frozenset()) -> None:
        super().__init__(data, label_suffix="")
        self.fields.update(fields)
        self._documented = documented

    def clean(self) -> dict[str, Any]:
        """Of a stage: the number of the document or the share built, told beside the field."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        stage = given.get("name")
        if "document" in self.fields and stage in WITH_DOCUMENT and stage not in self._documented:
            self._must("document", given, f"完成“{stage}”要写批复、许可证或验收文件的文号")
        if "percent" in self.fields and stage == BUILDING:
            self._must("percent", given, "形象进度要写 0 到 100 的百分数")
        return given

    def _must(self, key: str, given: dict[str, Any], told: str) -> None:
        if given.get(key) in (None, "") and key not in self.errors:
            self.add_error(key, told)


class AssignForm(forms.Form):
    """Units, people and deadline for many entries; what stays empty is left as it is."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields.update(_assigned(None))
        self.fields["due"] = _day("完成时限", required=False)
        for field in self.fields.values():
            field.required = False

    def changes(self) -> dict[str, str]:
        """Return what was filled in: what is set, as the rules call it -> into what."""
        words = {**ASSIGNED, "due": DUE}
        return {words[key]: str(value) for key, value in self.cleaned_data.items() if value}


def deed_form(entry: Entry, action: str, today: date, data: Any = None) -> DeedForm:
    """Return the form of a deed on an entry, bound when there are data."""
    fields: Fields = {}
    if action in _SPECIAL:
        fields.update(_SPECIAL[action](entry, today))
    fields.update(_note(action))
    stages = entry.stages if isinstance(entry, LedgerProject) else ()
    return DeedForm(fields, data, frozenset(one.stage for one in stages if one.document))


def deed_of(form: DeedForm, action: str, today: date) -> Deed:
    """Return the deed that a valid form describes; who does it is told by the action."""
    given = form.cleaned_data
    evidence = tuple(line.strip() for line in given.get("evidence", "").splitlines() if line.strip())
    return Deed(
        action,
        "",
        Actor.PLANNER,
        given.get("on") or today,
        note=given.get("note", ""),
        evidence=evidence,
        percent=given.get("percent"),
        due=given.get("due") if action in ("申请延期", "定灯") else None,
        changes=_changes(form, action),
        request=given.get("request", ""),
        name=given.get("name", ""),
        document=given.get("document", ""),
        approved_by=given.get("approved_by", ""),
    )


def _changes(form: DeedForm, action: str) -> dict[str, str]:
    given = form.cleaned_data
    if action == "采纳建议":
        names = {str(key): name for key, name in KEY_NAMES.items()}
        return {names[key]: "" if given[key] == _EVERY else given[key] for key in names if given.get(key)}
    if action not in ("定分工", "申请调整"):
        return {}
    words = {**ASSIGNED, "due": DUE}
    return {words[key]: str(given.get(key) or "") for key in form.changed_data if key in words}


_EVERY = "*"


def _note(action: str) -> Fields:
    label = _REASONS.get(action)
    if action == "采纳建议":
        return {}
    area = forms.Textarea(attrs={"rows": 3, "cols": 60})
    opinion = "审批意见" if action.endswith("同意申请") else "说明"
    required = label is not None or action == "不同意申请"
    return {"note": forms.CharField(label=label or opinion, required=required, max_length=2000, widget=area)}


def _day(label: str, *, required: bool = True, initial: date | None = None, note: str = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, initial=initial, help_text=note, widget=DayInput())


def _evidence() -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2, "cols": 60})
    note = "材料的名称或文号，一行一份"
    return forms.CharField(label="佐证材料", required=False, max_length=2000, widget=area, help_text=note)


def _assigned(entry: Entry | None) -> Fields:
    """Return fields of who bears an entry, with what stands there; what the browser was shown comes back along, so
    that only what somebody touched is changed."""
    fields: Fields = {}
    shown = entry is not None
    for key, name in ASSIGNED.items():
        was = now_in(entry, name) if entry is not None else ""
        if key == "start":
            start = entry.start if entry is not None else None
            fields[key] = forms.DateField(
                label=name, required=False, initial=start, widget=DayInput(), show_hidden_initial=shown
            )
            continue
        units = key in ("lead", "support")
        wide = forms.TextInput(attrs={"size": 44, **({"list": "units"} if units else {})})
        fields[key] = forms.CharField(
            label=name, required=False, max_length=300, initial=was, widget=wide, show_hidden_initial=shown,
            help_text=_UNITS_HELP if units else "",
        )  # fmt: skip
    return fields


def _assigning(entry: Entry, today: date) -> Fields:
    due = forms.DateField(label=DUE, required=False, initial=entry.due, widget=DayInput(), show_hidden_initial=True)
    return {**_assigned(entry), "due": due}


def _taking(entry: Entry, today: date) -> Fields:
    fields: Fields = {}
    for key, name in KEY_NAMES.items():
        offers = sorted((one for one in entry.proposals if one.key == key), key=lambda one: -one.strength)
        if not offers:
            continue
        choices = [("", "不采纳"), *((one.value, f"{one.value}（{one.why}）") for one in offers)]
        if key == "support" and len(offers) > 1:
            choices.insert(1, (_EVERY, "全部采纳"))
        fields[key] = forms.ChoiceField(label=name, choices=choices, required=False)
    return fields


def _putting_off(entry: Entry, today: date) -> Fields:
    due = entry.due_on(today)
    return {"due": _day("延到哪一天", note=f"现在的时限是 {due}" if due is not None else "")}


def _deciding(entry: Entry, today: date) -> Fields:
    waiting = [one for one in entry.requests if one.state == "待审批"]
    told = [(one.id, f"{one.kind}（{one.asked_on} {one.by}）：{one.reason}") for one in waiting]
    return {"request": forms.ChoiceField(label="申请", choices=told)}


def _milestone(*, done: bool) -> Callable[[Entry, date], Fields]:
    def fields(entry: Entry, today: date) -> Fields:
        held = [one for one in entry.milestones if (one.done is not None) is done]
        names = [(one.name, f"{one.name}（{one.done or one.due}）") for one in held]
        return {
            "name": forms.ChoiceField(label="节点", choices=names),
            "on": _day("完成日期", initial=today),
            "evidence": _evidence(),
        }

    return fields


def _stage(entry: Entry, today: date) -> Fields:
    done = {one.stage: one.done for one in entry.stages if one.done} if isinstance(entry, LedgerProject) else {}
    names = [(one, f"{one}（{done[one]} 完成）" if one in done else one) for one in STAGES]
    share = forms.DecimalField(
        label="形象进度", required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1,
        help_text="%，只有“形象进度”要写",
    )  # fmt: skip
    return {
        "name": forms.ChoiceField(label="阶段", choices=names),
        "on": _day("完成日期", initial=today),
        "document": forms.CharField(label="文号", required=False, max_length=100, help_text="批复、许可证、验收文件"),
        "percent": share,
        "evidence": _evidence(),
    }


def _lighting(entry: Entry, today: date) -> Fields:
    return {
        "name": forms.ChoiceField(label="灯", choices=LIGHTS),
        "due": _day("用到哪一天", note="过后按规则亮灯"),
        "approved_by": forms.CharField(label="批准人", max_length=64, help_text="不能是您自己"),
    }


_SPECIAL: dict[str, Callable[[Entry, date], Fields]] = {
    "申请办结": lambda entry, today: {"evidence": _evidence()},
    "申请延期": _putting_off,
    "申请调整": lambda entry, today: _assigned(entry),
    "同意申请": _deciding,
    "不同意申请": _deciding,
    "完成节点": _milestone(done=False),
    "更正节点": _milestone(done=True),
    "完成阶段": _stage,
    "更正阶段": _stage,
    "定灯": _lighting,
    "定分工": _assigning,
    "采纳建议": _taking,
}
"""Deed -> the fields it has besides the reason or the note."""
