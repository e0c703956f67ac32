"""Tables of reporting: drafts, evidence, reported values, workbooks that came in.

A report itself stands in the document of its entry (:mod:`luoshi.web.ledger.models`); what is not handed in yet, and
the papers that prove it, stand here.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.sheets.cells import plain_number
from luoshi.web.ledger.models import EntryRow

FILLED, REVIEWED, ACCEPTED, RETURNED = "填报", "审核", "采信", "退回"
"""States of a reported value; ``luoshi monitor`` takes what is 采信."""
_LOOKING = ("查看", "导出", "下载")


class Draft(models.Model):
    """What somebody began to report of an entry for a period (草稿): one for all people of the unit."""

    entry = models.ForeignKey(EntryRow, models.CASCADE, related_name="drafts", verbose_name="台账条目")
    period = models.CharField("期", max_length=8, db_index=True)
    content = models.JSONField("内容", default=dict)
    version = models.PositiveIntegerField("版本")
    author = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+", verbose_name="谁存的")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        ordering = ("entry_id", "period")
        verbose_name = "填报草稿"
        constraints = [models.UniqueConstraint(fields=["entry", "period"], name="one_draft_a_period")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.period}"

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """As the entry's."""
        return Q(entry__in=EntryRow.objects.filter(EntryRow.within(units, action)))


class Attachment(models.Model):
    """A paper that proves a report (佐证材料); its content is kept by its hash (:mod:`luoshi.web.files`)."""

    entry = models.ForeignKey(EntryRow, models.PROTECT, related_name="attachments", verbose_name="台账条目")
    period = models.CharField("期", max_length=8, db_index=True)
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField("校验码", max_length=64)
    size = models.PositiveIntegerField("大小")
    kind = models.CharField("种类", max_length=8)
    is_paper_reply = models.BooleanField("单位纸质回复", default=False)
    uploaded_by = models.CharField("上传人", max_length=64)
    at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ("entry_id", "period", "pk")
        verbose_name = "佐证材料"
        constraints = [models.UniqueConstraint(fields=["entry", "period", "digest"], name="one_paper_a_period")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """As the entry's; to fetch one is to look at it."""
        looking = "查看" if action in _LOOKING else action
        return Q(entry__in=EntryRow.objects.filter(EntryRow.within(units, looking)))


class ReportedValue(models.Model):
    """The value of an indicator or a target that no return holds, as a unit reports it (填报数据)."""

    measure = models.CharField("指标或目标", max_length=120, db_index=True)
    measure_name = models.CharField("名称", max_length=200, blank=True)
    subject_code = models.CharField("对象代码", max_length=40)
    subject_name = models.CharField("对象", max_length=100)
    period = models.CharField("期", max_length=12, db_index=True)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True)
    unit_text = models.CharField("计量单位", max_length=20, blank=True)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="填报单位")
    status = models.CharField("状态", max_length=4, default=FILLED, db_index=True)
    evidence = models.CharField("佐证材料", max_length=300, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    reporter = models.CharField("填报人", max_length=64, blank=True)
    reported_on = models.DateField("填报日期", null=True)
    reviewer = models.CharField("审核人", max_length=64, blank=True)
    opinion = models.CharField("审核意见", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    changed_at = models.DateTimeField("最后修改")

    class Meta:
        ordering = ("-period", "measure", "subject_code")
        verbose_name = "填报数据"
        constraints = [
            models.UniqueConstraint(fields=["measure", "subject_code", "period"], name="one_value_a_subject_and_period")
        ]

    def __str__(self) -> str:
        return f"{self.measure_name or self.measure} {self.subject_name} {self.period}"

    @property
    def shown(self) -> str:
        """The number as it is written."""
        return plain_number(self.value) if self.value is not None else ""

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """Those that the units report."""
        return Q(unit__in=units)


class Batch(models.Model):
    """A workbook of reports that came in (批量填报), and the copy that says what was refused."""

    kind = models.CharField("种类", max_length=8)
    name = models.CharField("文件名", max_length=200)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    period = models.CharField("期", max_length=12, blank=True)
    taken = models.PositiveIntegerField("写入")
    refused = models.PositiveIntegerField("退回")
    errors = models.CharField("错误说明的校验码", max_length=64, blank=True)
    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", verbose_name="谁导入的"
    )
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("-pk",)
        verbose_name = "批量填报"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """Those of the units."""
        return Q(unit__in=units)
