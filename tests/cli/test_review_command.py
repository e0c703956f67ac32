"""``luoshi review`` as it is typed, on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.word_files import pack_docx

from luoshi.cli.main import main
from luoshi.workspace.folder import init_workspace
from luoshi.workspace.plan_file import read_plan

FLAWED = """\
临江市教育发展规划（2021—2025年）
一、发展目标
到2025年，学前三年毛入园率达到92%，九年义务教育巩固率达到98%。
二、投入
全市教育投入资金12亿元，较上年增长5.3个百分点。
中小学建设投资总额3亿元，较上年增长7个百分点。
"""
CLEAN = FLAWED.replace("个百分点", "%")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    Path("规划.txt").write_text(FLAWED, encoding="utf-8")
    Path("定稿.txt").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def keys(name: str = "规划.txt") -> list[str]:
    """Return the keys of the findings of V504 in a document, whatever is waived."""
    from luoshi.api import review_plan

    return [one.key for one in review_plan(name, off={}).findings if one.finding.code == "V504"]


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    capsys.readouterr()
    main(["review", *arguments, "--only", "V504", "--format", "json"])
    return json.loads(capsys.readouterr().out)


# On the screen


def test_findings_are_told_with_place_quote_and_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "规划.txt", "--only", "V504"]) == 0
    told = capsys.readouterr().out
    assert "临江市教育发展规划" in told
    assert "警告 2 处" in told
    assert "V504 百分点与百分之" in told
    assert "第5行：“增长5.3个百分点”" in told
    assert "怎么办：" in told
    assert [key for key in keys() if f"编号：{key}" not in told] == []


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("info", 1)])
def test_exit_code_follows_fail_on(level: str, code: int) -> None:
    assert main(["review", "规划.txt", "--only", "V504", "--fail-on", level]) == code
    assert main(["review", "定稿.txt", "--only", "V504", "--fail-on", level]) == 0


def test_text_without_findings_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "定稿.txt", "--only", "V504"]) == 0
    assert "没有审校意见。" in capsys.readouterr().out


def test_several_documents_have_a_line_each_and_one_that_fails_stops_none(capsys: pytest.CaptureFixture[str]) -> None:
    Path("空.txt").touch()
    assert main(["review", "规划.txt", "空.txt", "定稿.txt", "--only", "V504", "--fail-on", "warning"]) == 2
    told = capsys.readouterr()
    lines = {line.split()[0]: line.split()[1:] for line in told.out.splitlines() if line.strip()}
    assert lines["规划.txt"] == ["0", "2", "0", "0"]
    assert lines["定稿.txt"] == ["0", "0", "0", "0"]
    assert "3 份：2 份完成，1 份没有写出：空.txt（R001）" in told.out
    assert "R001" in told.err
    assert main(["review", "规划.txt", "定稿.txt", "--only", "V504", "--fail-on", "warning"]) == 1


def test_all_lists_the_findings_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "规划.txt", "定稿.txt", "--only", "V504", "--all"]) == 0
    told = capsys.readouterr().out
    assert "第6行：“增长7个百分点”" in told
    assert "没有审校意见" in told


# Files


def test_each_format_goes_to_its_usual_file(capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in ("html", "xlsx"):
        assert main(["review", "规划.txt", "--only", "V504", "--format", suffix]) == 0
        assert f"已写出 规划.审校.{suffix}：警告 2 处" in capsys.readouterr().err
    assert "增长5.3个百分点" in Path("规划.审校.html").read_text(encoding="utf-8")
    assert load_workbook("规划.审校.xlsx")["审校意见"]["B2"].value in keys()


def test_in_a_workspace_they_go_to_build(folder: Path) -> None:
    init_workspace(folder / "局")
    (folder / "局" / "documents" / "规划.txt").write_text(FLAWED, encoding="utf-8")
    assert main(["review", "局/documents/规划.txt", "--format", "html", "--only", "V504"]) == 0
    assert (folder / "局" / "build" / "规划.审校.html").is_file()


def test_several_go_to_a_folder_and_the_suffix_tells_the_format() -> None:
    assert main(["review", "规划.txt", "定稿.txt", "-o", "结果/", "--format", "json", "--only", "V504"]) == 0
    assert {path.name for path in Path("结果").iterdir()} == {"规划.审校.json", "定稿.审校.json"}
    assert main(["review", "规划.txt", "-o", "甲.json", "--only", "V504"]) == 0
    assert json.loads(Path("甲.json").read_text(encoding="utf-8"))["document"]["name"] == "规划.txt"
    assert main(["review", "规划.txt", "-o", "甲.html", "--only", "V504"]) == 0


@pytest.mark.parametrize("suffix", ["html", "xlsx", "json"])
def test_what_people_changed_or_is_of_another_document_stays(suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"结果.{suffix}"
    assert main(["review", "规划.txt", "-o", name, "--only", "V504"]) == 0
    assert main(["review", "规划.txt", "-o", name, "--only", "V504"]) == 0
    assert "内容没有变化" in capsys.readouterr().err
    before = Path(name).read_bytes()
    assert main(["review", "定稿.txt", "-o", name]) == 2
    assert "P005" in capsys.readouterr().err
    assert Path(name).read_bytes() == before
    Path("规划.txt").write_text(FLAWED.replace("5.3", "5.4"), encoding="utf-8")
    assert main(["review", "规划.txt", "-o", name, "--only", "V504"]) == 0
    assert "已更新" in capsys.readouterr().err
    assert main(["review", "定稿.txt", "-o", name, "--force", "--only", "V504"]) == 0


def test_pattern_passes_over_what_word_and_luoshi_left(capsys: pytest.CaptureFixture[str]) -> None:
    Path("规划.docx").write_bytes(pack_docx("<w:p><w:r><w:t>增长5.3个百分点。</w:t></w:r></w:p>"))
    Path("~$规划.docx").write_bytes(b"\x05user")
    assert main(["review", "*.docx", "--format", "docx", "--only", "V504"]) == 0
    before = Path("规划.审校.docx").read_bytes()
    capsys.readouterr()
    assert main(["review", "*.docx", "--format", "docx", "--only", "V504"]) == 0
    assert Path("规划.审校.docx").read_bytes() == before
    told = capsys.readouterr().err
    assert "跳过 规划.审校.docx：luoshi review 写出的审校结果" in told
    assert "跳过 ~$规划.docx：Word、WPS 打开文件时的临时文件" in told
    assert main(["compile", "*.docx"]) == 0
    assert "跳过 规划.审校.docx" in capsys.readouterr().err
    assert [path.name for path in Path().glob("*.plan.yaml")] == ["规划.plan.yaml"]


@pytest.mark.parametrize("command", ["review", "compile"])
@pytest.mark.parametrize("name", ["规划.审校.docx", "~$规划.docx", "规划.审阅.html", "结果.json", "luoshi.toml"])
def test_what_is_no_document_is_refused(name: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "规划.txt", "-o", "结果.json", "--only", "V504"]) == 0
    Path("luoshi.toml").write_text('region = "临江市"\n', encoding="utf-8")
    Path(name).touch()
    assert main([command, name]) == 2
    told = capsys.readouterr().err
    assert "S015" in told
    assert "不是规划的原文件" in told


def test_filled_in_workbook_stays_and_the_advice_fits_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "规划.txt", "--only", "V504", "--format", "xlsx"]) == 0
    book = load_workbook("规划.审校.xlsx")
    book["审校意见"]["A2"] = "误报"
    book.save("规划.审校.xlsx")
    before = Path("规划.审校.xlsx").read_bytes()
    assert main(["review", "规划.txt", "--only", "V504", "--format", "xlsx"]) == 2
    told = "".join(capsys.readouterr().err.split())
    assert "填写过的审校工作簿不会被覆盖：另存一份，或用-o写到别处；要覆盖时加--force" in told
    assert "import-xlsx" not in told
    assert Path("规划.审校.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "S001"),
        (["没有.txt"], "R002"),
        (["规划.txt", "-o", "结果.pdf"], "S007"),
        (["规划.txt", "-o", "结果.xlsx", "--format", "html"], "S007"),
        (["规划.txt", "-o", "结果.html", "--format", "summary"], "S007"),
        (["规划.txt", "-o", "结果/"], "S013"),
        (["规划.txt", "-o", ""], "S009"),
        (["规划.txt", "-o", "-", "--format", "html"], "S009"),
        (["规划.txt", "定稿.txt", "--format", "json"], "S003"),
        (["规划.txt", "定稿.txt", "-o", "甲.html"], "S002"),
        (["规划.txt", "--only", "V9"], "V001"),
        (["--rules", "--format", "html"], "S008"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(Path().iterdir())
    assert main(["review", *arguments]) == 2
    assert code in capsys.readouterr().err
    assert sorted(Path().iterdir()) == before


def test_document_is_never_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path("规划.html").write_text("<p>一、目标</p>", encoding="utf-8")
    assert main(["review", "规划.html", "-o", "规划.html", "--force"]) == 2
    assert "S006" in capsys.readouterr().err
    assert Path("规划.html").read_text(encoding="utf-8") == "<p>一、目标</p>"


# Rules and switches


def test_rules_are_listed_with_their_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "--rules"]) == 0
    told = capsys.readouterr().out
    assert "V504 百分点与百分之　警告" in told
    assert "形式（" in told
    assert main(["review", "--rules", "--format", "json", "--only", "V504"]) == 0
    (rule,) = json.loads(capsys.readouterr().out)
    assert (rule["code"], rule["group"], rule["severities"][0], rule["off"]) == ("V504", "形式", "warning", "")


def settings(root: Path, text: str) -> Path:
    init_workspace(root)
    (root / "luoshi.toml").write_text(f'region = "临江市"\n{text}', encoding="utf-8")
    document = root / "documents" / "规划.txt"
    document.write_text(FLAWED, encoding="utf-8")
    return document


def test_workspace_switches_off_rules_and_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = settings(folder, f'[review.off]\n{keys()[0]} = "已核对"\n')
    told = findings(capsys, str(document))
    assert [one["key"] for one in told["findings"]] == keys()[1:]
    assert [(one["key"], one["reason"]) for one in told["waived"]] == [(keys()[0], "已核对")]
    document = settings(folder, '[review.off]\nV504 = "本市惯例"\n')
    told = findings(capsys, str(document))
    assert (told["findings"], told["rules_off"]) == ([], {"V504": "本市惯例"})
    assert main(["review", "--rules"]) == 0
    assert "停用的理由：本市惯例" in capsys.readouterr().out
    assert main(["review", str(document), "--only", "V504"]) == 0
    said = capsys.readouterr().out
    assert "停用 1 条（V504：本市惯例）" in said
    assert "所选规则都已停用，没有审校" in said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[review]\nother = 1\n", "W002"),
        ("[review]\noff = 1\n", "W002"),
        ("review = 1\n", "W002"),
        ("[review.off]\nV504 = 1\n", "W002"),
        ('[review.off]\nV504 = " "\n', "W002"),
        ('[review.off]\nV999 = "没有这条"\n', "V001"),
    ],
)
def test_wrong_switches_are_told(folder: Path, text: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = settings(folder, text)
    assert main(["review", str(document)]) == 2
    told = capsys.readouterr().err
    assert code in told
    assert "处理：" in told


def test_plan_file_goes_before_the_workspace(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = settings(folder, f'[review.off]\n{keys()[0]} = "工作区的理由"\n')
    assert main(["compile", str(document)]) == 0
    plan = folder / "plans" / "规划.plan.yaml"
    text = plan.read_text(encoding="utf-8")
    off = f"review_off:\n  {keys()[0]}: 规划文件的理由\n  {keys()[1]}: 也已核对\n"
    plan.write_text(text.replace("\ntargets:", f"\n{off}\ntargets:", 1), encoding="utf-8")
    assert main(["plan", "check", str(plan)]) == 0
    assert f"免报审校意见 {keys()[1]}：也已核对" in capsys.readouterr().out
    for given in (document, plan):
        told = findings(capsys, str(given))
        assert told["findings"] == []
        assert {one["reason"] for one in told["waived"]} == {"规划文件的理由", "也已核对"}


def test_switches_survive_a_new_edition_and_the_workbook(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "规划.txt", "-o", "一.plan.yaml"])
    text = Path("一.plan.yaml").read_text(encoding="utf-8")
    off = {"V504": "本市惯例：如此", keys()[0]: "2021"}
    lines = "".join(f"  {key}: {json.dumps(reason, ensure_ascii=False)}\n" for key, reason in off.items())
    Path("一.plan.yaml").write_text(
        text.replace("\ntargets:", f"\nreview_off:\n{lines}\ntargets:", 1), encoding="utf-8"
    )
    assert read_plan(Path("一.plan.yaml")).review_off == off
    assert main(["compile", "规划.txt", "-o", "二.plan.yaml", "--previous", "一.plan.yaml"]) == 0
    assert read_plan(Path("二.plan.yaml")).review_off == off
    assert main(["plan", "export-xlsx", "二.plan.yaml", "-o", "二.xlsx"]) == 0
    assert main(["plan", "import-xlsx", "二.xlsx", "二.plan.yaml", "-o", "三.plan.yaml"]) == 0
    assert read_plan(Path("三.plan.yaml")).review_off == off
    capsys.readouterr()
    assert main(["compile", "规划.txt", "-o", "三.plan.yaml"]) == 2, "the switches are people's work"
    assert "P005" in capsys.readouterr().err


def test_wrong_switch_in_a_plan_file_is_told_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "规划.txt", "-o", "一.plan.yaml"])
    text = Path("一.plan.yaml").read_text(encoding="utf-8")
    text = text.replace("\ntargets:", "\nreview_off:\n  V999: 没有这条\n\ntargets:", 1)
    Path("一.plan.yaml").write_text(text, encoding="utf-8")
    line = text.splitlines().index("  V999: 没有这条") + 1
    capsys.readouterr()
    assert main(["plan", "check", "一.plan.yaml"]) == 1
    assert f"错误 V001 一.plan.yaml 第 {line} 行" in capsys.readouterr().out


def test_waiver_in_a_plan_file_that_meets_nothing_is_noted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = settings(folder, '[review.off]\nV504-0000aa = "别的文件里的一条"\n')
    assert main(["compile", str(document)]) == 0
    plan = folder / "plans" / "规划.plan.yaml"
    text = plan.read_text(encoding="utf-8")
    off = f"review_off:\n  {keys()[0]}: 已核对\n  V504-0000bb: 已改正\n  V501-0000cc: 另一条规则的\n"
    plan.write_text(text.replace("\ntargets:", f"\n{off}\ntargets:", 1), encoding="utf-8")
    for given in (document, plan):
        capsys.readouterr()
        main(["review", str(given), "--only", "V504"])
        told = capsys.readouterr().err
        assert "免报的 V504-0000bb 没有对应的意见" in told


def test_only_the_wanted_rules_are_run_and_keys_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["key"] for one in findings(capsys, "规划.txt")["findings"]] == keys()


# Plan files in place of documents


def test_plan_file_is_reviewed_with_the_document_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "规划.txt"])
    told = findings(capsys, "规划.plan.yaml")
    assert (told["document"]["name"], [one["key"] for one in told["findings"]]) == ("规划.txt", keys())
    assert main(["review", "规划.plan.yaml", "--format", "html", "--only", "V504"]) == 0
    assert Path("规划.审校.html").is_file()


def test_plan_file_without_its_document_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compile", "规划.txt"])
    Path("规划.txt").write_text(FLAWED + "三、附则\n", encoding="utf-8")
    assert main(["review", "规划.plan.yaml"]) == 2
    assert "V002" in capsys.readouterr().err
    Path("规划.txt").unlink()
    assert main(["review", "规划.plan.yaml"]) == 2
    told = capsys.readouterr().err
    assert "V002" in told
    assert "luoshi review 规划.docx" in told


def test_crash_in_one_document_costs_no_other(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    import luoshi.api

    real = luoshi.api.read_and_review

    def faulty(path: Path, **chosen):
        if path.name == "规划.txt":
            raise ZeroDivisionError("bug")
        return real(path, **chosen)

    monkeypatch.setattr(luoshi.api, "read_and_review", faulty)
    assert main(["review", "规划.txt", "定稿.txt"]) == 2
    told = capsys.readouterr()
    assert "定稿.txt" in told.out
    assert "ZeroDivisionError" in told.err
