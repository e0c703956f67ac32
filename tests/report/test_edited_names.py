"""Names and verdicts in edited reports: which changes are found, and that new words around them are none."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.text.paragraph import Paragraph as Line
from tests.evaluation.small_city import small_frozen
from tests.evaluation.small_report import small_report
from tests.office import has_office
from tests.report.report_material import drawn

from luoshi.api import compose_report
from luoshi.base.findings import Finding, Severity
from luoshi.model.evaluation.prose import Named, prose
from luoshi.model.evaluation.report import EvaluationReport, Paragraph, ReportKind, Row, Table
from luoshi.report.edited import check_edited
from luoshi.report.report_word import report_word
from luoshi.report.stances import Stance, changed_stances

_WHERE = "“（一）学前教育”第2段"


def _list(*names: str) -> tuple[Named, ...]:
    return tuple(Named(one) for name in names for one in (name, "、"))[:-1]


@pytest.fixture(scope="module")
def report() -> EvaluationReport:
    """The small report with sentences that name counties, units, targets and their class."""
    small = small_report()
    value = small.facts["c/东湾区"]
    counties = prose(
        "最高的是{top}（{value}），最低的是{low}；除{out}外，各县市区都已达到{whole}的规划目标。",
        top="东湾区",
        value=value,
        low="西坪县",
        out="西坪县",
        whole="全市",
    )
    behind = prose("滞后的有{names}。", names=_list("普惠性幼儿园覆盖率", "高中阶段毛入学率"))
    only = prose("{top}最高；各县中只有{names}已报送。", top="东湾区", names=_list("南塘县", "东湾区"))
    kind = prose("规划目标：{goal}；约束性，判断为滞后（红灯）。", goal=Named("≤5%", "引用"))
    paragraphs = [Paragraph(f"n{at}", words) for at, words in enumerate((counties, behind, only, kind))]
    cells = (prose("{n}", n=Named("1", "序号")), prose("{n}", n="新建公办幼儿园"), prose("{n}", n="市教育局、市财政局"))
    table = Table(
        "tasks", prose("任务"), ("序号", "任务", "牵头单位", "灯"), (Row("k", (*cells, prose("红 滞后"))),), (1,) * 4
    )
    blocks = (*small.blocks[:3], *paragraphs, table, *small.blocks[3:])
    consulted = {**small.consulted, **{one.key: frozenset(("v/2024",)) for one in paragraphs}}
    return replace(small, blocks=blocks, consulted=consulted)


@pytest.fixture(scope="module")
def written(report: EvaluationReport) -> bytes:
    return report_word(report, drawn(report))


def _edited(written: bytes, edit: Callable[[Opened], None]) -> bytes:
    document = Document(io.BytesIO(written))
    edit(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _lines(document: Opened) -> list[Line]:
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [*document.paragraphs, *(line for cell in cells for line in cell.paragraphs)]


def _replace(document: Opened, old: str, new: str) -> None:
    """Replace in whichever runs it stands; each new letter gets a run of its own, as some editors leave them."""
    line = next(one for one in _lines(document) if old in one.text)
    start, at = line.text.index(old), 0
    for run in line.runs:
        low, high = max(start, at), min(start + len(old), at + len(run.text))
        begin, at = at, at + len(run.text)
        if low >= high:
            continue
        before, after = run.text[: low - begin], run.text[high - begin :]
        run.text = before
        last = run._r
        for text in (*new, after):
            added = line.add_run(text)._r
            last.addnext(added)
            last = added
        new = ""


def _found(written: bytes, report: EvaluationReport, old: str, new: str) -> tuple[Finding, ...]:
    return check_edited(_edited(written, lambda document: _replace(document, old, new)), report)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("最高的是东湾区", "最高的是沙汀区", "定稿是“东湾区”，现为“沙汀区”"),
        ("最高的是东湾区", "最高的是南塘县", "定稿是“东湾区”，现为“南塘县”"),
        ("除西坪县外", "除白鹭县外", "定稿是“西坪县”，现为“白鹭县”"),
        ("除西坪县外", "除东湾区外", "定稿是“西坪县”，现为“东湾区”"),
        ("、高中阶段毛入学率", "", "定稿是“高中阶段毛入学率”，现在这里没有"),
        ("普惠性幼儿园覆盖率、", "", "定稿是“普惠性幼儿园覆盖率”，现在这里没有"),
        ("南塘县、东湾区", "南塘县", "定稿是“东湾区”，现在这里没有"),
        ("南塘县、东湾区", "南塘县、东湾区、西坪县", "多出“西坪县”，定稿的这一处没有"),
        ("市教育局、", "市民政局、", "定稿是“市教育局”，现为“市民政局”"),
        ("新建公办幼儿园", "新建公办小学", "定稿是“新建公办幼儿园”，现在这里没有"),
        ("约束性", "预期性", "定稿是“约束性”，现为“预期性”"),
        ("红灯", "黄灯", "定稿是“红灯”，现为“黄灯”"),
        ("东湾区（95%），最低的是西坪县", "西坪县（95%），最低的是东湾区", "先后和定稿不同"),
    ],
)
def test_changed_name_is_a_warning(written: bytes, report: EvaluationReport, old: str, new: str, told: str) -> None:
    found = _found(written, report, old, new)
    assert [(one.code, one.severity) for one in found] == [("E206", Severity.WARNING)]
    assert told in found[0].message
    assert found[0].message.startswith(found[0].where)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("最高的是", "在各县市区里，最高的要数"),
        ("，最低的是", "；而最低的则是"),
        ("普惠性幼儿园覆盖率、高中阶段毛入学率", "高中阶段毛入学率和普惠性幼儿园覆盖率"),
        ("普惠性幼儿园覆盖率", "幼儿园覆盖率"),
        ("达到全市", "达到我市"),
        ("除西坪县外", "除该县外"),
        ("（红灯）", ""),
        ("滞后的有", "进度滞后的目标有"),
        ("市教育局、市财政局", "市财政局、市教育局"),
    ],
)
def test_other_words_around_a_name_are_no_finding(written: bytes, report: EvaluationReport, old: str, new: str) -> None:
    assert _found(written, report, old, new) == ()


def test_name_is_told_with_its_place(written: bytes, report: EvaluationReport) -> None:
    (found,) = _found(written, report, "除西坪县外", "除白鹭县外")
    assert (found.where, found.message) == (_WHERE, f"{_WHERE}的名称和定稿不符：定稿是“西坪县”，现为“白鹭县”")


@pytest.mark.parametrize(
    ("old", "new"),
    [("都已达到", "都还没有达到"), ("已报送", "还没有报送"), ("≤5%", "≥5%"), ("判断为滞后", "判断为正常")],
)
def test_verdict_turned_into_its_opposite_is_a_warning(
    written: bytes, report: EvaluationReport, old: str, new: str
) -> None:
    assert [(one.code, one.severity) for one in _found(written, report, old, new)] == [("E205", Severity.WARNING)]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("照此达不到目标", "照此可以达到目标"),
        ("已达到规划目标", "还没有达到规划目标"),
        ("各县市区都已报送", "各县市区都还没有报送"),
        ("照此可以达到目标", "照此难以达到目标"),
        ("不高于规划目标", "不低于规划目标"),
    ],
)
def test_opposites_are_known_in_both_directions(was: str, now: str) -> None:
    assert [one.is_flipped for one in changed_stances(was, now)] == [True]
    assert [one.is_flipped for one in changed_stances(now, was)] == [True]


def test_same_stance_in_other_words_is_none_and_the_same_words_are_never_told() -> None:
    assert changed_stances("照此达不到目标", "照此不能达到目标") == ()
    assert changed_stances("已达到", "已达到，已达到") == ()
    assert changed_stances("照此可以达到目标", "是否达到不能由此判断") == (Stance("达到", "", is_flipped=False),)


@pytest.mark.parametrize("kind", [ReportKind.ANNUAL, ReportKind.TASK_TABLE])
def test_unedited_report_has_no_findings_also_after_another_program(tmp_path: Path, kind: ReportKind) -> None:
    report = compose_report(small_frozen(), kind)
    data = report_word(report, drawn(report))
    assert check_edited(data, report) == ()
    if not has_office("Word"):
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "报告.docx").write_bytes(data)
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", ".", "in/报告.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    saved = (tmp_path / "报告.docx").read_bytes()
    assert check_edited(saved, report) == ()
    assert check_edited(_edited(saved, lambda _: None), report) == ()
