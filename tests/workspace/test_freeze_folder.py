"""Freezes are written once and whole, and every change to them is found."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.evaluation.small_city import small_frozen

from luoshi.api import approve_freeze, open_freeze
from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.publication import Approval
from luoshi.model.monitoring import JudgingRules
from luoshi.workspace import freeze_folder
from luoshi.workspace.folder import Workspace, init_workspace
from luoshi.workspace.freeze_files import frozen_parts


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init_workspace(tmp_path)
    return Workspace(tmp_path)


def _code(error: pytest.ExceptionInfo[LuoshiError]) -> str:
    return error.value.code


def test_a_freeze_read_back_is_what_was_written(workspace: Workspace) -> None:
    frozen = replace(small_frozen(), judging=JudgingRules(near=Decimal("0.07")))
    manifest = freeze_folder.write_freeze(workspace, frozen)
    read = freeze_folder.read_freeze(workspace, manifest.name)
    assert read == replace(frozen, manifest=manifest)
    assert frozen_parts(read) == frozen_parts(frozen)
    assert freeze_folder.freeze_names(workspace) == (manifest.name,)


def test_the_freeze_before_must_be_the_one_that_it_was(workspace: Workspace) -> None:
    old = replace(small_frozen(), manifest=small_frozen().manifest.model_copy(update={"name": "2023-年度"}))
    before = freeze_folder.write_freeze(workspace, old)
    told = {"before": "2023-年度", "before_digest": before.digest}
    new = replace(small_frozen(), manifest=small_frozen().manifest.model_copy(update=told))
    freeze_folder.write_freeze(workspace, new)
    found = freeze_folder.read_freeze(workspace, new.manifest.name).before
    assert found is not None
    assert found.manifest == before
    shutil.rmtree(workspace.freezes / "2023-年度")
    with pytest.raises(LuoshiError) as error:
        freeze_folder.read_freeze(workspace, new.manifest.name)
    assert _code(error) == "E003"
    freeze_folder.write_freeze(workspace, replace(old, areas={}))
    with pytest.raises(LuoshiError) as error:
        freeze_folder.read_freeze(workspace, new.manifest.name)
    assert _code(error) == "E015"


def test_the_same_content_has_the_same_digest(workspace: Workspace, tmp_path: Path) -> None:
    other = Workspace(tmp_path / "other")
    init_workspace(other.root)
    frozen = small_frozen()
    assert freeze_folder.write_freeze(workspace, frozen) == freeze_folder.write_freeze(other, frozen)


def test_a_freeze_is_never_written_over(workspace: Workspace) -> None:
    freeze_folder.write_freeze(workspace, small_frozen())
    with pytest.raises(LuoshiError) as error:
        freeze_folder.write_freeze(workspace, small_frozen())
    assert _code(error) == "E002"


def test_two_at_once_do_not_touch_each_others_files(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads of the web make the same freeze: one is stopped halfway while the other writes its list."""
    write, is_inside = freeze_folder.write_bytes, False

    def meanwhile(path: Path, data: bytes) -> None:
        nonlocal is_inside
        write(path, data)
        if is_inside:
            raise KeyboardInterrupt
        if path.name == freeze_folder.MANIFEST:
            is_inside = True
            with pytest.raises(KeyboardInterrupt):
                freeze_folder.write_freeze(workspace, replace(small_frozen(), values=()))

    monkeypatch.setattr(freeze_folder, "write_bytes", meanwhile)
    manifest = freeze_folder.write_freeze(workspace, small_frozen())
    assert freeze_folder.read_freeze(workspace, manifest.name) == replace(small_frozen(), manifest=manifest)
    assert [one.name for one in workspace.freezes.iterdir()] == [manifest.name]


@pytest.mark.parametrize("name", ["plan.json", "values.csv", "ledger.json", "areas.json"])
def test_a_changed_file_is_found(workspace: Workspace, name: str) -> None:
    manifest = freeze_folder.write_freeze(workspace, small_frozen())
    path = workspace.freezes / manifest.name / name
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    with pytest.raises(LuoshiError) as error:
        freeze_folder.read_freeze(workspace, manifest.name)
    assert _code(error) == "E004"
    path.unlink()
    with pytest.raises(LuoshiError) as error:
        freeze_folder.read_freeze(workspace, manifest.name)
    assert _code(error) == "E004"


def test_a_changed_list_is_found_and_a_later_one_told(workspace: Workspace) -> None:
    manifest = freeze_folder.write_freeze(workspace, small_frozen())
    path = workspace.freezes / manifest.name / "freeze.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for change, code in (({"year": 2023}, "E004"), ({"schema_version": 99, "new": 1}, "E005"), ({"x": 1}, "E004")):
        path.write_text(json.dumps({**told, **change}), encoding="utf-8")
        with pytest.raises(LuoshiError) as error:
            freeze_folder.read_manifest(workspace, manifest.name)
        assert _code(error) == code


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".x", "a b", "年度.", "x" * 61])
def test_names_that_lead_elsewhere_are_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(LuoshiError) as error:
        freeze_folder.read_manifest(workspace, name)
    assert _code(error) == "E001"


def test_there_is_no_such_freeze(workspace: Workspace) -> None:
    with pytest.raises(LuoshiError) as error:
        open_freeze(workspace, "2024-年度")
    assert _code(error) == "E003"


def test_an_approval_is_of_one_content(workspace: Workspace) -> None:
    manifest = freeze_folder.write_freeze(workspace, small_frozen())
    assert freeze_folder.read_approval(workspace, manifest.name) is None
    approval = approve_freeze(workspace, manifest.name, "局长办公会", date(2025, 3, 20))
    assert freeze_folder.read_approval(workspace, manifest.name) == approval
    other = Approval(freeze=manifest.name, digest="0" * 64, by="某", on=date(2025, 3, 20))
    with pytest.raises(LuoshiError) as error:
        freeze_folder.approve_freeze(workspace, other)
    assert _code(error) == "E006"
    with pytest.raises(LuoshiError) as error:
        approve_freeze(workspace, manifest.name, " ", date(2025, 3, 20))
    assert _code(error) == "E010"
    (workspace.freezes / manifest.name / "approval.json").write_text("{}", encoding="utf-8")
    with pytest.raises(LuoshiError) as error:
        freeze_folder.read_approval(workspace, manifest.name)
    assert _code(error) == "E007"
    assert freeze_folder.read_freeze(workspace, manifest.name).manifest == manifest
