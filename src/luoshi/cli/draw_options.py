"""The options and arguments of ``luoshi draw``. Not here: what the command does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Schools = Annotated[
    Path,
    typer.Argument(metavar="学校名单", help="xlsx、xls、csv，或一行一个名称的 txt。", show_default=False),
]
Inspectors = Annotated[Path | None, typer.Option("--inspectors", metavar="文件", help="检查人员名单；不写时只抽学校。")]
Seed = Annotated[str, typer.Option("--seed", metavar="种子", help="公布的种子：一串谁也不能事先知道的数字或文字。")]
Count = Annotated[str, typer.Option("--count", metavar="数", help="几所，如 10；或百分之几，如 5%（不足一所进一）。")]
By = Annotated[str, typer.Option("--by", metavar="列", help="按这一列分组，每组各抽 --count，如 县市区。")]
PerSchool = Annotated[
    int | None, typer.Option("--per-school", metavar="人数", min=1, help="每所学校派几人；不写时 2。")
]
Avoid = Annotated[
    list[str] | None,
    typer.Option(
        "--avoid",
        metavar="列",
        help="这一列的值相同的要回避；两份名单的列名不同时写 人员的列=学校的列，如 单位=学校名称。可以写几次。",
    ),
]
SchoolColumn = Annotated[
    str,
    typer.Option("--school-column", metavar="列", help="学校名单里名称是哪一列；不写时认 学校名称、学校。"),
]
InspectorColumn = Annotated[
    str,
    typer.Option("--inspector-column", metavar="列", help="检查人员名单里姓名是哪一列；不写时认 姓名、督学。"),
]
Title = Annotated[str, typer.Option("--title", metavar="文字", help="这次抽查叫什么，写进记录。")]
Present = Annotated[list[str] | None, typer.Option("--present", metavar="姓名", help="在场的人，写进记录；可写几次。")]
SeedSource = Annotated[str, typer.Option("--seed-source", metavar="文字", help="种子从哪里来，写进记录。")]
HeldAt = Annotated[
    datetime | None,
    typer.Option(
        "--held-at",
        metavar="时间",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"],
        help="抽签的时间，写进记录；不写时是现在。",
    ),
]
OnlyDigest = Annotated[bool, typer.Option("--digest", help="只算名单的摘要，用来在产生种子以前公布；不抽。")]
Replay = Annotated[
    Path | None,
    typer.Option(
        "--replay", metavar="记录.json", help="按记录重演，说一致，或哪里不同；另写的种子等和记录不同的，不重演。"
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="文件.json",
        help="抽签记录写到这里，旁边另写一份同名的 .txt；加 --digest 时是文件夹，写规范名单。",
    ),
]
Overwrite = Annotated[bool, typer.Option("--force", help="那里已有文件也覆盖。")]
