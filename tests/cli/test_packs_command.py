"""``luoshi packs``: what it says, writes and returns, over returns that were loaded."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from tests.stats.returns import book, code, pupil_rows, school_rows

from luoshi.cli.main import main
from luoshi.workspace.folder import init_workspace

_OWN = """
id: small
name: 小学校
aliases: [=别名]
schools: {小学: [小学]}
groups: [{name: 规模}]
criteria:
  - id: pupils
    name: 在校学生
    group: 规模
    unit: 人
    decimals: 0
    numerator: {from: school_stages, sql: sum(pupils)}
    limit: 45
  - {id: all, name: 达到的学校比例, group: 规模, kind: schools, of: 规模, unit: "%", limit: 100}
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two schools of 40 and 50 pupils and a third that returned nothing, loaded once for all."""
    root = tmp_path_factory.mktemp("packs") / "局"
    init_workspace(root)
    book(root / "data" / "学校.xlsx", school_rows(2024, [1, 2, 3]))
    book(root / "data" / "学生.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20), (2, "一年级"): (50, 22)}))
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(root)
        assert main(["stats", "load", "data"]) == 0
    (root / "rules" / "packs").mkdir(parents=True)
    return root


@pytest.fixture(autouse=True)
def bureau(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace as it was loaded, with its own standard and nothing written yet; it is the current folder."""
    monkeypatch.chdir(loaded)
    monkeypatch.setenv("COLUMNS", "130")
    shutil.rmtree(loaded / "build", ignore_errors=True)
    (loaded / "rules" / "packs" / "小学校.yaml").write_text(_OWN, encoding="utf-8")
    return loaded


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run ``luoshi packs``; return its exit code and all it said."""

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["packs", *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_the_standards_are_listed_with_how_sure_they_are(run) -> None:
    status, said = run()
    assert status == 0
    for word in ("县域义务教育优质均衡", "教督〔2017〕6号", "校园安防四个百分百", "待核实", "rules/packs/小学校.yaml"):
        assert word in said
    assert run("--format", "json")[0] == 2


def test_counties_and_schools_on_the_screen(run) -> None:
    status, said = run("小学校")
    assert status == 0
    assert "2024 年（2024—2025 学年）" in said
    assert "1/2/3" in said  # one passes, two were judged, three there should be
    assert "未达到" in said
    assert "依据或数值待核实" in said


def test_what_nothing_bought_can_mend_is_told_as_such(run, bureau: Path) -> None:
    own = _OWN.replace("    limit: 45", "    upper: true\n    limit: 45")
    (bureau / "rules" / "packs" / "小学校.yaml").write_text(own, encoding="utf-8")
    said = run("小学校")[1]
    assert "要补齐的学校 1 所" in said
    assert "其中 1 所要整改" in said
    assert "要整改：在校学生" in said
    assert "补齐数据" not in said


def test_exit_codes_say_how_the_counties_stand(run) -> None:
    assert run("小学校", "--fail-on", "missed")[0] == 1
    assert run("校园安防")[0] == 0
    assert run("校园安防", "--fail-on", "missed")[0] == 0  # nothing is known: that is not missed
    assert run("校园安防", "--fail-on", "unknown")[0] == 1


def test_one_school_with_all_it_is_judged_by(run) -> None:
    status, said = run("小学校", "--school", "第1小学")
    assert status == 0
    assert "第1小学" in said
    assert "40人" in said
    assert "≥45" in said
    assert "第2小学" not in said
    assert code(2) not in run("小学校", "--school", code(1))[1]
    status, said = run("小学校", "--school", "小学")
    assert status == 2
    assert "K004" in said
    assert "第1小学" in said


def test_json_holds_numbers_as_texts(run) -> None:
    found = json.loads(run("小学校", "--format", "json")[1])
    assert found["format"] == 1
    assert found["verdict"] == "未达到"
    schools = {one["name"]: one for one in found["schools"]}
    assert schools["第1小学"]["criteria"][0]["value"] == "40"
    assert schools["第1小学"]["criteria"][0]["gap_percent"] == "11.1"
    assert schools["第3小学"]["verdict"] == "缺数据"
    assert schools["第3小学"]["criteria"][0]["value"] is None
    (county,) = found["counties"]
    assert county["schools"] == [{"stage": "小学", "expected": 3, "judged": 2, "passed": 1}]


def test_csv_has_a_row_for_each_criterion_and_no_formula(run, bureau: Path) -> None:
    own = _OWN.replace("name: 在校学生", 'name: "=1+1"')
    (bureau / "rules" / "packs" / "小学校.yaml").write_text(own, encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run("小学校", "--format", "csv")[1])))
    assert [(row["学校"], row["结论"]) for row in rows] == [
        ("", "未达到"),
        ("第1小学", "未达到"),
        ("第2小学", "达到"),
        ("第3小学", "缺数据"),
    ]
    assert rows[1]["达标项"] == "'=1+1"
    assert (rows[1]["数值"], rows[1]["标准"], rows[1]["差"]) == ("40", "≥45", "5")


def test_workbook_has_its_sheets_and_is_not_written_over(run, bureau: Path) -> None:
    status, said = run("小学校", "--format", "xlsx")
    assert status == 0
    path = bureau / "build" / "小学校-2024.xlsx"
    assert "小学校-2024.xlsx" in said
    cells = openpyxl.load_workbook(path)
    assert cells.sheetnames == ["说明", "县级结论", "学校逐项", "差距清单", "补齐方案", "依据"]
    gaps = list(cells["差距清单"].iter_rows(values_only=True))
    assert len(gaps) == 2
    assert gaps[1][2] == "第1小学"
    assert gaps[1][7] == 40
    assert any("待核实" in str(row) for row in cells["依据"].iter_rows(values_only=True))
    before = path.read_bytes()
    assert run("小学校", "--format", "xlsx")[0] == 0
    assert path.read_bytes() == before
    assert run("小学校", "--format", "xlsx", "-o", path)[0] == 2
    assert run("小学校", "--format", "xlsx", "-o", path, "--force")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("没有的标准",), "K002"),
        (("义务教育",), "K002"),
        (("小学校", "--year", "2019"), "K003"),
        (("中职达标",), "K003"),
        (("小学校", "--area", "没有的县"), "I003"),
        (("小学校", "-o", "结果.txt"), "S007"),
        (("--school", "第1小学"), "S015"),
    ],
)
def test_what_cannot_be_done_is_said(run, arguments: tuple[str, ...], told: str) -> None:
    status, said = run(*arguments)
    assert status == 2
    assert told in said
