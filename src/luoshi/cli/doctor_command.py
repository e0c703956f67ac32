"""``luoshi doctor``: whether all is well with the installation (体检). Entries: :func:`run`, :func:`say_finding`.

Not here: the checks (``luoshi.web.system.checkup``).
"""

from __future__ import annotations

import os

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE
from luoshi.base.findings import Finding, Severity, worst
from luoshi.cli import console, options, serve_options
from luoshi.cli.places import the_workspace

HELP = (
    "体检：工作区、数据库、操作日志、磁盘、权限、三员、时间、备份，有什么问题、怎么处理。什么也不改。\n"
    "退出码：0 正常，1 有 --fail-on 那一级或更重的问题，2 没能完成。"
)


def run(workspace: serve_options.WorkspaceFolder = None, fail_on: options.FailOn = Severity.ERROR) -> int:
    """Check the installation and tell what is wrong."""
    place = the_workspace(workspace)
    from luoshi.web.environment import read_environment
    from luoshi.web.system.checkup import check_before, check_up

    os.environ["LUOSHI_WORKSPACE"] = str(place.root)
    environment = read_environment(os.environ)
    found = list(check_before(environment))
    if not any(one.code in ("N531", "N534") for one in found):
        from luoshi.web.setup import prepare

        prepare(place.root)
        from luoshi.web.clock import now

        found += check_up(environment, now())
    for finding in found:
        say_finding(finding)
    console.say(f"{len(found)} 个问题" if found else f"{place.root} 一切正常")
    gravest = worst(found)
    return EXIT_FINDINGS if gravest is not None and gravest.rank >= fail_on.rank else EXIT_FINE


def say_finding(finding: Finding) -> None:
    """Print a finding with its place and remedy."""
    place = f"（{finding.where}）" if finding.where else ""
    console.say(f"{finding.severity.label} {finding.code}：{finding.message}{place}")
    if finding.fix:
        console.say(f"  处理：{finding.fix}")
