"""An edited workbook read back: what a person changed, nothing else, and nothing lost silently."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from tests.sheets.conftest import cell, edited

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Severity
from luoshi.model.plan import Plan
from luoshi.sheets.book_reader import read_book
from luoshi.sheets.error_book import write_error_book
from luoshi.sheets.plan_book import write_plan_book
from luoshi.sheets.plan_import import import_book


def _codes(imported) -> list[str]:
    return [finding.code for finding in imported.findings]


def _setting(sheet: str, head: str, value: object, row: int = 2, number_format: str | None = None):
    def edit(book: Workbook) -> None:
        here = cell(book[sheet], head, row)
        here.value = value
        if number_format:
            here.number_format = number_format

    return edit


def test_untouched_workbook_changes_nothing(back, plan: Plan) -> None:
    imported = back(lambda book: None)
    assert imported.plan is plan
    assert imported.findings == ()


@pytest.mark.parametrize(
    ("sheet", "head", "row", "typed", "key", "expected"),
    [
        ("指标表", "目标值", 2, 96, "value", Decimal(96)),
        ("指标表", "目标值", 2, 96.25, "value", Decimal("96.25")),
        ("指标表", "目标值", 2, " ９６．５ ", "value", Decimal("96.5")),
        ("指标表", "目标值", 2, "97%", "value", Decimal(97)),
        ("指标表", "目标值", 2, "0.5%", "value", Decimal("0.5")),
        ("指标表", "目标值", 3, "4所", "value", Decimal(4)),
        ("指标表", "目标值", 4, "1:400", "value", Decimal("0.0025")),
        ("指标表", "上限", 3, "1,200", "value2", Decimal(1200)),
        ("指标表", "比较", 2, "不超过", "op", "<="),
        ("指标表", "比较", 2, "=", "op", "="),
        ("指标表", "属性", 2, None, "kind", None),
        ("指标表", "属性", 3, "约束性", "kind", "约束性"),
        ("指标表", "单项或合计", 2, "合计", "part", "total"),
        ("指标表", "目标年份", 2, "2024年", "year", 2024),
        ("指标表", "目标年份", 2, date(2024, 12, 31), "year", 2024),
        ("指标表", "目标年份", 2, datetime(1905, 7, 16), "year", 2024),
        ("指标表", "目标年份", 2, "", "year", None),
        ("指标表", "指标名称", 2, "学前三年\n毛入园率（全口径）", "indicator", "学前三年毛入园率（全口径）"),
        ("指标表", "范围", 2, " 城区 ", "scope", "城区"),
        ("指标表", "备注", 2, "第一行\n第二行", "note", "第一行\n第二行"),
        ("指标表", "单位", 3, "个", "unit", "个"),
        ("标准要求", "要求值", 2, 3, "value", Decimal(3)),
        ("现状数据", "年份", 3, 2018, "year", 2018),
        ("项目表", "投资（亿元）", 2, "1.2", "investment_yi", Decimal("1.2")),
        ("项目表", "学位（个）", 2, 1200, "places", 1200),
        ("项目表", "建设地点", 2, "城东", "place", "城东"),
        ("任务分解表", "责任单位", 2, "市教育局；市住房局", "units", ("市教育局", "市住房局")),
        ("任务分解表", "配合单位", 2, "县（市、区）政府、市财政局", "support", ("县（市、区）政府", "市财政局")),
        ("任务分解表", "交付成果", 2, "方案\n\n报告", "deliverables", ("方案", "报告")),
        ("任务分解表", "牵头单位", 2, None, "lead", ()),
        ("问题表", "问题", 2, "城区学位紧张", "text", "城区学位紧张"),
    ],
)
def test_changed_cell_is_read_as_its_type(sheet, head, row, typed, key, expected, back, plan: Plan) -> None:
    imported = back(_setting(sheet, head, typed, row))
    assert _codes(imported) == []
    (change,) = imported.changes
    assert (change.sheet, change.row, change.column) == (sheet, row, head)
    number = change.id
    after = {i.id: i for name in _LISTS for i in getattr(imported.plan, name)}
    before = {i.id: i for name in _LISTS for i in getattr(plan, name)}
    assert getattr(after.pop(number), key) == expected
    before.pop(number)
    assert after == before


_LISTS = ("targets", "norms", "observations", "projects", "tasks", "problems")


def test_percent_format_is_told_from_a_bare_number(back) -> None:
    shown = back(_setting("指标表", "目标值", 0.965, number_format="0.0%"))
    assert shown.plan.targets[0].value == Decimal("96.5")
    bare = back(_setting("指标表", "目标值", 0.965))
    assert _codes(bare) == ["D015"]
    assert "96.5% 还是 0.965%" in bare.findings[0].message
    own_format = back(_setting("指标表", "目标值", 0.96, number_format='0.0" 约%"'))
    assert _codes(own_format) == ["D015"]
    only_shown = back(_setting("指标表", "目标值", 95, number_format="0%"))
    assert (only_shown.changes, only_shown.findings) == ((), ())
    no_share = back(_setting("指标表", "目标值", 0.5, 3, number_format="0%"))
    assert "“50%”是百分数，但单位是“所”" in no_share.findings[0].message


@pytest.mark.parametrize(
    ("sheet", "head", "row", "typed", "told"),
    [
        ("指标表", "目标值", 2, "很多", "“很多”不是数字"),
        ("指标表", "目标值", 2, None, "是空的，必须填写"),
        ("指标表", "目标值", 2, date(2025, 1, 1), "是日期，应为数字"),
        ("指标表", "目标值", 2, True, "应为数字"),
        ("指标表", "目标值", 2, "=1+1", "公式还没有算出结果"),
        ("指标表", "备注", 2, "=A1", "公式还没有算出结果"),
        ("指标表", "比较", 2, "差不多", "只能是：≥、≤、＞、＜、＝、约、区间"),
        ("指标表", "属性", 2, "强制性", "只能是：约束性、预期性、导向性"),
        ("指标表", "上限", 3, 2, "2 小于下限 3"),
        ("指标表", "上限", 3, None, "上限不能是空的"),
        ("指标表", "上限", 2, 99, "上限应是空的"),
        ("指标表", "目标年份", 2, 25, "不是年份"),
        ("指标表", "目标年份", 2, "明年", "不是年份"),
        ("指标表", "指标名称", 2, " ", "是空的，必须填写"),
        ("项目表", "学位（个）", 2, 1.5, "不是整数"),
        ("项目表", "投资（亿元）", 2, -1, "小于 0"),
    ],
)
def test_wrong_cell_refuses_its_row_and_says_where(sheet, head, row, typed, told, back, plan: Plan) -> None:
    def edit(book: Workbook) -> None:
        cell(book[sheet], head, row).value = typed
        cell(book["问题表"], "备注").value = "照写"

    imported = back(edit)
    (finding,) = imported.findings
    assert (finding.code, finding.severity) == ("D015", Severity.ERROR)
    assert told in finding.message
    assert finding.where.startswith(f"{sheet} 第{row}行 {head}（")
    assert list(imported.refused) == [sheet]
    assert list(imported.refused[sheet]) == [row]
    assert imported.plan.problems[0].note == "照写", "the good rows are applied"
    assert [getattr(imported.plan, n) for n in _LISTS[:5]] == [getattr(plan, n) for n in _LISTS[:5]]


def test_row_with_a_fault_changes_nothing_of_its_item(back, plan: Plan) -> None:
    def edit(book: Workbook) -> None:
        cell(book["指标表"], "目标值").value = "很多"
        cell(book["指标表"], "备注").value = "不写"

    assert back(edit).plan is plan


def test_identity_of_rows(back, plan: Plan) -> None:
    def edit(book: Workbook) -> None:
        page = book["指标表"]
        cell(page, "编号", 2).value = None
        cell(page, "编号", 3).value = "t-99999999"
        cell(page, "编号", 5).value = "t-00000003"
        cell(page, "指标名称", 9).value = "新的指标"
        cell(book["标准要求"], "编号").value = "o-00000001"

    imported = back(edit, delete_missing=True)
    errors = [(f.code, f.where) for f in imported.findings if f.severity is Severity.ERROR]
    assert errors == [
        ("D011", "指标表 第2行"),
        ("D013", "指标表 第3行"),
        ("D012", "指标表 第4行"),
        ("D012", "指标表 第5行"),
        ("D011", "指标表 第9行"),
        ("D012", "标准要求 第2行"),
        ("D012", "现状数据 第2行"),
    ]
    assert imported.deleted == (), "a row that lost its number is not taken for a deleted one"
    assert imported.plan is plan


def test_row_in_the_wrong_sheet_is_refused(back, plan: Plan) -> None:
    def edit(book: Workbook) -> None:
        cell(book["标准要求"], "编号").value = "o-00000001"
        book["现状数据"].delete_rows(2)

    imported = back(edit, delete_missing=True)
    assert [f.code for f in imported.findings] == ["D014", "D022"]
    assert imported.plan is plan


def test_deleted_row_is_kept_unless_asked(back, plan: Plan) -> None:
    kept = back(lambda book: book["任务分解表"].delete_rows(2))
    assert kept.plan is plan
    assert _codes(kept) == ["D022"]
    assert [item.id for item in kept.missing] == ["k-00000001"]
    gone = back(lambda book: book["任务分解表"].delete_rows(2), delete_missing=True)
    assert [item.id for item in gone.deleted] == ["k-00000001"]
    assert [task.id for task in gone.plan.tasks] == ["k-00000002"]
    assert [unit.name for unit in gone.plan.units] == ["县（市、区）政府"]
    assert gone.plan.problems[0].tasks == ()
    assert _codes(gone) == []


def test_item_changed_or_added_since_is_not_deleted(back, plan: Plan) -> None:
    changed = plan.targets[0].model_copy(update={"value": Decimal(99)})
    added = plan.targets[1].model_copy(update={"id": "t-0000000a"})
    now = plan.model_copy(update={"targets": (changed, *plan.targets[1:], added)})
    imported = back(lambda book: book["指标表"].delete_rows(2), now, delete_missing=True)
    assert imported.plan is now
    assert [item.id for item in imported.missing] == ["t-00000001"]


def test_three_ways(back, plan: Plan) -> None:
    now = plan.model_copy(
        update={"targets": (plan.targets[0].model_copy(update={"value": Decimal(97), "year": 2026}), *plan.targets[1:])}
    )
    untouched = back(lambda book: None, now)
    assert (untouched.plan is now, untouched.findings) == (True, ())
    same = back(_setting("指标表", "目标值", 97), now)
    assert (same.plan is now, same.findings) == (True, ())
    otherwise = back(_setting("指标表", "范围", "城区"), now)
    assert (otherwise.plan.targets[0].value, otherwise.plan.targets[0].scope) == (97, "城区")
    rewritten = back(_setting("指标表", "目标值", "９５"), now)
    assert rewritten.plan is now, "95 written otherwise is no change of the person"
    conflict = back(_setting("指标表", "目标值", 96), now)
    assert conflict.plan is now
    assert _codes(conflict) == ["D016"]
    assert all(value in conflict.findings[0].message for value in ("“96”", "“97”", "“95”"))


def test_corrections_are_marked_and_units_follow(back) -> None:
    def edit(book: Workbook) -> None:
        cell(book["指标表"], "目标值").value = 96
        cell(book["指标表"], "备注").value = "按会议纪要"
        cell(book["任务分解表"], "责任单位").value = "市财政局、市住房局"

    plan = back(edit).plan
    assert plan.targets[0].corrected == ("value",)
    assert plan.tasks[0].corrected == ("units",)
    assert [(unit.name, unit.tasks) for unit in plan.units] == [
        ("市财政局", ("k-00000001",)),
        ("县（市、区）政府", ("k-00000002",)),
        ("市住房局", ("k-00000001",)),
    ]
    page = load_workbook(io.BytesIO(write_plan_book(plan)))["指标表"]
    assert cell(page, "人工更正").value == "目标值"


def test_layout_of_the_person_does_not_matter(back) -> None:
    def edit(book: Workbook) -> None:
        page = book["指标表"]
        cell(page, "目标值", 2).value = "96"
        rows = [[c.value for c in row] for row in page.iter_rows()]
        book.remove(page)
        order = list(reversed(range(len(rows[0]))))
        new = book.create_sheet(" 指标表 ", 0)
        new.append(["临江市目标一览"])
        new.append([])
        new.append(["", "我的列", *(rows[0][at] for at in order)])
        new.append([])
        for row in reversed(rows[1:]):
            new.append(["", "随便", *(row[at] for at in order), " "])
        new.row_dimensions[5].hidden = True
        new.column_dimensions["D"].hidden = True
        cell(book["标准要求"], "指标名称", 1).value = "指 标"

    imported = back(edit)
    assert _codes(imported) == []
    assert [(c.id, c.column, c.old, c.new, c.row) for c in imported.changes] == [
        ("t-00000001", "目标值", "95", "96", 8)
    ]


def test_read_only_columns_are_not_read_back_but_told(back, plan: Plan) -> None:
    imported = back(_setting("指标表", "原文", "另一句"))
    assert imported.plan is plan
    assert [(f.code, f.severity) for f in imported.findings] == [("D024", Severity.WARNING)]


def test_lost_columns_sheets_and_numbers(back, plan: Plan) -> None:
    def edit(book: Workbook) -> None:
        book.remove(book["问题表"])
        cell(book["项目表"], "类别", 1).value = "别的"
        cell(book["项目表"], "编号", 1).value = "号"
        cell(book["标准要求"], "要求值", 1).value = "改名"

    imported = back(edit, delete_missing=True)
    assert sorted(_codes(imported)) == ["D017", "D023", "D023"]
    assert imported.plan is plan


def test_without_the_record_it_is_compared_with_the_plan(back, plan: Plan) -> None:
    def edit(book: Workbook) -> None:
        book.remove(book["_luoshi"])
        cell(book["指标表"], "目标值").value = 96
        book["任务分解表"].delete_rows(2)

    imported = back(edit, delete_missing=True)
    assert _codes(imported) == ["D021", "D022"]
    assert imported.plan.targets[0].value == 96
    assert imported.plan.tasks == plan.tasks


def test_workbook_of_another_plan_is_refused(back, plan: Plan) -> None:
    other = plan.model_copy(update={"source": plan.source.model_copy(update={"name": "要点.docx"})})
    with pytest.raises(LuoshiError, match="D003") as caught:
        back(lambda book: None, other)
    assert "规划.docx" in caught.value.message
    newer = plan.model_copy(update={"source": plan.source.model_copy(update={"sha256": "cd" * 32})})
    assert _codes(back(lambda book: None, newer)) == ["D025"]


def test_other_files_are_refused() -> None:
    empty = io.BytesIO()
    Workbook().save(empty)
    for data, code in ((b"", "D001"), (b"PK\x03\x04", "D001"), (b"\xd0\xcf\x11\xe0", "D001")):
        with pytest.raises(LuoshiError, match=code):
            read_book(data, "x.xlsx")
    with pytest.raises(LuoshiError, match="D002"):
        import_book(read_book(empty.getvalue(), "x.xlsx"), Plan.model_validate(_BARE))


_BARE = {"document": {}, "source": {"name": "a", "format": "txt"}}


def test_a_letter_far_out_is_told_and_does_not_fill_the_memory(workbook: bytes) -> None:
    with pytest.raises(LuoshiError, match="指标表”太大"):
        read_book(edited(workbook, lambda book: book["指标表"].cell(1_000_000, 9_000, "x")), "x.xlsx")


def test_document_type_is_refused(workbook: bytes) -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/styles.xml":
                data = data.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)
            new.writestr(name, data)
    with pytest.raises(LuoshiError, match="D001"):
        read_book(out.getvalue(), "x.xlsx")


def test_copy_with_errors_says_why_and_can_be_read_back(workbook: bytes, plan: Plan) -> None:
    def edit(book: Workbook) -> None:
        page = book["指标表"]
        cell(page, "目标值").value = "很多"
        cell(page, "备注", 3).value = "=A1"
        cell(page, "目标值", 5).value = 0.99
        cell(page, "目标值", 5).number_format = "0%"
        page.cell(1, 30).value = "自己的列"
        page.cell(2, 30).value = "自己的话"
        book.create_sheet("草稿")["B2"] = "另一张表"

    book = read_book(edited(workbook, edit), "a.xlsx")
    imported = import_book(book, plan)
    copy = write_error_book(book, imported.refused, "临江市教育规划")
    page = load_workbook(io.BytesIO(copy))["指标表"]
    assert page["A1"].value == "错误说明"
    assert [page.cell(row, 1).value is None for row in (2, 3, 4, 5)] == [False, False, True, True]
    assert "“很多”不是数字" in page["A2"].value
    assert (cell(page, "自己的列").value, cell(page, "目标值").value) == ("自己的话", "很多")
    assert load_workbook(io.BytesIO(copy))["草稿"]["B2"].value == "另一张表"
    again = import_book(read_book(copy, "b.xlsx"), imported.plan)
    assert sorted(again.refused["指标表"]) == [2, 3], "what could not be read has not become an empty cell"
    assert again.changes == ()

    def mend(book: Workbook) -> None:
        cell(book["指标表"], "目标值").value = 96
        cell(book["指标表"], "备注", 3).value = None

    mended = import_book(read_book(edited(copy, mend), "b.xlsx"), imported.plan)
    assert _codes(mended) == []
    assert [target.value for target in mended.plan.targets] == [96, 3, Decimal("0.002857"), 99]
