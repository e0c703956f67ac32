"""The command line as a program of its own, with a workspace and a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_FILL = """
import sys
from datetime import date
from pathlib import Path
from luoshi.web.setup import migrate, prepare
prepare(Path(sys.argv[1]), today=date(2024, 11, 15))
migrate()
from luoshi.samples import sample_ledger
from luoshi.web.clock import now
from luoshi.web.samples import add_samples
add_samples((sample_ledger(),), now())
"""
_TELL = """
import sys
from pathlib import Path
from luoshi.web.setup import prepare
prepare(Path(sys.argv[1]))
from luoshi.web.system.tables import dumped, lines_of
import hashlib, json
for model in dumped():
    for line in lines_of(model):
        print(model._meta.label_lower, json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False))
"""


@dataclass(frozen=True)
class Ran:
    """What a program said and with what it ended."""

    code: int
    out: str


def luoshi(*arguments: object, database: str = "") -> Ran:
    """Run ``luoshi`` with arguments."""
    return _run(["-m", "luoshi", *map(str, arguments)], database)


def fill(workspace: Path, database: str = "") -> None:
    """Put the sample city and its ledger into the database of a workspace."""
    done = _run(["-c", _FILL, str(workspace)], database)
    assert done.code == 0, done.out


def content(workspace: Path, database: str = "") -> list[str]:
    """Return every row of the database as a line."""
    done = _run(["-c", _TELL, str(workspace)], database)
    assert done.code == 0, done.out
    return sorted(done.out.splitlines())


def _run(arguments: list[str], database: str) -> Ran:
    given = {key: value for key, value in os.environ.items() if not key.startswith("LUOSHI_")}
    given |= {"PYTHONUTF8": "1", "COLUMNS": "100"} | ({"LUOSHI_DATABASE_URL": database} if database else {})
    given.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments], env=given, capture_output=True, text=True, timeout=100, check=False
    )
    return Ran(done.returncode, done.stdout + done.stderr)
