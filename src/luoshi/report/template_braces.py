"""Templates in which nothing would be filled (没有占位符), or some placeholders would stay as they are.

Entry: :func:`refuse_unfilled`. Not here: what a placeholder may say (:mod:`luoshi.report.template_names`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.base.errors import LuoshiError

_PLACEHOLDER = re.compile(r"\{\{|\{%")
_WIDE = re.compile(
    r"[{｛]\s?｛[^{}｛｝]*(?:[}｝]\s?[}｝])?|｛\s?[{｛][^{}｛｝]*(?:[}｝]\s?[}｝])?|\{\{[^{}｛｝]*(?:｝\s?[}｝]|\}\s?｝)|[{｛][%％][^{}｛｝]*[%％][}｝]"
)
_LONGEST_QUOTE = 40
_HINT = "占位符用两对半角大括号写，如 {{ 正文 }}、{{ 章.总体情况 }}"


def refuse_unfilled(lines: Iterable[str]) -> None:
    """Raise LuoshiError E217 when the paragraphs of a template hold no placeholder, or one in full-width braces."""
    told = list(lines)
    wide = next((one[0] for line in told for one in _WIDE.finditer(line) if _is_wide(one[0])), "")
    if wide:
        quote = wide[:_LONGEST_QUOTE]
        raise LuoshiError("E217", f"模板里的占位符用了全角的大括号：{quote}", hint=_HINT)
    if not any(_PLACEHOLDER.search(line) for line in told):
        raise LuoshiError("E217", "模板里没有占位符，报告的内容没有地方放", hint=_HINT)


def _is_wide(text: str) -> bool:
    return any(one in text for one in "｛｝％")
