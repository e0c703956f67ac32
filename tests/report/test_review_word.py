"""A review as Word comments: on the very characters, nothing else in the file changed, and other programs open it."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import zipfile
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.word_files import pack_docx

from luoshi.api import compile_plan, review_word
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Document, Span
from luoshi.model.plan import Plan
from luoshi.model.review import Review, Reviewed, Spot
from luoshi.readers import read_bytes
from luoshi.report.review_word import write_review_word
from luoshi.review.engine import review_document
from luoshi.review.material import Material
from luoshi.samples import sample_files

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"

# Made by hand


def spot(document: Document, span: Span, where: str = "第1段") -> Spot:
    return Spot(span, document.quote(span), where)


def reviewed(
    number: int,
    *spots: Spot,
    message: str = "",
    fix: str = "核对。",
    code: str = "V101",
    severity: Severity = Severity.ERROR,
) -> Reviewed:
    finding = Finding(code, severity, message or f"第{number}条。", fix=fix, spans=tuple(s.span for s in spots))
    return Reviewed(f"{code}-{number:06d}", "表内合计", finding, spots)


def review_of(document: Document, *findings: Reviewed) -> Review:
    return Review(document.name, document.name, document.sha256, len(document.text), findings, (), ())


def written(data: bytes, *quotes: str, name: str = "规划.docx") -> bytes:
    """Return ``data`` with a comment at the first place of each of ``quotes``."""
    document = read_bytes(name, data)
    spans = [Span(at, at + len(quote)) for quote in quotes for at in [document.text.index(quote)]]
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    return write_review_word(data, document, review_of(document, *found))


# Seen by other code than that which wrote it


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {info.filename: package.read(info) for info in package.infolist()}


def main(data: bytes) -> etree._Element:
    return etree.fromstring(parts(data)["word/document.xml"])


def name_of(element: etree._Element) -> str:
    return etree.QName(element).localname


def number_of(element: etree._Element) -> int:
    return int(element.get(f"{{{etree.QName(element).namespace}}}id"))


def said(data: bytes) -> dict[int, list[str]]:
    """Return the lines of each comment by its number."""
    root = etree.fromstring(parts(data)["word/comments.xml"])
    return {
        number_of(comment): ["".join(t.text for t in p.iter("{*}t")) for p in comment.iter("{*}p")] for comment in root
    }


def marked(data: bytes) -> dict[int, str]:
    """Return the text between the marks of each comment by its number."""
    open_now: set[int] = set()
    found: dict[int, str] = {}
    for element in main(data).iter("{*}*"):
        name = name_of(element)
        if name == "commentRangeStart":
            open_now.add(number_of(element))
            found[number_of(element)] = ""
        elif name == "commentRangeEnd":
            open_now.remove(number_of(element))
        elif name_of(element.getparent()) == "r" if element.getparent() is not None else False:
            for number in open_now:
                found[number] += element.text or "" if name == "t" else _CHARACTERS.get(name, "")
    assert open_now == set()
    return found


def by_message(data: bytes) -> dict[str, str]:
    """Return the text between the marks by the second line of the comment, its message."""
    texts = marked(data)
    return {lines[1]: texts[number] for number, lines in said(data).items() if len(lines) > 1}


def check_order(data: bytes) -> None:
    """Check what Word wants: elements in their order, numbers once, a sign behind the end of each range."""
    root = main(data)
    for kind in ("p", "r", "tc", "tr"):
        for element in root.iter(W + kind):
            places = [at for at, inner in enumerate(element) if name_of(inner) == f"{kind}Pr"]
            assert places in ([], [0])
            if kind == "tc":
                assert name_of(element[-1]) == "p"
    numbers = {
        kind: [number_of(element) for element in root.iter(f"{{*}}{kind}")]
        for kind in ("commentRangeStart", "commentRangeEnd", "commentReference")
    }
    told = list(said(data))
    assert len(told) == len(set(told))
    assert {kind: sorted(found) for kind, found in numbers.items()} == dict.fromkeys(numbers, sorted(told))
    order = {element: at for at, element in enumerate(root.iter("{*}*"))}
    ends = {number_of(element): order[element] for element in root.iter("{*}commentRangeEnd")}
    for element in root.iter("{*}commentReference"):
        assert order[element] > ends[number_of(element)]
    assert [r for r in root.iter(W + "r") if len(r) == 0 or [name_of(c) for c in r] == ["rPr"]] == []


def without_comments(root: etree._Element, keep: frozenset[int] = frozenset()) -> bytes:
    """Return the text with each character in a run of its own, comments but those to ``keep`` taken out."""
    root = deepcopy(root)
    for element in list(root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")):
        if number_of(element) not in keep:
            gone = element.getparent() if name_of(element) == "commentReference" else element
            gone.getparent().remove(gone)
    for run in list(root.iter(W + "r")):
        for element in list(run):
            if name_of(element) == "rPr":
                continue
            for letter in (element.text or "") if name_of(element) == "t" else " ":
                single = etree.SubElement(run.getparent(), run.tag, dict(run.attrib))
                run.addprevious(single)
                single.extend(deepcopy(inner) for inner in run if name_of(inner) == "rPr")
                if name_of(element) == "t":
                    etree.SubElement(single, element.tag).text = letter
                else:
                    single.append(element)
        run.getparent().remove(run)
    return etree.tostring(root, method="c14n")


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


@pytest.fixture(scope="module")
def sample() -> tuple[bytes, Document, Plan]:
    """The sample plan, a Word file."""
    path = next(file for file in sample_files() if file.name.endswith(".docx"))
    data = path.read_bytes()
    return data, read_bytes(path.name, data), compile_plan(str(path))


def random_spans(document: Document, plan: Plan, seed: int, count: int) -> list[Span]:
    """Return ranges of characters, each within a block or a cell."""
    chance = random.Random(seed)
    pieces = Material(document, plan).pieces
    spans = []
    for piece in chance.choices(pieces, k=count):
        start = chance.randrange(len(piece.text))
        spans.append(piece.span(start, min(len(piece.text), start + chance.randint(1, 30))))
    return spans


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
    assert comment.text == "【错误】V101 表内合计\n少1.13亿元。\n怎么办：改正其一。"
    assert [[r.bold for r in p.runs if r.text] for p in comment.paragraphs] == [[True], [False], [False]]


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
        ["【错误】V101 表内合计", "第1条。", "怎么办：核对。", "另见：第2段“合计2所”", "另见：第3段“合计3所”"],
        ["见批注（第1段“合计1所”）：V101 表内合计"],
        ["见批注（第1段“合计1所”）：V101 表内合计"],
    ]
    assert list(marked(result).values()) == ["合计1所", "合计2所", "合计3所"]


def test_at_most_ten_further_places_get_a_comment() -> None:
    data = pack_docx("".join(paragraph(run(f"【{n:02}】所。")) for n in range(15)))
    document = read_bytes("规划.docx", data)
    spots = [spot(document, Span(at, at + 4)) for n in range(15) for at in [document.text.index(f"【{n:02}】")]]

    def places_of(code: str, severity: Severity) -> list[str]:
        one = reviewed(1, *spots, code=code, severity=severity)
        result = write_review_word(data, document, review_of(document, one))
        assert said(result)[0][-1] == "另有4处，未一一列出"
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


# Places


@pytest.mark.parametrize(
    "inner",
    [
        run("共有幼儿园") + run("37", "<w:b/>") + run("所学校"),
        run("共有") + f'<w:hyperlink w:anchor="a">{run("幼儿园37所")}</w:hyperlink>' + run("学校"),
        run("共有") + f'<w:ins w:id="7" w:author="甲">{run("幼儿园3")}</w:ins>' + run("7所学校"),
        run("共有幼") + '<w:del w:id="7"><w:r><w:delText>小</w:delText></w:r></w:del>' + run("儿园37所"),
        run("共") + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('有幼儿园37')}</w:sdtContent></w:sdt>" + run("所"),
        run("共有幼儿园") + f'<w:fldSimple w:instr="REF a">{run("37所")}</w:fldSimple>',
        run("共有幼儿园")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>'
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("37")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + run("所"),
        '<w:r w:rsidR="00A1"><w:rPr><w:i/></w:rPr><w:tab/><w:t>共有幼儿园</w:t><w:t>37</w:t>'
        "<w:t>所。</w:t><w:br/></w:r>",
        run("共有") + "<w:smartTag>" + run("幼儿园37所") + "</w:smartTag>",
        run("共有") + '<w:bookmarkStart w:id="0"/>' + run("幼儿园") + '<w:bookmarkEnd w:id="0"/>' + run("37所"),
    ],
    ids=[
        "runs",
        "hyperlink",
        "insertion",
        "deletion",
        "control",
        "simple field",
        "field",
        "one run",
        "tag",
        "bookmark",
    ],
)
@pytest.mark.parametrize("quote", ["幼儿园37", "儿", "37", "有幼儿", "7"])
def test_places_are_found_to_the_character(inner: str, quote: str) -> None:
    data = pack_docx(paragraph(inner))
    result = written(data, quote)
    assert marked(result) == {0: quote}
    assert without_comments(main(result)) == without_comments(main(data))
    check_order(result)
    (sign,) = main(result).iter(W + "commentReference")
    assert name_of(sign.getparent().getparent()) == "p"


def test_comments_may_overlap_and_touch() -> None:
    quotes = ["共有幼儿园37所", "幼儿园37", "37所", "共有", "幼儿园", "所"]
    data = pack_docx(paragraph(run("共有幼儿") + run("园37所")))
    result = written(data, *quotes)
    assert sorted(marked(result).values()) == sorted(quotes)
    assert without_comments(main(result)) == without_comments(main(data))
    check_order(result)


_INNER = st.lists(
    st.one_of(
        st.text("幼儿园37所 ", max_size=6).map(run),
        st.text("幼儿园37所", min_size=1, max_size=6).map(
            lambda t: f'<w:hyperlink w:anchor="a">{run(t)}</w:hyperlink>'
        ),
        st.sampled_from(
            ["<w:r><w:tab/><w:t>合</w:t><w:noBreakHyphen/></w:r>", run("a\xadb\xadc"), "<w:r><w:br/></w:r>"]
        ),
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(_INNER, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), min_size=1, max_size=4))
def test_any_span_of_any_paragraph(inner: list[str], wanted: list[tuple[int, int]]) -> None:
    data = pack_docx(paragraph(run("共有") + "".join(inner) + run("学校")))
    document = read_bytes("规划.docx", data)
    spans = [Span(a, min(a + n, len(document.text) - 1)) for a, n in wanted if a < len(document.text) - 1]
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    result = write_review_word(data, document, review_of(document, *found))
    if found:
        # blank lines between manual line breaks are not in the text
        expected = {one.finding.message: one.spots[0].quote.strip("\n") for one in found if one.spots[0].quote.strip()}
        texts = {message: text.replace("\xad", "") for message, text in by_message(result).items()}
        assert {m: [line for line in texts[m].split("\n") if line.strip()] for m in expected} == {
            m: [line for line in quote.split("\n") if line.strip()] for m, quote in expected.items()
        }
        check_order(result)
    assert without_comments(main(result)) == without_comments(main(data))


def test_manual_line_breaks_lie_within_the_range() -> None:
    assert marked(written(pack_docx(paragraph("<w:r><w:t>甲乙</w:t><w:br/><w:t>丙丁</w:t></w:r>")), "乙\n丙")) == {
        0: "乙\n丙"
    }


def test_what_is_not_in_one_paragraph_hangs_on_the_nearest_and_is_quoted() -> None:
    data = pack_docx(paragraph(run("甲乙。")) + paragraph(run("丙丁。")))
    result = written(data, "乙。\n丙")
    assert marked(result) == {0: "甲乙。"}
    assert said(result)[0][1] == "原文：“乙。 丙”"


def test_restored_number_hangs_on_its_paragraph() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    data = pack_docx(paragraph(listed + run("总体要求")) + paragraph(listed + run("主要目标")), numbering=numbering)
    result = written(data, "二、", "二、 主要", "目标")
    assert list(marked(result).values()) == ["主要目标", "主要", "目标"]
    check_order(result)


def test_text_box_hangs_on_its_paragraph() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{paragraph(run('专栏1 重点项目'))}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox><w:txbxContent>{paragraph(run('专栏1 重点项目'))}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    data = pack_docx(paragraph(run("正文。") + box) + paragraph(run("后文。")))
    result = written(data, "重点项目")
    holder = main(result)[0][0]
    assert [name_of(e) for e in holder] == ["commentRangeStart", "r", "r", "commentRangeEnd", "r"]
    assert said(result)[0][1] == "原文：“重点项目”"
    assert [e for box in main(result).iter(W + "txbxContent") for e in box.iter(W + "commentRangeStart")] == []


def test_footnote_hangs_on_its_sign() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2"><w:p>{run("指公办园和普惠性民办园。")}</w:p></w:footnote>'
    data = pack_docx(paragraph(run("覆盖率") + reference + run("达到85%。")), footnotes=notes)
    result = written(data, "公办园和")
    order = [name_of(element) for element in main(result).iter("{*}*")]
    assert order.index("commentRangeStart") < order.index("footnoteReference") < order.index("commentRangeEnd")
    assert marked(result) == {0: ""}
    assert said(result)[0][1] == "原文：“公办园和”"
    assert parts(result)["word/footnotes.xml"] == parts(data)["word/footnotes.xml"]


def test_cells_of_tables_with_merged_and_repeated_rows() -> None:
    def cell(inner: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"

    head = cell(paragraph(run("指标")), '<w:gridSpan w:val="2"/>') + cell(paragraph(run("2025年")))
    rows = [
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>",
        "<w:tr>"
        + cell(paragraph(run("学前")), '<w:vMerge w:val="restart"/>')
        + cell(paragraph(run("入园")) + paragraph(run("率")))
        + cell(paragraph(run("9") + run("5")))
        + "</w:tr>",
        "<w:tr>"
        + cell("<w:p/>", "<w:vMerge/>")
        + cell(paragraph(run("园数")))
        + cell(paragraph(run("876")))
        + "</w:tr>",
    ]
    data = pack_docx(f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>" + paragraph(run("完。")))
    result = written(data, "指标", "学前", "95", "76", "率", "95\n\n园数")
    assert list(marked(result).values()) == ["指标", "学前", "率", "95", "95", "76"]
    check_order(result)


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


# Clean copies


@pytest.mark.parametrize("suffix", [".txt", ".html", ".pdf"])
def test_clean_copy_says_what_the_document_says(suffix: str) -> None:
    file = next(one for one in sample_files() if one.name.endswith(suffix))
    data = file.read_bytes()
    document = read_bytes(file.name, data)
    spans = random_spans(document, compile_plan(str(file)), 5, 150)
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    result = write_review_word(data, document, review_of(document, *found))
    check_order(result)
    clean = {one.finding.message: "".join(one.spots[0].quote.split()) for one in found}
    assert {message: "".join(text.split()) for message, text in by_message(result).items()} == clean
    again = read_bytes("审校.docx", result)
    told = [(block.label, block.text) for block in document.blocks]
    assert [(block.label, block.text) for block in again.blocks] == told
    tables = [
        [(c.row, c.column, c.row_span, c.column_span, c.text) for c in b.table.cells]
        for b in document.blocks
        if b.table
    ]
    assert [
        [(c.row, c.column, c.row_span, c.column_span, c.text) for c in b.table.cells] for b in again.blocks if b.table
    ] == tables


def test_clean_copy_has_an_outline_and_sizes() -> None:
    lines = ["一、总体要求", "（一）指导思想", "坚持优先发展，办好人民满意的教育。", "1.扩大供给。新建幼儿园12所。"]
    text = "\n".join(["临江市教育规划", "", *lines])
    result = docx.Document(io.BytesIO(written(text.encode(), "12", name="规划.txt")))
    assert [(p.style.name, p.text) for p in result.paragraphs] == [
        ("Title", "临江市教育规划"),
        ("Heading 1", "一、总体要求"),
        ("Heading 2", "（一）指导思想"),
        ("Normal", "坚持优先发展，办好人民满意的教育。"),
        ("条目", "1.扩大供给。新建幼儿园12所。"),
    ]
    page = result.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


def test_clean_copy_of_signs_that_xml_does_not_know() -> None:
    result = written("一、总体要求\n新建\ufffe幼儿园\x0b12所。\n".encode(), "\ufffe幼儿园\x0b12", name="规划.txt")
    assert marked(result) == {0: "�幼儿园�12"}


def test_clean_copy_of_a_document_without_text() -> None:
    document = read_bytes("规划.txt", "　\n。".encode())
    result = write_review_word("　\n。".encode(), document, review_of(document, reviewed(1)))
    assert len(said(result)) == 1


def test_table_that_word_cannot_hold_is_given_as_lines() -> None:
    cells = "".join(f"<td>第{n}列</td>" for n in range(70))
    page = f"<html><body><p>一、总体要求</p><table><tr>{cells}</tr><tr>{cells}</tr></table><p>完成。</p></body></html>"
    result = written(page.encode(), "第69列", name="规划.html")
    assert marked(result) == {0: "第69列"}
    assert list(main(result).iter(W + "tbl")) == []
    check_order(result)


def test_rows_of_a_clean_table_fill_its_grid() -> None:
    page = (
        "<html><body><p>一、总体要求</p><table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr>"
        "<tr><td>丙</td></tr><tr><td>丁</td><td>戊</td><td>己</td></tr></table><p>完成。</p></body></html>"
    )
    (table,) = docx.Document(io.BytesIO(written(page.encode(), "丙", name="规划.html"))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["甲", "乙", "乙"],
        ["甲", "丙", ""],
        ["丁", "戊", "己"],
    ]


# LibreOffice


def shown_by_libreoffice(file: Path) -> dict[str, str]:
    """Return what LibreOffice takes for the text of each comment, by its second line; blanks left out."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("此机器上没有 LibreOffice")
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "fodt", "--outdir", str(file.parent), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    root = etree.parse(file.with_suffix(".fodt"), etree.XMLParser(huge_tree=True)).getroot()
    office_name = f"{{{root.nsmap['office']}}}name"
    names: dict[str, str] = {}
    found: dict[str, str] = {}
    open_now: set[str] = set()

    def walk(element: etree._Element) -> None:
        name = name_of(element)
        if name == "annotation":
            lines = ["".join(p.itertext()) for p in element.iter("{*}p")]
            names[element.get(office_name, "")] = lines[1] if len(lines) > 1 else ""
            found[element.get(office_name, "")] = ""
            open_now.add(element.get(office_name, ""))
        elif name == "annotation-end":
            open_now.discard(element.get(office_name))
        for text, inner in [(element.text, None), *((inner.tail, inner) for inner in element)]:
            if inner is not None and name != "annotation":
                walk(inner)
            for one in open_now if name != "annotation" else ():
                found[one] += "".join((text or "").split())

    walk(root.find("{*}body"))
    return {message: found[name] for name, message in names.items()}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".docx", ".txt", ".html", ".pdf"])
def test_libreoffice_sees_the_comments_at_the_same_characters(suffix: str, tmp_path: Path) -> None:
    file = next(one for one in sample_files() if one.name.endswith(suffix))
    data = file.read_bytes()
    document = read_bytes(file.name, data)
    spans = random_spans(document, compile_plan(str(file)), 11, 20)
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    result = tmp_path / "规划.docx"
    result.write_bytes(write_review_word(data, document, review_of(document, *found)))
    expected = {one.finding.message: "".join(one.spots[0].quote.split()) for one in found}
    assert shown_by_libreoffice(result) == expected
