"""Rules of the burden register (督查检查评比考核事项的规则): packaged YAML, a workspace's ``rules/burden/`` over it.

Entry: :func:`load_burden_rules`. Not here: counting (``luoshi.progress.oversight.burden``).
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.model.burden import BurdenRules
from luoshi.rules.reading import Entry, basis_of, rule_files

CODE = "L346"


def load_burden_rules(own: Path | None = None) -> BurdenRules:
    """Return the rules in force: those of the last file.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: L346 when a file cannot be read or says what cannot be.
    """
    rules: BurdenRules | None = None
    for file in rule_files("burden", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("burden")
        part = whole.part("burden")
        if part is not None:
            rules = _rules(part)
    if rules is None:
        raise LuoshiError(CODE, "没有督查检查评比考核事项的规则")
    return rules


def _rules(part: Entry) -> BurdenRules:
    part.known("cut_more_than", "alike", "window", "basis")
    cut, alike, window = part.number("cut_more_than"), part.number("alike"), part.whole("window")
    if not 0 <= cut < 1 or not 0 < alike <= 1:
        raise part.fail("cut_more_than 和 alike 应在 0 到 1 之间")
    if window is None or window < 0:
        raise part.fail("window 应是 0 或更大的整数")
    return BurdenRules(Fraction(cut), float(alike), window, basis_of(part))
