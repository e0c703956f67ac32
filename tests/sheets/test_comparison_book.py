"""Workbooks of comparisons: every difference and misfit on a row, counted, coloured and worded."""

from __future__ import annotations

import io
from collections import Counter

from openpyxl import load_workbook
from tests.sheets.conftest import cell

from luoshi.model.comparison import (
    Change,
    Comparison,
    Difference,
    Fit,
    FitVerdict,
    LeftOut,
    Met,
    Misfit,
    Party,
    Side,
    Verdict,
)
from luoshi.sheets.comparison_book import write_comparison_book, write_fit_book

_OLD = Party(title="临江市教育规划（征求意见稿）", source="征求意见稿.docx", period=(2021, 2025))
_NEW = Party(title="临江市教育规划", source="规划.docx", period=(2021, 2025))
_KINDS = ("目标", "任务", "项目")


def _side(number: int, value: int) -> Side:
    return Side(
        id=f"t-{number:08x}", text=f"毛入园率 ≥ {value}%", section="二/（一）", at="第36段", quote=f"=达到{value}%以上"
    )


def _differences() -> tuple[Difference, ...]:
    found = []
    for number in range(20):
        verdict = list(Verdict)[number % len(Verdict)]
        both = verdict not in (Verdict.NEW, Verdict.GONE)
        found.append(
            Difference(
                kind=_KINDS[number % 3],
                verdict=verdict,
                name="毛入园率",
                sentence="目标值由 95% 提高到 96%",
                old=_side(number, 95) if verdict is not Verdict.NEW else None,
                new=_side(number, 96) if verdict is not Verdict.GONE else None,
                changes=(
                    Change(key="value", label="数值", old="95", new="96"),
                    Change(key="scope", label="范围", new="全市"),
                )
                if both
                else (),
            )
        )
    return tuple(found)


def test_every_difference_has_its_row() -> None:
    comparison = Comparison(old=_OLD, new=_NEW, differences=_differences(), same=7)
    data = write_comparison_book(comparison)
    assert data == write_comparison_book(comparison)
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["说明", "汇总", "变化"]
    page = book["变化"]
    assert page.max_row == 21
    assert [cell(page, "变化", row + 2).value for row in range(20)] == [d.verdict.value for d in comparison.differences]
    assert (cell(page, "旧文", 2).value, cell(page, "新文", 2).value) == (None, "毛入园率 ≥ 96%")
    assert (cell(page, "旧文", 4).value, cell(page, "新文", 4).value) == (
        "数值：95\n范围：（无）",
        "数值：96\n范围：全市",
    )
    assert (cell(page, "旧原文", 4).value, cell(page, "旧原文", 4).data_type) != (None, "f")
    assert (cell(page, "旧位置", 4).value, cell(page, "新编号", 4).value) == ("第36段", "t-00000002")
    grounds = {cell(page, "变化", row).value: cell(page, "变化", row).fill.fgColor.rgb for row in range(2, 22)}
    assert grounds["提高"] != grounds["降低"] != grounds["调整"] != grounds["改写"]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("E2", "A1:O21", "$1:$1")


def test_summary_counts_by_kind_and_verdict() -> None:
    differences = _differences()
    page = load_workbook(io.BytesIO(write_comparison_book(Comparison(old=_OLD, new=_NEW, differences=differences))))[
        "汇总"
    ]
    expected = Counter((d.kind, d.verdict.value) for d in differences)
    heads = [c.value for c in page[1]]
    shown = {
        (row[0].value, head): c.value
        for row in page.iter_rows(min_row=2)
        for head, c in zip(heads[1:-1], row[1:], strict=False)
        if c.value and row[0].value != "合计"
    }
    assert shown == dict(expected)
    assert page.cell(page.max_row, len(heads)).value == 20


def test_fit_has_its_misfits() -> None:
    misfits = tuple(
        Misfit(
            verdict=verdict,
            name="毛入园率",
            sentence="上级要求 96%，本级 95%",
            upper=_side(1, 96),
            lower=None if verdict is FitVerdict.MISSING else _side(2, 95),
        )
        for verdict in FitVerdict
    )
    met = (Met(name="巩固率", upper=_side(3, 97), lower=_side(4, 98)),)
    left_out = (LeftOut(name="学位", reason="总量、名次等，不能逐级比较", upper=_side(5, 99)),)
    fit = Fit(upper=_OLD, lower=_NEW, misfits=misfits, met=met, left_out=left_out)
    book = load_workbook(io.BytesIO(write_fit_book(fit)))
    page = book["衔接"]
    assert [cell(page, "结论", row + 2).value for row in range(4)] == [verdict.value for verdict in FitVerdict]
    assert [cell(page, "本级目标", row).value for row in (2, 3)] == [None, "毛入园率 ≥ 95%"]
    lines = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert (lines["达到或高于上级要求"], lines["没有比较"], lines["低于"]) == (1, 1, 1)
    assert cell(book["达到"], "本级目标", 2).value == "毛入园率 ≥ 98%"
    assert cell(book["没有比较"], "为什么没有比较", 2).value == "总量、名次等，不能逐级比较"


def test_nothing_to_compare_is_still_a_workbook() -> None:
    book = load_workbook(io.BytesIO(write_comparison_book(Comparison(old=_OLD, new=_NEW))))
    assert book["变化"].max_row == 1
