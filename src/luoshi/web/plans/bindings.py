"""What the targets of a draft may be bound to (绑定的建议): as ``luoshi monitor`` proposes it, grouped by question.

Entries: :func:`proposals`, :func:`groups_of`. Finding likely indicators for a plan takes a second or two; what was
found is kept in memory as long as the plan's targets, the rules and the figures stay the same.
Not here: keeping the answers (:mod:`luoshi.web.plans.answers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from luoshi.api import propose_bindings
from luoshi.model.monitoring import Binding, BindingState
from luoshi.model.plan import Plan, Target
from luoshi.model.wording import item_text
from luoshi.workspace.folder import Workspace, open_workspace

_ORDER = {BindingState.ASKED: 0, BindingState.BY_HAND: 1, BindingState.BY_NAME: 2}


@dataclass(frozen=True, slots=True)
class Group:
    """Targets with the same question: what the first says, and what they are bound to or asked."""

    targets: tuple[Target, ...]
    text: str
    binding: Binding


def proposals(plan: Plan) -> dict[str, Binding]:
    """Return what each target is bound to, by number, or what is to be asked."""
    workspace = open_workspace(settings.ENVIRONMENT.workspace)
    free = plan.model_copy(update={"targets": tuple(one.model_copy(update={"bound_to": None}) for one in plan.targets)})
    asked = free.model_dump_json(include={"document", "source", "targets"})
    found = dict(_proposals(workspace.root, _stamp(workspace), asked))
    answered = tuple(one for one in plan.targets if one.bound_to)
    if answered:
        found |= propose_bindings(workspace, plan.model_copy(update={"targets": answered}))
    return found


def groups_of(plan: Plan, proposed: Mapping[str, Binding]) -> list[Group]:
    """Return the targets with the same question together, what is asked first."""
    groups: dict[tuple[object, ...], list[Target]] = {}
    for one in plan.targets:
        known = proposed[one.id]
        groups.setdefault((one.indicator, one.scope, one.unit, known.state, known.indicator), []).append(one)
    found = [Group(tuple(ones), item_text(ones[0]), proposed[ones[0].id]) for ones in groups.values()]
    return sorted(found, key=lambda one: _ORDER.get(one.binding.state, 3))


@lru_cache(maxsize=8)
def _proposals(root: Path, stamp: int, asked: str) -> Mapping[str, Binding]:
    return propose_bindings(open_workspace(root), Plan.model_validate_json(asked))


def _stamp(workspace: Workspace) -> int:
    """Return something that changes when a file of rules or the snapshot in force does."""
    rules = workspace.rules.rglob("*.y*ml") if workspace.rules.is_dir() else ()
    current = workspace.snapshots / "current"
    files = [*rules, *([current] if current.exists() else [])]
    return max((one.stat().st_mtime_ns for one in files), default=0)
