"""Pages of jobs and backups."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from luoshi.web.action import perform
from luoshi.web.audit.chain import head
from luoshi.web.jobs.models import Job
from luoshi.web.request import account_of, context_of, require
from luoshi.web.scope import in_scope
from luoshi.web.system.access import row_or_404, shown
from luoshi.web.system.backup import FOLDER, MANIFEST
from luoshi.web.system.backup_actions import AskBackup, TakeBackup
from luoshi.web.system.jobs import BACKUP
from luoshi.web.system.log_actions import RetryJob
from luoshi.web.ui.pages import page_of


@dataclass(frozen=True, slots=True)
class Held:
    """A backup that lies on the server."""

    name: str
    at: datetime
    megabytes: float
    head: str
    rows: int


def jobs(request: HttpRequest) -> HttpResponse:
    """The list of jobs."""
    require(request, "作业")
    rows = in_scope(Job.objects.select_related("account"), account_of(request), "作业")
    state = request.GET.get("state", "")
    if state in Job.State.values:
        rows = rows.filter(state=state)
    return shown(request, "jobs", {"page": page_of(request, rows), "state": state, "states": Job.State.values})


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job with its progress."""
    require(request, "作业")
    row = row_or_404(request, Job.objects.select_related("account"), "作业", pk)
    return shown(request, "job_now" if request.headers.get("HX-Request") else "job", {"job": row})


@require_POST
def retry_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a job in again."""
    require(request, "作业", "重新提交")
    row = row_or_404(request, Job.objects.all(), "作业", pk)
    outcome = perform(RetryJob(context_of(request), row))
    if outcome.done and outcome.value is not None:
        messages.success(request, f"已重新提交：{row.title}")
        return redirect("system:job", outcome.value.pk)
    return shown(request, "job", {"job": row, "findings": outcome.findings}, status=422)


def backups(request: HttpRequest) -> HttpResponse:
    """The backups on the server, and the head of the chain."""
    require(request, "备份")
    running = Job.objects.filter(kind=BACKUP).exclude(state__in=("完成", "失败", "中断")).first()
    return shown(request, "backups", {"backups": held_backups(), "head": head(), "job": running})


@require_POST
def make_backup(request: HttpRequest) -> HttpResponse:
    """Ask for a backup."""
    require(request, "备份", "生成")
    made = perform(AskBackup(context_of(request))).value
    return redirect("system:backups") if made is None else redirect("system:backup_job", made.pk)


def backup_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a backup is."""
    require(request, "备份")
    row = row_or_404(request, Job.objects.filter(kind=BACKUP).select_related("account"), "作业", pk)
    return shown(request, "job_now" if request.headers.get("HX-Request") else "job", {"job": row, "of_backup": True})


@require_POST
def take_backup(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """Hand a backup out."""
    require(request, "备份", "下载")
    if name not in {one.name for one in held_backups()}:
        raise Http404
    perform(TakeBackup(context_of(request), name))
    path = settings.ENVIRONMENT.workspace / FOLDER / name
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def held_backups() -> list[Held]:
    """Return the backups on the server, newest first."""
    folder: Path = settings.ENVIRONMENT.workspace / FOLDER
    found = []
    for path in sorted(folder.glob("*.zip"), reverse=True) if folder.is_dir() else []:
        number, rows = "读不出来", 0
        try:
            with ZipFile(path) as archive:
                told = json.loads(archive.read(MANIFEST))
            number, rows = f"{told['number']}:{told['hash']}", sum(told["tables"].values())
        except (OSError, BadZipFile, KeyError, ValueError, TypeError):
            pass
        size = path.stat()
        at = datetime.fromtimestamp(size.st_mtime, timezone.get_current_timezone())
        found.append(Held(path.name, at, size.st_size / 2**20, number, rows))
    return found
