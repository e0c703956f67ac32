"""A review as Word comments: on the very characters, nothing else in the file changed, and other programs open it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from lxml import etree
from tests.commented_word import (
    W,
    by_message,
    check_order,
    main,
    marked,
    paragraph,
    parts,
    random_spans,
    review_of,
    reviewed,
    run,
    said,
    spot,
    without_comments,
    written,
)
from tests.word_files import pack_docx

from luoshi.api import compile_plan, review_word
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Severity
from luoshi.model.document import Document, Span
from luoshi.model.plan import Plan
from luoshi.model.review import Review
from luoshi.readers import read_bytes
from luoshi.report.review_word import write_review_word
from luoshi.review.engine import review_document
from luoshi.samples import sample_files

_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


@pytest.fixture(scope="module")
def sample() -> tuple[bytes, Document, Plan]:
    """The sample plan, a Word file."""
    path = next(file for file in sample_files() if file.name.endswith(".docx"))
    data = path.read_bytes()
    return data, read_bytes(path.name, data), compile_plan(str(path))


# The original


@pytest.mark.parametrize("seed", range(4))
def test_comments_stand_on_the_quoted_characters(sample: tuple[bytes, Document, Plan], seed: int) -> None:
    data, document, plan = sample
    spans = random_spans(document, plan, seed, 120)
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    result = write_review_word(data, document, review_of(document, *found))
    apart = apart_from_text(data)
    expected = {one.finding.message: one.spots[0].quote for one in found if one.spots[0].quote not in apart}
    texts = by_message(result)
    assert {message: texts.get(message) for message in expected} == expected
    assert len(expected) > 80
    check_order(result)


def apart_from_text(data: bytes) -> str:
    """Return the text of boxes and notes, where Word knows no comments."""
    boxes = [*main(data).iter(W + "txbxContent"), etree.fromstring(parts(data)["word/footnotes.xml"])]
    return "\n".join("".join(t.text or "" for t in box.iter(W + "t")) for box in boxes)


@pytest.mark.parametrize("seed", range(2))
def test_nothing_else_in_the_file_changes(sample: tuple[bytes, Document, Plan], seed: int) -> None:
    data, document, plan = sample
    spans = random_spans(document, plan, seed, 60)
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    result = write_review_word(data, document, review_of(document, *found))
    before, after = parts(data), parts(result)
    told = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert list(after) == [*before, "word/comments.xml"]
    assert {name for name in before if before[name] != after[name]} == told
    assert without_comments(main(result)) == without_comments(main(data))
    again = read_bytes(document.name, result)
    assert (again.text, again.blocks) == (document.text, document.blocks)


def test_other_programs_know_the_comments(sample: tuple[bytes, Document, Plan]) -> None:
    data, document, plan = sample
    (span,) = random_spans(document, plan, 7, 1)
    one = reviewed(1, spot(document, span), message="少1.13亿元。", fix="改正其一。")
    date = datetime(2026, 1, 31, 9, tzinfo=UTC)
    result = write_review_word(data, document, review_of(document, one), date=date)
    (comment,) = docx.Document(io.BytesIO(result)).comments
    assert (comment.author, comment.initials, comment.timestamp) == ("落实审校", "审", date)
    assert comment.text == "【错误】V101 表内合计\n少1.13亿元。\n怎么办：改正其一。\n编号：V101-000001"
    assert [[r.bold for r in p.runs if r.text] for p in comment.paragraphs] == [[True], [False], [False], [False]]


def test_same_review_gives_same_bytes_without_a_date(sample: tuple[bytes, Document, Plan]) -> None:
    data, document, plan = sample
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(random_spans(document, plan, 3, 20))]
    review = review_of(document, *found)
    result = write_review_word(data, document, review)
    assert result == write_review_word(data, read_bytes(document.name, data), review)
    assert b"w:date" not in parts(result)["word/comments.xml"]


def test_review_without_findings_leaves_all_parts_as_they_are(sample: tuple[bytes, Document, Plan]) -> None:
    data, document, _ = sample
    assert parts(write_review_word(data, document, review_of(document))) == parts(data)


def test_review_by_the_rules(sample: tuple[bytes, Document, Plan]) -> None:
    data, document, plan = sample
    edited = data_with(data, "各直属机构", "各直属机构投入资金20亿元，超出规划15个百分点")
    document = read_bytes("规划.docx", edited)
    review = review_document(document, plan)
    assert review.findings
    result = write_review_word(edited, document, review)
    heads = [lines[0] for lines in said(result).values() if lines[0].startswith("【")]
    expected = [f"【{o.finding.severity.label}】{o.finding.code} {o.rule}" for o in review.findings]
    assert sorted(heads) == sorted(expected)


def data_with(data: bytes, old: str, new: str) -> bytes:
    """Return a package with other words in its text."""
    found = parts(data)
    text = found["word/document.xml"].decode()
    assert old in text
    found["word/document.xml"] = text.replace(old, new).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in found.items():
            package.writestr(name, part)
    return buffer.getvalue()


# What a comment says


def test_finding_with_several_places_is_told_in_full_once() -> None:
    data = pack_docx("".join(paragraph(run(f"合计{n}所。")) for n in (1, 2, 3)))
    document = read_bytes("规划.docx", data)
    starts = {n: document.text.index(f"合计{n}") for n in (1, 2, 3)}
    spots = [spot(document, Span(at, at + 4), f"第{n}段") for n, at in starts.items()]
    result = write_review_word(data, document, review_of(document, reviewed(1, *spots, spots[0])))
    assert list(said(result).values()) == [
        [
            "【错误】V101 表内合计",
            "第1条。",
            "怎么办：核对。",
            "另见：第2段“合计2所”",
            "另见：第3段“合计3所”",
            "编号：V101-000001",
        ],
        ["见批注（第1段“合计1所”）：V101 表内合计"],
        ["见批注（第1段“合计1所”）：V101 表内合计"],
    ]
    assert list(marked(result).values()) == ["合计1所", "合计2所", "合计3所"]


def test_paragraph_and_row_have_one_comment_of_a_finding() -> None:
    rows = [["甲12所", "乙12所"], ["丙12所", "丁12所"]]
    cells = ["".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in row) for row in rows]
    table = "<w:tbl><w:tblPr/><w:tblGrid/>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
    data = pack_docx(paragraph(run("戊12所，己12所。")) + table + paragraph(run("庚12所，辛12所。")))
    document = read_bytes("规划.docx", data)
    spots = [spot(document, Span(at, at + 4)) for name in "戊己甲乙丙丁庚辛" for at in [document.text.index(name)]]
    found = [reviewed(1, *spots, code="V503"), reviewed(2, spots[1], code="V503")]
    result = write_review_word(data, document, review_of(document, *found))
    assert list(marked(result).values()) == ["戊12所", "己12所", "甲12所", "丙12所", "庚12所"]
    assert [line for line in said(result)[0] if line.startswith("另见")] == [
        f"另见：第1段“{name}12所”" for name in "己甲乙丙丁庚辛"
    ]


def test_at_most_ten_further_places_get_a_comment() -> None:
    data = pack_docx("".join(paragraph(run(f"【{n:02}】所。")) for n in range(15)))
    document = read_bytes("规划.docx", data)
    spots = [spot(document, Span(at, at + 4)) for n in range(15) for at in [document.text.index(f"【{n:02}】")]]

    def places_of(code: str, severity: Severity) -> list[str]:
        one = reviewed(1, *spots, code=code, severity=severity)
        result = write_review_word(data, document, review_of(document, one))
        assert said(result)[0][-2:] == ["另有4处，未一一列出", f"编号：{code}-000001"]
        return list(marked(result).values())

    assert places_of("V503", Severity.WARNING) == [f"【{n:02}】" for n in range(11)]
    # The many parts of a sum, and what is only worth a look, would bury the other comments.
    assert places_of("V101", Severity.ERROR) == [f"【{n:02}】" for n in range(4)]
    assert places_of("V411", Severity.INFO) == ["【00】"]


def test_findings_without_a_place_stand_at_the_title() -> None:
    title = "临江市“十四五”教育发展规划"
    data = pack_docx(paragraph(run("临政发〔2021〕1号")) + paragraph(run(title)) + paragraph(run("一、总体要求")))
    document = read_bytes("规划.docx", data)
    result = write_review_word(data, document, review_of(document, reviewed(1), reviewed(2)))
    assert by_message(result) == {"第1条。": title, "第2条。": title}


def test_waived_findings_are_no_comments() -> None:
    data = pack_docx(paragraph(run("合计12所。")))
    document = read_bytes("规划.docx", data)
    one = reviewed(1, spot(document, Span(0, 2)))
    review = Review("规划.docx", "规划", document.sha256, len(document.text), (), (one,), ())
    assert "word/comments.xml" not in parts(write_review_word(data, document, review))


def test_control_characters_do_not_break_the_file() -> None:
    data = pack_docx(paragraph(run("合计12所。")))
    document = read_bytes("规划.docx", data)
    one = reviewed(1, spot(document, Span(0, 2)), message="符号\x01和\ufffe。")
    assert said(write_review_word(data, document, review_of(document, one)))[0][1] == "符号�和�。"


# Comments that are there already

_PEOPLE = (
    f'<w:comments xmlns:w="{W[1:-1]}"><w:comment w:id="4" w:author="张三" w:initials="张">'
    "<w:p><w:r><w:t>请核</w:t></w:r></w:p>"
    "</w:comment></w:comments>"
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/notes/c.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="notes/c.xml"/>'
    "</Relationships>"
)


def test_comments_of_people_stay() -> None:
    inner = (
        '<w:commentRangeStart w:id="4"/>' + run("共有幼儿园") + '<w:commentRangeEnd w:id="4"/>'
        '<w:r><w:commentReference w:id="4"/></w:r>' + run("37所")
    )
    raw = {
        "[Content_Types].xml": _TYPES.encode(),
        "word/_rels/document.xml.rels": _RELATIONS.encode(),
        "word/notes/c.xml": _PEOPLE.encode(),
    }
    data = pack_docx(paragraph(inner), raw=raw)
    result = written(data, "园37", "有幼")
    before, after = parts(data), parts(result)
    assert {name for name in before if before[name] != after[name]} == {"word/document.xml", "word/notes/c.xml"}
    assert list(before) == list(after)
    assert marked(result) == {4: "共有幼儿园", 5: "有幼", 6: "园37"}
    assert without_comments(main(result), frozenset((4,))) == without_comments(main(data), frozenset((4,)))
    old, first, second = docx.Document(io.BytesIO(result)).comments
    assert [(c.comment_id, c.author) for c in (old, first, second)] == [(4, "张三"), (5, "落实审校"), (6, "落实审校")]
    assert old.text == "请核"


def test_stray_part_of_comments_is_not_overwritten() -> None:
    data = pack_docx(paragraph(run("合计12所")), raw={"word/comments.xml": _PEOPLE.encode()})
    result = written(data, "合计")
    assert parts(result)["word/comments.xml"] == _PEOPLE.encode()
    assert [comment.author for comment in docx.Document(io.BytesIO(result)).comments] == ["落实审校"]


def test_strict_files_stay_strict() -> None:
    text = f'<w:document xmlns:w="{_STRICT}"><w:body>{paragraph(run("合计12所"))}</w:body></w:document>'
    data = pack_docx("", raw={"word/document.xml": text.encode()})
    result = written(data, "12")
    assert marked(result) == {0: "12"}
    assert etree.QName(etree.fromstring(parts(result)["word/comments.xml"])).namespace == _STRICT
    assert (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
        in parts(result)["word/_rels/document.xml.rels"]
    )


# Where the original cannot be used


def test_changed_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "规划.docx"
    data = pack_docx(paragraph(run("合计12所")))
    document = read_bytes(path.name, data)
    path.write_bytes(data)
    review = review_of(document, reviewed(1, spot(document, Span(0, 2))))
    assert review_word(path, document, review) == write_review_word(data, document, review)
    path.write_bytes(pack_docx(paragraph(run("合计13所"))))
    with pytest.raises(LuoshiError) as caught:
        review_word(path, document, review)
    assert caught.value.code == "R026"


def test_damaged_file_gives_a_clean_copy() -> None:
    data = bytearray(pack_docx(paragraph(run("合计12所")), raw={"word/media/a.bin": bytes(range(256)) * 8}))
    at = data.index(b"word/media/a.bin") + len("word/media/a.bin")
    data[at + 3] ^= 0xFF
    result = written(bytes(data), "12")
    assert "word/media/a.bin" not in parts(result)
    assert marked(result) == {0: "12"}


@pytest.mark.parametrize("broken", ["[Content_Types].xml", "word/_rels/document.xml.rels", "word/notes/c.xml"])
def test_broken_parts_about_comments_give_a_clean_copy(broken: str) -> None:
    raw = {
        "[Content_Types].xml": _TYPES.encode(),
        "word/_rels/document.xml.rels": _RELATIONS.encode(),
        "word/notes/c.xml": _PEOPLE.encode(),
    }
    result = written(pack_docx(paragraph(run("合计12所")), raw=raw | {broken: b"<a><b></a>"}), "12")
    assert "word/notes/c.xml" not in parts(result)
    assert marked(result) == {0: "12"}


def test_large_empty_pictures_are_carried_over() -> None:
    picture = bytes(8 << 20)
    result = written(pack_docx(paragraph(run("合计12所")), raw={"word/media/a.bmp": picture}), "12")
    assert parts(result)["word/media/a.bmp"] == picture
    assert marked(result) == {0: "12"}
