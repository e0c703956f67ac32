"""The Excel annexes of a report: figures are numbers, names are text, every number tells where it comes from."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from tests.evaluation.small_city import small_frozen
from tests.evaluation.small_report import small_report
from tests.office import NO_OFFICE, has_office
from tests.sheets.conftest import cell

from luoshi.api import compose_report
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.prose import Named, Prose, plain, prose
from luoshi.model.evaluation.report import Annex, EvaluationReport, Picture, ReportKind, Row, Table
from luoshi.sheets.report_book import report_workbook
from luoshi.sheets.report_sheets import SheetNames, number_format

LAST = "每个数的来源"


def _book(report: EvaluationReport) -> Workbook:
    return load_workbook(io.BytesIO(report_workbook(report)))


def _of_rows(*rows: tuple[Prose, ...], facts: tuple[Fact, ...] = (), caption: str = "各县") -> EvaluationReport:
    """Return a report that is one table."""
    table = Table(
        "t",
        prose("{x}", x=caption),
        tuple(f"第{'一二三四'[at]}列" for at in range(len(rows[0]))),
        tuple(Row(str(at), cells) for at, cells in enumerate(rows)),
        (1,) * len(rows[0]),
    )
    return replace(
        small_report(), blocks=(table,), annexes=(), facts=FactBook({one.id: one for one in facts}), consulted={}
    )


def test_every_table_and_chart_has_a_sheet_named_by_its_caption() -> None:
    book = _book(small_report())
    assert book.sheetnames == [
        "说明",
        "表1 各县毛入园率",
        "图1 毛入园率的变化",
        "图2 各县毛入园率",
        "图3 各单位亮灯",
        "图4 各县方块图",
        "表1 各县毛入园率（2）",
        LAST,
    ]
    lines = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert (lines["定稿"], lines["定稿校验码"], lines["日期"]) == ("2024-年度", "f" * 64, "2025年3月10日")
    assert lines["第 6 个"] == "表1 各县毛入园率（2），表题“表1 各县毛入园率”，附件“数据来源”，3 行"
    assert lines["第 4 个"] == "图3 各单位亮灯，3 行，图的数据"
    assert lines["最后一个"] == f"{LAST}，{len(small_report().facts.facts)} 个数"


def test_figures_are_numbers_that_show_their_unit() -> None:
    facts = (
        Fact("a", Decimal("94.2"), "%"),
        Fact("b", Decimal("91"), "%"),
        Fact("none", None, "%"),
        Fact("n", Decimal(1260), "个"),
        Fact("m", Decimal("3.25"), "个"),
    )
    a, b, none, n, m = facts
    both = prose("{a}（共{n}）", a=a, n=n)
    page = _book(
        _of_rows((prose("{x}", x=a), prose("{x}", x=n), both), (prose("{x}", x=b), prose("{x}", x=m), ()),
                 (prose("{x}", x=none), prose("—"), ()), facts=facts)
    )["各县"]  # fmt: skip
    assert [(one.value, one.data_type, one.number_format) for one in page["A"][1:]] == [
        (94.2, "n", '#,##0.0"%"'),
        (91, "n", '#,##0.0"%"'),
        ("—", "s", "General"),
    ]
    assert [(one.value, one.number_format) for one in page["B"][1:3]] == [
        (1260, '#,##0.00"个"'),
        (3.25, '#,##0.00"个"'),
    ]
    assert [one.value for one in page["C"][1:]] == ["94.2%（共1,260个）", None, None]
    assert {one.alignment.horizontal for one in page["A"][1:]} == {"right"}


def test_a_bare_figure_shows_no_unit_and_quotes_do_not_break_a_format() -> None:
    assert number_format("", 0) == "#,##0"
    assert number_format('"人"', 1) == '#,##0.0"人"'


def test_at_most_two_decimals_are_shown_and_the_cell_keeps_them_all() -> None:
    path, small = Fact("a", Decimal("6.7333"), "%"), Fact("b", Decimal("0.0042"), "%")
    book = _book(_of_rows((prose("{x}", x=path),), (prose("{x}", x=small),), facts=(path, small)))
    assert [(one.value, one.number_format) for one in book["各县"]["A"][1:]] == [
        (6.7333, '#,##0.00"%"'),
        (0.0042, '#,##0.0000"%"'),
    ]
    assert [(one.value, one.number_format) for one in book[LAST]["D"][1:]] == [
        (6.7333, "#,##0.00"),
        (0.0042, "#,##0.0000"),
    ]


def test_a_number_that_excel_would_cut_stays_whole_as_text() -> None:
    fact = Fact("a", Decimal("12345678901234567"), "元")
    page = _book(_of_rows((prose("{x}", x=fact),), facts=(fact,)))["各县"]
    assert (page["A2"].value, page["A2"].data_type) == ("12345678901234567", "s")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "http://x.example/", "{=1}"])
def test_names_are_text_whatever_they_begin_with(text: str) -> None:
    report = _of_rows((prose("{x}", x=text), prose("{x}", x=Named("0001", "序号"))), caption=text)
    book = _book(report)
    page = book[book.sheetnames[1]]
    shown = text.replace("\t", "")
    assert (page["A2"].value.strip("\t"), page["A2"].data_type, page["A2"].hyperlink) == (shown, "s", None)
    assert (page["B2"].value, page["B2"].data_type) == ("0001", "s")
    assert not [one for sheet in book for row in sheet.iter_rows() for one in row if one.data_type == "f"]


def test_entry_numbers_and_years_that_are_whole_numbers_sort_as_such() -> None:
    page = _book(small_report())["表1 各县毛入园率"]
    assert [one.value for one in page["A"][1:]] == [1, 2, 3]
    assert [one.value for one in _book(small_report())["图1 毛入园率的变化"]["A"][1:]] == list(range(2020, 2026))


def test_names_of_sheets_are_those_that_excel_takes() -> None:
    names = SheetNames(("说明",))
    long = "各县（市、区）义务教育阶段学校专任教师学历达标率和高级职称比例"
    given = [names.name(one, "k") for one in (long, long, "a/b:c*?[d]", "A B C D", "", "", "History", "说明", "'引号'")]
    assert given[0] == long[:31]
    assert given[1] == long[:28] + "（2）"
    assert given[2:] == ["a b c d", "A B C D（2）", "k", "k（2）", "History（2）", "说明（2）", "引号"]
    wide = names.name("\U00020000" * 20, "k")
    assert len(wide.encode("utf-16-le")) <= 62


def test_series_of_charts_stand_as_they_are_drawn() -> None:
    book = _book(small_report())
    lines = [[one.value for one in row] for row in book["图1 毛入园率的变化"].iter_rows()]
    assert lines[0] == ["年份", "实际", "按路径应到", "目标"]
    assert (lines[1], lines[-1]) == ([2020, 88.5, 88, 95], [2025, "—", 95, 95])
    assert [[one.value for one in row] for row in book["图3 各单位亮灯"].iter_rows()][:2] == [
        ["名称", "红", "黄", "绿"],
        ["东湾区", 0, 1, 2],
    ]
    assert [[one.value for one in row] for row in book["图4 各县方块图"].iter_rows()][1] == ["东湾区", 95]


def test_sheets_stay_put_repeat_their_head_and_print_across_on_a4() -> None:
    page = _book(small_report(60))["表1 各县毛入园率"]
    assert (page.freeze_panes, page.print_title_rows, page.auto_filter.ref) == ("C2", "$1:$1", "A1:D61")
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
    widths = {letter: page.column_dimensions[letter].width for letter in "ABCD"}
    assert widths["D"] > 36 > widths["B"] > 8


def test_every_fact_tells_what_it_is_and_where_it_stands() -> None:
    report = small_report()
    page = _book(report)[LAST]
    rows = {page.cell(at, 2).value: at for at in range(2, page.max_row + 1)}
    assert set(rows) == set(report.facts.facts)

    def told(fact: str, head: str) -> object:
        return cell(page, head, rows[fact]).value

    assert told("v/2024", "写在报告的什么地方") == (
        "“（一）学前教育”下第 1 段：写出、说法依据\n工作表“图1 毛入园率的变化”：题注或替代文字、图"
    )
    assert told("c/南塘县", "写在报告的什么地方") == (
        "工作表“表1 各县毛入园率”：C3\n工作表“图2 各县毛入园率”：图\n工作表“图4 各县方块图”：图\n"
        "工作表“表1 各县毛入园率（2）”：C3"
    )
    assert (told("v/2024", "数值"), told("v/2024", "单位"), told("v/2024", "来源")) == (94.1, "%", "统计")
    assert (told("rise", "由哪些数算出（编号）"), told("none", "数值")) == ("v/2020\nv/2024", "—")


def test_a_fact_that_is_not_written_says_what_it_is_for() -> None:
    report = small_report()
    part, only = Fact("part", Decimal(1)), Fact("only", Decimal(2))
    book = {**report.facts.facts, "part": part, "only": only}
    book["rise"] = replace(book["rise"], of=("part",))
    page = _book(replace(report, facts=FactBook(book), consulted={"not-there": frozenset(("only",))}))[LAST]
    told = {page.cell(at, 2).value: page.cell(at, 8).value for at in range(2, page.max_row + 1)}
    assert told["part"] == "没有写出，用来算别的数"
    assert told["only"] == "没有写出，用来判断要不要写某一段"


@pytest.mark.parametrize("kind", list(ReportKind))
def test_a_composed_report_reads_back_with_all_its_numbers(kind: ReportKind) -> None:
    report = compose_report(small_frozen(), kind)
    data = report_workbook(report)
    assert data == report_workbook(report)
    book = load_workbook(io.BytesIO(data))
    shown = [one for one in report.all_blocks() if isinstance(one, (Table, Picture))]
    assert len(book.sheetnames) == len(shown) + 2
    for name, block in zip(book.sheetnames[1:-1], shown, strict=True):
        if isinstance(block, Table):
            for at, row in enumerate(block.rows, 2):
                _holds(book, report, (name, at), row)
    assert book[LAST].max_row == len(report.facts.facts) + 1


def _holds(book: Workbook, report: EvaluationReport, at: tuple[str, int], row: Row) -> None:
    for column, words in enumerate(row.cells, 1):
        held = book[at[0]].cell(at[1], column)
        said = plain(words, report.facts)
        if held.data_type == "n" and held.value is not None:
            unit = held.number_format.partition('"')[2].rstrip('"')
            assert said == f"{Decimal(str(held.value)):,f}{unit}", (at, column)
        else:
            assert (held.value or "") == said, (at, column)


def test_an_empty_report_is_still_a_workbook() -> None:
    report = replace(small_report(), blocks=(), annexes=(), facts=FactBook({}), consulted={})
    assert _book(report).sheetnames == ["说明", LAST]
    empty = Annex("a", prose("空"), (Table("t", (), ("甲",), (), (1,)),))
    assert _book(replace(report, annexes=(empty,))).sheetnames == ["说明", "t", LAST]


@pytest.mark.slow
@pytest.mark.skipif(not has_office("Excel"), reason=NO_OFFICE)
def test_printed_pages_repeat_the_head_and_show_units(tmp_path: Path) -> None:
    import pypdfium2

    (tmp_path / "a.xlsx").write_bytes(report_workbook(small_report(60)))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "a.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=100)
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pdf:
        pages = []
        for page in pdf:
            text = page.get_textpage()
            pages.append((text.get_text_range(), page.get_width() > page.get_height()))
            text.close()
            page.close()
    table = [text for text, is_wide in pages if "按计划推进" in text and is_wide]
    assert len(table) > 2
    assert all("毛入园率" in text and "县市区" in text and "95%" in text for text in table)
