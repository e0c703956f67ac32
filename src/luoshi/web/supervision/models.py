"""Tables of task supervision: a case is one JSON document (:class:`luoshi.model.supervision.Case`) with a row version,
and thin columns by which lists are asked for, made from it whenever it is stored (:mod:`luoshi.web.supervision.store`).
What was sent is kept as it was: papers are never changed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

UNIT_TURN = "责任单位"
"""Whose turn it is while the supervised unit is to answer; otherwise the roles that are to act."""


class CaseCounter(models.Model):
    """How many cases a year has had: numbers are given once, also when two people open cases at the same moment."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    last = models.PositiveIntegerField("最后一个编号", default=0)

    def __str__(self) -> str:
        return f"{self.year}：{self.last}"


class CaseRow(models.Model):
    """A case of supervision (督查件)."""

    key = models.CharField("编号", max_length=40, unique=True)
    procedure = models.CharField("程序", max_length=60)
    title = models.TextField("事项")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="责任单位")
    entry = models.ForeignKey(
        "ledger.EntryRow", models.PROTECT, null=True, related_name="cases", verbose_name="台账条目"
    )
    content = models.JSONField("内容")
    version = models.PositiveIntegerField("行版本", default=1)

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    stage = models.CharField("状态", max_length=30, db_index=True)
    next_steps = models.CharField("下一步", max_length=200, blank=True)
    next_due = models.DateField("期限", null=True, db_index=True)
    turn = models.CharField("轮到谁", max_length=100, blank=True, db_index=True)
    opened_on = models.DateField("启动日期", null=True)
    closed_on = models.DateField("销号日期", null=True)
    changed_at = models.DateTimeField("最后修改")

    class Meta:
        ordering = ("-pk",)
        verbose_name = "督查件"

    def __str__(self) -> str:
        return f"{self.key} {self.title[:60]}"

    @property
    def is_draft(self) -> bool:
        """Whether nothing was sent yet: then only the supervising office sees it."""
        return self.opened_on is None

    def is_overdue(self, day: date) -> bool:
        """Whether something should have followed before a day."""
        return self.next_due is not None and self.next_due < day

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """Cases over these units, drafts left out."""
        return Q(unit__in=units, opened_on__isnull=False)


class PaperRow(models.Model):
    """A paper as it was sent (文书): its text, the Word file and its SHA-256."""

    case = models.ForeignKey(CaseRow, models.PROTECT, related_name="papers", verbose_name="督查件")
    place = models.PositiveSmallIntegerField("第几步")
    name = models.CharField("文书", max_length=60)
    number = models.CharField("文号", max_length=100, blank=True)
    content = models.JSONField("内容")
    file = models.BinaryField("Word 文件")
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        ordering = ("case_id", "place")
        verbose_name = "文书"
        constraints = [models.UniqueConstraint(fields=["case", "place"], name="one_paper_a_step")]

    def __str__(self) -> str:
        return f"{self.name}（{self.case_id} 第 {self.place + 1} 步）"

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """As the case's."""
        return Q(case__in=CaseRow.objects.filter(CaseRow.within(units, action)))


class BulletinRow(models.Model):
    """A bulletin over several units (通报), as it was sent. Only those who see all cases see it here."""

    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=100)
    day = models.DateField("情况截至")
    count = models.PositiveIntegerField("条数")
    content = models.JSONField("内容")
    file = models.BinaryField("Word 文件")
    sha256 = models.CharField("SHA-256", max_length=64)
    made_by = models.CharField("经办人", max_length=64)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        ordering = ("-pk",)
        verbose_name = "通报"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
