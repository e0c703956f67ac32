"""Reports as PDF: laid out as official papers are, every block where it is said to be, nothing read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from tests.evaluation.small_report import small_report

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.prose import Named, Prose, plain, prose
from luoshi.model.evaluation.report import (
    Annex,
    Block,
    EvaluationReport,
    Heading,
    Paragraph,
    Picture,
    Row,
    Table,
)
from luoshi.report.pictures import pictures_of
from luoshi.report.report_pdf import MOST_WITHOUT_CONTENTS, PdfReport, report_pdf

_A4 = (595, 842)
_MM = 72 / 25.4


def _named(words: str) -> Prose:
    return (Named(words),)


def _with(*blocks: Block, annexes: tuple = ()) -> EvaluationReport:
    return replace(small_report(), title=prose("标题"), blocks=blocks, annexes=annexes)


def _pdf(report: EvaluationReport) -> PdfReport:
    return report_pdf(report, pictures_of(report))


def _pages(pdf: PdfReport) -> list[str]:
    """Return the text of the pages without spaces, for lines are justified."""
    document = pypdfium2.PdfDocument(pdf.data)
    texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return texts


def _words(report: EvaluationReport) -> Iterator[tuple[str, str]]:
    for one in report.all_blocks():
        yield one.key, plain(one.caption if isinstance(one, Table | Picture) else one.words, report.facts)
    for annex in report.annexes:
        yield annex.key, plain(annex.title, report.facts)


@pytest.mark.parametrize("rows", [3, 90])
def test_every_block_stands_on_the_page_that_is_told(rows: int) -> None:
    report = small_report(rows)
    pdf = _pdf(report)
    pages = _pages(pdf)
    expected = dict(_words(report))
    assert set(pdf.places) == set(expected)
    for key, words in expected.items():
        # a paragraph may go over to the next page; its beginning is where it is told
        assert "".join(words.split())[:20] in pages[pdf.places[key] - 1], key


def test_a_page_has_22_lines_of_28_characters() -> None:
    words = "坚持教育优先发展推动义务教育优质均衡完善学前教育普惠保障机制" * 50
    pdf = _pdf(_with(Paragraph("p", _named(words))))
    document = pypdfium2.PdfDocument(pdf.data)
    lines = document[1].get_textpage().get_text_bounded().splitlines()
    width, height = document[1].get_size()
    boxes = [document[1].get_textpage().get_charbox(at, loose=True) for at in range(22 * 28)]
    assert [len(line) for line in lines] == [*[28] * 22, len("— 2 —")]
    assert (round(width), round(height)) == _A4
    assert min(box[0] for box in boxes) == pytest.approx(28 * _MM, abs=1)
    assert width - max(box[2] for box in boxes) == pytest.approx(26 * _MM, abs=1.5)


def test_page_numbers_stand_outside() -> None:
    pdf = _pdf(_with(*(Paragraph(f"p{at}", _named("文字" * 200)) for at in range(4))))
    document = pypdfium2.PdfDocument(pdf.data)
    for at, page in enumerate(document, 1):
        text = page.get_textpage()
        told = text.get_text_range()
        found = told.rindex(f"— {at} —")
        middle = text.get_charbox(found + 2)[0]
        assert (middle > _A4[0] / 2) == (at % 2 == 1)
        assert text.get_charbox(found + 2)[1] < 35 * _MM


def test_contents_come_with_many_pages_only() -> None:
    def made(parts: int) -> PdfReport:
        blocks = [
            block
            for at in range(parts)
            for block in (Heading(f"h{at}", 1, _named(f"第{at}部分")), Paragraph(f"p{at}", _named("文" * 28 * 20)))
        ]
        return _pdf(_with(*blocks))

    short, long = made(MOST_WITHOUT_CONTENTS - 2), made(MOST_WITHOUT_CONTENTS + 3)
    assert "目录" not in "".join(_pages(short))
    contents = _pages(long)[0]
    assert "目录" in contents
    for at in range(MOST_WITHOUT_CONTENTS + 3):
        assert re.search(rf"第{at}部分\.*{long.places[f'h{at}']}(?!\d)", contents), at


def test_heads_are_repeated_and_rows_stay_whole() -> None:
    rows = tuple(Row(str(at), (_named(f"始{at}。"), _named("说明" * 90 + f"终{at}。"))) for at in range(40))
    table = Table("t", prose("表"), ("编号栏", "说明栏"), rows, (1, 3))
    pages = _pages(_pdf(_with(table)))
    assert len(pages) > 3
    of_table = [page for page in pages if "始" in page]
    assert all("编号栏" in page for page in of_table)
    for at in range(40):
        (page,) = [page for page in pages if f"始{at}。" in page]
        assert f"终{at}。" in page


def _lines(report: EvaluationReport) -> list[str]:
    with pypdfium2.PdfDocument(_pdf(report).data) as document:
        return [line for page in document for line in page.get_textpage().get_text_bounded().splitlines()]


@pytest.mark.parametrize("many", [1, 7])
def test_figures_and_days_are_not_broken_in_narrow_cells(many: int) -> None:
    told = ("≥30,000节", "16,114.4人", "2024-12-20", "2021—2025年", "约210,000平方米") * many
    head = tuple("甲乙丙丁戊"[at % 5] for at in range(len(told) + 1))
    rows = (Row("r", (*map(_named, told), _named("很长的说明" * 9))),)
    widths = (*(1,) * len(told), 9 if many == 1 else 1)
    annex = Annex("a", prose("附件"), (Table("t", prose("表"), head, rows, widths),), is_wide=many > 1)
    text = "\n".join("".join(line.split()) for line in _lines(_with(Paragraph("p", _named("文")), annexes=(annex,))))
    assert {one: text.count(one) for one in told} == dict.fromkeys(told, many)


def test_no_sign_that_ends_a_phrase_begins_a_line_after_a_figure() -> None:
    cells = tuple(Row(str(at), (_named("字" * at + "完成58%；序时进度59%。"), _named("乙"))) for at in range(24))
    report = _with(Table("t", prose("表"), ("甲", "丁"), cells, (1, 3)))
    assert [line for line in _lines(report) if line.strip().startswith(("；", "。"))] == []


def test_a_row_longer_than_a_page_goes_on() -> None:
    row = Row("r", (_named("甲"), _named("很长的说明" * 900 + "结束")))
    pages = _pages(_pdf(_with(Table("t", prose("表"), ("编号", "说明"), (row,), (1, 3)))))
    assert sum(page.count("很长的说明") for page in pages) > 880
    assert any("结束" in page for page in pages)


@pytest.mark.parametrize("lines", range(14, 24))
def test_no_heading_or_caption_stands_alone_at_the_foot(lines: int) -> None:
    report = _with(
        Paragraph("p", _named("文" * (28 * lines - 2))),
        Heading("h", 1, _named("一、节")),
        Heading("h/1", 2, _named("（一）小节")),
        Paragraph("q", _named("后文")),
        *(
            Table(f"t{at}", prose("表"), ("编号", "说明"), (Row("r", (_named("甲"), _named("乙" * 30 * at))),), (1, 3))
            for at in range(1, 4)
        ),
    )
    pdf = _pdf(report)
    pages = _pages(pdf)
    assert pdf.places["h"] == pdf.places["h/1"] == pdf.places["q"]
    for page in pages:
        assert not re.search(r"表(—\d+—)?$", page)
        assert not re.search(r"编号说明(—\d+—)?$", page)


def test_annexes_begin_a_page_and_wide_ones_lie() -> None:
    report = small_report()
    (wide,) = report.annexes
    upright = replace(wide, key="a2", is_wide=False, title=prose("清单"), blocks=(Paragraph("a2/p", prose("文")),))
    pdf = _pdf(replace(report, annexes=(wide, upright)))
    document = pypdfium2.PdfDocument(pdf.data)
    pages = _pages(pdf)
    first, second = pdf.places["a1"], pdf.places["a2"]
    assert pages[first - 1].startswith("附件1数据来源")
    assert pages[second - 1].startswith("附件2清单")
    sizes = [tuple(round(side) for side in document[at - 1].get_size()) for at in (1, first, second)]
    assert sizes == [_A4, _A4[::-1], _A4]
    assert "附件：1.数据来源" in "".join(pages)
    assert re.search(r"澄湖市教育局2025年3月10日", "".join(pages))
    (alone,) = [page for page in _pages(_pdf(report)) if page.startswith("附件")]
    assert alone.startswith("附件数据来源")


def test_what_people_wrote_is_no_markup() -> None:
    words = '#let x = 1 *粗* _斜_ $x$ <b> \\ `c` @a https://a.b/c [x] // 注 "引" --- ~ #panic()'
    told = _pages(
        _pdf(
            _with(
                Heading("answer", 1, _named(f"一、{words}")),
                Paragraph("block", _named(words)),
                Table("key:t", _named(words), (words,), (Row("r", (_named(words),)),), (1,)),
            )
        )
    )
    assert "".join(told).count("".join(words.split())) == 5


def test_charts_have_words_for_those_who_do_not_see_them() -> None:
    report = small_report()
    pdf = _pdf(report)
    document = pypdfium2.PdfDocument(pdf.data)
    alts = [alt for page in document for alt in _alts(page)]
    assert pdfium.FPDFCatalog_IsTagged(document.raw)
    assert alts == [plain(one.alt, report.facts) for one in report.blocks if isinstance(one, Picture)]


def _alts(page: pypdfium2.PdfPage) -> Iterator[str]:
    import ctypes

    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    waiting = [
        pdfium.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(pdfium.FPDF_StructTree_CountChildren(tree))
    ]
    while waiting:
        one = waiting.pop(0)
        if not one:
            continue
        size = pdfium.FPDF_StructElement_GetAltText(one, None, 0)
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDF_StructElement_GetAltText(one, buffer, size)
            yield buffer.raw[:-2].decode("utf-16-le")
        count = max(0, pdfium.FPDF_StructElement_CountChildren(one))
        waiting = [pdfium.FPDF_StructElement_GetChildAtIndex(one, at) for at in range(count)] + waiting
    pdfium.FPDF_StructTree_Close(tree)


def test_headings_that_skip_a_level_are_set_too() -> None:
    pdf = _pdf(_with(Heading("a", 1, _named("一、甲")), Heading("b", 3, _named("1.乙")), Paragraph("c", _named("丙"))))
    assert pdf.places == {"a": 1, "b": 1, "c": 1}


def test_a_character_that_no_font_has_stops() -> None:
    with pytest.raises(LuoshiError) as told:
        _pdf(_with(Paragraph("p7", _named("校长\U00020bb7某"))))
    assert (told.value.code, told.value.where, "U+20BB7" in told.value.message) == ("E101", "块 p7", True)


def test_no_date_is_written() -> None:
    document = pypdfium2.PdfDocument(_pdf(small_report()).data)
    told = document.get_metadata_dict()
    assert (told["CreationDate"], told["ModDate"], told["Author"]) == ("", "", "澄湖市教育局")
    assert told["Title"] == "澄湖市“十四五”教育事业发展规划2024年度监测报告"
