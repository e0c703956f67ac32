"""Tables of the part: which freezes were made and approved, and what was made of them.

A freeze itself is a folder of the workspace (``freezes/<name>/``); here it is registered by its digest, so that whoever
changes the folder is found out (:mod:`luoshi.web.evaluation.standing`). What is made of a freeze lies in ``build/``: it
can be made again, byte for byte.
"""

from __future__ import annotations

from django.db import models

from luoshi.model.evaluation.freeze import FreezeManifest
from luoshi.model.evaluation.report import ReportKind
from luoshi.web.jobs.models import Job

SITE, PACKAGE = "site", "package"
PUBLIC = {SITE: "公开网站", PACKAGE: "核验包"}
"""What goes to the public: made only of a freeze that was let be published."""
KINDS = {**{one.value: one.words for one in ReportKind}, **PUBLIC}


class FreezeRow(models.Model):
    """A freeze (定稿) as it was registered."""

    name = models.CharField("名称", max_length=80, unique=True)
    kind = models.CharField("种类", max_length=4, db_index=True)
    year = models.PositiveSmallIntegerField("年份", db_index=True)
    as_of = models.DateField("看哪一天")
    plan = models.CharField("规划", max_length=300)
    ledger = models.CharField("台账", max_length=200, blank=True)
    snapshot = models.CharField("统计数据快照", max_length=20, blank=True)
    areas = models.JSONField("县市区", default=list)
    digest = models.CharField("SHA-256", max_length=64)
    made_by = models.CharField("谁做的", max_length=64, blank=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+", verbose_name="账号")
    made_on = models.DateField("定稿日期")
    registered_at = models.DateTimeField("登记时间")
    corrects = models.CharField("更正哪一份", max_length=80, blank=True, db_index=True)
    reason = models.TextField("为什么更正", blank=True)
    differences = models.PositiveIntegerField("差异处数", default=0)
    approved_by = models.CharField("批准人", max_length=64, blank=True)
    approver = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("批准时间", null=True, db_index=True)
    approval_note = models.TextField("批准意见", blank=True)

    class Meta:
        ordering = ("-as_of", "-pk")
        verbose_name = "定稿"

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        """Whether it was let be published."""
        return self.approved_at is not None

    @property
    def short(self) -> str:
        """Its digest as people compare it."""
        return self.digest[:12]

    @classmethod
    def of(cls, manifest: FreezeManifest) -> FreezeRow:
        """Return a new row, not stored, of what a freeze says of itself."""
        return cls(
            name=manifest.name,
            kind=manifest.kind,
            year=manifest.year,
            as_of=manifest.as_of,
            plan=manifest.plan[:300],
            ledger=manifest.ledger[:200],
            snapshot=manifest.snapshot[:20],
            digest=manifest.digest,
            made_by=manifest.made_by[:64],
            made_on=manifest.made_on,
            corrects=manifest.corrects,
            reason=manifest.reason,
        )


class Product(models.Model):
    """What was made of a freeze (成果): a report of a kind for the whole or a county, the public site, the package."""

    freeze = models.ForeignKey(FreezeRow, models.PROTECT, related_name="products", verbose_name="定稿")
    kind = models.CharField("种类", max_length=20)
    area = models.CharField("县市区", max_length=60, blank=True)
    files = models.JSONField("文件", default=list, help_text="name, label, sha256, size")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name="作业")
    findings = models.JSONField("不公开的", default=list, help_text="code, severity, message, quote, fix")
    issuer = models.CharField("署名", max_length=100, blank=True)
    asked_by = models.CharField("谁要的", max_length=64, blank=True)
    made_at = models.DateTimeField("生成时间", null=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = "评估成果"
        constraints = [models.UniqueConstraint(fields=["freeze", "kind", "area"], name="one_product_a_kind")]

    def __str__(self) -> str:
        return f"{self.freeze.name} {self.area}{self.words}"

    @property
    def words(self) -> str:
        """What it is, in Chinese."""
        return KINDS.get(self.kind, self.kind)

    @property
    def is_public(self) -> bool:
        """Whether it goes to the public."""
        return self.kind in PUBLIC

    @property
    def is_running(self) -> bool:
        """Whether it is being made, or waits for that."""
        return self.job is not None and not self.job.is_over

    @property
    def has_failed(self) -> bool:
        """Whether the last attempt came to nothing."""
        return self.job is not None and self.job.state in (Job.State.FAILED, Job.State.BROKEN)
