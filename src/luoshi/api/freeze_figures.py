"""The figures of a freeze (定稿的数据): values of all areas and years, what each school adds to them, definitions.

Entry: :func:`frozen_figures`. Not here: the verbs (:mod:`luoshi.api.freezes`), the folder (``luoshi.workspace``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luoshi.indicators.areas import Areas
    from luoshi.indicators.catalog import Catalog
    from luoshi.model.evaluation.freeze import FrozenDefinition, FrozenQuantity, FrozenValue
    from luoshi.model.indicators import Indicator, IndicatorValue, Place
    from luoshi.model.monitoring import Monitoring
    from luoshi.workspace.folder import Workspace


_OTHER_REGION = "M010"
"""The finding that the figures are not those of the plan's region: then none of them are its."""


@dataclass(frozen=True)
class FrozenFigures:
    """What :func:`frozen_figures` gives; see :class:`luoshi.model.evaluation.freeze.Frozen`."""

    definitions: tuple[FrozenDefinition, ...] = ()
    values: tuple[FrozenValue, ...] = ()
    quantities: tuple[FrozenQuantity, ...] = ()
    areas: Mapping[str, str] = field(default_factory=dict)


def frozen_figures(workspace: Workspace, monitoring: Monitoring) -> FrozenFigures:
    """Return the figures of all indicators that a plan's targets are bound to, up to the year that is looked at.

    Raises:
        LuoshiError: I001 when a definition is wrong, I003 when the whole is no area or set, T703 when the snapshot is
            damaged.
    """
    from luoshi.api.indicators import opened
    from luoshi.indicators.areas import Areas
    from luoshi.indicators.computing import Question, compute

    wanted = {one.binding.indicator for one in monitoring.targets if one.binding.is_bound}
    is_elsewhere = any(one.code == _OTHER_REGION for one in monitoring.findings)
    if not wanted or not monitoring.snapshot or is_elsewhere:
        return FrozenFigures()
    with opened(workspace) as (con, catalog, _):
        areas = Areas.read(con)
        whole = areas.named(monitoring.area_set)
        # Of a growth rate the indicator that grows is frozen as well, so that others can recompute it.
        wanted |= {one.growth_of for one in map(catalog.indicators.__getitem__, tuple(wanted)) if one.growth_of}
        chosen = tuple(catalog.indicators[one] for one in sorted(wanted))
        question = Question(chosen, rule=workspace.school_year)
        values = [one for one in compute(con, catalog, question) if one.year <= monitoring.year]
        schools = compute(con, catalog, Question(chosen, frozenset(("学校",)), rule=workspace.school_year))
    members = _members(areas, whole, monitoring.year)
    places = {one.binding.place for one in monitoring.targets if one.binding.is_bound} - {""}
    shown = [one for one in values if _is_shown(one.place, whole, members, places)]
    return FrozenFigures(
        tuple(_definitions(chosen, catalog)),
        tuple(_frozen_value(one) for one in shown),
        tuple(_quantities([one for one in schools if one.year <= monitoring.year], shown, members)),
        {code: areas.latest_name(code) for code in members},
    )


def _members(areas: Areas, whole: Place, year: int) -> tuple[str, ...]:
    """Return the codes of the areas that make up the whole in a year; none when it is a single area."""
    if whole.kind != "口径":
        return ()
    return tuple(sorted(areas.members(whole.name, year, is_school_year=False)))


def _is_shown(place: Place, whole: Place, members: Iterable[str], places: set[str]) -> bool:
    is_whole = (place.kind, place.code) == (whole.kind, whole.code)
    return is_whole or place.name in places or (place.kind == "地区" and place.code in members)


def _frozen_value(value: IndicatorValue) -> FrozenValue:
    from luoshi.model.evaluation.freeze import FrozenValue

    below = value.denominator
    counted = sorted(frozenset().union(*value.areas)) if value.areas and value.place.kind == "口径" else []
    return FrozenValue(
        indicator=value.indicator,
        year=value.year,
        place_kind="口径" if value.place.kind == "口径" else "地区",
        place_code=value.place.code,
        place=value.place.name,
        value=value.value,
        numerator=value.numerator.value,
        denominator=below.value if below is not None else None,
        rows=value.numerator.rows + (below.rows if below is not None else 0),
        blanks=value.numerator.blanks + (below.blanks if below is not None else 0),
        note="；".join(part for part in (value.note, _left_out(value)) if part),
        areas=tuple(counted),
    )


def _left_out(value: IndicatorValue) -> str:
    return f"没有数的地区：{'、'.join(value.left_out)}" if value.left_out else ""


def _quantities(
    schools: Iterable[IndicatorValue], values: Iterable[IndicatorValue], members: Iterable[str]
) -> Iterator[FrozenQuantity]:
    """Yield what each school adds to both sides; of indicators without schools what each area does."""
    from luoshi.model.evaluation.freeze import FrozenQuantity

    inside = frozenset(members)
    by_school = [one for one in schools if one.place.within in inside or not inside]
    split = {(one.indicator, one.year) for one in by_school}
    by_area = [one for one in values if one.place.kind == "地区" and (one.indicator, one.year) not in split]
    for one in (*by_school, *by_area):
        for side, quantity in (("分子", one.numerator), ("分母", one.denominator)):
            if quantity is not None and (quantity.value is not None or quantity.rows):
                yield FrozenQuantity(
                    indicator=one.indicator,
                    year=one.year,
                    side="分子" if side == "分子" else "分母",
                    area=one.place.within or one.place.code,
                    owner=one.place.code,
                    name=one.place.name,
                    value=quantity.value,
                )


def _definitions(indicators: Iterable[Indicator], catalog: Catalog) -> Iterator[FrozenDefinition]:
    from luoshi.indicators.wording import in_words
    from luoshi.model.evaluation.freeze import FrozenDefinition

    for one in indicators:
        sides = [in_words(part, catalog.relations) for part in one.aggregates]
        tables = dict.fromkeys(catalog.relations[part.relation].title for part in one.aggregates)
        yield FrozenDefinition(
            id=one.id,
            name=one.name,
            unit=one.unit,
            times=one.times,
            decimals=one.decimals,
            direction=str(one.direction),
            numerator=sides[0] if sides else "",
            denominator=sides[1] if len(sides) > 1 else "",
            tables=tuple(tables),
            scope=one.scope,
            basis=str(one.basis),
            origin=one.origin,
            growth_of=one.growth_of,
            version=_version(one),
            group=one.group,
        )


def _version(indicator: Indicator) -> str:
    """Return the digest of all that decides about a value: the definition's fields, without where it was read."""
    told = {key: value for key, value in vars(indicator).items() if key not in ("origin", "overrides", "aggregates")}
    return hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()[:12]
