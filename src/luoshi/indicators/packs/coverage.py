"""How many schools a county's figure rests on (覆盖): of those that owe the returns it is added up from.

Entries: :func:`read_coverage`, :class:`Coverage`. A school of which one return came and another did not would stand on
one side of a fraction alone.
Not here: rows that came with the figure left blank (``luoshi.indicators.scanning`` counts them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.indicators.catalog import Catalog
from luoshi.indicators.packs.figures import Figures, Period
from luoshi.model.indicators import Aggregate
from luoshi.model.pack_results import School
from luoshi.model.packs import WHOLE_SCHOOL, CriterionKind, Pack

if TYPE_CHECKING:
    from luoshi.indicators.relations import Relation
    from luoshi.stats.store import Connection

_OWED = ("pupils", "classes", "staff", "premises")
"""Every school owes them each year."""

_PAIRED = ("staff_subjects", "staff_ages")
"""Owed by nobody; but a school that lacks them cannot stand on the other side of a fraction either."""

_ANY_STAGE = ""


@dataclass(frozen=True)
class Coverage:
    """Which schools returned what a county's criteria are added up from.

    Attributes:
        schools: those that owe their returns, stage by stage.
        tables: id of a criterion -> the tables of schools that it is added up from, and the stages that it is of.
        returned: table -> code and stage of the schools with rows in it; the stage is empty where it has none.
    """

    schools: Sequence[School] = ()
    tables: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = field(default_factory=dict)
    returned: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)

    def of(self, criterion: str, area: str) -> tuple[int, int] | None:
        """Return how many schools of a county a criterion rests on and should; None where schools do not matter."""
        tables, stages = self.tables.get(criterion, ((), frozenset()))
        if not tables:
            return None
        owing = [one for one in self.schools if one.area == area and one.stage in stages]
        lacking = {one.code for one in owing if not all(self._has(table, one) for table in tables)}
        whole = len({one.code for one in owing})
        return whole - len(lacking), whole

    def _has(self, table: str, school: School) -> bool:
        stage = _ANY_STAGE if school.stage == WHOLE_SCHOOL else school.stage
        return bool({(school.code, stage), (school.code, _ANY_STAGE)} & self.returned[table])


def read_coverage(con: Connection, pack: Pack, catalog: Catalog, figures: Figures, period: Period) -> Coverage:
    """Return what the schools of a pack returned of what its county criteria are added up from.

    Args:
        con: with a view for each table.
        pack, figures, period: by which is judged, of which schools, when.
        catalog: the relations, and the indicators that criteria name.
    """
    tables: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}
    for criterion in pack.of_county:
        aggregates = criterion.aggregates if criterion.kind is CriterionKind.TOTAL else ()
        if criterion.kind is CriterionKind.INDICATOR:
            aggregates = catalog.indicators[criterion.indicator].aggregates
        named = _tables(aggregates, catalog.relations)
        if named:
            tables[criterion.id] = (named, _stages(aggregates, pack))
    wanted = {table for named, _ in tables.values() for table in named}
    return Coverage(figures.owing, tables, {table: _returned(con, table, period.school_year, pack) for table in wanted})


def _tables(aggregates: Sequence[Aggregate], relations: Mapping[str, Relation]) -> tuple[str, ...]:
    """Return the tables of schools that aggregates of the year itself are added up from."""
    scanned = [relations[one.relation] for one in aggregates if not one.years_before]
    names = tuple(dict.fromkeys(one.bases[0] for one in scanned if one.by_school))
    return tuple(name for name in names if name in _OWED or (name in _PAIRED and len(names) > 1))


def _stages(aggregates: Sequence[Aggregate], pack: Pack) -> frozenset[str]:
    """Return the stages of a pack that aggregates pick; all where they pick none of them."""
    named = frozenset(stage for stage in pack.schools if any(f"'{stage}'" in one.sql for one in aggregates))
    return named or frozenset(pack.schools)


def _returned(con: Connection, table: str, school_year: int, pack: Pack) -> frozenset[tuple[str, str]]:
    by_stage = table != "premises" and WHOLE_SCHOOL not in pack.schools
    stage = "stage" if by_stage else f"'{_ANY_STAGE}'"
    rows = con.execute(f"SELECT DISTINCT institution_code, {stage} FROM {table} WHERE school_year = ?", [school_year])
    return frozenset((code, stage) for code, stage in rows.fetchall())
