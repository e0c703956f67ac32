"""Whether all is well with the installation (体检): what ``luoshi doctor`` tells.

Entry: :func:`check_up`, which needs Django made ready; :func:`check_before`, which does not. All findings with a
remedy; nothing is changed, except that a writable folder is tried with a file of no content.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from luoshi.base.errors import LuoshiError, reason
from luoshi.base.findings import Finding, Severity
from luoshi.web.environment import Environment

_LEAST_BYTES, _FEW_BYTES = 200 * 2**20, 2 * 2**30
_BACKUP_DAYS = 7
_AHEAD = timedelta(minutes=5)
_FIRST_YEAR = 2024


def check_before(environment: Environment) -> Iterator[Finding]:
    """Yield what stands against starting at all: the folders, the disk, the driver, fonts."""
    root = environment.workspace
    for folder in (root, environment.own, root / "plans", root / "snapshots", root / "build"):
        yield from _writable(folder)
    free = shutil.disk_usage(root).free
    if free < _FEW_BYTES:
        grave = Severity.ERROR if free < _LEAST_BYTES else Severity.WARNING
        told = f"磁盘只剩 {free // 2**20} MB"
        yield Finding("N532", grave, told, where=str(root), fix="腾出空间，或把工作区移到大的磁盘")
    key = environment.own / "secret.key"
    if os.name == "posix" and key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Finding("N533", Severity.ERROR, "密钥文件别人也能读", str(key), fix=f"chmod 600 {key}")
    if environment.database_url and find_spec("psycopg") is None:
        fix = "pip install 'luoshi[postgres]'；离线安装见 docs/离线安装.md"
        yield Finding("N534", Severity.ERROR, "没有 PostgreSQL 的驱动 psycopg", "LUOSHI_DATABASE_URL", fix=fix)
    yield from _fonts()


def check_up(environment: Environment, at: datetime) -> Iterator[Finding]:
    """Yield what is wrong with the database, the log, the freezes, the clock, the administrators and the backups."""
    wrong = _database()
    if wrong is not None:
        yield wrong
        return
    from luoshi.web.audit.chain import verify
    from luoshi.web.evaluation.standing import freeze_findings

    yield from verify()
    yield from freeze_findings()
    yield from _clock(environment, at)
    yield from _administrators()
    yield from _backups(environment, at)
    if not environment.https and len(environment.hosts) > 3:
        fix = "用反向代理加上 HTTPS，并设 LUOSHI_HTTPS=1；见 docs/部署.md"
        yield Finding("N542", Severity.WARNING, "浏览器到服务器没有加密", where="LUOSHI_HTTPS", fix=fix)


def _writable(folder: Path) -> Iterator[Finding]:
    if not folder.exists() and folder.name != folder.parent.name:
        folder = next(one for one in folder.parents if one.exists())
    own = folder / f".doctor.{os.getpid()}.tmp"
    try:
        own.touch()
        own.unlink()
    except OSError as error:
        fix = "让运行 luoshi 的用户对它有写权限"
        yield Finding("N531", Severity.ERROR, f"写不进去：{reason(error)}", where=str(folder), fix=fix)


def _fonts() -> Iterator[Finding]:
    """Draw a line of Chinese and read it back: without fonts, reports would be printed without a letter."""
    from luoshi.report.fonts import prove_fonts

    try:
        prove_fonts()
    except LuoshiError as error:
        yield Finding("N541", Severity.ERROR, error.message, where=error.where, fix=error.hint)


def _database() -> Finding | None:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, LuoshiError) as error:
        told = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        fix = "检查数据库是否启动、LUOSHI_DATABASE_URL 里的主机、库名、用户和密码"
        return Finding("N535", Severity.ERROR, "连不上数据库", where=told, fix=fix)
    if waiting:
        fix = "运行一次 luoshi serve，启动时会自动升级"
        return Finding("N536", Severity.WARNING, f"数据库还差 {len(waiting)} 步没有升级到本版", fix=fix)
    return None


def _clock(environment: Environment, at: datetime) -> Iterator[Finding]:
    from luoshi.web.audit.models import LogEntry

    if environment.today is not None:
        told = f"日期固定在 {environment.today}，只供演示"
        yield Finding("N538", Severity.WARNING, told, "LUOSHI_TODAY", fix="正式使用时不要设")
        return
    last = LogEntry.objects.order_by("-number").first()
    if at.year < _FIRST_YEAR or (last is not None and last.at > at + _AHEAD):
        told = f"服务器的时间 {at:%Y-%m-%d %H:%M} 不对"
        where = f"操作日志最后一条是 {last.at.astimezone(at.tzinfo):%Y-%m-%d %H:%M}" if last is not None else ""
        yield Finding("N538", Severity.ERROR, told, where, fix="校准时间，最好同内网的时间服务器同步")


def _administrators() -> Iterator[Finding]:
    from luoshi.web.accounts.models import Account
    from luoshi.web.policy import Role

    held: dict[Role, set[str]] = {role: set() for role in Role if role.administers}
    for account in Account.objects.filter(is_active=True).prefetch_related("grants"):
        for role in account.roles:
            if role.administers:
                held[role].add(str(account))
    missing = [role for role, names in held.items() if not names]
    several = sorted({name for names in held.values() for name in names if sum(name in m for m in held.values()) > 1})
    fix = "系统、安全、审计三个管理员由三个人担任：先各建一个账号，再由安全管理员授予角色、撤销多余的"
    if missing:
        yield Finding("N537", Severity.WARNING, f"还没有{'、'.join(missing)}", where="三员", fix=fix)
    for name in several:
        yield Finding("N537", Severity.WARNING, f"{name} 一人担任几个管理员，三员没有分开", where="三员", fix=fix)


def _backups(environment: Environment, at: datetime) -> Iterator[Finding]:
    from luoshi.web.system.backup import FOLDER

    folder = environment.workspace / FOLDER
    times = [path.stat().st_mtime for path in folder.glob("*.zip")] if folder.is_dir() else []
    days = (at.timestamp() - max(times)) / 86400 if times else None
    if days is None or days > _BACKUP_DAYS:
        told = "还没有备份" if days is None else f"最近一份备份是 {int(days)} 天前的"
        fix = "每天用定时任务运行 luoshi backup，并抄一份到别的机器；已备份到别处的不用理会"
        yield Finding("N540", Severity.INFO, told, where=str(FOLDER), fix=fix)
