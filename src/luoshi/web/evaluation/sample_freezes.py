"""The freezes that ``luoshi demo`` makes before there is a database (示例的定稿), registered when it is served.

Entry: :func:`add_sample_freezes`. Of a sample workspace only: elsewhere a person registers a freeze that lies there,
and the leader approves it on the page.
Not here: the freezes themselves (``luoshi demo``), the sample city (:mod:`luoshi.web.samples`).
"""

from __future__ import annotations

from datetime import datetime

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.web.action import Action, Change, Context, perform
from luoshi.web.evaluation.actions import KIND, RegisterFreeze
from luoshi.web.evaluation.models import FreezeRow
from luoshi.web.evaluation.standing import the_workspace, unregistered
from luoshi.workspace.freeze_folder import read_approval, read_manifest

SAMPLE_MAKER = "演示"
"""Who made the sample's freezes, as they say themselves."""


class RecordSampleApproval(Action[FreezeRow]):
    """The approval that lies in a sample's freeze is written down (登记示例的批准)."""

    kind, action = KIND, "批准公开"

    def __init__(self, context: Context, row: FreezeRow) -> None:
        super().__init__(context)
        self.row = row

    def target(self) -> FreezeRow:
        """The freeze."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """The workspace is a sample, and nobody but the demonstration made the freeze."""
        if the_workspace().sample and self.row.made_by == SAMPLE_MAKER:
            return ()
        told = f"“{self.row.name}”不是示例的定稿，不能照文件夹里的批准文件登记"
        return (Finding("N558", Severity.ERROR, told, fix="由局领导在这一页批准"),)

    def execute(self) -> tuple[FreezeRow, Change]:
        """Write down who approved it, as the file says."""
        row, approval = self.row, read_approval(the_workspace(), self.row.name)
        if approval is None:
            raise RuntimeError("the approval was there when this was asked for")
        day = approval.on
        row.approved_by, row.approval_note = approval.by[:64], approval.note
        row.approved_at = self.context.now.replace(year=day.year, month=day.month, day=day.day)
        row.save()
        told = {"批准人": approval.by, "日期": str(day), "SHA-256": row.digest, "依据": "示例的批准文件"}
        return row, Change(row.name, row.name, None, told)


def add_sample_freezes(at: datetime) -> None:
    """Register the sample's freezes and their approvals, as done by 系统; what is registered already stays.

    A freeze that cannot be read, or that a person made, is left to the page, which tells of it.
    """
    if not the_workspace().sample:
        return
    context = Context(None, "", at)
    for name in unregistered():
        if _is_of_the_sample(name):
            perform(RegisterFreeze(context, name))
    for row in FreezeRow.objects.filter(made_by=SAMPLE_MAKER, approved_at=None).order_by("pk"):
        if _has_approval(row):
            perform(RecordSampleApproval(context, row))


def _is_of_the_sample(name: str) -> bool:
    try:
        return read_manifest(the_workspace(), name).made_by == SAMPLE_MAKER
    except LuoshiError:
        return False


def _has_approval(row: FreezeRow) -> bool:
    """Return whether the folder holds an approval of the very freeze that was registered."""
    try:
        approval = read_approval(the_workspace(), row.name)
    except LuoshiError:
        return False
    return approval is not None and approval.digest == row.digest
