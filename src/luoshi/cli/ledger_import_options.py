"""Options of ``luoshi ledger import`` about who reports and what is under way. Not here: its other options."""

from __future__ import annotations

from typing import Annotated

import typer

Reporter = Annotated[
    str, typer.Option("--by", metavar="姓名", help="填报人。表里有进展、完成的节点时必须写，不用登录名代替。")
]
UnderWay = Annotated[
    bool,
    typer.Option(
        "--under-way", help="表里新的任务早已签收、在执行：有牵头单位和时限的记为执行中。要写 --by；不用于台账工作簿。"
    ),
]
