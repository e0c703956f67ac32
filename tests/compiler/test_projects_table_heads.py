"""The head of a table: its rows, the role of each column, what the table is about."""

from __future__ import annotations

import pytest

from luoshi.compiler.table_heads import Role, TableKind, classify_columns, role_of, unit_in
from luoshi.model.document import Cell, Passage, Table


def grid(*rows: str, wide: dict[tuple[int, int], tuple[int, int]] | None = None, ragged: bool = False) -> Table:
    """A table from rows written ``a|b|c``; ``wide`` gives (row_span, column_span) of the cell at (row, column)."""
    wide = wide or {}
    covered = {
        (r + i, c + j): (r, c) for (r, c), (down, across) in wide.items() for i in range(down) for j in range(across)
    }
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row.split("|")):
            if covered.get((r, c), (r, c)) == (r, c):
                down, across = wide.get((r, c), (1, 1))
                cells.append(Cell(r, c, Passage.of(text, 1000 * r + 40 * c), down, across))
    return Table(tuple(cells), len(rows), max(row.count("|") + 1 for row in rows), ragged)


def roles(table: Table, above: str = "") -> list[Role]:
    return [c.role for c in classify_columns(table, above).columns]


def test_project_head_with_breaks_inside_words_is_recognised() -> None:
    table = grid(
        "序号|工程名称|性\n\n质|项目\n\n地点|责任\n\n主体|建设内容\n及规模|开工\n时间|完工\n时间|总\n投资\n（亿元）",
        "1|清溪中学|新建|东湖区|清溪中学|用地50亩|2021|2024|1.2",
    )
    head = classify_columns(table)
    assert [c.role for c in head.columns] == [
        Role.SERIAL, Role.NAME, Role.NATURE, Role.PLACE, Role.OWNER, Role.CONTENT,
        Role.START, Role.END, Role.INVESTMENT,
    ]  # fmt: skip
    assert head.kind is TableKind.PROJECT
    assert head.rows == 1
    assert head.columns[8].unit == "亿元"
    assert head.body_rows(table) == [1]


def test_indicator_head_gives_unit_years_and_stage() -> None:
    table = grid("指 标|单 位|“十三五”目标值|2020年完成情况|2025年目标|属性", "毛入园率|%|85|86|92|约束性")
    head = classify_columns(table)
    assert [c.role for c in head.columns] == [Role.NAME, Role.UNIT, Role.YEAR, Role.YEAR, Role.YEAR, Role.KIND]
    assert [c.year for c in head.all(Role.YEAR)] == [2020, 2020, 2025]
    assert [c.stage for c in head.all(Role.YEAR)] == ["target", "actual", "target"]
    assert head.kind is TableKind.INDICATOR


def test_indicator_head_without_name_takes_first_column_and_scopes() -> None:
    head = classify_columns(grid("|全国2019年|临江2020年|临江2025年", "在校生（万人）|100|25|26"))
    assert head.columns[0].role is Role.NAME
    assert not head.columns[0].recognised
    assert [c.scope for c in head.all(Role.YEAR)] == ["全国", "临江", "临江"]
    assert head.kind is TableKind.INDICATOR


def test_bare_values_of_stage_are_value_columns() -> None:
    head = classify_columns(grid("指标名称|计量单位|基期值（2020年）|目标值（2025年）|指标属性", "a|%|1|2|预期性"))
    assert [(c.role, c.year, c.stage) for c in head.all(Role.YEAR)] == [
        (Role.YEAR, 2020, "actual"),
        (Role.YEAR, 2025, "target"),
    ]


def test_two_head_rows_are_joined_column_by_column() -> None:
    table = grid(
        "序号|项目名称|建设年限||投资（万元）|",
        "|||竣工|总投资|2023年计划投资",
        "1|某学校|2022|2024|900|300",
        wide={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2), (0, 4): (1, 2)},
    )
    table = Table(
        (*[c for c in table.cells if (c.row, c.column) != (1, 2)], Cell(1, 2, Passage.of("开工", 5))),
        table.n_rows,
        table.n_columns,
    )
    head = classify_columns(table)
    assert head.rows == 2
    assert [c.role for c in head.columns] == [
        Role.SERIAL, Role.NAME, Role.START, Role.END, Role.INVESTMENT, Role.INVESTMENT,
    ]  # fmt: skip
    assert [c.unit for c in head.all(Role.INVESTMENT)] == ["万元", "万元"]
    assert [c.year for c in head.all(Role.INVESTMENT)] == [None, 2023]


def test_second_head_row_is_found_when_vertical_merges_are_lost() -> None:
    table = grid(
        "项目名称|建设规模||总投资",
        "|占地面积（亩）|建筑面积（㎡）|",
        "某学校|20|9000|900",
        wide={(0, 1): (1, 2)},
    )
    head = classify_columns(table)
    assert head.rows == 2
    assert [c.role for c in head.columns] == [Role.NAME, Role.LAND, Role.AREA, Role.INVESTMENT]
    assert [c.unit for c in head.columns] == ["", "亩", "㎡", ""]


def test_unit_line_inside_or_above_the_table_is_its_unit() -> None:
    rows = ("附表 重点项目（单位：万元）|||", "序号|项目名称|建设性质|总投资", "1|某学校|新建|900")
    inside = grid(*rows, wide={(0, 0): (1, 4)})
    assert classify_columns(inside).columns[3].unit == "万元"
    assert classify_columns(inside).body_rows(inside) == [2]
    above = grid("序号|项目名称|建设性质|总投资", "1|某学校|新建|900")
    assert classify_columns(above, "单位：万元").columns[3].unit == "万元"


def test_repeated_head_on_a_new_page_is_not_a_body_row() -> None:
    table = grid("序号|项目名称|投资", "1|a学校|9", "序号|项目名称|投资", "2|b学校|8")
    assert classify_columns(table).body_rows(table) == [1, 3]


def test_responsibility_heads() -> None:
    assert roles(grid("序号|短板弱项|整改措施|责任单位", "1|a|b|c")) == [
        Role.SERIAL, Role.PROBLEM, Role.MEASURE, Role.UNITS,
    ]  # fmt: skip
    table = grid("序号|重点任务|牵头单位|配合单位|完成时限|备注", "1|a|b|c|2022年|")
    assert roles(table) == [Role.SERIAL, Role.MEASURE, Role.LEAD, Role.SUPPORT, Role.DEADLINE, Role.REMARK]
    assert classify_columns(table).kind is TableKind.RESPONSIBILITY
    liable = classify_columns(grid("工作任务|责任主体|完成时间", "a|b|2022年"))
    assert liable.kind is TableKind.RESPONSIBILITY
    assert liable.columns[1].role is Role.UNITS


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("学校名称|建设类型|新增学位|总投资（万元）|完成时间", TableKind.PROJECT),
        ("县区|项目名称|建设内容|责任单位|完成时限", TableKind.PROJECT),
        ("序号|工程名称|起止年限|建设单位|总投资", TableKind.PROJECT),
        ("任务名称|主要内容|责任单位|时限", TableKind.RESPONSIBILITY),
        ("项目|单位|2020年|2025年", TableKind.INDICATOR),
        ("类别|主要指标|2020年现状值|2025年目标值|属性", TableKind.INDICATOR),
        ("姓名|职务|电话", TableKind.OTHER),
        ("序号|工作任务|2021年目标|2022年目标|责任单位", TableKind.RESPONSIBILITY),
        ("序号|项目名称|主要内容|牵头部门|责任部门", TableKind.RESPONSIBILITY),
        ("县区|新建学校|改扩建学校", TableKind.PROJECT),
    ],
)
def test_table_kind_follows_the_heads(row: str, kind: TableKind) -> None:
    assert classify_columns(grid(row, row.replace("年", "").replace("称", "字"))).kind is kind


def test_ambiguous_type_column_is_settled_by_its_cells() -> None:
    assert roles(grid("项目名称|类型|投资", "a学校|新建|9", "b学校|改扩建|8"))[1] is Role.NATURE
    assert roles(grid("指标|单位|2025年|类型", "a|%|9|预期性", "b|%|8|约束性"))[3] is Role.KIND


def test_table_without_head_has_no_roles() -> None:
    head = classify_columns(grid("1|清溪中学|2021|2024", "2|东湖小学|2022|2023"))
    assert head.rows == 0
    assert head.kind is TableKind.OTHER


def test_unit_in_brackets() -> None:
    assert unit_in("投资 概算\n（亿元）") == "亿元"
    assert unit_in("毛入园率(%)") == "%"
    assert unit_in("幼儿园（含附设班）") == ""
    assert unit_in("单位：万元") == "万元"


def test_role_of_dated_words_is_a_value_column() -> None:
    assert role_of("2025年目标任务") is Role.YEAR
    assert role_of("2022年度工作任务") is Role.MEASURE


def test_second_label_column_without_head_is_a_name() -> None:
    head = classify_columns(grid("指标名称||2020年|2025年", "学前教育|毛入园率（%）|88|92"))
    assert [c.index for c in head.all(Role.NAME)] == [0, 1]
