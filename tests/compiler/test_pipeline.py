"""The pipeline: its order, its explanation, the ties between items."""

from __future__ import annotations

from luoshi.compiler import compile_document, explain
from luoshi.compiler.pipeline import COMPONENTS, check_order
from luoshi.readers import read_bytes

_TEXT = """临江市教育局2022年工作要点

一、重点任务
1.扩大普惠资源。新建公办幼儿园12所，新增学位3600个。（责任单位：市教育局、市财政局）
2.办好特殊教育。残疾儿童入学率达到97%以上。（责任单位：市教育局）
"""


def test_components_find_what_they_need() -> None:
    assert check_order() == []


def test_check_order_names_what_is_missing() -> None:
    assert check_order(tuple(reversed(COMPONENTS)))[0] == "关联: figures"


def test_explain_names_every_component() -> None:
    text = explain()
    assert [c.name in text and c.summary in text for c in COMPONENTS] == [True] * len(COMPONENTS)


def test_figures_are_tied_to_their_tasks_and_units_to_theirs() -> None:
    plan = compile_document(read_bytes("要点.txt", _TEXT.encode()))
    first, second = plan.tasks
    by_id = {f.id: f for f in plan.figures}
    assert [str(by_id[i].value) for i in first.figures] == ["12", "3600"]
    assert [by_id[i].unit for i in second.figures] == ["%"]
    assert {u.name: u.tasks for u in plan.units} == {"市教育局": (first.id, second.id), "市财政局": (first.id,)}


def test_item_numbers_do_not_depend_on_position() -> None:
    plan = compile_document(read_bytes("要点.txt", _TEXT.encode()))
    moved = compile_document(read_bytes("要点.txt", _TEXT.replace("一、重点任务", "前言。\n\n一、重点任务").encode()))
    assert [t.id for t in moved.tasks] == [t.id for t in plan.tasks]
    assert [f.id for f in moved.figures] == [f.id for f in plan.figures]
