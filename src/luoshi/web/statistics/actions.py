"""Changes of this part (统计的动作): returns handed in and what came of them, rollback.

Entries: :class:`HandIn`, :class:`HandInAgain`, :class:`Finish`, :class:`Settle`, :class:`RollBack`. Loading itself is
the loader's (:mod:`luoshi.api`), done by the queue (:mod:`luoshi.web.statistics.jobs`). Not here: alerts
(:mod:`luoshi.web.statistics.alert_actions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings

from luoshi.base.findings import Finding, Severity
from luoshi.model.statistics import Snapshot
from luoshi.model.tables import TimePoint
from luoshi.web.action import Action, Change, Context
from luoshi.web.files import Kept
from luoshi.web.jobs.running import enqueue
from luoshi.web.statistics.models import Batch
from luoshi.workspace.folder import open_workspace

KIND = "统计"
LOADING, RENEWING = "装入统计报表", "更新预警"
"""Kinds of long work."""
RETURNED = ".错误说明"
"""What the name of a returned copy has before its ending."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How returns are to be loaded; see :class:`luoshi.stats.loading.LoadOrder`."""

    year: int | None = None
    status: str = "正式"
    as_of: date | None = None
    only_check: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a batch: the columns of :class:`Batch` that tell it."""

    state: str
    told: str
    snapshot: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    findings: Sequence[Mapping[str, str]] = ()
    returned: Sequence[Mapping[str, str]] = ()
    explanation: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)


class HandIn(Action[Batch]):
    """Returns are handed in: stored, and put into the queue to be loaded."""

    kind, action = KIND, "装入"

    def __init__(self, context: Context, files: Sequence[tuple[str, Kept]], asked: Asked) -> None:
        super().__init__(context)
        self.files, self.asked = files, asked

    def check(self) -> tuple[Finding, ...]:
        """There is a file, and none twice."""
        if not self.files:
            return (Finding("N480", Severity.ERROR, "没有选择文件", fix="选一个或几个 xlsx、xls、csv 文件"),)
        seen: dict[str, str] = {}
        for name, kept in self.files:
            if kept.digest in seen:
                told = f"“{name}”和“{seen[kept.digest]}”内容一样"
                return (Finding("N481", Severity.ERROR, told, name, fix="去掉一个再上传"),)
            seen[kept.digest] = name
        return ()

    def execute(self) -> tuple[Batch, Change]:
        """Store it and ask for the work."""
        listed = [{"name": name, "digest": kept.digest, "size": kept.size} for name, kept in self.files]
        batch = Batch.objects.create(
            files=listed,
            year=self.asked.year,
            status=self.asked.status,
            as_of=self.asked.as_of,
            only_check=self.asked.only_check,
            note=self.asked.note,
            account=self.context.account,
            created_at=self.context.now,
        )
        _enqueue(batch, self.context)
        return batch, Change(str(batch), str(batch.pk), None, {"文件": listed, "年份": self.asked.year})


class HandInAgain(Action[Batch]):
    """The same files once more: after another table came in, or after the server stopped."""

    kind, action = KIND, "装入"

    def __init__(self, context: Context, batch: Batch) -> None:
        super().__init__(context)
        self.batch = batch

    def target(self) -> Batch:
        """The batch."""
        return self.batch

    def check(self) -> tuple[Finding, ...]:
        """It was not loaded, and nobody is at it."""
        self.batch = Batch.objects.select_for_update(of=("self",)).select_related("job").get(pk=self.batch.pk)
        if not self.batch.may_try_again:
            told = "正在核对，等它结束" if self.batch.is_running else "这一批已经装入了"
            return (Finding("N482", Severity.ERROR, told, str(self.batch)),)
        return ()

    def execute(self) -> tuple[Batch, Change]:
        """Put it into the queue again."""
        before = self.batch.state
        self.batch.state, self.batch.told, self.batch.only_check = Batch.State.WAITING, "", False
        self.batch.findings, self.batch.returned, self.batch.counts = [], [], {}
        _enqueue(self.batch, self.context)
        return self.batch, Change(str(self.batch), str(self.batch.pk), {"结果": before}, {"结果": "待核对"})


class Finish(Action[Batch]):
    """What came of a batch is written down; by the job, in the name of who handed it in."""

    kind, action = KIND, "装入"

    def __init__(self, context: Context, batch: Batch, came: Came) -> None:
        super().__init__(context)
        self.batch, self.came = batch, came

    def execute(self) -> tuple[Batch, Change]:
        """Write it down; what was returned to the same person before and is loaded now is settled."""
        batch, came = self.batch, self.came
        batch.state, batch.told, batch.snapshot = came.state, came.told[:300], came.snapshot
        batch.counts, batch.findings = dict(came.counts), [dict(one) for one in came.findings]
        batch.returned, batch.explanation = [dict(one) for one in came.returned], came.explanation
        batch.rows, batch.finished_at, batch.version = dict(came.rows), self.context.now, batch.version + 1
        batch.save()
        if came.state in (Batch.State.LOADED, Batch.State.SAME):
            self._settle()
        after = {"结果": str(came.state), "快照": came.snapshot, "说明": came.told, "问题": dict(came.counts)}
        return batch, Change(str(batch), str(batch.pk), None, after)

    def _settle(self) -> None:
        names = {plain_name(one["name"]) for one in self.batch.files}
        for other in Batch.objects.filter(state=Batch.State.REFUSED, is_settled=False, account=self.batch.account):
            if {plain_name(one["name"]) for one in other.returned} <= names:
                other.is_settled = True
                other.save(update_fields=["is_settled"])


class Settle(Action[Batch]):
    """A returned batch is no duty any more: it was sent back to the schools, or is not needed."""

    kind, action = KIND, "标为已处理"

    def __init__(self, context: Context, batch: Batch) -> None:
        super().__init__(context)
        self.batch = batch

    def target(self) -> Batch:
        """The batch."""
        return self.batch

    def check(self) -> tuple[Finding, ...]:
        """It was returned."""
        if self.batch.state not in (Batch.State.REFUSED, Batch.State.FAILED):
            return (Finding("N483", Severity.ERROR, "只有退回的、没能完成的可以标为已处理", str(self.batch)),)
        return ()

    def execute(self) -> tuple[Batch, Change]:
        """Mark it."""
        Batch.objects.filter(pk=self.batch.pk).update(is_settled=True)
        return self.batch, Change(str(self.batch), str(self.batch.pk), None, {"退回已处理": True})


class RollBack(Action[Snapshot]):
    """The state of an earlier snapshot is in force again, by a new snapshot (回退).

    Args:
        context: who acts.
        name: id of the snapshot to return to.
        reason: why.
        shown: id of the snapshot that was in force on the page.
    """

    kind, action = KIND, "回退"

    def __init__(self, context: Context, name: str, reason: str, shown: str) -> None:
        super().__init__(context)
        self.name, self.reason, self.shown = name, reason.strip(), shown

    def check(self) -> tuple[Finding, ...]:
        """There is a reason, and nobody loaded meanwhile."""
        from luoshi.web.statistics.figures import basis

        found = []
        if not self.reason:
            found.append(Finding("N484", Severity.ERROR, "没有写回退的理由", fix="写明为什么要回到以前的数据"))
        if basis().snapshot != self.shown:
            fix = "重新打开这一页，看过新的快照再决定"
            found.append(Finding("N301", Severity.ERROR, "您打开以后，别人装入或回退过", self.name, fix=fix))
        return tuple(found)

    def execute(self) -> tuple[Snapshot, Change]:
        """Roll back."""
        from luoshi.api import roll_back_statistics
        from luoshi.stats.loading import LoadOrder

        workspace = open_workspace(settings.ENVIRONMENT.workspace)
        order = LoadOrder((), TimePoint(), local_time(self.context.now), by=self.context.name, note=self.reason)
        snapshot = roll_back_statistics(workspace, self.name, order)
        enqueue(RENEWING, "按回退后的数据更新预警", {}, self.context)
        after = {"快照": snapshot.id, "回到": snapshot.restored, "理由": self.reason}
        return snapshot, Change(f"回退到 {self.name}", snapshot.id, {"快照": self.shown}, after)


def plain_name(name: str) -> str:
    """Return the name of a return without folder, ending and the mark of a returned copy."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return stem.removesuffix(RETURNED)


def local_time(moment: datetime) -> datetime:
    """Return a moment as the loader wants it: local, without time zone."""
    return moment.replace(tzinfo=None)


def _enqueue(batch: Batch, context: Context) -> None:
    arguments: dict[str, Any] = {"batch": batch.pk}
    batch.job = enqueue(LOADING, f"装入 {batch}", arguments, context)
    batch.save()
