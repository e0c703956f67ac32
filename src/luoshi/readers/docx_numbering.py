"""Automatic numbering of DOCX (自动编号), restored as the text that Word and WPS show.

Entry: :class:`Numbering`; :func:`format_number` for one figure. Counters are kept per abstract list, as Word does:
lists that share it go on counting, an override starts again. Not here: which paragraph is numbered (``docx_styles``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.readers.docx_xml import attribute, children, number_of

if TYPE_CHECKING:
    from lxml import etree

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def _chinese(value: int, digits: str = _DIGITS, tens: str = "十百千") -> str:
    if not 0 < value < 10_000:
        return str(value)
    text = ""
    zero = False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit == 0:
            zero = bool(text)
            continue
        text += (digits[0] if zero else "") + digits[digit] + (tens[power - 1] if power else "")
        zero = False
    one_ten = digits[1] + tens[0]
    return text[1:] if text.startswith(one_ten) and value < 20 and digits is _DIGITS else text


def _letters(value: int) -> str:
    return chr(65 + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 780 else str(value)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    text = ""
    for worth, sign in _ROMAN:
        while value >= worth:
            text += sign
            value -= worth
    return text


def _run(value: int, first: int, count: int) -> str:
    return chr(first + value - 1) if 0 < value <= count else str(value)


def _circled(value: int) -> str:
    if 20 < value <= 35:
        return chr(0x3251 + value - 21)
    return chr(0x32B1 + value - 36) if 35 < value <= 50 else _run(value, 0x2460, 20)


def format_number(value: int, style: str) -> str:
    """Return ``value`` in the number format ``style`` of WordprocessingML."""
    if not 0 <= value < 100_000:
        return str(value)  # no document counts so far: a damaged start value
    match style:
        case "none" | "bullet":
            return ""
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand":
            return _chinese(value)
        case "taiwaneseCounting" | "koreanCounting":
            return _chinese(value)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital2":
            return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return _chinese(value, _LEGAL, "拾佰仟")
        case "ideographTraditional":
            return _STEMS[value - 1] if 0 < value <= 10 else str(value)
        case "ideographZodiac":
            return _BRANCHES[value - 1] if 0 < value <= 12 else str(value)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _circled(value)
        case "decimalEnclosedParen":
            return _run(value, 0x2474, 20)
        case "decimalEnclosedFullstop":
            return _run(value, 0x2488, 20)
        case "ideographEnclosedCircle":
            return _run(value, 0x3280, 10)
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(0xFF10 + int(digit)) for digit in str(value))
        case "decimalZero":
            return f"{value:02d}"
        case "upperLetter":
            return _letters(value)
        case "lowerLetter":
            return _letters(value).lower()
        case "upperRoman":
            return _roman(value)
        case "lowerRoman":
            return _roman(value).lower()
        case _:
            return str(value)


@dataclass(slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int = -1
    paragraph_style: str = ""


@dataclass(slots=True)
class _List:
    """An abstract list: its levels, and how far it has counted."""

    levels: dict[int, _Level] = field(default_factory=dict)
    style_link: str = ""
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Use:
    """A list as paragraphs refer to it (``w:num``)."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)
    started: set[int] = field(default_factory=set)


class Numbering:
    """The lists of ``numbering.xml`` and their counters, which go on as paragraphs are read in order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._uses: dict[str, _Use] = {}
        self._linked: dict[str, str] = {}
        if root is None:
            return
        for element in children(root, "abstractNum"):
            self._lists[attribute(element, "abstractNumId")] = self._read_list(element)
        for element in children(root, "num"):
            self._uses[attribute(element, "numId")] = self._read_use(element)

    def link_styles(self, num_ids: dict[str, str]) -> None:
        """Tell which list each numbering style stands for; lists may only refer to a style."""
        self._linked = num_ids

    def _read_list(self, element: etree._Element) -> _List:
        found = _List()
        for child in children(element, "numStyleLink"):
            found.style_link = attribute(child, "val")
        for child in children(element, "lvl"):
            found.levels[number_of(child, "ilvl", 0)] = _read_level(child)
        return found

    def _read_use(self, element: etree._Element) -> _Use:
        abstract = next(children(element, "abstractNumId"), None)
        use = _Use(attribute(abstract, "val") if abstract is not None else "")
        for override in children(element, "lvlOverride"):
            level = number_of(override, "ilvl", 0)
            for child in children(override, "startOverride"):
                use.starts[level] = number_of(child, "val", 1)
            for child in children(override, "lvl"):
                use.levels[level] = _read_level(child)
        return use

    def level_of_style(self, num_id: str, style: str) -> int:
        """Return the level of list ``num_id`` that belongs to the paragraph style, 0 if none does."""
        use = self._uses.get(num_id)
        levels = self._lists[use.abstract].levels if use is not None and use.abstract in self._lists else {}
        return next((level for level, found in levels.items() if style and found.paragraph_style == style), 0)

    def next(self, num_id: str, level: int) -> str | None:
        """Count one paragraph of ``level`` in list ``num_id``; return its number as text, None if there is no list.

        A bullet gives the empty text.
        """
        use = self._resolve(num_id)
        if use is None or not 0 <= level < _LEVELS:
            return None
        found = self._lists[use.abstract]
        own = self._level(use, level)
        if own is None:
            return None
        if level in use.starts and level not in use.started:
            use.started.add(level)
            found.counts[level] = use.starts[level]
        elif level in found.counts:
            found.counts[level] += 1
        else:
            found.counts[level] = use.starts.get(level, own.start)
        self._restart_below(use, level)
        return self._text(use, own)

    def _resolve(self, num_id: str) -> _Use | None:
        for _ in range(4):
            use = self._uses.get(num_id)
            if use is None or use.abstract not in self._lists:
                return None
            link = self._lists[use.abstract].style_link
            if not link or self._lists[use.abstract].levels:
                return use
            num_id = self._linked.get(link, "")
        return None

    def _level(self, use: _Use, level: int) -> _Level | None:
        return use.levels.get(level) or self._lists[use.abstract].levels.get(level)

    def _restart_below(self, use: _Use, level: int) -> None:
        counts = self._lists[use.abstract].counts
        for lower in [key for key in counts if key > level]:
            below = self._level(use, lower)
            if below is None or below.restart < 0 or below.restart > level:
                del counts[lower]

    def _text(self, use: _Use, own: _Level) -> str:
        if own.style == "bullet":
            return ""
        counts = self._lists[use.abstract].counts

        def figure(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            shown = self._level(use, level)
            if shown is None:
                return ""
            style = "decimal" if own.legal else shown.style
            return format_number(counts.setdefault(level, shown.start), style)

        return _PLACE.sub(figure, own.text).strip()


def _read_level(element: etree._Element) -> _Level:
    level = _Level()
    for child in element:
        match child.tag.rpartition("}")[2]:
            case "start":
                level.start = number_of(child, "val", 1)
            case "numFmt":
                level.style = attribute(child, "val") or "decimal"
            case "lvlText":
                level.text = attribute(child, "val")
            case "isLgl":
                level.legal = attribute(child, "val") not in ("0", "false", "off")
            case "lvlRestart":
                level.restart = number_of(child, "val", 0)
            case "pStyle":
                level.paragraph_style = attribute(child, "val")
            case _:
                continue
    return level
