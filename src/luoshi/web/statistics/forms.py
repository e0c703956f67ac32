"""The form with which returns are handed in. Entry: :class:`HandInForm`."""

from __future__ import annotations

from typing import Any

from django import forms

STATUSES = ("正式", "初步", "快报")
_FIRST_YEAR, _LAST_YEAR = 1990, 2099


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files that were chosen."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise forms.ValidationError("请选择文件")
        return [super(FilesField, self).clean(one, initial) for one in given]


class HandInForm(forms.Form):
    """Returns to be loaded."""

    files = FilesField(
        label="报表文件",
        help_text="xlsx、xls、csv，可以一次选多个；每个最大 20 MB。同一学年的表最好一起装",
        error_messages={"empty": "文件是空的", "required": "请选择文件"},
    )
    year = forms.IntegerField(
        label="年份",
        required=False,
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        help_text="学年写起始年；空着就从标题、工作表名、文件名里认",
        error_messages={
            "invalid": "年份写四位数字，例如 2024",
            "min_value": "年份写四位数字，例如 2024",
            "max_value": "年份写四位数字，例如 2024",
        },
    )
    status = forms.ChoiceField(label="数据状态", choices=[(one, one) for one in STATUSES], initial="正式")
    as_of = forms.DateField(
        label="时点",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期写成 2024-09-01"},
    )
    note = forms.CharField(label="说明", required=False, max_length=200, help_text="写进快照，例如“青禾县补报”")
    only_check = forms.BooleanField(label="只核对", required=False, help_text="看有没有错，先不装入")
