"""Doing long work (作业): one after another, in a thread of the server or by hand.

Entries: :func:`enqueue`, :func:`job_kind` (a decorator), :func:`run_next`, :class:`Worker`. A job that was running
when the server was killed is 中断 at the next start: jobs write nothing half, so it may be handed in again.
Not here: what the jobs do (``jobs.py`` of each part).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction

from luoshi.base.errors import LuoshiError
from luoshi.web.action import Context
from luoshi.web.clock import now
from luoshi.web.jobs.models import Job

_LOG = logging.getLogger("luoshi.web.jobs")
Tell = Callable[[int, str], None]
Work = Callable[[Context, dict[str, Any], Tell], dict[str, Any]]
_KINDS: dict[str, Work] = {}
_POLL_SECONDS = 1.0


def job_kind(name: str) -> Callable[[Work], Work]:
    """Register a function as what jobs of a kind do: it gets who asked, the arguments, and a way to tell progress."""

    def register(work: Work) -> Work:
        if _KINDS.setdefault(name, work) is not work:
            raise ValueError(f"two kinds of job are called {name}")
        return work

    return register


def known_kinds() -> dict[str, Work]:
    """Return the kinds of all parts, whether their pages were asked for already or not."""
    for part in settings.PARTS:
        name = f"luoshi.web.{part}.jobs"
        if find_spec(name) is not None:
            import_module(name)
    return _KINDS


def enqueue(kind: str, title: str, arguments: dict[str, Any], context: Context) -> Job:
    """Put a piece of work at the end of the queue; called in the transaction of what asks for it."""
    if kind not in _KINDS and kind not in known_kinds():
        raise ValueError(f"no kind of job is called {kind}")
    return Job.objects.create(
        kind=kind,
        title=title[:200],
        arguments=arguments,
        account=context.account,
        address=context.address,
        created_at=context.now,
    )


def run_next() -> Job | None:
    """Do the first job that waits; return it, or None when none does."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(state=Job.State.WAITING).order_by("pk").first()
        if job is None:
            return None
        job.state, job.started_at = Job.State.RUNNING, now()
        job.save(update_fields=["state", "started_at"])
    context = Context(job.account, job.address, now())

    def tell(done: int, told: str) -> None:
        Job.objects.filter(pk=job.pk).update(done=max(0, min(100, done)), told=told[:200])

    try:
        result = _KINDS[job.kind](context, job.arguments, tell)
        state, told = Job.State.DONE, str(result.get("told", "完成"))
    except LuoshiError as error:
        state, told, result = Job.State.FAILED, error.message, {"code": error.code, "hint": error.hint}
    except Exception:
        _LOG.exception("job %s (%s) failed", job.pk, job.kind)
        state, told, result = Job.State.FAILED, "程序出错，请把服务器日志发给维护人员", {}
    Job.objects.filter(pk=job.pk).update(state=state, told=told[:200], result=result, finished_at=now())
    if state is Job.State.DONE:
        Job.objects.filter(pk=job.pk).update(done=100)
    job.refresh_from_db()
    return job


def mark_broken() -> int:
    """Mark what was running when the server stopped; return how many."""
    return Job.objects.filter(state=Job.State.RUNNING).update(
        state=Job.State.BROKEN, told="服务器停了，没有做完；可以重新提交", finished_at=now()
    )


class Worker:
    """The thread that does the jobs of a server."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="luoshi-jobs", daemon=True)

    def start(self) -> None:
        """Start it."""
        self._thread.start()

    def stop(self) -> None:
        """End it after the job in hand."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        known_kinds()
        mark_broken()
        while not self._stop.is_set():
            close_old_connections()
            try:
                worked = run_next()
            except Exception:
                _LOG.exception("the queue of jobs could not be read")
                worked = None
            if worked is None:
                self._stop.wait(_POLL_SECONDS)
