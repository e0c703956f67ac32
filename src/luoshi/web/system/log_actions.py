"""What is done with the log itself, and logged: taken out, verified; and jobs handed in again (日志、作业的动作).

Entries: :class:`ExportLog`, :class:`CheckChain`, :class:`RetryJob`.
Not here: the chain (:mod:`luoshi.web.audit.chain`).
"""

from __future__ import annotations

from luoshi.base.findings import Finding, Severity
from luoshi.web.action import Action, Change, Context
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import enqueue
from luoshi.web.system.jobs import VERIFY

MOST_ROWS = 10_000


class ExportLog(Action[None]):
    """Entries of the log are taken out as a file."""

    kind, action = "操作日志", "导出"

    def __init__(self, context: Context, asked: dict[str, str], count: int) -> None:
        super().__init__(context)
        self.asked, self.count = asked, count

    def check(self) -> tuple[Finding, ...]:
        """It is not too much at once."""
        if self.count > MOST_ROWS:
            told = f"有 {self.count} 条，一次最多导出 {MOST_ROWS} 条"
            return (Finding("N120", Severity.ERROR, told, where="查询条件", fix="用起止日期分几次导出"),)
        return ()

    def execute(self) -> tuple[None, Change]:
        """Nothing besides the log."""
        return None, Change("操作日志", "", None, {"查询条件": self.asked, "条数": self.count})


class CheckChain(Action[Job]):
    """The chain of the log is verified, as a job."""

    kind, action = "操作日志", "校验"

    def execute(self) -> tuple[Job, Change]:
        """Put the job into the queue."""
        job = enqueue(VERIFY, "校验操作日志", {}, self.context)
        return job, Change("操作日志", str(job.pk))


class RetryJob(Action[Job]):
    """A job that failed or was broken off is handed in again, for the one who asked for it first."""

    kind, action = "作业", "重新提交"

    def __init__(self, context: Context, job: Job) -> None:
        super().__init__(context)
        self.job = job

    def target(self) -> Job:
        """The job."""
        return self.job

    def check(self) -> tuple[Finding, ...]:
        """It is over, was not done, and was not handed in again yet."""
        self.job = Job.objects.select_for_update(of=("self",)).get(pk=self.job.pk)
        again = self.job.result.get("again")
        if self.job.state in (Job.State.FAILED, Job.State.BROKEN) and not again:
            return ()
        told = f"已经重新提交过，是第 {again} 号作业" if again else f"这个作业是“{self.job.state}”，不能重新提交"
        return (Finding("N530", Severity.ERROR, told, where=self.job.title),)

    def execute(self) -> tuple[Job, Change]:
        """Put the same work into the queue."""
        asked = Context(self.job.account, self.job.address, self.context.now)
        again = enqueue(self.job.kind, self.job.title, self.job.arguments, asked)
        self.job.result = {**self.job.result, "again": again.pk}
        self.job.save(update_fields=["result"])
        return again, Change(self.job.title, str(again.pk), {"作业": self.job.pk}, {"作业": again.pk})
