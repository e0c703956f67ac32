"""The database's share of the command line: ledgers out of it, freezes into it; none is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from luoshi.base.errors import LuoshiError
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.evaluation.frozen_ledger import has_database, ledger_in_database, record_freeze
from luoshi.web.evaluation.models import FreezeRow
from luoshi.web.ledger.store import add_ledger
from luoshi.workspace.folder import Workspace, init_workspace, open_workspace
from luoshi.workspace.freeze_folder import read_manifest
from tests.evaluation.small_city import small_frozen
from tests.web.evaluation.conftest import MAKER, NAME, write


@pytest.fixture
def served(workspace: Workspace, city, monkeypatch) -> Workspace:
    """The workspace as one that was served already: its database is that of the tests."""
    monkeypatch.setenv("LUOSHI_WORKSPACE", str(workspace.root))
    (workspace.root / "luoshi.sqlite3").write_bytes(b"stands for the database of the tests")
    return workspace


def test_workspace_without_a_database_stays_without(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("LUOSHI_DATABASE_URL", raising=False)
    init_workspace(tmp_path, Workspace(tmp_path, "澄湖市", "市", (2021, 2025)))
    workspace = open_workspace(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert (has_database(workspace), ledger_in_database(workspace)) == (False, None)
    assert record_freeze(workspace, small_frozen().manifest) is False
    assert sorted(tmp_path.rglob("*")) == before


def test_ledger_is_as_the_database_has_it(served) -> None:
    ledger = small_frozen().ledger
    assert ledger is not None
    assert ledger_in_database(served) is None
    add_ledger(ledger, now())
    assert ledger_in_database(served, ledger.name) == ledger
    assert ledger_in_database(served) == ledger
    assert ledger_in_database(served, "没有这一本") is None
    add_ledger(ledger.model_copy(update={"name": "另一本"}), now())
    with pytest.raises(LuoshiError) as told:
        ledger_in_database(served)
    assert told.value.code == "N564"


def test_freeze_of_the_command_line_is_registered_and_logged(served) -> None:
    write(served)
    manifest = read_manifest(served, NAME)
    assert record_freeze(served, manifest) is True
    row = FreezeRow.objects.get()
    assert (row.name, row.digest, row.account, row.made_by) == (NAME, manifest.digest, None, MAKER)
    entry = LogEntry.objects.first()
    assert (entry.name, entry.object_id, json.loads(entry.after)["SHA-256"]) == ("系统", NAME, manifest.digest)
    with pytest.raises(LuoshiError) as told:
        record_freeze(served, manifest)
    assert told.value.code == "N550"


def test_database_of_an_earlier_version_is_told(served) -> None:
    MigrationRecorder.Migration.objects.filter(app="evaluation").delete()
    with pytest.raises(LuoshiError) as told:
        has_database(served)
    assert told.value.code == "N536"


def test_database_of_another_program_is_none(served, monkeypatch) -> None:
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda self: False)
    assert has_database(served) is False


def test_other_workspace_in_the_same_process_is_a_mistake(served, settings) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=served.root.parent)
    with pytest.raises(RuntimeError):
        has_database(served)


_PROGRAM = """
import sys
from pathlib import Path
from luoshi.web.evaluation.frozen_ledger import has_database, ledger_in_database, record_freeze
from luoshi.workspace.folder import open_workspace
from luoshi.workspace.freeze_folder import read_manifest
place = open_workspace(Path(sys.argv[1]))
if sys.argv[2] == "made":
    from luoshi.web.setup import migrate, prepare
    prepare(place.root)
    migrate()
print(has_database(place), ledger_in_database(place), record_freeze(place, read_manifest(place, sys.argv[3])))
"""


@pytest.mark.slow
def test_command_line_alone_uses_the_database_that_is_there(tmp_path: Path) -> None:
    """In a process of its own, as the command line is: Django is made ready by the functions themselves."""
    init_workspace(tmp_path, Workspace(tmp_path, "澄湖市", "市", (2021, 2025)))
    write(open_workspace(tmp_path))
    given = {key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DJANGO_"))}

    def told(state: str) -> str:
        command = [sys.executable, "-W", "error", "-c", _PROGRAM, str(tmp_path), state, NAME]
        done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=120, check=False)
        return done.stdout.strip() or done.stderr

    assert told("as it is") == "False None False"
    assert not (tmp_path / "luoshi.sqlite3").exists()
    assert told("made") == "True None True"
    assert "N550" in told("as it is")
