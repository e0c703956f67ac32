"""Official papers: what Word reads in them, and how they look when they are printed."""

from __future__ import annotations

import io
import subprocess
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm
from tests.office import NO_OFFICE, has_office

from luoshi.report.official_paper import OfficialPaper, PaperTable, Text, paper_as_json, paper_from_json
from luoshi.report.official_word import official_word

_PAPER = OfficialPaper(
    title="关于2024年教育重点工作\n进展情况的通报",
    letterhead="临江市教育局",
    number="临教督〔2024〕5号",
    to="各县（市、区）教育局",
    body=(
        Text("现将有关情况通报如下。"),
        Text("一、总体情况", 1),
        Text("“两项”任务 <滞后> & 逾期。"),
        PaperTable((("1", "青禾县教育局", "滞后"),), ("序号", "单位", "灯"), "滞后任务", (1, 4, 2), (0,)),
    ),
    attachments=("滞后任务清单", "办理要求"),
    issuer="临江市教育局",
    on=date(2024, 11, 5),
    note="联系人：贺知远",
    copies="市政府办公室",
)


def test_paper_holds_its_parts_in_their_order() -> None:
    document = Document(io.BytesIO(official_word(_PAPER)))
    lines = [one.text for one in document.paragraphs if one.text]
    assert lines == [
        "临江市教育局",
        "临教督〔2024〕5号",
        "关于2024年教育重点工作",
        "进展情况的通报",
        "各县（市、区）教育局：",
        "现将有关情况通报如下。",
        "一、总体情况",
        "“两项”任务 <滞后> & 逾期。",
        "滞后任务",
        "附件：1. 滞后任务清单",
        "　　　2. 办理要求",
        "临江市教育局",
        "2024年11月5日",
        "（联系人：贺知远）",
        "抄送：市政府办公室。",
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["序号", "单位", "灯"],
        ["1", "青禾县教育局", "滞后"],
    ]


def test_page_is_that_of_the_standard() -> None:
    page = Document(io.BytesIO(official_word(_PAPER))).sections[0]
    found = [
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    ]
    assert [round(one / Mm(1)) for one in found] == [210, 297, 37, 35, 28, 26]
    assert page.footer.paragraphs[0].text == "— 1 —"


def test_same_paper_gives_the_same_bytes_also_from_json() -> None:
    again = paper_from_json(paper_as_json(_PAPER))
    assert again == _PAPER
    assert official_word(again) == official_word(_PAPER)


def test_characters_that_xml_does_not_know_are_replaced() -> None:
    document = Document(io.BytesIO(official_word(OfficialPaper("标题", (Text("前\x00后"),)))))
    assert document.paragraphs[-1].text == "前\ufffd后"


@pytest.mark.skipif(not has_office("Word"), reason=NO_OFFICE)
def test_a_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    import pypdfium2

    paper = OfficialPaper("标题", (Text("一、情况", 1), Text("落" * 28 * 70)), issuer="临江市教育局")
    (tmp_path / "paper.docx").write_bytes(official_word(paper))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "paper.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    with pypdfium2.PdfDocument(tmp_path / "paper.pdf") as pdf:
        text = pdf[1].get_textpage()
        lines: dict[int, int] = defaultdict(int)
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1) == "落":
                lines[round(text.get_charbox(at)[1])] += 1
        text.close()
    assert len(lines) == 22
    assert set(lines.values()) == {28}
