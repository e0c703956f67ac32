"""What is made of a freeze (成果的动作): asked for, written down with its hashes, an edited report checked.

Entries: :class:`AskProduct`, :class:`AskPublic`, :class:`RecordProduct`, :class:`RecordPublic`,
:class:`CheckEdited`, :func:`faults`.
Not here: making them (:mod:`luoshi.web.evaluation.making`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.web.action import Action, Change, Context
from luoshi.web.evaluation.models import PUBLIC, FreezeRow, Product
from luoshi.web.evaluation.standing import looked_at
from luoshi.web.jobs.running import enqueue

REPORT, OUT = "评估报告", "公开材料"
PRODUCING = "生成评估成果"
"""The kind of long work."""


@dataclass(frozen=True, slots=True)
class WantedProduct:
    """What is to be made: a key of :data:`luoshi.web.evaluation.models.KINDS`, of which county, signed by whom."""

    kind: str
    area: str = ""
    issuer: str = ""


class AskProduct(Action[Product]):
    """A report of a freeze is asked for; it is made as a job."""

    kind, action = REPORT, "生成"

    def __init__(self, context: Context, freeze: FreezeRow, wanted: WantedProduct) -> None:
        super().__init__(context)
        self.freeze, self.wanted = freeze, wanted

    def check(self) -> tuple[Finding, ...]:
        """The freeze is sound, and nobody is at it."""
        held = Product.objects.select_related("job").filter(
            freeze=self.freeze, kind=self.wanted.kind, area=self.wanted.area
        )
        if any(one.is_running for one in held):
            return (Finding("N562", Severity.ERROR, "这一份正在生成", fix="等它做完"),)
        return tuple(one for one in looked_at(self.freeze).findings if one.severity is Severity.ERROR)

    def execute(self) -> tuple[Product, Change]:
        """Put it into the queue."""
        row, _ = Product.objects.get_or_create(freeze=self.freeze, kind=self.wanted.kind, area=self.wanted.area)
        row.asked_by, row.issuer = self.context.name, self.wanted.issuer[:100]
        row.job = enqueue(PRODUCING, f"生成 {row}", {"product": row.pk}, self.context)
        row.save()
        return row, Change(f"要求生成 {row}", str(row.pk))


class AskPublic(AskProduct):
    """What goes to the public is asked for: the site, the package for verification."""

    kind, action = OUT, "生成"

    def check(self) -> tuple[Finding, ...]:
        """Besides, the freeze was let be published."""
        if not self.freeze.is_approved:
            told = f"“{self.freeze.name}”还没有批准公开，不能生成{PUBLIC[self.wanted.kind]}"
            return (Finding("N561", Severity.ERROR, told, fix="请局领导先批准公开"),)
        return super().check()


class RecordProduct(Action[Product]):
    """What was made is written down with its hashes; by the job, in the name of who asked for it."""

    kind, action = REPORT, "生成"

    def __init__(
        self, context: Context, row: Product, files: Sequence[dict[str, Any]], findings: Sequence[Finding] = ()
    ) -> None:
        super().__init__(context)
        self.row, self.files, self.findings = row, list(files), list(findings)

    def execute(self) -> tuple[Product, Change]:
        """Write it down."""
        self.row.files, self.row.made_at = self.files, self.context.now
        self.row.findings = [
            {"code": one.code, "severity": one.severity, "message": one.message, "quote": one.quote, "fix": one.fix}
            for one in self.findings
        ]
        self.row.save(update_fields=["files", "findings", "made_at"])
        told = {one["name"]: one["sha256"] for one in self.files} or {
            "没有生成": "；".join(one.message for one in self.findings if one.severity is Severity.ERROR)
        }
        return self.row, Change(str(self.row), str(self.row.pk), None, told)


class RecordPublic(RecordProduct):
    """The same of what goes to the public, which has a row of its own in the table of permissions."""

    kind, action = OUT, "生成"


def faults(findings: Sequence[Finding]) -> int:
    """Return how many findings say that something is wrong; hints (提示) do not."""
    return sum(one.severity is not Severity.INFO for one in findings)


class CheckEdited(Action[tuple[Finding, ...]]):
    """An edited Word report was held against its freeze (核对)."""

    kind, action = REPORT, "核对"

    def __init__(self, context: Context, row: Product, name: str, findings: Sequence[Finding]) -> None:
        super().__init__(context)
        self.row, self.name, self.findings = row, name, tuple(findings)

    def execute(self) -> tuple[tuple[Finding, ...], Change]:
        """Nothing besides the log."""
        return self.findings, Change(
            str(self.row), str(self.row.pk), None, {"文件": self.name, "问题": faults(self.findings)}
        )
