"""The same freeze gives the same bytes: again, in another process, and on a machine that is set otherwise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from luoshi.api import approve_freeze, compose_report, open_freeze
from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import Block, EvaluationReport, Paragraph, ReportKind
from luoshi.workspace.folder import Workspace, init_workspace
from luoshi.workspace.freeze_folder import write_freeze
from tests.evaluation.small_city import small_frozen
from tests.evaluation.written_from_freeze import written

_ROOT = Path(__file__).resolve().parents[2]
_MACHINES = (
    {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "4294967295"},
)
_PUBLIC = "publication:\n  tasks: 公开\n  projects: 公开\n  money: 公开\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with the small city frozen and approved; tasks and projects are public."""
    init_workspace(tmp_path)
    rules = tmp_path / "rules" / "publication"
    rules.mkdir(parents=True, exist_ok=True)
    (rules / "public.yaml").write_text(_PUBLIC, encoding="utf-8")
    workspace = Workspace(tmp_path)
    manifest = write_freeze(workspace, small_frozen())
    approve_freeze(workspace, manifest.name, "局长办公会", date(2025, 3, 20))
    return workspace


@pytest.mark.slow
def test_the_same_freeze_gives_the_same_bytes_wherever_it_is_written(workspace: Workspace, tmp_path: Path) -> None:
    name = small_frozen().manifest.name
    here = written(workspace.root, name)
    assert {"annual.pdf", "annual.docx/word/document.xml", "site/index.html", "package.zip"} <= here.keys()
    for at, machine in enumerate(_MACHINES):
        home = tmp_path / f"home{at}"
        home.mkdir()
        path = os.pathsep.join((str(_ROOT / "src"), str(_ROOT)))
        there = subprocess.run(
            [sys.executable, "-m", "tests.evaluation.written_from_freeze", str(workspace.root), name],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "HOME": str(home), **machine},
            cwd=home,
            check=True,
            capture_output=True,
            timeout=100,
        )
        assert json.loads(there.stdout) == here


@pytest.mark.parametrize("kind", list(ReportKind))
def test_a_freeze_read_back_says_what_was_frozen(workspace: Workspace, kind: ReportKind) -> None:
    frozen = small_frozen()
    read = open_freeze(workspace, frozen.manifest.name)
    before, after = compose_report(frozen, kind), compose_report(read, kind)
    assert dict(before.facts.facts) == dict(after.facts.facts)
    assert before.consulted == after.consulted
    assert [one for one in after.all_blocks() if one not in tuple(before.all_blocks())] == _with_digest(after)


def _with_digest(report: EvaluationReport) -> list[Block]:
    """Return the blocks that name the checksum of the freeze, which is known only when it has been written."""
    mark = report.digest[:12]
    return [one for one in report.all_blocks() if isinstance(one, Paragraph) and mark in plain(one.words, report.facts)]
