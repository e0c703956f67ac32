"""Asking for a backup, telling of one that was made, taking one away (备份的动作).

Entries: :class:`AskBackup`, :class:`RecordBackup`, :class:`TakeBackup`. Not here: making it
(:mod:`luoshi.web.system.backup`).
"""

from __future__ import annotations

from luoshi.web.action import Action, Change, Context
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import enqueue
from luoshi.web.system.backup import Manifest
from luoshi.web.system.jobs import BACKUP

KIND = "备份"


class AskBackup(Action[Job]):
    """A backup is asked for; it is made as a job."""

    kind, action = KIND, "生成"

    def execute(self) -> tuple[Job, Change]:
        """Put the job into the queue."""
        job = enqueue(BACKUP, "备份", {}, self.context)
        return job, Change("提交备份", str(job.pk))


class RecordBackup(Action[None]):
    """A backup was made: its name and head go into the log."""

    kind, action = KIND, "生成"

    def __init__(self, context: Context, name: str, manifest: Manifest) -> None:
        super().__init__(context)
        self.name, self.manifest = name, manifest

    def execute(self) -> tuple[None, Change]:
        """Nothing besides the log."""
        rows = sum(self.manifest.tables.values())
        return None, Change(self.name, self.name, None, {"日志末尾": self.manifest.printed_head, "数据库行数": rows})


class TakeBackup(Action[None]):
    """A backup is downloaded: it holds everything, so it is logged who took it."""

    kind, action = KIND, "下载"

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context)
        self.name = name

    def execute(self) -> tuple[None, Change]:
        """Nothing besides the log."""
        return None, Change(self.name, self.name)
