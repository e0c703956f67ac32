"""Notices to another system: none without an address, otherwise a title, a unit and a path."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import run_next
from luoshi.web.policy import Role


@pytest.fixture
def heard() -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine: its address, and what it was sent."""
    bodies: list[bytes] = []

    class _Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), _Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", bodies
    server.shutdown()
    server.server_close()
    thread.join()


def test_nothing_goes_out_without_an_address(row, browser_of, sent) -> None:
    assert sent(browser_of(Role.REPORTER), row).status_code == 302
    assert not Job.objects.exists()


def test_a_notice_tells_title_unit_and_path_only(row, browser_of, sent, settings, heard) -> None:
    address, bodies = heard
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, hook=address)
    assert sent(browser_of(Role.REPORTER), row, text="内容不外发").status_code == 302
    assert bodies == []
    assert run_next().state == Job.State.DONE
    assert json.loads(bodies[0]) == {
        "title": "有新的填报待审核（2024-11）",
        "unit": "青禾县教育局",
        "address": f"/reporting/report/?entry={row.pk}&period=2024-11",
    }


def test_a_failure_stops_nothing(row, browser_of, sent, settings, caplog) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, hook="http://127.0.0.1:9/none")
    assert sent(browser_of(Role.REPORTER), row).status_code == 302
    job = run_next()
    assert (job.state, job.told) == (Job.State.DONE, "没有发出：对方没有应答")
    assert "could not be sent" in caplog.text
