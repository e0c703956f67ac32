"""The part of ``luoshi demo`` that carries the sample plan out: a ledger from the plan, lights on a year's work.

Entry: :func:`show_ledger`. Not here: the other steps (:mod:`luoshi.cli.demo_command`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import console

if TYPE_CHECKING:
    from luoshi.workspace.folder import Workspace

AS_OF = date(2024, 11, 15)
"""The sample ledger's reports end with October 2024."""


def show_ledger(workspace: Workspace, plan_file: Path) -> None:
    """Make a ledger from a plan where there is none yet, light the sample ledger, and say where one goes on.

    Args:
        workspace: the sample workspace, its statistics loaded.
        plan_file: the plan file that becomes a ledger.
    """
    from luoshi.api import coverage_of, light_ledger, make_ledger, open_plan, plan_texts
    from luoshi.cli.light_summary import print_lights
    from luoshi.workspace.ledger_file import SUFFIX, read_ledger, write_ledger

    plan = open_plan(plan_file)
    made = workspace.ledgers / f"{plan_file.name.removesuffix('.plan.yaml')}{SUFFIX}"
    if not made.exists():
        write_ledger(make_ledger(plan, workspace, texts=plan_texts(plan_file, plan)), made)
    ledger = read_ledger(made)
    coverage, _ = coverage_of(plan, ledger)
    console.say("\n任务分解：由规划做成台账，规划没有写单位、时限的只提建议，人采纳以前不算数：\n")
    proposed = sum(bool(one.proposals) for one in ledger.tasks)
    console.say(f"  {ledger.name}：任务 {len(ledger.tasks)} 项（{proposed} 项有建议），项目 {len(ledger.projects)} 个")
    console.say(f"  规划的 {len(coverage.rows)} 条里还没有分解的 {len(coverage.open)} 条")
    console.say("\n亮灯：示例台账，每盏灯带着规则和理由：\n")
    print_lights(light_ledger(workspace, read_ledger(_sample(workspace)), AS_OF))
    started, plan_shown = console.started_as(), console.shown_path(plan_file)
    console.say(f"\n  {started} decompose {plan_shown}      把目标分到各县市区和各年")
    console.say(f"  {started} ledger                   列出台账；show、import、export、light、act、money 见 --help")
    console.say(f"  {started} ledger cover {plan_shown}   规划的每一条分解到了哪里")


def _sample(workspace: Workspace) -> Path:
    """Return the sample ledger in the workspace, put there with the table of its office when it is missing."""
    from luoshi.base.atomic import make_folder, write_bytes
    from luoshi.samples import sample_ledger, sample_task_table

    target = workspace.ledgers / sample_ledger().name
    make_folder(workspace.ledgers)
    for source, path in (
        (sample_ledger(), target),
        (sample_task_table(), workspace.documents.parent / "示例表格" / sample_task_table().name),
    ):
        if not path.exists():
            make_folder(path.parent)
            write_bytes(path, source.read_bytes())
    return target
