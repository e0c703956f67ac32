"""How many skills each pupil shall master (应掌握的技能): 两项以上运动技能 at one place, 一项 at another.

Entry: :func:`skills_of`. Not here: what is said of it (:mod:`luoshi.review.consistency.values`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from luoshi.model.document import Span
from luoshi.review.material import Sentence

_NUMBER = r"[一二两三四五1-5]"
_SKILL = re.compile(
    rf"掌握\s?(?P<n>{_NUMBER}(?:\s?[—\-–~～至到]{{1,2}}\s?{_NUMBER})?)\s?[项种门](?:以上|及以上|左右)?的?"
    r"(?P<what>(?:体育)?运动技能|体育技能|艺术特长|艺术技能|劳动技能|生活技能)"
)


def skills_of(sentences: Iterable[Sentence]) -> Iterator[tuple[str, list[tuple[str, Span]]]]:
    """Yield skills that are told with different numbers: the skill, then each number with its first place."""
    seen: dict[str, list[tuple[str, Span]]] = {}
    for sentence in sentences:
        if "掌握" not in sentence.text:
            continue
        for match in _SKILL.finditer(sentence.text):
            number = _digits(match["n"])
            places = seen.setdefault(match["what"], [])
            if number not in [n for n, _ in places]:
                places.append((number, sentence.span(*match.span())))
    yield from ((what, told) for what, told in seen.items() if len(told) > 1)


def _digits(text: str) -> str:
    plain = re.sub(r"[\s—\-–~～至到]+", "—", text)
    return plain.translate(str.maketrans("一二两三四五", "122345"))
