"""Forms of this part: which freezes are asked for, a freeze, a correction, a report, an edited report.

Entries: :class:`FreezeQuery`, :class:`FreezeForm`, :class:`CorrectionForm`, :class:`ReportForm`, :class:`EditedForm`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

from django import forms

from luoshi.model.evaluation.freeze import FreezeKind
from luoshi.model.evaluation.report import ReportKind
from luoshi.web.evaluation.selectors import STATES, issued_versions
from luoshi.web.ledger.models import Book
from luoshi.web.plans.models import PlanVersion

_FIRST, _LAST = 2000, 2099
_YEAR = dict.fromkeys(("invalid", "min_value", "max_value"), "年份写四位数字，例如 2024")
_DAY = {"invalid": "日期写成 2025-03-01"}


class FreezeQuery(forms.Form):
    """Which freezes are asked for."""

    word = forms.CharField(label="名称", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *((one, one) for one in STATES)])


class VersionField(forms.ModelChoiceField):
    """An issued version, told with the day from which it holds."""

    def label_from_instance(self, obj: PlanVersion) -> str:
        """Return how a version is told."""
        return f"{obj}（{obj.effective} 起生效）"


class _BasisForm(forms.Form):
    """On what a freeze rests."""

    version = VersionField(
        PlanVersion.objects.none(), label="规划", empty_label="请选择", help_text="已印发的版本；按看的那一天选"
    )
    book = forms.ModelChoiceField(Book.objects.all(), label="台账", required=False, empty_label="不带台账")
    as_of = forms.DateField(
        label="看哪一天",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="目标和台账按这一天判断；台账里的内容是做定稿那一刻的",
        error_messages=_DAY,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = issued_versions()


class FreezeForm(_BasisForm):
    """A freeze."""

    kind = forms.ChoiceField(label="种类", choices=[(one, one) for one in get_args(FreezeKind)])
    year = forms.IntegerField(
        label="年份", min_value=_FIRST, max_value=_LAST, error_messages=_YEAR, help_text="看到哪一年为止的数"
    )
    name = forms.CharField(
        label="名称", required=False, max_length=60, help_text="空着就是年份加种类，如 2024-年度；一个名称只用一次"
    )
    field_order = ("kind", "year", "as_of", "version", "book", "name")

    def clean(self) -> dict[str, Any]:
        """Return what was filled in, with the usual name where none was written."""
        told: dict[str, Any] = super().clean() or {}
        if not told.get("name", "").strip() and told.get("year"):
            told["name"] = f"{told['year']}-{told.get('kind', '')}"
        return told


class CorrectionForm(_BasisForm):
    """A correction of a freeze: kind and year stay."""

    reason = forms.CharField(
        label="更正的理由",
        error_messages={"required": "写清哪里错了、为什么改"},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会公开：写哪里错了、根据什么改，不写人名",
    )
    field_order = ("reason", "as_of", "version", "book")


class ReportForm(forms.Form):
    """A report of a freeze."""

    kind = forms.ChoiceField(label="报告", choices=[(one.value, one.words) for one in ReportKind])
    area = forms.ChoiceField(label="范围", required=False)
    issuer = forms.CharField(label="署名", required=False, max_length=100)

    def __init__(self, *args: Any, areas: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "全部地区"), *((one, one) for one in areas)]


class EditedForm(forms.Form):
    """A Word report that people edited."""

    file = forms.FileField(
        label="Word 文件",
        help_text="从这里下载、改过文字的 docx；核对里面的数还和定稿一致不一致",
        error_messages={"empty": "文件是空的", "required": "请选择文件"},
    )


def usual_year(day: date) -> int:
    """Return the year that a freeze made on a day is usually of: the one before until autumn."""
    return day.year - 1 if day.month < _AUTUMN else day.year


_AUTUMN = 10
