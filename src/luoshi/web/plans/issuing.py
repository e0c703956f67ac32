"""Versions of plans as wholes (版本的动作): handed in, compiled, revised, proposed, issued or refused.

Entries: the classes. Issuing writes ``plans/<name>-v<N>.plan.yaml`` into the workspace, whole or not at all, and
registers its SHA-256; from then on the version and its file are never changed. Somebody else approves than proposed.
Not here: items (:mod:`luoshi.web.plans.actions`), the files (:mod:`luoshi.web.plans.issued`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.base.findings import Finding, Severity
from luoshi.web.action import Action, Change, Context
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import enqueue
from luoshi.web.plans.issued import against_writing, file_name, write_issued
from luoshi.web.plans.models import ItemStatus, PlanDoc, PlanState, PlanVersion, VersionKind
from luoshi.web.plans.on_version import KIND, OnVersion
from luoshi.web.plans.store import NewVersion, add_version, held_version, plan_of

COMPILE, REVIEW = "编译规划", "审校规划"
_NAME = 120


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was kept, and what it is to become.

    Attributes:
        digest, name: of the file.
        doc: the plan whose new version it is; None for a new plan.
        title, level, region: of a new plan.
        note, effective: of a revision: why, and from when it is to hold.
    """

    digest: str
    name: str
    doc: PlanDoc | None = None
    title: str = ""
    level: str = ""
    region: str = ""
    note: str = ""
    effective: date | None = None


class UploadPlan(Action[PlanDoc]):
    """A document is handed in and put into the queue to be compiled (上传)."""

    kind, action = KIND, "上传"

    def __init__(self, context: Context, upload: Upload) -> None:
        super().__init__(context)
        self.upload = upload

    def target(self) -> PlanDoc | None:
        """The plan, when it is a new version of one."""
        return self.upload.doc

    def check(self) -> tuple[Finding, ...]:
        """A new plan has a name of its own; a new version does not come while another waits."""
        given = self.upload
        if given.doc is None:
            if not given.title.strip():
                return (Finding("N400", Severity.ERROR, "没有写规划的名称", where="title"),)
            if len(given.title) > _NAME:
                return (Finding("N400", Severity.ERROR, f"名称最多 {_NAME} 字", where="title"),)
            if PlanDoc.objects.filter(name=given.title.strip()).exists():
                fix = "换一个名称；要传这份规划的新稿，到它的页面上传"
                told = f"已经有一份规划叫“{given.title.strip()}”"
                return (Finding("N402", Severity.ERROR, told, where="title", fix=fix),)
            return ()
        last = _latest(given.doc)
        if given.doc.job is not None and not given.doc.job.is_over:
            return (Finding("N419", Severity.ERROR, "这份规划正在编译", fix="等它编译完，再传新稿"),)
        return _may_follow(last, given.note, given.effective, given.digest)

    def execute(self) -> tuple[PlanDoc, Change]:
        """Make the plan if it is new; put the work into the queue."""
        given, account = self.upload, self.context.account
        doc = given.doc or PlanDoc.objects.create(
            name=given.title.strip(),
            level=given.level,
            region=given.region.strip()[:60],
            unit=account.unit if account is not None else None,
            uploaded_by=self.context.name,
            uploaded_at=self.context.now,
        )
        arguments = {
            "doc": doc.pk,
            "digest": given.digest,
            "name": given.name,
            "note": given.note.strip(),
            "effective": given.effective.isoformat() if given.effective is not None else "",
        }
        doc.job = enqueue(COMPILE, f"编译 {doc.name}", arguments, self.context)
        doc.save(update_fields=["job"])
        return doc, Change(doc.name, str(doc.pk), None, {"文件": given.name, "SHA-256": given.digest})


class Recompile(Action[Job]):
    """Compiling that was broken off or failed is put into the queue again (重新编译)."""

    kind, action = KIND, "编译"

    def __init__(self, context: Context, doc: PlanDoc) -> None:
        super().__init__(context)
        self.doc = doc

    def target(self) -> PlanDoc:
        """The plan."""
        return self.doc

    def check(self) -> tuple[Finding, ...]:
        """There is something that came to nothing."""
        job = self.doc.job
        if job is None or job.state not in (Job.State.FAILED, Job.State.BROKEN):
            return (Finding("N413", Severity.ERROR, "没有失败或中断的编译", fix="等它做完；要换文件时上传新稿"),)
        return ()

    def execute(self) -> tuple[Job, Change]:
        """Put it into the queue."""
        before = self.doc.job
        if before is None:
            raise RuntimeError("an action is checked before it is done")
        job = enqueue(before.kind, before.title, before.arguments, self.context)
        self.doc.job = job
        self.doc.save(update_fields=["job"])
        return job, Change(self.doc.name, str(self.doc.pk))


class AddVersion(Action[PlanVersion]):
    """What was compiled becomes a version (编译完成); done by the job."""

    kind, action = KIND, "编译"

    def __init__(self, context: Context, new: NewVersion) -> None:
        super().__init__(context)
        self.new = new

    def target(self) -> PlanDoc:
        """The plan."""
        return self.new.doc

    def check(self) -> tuple[Finding, ...]:
        """Nobody changed the version on which it rests while it was compiled."""
        # The version before the plan, as those who change versions hold them. A change that is just being made to it
        # is waited for, and seen: it would not stand in the new version.
        list(self.new.doc.versions.filter(is_latest=True).select_for_update(of=("self",)).values_list("pk"))
        PlanDoc.objects.select_for_update(of=("self",)).get(pk=self.new.doc.pk)
        last, base = _latest(self.new.doc), self.new.base
        rests_on = (base.pk, base.changes, base.state) if base is not None else None
        if (None if last is None else (last.pk, last.changes, last.state)) == rests_on:
            return ()
        told = "编译期间，有人改过这份规划的上一版，没有存成新的版本"
        return (Finding("N419", Severity.ERROR, told, fix="再编译一次，改过的会带进来"),)

    def execute(self) -> tuple[PlanVersion, Change]:
        """Store it."""
        facts = self.new.plan.document
        doc = self.new.doc
        if not doc.region and facts.region:
            doc.region = facts.region[:60]
        if not doc.level and facts.level:
            doc.level = facts.level[:4]
        doc.save(update_fields=["region", "level"])
        version = add_version(self.new, self.context.name, self.context.now)
        after = {
            "版本": version.number,
            "种类": version.kind,
            "条目": version.items.count(),
            "原文": version.source.name,
        }
        return version, Change(str(version), str(version.pk), None, after)


class Revise(Action[PlanVersion]):
    """A mid-term revision begins from an issued version with the same text (中期调整)."""

    kind, action = KIND, "中期调整"

    def __init__(self, context: Context, version: PlanVersion, reason: str, effective: date | None) -> None:
        super().__init__(context)
        self.version, self.reason, self.effective = version, reason.strip(), effective

    def target(self) -> PlanVersion:
        """The issued version."""
        return self.version

    def check(self) -> tuple[Finding, ...]:
        """It is the latest and was issued; there are a reason and a date."""
        self.version, _ = held_version(self.version.pk, editable=False)
        if self.version.state != PlanState.ISSUED:
            told, fix = f"{self.version}还没有印发", "没有印发的直接改，不用提中期调整"
            return (Finding("N413", Severity.ERROR, told, fix=fix),)
        return _may_follow(self.version, self.reason, self.effective, "")

    def execute(self) -> tuple[PlanVersion, Change]:
        """Make the new version, with all that stands in the old one."""
        old = self.version
        new = NewVersion(
            old.doc, old.source, plan_of(old), old.review, VersionKind.REVISION, old, self.reason, self.effective
        )
        version = add_version(new, self.context.name, self.context.now)
        after = {"理由": self.reason, "生效日期": str(self.effective)}
        return version, Change(str(version), str(version.pk), {"版本": old.number}, after)


class ReviewAgain(OnVersion):
    """The review is to be done again, for items that were changed since (重新审校)."""

    action = "审校"

    def check(self) -> tuple[Finding, ...]:
        """It is a draft."""
        return self.hold()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Put it into the queue."""
        job = enqueue(REVIEW, f"审校 {self.version}", {"version": self.version.pk}, self.context)
        doc = self.version.doc
        doc.job = job
        doc.save(update_fields=["job"])
        return self.version, Change(str(self.version), str(self.version.pk))


class Propose(OnVersion):
    """A draft is handed to the leader to be issued (提交印发)."""

    action = "提交印发"

    def __init__(self, context: Context, version: PlanVersion, note: str, effective: date | None) -> None:
        super().__init__(context, version)
        self.note, self.effective = note.strip(), effective

    def check(self) -> tuple[Finding, ...]:
        """It is a draft; it is told from when it holds; what was not looked at yet is only told."""
        if wrong := self.hold():
            return wrong
        found: list[Finding] = []
        if self.effective is None:
            found.append(Finding("N414", Severity.ERROR, "没有写生效日期", where="effective"))
        if self.version.kind == VersionKind.REVISION and not self.note:
            found.append(Finding("N414", Severity.ERROR, "中期调整要写理由", where="note"))
        waiting = self.version.items.filter(status=ItemStatus.COMPILED).count()
        if waiting:
            told = f"还有 {waiting} 项没有核对，按机器编译的结果印发"
            found.append(Finding("N411", Severity.WARNING, told, fix="要核对时，先撤回提交"))
        return tuple(found)

    def execute(self) -> tuple[PlanVersion, Change]:
        """Hand it over."""
        version, before = self.version, self.version.state
        version.state, version.note, version.effective = PlanState.PROPOSED, self.note, self.effective
        version.proposed_by, version.proposed_at = self.context.account, self.context.now
        version.opinion, version.decided_by, version.decided_at = "", None, None
        version.save()
        after = {"状态": version.state, "生效日期": str(self.effective), "说明": self.note}
        return version, Change(str(version), str(version.pk), {"状态": before}, after)


class _OnProposed(OnVersion):
    """An action on a version that waits to be approved."""

    def check(self) -> tuple[Finding, ...]:
        """It waits."""
        self.version, _ = held_version(self.version.pk, editable=False)
        if self.version.state != PlanState.PROPOSED:
            told = f"{self.version}现在是“{self.version.state}”，不在等待批准"
            return (Finding("N413", Severity.ERROR, told, fix="刷新以后再看"),)
        return self.against()

    def against(self) -> tuple[Finding, ...]:
        """Return what stands against it besides."""
        return ()

    def not_by_oneself(self) -> tuple[Finding, ...]:
        """Return that whoever proposed it cannot decide on it."""
        account = self.context.account
        if account is not None and self.version.proposed_by_id == account.pk:
            return (Finding("N412", Severity.ERROR, "提交的人不能自己批准", fix="请另一位有批准权的人办"),)
        return ()

    def decided(self, state: str, opinion: str) -> Change:
        """Store a decision; return it for the log."""
        version = self.version
        version.state, version.opinion = state, opinion
        version.decided_by, version.decided_at = self.context.account, self.context.now
        version.save()
        after = {"状态": str(state), "意见": opinion}
        if version.file_name:
            after |= {"文件": version.file_name, "SHA-256": version.sha256}
        return Change(str(version), str(version.pk), {"状态": str(PlanState.PROPOSED)}, after)


class Withdraw(_OnProposed):
    """The planner takes a proposal back (撤回提交)."""

    action = "撤回提交"

    def execute(self) -> tuple[PlanVersion, Change]:
        """Make it a draft again."""
        version = self.version
        version.state, version.proposed_by, version.proposed_at = PlanState.DRAFT, None, None
        version.save()
        before = {"状态": str(PlanState.PROPOSED)}
        return version, Change(str(version), str(version.pk), before, {"状态": str(PlanState.DRAFT)})


class Issue(_OnProposed):
    """The leader approves a version: its file is written and registered (批准印发)."""

    action = "批准印发"

    def __init__(self, context: Context, version: PlanVersion, opinion: str = "") -> None:
        super().__init__(context, version)
        self.opinion = opinion.strip()

    def against(self) -> tuple[Finding, ...]:
        """Somebody else proposed it; no other file stands where it is to be written."""
        return self.not_by_oneself() or against_writing(self.version)

    def execute(self) -> tuple[PlanVersion, Change]:
        """Write the file, register its hash."""
        self.version.file_name = file_name(self.version)
        self.version.sha256 = write_issued(self.version)
        return self.version, self.decided(PlanState.ISSUED, self.opinion)


class Refuse(_OnProposed):
    """The leader does not approve (不同意印发)."""

    action = "不同意印发"

    def __init__(self, context: Context, version: PlanVersion, opinion: str) -> None:
        super().__init__(context, version)
        self.opinion = opinion.strip()

    def against(self) -> tuple[Finding, ...]:
        """It says why."""
        if not self.opinion:
            return (Finding("N414", Severity.ERROR, "不同意要写意见", where="opinion", fix="写清要改什么"),)
        return self.not_by_oneself()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Give it back to be changed."""
        return self.version, self.decided(PlanState.REFUSED, self.opinion)


def _latest(doc: PlanDoc) -> PlanVersion | None:
    return doc.versions.filter(is_latest=True).select_related("doc", "source").first()


def _may_follow(last: PlanVersion | None, note: str, effective: date | None, digest: str) -> tuple[Finding, ...]:
    """Return what stands against a new version after ``last``."""
    if last is None:
        return ()
    if not last.is_latest:
        return (Finding("N419", Severity.ERROR, f"{last}之后已经有了新的版本", fix="从最新的版本开始"),)
    if last.state == PlanState.PROPOSED:
        return (Finding("N419", Severity.ERROR, f"{last}正在等待批准", fix="批准或撤回以后再做新的版本"),)
    if digest and last.source.digest == digest:
        return (Finding("N403", Severity.ERROR, f"这份文件和{last}的原文一模一样", fix="核对是不是拿错了文件"),)
    if last.state != PlanState.ISSUED:
        return ()
    found = []
    if not note.strip():
        found.append(
            Finding("N414", Severity.ERROR, "没有写调整的理由", where="note", fix="写清为什么调整、依据什么文件")
        )
    if effective is None:
        found.append(Finding("N414", Severity.ERROR, "没有写生效日期", where="effective"))
    elif last.effective is not None and effective <= last.effective:
        told = f"生效日期应晚于{last}的生效日期 {last.effective:%Y-%m-%d}"
        found.append(Finding("N414", Severity.ERROR, told, where="effective"))
    return tuple(found)
