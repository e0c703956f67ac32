"""The SQL of indicators (统计式): a portable, additive subset, read by sqlglot.

Entries: :func:`read_aggregate`, :class:`Measure`. An aggregate is sums and counts, joined by + and -, multiplied by
numbers; each over rows that a FILTER picks. Nothing else gets through: no functions of a database, no subqueries, no
averages, so that areas can be added up and that PostgreSQL and Spark compute the same.
Not here: what the names stand for (:mod:`luoshi.indicators.relations`), running it (:mod:`luoshi.indicators.scanning`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import sqlglot
from sqlglot import exp

DIALECT = "duckdb"

_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_IN_ROWS = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Paren, exp.Neg),
    *(exp.Add, exp.Sub, exp.Mul, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE),
    *(exp.And, exp.Or, exp.Not, exp.In, exp.Between, exp.Is, exp.Case, exp.If, exp.Coalesce),
)
"""What may stand in a row's value or condition."""


class ExpressionError(ValueError):
    """The SQL is not of the subset; the message says in Chinese what is wrong."""


@dataclass(frozen=True, slots=True)
class Term:
    """A sum or count with its factor.

    Attributes:
        factor: by which it is multiplied.
        value: SQL of the value: a sum, NULL without rows, or a count.
        filled: SQL of the number of rows whose figure is filled in; empty for a count of rows.
        rows: SQL of the number of rows picked.
        condition: SQL of the condition that picks rows; empty for all.
        columns: columns that the sum adds up, those of the condition not.
    """

    factor: Decimal
    value: str
    filled: str
    rows: str
    condition: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate as it is computed: its terms, and all columns that it names."""

    terms: tuple[Term, ...]
    columns: tuple[str, ...]

    @property
    def condition(self) -> str:
        """SQL that picks the rows of any term; empty when one of them takes all."""
        conditions = list(dict.fromkeys(term.condition for term in self.terms))
        return "" if "" in conditions else " OR ".join(f"({one})" for one in conditions)


def read_aggregate(sql: str, columns: Mapping[str, str], instead: Mapping[str, str] | None = None) -> Measure:
    """Return the measure that an aggregate means.

    Args:
        sql: the aggregate.
        columns: names of the relation's columns.
        instead: columns to be read in place of others, for a part of the pupils.

    Raises:
        ExpressionError: it is not of the subset, or names a column that there is not.
    """
    tree = _parsed(sql).copy()
    if instead:
        for column in tree.find_all(exp.Column):
            if column.name in instead:
                column.replace(exp.column(instead[column.name]))
    terms = tuple(_terms(tree, Decimal(1)))
    named = tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column)))
    unknown = [name for name in named if name not in columns]
    if unknown:
        raise ExpressionError(f"没有 {'、'.join(unknown)} 这一列")
    return Measure(terms, named)


def compared_words(sql: str) -> Iterator[tuple[str, str]]:
    """Yield column and word of each comparison of a column with a text."""
    for node in _parsed(sql).find_all(exp.EQ, exp.NEQ, exp.In):
        sides = [node.this, *(node.expressions if isinstance(node, exp.In) else [node.expression])]
        columns = [one.name for one in sides if isinstance(one, exp.Column)]
        for word in (one.this for one in sides if isinstance(one, exp.Literal) and one.is_string):
            yield from ((column, word) for column in columns)


@lru_cache(maxsize=2000)
def _parsed(sql: str) -> exp.Expr:
    try:
        return sqlglot.parse_one(sql, dialect=DIALECT)
    except sqlglot.errors.SqlglotError as error:
        raise ExpressionError(f"“{sql}”不是合格的统计式") from error


def _terms(node: exp.Expr, factor: Decimal) -> Iterator[Term]:
    match node:
        case exp.Paren():
            yield from _terms(node.this, factor)
        case exp.Neg():
            yield from _terms(node.this, -factor)
        case exp.Add():
            yield from _terms(node.left, factor)
            yield from _terms(node.right, factor)
        case exp.Sub():
            yield from _terms(node.left, factor)
            yield from _terms(node.right, -factor)
        case exp.Mul() if _is_number(node.right):
            yield from _terms(node.left, factor * _factor(node.right))
        case exp.Mul() if _is_number(node.left):
            yield from _terms(node.right, factor * _factor(node.left))
        case exp.Filter() if isinstance(node.expression, exp.Where):
            yield _term(node.this, node.expression.this, factor)
        case exp.Sum() | exp.Count():
            yield _term(node, None, factor)
        case _:
            raise ExpressionError(f"“{node.sql(DIALECT)}”不能用：只能是 sum、count 和它们的加减、乘以一个数")


def _factor(node: exp.Expr) -> Decimal:
    if not _PLAIN.fullmatch(node.this):
        raise ExpressionError(f"“{node.this}”应写成普通的小数")
    return Decimal(node.this)


def _is_number(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string


def _term(node: exp.Expr, condition: exp.Expr | None, factor: Decimal) -> Term:
    picked = f" FILTER (WHERE {condition.sql(DIALECT)})" if condition is not None else ""
    if condition is not None:
        _check_rows(condition)
    rows = f"count(*){picked}"
    where = condition.sql(DIALECT) if condition is not None else ""
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
        return Term(factor, rows, "", rows, where, ())
    if not isinstance(node, (exp.Sum, exp.Count)) or node.args.get("expressions"):
        raise ExpressionError(f"“{node.sql(DIALECT)}”不能用：只能是 sum 和 count")
    _check_rows(node.this)
    value, columns = node.this.sql(DIALECT), tuple(column.name for column in node.this.find_all(exp.Column))
    filled = f"count({value}){picked}"
    if isinstance(node, exp.Count):
        return Term(factor, filled, "", rows, where, columns)
    return Term(factor, f"sum({value}){picked}", filled, rows, where, columns)


def _check_rows(tree: exp.Expr) -> None:
    for node in tree.walk():
        if not isinstance(node, _IN_ROWS):
            raise ExpressionError(f"“{node.sql(DIALECT)}”不能用在统计式里")
        if isinstance(node, exp.Column) and node.table:
            raise ExpressionError(f"“{node.sql(DIALECT)}”只写列名，不写表名")
        if _is_number(node) and not _PLAIN.fullmatch(node.this):
            raise ExpressionError(f"“{node.this}”应写成普通的小数")
        if isinstance(node, exp.In) and node.args.get("query"):
            raise ExpressionError("统计式里不能有子查询")
