"""A leading group that is set up under one name and called by another (领导小组名称不一): :func:`two_groups`.

What a document sets up (成立……领导小组) is compared with the groups it names elsewhere: both names begin with the words
of the document's own matter and end alike, and differ between; or both are made of words of its title. Not here: names
with a word more or less (:mod:`luoshi.review.consistency.near_names`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from luoshi.base.texts import are_apart, normal
from luoshi.model.document import Span
from luoshi.review.consistency.name_differences import common_start
from luoshi.review.consistency.telling_words import TELLING
from luoshi.review.material import Material

_GROUP = re.compile(r"领导小组|工作专班|联席会议|指挥部|协调小组|工作组|推进组")
_KIND = re.compile(r"(?:工作)?(?:领导小组|专班|联席会议|指挥部|协调小组|工作组|推进组)$")
_FOUNDED = re.compile(r"(?:成立|组建|设立|建立)(?P<between>[^。；;]{0,110})$")
_LEAD = re.compile(
    r".*(?:成立|组建|设立|建立|健全|完善|调整|充实|召开|参加|发挥|按照|根据|接受|纳入|组成|担任|兼任|为成员|参加|的|由|向|在|经|报|将)"
)
_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{2,4}?[省市县区州](?=[\u4e00-\u9fff]{4})|全?[省市县区州])")
_HIGHER = re.compile(r"^(?:中央|国务院|国家|省|市委|县委|区委|州委)")
_PUSH = re.compile(r"^(?:推进|加快|促进|推动|深化)")
_CUT = re.compile(r"[\W_]")
_LIKE = {"领导小组", "指挥部", "协调小组"}
"""Of these one leads a matter; 专班 and 联席会议 stand beside it."""
_WINDOW, _SHORTEST, _AHEAD, _MOST, _OWN = 26, 3, 120, 40, 0.75


@dataclass
class _Group:
    name: str
    kind: str
    spans: list[Span] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    is_founded: bool = False

    @property
    def core(self) -> str:
        """The matter it is for: the name without place and kind."""
        return _KIND.sub("", self.name)


def two_groups(material: Material) -> Iterator[tuple[str, list[Span]]]:
    """Yield message and places for each group with two names."""
    groups: dict[str, _Group] = {}
    for number, sentence in enumerate(material.sentences):
        for match in _GROUP.finditer(sentence.text):
            low = max(0, match.start() - _WINDOW)
            before = _CUT.split(sentence.text[low : match.start()])[-1]
            name = _PLACE.sub("", _LEAD.sub("", before)) + match[0]
            if len(_KIND.sub("", name)) < _SHORTEST + 1 or _HIGHER.match(name) or len(groups) > _MOST:
                continue
            group = groups.setdefault(name, _Group(name, match[0]))
            group.spans.append(sentence.span(match.end() - len(name), match.end()))
            group.lines.add(number)
            start = match.end() - len(name)
            founded = _FOUNDED.search(sentence.text[max(0, start - _AHEAD) : max(0, start)])
            group.is_founded |= founded is not None and not _GROUP.search(founded["between"])
    title = normal(material.plan.document.title or "")
    for one in groups.values():
        for other in groups.values():
            if one.is_founded and not other.is_founded and _is_same(one, other, title):
                yield (
                    f"成立的是“{one.name}”，另一处称“{other.name}”，疑为同一机构的两个名称",
                    [one.spans[0], *other.spans[:4], *one.spans[1:4]],
                )


def _is_same(one: _Group, other: _Group, title: str) -> bool:
    if one.lines & other.lines or are_apart(one.core, other.core):
        return False
    if one.kind != other.kind:
        return {one.kind, other.kind} <= _LIKE and all(_is_of(group.core, title) for group in (one, other))
    first, second = (_PUSH.sub("", group.core) for group in (one, other))
    head = common_start(first, second)
    was, now = first[head:], second[head:]
    if first != second and head > _SHORTEST and _is_of(first, title) and _is_of(second, title):
        return True
    if first == second or re.search(TELLING, was + now):
        return False
    # Of two words in one place, that of the group set up is the document's own.
    is_like = bool(was and now) and max(len(was), len(now)) <= 3 * _SHORTEST
    return head >= _SHORTEST and first[:head] in title and is_like


def _is_of(core: str, title: str) -> bool:
    """Tell whether a matter is that of the document: nearly all its words are in the title."""
    pairs = [core[n : n + 2] for n in range(len(core) - 1)]
    return len(pairs) > _SHORTEST and sum(pair in title for pair in pairs) >= _OWN * len(pairs)
