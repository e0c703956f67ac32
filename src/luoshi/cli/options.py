"""The options and arguments of all commands, each defined once.

Used as annotations by the commands. Not here: what they do.
"""

from __future__ import annotations

import re
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
    XLSX = "xlsx"
    HTML = "html"


class ComparisonFormat(StrEnum):
    """What ``compare`` gives out (比较的格式)."""

    SUMMARY = "summary"
    JSON = "json"
    XLSX = "xlsx"
    HTML = "html"


class ReviewFormat(StrEnum):
    """What ``review`` gives out (审校的格式)."""

    SUMMARY = "summary"
    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"
    DOCX = "docx"


KINDS = ("目标", "标准要求", "现状数据", "项目", "任务", "问题", "责任单位")
"""What a plan holds, by the names that users see, in the order of a plan."""


def _kinds(given: list[str] | None) -> list[str]:
    """Return the kinds named in ``--show``, which may be given several times or hold several with commas."""
    named = [name.strip() for text in given or () for name in re.split("[,，、|]", text)]
    if unknown := [name for name in named if name not in KINDS]:
        raise typer.BadParameter("、".join(unknown))
    return [kind for kind in KINDS if kind in named]


def _codes(given: list[str] | None) -> list[str]:
    """Return the codes named in ``--only``, which may be given several times or hold several with commas."""
    return [code.strip().upper() for text in given or () for code in re.split("[,，、|]", text) if code.strip()]


Version = Annotated[bool, typer.Option("--version", help="显示版本号。")]

Debug = Annotated[bool, typer.Option("--debug", help="出错时显示程序内部的调用过程（报告缺陷时用）。可写在任何位置。")]

Documents = Annotated[
    list[Path] | None,
    typer.Argument(metavar="文件...", help="规划文件：DOCX、PDF、HTML、MD 或 TXT，可以给几个。"),
]

OutputFormat = Annotated[
    Format | None,
    typer.Option(
        "--format",
        metavar="|".join(Format),
        help="summary 在屏幕上显示摘要并写出规划文件（默认）；yaml、json 把整个规划送到标准输出，或 -o 的文件；"
        "xlsx 写出 Excel 工作簿，改好后可以用 luoshi plan import-xlsx 读回；html 写出审阅页，原文和条目并排。",
    ),
]

# Text and not a path: a path would lose the closing slash that says "folder".
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="路径",
        help="写到这个文件，或以 / 结尾的文件夹。"
        "不写时：写到工作区的 plans/（xlsx 是 build/），不在工作区里就写到当前文件夹。",
    ),
]

Show = Annotated[
    list[str] | None,
    typer.Option(
        "--show",
        metavar="|".join(KINDS),
        callback=_kinds,
        help="摘要里列出这一类的全部条目；可以写几次，或用逗号分开。",
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

Force = Annotated[
    bool,
    typer.Option("--force", help="那里的文件被人改过，或不是由本文件编译的，也覆盖。原文件总不覆盖。"),
]

Previous = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        metavar="上一版.plan.yaml",
        help="上一版的规划文件：沿用其中的编号、人工更正、备注和绑定，列出新增、变化、移动和删去的条目。",
    ),
]

All = Annotated[bool, typer.Option("--all", help="摘要里列出全部目标和全部问题；几个文件时各出一份摘要。")]

# Text and not a path: the path of an empty name is the current folder.
NewFolder = Annotated[str, typer.Argument(metavar="文件夹", help="工作区放在哪里；没有就新建。")]

DemoFolder = Annotated[
    str | None,
    typer.Argument(metavar="[文件夹]", help="示例工作区放在哪里。不写时用 luoshi-demo；已在示例工作区里时，就用它。"),
]

NoServe = Annotated[bool, typer.Option("--no-serve", help="只生成文件，不启动网页应用。")]

Compared = Annotated[
    list[Path],
    typer.Argument(metavar="旧稿 新稿", help="两份规划：原文或规划文件；用 --upper 时只给一份。", show_default=False),
]

Upper = Annotated[
    Path | None,
    typer.Option(
        "--upper", metavar="上级规划", help="上级规划（原文或规划文件）：检查给出的规划有没有缺少、低于、晚于它的目标。"
    ),
]

CompareFormat = Annotated[
    ComparisonFormat | None,
    typer.Option(
        "--format",
        metavar="summary|json|xlsx|html",
        help="summary 显示在屏幕上（默认）；json 送到标准输出或 -o 的文件；xlsx、html 写到 -o 的文件。",
    ),
]

CompareOutput = Annotated[
    str | None, typer.Option("--output", "-o", metavar="文件", help="写到这个文件；扩展名是 .xlsx、.html 或 .json。")
]

CompareAll = Annotated[bool, typer.Option("--all", help="用 --upper 时，也列出达到的和没有比较的。")]

CompareForce = Annotated[bool, typer.Option("--force", help="那里已有文件也覆盖。")]

SourceDocument = Annotated[
    Path | None, typer.Option("--source", metavar="原文", help="编译它的原文件：逐条重读引文，核对位置。")
]

Workbook = Annotated[
    Path, typer.Argument(metavar="工作簿.xlsx", help="由 luoshi 写出、在 Excel 或 WPS 里改过的工作簿。")
]

PlanFile = Annotated[Path, typer.Argument(metavar="规划.plan.yaml", help="规划文件。")]

PlanOfWorkbook = Annotated[
    Path | None,
    typer.Argument(
        metavar="[规划.plan.yaml]",
        help="要更新的规划文件。不写时按工作簿里记的来源，在工作区的 plans/、工作簿旁边和当前文件夹里找。",
    ),
]

UpdatedPlan = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="路径", help="更新后的规划文件写到这里，原来的不动。不写时就更新原来的。"),
]

WorkbookOutput = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="路径", help="写到这个文件，或以 / 结尾的文件夹。"),
]

DeleteMissing = Annotated[
    bool, typer.Option("--delete-missing", help="工作簿里删掉的行，也从规划文件里删去。不写时只提示，条目保留。")
]

Reviewed = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="文件...",
        help="规划文件：DOCX、PDF、HTML、MD 或 TXT，可以给几个；也可以给编译并改正过的 *.plan.yaml，原文要在它旁边。",
    ),
]

ReviewOutputFormat = Annotated[
    ReviewFormat | None,
    typer.Option(
        "--format",
        metavar="|".join(ReviewFormat),
        help="summary 显示在屏幕上（默认）；json 送到标准输出，或 -o 的文件；html 写出审校页，意见在原文旁边；"
        "xlsx 写出意见表；docx 写出带批注的 Word 文件。",
    ),
]

ReviewOutput = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="路径",
        help="写到这个文件，或以 / 结尾的文件夹。"
        "不写时：html、xlsx、docx 写到工作区的 build/，不在工作区里就写到当前文件夹。",
    ),
]

ReviewForce = Annotated[
    bool, typer.Option("--force", help="那里的文件被人改过，或不是由本文件生成的，也覆盖。原文件总不覆盖。")
]

ReviewAll = Annotated[bool, typer.Option("--all", help="列出全部提示；几个文件时逐份列出意见。")]

Rules = Annotated[
    bool, typer.Option("--rules", help="列出全部审校规则：代码、名称、类别、程度、说明，停用的附理由；可以不给文件。")
]

Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="代码",
        callback=_codes,
        help="只用这些规则，如 V101，或一类，如 V2；可以写几次，或用逗号分开。",
    ),
]
