"""Named programmes, teams, platforms and groups under two names (同一事物两个名称): :func:`alike_names`.

The names are those of :mod:`.named_things`, what may differ that of :mod:`.name_differences`; here it is said which
names go together. Not here: bodies with a word more (:mod:`.near_names`), schools and colleges, documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Severity
from luoshi.model.document import Span
from luoshi.review.consistency.name_differences import is_one_name
from luoshi.review.consistency.named_things import CLASSES, Thing, named_things, pairs_of, siblings
from luoshi.review.material import Material

_NUMBERED = re.compile(r"[一二三四五六七八九十百千万双两]")
_SHARED_LEAST, _MOST_SHOWN = 5, 4


def alike_names(material: Material) -> Iterator[tuple[str, list[Span], Severity]]:
    """Yield message, places and how sure, for each set of names that are very probably of one thing."""
    sets: dict[str, list[Thing]] = {}
    for one, other in pairs_of(named_things(material)):
        if _is_apart(one, other) or not _is_one(one, other):
            continue
        both = [one, other]
        for thing in (one, other):
            both += [known for known in sets.get(thing.whole, ()) if known not in both]
        for thing in both:
            sets[thing.whole] = both
    for names in {id(names): names for names in sets.values()}.values():
        names.sort(key=lambda thing: thing.spans[0])
        told = "与".join(f"“{thing.whole}”" for thing in names[:_MOST_SHOWN])
        rest = [span for thing in names for span in thing.spans[1:4]]
        message = f"{told}只差一两个词，疑为同一名称的几种写法"
        yield (
            message,
            [t.spans[0] for t in names] + rest,
            Severity.INFO if _are_two_headings(names) else Severity.WARNING,
        )


def _are_two_headings(names: list[Thing]) -> bool:
    """Tell whether the names differ in their kind alone and each heads a part: a task, and the works for it."""
    return len({thing.core for thing in names}) == 1 and all(thing.is_heading for thing in names)


def _is_apart(one: Thing, other: Thing) -> bool:
    """Tell whether the two are surely two: side by side, of two levels or places, renamed."""
    if siblings(one, other) or one.is_renamed or other.is_renamed:
        return True
    return any(a and b and not a & b for a, b in ((one.levels, other.levels), (one.places, other.places)))


def _is_one(one: Thing, other: Thing) -> bool:
    if CLASSES[one.kind] == "group":
        return one.kind != other.kind and len(one.core) > _SHARED_LEAST and one.core == other.core
    return _own_name_slips(one, other) or is_one_name((one.core, one.kind), (other.core, other.kind))


def _own_name_slips(one: Thing, other: Thing) -> bool:
    """Tell whether proper names in quotation marks have one character for another and all behind them agrees."""
    if not one.own or len(one.own) != len(other.own) or one.own == other.own:
        return False
    behind = one.core.removeprefix(one.own) + one.kind
    if behind != other.core.removeprefix(other.own) + other.kind or len(behind) < _SHARED_LEAST:
        return False
    apart = [pair for pair in zip(one.own, other.own, strict=True) if pair[0] != pair[1]]
    return len(apart) == 1 and not any(_NUMBERED.match(char) for char in apart[0])
