"""Indicators (指标) as they are defined and as they come out: handed between rules, engine, packs and monitoring.

Entries: :class:`Indicator` as a rule file says it, :class:`IndicatorValue` as the engine computes it.
Not here: reading the files (:mod:`luoshi.rules`), computing (``luoshi.indicators``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

UNSURE = "待核实"
"""Mark of a basis, number or form that nobody has checked against the document."""


class Direction(StrEnum):
    """Which way is better (方向)."""

    UP = "越高越好"
    DOWN = "越低越好"
    NONE = "不分高低"


@dataclass(frozen=True, slots=True)
class Basis:
    """On what a rule rests (依据).

    Attributes:
        document: title of the document; empty when none is known.
        doc_no: its number (文号).
        clause: the article or table.
        status: 待核实 while nobody has checked it against the document; empty when it was read there.
    """

    document: str = ""
    doc_no: str = ""
    clause: str = ""
    status: str = UNSURE

    def __str__(self) -> str:
        parts = [
            f"《{self.document}》" if self.document else "",
            f"（{self.doc_no}）" if self.doc_no else "",
            self.clause,
        ]
        text = "".join(part for part in parts if part)
        return f"{text}（{self.status}）" if text and self.status else text or self.status


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A sum or count over the rows of a relation (统计量).

    Attributes:
        relation: name of the relation (统计表): a table of the base database with its schools' attributes, or one
            derived from several (``schools``).
        sql: sums and counts of the portable subset, such as ``sum(pupils) FILTER (WHERE stage = '小学')``.
        years_before: it is taken so many years before that of the indicator; 0 for the same.
    """

    relation: str
    sql: str
    years_before: int = 0


@dataclass(frozen=True)
class Indicator:
    """The definition of an indicator (指标定义).

    Its value is ``numerator / denominator × times``, rounded once, half up, to ``decimals``; without a denominator
    ``numerator × times``; with ``growth_of``, ``(this year / the year before − 1) × times`` of that other indicator.
    Over areas numerators and denominators are added up, never rates.

    Attributes:
        id: identifier, stable.
        name: the name that plans use.
        aliases: other names of the same thing.
        unlike: near names of other things, that must never be taken for it.
        unit: unit of the value (%, 人, 平方米…).
        times: factor that brings the quotient to the unit: 100 for %, 10000 for 元 out of 万元.
        decimals: how many decimals are published.
        splits: by what it can be split (举办性质, 城乡, 学段, 群体…), as identifiers of columns.
        group: heading under which it is listed.
        valid_from, valid_to: first and last calendar year for which it holds; None if open.
        scope: what is counted (口径), in a sentence.
        origin: 内置, or the file of the workspace that it comes from.
        overrides: it replaces a packaged definition of the same id.
    """

    id: str
    name: str
    unit: str
    numerator: Aggregate | None
    denominator: Aggregate | None = None
    growth_of: str = ""
    times: Decimal = Decimal(1)
    decimals: int = 2
    direction: Direction = Direction.NONE
    aliases: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    group: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    scope: str = ""
    basis: Basis = field(default_factory=Basis)
    origin: str = "内置"
    overrides: bool = False

    @cached_property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """Numerator and denominator, those there are."""
        return tuple(one for one in (self.numerator, self.denominator) if one is not None)

    def holds_in(self, year: int) -> bool:
        """Tell whether the definition holds in a calendar year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What an aggregate came to.

    Attributes:
        value: exact; None when there is nothing to add up.
        rows: rows that were counted.
        blanks: of these, rows in which the figure is not filled in.
    """

    value: Decimal | None
    rows: int = 0
    blanks: int = 0

    def plus(self, other: Quantity) -> Quantity:
        """Return the two together; what has no value adds none, and where no row is filled in nothing is known."""
        known = [one.value for one in (self, other) if one.value is not None]
        rows, blanks = self.rows + other.rows, self.blanks + other.blanks
        is_known = known and not 0 < rows == blanks
        return Quantity(sum(known, Decimal(0)) if is_known else None, rows, blanks)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose value it is (对象): an area, an area set (口径) or a school.

    Attributes:
        kind: 地区, 口径 or 学校.
        code: code of the area or school; an area set has its name.
        within: code of the area that a school lies in.
    """

    kind: str
    code: str
    name: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """An indicator's value for a place and year (指标值).

    Attributes:
        indicator: id.
        year: calendar year; figures of school years are those that the workspace's rule gives it (年度口径).
        split: part by which it was split (公办, 小学…); empty for the whole.
        value: rounded; None when it cannot be computed, then ``note`` says why.
        exact: the value before rounding as numerator × times over denominator; None when there is none.
        note: what is missing or left out, in Chinese; empty when nothing is.
        left_out: names of areas of the set that have no figures, and count on neither side.
        areas: codes of the areas that each side counts; of a growth those of this year, then of the year before.
    """

    indicator: str
    year: int
    place: Place
    split: str
    value: Decimal | None
    numerator: Quantity
    denominator: Quantity | None = None
    exact: tuple[Decimal, Decimal] | None = None
    note: str = ""
    left_out: tuple[str, ...] = ()
    areas: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row that a figure came from (出处): table, file, sheet and row (from 1), with the columns that count."""

    table: str
    file: str
    sheet: str
    row: int
    owner: str
    name: str
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Effects:
    """A numerator's change since the year before, split in two (变动拆分), rounded to four decimals.

    Attributes:
        change: numerator now less numerator before, in the unit of its column.
        of_denominator: what the change of the denominator (the number of pupils) does.
        of_rate: what the change of the rate (the amount for each) does; the two together are the change.
        numerator, denominator: Chinese names of the columns.
    """

    change: Decimal
    of_denominator: Decimal
    of_rate: Decimal
    numerator: str
    denominator: str

    def __str__(self) -> str:
        parts = [f"{self.change:+,f}", f"{self.of_denominator:+,f}", f"{self.of_rate:+,f}"]
        whole, first, second = (part.rstrip("0").rstrip(".") for part in parts)
        return (
            f"变动拆分：{self.numerator}比上年 {whole}，其中因{self.denominator}变动 {first}，"
            f"因平均到每个{self.denominator}的数变动 {second}"
        )


@dataclass(frozen=True)
class Explanation:
    """How a value came about (由来): definition, value, snapshot and rows.

    Attributes:
        effects: of the growth of a rate such as spending a pupil, how much of the change of its numerator is due to
            its denominator, and how much to the rate; None for others.
        one_sided: names of schools that count in the numerator and not in the denominator, or the other way round,
            where the two come from different tables: most have not handed in one of them.
    """

    indicator: Indicator
    value: IndicatorValue
    snapshot: str
    numerator_rows: tuple[SourceRow, ...]
    denominator_rows: tuple[SourceRow, ...] = ()
    effects: Effects | None = None
    one_sided: tuple[str, ...] = ()
