"""``luoshi monitor`` and ``luoshi plan bind``: what they say, write and return."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from tests.figured_workspace import ASKED, COUNTS, make_figured_workspace
from tests.progress.plans import observed, plan_of, target
from tests.stats.returns import NOW, book, pupil_rows, school_rows

from luoshi.api import keep_alerts, load_statistics, monitor_plan, open_plan
from luoshi.cli.main import main
from luoshi.model.corrections import sealed
from luoshi.model.monitoring import Alert
from luoshi.model.schema_export import SCHEMAS
from luoshi.model.tables import TimePoint
from luoshi.progress.targets.sources import LEAD
from luoshi.stats.loading import LoadOrder
from luoshi.workspace.alerts_file import read_alerts
from luoshi.workspace.folder import init_workspace, open_workspace
from luoshi.workspace.plan_file import read_plan, write_plan


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with 90 pupils in 2024 and a plan."""
    root = tmp_path_factory.mktemp("局")
    make_figured_workspace(root)
    return root


@pytest.fixture(autouse=True)
def office(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That workspace is the current folder: for tests that change neither plan nor data."""
    monkeypatch.chdir(loaded)
    monkeypatch.setenv("COLUMNS", "160")
    return loaded


@pytest.fixture
def bureau(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that workspace, which is the current folder."""
    root = tmp_path / "局"
    shutil.copytree(office, root, ignore=shutil.ignore_patterns("alerts.yaml", "build"))
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run the command line; return its exit code and what it said on both streams."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def _monitored(run, *more: object) -> dict[str, dict]:
    code, out, _ = run("monitor", "--as-of", "2025-03-01", "--format", "json", *more)
    assert code == 0
    content = json.loads(out)
    schema = json.loads(SCHEMAS[2].path.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(content)] == []
    return {one["id"]: one for one in content["targets"]}


def test_screen_tells_sources_states_and_the_command_that_answers(run) -> None:
    code, out, _ = run("monitor", "--as-of", "2025-03-01")
    assert code == 0
    assert "来源：计算 2，填报 0，待填报 2，不可测 1" in out
    assert "90 人" in out
    assert "绿 正常" in out  # on the way to 150: the milestone of 85 in 2024 is met
    assert "绿 已达到" in out
    assert re.search(r"luoshi plan bind \S*plans\S规划.plan.yaml\S? t-00000028 起始年级学生数", out)
    assert out.index("绿 正常") < out.index("绿 已达到") < out.index("不可测")


def test_values_paths_and_judgements(run) -> None:
    found = _monitored(run)
    one = found["t-00000000"]
    assert one["source"] | {"why": ""} == {
        "kind": "计算",
        "name": "起始年级学生数",
        "value": 90,
        "year": 2024,
        "period": "",
        "evidence": "",
        "why": "",
        "partial": False,
    }
    # 60 in 2020, 85 by 2024 (the plan's own milestone), 150 by 2025
    assert [(point["year"], point["planned"]) for point in one["path"]][-2:] == [(2024, 85), (2025, 150)]
    assert (one["judgement"]["state"], one["judgement"]["needed"]) == ("正常", 60)
    assert found["t-00000050"]["duty"]["unit"] == LEAD


def test_ask_writes_the_answers_into_the_plan_file(run, bureau: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["9", "1"])
    monkeypatch.setattr("builtins.input", lambda _: next(said))
    code, out, _ = run("monitor", "--ask", "--as-of", "2025-03-01")
    assert code == 0
    assert "没有 9" in out
    plan = read_plan(bureau / "plans" / "规划.plan.yaml")
    assert {one.indicator: one.bound_to for one in plan.targets}[ASKED] == "起始年级学生数"
    assert _monitored(run)["t-00000028"]["binding"]["state"] == "人工"


def test_ask_can_be_refused_skipped_and_ended(run, bureau: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bureau / "plans" / "规划.plan.yaml"
    before = path.read_bytes()

    def end(_: str) -> str:
        raise EOFError

    for answer in (lambda _: "", lambda _: "q", end):
        monkeypatch.setattr("builtins.input", answer)
        assert run("monitor", "--ask", "--as-of", "2025-03-01")[0] == 0
        assert path.read_bytes() == before
    monkeypatch.setattr("builtins.input", lambda _: "0")
    run("monitor", "--ask", "--as-of", "2025-03-01")
    assert _monitored(run)["t-00000028"]["binding"]["state"] == "不绑定"


def test_bind_and_undo(run, bureau: Path) -> None:
    path = bureau / "plans" / "规划.plan.yaml"
    assert run("plan", "bind", path, "t-00000028", "own_first_grade")[0] == 0
    assert read_plan(path).targets[1].bound_to == "起始年级学生数"
    assert run("plan", "bind", path, "t-00000028", "不绑定")[0] == 0
    assert read_plan(path).targets[1].bound_to == "不绑定"
    assert run("plan", "bind", path, "t-00000028", "--undo")[0] == 0
    assert read_plan(path).targets[1].bound_to is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("t-99999999", "起始年级学生数"), "M008"),
        (("t-00000028", "没有的指标"), "I002"),
        (("t-00000078", "起始年级学生数"), "M009"),
        (("t-00000028",), "M011"),
        (("t-00000028", "不绑定", "--undo"), "M011"),
    ],
)
def test_bind_refuses_and_changes_nothing(run, office: Path, arguments: tuple[str, ...], code: str) -> None:
    path = office / "plans" / "规划.plan.yaml"
    before = path.read_bytes()
    status, _, said = run("plan", "bind", path, *arguments)
    assert (status, code in said) == (2, True)
    assert path.read_bytes() == before


def test_wrong_binding_in_the_file_is_told(run, bureau: Path) -> None:
    path = bureau / "plans" / "规划.plan.yaml"
    text = path.read_text(encoding="utf-8").replace("  op: '>='\n", "  op: '>='\n  bound_to: 没有的指标\n", 1)
    if "没有的指标" not in text:
        text = path.read_text(encoding="utf-8").replace('  op: ">="\n', '  op: ">="\n  bound_to: 没有的指标\n', 1)
    path.write_text(text, encoding="utf-8")
    code, out, _ = run("monitor", "--as-of", "2025-03-01")
    assert (code, "M004" in out) == (0, True)


def test_workbook(run, office: Path, tmp_path: Path) -> None:
    code, _, said = run("monitor", "--as-of", "2025-03-01", "--format", "xlsx")
    assert (code, "目标监测-规划.xlsx" in said) == (0, True)
    sheets = openpyxl.load_workbook(office / "build" / "目标监测-规划.xlsx")
    assert sheets.sheetnames == ["目标监测", "路径", "待填报清单", "绑定待确认", "预警", "说明"]
    assert sheets["目标监测"].max_row == 6
    awaited = {row[1].value: row[0].value for row in sheets["待填报清单"].iter_rows(min_row=2)}
    assert awaited == {"名师工作室": LEAD, ASKED: LEAD}
    (question,) = [row[2].value for row in sheets["绑定待确认"].iter_rows(min_row=2)]
    assert "不含云岫县" in question
    first = (office / "build" / "目标监测-规划.xlsx").read_bytes()
    run("monitor", "--as-of", "2025-03-01", "-o", tmp_path / "再一份.xlsx")
    assert (tmp_path / "再一份.xlsx").read_bytes() == first
    code, _, said = run("monitor", "-o", tmp_path / "再一份.xlsx")
    assert (code, "S014" in said) == (2, True)


def test_csv(run, tmp_path: Path) -> None:
    code, out, _ = run("monitor", "--as-of", "2025-03-01", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows)) == (0, 5)
    assert {row["编号"]: row["现值"] for row in rows}["t-00000000"] == "90 人（2024）"
    assert {row["编号"]: row["今后每年"] for row in rows}["t-00000000"] == "60"  # a number, without its unit
    run("monitor", "--as-of", "2025-03-01", "-o", tmp_path / "监测.csv")
    assert (tmp_path / "监测.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


def _behind(bureau: Path) -> None:
    """Write a plan with one target, far behind its path."""
    plan = plan_of(
        target("起始年级学生数", "150", unit="人", year=2025, op=">="),
        observed("起始年级学生数", "60", 2020, unit="人"),
    )
    write_plan(sealed(plan), bureau / "plans" / "规划.plan.yaml", force=True)


def test_alerts_are_kept_and_decide_the_exit_code(run, bureau: Path) -> None:
    _behind(bureau)
    assert run("monitor", "--as-of", "2025-03-01", "--fail-on", "error")[0] == 1
    assert run("monitor", "--as-of", "2025-03-01")[0] == 0
    kept = (bureau / "alerts.yaml").read_text(encoding="utf-8")
    assert "偏离路径" in kept
    assert '"2025-03-01"' in kept
    answered = kept.rstrip() + "\n  answer: {text: 秋季扩班, by: 基教科, day: 2025-03-02}\n"
    (bureau / "alerts.yaml").write_text(answered, encoding="utf-8")
    run("monitor", "--as-of", "2025-06-01")
    again = (bureau / "alerts.yaml").read_text(encoding="utf-8")
    assert "秋季扩班" in again
    assert '"2025-03-01"' in again
    # looking back at a year says nothing of what has ended
    run("monitor", "--as-of", "2025-06-01", "--year", "2020")
    assert (bureau / "alerts.yaml").read_text(encoding="utf-8") == again


def _alerts(bureau: Path, kind: str) -> list[Alert]:
    return [one for one in read_alerts(open_workspace(bureau)) if one.kind == kind]


def test_a_doubt_stays_until_it_is_mended(run, bureau: Path) -> None:
    """A load of another table, and one of another year, say nothing of it; the mended table does."""
    place = open_workspace(bureau)

    def load(name: str, rows: list) -> None:
        load_statistics(place, LoadOrder((book(bureau / "data" / name, rows),), TimePoint(), NOW))

    load("学校2023.xlsx", school_rows(2023, [1, 2]))
    load("错.xlsx", pupil_rows(2023, {(1, "一年级"): (400, 20), (2, "一年级"): (50, 22)}))  # ten times those of 2024
    run("monitor", "--as-of", "2025-03-01")
    told = {one.id for one in _alerts(bureau, "数据质量") if one.table == "pupils"}
    assert told
    load("学校2025.xlsx", school_rows(2025, [1, 2]))
    run("monitor", "--as-of", "2025-11-01")
    assert {one.closed for one in _alerts(bureau, "数据质量") if one.id in told} == {None}
    load("学生2025.xlsx", pupil_rows(2025, COUNTS))
    run("monitor", "--as-of", "2025-11-02")
    assert {one.closed for one in _alerts(bureau, "数据质量") if one.id in told} == {None}
    load("对.xlsx", pupil_rows(2023, COUNTS))
    run("monitor", "--as-of", "2025-11-03")
    assert {one.closed for one in _alerts(bureau, "数据质量") if one.id in told} == {date(2025, 11, 3)}


def test_a_look_back_changes_no_alert(run, bureau: Path) -> None:
    _behind(bureau)
    run("monitor", "--as-of", "2025-06-01")
    before = (bureau / "alerts.yaml").read_bytes()
    assert "偏离路径" in before.decode()
    for day in ("2025-05-31", "2021-01-01"):
        assert run("monitor", "--as-of", day)[0] == 0
        assert (bureau / "alerts.yaml").read_bytes() == before, day


def test_an_answer_written_during_a_run_is_kept(bureau: Path) -> None:
    _behind(bureau)
    place, plan = open_workspace(bureau), open_plan(bureau / "plans" / "规划.plan.yaml")
    keep_alerts(place, monitor_plan(place, plan, as_of=date(2025, 3, 1)))
    monitoring = monitor_plan(place, plan, as_of=date(2025, 3, 2))
    path = bureau / "alerts.yaml"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n  answer: {text: 秋季扩班}\n", encoding="utf-8")
    keep_alerts(place, monitoring)
    assert "秋季扩班" in [one.answer.text for one in read_alerts(place) if one.answer]


def test_which_plan(run, bureau: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bureau / "plans" / "另一份.plan.yaml").write_bytes((bureau / "plans" / "规划.plan.yaml").read_bytes())
    code, _, said = run("monitor")
    assert (code, "M001" in said, "另一份" in said) == (2, True, True)
    monkeypatch.chdir(tmp_path)
    code, _, said = run("monitor")
    assert (code, "S016" in said) == (2, True)
    assert run("monitor", bureau / "plans" / "规划.plan.yaml", "--as-of", "2025-03-01")[0] == 0
    (tmp_path / "空").mkdir()
    init_workspace(tmp_path / "空")
    code, _, said = run("monitor", "-w", tmp_path / "空")
    assert (code, "M001" in said) == (2, True)


def test_without_statistics_all_has_to_be_reported(run, tmp_path: Path, office: Path) -> None:
    init_workspace(tmp_path / "新")
    code, out, _ = run("monitor", office / "plans" / "规划.plan.yaml", "-w", tmp_path / "新", "--as-of", "2025-03-01")
    assert code == 0
    assert "M007" in out
    assert "计算 0，填报 0，待填报 4，不可测 1" in out


def test_figures_of_another_region_are_not_used(run, bureau: Path) -> None:
    path = bureau / "plans" / "规划.plan.yaml"
    plan = read_plan(path)
    other = plan.model_copy(update={"document": plan.document.model_copy(update={"region": "远山市"})})
    write_plan(sealed(other), path, force=True)
    code, out, _ = run("monitor", "--as-of", "2025-03-01")
    assert (code, "M010" in out, "计算 0" in out) == (0, True, True)


def test_unknown_area_set(run) -> None:
    code, _, said = run("monitor", "--area-set", "没有的口径")
    assert (code, "I003" in said) == (2, True)
