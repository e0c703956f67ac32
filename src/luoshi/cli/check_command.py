"""``luoshi plan check``: a plan file that was edited by hand.

Entry: :func:`run`. Not here: what is checked (:mod:`luoshi.workspace.plan_check`).
"""

from __future__ import annotations

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE
from luoshi.base.findings import Severity
from luoshi.cli import console, options

HELP = "检查人工修改过的规划文件：哪里不合格式或自相矛盾（带行号），哪些条目是人工更正、加入、删去的。"
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: ""}


def run(plan: options.PlanFile, source: options.SourceDocument = None, fail_on: options.FailOn = Severity.ERROR) -> int:
    """Check and list what was found."""
    from luoshi.api import check_plan

    findings = check_plan(plan, source).findings
    screen = console.rich_console()
    for finding in findings:
        screen.print(
            f"{finding.severity.label} {finding.code} {finding.where}：{finding.message}",
            style=_STYLES[finding.severity],
        )
        if finding.fix:
            screen.print(f"  处理：{finding.fix}", style="dim")
    edits = sum(finding.code == "P010" for finding in findings)
    wrong = len(findings) - edits
    console.say(
        f"{plan}：{f'{wrong} 个问题' if wrong else '没有问题'}，{f'{edits} 处人工修改' if edits else '没有人工修改'}"
    )
    worst = max((finding.severity.rank for finding in findings), default=0)
    return EXIT_FINDINGS if worst >= fail_on.rank else EXIT_FINE
