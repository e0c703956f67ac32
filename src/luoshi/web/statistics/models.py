"""Tables of the part: batches of returns that were handed in, and an index of the alerts.

The figures are in the snapshots and the alerts in ``alerts.yaml`` of the workspace; here stands who handed in what and
what became of it, and columns by which alerts are asked for (made anew from the file, see
:mod:`luoshi.web.statistics.alert_index`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.web.jobs.models import Job


class Batch(models.Model):
    """Returns that were handed in together (一批报表): loaded all of them, or none."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "待核对"
        LOADED = "已装入"
        SAME = "没有变化"
        CHECKED = "核对通过"
        REFUSED = "已退回"
        FAILED = "没能完成"

    files = models.JSONField("文件", default=list, help_text="name, digest, size")
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    status = models.CharField("数据状态", max_length=4, default="正式")
    as_of = models.DateField("时点", null=True, blank=True)
    only_check = models.BooleanField("只核对", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("结果", max_length=8, choices=State.choices, default=State.WAITING, db_index=True)
    told = models.CharField("结果说明", max_length=300, blank=True)
    counts = models.JSONField("各级问题数", default=dict)
    findings = models.JSONField("问题", default=list)
    returned = models.JSONField("退回的文件", default=list, help_text="name, digest")
    explanation = models.CharField("情况说明", max_length=64, blank=True)
    rows = models.JSONField("各表行数", default=dict)
    snapshot = models.CharField("快照", max_length=12, blank=True)
    is_settled = models.BooleanField("退回已处理", default=False)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+", verbose_name="上传人")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField("行版本", default=1)
    created_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("核对完的时间", null=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = "一批报表"

    def __str__(self) -> str:
        first = self.files[0]["name"] if self.files else ""
        return first if len(self.files) == 1 else f"{first} 等 {len(self.files)} 个文件"

    @property
    def is_running(self) -> bool:
        """Whether it is still to be checked, or being checked."""
        return self.state == self.State.WAITING and self.job is not None and not self.job.is_over

    @property
    def may_try_again(self) -> bool:
        """Whether the same files may be handed in again: they were not loaded, and nobody is at it."""
        return not self.is_running and self.state not in (self.State.LOADED, self.State.SAME)

    @property
    def light(self) -> str:
        """The colour beside its state."""
        return _LIGHTS.get(self.state, "")

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """What people of these units handed in."""
        return Q(account__unit__in=units)


_LIGHTS = {"已装入": "绿", "没有变化": "绿", "核对通过": "绿", "已退回": "红", "没能完成": "黄", "待核对": "蓝"}


class AlertRow(models.Model):
    """An alert of ``alerts.yaml``, for lists and for asking who may see it."""

    key = models.CharField("编号", max_length=40, unique=True)
    content = models.JSONField("内容")
    version = models.PositiveIntegerField("行版本", default=1)
    place = models.PositiveIntegerField(default=0)
    kind = models.CharField("种类", max_length=8, db_index=True)
    severity = models.CharField("程度", max_length=8)
    what = models.TextField("内容")
    where = models.CharField("哪里", max_length=200, blank=True)
    owner = models.CharField("责任单位", max_length=200, blank=True)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    opened = models.DateField("起于")
    closed = models.DateField("关闭于", null=True, db_index=True)
    is_answered = models.BooleanField("已答复", default=False)

    class Meta:
        ordering = ("place", "pk")
        verbose_name = "预警"

    def __str__(self) -> str:
        return f"{self.key} {self.what[:60]}"

    @property
    def light(self) -> str:
        """The colour of how grave it is."""
        return {"error": "红", "warning": "黄"}.get(self.severity, "蓝")

    @property
    def severity_word(self) -> str:
        """How grave it is, in a word."""
        return {"error": "严重", "warning": "一般"}.get(self.severity, "提示")

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.closed is not None:
            return "已关闭"
        return "已答复" if self.is_answered else "待答复"

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """Those that these units are to answer."""
        return Q(unit__in=units)
