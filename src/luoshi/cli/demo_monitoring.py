"""The part of ``luoshi demo`` that holds the sample plan's targets against the sample city's figures (目标监测).

Entry: :func:`show_monitoring`. Not here: the other steps (:mod:`luoshi.cli.demo_command`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import console

if TYPE_CHECKING:
    from luoshi.workspace.folder import Workspace

_SHOWN = 10
_AS_OF = date(2025, 3, 1)
"""The sample city's figures end with 2024: judged on a later day everything would be overdue."""


def show_monitoring(workspace: Workspace, plan_file: Path) -> None:
    """Monitor the targets of a plan file, show those that have a value, and say where one goes on.

    Args:
        workspace: the sample workspace, its statistics loaded.
        plan_file: the plan file whose targets are watched.
    """
    from luoshi.api import keep_alerts, monitor_plan, open_plan
    from luoshi.cli.monitor_summary import print_monitoring

    console.say("\n目标监测：规划的每项量化目标由哪个指标量，数从哪里来，在不在路径上（先看有数的）：\n")
    monitoring = monitor_plan(workspace, open_plan(plan_file), as_of=_AS_OF)
    keep_alerts(workspace, monitoring)
    print_monitoring(monitoring, plan_file, at_most=_SHOWN)
    command = f"{console.started_as()} monitor {console.shown_path(plan_file)}"
    console.say(f"\n  {command}                 看全部目标")
    console.say(f"  {command} --format xlsx   写成工作簿，里面有按责任单位列的待填报清单")
