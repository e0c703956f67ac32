"""A whole divided into parts (分解办法), each between its baseline and its ceiling, all together exactly the whole.

Entries: :func:`share_out`, :class:`Part`, :class:`Shares`, :class:`Obstacle`. All amounts are integers in one unit
(pupils, places, a last decimal of money); a ratio is divided on its numerators. Three methods raise one level until
the parts make the whole (a level for all, a share of the gap, a rise in step with the size), found exactly in
fractions and rounded by largest remainder; the fourth fills up the parts in which a unit costs least.
Not here: where the amounts come from, units and words (:mod:`luoshi.progress.division.decomposing`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from math import floor

from luoshi.model.dividing import Held, Method

_NOTHING = Fraction(0)


class Obstacle(StrEnum):
    """Why a whole cannot be divided: which constraint binds."""

    REACHED = "baselines"
    """The baselines together are beyond the whole."""
    CEILINGS = "ceilings"
    """The ceilings together fall short of the whole."""
    FIXED_BELOW = "fixed below"
    """A fixed part is below its own baseline."""
    FIXED_ABOVE = "fixed above"
    """A fixed part is above its own ceiling."""
    FIXED_HIGH = "fixed high"
    """The fixed parts leave less than the baselines of the others."""
    FIXED_LOW = "fixed low"
    """The fixed parts leave more than the ceilings of the others hold."""
    CAPS = "caps"
    """What each part may move does not suffice."""
    NO_MEASURE = "no measure"
    """The method has nothing to measure some parts by, and the others do not suffice."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the whole.

    Attributes:
        name: tells it from the others; ties go by it.
        base: its baseline.
        weight: its size: the denominator of a ratio.
        ceiling: the most it can come to; where less is better, the least. None without.
        fixed: its amount where it is settled (定死的); None where it is to be found.
        cap: by how much it may move at most; a fixed part is not held to it.
        difficulty: what one unit costs here, beside its size.
    """

    name: str
    base: int
    weight: Fraction = Fraction(1)
    ceiling: int | None = None
    fixed: int | None = None
    cap: int | None = None
    difficulty: Fraction = Fraction(1)

    @property
    def most(self) -> int | None:
        """The most that it may be raised to; None without bound."""
        bounds = [one for one in (self.ceiling, self._capped) if one is not None]
        return min(bounds) if bounds else None

    @property
    def _capped(self) -> int | None:
        return None if self.cap is None else self.base + self.cap


@dataclass(frozen=True, slots=True)
class Shares:
    """What each part comes to.

    Attributes:
        amounts: name -> amount; together the whole.
        exact: name -> the amount before it was rounded to a whole unit.
        held: name -> what kept it from moving as the others do: 固定, 上限, 幅度, 基期; 无 for those that did.
        level: what the method raised: the common value, the share of the gap, the rise for each unit of size; None for
            least effort.
    """

    amounts: Mapping[str, int]
    exact: Mapping[str, Fraction]
    held: Mapping[str, Held]
    level: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """That a whole cannot be divided so.

    Attributes:
        obstacle: which constraint binds.
        asked: what is asked of the parts that ``possible`` is for: the whole, or what fixed parts leave of it.
        possible: what they can come to at most, or have to at least.
        names: the parts that it is about; empty for all.
    """

    obstacle: Obstacle
    asked: int
    possible: int
    names: tuple[str, ...] = ()


def share_out(whole: int, parts: Sequence[Part], method: Method, sense: int = 1) -> Shares | Blocked:
    """Return the whole divided into parts; or which constraint keeps it from being divided.

    The outcome does not depend on the order of the parts.

    Args:
        whole: what the parts have to make together.
        parts: at least one; no two of one name.
        method: how what is missing is divided.
        sense: 1 where more is asked, then nobody falls below its baseline; -1 where less is, then nobody rises.
    """
    ordered = sorted((_seen(one, sense) for one in parts), key=lambda one: one.name)
    blocked = _blocked(whole * sense, ordered)
    if blocked is not None:
        return _turned(blocked, sense)
    free = [one for one in ordered if one.fixed is None]
    rest = whole * sense - sum(one.fixed or 0 for one in ordered)
    found = _least(rest, free) if method is Method.LEAST else _raised(rest, free, method)
    if isinstance(found, Blocked):
        return _turned(found, sense)
    fixed = {one.name: one.fixed for one in ordered if one.fixed is not None}
    amounts = {**found.amounts, **fixed}
    exact = {**found.exact, **{name: Fraction(amount) for name, amount in fixed.items()}}
    held = {**found.held, **dict.fromkeys(fixed, Held.FIXED)}
    return Shares(
        {one.name: sense * amounts[one.name] for one in parts},
        {one.name: sense * exact[one.name] for one in parts},
        {one.name: held[one.name] for one in parts},
        found.level * (sense if method is Method.SAME else 1) if found.level is not None else None,
    )


def _seen(part: Part, sense: int) -> Part:
    """Return a part as seen with more being better: falling ones mirrored."""
    if sense > 0:
        return part
    mirrored = {key: -value for key in ("ceiling", "fixed") if (value := getattr(part, key)) is not None}
    return replace(part, base=-part.base, **mirrored)


def _turned(blocked: Blocked, sense: int) -> Blocked:
    return replace(blocked, asked=sense * blocked.asked, possible=sense * blocked.possible)


def _blocked(whole: int, parts: Sequence[Part]) -> Blocked | None:
    """Return the first constraint that cannot be met, the plainest before those that people set themselves."""
    bases = sum(one.base for one in parts)
    if bases > whole:
        return Blocked(Obstacle.REACHED, whole, bases)
    ceilings = _sum([one.ceiling for one in parts])
    if ceilings is not None and ceilings < whole:
        return Blocked(Obstacle.CEILINGS, whole, ceilings)
    for one in parts:
        if one.fixed is not None and one.fixed < one.base:
            return Blocked(Obstacle.FIXED_BELOW, one.fixed, one.base, (one.name,))
        if one.fixed is not None and one.ceiling is not None and one.fixed > one.ceiling:
            return Blocked(Obstacle.FIXED_ABOVE, one.fixed, one.ceiling, (one.name,))
    free = [one for one in parts if one.fixed is None]
    rest = whole - sum(one.fixed or 0 for one in parts)
    lowest, highest, most = sum(one.base for one in free), _sum([one.ceiling for one in free]), None
    names = tuple(one.name for one in parts if one.fixed is not None)
    if lowest > rest:
        return Blocked(Obstacle.FIXED_HIGH, rest, lowest, names)
    if highest is not None and highest < rest:
        return Blocked(Obstacle.FIXED_LOW, rest, highest, names)
    most = _sum([one.most for one in free])
    if most is not None and most < rest:
        return Blocked(Obstacle.CAPS, rest, most, tuple(one.name for one in free))
    return None


def _sum(bounds: Sequence[int | None]) -> int | None:
    known = [one for one in bounds if one is not None]
    return sum(known) if len(known) == len(bounds) else None


@dataclass(frozen=True, slots=True)
class _Rise:
    """How a part rises with the level: ``start + level × slope``, held between its baseline and its most."""

    part: Part
    start: Fraction
    slope: Fraction

    def at(self, level: Fraction) -> Fraction:
        amount = max(Fraction(self.part.base), self.start + level * self.slope)
        return amount if self.part.most is None else min(amount, Fraction(self.part.most))

    def turns(self) -> tuple[Fraction, ...]:
        """Return the levels at which it leaves its baseline and comes to its most."""
        if not self.slope:
            return ()
        ends = [self.part.base] if self.part.most is None else [self.part.base, self.part.most]
        return tuple((end - self.start) / self.slope for end in ends)


def _rises(parts: Sequence[Part], method: Method) -> list[_Rise]:
    if method is Method.SAME:  # who has no size cannot be measured by a common value and stays where it is
        return [_Rise(one, _NOTHING if one.weight else Fraction(one.base), one.weight) for one in parts]
    if method is Method.SIZE:
        return [_Rise(one, Fraction(one.base), one.weight) for one in parts]
    if all(one.ceiling is None for one in parts):  # no gap to measure by: all grow by the same share of what they have
        return [_Rise(one, Fraction(one.base), Fraction(abs(one.base))) for one in parts]
    return [
        _Rise(one, Fraction(one.base), Fraction(one.ceiling - one.base) if one.ceiling is not None else _NOTHING)
        for one in parts
    ]


def _raised(rest: int, parts: Sequence[Part], method: Method) -> Shares | Blocked:
    """Return the parts at the one level at which they make ``rest``."""
    rises = _rises(parts, method)
    bounds = [one.part.most if one.slope else one.part.base for one in rises]
    reach = _sum(bounds)
    if reach is not None and reach < rest:
        still = tuple(one.part.name for one in rises if not one.slope and one.part.most != one.part.base)
        return Blocked(Obstacle.NO_MEASURE, rest, reach, still)
    level = _level(rest, rises)
    exact = {one.part.name: one.at(level) for one in rises}
    held = {one.part.name: _held(one, level) for one in rises}
    return Shares(_rounded(rest, exact), exact, held, level)


def _level(rest: int, rises: Sequence[_Rise]) -> Fraction:
    """Return the level at which the parts make ``rest``: on the straight piece between two turns."""
    turns = sorted({turn for one in rises for turn in one.turns()})
    if not turns:
        return _NOTHING

    def made(level: Fraction) -> Fraction:
        return sum((one.at(level) for one in rises), _NOTHING)

    at = bisect_right(turns, Fraction(rest), key=made)
    low = turns[max(0, at - 1)]
    missing = rest - made(low)
    if not missing:
        return low
    beyond = turns[at] if at < len(turns) else low + 1
    return low + missing * (beyond - low) / (made(beyond) - made(low))


def _held(rise: _Rise, level: Fraction) -> Held:
    part, free = rise.part, rise.start + level * rise.slope
    if part.most is not None and free > part.most:
        return Held.CEILING if part.most == part.ceiling else Held.CAP
    return Held.BASE if free < part.base or not rise.slope else Held.NONE


def _rounded(whole: int, exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Return whole units that make ``whole``: each amount cut, the units left over to the largest remainders."""
    amounts = {name: floor(amount) for name, amount in exact.items()}
    left = whole - sum(amounts.values())
    for name in sorted(exact, key=lambda one: (amounts[one] - exact[one], one))[:left]:
        amounts[name] += 1
    return amounts


@dataclass(slots=True)
class _Filled:
    """Parts being filled up one after another."""

    amounts: dict[str, int] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)


def _least(rest: int, parts: Sequence[Part]) -> Shares:
    """Return the parts with the least effort: what is missing goes where a unit moves a part least, up to its most.

    A unit's effort is its difficulty over the part's size. As each is a whole unit and bounds are too, filling up in
    this order is the exact optimum.
    """
    left = rest - sum(one.base for one in parts)
    filled = _Filled()
    for one in sorted(parts, key=effort):
        room = left if one.most is None else min(left, one.most - one.base)
        filled.amounts[one.name] = one.base + room
        held = Held.BASE if not room else Held.NONE
        if room and one.base + room == one.most:
            held = Held.CEILING if one.most == one.ceiling else Held.CAP
        filled.held[one.name] = held
        left -= room
    return Shares(filled.amounts, {name: Fraction(amount) for name, amount in filled.amounts.items()}, filled.held)


def effort(part: Part) -> tuple[bool, Fraction, str]:
    """Return by what parts are filled up: those without size last, then the effort of a unit, then the name."""
    return not part.weight, part.difficulty / part.weight if part.weight else _NOTHING, part.name
