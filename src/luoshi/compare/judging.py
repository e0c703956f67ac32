"""What a change means (变化的性质): does a target now ask for more or for less, sooner or later.

Entries: :func:`judge_value`, :func:`judge_year`, :func:`judge_deadline`, :func:`is_lower_better`, :func:`gravest`.
Not here: which items are compared (``pairs``), and targets of two levels (``fit``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.model.comparison import Verdict
from luoshi.model.indicator_names import should_be_rare
from luoshi.model.plan import Figure, Task

_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
_PARTS_OF_YEAR = {"第一季度": 3, "一季度": 3, "上半年": 6, "二季度": 6, "三季度": 9}
_SAME_UNITS = ({"人", "名"}, {"人", "位"}, {"名", "位"})
_GRAVE = (
    Verdict.GONE,
    Verdict.NEW,
    Verdict.LOWERED,
    Verdict.RAISED,
    Verdict.LATER,
    Verdict.EARLIER,
    Verdict.CHANGED,
    Verdict.REWORDED,
    Verdict.MOVED,
)


def is_lower_better(figure: Figure) -> bool:
    """Tell whether a smaller number is the higher demand: a ceiling, or something that should be rare."""
    if figure.op in ("<=", "<"):
        return True
    if figure.op in (">=", ">"):
        return False
    return should_be_rare(figure.indicator)


def judge_value(old: Figure, new: Figure) -> Verdict | None:
    """Return how the demand of a target or norm changed by its value and comparison; None when both are the same.

    ``CHANGED`` when the two cannot be put in an order: another unit or comparison, a floor made a ceiling, a range
    widened.
    """
    first, second = (old.op, old.value, old.value2), (new.op, new.value, new.value2)
    same_unit = old.unit == new.unit or {old.unit, new.unit} in _SAME_UNITS
    if first == second and same_unit:
        return None
    lower = is_lower_better(old)
    if not same_unit or lower != is_lower_better(new):
        return Verdict.CHANGED
    if (old.value2 is None) != (new.value2 is None):
        return Verdict.CHANGED
    steps = {_sign(new.value - old.value), _sign((new.value2 or 0) - (old.value2 or 0))} - {0}
    if len(steps) > 1:
        return Verdict.CHANGED
    if steps:
        return Verdict.RAISED if (steps.pop() > 0) != lower else Verdict.LOWERED
    return Verdict.CHANGED


def judge_year(old: int | None, new: int | None) -> Verdict | None:
    """Return whether a year came nearer or moved off; ``CHANGED`` when only one of the plans has one."""
    if old == new:
        return None
    if old is None or new is None:
        return Verdict.CHANGED
    return Verdict.EARLIER if new < old else Verdict.LATER


def judge_deadline(old: Task, new: Task) -> Verdict | None:
    """Return whether a task is due sooner or later, to the month where both say it: 6月底前 -> 9月底前."""
    first, second = _due(old), _due(new)
    if first == second:
        return None
    if first is None or second is None:
        return Verdict.CHANGED
    return Verdict.EARLIER if second < first else Verdict.LATER


def _due(task: Task) -> tuple[int, int] | None:
    """Return the year and month by which a task is due; December where no month is named; None without deadline."""
    text = task.deadline_text
    if task.deadline is None and not text:
        return None
    named = [*_MONTH.finditer(text)]
    month = int(named[-1][1]) if named else next((last for word, last in _PARTS_OF_YEAR.items() if word in text), 12)
    return task.deadline or 0, min(month, 12)


def gravest(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the verdict that a reader must not miss; None if there are none."""
    return min(verdicts, key=_GRAVE.index, default=None)


def _sign(number: object) -> int:
    return (number > 0) - (number < 0)  # type: ignore[operator]
