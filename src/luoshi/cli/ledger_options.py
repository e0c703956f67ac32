"""The options and arguments of ``luoshi ledger``, each defined once. Not here: what the commands do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

WorkspaceFolder = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", metavar="文件夹", help="工作区。不写时用当前文件夹所在的工作区。"),
]
LedgerName = Annotated[
    str,
    typer.Argument(
        metavar="[台账]",
        help="台账的名称或 *.ledger.json 文件。工作区只有一份时不用写。",
        show_default=False,
    ),
]
TableFile = Annotated[
    Path,
    typer.Argument(
        metavar="文件",
        help="本局的任务分解表（xlsx、xls、csv，或有表格的 docx、html、pdf），或改过的台账工作簿。",
        show_default=False,
    ),
]
Into = Annotated[
    str,
    typer.Option(
        "--into", metavar="台账", help="导入哪份台账：名称或 *.ledger.json 文件；没有的就新建。不写时用文件名。"
    ),
]
ColumnMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="项=表头",
        help="某一列是什么，如 --map '任务=工作事项'，可以写几个；也可以给出一个 YAML 文件。",
    ),
]
Preview = Annotated[bool, typer.Option("--preview", help="只看怎样认的：表头、列、前几行；什么也不写。")]
TableYear = Annotated[
    int | None, typer.Option("--year", metavar="年", help="“12月底”这样没有年份的时限是哪一年；不写时看表的标题。")
]
TablePeriod = Annotated[
    str,
    typer.Option(
        "--period", metavar="期", help="表里的完成情况是哪一期的，如 2024-06、2024Q2；不写时只保留文字，不记成填报。"
    ),
]
ErrorCopy = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件", help="退回的表写到这里；不写时写在原表旁边，名字加“.错误”。"),
]
BookFile = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="文件", help="写到这个文件；不写时写到工作区的 build/。")
]
ShownTo = Annotated[Path | None, typer.Option("--output", "-o", metavar="文件", help="json、csv、xlsx 写到这个文件。")]
Unit = Annotated[str, typer.Option("--unit", metavar="单位", help="只看这个单位、科室牵头或配合的。")]
States = Annotated[
    list[str] | None,
    typer.Option("--state", metavar="状态", help="只看这个状态的，可以写几个：待分解、待签收、执行中、待审核……"),
]
Area = Annotated[str, typer.Option("--area", metavar="县市区", help="只看这个县市区的。")]
Section = Annotated[str, typer.Option("--section", metavar="章节", help="只看这个章节、分组的；写其中几个字就行。")]
DueBefore = Annotated[
    datetime | None,
    typer.Option("--due-before", metavar="年-月-日", formats=["%Y-%m-%d"], help="只看时限在这一天以前的。"),
]
Overdue = Annotated[bool, typer.Option("--overdue", help="只看过了时限还没有办结的。")]
TaskNumber = Annotated[
    str, typer.Option("--task", metavar="编号或序号", help="看一项的全部：分工、节点、进展、申请、留痕。")
]
AsOfDay = Annotated[
    datetime | None,
    typer.Option("--as-of", metavar="年-月-日", formats=["%Y-%m-%d"], help="当作在这一天；不写时是今天。"),
]
Overwrite = Annotated[bool, typer.Option("--force", help="那里已有的文件也覆盖。")]
