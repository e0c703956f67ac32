"""The chain of the log (链式日志): each entry holds the SHA-256 of itself with that of the one before.

Entries: :func:`append`, :func:`verify`, :func:`head`. Whoever changes, takes out or swaps an entry breaks the chain
from there on; whoever rewrites all of it to the end gets another head than the one printed on the backups.
Not here: what is logged (:mod:`luoshi.web.action`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from luoshi.base.findings import Finding, Severity
from luoshi.web.audit.heads import Head
from luoshi.web.audit.models import ChainHead, LogEntry

_KEYS = "number at account name roles address kind action object_id label before after result previous".split()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be logged; see :class:`luoshi.web.audit.models.LogEntry`."""

    at: datetime
    account: str
    name: str
    roles: str
    address: str
    kind: str
    action: str
    object_id: str = ""
    label: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    result: str = "成功"


def append(entry: Entry) -> Head:
    """Add an entry to the chain and return its new head; to be called within the transaction of the change."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the log is written within the transaction of what it tells")
    last, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    row = LogEntry(
        number=last.number + 1,
        at=entry.at,
        account=entry.account,
        name=entry.name,
        roles=entry.roles[:200],
        address=entry.address,
        kind=entry.kind,
        action=entry.action,
        object_id=entry.object_id[:120],
        label=entry.label[:300],
        before=_text(entry.before),
        after=_text(entry.after),
        result=entry.result,
        previous=last.hash,
    )
    row.hash = digest(row)
    row.save(force_insert=True)
    last.number, last.hash = row.number, row.hash
    last.save(update_fields=["number", "hash"])
    return Head(row.number, row.hash)


def head() -> Head:
    """Return the head of the chain; 0 and empty when nothing was logged yet."""
    last = ChainHead.objects.filter(pk=1).first()
    return Head(last.number, last.hash) if last is not None else Head(0, "")


def verify(known: Head | None = None) -> Iterator[Finding]:
    """Yield where the chain is broken; nothing when it holds.

    Args:
        known: a head noted earlier (on a backup), which must still stand in the chain.
    """
    number, previous = 0, ""
    stands = known is None or known.number == 0
    for row in LogEntry.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if row.number != number:
            yield _broken("N101", f"第 {number} 条不在了", row.number)
            number = row.number
        elif row.previous != previous:
            yield _broken("N102", "接不上前一条", row.number)
        if row.hash != digest(row):
            yield _broken("N103", "内容被改过", row.number)
        if known is not None and row.number == known.number and known.hash and row.hash.startswith(known.hash):
            stands = True
        previous = row.hash
    last = head()
    if (last.number, last.hash) != (number, previous):
        yield _broken("N104", f"末尾应是第 {last.number} 条，实际是第 {number} 条", last.number)
    if not stands and known is not None:
        yield _broken("N105", f"备份上记的第 {known.number} 条（{known.hash[:12]}）不在日志里", known.number)


def digest(row: LogEntry) -> str:
    """Return the SHA-256 of an entry: of its values as JSON, keys in a fixed order."""
    told = {key: getattr(row, key) for key in _KEYS}
    told["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _text(value: dict[str, Any] | None) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _broken(code: str, what: str, number: int) -> Finding:
    fix = "保留现场，从最近一份校验无误的备份核对"
    return Finding(code, Severity.ERROR, f"操作日志{what}", where=f"第 {number} 条", fix=fix)
