"""Asking for alerts to be looked for anew (更新预警). Entry: :class:`Renew`. Not here: the work itself (``jobs``)."""

from __future__ import annotations

from luoshi.web.action import Action, Change
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import enqueue
from luoshi.web.statistics.actions import RENEWING


class Renew(Action[Job]):
    """The plans are held against the figures of now; asked for once while one waits already."""

    kind, action = "预警", "更新"

    def execute(self) -> tuple[Job, Change]:
        """Put it into the queue."""
        job = Job.objects.filter(kind=RENEWING, state=Job.State.WAITING).first()
        return job or enqueue(RENEWING, "更新预警", {}, self.context), Change("更新预警")
