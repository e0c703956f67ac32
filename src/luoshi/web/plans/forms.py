"""Forms of plans: handing in a document, a revision, a proposal, the questions of the lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from luoshi.base.findings import Finding, Severity

_LEVELS = [("", "按原文"), ("国家", "国家"), ("省", "省"), ("市", "市"), ("县", "县")]
_KINDS = "Word（docx）、PDF（有文字的，不是扫描件）、网页（html）、文本（txt、md）"


def _day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期写成 2025-09-01 的样子"},
    )


class UploadForm(forms.Form):
    """A new plan."""

    title = forms.CharField(
        label="名称",
        max_length=120,
        required=False,
        help_text="空着时用文件名",
        widget=forms.TextInput(attrs={"size": 44}),
    )
    file = forms.FileField(label="原文", help_text=f"可以是 {_KINDS}", error_messages={"required": "没有选文件"})
    level = forms.ChoiceField(label="层级", choices=_LEVELS, required=False)
    region = forms.CharField(label="地区", max_length=60, required=False, help_text="空着时按原文")


class NewTextForm(forms.Form):
    """A new text of a plan that is there; after issue it is a revision, with a reason and a date."""

    file = forms.FileField(label="新的原文", help_text=f"可以是 {_KINDS}", error_messages={"required": "没有选文件"})
    note = forms.CharField(
        label="调整理由", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="中期调整必填"
    )
    effective = _day("生效日期", "中期调整必填")


class ReviseForm(forms.Form):
    """A revision that begins from the same text."""

    note = forms.CharField(label="调整理由", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    effective = _day("生效日期")


class ProposeForm(forms.Form):
    """A proposal to issue."""

    effective = _day("生效日期")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DocFilter(forms.Form):
    """The questions of the list of plans."""

    words = forms.CharField(label="名称、地区", required=False)
    level = forms.ChoiceField(label="层级", required=False, choices=[("", "全部"), *_LEVELS[1:]])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *((one, one) for one in ("草稿", "待批准", "已印发", "不同意"))],
    )


def cleaned(form: forms.Form) -> dict[str, Any]:
    """Return what a form of questions says; questions that make no sense are left out."""
    form.is_valid()
    return {key: value for key, value in form.cleaned_data.items() if value}


def told_beside(form: forms.Form, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put findings beside the fields that they are about; return the others."""
    others = []
    for one in findings:
        if one.where in form.fields and one.severity is Severity.ERROR:
            form.add_error(one.where, f"{one.message}{'；' if one.fix else ''}{one.fix}（{one.code}）")
        else:
            others.append(one)
    return tuple(others)


def file_of(form: forms.Form) -> tuple[bytes, str]:
    """Return content and name of the file of a form."""
    file: UploadedFile = form.cleaned_data["file"]
    return file.read(), (file.name or "规划").replace("\\", "/").rsplit("/", 1)[-1][:200]


def day_of(form: forms.Form) -> date | None:
    """Return the date of a form."""
    found: date | None = form.cleaned_data.get("effective")
    return found
