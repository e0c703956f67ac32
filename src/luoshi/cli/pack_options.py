"""The options of ``luoshi packs``, each defined once; those it shares stand with the indicators.

Not here: what the command does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class FailOn(StrEnum):
    """Which verdict of a county ends the command with 1."""

    NEVER = "never"
    MISSED = "missed"
    UNKNOWN = "unknown"
    BY_HAND = "by-hand"


Name = Annotated[
    str, typer.Argument(metavar="[标准]", help="达标标准的名称、别名或编号，如 优质均衡；不写时列出全部标准。")
]
Year = Annotated[int | None, typer.Option("--year", metavar="年", help="公历年；不写时是最近一个有学校数据的年份。")]
Area = Annotated[str, typer.Option("--area", metavar="地区", help="只判定这个县（名称或代码），或这个口径的各县。")]
School = Annotated[
    str, typer.Option("--school", metavar="学校", help="只列这所学校（全名或学校标识码）：逐项的数、差多少、怎样补。")
]
FailOnOption = Annotated[
    FailOn,
    typer.Option(
        "--fail-on",
        metavar="never|missed|unknown|by-hand",
        help="有县的结论是未达到（missed），或未达到、缺数据（unknown），或还有要人工核查的（by-hand），"
        "以退出码 1 结束。默认 never。",
    ),
]
EveryGap = Annotated[bool, typer.Option("--all", help="列出全部未达到的学校；不写时每县只列补齐最省的几所。")]
