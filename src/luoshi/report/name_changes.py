"""How the names of a text differ from those it was written with (名称的改动): counties, units, targets, 约束性.

Entry: :class:`Names` and its :meth:`Names.changed`. A name is known by its letters, wherever it stands in the text and
however the file divides it into runs. Names may be shortened and set among other words; one that is gone, one that has
come and two that changed places are told.
Not here: findings (:mod:`luoshi.report.edited`), numbers (:mod:`luoshi.report.number_changes`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from luoshi.model.evaluation.prose import Named, Prose, Said
from luoshi.model.evaluation.report import EvaluationReport, Heading, Paragraph, Picture, Table
from luoshi.report.report_spots import TITLE, Spot

_WORDS = ("约束性", "预期性", "导向性")
_LIGHTS = ("红灯", "黄灯", "绿灯", "蓝灯")
"""Words that a sentence may leave out; one may not take another's place."""
_LONGEST, _LONGEST_WORDS = 24, 8
"""Letters of a name, and of the words of a cell that are compared as one; what is longer is a text."""
_LEAST, _LEAST_KNOWN = 2, 3
"""Letters of a name, and of one by which a text is told to name what it did not."""
_HAN = re.compile(r"[一-鿿]")
_DIGIT = re.compile(r"[0-9０-９]+")
_DIVIDED = re.compile(r"[、\s]+(?![^（）]*）)")
"""Between names; not within brackets, as in 县（市、区）."""
_SENTENCE = re.compile(r"[，；。：]")
_WHOLE = re.compile(r"[全本我][市县区省州旗]")
"""全市 and 我市 are one."""
_JOINED = ("、", "和", "与", "及", "以及")
_UNITS = ("个百分点", "平方米")
_POINTING = ("该", "本", "这", "各", "其")
_TOLD_BY_WORDS = ("情况", "状态", "灯", "数据来源", "属性", "说明")
"""Columns of which the words are no names of things."""


@dataclass(frozen=True, slots=True)
class NameChange:
    """What became of the names of a text.

    Attributes:
        was, now: the names that are gone and what stands there instead, or names that have come.
        is_moved: the same names stand in another order; they are all told in theirs.
    """

    was: tuple[str, ...]
    now: tuple[str, ...]
    is_moved: bool = False


class Names:
    """The names that a report knows."""

    def __init__(self, report: EvaluationReport) -> None:
        self._known = frozenset(one for one in _of_report(report) if len(_HAN.findall(one)) >= _LEAST_KNOWN)
        self._free = frozenset(one.key for one in report.all_blocks() if isinstance(one, Heading | Picture))
        self._titles = frozenset(one.key for one in report.annexes)

    def changed(self, spots: Sequence[Spot], was: str, now: str, *, are_moved_told: bool = False) -> NameChange | None:
        """Return how the names of some places changed, None for not at all.

        Args:
            spots: the places.
            was, now: their text as the report has it and as it is.
            are_moved_told: numbers are told to stand in another order, so that names do too is nothing new.
        """
        was, now = _bare(was), _bare(now)
        if was == now:
            return None
        own = {name for spot in spots if self._is_bound(spot) for name in _of_place(spot)}
        told = {one for one in (*own, *self._known, *_WORDS, *_LIGHTS) if one in was or one in now}
        if not told:
            return None
        return _Compared(was, now, told).change(are_moved_told=are_moved_told)

    def _is_bound(self, spot: Spot) -> bool:
        """Tell whether all names of a place count; headings and captions may be worded anew."""
        is_titled = spot.block in self._free or spot.block in self._titles
        return not is_titled and not (spot.where.startswith("表题") or spot.block == TITLE)


class _Compared:
    """Two texts and the names in them."""

    def __init__(self, was: str, now: str, names: Iterable[str]) -> None:
        self._was, self._now = was, now
        pattern = re.compile("|".join(map(re.escape, sorted(names, key=lambda one: (-len(one), one)))))
        self._before, self._after = list(pattern.finditer(was)), list(pattern.finditer(now))
        self._steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()

    def change(self, *, are_moved_told: bool) -> NameChange | None:
        held, holds = Counter(one[0] for one in self._before), Counter(one[0] for one in self._after)
        fewer = [one for one in held if holds[one] < held[one] and not self._is_shortened(one)]
        more = [one for one in holds if held[one] < holds[one]]
        fewer, more = _without_lights(fewer, more)
        listed, lists = _listed(self._was, self._before), _listed(self._now, self._after)
        new = [one for one in more if not held[one] or fewer or listed[one] < lists[one]]
        there = {one: self._replacing(one) for one in fewer}
        gone = [one for one in fewer if not holds[one] or new or there[one] or lists[one] < listed[one]]
        if gone or new:
            instead = [next((told for told in there.values() if one in told), one) for one in new] or there.values()
            return NameChange(tuple(gone), tuple(one for one in instead if one))
        if held == holds and not are_moved_told and self._is_moved():
            was, now = (tuple(one[0] for one in side) for side in (self._before, self._after))
            return NameChange(was, now, is_moved=True)
        return None

    def _is_shortened(self, name: str) -> bool:
        """Tell whether the beginning or end of a name still stands where it stood, with nothing put in."""
        return any(self._kept(one) for one in self._before if one[0] == name)

    def _kept(self, name: re.Match[str]) -> bool:
        start, end = name.span()
        inside = [(tag, max(a, start), min(b, end)) for tag, a, b, _, _ in self._steps if a < end and b > start]
        put_in = any(tag == "insert" and start < a < end for tag, a, _, _, _ in self._steps)
        if put_in or any(tag == "replace" for tag, _, _ in inside):
            return False
        kept = [(a, b) for tag, a, b in inside if tag == "equal"]
        is_edge = len(kept) == 1 and (kept[0][0] == start or kept[0][1] == end)
        return is_edge and _LEAST <= kept[0][1] - kept[0][0] < end - start

    def _replacing(self, name: str) -> str:
        """Return what stands where a name stood and looks like a name; empty for nothing."""
        for one in self._before:
            if one[0] != name:
                continue
            told = self._now[self._at(one.start()) : self._at(one.end(), is_end=True)]
            is_like = told[-1:] == name[-1:] or len(told) == len(name)
            if told != name and is_like and len(told) <= 2 * len(name) and not told.startswith(_POINTING):
                return told
        return ""

    def _at(self, place: int, *, is_end: bool = False) -> int:
        """Return the place in the text as it is that a place in the old one has become."""
        for tag, a, b, c, d in self._steps:
            if (a < place <= b) if is_end else (a <= place < b):
                return min(c + place - a, d) if tag == "equal" else d if is_end else c
        return len(self._now)

    def _is_moved(self) -> bool:
        before, after = [one[0] for one in self._before], [one[0] for one in self._after]
        return before != after and _ordered(self._was, self._before) != _ordered(self._now, self._after)


def _without_lights(fewer: list[str], more: list[str]) -> tuple[list[str], list[str]]:
    """Leave lights out unless one took another's place."""
    if any(one in _LIGHTS for one in fewer) and any(one in _LIGHTS for one in more):
        return fewer, more
    return [one for one in fewer if one not in _LIGHTS], [one for one in more if one not in _LIGHTS]


def _ordered(text: str, found: Sequence[re.Match[str]]) -> list[str]:
    """Return names in their order; those of one list in that of the alphabet, as it says nothing."""
    return [name for names in _lists(text, found) for name in sorted(names)]


def _listed(text: str, found: Sequence[re.Match[str]]) -> Counter[str]:
    """Return how many times each name stands in a list of several."""
    return Counter(name for names in _lists(text, found) if len(names) > 1 for name in names)


def _lists(text: str, found: Sequence[re.Match[str]]) -> list[list[str]]:
    lists: list[list[str]] = []
    end = -1
    for one in found:
        if lists and text[end : one.start()] in _JOINED:
            lists[-1].append(one[0])
        else:
            lists.append([one[0]])
        end = one.end()
    return lists


def _bare(text: str) -> str:
    return "".join(text.split())


def _of_report(report: EvaluationReport) -> Iterator[str]:
    """Yield the names in paragraphs and cells: those of headings and captions are made for them."""
    for block in report.all_blocks():
        match block:
            case Paragraph():
                yield from _things(block.words)
            case Table():
                for row in block.rows:
                    for head, words in zip(block.head, row.cells, strict=False):
                        if not head.startswith(_TOLD_BY_WORDS):
                            yield from _things(words)


def _things(words: Prose) -> Iterator[str]:
    for run in words:
        if isinstance(run, Named) and run.kind == "名称":
            yield from (one for one in _names(run.text) if not _DIGIT.search(one) and one not in _UNITS)


def _of_place(spot: Spot) -> Iterator[str]:
    """Yield the names of a place and the words of a cell that is words alone."""
    for run in spot.words:
        if isinstance(run, Named) and run.kind in ("名称", "引用"):
            for name in _names(run.text):
                yield from (one for one in _DIGIT.split(name) if _is_name(one))
    said = _bare("".join(one.text for one in spot.words if isinstance(one, Said)))
    if "/" in spot.cell and all(isinstance(one, Said) for one in spot.words) and len(said) <= _LONGEST_WORDS:
        yield from (one for one in (said,) if _is_name(one))


def _names(text: str) -> Iterator[str]:
    """Yield the names in a text of names; none when it is a sentence."""
    if not _SENTENCE.search(text):
        yield from (one for one in _DIVIDED.split(text) if _is_name(one))


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST and len(_HAN.findall(text)) >= _LEAST and not _WHOLE.fullmatch(text)
