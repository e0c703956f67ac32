"""The options and arguments of all commands, each defined once.

Used as annotations by the commands. Not here: what they do.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from luoshi.base.findings import Severity


class Format(StrEnum):
    """What ``compile`` gives out (格式)."""

    SUMMARY = "summary"
    YAML = "yaml"
    JSON = "json"


Version = Annotated[bool, typer.Option("--version", help="显示版本号。")]

Debug = Annotated[bool, typer.Option("--debug", help="出错时显示程序内部的调用过程（报告缺陷时用）。可写在任何位置。")]

Documents = Annotated[
    list[Path] | None,
    typer.Argument(metavar="文件...", help="规划文件：DOCX、HTML、MD 或 TXT，可以给几个。"),
]

OutputFormat = Annotated[
    Format,
    typer.Option(
        "--format",
        metavar="summary|yaml|json",
        help="summary 在屏幕上显示摘要并写出规划文件（默认）；yaml、json 把整个规划送到标准输出，不写文件。",
    ),
]

# Text and not a path: a path would lose the closing slash that says "folder".
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="路径",
        help="写到这个文件，或以 / 结尾的文件夹。不写时：在工作区里写到 plans/，否则写到当前文件夹。",
    ),
]

Explain = Annotated[bool, typer.Option("--explain", help="列出编译的各个步骤，每步需要什么、给出什么；可以不给文件。")]

FailOn = Annotated[
    Severity,
    typer.Option(
        "--fail-on",
        metavar="error|warning|info",
        help="有这一级或更重的问题（错误、警告、提示）时，以退出码 1 结束。默认 error。",
    ),
]

Force = Annotated[bool, typer.Option("--force", help="规划文件被人改过，或不是由本文件编译的，也覆盖。")]

All = Annotated[bool, typer.Option("--all", help="摘要里列出全部目标和全部问题，不只前几十项。")]

NewFolder = Annotated[Path, typer.Argument(metavar="文件夹", help="工作区放在哪里；没有就新建。")]

DemoFolder = Annotated[Path, typer.Argument(metavar="[文件夹]", help="示例工作区放在哪里。不写时用 luoshi-demo。")]

NoServe = Annotated[bool, typer.Option("--no-serve", help="只生成文件，不启动网页。本版还没有网页，写不写都一样。")]
