"""The part of ``luoshi demo`` that loads the statistics of the sample city (统计数据).

Entry: :func:`show_statistics`. Files that are there already are kept, and the same figures make no second snapshot.
Not here: the other steps (:mod:`luoshi.cli.demo_command`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import console

if TYPE_CHECKING:
    from luoshi.model.statistics import LoadResult
    from luoshi.workspace.folder import Workspace

_TROUBLED = "有错的报表"
"""The folder of the returns with planted mistakes: beside those that are loaded."""
_SHOWN = ("institutions", "pupils", "classes", "staff", "premises", "finance", "population")


def show_statistics(workspace: Workspace) -> None:
    """Write the returns of the sample city, load them, and say what was done and where one goes on."""
    from luoshi.api import load_statistics, statistics_library
    from luoshi.model.tables import TimePoint
    from luoshi.stats.loading import LoadOrder

    console.say("\n统计数据：装入临江市六年的报表，格式和别的系统导出的一样（合并表头、横表、夹着合计行）：\n")
    paths = _written(workspace.data)
    result = load_statistics(workspace, LoadOrder(tuple(paths), TimePoint(), datetime.now(), by="演示"))
    titles = statistics_library(workspace).definitions.tables
    rows = "，".join(f"{titles[name].title} {result.rows[name]:,}" for name in _SHOWN if name in result.rows)
    console.say(f"  {len(paths)} 个文件，{len(result.rows)} 张表，{sum(result.rows.values()):,} 行（{rows}……）")
    console.say(f"  {_outcome(result)}")
    command = console.started_as()
    flawed = workspace.root / _TROUBLED
    _written(flawed, troubled=True)
    console.say(f"  在 {workspace.root} 里：")
    console.say(f"  {command} stats                         看有哪些数据")
    console.say(f"  {command} stats load {_TROUBLED} --check   核对有意改错的一版，每条核对规则错一处")
    console.say(f"  {command} stats total 在校学生 在校学生数   各种口径的合计")
    console.say(f"  {command} stats template                写出填报模板，只问别的系统里没有的")


def _outcome(result: LoadResult) -> str:
    found = len(result.findings)
    if result.refused:
        return f"没有装入：核对出 {found} 处问题，用 luoshi stats load data 看"
    what = "已装入" if result.is_new else "和已有的数据一样"
    snapshot = f"快照 {result.snapshot.id}" if result.snapshot else ""
    return f"{what}，{snapshot}；核对出要留意的 {found} 处，比上年变动超过 10% 的 {len(result.movements)} 项"


def _written(folder: Path, *, troubled: bool = False) -> list[Path]:
    """Write the sample returns that are not there yet; return all of them."""
    from luoshi.api import sample_returns
    from luoshi.base.atomic import make_folder

    paths: list[Path] = []
    for name, content in sample_returns(troubled=troubled):
        path = folder / name
        make_folder(path.parent)
        if not path.exists():
            path.write_bytes(content)
        paths.append(path)
    return paths
