"""Options of ``luoshi serve``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

WorkspaceFolder = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", metavar="文件夹", help="工作区；不写时是现在所在的工作区。", show_default=False),
]
Host = Annotated[str, typer.Option("--host", metavar="地址", help="在哪个地址上听；0.0.0.0 表示所有网卡。")]
Port = Annotated[int, typer.Option("--port", metavar="端口", help="端口。", min=1, max=65535)]
Today = Annotated[
    datetime | None,
    typer.Option(
        "--today", metavar="日期", formats=["%Y-%m-%d"], help="演示用：把今天固定为这一天。", show_default=False
    ),
]
