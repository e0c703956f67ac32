"""Taking a workbook of reports in (批量填报写入): each row an action of its own, at once or as a job.

Entries: :func:`take_in`, :class:`NoteBatch`, :class:`NoteValues`, :func:`for_units`; the kind of job :data:`JOB`.
Not here: the pages (:mod:`luoshi.web.reporting.batches`), the workbook (:mod:`luoshi.web.reporting.workbook`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.web import files
from luoshi.web.accounts.models import Account, Unit
from luoshi.web.action import Action, Change, Context, perform
from luoshi.web.jobs.running import Tell, job_kind
from luoshi.web.ledger.models import LEAD, EntryRow
from luoshi.web.policy import Reach, reach
from luoshi.web.reporting.actions import HandIn, HandInFor, SaveDraft
from luoshi.web.reporting.evidence_actions import AddEvidence
from luoshi.web.reporting.models import Batch
from luoshi.web.reporting.workbook import ReadReport, ReadReports, read_reports, refused_copy
from luoshi.web.scope import in_scope

JOB = "批量填报"
RIGHTS = {"填报": ("填报", "批量导入"), "填报数据": ("填报数据", "导入")}
"""Kind of a batch -> row of the table of permissions by which it comes in."""


class NoteBatch(Action[Batch]):
    """A workbook came in: what became of it is kept (批量填报)."""

    kind, action = RIGHTS["填报"]

    def __init__(self, context: Context, batch: Batch) -> None:
        super().__init__(context)
        self.batch = batch

    def execute(self) -> tuple[Batch, Change]:
        """Store it."""
        self.batch.account, self.batch.at = self.context.account, self.context.now
        self.batch.save()
        told = {"写入": self.batch.taken, "退回": self.batch.refused}
        return self.batch, Change(f"{self.batch.kind} {self.batch.name}", str(self.batch.pk), None, told)


class NoteValues(NoteBatch):
    """A workbook of reported values came in."""

    kind, action = RIGHTS["填报数据"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A unit's reply on paper that comes with a workbook."""

    content: bytes
    name: str


def take_in(context: Context, data: bytes, name: str, paper: Paper | None, tell: Tell) -> Batch:
    """Do what a workbook says, and note what became of it.

    Args:
        context: who brings it in.
        data, name: the workbook.
        paper: the unit's reply on paper, for whoever brings it in on a unit's behalf.
        tell: is told the progress.

    Raises:
        LuoshiError: as :func:`luoshi.web.reporting.workbook.read_reports`.
        NotAllowed: the account may bring no workbooks in.
    """
    account = context.account
    if account is None:
        raise ValueError("a workbook is brought in by somebody")
    read = read_reports(data, name)
    taken, reasons, unit = _taken(read, context, account, paper, tell)
    batch = Batch(
        kind="填报",
        name=name[:200],
        unit=unit or account.unit,
        period=read.rows[0].period if read.rows else "",
        taken=taken,
        refused=len(reasons),
    )
    if reasons:
        copy = refused_copy(data, read, reasons)
        batch.errors = files.keep(copy, f"错误说明_{name}", files.TABLES).digest
    perform(NoteBatch(context, batch))
    return batch


@job_kind(JOB)
def take_in_later(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Take in what was uploaded, as a job."""
    data = files.read(arguments["digest"], shelf=files.UPLOADS)
    paper = None
    if arguments["paper"]:
        paper = Paper(files.read(arguments["paper"]), arguments["paper_name"])
    batch = take_in(context, data, arguments["name"], paper, tell)
    files.drop(arguments["digest"])
    return {"told": told_of(batch), "batch": batch.pk}


def told_of(batch: Batch) -> str:
    """Return in words what became of a workbook."""
    if batch.refused:
        return f"写入 {batch.taken} 行，退回 {batch.refused} 行：下载错误说明，改好那几行再上传"
    return f"写入 {batch.taken} 行，没有退回的" if batch.taken else "表里没有填写任何一行，没有写入"


def _taken(
    read: ReadReports, context: Context, account: Account, paper: Paper | None, tell: Tell
) -> tuple[int, dict[int, tuple[str, ...]], Unit | None]:
    """Do what the rows say; return how many went in, row -> why it was refused, and the unit of the first."""
    is_for_units = for_units(account)
    rows = in_scope(EntryRow.objects.select_related("book"), account, *_right(on_behalf=is_for_units))
    known = {(one.book_id, one.key): one for one in rows.filter(key__in=[one.key for one in read.rows])}
    taken, unit = 0, None
    reasons: dict[int, tuple[str, ...]] = {}
    for at, one in enumerate(read.rows):
        tell(100 * at // len(read.rows), f"第 {at + 1} 行，共 {len(read.rows)} 行")
        row = known.get((one.book, one.key))
        if row is None and not one.faults:
            reasons[one.row_number] = ("编号：台账里没有这一条，或不归您填报",)
        if row is None or one.faults:
            reasons.setdefault(one.row_number, one.faults)
            continue
        unit = unit or _unit_of(row)
        findings = _put_in(row, one, context, on_behalf=is_for_units, paper=paper)
        wrong = tuple(_told(finding) for finding in findings if finding.severity is Severity.ERROR)
        if wrong:
            reasons[one.row_number] = wrong
        else:
            taken += 1
    return taken, reasons, unit


def _put_in(
    row: EntryRow, one: ReadReport, context: Context, *, on_behalf: bool, paper: Paper | None
) -> tuple[Finding, ...]:
    seen, draft = one.versions
    if not on_behalf and not one.submit:
        return perform(SaveDraft(context, row, one.period, one.said, draft)).findings
    if on_behalf and paper is not None:
        added = perform(AddEvidence(context, row, one.period, paper.content, paper.name, is_paper_reply=True))
        if not added.done:
            return added.findings
    kind: Any = HandInFor if on_behalf else HandIn
    return perform(kind(context, row, one.period, one.said, (seen, draft))).findings


def for_units(account: Account) -> bool:
    """Tell whether somebody brings workbooks in on behalf of others."""
    return reach(account.roles, "台账", "填报") is Reach.NONE


def _right(*, on_behalf: bool) -> tuple[str, str]:
    return ("填报", "代填") if on_behalf else ("台账", "填报")


def _unit_of(row: EntryRow) -> Unit | None:
    named = row.units.filter(role=LEAD).exclude(unit=None).select_related("unit").first()
    return named.unit if named is not None else None


def _told(finding: Finding) -> str:
    return f"{finding.message}。{finding.fix}" if finding.fix else finding.message
