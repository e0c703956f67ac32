"""What a rule of the review is (审校规则): :class:`Rule`, one subclass a rule.

The docstring of a rule is the text that people read about it (``luoshi review --rules``, the manual): Chinese, what
it looks for, what it lets pass. A rule reads the :class:`luoshi.review.material.Material` and yields findings; it
changes nothing and keeps nothing. ``tests/review/cases`` holds cases for each that an expert can read.
Not here: which rules there are (:mod:`luoshi.review.registry`).
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar

from luoshi.base.findings import Finding, Severity
from luoshi.model.review import RuleText
from luoshi.review.material import Material

GROUPS = {"1": "算术", "2": "一致", "3": "口径", "4": "结构", "5": "形式", "6": "引用"}
"""The groups of rules by the first digit of their code."""


class Rule(ABC):
    """A rule. ``severities`` are those it can give, the usual one first."""

    code: ClassVar[str]
    name: ClassVar[str]
    severities: ClassVar[tuple[Severity, ...]]

    @abstractmethod
    def check(self, material: Material) -> Iterator[Finding]:
        """Yield what is wrong, in the order of the text where that is easy."""

    def found(
        self, message: str, spans: Iterable[tuple[int, int]], fix: str, severity: Severity | None = None
    ) -> Finding:
        """Return a finding of this rule.

        Args:
            message: one sentence that stands alone, the arithmetic written out.
            spans: the places, at most some 60 characters each, the one to look at first in front.
            fix: what to do.
            severity: one of ``severities``; the first if not given.
        """
        return Finding(self.code, severity or self.severities[0], message, fix=fix, spans=tuple(spans))

    def describe(self, off: str = "") -> RuleText:
        """Return the rule as people read it; ``off`` is why it is switched off."""
        ranked = sorted(self.severities, key=lambda s: -s.rank)
        # Lines of Chinese join without a blank.
        text = "".join(line.strip() for line in inspect.cleandoc(self.__doc__ or "").splitlines())
        return RuleText(self.code, self.name, GROUPS[self.code[1]], tuple(ranked), text, off)
