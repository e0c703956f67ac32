"""The part of ``luoshi demo`` that reports and publishes: two freezes, three reports, the public site, the package.

Entry: :func:`show_reports`. What was frozen before is kept. Not here: the other steps (:mod:`luoshi.cli.demo_command`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import console
from luoshi.cli.demo_ledger import AS_OF

if TYPE_CHECKING:
    from luoshi.model.plan import Plan
    from luoshi.workspace.folder import Workspace

_MIDTERM, _ANNUAL = "2023-中期", "2024-年度"
_ISSUER = "临江市教育局"
_APPROVED_BY = "局长办公会（示例）"
_PUBLIC = """\
# 示例：任务和项目都公开；正式使用时由本局决定，写法见 docs/公开.md。
publication:
  tasks: 公开
  projects: 公开
"""


def show_reports(workspace: Workspace, plan_file: Path) -> None:
    """Freeze twice, write three reports and the site, verify the package, and say where all lies.

    Args:
        workspace: the sample workspace, its statistics loaded, its sample ledger there.
        plan_file: the plan file that is evaluated.
    """
    from luoshi.api import compose_report, open_freeze, open_plan
    from luoshi.cli.report_command import write_public_site, write_report

    console.say("\n定稿和评估报告：把一天的规划、数据、台账和规则固定下来，报告、网站、核验包都从它做：\n")
    plan = open_plan(plan_file)
    _freeze(workspace, plan, _MIDTERM)
    _freeze(workspace, plan, _ANNUAL)
    _publication_rules(workspace)
    console.say("")
    for name, kind in ((_MIDTERM, "midterm"), (_ANNUAL, "annual"), (_ANNUAL, "bulletin")):
        report = compose_report(open_freeze(workspace, name), kind, issuer=_ISSUER)
        write_report(workspace, report, ["docx", "pdf"] if kind != "bulletin" else ["docx"])
    write_public_site(workspace, _ANNUAL, None, _ISSUER)
    _package(workspace)
    command = console.started_as()
    console.say(f"  在 {workspace.root} 里：")
    console.say(f"  {command} report annual --area 青禾县 -f pdf     一个县的报告")
    console.say(f"  {command} report annual --check 改过的.docx      改过的报告和定稿对不对得上")
    console.say(f"  {command} freeze {_ANNUAL} --check             核对定稿的校验码")


def _freeze(workspace: Workspace, plan: Plan, name: str) -> None:
    """Make a freeze of the sample and let it be published, where there is none yet."""
    from luoshi.api import FreezeOrder, approve_freeze
    from luoshi.cli.freeze_command import make
    from luoshi.samples import sample_ledger
    from luoshi.workspace.freeze_folder import freeze_names
    from luoshi.workspace.ledger_file import read_ledger

    if name in freeze_names(workspace):
        console.say(f"  已有定稿 {name}")
        return
    if name == _MIDTERM:
        day = date(2024, 1, 15)
        make(workspace, FreezeOrder(name, date(2023, 12, 31), day, plan, made_by="演示"))
    else:
        day = AS_OF
        ledger = read_ledger(workspace.ledgers / sample_ledger().name)
        make(workspace, FreezeOrder(name, day, day, plan, ledger, "文件", made_by="演示"))
    approve_freeze(workspace, name, _APPROVED_BY, day)


def _publication_rules(workspace: Workspace) -> None:
    from luoshi.base.atomic import make_folder, write_text

    path = workspace.rules / "publication" / "公开范围.yaml"
    if not path.exists():
        make_folder(path.parent)
        write_text(path, _PUBLIC)


def _package(workspace: Workspace) -> None:
    from luoshi.cli.package_command import write_verification_package

    write_verification_package(workspace, _ANNUAL, force=True)
