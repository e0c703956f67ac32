"""What is due in a term of office (任期目标): at its end, and what each of its years adds.

Entry: :func:`term_of`. Not here: the path of all years (:mod:`luoshi.progress.division.yearly`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from luoshi.model.decomposition import CountyShare, Term, TermShare, TermYear
from luoshi.progress.division.value_words import change_text, value_text


def term_of(
    years: tuple[int, int], whole: CountyShare, parts: Sequence[CountyShare], base_year: int, due: int, unit: str
) -> Term | None:
    """Return what a term owes: the whole first, then the parts; None when no year of the path lies in it.

    Args:
        years: first and last year of the term.
        whole, parts: with their years from the one after ``base_year`` to ``due``.
        base_year, due: where the path begins and ends.
        unit: of the values.
    """
    first, last = years
    start, end = max(first, base_year + 1), min(last, due)
    if start > end:
        return None
    notes = []
    if first <= base_year:
        notes.append(f"任期从 {first} 年起，路径从 {base_year} 年的基期起，以前的年份不算")
    if last > due:
        notes.append(f"任期到 {last} 年，目标在 {due} 年到期，届满时应保持")
    if last < due:
        notes.append(f"任期届满时目标还没有到期（{due} 年），应到的是路径上 {last} 年的数")
    shares = tuple(_share(one, start, end, unit, years) for one in (whole, *parts))
    return Term(first=first, last=last, note="；".join(notes), shares=shares)


def _share(one: CountyShare, start: int, end: int, unit: str, years: tuple[int, int]) -> TermShare:
    before, amount = one.base, one.base_amount
    inside: list[TermYear] = []
    for point in one.years:
        if point.year < start:
            amount = point.amount
        elif point.year <= end:
            inside.append(TermYear(year=point.year, added=point.added, change=point.value - before))
        if point.year <= end:
            before = point.value
    begin = before - sum((year.change for year in inside), Decimal(0))
    last = next(point.amount for point in one.years if point.year == end)
    change = before - begin
    each = "，".join(f"{year.year}年{change_text(year.change, unit)}" for year in inside)
    told = f"{one.name}：{years[0]}—{years[1]}年任期内"
    if change:
        told += f"由{value_text(begin, unit)}到{value_text(before, unit)}，{change_text(change, unit)}"
        told += f"，其中{each}" if len(inside) > 1 else ""
    else:
        told += f"保持{value_text(before, unit)}"
    return TermShare(
        name=one.name,
        start=begin,
        value=before,
        added=last - amount,
        change=change,
        years=tuple(inside),
        sentence=f"{told}。",
    )
