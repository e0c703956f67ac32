"""``luoshi plan check``: a plan file that was edited by hand.

Entries: :func:`run`, :func:`refuse_faulty`. Not here: what is checked (:mod:`luoshi.workspace.plan_check`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.cli import console, options
from luoshi.cli.records import STYLES

if TYPE_CHECKING:
    from luoshi.model.plan import Plan

HELP = "检查人工修改过的规划文件：哪里不合格式或自相矛盾（带行号），哪些条目是人工更正、加入、删去的。"


def run(plan: options.PlanFile, source: options.SourceDocument = None, fail_on: options.FailOn = Severity.ERROR) -> int:
    """Check and list what was found."""
    from luoshi.api import check_plan

    findings = check_plan(plan, source).findings
    _print_findings(findings)
    edits = sum(finding.code == "P010" for finding in findings)
    wrong = len(findings) - edits
    told = "，".join((f"{wrong} 个问题" if wrong else "没有问题", f"{edits} 处人工修改" if edits else "没有人工修改"))
    console.say(f"{plan}：{told}")
    worst = max((finding.severity.rank for finding in findings), default=0)
    return EXIT_FINDINGS if worst >= fail_on.rank else EXIT_FINE


def refuse_faulty(path: Path) -> Plan:
    """Return the plan in a plan file that is to be built upon; what is doubtful in it is told on the way.

    Raises:
        LuoshiError: P001 when it cannot be read, P011 when it does not fit or has a number twice.
    """
    from luoshi.api import check_plan
    from luoshi.workspace.plan_marks import is_plan

    if path.exists() and not is_plan(path):
        hint = "--previous 要的是上一版的规划文件 *.plan.yaml；只有原文时先编译：luoshi compile 上一版.docx"
        raise LuoshiError("P003", "这不是规划文件", where=str(path), hint=hint)
    checked = check_plan(path)
    doubtful = [finding for finding in checked.findings if finding.severity is not Severity.INFO]
    _print_findings(doubtful, messages=True)
    errors = sum(finding.severity is Severity.ERROR for finding in doubtful)
    if checked.plan is None or errors:
        hint = "请按上面的行号改正后再试；可以用 luoshi plan check 检查"
        raise LuoshiError("P011", f"规划文件有 {errors} 处错误，没有继续", where=str(path), hint=hint)
    return checked.plan


def _print_findings(findings: Iterable[Finding], *, messages: bool = False) -> None:
    screen = console.rich_console(messages=messages)
    for finding in findings:
        text = f"{finding.severity.label} {finding.code} {finding.where}：{finding.message}"
        screen.print(text, style=STYLES[finding.severity], soft_wrap=True)
        if finding.fix:
            screen.print(f"  处理：{finding.fix}", style="dim", soft_wrap=True)
