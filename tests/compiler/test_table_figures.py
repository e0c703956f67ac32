"""Figures in tables: what a number in a cell means by its row and column heads."""

from __future__ import annotations

from luoshi.compiler import compile_document
from luoshi.model.plan import Plan
from luoshi.readers import read_bytes

_HEAD = (
    "临江市“十四五”教育事业发展规划\n\n临政发〔2021〕9号\n\n2021年6月1日\n\n"
    "二、主要目标\n\n到2025年，教育更加普及。\n\n"
)


def _plan(table: str, head: str = _HEAD) -> Plan:
    return compile_document(read_bytes("规划.txt", (head + table + "\n").encode()))


def _told(plan: Plan) -> list[tuple[str, str, str, str, float, int | None]]:
    return [(type(f).__name__, f.indicator, f.scope or "", f.unit, float(f.value), f.year) for f in plan.figures]


def test_columns_of_years_part_observations_from_targets() -> None:
    plan = _plan(
        "指标\t单位\t2020年\t2025年\t属性\n学前毛入园率\t%\t89.6\t93以上\t预期性\n巩固率\t%\t97.8\t98.5\t约束性"
    )
    assert [(type(f).__name__, f.indicator, float(f.value), f.op, f.year, f.kind) for f in plan.figures] == [
        ("Observation", "学前毛入园率", 89.6, "=", 2020, None),
        ("Target", "学前毛入园率", 93.0, ">=", 2025, "预期性"),
        ("Observation", "巩固率", 97.8, "=", 2020, None),
        ("Target", "巩固率", 98.5, "=", 2025, "约束性"),
    ]


def test_kind_merged_over_rows_is_empty_in_text_and_goes_on_to_the_next_group() -> None:
    rows = ["一、普及", "甲率\t%\t90\t约束性", "乙率\t%\t91\t", "丙率\t%\t92\t预期性", "二、队伍", "丁率\t%\t93\t"]
    plan = _plan("指标\t单位\t2025年\t属性\n" + "\n".join(rows))
    assert [f.kind for f in plan.targets] == ["约束性", "约束性", "预期性", None]


def test_empty_kinds_say_nothing_where_only_one_kind_is_marked() -> None:
    plan = _plan("指标\t单位\t2025年\t属性\n甲率\t%\t90\t约束性\n乙率\t%\t91\t\n丙率\t%\t92\t")
    assert [f.kind for f in plan.targets] == ["约束性", None, None]


def test_a_goal_that_lay_in_the_past_is_told_from_what_was_reached() -> None:
    plan = _plan("指标\t单位\t“十三五”目标值\t2020年完成\n学前毛入园率\t%\t88\t89.6\n巩固率\t%\t97\t97.8")
    assert [f.indicator for f in plan.observations][:2] == ["学前毛入园率（规划目标）", "学前毛入园率"]


def test_a_short_name_takes_the_group_above_it() -> None:
    plan = _plan(
        "指标\t2020年\t2025年\n一、九年义务教育\n在校生（万人）\t31.2\t33\n二、高中阶段教育\n在校生（万人）\t14.1\t15"
    )
    assert [(f.indicator, f.unit) for f in plan.targets] == [
        ("九年义务教育在校生", "万人"),
        ("高中阶段教育在校生", "万人"),
    ]


def test_a_table_by_county_and_year_is_named_by_its_caption() -> None:
    table = (
        "各县（市、区）普惠性幼儿园覆盖率年度目标（%）\n"
        "县（市、区）\t2020年\t2023年\t2025年\n望澜区\t81\t86\t90\n青禾县\t78\t84\t90"
    )
    found = [(f.indicator, f.scope, f.unit, f.year) for f in _plan(table).targets]
    assert found[0] == ("望澜区普惠性幼儿园覆盖率", "望澜区", "%", 2023)
    assert len(found) == 4


def test_sums_of_a_project_table_are_kept_apart_from_the_items() -> None:
    table = (
        "序号\t项目名称\t建设性质\t新增学位（个）\t投资（万元）\t建设年限\n"
        "1\t滨江小学\t新建\t1620\t9800\t2022-2024\n2\t城北初中\t扩建\t900\t4200\t2021-2023\n合计\t\t\t2520\t14000\t"
    )
    plan = _plan(table)
    assert [(f.part, f.unit, float(f.value)) for f in plan.targets if f.part != "item"] == [
        ("total", "个", 2520.0),
        ("total", "万元", 14000.0),
    ]
    assert [(p.name, float(p.investment_yi or 0)) for p in plan.projects] == [("滨江小学", 0.98), ("城北初中", 0.42)]


def test_a_table_that_counts_by_county_gives_targets() -> None:
    table = "县区\t公办园学位（个）\t照明改造（间）\n望澜区\t1200\t110\n青禾县\t900\t86\n合计\t2100\t196"
    found = _told(_plan(table, "临江市2023年民生实事任务分解表\n\n一、任务分解\n\n"))
    assert found[0] == ("Target", "望澜区公办园学位", "望澜区", "个", 1200.0, 2023)
    assert [value for *_, value, _ in found] == [1200.0, 110.0, 900.0, 86.0, 2100.0, 196.0]


def test_a_range_in_a_cell_has_both_its_ends() -> None:
    rows = (["指标", "单位", "2020年", "2025年"], ["建成示范园", "所", "2", "3—5"], ["毛入园率", "%", "90", "92-95"])
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><body><h1>临江市规划（2021—2025年）</h1><p>一、目标</p><table>{cells}</table></body></html>"
    plan = compile_document(read_bytes("规划.html", page.encode()))
    assert [(t.indicator, t.op, t.value, t.value2) for t in plan.targets] == [
        ("建成示范园", "between", 3, 5),
        ("毛入园率", "between", 92, 95),
    ]


def test_a_range_of_places_in_a_project_table_has_both_its_ends() -> None:
    rows = (["序号", "项目名称", "学位（个）", "投资（万元）"], ["1", "东湖小学新建项目", "900—1000", "4600"])
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><body><h1>临江市规划（2021—2025年）</h1><p>一、项目</p><table>{cells}</table></body></html>"
    plan = compile_document(read_bytes("规划.html", page.encode()))
    assert (900, 1000) in {(t.value, t.value2) for t in plan.targets}
