"""Long work of this part: making a backup, verifying the log (备份、校验日志)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from luoshi.web.action import Context, perform
from luoshi.web.audit.chain import head, verify
from luoshi.web.jobs.running import Tell, job_kind

BACKUP, VERIFY = "备份", "校验日志"
_MOST_SHOWN = 50


@job_kind(BACKUP)
def make(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Write a backup into the workspace and log its head."""
    from luoshi.web.system.backup import FOLDER, backup_name, make_backup
    from luoshi.web.system.backup_actions import RecordBackup

    root = settings.ENVIRONMENT.workspace
    name = backup_name(context.now)
    manifest = make_backup(root, root / FOLDER / name, context.now, tell)
    perform(RecordBackup(context, name, manifest))
    return {"told": name, "file": name, "head": manifest.printed_head}


@job_kind(VERIFY)
def check(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Verify the chain of the log."""
    found = [{"code": one.code, "message": one.message, "where": one.where} for one in verify()]
    last = head()
    told = f"有 {len(found)} 处问题" if found else f"{last.number} 条，校验无误"
    return {"told": told, "findings": found[:_MOST_SHOWN], "head": f"{last.number}:{last.hash}"}
