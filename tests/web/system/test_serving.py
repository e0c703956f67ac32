"""The server behind a proxy that speaks HTTPS, and requests that are too large."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest


@contextmanager
def _serving(root: Path, **variables: str) -> Iterator[int]:
    (root / "luoshi.toml").write_text("", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DJANGO_"))}
    command = [sys.executable, "-u", "-m", "luoshi", "serve", "-w", str(root), "--port", str(port)]
    given |= {"PYTHONUTF8": "1", **variables}
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for line in server.stdout:
            if "网页应用" in line:
                break
        try:
            yield port
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def _status(port: int, path: str, headers: dict[str, str]) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            return answer.status


@pytest.mark.parametrize(("headers", "status"), [({"X-Forwarded-Proto": "https"}, 200), ({}, 301)])
def test_behind_a_proxy_pages_are_shown(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    with _serving(tmp_path, LUOSHI_HTTPS="1") as port:
        assert _status(port, "/accounts/login/", {"X-Forwarded-For": "10.9.8.7", **headers}) == status


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (
        _serving(tmp_path) as port,
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection,
    ):
        connection.putrequest("POST", "/accounts/login/")
        connection.putheader("Content-Length", str(2**29))
        connection.endheaders()
        connection.send(b"username=a")
        with connection.getresponse() as answer:
            assert answer.status == 413
