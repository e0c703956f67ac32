"""The options and arguments of ``luoshi stats``, each defined once. Not here: what the commands do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class DataStatus(StrEnum):
    """How final figures are (状态)."""

    FLASH = "快报"
    PRELIMINARY = "初步"
    FINAL = "正式"


Returns = Annotated[
    list[Path],
    typer.Argument(
        metavar="文件...", help="报表文件或装着它们的文件夹：xlsx、xls、csv，可以给几个。", show_default=False
    ),
]
ReturnFile = Annotated[Path, typer.Argument(metavar="文件", help="一个报表文件：xlsx、xls 或 csv。")]
WorkspaceFolder = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", metavar="文件夹", help="工作区。不写时用当前文件夹所在的工作区。"),
]
Year = Annotated[
    int | None,
    typer.Option("--year", metavar="年", help="学年（写起始年，2024 是 2024—2025 学年）或公历年；表上写明了的不用写。"),
]
Status = Annotated[DataStatus, typer.Option("--status", metavar="快报|初步|正式", help="数据的状态，默认正式。")]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", metavar="年-月-日", formats=["%Y-%m-%d"], help="数据的时点，如 2024-09-01。"),
]
OnlyCheck = Annotated[bool, typer.Option("--check", help="只核对，不装入。")]
Wait = Annotated[float, typer.Option("--wait", metavar="秒", help="另一个装入正在进行时最多等多久，默认 30 秒。")]
Note = Annotated[str, typer.Option("--note", metavar="文字", help="记在快照上的说明。")]
AllFindings = Annotated[bool, typer.Option("--all", help="列出全部问题；不写时每种只列前几个。")]
ReturnedTo = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件夹", help="退回的文件和情况说明写到这里；不写时写到工作区的 build/。"),
]
Tables = Annotated[
    list[str] | None, typer.Argument(metavar="[表...]", help="数据表的名称，如 校舍和设备；不写时是所有要填报的表。")
]
EveryField = Annotated[bool, typer.Option("--all", help="也列出别的系统里已有的字段。")]
BookOutput = Annotated[Path | None, typer.Option("--output", "-o", metavar="文件.xlsx", help="写到这个 Excel 文件。")]
TemplateOutput = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件.xlsx", help="写到这个文件；不写时写到工作区的 build/。"),
]
Overwrite = Annotated[bool, typer.Option("--force", help="那里已有文件也覆盖。")]
TableName = Annotated[str, typer.Argument(metavar="表", help="数据表的名称，如 在校学生。", show_default=False)]
FieldName = Annotated[str, typer.Argument(metavar="字段", help="字段的名称，如 在校学生数。", show_default=False)]
SplitBy = Annotated[str, typer.Option("--by", metavar="字段", help="再按这一项分，如 学段、年级。")]
TableOfSheet = Annotated[
    str,
    typer.Option("--table", metavar="表", help="认不出的工作表是哪张表，如 在校学生；写出要补全的映射文件。"),
]
Save = Annotated[bool, typer.Option("--save", help="把识别结果写成映射文件，放进工作区的 rules/mappings/。")]
SnapshotName = Annotated[
    str, typer.Argument(metavar="快照", help="快照编号的前几位，或写：上一个。", show_default=False)
]
OldSnapshot = Annotated[str, typer.Argument(metavar="[旧快照]", help="快照编号的前几位；不写时是上一个。")]
NewSnapshot = Annotated[str, typer.Argument(metavar="[新快照]", help="不写时是现在的。")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 送到标准输出。")]
