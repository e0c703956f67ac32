"""Changes of evidence (佐证材料的动作): brought in, taken out while the report is not handed in, fetched.

Entries: :class:`AddEvidence`, :class:`RemoveEvidence`, :class:`FetchEvidence`. Not here: the reports
(:mod:`luoshi.web.reporting.actions`), the files (:mod:`luoshi.web.files`).
"""

from __future__ import annotations

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger_reports import PERIODS, is_period
from luoshi.model.ledger_words import State
from luoshi.web import files
from luoshi.web.action import Action, Change, Context
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.store import held_row
from luoshi.web.reporting.actions import change_of
from luoshi.web.reporting.models import Attachment


class AddEvidence(Action[Attachment]):
    """A paper is kept as evidence of a report (上传佐证材料).

    Args:
        context: who acts.
        row, period: of what.
        content, name: the file.
        is_paper_reply: a unit's reply on paper, brought in by somebody else.
    """

    kind = "佐证材料"

    def __init__(
        self, context: Context, row: EntryRow, period: str, content: bytes, name: str, *, is_paper_reply: bool = False
    ) -> None:
        super().__init__(context)
        self.action = "代上传" if is_paper_reply else "上传"
        self.row, self.period, self.content, self.name = row, period, content, name
        self.is_paper_reply = is_paper_reply

    def target(self) -> EntryRow:
        """The entry."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """The report is still to be handed in."""
        if not is_period(self.period):
            return (Finding("L209", Severity.ERROR, f"“{self.period}”不是填报的期", self.row.key, fix=PERIODS),)
        self.row, _ = held_row(self.row.pk, None)
        return _is_closed(self.row, self.period)

    def execute(self) -> tuple[Attachment, Change]:
        """Keep the content under its hash and the row that names it."""
        kept = files.keep(self.content, self.name, files.EVIDENCE)
        row, _ = Attachment.objects.get_or_create(
            entry=self.row,
            period=self.period,
            digest=kept.digest,
            defaults={
                "name": _file_name(self.name),
                "size": kept.size,
                "kind": kept.kind,
                "is_paper_reply": self.is_paper_reply,
                "uploaded_by": self.context.name,
                "at": self.context.now,
            },
        )
        if self.is_paper_reply and not row.is_paper_reply:
            row.is_paper_reply = True
            row.save(update_fields=["is_paper_reply"])
        return row, change_of(self.row, self.period, None, {"文件": row.name, "校验码": row.digest, "大小": row.size})


class RemoveEvidence(Action[None]):
    """A paper is taken out of a report that was not handed in yet (删除佐证材料)."""

    kind, action = "佐证材料", "删除"

    def __init__(self, context: Context, paper: Attachment) -> None:
        super().__init__(context)
        self.paper = paper

    def target(self) -> Attachment:
        """The paper."""
        return self.paper

    def check(self) -> tuple[Finding, ...]:
        """What was handed in stays as it was."""
        row, _ = held_row(self.paper.entry_id, None)
        return _is_closed(row, self.paper.period)

    def execute(self) -> tuple[None, Change]:
        """Take the row away; the file stays, other rows may name it."""
        told = {"文件": self.paper.name, "校验码": self.paper.digest}
        change = change_of(self.paper.entry, self.paper.period, told, None)
        self.paper.delete()
        return None, change


class FetchEvidence(Action[bytes]):
    """A paper is fetched (下载佐证材料): logged, as it may tell of people."""

    kind, action = "佐证材料", "查看"

    def __init__(self, context: Context, paper: Attachment) -> None:
        super().__init__(context)
        self.paper = paper

    def target(self) -> Attachment:
        """The paper."""
        return self.paper

    def execute(self) -> tuple[bytes, Change]:
        """Read it."""
        content = files.read(self.paper.digest)
        return content, change_of(self.paper.entry, self.paper.period, None, {"下载": self.paper.name})


def _is_closed(row: EntryRow, period: str) -> tuple[Finding, ...]:
    stands = row.reports.filter(period=period).values_list("state", flat=True).first()
    if stands is None or stands == State.RETURNED.value:
        return ()
    fix = "待审核的先撤回；已通过的请审核人退回"
    return (Finding("N374", Severity.ERROR, f"{period} 的填报已经提交，佐证材料不能再改", row.key, fix=fix),)


def _file_name(name: str) -> str:
    """Return the last part of a name as browsers send it, not too long, its ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip() or "未命名"
    return last if len(last) <= 200 else last[:150] + last[-40:]
