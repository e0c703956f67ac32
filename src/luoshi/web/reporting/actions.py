"""Changes of reporting (填报的动作): drafts, handing in, taking back, reviewing, on a unit's behalf, urging.

Entries: :class:`SaveDraft`, :class:`HandIn`, :class:`HandInFor`, :class:`TakeBack`, :class:`Review`, :class:`Urge`.
What a report must be stands in :mod:`luoshi.progress.reviewing`. Not here: evidence
(:mod:`luoshi.web.reporting.evidence_actions`), reported values (:mod:`luoshi.web.reporting.value_actions`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger_reports import PERIODS, is_period
from luoshi.model.ledger_words import Actor, State
from luoshi.progress.deeds import Deed
from luoshi.progress.reviewing import on_behalf
from luoshi.web.action import Action, Change, Context
from luoshi.web.ledger.actions import ActOnEntry
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.store import held_row
from luoshi.web.notices import tell
from luoshi.web.reporting.models import Attachment, Draft
from luoshi.web.reporting.selectors import lead_names

FIELDS = ("percent", "text", "problem", "next_step")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody writes into a report."""

    percent: Decimal | None = None
    text: str = ""
    problem: str = ""
    next_step: str = ""

    def stored(self) -> dict[str, str]:
        """Return it as a draft keeps it."""
        return {
            "percent": f"{self.percent:f}" if self.percent is not None else "",
            "text": self.text,
            "problem": self.problem,
            "next_step": self.next_step,
        }

    @classmethod
    def of(cls, stored: dict[str, str]) -> Said:
        """Return what a draft keeps."""
        percent = stored.get("percent", "")
        rest = {key: stored.get(key, "") for key in FIELDS[1:]}
        return cls(Decimal(percent) if percent else None, **rest)


def address_of(page: str, row: EntryRow, period: str) -> str:
    """Return the address of a page about a report."""
    return f"{reverse(f'reporting:{page}')}?{urlencode({'entry': row.pk, 'period': period})}"


class SaveDraft(Action[Draft]):
    """What was written is kept, to be handed in later (存草稿).

    Args:
        context: who acts.
        row: the entry.
        period: of the report.
        said: what was written.
        version: of the draft that was shown; 0 when there was none.
    """

    kind, action = "填报", "存草稿"

    def __init__(self, context: Context, row: EntryRow, period: str, said: Said, version: int) -> None:
        super().__init__(context)
        self.row, self.period, self.said, self.version = row, period, said, version
        self._held: Draft | None = None

    def target(self) -> EntryRow:
        """The entry."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """It is a period, the report does not lie with a reviewer, and nobody saved another draft meanwhile."""
        self.row, _ = held_row(self.row.pk, None)
        if not is_period(self.period):
            return (Finding("L209", Severity.ERROR, f"“{self.period}”不是填报的期", self.row.key, fix=PERIODS),)
        handed = [one for one in entry_of(self.row).reports if one.period == self.period]
        if handed and handed[-1].state is not State.RETURNED:
            told = "已经审核通过" if handed[-1].counts else "正在审核"
            return (Finding("L210", Severity.ERROR, f"{self.period} 的填报{told}，不能再改", self.row.key),)
        self._held, findings = held_draft(self.row, self.period, self.version)
        return findings

    def execute(self) -> tuple[Draft, Change]:
        """Store it."""
        draft = self._held or Draft(entry=self.row, period=self.period, version=_before_first(self.row))
        before = dict(draft.content)
        draft.content, draft.version = self.said.stored(), draft.version + 1
        draft.author, draft.saved_at = self.context.account, self.context.now
        draft.save()
        return draft, change_of(self.row, self.period, before, draft.content)


class HandIn(ActOnEntry):
    """A report is handed in (提交填报); the draft goes, the names of the evidence stand in the report.

    Args:
        context: who acts.
        row: the entry.
        period: of the report.
        said: what is reported.
        versions: of the row and of the draft as shown; None for whatever is there.
    """

    def __init__(
        self,
        context: Context,
        row: EntryRow,
        period: str,
        said: Said,
        versions: tuple[int | None, int | None],
    ) -> None:
        deed = Deed(
            "填报", "", Actor.REPORTER, context.today, period=period, percent=said.percent, note=said.text,
            problem=said.problem, next_step=said.next_step,
        )  # fmt: skip
        super().__init__(context, row, deed, versions[0])
        self.draft_version = versions[1]

    def check(self) -> tuple[Finding, ...]:
        """As for every deed; besides, nobody saved another draft meanwhile, and something is told."""
        self.row, _ = held_row(self.row.pk, None)  # before its papers are looked at: none comes or goes from now on
        papers = self.row.attachments.filter(period=self.deed.period)
        self.deed = replace(self.deed, evidence=tuple(papers.values_list("name", flat=True)))
        if found := super().check():
            return found
        if self.deed.percent is None and not self.deed.note.strip():
            fix = "至少写完成比例或完成情况"
            return (Finding("N371", Severity.ERROR, "填报是空的", self.row.key, fix=fix),)
        return held_draft(self.row, self.deed.period, self.draft_version)[1]

    def execute(self) -> tuple[EntryRow, Change]:
        """Store the report, take the draft away, tell who reviews."""
        row, change = super().execute()
        Draft.objects.filter(entry=row, period=self.deed.period).delete()
        unit = lead_names([row.pk]).get(row.pk, "")
        tell(f"有新的填报待审核（{self.deed.period}）", unit, address_of("report", row, self.deed.period), self.context)
        return row, change


class HandInFor(HandIn):
    """A report is copied from a unit's reply on paper (代填), which is kept as evidence."""

    kind = "填报"

    def __init__(
        self,
        context: Context,
        row: EntryRow,
        period: str,
        said: Said,
        versions: tuple[int | None, int | None],
    ) -> None:
        super().__init__(context, row, period, said, versions)
        unit = lead_names([row.pk]).get(row.pk, "单位")
        self.action = "代填"
        self.deed = replace(self.deed, by=on_behalf(context.name, unit), role=Actor.REPORTER)

    def check(self) -> tuple[Finding, ...]:
        """As for every report; besides, the unit's paper must be there."""
        if found := super().check():
            return found
        if not Attachment.objects.filter(entry=self.row, period=self.deed.period, is_paper_reply=True).exists():
            fix = "上传单位盖章的纸质回复（扫描件或照片），再提交"
            return (Finding("N372", Severity.ERROR, "替单位填报要有单位的纸质回复", self.row.key, fix=fix),)
        return ()


class TakeBack(ActOnEntry):
    """A report that waits is taken back, and becomes a draft again (撤回)."""

    def __init__(self, context: Context, row: EntryRow, period: str, version: int | None) -> None:
        super().__init__(context, row, Deed("填报撤回", "", Actor.REPORTER, context.today, period=period), version)

    def execute(self) -> tuple[EntryRow, Change]:
        """Take it back."""
        if self._before is None:
            raise RuntimeError("an action is checked before it is done")
        report = next(one for one in reversed(self._before.reports) if one.period == self.deed.period)
        row, change = super().execute()
        version = _before_first(row) + 1
        said = Said(report.percent, report.text, report.problem, report.next_step)
        Draft.objects.update_or_create(
            entry=row,
            period=report.period,
            defaults={
                "content": said.stored(),
                "version": version,
                "author": self.context.account,
                "saved_at": self.context.now,
            },
        )
        return row, change


class Review(ActOnEntry):
    """A report is accepted or returned (审核通过、退回).

    Args:
        context: who acts.
        row: the entry.
        period: of the report.
        accept: whether it is accepted.
        opinion: why; must be there to return it.
        version: row version that was shown.
    """

    def __init__(
        self, context: Context, row: EntryRow, period: str, *, accept: bool, opinion: str, version: int | None
    ) -> None:
        action = "填报审核通过" if accept else "填报退回"
        deed = Deed(action, "", Actor.UNIT_HEAD, context.today, period=period, note=opinion)
        super().__init__(context, row, deed, version)

    def execute(self) -> tuple[EntryRow, Change]:
        """Store it; tell the unit of what was returned."""
        row, change = super().execute()
        if self.deed.action == "填报退回":
            unit = lead_names([row.pk]).get(row.pk, "")
            tell(f"填报被退回（{self.deed.period}）", unit, address_of("write", row, self.deed.period), self.context)
        return row, change


class Urge(Action[int]):
    """Units are reminded of what they have not reported (催报): logged, and told to the outgoing hook.

    Args:
        context: who acts.
        units: name -> how many reports are missing.
        period: what they are missing for, in words.
    """

    kind, action = "填报", "催报"

    def __init__(self, context: Context, units: dict[str, int], period: str) -> None:
        super().__init__(context)
        self.units, self.period = units, period

    def check(self) -> tuple[Finding, ...]:
        """Somebody was chosen."""
        if self.units:
            return ()
        return (Finding("N373", Severity.ERROR, "没有选要催的单位", fix="在表里勾选还有未报的单位"),)

    def execute(self) -> tuple[int, Change]:
        """Put a notice for each into the queue."""
        for name, count in self.units.items():
            tell(f"还有 {count} 项没有填报（{self.period}）", name, reverse("reporting:index"), self.context)
        return len(self.units), Change(f"催报 {self.period}", self.period, None, dict(self.units))


def held_draft(row: EntryRow, period: str, version: int | None) -> tuple[Draft | None, tuple[Finding, ...]]:
    """Return the draft of a report held until the transaction ends, and that it is another than was shown."""
    draft = Draft.objects.select_for_update().filter(entry=row, period=period).first()
    held = draft.version if draft is not None else 0
    if version is None or held == version:
        return draft, ()
    if draft is None:
        told = "您打开以后，这一期的草稿已被提交或撤走"
    else:
        name = Draft.objects.filter(pk=draft.pk).values_list("author__name", flat=True).first() or "别人"
        told = f"您打开以后，{name} 在 {localtime(draft.saved_at):%m-%d %H:%M} 也存了这一期的草稿"
    fix = "您写的还在本页上，没有保存；把两份合成一份，再保存或提交"
    return draft, (Finding("N370", Severity.ERROR, told, row.key, fix=fix),)


def _before_first(row: EntryRow) -> int:
    """Return the version before that of a new draft: higher than those of drafts that were there before.

    Handing in and returning raise the version of the row; so a page opened before never fits a draft begun anew.
    """
    return row.version * 1000


def change_of(row: EntryRow, period: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
    """Return what is logged of a change to what belongs to a report."""
    return Change(f"{period} {row}", f"{row.book_id}/{row.key}", before, after)
