"""``luoshi supervise``: cases in a workspace's file, steps that add to it, what is overdue, 责任督学."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocxDocument

from luoshi.cli.main import main
from luoshi.model.ledger import Ledger, LedgerProject, LedgerTask, State
from luoshi.workspace.folder import init_workspace
from luoshi.workspace.ledger_file import write_ledger


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
    assert step("销号", "2026-03-18", "--role", "局领导") == 2
    assert "L312" in capsys.readouterr().err
    assert step("整改反馈", "2026-03-18", "--role", "填报人") == 2
    assert "还缺：佐证" in capsys.readouterr().err
    path = bureau / "ledgers" / "督查督导.supervision.json"
    before = json.loads(path.read_text("utf-8"))["cases"][0]["steps"]
    assert step("整改反馈", "2026-03-18", "--role", "填报人", "--evidence", "开工照片") == 0
    capsys.readouterr()
    assert step("复查通过", "2026-03-19", "--evidence", "现场记录") == 2
    assert "错误 L319" in capsys.readouterr().err
    assert step("复查通过", "2026-03-19", "--evidence", "现场记录", "--by", "张一") == 0
    assert step("销号", "2026-03-20", "--by", "王三") == 2
    assert "要写明 --role" in capsys.readouterr().err
    assert step("销号", "2026-03-20", "--by", "王三", "--role", "局领导") == 0
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


def test_lights_propose_and_take_nothing(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spans = {
        "t-1": (date(2026, 1, 5), date(2026, 1, 30)),
        "t-2": (date(2026, 3, 16), date(2026, 12, 31)),
        "t-5": (date(2026, 4, 1), date(2026, 4, 10)),
    }
    tasks = [
        LedgerTask(id=number, title="任务", state=State.UNDER_WAY, frequency="不报", start=start, due=due)
        for number, (start, due) in spans.items()
    ]
    write_ledger(Ledger(name="台账", tasks=tasks), bureau / "ledgers" / "台账.ledger.json")
    assert main([*NEW, "--entry", "t-1"]) == 0
    path = bureau / "ledgers" / "督查督导.supervision.json"
    before = path.read_bytes()
    capsys.readouterr()
    assert main(["supervise", "--propose", "--on", "2026-04-20"]) == 0
    said = capsys.readouterr().out
    assert "t-1　任务　约谈（督查督办，督查件 d-1）　连续 3 个月亮红灯：超过时限 2026-01-30" in said
    assert "t-2　任务　提醒（督查督办，新立一件）　本月亮黄灯：落后" in said
    assert "t-5　任务　督办单（督查督办，新立一件）　本月亮红灯：超过时限" in said
    assert "3 项" in said
    assert path.read_bytes() == before


def test_looks_back_to_the_day_asked(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(NEW) == 0
    assert step("整改反馈", "2026-03-18", "--role", "填报人", "--evidence", "开工照片") == 0
    assert step("复查通过", "2026-03-19", "--evidence", "现场记录", "--by", "张一") == 0
    assert step("销号", "2026-03-20", "--by", "王三", "--role", "局领导") == 0
    assert step("重新打开", "2026-04-01", "--role", "督查人员") == 0

    def told(on: str, *more: str) -> str:
        capsys.readouterr()
        main(["supervise", "--on", on, *more])
        said = capsys.readouterr()
        return said.out + said.err

    assert told("2026-03-01") == "到 2026-03-01 为止还没有立过督查件。\n"
    assert "没有结束的 1 件，超期 1 件" in told("2026-03-17")
    assert "没有结束的 0 件，超期 0 件" in told("2026-03-20")
    assert "结束　d-1" in told("2026-03-31")
    assert "没有结束的 1 件" in told("2026-04-01")
    assert "到 2026-03-01 为止没有编号是 d-1" in told("2026-03-01", "--case", "d-1")
    assert "整改反馈　填报人" not in told("2026-03-17", "--case", "d-1")


def test_a_case_of_an_entry_that_no_ledger_has_is_refused(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*NEW, "--entry", "t-1"]) == 2
    assert "错误 L324" in capsys.readouterr().err
    assert not (bureau / "ledgers" / "督查督导.supervision.json").exists()
    project = LedgerProject(id="p-1", name="新建小学")
    write_ledger(Ledger(name="台账", projects=(project,)), bureau / "ledgers" / "台账.ledger.json")
    assert main([*NEW, "--entry", "t-1"]) == 2
    assert main([*NEW, "--entry", "p-1"]) == 0


def test_cases_against_the_yearly_list(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = ["--step", "督导通知", "--by", "督导室", "--document", "1号", "--on", "2026-03-02"]
    first += ["--fill", "督导时间=三月", "--fill", "督导内容=办学条件", "--procedure", "教育督导"]
    for number, title in (("e-1", "办学条件督导"), ("e-2", "清单外督导")):
        assert main(["supervise", "--case", number, "--title", title, "--subject", "青禾县", *first]) == 0
    lines = ["事项,年度,对象,月份", "办学条件督导,2026,青禾县,3", "办学条件督导,2026,石砚县,3", "语言文字督导,2026,,9"]
    (bureau / "清单.csv").write_text("\n".join(lines), "utf-8")
    capsys.readouterr()
    assert main(["supervise", "--yearly-list", "清单.csv", "--on", "2026-04-10"]) == 1
    said = capsys.readouterr().out
    assert "e-2 清单外督导（青禾县）不在 2026 年的督导检查清单里" in said
    assert "“办学条件督导”（石砚县）应在 3 月，还没有立件" in said
    assert "语言文字" not in said
    assert "e-1" not in said


def test_papers_of_a_case_as_word(bureau: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(NEW) == 0
    assert step("整改反馈", "2026-03-10", "--role", "填报人", "--evidence", "开工照片") == 0
    assert main(["supervise", "--case", "d-1", "--word", "文书", "--issuer", "临江市人民政府教育督导室"]) == 0
    names = sorted(path.name for path in (bureau / "文书").iterdir())
    assert names == ["d-1-1-督办单.docx", "d-1-2-整改反馈.docx"]
    order = "\n".join(cell.text for table in _document("文书/" + names[0]).tables for cell in table._cells)
    assert "青禾县教体局" in order
    assert "月底前开工" in order
    answer = "\n".join(one.text for one in _document("文书/" + names[1]).paragraphs)
    assert "现将“新建小学”的整改情况报告如下" in answer
    assert "临江市人民政府教育督导室：" in answer
    assert main(["supervise", "--case", "d-1", "--word", "文书"]) == 2
    assert "S014" in capsys.readouterr().err
    assert main(["supervise", "--case", "d-9", "--word", "文书"]) == 2
    assert "L315" in capsys.readouterr().err


def _document(path: str) -> DocxDocument:
    return Document(path)
