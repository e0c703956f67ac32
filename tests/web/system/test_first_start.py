"""The first start makes one administrator, once; the doctor says that the three are not apart."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

from luoshi.web.accounts.models import Account
from luoshi.web.action import Context
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.policy import Role
from luoshi.web.system.checkup import check_up
from luoshi.web.system.first_start import add_first_administrator
from tests.web.system.programs import luoshi


def test_an_empty_database_gets_one_administrator_once(db, settings, client) -> None:
    made = add_first_administrator(Context(None, "", now()))
    assert made is not None
    account = Account.objects.get()
    assert account.roles == (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    assert add_first_administrator(Context(None, "", now())) is None
    assert all(made[1] not in one.after for one in LogEntry.objects.all())
    client.post("/accounts/login/", {"username": made[0], "password": made[1]})
    assert client.get("/")["Location"] == "/accounts/password/"
    told = [one.message for one in check_up(settings.ENVIRONMENT, now()) if one.code == "N537"]
    assert len(told) == 2
    assert "审计管理员" in told[0]
    assert "三员没有分开" in told[1]


def test_three_apart_are_not_complained_of(city, settings) -> None:
    assert [one for one in check_up(settings.ENVIRONMENT, now()) if one.code == "N537"] == []


def test_a_clock_that_went_back_is_told(city, settings) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from luoshi.web.action import perform
    from luoshi.web.system.unit_actions import AddUnit

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, today=None)
    perform(AddUnit(Context(None, "", now()), "某校", "", None, now().date()))
    codes = [one.code for one in check_up(settings.ENVIRONMENT, now() - timedelta(days=1))]
    assert "N538" in codes
    assert "N538" not in [one.code for one in check_up(settings.ENVIRONMENT, now())]


def test_serve_prints_the_administrator_at_the_first_start_only(tmp_path: Path) -> None:
    (tmp_path / "luoshi.toml").write_text("", encoding="utf-8")
    first, second = _served(tmp_path), _served(tmp_path)
    assert re.search(r"账号 admin    密码 [\w-]{19}    系统管理员、安全管理员", first)
    assert "admin" not in second
    assert all("网页应用：http://127.0.0.1:" in one for one in (first, second))
    told = luoshi("doctor", "-w", tmp_path, "--fail-on", "warning")
    assert (told.code, "N537" in told.out) == (1, True)


def _served(root: Path) -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DJANGO_"))}
    command = [sys.executable, "-u", "-m", "luoshi", "serve", "-w", str(root), "--port", str(port)]
    lines = []
    with subprocess.Popen(command, env=given | {"PYTHONUTF8": "1"}, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for line in server.stdout:
            lines.append(line)
            if "网页应用" in line:
                break
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
    return "".join(lines)
