"""Which item of one plan is which of another (对应), for any kind of item.

Entry: :func:`pair_up`. First the items that are the same beyond doubt are paired, by keys from the strictest to the
loosest; where several have one key, their neighbours decide. Then what is left is paired by likeness, best pair first,
where neighbours speak along. An item is paired once; what is not like enough stays alone.
Not here: keys and likeness of each kind of item (:mod:`luoshi.compare.pairs`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

_NEIGHBOURS = 3
_SWAY = 0.1
"""How much the neighbours add at most to a likeness."""
_MOST_COMPARED = 400_000
"""Pairs compared by likeness at most: two plans that share nothing are not worth more."""


@dataclass(frozen=True, slots=True)
class Manner(Generic[T]):
    """How one kind of item is paired.

    Attributes:
        keys: strictest first; a key of None leaves the item to the next.
        likeness: of two items, 0-1; 0 when they cannot be one thing.
        threshold: least likeness of a pair, the neighbours' part included.
    """

    keys: tuple[Callable[[T], Hashable | None], ...]
    likeness: Callable[[T, T], float]
    threshold: float


@dataclass(slots=True)
class _Pairing(Generic[T]):
    old: Sequence[T]
    new: Sequence[T]
    forth: dict[int, int] = field(default_factory=dict)
    back: dict[int, int] = field(default_factory=dict)

    def join(self, i: int, j: int) -> None:
        self.forth[i] = j
        self.back[j] = i

    def nearness(self, i: int, j: int) -> float:
        """Return 0-1: how well the partners of the neighbours of old ``i`` stand around new ``j``."""
        score = weight = 0.0
        for step in (*range(-_NEIGHBOURS, 0), *range(1, _NEIGHBOURS + 1)):
            if 0 <= i + step < len(self.old):
                weight += 1 / abs(step)
                partner = self.forth.get(i + step)
                if partner is not None:
                    score += 1 / abs(step) / (1 + abs(partner - j - step))
        return score / weight if weight else 0.0


def pair_up(old: Sequence[T], new: Sequence[T], manner: Manner[T]) -> dict[int, int]:
    """Return the index in ``new`` for each index in ``old`` that has a partner. Both are in reading order."""
    pairing = _Pairing(old, new)
    for key in manner.keys:
        _pair_by_key(pairing, key)
    _pair_by_likeness(pairing, manner)
    return pairing.forth


def _pair_by_key(pairing: _Pairing[T], key: Callable[[T], Hashable | None]) -> None:
    olds, news = _groups(pairing.old, pairing.forth, key), _groups(pairing.new, pairing.back, key)
    shared = [name for name in olds if name in news]
    unsure = []
    for name in shared:
        if len(olds[name]) == len(news[name]) == 1:
            pairing.join(olds[name][0], news[name][0])
        else:
            unsure.append(name)
    for name in unsure:
        if len(olds[name]) == len(news[name]):
            for i, j in zip(olds[name], news[name], strict=True):
                pairing.join(i, j)
    for name in unsure:
        if len(olds[name]) != len(news[name]):
            candidates = [(pairing.nearness(i, j), -i, -j) for i in olds[name] for j in news[name]]
            _join_best(pairing, candidates)


def _groups(
    items: Sequence[T], paired: dict[int, int], key: Callable[[T], Hashable | None]
) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if index not in paired and (name := key(item)) is not None:
            groups[name].append(index)
    return groups


def _pair_by_likeness(pairing: _Pairing[T], manner: Manner[T]) -> None:
    olds = [i for i in range(len(pairing.old)) if i not in pairing.forth]
    news = [j for j in range(len(pairing.new)) if j not in pairing.back]
    if len(olds) * len(news) > _MOST_COMPARED:
        return
    candidates = []
    for i in olds:
        for j in news:
            alike = manner.likeness(pairing.old[i], pairing.new[j])
            if alike + _SWAY >= manner.threshold:
                alike += _SWAY * pairing.nearness(i, j)
                if alike >= manner.threshold:
                    candidates.append((alike, -i, -j))
    _join_best(pairing, candidates)


def _join_best(pairing: _Pairing[T], candidates: list[tuple[float, int, int]]) -> None:
    for _, i, j in sorted(candidates, reverse=True):
        if -i not in pairing.forth and -j not in pairing.back:
            pairing.join(-i, -j)
