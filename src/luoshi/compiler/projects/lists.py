"""Projects of a paragraph that is nothing but a list of them, in a box (专栏) or after a lead.

Entry: :func:`items_in_list`. Forms: ``某区：新建甲小学项目、乙初中改扩建项目；``, ``某某工程　新建甲学院项目、…``,
``新建学校（3所）：甲小学、乙小学、丙幼儿园。`` Text in, offsets out. Not here: sentences (``clauses``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.compiler.projects.clauses import Found
from luoshi.compiler.projects.facts import NATURE, closed, nature_of
from luoshi.compiler.projects.names import has_own_mark, head_noun, is_counted, is_named, parse_item, split_items

_LEAD = re.compile(r"(?P<lead>[^：:，,。；;]{2,24}?)[：:]")
_REGION_LEAD = re.compile(
    r"(?:[市县区镇乡旗州]|街道|本级|市直|县直|区直|直属|管委会|教育局)(?:[（(]\d+[^）)]{0,4}[）)])?$"
)
_WORKS_LEAD = re.compile(
    rf"(?:{NATURE}|重点|重大|建设|开工|竣工|谋划|储备|实施|计划|学校|教育)[^：:，,。；;]*(?:项目|工程|学校|幼儿园|园所)"
    rf"(?:[（(][^）)]{{1,8}}[）)]|\d+[个所])?$|^(?:20\d\d年[^：:，]{{0,4}})?{NATURE}"
)
_PROGRAMME = re.compile(r"[^，,。；;：:、]{3,24}(?:工程|计划|项目|行动)[\s　]+")
_STANDING = re.compile(
    r"支持|实施|推进|开展|引导|鼓励|申报|机制|制度|体系|队伍|计划$|行动$|培训|活动|资助|奖补|课程|名师"
)
_OPEN_END = re.compile(r"等\d*[个所]?(?:项目|学校|工程)?$")
_MOST = 2 / 3
"""Share of the items that must speak of building for the paragraph to be a list of projects."""


@dataclass(frozen=True, slots=True)
class ListOfProjects:
    """The items of a list paragraph with what its lead says of all of them."""

    items: tuple[Found, ...]
    place: str | None = None


def items_in_list(text: str, start: int, boxed: bool) -> ListOfProjects | None:
    """Return the projects of the paragraph ``text[start:]``; None if it is not a list of projects.

    Args:
        text: the paragraph.
        start: where to begin.
        boxed: it stands in a box; a programme's name and a blank may then open the list.
    """
    programme = _PROGRAMME.match(text, start)
    body = programme.end() if programme else start
    lead = _LEAD.match(text, body)
    words = closed(lead["lead"]) if lead else ""
    place = words if _REGION_LEAD.search(words) else None
    if lead and (place or _WORKS_LEAD.search(words)):
        body = lead.end()
    elif not (programme and boxed):
        return None
    items = _items(text, body, nature_of(words) if not place else None)
    return ListOfProjects(items, re.sub(r"[（(].*$", "", place) if place else None) if items else None


def _items(text: str, body: int, shared: str | None) -> tuple[Found, ...]:
    end = len(text.rstrip(" 　。；;，,"))
    open_end = _OPEN_END.search(text, body, end)
    end = open_end.start() if open_end else end
    if re.search(r"[。！]", text[body:end]):
        return ()
    spans = [(body + a, body + b) for a, b in split_items(text[body:end], "、，,；;")]
    works = [bool(re.search(rf"(?:项目|工程)(?:[（(][^）)]*[）)])?$|{NATURE}", text[a:b])) for a, b in spans]
    named = [bool(shared) and head_noun(text[a:b]) in ("school", "building") for a, b in spans]
    if len(spans) < 2 or sum(w or n for w, n in zip(works, named, strict=True)) < _MOST * len(spans):
        return ()
    found: list[Found] = []
    inherited = shared
    for a, b in spans:
        item = parse_item(text[a:b], a)
        if item is None or is_counted(item.body) or _STANDING.search(item.body):
            continue
        if not (is_named(item.body) or has_own_mark(item.body) or (item.suffix and head_noun(item.body))):
            continue
        nature = nature_of(item.front) or nature_of(text[a:b])
        found.append((item, nature or inherited))
        inherited = nature if item.front and not item.suffix else shared
    return tuple(found)
