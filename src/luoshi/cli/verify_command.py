"""``luoshi verify``: every published figure worked out again from a verification package (核验).

Entry: :func:`run`. Not here: the recomputing (:mod:`luoshi.api`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE
from luoshi.cli import console
from luoshi.cli.doctor_command import say_finding

if TYPE_CHECKING:
    from luoshi.model.evaluation.verification import Verification

HELP = (
    "核对核验包：在任何一台机器上，把公布的每个数重新算一遍，列出算得一样的、不一样的和不能完全核对的。\n"
    "退出码：0 全部一样；1 有不一样的，或校验码不是 --sha256 写的；2 没能完成。"
)
_SHOWN = 30
PackageFile = Annotated[
    Path, typer.Argument(metavar="核验包.zip", help="luoshi package 写出的文件。", show_default=False)
]
Known = Annotated[
    str,
    typer.Option(
        "--sha256",
        metavar="校验码",
        help="发布机关公布的 SHA-256（至少前 12 位）：和这个文件的比较。",
        show_default=False,
    ),
]
All = Annotated[bool, typer.Option("--all", help="列出全部不一样的数。")]


def run(package: PackageFile, known: Known = "", show_all: All = False) -> int:
    """Verify a package and show what was found."""
    from luoshi.api import verify_package_file

    found = verify_package_file(package)
    _print(found)
    shown = found.findings if show_all else found.findings[:_SHOWN]
    for one in shown:
        say_finding(one)
    if len(found.findings) > len(shown):
        console.say(f"……共 {len(found.findings)} 处，用 --all 看全部")
    expected = known.strip().lower()
    is_known = not expected or (len(expected) >= 12 and found.sha256.startswith(expected))
    if not is_known:
        console.say("这个文件的 SHA-256 和 --sha256 写的不同：不是发布机关公布的那一份")
    if not found.is_right or not is_known:
        console.say(f"核验没有通过：{len(found.findings)} 处不一样")
        return EXIT_FINDINGS
    console.say(f"核验通过：重算 {found.equal} 个数，全部一样")
    return EXIT_FINE


def _print(found: Verification) -> None:
    from rich.table import Table

    console.say(f"{found.plan}　{found.freeze}")
    console.say(f"定稿的校验码 {found.freeze_digest}")
    console.say(f"本文件的 SHA-256 {found.sha256}")
    table = Table(title="重算的数", title_justify="left")
    table.add_column("种类")
    table.add_column("一样", justify="right")
    table.add_column("不一样", justify="right")
    for one in found.checked:
        table.add_row(one.kind, str(one.equal), str(one.different) if one.different else "")
    console.rich_console().print(table)
    if found.limited:
        console.say("不能完全核对的：")
    for limit in found.limited:
        console.say(f"  {limit.kind} {limit.count} 个：{limit.why}（如 {limit.examples[0]}）")
