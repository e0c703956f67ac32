"""Standard formulations that are not quite those (固定提法): :class:`Formulations`.

``formulations.csv`` beside this module lists them: 提法, words that must not be missing (不可少), other wordings
that may stand (也可作), known slips (误作, regular expressions), where it comes from (依据). All are compared without
quotation marks, commas and blanks. A near miss has one change inside: a word lost, a character or a word put for
another, two words in each other's place; most of the formulation has to stand there word for word, on both sides.
Not here: wrong words of any sentence (:mod:`luoshi.review.form.wrong_words`), two wordings in one document
(:mod:`luoshi.review.form.variants`).
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import accumulate

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.form.gathering import gathered
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_UNSEEN = "“”‘’\"'、，,《》〈〉：: \t\r\f\v\u3000\u00a0"
_MARKS = re.compile(f"[{_UNSEEN}]+")
_SEPARATOR = re.compile(r"[、，,]")
_LITTLE = re.compile(r"[和与及以的地个同并了要]*")
"""Words that come and go in a formulation without making it wrong."""
_LONGEST_LOSS, _LONGEST_MOVE, _LONGEST_WORD = 3, 3, 2
_SHORTEST, _LEAST_SAME, _SHARE, _ENOUGH_FOR_WORDS, _ENOUGH_FOR_ONE, _SIDE = 7, 5, 0.6, 10, 8, 2
_HABIT, _REACH, _LONGEST_SPAN = 3, 24, 60
_REGULAR = re.compile(r"[\[(?]")


@dataclass(frozen=True, slots=True)
class _Formulation:
    right: str
    needed: tuple[str, ...]
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Slip:
    """A known slip: words that have to stand in the text, the pattern (None if it is these words), what is right."""

    words: str
    pattern: re.Pattern[str] | None
    right: str


@dataclass(frozen=True, slots=True)
class _Change:
    """Where a text leaves a formulation: characters that agree before, what is lost, what stands there instead."""

    before: int
    lost: str
    instead: str


@lru_cache(maxsize=1)
def _lexicon() -> tuple[tuple[_Formulation, ...], tuple[_Slip, ...]]:
    text = (files("luoshi.review.form") / "formulations.csv").read_text(encoding="utf-8")
    formulations, slips = [], []
    for row in csv.DictReader(io.StringIO(text)):
        right = row["提法"]
        needed, allowed = (tuple(filter(None, row[column].split("|"))) for column in ("不可少", "也可作"))
        formulations.append(_Formulation(right, needed, allowed))
        for slip in _alternatives(row["误作"]):
            regular = _REGULAR.search(slip)
            words = slip[: regular.start()] if regular else slip
            slips.append(_Slip(words, re.compile(slip) if regular else None, right))
    return tuple(formulations), tuple(slips)


def _alternatives(pattern: str) -> list[str]:
    """Cut a pattern at the bars that stand outside brackets."""
    cut = re.sub(r"\([^()]*\)", lambda match: match[0].replace("|", "\n"), pattern)
    return [one.replace("\n", "|") for one in cut.split("|") if one]


class Formulations(Rule):
    """固定提法、机构名称、文件名称、指标名称，写得与通行的只差一处。

    查出：漏了词的（巩固拓展脱贫成果同乡村振兴有效衔接，漏“攻坚”），换了字词的（专题课堂、名师课堂和名校网络课堂），
    前后颠倒的（中国现代化教育2035）；常见的误作（人力资源保障部门、筑牢中华民族共同体意识）。
    要差别的两边各有两个字以上、全文六成以上一字不差，才算是同一提法；引号、逗号、顿号、空格不看。
    差一个字、颠倒、漏了不可少的词，给警告；少了或换了别的词，可能是简略的说法，只提示。
    同一写法在文件里三次以上，而从没有用过通行写法的，只提示。
    放过：也通行的写法（同、与乡村振兴有效衔接，德智体美全面发展）；只差“的”“和”的；正好是另一个提法的；
    中间一个顿号隔开的两件事（普通高考、学业水平考试）；断在两行的。
    """

    code = "V510"
    name = "固定提法"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each wording that is not quite a formulation, with all its places."""
        plain = _Plain(material)
        yield from gathered(self._each(plain))

    def _each(self, plain: _Plain) -> Iterator[Finding]:
        formulations, slips = _lexicon()
        told: list[tuple[int, int]] = []
        for start, end, right in _known_slips(plain.text, slips):
            if not _overlaps(told, start, end) and not plain.is_list(start, end):
                told.append((start, end))
                wrong = plain.text[start:end]
                yield self.found(f"“{wrong}”应为“{right}”", [plain.span(start, end)], f"核对原文，改为“{right}”")
        for formulation in formulations:
            misses = [
                miss
                for miss in _near_misses(plain.text, formulation)
                if not _overlaps(told, miss[0], miss[1]) and not plain.is_list(miss[0], miss[1])
            ]
            is_habit = len(misses) >= _HABIT and formulation.right not in plain.text
            for start, end, change in misses:
                told.append((start, end))
                message = f"“{plain.text[start:end]}”与通行的“{formulation.right}”相比，{_how(change)}"
                severity = Severity.WARNING if _is_slip(change, formulation) and not is_habit else Severity.INFO
                yield self.found(message, [plain.span(start, end)], f"核对后改为“{formulation.right}”", severity)


class _Plain:
    """The text of all pieces without the marks that do not count, and where its characters stand."""

    def __init__(self, material: Material) -> None:
        self._pieces = material.pieces
        self._starts = [*accumulate((len(piece.text) + 1 for piece in self._pieces), initial=0)]
        self._whole = "\n".join(piece.text for piece in self._pieces)
        self.text = _MARKS.sub("", self._whole)

    @cached_property
    def _at(self) -> list[int]:
        """Where each character of ``text`` stands in the whole."""
        return [at for at, letter in enumerate(self._whole) if letter not in _UNSEEN]

    def is_list(self, start: int, end: int) -> bool:
        """Tell whether one comma cuts ``text[start:end]`` in two unlike parts: 普通高考、学业水平考试.

        A formulation of several parts has them in pairs or more: 为党育人、为国育才.
        """
        parts = _SEPARATOR.split(self._whole[self._at[start] : self._at[end - 1] + 1])
        return len(parts) == 2 and len(_MARKS.sub("", parts[0])) != len(_MARKS.sub("", parts[1]))

    def span(self, start: int, end: int) -> Span:
        """Return where ``text[start:end]`` stands in ``Document.text``, cut to a length that can be shown."""
        first, last = self._at[start], self._at[end - 1] + 1
        number = bisect_right(self._starts, first) - 1
        inside = first - self._starts[number]
        piece = self._pieces[number]
        return piece.span(inside, min(len(piece.text), inside + last - first, inside + _LONGEST_SPAN))


def _known_slips(text: str, slips: tuple[_Slip, ...]) -> Iterator[tuple[int, int, str]]:
    for slip in slips:
        if slip.words not in text:
            continue
        pattern = slip.pattern or re.compile(re.escape(slip.words))
        for match in pattern.finditer(text):
            if not _stands(text, match, slip.right):
                yield match.start(), match.end(), slip.right


def _stands(text: str, match: re.Match[str], right: str) -> bool:
    """Tell whether the slip is a part of what is right, which stands there whole, be it broken over two lines."""
    at = right.find(match[0])
    if at < 0:
        return False
    before = text[max(0, match.start() - at - 1) : match.start()].replace("\n", "")
    behind = text[match.end() : match.end() + len(right) + 1].replace("\n", "")
    return before.endswith(right[:at]) and behind.startswith(right[at + len(match[0]) :])


def _near_misses(text: str, formulation: _Formulation) -> Iterator[tuple[int, int, _Change]]:
    """Yield start, end and change of each near miss: the one half stands word for word, the change is in the other."""
    right = formulation.right
    if len(right) < _SHORTEST:
        return
    middle = len(right) // 2
    seen: set[int] = set()
    for first in (True, False):
        half = right[:middle] if first else right[middle:]
        at = text.find(half)
        while at >= 0:
            miss = _ahead(text, right, at, middle) if first else _behind(text, right, at, middle)
            if miss is not None and miss[0] not in seen and not _may_stand(text, formulation, miss):
                seen.add(miss[0])
                yield miss
            at = text.find(half, at + len(half))


def _ahead(text: str, right: str, at: int, middle: int) -> tuple[int, int, _Change] | None:
    """Compare what follows the first half at ``at``."""
    rest = right[middle:]
    change = _change(rest, text[at + middle : at + middle + len(rest)], middle)
    if change is None:
        return None
    end = at + len(right) - len(change.lost) + len(change.instead)
    return at, end, _Change(middle + change.before, change.lost, change.instead)


def _behind(text: str, right: str, at: int, middle: int) -> tuple[int, int, _Change] | None:
    """Compare what stands before the second half at ``at``: the same from the end."""
    rest = right[:middle]
    found = _change(rest[::-1], text[max(0, at - middle) : at][::-1], len(right) - middle)
    if found is None:
        return None
    lost, instead = found.lost[::-1], found.instead[::-1]
    before = middle - found.before - len(lost)
    start = at - middle + len(lost) - len(instead)
    return start, at + len(right) - middle, _Change(before, lost, instead)


def _change(rest: str, actual: str, known: int) -> _Change | None:
    """Return the one change that makes ``actual`` of ``rest``; None if it agrees or differs otherwise.

    ``known`` is how many characters of the formulation agree already.
    """
    if not actual or rest[-1] not in actual or actual.startswith(rest):
        return None
    same = next((n for n, (a, b) in enumerate(zip(rest, actual, strict=False)) if a != b), min(len(rest), len(actual)))
    least = max(_LEAST_SAME, _SHARE * (known + len(rest)))
    for lost, instead in _ways(rest[same:], actual[same:]):
        behind = len(rest) - same - len(lost)
        is_moved = len(lost) > 1 and sorted(lost) == sorted(instead)
        agree = known + same + behind
        if "\n" in instead or "。" in instead or agree < (least if not is_moved else _LEAST_SAME):
            continue
        if len(instead) > 1 and not is_moved and agree < _ENOUGH_FOR_WORDS:
            continue
        if (
            behind >= _side(lost, instead, agree, is_moved=is_moved)
            and actual[same + len(instead) :][:behind] == rest[same + len(lost) :]
        ):
            return None if _LITTLE.fullmatch(lost) and _LITTLE.fullmatch(instead) else _Change(same, lost, instead)
    return None


def _side(lost: str, instead: str, agree: int, *, is_moved: bool) -> int:
    """Return how many characters have to agree behind a change: the end of a short one is often another word."""
    if is_moved:
        return 0
    return 1 if len(lost) == len(instead) == 1 and agree >= _ENOUGH_FOR_ONE else _SIDE


def _ways(rest: str, actual: str) -> Iterator[tuple[str, str]]:
    """Yield what may be lost at the beginning of ``rest`` and what stands there instead."""
    for size in range(1, _LONGEST_LOSS + 1):
        yield rest[:size], ""
    for first in range(1, _LONGEST_MOVE + 1):
        for second in range(1, _LONGEST_MOVE + 1):
            lost = rest[: first + second]
            moved = lost[first:] + lost[:first]
            if len(lost) == first + second and actual.startswith(moved):
                yield lost, moved
    for size in range(1, _LONGEST_WORD + 1):
        yield rest[:size], actual[:size]


def _may_stand(text: str, formulation: _Formulation, miss: tuple[int, int, _Change]) -> bool:
    """Tell whether the place of the change lies in a wording that may stand, or in another formulation."""
    start, end, change = miss
    low = max(0, start - _REACH)
    around = text[low : end + _REACH]
    first = start + change.before - low
    last = first + len(change.instead)
    for words in (*formulation.allowed, *(one.right for one in _lexicon()[0])):
        at = around.find(words)
        while at >= 0:
            if (at <= first and last <= at + len(words)) if change.instead else (at < first < at + len(words)):
                return True
            at = around.find(words, at + 1)
    return False


def _is_slip(change: _Change, formulation: _Formulation) -> bool:
    """Tell a slip from a formulation that is told in fewer or other words."""
    is_moved = sorted(change.lost) == sorted(change.instead)
    return is_moved or len(change.lost) == 1 or change.lost in formulation.needed


def _overlaps(told: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(low < end and start < high for low, high in told)


def _how(change: _Change) -> str:
    if not change.instead:
        return f"漏了“{change.lost}”"
    if sorted(change.lost) == sorted(change.instead):
        return f"“{change.lost}”颠倒成了“{change.instead}”"
    return f"“{change.lost}”写成了“{change.instead}”"
