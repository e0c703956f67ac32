"""Responsible units that go by another name in the new plan (单位更名): 县教育局 -> 县教育体育局.

Entry: :func:`renamed_units`. A unit was renamed when it is gone, another is new, they bear the same tasks and their
names are alike. Not here: institutions over years, which the base database will know.
"""

from __future__ import annotations

from luoshi.base.texts import likeness, normal
from luoshi.compare.pairs import Pairs
from luoshi.model.plan import Plan

_ALIKE = 0.45
_SHARED = 0.8


def renamed_units(old: Plan, new: Plan, pairs: Pairs) -> dict[str, str]:
    """Return the new name for each name of the old plan that was given up for it."""
    partners = {pair.old.id: pair.new.id for pair in pairs.tasks if pair.old and pair.new}
    before, after = ({unit.name: set(unit.tasks) for unit in plan.units} for plan in (old, new))
    candidates = []
    for gone in before.keys() - after.keys():
        tasks = {partners[task] for task in before[gone] if task in partners}
        for come in after.keys() - before.keys():
            whole = len(tasks | after[come])
            share = len(tasks & after[come]) / whole if whole else 0.0
            alike = likeness(normal(gone), normal(come))
            if share >= _SHARED and alike >= _ALIKE:
                candidates.append((share + alike, gone, come))
    renamed: dict[str, str] = {}
    for _, gone, come in sorted(candidates, reverse=True):
        if gone not in renamed and come not in renamed.values():
            renamed[gone] = come
    return renamed
