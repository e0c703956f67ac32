"""What the summary shows: lists of items, what is missing, narrow terminals, several files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.cli import chinese_help
from luoshi.cli.main import main
from luoshi.model.document import Place, Span
from luoshi.model.plan import Norm, Plan, Problem, Project, Remark, Target, Task, Unit
from luoshi.model.wording import figure_text

_AT = Place(paragraph=4)


def norm(**more: object) -> Norm:
    given = {"id": "n-1", "indicator": "师生比", "value": Decimal(1), "quote": "q", "span": Span(0, 1)}
    return Norm.model_validate({**given, "value_span": Span(0, 1), **more})


@pytest.fixture
def full(make) -> Plan:
    """A plan with every kind of item."""
    first = Task(
        id="k-1",
        title="扩大普惠资源",
        units=("市教育局", "市财政局"),
        deadline=2024,
        quote="q",
        span=Span(0, 1),
        section="二/（三）/2",
        at=_AT,
    )
    second = Task(id="k-2", title="办好特殊教育", quote="q", span=Span(2, 3), section="二/（三）/3")
    plan: Plan = make(targets=1)
    undated = plan.targets[0].model_copy(update={"year": None, "section": "一/（二）"})
    return plan.model_copy(
        update={
            "targets": (*plan.targets, undated),
            "norms": (norm(unit="比", op=">=", value=Decimal("0.002857"), value_text="1:350"),),
            "projects": (
                Project(
                    id="p-1",
                    name="临江市第九中学新建工程",
                    nature="新建",
                    start=2022,
                    end=2024,
                    investment_yi=Decimal("1.2"),
                    places=1800,
                    quote="q",
                    span=Span(0, 1),
                    section="三/专栏1",
                ),
            ),
            "tasks": (first, second),
            "problems": (Problem(id="w-1", text="学位供给不足", tasks=("k-1",), quote="q", span=Span(0, 1)),),
            "units": (Unit(name="市教育局", tasks=("k-1", "k-2")),),
        }
    )


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (norm(unit="比", op=">=", value=Decimal("0.002857"), value_text="1:350"), "≥ 1:350"),
        (norm(unit="比", value=Decimal("0.1429"), value_text="1:7"), "1:7"),
        (norm(unit="名次", op="<=", value=Decimal(4), value_text="四"), "前 4 名"),
        (norm(unit="名次", op="=", value=Decimal(2)), "第 2 名"),
        (norm(unit="%", op=">=", value=Decimal("92.50")), "≥ 92.5%"),
        (norm(unit="所", op="between", value=Decimal(3), value2=Decimal(5)), "3—5 所"),
        (norm(unit="人", op="~", value=Decimal(25000)), "约 25,000 人"),
        (norm(value=Decimal(7)), "7"),
    ],
)
def test_figures_read_as_people_write_them(figure: Norm, text: str) -> None:
    assert figure_text(figure) == text


def test_what_is_missing_is_counted(compiled, full: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    compiled(full)
    main(["compile", "规划.txt"])
    assert "没有年份的目标 1 项；没有责任单位的任务 1 项；没有时限的任务 1 项" in capsys.readouterr().out


def test_what_is_not_missing_is_not_told(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "规划.txt"])
    assert "没有" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("目标", ["学前三年毛入园率", "≥ 92.5%", "2025", "约束性"]),
        ("标准要求", ["师生比", "≥ 1:350"]),
        ("现状数据", ["没有现状数据"]),
        ("项目", ["临江市第九中学", "新建", "2022—2024", "1.2", "1,800", "三/专栏1"]),
        ("任务", ["扩大普惠资源", "市教育局、市财政局", "2024", "二/（三）/2", "第5段", "办好特殊教育"]),
        ("问题", ["学位供给不足", "扩大普惠资源"]),
        ("责任单位", ["市教育局", "2", "扩大普惠资源", "办好特殊教育"]),
    ],
)
@pytest.mark.parametrize("width", ["40", "80", "120"])
def test_items_of_a_kind_are_listed(
    kind: str, shown: list[str], width: str, compiled, full, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    compiled(full)
    assert main(["compile", "规划.txt", "--show", kind]) == 0
    text = capsys.readouterr().out
    flat = "".join(text.split()) if width == "40" else text
    assert [part for part in shown if part.replace(" ", "" if width == "40" else " ") not in flat] == []
    assert max(chinese_help.columns(line.rstrip()) for line in text.splitlines()) <= int(width)


def test_kinds_are_listed_in_one_order_however_given(compiled, full: Plan, capsys) -> None:
    compiled(full)
    texts = []
    for given in (["--show", "任务，目标"], ["--show", "目标,任务"], ["--show", "任务", "--show", "目标"]):
        (Path("规划.plan.yaml")).unlink(missing_ok=True)
        assert main(["compile", "规划.txt", *given]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1] == texts[2]
    assert texts[0].index("学前三年毛入园率") < texts[0].index("扩大普惠资源")


def test_list_of_a_kind_is_never_cut(compiled, make, capsys: pytest.CaptureFixture[str]) -> None:
    compiled(make(targets=50))
    main(["compile", "规划.txt", "--show", "目标"])
    assert "第50行" in capsys.readouterr().out


def test_unknown_kind_and_other_formats_are_refused(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "规划.txt", "--show", "目的"]) == 2
    assert "可以是 目标|标准要求" in capsys.readouterr().err
    assert main(["compile", "规划.txt", "--show", "目标", "--format", "json"]) == 2
    caught = capsys.readouterr()
    assert "S008" in caught.err
    assert caught.out == ""


@pytest.mark.parametrize(("width", "beside"), [("80", False), ("140", True)])
def test_section_stands_beside_the_place_or_below(
    width: str, beside: bool, compiled, make, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    target: Target = (
        make(targets=1).targets[0].model_copy(update={"section": "二/（三）/2", "indicator": "毛入园率" * 4})
    )
    compiled(make().model_copy(update={"targets": (target,)}))
    main(["compile", "规划.txt"])
    lines = capsys.readouterr().out.splitlines()
    assert any("第1行" in line and "二/（三）/2" in line for line in lines) is beside
    assert any("二/（三）/2" in line for line in lines)


def test_narrow_terminal_has_lines_and_a_sentence(compiled, full: Plan, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    compiled(full)
    main(["compile", "规划.txt"])
    text = capsys.readouterr().out
    assert "─" not in text
    assert "目标 2 项，标准要求 1 项，现状数据 0" in text
    assert max(chinese_help.columns(line) for line in text.splitlines()) <= 40


def test_findings_hang_under_their_first_line(compiled, make, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    remark = Remark(code="C999", severity="warning", message="有一处看不准，" * 8, fix="请核对原文，" * 8)
    compiled(make().model_copy(update={"findings": (remark,)}))
    main(["compile", "规划.txt"])
    lines = capsys.readouterr().out.split("编译时发现 1 个问题：\n")[1].split("\n\n")[0].splitlines()
    fix = next(number for number, line in enumerate(lines) if "处理：" in line)
    assert [line[:4].count(" ") for line in lines[:fix]] == [2, *[4] * (fix - 1)]
    assert [len(line) - len(line.lstrip()) for line in lines[fix:]] == [4, *[6] * (len(lines) - fix - 1)]
    assert 1 < fix < len(lines) - 1


def test_what_is_no_plan_claims_no_status(luoshi_process, tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text(
        "临江市教育局关于放假的通知\n临教发〔2024〕3号\n各学校：\n江上有风，山中有雨。\n临江市教育局\n2024年1月3日\n",
        encoding="utf-8",
    )
    done = luoshi_process("compile", "通知.txt")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "C001" in text
    assert "正式" not in text
    assert "没有可写的条目" in text
    assert (tmp_path / "通知.plan.yaml").exists()


# Several files


def test_several_files_have_one_line_each_and_a_closing_line(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    Path("乙.plan.yaml").write_text("mine", encoding="utf-8")
    assert main(["compile", "甲.txt", "乙.txt", "坏.txt", "丙.txt"]) == 2
    caught = capsys.readouterr()
    assert "学前三年毛入园率" not in caught.out
    assert [name for name in ("甲.txt", "乙.txt", "丙.txt") if name not in caught.out] == []
    assert caught.out.splitlines()[-1] == "4 份：2 份完成，2 份没有写出：乙.txt（P005）、坏.txt（R999）"
    assert "规划文件在：当前文件夹" in caught.out
    assert "P005" in caught.err


def test_findings_of_several_files_are_told_with_their_file(compiled, make, capsys) -> None:
    compiled(make(severity="error"))
    assert main(["compile", "甲.txt", "乙.txt"]) == 1
    text = capsys.readouterr().out
    assert "乙.txt：编译时发现 1 个问题" in text
    assert text.splitlines()[-1] == "2 份：2 份完成"


@pytest.mark.parametrize("more", [["--all"], ["--show", "目标"]])
def test_several_files_in_full_when_asked(more: list[str], compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "甲.txt", "乙.txt", *more]) == 0
    text = capsys.readouterr().out
    assert text.count("临江市“十四五”教育规划") == 2
    assert text.splitlines()[-1] == "2 份：2 份完成"


def test_closing_line_of_json_files_is_a_message(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "甲.txt", "乙.txt", "--format", "json", "-o", "out/"]) == 0
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.splitlines()[-1] == "2 份：2 份完成"


def test_file_given_twice_is_compiled_once(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "甲.txt", "./甲.txt"]) == 0
    text = capsys.readouterr().out
    assert "规划文件：甲.plan.yaml" in text
    assert "份：" not in text
