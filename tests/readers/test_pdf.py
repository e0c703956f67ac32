"""PDF: paragraphs out of lines, what surrounds the text dropped, places, columns, pages that cannot be read."""

from __future__ import annotations

import pytest
from tests.pdf_files import SCAN, text_at, typeset, written

from luoshi.base.errors import LuoshiError
from luoshi.compiler import compile_document
from luoshi.model.document import BlockKind, Document
from luoshi.readers import read_bytes
from luoshi.readers.refusals import Notice, Refusal

_FULL = (
    "临江市坚持把教育摆在优先发展的位置上，到2025年新建公办幼儿园24所，新增学位6480个，公办幼儿园在园幼儿占比达到55%。"
)


def read(data: bytes) -> Document:
    return read_bytes("a.pdf", data)


def texts(doc: Document) -> list[str]:
    return [block.label + "|" + block.text for block in doc.blocks]


def numbered(times: int) -> list[str]:
    return [f"第{n}项：{_FULL}" for n in range(1, times + 1)]


# Lines and paragraphs


def test_lines_are_joined_to_paragraphs_and_paragraphs_kept_apart() -> None:
    paragraphs = numbered(8)
    doc = read(typeset("\n\n".join(paragraphs)))
    assert doc.format == "pdf"
    assert [block.text for block in doc.blocks] == paragraphs


def test_paragraphs_without_indent_are_told_by_their_last_line() -> None:
    paragraphs = [f"第{n}项：{_FULL}" for n in range(1, 5)]
    doc = read(typeset("#set par(first-line-indent: 0pt)\n" + "\n\n".join(paragraphs)))
    assert [block.text for block in doc.blocks] == paragraphs


def test_headings_and_items_stand_alone_as_in_other_formats() -> None:
    source = [
        "一、总体要求",
        _FULL,
        "（一）主要目标",
        "1．扩大学位。" + _FULL,
        "2．补充教师。" + _FULL,
        "二、保障措施",
        _FULL,
    ]
    doc = read(typeset("\n\n".join(source)))
    same = read_bytes("a.txt", "\n".join(source).encode())
    assert texts(doc) == texts(same)
    assert [(b.kind, b.level) for b in doc.blocks] == [(b.kind, b.level) for b in same.blocks]


def test_latin_words_keep_their_blank_and_chinese_gets_none() -> None:
    words = "Education for all children in the city of Linjiang " * 6
    doc = read(typeset(words.strip() + "\n\n" + _FULL))
    assert [block.text for block in doc.blocks] == [words.strip(), _FULL]


def test_a_title_of_two_lines_is_one() -> None:
    title = "临江市人民政府办公室关于印发《临江市“十四五”教育事业发展规划》的通知"
    source = f"#align(center, text(size: 22pt, weight: 700)[{title}])\n\n{_FULL}"
    doc = read(typeset(source))
    assert (doc.blocks[0].kind, doc.blocks[0].text) == (BlockKind.TITLE, title)


def test_radicals_become_ideographs() -> None:
    doc = read(typeset("⼀、总体要求\n\n加强领导。"))
    assert texts(doc)[0] == "一|总体要求"


def test_characters_drawn_twice_to_look_bold_are_read_once() -> None:
    doc = read(written(text_at(72, 700, "Aabb schools") + text_at(72.4, 700, "Aabb schools")))
    assert [block.text for block in doc.blocks] == ["Aabb schools"]


def test_superscript_stays_in_its_line() -> None:
    doc = read(typeset("校舍面积2.1万m#super[2]，投资3.6亿元。"))
    assert [block.text for block in doc.blocks] == ["校舍面积2.1万m2，投资3.6亿元。"]


# What does not belong to the text


def test_running_heads_feet_and_page_numbers_are_dropped() -> None:
    paragraphs = numbered(30)
    page = ', numbering: "— 1 —", header: [临江市教育局#h(1fr)内部资料]'
    doc = read(typeset("\n\n".join(paragraphs), page=page))
    assert doc.lines[-1].page > 3
    assert [block.text for block in doc.blocks] == paragraphs


def test_heads_that_differ_on_left_and_right_pages_are_dropped_in_a_short_document() -> None:
    paragraphs = numbered(19)
    page = ', numbering: "1", header: context if calc.odd(here().page()) [临江市教育局] else [“十四五”规划]'
    doc = read(typeset("\n\n".join(paragraphs), page=page))
    assert doc.lines[-1].page == 3
    assert [block.text for block in doc.blocks] == paragraphs


def test_a_number_in_the_text_is_no_page_number() -> None:
    doc = read(typeset("#v(1fr)\n各校招生计划合计：\n\n#align(center)[640]\n#pagebreak()\n" + _FULL))
    assert "640" in [block.text for block in doc.blocks]


def test_notes_come_last_and_their_marks_go() -> None:
    note = "普惠性幼儿园包括公办幼儿园和普惠性民办幼儿园。"
    doc = read(typeset(f"普惠性幼儿园覆盖率#footnote[{note}]达到85%以上。\n\n{_FULL}"))
    assert [block.text for block in doc.blocks] == ["普惠性幼儿园覆盖率达到85%以上。", _FULL, note]


@pytest.mark.parametrize("fill", ["repeat[.]", "none"])
def test_contents_are_left_out(fill: str) -> None:
    outline = f"#set outline.entry(fill: {fill})\n#outline(title: [目录])\n#pagebreak()\n"
    body = f"= 一、总体要求\n{_FULL}\n\n= 二、保障措施\n{_FULL}"
    doc = read(typeset(outline + body))
    assert [t for t in texts(doc) if "目录" not in t] == ["一|总体要求", f"|{_FULL}", "二|保障措施", f"|{_FULL}"]


@pytest.mark.parametrize("leader", ["…" * 40 + "（{}）", "." * 110 + "{}"])
def test_entries_of_contents_with_many_dots_or_bracketed_pages_are_left_out(leader: str) -> None:
    entries = ["一、总体要求", "二、主要目标", "三、重点任务"]
    lines = b"".join(
        f"#text(size: 7pt)[{entry}{leader.format(number)}#linebreak()]\n".encode()
        for number, entry in enumerate(entries, 2)
    ).decode()
    doc = read(typeset(f"目录\n\n{lines}\n#pagebreak()\n一、总体要求\n\n到2027年，新增学位9000个。"))
    assert texts(doc)[-2:] == ["一|总体要求", "|到2027年，新增学位9000个。"]
    assert not any("…" in text or ".." in text for text in texts(doc))


def test_a_line_that_begins_with_a_number_of_its_sentence_is_no_new_item() -> None:
    # ② stands at the start of the second line; it is forced there, so that no font moves it.
    first = "实施重点工程。①建设临江市第三实验中学，占地一百二十亩，提供学位三千个；"
    source = f"#par(justify: true)[{first}#linebreak(justify: true)②扩建东城区湖滨小学，新增学位1080个。]"
    doc = read(typeset(source + "\n\n各区县按期完成。" * 3, size=12))
    assert texts(doc)[0] == "|" + first + "②扩建东城区湖滨小学，新增学位1080个。"


def test_watermarks_are_left_out() -> None:
    slanted = "background: rotate(-45deg, text(60pt, fill: gray)[内部资料])"
    light = "background: text(70pt, fill: luma(220))[征求意见稿]"
    for mark in (slanted, light):
        assert [b.text for b in read(typeset(_FULL, page=", " + mark)).blocks] == [_FULL]


def test_invisible_text_and_text_outside_the_page_are_left_out() -> None:
    shown, hidden = text_at(72, 700, "Schools in the city"), text_at(72, 600, "hidden words", more="3 Tr")
    doc = read(written(shown + b"q " + hidden + b" Q" + text_at(900, 700, "outside")))
    assert [block.text for block in doc.blocks] == ["Schools in the city"]


# Places


def test_an_item_is_given_on_the_page_where_it_begins_itself() -> None:
    before = "。".join(["统筹推进城乡教育一体化，优化学校布局，保障适龄儿童少年就近入学"] * 26)
    doc = read(typeset(before + "。到2025年，全市新建公办幼儿园24所。"))
    assert len(doc.blocks) == 1
    assert doc.lines[-1].page == 2
    (target,) = compile_document(doc).targets
    assert target.at is not None
    assert (target.at.page, str(target.at)) == (2, "第2页")
    left, top, right, bottom = target.at.box or (0, 0, 0, 0)
    assert 70 < left < right < 530
    assert 80 < top < bottom < 780


def test_every_line_of_the_text_has_its_place() -> None:
    doc = read(typeset("\n\n".join(numbered(20))))
    starts = [line.start for line in doc.lines]
    assert starts == sorted(set(starts))
    ends = [*starts[1:], len(doc.text)]
    for line, end in zip(doc.lines, ends, strict=True):
        assert len(doc.text[line.start : end].strip()) <= 40
        assert line.box[0] < line.box[2]
        assert 10 < line.box[3] - line.box[1] < 24


def test_a_page_that_is_turned_is_read_and_its_boxes_are_as_shown() -> None:
    upright = written(text_at(100, 700, "First line of the page") + text_at(100, 680, "Second line of it"))
    turned = written(
        b"q 0 1 -1 0 595 0 cm "
        + text_at(100, 500, "First line of the page")
        + text_at(100, 480, "Second line")
        + b" Q",
        rotate=90,
    )
    assert [block.text for block in read(upright).blocks] == ["First line of the page", "Second line of it"]
    doc = read(turned)
    assert [block.text for block in doc.blocks] == ["First line of the page", "Second line"]
    left, top, right, bottom = doc.lines[0].box
    assert 98 < left < 102
    assert 82 < top < 88
    assert bottom < 100
    assert right < 250


def test_text_written_sideways_on_an_upright_page_is_read() -> None:
    doc = read(written(b"q 0 1 -1 0 595 0 cm " + text_at(100, 500, "Sideways on the page") + b" Q"))
    assert [block.text for block in doc.blocks] == ["Sideways on the page"]
    left, top, right, bottom = doc.lines[0].box
    assert right - left < 20
    assert bottom - top > 80


# Columns


def test_two_columns_are_read_one_after_the_other_below_a_title_over_both() -> None:
    paragraphs = [
        f"规定第{n}项：各县（市、区）教育局要按照就近入学的原则合理划定招生片区，确保应入尽入。" for n in range(1, 31)
    ]
    title = '#place(top + center, scope: "parent", float: true, text(20pt)[关于做好招生入学工作的通知])\n'
    doc = read(typeset(title + "\n\n".join(paragraphs), size=10.5, page=", columns: 2"))
    assert [block.text for block in doc.blocks] == ["关于做好招生入学工作的通知", *paragraphs]


# Pages that cannot be read


def test_a_scanned_page_is_reported_and_the_rest_read() -> None:
    doc = read(written(text_at(72, 700, "A page with text"), SCAN, SCAN, text_at(72, 700, "The last page"), SCAN))
    assert [(f.code, f.message) for f in doc.findings] == [
        (Notice.SCANNED.value[0], f"{Notice.SCANNED.value[2]}（第2、3、5页）")
    ]
    assert [block.text for block in doc.blocks] == ["A page with text", "The last page"]


def test_recognised_text_over_a_scan_is_read_and_reported() -> None:
    doc = read(written(SCAN + b"\n" + text_at(72, 700, "Recognised words on a scan", more="3 Tr")))
    assert [block.text for block in doc.blocks] == ["Recognised words on a scan"]
    assert [f.code for f in doc.findings] == [Notice.RECOGNISED.value[0]]


def test_a_blank_document_is_reported_as_one_without_text() -> None:
    assert [f.code for f in read(written(b"", b"")).findings] == [Notice.NO_TEXT.value[0]]


def test_a_font_without_unicode_is_reported() -> None:
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[101 0 R]>>"
    inner = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/FontDescriptor 102 0 R/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    )
    descriptor = b"<</Type/FontDescriptor/FontName/X/Flags 4/Ascent 800/Descent -200/FontBBox[0 0 1000 1000]>>"
    data = written(b"BT /F2 12 Tf 72 700 Td <0102030405060708090A0B0C0D0E0F101112131415161718> Tj ET",
                   more=(font, inner, descriptor)).replace(b"/F1 3 0 R", b"/F2 100 0 R")  # fmt: skip
    codes = [f.code for f in read(data).findings]
    assert Notice.GARBLED.value[0] in codes


def test_a_file_that_opens_without_its_owner_password_is_read() -> None:
    doc = read(written(text_at(72, 700, "Open to readers"), password=""))
    assert [block.text for block in doc.blocks] == ["Open to readers"]


def test_a_page_that_cannot_be_loaded_is_reported() -> None:
    data = written(text_at(72, 700, "First"), text_at(72, 700, "Second")).replace(b"12 0 R]", b"99 0 R]")
    doc = read(data)
    assert [block.text for block in doc.blocks] == ["First"]
    assert [f.code for f in doc.findings] == [Notice.PAGES.value[0]]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_cut_short_is_read_in_part_or_refused(share: float) -> None:
    data = written(*(text_at(72, 700, f"Page {n}") for n in range(5)))
    codes = []
    try:
        read(data[: int(share * len(data))])
    except LuoshiError as error:
        codes.append(error.code)
    assert codes in ([], [Refusal.BROKEN.value[0]])


def test_a_text_that_speaks_of_pdf_is_a_text() -> None:
    assert read_bytes("a.txt", "文件以 %PDF-1.7 开头。".encode()).format == "txt"


def test_short_columns_between_lines_over_the_whole_width() -> None:
    wide = [f"总的要求第{n}点：{_FULL}" for n in (1, 2, 3)]
    narrow = [f"规定第{n}项：各县（市、区）教育局要按照就近入学的原则合理划定招生片区。" for n in range(1, 9)]
    columns = "#columns(2)[" + "\n\n".join(narrow[:4]) + "#colbreak()" + "\n\n".join(narrow[4:]) + "]"
    doc = read(typeset("\n\n".join([*wide, columns, *wide]), size=12))
    assert [block.text for block in doc.blocks] == [*wide, *narrow, *wide]


def test_the_same_text_as_pdf_and_as_txt_gives_the_same_items() -> None:
    source = [
        "临江市“十四五”教育发展规划",
        "一、发展目标",
        _FULL,
        "二、主要任务",
        "1．扩大学前教育资源。新建、改扩建幼儿园30所，每年新增学位2000个。（责任单位：市教育局、市财政局）",
        "2．加强教师培训。每年培训教师不少于500人次，教师全员培训率达到100%。（责任单位：市教育局）",
    ]
    title = f"#align(center, text(size: 22pt)[{source[0]}])\n\n"
    plan = compile_document(read(typeset(title + "\n\n".join(source[1:]))))
    same = compile_document(read_bytes("a.txt", "\n".join(source).encode()))
    for kind in ("targets", "norms", "observations", "projects", "tasks", "problems"):
        assert [item.id for item in getattr(plan, kind)] == [item.id for item in getattr(same, kind)]
    assert [unit.name for unit in plan.units] == [unit.name for unit in same.units]
    assert len(plan.targets) > 4
