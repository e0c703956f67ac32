"""Writes docs/审校规则.md, the manual of the review's rules, from the rules themselves.

Run ``python scripts/make_rule_manual.py`` after a rule was added or its text changed; a test fails until then. Another
file can be named as the argument.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from luoshi.api import review_rules
from luoshi.model.review import RuleText

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "审校规则.md"

_HEAD = """# 审校规则

`luoshi review` 用这些规则审校规划。由 `scripts/make_rule_manual.py` 从规则的代码写出，不要手改；
`luoshi review --rules` 列出的是同样的文字。怎样停用见 [命令](命令.md)。
"""


def manual_text() -> str:
    """Return the whole manual: a table of all rules, then each with its text, by group."""
    rules = review_rules()
    table = ["| 代码 | 名称 | 类别 | 程度 |", "|---|---|---|---|"]
    table += [f"| {rule.code} | {rule.name} | {rule.group} | {_severities(rule)} |" for rule in rules]
    parts = [_HEAD, f"共 {len(rules)} 条。\n", "\n".join(table) + "\n"]
    for group, members in groupby(rules, key=lambda rule: rule.group):
        parts.append(f"## {group}\n")
        parts += [f"### {rule.code} {rule.name}\n\n程度：{_severities(rule)}。\n\n{rule.text}\n" for rule in members]
    return "\n".join(parts)


def _severities(rule: RuleText) -> str:
    return "、".join(severity.label for severity in rule.severities)


def main() -> None:
    """Write the manual."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else MANUAL
    path.write_text(manual_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
