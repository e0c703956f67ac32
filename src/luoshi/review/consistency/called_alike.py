"""Programmes and leading bodies that share a long name but for one word (同一名称一词之差).

Entry: :func:`called_alike`. “青禾”教师成长计划 and “青苗”教师成长计划 share all that stands behind the quoted word, and
the quoted words a character; 教育发展工作领导小组 and 教育发展工作推进小组 share all before their kind. They are
looked up by what is shared, so nothing else is compared. Not here: names quoted whole, colleges and centres.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from luoshi.model.document import Span
from luoshi.review.material import Material, Sentence

_PROGRAMME = re.compile(
    r"“(?P<own>[\u4e00-\u9fff]{2,5})”(?P<shared>[\u4e00-\u9fff]{3,12}?(?:工程|计划|行动|项目|活动|品牌|基金|奖))"
)
_BODY = re.compile(
    r"(?P<shared>[\u4e00-\u9fff]{6,24}?)(?P<own>领导小组|推进小组|协调小组|工作专班|指挥部|联席会议)(?!办公室|成员)"
)
_NUMBERED = re.compile(r"[一二三四五六七八九十百千万双两]")
_LEAD = re.compile(r"^.*(?:成立|设立|组建|建立|健全|完善|发挥|调整|同志任|任组长的|担任组长的|由|和|与|及|向|在|经)")
_RENAMED = re.compile(r"更名|调整为|升格|改为|原|撤销|并入|下设")
_SHARED_LEAST, _SHARED_BODY, _MOST = 5, 7, 12


@dataclass
class _Name:
    whole: str
    spans: list[Span] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    is_renamed: bool = False


def called_alike(material: Material) -> Iterator[tuple[str, list[Span]]]:
    """Yield a message and the places of each pair of names."""
    programmes: dict[str, dict[str, _Name]] = defaultdict(dict)
    bodies: dict[str, dict[str, _Name]] = defaultdict(dict)
    for number, sentence in enumerate(material.sentences):
        text = sentence.text
        if "”" in text:
            for match in _PROGRAMME.finditer(text):
                if len(match["shared"]) >= _SHARED_LEAST:
                    _enter(programmes[match["shared"]], match["own"], match[0], sentence, number, match.span())
        if "小组" in text or "专班" in text or "指挥部" in text or "联席会议" in text:
            for match in _BODY.finditer(text):
                shared = _LEAD.sub("", match["shared"])
                if len(shared) >= _SHARED_BODY:
                    start = match.end("shared") - len(shared)
                    key = shared[-_SHARED_BODY:].removesuffix("工作")
                    whole = text[start : match.end()]
                    _enter(bodies[key], match["own"], whole, sentence, number, (start, match.end()))
    for groups, fits in ((programmes, _is_one_programme), (bodies, _is_one_body)):
        for group in groups.values():
            for (one, first), (other, second) in combinations(list(group.items())[:_MOST], 2):
                if fits(one, other) and not first.lines & second.lines and not (first.is_renamed or second.is_renamed):
                    message = f"“{_plain(first.whole)}”与“{_plain(second.whole)}”只差一个词，疑为同一名称的两种写法"
                    yield message, [first.spans[0], second.spans[0], *first.spans[1:4], *second.spans[1:4]]


def _enter(group: dict[str, _Name], own: str, whole: str, sentence: Sentence, number: int, at: tuple[int, int]) -> None:
    name = group.setdefault(own, _Name(whole))
    name.spans.append(sentence.span(*at))
    name.lines.add(number)
    name.is_renamed |= bool(_RENAMED.search(sentence.text))


def _is_one_programme(one: str, other: str) -> bool:
    """Tell whether the quoted words have one character for another, which is no numeral."""
    if len(one) != len(other):
        return False
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 and not any(_NUMBERED.match(c) for c in apart[0])


def _is_one_body(one: str, other: str) -> bool:
    """Tell whether both are groups: a task force (专班) or a joint meeting may well stand beside a leading group."""
    return one.endswith("小组") and other.endswith("小组")


def _plain(text: str) -> str:
    return text.replace("“", "").replace("”", "")
