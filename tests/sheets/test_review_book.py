"""The workbook of a review: every finding on a row, columns for people left free, nothing taken for a formula."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.model.review import Review, Reviewed, RuleText, Spot
from luoshi.sheets.book_reader import is_unedited
from luoshi.sheets.review_book import write_review_book

_RULES = (
    RuleText("V101", "表内合计", "算术", (Severity.ERROR, Severity.WARNING), "合计与各行不等。"),
    RuleText("V501", "标点成对", "形式", (Severity.WARNING,), "括号不成对。", off="本市公文的惯例"),
)


def _one(number: int, severity: Severity, spots: int, waived: str = "") -> Reviewed:
    found = tuple(
        Spot(Span(n * 10, n * 10 + 5), f"=合计{n}\n亿元", f"表{n + 1}第4行第5列", None, "二") for n in range(spots)
    )
    finding = Finding("V101", severity, f"第{number}条", fix="核对", spans=tuple(spot.span for spot in found))
    return Reviewed(f"V101-{number:06x}", "表内合计", finding, found, waived)


def _review() -> Review:
    findings = (_one(1, Severity.ERROR, 2), _one(2, Severity.WARNING, 1), _one(3, Severity.INFO, 0))
    waived = (_one(4, Severity.ERROR, 1, "已核对"),)
    return Review("规划.docx", "临江市教育规划", "ab" * 32, 1234, findings, waived, _RULES)


def test_sheets_and_rows() -> None:
    book = load_workbook(io.BytesIO(write_review_book(_review())))
    assert [s.title for s in book if s.sheet_state == "visible"] == ["说明", "审校意见", "免报", "规则"]
    head, *rows = book["审校意见"].iter_rows(values_only=True)
    assert head == ("序号", "编号", "程度", "规则", "意见", "位置", "原文", "怎么办", "处理结果", "处理说明")
    assert rows == [
        (
            *(1, "V101-000001", "错误", "V101 表内合计", "第1条", "表1第4行第5列\n表2第4行第5列"),
            *("表1第4行第5列：=合计0 亿元\n表2第4行第5列：=合计1 亿元", "核对", None, None),
        ),
        (2, "V101-000002", "警告", "V101 表内合计", "第2条", "表1第4行第5列", "=合计0 亿元", "核对", None, None),
        (3, "V101-000003", "提示", "V101 表内合计", "第3条", "全文", None, "核对", None, None),
    ]
    assert book["免报"]["I2"].value == "已核对"
    assert [row[:4] for row in book["规则"].iter_rows(values_only=True)][1:] == [
        ("V101", "表内合计", "算术", "错误、警告"),
        ("V501", "标点成对", "形式", "警告"),
    ]
    assert book["规则"]["G3"].value == "本市公文的惯例"
    cover = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert (cover["警告"], cover["免报"]) == ("十之八九不对，要改或说明理由", cover["免报"])
    assert "日期" not in cover


def test_what_people_fill_in_is_white_and_offered() -> None:
    sheet = load_workbook(io.BytesIO(write_review_book(_review())))["审校意见"]
    grounds = [sheet.cell(2, column).fill.fgColor.rgb[-6:] for column in (5, 9, 10)]
    assert grounds[0] == "F2F2F2"
    assert "F2F2F2" not in grounds[1:]
    (rule,) = sheet.data_validations.dataValidation
    assert "已改" in rule.formula1


def test_same_review_same_bytes_and_known_as_unedited() -> None:
    data = write_review_book(_review())
    assert data == write_review_book(_review())
    assert is_unedited(data, "规划.docx")
    assert not is_unedited(data, "别的.docx")
    book = load_workbook(io.BytesIO(data))
    book["审校意见"]["I2"] = "已改"
    stream = io.BytesIO()
    book.save(stream)
    assert not is_unedited(stream.getvalue(), "规划.docx")


def test_review_that_found_nothing_is_a_workbook() -> None:
    empty = Review("规划.docx", "规划", "", 0, (), (), ())
    book = load_workbook(io.BytesIO(write_review_book(empty)))
    assert [s.title for s in book if s.sheet_state == "visible"] == ["说明", "审校意见", "规则"]
