"""The procedures of task supervision that are in force (程序). Entries: :func:`procedures`, :func:`procedure_of`.

Read again when a file of rules changed. Not here: what they say (``rules/supervision/*.yaml``); educational
supervision, which another office does by other procedures.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from luoshi.base.errors import LuoshiError
from luoshi.model.supervision import Procedure
from luoshi.rules.supervision import load_supervision_rules

KIND = "督查督办"


def procedures() -> Mapping[str, Procedure]:
    """Return the procedures by their names.

    Raises:
        LuoshiError: L310 when a file of rules is wrong.
    """
    folder: Path = settings.ENVIRONMENT.workspace / "rules"
    changed = max((one.stat().st_mtime_ns for one in folder.rglob("*.y*ml")), default=0) if folder.is_dir() else 0
    return _procedures(folder, changed)


def procedure_of(name: str) -> Procedure:
    """Return a procedure.

    Raises:
        LuoshiError: N451 when there is none of that name.
    """
    known = procedures()
    if name not in known:
        hint = f"可以用的有：{'、'.join(known) or '没有'}；以前的件要用的，请在工作区 rules/supervision/ 里补回来"
        raise LuoshiError("N451", f"没有“{name}”这种督查督办程序", hint=hint)
    return known[name]


@lru_cache(maxsize=4)
def _procedures(folder: Path, changed: int) -> Mapping[str, Procedure]:
    rules = load_supervision_rules(folder)
    return {name: one for name, one in rules.procedures.items() if one.kind == KIND}
