"""Several issues one after the other, items of the same words, and what people may do to a plan file meanwhile."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.compare.reissue import reissue
from luoshi.compiler import compile_document
from luoshi.model.corrections import ROLE, dropped, marked, numbered
from luoshi.model.plan import Plan
from luoshi.readers import read_bytes
from luoshi.workspace.plan_errors import load_plan
from luoshi.workspace.plan_file import plan_to_yaml
from tests.compare.conftest import plan_of

TWINS = """\
临江市教育发展规划（2021—2025年）
一、主要任务
（一）东部建设。新建学校10所。
（二）西部建设。新建学校10所。
（三）南部建设。新建学校10所。
"""
TEXT = """\
临江市教育发展规划（2021—2025年）
一、发展目标
到2025年，学前三年毛入园率达到92%，九年义务教育巩固率达到98%，建设智慧校园80所。
二、主要任务
（一）扩大普惠资源。新建公办幼儿园12所。（责任单位：市教育局）
（二）规范校外培训。加强预收费监管。（责任单位：市教育局）
"""


def again(text: str, old: Plan) -> Plan:
    """Return the next issue of ``old``, which lay in a plan file meanwhile."""
    document = read_bytes("新稿.txt", text.encode())
    kept = marked(load_plan(plan_to_yaml(old), "旧稿.plan.yaml"))
    return reissue(compile_document(document), kept, document).plan


def without(plan: Plan, number: str) -> Plan:
    lists = {name: tuple(i for i in getattr(plan, name) if i.id != number) for name in ("targets", "norms")}
    return plan.model_copy(update=lists)


def changed(plan: Plan, number: str, **values: Any) -> Plan:
    targets = tuple(t.model_copy(update=values) if t.id == number else t for t in plan.targets)
    return marked(plan.model_copy(update={"targets": targets}))


def number_of(plan: Plan, indicator: str) -> str:
    return next(item.id for _, item in numbered(plan) if getattr(item, "indicator", "") == indicator)


def numbers(plan: Plan) -> set[str]:
    return {item.id for _, item in numbered(plan)}


def test_one_of_three_alike_taken_out_shifts_nothing() -> None:
    old = plan_of(TWINS)
    first, second, third = (t.id for t in sorted(old.targets, key=lambda t: t.span))
    plan = again(TWINS, changed(without(old, first), second, note="第二处"))
    assert [(t.id, t.section, t.note) for t in plan.targets] == [
        (second, "一/（二）", "第二处"),
        (third, "一/（三）", ""),
    ]
    assert dropped(plan) == (first,)


def test_item_taken_out_stays_out_although_its_figure_changes() -> None:
    old = plan_of(TEXT)
    gone = number_of(old, "学前三年毛入园率")
    plan = again(TEXT.replace("92%", "93%"), without(old, gone))
    assert "学前三年毛入园率" not in {t.indicator for t in plan.targets}
    assert dropped(plan) == (gone,)


def test_item_taken_out_stays_out_when_its_sentence_comes_back() -> None:
    old = plan_of(TEXT)
    gone = number_of(old, "学前三年毛入园率")
    second = again(TEXT.replace("学前三年毛入园率达到92%，", ""), without(old, gone))
    third = again(TEXT, second)
    assert "学前三年毛入园率" not in {t.indicator for t in third.targets}


def test_item_numbered_by_an_earlier_issue_stays_out_as_well() -> None:
    second = again(TEXT.replace("92%", "93%"), plan_of(TEXT))
    gone = number_of(second, "学前三年毛入园率")
    third = again(TEXT.replace("92%", "93%"), without(second, gone))
    assert gone not in numbers(third)
    assert "学前三年毛入园率" not in {t.indicator for t in third.targets}


def test_number_of_an_item_long_gone_is_not_given_again() -> None:
    first = plan_of(TWINS)
    last = max(first.targets, key=lambda t: t.span).id
    second = again(TWINS.replace("（三）南部建设。新建学校10所。\n", ""), first)
    assert last not in numbers(second)
    third = again(TWINS, second)
    assert len(third.targets) == 3
    assert last not in numbers(third)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("高中阶段毛入学率达到92%", "高中阶段净入学率达到92%"),
        ("学生近视率控制在40%以内", "学生肥胖率控制在40%以内"),
        ("公办园占比达到50%", "公办园在园幼儿占比达到50%"),
        ("培养名校长30名", "培养名教师30名"),
    ],
)
def test_another_indicator_does_not_get_the_number(was: str, now: str) -> None:
    text = "临江市教育规划（2021—2025年）\n一、发展目标\n到2025年，巩固率达到98%，{}。\n"
    old = plan_of(text.format(was))
    target = old.targets[-1]
    plan = again(text.format(now), changed(old, target.id, bound_to="std-1"))
    assert target.id not in numbers(plan)
    assert [t.bound_to for t in plan.targets] == [None, None]


def test_role_and_range_corrected_together_meet_a_changed_text() -> None:
    old = plan_of(TEXT)
    number = number_of(old, "建设智慧校园")
    (target,) = (t for t in old.targets if t.id == number)
    moved = target.model_copy(update={"op": "between", "value2": Decimal(90), "note": "区间"})
    plan = marked(without(old, number).model_copy(update={"norms": (*old.norms, moved)}))
    kept = next(n for n in again(TEXT, plan).norms if n.id == number)
    assert (kept.op, kept.value2, kept.corrected[0]) == ("between", 90, ROLE)
    impossible = again(TEXT.replace("80所", "100所"), plan)
    (left,) = (item for _, item in numbered(impossible) if item.id == number)
    assert left.note == "区间"
    assert "C003" in {r.code for r in impossible.findings}


def test_corrected_facts_and_links_are_kept() -> None:
    old = plan_of(TEXT)
    number = number_of(old, "九年义务教育巩固率")
    task = old.tasks[1].model_copy(update={"figures": (number,)})
    edited = old.model_copy(
        update={
            "document": old.document.model_copy(update={"title": "临江市教育规划"}),
            "tasks": (old.tasks[0], task),
        }
    )
    plan = again(TEXT.replace("12所", "15所"), edited)
    assert plan.document.title == "临江市教育规划"
    assert plan.tasks[1].figures == (number,)
    assert again(TEXT, plan).document.title == "临江市教育规划"


def test_file_that_lost_its_note_is_not_built_upon() -> None:
    document = read_bytes("新稿.txt", TEXT.encode())
    with pytest.raises(LuoshiError) as caught:
        reissue(compile_document(document), plan_of(TEXT).model_copy(update={"compiled": {}}), document)
    assert caught.value.code == "P012"


def test_number_given_twice_is_refused() -> None:
    old = plan_of(TEXT)
    document = read_bytes("新稿.txt", TEXT.encode())
    with pytest.raises(LuoshiError) as caught:
        reissue(
            compile_document(document), old.model_copy(update={"targets": (*old.targets, old.targets[0])}), document
        )
    assert caught.value.code == "P007"


def test_plan_of_somebody_else_is_told(sample_text: str) -> None:
    other = "青禾县教育规划（2021—2025年）\n一、目标\n到2025年，建设农家书屋30个，改造厕所50座。\n"
    plan = again(other, plan_of(sample_text))
    assert "C005" in {r.code for r in plan.findings}


def test_indicator_renamed_under_a_binding_is_told() -> None:
    old = plan_of(TEXT)
    number = number_of(old, "建设智慧校园")
    plan = again(TEXT.replace("建设智慧校园80所", "建设智慧校园示范校80所"), changed(old, number, bound_to="smart"))
    assert number in numbers(plan)
    assert "C007" in {r.code for r in plan.findings}


@pytest.mark.slow
def test_many_reworded_tasks_keep_their_numbers() -> None:
    lines = [f"（{n}）加强第{n}片区{n * 7}号学校建设。改善第{n}片区办学条件，配齐{n}号设备。" for n in range(1, 701)]
    old = plan_of("临江市规划（2021—2025年）\n一、主要任务\n" + "\n".join(lines))
    new = again("临江市规划（2021—2025年）\n一、主要任务\n" + "\n".join(lines).replace("加强", "强化"), old)
    kept = {t.id for t in old.tasks} & {t.id for t in new.tasks}
    assert len(kept) >= 0.98 * len(old.tasks)
