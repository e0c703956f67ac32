"""The index of alerts (预警索引): ``alerts.yaml`` is where alerts are kept; the database has columns made from it.

Entries: :func:`keep_in_step`, :func:`change_alert`. The command line writes the same file; whenever alerts are asked
for it is seen whether it changed. Not here: who may change what (:mod:`luoshi.web.statistics.actions`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from luoshi.model.monitoring import Alert
from luoshi.web.accounts.units import names_of_units
from luoshi.web.statistics.models import AlertRow
from luoshi.workspace.alerts_file import alerts_held, alerts_path, read_alerts, write_alerts
from luoshi.workspace.folder import Workspace, open_workspace

_READ: dict[Path, tuple[tuple[int, int], tuple[Alert, ...]]] = {}


def keep_in_step(day: date) -> int:
    """Make the index that of the file as it is now; return how many rows changed.

    Raises:
        LuoshiError: M003 when the file cannot be read.
    """
    alerts = _alerts(open_workspace(settings.ENVIRONMENT.workspace))
    units = names_of_units(day)
    wanted = {one.id: _columns(one, place, units) for place, one in enumerate(alerts)}
    held = {one.key: one for one in AlertRow.objects.all()}
    changed = [key for key, columns in wanted.items() if key not in held or _differs(held[key], columns)]
    gone = held.keys() - wanted.keys()
    if not changed and not gone:
        return 0
    with transaction.atomic():
        AlertRow.objects.filter(key__in=gone).delete()
        for key in changed:
            row = held.get(key) or AlertRow(key=key, version=0)
            if row.content != wanted[key]["content"]:
                row.version += 1
            for name, value in wanted[key].items():
                setattr(row, name, value)
            row.save()
    return len(changed) + len(gone)


def change_alert(key: str, change: Callable[[Alert], Alert], day: date) -> tuple[Alert, Alert]:
    """Change an alert in the file, whole or not at all; return it as it was and as it is.

    Raises:
        KeyError: there is none of this number any more.
        LuoshiError: M003, M013, W004 as of the file.
    """
    workspace = open_workspace(settings.ENVIRONMENT.workspace)
    with alerts_held(workspace):
        alerts = {one.id: one for one in read_alerts(workspace)}
        before = alerts[key]
        after = alerts[key] = change(before)
        write_alerts(workspace, alerts.values())
    keep_in_step(day)
    return before, after


def _alerts(workspace: Workspace) -> tuple[Alert, ...]:
    """Return the alerts of the file; read again when it changed."""
    path = alerts_path(workspace)
    try:
        stat = path.stat()
    except OSError:
        return ()
    stamp = (stat.st_mtime_ns, stat.st_size)
    held = _READ.get(path)
    if held is None or held[0] != stamp:
        held = (stamp, read_alerts(workspace))
        _READ[path] = held
    return held[1]


def _columns(alert: Alert, place: int, units: dict[str, int]) -> dict[str, object]:
    return {
        "content": alert.model_dump(mode="json", exclude_none=True, exclude_defaults=True),
        "place": place,
        "kind": alert.kind,
        "severity": alert.severity,
        "what": alert.what,
        "where": alert.where[:200],
        "owner": alert.answerer[:200],
        "unit_id": units.get(alert.answerer),
        "opened": alert.opened,
        "closed": alert.closed,
        "is_answered": alert.answer is not None,
    }


def _differs(row: AlertRow, columns: dict[str, object]) -> bool:
    return any(getattr(row, name) != value for name, value in columns.items())
