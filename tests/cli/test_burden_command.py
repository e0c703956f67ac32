"""``luoshi burden``: lists in real files, what is told and given out."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from luoshi.cli.main import main


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    book = openpyxl.Workbook()
    book.active.append(["督查检查评比考核事项清单"])
    book.active.append(["序号", "事项名称", "发文单位", "年度", "列入年度计划"])
    for number, name in enumerate(("消防检查", "食堂检查", "档案评比", "绿化评比", "信息考核"), 1):
        book.active.append([number, name, "甲局", 2020, None])
    book.active.append([6, "消防检查", "甲局", 2026, "是"])
    book.save(tmp_path / "清单.xlsx")
    book = openpyxl.Workbook()
    book.active.append(["事项", "单位", "学校", "进校日期", "天数", "列入年度计划"])
    book.active.append(["消防检查", "甲局", "一校、二校", date(2026, 3, 2), 1, "是"])
    book.active.append(["食堂检查", "乙局", "一校", "2026年3月5日", 2, "是"])
    book.save(tmp_path / "进校.xlsx")
    return [str(tmp_path / "清单.xlsx"), str(tmp_path / "进校.xlsx")]


def test_shows_cut_visits_and_joint_visits(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["burden", *files]) == 0
    said = capsys.readouterr().out
    assert "2020 年 5 项，2026 年 1 项，减少 80.0%，减够了" in said
    assert "警告 L347　乙局为“食堂检查”进校 1 次，这一年的清单里没有这一项" in said
    assert "2026 年　甲局　2 次，2 所学校，2 天" in said
    assert "建议联合进校 1 次：2026 年进校由 3 次减为 2 次" in said
    assert "一校　甲局、乙局从 2026-03-02 起 5 个工作日内共进校 2 次" in said


def test_visits_are_no_items_unless_there_is_no_list(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["burden", files[0]]) == 0
    alone = capsys.readouterr().out.splitlines()[0]
    assert main(["burden", *files[::-1]]) == 0
    assert capsys.readouterr().out.splitlines()[0] == alone
    only = tmp_path / "两年进校.csv"
    rows = ("消防检查,甲局,一校,2020-03-02", "食堂检查,甲局,一校,2020-03-02", "绿化评比,甲局,一校,2020-03-02",
            "消防检查,甲局,一校,2026-03-02", "消防检查,甲局,二校,2026-03-03")  # fmt: skip
    only.write_text("\n".join(["事项,单位,学校,日期", *rows]), "utf-8")
    assert main(["burden", str(only)]) == 0
    assert "2020 年 3 项，2026 年 1 项，减少 66.7%，减够了" in capsys.readouterr().out


def test_a_year_without_rows_is_not_a_cut(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["burden", files[0], "--year", "2025"]) == 1
    said = capsys.readouterr().out
    assert "减够了" not in said
    assert "错误 L345　清单里没有 2025 年的事项" in said


def test_window_and_formats(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["burden", *files, "--window", "2", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema_version"], told["cut"], told["plan"]["joint"]) == (1, "4/5", [])
    assert main(["burden", *files, "--format", "csv", "-o", str(tmp_path / "减负.csv")]) == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "减负.csv").read_text("utf-8-sig"))))
    assert ["事项", "甲局", "2026", "1", "", "", "", "", ""] in rows
    assert sum(row[0] == "建议联合进校" for row in rows) == 1


def test_not_cut_enough_ends_with_1(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = tmp_path / "多.csv"
    more.write_text("事项,单位,年度\n新评比,甲局,2026年\n网络考核,甲局,2026年\n", "utf-8")
    assert main(["burden", *files, str(more)]) == 1
    assert "L341" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    ["名目,处室\n甲,乙\n", "事项,单位\n甲,乙\n", "事项,单位,年度\n甲,,2026\n", "事项,单位,年度\n甲,乙,二〇\n",
     "事项,单位,年度,学校\n甲,乙,2026,一校\n", "事项,单位,日期\n甲,乙,三月\n",
     "事项,单位,年度,年度计划\n甲,乙,2026,也许\n",
     "事项,单位,年度,日期\n甲,乙,2025,2026-03-02\n", "事项,单位,年度\n甲,乙,2026\n"],
)  # fmt: skip
def test_what_cannot_be_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "清单.csv"
    path.write_text(text, "utf-8")
    assert main(["burden", str(path)]) == 2
    assert "L340" in capsys.readouterr().err
