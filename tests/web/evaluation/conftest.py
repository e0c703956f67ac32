"""A workspace of its own with the small city frozen in it, and an issued plan in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from luoshi.model.evaluation.freeze import Frozen
from luoshi.web.action import perform
from luoshi.web.evaluation.actions import RegisterFreeze
from luoshi.web.evaluation.models import FreezeRow
from luoshi.web.plans.issued import file_name, issued_text
from luoshi.web.plans.models import PlanDoc, PlanSource, PlanState, PlanVersion
from luoshi.web.plans.store import NewVersion, add_version
from luoshi.web.policy import Role
from luoshi.workspace.folder import Workspace, init_workspace, open_workspace
from luoshi.workspace.freeze_folder import write_freeze
from tests.evaluation.small_city import small_frozen

NAME = "2024-年度"
MAKER = "乔书言"
"""The planner of the sample accounts."""
Freeze = Callable[..., FreezeRow]


@pytest.fixture(autouse=True)
def workspace(settings, tmp_path: Path, _on_a_day: None) -> Workspace:
    """An empty workspace on a day after the small city's freeze."""
    root = tmp_path / "bureau"
    init_workspace(root, Workspace(root, "澄湖市", "市", (2021, 2025)))
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=root, today=date(2025, 3, 1))
    return open_workspace(root)


def write(workspace: Workspace, **manifest: object) -> Frozen:
    """Write the small city's freeze into a workspace, its manifest changed; return it."""
    given = small_frozen()
    told = {"made_by": MAKER, "digest": "", **manifest}
    frozen = replace(given, manifest=given.manifest.model_copy(update=told))
    write_freeze(workspace, frozen)
    return frozen


@pytest.fixture
def registered(workspace: Workspace, context_of) -> Freeze:
    """Return a function that freezes the small city and registers it for the planner."""

    def made(name: str = NAME, role: Role = Role.PLANNER, **manifest: object) -> FreezeRow:
        write(workspace, name=name, **manifest)
        row = perform(RegisterFreeze(context_of(role), name)).value
        assert row is not None
        return row

    return made


@pytest.fixture
def version(city, context_of) -> PlanVersion:
    """The small city's plan, issued, in force since 1 July 2021; only its file is not there."""
    plan, context = small_frozen().plan, context_of(Role.PLANNER)
    source = PlanSource.objects.create(
        digest=plan.source.sha256, name=plan.source.name, size=1, characters=1, document="{}"
    )
    doc = PlanDoc.objects.create(name="澄湖市规划", unit=context.account.unit, uploaded_at=context.now)
    row = add_version(NewVersion(doc, source, plan, ""), context.name, context.now)
    sha256 = hashlib.sha256(issued_text(row).encode()).hexdigest()
    told = {"state": PlanState.ISSUED, "effective": date(2021, 7, 1), "file_name": file_name(row), "sha256": sha256}
    PlanVersion.objects.filter(pk=row.pk).update(**told)
    return PlanVersion.objects.get(pk=row.pk)


@pytest.fixture
def planner(browser_of) -> Client:
    """The planner's browser."""
    return browser_of(Role.PLANNER)


@pytest.fixture
def leader(browser_of) -> Client:
    """The leader's browser."""
    return browser_of(Role.LEADER)


def words_of(answer) -> str:
    """Return a page as text."""
    return answer.content.decode()
