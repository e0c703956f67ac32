"""The options of ``luoshi freeze``, ``report``, ``site``. Not here: what the commands do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_DAY = ["%Y-%m-%d"]


class ReportFormat(StrEnum):
    """In what form a report is written."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"


FreezeName = Annotated[
    str,
    typer.Argument(
        metavar="[名称]",
        help="定稿的名称，如 2024-年度、2023-中期、2025-期末：开头是看到哪一年的数。不写时列出已有的定稿。",
        show_default=False,
    ),
]
PlanOfFreeze = Annotated[
    Path | None,
    typer.Option("--plan", metavar="规划.plan.yaml", help="规划文件；工作区里只有一份时不用写。", show_default=False),
]
LedgerOfFreeze = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="台账",
        help="哪份台账（名称或文件）：有网页数据库时从数据库取，否则从文件；只有一份时不用写，不要台账写 无。",
    ),
]
FreezeDay = Annotated[
    datetime | None,
    typer.Option("--as-of", metavar="年-月-日", formats=_DAY, help="台账和目标看哪一天的状态；不写时是今天。"),
]
MadeOn = Annotated[
    datetime | None,
    typer.Option("--made-on", metavar="年-月-日", formats=_DAY, help="定稿的日期；不写时是今天。", hidden=True),
]
FreezeYear = Annotated[
    int | None, typer.Option("--year", metavar="年", help="看到哪一年的数；不写时用名称开头的年份。")
]
FreezeSet = Annotated[str, typer.Option("--area-set", metavar="口径", help="“全市”用哪种口径。")]
MadeBy = Annotated[str, typer.Option("--by", metavar="姓名", help="谁做的定稿。")]
Correct = Annotated[
    str,
    typer.Option("--correct", metavar="理由", help="更正这份定稿：另做一份“名称-更正1”，写明理由，列出差异。"),
]
Approve = Annotated[str, typer.Option("--approve", metavar="姓名", help="批准公开这份定稿：谁批准的。")]
ApprovedOn = Annotated[
    datetime | None, typer.Option("--on", metavar="年-月-日", formats=_DAY, help="批准的日期；不写时是今天。")
]
ShowFreeze = Annotated[bool, typer.Option("--check", help="核对已有的定稿：逐个文件核对校验码，显示它的内容。")]

WhichFreeze = Annotated[
    str, typer.Option("--freeze", metavar="定稿", help="用哪份定稿；不写时用最近的一份。", show_default=False)
]
ReportArea = Annotated[str, typer.Option("--area", metavar="县", help="只写这个县的报告，如 青禾县。")]
ReportFormats = Annotated[
    list[ReportFormat] | None,
    typer.Option("--format", "-f", metavar="docx|pdf|xlsx", help="写成哪种文件，可以写几次；不写时是 docx。"),
]
ReportOutput = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件或文件夹", help="写到哪里；不写时在工作区的 build/报告/ 里。"),
]
Template = Annotated[
    Path | None,
    typer.Option("--template", metavar="模板.docx", help="用本局的 Word 模板；写法见 docs/评估报告.md。"),
]
Issuer = Annotated[str, typer.Option("--issuer", metavar="机关", help="署名的机关，如 某市教育局。")]
ReportDay = Annotated[
    datetime | None, typer.Option("--on", metavar="年-月-日", formats=_DAY, help="成文日期；不写时是定稿的日期。")
]
Edited = Annotated[
    Path | None,
    typer.Option("--check", metavar="改过的.docx", help="核对改过的 Word 报告：哪些数和定稿对不上。退出码 1 表示有。"),
]
IsPublic = Annotated[bool, typer.Option("--public", help="只用可以公开的内容写；要先批准公开。")]
SiteOutput = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件夹", help="网站写到哪里；不写时在工作区的 build/公开网站。"),
]
