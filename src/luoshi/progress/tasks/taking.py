"""Taking proposals up (采纳建议): a person's act, written into the trace; until then a proposal counts for nothing.

Entry: :func:`take_up`. The plan's own word is never replaced: of units that the plan names without a lead one may be
made the lead, the others then support.
Not here: what is proposed (:mod:`luoshi.progress.tasks.proposing`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.base.errors import LuoshiError
from luoshi.model.ledger import Actor, Assignment, Entry, Ledger, Proposal, TraceEntry
from luoshi.progress.states import E

Key = Literal["lead", "support", "section", "due"]
ACTION = "采纳建议"
KEY_NAMES: dict[Key, str] = {"lead": "牵头单位", "support": "配合单位", "section": "责任科室", "due": "完成时限"}
_EVERY_KEY: tuple[Key, ...] = ("lead", "support", "section", "due")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken up.

    Attributes:
        entry: number of the entry.
        key: of the proposals meant; None for all of the entry.
        value: of the proposal meant; empty for the surest of its key (for support: all).
    """

    entry: str
    key: Key | None = None
    value: str = ""


def take_up(ledger: Ledger, choices: Iterable[Choice], *, by: str, on: date) -> Ledger:
    """Return a ledger in which chosen proposals stand as units and deadlines (origin 采纳建议), traced.

    Args:
        ledger: the ledger.
        choices: what is taken up.
        by: who takes it up.
        on: the day.

    Raises:
        LuoshiError: L155 there is no such entry, L156 it has no such proposal, L157 the plan says otherwise.
    """
    wanted: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices:
        wanted[choice.entry].append(choice)
    known = {entry.id for entry in (*ledger.tasks, *ledger.projects)}
    for number in wanted:
        if number not in known:
            raise LuoshiError("L155", f"台账里没有编号是 {number} 的任务或项目", hint="编号见 luoshi ledger show")
    return ledger.model_copy(
        update={
            "tasks": tuple(taken(one, wanted.get(one.id, []), by, on) for one in ledger.tasks),
            "projects": tuple(taken(one, wanted.get(one.id, []), by, on) for one in ledger.projects),
        }
    )


def taken(entry: E, choices: Iterable[Choice], by: str, on: date) -> E:
    """Return an entry with the chosen proposals taken up, each traced.

    Raises:
        LuoshiError: L156 it has no such proposal, L157 the plan says otherwise.
    """
    for choice in choices:
        keys: tuple[Key, ...] = (choice.key,) if choice.key else _EVERY_KEY
        for key in keys:
            chosen = _chosen(entry, key, choice.value)
            if chosen:
                entry = _with(entry, key, chosen, by, on)
            elif choice.key or choice.value:
                raise _no_such(entry, key, choice.value)
    return entry


def _chosen(entry: Entry, key: Key, value: str) -> tuple[Proposal, ...]:
    found = [one for one in entry.proposals if one.key == key and value in ("", one.value)]
    found.sort(key=lambda one: -one.strength)
    return tuple(found if key == "support" and not value else found[:1])


def _no_such(entry: Entry, key: Key, value: str) -> LuoshiError:
    offered = "、".join(one.value for one in entry.proposals if one.key == key)
    hint = f"有的建议：{offered}；不用建议的用 定分工 直接写" if offered else "用 定分工 直接写"
    what = f"“{value}”这条{KEY_NAMES[key]}建议" if value else f"{KEY_NAMES[key]}的建议"
    return LuoshiError("L156", f"没有{what}", where=entry.id, hint=hint)


def _with(entry: E, key: Key, chosen: tuple[Proposal, ...], by: str, on: date) -> E:
    was, update = _changed(entry, key, chosen)
    rest = tuple(one for one in entry.proposals if one.key != key)
    trace = TraceEntry(
        on=on,
        by=by,
        role=Actor.PLANNER,
        action=f"{ACTION}：{KEY_NAMES[key]}",
        was=was,
        now="、".join(one.value for one in chosen),
        note="；".join(one.why for one in chosen),
    )
    return entry.model_copy(update={**update, "proposals": rest, "trace": (*entry.trace, trace)})


def _changed(entry: Entry, key: Key, chosen: tuple[Proposal, ...]) -> tuple[str, dict[str, object]]:
    """Return what stood there and what is changed."""
    if key == "due":
        if entry.due is not None and entry.due_origin != ACTION:
            raise _stands(entry, key, entry.due.isoformat())
        return str(entry.due or ""), {"due": date.fromisoformat(chosen[0].value), "due_origin": ACTION}
    now = entry.assignment
    if key == "section":
        if now.section:
            raise _stands(entry, key, now.section)
        return "", {"assignment": now.model_copy(update={"section": chosen[0].value})}
    if key == "support":
        support = tuple(dict.fromkeys((*now.support, *(one.value for one in chosen if one.value not in now.lead))))
        changed = now.model_copy(update={"support": support, "origin": _origin(now)})
        return "、".join(now.support), {"assignment": changed}
    return "、".join(now.lead), {"assignment": _led(entry, now, chosen[0].value)}


def _led(entry: Entry, now: Assignment, lead: str) -> Assignment:
    """Return the assignment with a lead: a new one, or one of several that the plan names alike."""
    if now.lead and (lead not in now.lead or len(now.lead) == 1):
        raise _stands(entry, "lead", "、".join(now.lead))
    others = tuple(unit for unit in (*now.lead, *now.support) if unit != lead)
    return now.model_copy(update={"lead": (lead,), "support": tuple(dict.fromkeys(others)), "origin": _origin(now)})


def _origin(now: Assignment) -> str:
    """Return whence the units come now; units that the plan names stay the plan's."""
    return now.origin if now.origin is not None and now.units else ACTION


def _stands(entry: Entry, key: Key, value: str) -> LuoshiError:
    return LuoshiError(
        "L157",
        f"{entry.id} 的{KEY_NAMES[key]}已经是“{value}”，没有用建议换掉",
        hint="要改时请人工修改台账，或走调整申请",
    )
