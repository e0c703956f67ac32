"""``luoshi appraise``: ledgers, lists and cases of a workspace, scores that open to their evidence."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from luoshi.cli.main import main
from luoshi.model.ledger import Assignment, Ledger, LedgerTask, Report, State
from luoshi.workspace.folder import init_workspace
from luoshi.workspace.ledger_file import write_ledger


@pytest.fixture
def bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "局"
    init_workspace(root)
    monkeypatch.chdir(root)
    tasks = tuple(
        LedgerTask(
            id=f"t-{n}",
            title=f"任务{n}",
            assignment=Assignment(lead=("基建科" if n % 2 else "人事科",)),
            start=date(2026, 1, 5),
            due=date(2026, 1, 30) if n == 3 else date(2026, 12, 31),
            state=State.UNDER_WAY,
            reports=(Report(period="2026-01", on=date(2026, 2, 2 + 10 * (n == 3)), percent=20, state=State.DONE),),
        )
        for n in range(1, 5)
    )
    write_ledger(Ledger(name="台账", tasks=tasks), root / "ledgers" / "一.ledger.json")
    book = openpyxl.Workbook()
    for row in (["单位", "项目", "得分", "佐证", "类别"], ["基建科", "领导评价", 8.5, "会议记录", "科室"],
                ["人事科", "领导评价", None, None, "科室"]):  # fmt: skip
        book.active.append(row)
    book.save(root / "评分.xlsx")
    return root


ALL = ["appraise", "单位年度考核", "--as-of", "2026-02-20", "--scores", "评分.xlsx"]


def test_ranks_and_opens_a_score_to_its_evidence(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ALL) == 0
    said = capsys.readouterr().out
    # 人事科 40+15+15+8.5 of 80; 基建科 20+14.5+15+8.5 of 80
    assert "1　人事科　98.13 分　良好（计入 55 分／100）" in said
    assert "2　基建科　72.50 分　合格" in said
    assert main([*ALL, "--unit", "基建科"]) == 0
    said = capsys.readouterr().out
    assert "红：t-3" in said
    assert "迟报：t-3 2026-01" in said
    assert "佐证：会议记录" in said


def test_json_csv_and_sheets(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ALL, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema_version"], [one["unit"] for one in told["units"]]) == (1, ["人事科", "基建科"])
    assert main([*ALL, "--format", "csv", "-o", "考核.csv"]) == 0
    rows = list(csv.reader(io.StringIO((bureau / "考核.csv").read_text("utf-8-sig"))))
    assert len(rows) == 1 + 2 * 5
    assert main(["appraise"]) == 0
    assert "县市区年度考核" in capsys.readouterr().out


def test_a_year_that_is_over_is_appraised_on_its_last_day(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    late = Ledger(
        name="往年",
        tasks=(
            LedgerTask(
                id="t-9",
                title="任务9",
                assignment=Assignment(lead=("基建科",)),
                start=date(2023, 12, 1),
                due=date(2024, 3, 29),
                state=State.UNDER_WAY,
            ),
        ),
    )
    write_ledger(late, bureau / "ledgers" / "往年.ledger.json")
    asked = ["appraise", "单位年度考核", "往年", "--unit", "基建科"]
    main([*asked, "--year", "2023"])
    said = capsys.readouterr().out
    assert "2023 年，算到 2023-12-31" in said
    assert "红：t-9" not in said
    main([*asked, "--year", "2023", "--as-of", "2024-05-06", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["year"], told["as_of"]) == (2023, "2024-05-06")
    assert "t-9" in told["units"][0]["items"][0]["evidence"]["红"]
    assert main([*asked, "--year", "0"]) == 2


def test_a_score_without_evidence_ends_with_1(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bureau / "评分.csv").write_text("单位,项目,得分\n基建科,领导评价,9\n", "utf-8")
    assert main(["appraise", "单位年度考核", "--as-of", "2026-02-20", "--scores", "评分.csv"]) == 1
    assert "L353" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "code"),
    [("单位,项目,得分\n基建科,别的,9\n", "L354"), ("单位,项目,得分\n基建科,领导评价,九\n", "L354"),
     ("单位,得分\n基建科,9\n", "L354"), ("单位,项目,得分,佐证\n基建科,领导评价,99,表\n", "L352"),
     ("单位,项目,得分\n基建科,领导评价,9\n基建科,领导评价,8\n", "L354")],
)  # fmt: skip
def test_scores_that_cannot_be_are_refused(
    bureau: Path, text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (bureau / "坏.csv").write_text(text, "utf-8")
    assert main(["appraise", "单位年度考核", "--scores", "坏.csv"]) == 2
    assert code in capsys.readouterr().err


def test_a_unit_of_which_too_little_is_known_gets_no_rank(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bureau / "评分.csv").write_text("单位,项目,得分,佐证\n财政局,领导评价,10,会议记录\n", "utf-8")
    bare = [*ALL[:4], "--scores", "评分.csv"]
    assert main(bare) == 1
    said = capsys.readouterr().out
    assert "—　财政局　100.00 分　数据不足（计入 10 分／100）" in said
    assert "警告 L356　数据不足，不排名、不定等次的 1 个：财政局（计入 10 分）；满分 100，至少要计入 50 分" in said
    assert main([*bare, "--format", "json"]) == 1
    unit = json.loads(capsys.readouterr().out)["units"][-1]
    assert [unit[key] for key in ("unit", "rank", "level", "counted", "is_enough")] == [
        "财政局",
        None,
        None,
        "10",
        False,
    ]
    assert main([*bare, "--format", "csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    assert {(one["名次"], one["计入分"], one["等次"]) for one in rows if one["单位"] == "财政局"} == {
        ("", "10", "数据不足")
    }


def test_unknown_sheets_and_units_are_refused(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["appraise", "没有"]) == 2
    assert "L350" in capsys.readouterr().err
    assert main([*ALL, "--unit", "没有"]) == 2
    assert "L355" in capsys.readouterr().err
