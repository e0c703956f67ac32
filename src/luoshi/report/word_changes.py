"""What changed between two short texts, character by character (改动标注).

Entry: :func:`changed_words`. Numbers are kept whole: ``95%`` against ``96%`` is one change, not half of one.
Not here: which texts belong together (``luoshi.compare``), how a change is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[0-9A-Za-z.,]*[0-9A-Za-z]%?|.", re.DOTALL)
_LONGEST = 2000
"""Longer texts are shown as changed as a whole: comparing them takes too long to be worth it."""
_FEW = 2
"""Equal characters so few between two changes are by chance, and shown as changed too."""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a text; ``changed`` when the other text has other words here."""

    text: str
    changed: bool


def changed_words(old: str, new: str) -> tuple[list[Words], list[Words]]:
    """Return both texts in pieces, alternately the same and changed; put together they are the texts again."""
    if max(len(old), len(new)) > _LONGEST and old != new:
        return _joined([(old, True)]), _joined([(new, True)])
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (code, a, b, c, d) in enumerate(codes):
        inside = 0 < number < len(codes) - 1
        changed = code != "equal" or (inside and b - a <= _FEW and not _is_stop(before[a:b]))
        left.append(("".join(before[a:b]), changed))
        right.append(("".join(after[c:d]), changed))
    return _joined(left), _joined(right)


def _is_stop(tokens: list[str]) -> bool:
    """Whether punctuation stands among the tokens: it divides what is changed."""
    return any(token in "，。；：、！？（）,;:" for token in tokens)


def _joined(pieces: list[tuple[str, bool]]) -> list[Words]:
    """Return the pieces without empty ones, neighbours of the same sort made one."""
    found: list[Words] = []
    for text, changed in pieces:
        if found and found[-1].changed == changed:
            found[-1] = Words(found[-1].text + text, changed)
        elif text:
            found.append(Words(text, changed))
    return found
