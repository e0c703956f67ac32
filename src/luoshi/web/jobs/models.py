"""The table of long work (作业)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of long work: waiting, running with its progress, done or failed."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "等待"
        RUNNING = "进行中"
        DONE = "完成"
        FAILED = "失败"
        BROKEN = "中断"

    kind = models.CharField("种类", max_length=40, db_index=True)
    title = models.CharField("名称", max_length=200)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING, db_index=True)
    done = models.PositiveIntegerField("进度", default=0, help_text="0—100")
    told = models.CharField("进展", max_length=200, blank=True)
    result = models.JSONField("结果", default=dict)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="jobs")
    address = models.CharField("来源地址", max_length=64, blank=True)
    created_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = "作业"

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in (self.State.DONE, self.State.FAILED, self.State.BROKEN)

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """See :mod:`luoshi.web.scope`."""
        return Q(account__unit__in=units)
