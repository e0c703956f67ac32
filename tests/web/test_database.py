"""The real file of SQLite: a journal beside it, and those who write at once wait for each other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.web.system.programs import luoshi

_TWO_AT_ONCE = """
import sys, threading
from pathlib import Path
from luoshi.web.setup import migrate, prepare
prepare(Path(sys.argv[1]))
migrate()
from django.db import connection, transaction
from luoshi.web.accounts.models import Unit
from luoshi.web.action import Context, perform
from luoshi.web.audit.chain import head, verify
from luoshi.web.clock import now
from luoshi.web.system.unit_actions import AddUnit
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA journal_mode").fetchone()[0], cursor.execute("PRAGMA synchronous").fetchone()[0])
failed = []
start = threading.Barrier(4)
def write(mine):
    start.wait()
    try:
        for number in range(10):
            with transaction.atomic():
                Unit.objects.count()  # reads first: what would fail were the lock not taken at the beginning
                perform(AddUnit(Context(None, "", now()), f"{mine}-{number}", "", None, now().date()))
    except Exception as error:
        failed.append(repr(error))
    finally:
        connection.close()
threads = [threading.Thread(target=write, args=[one]) for one in range(4)]
[one.start() for one in threads]
[one.join() for one in threads]
print(Unit.objects.count(), head().number, list(verify()), failed)
"""


def test_those_who_write_at_once_wait(tmp_path: Path) -> None:
    (tmp_path / "luoshi.toml").write_text("", encoding="utf-8")
    given = {key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", _TWO_AT_ONCE, str(tmp_path)],
        env=given,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.stdout.splitlines() == ["wal 2", "40 40 [] []"], done.stderr
    assert luoshi("audit", "verify", "-w", tmp_path).code == 0
