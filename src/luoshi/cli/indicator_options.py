"""The options of ``luoshi indicators`` and ``luoshi explain``, each defined once. Not here: what the commands do."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from luoshi.cli.table_options import TableFormat

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[指标...]", help="指标的名称、别名或编号，可以给几个；不写时是全部指标。"),
]
Name = Annotated[str, typer.Argument(metavar="指标", help="指标的名称、别名或编号。", show_default=False)]
Years = Annotated[
    list[int] | None,
    typer.Option("--year", metavar="年", help="公历年，可以写几次；不写时是全部年份。"),
]
Year = Annotated[int | None, typer.Option("--year", metavar="年", help="公历年；不写时是最近有数的一年。")]


class By(StrEnum):
    """By what values are listed."""

    CITY = "city"
    COUNTY = "county"
    SCHOOL = "school"
    OWNERSHIP = "ownership"
    LOCATION = "location"
    STAGE = "stage"
    GRADE = "grade"
    KIND = "kind"
    GROUP = "group"


ByOption = Annotated[
    By,
    typer.Option(
        "--by",
        metavar="city|county|school|ownership|location|stage|grade|kind|group",
        help="city 全市（默认）、county 各县、school 各校；ownership 举办性质、location 城乡、stage 学段、grade 年级、"
        "kind 办学类型、group 群体（随迁子女、留守儿童……）。",
    ),
]
Area = Annotated[str, typer.Option("--area", metavar="地区", help="只看这个地区（名称或代码），或它的学校。")]
AreaSet = Annotated[
    str, typer.Option("--area-set", metavar="口径", help="按这个口径汇总，如 全市不含省直管县；写“全部”时各口径并列。")
]
Place = Annotated[
    str, typer.Option("--area", metavar="地区或学校", help="地区、口径或学校的名称或代码；不写时是全市。")
]
Part = Annotated[str, typer.Option("--part", metavar="分项", help="分项，如 公办、小学、随迁子女；和 --by 一起写。")]
PartBy = Annotated[By | None, typer.Option("--by", metavar="ownership|stage|…", help="分项按什么分，见 --part。")]


FormatOption = Annotated[
    TableFormat,
    typer.Option("--format", "-f", metavar="table|json|csv|xlsx", help="屏幕上的表（默认）、JSON、CSV、Excel。"),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件", help="写到这个文件；Excel 不写时写到工作区的 build/。"),
]
Overwrite = Annotated[bool, typer.Option("--force", help="那里已有文件也覆盖。")]
WorkspaceFolder = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", metavar="文件夹", help="工作区。不写时用当前文件夹所在的工作区。"),
]
List = Annotated[bool, typer.Option("--list", help="列出指标的定义和依据，不算数值。")]
EveryRow = Annotated[bool, typer.Option("--all", help="列出全部的行；不写时只列前 10 行。")]
