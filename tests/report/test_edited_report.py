"""Reports that people edited: which changes of numbers and words are found, also after another program saved them."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.text.paragraph import Paragraph as Line
from lxml import etree
from tests.evaluation.small_report import small_report
from tests.office import NO_OFFICE, has_office
from tests.report.report_material import drawn, long_report

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import prose
from luoshi.model.evaluation.report import EvaluationReport, Heading, Paragraph, ReportKind
from luoshi.report.edited import check_edited
from luoshi.report.report_word import report_word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = "全市2024年学前三年毛入园率"


@pytest.fixture(scope="module")
def report() -> EvaluationReport:
    """The small report with a second paragraph, its first fact named."""
    small = small_report()
    facts = {**small.facts.facts, "v/2024": replace(small.facts["v/2024"], what=_VALUE)}
    more = Paragraph("p2", prose("东湾区{a}，居第一；南塘县{b}。", a=facts["c/东湾区"], b=facts["c/南塘县"]))
    blocks = (*small.blocks[:3], more, *small.blocks[3:])
    return replace(small, facts=FactBook(facts), blocks=blocks)


@pytest.fixture(scope="module")
def written(report: EvaluationReport) -> bytes:
    return report_word(report, drawn(report))


def _edited(written: bytes, edit: Callable[[Opened], None]) -> bytes:
    document = Document(io.BytesIO(written))
    edit(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _line(document: Opened, begin: str) -> Line:
    return next(one for one in document.paragraphs if one.text.startswith(begin))


def _replace(line: Line, old: str, new: str) -> None:
    """Replace in the runs, as an editor does who leaves the bookmarks alone."""
    for run in line.runs:
        if old in run.text:
            run.text = run.text.replace(old, new)
            return
    raise AssertionError(old)


def _retype(line: Line, text: str) -> None:
    """Type over all of a paragraph, which takes its bookmarks away."""
    for child in list(line._p):
        if child.tag != f"{_W}pPr":
            line._p.remove(child)
    line.add_run(text)


def _codes(findings: tuple[Finding, ...]) -> list[tuple[str, Severity]]:
    return [(one.code, one.severity) for one in findings]


_FIRST, _SECOND = "2024年，全市", "东湾区95%"
_WHERE = "“（一）学前教育”第1段"


def test_untouched_report_has_no_findings(written: bytes, report: EvaluationReport) -> None:
    assert check_edited(written, report) == ()
    assert check_edited(_edited(written, lambda _: None), report) == ()


def test_changed_number_is_told_with_the_frozen_one(written: bytes, report: EvaluationReport) -> None:
    data = _edited(written, lambda document: _replace(_line(document, _FIRST), "94.1%", "95.1%"))
    (found,) = check_edited(data, report)
    assert (found.code, found.severity, found.where) == ("E201", Severity.ERROR, _WHERE)
    assert found.message == f"{_WHERE}写的95.1%，定稿是94.1%（{_VALUE}）"


@pytest.mark.parametrize(
    ("old", "new"),
    [("94.1%", "９４．１％"), ("94.1%", "94.10%"), ("94.1%", "百分之九十四点一"), ("学前三年毛入园率", "毛入园率")],
)
def test_same_number_written_otherwise_is_no_finding(
    written: bytes, report: EvaluationReport, old: str, new: str
) -> None:
    assert check_edited(_edited(written, lambda document: _replace(_line(document, _FIRST), old, new)), report) == ()


def test_changed_year_and_unit_are_found(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        _replace(_line(document, _FIRST), "2020年", "2021年")
        _replace(_line(document, _FIRST), "5.6个百分点", "5.6%")

    messages = [one.message for one in check_edited(_edited(written, edit), report)]
    assert messages == [f"{_WHERE}写的2021年，定稿是2020年", f"{_WHERE}写的5.6%，定稿是5.6个百分点"]


def test_swapped_numbers_are_found(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        line = _line(document, _SECOND)
        _replace(line, "94%", "X")
        _replace(line, "95%", "94%")
        _replace(line, "X", "95%")

    assert _codes(check_edited(_edited(written, edit), report)) == [("E201", Severity.ERROR)] * 2


def test_added_number_must_be_known(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        _line(document, _FIRST).add_run("2023年为92.7%，三县平均77.7%，详见表1、第3页。")

    (found,) = check_edited(_edited(written, edit), report)
    assert (found.code, found.severity) == ("E202", Severity.WARNING)
    assert found.message == f"{_WHERE}的77.7%，定稿里没有这个数"


def test_new_words_around_a_wrong_number_do_not_hide_it(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        line = _line(document, _FIRST)
        _replace(line, "为", "已经升到了")
        _replace(line, "94.1%", "96%")

    (found,) = [one for one in check_edited(_edited(written, edit), report) if one.severity is Severity.ERROR]
    assert found.message == f"{_WHERE}写的96%，定稿是94.1%（{_VALUE}）"


def test_words_turned_into_their_opposite_are_found(written: bytes, report: EvaluationReport) -> None:
    data = _edited(written, lambda document: _replace(_line(document, _FIRST), "提高", "下降"))
    (found,) = check_edited(data, report)
    assert (found.code, found.severity) == ("E205", Severity.WARNING)
    assert found.message == f"{_WHERE}的说法改了：原为“提高”，现为“下降”"
    softer = _edited(written, lambda document: _replace(_line(document, _SECOND), "，居第一", ""))
    assert _codes(check_edited(softer, report)) == [("E205", Severity.INFO)]


def test_changed_cell_is_found_by_row_and_column(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        _retype(document.tables[0].rows[2].cells[2].paragraphs[0], "99%")

    (found,) = check_edited(_edited(written, edit), report)
    assert found.message == "表“表1 各县毛入园率”第2行“毛入园率”写的99%，定稿是94%"


def test_number_in_a_cell_of_words_and_a_new_row_are_checked(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        table = document.tables[0]
        _retype(table.rows[1].cells[3].paragraphs[0], "按计划推进，比上年多81人")
        for cell, text in zip(table.add_row().cells, ("4", "合计", "88.8%", ""), strict=True):
            cell.text = text

    found = check_edited(_edited(written, edit), report)
    assert [("81人" in one.message, "88.8%" in one.message) for one in found if one.code == "E202"] == [
        (True, False),
        (False, True),
    ]


def test_renumbering_is_no_finding(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        _replace(_line(document, "1.各县情况"), "1.", "2.")
        _replace(_line(document, "表1"), "表1", "表5")
        _retype(document.tables[0].rows[1].cells[0].paragraphs[0], "7")

    assert check_edited(_edited(written, edit), report) == ()


def test_retyped_paragraph_is_known_by_its_place_and_words(written: bytes, report: EvaluationReport) -> None:
    text = "2024年，全市学前三年毛入园率为91.4%，比2020年提高5.6个百分点。"
    data = _edited(written, lambda document: _retype(_line(document, _FIRST), text))
    (found,) = check_edited(data, report)
    assert found.message == f"{_WHERE}写的91.4%，定稿是94.1%（{_VALUE}）"


def test_deleted_paragraph_tells_which_numbers_are_not_stated(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        line = _line(document, _FIRST)._p
        line.getparent().remove(line)

    (found,) = check_edited(_edited(written, edit), report)
    assert (found.code, found.severity) == ("E203", Severity.INFO)
    assert found.message.startswith(f"{_WHERE}已删去或重写，不再写明{_VALUE}（94.1%）")


def test_rewritten_paragraph_is_checked_against_the_whole_report(written: bytes, report: EvaluationReport) -> None:
    text = "三个县区里，最好的95%，次之94%，另有一处61.5%，差距主要在农村薄弱园。"
    found = check_edited(_edited(written, lambda document: _retype(_line(document, _FIRST), text)), report)
    assert sorted(_codes(found)) == [("E202", Severity.WARNING), ("E203", Severity.INFO)]
    assert "61.5%" in next(one for one in found if one.code == "E202").message


def test_numbers_in_another_order_are_told(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        line = _line(document, _SECOND)
        _replace(line, "东湾区", "南塘县是")
        _replace(line, "95%", "X")
        _replace(line, "94%", "95%，居第一")
        _replace(line, "X", "94%")

    codes = [one.code for one in check_edited(_edited(written, edit), report)]
    assert "E204" in codes


def test_divided_and_joined_paragraphs_stay_known(written: bytes, report: EvaluationReport) -> None:
    def divide(document: Opened) -> None:
        first = _line(document, _FIRST)._p
        at = next(one for one in first if "提高" in "".join(one.itertext()))
        second = etree.SubElement(first.getparent(), f"{_W}p")
        first.addnext(second)
        moved = list(first)[list(first).index(at) :]
        second.extend(moved)

    def join(document: Opened) -> None:
        first, second = _line(document, _FIRST)._p, _line(document, _SECOND)._p
        first.extend([one for one in second if one.tag != f"{_W}pPr"])
        second.getparent().remove(second)

    assert check_edited(_edited(written, divide), report) == ()
    assert check_edited(_edited(written, join), report) == ()


def test_tracked_changes_count_as_accepted(written: bytes, report: EvaluationReport) -> None:
    def edit(document: Opened) -> None:
        run = next(one for one in _line(document, _FIRST).runs if one.text == "94.1%")._r
        deleted = etree.Element(f"{_W}del", {f"{_W}id": "900"})
        run.addprevious(deleted)
        deleted.append(run)
        run.find(f"{_W}t").tag = f"{_W}delText"
        inserted = etree.Element(f"{_W}ins", {f"{_W}id": "901"})
        deleted.addnext(inserted)
        etree.SubElement(etree.SubElement(inserted, f"{_W}r"), f"{_W}t").text = "97.3%"

    (found,) = check_edited(_edited(written, edit), report)
    assert found.message == f"{_WHERE}写的97.3%，定稿是94.1%（{_VALUE}）"


def test_file_without_our_bookmarks_cannot_be_checked(report: EvaluationReport) -> None:
    buffer = io.BytesIO()
    Document().save(buffer)
    with pytest.raises(LuoshiError, match="没有报告的书签") as raised:
        check_edited(buffer.getvalue(), report)
    assert raised.value.code == "E200"
    other = long_report(2)
    with pytest.raises(LuoshiError, match="不是从这份报告改的") as raised:
        check_edited(report_word(other, drawn(other)), report)
    assert raised.value.code == "E200"
    with pytest.raises(LuoshiError) as raised:
        check_edited(b"PK", report)
    assert (raised.value.code[:2], raised.value.where) == ("R0", "")


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"kind": ReportKind.MIDTERM}, "它是年度监测报告，要核对的是中期评估报告"),
        ({"digest": "0" * 64}, "它是由另一份定稿写的"),
        ({"digest": "0" * 64, "kind": ReportKind.MIDTERM}, "它是由另一份定稿写的"),
        ({"area": "东湾区"}, "它说的是另一个地区"),
    ],
)
def test_report_of_another_freeze_kind_or_county_is_refused(
    written: bytes, report: EvaluationReport, other: dict[str, Any], told: str
) -> None:
    with pytest.raises(LuoshiError, match=told) as raised:
        check_edited(_edited(written, lambda _: None), replace(report, **other))
    assert (raised.value.code, raised.value.where) == ("E200", "")


def test_file_that_lost_the_name_of_its_report_is_known_by_its_places(written: bytes, report: EvaluationReport) -> None:
    def forget(document: Opened) -> None:
        for one in list(document.element.iter(f"{_W}bookmarkStart")):
            if one.get(f"{_W}name").startswith("_R"):
                one.getparent().remove(one)

    data = _edited(written, forget)
    assert check_edited(data, replace(report, digest="0" * 64)) == ()
    foreign = FactBook({f"{name}/x": replace(one, id=f"{name}/x") for name, one in report.facts.facts.items()})
    blocks = tuple(one for one in report.blocks if isinstance(one, Heading))
    with pytest.raises(LuoshiError, match="不是从这份报告改的"):
        check_edited(data, replace(report, blocks=blocks, annexes=(), facts=foreign))


@pytest.mark.skipif(not has_office("Word"), reason=NO_OFFICE)
def test_report_saved_by_another_program_is_checked_alike(
    tmp_path: Path, written: bytes, report: EvaluationReport
) -> None:
    def edit(document: Opened) -> None:
        line = _line(document, _FIRST)
        _replace(line, "94.1%", "95.1%")
        run = next(one for one in line.runs if "提高" in one.text)
        run.text, rest = run.text.replace("提高", "提"), "高"
        line.add_run("新增一句。")
        run._r.addnext(line.add_run(rest)._r)

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "改.docx").write_bytes(_edited(written, edit))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", ".", "in/改.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    saved = (tmp_path / "改.docx").read_bytes()
    (found,) = check_edited(saved, report)
    assert found.message == f"{_WHERE}写的95.1%，定稿是94.1%（{_VALUE}）"
