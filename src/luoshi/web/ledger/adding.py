"""Entries written by hand (新增): the action and its form.

Entries: :class:`AddEntry`, :class:`NewEntryForm`. Not here: ledgers from plans and workbooks (``exchange``).
"""

from __future__ import annotations

import re
from datetime import date
from itertools import count
from typing import Any

from django import forms

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Assignment, LedgerProject, LedgerTask, Milestone, TraceEntry
from luoshi.web.action import Action, Change, Context
from luoshi.web.ledger.actions import KIND, actor_for
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.ledger.query import DayInput
from luoshi.web.ledger.store import add_entry

_SPLIT = re.compile(r"[、，,；;\s]+")
_MILESTONE = re.compile(r"\s*(\d{4}-\d{1,2}-\d{1,2})\s+(\S.*)")
_PARTS = ("number", "section", "area", "start", "due", "note")


class AddEntry(Action[EntryRow]):
    """A task or a project is written into a book by hand; it begins as 待分解.

    Args:
        context: who.
        book: into which.
        given: what the form holds (:class:`NewEntryForm`).
    """

    kind, action = KIND, "新增"

    def __init__(self, context: Context, book: Book, given: dict[str, Any]) -> None:
        super().__init__(context)
        self.book, self.given = book, given

    def check(self) -> tuple[Finding, ...]:
        """The number is free, the task it belongs to is there, the days follow each other."""
        self.book = Book.objects.select_for_update().get(pk=self.book.pk)
        rows, given, found = EntryRow.objects.filter(book=self.book), self.given, []
        if given["number"] and rows.filter(number=given["number"]).exists():
            told = f"这本台账已经有序号 {given['number']}"
            found.append(Finding("N311", Severity.ERROR, told, "序号", fix="换一个序号，或者空着"))
        if given["parent"] and not rows.filter(key=given["parent"], kind="任务").exists():
            told = f"这本台账没有编号是 {given['parent']} 的任务"
            found.append(Finding("N312", Severity.ERROR, told, "上级任务", fix="从上级任务的“分解”页点“新增子任务”"))
        if given["start"] and given["due"] and given["due"] < given["start"]:
            told = f"完成时限 {given['due']} 早于起始日期 {given['start']}"
            found.append(Finding("N313", Severity.ERROR, told, "完成时限", fix="核对两个日期"))
        return tuple(found)

    def execute(self) -> tuple[EntryRow, Change]:
        """Store it at the end of the book."""
        entry = self._entry()
        row = add_entry(self.book, entry, self.context.now)
        after = entry.model_dump(mode="json", exclude_defaults=True, exclude={"trace"})
        return row, Change(str(row), f"{row.book_id}/{row.key}", None, after)

    def _entry(self) -> LedgerTask | LedgerProject:
        given = self.given
        role = actor_for(self.context, self.action)
        own: dict[str, Any] = {
            **{key: given[key] for key in _PARTS},
            "id": self._free_key(),
            "assignment": Assignment(
                lead=units_of(given["lead"]),
                support=units_of(given["support"]),
                origin="人工" if given["lead"] or given["support"] else None,
            ),
            "due_origin": "人工" if given["due"] else None,
            "milestones": given["milestones"],
            "trace": (TraceEntry(on=self.context.today, by=self.context.name, role=role, action=self.action),),
        }
        if given["kind"] == "项目":
            keys = ("nature", "owner", "places", "investment", "first_year", "last_year")
            return LedgerProject(name=given["title"], **{key: given[key] for key in keys}, **own)
        made = tuple(line.strip() for line in given["deliverables"].splitlines() if line.strip())
        return LedgerTask(
            title=given["title"], content=given["content"], parent=given["parent"], deliverables=made, **own
        )

    def _free_key(self) -> str:
        taken = set(EntryRow.objects.filter(book=self.book, key__startswith="new-").values_list("key", flat=True))
        return next(key for at in count(1) if (key := f"new-{at}") not in taken)


def units_of(text: str) -> tuple[str, ...]:
    """Return the units that a text names, split at 、 and the like."""
    return tuple(dict.fromkeys(one for one in _SPLIT.split(text.strip()) if one))


def _wide(*, units: bool = False) -> forms.TextInput:
    return forms.TextInput(attrs={"size": 44, **({"list": "units"} if units else {})})


class NewEntryForm(forms.Form):
    """What is written of a new task or project."""

    kind = forms.ChoiceField(label="种类", choices=[("任务", "任务"), ("项目", "项目")])
    book = forms.ModelChoiceField(label="台账", queryset=Book.objects.all(), empty_label=None)
    title = forms.CharField(label="任务或项目", max_length=500, widget=forms.TextInput(attrs={"size": 60}))
    number = forms.CharField(label="序号", max_length=40, required=False, help_text="本局自己的编号，可以空着")
    content = forms.CharField(
        label="内容和要求", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    parent = forms.CharField(label="上级任务", max_length=80, required=False, widget=forms.HiddenInput())
    section = forms.CharField(label="规划章节", max_length=300, required=False, widget=_wide())
    area = forms.CharField(label="县市区", max_length=60, required=False, help_text="全市的空着")
    lead = forms.CharField(
        label="牵头单位", max_length=300, required=False, help_text="几个单位用顿号隔开", widget=_wide(units=True)
    )
    support = forms.CharField(
        label="配合单位", max_length=500, required=False, help_text="几个单位用顿号隔开", widget=_wide(units=True)
    )
    start = forms.DateField(label="起始日期", required=False, widget=DayInput())
    due = forms.DateField(label="完成时限", required=False, widget=DayInput())
    milestones = forms.CharField(
        label="节点", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个，日期在前，如：2024-06-30 完成选址",
    )  # fmt: skip
    deliverables = forms.CharField(
        label="交付成果", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个；只有任务填",
    )  # fmt: skip
    owner = forms.CharField(label="建设主体", max_length=100, required=False, help_text="以下各项只有项目填")
    nature = forms.CharField(label="建设性质", max_length=40, required=False)
    places = forms.IntegerField(label="新增学位", min_value=0, required=False, help_text="个")
    investment = forms.DecimalField(
        label="总投资", min_value=0, max_digits=14, decimal_places=2, required=False, help_text="万元"
    )
    first_year = forms.IntegerField(label="开工年份", min_value=1990, max_value=2099, required=False)
    last_year = forms.IntegerField(label="竣工年份", min_value=1990, max_value=2099, required=False)
    note = forms.CharField(label="备注", max_length=1000, required=False, widget=_wide())

    def clean_milestones(self) -> tuple[Milestone, ...]:
        """Return the milestones; a line that is none is told."""
        found, wrong = [], []
        for at, line in enumerate(self.cleaned_data["milestones"].splitlines(), start=1):
            if not line.strip():
                continue
            match = _MILESTONE.fullmatch(line)
            day = _day_in(match[1]) if match else None
            if match is None:
                wrong.append(f"第 {at} 行应是日期、空格、节点名称：{line.strip()[:40]}")
            elif day is None:
                wrong.append(f"第 {at} 行的日期不是有的日子：{match[1]}")
            else:
                found.append(Milestone(name=match[2].strip(), due=day))
        if len({one.name for one in found}) < len(found):
            wrong.append("节点的名称重了")
        if wrong:
            raise forms.ValidationError(wrong)
        return tuple(found)


def _day_in(text: str) -> date | None:
    year, month, day = (int(one) for one in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return None
