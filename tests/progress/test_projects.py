"""Projects: stages in their order, money against what came in, the whole library by year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.model.ledger import LedgerProject, State
from luoshi.model.money import Fund
from luoshi.progress.money import in_parts, money_table
from luoshi.progress.projects import PREPARING, STAGES, check_project, stage_now

DAY = date(2024, 6, 30)


def _project(**more) -> LedgerProject:
    return LedgerProject(id=more.pop("id", "p"), name="临江市第十小学", **more)


def _done(*stages: str, on: date = date(2024, 1, 8)) -> list[dict]:
    return [{"stage": one, "done": on, "document": "临发改〔2024〕1号"} for one in stages]


def _codes(project: LedgerProject) -> list[str]:
    return [one.code for one in check_project(project, DAY)]


def test_a_project_in_order_has_no_findings() -> None:
    assert _codes(_project(stages=_done(*STAGES))) == []


def test_building_before_the_permit_is_told() -> None:
    found = check_project(_project(stages=[*_done("立项", "用地", "规划"), *_done("开工")]), DAY)
    assert [one.message for one in found] == ["未批先建：2024-01-08 开工，施工许可还没有办"]


def test_a_permit_that_came_later_is_told_too() -> None:
    stages = [*_done("立项", "用地", "规划"), *_done("施工许可", on=date(2024, 5, 6)), *_done("开工")]
    assert _codes(_project(stages=stages)) == ["L231"]


def test_use_before_acceptance_is_told() -> None:
    found = check_project(_project(stages=_done(*PREPARING, "开工", "学位启用")), DAY)
    assert [one.message for one in found] == ["没有验收交付就启用：2024-01-08 学位启用，竣工、交付还没有办"]


def test_what_is_done_later_is_not_told_before() -> None:
    assert _codes(_project(stages=_done("学位启用", on=date(2024, 9, 1)))) == []


def test_an_approval_wants_its_document_and_its_day() -> None:
    stages = [{"stage": "立项", "done": date(2024, 1, 8)}, {"stage": "用地", "due": date(2024, 3, 1)}]
    assert _codes(_project(stages=stages)) == ["L232", "L233"]


def test_stages_that_nobody_knows_or_that_come_twice_are_told() -> None:
    assert _codes(_project(stages=[{"stage": "剪彩"}, *_done("立项"), *_done("立项")])) == ["L230", "L230"]


def test_planned_days_stand_in_order() -> None:
    stages = [{"stage": "开工", "due": date(2025, 9, 1)}, {"stage": "竣工", "due": date(2025, 3, 1)}]
    assert _codes(_project(stages=stages)) == ["L234"]


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ([], "未启动"),
        (_done("立项"), "立项"),
        ([*_done(*PREPARING, "开工"), {"stage": "形象进度", "percent": 45}], "在建 45%"),
        (_done(*STAGES), "学位启用"),
    ],
)
def test_where_a_project_stands(stages: list, expected: str) -> None:
    assert expected == stage_now(_project(stages=stages), DAY)


def test_money_paid_beyond_what_came_in_is_told() -> None:
    money = [{"year": 2024, "source": "市级", "arranged": 100, "received": 120, "paid": 130}]
    found = check_project(_project(money=money, investment=90), DAY)
    assert [one.message for one in found] == [
        "支付 130 万元多于到位 120 万元",
        "到位 120 万元多于安排 100 万元",
        "安排 100 万元多于总投资 90 万元",
    ]


def test_the_library_by_year_against_funds_named() -> None:
    one = _project(id="a", investment=1000, first_year=2023, last_year=2025)
    two = _project(
        id="b",
        investment=600,
        money=[
            {"year": 2024, "source": "市级", "arranged": 400, "received": 400, "paid": 100},
            {"year": 2025, "source": "专项债券", "arranged": 200},
        ],
    )
    ended = _project(id="c", investment=9999, first_year=2024, last_year=2024, state=State.ENDED)
    unknown = _project(id="d", first_year=2024, last_year=2024)
    funds = [Fund(2023, "市级", Decimal(300)), Fund(2024, "市级", Decimal(700)), Fund(2025, "市级", Decimal(400))]
    table = money_table([one, two, ended, unknown], funds)
    shown = [(row.year, row.need, row.arranged, row.funds, row.gap, row.carried) for row in table.rows]
    assert shown == [
        (2023, Decimal("333.34"), 0, 300, Decimal("33.34"), Decimal("-33.34")),
        (2024, Decimal("733.33"), 400, 700, Decimal("33.33"), Decimal("-66.67")),
        (2025, Decimal("533.33"), 200, 400, Decimal("133.33"), -200),
        (None, 1600, 600, 1400, 200, -200),
    ]
    assert [(one.id, one.note) for one in table.not_spread] == [("d", "没有写总投资")]
    assert [(one.id, one.note) for one in table.needs] == [("a", "2023—2025 年平均"), ("b", "按各年安排")]


def test_without_funds_named_the_gap_is_to_what_is_arranged() -> None:
    money = [{"year": 2024, "source": "市级", "arranged": 400}]
    table = money_table([_project(investment=1000, first_year=2024, last_year=2024, money=money)])
    assert [(row.funds, row.gap) for row in table.rows] == [(None, 600), (None, 600)]


@given(st.decimals(0, 10**7, places=3), st.integers(1, 12))
def test_parts_make_the_whole_and_are_alike(amount: Decimal, count: int) -> None:
    parts = in_parts(amount, count)
    assert (sum(parts), len(parts)) == (amount, count)
    assert max(parts) - min(parts) <= Decimal("0.01")
