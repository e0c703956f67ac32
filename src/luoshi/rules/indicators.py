"""The definitions of indicators (指标定义): packaged YAML, with a workspace's own over it.

Entries: :func:`load_indicators`, :func:`aggregate_of`. A workspace writes ``rules/indicators/*.yaml`` in the same
format: a definition with a packaged id replaces that one and says so, others are added, ``{id, off: reason}`` switches
one off.
Not here: whether its SQL can be computed (``luoshi.indicators.expressions``).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from luoshi.model.indicators import Aggregate, Direction, Indicator
from luoshi.rules.reading import Entry, basis_of, rule_files

CODE = "I001"
_DIRECTIONS = {"up": Direction.UP, "down": Direction.DOWN, "none": Direction.NONE}
_KEYS = (
    "id name aliases unlike unit times decimals direction numerator denominator growth_of splits scope basis"
    " valid_from valid_to group off"
).split()
_MOST_DECIMALS = 6


def load_indicators(own: Path | None = None) -> tuple[Indicator, ...]:
    """Return the definitions in force: the packaged ones in their order, then those that a workspace adds.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: I001 when a file cannot be read or says what cannot be.
    """
    found: dict[str, Indicator] = {}
    for file in rule_files("indicators", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("group", "indicators")
        for entry in whole.parts("indicators"):
            name = entry.identifier()
            if entry.given.get("off"):
                found.pop(name, None)
                continue
            before = found.get(name)
            if before is not None and before.origin == file.origin:
                raise entry.fail(f"编号 {name} 写了两次", "留一条，或换一个编号")
            found[name] = _indicator(entry, whole.text("group", "本局"), file.origin, overrides=before is not None)
    _check_references(found, Entry({}, str(own or "内置定义"), CODE))
    return tuple(found.values())


def _indicator(entry: Entry, group: str, origin: str, *, overrides: bool) -> Indicator:
    entry.known(*_KEYS)
    growth_of = entry.text("growth_of", "")
    numerator, denominator = aggregate_of(entry, "numerator"), aggregate_of(entry, "denominator")
    if (numerator is None) == (not growth_of):
        raise entry.fail("numerator（分子）和 growth_of（哪个指标的增长）要有一个，且只有一个")
    if growth_of and denominator is not None:
        raise entry.fail("growth_of 不用写 denominator")
    unit = entry.text("unit", "")
    decimals = entry.whole("decimals")
    if decimals is not None and not 0 <= decimals <= _MOST_DECIMALS:
        raise entry.fail(f"decimals 应在 0 到 {_MOST_DECIMALS} 之间")
    return Indicator(
        id=entry.identifier(),
        name=entry.text("name"),
        unit=unit,
        numerator=numerator,
        denominator=denominator,
        growth_of=growth_of,
        times=entry.number("times", "100" if unit == "%" else "1"),
        decimals=2 if decimals is None else decimals,
        direction=_DIRECTIONS[entry.choice("direction", _DIRECTIONS, "none")],
        aliases=entry.texts("aliases"),
        unlike=entry.texts("unlike"),
        splits=entry.texts("splits"),
        group=entry.text("group", group),
        valid_from=entry.whole("valid_from"),
        valid_to=entry.whole("valid_to"),
        scope=entry.text("scope", ""),
        basis=basis_of(entry),
        origin=origin,
        overrides=overrides,
    )


def aggregate_of(entry: Entry, key: str) -> Aggregate | None:
    """Return the aggregate that an entry has under a key; None if it is not there."""
    part = entry.part(key)
    if part is None:
        return None
    part.known("from", "sql", "years_before")
    back = part.whole("years_before") or 0
    if not 0 <= back <= 20:
        raise part.fail("years_before 应在 0 到 20 之间")
    return Aggregate(part.text("from"), " ".join(part.text("sql").split()), back)


def _check_references(found: dict[str, Indicator], told: Entry) -> None:
    names: dict[str, str] = {}
    for one in found.values():
        base = found.get(one.growth_of) if one.growth_of else None
        if one.growth_of and (base is None or base.growth_of):
            raise told.fail(f"“{one.name}”的 growth_of 写的 {one.growth_of} 不是有分子的指标")
        if one.times == Decimal(0):
            raise told.fail(f"“{one.name}”的 times 不能是 0")
        for name in (one.name, *one.aliases):
            if names.setdefault(name, one.id) != one.id:
                where = "、".join(dict.fromkeys((found[names[name]].origin, one.origin)))
                raise replace(told, where=where).fail(f"“{name}”既是 {names[name]} 又是 {one.id} 的名称", "改一个名称")
