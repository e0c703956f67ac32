"""Table of what became of units (单位沿革): named, renamed, merged and closed, each from a day on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class UnitChange(models.Model):
    """One change of a unit: what, from which day on, by whom."""

    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="changes", verbose_name="单位")
    what = models.CharField("变动", max_length=8)
    on = models.DateField("生效日期")
    before = models.CharField("原来", max_length=100, blank=True)
    after = models.CharField("现在", max_length=100, blank=True)
    by = models.CharField("经办人", max_length=64)
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("on", "pk")
        verbose_name = "单位沿革"

    def __str__(self) -> str:
        return f"{self.on} {self.what} {self.after}"

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """See :mod:`luoshi.web.scope`."""
        return Q(unit__in=units)
