"""``luoshi package``: the verification package of a freeze that may be published (核验包).

Entries: :func:`run`, :func:`write_verification_package`. Not here: what may be published (:mod:`luoshi.api`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.cli import console, stats_options
from luoshi.cli import freeze_options as options
from luoshi.cli.doctor_command import say_finding
from luoshi.cli.places import the_workspace, write_file
from luoshi.cli.report_command import chosen_freeze

if TYPE_CHECKING:
    from luoshi.workspace.folder import Workspace

HELP = (
    "写出核验包：公布的数据（细到可以公布的程度）、指标定义、指标值、目标和校验码，别人用 luoshi verify 重算每个数。\n"
    "只收批准公开的定稿；没有公布的逐类列出。退出码：0 写出了；1 不能公开；2 没能完成。"
)
_SHOWN = 120
"""So many characters of a list of what was held back are shown."""
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="文件", help="写到这个文件；不写时是 build/名称-核验包.zip。", show_default=False
    ),
]


def run(
    freeze: options.WhichFreeze = "",
    output: Output = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Write the package of a freeze."""
    place = the_workspace(workspace)
    return write_verification_package(place, chosen_freeze(place, freeze), output, force=force)


def write_verification_package(place: Workspace, freeze: str, output: Path | None = None, *, force: bool) -> int:
    """Write the package of a freeze, with the facts of its public report; tell what was held back; return how it went.

    Raises:
        LuoshiError: S007 when it is not to be a zip, S014 when there is a file already, unless ``force``.
    """
    from luoshi.api import package_bytes, public_edition

    edition, findings = public_edition(place, freeze)
    for one in findings:
        say_finding(one)
        if one.quote:
            console.say(f"  {one.quote if len(one.quote) <= _SHOWN else one.quote[:_SHOWN] + '……'}")
    if edition is None:
        console.say("没有写出核验包：上面标为错误的，解决了才能公开")
        return EXIT_FINDINGS
    target = output if output is not None else place.root / "build" / f"{freeze}-核验包.zip"
    if target.suffix.lower() != ".zip":
        raise LuoshiError("S007", "核验包是 zip 文件", where=str(target), hint="文件名用 .zip 结尾")
    data = package_bytes(edition)
    write_file(data, target, force=force)
    if edition.withheld:
        held = "".join(f"{one.kind}\t{one.what}\t{one.why}\n" for one in edition.withheld)
        write_file(held.encode("utf-8-sig"), target.with_name(f"{target.stem}-没有公开的.txt"), force=True)
    console.say(f"SHA-256 {hashlib.sha256(data).hexdigest()}")
    console.say("把这个校验码和核验包分开公布（如登在政府网站上），收到的人才认得出整套改过的假文件")
    return EXIT_FINE
