"""Tables of the ledger: an entry is one JSON document (:class:`luoshi.model.ledger.LedgerTask` or ``LedgerProject``)
with a row version, and beside it thin columns by which lists are asked for. The document is the truth; the columns
are made from it whenever it is stored (:mod:`luoshi.web.ledger.store`)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

LEAD, SUPPORT = "牵头", "配合"


class Book(models.Model):
    """A ledger (台账): of a plan, or of an office's year."""

    name = models.CharField("名称", max_length=200, unique=True)
    plan = models.CharField("由哪份规划做成", max_length=300, blank=True)
    first_year = models.PositiveSmallIntegerField("规划期首年", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("规划期末年", null=True, blank=True)
    frequency = models.CharField("填报频次", max_length=4, default="月")
    created_at = models.DateTimeField("建立时间")

    class Meta:
        ordering = ("-pk",)
        verbose_name = "台账"

    def __str__(self) -> str:
        return self.name


class EntryRow(models.Model):
    """A task or a project of a ledger (台账条目)."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="entries", verbose_name="台账")
    key = models.CharField("编号", max_length=80)
    kind = models.CharField("种类", max_length=4, choices=[("任务", "任务"), ("项目", "项目")])
    version = models.PositiveIntegerField("行版本", default=1)
    place = models.PositiveIntegerField("在台账中的位置", default=0)

    number = models.CharField("序号", max_length=40, blank=True)
    title = models.TextField("任务或项目")
    section = models.CharField("规划章节", max_length=300, blank=True)
    area = models.CharField("县市区", max_length=60, blank=True)
    plan_item = models.CharField("规划条目", max_length=80, blank=True, db_index=True)
    state = models.CharField("状态", max_length=8, db_index=True)
    start = models.DateField("起始日期", null=True)
    due = models.DateField("完成时限", null=True, db_index=True)
    finished = models.DateField("办结日期", null=True)
    percent = models.DecimalField("完成比例", max_digits=5, decimal_places=1, null=True)
    pace = models.DecimalField("序时进度", max_digits=5, decimal_places=1, null=True)
    frequency = models.CharField("填报频次", max_length=4, default="不报")
    reported_from = models.DateField("从哪天起要填报", null=True)
    waiting_reports = models.PositiveSmallIntegerField("待审核的填报", default=0)
    waiting_requests = models.PositiveSmallIntegerField("待审批的申请", default=0)
    light = models.CharField("灯", max_length=1, blank=True, db_index=True)
    light_word = models.CharField("灯的说法", max_length=16, blank=True)
    light_reason = models.TextField("亮灯理由", blank=True)
    lit_on = models.DateField("亮灯日期", null=True, db_index=True)
    lit_by = models.CharField("亮灯办法的校验码", max_length=16, blank=True)
    changed_at = models.DateTimeField("最后修改", null=True)
    content = models.JSONField("内容")  # the last column: SQLite reads through all of it to come to one behind it

    class Meta:
        ordering = ("book_id", "place", "pk")
        verbose_name = "台账条目"
        constraints = [models.UniqueConstraint(fields=["book", "key"], name="one_entry_a_key")]
        indexes = [
            models.Index(fields=["version"], name="entry_version"),
            # The list in its usual order and its choice of chapters read the index, not all rows.
            models.Index(fields=["book", "place"], name="entries_in_order"),
            models.Index(fields=["section"], name="entries_by_section"),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.key} {self.title[:60]}"

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """Rows whose units are among these: all of them to look at, those that lead to change (see scope)."""
        bearing = EntryUnit.objects.filter(unit__in=units)
        if action not in ("查看", "导出"):
            bearing = bearing.filter(role=LEAD)
        return Q(pk__in=bearing.values("entry_id"))


class EntryUnit(models.Model):
    """A unit of an entry: that leads or supports. ``unit`` is empty when no unit of the tree has that name."""

    entry = models.ForeignKey(EntryRow, models.CASCADE, related_name="units")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    name = models.CharField("单位", max_length=100, db_index=True)
    role = models.CharField("分工", max_length=4)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return f"{self.name}（{self.role}）"


class ReportRow(models.Model):
    """A report of an entry, for lists (填报); what was reported stands in the entry's document."""

    entry = models.ForeignKey(EntryRow, models.CASCADE, related_name="reports")
    period = models.CharField("期", max_length=8, db_index=True)
    state = models.CharField("状态", max_length=8, db_index=True)
    on = models.DateField("填报日期")
    percent = models.DecimalField("完成比例", max_digits=5, decimal_places=1, null=True)
    reporter = models.CharField("填报人", max_length=64, blank=True)

    class Meta:
        ordering = ("entry_id", "period")

    def __str__(self) -> str:
        return f"{self.entry_id} {self.period}"

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """As the entry's."""
        return Q(entry__in=EntryRow.objects.filter(EntryRow.within(units, action)))
