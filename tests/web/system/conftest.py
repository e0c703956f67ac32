"""A workspace of its own with a filled database, and an empty PostgreSQL database where there is a server."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from luoshi.workspace.folder import init_workspace
from tests.web.system.programs import fill


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample city in SQLite and some files. Not to be changed."""
    root = tmp_path_factory.mktemp("filled")
    init_workspace(root)
    (root / "web" / "attachments" / "ab").mkdir(parents=True)
    (root / "web" / "attachments" / "ab" / "abcd").write_bytes(b"\x00evidence\xff")
    (root / "plans" / "规划.plan.yaml").write_text("document: {}\n", encoding="utf-8")
    (root / "build" / "again.json").write_text("{}", encoding="utf-8")
    fill(root)
    return root


@pytest.fixture
def empty_postgres() -> Iterator[str]:
    """Address of an empty database on the server of ``LUOSHI_DATABASE_URL``; skip without one."""
    address = os.environ.get("LUOSHI_DATABASE_URL", "")
    if not address.startswith("postgres"):
        pytest.skip("没有可用的 PostgreSQL（环境变量 LUOSHI_DATABASE_URL）")
    import psycopg

    name = f"luoshi_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
