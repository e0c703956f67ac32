"""What the web application is told from outside (环境变量): the folder, the database, the addresses, the hours.

Entry: :func:`read_environment`. Each value has a parser of its own whose error names the variable.
Not here: Django's own settings (:mod:`luoshi.web.settings`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from luoshi.base.errors import LuoshiError

DATABASE_URL = "LUOSHI_DATABASE_URL"
DATABASE_FILE = "luoshi.sqlite3"
_LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Environment:
    """How the application is run.

    Attributes:
        workspace: folder of the workspace whose files it serves.
        database_url: ``postgresql://…``; empty for SQLite in the workspace.
        hosts: names and addresses by which browsers may call it.
        https: whether browsers come over HTTPS (through a proxy); cookies are then sent over it only.
        idle_minutes: after so long without a request one has to log in again.
        today: a fixed day for demonstrations; None for the clock's.
        hook: address that is told of new duties (通知); empty for none.
    """

    workspace: Path
    database_url: str = ""
    hosts: tuple[str, ...] = _LOCAL
    https: bool = False
    idle_minutes: int = 30
    today: date | None = None
    hook: str = ""

    @property
    def own(self) -> Path:
        """Folder of what the application keeps beside its database: key, attachments, backups."""
        return self.workspace / "web"


def read_environment(given: Mapping[str, str]) -> Environment:
    """Return what the variables ``LUOSHI_*`` say.

    Raises:
        LuoshiError: N001 when one of them cannot be understood.
    """
    return Environment(
        workspace=Path(given.get("LUOSHI_WORKSPACE") or ".").resolve(),
        database_url=given.get(DATABASE_URL, "").strip(),
        hosts=_hosts(given.get("LUOSHI_HOSTS", "")),
        https=_switch("LUOSHI_HTTPS", given.get("LUOSHI_HTTPS", "")),
        idle_minutes=_count("LUOSHI_IDLE_MINUTES", given.get("LUOSHI_IDLE_MINUTES", ""), 30),
        today=_day("LUOSHI_TODAY", given.get("LUOSHI_TODAY", "")),
        hook=given.get("LUOSHI_NOTICE_HOOK", "").strip(),
    )


def database_settings(environment: Environment) -> dict[str, object]:
    """Return Django's description of the database.

    Raises:
        LuoshiError: N001 when the address is none of a PostgreSQL database.
    """
    if not environment.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": environment.workspace / DATABASE_FILE,
            "CONN_MAX_AGE": 600,  # a new connection reads the whole schema and forgets its pages
            # A transaction that writes takes the lock when it begins: two that read first and write later would
            # otherwise both fail with "database is locked" instead of waiting for each other.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(environment.database_url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        hint = "写法：postgresql://用户:密码@主机:5432/库名"
        raise LuoshiError("N001", f"{DATABASE_URL} 不是 PostgreSQL 数据库的地址", hint=hint)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


def _hosts(value: str) -> tuple[str, ...]:
    named = [one.strip() for one in value.replace("，", ",").split(",") if one.strip()]
    return tuple(dict.fromkeys((*named, *_LOCAL)))


def _switch(name: str, value: str) -> bool:
    known = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}
    if (word := value.strip().lower()) not in known:
        raise LuoshiError("N001", f"{name} 写成了“{value}”", hint="只能是 1（是）或 0（否）")
    return known[word]


def _count(name: str, value: str, usual: int) -> int:
    if not value.strip():
        return usual
    if not value.strip().isdecimal() or int(value) < 1:
        raise LuoshiError("N001", f"{name} 写成了“{value}”", hint="应是 1 以上的整数")
    return int(value)


def _day(name: str, value: str) -> date | None:
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise LuoshiError("N001", f"{name} 写成了“{value}”", hint="写法：2024-11-15") from error
