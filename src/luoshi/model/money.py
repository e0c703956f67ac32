"""The money of the whole project library (资金总表): what the projects need against the funds named, by year.

Entry: :class:`MoneyTable`, made by :mod:`luoshi.progress.money`. All amounts are in 万元, years are calendar years.
Not here: the money of one project (:class:`luoshi.model.ledger.MoneyYear`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Fund:
    """Funds named for a year from a source (可用资金).

    Attributes:
        where: whence they are known: a document, a sheet.
    """

    year: int
    source: str
    amount: Decimal
    where: str = ""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A year, or all of them.

    Attributes:
        year: None for the sum of all years.
        need: what the projects need by their investment, spread over the years they are built.
        arranged, received, paid: as the projects tell, from all sources.
        funds: funds named for the year; None when none are.
        gap: need less the funds named, else less what is arranged; never below 0.
        carried: what is left over by the end of the year, counted from the first.
    """

    year: int | None
    need: Decimal
    arranged: Decimal
    received: Decimal
    paid: Decimal
    funds: Decimal | None
    gap: Decimal
    carried: Decimal


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What comes from one source in one year."""

    year: int
    source: str
    arranged: Decimal
    received: Decimal
    paid: Decimal
    funds: Decimal


@dataclass(frozen=True, slots=True)
class ProjectNeed:
    """What one project needs in each year.

    Attributes:
        years: year -> amount; empty when it cannot be spread.
        note: by what it was spread, or why not.
    """

    id: str
    name: str
    years: tuple[tuple[int, Decimal], ...]
    note: str


@dataclass(frozen=True, slots=True)
class MoneyTable:
    """The whole: rows by year with the sum at the end, by source, and each project's need."""

    rows: tuple[MoneyRow, ...]
    sources: tuple[SourceRow, ...]
    needs: tuple[ProjectNeed, ...]
    not_spread: tuple[ProjectNeed, ...]
