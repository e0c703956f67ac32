"""Figures for pages, each computed once (数): values, monitored targets, packs, what a snapshot changed.

Entries: :func:`basis` says on what figures rest (snapshot in force, rules, settings); the others compute and keep what
they found as long as that stays. One computes at a time: after a load fifty browsers ask for the same.
Not here: computing itself (:mod:`luoshi.api`), whose rows somebody sees (:mod:`luoshi.web.statistics.areas`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.conf import settings

from luoshi.workspace.folder import SETTINGS, Workspace, open_workspace

if TYPE_CHECKING:
    from luoshi.model.indicators import Explanation, Indicator, IndicatorValue
    from luoshi.model.monitoring import Monitoring
    from luoshi.model.pack_results import Inequality, PackEvaluation
    from luoshi.model.packs import Pack
    from luoshi.model.plan import Plan
    from luoshi.model.statistics import Missing, Snapshot, TableDifference
    from luoshi.model.tables import Definitions

P = ParamSpec("P")
R = TypeVar("R")
_COMPUTING = RLock()
_CLEAR: list[Callable[[], None]] = []


def _kept(many: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the last ``many`` results; who asks for what is being computed waits for it instead of computing it too.

    What is kept already is given without waiting.
    """

    def around(compute: Callable[P, R]) -> Callable[P, R]:
        held: dict[object, R] = {}

        @wraps(compute)
        def given(*args: P.args, **named: P.kwargs) -> R:
            asked = (*args, *named.items())
            if asked in held:
                return held[asked]
            with _COMPUTING:
                if asked not in held:
                    value = compute(*args, **named)
                    held[asked] = value
                    while len(held) > many:
                        held.pop(next(iter(held)))
                    return value
                return held[asked]

        _CLEAR.append(held.clear)
        return given

    return around


@dataclass(frozen=True, slots=True)
class Basis:
    """On what figures rest.

    Attributes:
        root: folder of the workspace.
        snapshot: id of the snapshot in force; empty when nothing was loaded yet.
        stamp: changes when a rule or a setting does.
    """

    root: Path
    snapshot: str
    stamp: int

    @property
    def workspace(self) -> Workspace:
        """The workspace."""
        return open_workspace(self.root)


@dataclass(frozen=True)
class Values:
    """Values of all indicators in one manner, by indicator and year.

    Attributes:
        by_year: indicator -> year -> values in the order of places.
    """

    by_year: Mapping[str, Mapping[int, tuple[IndicatorValue, ...]]]
    years: tuple[int, ...] = field(default=())

    def of(self, indicator: str, year: int) -> tuple[IndicatorValue, ...]:
        """Return the values of an indicator in a year."""
        return self.by_year.get(indicator, {}).get(year, ())

    def one(self, indicator: str, year: int) -> IndicatorValue | None:
        """Return the value of an indicator in a year, where there is one place."""
        return next(iter(self.of(indicator, year)), None)


def basis() -> Basis:
    """Return on what the figures rest now; cheap."""
    root: Path = settings.ENVIRONMENT.workspace
    try:
        head = (root / "snapshots" / "current").read_text(encoding="utf-8").strip()
    except OSError:
        head = ""
    stamps = [_stamp(root / SETTINGS)]
    rules = root / "rules"
    if rules.is_dir():
        stamps += [_stamp(one) for one in sorted(rules.rglob("*")) if one.is_file()]
    return Basis(root, head, hash(tuple(stamps)))


def forget() -> None:
    """Forget all that was computed: for tests and measurements."""
    for clear in _CLEAR:
        clear()


@_kept(4)
def definitions(on: Basis) -> Definitions:
    """Return the tables and fields in force."""
    from luoshi.stats.definitions import load_definitions

    return load_definitions(on.workspace.rules / "stats")


@_kept(4)
def indicators(on: Basis) -> Mapping[str, Indicator]:
    """Return the indicators in force by id."""
    from luoshi.api import list_indicators

    return {one.id: one for one in list_indicators(on.workspace)}


@_kept(512)
def formula(on: Basis, indicator: str) -> tuple[str, ...]:
    """Return in words what numerator and denominator add up."""
    from luoshi.api.indicators import indicator_formula

    return indicator_formula(on.workspace, indicator)


@_kept(10)
def values(on: Basis, by: str) -> Values:
    """Return the values of all indicators: ``city``, ``county``, or split by ``ownership``, ``location``…"""
    from luoshi.api import compute_indicators
    from luoshi.api.indicators import Wanted

    if not on.snapshot:
        return Values({})
    found: dict[str, dict[int, list[IndicatorValue]]] = {}
    for one in compute_indicators(on.workspace, Wanted(by=by)).values:
        found.setdefault(one.indicator, {}).setdefault(one.year, []).append(one)
    by_year = {name: {year: tuple(ones) for year, ones in years.items()} for name, years in found.items()}
    return Values(by_year, tuple(sorted({year for years in by_year.values() for year in years})))


@_kept(32)
def explained(on: Basis, indicator: str, place: str, year: int, by: str = "", part: str = "") -> Explanation:
    """Return how a value came about, down to the rows."""
    from luoshi.api import explain_indicator

    return explain_indicator(on.workspace, indicator, place, year, by, part)


@_kept(128)
def equity(on: Basis, indicator: str, year: int) -> tuple[Inequality, ...]:
    """Return how unequal schools are in an indicator; nothing where that does not apply."""
    from luoshi.api.indicators import indicator_equity

    return indicator_equity(on.workspace, indicator, year) if on.snapshot else ()


def plans(on: Basis) -> Mapping[str, Plan]:
    """Return the plans of the workspace by the names of their files, those of the whole region first."""
    from luoshi.workspace.plan_file import SUFFIX

    folder = on.workspace.plans
    files = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    return open_plans(on.root, tuple((one.name, _stamp(one)) for one in files))


@_kept(4)
def open_plans(root: Path, files: tuple[tuple[str, int], ...]) -> Mapping[str, Plan]:
    """Return the plans of some files, those with most targets for the workspace's own region first."""
    from luoshi.api import open_plan

    workspace = open_workspace(root)
    found = {name: open_plan(workspace.plans / name) for name, _ in files}

    def place(name: str) -> tuple[bool, bool, int]:
        document = found[name].document
        is_long = document.period is not None and document.period[0] != document.period[-1]
        return document.region != workspace.region, not is_long, -len(found[name].targets)

    return {name: found[name] for name in sorted(found, key=place)}


@_kept(8)
def monitored(on: Basis, plan: str, stamp: int, day: date) -> Monitoring:
    """Return the monitored targets of a plan; ``stamp`` is that of its file."""
    from luoshi.api import monitor_plan, open_plan

    return monitor_plan(on.workspace, open_plan(on.workspace.plans / plan), as_of=day)


def monitoring_of(on: Basis, plan: str, day: date) -> Monitoring:
    """Return the monitored targets of the plan in a file."""
    return monitored(on, plan, _stamp(on.workspace.plans / plan), day)


@_kept(4)
def packs(on: Basis) -> Mapping[str, Pack]:
    """Return the standards packs in force by id."""
    from luoshi.api import list_packs

    return {one.id: one for one in list_packs(on.workspace)}


@_kept(16)
def evaluated(on: Basis, pack: str, year: int | None = None) -> PackEvaluation:
    """Return how schools and counties stand by a pack."""
    from luoshi.api import evaluate_pack
    from luoshi.api.packs import PackOrder

    return evaluate_pack(on.workspace, PackOrder(pack, year))


@_kept(8)
def missing(on: Basis, year: int | None = None) -> tuple[Missing, ...]:
    """Return the returns that are owed."""
    from luoshi.api import missing_returns

    return missing_returns(on.workspace, year)


@_kept(8)
def snapshots(on: Basis) -> tuple[Snapshot, ...]:
    """Return the snapshots, the one in force first."""
    from luoshi.api import statistics_history

    return statistics_history(on.workspace)


@_kept(32)
def differences(on: Basis, old: str, new: str) -> tuple[TableDifference, ...]:
    """Return what differs between two snapshots."""
    from luoshi.api import statistics_difference

    return statistics_difference(on.workspace, old, new)


@_kept(8)
def template(on: Basis, tables: tuple[str, ...], year: int | None, every_field: bool) -> bytes:
    """Return the workbook in which units fill what is lacking."""
    from luoshi.api import statistics_template

    return statistics_template(on.workspace, tables, year, every_field=every_field)


def _stamp(path: Path) -> int:
    try:
        held = path.stat()
    except OSError:
        return 0
    return hash((str(path), held.st_mtime_ns, held.st_size))
