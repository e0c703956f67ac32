"""Holding an entry against the bounds of a manner of lighting (看灯的各个量): how much there is of each, and in words.

Entries: :class:`Bounds`, :class:`Look`. The amounts are whole numbers that only grow while nothing is done; a rule fits
when each of its amounts has reached the bound. Words are made for the rules that fit alone: lights are asked for by the
hundred thousand.
Not here: which rule gives the light (:mod:`luoshi.progress.lights`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from operator import ge
from typing import TYPE_CHECKING

from luoshi.model.lights import LightRule, LightRuleSet, Measure
from luoshi.progress.tracks import FULL, Day, Track

if TYPE_CHECKING:
    from luoshi.progress.lights import Lighting

_NOTHING = -(10**9)
"""Less than any bound."""


class Bounds:
    """The rules of a manner, the gravest first, with the amounts from which they fit.

    Args:
        rules: the manner.
        without: what is not looked at: no rule that asks for it fits.
    """

    def __init__(self, rules: LightRuleSet, without: frozenset[Measure] = frozenset()) -> None:
        asked = [one for one in rules.rules if not without.intersection(one.bounds)]
        ordered = sorted(asked, key=lambda one: -one.light.gravity)  # of equals the first stays first
        measures = list(dict.fromkeys(measure for one in ordered for measure in one.bounds))
        place = {measure: at for at, measure in enumerate(measures)}
        # places instead of the measures themselves: a word's number is slow to come by
        self._rules = []
        for one in ordered:
            bounds = [(place[measure], _least(measure, bound)) for measure, bound in one.bounds.items()]
            self._rules.append((one, *bounds[0], tuple(bounds[1:])))
        self._amounts = [_AMOUNTS[measure] for measure in measures]
        every = [pair for _, at, bound, more in self._rules for pair in ((at, bound), *more)]
        self._lowest = [min(bound for at, bound in every if at == wanted) for wanted in range(len(measures))]

    def fitting(self, look: Look) -> list[LightRule]:
        """Return the rules that fit, the gravest first; of rules that look at the same only the gravest."""
        amounts = [amount_of(look) for amount_of in self._amounts]
        if not any(map(ge, amounts, self._lowest)):
            return []
        found = []
        seen = set()
        for rule, at, bound, more in self._rules:
            if amounts[at] < bound or (more and any(amounts[other] < least for other, least in more)):
                continue
            key = (at, *(other for other, _ in more)) if more else at
            if key not in seen:
                seen.add(key)
                found.append(rule)
        return found


def _least(measure: Measure, bound: int) -> int:
    """Return from which amount on a bound is reached."""
    if measure is Measure.BEHIND:
        return 100 * bound + 1  # more than so many points, in hundredths
    return -bound if measure is Measure.LEFT else bound


class Look:
    """One entry on one day.

    Attributes:
        track, lighting, now: what is looked at, by what, on which day.
        done: completion in hundredths of a percent; None when nobody can say.
        due: the deadline in force and the work days up to it; None without one.
    """

    __slots__ = ("done", "due", "lighting", "now", "track")

    def __init__(self, track: Track, lighting: Lighting, now: Day, done: int | None) -> None:
        self.track, self.lighting, self.now, self.done = track, lighting, now, done
        self.due = track.due_at(now.ordinal)

    def words(self, rule: LightRule) -> str:
        """Return why a rule fits."""
        if len(rule.bounds) == 1:
            return _WORDS[next(iter(rule.bounds))](self)
        return "，".join(_WORDS[measure](self) for measure in rule.bounds)


def _behind(look: Look) -> int:
    track, due, done = look.track, look.due, look.done
    if done is None or due is None or track.start is None:
        return _NOTHING
    whole = due[1] - track.start_gone
    gone = look.now.gone - track.start_gone
    if whole <= 0:
        return FULL - done if look.now.ordinal >= due[0] else -done
    if gone >= whole:
        return FULL - done
    # rounded up: more than a whole number stays more than it
    return -(-FULL * max(0, gone) // whole) - done


def _behind_words(look: Look) -> str:
    pace, done = pace_of(look.track, look.now, look.due), look.done
    assert pace is not None, "asked for where the rule fits"
    assert done is not None, "asked for where the rule fits"
    return f"落后 {shown(pace - done)} 个百分点（完成 {shown(done)}%，序时进度 {shown(pace)}%）"


def _left(look: Look) -> int:
    return _NOTHING if look.due is None else look.now.gone - look.due[1]


def _left_words(look: Look) -> str:
    assert look.due is not None, "asked for where the rule fits"
    if look.now.ordinal > look.due[0]:
        return f"已过时限 {written(look.due[0])}"
    return f"距时限 {written(look.due[0])} 还有 {look.due[1] - look.now.gone} 个工作日"


def _overdue(look: Look) -> int:
    due = look.due
    return look.now.gone - due[1] if due is not None and look.now.ordinal > due[0] else _NOTHING


def _overdue_words(look: Look) -> str:
    assert look.due is not None, "asked for where the rule fits"
    return f"超过时限 {written(look.due[0])} {_overdue(look)} 个工作日"


def _unreported(look: Look) -> int:
    return look.track.unreported(look.now)


def _idle(look: Look) -> int:
    track, now = look.track, look.now
    if track.begun <= now.ordinal or now.ordinal < track.borne:
        return _NOTHING
    start, day = date.fromordinal(track.borne), now.day
    return (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)


def _idle_words(look: Look) -> str:
    return f"{written(look.track.borne)} 起 {_idle(look)} 个月没有进展"


def _milestone(look: Look) -> int:
    step = look.track.open_step(look.now.ordinal)
    return look.now.gone - step.gone if step is not None else _NOTHING


def _milestone_words(look: Look) -> str:
    step = look.track.open_step(look.now.ordinal)
    assert step is not None, "asked for where the rule fits"
    return f"节点“{step.name}”应在 {written(step.due)} 完成，超期 {look.now.gone - step.gone} 个工作日"


def _states(look: Look) -> list[int]:
    known = look.lighting.targets
    return [known[one] for one in look.track.targets if one in known] if known else []


def _target(look: Look) -> int:
    return max(_states(look), default=_NOTHING)


def _target_words(look: Look) -> str:
    states = _states(look)
    worst = max(states)
    return f"挂钩的 {len(states)} 项目标里 {states.count(worst)} 项{'滞后' if worst > 1 else '有风险'}"


_AMOUNTS: dict[Measure, Callable[[Look], int]] = {
    Measure.BEHIND: _behind,
    Measure.LEFT: _left,
    Measure.OVERDUE: _overdue,
    Measure.UNREPORTED: _unreported,
    Measure.IDLE: _idle,
    Measure.MILESTONE: _milestone,
    Measure.TARGET: _target,
}
_WORDS: dict[Measure, Callable[[Look], str]] = {
    Measure.BEHIND: _behind_words,
    Measure.LEFT: _left_words,
    Measure.OVERDUE: _overdue_words,
    Measure.UNREPORTED: lambda look: f"连续 {_unreported(look)} 期没有填报",
    Measure.IDLE: _idle_words,
    Measure.MILESTONE: _milestone_words,
    Measure.TARGET: _target_words,
}


def pace_of(track: Track, now: Day, due: tuple[int, int] | None) -> int | None:
    """Return the share of work days gone (序时进度), in hundredths of a percent; None without start or deadline.

    Work days from the start to the day over those from the start to the deadline, cut off behind the hundredth.
    """
    if track.start is None or due is None:
        return None
    whole = due[1] - track.start_gone
    gone = now.gone - track.start_gone
    if whole <= 0:
        return FULL if now.ordinal >= due[0] else 0
    return min(FULL, max(0, FULL * gone // whole))


@lru_cache(maxsize=50_000)
def written(ordinal: int) -> str:
    """Return a day as it is written: 2024-03-01."""
    return date.fromordinal(ordinal).isoformat()


def shown(hundredths: int) -> str:
    """Return hundredths of a percent with at most one decimal, cut off: never more than there is."""
    return _SHOWN[hundredths] if 0 <= hundredths <= FULL else _in_tenths(hundredths)


def _in_tenths(hundredths: int) -> str:
    whole, tenths = divmod(hundredths // 10, 10)
    return f"{whole}.{tenths}" if tenths else str(whole)


_SHOWN = tuple(_in_tenths(hundredths) for hundredths in range(FULL + 1))
