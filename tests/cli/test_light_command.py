"""``luoshi ledger light``, ``rules``, ``act``, ``money``: what they say, write and return, on the sample ledger."""

from __future__ import annotations

import csv
import io
import json
import shutil
from importlib.resources import as_file
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from luoshi.cli.main import main
from luoshi.model.ledger import State
from luoshi.model.schema_export import SCHEMAS
from luoshi.samples import sample_ledger, sample_task_table
from luoshi.workspace.folder import Workspace, init_workspace
from luoshi.workspace.ledger_file import read_ledger

DAY = ["--as-of", "2024-11-15"]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the sample ledger, the current folder in it."""
    init_workspace(tmp_path, Workspace(tmp_path, "临江市", "市"))
    with as_file(sample_ledger()) as path:
        shutil.copy(path, tmp_path / "ledgers" / path.name)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "ledgers" / sample_ledger().name


def test_lights_with_reasons_and_counts(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "light", *DAY]) == 0
    shown = capsys.readouterr().out
    assert "共 22 项：红 滞后 7，黄 有风险 4，绿 正常 11，蓝 未到期 0，无 不亮灯 0" in shown
    assert "超过时限" in shown


def test_lights_as_json_fit_their_schema(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "light", *DAY, "--months", "3", "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    schema = next(one for one in SCHEMAS if one.path.name.startswith("lights"))
    Draft202012Validator(json.loads(schema.path.read_text(encoding="utf-8"))).validate(content)
    assert content["months"] == ["2024-09-30", "2024-10-31", "2024-11-15"]
    by_number = {one["number"]: one for one in content["entries"]}
    assert (by_number["3"]["light"], by_number["3"]["reason"]) == ("绿", "2024-06-26 办结")
    assert by_number["6"]["reason"] == "2024-10-08 办结，比时限晚 8 天"
    assert by_number["14"]["months"] == ["红", "红", "红"]


def test_lights_as_csv_narrowed_to_a_unit(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "light", *DAY, "--unit", "公安", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["序号"], row["灯"]) for row in rows] == [("15", "绿")]


def test_lights_as_a_workbook(ledger: Path) -> None:
    assert main(["ledger", "light", *DAY, "--months", "2", "-o", "灯.xlsx"]) == 0
    book = openpyxl.load_workbook("灯.xlsx")
    assert book.sheetnames == ["灯", "按单位", "逐月", "说明"]
    assert [cell.value for cell in book["灯"][2]][7:9] == ["红 滞后", "严重落后序时进度"]
    assert main(["ledger", "light", *DAY, "-o", "灯.xlsx"]) == 2


@pytest.mark.parametrize(("option", "code"), [("红", 1), ("黄", 1)])
def test_red_lights_may_fail_a_run(ledger: Path, option: str, code: int) -> None:
    assert main(["ledger", "light", *DAY, "--fail-on", option]) == code
    assert main(["ledger", "light", "--as-of", "2024-01-10", "--unit", "公安", "--fail-on", option]) == 0


def test_another_manner_and_one_that_is_not_there(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "light", *DAY, "--rules", "时限"]) == 0
    assert "亮灯办法：时限" in capsys.readouterr().out
    assert main(["ledger", "light", *DAY, "--rules", "随意"]) == 2
    assert "L201" in capsys.readouterr().err


def test_a_workspace_writes_its_own_manner(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ledger.parent.parent / "rules" / "lights"
    folder.mkdir()
    own = "sets:\n- {id: own, name: 本局办法, since: 2024-01-01, rules: [{name: 落后一点, light: 黄, behind: 1}]}\n"
    (folder / "本局.yaml").write_text(own, encoding="utf-8")
    settings = ledger.parent.parent / "luoshi.toml"
    text = settings.read_text(encoding="utf-8").replace('rule_set = "序时进度"', 'rule_set = "本局办法"')
    settings.write_text(text, encoding="utf-8")
    assert main(["ledger", "rules"]) == 0
    assert "本局办法（在用）" in capsys.readouterr().out
    assert main(["ledger", "light", *DAY]) == 0
    assert "红 滞后 0" in capsys.readouterr().out
    (folder / "本局.yaml").write_text(own.replace("behind", "behynd"), encoding="utf-8")
    assert main(["ledger", "light", *DAY]) == 2
    assert "不认识 behynd" in capsys.readouterr().err


def test_years_without_known_holidays_are_told(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "light", "--as-of", "2031-01-10"]) == 0
    assert "没有 2027—2031 年的放假安排" in " ".join(capsys.readouterr().out.split())


# deeds


def _act(*words: str) -> int:
    return main(["ledger", "act", "临江市2024年教育重点工作", *words])


def test_signing_for_a_task_is_written_and_traced(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _act("18", "签收", "--by", "丁浩", "--role", "填报人", "--on", "2024-11-04") == 0
    assert "lj2024-18：签收，丁浩 2024-11-04，现在是执行中" in capsys.readouterr().out
    task = next(one for one in read_ledger(ledger).tasks if one.number == "18")
    assert (task.state, [one.action for one in task.trace]) == (State.UNDER_WAY, ["签收"])


def test_what_may_not_be_done_is_told_and_not_written(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = ledger.read_bytes()
    assert _act("18", "申请办结", "--by", "丁浩") == 1
    assert "L202" in capsys.readouterr().err
    assert _act("99", "签收", "--by", "丁浩") == 2
    assert _act("18", "签收") == 2
    assert _act("18", "飞", "--by", "丁浩") == 2
    assert before == ledger.read_bytes()


def test_what_can_be_done_is_listed(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _act("18", "?") == 0
    shown = capsys.readouterr().out
    assert "现在是待签收" in shown
    assert "签收（填报人、单位负责人）→ 执行中" in shown


def test_an_approved_request_changes_the_light(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _act("14", "同意申请", "--by", "局长", "--role", "局领导", "--on", "2024-11-01") == 0
    capsys.readouterr()
    assert main(["ledger", "light", *DAY, "--format", "json"]) == 0
    entries = json.loads(capsys.readouterr().out)["entries"]
    assert next(one["due"] for one in entries if one["number"] == "14") == "2024-12-31"


# money


def test_the_money_of_the_library_and_what_is_wrong(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "money", *DAY]) == 1
    out, err = capsys.readouterr()
    assert ["2024", "14093", "11700", "9500", "7790", "—", "2393", "-2393"] in [
        line.split() for line in out.split("\n")
    ]
    assert "早于施工许可（2024-03-01）" in "".join(err.split())


def test_the_money_against_funds_named(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("资金.csv").write_text("年份,资金来源,金额（万元）\n2024,市级,9000\n2025,市级,5000\n", encoding="utf-8")
    main(["ledger", "money", "--funds", "资金.csv", *DAY, "-o", "资金.xlsx"])
    book = openpyxl.load_workbook("资金.xlsx")
    assert book.sheetnames == ["按年", "按来源", "各项目"]
    rows = {row[0]: row for row in book["按年"].iter_rows(min_row=2, values_only=True)}
    assert (rows["2024"][5], round(rows["2024"][6], 2)) == (9000, 5093.34)
    capsys.readouterr()
    Path("资金.csv").write_text("年份,资金来源,金额（万元）\n2024,市级,很多\n", encoding="utf-8")
    assert main(["ledger", "money", "--funds", "资金.csv"]) == 2
    assert "L241" in capsys.readouterr().err


def test_the_sample_table_is_imported_whole(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with as_file(sample_task_table()) as path:
        assert main(["ledger", "import", str(path), "--into", "本局台账"]) == 0
    found = read_ledger(ledger.parent / "本局台账.ledger.json")
    sample = read_ledger(ledger)
    assert [one.number for one in sample.tasks] == [one.number for one in found.tasks]
    assert [one.due for one in sample.tasks] == [one.due for one in found.tasks]
    assert [one.assignment.lead for one in sample.tasks] == [one.assignment.lead for one in found.tasks]
