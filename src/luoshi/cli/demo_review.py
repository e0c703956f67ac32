"""The part of ``luoshi demo`` that reviews the flawed edition of the sample plan (审校).

Entry: :func:`show_review`. Not here: the other steps (:mod:`luoshi.cli.demo_command`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.cli import console

if TYPE_CHECKING:
    from luoshi.workspace.folder import Workspace

_REVIEWED = "审校示例"
"""The folder of the flawed edition: beside the documents, for it is not to be compiled with them."""
_FINDINGS_SHOWN = 5


def show_review(workspace: Workspace) -> None:
    """Review the flawed edition of the sample plan and show what is found first."""
    from luoshi.api import review_plan
    from luoshi.base.atomic import make_folder, write_bytes
    from luoshi.cli.review_summary import print_review
    from luoshi.samples import flawed_plan

    sample = flawed_plan()
    document = workspace.root / _REVIEWED / sample.name
    make_folder(document.parent)
    if not document.exists():
        write_bytes(document, sample.read_bytes())
    review = review_plan(document)
    console.say(f"\n审校：找出规划里的毛病。示例是有意改错的一版，先看前 {_FINDINGS_SHOWN} 处错误：\n")
    print_review(review, at_most=_FINDINGS_SHOWN)
    command = f"{console.started_as()} review {console.shown_path(document)}"
    left = max(0, len(review.findings) - _FINDINGS_SHOWN)
    console.say(f"\n……还有 {left} 处，用下面的命令看：" if left else "")
    console.say(f"  {command} --all           列出全部意见")
    console.say(f"  {command} --format docx   写出带批注的 Word 文件")
