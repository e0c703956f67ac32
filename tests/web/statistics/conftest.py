"""A workspace with two years of the sample city's returns, a plan and alerts: loaded once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from luoshi.api import load_statistics
from luoshi.model.monitoring import Alert
from luoshi.model.tables import TimePoint
from luoshi.samples.city import city_forms, generate_city
from luoshi.sheets.form_book import FormSheet, write_form_book
from luoshi.stats.loading import LoadOrder
from luoshi.web.statistics import figures
from luoshi.workspace.alerts_file import write_alerts
from luoshi.workspace.folder import Workspace, init_workspace, open_workspace
from luoshi.workspace.plan_file import write_plan
from tests.progress.plans import observed, plan_of, target

PLAN = "规划.plan.yaml"
INDICATOR = "primary_pupils"
OTHER = Alert(
    id="a-00000001",
    kind="阈值",
    what="义务教育大班额比例 2023 年 4.1%，高于 3%",
    where="云岫县",
    severity="warning",
    owner="云岫县教育局",
    opened=date(2024, 3, 1),
)
OWN = OTHER.model_copy(update={"id": "a-00000002", "where": "青禾县", "owner": "青禾县教育局", "severity": "error"})


@pytest.fixture(scope="session")
def loaded(tmp_path_factory) -> Path:
    """A workspace that is loaded: never changed by a test."""
    root = tmp_path_factory.mktemp("bureau")
    init_workspace(root, Workspace(root, "临江市", "市", (2021, 2025)))
    city = generate_city(institutions=150, first_year=2022, years=2)
    paths = []
    for year in (2022, 2023):
        for form in city_forms(city, year):
            path = root / "data" / str(year) / form.file_name
            path.parent.mkdir(parents=True, exist_ok=True)
            if form.file_name.endswith(".csv"):
                path.write_bytes(form.csv_bytes())
            else:
                path.write_bytes(write_form_book([FormSheet(s.name, s.rows, s.merges) for s in form.sheets]))
            paths.append(path)
    result = load_statistics(open_workspace(root), LoadOrder(tuple(paths), TimePoint(), datetime(2024, 1, 8, 9, 0)))
    assert not result.refused
    bound = target("小学在校生数", "900000", unit="人", year=2025, op=">=", bound_to="小学在校生数")
    write_plan(plan_of(bound, observed("小学在校生数", "1000", 2020, unit="人")), root / "plans" / PLAN)
    write_alerts(open_workspace(root), (OWN, OTHER))
    return root


@pytest.fixture(autouse=True)
def workspace(loaded: Path, settings, _on_a_day) -> Path:
    """The workspace that the application serves: shared by tests, not to be written to."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=loaded)
    return loaded


@pytest.fixture
def own(loaded: Path, workspace, settings, tmp_path: Path) -> Path:
    """A copy of the workspace for this test alone."""
    return _copied(loaded, settings, tmp_path)


@pytest.fixture
def bare(loaded: Path, workspace, settings, tmp_path: Path) -> Path:
    """A copy without figures: alerts and plans only."""
    return _copied(loaded, settings, tmp_path, "snapshots", "data")


def _copied(loaded: Path, settings, folder: Path, *without: str) -> Path:
    root = folder / "bureau"
    shutil.copytree(loaded, root, ignore=shutil.ignore_patterns(*without, ".lock"))
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=root)
    return root


@pytest.fixture(scope="session", autouse=True)
def _forgotten() -> Iterator[None]:
    """Nothing that was computed here is left for other tests."""
    yield
    figures.forget()
