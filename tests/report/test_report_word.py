"""Evaluation reports as Word files: their parts, their hidden bookmarks, and how they look when they are printed."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from lxml import etree
from tests.evaluation.small_report import small_report
from tests.office import NO_OFFICE, has_office
from tests.report.report_material import drawn, long_report

from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import Named, Said, plain
from luoshi.model.evaluation.report import EvaluationReport, Heading, Paragraph, Picture, places_of
from luoshi.report.report_pages import heading_pages
from luoshi.report.report_spots import SEEN, spots_of
from luoshi.report.report_word import blocks_word, report_word
from luoshi.report.word_places import word_places

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CONTENTS_PAGES = 2
"""Of the long report."""
_OFFICE = pytest.mark.skipif(not has_office("Word"), reason=NO_OFFICE)


def _written(report: EvaluationReport) -> bytes:
    return report_word(report, drawn(report))


def _part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def _main(data: bytes) -> etree._Element:
    return _part(data, "word/document.xml")


def test_report_holds_its_parts_in_their_order() -> None:
    document = Document(io.BytesIO(_written(small_report())))
    found = [(one.style.name, one.text) for one in document.paragraphs if one.text]
    assert found == [
        ("Title", "澄湖市“十四五”教育事业发展规划\n2024年度监测报告"),
        ("Heading 1", "一、总体情况"),
        ("Heading 2", "（一）学前教育"),
        ("Normal", "2024年，全市学前三年毛入园率为94.1%，比2020年提高5.6个百分点；民办园占比—。"),
        ("Heading 3", "1.各县情况"),
        ("Caption", "表1 各县毛入园率"),
        ("注", "注：毛入园率按学年初统计。"),
        ("图题", "图1 毛入园率的变化"),
        ("图题", "图2 各县毛入园率"),
        ("图题", "图3 各单位亮灯"),
        ("图题", "图4 各县方块图"),
        ("顶格", "附件：数据来源"),
        ("署名日期", "澄湖市教育局"),
        ("署名日期", "2025年3月10日"),
        ("附件标志", "附件"),
        ("附件标题", "数据来源"),
        ("Normal", "定稿校验码：ffff0000。"),
        ("Caption", "表1 各县毛入园率"),
    ]


def test_table_repeats_its_head_and_breaks_between_rows() -> None:
    table = _main(_written(small_report(rows=30))).find(f".//{_W}tbl")
    rows = table.findall(f"{_W}tr")
    assert [row.find(f"{_W}trPr/{_W}tblHeader") is not None for row in rows] == [True] + [False] * 30
    assert all(row.find(f"{_W}trPr/{_W}cantSplit") is not None for row in rows)
    styles = [one.find(f"{_W}p/{_W}pPr/{_W}pStyle").get(f"{_W}val") for one in rows[1].findall(f"{_W}tc")]
    assert styles == ["CellCentre", "CellCentre", "CellRight", "Cell"]
    kept = [row.find(f".//{_W}keepNext") is not None for row in rows]
    assert kept == [True] + [False] * 29 + [True]  # the head with the first row, the last row with the note


def test_pictures_have_words_that_stand_for_them() -> None:
    report = small_report()
    data = _written(report)
    pictures = [one for one in report.blocks if isinstance(one, Picture)]
    told = [one.get("descr") for one in _main(data).iter("{*}docPr")]
    assert told == [plain(one.alt, report.facts) for one in pictures]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        images = [package.read(f"word/media/image{at}.png") for at in range(1, 5)]
    assert images == [drawn(report)[one.key].png for one in pictures]


def test_wide_annex_is_printed_across_on_a_page_of_its_own() -> None:
    sections = Document(io.BytesIO(_written(long_report(1)))).sections
    assert [one.orientation for one in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert [one.footer.paragraphs[0].text for one in sections] == ["— 1 —"] * 3
    breaks = _main(_written(long_report(1))).iter(f"{_W}pageBreakBefore")
    texts = ["".join(one.getparent().getparent().itertext()) for one in breaks]
    assert texts == ["附件3"]  # the other two begin a section


def test_same_report_gives_the_same_bytes() -> None:
    assert _written(long_report(2)) == _written(long_report(2))


def test_letters_that_xml_reserves_come_through() -> None:
    report = replace(small_report(), blocks=(Paragraph("p", (Named('a<b>&"c" \x00'),)),), annexes=())
    texts = [one.text for one in Document(io.BytesIO(_written(report))).paragraphs]
    assert 'a<b>&"c" \ufffd' in texts


def test_some_blocks_alone_have_no_page_numbers_and_no_issuer() -> None:
    report = small_report()
    data = blocks_word(report.blocks, report.facts, drawn(report), "学前教育")
    document = Document(io.BytesIO(data))
    texts = [one.text for one in document.paragraphs if one.text]
    assert (texts[0], texts[1], texts[-1]) == ("学前教育", "一、总体情况", "图4 各县方块图")
    assert document.sections[0].footer.is_linked_to_previous
    assert data == blocks_word(report.blocks, report.facts, drawn(report), "学前教育")


# Contents


def test_long_report_has_contents_that_ask_nothing() -> None:
    data = _written(long_report())
    root = _main(data)
    links = [one.get(f"{_W}anchor") for one in root.iter(f"{_W}hyperlink")]
    marks = {one.get(f"{_W}name") for one in root.iter(f"{_W}bookmarkStart")}
    assert len(links) == 12 * 2 + 3
    assert set(links) <= marks
    fields = Counter(one.get(f"{_W}fldCharType") for one in root.iter(f"{_W}fldChar"))
    assert fields == dict.fromkeys(("begin", "separate", "end"), len(links) + 1)
    assert list(_part(data, "word/settings.xml").iter(f"{_W}updateFields")) == []
    assert not any(one.get(f"{_W}dirty") for one in root.iter(f"{_W}fldChar"))
    assert list(_main(_written(small_report())).iter(f"{_W}fldChar")) == []


# Bookmarks


@pytest.mark.parametrize("report", [small_report(40), long_report(3)], ids=["tables", "chapters"])
def test_bookmarks_are_balanced_and_their_names_differ(report: EvaluationReport) -> None:
    root = _main(_written(report))
    starts = list(root.iter(f"{_W}bookmarkStart"))
    ids = [one.get(f"{_W}id") for one in starts]
    names = [one.get(f"{_W}name") for one in starts]
    assert len(set(ids)) == len(ids)
    assert sorted(ids) == sorted(one.get(f"{_W}id") for one in root.iter(f"{_W}bookmarkEnd"))
    assert len({one.lower() for one in names}) == len(names)
    assert all(re.fullmatch(r"_[A-Za-z0-9_]{1,39}", one) for one in names)


def test_every_place_reads_back_as_the_report_says_it() -> None:
    report = small_report(rows=12)
    places = word_places(_written(report), report)
    told = {(one.block, one.cell): plain(one.words, report.facts) for one in spots_of(report)}
    assert dict(places.texts) == told
    assert set(places.pictures) == {one.key for one in report.blocks if isinstance(one, Picture)}


def test_a_changed_fact_changes_the_listed_places_and_no_others() -> None:
    report = small_report(rows=6)
    before = word_places(_written(report), report)
    listed = places_of(report)
    for name, fact in report.facts.facts.items():
        changed = replace(fact, value=Decimal("77.77"))
        other = replace(report, facts=FactBook({**report.facts.facts, name: changed}))
        after = word_places(_written(other), other)
        moved = {key for key in before.texts if before.texts[key] != after.texts[key]}
        written = {(one.block, one.cell) for one in listed.get(name, ()) if one.manner == "写出"}
        assert {(block, "" if cell == SEEN else cell) for block, cell in moved} == written
        assert {one[:2] for one in after.numbers.get(name, ())} <= written
        assert all(one[2] == changed.text for one in after.numbers.get(name, ()))


# As it is printed


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def _printed(data: bytes, folder: Path) -> list[str]:
    """Return the text of the pages, without blanks; the PDF stays in the folder."""
    import pypdfium2

    (folder / "report.docx").write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/home"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "report.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    pages = []
    with pypdfium2.PdfDocument(folder / "report.pdf") as pdf:
        for page in pdf:
            text = page.get_textpage()
            pages.append(text.get_text_range().replace("\r", "").replace(" ", ""))
            text.close()
    return pages


def _pictures(folder: Path) -> list[int]:
    """Return how many pictures each page of the PDF has."""
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    with pypdfium2.PdfDocument(folder / "report.pdf") as pdf:
        return [len(list(page.get_objects([FPDF_PAGEOBJ_IMAGE]))) for page in pdf]


@_OFFICE
def test_a_page_of_a_report_has_22_lines_of_28_characters(office: Path) -> None:
    import pypdfium2

    words = (Heading("h", 1, (Said("一、情况"),)), Paragraph("p", (Said("落" * 28 * 70),)))
    _printed(_written(replace(small_report(), blocks=words)), office)
    with pypdfium2.PdfDocument(office / "report.pdf") as pdf:
        text = pdf[1].get_textpage()
        lines: dict[int, int] = defaultdict(int)
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1) == "落":
                lines[round(text.get_charbox(at)[1])] += 1
        text.close()
    assert len(lines) == 22
    assert set(lines.values()) == {28}


@_OFFICE
def test_long_table_repeats_its_head_on_every_page(office: Path) -> None:
    report = replace(small_report(rows=200), annexes=())
    pages = _printed(_written(report), office)
    with_rows = [page for page in pages if "东湾区\n" in page or "东湾区9" in page]
    assert len(with_rows) > 8
    assert all("毛入园率" in page and "县市区" in page for page in with_rows)


@_OFFICE
def test_no_heading_or_caption_stands_alone_and_contents_come_near(office: Path) -> None:
    report = long_report()
    pages = _printed(_written(report), office)
    lines = [[line for line in page.split("\n") if line and not re.fullmatch(r"—\d+—", line)] for page in pages]
    last = [page[-1] for page in lines[_CONTENTS_PAGES:] if page]
    assert [one for one in last if re.match(r"第\d+章|（一）|1\.各县|表1", one)] == []
    captions = [sum(line.startswith("图") for line in page) for page in lines]
    assert sum(captions) == 12 * 4
    assert _pictures(office) == captions
    guessed = heading_pages(report, drawn(report), _CONTENTS_PAGES + 1)
    text = list(enumerate(pages, 1))[_CONTENTS_PAGES:]
    found = {f"{chapter}/h1": at for at, page in text for chapter in re.findall(r"第(\d+)章", page)}
    assert len(found) == 12
    assert max(abs(guessed[key] - at) for key, at in found.items()) <= 1
    assert [page for page in pages if not page.strip()] == []
