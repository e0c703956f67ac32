"""The database's share of ``luoshi freeze`` (命令行做定稿时的数据库): the ledger in it, what is registered in it.

Entries: :func:`has_database`, :func:`ledger_in_database`, :func:`record_freeze`. They make
Django ready themselves; a database is neither made nor brought to this version here.
Not here: pages (:mod:`luoshi.web.evaluation.views`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.web.environment import DATABASE_FILE, DATABASE_URL

if TYPE_CHECKING:
    from luoshi.model.evaluation.freeze import FreezeManifest
    from luoshi.model.ledger import Ledger
    from luoshi.workspace.folder import Workspace


def has_database(workspace: Workspace) -> bool:
    """Return whether a workspace has a database of the web application; none is made.

    Raises:
        LuoshiError: N535 when it cannot be reached, N536 when it was not brought to this version: what stands in it
            must not be passed over in silence.
    """
    if not os.environ.get(DATABASE_URL, "").strip():
        path = workspace.root / DATABASE_FILE
        if not path.is_file() or not path.stat().st_size:
            return False
    _prepare(workspace)
    from django.db import DatabaseError, connection
    from django.db.migrations.recorder import MigrationRecorder

    from luoshi.web.setup import require_migrated

    try:
        if not MigrationRecorder(connection).has_table():
            return False
        require_migrated()
    except DatabaseError as error:
        hint = "检查数据库是否启动、LUOSHI_DATABASE_URL 里的主机、库名、用户和密码"
        raise LuoshiError("N535", "连不上数据库", where=type(error).__name__, hint=hint) from error
    return True


def ledger_in_database(workspace: Workspace, name: str = "") -> Ledger | None:
    """Return a ledger of the database as it is now; None when there is no database, or no ledger of that name.

    Args:
        workspace: whose database.
        name: of the ledger; empty for the only one.

    Raises:
        LuoshiError: N564 when there are several and none is named; N535, N536 as :func:`has_database`.
    """
    if not has_database(workspace):
        return None
    from luoshi.web.ledger.models import Book
    from luoshi.web.ledger.store import ledger_of

    books = list(Book.objects.filter(name=name) if name else Book.objects.all())
    if len(books) > 1:
        told = "、".join(one.name for one in books)
        raise LuoshiError("N564", "数据库里有几本台账", where=told, hint="写明用哪一本的名称")
    return ledger_of(books[0]) if books else None


def record_freeze(workspace: Workspace, manifest: FreezeManifest) -> bool:
    """Register a freeze that was written, and log it, as done by 系统 (the command on the server).

    Returns:
        Whether there is a database in which it is registered now.

    Raises:
        LuoshiError: N550 when it is registered already; E003 to E005 when its files are not as its list says; N535,
            N536 as :func:`has_database`.
    """
    if not has_database(workspace):
        return False
    from luoshi.web.action import Context, perform
    from luoshi.web.clock import now
    from luoshi.web.evaluation.actions import RegisterFreeze

    outcome = perform(RegisterFreeze(Context(None, "", now()), manifest.name))
    if not outcome.done:
        wrong = outcome.findings[0]
        raise LuoshiError(wrong.code, wrong.message, where=wrong.where, hint=wrong.fix)
    return True


def _prepare(workspace: Workspace) -> None:
    from luoshi.web.setup import prepare

    prepare(workspace.root)
    from django.conf import settings

    if settings.ENVIRONMENT.workspace != workspace.root.resolve():
        raise RuntimeError("Django was made ready for another workspace in this process")
