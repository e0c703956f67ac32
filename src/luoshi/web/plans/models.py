"""Tables of plans: a version is one JSON document (:class:`luoshi.model.plan.Plan`) with a thin index of its items.

The document is the truth; the index is made from it whenever it is stored (:mod:`luoshi.web.plans.store`). Documents
are kept as text, not as JSON columns: the order of their keys is part of the file that is issued. Not here: what may be
changed (:mod:`luoshi.web.plans.actions`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.model.wording import LISTS

KINDS = [(name, name) for name in LISTS.values()]


class PlanState(models.TextChoices):
    """How far a version has come (状态)."""

    DRAFT = "草稿"
    PROPOSED = "待批准"
    ISSUED = "已印发"
    REFUSED = "不同意"


class VersionKind(models.TextChoices):
    """How a version came about (种类)."""

    FIRST = "编制"
    REVISION = "中期调整"


class ItemStatus(models.TextChoices):
    """What people said of an item (核对状态)."""

    COMPILED = "机器编译"
    CONFIRMED = "已确认"
    CORRECTED = "已更正"
    ADDED = "人工添加"
    DROPPED = "已删除"


EDITABLE = (PlanState.DRAFT, PlanState.REFUSED)
"""States in which a version may be changed."""


class PlanDoc(models.Model):
    """A plan (规划), in as many versions as it comes to have."""

    name = models.CharField("名称", max_length=120, unique=True)
    level = models.CharField("层级", max_length=4, blank=True)
    region = models.CharField("地区", max_length=60, blank=True)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    uploaded_by = models.CharField("上传人", max_length=64, blank=True)
    uploaded_at = models.DateTimeField("上传时间")
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name="最近的编译")

    class Meta:
        ordering = ("-pk",)
        verbose_name = "规划"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """Plans of these units; what was issued is there for all to look at."""
        own = Q(unit__in=units)
        issued = PlanVersion.objects.filter(state=PlanState.ISSUED)
        return own | Q(pk__in=issued.values("doc_id")) if action in ("查看", "导出") else own


class PlanSource(models.Model):
    """A document as it was read (原文): kept by its hash, with its text and its blocks."""

    digest = models.CharField("SHA-256", max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("字节数")
    characters = models.PositiveIntegerField("字数")
    document = models.TextField("读入的内容")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "name"], name="one_source_a_file")]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """A version of a plan (版本)."""

    doc = models.ForeignKey(PlanDoc, models.PROTECT, related_name="versions", verbose_name="规划")
    number = models.PositiveSmallIntegerField("版本号")
    kind = models.CharField("种类", max_length=8, choices=VersionKind.choices, default=VersionKind.FIRST)
    state = models.CharField("状态", max_length=8, choices=PlanState.choices, default=PlanState.DRAFT, db_index=True)
    is_latest = models.BooleanField("最新", default=True)
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="next", verbose_name="沿用自")
    source = models.ForeignKey(PlanSource, models.PROTECT, related_name="versions", verbose_name="原文")
    content = models.TextField("内容")
    review = models.TextField("审校结果", blank=True)
    changes = models.PositiveIntegerField("改动次数", default=0)
    reviewed_at_change = models.PositiveIntegerField("审校时的改动次数", default=0)
    note = models.TextField("说明", blank=True)
    effective = models.DateField("生效日期", null=True)
    created_by = models.CharField("建立人", max_length=64, blank=True)
    created_at = models.DateTimeField("建立时间")
    proposed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField("提交时间", null=True)
    decided_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("批准时间", null=True)
    opinion = models.TextField("批准意见", blank=True)
    file_name = models.CharField("印发的文件", max_length=200, blank=True)
    sha256 = models.CharField("文件的 SHA-256", max_length=64, blank=True)

    class Meta:
        ordering = ("-number",)
        verbose_name = "规划版本"
        constraints = [models.UniqueConstraint(fields=["doc", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.doc.name} 第{self.number}版"

    @property
    def is_editable(self) -> bool:
        """Whether its items may be changed: a draft, and the latest."""
        return self.is_latest and self.state in EDITABLE

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """Versions of the plans of these units; what was issued is there for all to look at."""
        own = Q(doc__unit__in=units)
        return own | Q(state=PlanState.ISSUED) if action in ("查看", "导出") else own


class PlanItem(models.Model):
    """An item of a version, for lists (条目); what it says stands in the version's document."""

    plan = models.ForeignKey(PlanVersion, models.CASCADE, related_name="items", verbose_name="版本")
    key = models.CharField("编号", max_length=80)
    kind = models.CharField("种类", max_length=8, choices=KINDS)
    title = models.TextField("内容")
    value = models.CharField("数值", max_length=120, blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True)
    units = models.TextField("单位", blank=True)
    section = models.CharField("章节", max_length=300, blank=True)
    at = models.CharField("位置", max_length=80, blank=True)
    start = models.PositiveIntegerField("原文起")
    end = models.PositiveIntegerField("原文止")
    mark_start = models.PositiveIntegerField("标注起")
    mark_end = models.PositiveIntegerField("标注止")
    binding = models.CharField("绑定的指标", max_length=200, blank=True)
    status = models.CharField("核对状态", max_length=8, choices=ItemStatus.choices, db_index=True)
    version = models.PositiveIntegerField("行版本", default=1)
    was = models.TextField("删除前的内容", blank=True)
    reason = models.CharField("删除理由", max_length=300, blank=True)
    changed_by = models.CharField("最后修改人", max_length=64, blank=True)
    changed_at = models.DateTimeField("最后修改", null=True)

    class Meta:
        ordering = ("plan_id", "mark_start", "pk")
        verbose_name = "规划条目"
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_item_a_key")]
        indexes = [models.Index(fields=["plan", "kind", "status"]), models.Index(fields=["plan", "start"])]

    def __str__(self) -> str:
        return f"{self.key} {self.title[:60]}"

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """As the version's."""
        return Q(plan__in=PlanVersion.objects.filter(PlanVersion.within(units, action)))
