"""What a freeze holds, with one number of it changed at a time: what facts come from (事实的来处).

Entry: :func:`sources`. Not here: which blocks a changed source may change (``test_tracing_sources``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from luoshi.model.evaluation.freeze import Completion, Frozen, FrozenValue
from luoshi.model.ledger import Ledger, LedgerProject, MoneyYear
from luoshi.model.monitoring import MonitoredTarget

_Item = TypeVar("_Item")
Source = tuple[str, Callable[[Frozen], Frozen]]
"""What is changed, and how."""


def sources(frozen: Frozen) -> Iterator[Source]:
    """Yield every number of the freeze from which a report's facts come, each with how to change it alone.

    What was worked out before the freeze from other numbers of it (how much a target needs each year) is none.
    """
    for at, value in enumerate(frozen.values):
        if value.value is not None:
            yield f"值 {value.indicator} {value.year} {value.place}", _of_value(at)
    for target in frozen.monitoring.distinct:
        yield from _of_target(target)
    for at, completion in enumerate(frozen.completions):
        if completion.percent is not None:
            yield f"完成 {completion.entry}", _of_completion(at)
    if frozen.ledger is not None:
        for at, project in enumerate(frozen.ledger.projects):
            yield from _of_project(at, project)


def more(value: Decimal) -> Decimal:
    """Return another number of the same kind."""
    return value + max(Decimal(1), (abs(value) / 5).quantize(Decimal(1)))


def _of_value(at: int) -> Callable[[Frozen], Frozen]:
    def change(frozen: Frozen) -> Frozen:
        def one(value: FrozenValue) -> FrozenValue:
            assert value.value is not None
            return value.model_copy(update={"value": more(value.value)})

        return replace(frozen, values=_with(frozen.values, at, one))

    return change


def _of_target(target: MonitoredTarget) -> Iterator[Source]:
    if target.source.value is not None:
        source = target.source.model_copy(update={"value": more(target.source.value)})
        yield f"现值 {target.indicator}", _as(target, source=source)
    if target.baseline is not None:
        yield (
            f"基期 {target.indicator}",
            _as(target, baseline=target.baseline.model_copy(update={"value": more(target.baseline.value)})),
        )
    for at, point in enumerate(target.path):
        if point.planned is not None:
            moved = point.model_copy(update={"planned": more(point.planned)})
            yield (
                f"路径 {target.indicator} {point.year}",
                _as(target, path=_with(target.path, at, lambda _, m=moved: m)),
            )


def _as(target: MonitoredTarget, **changes: object) -> Callable[[Frozen], Frozen]:
    def change(frozen: Frozen) -> Frozen:
        monitoring = frozen.monitoring
        targets = tuple(one.model_copy(update=changes) if one.id == target.id else one for one in monitoring.targets)
        return replace(frozen, monitoring=monitoring.model_copy(update={"targets": targets}))

    return change


def _of_completion(at: int) -> Callable[[Frozen], Frozen]:
    def change(frozen: Frozen) -> Frozen:
        def one(known: Completion) -> Completion:
            assert known.percent is not None
            return known.model_copy(update={"percent": Decimal(97) if known.percent < 90 else Decimal(3)})

        return replace(frozen, completions=_with(frozen.completions, at, one))

    return change


def _of_project(at: int, project: LedgerProject) -> Iterator[Source]:
    if project.investment is not None:
        yield f"投资 {project.name}", _project(at, investment=more(project.investment))
    if project.places is not None:
        yield f"学位 {project.name}", _project(at, places=project.places + 90)
    for number, year in enumerate(project.money):
        for field in ("arranged", "received", "paid"):
            known = getattr(year, field)
            if known is not None:

                def one(money: MoneyYear, field: str = field, known: Decimal = known) -> MoneyYear:
                    return money.model_copy(update={field: more(known)})

                yield f"{field} {project.name} {year.year}", _project(at, money=_with(project.money, number, one))


def _project(at: int, **changes: object) -> Callable[[Frozen], Frozen]:
    def change(frozen: Frozen) -> Frozen:
        assert frozen.ledger is not None
        ledger: Ledger = frozen.ledger.model_copy(
            update={"projects": _with(frozen.ledger.projects, at, lambda one: one.model_copy(update=changes))}
        )
        return replace(frozen, ledger=ledger)

    return change


def _with(items: tuple[_Item, ...], at: int, change: Callable[[_Item], _Item]) -> tuple[_Item, ...]:
    return (*items[:at], change(items[at]), *items[at + 1 :])
