"""The server is killed amid many submissions: what it acknowledged is there, nothing is there by half.

The server is a real one, in a process of its own, and is killed with SIGKILL. On SQLite always; on PostgreSQL when
``LUOSHI_DATABASE_URL`` names a database.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from luoshi.workspace.folder import Workspace, init_workspace

_SCRIPT = Path(__file__).with_name("killed_server.py")
_PERIOD = "2024-11"
_SUBMISSIONS, _AT_ONCE, _KILLED_AFTER = 200, 200, 30
_TOKEN = "a" * 32
_DATABASES = [
    "",
    pytest.param(
        os.environ.get("LUOSHI_DATABASE_URL", ""),
        marks=pytest.mark.skipif(not os.environ.get("LUOSHI_DATABASE_URL"), reason="没有指定 PostgreSQL 数据库"),
    ),
]


class _Place:
    """A workspace with its database, and processes that work on it."""

    def __init__(self, root: Path, database: str) -> None:
        self.root = root
        self._given = {**os.environ, "LUOSHI_WORKSPACE": str(root), "LUOSHI_DATABASE_URL": database}
        self._given["PYTHONPATH"] = os.pathsep.join(one for one in sys.path if one)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.server: subprocess.Popen[bytes] | None = None

    def ask(self, *words: str) -> dict[str, Any]:
        """Run the script once and return what it tells."""
        run = subprocess.run(self._words(*words), env=self._given, capture_output=True, timeout=100, check=False)
        assert run.returncode == 0, run.stderr.decode()[-2000:]
        return json.loads(run.stdout)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        words = self._words("serve", str(self.port))
        self.server = subprocess.Popen(words, env=self._given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if self.get("/accounts/login/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """Kill the server as a power cut would."""
        if self.server is not None:
            self.server.send_signal(signal.SIGKILL)
            self.server.wait()

    def get(self, path: str, session: str = "") -> tuple[int, bytes]:
        """Ask for a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers={"Cookie": f"luoshi={session}"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def submit(self, entry: str, version: int, session: str, percent: int) -> bool:
        """Hand in a report as its page does; return whether the server said that it was done."""
        body = urlencode(
            {"csrfmiddlewaretoken": _TOKEN, "version": version, "draft_version": 0, "percent": percent,
             "text": f"第 {entry} 项", "do": "submit"}
        )  # fmt: skip
        head = {
            "Cookie": f"luoshi={session}; csrftoken={_TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", f"/reporting/write/?entry={entry}&period={_PERIOD}", body, head)
            answer = connection.getresponse()
            answer.read()
            return answer.status == 302 and "/reporting/report/" in answer.headers["Location"]
        except (OSError, http.client.HTTPException):
            return False  # the server is gone: nobody told that it was done
        finally:
            connection.close()

    def _words(self, what: str, *rest: str) -> list[str]:
        return [sys.executable, str(_SCRIPT), what, str(self.root), *rest]


@pytest.fixture(params=_DATABASES, ids=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Place]:
    """An empty workspace on a database."""
    init_workspace(tmp_path, Workspace(tmp_path, "临江市", "市", (2021, 2025)))
    made = _Place(tmp_path, request.param)
    yield made
    made.kill()


@pytest.mark.slow
def test_killing_loses_nothing_acknowledged_and_leaves_nothing_half(place: _Place) -> None:
    filled = place.ask("fill", f"压力测试 {uuid.uuid4().hex}", str(_SUBMISSIONS))
    place.start()
    acknowledged: set[str] = set()
    enough = threading.Event()

    def hand_in(at: int, entry: str) -> None:
        session = filled["sessions"][at % len(filled["sessions"])]
        if place.submit(entry, filled["entries"][entry], session, 90 + at % 10):
            acknowledged.add(entry)
            if len(acknowledged) >= _KILLED_AFTER:
                enough.set()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for at, entry in enumerate(filled["entries"]):
            pool.submit(hand_in, at, entry)
        assert enough.wait(timeout=40), f"{len(acknowledged)} were acknowledged"
        place.kill()
    assert _KILLED_AFTER <= len(acknowledged) < _SUBMISSIONS

    place.start()
    told = place.ask("tell", str(filled["book"]))
    assert told["broken"] == []
    entries = told["entries"]
    assert len(entries) == _SUBMISSIONS
    handed = {entry for entry, one in entries.items() if one["document"]}
    assert acknowledged <= handed
    for at, entry in enumerate(filled["entries"]):
        one, before = entries[entry], filled["entries"][entry]
        percent = str(90 + at % 10)
        if entry in handed:
            assert one["document"] == [[percent, "待审核", f"第 {entry} 项"]]
            assert one["columns"] == [[percent, "待审核"]]
            assert (one["version"], one["waiting"], one["trace"], one["logged"]) == (before + 1, 1, 1, 1)
        else:
            assert (one["columns"], one["version"], one["waiting"]) == ([], before, 0)
            assert (one["trace"], one["logged"]) == (0, 0)
    session = filled["sessions"][0]
    status, page = place.get(f"/reporting/report/?entry={min(acknowledged)}&period={_PERIOD}", session)
    assert status == 200
    assert f"第 {min(acknowledged)} 项" in page.decode()
    left = next(entry for entry in filled["entries"] if entry not in handed)
    assert place.submit(left, filled["entries"][left], session, 99)
