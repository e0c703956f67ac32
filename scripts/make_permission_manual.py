"""Writes docs/网页/权限.md, who may do what in the web application, from the tables ``policy.csv`` of its parts.

Run ``python scripts/make_permission_manual.py`` after a table was changed; a test fails until then. Another file can be
named as the argument.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from luoshi.web.policy import Reach, Role, policy

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "网页" / "权限.md"

_HEAD = """# 权限表

网页应用里谁能做什么。由 `scripts/make_permission_manual.py` 从各部分的 `policy.csv` 写出，不要手改。

- 全部：不分单位，都能做。本单位：本单位和下级单位的（并进来的单位也算）。空着：不能做，试一次记一条操作日志。
- 一个人有几个角色时，取范围最大的。没有角色的账号只能登录、改自己的密码。
- 系统管理员、安全管理员、审计管理员（三员）各管一摊：建账号的不授角色，授角色的不看日志，看日志的什么也不改。
"""
_WORDS = {Reach.NONE: "", Reach.OWN: "本单位", Reach.ALL: "全部"}


def manual_text() -> str:
    """Return the whole manual: for each kind of object a table of actions and roles."""
    parts = [_HEAD]
    rules = sorted(policy().values(), key=lambda rule: _ORDER.index(rule.kind))
    for kind, some in groupby(rules, key=lambda rule: rule.kind):
        parts.append(f"## {kind}\n\n| 动作 | {' | '.join(Role)} |\n|---|{'---|' * len(Role)}")
        for rule in some:
            parts.append(f"| {rule.action} | {' | '.join(_WORDS[rule.grants[role]] for role in Role)} |")
        parts.append("")
    return "\n".join(parts)


_ORDER = list(dict.fromkeys(rule.kind for rule in policy().values()))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else MANUAL
    target.parent.mkdir(exist_ok=True)
    target.write_text(manual_text(), encoding="utf-8")
