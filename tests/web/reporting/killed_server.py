"""The other side of the kill test, in processes of their own: ``serve``, ``fill`` and ``tell``, each on a workspace.

Run as ``python killed_server.py WHAT WORKSPACE …``. Not here: the test (``test_killing.py``).
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

_DAY = date(2024, 11, 15)
_PERIOD = "2024-11"


def fill(root: Path, name: str, count: int) -> dict[str, Any]:
    """Put a ledger of ``count`` tasks that one unit leads into the database; return who is logged in, and the tasks."""
    from luoshi.web.setup import migrate, prepare

    prepare(root, today=_DAY)
    migrate()
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import transaction

    from luoshi.samples import sample_ledger
    from luoshi.web.accounts.models import Account
    from luoshi.web.clock import now
    from luoshi.web.ledger.models import EntryRow
    from luoshi.web.ledger.store import add_ledger
    from luoshi.web.samples import add_samples
    from luoshi.workspace.ledger_file import read_ledger

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in with a password
    add_samples((), now())
    ledger = read_ledger(sample_ledger())
    task = next(one for one in ledger.tasks if one.id == "lj2024-05")
    tasks = tuple(task.model_copy(update={"id": f"k{at}", "reports": task.reports[-1:]}) for at in range(count))
    with transaction.atomic():
        book = add_ledger(ledger.model_copy(update={"name": name, "tasks": tasks, "projects": ()}), now())
    sessions = []
    for username in ("tianbao", "xianju"):
        account = Account.objects.get(username=username)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session["seen"] = now().timestamp()
        session.create()
        sessions.append(session.session_key)
    entries = dict(EntryRow.objects.filter(book=book).values_list("pk", "version"))
    return {"sessions": sessions, "entries": entries, "book": book.pk}


def tell(root: Path, book: int) -> dict[str, Any]:
    """Return what stands in the database: of each entry version, columns, document, log; whether the chain holds."""
    from luoshi.web.setup import prepare

    prepare(root, today=_DAY)
    from luoshi.web.audit.chain import verify
    from luoshi.web.audit.models import LogEntry
    from luoshi.web.ledger.lighting import entry_of
    from luoshi.web.ledger.models import EntryRow

    logged: dict[str, int] = {}
    done = LogEntry.objects.filter(object_id__startswith=f"{book}/", action="填报", result="成功")
    for number in done.values_list("object_id", flat=True):
        logged[number] = logged.get(number, 0) + 1
    found = {}
    for row in EntryRow.objects.filter(book=book).prefetch_related("reports"):
        reports = [one for one in entry_of(row).reports if one.period == _PERIOD]
        columns = [one for one in row.reports.all() if one.period == _PERIOD]
        found[row.pk] = {
            "version": row.version,
            "waiting": row.waiting_reports,
            "document": [[str(one.percent), one.state.value, one.text] for one in reports],
            "columns": [[f"{one.percent.normalize():f}", one.state] for one in columns],
            "trace": sum(one.action == "填报" and one.now == _PERIOD for one in entry_of(row).trace),
            "logged": logged.get(f"{book}/{row.key}", 0),
        }
    return {"entries": found, "broken": [one.message for one in verify()]}


def serve(root: Path, port: int) -> None:
    """Serve until killed."""
    from luoshi.cli.serve_command import serve as run
    from luoshi.workspace.folder import open_workspace

    run(open_workspace(root), "127.0.0.1", port, _DAY)


if __name__ == "__main__":
    what, folder, *rest = sys.argv[1:]
    if what == "serve":
        serve(Path(folder), int(rest[0]))
    else:
        told = fill(Path(folder), rest[0], int(rest[1])) if what == "fill" else tell(Path(folder), int(rest[0]))
        print(json.dumps(told, ensure_ascii=False))
