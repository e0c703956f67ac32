"""Projects from tables, prose and boxes: the cases in ``tests/cases/projects`` and what holds of all of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.compiler.ids import IdBook
from luoshi.compiler.projects.collect import find_project_rows, find_projects
from luoshi.compiler.projects.facts import end_year_of, invested_in_yi, money_in_yi, read_facts, years_of
from luoshi.compiler.projects.keys import NameIndex, NameKey
from luoshi.model.document import Block, BlockKind, Cell, Document, Passage, Place, Section, Table

CASES = Path(__file__).parent.parent / "cases" / "projects"


class Builder:
    """Puts a document together block by block, with the positions a reader would give."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Block] = []
        self.sections = [Section(0, -1, 0, "", "", "", 0, 0)]

    def passage(self, text: str) -> Passage:
        start = len(self.text)
        self.text += text + "\n"
        return Passage.of(text, start)

    def section(self, level: int, label: str, title: str) -> None:
        parent = 0 if level == 1 else max((s.index for s in self.sections if s.level == 1), default=0)
        index = len(self.sections)
        self.sections.append(Section(index, parent, level, label, title, label or title, len(self.blocks), 0))

    def line(self, line: str) -> None:
        if line.startswith("#"):
            label, _, title = line.lstrip("# ").partition("、")
            self.section(1, label, title)
            self.blocks.append(Block(BlockKind.HEADING, self.passage(title), label, 1, len(self.sections) - 1))
        elif line.startswith("专栏"):
            label, _, title = line.partition(" ")
            self.section(2, label, title)
            self.blocks.append(Block(BlockKind.BOX, self.passage(title), label, 2, len(self.sections) - 1))
        else:
            title, mark, body = line.partition(">")
            passage = self.passage(title + body)
            end = len(title) - 1 if mark else 0
            self.blocks.append(Block(BlockKind.PARAGRAPH, passage, section=len(self.sections) - 1, title_end=end))

    def table(self, rows: list[str], merged: dict[str, str], ragged: bool = False) -> None:
        spans = {tuple(map(int, at.split(","))): tuple(map(int, size.split(","))) for at, size in merged.items()}
        hidden = {(r + i, c + j) for (r, c), (n, m) in spans.items() for i in range(n) for j in range(m) if i or j}
        cells = []
        for r, row in enumerate(rows):
            for c, text in enumerate(row.split("|")):
                if (r, c) not in hidden:
                    down, across = spans.get((r, c), (1, 1))
                    cells.append(Cell(r, c, self.passage(text), down, across, Place(table=0, row=r, column=c)))
        width = max(c.column + c.column_span for c in cells)
        table = Table(tuple(cells), len(rows), width, ragged)
        self.blocks.append(Block(BlockKind.TABLE, self.passage(""), section=len(self.sections) - 1, table=table))

    def document(self) -> Document:
        return Document("case.txt", "txt", self.text, tuple(self.blocks), tuple(self.sections))


def document(case: dict[str, Any]) -> Document:
    builder = Builder()
    for line in (case.get("text") or case.get("above") or "").splitlines():
        builder.line(line)
    if "table" in case:
        builder.table(case["table"], case.get("merged", {}), case.get("ragged", False))
    return builder.document()


def cases(name: str) -> list[Any]:
    loaded = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in loaded]


@pytest.mark.parametrize("case", [*cases("tables.yaml"), *cases("prose.yaml")])
def test_projects_of_case(case: dict[str, Any]) -> None:
    doc = document(case)
    found = find_projects(doc, IdBook())
    assert [p["name"] for p in case["expect"]] == [p.name for p in found]
    for expected, project in zip(case["expect"], found, strict=True):
        actual = {key: getattr(project, key) for key in expected}
        assert expected == {k: float(v) if isinstance(v, Decimal) else v for k, v in actual.items()}
        assert project.quote == doc.quote(project.span)
        assert project.quote.strip()


@pytest.mark.parametrize("case", [*cases("tables.yaml"), *cases("prose.yaml")])
def test_rows_hold_the_name_and_ids_are_unique(case: dict[str, Any]) -> None:
    rows = find_project_rows(document(case), IdBook())
    for row in rows:
        assert any(s.start <= row.project.span.start and row.project.span.end <= s.end for s in row.spans)
        assert row.end_year == row.project.end
    assert len({row.project.id for row in rows}) == len(rows)


def test_table_row_wins_over_a_mention_in_prose() -> None:
    builder = Builder()
    builder.line("加快推进市三中迁建等项目，推进临江职业学院图书馆建设。")
    builder.table(["项目名称|建设性质|投资（亿元）", "临江市第三中学迁建|迁建|3.2", "临江职业学院图书馆|新建|0.6"], {})
    found = find_projects(builder.document(), IdBook())
    assert [(p.name, p.investment_yi) for p in found] == [
        ("临江市第三中学迁建", Decimal("3.2")),
        ("临江职业学院图书馆", Decimal("0.6")),
    ]
    assert found[0].at == Place(table=0, row=1, column=0)


def test_row_spans_cover_every_cell_of_the_row() -> None:
    builder = Builder()
    builder.table(["项目名称|建设内容|投资（亿元）", "清溪小学|建筑面积9000平方米|0.5"], {})
    doc = builder.document()
    (row,) = find_project_rows(doc, IdBook())
    assert [doc.quote(s) for s in row.spans] == ["清溪小学", "建筑面积9000平方米", "0.5"]


def test_no_project_in_an_empty_document() -> None:
    assert find_projects(Builder().document(), IdBook()) == []


@pytest.mark.parametrize(
    ("text", "places", "classes", "floor", "land"),
    [
        ("总建筑面积7.5万平方米左右，用地86.1亩。规模60个班，学位3000个。其中食堂650平方米", 3000, 60, 75000, "86.1"),
        ("占地不少于240亩（其中小学部不少于90亩），校舍面积8.4万平方米", None, None, 84000, "240"),
        ("班级总数90个、学生4500名，其中小学48个班", 4500, 90, None, None),
        ("规模10000㎡，建师生活动中心", None, None, 10000, None),
        ("建宿舍楼2栋，可供2600名学生住宿；体育馆1200座", None, None, None, None),
        ("博士学位点增加4个", None, None, None, None),
        ("在新征的45亩地上扩建", None, None, None, "45"),
        ("占地面积20000平方米", None, None, None, "30"),
        ("拆除旧楼1350平方米，扩建操场约800平方米", None, None, None, None),
        ("新增学位1.2万个", 12000, None, None, None),
    ],
)
def test_facts_of_a_description(
    text: str, places: int | None, classes: int | None, floor: int | None, land: str | None
) -> None:
    facts = read_facts(text)
    assert (facts.places, facts.classes) == (places, classes)
    assert facts.floor_area_m2 == (Decimal(floor) if floor is not None else None)
    assert facts.land_mu == (Decimal(land) if land is not None else None)


def test_money_is_given_in_yi() -> None:
    assert money_in_yi("1,200", "万元") == Decimal("0.12")
    assert money_in_yi("4", "亿元") == 4
    assert money_in_yi("约3000万元", "亿元") == Decimal("0.3")
    assert money_in_yi("4", "") is None
    assert invested_in_yi("总投资约7000万元") == Decimal("0.7")


def test_years() -> None:
    assert years_of("2021年3月至2023年8月") == (2021, 2023)
    assert years_of("“十四五”期间") == (2021, 2025)
    assert years_of("待定") == (None, None)
    assert end_year_of("2023年春季竣工交付") == 2023
    assert end_year_of("2023年8月底前完成改建") == 2023
    assert end_year_of("2022年招生300人") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("市十七中迁建", "临江市第十七中学", True),
        ("临江市八中滨江学校", "临江市第八中学滨江学校", True),
        ("中非铁路合作项目", "临江职业学院中非铁路合作项目", True),
        ("东湖县第一中学", "清溪县第一中学", False),
        ("临江三中", "临江二中", False),
        ("江北小学", "江北中学", False),
    ],
)
def test_two_wordings_of_a_name(one: str, other: str, same: bool) -> None:
    assert NameKey.of(one).same(NameKey.of(other)) is same


def test_index_finds_what_comparing_with_each_finds() -> None:
    names = [f"{place}{number}{kind}{work}" for place in ("临江", "东湖区", "清溪县石桥镇") for number in "一二三"
             for kind in ("中学", "小学滨江校区", "职业学院") for work in ("", "改扩建项目", "新校区建设")]  # fmt: skip
    index = NameIndex()
    keys = [NameKey.of(name) for name in names]
    for key in keys:
        index.add(key)
    for key in keys:
        assert index.find(key) == next(i for i, other in enumerate(keys) if other.same(key))
    assert index.find(NameKey.of("望江幼儿园")) is None
