"""Verbs over indicators (指标): what there is, values by area, school or part, and how each came about.

Read them through :mod:`luoshi.api`. Each takes the workspace: its snapshot in force holds the figures, its ``rules``
the bureau's own definitions, its settings the rule which school year serves a calendar year.
Not here: packs, monitoring.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.indicators.catalog import Catalog
    from luoshi.model.indicators import Explanation, Indicator, IndicatorValue
    from luoshi.model.pack_results import Inequality
    from luoshi.stats.store import Connection
    from luoshi.workspace.folder import Workspace

BY = {
    "city": (frozenset(("口径",)), ""),
    "county": (frozenset(("地区",)), ""),
    "school": (frozenset(("学校",)), ""),
    "ownership": (frozenset(("口径",)), "ownership"),
    "location": (frozenset(("口径",)), "locality"),
    "stage": (frozenset(("口径",)), "stage"),
    "grade": (frozenset(("口径",)), "grade"),
    "kind": (frozenset(("口径",)), "institution_kind"),
    "group": (frozenset(("口径",)), "group"),
}
"""By what values are listed -> kinds of places, and the column by which they are split."""

EVERY_SET = "全部"
"""Asks for all area sets (口径) side by side."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which values are wanted.

    Attributes:
        names: ids, names or aliases of indicators; empty for all.
        years: calendar years; empty for all.
        by: a key of :data:`BY`.
        area: name or code of the only area, with its schools or parts; empty for all.
        area_set: name of the only area set (口径), :data:`EVERY_SET` for all; empty for 全市.
    """

    names: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    by: str = "city"
    area: str = ""
    area_set: str = ""


@dataclass(frozen=True)
class IndicatorTable:
    """Values with the definitions they rest on, and the snapshot they were computed from."""

    indicators: tuple[Indicator, ...]
    values: tuple[IndicatorValue, ...]
    snapshot: str


def list_indicators(workspace: Workspace | None = None) -> tuple[Indicator, ...]:
    """Return the definitions in force: the packaged ones, with a workspace's own over them.

    Raises:
        LuoshiError: I001 when one of the workspace's definitions is wrong.
    """
    return tuple(_catalog(workspace).indicators.values())


def compute_indicators(workspace: Workspace, wanted: Wanted | None = None) -> IndicatorTable:
    """Return indicators' values out of the snapshot in force.

    Raises:
        LuoshiError: I001 a definition is wrong, I002 there is no such indicator, I003 no such area or set, I006 it
            cannot be split so, I007 nothing was loaded yet.
    """
    from luoshi.indicators.areas import WHOLE, Areas
    from luoshi.indicators.catalog import SPLITS
    from luoshi.indicators.computing import Question, compute

    wanted = wanted or Wanted()
    kinds, split = BY[wanted.by]
    with opened(workspace) as (con, catalog, snapshot):
        chosen = tuple(catalog.find(name) for name in wanted.names) or tuple(catalog.indicators.values())
        if split and wanted.names and not any(split in one.splits for one in chosen):
            can = "、".join(SPLITS[one] for one in dict.fromkeys(part for one in chosen for part in one.splits))
            hint = f"可以按{can}分" if can else "这个指标不能再分"
            raise LuoshiError("I006", f"不能按{SPLITS[split]}分", hint=hint)
        areas = Areas.read(con)
        only = "" if wanted.area_set in ("", EVERY_SET) else areas.set_named(wanted.area_set).code
        if wanted.area:
            place = areas.named(wanted.area)
            only = place.code
            kinds = kinds if wanted.by == "school" else frozenset((place.kind,))
        elif "口径" in kinds and not wanted.area_set and WHOLE in areas.set_names:
            only = WHOLE
        question = Question(chosen, kinds, wanted.years, split, only, workspace.school_year)
        return IndicatorTable(chosen, compute(con, catalog, question), snapshot)


def explain_indicator(
    workspace: Workspace, name: str, place: str = "", year: int | None = None, by: str = "", part: str = ""
) -> Explanation:
    """Return how a value came about: definition, numerator, denominator, snapshot and rows.

    Args:
        workspace: whose database it is.
        name: id, name or alias of the indicator.
        place: name or code of an area, area set or school; empty for 全市.
        year: calendar year; None for the last that has a value.
        by, part: by what it is split (a key of :data:`BY`), and the part (公办); empty for the whole.

    Raises:
        LuoshiError: I002 there is no such indicator, I003 or I004 no such place, or several, I005 no value, I007
            nothing was loaded yet.
    """
    from luoshi.indicators.explaining import Ask, explain

    with opened(workspace) as (con, catalog, snapshot):
        split = BY[by][1] if by else ""
        ask = Ask(catalog.find(name), place, year, split, part, workspace.school_year)
        return explain(con, catalog, ask, snapshot)


def indicator_formula(workspace: Workspace, name: str) -> tuple[str, ...]:
    """Return in words what an indicator's numerator and denominator add up; of a growth, of what it is one.

    Raises:
        LuoshiError: I001 a definition is wrong, I002 there is no such indicator.
    """
    from luoshi.indicators.wording import in_words

    catalog = _catalog(workspace)
    one = catalog.find(name)
    if one.growth_of:
        return (f"“{catalog.indicators[one.growth_of].name}”比上年增长",)
    return tuple(in_words(part, catalog.relations) for part in one.aggregates)


def indicator_equity(workspace: Workspace, name: str, year: int) -> tuple[Inequality, ...]:
    """Return how unequal schools are in an indicator, county by county, then all together (均衡程度).

    It applies to amounts for each pupil, weighted by pupils; of other indicators nothing is returned.

    Args:
        workspace: whose database it is.
        name: id, name or alias of the indicator.
        year: calendar year.

    Raises:
        LuoshiError: I001 a definition is wrong, I002 there is no such indicator, I007 nothing was loaded yet.
    """
    from luoshi.indicators.areas import Areas
    from luoshi.indicators.computing import Question, compute
    from luoshi.indicators.equity import Weighted
    from luoshi.indicators.packs.inequality import TOGETHER, measured

    with opened(workspace) as (con, catalog, _):
        one = catalog.find(name)
        if not _is_per_pupil(one, catalog):
            return ()
        question = Question((one,), frozenset(("学校",)), (year,), rule=workspace.school_year)
        values = compute(con, catalog, question)
        names = Areas.read(con).names
    groups: dict[str, list[Weighted]] = {}
    for value in values:
        above, under = value.numerator.value, value.denominator.value if value.denominator is not None else None
        if above is not None and under:
            groups.setdefault(value.place.within, []).append(Weighted.per_pupil(above * one.times, under))
    found = [measured(area, names[area][-1][1], (one.id, ""), {area: groups[area]}) for area in sorted(groups)]
    return (*found, measured("", TOGETHER, (one.id, ""), groups)) if len(groups) > 1 else tuple(found)


def _is_per_pupil(one: Indicator, catalog: Catalog) -> bool:
    """Tell whether a value is an amount for each pupil: only then are schools weighted by their denominator."""
    if one.denominator is None or one.growth_of or one.unit == "%":
        return False
    pupils = {"pupils", "school_pupils"}
    above, under = (
        {column for term in catalog.measures[part].terms for column in term.columns} for part in one.aggregates
    )
    is_of_one_year = all(not part.years_before for part in one.aggregates)
    return bool(under) and under <= pupils and not above <= pupils and is_of_one_year


def indicator_workbook(table: IndicatorTable) -> bytes:
    """Return values as a workbook: one row a value, the definitions on a sheet of their own."""
    from luoshi.sheets.indicator_book import write_indicator_book

    return write_indicator_book(table.indicators, table.values, table.snapshot)


def explanation_book(explanation: Explanation) -> bytes:
    """Return how a value came about as a workbook, with all its rows."""
    from luoshi.sheets.indicator_book import write_explanation_book

    return write_explanation_book(explanation)


@contextmanager
def opened(workspace: Workspace) -> Iterator[tuple[Connection, Catalog, str]]:
    """Give a connection to the snapshot in force, the catalog of indicators, and the snapshot's id.

    Raises:
        LuoshiError: I007 when nothing was loaded yet, T703 when the snapshot is damaged.
    """
    from luoshi.stats.definitions import load_definitions
    from luoshi.stats.store import connect, current, damage_told

    definitions = load_definitions(workspace.rules / "stats")  # what files are read by is not needed, and slow to read
    folder = workspace.snapshots
    snapshot = current(folder)
    if snapshot is None:
        raise LuoshiError("I007", "还没有装入统计数据，算不出指标", hint="先用 luoshi stats load 装入报表")
    catalog = _catalog(workspace)
    with damage_told(folder, snapshot), connect(folder, snapshot, definitions) as con:
        yield con, catalog, snapshot.id


def _catalog(workspace: Workspace | None) -> Catalog:
    from luoshi.indicators.catalog import read_catalog
    from luoshi.rules.indicators import load_indicators
    from luoshi.stats.definitions import load_definitions

    own = workspace.rules if workspace is not None else None
    definitions = load_definitions(own / "stats" if own is not None else None)
    return read_catalog(load_indicators(own), definitions)
