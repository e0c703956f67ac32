"""The options and arguments of ``luoshi ledger make``, ``cover`` and ``trace``. Not here: what they do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PlanFile = Annotated[
    Path, typer.Argument(metavar="规划.plan.yaml", help="规划文件，也可以是规划原文。", show_default=False)
]
CoveredLedger = Annotated[
    str,
    typer.Argument(
        metavar="[台账]",
        help="台账的名称或 *.ledger.json 文件。不写时用工作区 ledgers/ 里由这份规划做成的。",
        show_default=False,
    ),
]
AnnualFiles = Annotated[
    list[Path],
    typer.Argument(metavar="要点.plan.yaml…", help="各年的工作要点：规划文件或原文，可以几份。", show_default=False),
]
MadeFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="台账.ledger.json",
        help="写到哪里；不写时写进工作区的 ledgers/。已有的只增补，不覆盖。",
    ),
]
WithPlans = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="别的规划", help="写了责任单位的别的规划，其中相似的任务用来提建议；可以写几次。"),
]
Counties = Annotated[
    list[str] | None,
    typer.Option(
        "--county", metavar="县市区", help="各县都要做的任务分到这些县；可以写几次。不写时用统计数据里的县市区。"
    ),
]
LedgerName = Annotated[str, typer.Option("--name", metavar="名称", help="台账的名称；不写时用规划的标题。")]
NoNeed = Annotated[
    Path | None,
    typer.Option("--no-need", metavar="文件", help="不需要分解的清单：有“编号”和“理由”两列的 XLSX 或 CSV。"),
]
Divided = Annotated[
    Path | None,
    typer.Option(
        "--divided",
        metavar="分解.json",
        help="目标分解的结果（decompose --format json -o）：分到了县的算已分解。",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="还有未分解的条目时，以退出码 1 结束。")]
