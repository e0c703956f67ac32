"""A plan with an item of every kind, its workbook, and a way to edit a workbook as people do."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from luoshi.model.corrections import sealed
from luoshi.model.document import Place, Span
from luoshi.model.plan import (
    DocumentFacts,
    Norm,
    Observation,
    Plan,
    Problem,
    Project,
    Source,
    Target,
    Task,
    Unit,
)
from luoshi.sheets.book_reader import read_book
from luoshi.sheets.plan_book import write_plan_book
from luoshi.sheets.plan_import import Imported, import_book

Edit = Callable[[Workbook], object]


def figure(model: type, number: int, **more: object):
    """Return a figure of a model."""
    given = {
        "id": f"{model.__name__[0].lower()}-{number:08x}",
        "indicator": "学前三年毛入园率",
        "scope": "全市",
        "unit": "%",
        "op": ">=",
        "value": Decimal("95"),
        "year": 2025,
        "section": "二/（一）",
        "quote": "到2025年，学前三年毛入园率达到95%以上",
        "at": Place(paragraph=number),
        "span": Span(number * 10, number * 10 + 9),
        "value_span": Span(number * 10, number * 10 + 2),
    }
    return model(**{**given, **more})


def make_plan() -> Plan:
    """Return a sealed plan of the imaginary 临江市 with items of every kind."""
    item = {"section": "三/（二）/1", "at": Place(paragraph=50)}
    tasks = (
        Task(
            id="k-00000001",
            title="扩大普惠性学前教育资源",
            units=("市教育局", "市财政局"),
            lead=("市教育局",),
            deadline=2024,
            deadline_text="2024年底前",
            deliverables=("幼儿园布局方案",),
            figures=("t-00000001",),
            quote="扩大普惠性学前教育资源。",
            span=Span(500, 520),
            **item,
        ),
        Task(id="k-00000002", title="=1+1", units=("县（市、区）政府",), quote="=1+1", span=Span(520, 530), **item),
    )
    return sealed(
        Plan(
            document=DocumentFacts(title="临江市教育规划", doc_no="临政发〔2021〕9号", period=(2021, 2025)),
            source=Source(name="规划.docx", format="docx", sha256="ab" * 32, characters=900),
            targets=(
                figure(Target, 1, kind="预期性"),
                figure(Target, 2, indicator="新建学校", unit="所", op="between", value=Decimal(3), value2=Decimal(5)),
                figure(
                    Target, 3, indicator="师生比", unit="比", value=Decimal("0.002857"), value_text="1:350", year=None
                ),
                figure(Target, 4, indicator="+巩固率", op="=", value=Decimal("98.0"), value_text="98.0"),
            ),
            norms=(figure(Norm, 1, indicator="每周课时", unit="课时/周", value=Decimal("2.5"), year=None),),
            observations=(
                figure(Observation, 1, value=Decimal("90.3"), year=2020, op="="),
                figure(Observation, 2, value=Decimal("88"), year=2019, op="="),
            ),
            projects=(
                Project(
                    id="p-00000001",
                    name="临江市第一小学改扩建",
                    nature="改扩建",
                    start=2022,
                    end=2024,
                    investment_yi=Decimal("0.85"),
                    places=1080,
                    quote="改扩建临江市第一小学",
                    span=Span(700, 710),
                    **item,
                ),
            ),
            tasks=tasks,
            problems=(
                Problem(
                    id="b-00000001",
                    text="城区学位不足",
                    tasks=("k-00000001",),
                    quote="城区学位不足",
                    span=Span(90, 96),
                    **item,
                ),
            ),
            units=(
                Unit(name="市教育局", tasks=("k-00000001",)),
                Unit(name="市财政局", tasks=("k-00000001",)),
                Unit(name="县（市、区）政府", tasks=("k-00000002",)),
            ),
        )
    )


def edited(data: bytes, edit: Edit) -> bytes:
    """Return a workbook after ``edit``."""
    book = load_workbook(io.BytesIO(data))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(sheet: Worksheet, head: str, row: int = 2):
    """Return the cell of a row (from 1) under a head in the first row."""
    at = next(c.column for c in sheet[1] if c.value == head)
    return sheet.cell(row, at)


@pytest.fixture
def plan() -> Plan:
    """The plan."""
    return make_plan()


@pytest.fixture
def workbook(plan: Plan) -> bytes:
    """Its workbook."""
    return write_plan_book(plan)


@pytest.fixture
def back(plan: Plan, workbook: bytes) -> Callable[..., Imported]:
    """Edit the workbook, read it back into the plan, or into another state of it."""

    def run(edit: Edit, now: Plan | None = None, **how: bool) -> Imported:
        return import_book(read_book(edited(workbook, edit), "book.xlsx"), now or plan, **how)

    return run
