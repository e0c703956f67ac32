"""A school whose name has its two characters turned round once (校名颠倒): :func:`turned_names`. 江滨小学, 滨江小学."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from luoshi.model.document import Span
from luoshi.review.material import Material

_SCHOOL = re.compile(r"(?P<own>[\u4e00-\u9fff]{2})(?P<kind>小学|中学|幼儿园|学校|初中|高中|实验小学|实验学校)")
_COMMON = re.compile(r"[省市县区乡镇村州城东西南北中小学校初高职新建民公办一二三四五六七八九十]")


def turned_names(material: Material) -> Iterator[tuple[str, list[Span]]]:
    """Yield a message and the places of each name that stands once with its characters in the other order."""
    found: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    lines: dict[str, set[int]] = defaultdict(set)
    for number, sentence in enumerate(material.sentences):
        for match in _SCHOOL.finditer(sentence.text):
            own = match["own"]
            if own[0] != own[1] and not _COMMON.search(own):
                found["".join(sorted(own)) + match["kind"]][match[0]].append(sentence.span(*match.span()))
                lines[match[0]].add(number)
    for names in found.values():
        if len(names) != 2:
            continue
        (odd, first), (usual, second) = sorted(names.items(), key=lambda item: len(item[1]))
        if len(first) == 1 and not lines[odd] & lines[usual]:
            yield f"“{odd}”（1处）与“{usual}”（{len(second)}处）只是两个字颠倒，疑为同一学校", [first[0], *second[:4]]
