"""Whether somebody changed a row meanwhile, of rows that bear no version (乐观锁). Entries: :func:`stamp`,
:func:`changed_since`."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.web.accounts.models import Account, Unit

_FIELDS: dict[type, tuple[str, ...]] = {
    Unit: ("name", "kind", "parent_id", "aliases", "since", "until", "successor_id"),
    Account: ("name", "unit_id", "is_active"),
}


def stamp(row: Any) -> str:
    """Return 16 characters that change with what can be edited of a unit or an account."""
    told = [getattr(row, name) for name in _FIELDS[type(row)]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def changed_since(row: Any, shown: str | None) -> tuple[Finding, ...]:
    """Return the finding that a row is not as it was shown; nothing when it is, or when nothing was shown."""
    if shown is None or stamp(row) == shown:
        return ()
    fix = "重新打开这一页，看过别人改了什么再提交；您刚才写的还在本页上，没有保存"
    return (Finding("N301", Severity.ERROR, "您打开以后，别人改过这一条", str(row), fix=fix),)
