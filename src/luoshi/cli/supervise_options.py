"""The options of ``luoshi supervise``. Not here: what the command does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

CaseNumber = Annotated[str, typer.Option("--case", metavar="编号", help="督查件的编号：只看这一件，或对它走一步。")]
Step = Annotated[str, typer.Option("--step", metavar="步骤", help="走这一步，如 督办单、整改反馈、销号。")]
Note = Annotated[str, typer.Option("--note", metavar="文字", help="理由或说明。")]
DocumentNumber = Annotated[str, typer.Option("--document", metavar="文号", help="文书的文号。")]
Evidence = Annotated[
    list[str] | None, typer.Option("--evidence", metavar="材料", help="佐证材料的名称或位置；可以写几次。")
]
Fill = Annotated[
    list[str] | None, typer.Option("--fill", metavar="项=内容", help="文书里的一项，如 办理要求=…；可以写几次。")
]
By = Annotated[str, typer.Option("--by", metavar="姓名", help="经办人或单位。")]
Role = Annotated[
    str, typer.Option("--role", metavar="角色", help="经办人的角色；只有一种角色能办、又不是领导时不用写。")
]
On = Annotated[
    datetime | None,
    typer.Option("--on", metavar="年-月-日", formats=["%Y-%m-%d"], help="这一步的日期，或看哪天的情形；不写时是今天。"),
]
Due = Annotated[
    datetime | None,
    typer.Option("--due", metavar="年-月-日", formats=["%Y-%m-%d"], help="文书里写明的期限；不写时按程序的工作日数。"),
]
Procedure = Annotated[str, typer.Option("--procedure", metavar="程序", help="新立的件用哪种程序，默认督查督办。")]
Title = Annotated[str, typer.Option("--title", metavar="事项", help="新立一件，写明督查督导的事项。")]
Subject = Annotated[str, typer.Option("--subject", metavar="对象", help="新立的件的对象：责任单位、县或学校。")]
EntryNumber = Annotated[str, typer.Option("--entry", metavar="编号", help="新立的件督办台账里的哪项任务。")]
Overdue = Annotated[bool, typer.Option("--overdue", help="只列超期的；有时退出码为 1。")]
ShowProcedures = Annotated[bool, typer.Option("--rules", help="列出各种程序：步骤、谁办、文书、期限。")]
Posts = Annotated[
    Path | None,
    typer.Option("--inspectors", metavar="文件", help="责任督学安排（督学、学校两列），和 --schools 一起核对。"),
]
Propose = Annotated[
    bool, typer.Option("--propose", help="按工作区各台账的灯和程序里的规定，列出建议的步骤；不会替人走。")
]
YearlyList = Annotated[
    Path | None,
    typer.Option(
        "--yearly-list", metavar="文件", help="批准的年度督导检查清单（事项、年度、对象、月份），和督导件核对。"
    ),
]
Schools = Annotated[Path | None, typer.Option("--schools", metavar="文件", help="全部学校的名单，核对责任督学时用。")]
Word = Annotated[
    Path | None,
    typer.Option(
        "--word", metavar="文件夹", help="把这一件（--case）各步的文书写成 Word：提醒函、督办单、通报、约谈、整改……"
    ),
]
Issuer = Annotated[str, typer.Option("--issuer", metavar="机关", help="文书署名的机关；不写时是程序里写的机构。")]
