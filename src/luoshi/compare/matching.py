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
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")

_NEIGHBOURS = 3
_SWAY = 0.1
"""How much the neighbours add at most to a likeness."""
_CANDIDATES = 12
"""So many items, those that share most pairs of characters, are compared by likeness with each."""
_MOST_CROSSED = 2_500
"""More pairs of items of one key are not weighed one by one, but taken in their order."""


@dataclass(frozen=True, slots=True)
class Manner(Generic[T]):
    """How one kind of item is paired.

    Attributes:
        keys: strictest first; a key of None leaves the item to the next.
        likeness: of two items, 0-1; 0 when they cannot be one thing.
        threshold: least likeness of a pair, the neighbours' part included.
        text: the words by which likely partners are looked up.
        are_two: tells of two items with one key that they are not one thing all the same.
    """

    keys: tuple[Callable[[T], Hashable | None], ...]
    likeness: Callable[[T, T], float]
    threshold: float
    text: Callable[[T], str]
    are_two: Callable[[T, T], bool] = lambda old, new: False


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
        _pair_by_key(pairing, key, manner)
    _pair_by_likeness(pairing, manner)
    return pairing.forth


def _pair_by_key(pairing: _Pairing[T], key: Callable[[T], Hashable | None], manner: Manner[T]) -> None:
    olds, news = _groups(pairing.old, pairing.forth, key), _groups(pairing.new, pairing.back, key)
    shared = [name for name in olds if name in news]
    # Those that are the only ones of their key come first: they are the neighbours by which the others are told.
    in_order = [name for name in shared if len(olds[name]) == len(news[name])]
    for name in sorted(in_order, key=lambda name: len(olds[name]) > 1):
        for i, j in zip(olds[name], news[name], strict=True):
            if not manner.are_two(pairing.old[i], pairing.new[j]):
                pairing.join(i, j)
    for name in shared:
        if len(olds[name]) == len(news[name]):
            continue
        if len(olds[name]) * len(news[name]) > _MOST_CROSSED:
            pairs = list(zip(olds[name], news[name], strict=False))
        else:
            pairs = [(i, j) for i in olds[name] for j in news[name]]
        candidates = [
            (pairing.nearness(i, j), -i, -j) for i, j in pairs if not manner.are_two(pairing.old[i], pairing.new[j])
        ]
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
    news = [j for j in range(len(pairing.new)) if j not in pairing.back]
    holders: dict[str, list[int]] = defaultdict(list)
    for j in news:
        for pair in _character_pairs(manner.text(pairing.new[j])):
            holders[pair].append(j)
    candidates = []
    for i in (i for i in range(len(pairing.old)) if i not in pairing.forth):
        shared: dict[int, float] = defaultdict(float)
        for pair in _character_pairs(manner.text(pairing.old[i])):
            weight = len(holders.get(pair, ()))
            for j in holders.get(pair, ()):
                shared[j] += 1 / weight  # rare pairs tell more
        for j, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]:
            alike = manner.likeness(pairing.old[i], pairing.new[j])
            if alike + _SWAY >= manner.threshold:
                alike += _SWAY * pairing.nearness(i, j)
                if alike >= manner.threshold:
                    candidates.append((alike, -i, -j))
    _join_best(pairing, candidates)


def _character_pairs(text: str) -> set[str]:
    return set(map("".join, pairwise(text)))


def _join_best(pairing: _Pairing[T], candidates: list[tuple[float, int, int]]) -> None:
    for _, i, j in sorted(candidates, reverse=True):
        if -i not in pairing.forth and -j not in pairing.back:
            pairing.join(-i, -j)
