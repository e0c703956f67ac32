"""``luoshi supervise``: cases in a workspace's file, steps that add to it, what is overdue, 责任督学."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from luoshi.cli.main import main
from luoshi.workspace.folder import init_workspace


@pytest.fixture
def bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    init_workspace(tmp_path / "局")
    monkeypatch.chdir(tmp_path / "局")
    return tmp_path / "局"


NEW = [
    "supervise",
    "--case",
    "d-1",
    "--title",
    "新建小学",
    "--subject",
    "青禾县教体局",
    "--step",
    "督办单",
    "--by",
    "张一",
]
NEW += [
    "--note",
    "序时进度落后",
    "--document",
    "临教督〔2026〕1号",
    "--on",
    "2026-03-02",
    "--fill",
    "办理要求=月底前开工",
]


def step(name: str, on: str, *more: str) -> int:
    return main(["supervise", "--case", "d-1", "--step", name, "--by", "李二", "--on", on, "--note", "说明", *more])


def test_a_case_from_the_order_to_its_end_and_again(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(NEW) == 0
    assert "应在 2026-03-16 以前：整改反馈、通报、约谈" in capsys.readouterr().out
    assert main(["supervise", "--on", "2026-03-18", "--overdue"]) == 1
    assert "超过 2 个工作日" in capsys.readouterr().out
    assert step("销号", "2026-03-18") == 2
    assert "L312" in capsys.readouterr().err
    assert step("整改反馈", "2026-03-18", "--role", "填报人") == 2
    assert "还缺：佐证" in capsys.readouterr().err
    path = bureau / "ledgers" / "督查督导.supervision.json"
    before = json.loads(path.read_text("utf-8"))["cases"][0]["steps"]
    assert step("整改反馈", "2026-03-18", "--role", "填报人", "--evidence", "开工照片") == 0
    assert step("复查通过", "2026-03-19", "--evidence", "现场记录") == 0
    assert step("销号", "2026-03-20") == 0
    assert step("重新打开", "2026-04-01", "--role", "督查人员") == 0
    steps = json.loads(path.read_text("utf-8"))["cases"][0]["steps"]
    assert [one["step"] for one in steps] == ["督办单", "整改反馈", "复查通过", "销号", "重新打开"]
    assert steps[:1] == before
    capsys.readouterr()
    assert main(["supervise", "--case", "d-1"]) == 0
    said = capsys.readouterr().out
    assert "《督办单》（内部）" in said
    assert "办理要求：月底前开工" in said
    assert main(["supervise", "--on", "2026-04-02"]) == 0
    assert "共 1 件，没有结束的 1 件，超期 0 件" in capsys.readouterr().out


def test_what_is_not_told_is_asked_for(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["supervise"]) == 0
    assert "还没有督查件" in capsys.readouterr().out
    for words in (["--step", "提醒"], ["--title", "甲"], [*NEW[1:], "--fill", "甲"], ["--inspectors", "甲.csv"]):
        assert main(["supervise", *words]) == 2
        assert "L317" in capsys.readouterr().err
    assert main([*NEW, "--procedure", "没有"]) == 2
    assert main(NEW) == 0
    capsys.readouterr()
    assert main(NEW) == 2
    assert "L315" in capsys.readouterr().err
    assert step("整改反馈", "2026-03-18", "--evidence", "照片") == 2
    assert "--role" in capsys.readouterr().err


def test_a_chain_written_by_hand_is_checked(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(NEW) == 0
    path = bureau / "ledgers" / "督查督导.supervision.json"
    text = path.read_text("utf-8").replace('"on": "2026-03-02"', '"on": "2026-03-02", "due": "2026-03-08"')
    book = json.loads(text)
    book["cases"][0]["steps"].append({"step": "销号", "on": "2026-03-01", "by": "王三", "role": "填报人"})
    path.write_text(json.dumps(book), "utf-8")
    assert main(["supervise"]) == 1
    said = capsys.readouterr().out
    assert all(code in said for code in ("L320", "L321", "L322", "L323"))
    path.write_text("{", "utf-8")
    assert main(["supervise"]) == 2
    assert "L311" in capsys.readouterr().err


def test_procedures_and_inspectors(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["supervise", "--rules"]) == 0
    assert "政府履行教育职责评价" in capsys.readouterr().out
    (bureau / "学校.txt").write_text("甲校\n乙校\n丙校\n", "utf-8")
    (bureau / "督学.csv").write_text("督学,学校\n张一,甲校、乙校\n", "utf-8")
    assert main(["supervise", "--inspectors", "督学.csv", "--schools", "学校.txt"]) == 1
    assert "丙校没有责任督学" in capsys.readouterr().out
