"""The part of ``luoshi demo`` that computes indicators and judges by a pack (指标和达标标准).

Entries: :func:`show_indicators`, :func:`show_packs`. Not here: loading the statistics
(:mod:`luoshi.cli.demo_statistics`), monitored targets (:mod:`luoshi.cli.demo_monitoring`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.cli import console

if TYPE_CHECKING:
    from luoshi.workspace.folder import Workspace

_SHOWN = (
    "学前三年毛入园率",
    "普惠性幼儿园覆盖率",
    "扣除转学后的初中三年巩固率",
    "高中阶段毛入学率",
    "义务教育大班额比例",
    "民办义务教育在校生占比",
    "一般公共预算教育支出增长率",
)
_EXPLAINED = "普惠性幼儿园覆盖率"
_PACK = "优质均衡"


def show_indicators(workspace: Workspace) -> None:
    """Print a few indicators of the sample city, year by year, and say where one goes on."""
    from luoshi.api import compute_indicators, list_indicators
    from luoshi.api.indicators import Wanted
    from luoshi.cli.indicator_summary import print_values

    known = list_indicators(workspace)
    there = {one.name for one in known}
    console.say(f"\n指标：内置 {len(known)} 个，都从装入的报表算，只除一次、只修约一次：\n")
    print_values(compute_indicators(workspace, Wanted(tuple(name for name in _SHOWN if name in there))), "city")
    command = console.started_as()
    console.say(f"  在 {workspace.root} 里：")
    console.say(f"  {command} indicators --by county --year 2024     各县的全部指标")
    console.say(f"  {command} explain {_EXPLAINED} --area 青禾县   一个数怎样来的，直到哪个文件第几行")


def show_packs(workspace: Workspace) -> None:
    """Print how the counties stand by a pack, and say where one goes on."""
    from luoshi.api import evaluate_pack
    from luoshi.api.packs import PackOrder
    from luoshi.cli.pack_summary import print_counties

    console.say("\n达标标准：各校、各县按督导评估标准逐项判定，差多少、怎样补最省：\n")
    print_counties(console.rich_console(), evaluate_pack(workspace, PackOrder(_PACK)))
    command = console.started_as()
    console.say(f"  在 {workspace.root} 里：")
    console.say(f"  {command} packs                           有哪些标准")
    console.say(f"  {command} packs {_PACK} --area 青禾县      一个县逐项的结论和补齐方案")
    console.say(f"  {command} packs {_PACK} --format xlsx     写成工作簿：县级结论、学校逐项、差距清单、补齐方案")
