"""An office's own table: columns proposed, corrected, previewed, stored with its 序号; refused rows given back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import Workbook, load_workbook

from luoshi.rules.ledger_columns import own_columns
from luoshi.samples import sample_task_table
from luoshi.web.audit.models import LogEntry
from luoshi.web.ledger.exchange.mapping import LEARNT
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.policy import Role
from tests.web.exchange.conftest import saved, sent

_OWN = [
    ["某县教育局2024年攻坚清单"],
    ["甲", "干什么", "谁来做", "到什么时候"],
    ["1-1", "新建公办园两所", "青禾县教育局", "2024-12-31"],
    ["1-2", "培训骨干教师", "人事科", "2024年9月底前"],
    ["1-3", "", "人事科", "2024-06-30"],
]
_FIELDS = {"column-0-0": "序号", "column-0-1": "任务", "column-0-2": "责任单位", "column-0-3": "时限"}


def _table(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "清单"
    for row in rows:
        page.append(list(row))
    return saved(book)


def _uploaded(client: Client, data: bytes, name: str = "攻坚清单.xlsx") -> str:
    response = sent(client, reverse("exchange:import"), data, name)
    assert response.status_code == 302, response.content.decode()
    return str(response.url)


def _said(do: str, **more: str) -> dict[str, str]:
    told = {"do": do, "book": "", "name": "攻坚清单", "read-0": "on", "first-0": "2", "last-0": "2", **_FIELDS, **more}
    return {key: value for key, value in told.items() if value != "-"}


@pytest.fixture
def planner(browser_of) -> Client:
    return browser_of(Role.PLANNER)


def test_known_heads_are_proposed_and_the_numbers_are_kept(planner) -> None:
    data = sample_task_table().read_bytes()
    there = _uploaded(planner, data, "临江市2024年教育重点工作任务分解表.xlsx")
    shown = planner.get(there).context["read"].what
    assert [one.number for one in shown.added][:3] == ["1", "2", "3"]
    assert not Book.objects.exists()
    response = planner.post(there, {"do": "confirm", "name": "攻坚", **_as_shown(planner, there)})
    assert response.status_code == 302
    book = Book.objects.get()
    rows = list(load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True))
    numbers = {str(row[0]) for row in rows if row[0] is not None}
    held = [row.number for row in book.entries.all()]
    assert len(held) == len(shown.added) > 15
    assert set(held) <= numbers


def _as_shown(client: Client, there: str) -> dict[str, str]:
    """Return what the form of a page says when nothing is changed."""
    sheets = client.get(there).context["read"].sheets
    return {f"read-{one.at}": "on" for one in sheets if one.is_read} | {
        f"column-{one.at}-{column.at}": column.field for one in sheets for column in one.columns
    }


def test_own_heads_are_said_by_a_person_previewed_and_learnt(planner, city, workspace: Path) -> None:
    there = _uploaded(planner, _table(_OWN))
    first = planner.get(there).content.decode()
    assert "没有哪一列是“任务”" in first
    page = planner.post(there, _said("preview")).content.decode()
    assert "新任务 <b>2</b> 条" in page
    assert "新建公办园两所" in page
    assert not Book.objects.exists()
    done = planner.post(there, _said("confirm"))
    book = Book.objects.get(name="攻坚清单")
    rows = list(book.entries.all())
    assert [(row.number, row.title, str(row.due)) for row in rows] == [
        ("1-1", "新建公办园两所", "2024-12-31"),
        ("1-2", "培训骨干教师", "2024-09-30"),
    ]
    assert LogEntry.objects.first().action == "新建台账"
    assert LogEntry.objects.first().label.endswith("导入 攻坚清单.xlsx")
    copy = load_workbook(io.BytesIO(planner.get(f"{done.url}errors/").content))["清单"]
    reasons = {row[0].value: row[-1].value for row in copy.iter_rows(min_row=3)}
    assert "任务" in reasons["1-3"]
    assert reasons["1-1"] is None
    learnt = own_columns(workspace / "rules" / "ledger_columns" / LEARNT)
    assert dict(learnt) == {"序号": ("甲",), "任务": ("干什么",), "责任单位": ("谁来做",), "时限": ("到什么时候",)}
    again = planner.get(_uploaded(planner, _table([_OWN[1], ["2-1", "改造操场", "人事科", "2024-08-31"]]))).context
    assert [column.field for column in again["read"].sheets[0].columns] == ["序号", "任务", "责任单位", "时限"]
    assert len(again["read"].what.added) == 1


def test_what_was_learnt_may_be_learnt_otherwise(planner, city, workspace: Path) -> None:
    planner.post(_uploaded(planner, _table(_OWN[:4])), _said("confirm"))
    told = _said("confirm", **{"column-0-2": "配合单位", "name": "又一份"})
    planner.post(_uploaded(planner, _table(_OWN[:4])), told)
    learnt = own_columns(workspace / "rules" / "ledger_columns" / LEARNT)
    assert (learnt["配合单位"], learnt.get("责任单位", ())) == (("谁来做",), ())
    assert EntryRow.objects.filter(book__name="又一份", units__role="配合").count() == 2


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"column-0-1": ""}, "没有哪一列是“任务”"),
        ({"column-0-2": "任务"}, "有 2 列都选了“任务”"),
        ({"read-0": "-"}, "一张表也没有选"),
        ({"name": ""}, "新台账没有写名称"),
        ({"year": "二四"}, "年份写成了“二四”"),
        ({"period": "上旬"}, "“上旬”不是填报的期"),
    ],
)
def test_what_is_said_wrongly_is_told_and_kept_on_the_page(planner, city, more: dict[str, str], told: str) -> None:
    there = _uploaded(planner, _table(_OWN))
    response = planner.post(there, _said("confirm", **more))
    assert response.status_code == 422
    assert told in response.content.decode()
    assert [one.field for one in response.context["read"].sheets[0].columns][3] == "时限"
    assert not Book.objects.exists()


def test_a_name_that_is_taken_is_told(planner, book) -> None:
    there = _uploaded(planner, _table(_OWN))
    response = planner.post(there, _said("confirm", name=book.name))
    assert "已经有一份台账叫" in response.content.decode()


def test_into_a_book_in_use_only_what_is_new_comes_in(planner, book) -> None:
    before = dict(EntryRow.objects.values_list("key", "version"))
    there = _uploaded(planner, _table(_OWN[:4]))
    planner.post(there, _said("confirm", book=str(book.pk)))
    assert EntryRow.objects.count() == len(before) + 2
    assert {key: version for key, version in EntryRow.objects.values_list("key", "version") if key in before} == before
    places = list(EntryRow.objects.filter(book=book).values_list("place", flat=True))
    assert places == sorted(set(places))
    there = _uploaded(planner, _table(_OWN[:4]))
    response = planner.post(there, _said("confirm", book=str(book.pk)))
    assert "没有要写的" in response.content.decode()
    assert EntryRow.objects.count() == len(before) + 2


def test_units_that_are_not_in_the_tree_are_told(planner, city) -> None:
    rows = [*_OWN[:2], ["1", "修路", "市交通局、人事科", "2024-12-31"]]
    page = planner.post(_uploaded(planner, _table(rows)), _said("preview")).content.decode()
    assert "有 1 个单位不在单位树里，它们的账号看不到这些任务：市交通局" in page


def test_work_under_way_comes_in_with_its_progress_to_be_reviewed(planner, city) -> None:
    rows = [["序号", "任务", "责任单位", "时限", "完成情况"], ["1", "建园", "青禾县教育局", "2024-12-31", "开工一所"]]
    told = {"first-0": "1", "last-0": "1", "column-0-4": "完成情况", "period": "2024-10", "under_way": "on"}
    planner.post(_uploaded(planner, _table(rows)), _said("confirm", **told))
    row = EntryRow.objects.get()
    (report,) = entry_of(row).reports
    assert (row.state, report.text, report.reporter, report.state) == ("执行中", "开工一所", "乔书言", "待审核")


def test_progress_of_a_known_task_is_not_reported_by_who_may_not(planner, book) -> None:
    row = EntryRow.objects.get(key="lj2024-05")
    entry = entry_of(row)
    who = entry.assignment
    rows = [
        ["序号", "类别", "任务", "牵头单位", "配合单位", "责任领导", "责任科室", "责任人", "起始", "时限", "完成情况"],
        [entry.number, entry.section, entry.title, *who.lead, "、".join(who.support), who.leader, who.section,
         who.person, str(entry.start), str(entry.due), "全部完成"],
    ]  # fmt: skip
    there = _uploaded(planner, _table(rows))
    told = {"do": "preview", "book": str(book.pk), "period": "2024-11", **_as_shown(planner, there)}
    response = planner.post(there, told)
    ((_, _, why),) = response.context["read"].what.refused
    assert "进展由责任单位报，您的角色不能在这里写" in why[0]


@pytest.mark.parametrize("kind", ["csv", "gbk", "docx", "html"])
def test_text_tables_and_tables_in_word(planner, city, kind: str) -> None:
    rows = [["序号", "工作任务", "责任单位", "完成时限"], ["一-1", "新建公办园", "青禾县教育局", "2024-12-31"]]
    if kind == "docx":
        paper = Document()
        table = paper.add_table(rows=2, cols=4)
        for at, row in enumerate(rows):
            for cell, text in zip(table.rows[at].cells, row, strict=True):
                cell.text = text
        stream = io.BytesIO()
        paper.save(stream)
        data, name = stream.getvalue(), "任务.docx"
    elif kind == "html":
        lines = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
        data, name = f"<html><body><table>{lines}</table></body></html>".encode(), "任务.xls"
    else:
        text = "\r\n".join(",".join(row) for row in rows)
        data, name = text.encode("utf-8" if kind == "csv" else "gb18030"), "任务.csv"
    there = _uploaded(planner, data, name)
    response = planner.post(there, {"do": "confirm", "name": "任务", **_as_shown(planner, there)})
    assert response.status_code == 302, response.content.decode()
    assert [(row.number, row.title) for row in EntryRow.objects.all()] == [("一-1", "新建公办园")]


def test_refused_rows_can_be_fetched_before_anything_is_stored(planner, city) -> None:
    there = _uploaded(planner, _table(_OWN))
    response = planner.post(f"{there}errors/", _said("preview"))
    copy = load_workbook(io.BytesIO(response.content))["清单"]
    assert "错误说明" in [cell.value for cell in copy[2]]
    assert not Book.objects.exists()


@pytest.mark.parametrize(("data", "name"), [(b"%PDF-1.7", "表.xlsx"), (b"", "空.csv")])
def test_what_is_no_table_is_told_on_the_page(planner, city, data: bytes, name: str) -> None:
    response = sent(planner, reverse("exchange:import"), data, name)
    assert response.status_code == 422
    assert name in response.content.decode()


def test_pages_have_no_inline_style_or_script(planner, book) -> None:
    there = _uploaded(planner, _table(_OWN))
    for address in (there, *(reverse(f"exchange:{name}") for name in ("index", "import", "return", "make"))):
        page = planner.get(address).content.decode()
        assert " style=" not in page
        assert page.count("<script") == page.count("<script src")
