"""The one shape for what is wrong in the user's material: :class:`Finding` (问题).

Used alike by the readers, the compiler, the review of a text, the check of an import, a form and ``luoshi doctor``;
collected, never stopped at the first. Not here: how a finding is shown (the command line and the web do that) and
:class:`luoshi.base.errors.LuoshiError`, for when we cannot go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How sure and how grave a finding is (严重程度)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """3 for error, 2 for warning, 1 for info."""
        return {"error": 3, "warning": 2, "info": 1}[self.value]

    @property
    def label(self) -> str:
        """The Chinese word shown to users."""
        return {"error": "错误", "warning": "警告", "info": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth a look, in the user's material.

    Attributes:
        code: area letter and three digits (C compile, R readers, P plan file, W workspace…).
        severity: error, warning or info.
        message: one sentence in Chinese that stands alone.
        where: place in words for a person: file, line, page, sheet, cell.
        quote: the text concerned, verbatim; empty if none.
        fix: what the user can do; empty if nothing.
        spans: half-open character ranges in the document's text; empty if none.
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    quote: str = ""
    fix: str = ""
    spans: tuple[tuple[int, int], ...] = ()


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest severity among ``findings``; None if there are none."""
    return max((f.severity for f in findings), key=lambda s: s.rank, default=None)
