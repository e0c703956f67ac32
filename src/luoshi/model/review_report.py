"""A review as JSON for other programs (审校结果的 JSON): ``schema/review-1.schema.json`` is exported from here.

Entry: :meth:`ReviewReport.of`. Not here: the review itself (:mod:`luoshi.model.review`).
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from luoshi.base.findings import Severity
from luoshi.model.review import Review, Reviewed, Spot

REPORT_VERSION = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReviewedDocument(_Model):
    """The document that was reviewed."""

    name: str = Field(description="文件名")
    title: str = Field(description="标题；没有时是文件名")
    sha256: str
    characters: int = Field(description="字数，位置按它数")


class Counts(_Model):
    """How many findings there are of each severity, without those that people waived; and how many they waived."""

    error: int
    warning: int
    info: int
    waived: int


class ReportedPlace(_Model):
    """A place in the text."""

    span: tuple[int, int] = Field(description="字符区间 [起, 止)")
    quote: str = Field(description="原文")
    where: str = Field(description="给人看的位置，从 1 数")
    section: str = Field(description="章节，如 五/（二）/3")

    @classmethod
    def of(cls, spot: Spot) -> Self:
        """Return ``spot`` as it is reported."""
        return cls(span=(spot.span.start, spot.span.end), quote=spot.quote, where=spot.where, section=spot.section)


class ReportedFinding(_Model):
    """A finding that stands."""

    key: str = Field(description="编号：规则代码和由所引原文算出的六位，用来免报这一条")
    code: str = Field(description="规则代码")
    rule: str = Field(description="规则名称")
    severity: Literal["error", "warning", "info"]
    message: str
    fix: str = Field(description="怎么办")
    where: str = Field(description="各处位置")
    spans: tuple[tuple[int, int], ...] = Field(description="各处的字符区间，先看的在前；空的是关于全文")
    places: tuple[ReportedPlace, ...] = Field(description="同样各处，带原文和位置")


class WaivedFinding(ReportedFinding):
    """A finding that a person waived."""

    reason: str = Field(description="免报的理由")


class ReviewReport(_Model):
    """The result of a review."""

    schema_version: int = REPORT_VERSION
    document: ReviewedDocument
    counts: Counts
    findings: tuple[ReportedFinding, ...] = Field(description="最重的在前，同样轻重的按原文顺序")
    waived: tuple[WaivedFinding, ...] = Field(description="人工免报的")
    rules_off: dict[str, str] = Field(description="停用的规则代码 -> 理由")

    @classmethod
    def of(cls, review: Review) -> Self:
        """Return ``review`` as it is reported."""
        return cls(
            document=ReviewedDocument(
                name=review.name, title=review.title, sha256=review.sha256, characters=review.characters
            ),
            counts=Counts(
                error=review.count(Severity.ERROR),
                warning=review.count(Severity.WARNING),
                info=review.count(Severity.INFO),
                waived=len(review.waived),
            ),
            findings=tuple(_finding(one) for one in review.findings),
            waived=tuple(WaivedFinding(**_finding(one).model_dump(), reason=one.waived) for one in review.waived),
            rules_off={rule.code: rule.off for rule in review.rules if rule.off},
        )


def _finding(one: Reviewed) -> ReportedFinding:
    found = one.finding
    return ReportedFinding(
        key=one.key,
        code=found.code,
        rule=one.rule,
        severity=found.severity.value,
        message=found.message,
        fix=found.fix,
        where=found.where,
        spans=tuple((spot.span.start, spot.span.end) for spot in one.spots),
        places=tuple(ReportedPlace.of(spot) for spot in one.spots),
    )
