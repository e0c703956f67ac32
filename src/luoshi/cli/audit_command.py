"""``luoshi audit``: the operation log proves itself (操作日志). Entries: :func:`verify`, :func:`head_given`.

Not here: the chain (``luoshi.web.audit.chain``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.cli import backup_options, console, serve_options
from luoshi.cli.places import the_workspace

if TYPE_CHECKING:
    from luoshi.web.audit.heads import Head

HELP = "操作日志：校验有没有被改过。"
VERIFY_HELP = (
    "从第一条起逐条校验操作日志：有没有改过、删过、换过次序；--head 核对备份上记的末尾还在不在。\n"
    "退出码：0 无误，1 有问题，2 没能完成。"
)
_HEAD = re.compile(r"(\d+)[:：]([0-9a-fA-F]{12,64})")


def verify(head: backup_options.KnownHead = "", workspace: serve_options.WorkspaceFolder = None) -> int:
    """Verify the chain of the log."""
    known = head_given(head)
    place = the_workspace(workspace)
    from luoshi.web.setup import prepare, require_migrated

    prepare(place.root)
    require_migrated()
    from luoshi.cli.doctor_command import say_finding
    from luoshi.web.audit import chain

    wrong = 0
    for finding in chain.verify(known):
        say_finding(finding)
        wrong += 1
    last = chain.head()
    if wrong:
        console.say(f"操作日志有 {wrong} 处问题")
        return EXIT_FINDINGS
    console.say(f"操作日志 {last.number} 条，校验无误；末尾 {last.number}:{last.hash}")
    return EXIT_FINE


def head_given(text: str) -> Head | None:
    """Return the head that was typed; None when none was.

    Raises:
        LuoshiError: N526 when it is none.
    """
    if not text.strip():
        return None
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        hint = "写法：序号:校验码，校验码至少写前 12 位，如 120:9f3a0b5c77de"
        raise LuoshiError("N526", f"--head 写成了“{text}”", hint=hint)
    from luoshi.web.audit.heads import Head

    return Head(int(found[1]), found[2].lower())
