"""Lines of a text file (行), each with its clean passage: indentation, Markdown marks and inline tags taken off.

Entry: :func:`split_lines`, :func:`clean`. Text files carry Markdown as often as Markdown files do, so both are cleaned
alike. Not here: what a line is (``structure``), tables (``flat_tables``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.model.document import Passage, Run

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_SPECIAL = re.compile(r"[<*\\`&_~\[\ufeff\u200b-\u200d\u2060]")
_DROP = re.compile(
    r"</?(?:p|br|b|i|u|s|strong|em|span|font|div|sup|sub|td|tr|th|table|tbody|center|a|del|ins)(?:\s[^<>]{0,300})?/?>"
    r"|\*\*\*?|&(?:nbsp|emsp|ensp|amp|#160);|\[bookmark:[^\]]{0,60}\]|[\ufeff\u200b-\u200d\u2060]|(?<![\w_])__|__(?![\w_])|~~|`+"
    r"|\\(?=[\\`*_{}\[\]()#+\-.!|~<>])",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+(?=\S)")
_DASH = re.compile(r"(?:——|[-*+•●■◆▪·○◇□▲★])[ \t\u3000]*(?=[^\s\d*—-])")
_DASH_STARTS = frozenset("—-*+•●■◆▪·○◇□▲★")
_DASH_NEEDS_BLANK = frozenset("-*+·")
_BOLD = re.compile(r"\*\*([^*]{1,120})\*\*|__([^_]{1,120})__")


@dataclass(slots=True)
class Line:
    """One line: ``raw`` without its end, standing at ``start`` of the text; ``body`` is its stripped text at ``at``."""

    number: int
    start: int
    raw: str
    body: str
    at: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean line: its passage and what its marks said."""

    passage: Passage
    style_level: int = 0
    bold_end: int = 0
    dash: bool = False


def split_lines(text: str) -> list[Line]:
    """Return the lines of ``text``, ended by LF, CRLF or (in a file that has only these) CR."""
    end = "\n" if "\n" in text or "\r" not in text else "\r"
    lines: list[Line] = []
    start = 0
    for number, raw in enumerate(text.split(end), 1):
        body = raw.strip()
        at = start
        if body:
            if body[0] in INVISIBLE:
                body = body.lstrip(INVISIBLE + " \t\u3000")
            at += raw.find(body) if body else 0
        lines.append(Line(number, start, raw, body, at))
        start += len(raw) + 1
    return lines


def clean(body: str, at: int) -> Cleaned:
    """Return the clean passage of a line whose stripped text ``body`` stands at ``at``."""
    level = bold_end = 0
    dash = False
    if body[0] == "#" and (match := _HEADING.match(body)):
        level = len(match[1])
        at += match.end()
        body = body[match.end() :].rstrip("# \t") or body[match.end() :]
    elif body[0] in _DASH_STARTS and not body.startswith("**") and (match := _DASH.match(body)):
        blank = match.end() > 1 and body[match.end() - 1].isspace()
        if blank or body[0] not in _DASH_NEEDS_BLANK:
            dash = True
            at += match.end()
            body = body[match.end() :]
    if not _SPECIAL.search(body):
        return Cleaned(Passage.of(body, at), level, 0, dash)
    bold = _BOLD.match(body)
    passage = without_marks(body, at)
    if bold:
        bold_end = len(without_marks(bold[0], 0).text)
        bold_end = 0 if bold_end >= len(passage.text) else bold_end
    return Cleaned(passage, level, bold_end, dash)


def has_marks(body: str) -> bool:
    """Tell whether ``body`` may contain marks that :func:`without_marks` takes out."""
    return _SPECIAL.search(body) is not None


def without_marks(body: str, at: int) -> Passage:
    """Return the passage of ``body``, standing at ``at``, without inline tags and Markdown marks and stripped."""
    pieces: list[str] = []
    runs: list[Run] = []
    length = last = 0
    for match in _DROP.finditer(body):
        if match.start() > last:
            runs.append(Run(length, at + last, match.start() - last))
            pieces.append(body[last : match.start()])
            length += match.start() - last
        last = match.end()
    if not runs and last == 0:
        return Passage.of(body, at)
    if last < len(body):
        runs.append(Run(length, at + last, len(body) - last))
        pieces.append(body[last:])
    text = "".join(pieces)
    passage = Passage(text, tuple(runs) or (Run(0, at, 0),))
    stripped = text.strip()
    if len(stripped) == len(text):
        return passage
    begin = len(text) - len(text.lstrip()) if stripped else 0
    return passage.slice(begin, begin + len(stripped))
