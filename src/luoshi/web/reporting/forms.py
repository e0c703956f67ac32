"""What is filled in: the report of a period, the query of lists."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from luoshi.base.findings import Finding
from luoshi.web.reporting.actions import Said

_BETWEEN = "应在 0 到 100 之间"
_FIELD_OF = {"L211": "problem", "L212": "percent", "N371": "text"}
"""Code of a finding -> the field beside which it is told."""


class ReportForm(forms.Form):
    """A report."""

    percent = forms.DecimalField(
        label="完成比例",
        required=False,
        decimal_places=1,
        validators=[MinValueValidator(0, _BETWEEN), MaxValueValidator(100, _BETWEEN)],
        error_messages={"invalid": "写数字，如 60 或 62.5", "max_decimal_places": "最多一位小数"},
        help_text="从开始到现在一共完成百分之几，0—100；没有量化的空着",
        widget=forms.NumberInput(attrs={"step": "0.1", "min": 0, "max": 100}),
    )
    text = forms.CharField(
        label="完成情况",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="本期做了什么、做到哪一步，写数字和名称",
    )
    problem = forms.CharField(
        label="存在的问题",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="完成比例比上期低的，在这里写明原因",
    )
    next_step = forms.CharField(
        label="下一步打算", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self) -> Said:
        """Return what was written; the form must be valid."""
        return Said(**{key: self.cleaned_data[key] for key in ("percent", "text", "problem", "next_step")})

    def place(self, findings: tuple[Finding, ...]) -> list[Finding]:
        """Put findings beside the fields they are about; return the others."""
        others = []
        for one in findings:
            field = _FIELD_OF.get(one.code)
            if field is None:
                others.append(one)
            else:
                self.add_error(field, f"{one.message}。{one.fix}" if one.fix else one.message)
        return others
