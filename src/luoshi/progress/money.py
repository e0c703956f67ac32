"""What the plan's projects cost against the money there is, by year and source (资金总表、缺口).

Entry: :func:`money_table`. A project's investment is spread over the years in which it is built: as its own yearly
arrangement where that makes the whole, else in equal parts, to the last hundredth of 万元; the parts always make the
whole.
Not here: findings on one project (:mod:`luoshi.progress.projects`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from luoshi.model.ledger import LedgerProject, State
from luoshi.model.money import Fund, MoneyRow, MoneyTable, ProjectNeed, SourceRow

_CENT = Decimal("0.01")
_ZERO = Decimal(0)


def money_table(projects: Iterable[LedgerProject], funds: Iterable[Fund] = ()) -> MoneyTable:
    """Return what projects need and have, by year and by source, with the gap.

    Args:
        projects: those that were ended are left out.
        funds: funds named for the whole library; in a year for which none are, what is arranged stands for them.
    """
    known = [one for one in projects if one.state is not State.ENDED]
    named = list(funds)
    needs = [_need_of(one) for one in known]
    spread = tuple(one for one in needs if one.years)
    sources = _by_source(known, named)
    need: dict[int, Decimal] = defaultdict(Decimal)
    for project in spread:
        for year, amount in project.years:
            need[year] += amount
    years = sorted({*need, *(one.year for one in sources)})
    rows = _rows(years, need, sources, frozenset(one.year for one in named))
    return MoneyTable(rows, sources, spread, tuple(one for one in needs if not one.years))


def in_parts(amount: Decimal, count: int) -> tuple[Decimal, ...]:
    """Return ``count`` parts that make an amount, alike but for the last decimal: the first bear what is left over."""
    step = min(_CENT, Decimal(1).scaleb(int(amount.as_tuple().exponent)))
    whole = int(amount / step)
    part, rest = divmod(whole, count)
    return tuple((part + (at < rest)) * step for at in range(count))


def _need_of(project: LedgerProject) -> ProjectNeed:
    total = project.investment
    if total is None:
        return ProjectNeed(project.id, project.name, (), "没有写总投资")
    own: dict[int, Decimal] = defaultdict(Decimal)
    for one in project.money:
        own[one.year] += one.arranged
    if own and sum(own.values()) == total:
        return ProjectNeed(project.id, project.name, tuple(sorted(own.items())), "按各年安排")
    first, last = _years_of(project)
    if first is None or last is None or last < first:
        told = "没有写建设起止年份" if first is None or last is None else f"起止年份颠倒：{first}—{last}"
        return ProjectNeed(project.id, project.name, (), told)
    parts = in_parts(total, last - first + 1)
    note = f"{first}—{last} 年平均" if last > first else f"{first} 年一次"
    return ProjectNeed(project.id, project.name, tuple(zip(range(first, last + 1), parts, strict=True)), note)


def _years_of(project: LedgerProject) -> tuple[int | None, int | None]:
    first = project.first_year or (project.start.year if project.start is not None else None)
    last = project.last_year or (project.due.year if project.due is not None else None)
    return (first if first is not None else last), (last if last is not None else first)


def _by_source(projects: Sequence[LedgerProject], funds: Sequence[Fund]) -> tuple[SourceRow, ...]:
    sums: dict[tuple[int, str], list[Decimal]] = defaultdict(lambda: [_ZERO] * 4)
    for project in projects:
        for one in project.money:
            row = sums[one.year, one.source]
            for at, amount in enumerate((one.arranged, one.received, one.paid)):
                row[at] += amount
    for fund in funds:
        sums[fund.year, fund.source][3] += fund.amount
    return tuple(SourceRow(year, source, *row) for (year, source), row in sorted(sums.items()))


def _rows(
    years: Sequence[int], need: dict[int, Decimal], sources: Sequence[SourceRow], funded: frozenset[int]
) -> tuple[MoneyRow, ...]:
    rows = []
    carried = _ZERO
    for year in years:
        own = [one for one in sources if one.year == year]
        arranged, received, paid, funds = (
            sum((getattr(one, key) for one in own), _ZERO) for key in ("arranged", "received", "paid", "funds")
        )
        named = year in funded
        there = funds if named else arranged
        carried += there - need.get(year, _ZERO)
        rows.append(
            MoneyRow(
                year,
                need.get(year, _ZERO),
                arranged,
                received,
                paid,
                funds if named else None,
                max(_ZERO, need.get(year, _ZERO) - there),
                carried,
            )
        )
    if not rows:
        return ()
    whole = {key: sum((getattr(one, key) for one in rows), _ZERO) for key in ("need", "arranged", "received", "paid")}
    funds = sum((one.funds or _ZERO for one in rows), _ZERO)
    there = sum((one.arranged if one.funds is None else one.funds for one in rows), _ZERO)
    gap = max(_ZERO, whole["need"] - there)
    rows.append(MoneyRow(None, **whole, funds=funds if funded else None, gap=gap, carried=carried))
    return tuple(rows)
