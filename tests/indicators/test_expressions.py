"""What may stand in an indicator: sums and counts that areas can be added up by, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.indicators.catalog import read_catalog
from luoshi.indicators.expressions import ExpressionError, read_aggregate
from luoshi.model.indicators import Aggregate, Indicator
from luoshi.stats.definitions import load_definitions

COLUMNS = {"pupils": "", "girls": "", "stage": "", "classes": "", "class_size": ""}


@pytest.mark.parametrize(
    "sql",
    [
        "sum(pupils)",
        "count(*)",
        "count(*) FILTER (WHERE stage IN ('小学', '初中') AND NOT pupils > 50)",
        "sum(classes * class_size) - 2 * sum(girls) FILTER (WHERE class_size BETWEEN 1 AND 45)",
        "sum(CASE WHEN pupils >= 5 THEN 1 ELSE 0 END)",
        "sum(coalesce(girls, 0) + pupils)",
    ],
)
def test_sums_and_counts_are_let_through(sql: str) -> None:
    assert read_aggregate(sql, COLUMNS).terms


@pytest.mark.parametrize(
    "sql",
    [
        "avg(pupils)",
        "max(pupils)",
        "count(DISTINCT stage)",
        "sum(pupils) / sum(classes)",
        "sum(pupils / classes)",
        "pupils",
        "sum(sum(pupils))",
        "sum(pupils) FILTER (WHERE stage IN (SELECT stage FROM staff))",
        "sum(length(stage))",
        "sum(pupils) OVER ()",
        "sum(pupils); DROP TABLE staff",
        "sum(read_csv('x'))",
        "sum(pupils) FILTER (WHERE stage LIKE '小%')",
        "(SELECT 1)",
        "sum(pupils",
        "sum(q.pupils)",
        "sum(pupils * 1e0)",
        "sum(pupils) * 1e300",
        "",
    ],
)
def test_nothing_else_is(sql: str) -> None:
    with pytest.raises(ExpressionError):
        read_aggregate(sql, COLUMNS)


def test_a_column_that_there_is_not_is_named() -> None:
    with pytest.raises(ExpressionError, match="pupls"):
        read_aggregate("sum(pupls)", COLUMNS)


def test_factors_and_signs_come_out_as_terms() -> None:
    measure = read_aggregate("sum(pupils) - 2 * (sum(girls) - sum(classes) * 0.5)", COLUMNS)

    assert [(term.factor, term.columns) for term in measure.terms] == [
        (Decimal(1), ("pupils",)),
        (Decimal(-2), ("girls",)),
        (Decimal("1.0"), ("classes",)),
    ]


@pytest.mark.parametrize(
    ("relation", "sql", "splits", "said"),
    [
        ("nothing", "sum(pupils)", (), "没有“nothing”这张统计表"),
        ("pupils", "sum(pupls)", (), "没有 pupls 这一列"),
        ("population", "sum(total)", ("ownership",), "没有举办性质"),
        ("staff", "sum(full_time)", ("group",), "没有群体"),
        ("pupils", "sum(pupils)", ("weather",), "不能按“weather”分"),
        ("pupils", "sum(pupils) FILTER (WHERE stage = '大学')", (), "学段没有“大学”"),
        ("staff", "sum(full_time) FILTER (WHERE ownership IN ('公办', '国立'))", (), "举办性质没有“国立”"),
    ],
)
def test_a_definition_that_cannot_be_computed_is_refused_by_name(
    relation: str, sql: str, splits: tuple[str, ...], said: str
) -> None:
    wrong = Indicator(
        "one", "某指标", "人", Aggregate(relation, sql), splits=splits, origin="rules/indicators/own.yaml"
    )

    with pytest.raises(LuoshiError) as refused:
        read_catalog((wrong,), load_definitions())

    assert refused.value.code == "I001"
    assert refused.value.message.startswith("指标“某指标”：")
    assert said in refused.value.message
