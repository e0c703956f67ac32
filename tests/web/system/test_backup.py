"""Backups hold everything, tell when they were tampered with, and come back, to either kind of database."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from django.apps import apps

from luoshi.base.errors import LuoshiError
from luoshi.web.system.backup import MANIFEST, files_of, open_backup
from luoshi.web.system.tables import LEFT_OUT, dumped
from tests.web.system.programs import content, luoshi


@pytest.fixture(scope="module")
def backup(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the filled workspace."""
    path = tmp_path_factory.mktemp("backup") / "备份.zip"
    done = luoshi("backup", "-w", filled, "-o", path)
    assert done.code == 0, done.out
    return path


def _manifest(path: Path) -> dict:
    with ZipFile(path) as archive:
        return json.loads(archive.read(MANIFEST))


def test_backup_holds_database_and_files_and_prints_the_head(filled: Path, backup: Path) -> None:
    told = _manifest(backup)
    assert told["tables"]["ledger.entryrow"] == 22
    names = {name.removeprefix("files/") for name in told["sums"] if name.startswith("files/")}
    assert {"luoshi.toml", "web/attachments/ab/abcd", "plans/规划.plan.yaml"} <= names
    assert not [name for name in names if name.startswith(("build", "luoshi.sqlite3")) or "secret" in name]
    assert backup.stat().st_mode & 0o077 == 0
    assert [one for one in backup.parent.iterdir() if one != backup] == []
    verified = luoshi("audit", "verify", "-w", filled, "--head", f"{told['number']}:{told['hash'][:12]}")
    assert (verified.code, "校验无误" in verified.out) == (0, True)
    assert luoshi("audit", "verify", "-w", filled, "--head", f"{told['number']}:{'0' * 12}").code == 1
    assert luoshi("backup", "-w", filled, "-o", backup).code == 2


def _came_back(backup: Path, filled: Path, target: Path, database: str = "") -> None:
    told = _manifest(backup)
    head = f"{told['number']}:{told['hash']}"
    done = luoshi("restore", backup, "-w", target, "--head", head, database=database)
    assert done.code == 0, done.out
    logged = "audit."
    was, now = content(filled), content(target, database)
    assert [line for line in now if not line.startswith(logged)] == [
        line for line in was if not line.startswith(logged)
    ]
    entries = [line for line in now if line.startswith("audit.logentry")]
    assert set(entries) - set(was) == {line for line in entries if '"action": "恢复"' in line}
    assert luoshi("audit", "verify", "-w", target, "--head", head, database=database).code == 0
    assert (target / "web" / "attachments" / "ab" / "abcd").read_bytes() == b"\x00evidence\xff"
    again = luoshi("restore", backup, "-w", target, database=database)
    assert (again.code, "N523" in again.out) == (2, True)


def test_all_comes_back(backup: Path, filled: Path, tmp_path: Path) -> None:
    _came_back(backup, filled, tmp_path / "new")


def test_all_comes_back_in_postgres_and_from_there(
    backup: Path, filled: Path, tmp_path: Path, empty_postgres: str
) -> None:
    _came_back(backup, filled, tmp_path / "pg", empty_postgres)
    second = tmp_path / "from-pg.zip"
    assert luoshi("backup", "-w", tmp_path / "pg", "-o", second, database=empty_postgres).code == 0
    assert _manifest(second)["database"] == "postgresql"
    assert luoshi("restore", second, "-w", tmp_path / "back").code == 0
    rows = [line for line in content(filled) if not line.startswith("audit.")]
    assert [line for line in content(tmp_path / "back") if not line.startswith("audit.")] == rows
    full = luoshi("restore", second, "-w", tmp_path / "other", database=empty_postgres)
    assert (full.code, "N523" in full.out) == (2, True)


@pytest.mark.parametrize("what", ["cut", "changed", "added", "other"])
def test_a_damaged_backup_is_refused(what: str, backup: Path, tmp_path: Path) -> None:
    bad = tmp_path / "坏.zip"
    if what == "cut":
        bad.write_bytes(backup.read_bytes()[:-2000])
    elif what == "other":
        bad.write_bytes(b"no archive at all")
    else:
        with ZipFile(backup) as old, ZipFile(bad, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if what == "changed" and name == "database/accounts.account.jsonl":
                    data = data.replace("乔书言".encode(), "乔书语".encode())
                new.writestr(name, data)
            if what == "added":
                new.writestr("files/../../evil.txt", b"")
    with pytest.raises(LuoshiError) as refused:
        open_backup(bad)
    assert refused.value.code == ("N521" if what in ("cut", "other") else "N522")


def test_no_file_is_written_outside_the_workspace(tmp_path: Path) -> None:
    for name in ("../evil", "/evil", "a/../../evil", "C:/evil", "a\\evil"):
        with ZipFile(tmp_path / "坏.zip", "w") as archive:
            info = ZipInfo("x")
            info.filename = f"files/{name}"
            archive.writestr(info, b"")
        with ZipFile(tmp_path / "坏.zip") as archive, pytest.raises(LuoshiError):
            list(files_of(archive))


def test_a_log_changed_in_the_backup_is_found_even_with_its_sums_made_anew(backup: Path, tmp_path: Path) -> None:
    bad = tmp_path / "改.zip"
    with ZipFile(backup) as old, ZipFile(bad, "w") as new:
        told = json.loads(old.read(MANIFEST))
        for name in old.namelist():
            data = old.read(name)
            if name == "database/audit.logentry.jsonl":
                data = data.replace("新建台账".encode(), "删除台账".encode())
                assert data != old.read(name)
                told["sums"][name] = hashlib.sha256(data).hexdigest()
            if name != MANIFEST:
                new.writestr(name, data)
        new.writestr(MANIFEST, json.dumps(told))
    done = luoshi("restore", bad, "-w", tmp_path / "new")
    assert (done.code, "N525" in done.out) == (2, True)
    assert not (tmp_path / "new" / "luoshi.toml").exists()


def test_a_backup_of_a_newer_version_is_refused(backup: Path, tmp_path: Path) -> None:
    newer = tmp_path / "新.zip"
    with ZipFile(backup) as old, ZipFile(newer, "w") as new:
        told = json.loads(old.read(MANIFEST))
        told["migrations"].append(["ledger", "0099_of_tomorrow"])
        for name in old.namelist():
            new.writestr(name, json.dumps(told) if name == MANIFEST else old.read(name))
    done = luoshi("restore", newer, "-w", tmp_path / "new")
    assert (done.code, "N524" in done.out) == (2, True)


def test_no_table_is_left_out_and_none_leans_on_those_that_are() -> None:
    held = {model._meta.label_lower for model in dumped()}
    assert {one._meta.label_lower for one in apps.get_models() if one._meta.app_label not in LEFT_OUT} <= held
    leaning = [
        f"{model._meta.label}.{field.name}"
        for model in dumped()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.app_label in LEFT_OUT
    ]
    assert leaning == []


def test_doctor_tells_what_is_wrong(filled: Path, tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(filled, root)
    (root / "web" / "secret.key").chmod(0o644)
    told = luoshi("doctor", "-w", root)
    assert (told.code, "N533" in told.out) == (1, True)
    (root / "web" / "secret.key").chmod(0o600)
    told = luoshi("doctor", "-w", root)
    assert told.code == 0, told.out
    assert "N540" in told.out
    gone = luoshi("doctor", "-w", root, database="postgresql://nobody@127.0.0.1:1/none")
    assert (gone.code, "N535" in gone.out) == (1, True)
