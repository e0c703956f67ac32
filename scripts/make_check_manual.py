"""Writes docs/核对规则.md, the manual of the checks of the base database, from ``stats/definitions/checks.yaml``.

Run ``python scripts/make_check_manual.py`` after a rule was added or its text changed; a test fails until then. Another
file can be named as the argument.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from luoshi.stats.checks import CheckRules, load_rules
from luoshi.stats.checks.rule import CheckRule
from luoshi.stats.checks.wording import rule_words
from luoshi.stats.definitions import load_definitions

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "核对规则.md"

_GROUPS = {"T2": "表内", "T3": "表间", "T4": "年间", "T5": "离群", "T6": "缺报"}

_HEAD = """# 核对规则

装入统计报表时用这些规则核对。由 `scripts/make_check_manual.py` 从 `stats/definitions/checks.yaml` 写出，不要手改。

本局在 `rules/stats/checks.yaml` 里增加、替换、停用规则：

```yaml
rules:
  - code: T407
    off: 本市集中拆除旧校舍，逐校另有台账
  - code: T290
    title: 残疾学生多于寄宿生
    kind: part
    severity: warning
    basis: 本市约定
    table: pupils
    pairs:
      - {whole: boarders, parts: [disabled]}
    message: "{owner}{period}{item}：{detail[0]} {found} 人，大于{detail[1]} {expected} 人"
    fix: 核对这两格
```

- 编号相同的替换内置的一条，编号 T200 到 T699；`off` 写停用的理由。
- 算式里只能有字段名、数和 `+`、`-`、`*`；空着的格子按 0，哪几格必须填了才查由 `filled`、`any_filled` 定。
- `valid_from`、`valid_to` 是规则适用的首末学年（或年份）。
- 装入时只查装入的那些年份；一条错误如果只涉及以前装入的行，降为警告，因为这次的文件里改不了它。
- 合并、撤销的学校，上一年的数并到接续的学校里比较；分设的学校不比较。学校变动按批准日期管当年和下一年开始的学年。
- “经验值，待核实”的界线没有文件依据，可按本市情况改。
"""


def manual_text() -> str:
    """Return the whole manual: a table of all rules, then each with its words, by group, and what counts as moved."""
    definitions = load_definitions()
    rules = load_rules(definitions)
    table = ["| 代码 | 名称 | 程度 |", "|---|---|---|"]
    table += [f"| {rule.code} | {rule.title} | {rule.severity.label} |" for rule in rules.rules]
    parts = [_HEAD, f"共 {len(rules.rules)} 条。\n", "\n".join(table) + "\n"]
    for group, members in groupby(rules.rules, key=lambda rule: rule.code[:2]):
        parts.append(f"## {_GROUPS[group]}\n")
        parts += [_rule(rule, rule_words(rule, definitions)) for rule in members]
    parts.append(_movements(rules, {name: one.title for name, one in definitions.tables.items()}))
    return "\n".join(parts)


def _rule(rule: CheckRule, words: str) -> str:
    told = f"### {rule.code} {rule.title}\n\n{words}\n\n程度：{rule.severity.label}。依据：{rule.basis}。"
    return f"{told}处理：{rule.fix}。\n" if rule.fix else f"{told}\n"


def _movements(rules: CheckRules, titles: dict[str, str]) -> str:
    limits = rules.movements
    tables = "、".join(f"《{titles[moving.table]}》" for moving in limits.tables)
    floors = "、".join(f"{floor:f} {unit}" for unit, floor in limits.floors.items())
    return f"""## 变动较大的项目

{tables}的每个数，按学校（地区）合计同上一年比，变动超过 10%（可以另定）、且超过 {floors} 的，
列入情况说明（经验值，待核实）。两年里有一年没有填的不比；上一年是 0 的没有百分比。
"""


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else MANUAL
    target.write_text(manual_text(), encoding="utf-8")
