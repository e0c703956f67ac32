"""The options and arguments of ``luoshi backup``, ``restore``, ``audit`` and ``doctor``. Not here: what they do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

BackupOutput = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="文件.zip",
        help="写到这个文件；不写时写到工作区的 web/backups/，文件名带时间。",
        show_default=False,
    ),
]
BackupFile = Annotated[
    Path, typer.Argument(metavar="备份.zip", help="由 luoshi backup 做成的文件。", show_default=False)
]
NewWorkspace = Annotated[
    Path,
    typer.Option("--workspace", "-w", metavar="文件夹", help="恢复到这里：不存在的，或空的。", show_default=False),
]
KnownHead = Annotated[
    str,
    typer.Option(
        "--head",
        metavar="序号:校验码",
        help="做备份时显示、抄在纸上的日志末尾，如 120:9f3a…：核对它还在日志里。校验码至少写前 12 位。",
        show_default=False,
    ),
]
