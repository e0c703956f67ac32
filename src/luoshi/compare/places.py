"""Whether an item moved to another part of the plan (移动).

Entry: :class:`Moves`. Numbers of sections mean nothing here, since they shift with every section that is put in: a
section is known again by its title, or else by the items that it holds. Not here: what else changed (``differences``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from luoshi.base.texts import likeness, normal
from luoshi.compare.pairs import Pair, Pairs
from luoshi.model.corrections import ADDED
from luoshi.model.plan import Figure, Item, Plan, Task

_ALIKE = 0.6
_MAJORITY = 0.6
_LIST_LABEL = re.compile(r"[(（]?\d+[)）]?|[\u2460-\u2473]")


@dataclass(frozen=True, slots=True)
class _Homes:
    """Where the items of one plan are at home."""

    outline: dict[str, str]
    holders: dict[str, str]

    @staticmethod
    def of(plan: Plan) -> _Homes:
        holders = {number: task.id for task in plan.tasks for number in task.figures}
        return _Homes(plan.outline, holders)

    def path(self, item: Item) -> str:
        """Return the section around an item: the nearest with a heading, list items being no sections here.

        A task that is a section of its own is at home in the one above.
        """
        path = item.section
        own = self.outline.get(path, "")
        if isinstance(item, Task) and likeness(normal(own), normal(item.title)) >= _ALIKE:
            path = path.rpartition("/")[0]
        while path and (_LIST_LABEL.fullmatch(path.rpartition("/")[2]) or not self.outline.get(path)):
            path = path.rpartition("/")[0]
        return path

    def title(self, path: str) -> str:
        return normal(self.outline.get(path, ""))


class Moves:
    """Tells of pairs whether they moved."""

    def __init__(self, old: Plan, new: Plan, pairs: Pairs) -> None:
        self._old, self._new = _Homes.of(old), _Homes.of(new)
        self._tasks = {pair.old.id: pair.new.id for pair in pairs.tasks if pair.old and pair.new}
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for pair in pairs.all:
            if pair.old and pair.new:
                counts[self._old.path(pair.old)][self._new.path(pair.new)] += 1
        self._most = {
            path: counter.most_common(1)[0][0]
            for path, counter in counts.items()
            if counter.total() > 2 and counter.most_common(1)[0][1] >= _MAJORITY * counter.total()
        }
        self._by_title: dict[str, list[str]] = defaultdict(list)
        for path in new.outline:
            self._by_title[self._new.title(path)].append(path)

    def has_moved(self, pair: Pair) -> bool:
        """Tell whether both items are there and the new one stands in another section than the old one's."""
        if pair.old is None or pair.new is None or ADDED in pair.new.corrected:
            return False
        if isinstance(pair.old, Figure):
            return self._left_its_task(pair.old, pair.new)
        return self._left_its_section(pair.old, pair.new)

    def _left_its_task(self, old: Item, new: Item) -> bool:
        before, after = self._old.holders.get(old.id), self._new.holders.get(new.id)
        if before is None and after is None:
            return self._left_its_section(old, new)
        if before is None or after is None:
            return False  # the text around it is a task now, or none any more: the figure did not go anywhere
        return before in self._tasks and self._tasks[before] != after

    def _left_its_section(self, old: Item, new: Item) -> bool:
        home, now = self._old.path(old), self._new.path(new)
        expected = self._counterparts(home)
        return bool(expected and now) and now not in expected

    def _counterparts(self, path: str) -> list[str]:
        """Return the paths that the section ``path`` of the old plan may have in the new one; empty if it is gone."""
        title = self._old.title(path)
        if title and title in self._by_title:
            return self._by_title[title]
        if path in self._most:
            return [self._most[path]]
        best = max(self._by_title, key=lambda other: likeness(title, other), default="")
        return self._by_title[best] if title and likeness(title, best) >= _ALIKE else []
