"""Making Django ready for a workspace.

Entries: :func:`prepare`, :func:`own_names`, :func:`migrate`, :func:`require_migrated`. The command line calls them
before anything else of this package; Django reads its settings when it is first asked, so the environment is written
before. Not here: serving (``luoshi.cli.serve_command``).
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from datetime import date
from pathlib import Path

from luoshi.base.errors import LuoshiError

_EVERY = ("0.0.0.0", "::", "")
_ELSEWHERE = ("10.255.255.255", 1)
"""Any address outside: choosing the way there tells the own address; nothing is sent."""


def prepare(workspace: Path, *, today: date | None = None, host: str = "") -> None:
    """Make Django ready to serve a workspace.

    Args:
        workspace: its folder.
        today: a fixed day for demonstrations.
        host: where it is going to listen: its names are allowed besides those that ``LUOSHI_HOSTS`` tells.

    Raises:
        LuoshiError: N001, N002 when the environment or the key is wrong.
    """
    os.environ["LUOSHI_WORKSPACE"] = str(workspace)
    if today is not None:
        os.environ["LUOSHI_TODAY"] = today.isoformat()
    if host:
        named = [os.environ.get("LUOSHI_HOSTS", ""), *own_names(host)]
        os.environ["LUOSHI_HOSTS"] = ",".join(one for one in named if one)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.web.settings")
    import django

    django.setup()


def own_names(host: str) -> list[str]:
    """Return the names and addresses by which browsers reach a server that listens at ``host``."""
    if host not in _EVERY:
        return [host]
    name = socket.gethostname()
    found = [name, socket.getfqdn()]
    with suppress(OSError):
        found += [str(one[4][0]) for one in socket.getaddrinfo(name, None, socket.AF_INET)]
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect(_ELSEWHERE)
        found.append(str(way.getsockname()[0]))
    return list(dict.fromkeys(one for one in found if one))


def migrate() -> None:
    """Bring the database to this version; make it when there is none."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def require_migrated() -> None:
    """Refuse to go on with a database that was not brought to this version yet.

    Raises:
        LuoshiError: N536.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        hint = "先运行一次 luoshi serve，启动时会自动升级；升级前的备份要用升级前的版本做"
        raise LuoshiError("N536", "数据库还没有升级到本版", hint=hint)
