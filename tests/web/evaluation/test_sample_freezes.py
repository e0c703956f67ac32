"""The demonstration's freezes are registered when it is served: once, of a sample only, what people made left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils.timezone import localtime

from luoshi.api import approve_freeze
from luoshi.web.action import Context, perform
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.evaluation.models import FreezeRow
from luoshi.web.evaluation.sample_freezes import SAMPLE_MAKER, RecordSampleApproval, add_sample_freezes
from luoshi.web.evaluation.standing import freeze_findings
from luoshi.workspace.folder import Workspace, init_workspace, open_workspace
from tests.web.evaluation.conftest import NAME, write

_BY, _ON = "局长办公会（示例）", date(2025, 2, 10)


@pytest.fixture
def sample(settings, tmp_path: Path, workspace) -> Workspace:
    """A sample workspace with an approved freeze of the demonstration and one that a person made."""
    root = tmp_path / "sample"
    init_workspace(root, Workspace(root, "澄湖市", "市", (2021, 2025), sample=True))
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=root)
    found = open_workspace(root)
    _frozen(found)
    write(found, name="别人的")
    return found


def _frozen(workspace: Workspace) -> None:
    write(workspace, made_by=SAMPLE_MAKER)
    approve_freeze(workspace, NAME, _BY, _ON, "")


def test_freezes_of_the_sample_are_registered_once_with_their_approval(sample, city) -> None:
    before = LogEntry.objects.count()
    for _ in range(2):
        add_sample_freezes(now())
    (row,) = FreezeRow.objects.all()
    assert (row.name, row.approved_by, localtime(row.approved_at).date(), row.made_by) == (NAME, _BY, _ON, SAMPLE_MAKER)
    told = [(one.name, one.kind, one.action) for one in LogEntry.objects.order_by("pk")[before:]]
    assert told == [("系统", "定稿", "做定稿"), ("系统", "定稿", "批准公开")]
    assert list(verify()) == []
    assert [one.code for one in freeze_findings()] == ["N551"]


def test_freeze_that_was_registered_on_the_page_gets_its_approval_too(sample, city) -> None:
    add_sample_freezes(now())
    FreezeRow.objects.update(approved_at=None, approved_by="")
    add_sample_freezes(now())
    assert FreezeRow.objects.get().approved_by == _BY


def test_nothing_is_registered_in_a_bureau_s_own_workspace(workspace, city, registered) -> None:
    _frozen(workspace)
    add_sample_freezes(now())
    assert not FreezeRow.objects.exists()
    row = registered("另一份", made_by=SAMPLE_MAKER)
    outcome = perform(RecordSampleApproval(Context(None, "", now()), row))
    assert (outcome.done, [one.code for one in outcome.findings]) == (False, ["N558"])


def test_freeze_that_was_changed_is_left_to_the_page(sample, city) -> None:
    path = sample.freezes / NAME / "values.csv"
    path.write_bytes(path.read_bytes() + b"x")
    add_sample_freezes(now())
    assert not FreezeRow.objects.exists()
