"""What was not let be published does not get out beside what was: the period before, what a correction corrects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.api import approve_freeze
from luoshi.api.publication import public_edition
from luoshi.model.evaluation.freeze import FreezeManifest, Frozen
from luoshi.workspace.folder import Workspace, init_workspace
from luoshi.workspace.freeze_folder import write_freeze
from tests.evaluation.small_city import YEAR, small_frozen

ON = date(YEAR + 1, 3, 5)
FIRST, SECOND, THIRD = "2024-年度", "2024-年度-更正1", "2024-年度-更正2"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init_workspace(tmp_path)
    return Workspace(tmp_path)


def _freeze(
    workspace: Workspace, name: str, value: str, *, corrects: str = "", before: FreezeManifest | None = None
) -> FreezeManifest:
    """Freeze the city with another figure of 全市高中阶段毛入学率, alone."""
    frozen = small_frozen()
    values = tuple(
        one.model_copy(update={"value": Decimal(value)})
        if (one.indicator, one.year, one.place_kind) == ("h-gross", 2022, "口径")
        else one
        for one in frozen.values
    )
    told = {"name": name, "corrects": corrects, "reason": f"{name}的理由" if corrects else ""}
    if before is not None:
        told |= {"before": before.name, "before_digest": before.digest}
    manifest = frozen.manifest.model_copy(update=told)
    return write_freeze(workspace, replace(frozen, manifest=manifest, values=values))


def _edition_words(workspace: Workspace, name: str) -> tuple[list[tuple[str, str, str]], Frozen, list[str]]:
    edition, findings = public_edition(workspace, name)
    assert edition is not None
    told = [(one.name, row.was, row.now) for one in edition.corrections for row in one.differences]
    return told, edition.frozen, [one.code for one in findings]


def test_the_period_before_is_compared_with_only_when_it_was_let_be_published(workspace: Workspace) -> None:
    before = _freeze(workspace, "2023-年度", "77.7")
    _freeze(workspace, FIRST, "90.4", before=before)
    approve_freeze(workspace, FIRST, "张某", ON)
    _, frozen, codes = _edition_words(workspace, FIRST)
    assert frozen.before is None
    assert "G007" in codes
    approve_freeze(workspace, "2023-年度", "张某", ON)
    _, frozen, codes = _edition_words(workspace, FIRST)
    assert frozen.before is not None
    assert "G007" not in codes


@pytest.mark.parametrize(
    ("approved", "told"),
    [
        ((THIRD,), []),
        ((FIRST, THIRD), [(THIRD, "90.1%", "90.4%")]),
        ((FIRST, SECOND, THIRD), [(THIRD, "77.7%", "90.4%"), (SECOND, "90.1%", "77.7%")]),
    ],
)
def test_a_correction_is_told_against_what_the_public_was_told(
    workspace: Workspace, approved: tuple[str, ...], told: list[tuple[str, str, str]]
) -> None:
    for name, value, corrects in ((FIRST, "90.1", ""), (SECOND, "77.7", FIRST), (THIRD, "90.4", SECOND)):
        _freeze(workspace, name, value, corrects=corrects)
        if name in approved:
            approve_freeze(workspace, name, "张某", ON)
    assert _edition_words(workspace, THIRD)[0] == told
