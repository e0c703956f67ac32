"""Tables of the log: its entries, and the head of the chain."""

from __future__ import annotations

from django.db import models


class LogEntry(models.Model):
    """One thing that was done (操作日志). Rows are never changed nor taken away: triggers of the database refuse it."""

    number = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    account = models.CharField("账号", max_length=64, blank=True, db_index=True)
    name = models.CharField("姓名", max_length=64, blank=True)
    roles = models.CharField("角色", max_length=200, blank=True)
    address = models.CharField("来源地址", max_length=64, blank=True)
    kind = models.CharField("对象", max_length=32, db_index=True)
    action = models.CharField("动作", max_length=32)
    object_id = models.CharField("对象编号", max_length=120, blank=True, db_index=True)
    label = models.CharField("对象名称", max_length=300, blank=True)
    before = models.TextField("原来", blank=True)
    after = models.TextField("现在", blank=True)
    result = models.CharField("结果", max_length=16)
    previous = models.CharField("上一条的校验码", max_length=64)
    hash = models.CharField("校验码", max_length=64, unique=True)

    class Meta:
        ordering = ("-number",)
        verbose_name = "操作日志"

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.action}"


class ChainHead(models.Model):
    """The last entry of the chain; whoever appends holds this row."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
