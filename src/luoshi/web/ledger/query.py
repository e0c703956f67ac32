"""The query form of the list of entries (查询表单).

Entries: :class:`Query`, :func:`asked_by`. Not here: the rows (:mod:`luoshi.web.ledger.selectors`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from luoshi.model.ledger_words import State
from luoshi.model.lights import Light
from luoshi.web.ledger.actions import KIND
from luoshi.web.ledger.models import LEAD, SUPPORT, Book, EntryRow
from luoshi.web.ledger.selectors import DUTIES, FINISHED_WORD, NOT_THERE, SORTS, counties, entries_for
from luoshi.web.scope import in_scope

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account

_UNITS_OFFERED = {
    "list": "units",
    "size": 16,
    "hx-get": reverse_lazy("ledger:units"),
    "hx-target": "#units",
    "hx-trigger": "focus once",
}
"""Names of units are offered when somebody goes into the field: there may be hundreds."""
ANY = ("", "全部")
LIGHTS = (("红", "■ 红灯"), ("黄", "▲ 黄灯"), ("绿", "● 绿灯"), ("蓝", "○ 蓝灯"))


class DayInput(forms.DateInput):
    """A day, with the browser's calendar."""

    input_type = "date"

    def __init__(self, **given: Any) -> None:
        super().__init__(format="%Y-%m-%d", **given)


class PlainSelect(forms.Select):
    """A list of choices, its HTML made at once: a template for each option takes longer than the rows of the list."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        """Return the element."""
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((one, mark_safe(" selected") if str(one) == chosen else "", word) for one, word in self.choices),
        )
        flat = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", flat, options)


def _choices(words: Any) -> list[tuple[str, str]]:
    return [ANY, *((one, one) for one in words)]


class Query(forms.Form):
    """What the list may be asked for; every field may stay empty."""

    book = forms.ModelChoiceField(label="台账", queryset=Book.objects.none(), required=False, empty_label="全部")
    text = forms.CharField(label="任务、项目或序号", max_length=80, required=False)
    kind = forms.ChoiceField(label="种类", choices=_choices(("任务", "项目")), required=False)
    state = forms.ChoiceField(
        label="状态",
        choices=[*_choices(one.value for one in State), (FINISHED_WORD, "已办结、已归档")],
        required=False,
    )
    light = forms.ChoiceField(
        label="灯",
        choices=[
            ANY,
            ("红", "■ 红灯"),
            ("黄", "▲ 黄灯"),
            ("绿", "● 绿灯"),
            ("蓝", "○ 蓝灯"),
            (Light.NONE.value, "不亮灯"),
        ],
        required=False,
    )
    unit = forms.CharField(label="单位", max_length=100, required=False, widget=forms.TextInput(attrs=_UNITS_OFFERED))
    role = forms.ChoiceField(label="分工", choices=_choices((LEAD, SUPPORT)), required=False)
    below = forms.BooleanField(label="含下级单位", required=False)
    chapter = forms.ChoiceField(label="规划章节", required=False)
    section = forms.CharField(label="小节", max_length=100, required=False, widget=forms.TextInput(attrs={"size": 12}))
    county = forms.ChoiceField(label="牵头的县市区", required=False)
    area = forms.ChoiceField(label="县市区", required=False)
    due_from = forms.DateField(label="时限从", required=False, widget=DayInput())
    due_to = forms.DateField(label="到", required=False, widget=DayInput())
    late = forms.BooleanField(label="只看逾期", required=False)
    duty = forms.ChoiceField(
        label="待我办的", choices=[ANY, *((key, words) for key, (words, _) in DUTIES.items())], required=False
    )
    sort = forms.ChoiceField(
        choices=[("", ""), *((f"{way}{key}", key) for key in SORTS for way in ("", "-"))],
        required=False,
        widget=forms.HiddenInput(),
    )

    def __init__(self, data: QueryDict, seen: QuerySet[EntryRow]) -> None:
        super().__init__(data, auto_id="q_%s", label_suffix="")
        bare = seen.order_by()
        self.fields["book"].queryset = Book.objects.filter(pk__in=bare.values("book"))
        areas = sorted(one for one in bare.values_list("area", flat=True).distinct() if one)
        if areas:
            self.fields["area"].choices = _choices(areas)
        else:
            del self.fields["area"]
        self.fields["county"].choices = [ANY, *counties()]
        sections = sorted(bare.values_list("section", flat=True).distinct())
        chapters = [(one, one) for one in dict.fromkeys(one.split("/")[0] for one in sections if one)]
        self.fields["chapter"].choices = [ANY, *chapters, *([(NOT_THERE, "没有章节")] if "" in sections else [])]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField) and not field.widget.is_hidden:
                field.widget = PlainSelect(choices=field.choices)


def asked_by(account: Account, given: QueryDict, day: date) -> tuple[Query, QuerySet[EntryRow]]:
    """Return the query form and the rows that it asks for; what cannot be understood is told there and asks for
    nothing."""
    form = Query(given, in_scope(EntryRow.objects.all(), account, KIND))
    form.is_valid()
    return form, entries_for(account, form.cleaned_data, day)
