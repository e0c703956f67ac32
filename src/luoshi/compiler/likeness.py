"""Which tasks speak of the same matter as a problem (任务与问题的对应).

Entry: :class:`Likeness`. Shared character pairs, weighted by how rare they are among the tasks of the document:
普职分流 tells more than 教育. A problem named inside a task belongs to that task.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

from luoshi.model.document import Document
from luoshi.model.plan import Task

_NOISE = re.compile(r"[\s\W_]+")
_MOST = 3
_THRESHOLD = 0.22
_NEAR_BEST = 0.6
_TITLE_WEIGHT = 2.0
# A pair in more tasks than this tells nothing; the bound also keeps the work linear in the length of the document.
_COMMON = 48


def _pairs(text: str) -> set[str]:
    plain = _NOISE.sub("", text)
    return set(map("".join, pairwise(plain)))


class Likeness:
    """Compares problems with the tasks of one document."""

    def __init__(self, doc: Document, tasks: Sequence[Task]) -> None:
        self._tasks = sorted(tasks, key=lambda t: t.span)
        self._starts = [t.span.start for t in self._tasks]
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._titles = [_pairs(t.title) for t in self._tasks]
        self._doc = doc

    def prepare(self, texts: Iterable[str]) -> None:
        """Note which tasks hold the character pairs of the problems ``texts``; call it once, before ``answering``."""
        wanted = set().union(*map(_pairs, texts))
        for index, task in enumerate(self._tasks):
            for pair in wanted & _pairs(self._doc.quote(task.span)):
                self._holders[pair].append(index)

    def holding(self, start: int) -> str | None:
        """Return the id of the task in which the character at ``start`` stands; None if it stands in none."""
        index = bisect_right(self._starts, start) - 1
        if index < 0 or start >= self._tasks[index].span.end:
            return None
        return self._tasks[index].id

    def answering(self, text: str, start: int) -> tuple[str, ...]:
        """Return the ids of the tasks that answer the problem ``text``: the task that holds it, or the most alike."""
        holding = self.holding(start)
        if holding is not None:
            return (holding,)
        scores: dict[int, float] = defaultdict(float)
        whole = 0.0
        for pair in sorted(_pairs(text)):
            holders = self._holders.get(pair, [])
            if not holders or len(holders) > max(_COMMON, len(self._tasks) // 2):
                continue
            weight = log(1 + len(self._tasks) / len(holders))
            whole += weight
            for index in holders[: 2 * _COMMON]:
                scores[index] += weight * (1 + _TITLE_WEIGHT * (pair in self._titles[index]))
        if not scores:
            return ()
        limit = max(_THRESHOLD * whole, _NEAR_BEST * max(scores.values()))
        ranked = sorted((i for i, s in scores.items() if s >= limit), key=lambda i: (-scores[i], i))
        return tuple(self._tasks[i].id for i in sorted(ranked[:_MOST]))
