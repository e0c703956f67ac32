"""Changes of reported values (填报数据的动作): written, reviewed, returned, accepted, handed on to the statistics.

Entries: :class:`WriteValue`, :class:`DecideValue`, :class:`HandOn`. Only what is accepted (采信) counts in
``luoshi monitor``; nobody reviews or accepts what he reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from luoshi.base.atomic import make_folder, write_bytes
from luoshi.base.findings import Finding, Severity
from luoshi.progress.states import is_another
from luoshi.sheets.form_book import FormCell, FormSheet, write_form_book
from luoshi.web.accounts.models import Unit
from luoshi.web.accounts.units import below
from luoshi.web.action import Action, Change, Context
from luoshi.web.policy import Reach, reach
from luoshi.web.reporting.models import ACCEPTED, FILLED, RETURNED, REVIEWED, ReportedValue

if TYPE_CHECKING:
    from django.db.models import QuerySet

KIND = "填报数据"
PERIOD = re.compile(r"(?:19|20)\d\d(?:学年|Q[1-4]|H[12]|-(?:0[1-9]|1[0-2]))?")
_FROM = {REVIEWED: (FILLED,), ACCEPTED: (FILLED, REVIEWED), RETURNED: (FILLED, REVIEWED, ACCEPTED)}
_TEXTS = ("measure", "measure_name", "subject_code", "subject_name", "unit_text", "evidence", "note")
_HEADS = "填报对象代码 填报对象 指标或目标 期 数值 计量单位 填报状态 佐证材料 填报人 填报日期 说明".split()


@dataclass(frozen=True, slots=True)
class Told:
    """A value as it is reported.

    Attributes:
        measure: name of an indicator or number of a target; ``measure_name`` says it in words.
        subject_code, subject_name: of which area or unit.
        period: 2024, 2024学年, 2024Q3, 2024H1 or 2024-09.
        value, unit_text: the number and its unit.
        evidence, note: by what, with which meaning.
    """

    measure: str
    subject_code: str
    subject_name: str
    period: str
    value: Decimal | None
    unit_text: str = ""
    measure_name: str = ""
    evidence: str = ""
    note: str = ""

    def wrong(self) -> tuple[Finding, ...]:
        """Return what is wrong with it."""
        found = []
        if not self.measure or not self.subject_code:
            found.append("要写指标或目标、填报对象代码")
        if not PERIOD.fullmatch(self.period):
            found.append(f"“{self.period}”不是期，写成 2024、2024学年、2024Q3 或 2024-09")
        if self.value is None:
            found.append("没有写数值")
        elif abs(self.value) >= Decimal(10) ** 13 or self.value != round(self.value, 6):
            found.append("数值太大，或小数超过 6 位")
        for key in _TEXTS:
            field = ReportedValue._meta.get_field(key)
            if len(getattr(self, key)) > (field.max_length or 0):
                found.append(f"{field.verbose_name}超过 {field.max_length} 字")
        return tuple(Finding("N380", Severity.ERROR, one, self.measure) for one in found)


class WriteValue(Action[ReportedValue]):
    """A value is reported, or reported anew.

    Args:
        context: who acts.
        unit: whose report it is.
        told: the value.
        version: of the row as shown; 0 for a new one.
    """

    kind, action = KIND, "填报"

    def __init__(self, context: Context, unit: Unit, told: Told, version: int) -> None:
        super().__init__(context)
        self.unit, self.told, self.version = unit, told, version
        self._row = self._same().first()

    def target(self) -> ReportedValue | None:
        """The row, when there is one."""
        return self._row

    def check(self) -> tuple[Finding, ...]:
        """It is whole, of the own unit, not accepted, and nobody changed it meanwhile."""
        if wrong := self.told.wrong():
            return wrong
        # Looked for again: somebody may have reported the same for the first time since this action was made.
        self._row = self._same().select_for_update(of=("self",)).select_related("unit").first()
        units = (self.unit, self._row.unit) if self._row is not None else (self.unit,)
        account = self.context.account
        if account is not None and reach(account.roles, self.kind, self.action) is not Reach.ALL:
            own = below(account.unit_id) if account.unit_id else frozenset()
            for unit in units:
                if unit.pk not in own:
                    return (Finding("N381", Severity.ERROR, f"{unit.name}的数不归您填报", self.told.measure),)
        return _newer(self._row, self.version) or self._is_settled()

    def _same(self) -> QuerySet[ReportedValue]:
        told = self.told
        return ReportedValue.objects.filter(measure=told.measure, subject_code=told.subject_code, period=told.period)

    def _is_settled(self) -> tuple[Finding, ...]:
        if self._row is None or self._row.status in (FILLED, RETURNED):
            return ()
        told = f"{self._row} 已经{'采信' if self._row.status == ACCEPTED else '审核'}，不能再改"
        return (Finding("N382", Severity.ERROR, told, self.told.measure, fix="先请统计人员退回"),)

    def execute(self) -> tuple[ReportedValue, Change]:
        """Store it; it waits to be reviewed."""
        row = self._row or ReportedValue(version=0, subject_code=self.told.subject_code, measure=self.told.measure)
        before = _stands(row) if row.pk else None
        for key in ("measure_name", "subject_name", "period", "value", "unit_text", "evidence", "note"):
            setattr(row, key, getattr(self.told, key))
        row.unit, row.status, row.reporter = self.unit, FILLED, self.context.name
        row.reported_on, row.changed_at = self.context.today, self.context.now
        row.reviewer = row.opinion = ""
        row.version += 1
        row.save()
        return row, Change(str(row), str(row.pk), before, _stands(row))


class DecideValue(Action[ReportedValue]):
    """A value is reviewed (审核), accepted (采信) or returned (退回).

    Args:
        context: who acts.
        row: the value.
        decision: one of the states.
        opinion: why; must be there to return it.
        version: of the row as shown.
    """

    kind = KIND

    def __init__(self, context: Context, row: ReportedValue, decision: str, opinion: str, version: int | None) -> None:
        super().__init__(context)
        self.row, self.decision, self.opinion, self.version = row, decision, opinion.strip(), version
        self.action = decision

    def target(self) -> ReportedValue:
        """The row."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """It waits for that, and somebody else reported it."""
        self.row = ReportedValue.objects.select_for_update().get(pk=self.row.pk)
        if newer := _newer(self.row, self.version):
            return newer
        place = str(self.row)
        if self.row.status not in _FROM[self.decision]:
            return (Finding("N383", Severity.ERROR, f"{self.row.status}的数不能{self.decision}", place),)
        if self.decision == RETURNED and not self.opinion:
            return (Finding("N384", Severity.ERROR, "退回要写意见", place, fix="写明哪里要改"),)
        account = self.context.account
        decides = account is None or reach(account.roles, KIND, ACCEPTED) is not Reach.NONE
        if self.row.status == ACCEPTED and not decides:
            return (Finding("N383", Severity.ERROR, "采信的数由统计人员退回", place),)
        if self.decision != RETURNED and not is_another(self.context.name, self.row.reporter):
            fix = "请另一个人办理"
            return (Finding("N385", Severity.ERROR, f"不能{self.decision}自己填报的数", place, fix=fix),)
        return ()

    def execute(self) -> tuple[ReportedValue, Change]:
        """Store it."""
        before = {"状态": self.row.status}
        self.row.status, self.row.reviewer, self.row.opinion = self.decision, self.context.name, self.opinion[:300]
        self.row.changed_at = self.context.now
        self.row.version += 1
        self.row.save()
        return self.row, Change(str(self.row), str(self.row.pk), before, {"状态": self.decision, "意见": self.opinion})


class HandOn(Action[list[Path]]):
    """What is accepted is written into the folder of returns (采信导出), a workbook a year, to be loaded with them."""

    kind, action = KIND, "采信导出"

    def check(self) -> tuple[Finding, ...]:
        """Something is accepted."""
        if ReportedValue.objects.filter(status=ACCEPTED).exists():
            return ()
        return (Finding("N386", Severity.ERROR, "还没有采信的数，没有导出", fix="先在列表里采信"),)

    def execute(self) -> tuple[list[Path], Change]:
        """Write the files."""
        years: dict[str, list[ReportedValue]] = {}
        for row in ReportedValue.objects.filter(status=ACCEPTED).order_by("period", "measure", "subject_code"):
            years.setdefault(row.period[:4], []).append(row)
        written = []
        for year, rows in years.items():
            folder: Path = settings.ENVIRONMENT.workspace / "data" / year
            make_folder(folder)
            path = folder / f"填报数据_{year}.xlsx"
            write_bytes(path, accepted_book(rows))
            written.append(path)
        told = {f"data/{one.parent.name}/{one.name}": len(years[one.parent.name]) for one in written}
        return written, Change("填报数据", "", None, told)


def accepted_book(rows: list[ReportedValue]) -> bytes:
    """Return values as the return 填报数据 has them."""
    lines: list[list[FormCell]] = [list(_HEADS)]
    lines += [
        [
            one.subject_code,
            one.subject_name,
            one.measure,
            one.period,
            one.value.normalize() + 0 if one.value is not None else None,
            one.unit_text,
            one.status,
            one.evidence,
            one.reporter,
            one.reported_on,
            one.note,
        ]
        for one in rows
    ]
    return write_form_book([FormSheet("填报数据", lines, widths=(14, 18, 30, 10, 14, 10, 10, 24, 10, 12, 24))])


def _newer(row: ReportedValue | None, version: int | None) -> tuple[Finding, ...]:
    held = row.version if row is not None else 0
    if version is None or held == version:
        return ()
    told = f"您打开以后，别人改过这个数（现在是 {row.value if row is not None else '空'}）"
    return (Finding("N379", Severity.ERROR, told, str(row or ""), fix="核对以后再提交；您写的还在本页上，没有保存"),)


def _stands(row: ReportedValue) -> dict[str, Any]:
    return {"数值": row.value, "计量单位": row.unit_text, "状态": row.status, "佐证材料": row.evidence}
