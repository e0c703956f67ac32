"""``luoshi freeze``, ``report``, ``site``: what they write, say and return."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from tests.evaluation.small_city import small_frozen
from tests.figured_workspace import make_figured_workspace

from luoshi.api import indicators, open_freeze
from luoshi.cli.main import main
from luoshi.workspace.folder import Workspace, init_workspace, open_workspace
from luoshi.workspace.freeze_folder import write_freeze
from luoshi.workspace.ledger_file import write_ledger


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with figures, a plan and a ledger; only to be copied."""
    root = tmp_path_factory.mktemp("局")
    make_figured_workspace(root)
    ledger = small_frozen().ledger
    assert ledger is not None
    write_ledger(ledger, root / "ledgers" / "要点.ledger.json")
    return root


@pytest.fixture
def office(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that workspace; it is the current folder."""
    root = tmp_path / "局"
    shutil.copytree(made, root)
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "160")
    return root


@pytest.fixture
def frozen_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the freeze of the small city and nothing else; it is the current folder."""
    init_workspace(tmp_path)
    write_freeze(open_workspace(tmp_path), small_frozen())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _freeze(name: str, *more: str, as_of: str = "2025-03-01") -> int:
    return main(["freeze", name, "--as-of", as_of, "--made-on", "2025-03-05", *more])


def test_a_freeze_holds_plan_figures_ledger_and_lights(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _freeze("2024-年度", "--by", "统计员") == 0
    assert "2025-03-01 的状态，2024 年的数，台账“澄湖市2024年教育重点工作”（文件）" in capsys.readouterr().out
    frozen = open_freeze(open_workspace(office), "2024-年度")
    assert frozen.manifest.made_by == "统计员"
    assert (frozen.manifest.kind, frozen.manifest.year) == ("年度", 2024)
    value = next(one for one in frozen.values if one.place == frozen.manifest.area_set and one.year == 2024)
    assert str(value.value) == "90"
    assert sorted(str(one.value) for one in frozen.quantities if one.year == 2024) == ["40", "50"]
    assert frozen.lights is not None
    assert frozen.lights.as_of == date(2025, 3, 1)


def test_two_freezes_of_the_same_have_the_same_files(office: Path) -> None:
    assert _freeze("2024-年度") == 0
    assert _freeze("2024-专项") == 0
    one, other = ((office / "freezes" / name) for name in ("2024-年度", "2024-专项"))
    for path in sorted(one.iterdir()):
        if path.name != "freeze.json":
            assert path.read_bytes() == (other / path.name).read_bytes()


def test_a_freeze_is_not_made_twice_and_corrected_only_by_something_new(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _freeze("2024-年度") == 0
    assert _freeze("2024-年度") == 2
    assert "E002" in capsys.readouterr().err
    assert main(["freeze", "2024-年度", "--correct", "以为有错"]) == 2  # on the day of the freeze, with its ledger
    assert "E009" in capsys.readouterr().err
    ledger = office / "ledgers" / "要点.ledger.json"
    told = json.loads(ledger.read_text(encoding="utf-8"))
    task = next(one for one in told["tasks"] if one["id"] == "k-3")
    task["reports"][0]["percent"] = 60
    ledger.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assert _freeze("2024-年度", "--correct", "西坪县更正填报") == 0
    capsys.readouterr()
    assert main(["freeze", "2024-年度-更正1", "--check"]) == 0
    assert "更正 建设教师周转宿舍：完成比例：75% → 60%" in capsys.readouterr().out
    assert main(["freeze"]) == 0
    listed = capsys.readouterr().out
    assert main(["freeze", "2024-年度", "--approve", "某"]) == 2
    assert "E014" in capsys.readouterr().err
    assert "更正 2024-年度" in listed
    assert listed.index("2024-年度　") < listed.index("2024-年度-更正1　")


def test_a_later_freeze_knows_the_one_before(office: Path) -> None:
    assert _freeze("2024-专项", as_of="2024-12-31") == 0
    assert _freeze("2024-年度") == 0
    frozen = open_freeze(open_workspace(office), "2024-年度")
    assert frozen.manifest.before == "2024-专项"
    assert frozen.before is not None
    assert main(["report", "annual", "--freeze", "2024-年度"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["freeze", "2030-年度", "--as-of", "2025-03-01"], "E008"),
        (["freeze", "a/b"], "E001"),
        (["freeze", "CON"], "E001"),
        (["freeze", "特别的名称"], "E013"),
        (["freeze", "2024-年度", "--check"], "E003"),
        (["freeze", "2024-年度", "--correct", "x"], "E003"),
        (["report", "annual"], "E022"),
        (["report", "weekly"], "E021"),
        (["site"], "E022"),
    ],
)
def test_what_cannot_be_done_is_said(
    office: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: str
) -> None:
    assert main(arguments) == 2
    assert code in capsys.readouterr().err


def test_a_report_is_written_in_the_forms_asked_for(frozen_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "annual", "-f", "docx", "-f", "pdf", "-f", "xlsx", "--issuer", "澄湖市教育局"]) == 0
    folder = frozen_office / "build" / "报告"
    assert sorted(path.suffix for path in folder.iterdir()) == [".docx", ".pdf", ".xlsx"]
    assert main(["report", "bulletin", "--area", "南塘县", "-o", "通报.docx"]) == 0
    assert (frozen_office / "通报.docx").is_file()
    assert main(["report", "bulletin", "-f", "pdf", "-o", "通报.docx"]) == 2
    assert "E025" in capsys.readouterr().err
    assert main(["report", "bulletin", "-o", "通报.docx"]) == 2
    assert "S014" in capsys.readouterr().err
    assert main(["report", "annual", "--area", "没有的县"]) == 2
    assert "E020" in capsys.readouterr().err


def test_an_edited_report_is_checked(frozen_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import docx

    assert main(["report", "annual", "-o", "报告.docx"]) == 0
    assert main(["report", "annual", "--check", "报告.docx"]) == 0
    document = docx.Document("报告.docx")
    run = next(run for one in document.paragraphs for run in one.runs if run.text == "84.8%")
    run.text = "86.8%"
    document.save("改过.docx")
    capsys.readouterr()
    assert main(["report", "annual", "--check", "改过.docx"]) == 1
    said = capsys.readouterr()
    assert "86.8%" in said.out + said.err
    assert main(["report", "annual", "--check", "没有.docx"]) == 2
    assert "E024" in capsys.readouterr().err


def test_the_site_needs_an_approval(frozen_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site"]) == 1
    said = capsys.readouterr()
    assert "G001" in said.out + said.err
    assert main(["report", "annual", "--public"]) == 1
    assert not (frozen_office / "build" / "公开网站").exists()
    assert main(["freeze", "2024-年度", "--approve", "局长办公会", "--on", "2025-03-20"]) == 0
    assert "已批准公开" in capsys.readouterr().out
    assert main(["site", "--issuer", "澄湖市教育局"]) == 0
    assert (frozen_office / "build" / "公开网站" / "index.html").is_file()
    assert main(["report", "annual", "--public"]) == 0


def test_statistics_that_are_loaded_meanwhile_do_not_come_into_half_a_freeze(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = indicators.opened

    @contextmanager
    def later(workspace: Workspace) -> Iterator[tuple[object, object, str]]:
        with opened(workspace) as (con, catalog, _):
            yield con, catalog, "another"

    monkeypatch.setattr(indicators, "opened", later)
    assert _freeze("2024-年度") == 2
    assert "E012" in capsys.readouterr().err
    assert not (office / "freezes" / "2024-年度").exists()
