"""Marks that come in pairs (成对标点): :class:`UnpairedMarks`.

Marks are paired within a block or cell, each kind for itself; a pair may reach into the next block when a title or a
cell was broken over lines. Not here: marks in half width that do pair (:mod:`luoshi.review.form.half_width`), the
brackets of document numbers (:mod:`luoshi.review.form.document_numbers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.form.document_numbers import NUMBER
from luoshi.review.material import Material, Piece
from luoshi.review.rule import Rule
from luoshi.review.web_remains import web_remains

_KINDS = (("（(", "）)"), ("〔［[", "〕］]"), ("【", "】"), ("《", "》"), ("〈", "〉"), ("「", "」"), ("『", "』"))
_OPENS = {mark: kind for kind, (opening, _) in enumerate(_KINDS) for mark in opening}
_CLOSES = {mark: kind for kind, (_, closing) in enumerate(_KINDS) for mark in closing}
_PARTNER = dict(zip("（(〔［[【《〈「『", "）)〕］]】》〉」』", strict=True))
_QUOTES = (("“", "”"), ("‘", "’"))
_ANY = re.compile(r"[（(）)〔［\[〕］\]【】《》〈〉「」『』“”‘’\"]")
_ITEM = re.compile(r"(?:^|[\s。；;：:，,、])(?:\d{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,3}|[①-⑳])$")
_END = r"\s?[+\-−]?(?:\d[\d.]*\s?[%％]?|∞)\s?"
_INTERVAL = re.compile(rf"(?:[(（]{_END}[,，]{_END}[\]］]|[\[［]{_END}[,，]{_END}[)）])")
"""An interval of numbers that holds one of its ends, [0,1)."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LABEL = re.compile(
    r"^[ \t\u3000#*]*(?P<mark>（(?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})）)",
    re.MULTILINE,
)
"""The number of a heading, which is no part of its text."""
_SINGLY = 5
_REACH = 3
_LONG = 44
_BESIDE = 20
_STOP = re.compile(r"[，。；：、！？\n]")


@dataclass(frozen=True, slots=True)
class _Odd:
    """What is wrong at one mark, or with one pair: ``marks`` are offsets in the piece."""

    piece: Piece
    marks: tuple[int, ...]
    what: str

    @property
    def mark(self) -> str:
        """The first mark concerned."""
        return self.piece.text[self.marks[0]]

    def spans(self) -> list[Span]:
        """The place, or both ends of a long pair."""
        first, last = self.marks[0], self.marks[-1]
        length = len(self.piece.text)
        if len(self.marks) > 1 and last - first < _LONG:
            return [self.piece.span(first, last + 1)]
        spans = []
        for at in self.marks:
            is_opening = at == first if len(self.marks) > 1 else self.piece.text[at] in "（(〔［[【《〈「『“‘"
            low, high = (at, min(length, at + 12)) if is_opening else (max(0, at - 11), at + 1)
            spans.append(self.piece.span(low, high))
        return spans

    def told(self) -> str:
        """The text around it."""
        first, last = self.marks[0], self.marks[-1]
        text = self.piece.text
        if len(self.marks) > 1:
            inner = text[first : last + 1]
            return inner if len(inner) <= _LONG else f"{inner[:10]}…{inner[-12:]}"
        before, behind = text[max(0, first - _BESIDE) : first], text[first + 1 : first + 1 + _BESIDE]
        # From the mark before to the mark behind, so that no word is cut; where there is none, as far as there is room.
        low = max((m.end() for m in _STOP.finditer(before)), default=0)
        high = next((m.start() for m in _STOP.finditer(behind) if m.start()), len(behind))
        cut = "…" if low == 0 and first > _BESIDE else ""
        more = "…" if high == len(behind) and first + 1 + _BESIDE < len(text) else ""
        return f"{cut}{before[low:].lstrip()}{text[first]}{behind[:high].rstrip()}{more}"


class UnpairedMarks(Rule):
    """括号、引号、书名号要成对，前后两半的全角半角要一致。

    查出：一段之内有前一半没有后一半，有后一半没有前一半，该用后引号又用了前引号（“…“），一半全角一半半角（（…)）。
    这些给警告，超过5处的合成一条；引号里面又用同样的引号，只提示。
    放过：“1）”“a)”一类序号，括号里面的也算，数学区间[0,1)、（0，1]，英文的撇号，跨行、跨段的标题和引文。
    整对用半角的见V503，文号的括号见V506。
    """

    code = "V501"
    name = "括号引号不配对"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each mark that stands alone, and one for all pairs of two widths."""
        alone: list[_Odd] = []
        mixed: list[_Odd] = []
        nested: list[_Odd] = []
        for piece in material.pieces:
            if _ANY.search(piece.text):
                for odd in _odd_marks(piece):
                    {"全角半角不一": mixed, "同号相套": nested}.get(odd.what, alone).append(odd)
        alone = _without_broken_lines(alone, material.pieces)
        yield from self._of_page(material)
        if len(alone) > _SINGLY:
            yield self._together(alone, f"有{len(alone)}处括号、引号或书名号不成对", "逐处补上或删去落单的一半")
        else:
            for odd in alone:
                message = f"「{odd.told()}」中的 {odd.mark} {odd.what}"
                yield self.found(message, odd.spans(), "补上另一半，或删去这一半")
        labels = [Span(match.start("mark"), match.end("mark")) for match in _LABEL.finditer(material.document.text)]
        if labels:
            first = material.document.quote(labels[0])
            message = f"有{len(labels)}处编号的括号一半全角一半半角：「{first}」"
            yield self.found(message, labels[:_LONG], "前后两半都改用全角")
        if mixed:
            yield self._together(mixed, f"有{len(mixed)}处括号一半全角一半半角", "前后两半都改用全角")
        if nested:
            message = f"有{len(nested)}处引号里又用同样的引号"
            yield self._together(nested, message, "引号里面再用引号时，里面用单引号", Severity.INFO)

    def _of_page(self, material: Material) -> Iterator[Finding]:
        """Yield brackets without their other half in the lines a web page has left, which are in no block."""
        document = material.document
        known = [piece.passage.whole for piece in material.pieces]
        for span in web_remains(document):
            line = document.quote(span)
            at = line.rfind("【")
            behind = document.text[span.start + at + 1 : span.start + at + 1 + _LONG]
            if at < 0 or "】" in behind.partition("【")[0] or any(a <= span.start < b for a, b in known):
                continue
            place = Span(span.start + at, min(span.end, span.start + at + 12))
            yield self.found(f"「{line[at : at + 12]}」中的 【 没有后一半", [place], "补上另一半，或删去这一行")

    def _together(self, odds: list[_Odd], message: str, fix: str, severity: Severity | None = None) -> Finding:
        told = "、".join(f"「{odd.told()}」" for odd in odds[:2])
        more = "等" if len(odds) > 2 else ""
        spans = [span for odd in odds for span in odd.spans()]
        return self.found(f"{message}：{told}{more}", spans, fix, severity)


def _odd_marks(piece: Piece) -> Iterator[_Odd]:
    text = piece.text
    left_out = [match.span() for pattern in (NUMBER, _INTERVAL) for match in pattern.finditer(text)]
    marks = [m.start() for m in _ANY.finditer(text)]
    brackets = [at for at in marks if not any(start <= at < end for start, end in left_out)]
    yield from _odd_brackets(piece, brackets)
    for opening, closing in _QUOTES:
        yield from _odd_quotes(piece, [at for at in marks if text[at] in opening + closing], opening)
    straight = [at for at in marks if text[at] == '"' and not text[at - 1 : at].isdigit()]
    if len(straight) % 2 and _HAN.search(text):
        yield _Odd(piece, (straight[-1],), "没有另一半")


def _odd_brackets(piece: Piece, marks: Sequence[int]) -> list[_Odd]:
    """Return what is odd, reading 1） as a number of its own or as the end of a pair, whichever leaves less odd."""
    items = {at for at in marks if piece.text[at] in "）)" and _ITEM.search(piece.text[max(0, at - 6) : at])}
    found = _odd_among(piece, marks, items)
    if items and any(odd.what != "全角半角不一" for odd in found):
        found = min(found, _odd_among(piece, [at for at in marks if at not in items], set()), key=len)
    return found


def _odd_among(piece: Piece, marks: Sequence[int], items: set[int]) -> list[_Odd]:
    text = piece.text
    found: list[_Odd] = []
    open_at: list[list[int]] = [[] for _ in _KINDS]
    for at in marks:
        mark = text[at]
        if mark in _OPENS:
            open_at[_OPENS[mark]].append(at)
        elif mark in _CLOSES:
            waiting = open_at[_CLOSES[mark]]
            if waiting:
                first = waiting.pop()
                if _PARTNER[text[first]] != mark:
                    found.append(_Odd(piece, (first, at), "全角半角不一"))
            elif at not in items:
                found.append(_Odd(piece, (at,), "没有前一半"))
    found += [_Odd(piece, (at,), "没有后一半") for waiting in open_at for at in waiting]
    return found


def _odd_quotes(piece: Piece, marks: list[int], opening: str) -> Iterator[_Odd]:
    text = piece.text
    marks = [at for at in marks if not _is_apostrophe(text, at)]
    sides = [text[at] == opening for at in marks]
    depth: list[int] = []
    n = 0
    while n < len(marks):
        at, following = marks[n], sides[n + 1 : n + 3]
        if sides[n] and depth:
            if following == [False, False]:
                yield _Odd(piece, (at, marks[n + 1]), "同号相套")
                depth.append(at)
            else:
                # A second opening mark where the closing one belongs: “示范校“.
                yield _Odd(piece, (depth.pop(), at), "用了两个前引号，后一个应为后引号")
        elif sides[n]:
            depth.append(at)
        elif depth:
            depth.pop()
        elif text[at] == "’" and re.match(r"[A-Za-z]", text[at - 1 : at]):
            pass  # the possessive of many: Teachers’ Day
        elif following[:1] == [False] and marks[n + 1] - at < _LONG:
            yield _Odd(piece, (at, marks[n + 1]), "用了两个后引号，前一个应为前引号")
            n += 1
        else:
            yield _Odd(piece, (at,), "没有前一半")
        n += 1
    for at in depth:
        yield _Odd(piece, (at,), "没有后一半")


def _is_apostrophe(text: str, at: int) -> bool:
    """Whether the mark is one of letters left out: Teacher’s, ’98."""
    if text[at] not in "’‘":
        return False
    is_year = re.match(r"\d\d(?!\d)", text[at + 1 : at + 4]) is not None
    return is_year or re.fullmatch(r"[A-Za-z].[A-Za-z]", text[max(0, at - 1) : at + 2]) is not None


def _without_broken_lines(odds: list[_Odd], pieces: Sequence[Piece]) -> list[_Odd]:
    """Return ``odds`` without pairs whose halves stand in neighbouring pieces, and without quotes over paragraphs.

    A quotation of several paragraphs opens each of them and is closed in the last.
    """
    order = {id(piece): number for number, piece in enumerate(pieces)}
    gone: set[int] = set()
    waiting: list[int] = []
    for number, odd in enumerate(odds):
        at = order[id(odd.piece)]
        if odd.what == "没有后一半":
            waiting.append(number)
            if odd.mark == "“" and at + 1 < len(pieces) and pieces[at + 1].text.lstrip().startswith("“"):
                gone.add(number)
        elif odd.what == "没有前一半":
            for other in reversed(waiting):
                first = odds[other]
                if at - order[id(first.piece)] > _REACH:
                    break
                if first.piece is not odd.piece and other not in gone and _fit(first.mark, odd.mark):
                    gone |= {other, number}
                    break
    return [odd for number, odd in enumerate(odds) if number not in gone]


def _fit(opening: str, closing: str) -> bool:
    if opening in "“‘":
        return opening + closing in ("“”", "‘’")
    return opening in _OPENS and _OPENS[opening] == _CLOSES.get(closing)
