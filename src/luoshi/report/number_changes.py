"""How the numbers of a text differ from those it was written with (数的改动).

Entries: :class:`Expected`, :func:`expected_in`, :func:`compare`. Where only numbers changed they are compared one by
one; where words changed as well, a number is found again by its value or by the words before it.
Not here: findings (:mod:`luoshi.report.edited`), numbers in a text (:mod:`luoshi.report.written_numbers`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import Figure, Named, Prose, plain, run_text
from luoshi.report.written_numbers import Written, masked, numbers_in

_LOOSE = ("序号", "位置", "版本")
"""Kinds of names whose numbers a person may change: they count or point."""
_CONTEXT = 4
"""Characters before a number by which it is found again."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A number that a report writes.

    Attributes:
        number: the number; ``fact`` the id of its fact, empty in a name.
        is_loose: it counts or points only.
        before: the last words before it.
    """

    number: Written
    fact: str
    is_loose: bool
    before: str


@dataclass(slots=True)
class Changes:
    """What became of the numbers of a text.

    Attributes:
        changed: (as written by the report, as it is now).
        gone: they stand there no more; ``added`` ones are new.
        moved: they stand there in another order.
    """

    changed: list[tuple[Expected, Written]] = field(default_factory=list)
    gone: list[Expected] = field(default_factory=list)
    added: list[Written] = field(default_factory=list)
    moved: list[Expected] = field(default_factory=list)


def expected_in(words: Prose, book: FactBook, units: Iterable[str]) -> list[Expected]:
    """Return the numbers of a sentence with the facts that they are written from."""
    text = plain(words, book)
    spans: list[tuple[int, int, str, bool]] = []
    at = 0
    for run in words:
        end = at + len(run_text(run, book))
        fact = run.fact if isinstance(run, Figure) else ""
        spans.append((at, end, fact, isinstance(run, Named) and run.kind in _LOOSE))
        at = end
    found = []
    for number in numbers_in(text, units):
        fact, is_loose = next((fact, loose) for start, end, fact, loose in spans if start <= number.start < end)
        loose = is_loose or (number.role == "序号" and not fact)
        found.append(Expected(number, fact, loose, _before(text, number)))
    return found


def compare(
    was: str,
    expected: Sequence[Expected],
    now: str,
    found: Sequence[Written],
    is_known: Callable[[Written], bool],
) -> Changes:
    """Return how the numbers of a text changed; those that only count or point are left out.

    Args:
        was: the text as the report has it, with its numbers ``expected``.
        now: the text as it is, with its numbers ``found``.
        is_known: whether the report knows a number, so that it may be one that was taken from elsewhere in it.
    """
    if len(expected) == len(found) and masked(was, (one.number for one in expected)) == masked(now, found):
        pairs = zip(expected, found, strict=True)
        return Changes(changed=[(a, b) for a, b in pairs if a.number.key != b.key and not a.is_loose])
    changes = Changes()
    _split(expected, found, changes)
    _cancel_moved(changes)
    _pair(changes, lambda one, other: bool(one.before) and _before(now, other) == one.before)
    _pair(changes, lambda one, other: bool(one.fact) and other.unit == one.number.unit and not is_known(other))
    changes.gone = [one for one in changes.gone if not one.is_loose]
    changes.changed = [(a, b) for a, b in changes.changed if not a.is_loose]
    changes.moved = [one for one in changes.moved if not one.is_loose]
    changes.added = [one for one in changes.added if one.role == "数"]
    return changes


def _split(expected: Sequence[Expected], found: Sequence[Written], changes: Changes) -> None:
    keys = [one.number.key for one in expected], [one.key for one in found]
    for tag, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag != "equal":
            changes.gone += expected[a:b]
            changes.added += found[c:d]


def _cancel_moved(changes: Changes) -> None:
    for one in list(changes.gone):
        same = next((other for other in changes.added if other.key == one.number.key), None)
        if same is not None:
            changes.gone.remove(one)
            changes.added.remove(same)
            changes.moved.append(one)


def _pair(changes: Changes, is_same: Callable[[Expected, Written], bool]) -> None:
    """Take a number that is gone and one that is new for one number that was changed."""
    for one in list(changes.gone):
        other = next((other for other in changes.added if is_same(one, other)), None)
        if other is not None:
            changes.gone.remove(one)
            changes.added.remove(other)
            changes.changed.append((one, other))


def _before(text: str, number: Written) -> str:
    return "".join(text[max(0, number.start - _CONTEXT) : number.start].split())
