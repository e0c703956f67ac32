"""What the verification of a package found (核验结果), as plain data.

Entry: :class:`Verification`, made by :func:`luoshi.portal.verifying.verify_package`.
Not here: how it is recomputed (``luoshi.portal``).
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.base.findings import Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """Figures of one kind: how many were recomputed and are the same, how many are not."""

    kind: str
    equal: int
    different: int = 0


@dataclass(frozen=True, slots=True)
class Limited:
    """What cannot be checked in full: how many figures, down to which level, and why."""

    kind: str
    count: int
    why: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        sha256: of the package itself, to be held against the one that was made public elsewhere.
        freeze, freeze_digest: what the package says that it was made of.
        plan: title of the plan.
        checked: by kind of figure.
        limited: what could be checked only in part, or not at all.
        findings: every difference, each an error.
    """

    sha256: str
    freeze: str
    freeze_digest: str
    plan: str
    checked: tuple[Checked, ...]
    limited: tuple[Limited, ...]
    findings: tuple[Finding, ...]

    @property
    def is_right(self) -> bool:
        """Whether everything that could be recomputed came out the same."""
        return not self.findings

    @property
    def equal(self) -> int:
        """How many figures were recomputed and are the same."""
        return sum(one.equal for one in self.checked)
