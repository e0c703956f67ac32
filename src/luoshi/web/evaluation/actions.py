"""Changes of this part (定稿的动作): a freeze is asked for, registered, let be published.

Entries: :class:`AskFreeze`, :class:`RegisterFreeze`, :class:`ApproveFreeze`. The folder is written first, whole or not
at all, and registered by its digest in the transaction that logs it: a folder that was never registered, as when the
server was killed in between, is told and can be registered later. Whoever made a freeze does not let it be published.
Not here: what is made of freezes (:mod:`luoshi.web.evaluation.product_actions`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.evaluation.freeze import Frozen
from luoshi.model.evaluation.publication import Approval
from luoshi.web.action import Action, Change, Context
from luoshi.web.evaluation.models import FreezeRow
from luoshi.web.evaluation.standing import looked_at, the_workspace
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import enqueue
from luoshi.web.ledger.models import Book
from luoshi.web.plans.models import PlanState, PlanVersion
from luoshi.workspace.freeze_folder import check_name, read_approval, read_freeze

KIND = "定稿"
FREEZING = "做定稿"
"""The kind of long work."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be frozen; see :class:`luoshi.api.FreezeOrder`.

    Attributes:
        version: an issued version of a plan.
        book: the ledger in the database; None for none.
        corrects, reason: of a correction.
    """

    name: str
    kind: str
    year: int
    as_of: date
    version: PlanVersion
    book: Book | None = None
    corrects: str = ""
    reason: str = ""


class AskFreeze(Action[Job]):
    """A freeze is asked for; it is made as a job."""

    kind, action = KIND, "做定稿"

    def __init__(self, context: Context, wanted: Wanted) -> None:
        super().__init__(context)
        self.wanted = wanted

    def check(self) -> tuple[Finding, ...]:
        """Its name is free, its plan was issued and in force on the day, the day has come, a correction says why."""
        wanted, version = self.wanted, self.wanted.version
        found = [*against_name(wanted.name)]
        if wanted.as_of > self.context.today:
            fix = "改成今天或以前的日子"
            found.append(Finding("N553", Severity.ERROR, "看的那一天还没有到", "看哪一天", fix=fix))
        if wanted.year > wanted.as_of.year:
            told = f"{wanted.year} 年在 {wanted.as_of} 还没有到"
            found.append(Finding("N553", Severity.ERROR, told, "年份", fix="改年份，或改看哪一天"))
        if version.state != PlanState.ISSUED:
            found.append(Finding("N552", Severity.ERROR, f"{version}还没有印发", "规划", fix="选已印发的版本"))
        elif version.effective is not None and version.effective > wanted.as_of:
            told = f"{version}从 {version.effective} 起生效，在 {wanted.as_of} 还没有生效"
            found.append(Finding("N552", Severity.ERROR, told, "规划", fix="选那一天生效的版本"))
        if wanted.corrects and not wanted.reason.strip():
            found.append(
                Finding("N554", Severity.ERROR, "没有写更正的理由", "更正的理由", fix="写清哪里错了、为什么改")
            )
        return tuple(found)

    def execute(self) -> tuple[Job, Change]:
        """Put it into the queue."""
        wanted = self.wanted
        arguments = {
            "name": wanted.name,
            "kind": wanted.kind,
            "year": wanted.year,
            "as_of": wanted.as_of.isoformat(),
            "version": wanted.version.pk,
            "book": wanted.book.pk if wanted.book is not None else None,
            "corrects": wanted.corrects,
            "reason": wanted.reason.strip(),
        }
        job = enqueue(FREEZING, f"做定稿 {wanted.name}", arguments, self.context)
        return job, Change(f"要求做定稿 {wanted.name}", wanted.name, None, {**arguments, "规划": str(wanted.version)})


class RegisterFreeze(Action[FreezeRow]):
    """A freeze that lies in the workspace is registered by its digest (登记)."""

    kind, action = KIND, "做定稿"

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context)
        self.name = name
        self._frozen: Frozen | None = None

    def check(self) -> tuple[Finding, ...]:
        """It was not registered yet, and all its files are as its list says."""
        if FreezeRow.objects.filter(name=self.name).exists():
            return (Finding("N550", Severity.ERROR, f"定稿“{self.name}”已经登记过", self.name, fix="不用再登记"),)
        try:
            self._frozen = read_freeze(the_workspace(), self.name, with_before=False)
        except LuoshiError as error:
            return (Finding(error.code, Severity.ERROR, error.message, error.where, fix=error.hint),)
        return ()

    def execute(self) -> tuple[FreezeRow, Change]:
        """Write its name and digest down."""
        if self._frozen is None:
            raise RuntimeError("an action is checked before it is done")
        manifest = self._frozen.manifest
        row = FreezeRow.of(manifest)
        row.account, row.registered_at = self.context.account, self.context.now
        row.made_by = row.made_by or self.context.name
        row.areas, row.differences = list(self._frozen.areas.values()), len(self._frozen.differences)
        row.save()
        told = manifest.model_dump(mode="json", exclude={"files", "rules", "digest"}, exclude_defaults=True)
        return row, Change(row.name, row.name, None, {"SHA-256": row.digest, **told})


class ApproveFreeze(Action[FreezeRow]):
    """The leader lets a freeze be published (批准公开).

    Args:
        context: who.
        row: the freeze.
        shown: the digest that stood on the page.
        note: what is said of it.
    """

    kind, action = KIND, "批准公开"

    def __init__(self, context: Context, row: FreezeRow, shown: str, note: str = "") -> None:
        super().__init__(context)
        self.row, self.shown, self.note = row, shown, note.strip()

    def target(self) -> FreezeRow:
        """The freeze."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """It is the one that was shown, sound, made by somebody else, and the latest of its line."""
        self.row = FreezeRow.objects.select_for_update(of=("self",)).get(pk=self.row.pk)
        row = self.row
        if wrong := tuple(one for one in looked_at(row).findings if one.severity is Severity.ERROR):
            return wrong
        later = FreezeRow.objects.filter(corrects=row.name).first()
        if later is not None:
            told = f"“{row.name}”已经被“{later.name}”更正"
            return (Finding("N559", Severity.ERROR, told, fix=f"看过以后批准“{later.name}”"),)
        if self.shown != row.digest:
            fix = "重新打开这一页，看过再批准"
            return (Finding("E006", Severity.ERROR, "批准的不是这一份定稿：校验码不同", row.name, fix=fix),)
        if row.is_approved and _held_approval(row) is not None:
            told = f"{row.approved_by}已经批准公开“{row.name}”"
            return (Finding("N560", Severity.ERROR, told, fix="不用再批准"),)
        if self.is_by_the_maker():
            told = f"“{row.name}”是{self.context.name}做的，不能由同一个人批准公开"
            return (Finding("N557", Severity.ERROR, told, fix="请另一位有批准权的人批准"),)
        return ()

    def is_by_the_maker(self) -> bool:
        """Return whether whoever acts made the freeze, or registered it.

        Namesakes are told apart by their accounts; of a freeze that was made on the server there is only the name.
        """
        row, account = self.row, self.context.account
        has_only_name = row.account is None or row.account.name != row.made_by
        is_same = account is not None and row.account == account
        return is_same or (has_only_name and row.made_by == self.context.name)

    def execute(self) -> tuple[FreezeRow, Change]:
        """Write the file that the public site asks for, and the row."""
        from luoshi.api import approve_freeze

        row, context = self.row, self.context
        before = {"批准人": row.approved_by} if row.is_approved else None
        approval = approve_freeze(the_workspace(), row.name, context.name, context.today, self.note)
        row.approved_by, row.approver = approval.by[:64], context.account
        row.approved_at, row.approval_note = context.now, approval.note
        row.save()
        after: dict[str, Any] = {"批准人": approval.by, "日期": str(approval.on), "SHA-256": row.digest}
        return row, Change(row.name, row.name, before, after | ({"意见": approval.note} if approval.note else {}))


def against_name(name: str) -> tuple[Finding, ...]:
    """Return why no freeze can be asked for under a name."""
    try:
        check_name(name)
    except LuoshiError as error:
        return (Finding(error.code, Severity.ERROR, error.message, "名称", fix=error.hint),)
    waiting = Job.objects.filter(kind=FREEZING, state__in=(Job.State.WAITING, Job.State.RUNNING))
    if any(one.arguments.get("name") == name for one in waiting):
        return (Finding("N555", Severity.ERROR, f"“{name}”正在做", "名称", fix="等它做完"),)
    return against_folder(name)


def against_folder(name: str) -> tuple[Finding, ...]:
    """Return that there is a freeze of a name already, registered or not."""
    if FreezeRow.objects.filter(name=name).exists():
        fix = "定稿不改：数据更正了，打开那一份做“更正”；别的用途，换一个名称"
        return (Finding("N550", Severity.ERROR, f"已有“{name}”这份定稿", "名称", fix=fix),)
    if (the_workspace().freezes / name).exists():
        fix = "在“评估与公开”里登记它；来历不明的，请系统管理员移走，或换一个名称"
        return (Finding("N551", Severity.ERROR, f"freezes/ 里有一份没有登记的“{name}”", "名称", fix=fix),)
    return ()


def _held_approval(row: FreezeRow) -> Approval | None:
    """Return the approval in the folder when it is of the content that was registered."""
    try:
        approval = read_approval(the_workspace(), row.name)
    except LuoshiError:
        return None
    return approval if approval is not None and approval.digest == row.digest else None
