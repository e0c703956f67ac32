"""Problems (问题、短板) that a plan states, and the tasks that answer them.

Entry: :func:`find_problems`. The sources: the problem column of responsibility tables; the sentences of a section or
passage that sets out to list shortcomings (存在的问题, 仍有短板，主要表现在：…), or that is on challenges; and, in
the rest of the text, phrases that name a problem outright (解决…问题, 化解…压力, 拉近与…的差距). Tasks are linked by
row for tables, and by shared rare character pairs for prose (:class:`luoshi.compiler.likeness.Likeness`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.compiler.ids import IdBook
from luoshi.compiler.likeness import Likeness
from luoshi.compiler.tasks.sections import begins_with_action
from luoshi.compiler.tasks.tables import read_rows
from luoshi.model.document import Block, BlockKind, Document, Passage, Place, Span
from luoshi.model.plan import Problem, Task

_HEADING = re.compile(
    r"(?:存在|面临|突出)的?(?:主要|突出|新)?(?:的)?(?:问题|短板|困难|不足)|问题与不足|问题和不足|(?:问题"
    r"|短板|不足|薄弱环节|差距)$|(?:问题|困难|不足)[和与及、](?:困难|挑战|短板|不足)|短板和弱项"
)
_LIST_LEAD = re.compile(
    r"(?:存在|面临|还有|仍有)[^。；：:，,]{0,24}?(?:不足|问题|短板|困难|差距|薄弱环节|弱项|矛盾)[^。；：:]{0,12}?(?"
    r":[，,]?\s*(?:(?:主要)?(?:是|有|表现在|表现为|体现在)\s*[：:]?|[：:]))"
)
_TURN = re.compile(
    r"(?:但|但是|同时|然而|与此同时)[，,]?(?:也|还|仍|我们|必须|应当|要)*[^。]{0,20}?(?:看到|清醒认识)[^。]{0,12}?"
    r"[，,：:]"
)
_LACK = re.compile(
    r"紧张|缺口|空心化|倦怠|超标|陈旧|落后|脱节|居高不下|不紧|偏慢|拥挤|缺位|虚化|弱化|"
    r"不足|不够|不强|不高|不优|不均|不平衡|不充分|不齐|不完善|不健全|不合理|不科学|不顺|不规范|不到位|不明显"
    r"|不适应|不匹配|不协调|不相适应|不深|不畅|不全|不佳|不稳|不多|失调|滞后|缓慢|短缺|紧缺|缺乏|缺少|缺编"
    r"|偏低|偏少|偏大|偏小|较低|较差|较弱|较重|较大差距|差距|薄弱|较少"
    r"|矛盾|制约|有待|尚未|未能|还未|没有|难以|困难|突出问题|流失|老化|过高|过低|过大|过重|太大|太少|低下"
    r"|艰巨|不愿|较为突出|依然存在|挑战|压力|短板|瓶颈"
)
_OUTWARD = re.compile(
    r"^(?:这些|以上|上述|面对|针对|因此|为此|对此|我们必须|必须|需要|要)|新的挑战$|带来(?:了)?新|提出(?:了)?新"
)
_ORDINAL = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,2}是|第?[一二三四五六七八九十]{1,2}[、，,]|[（(][一二三四五六七八九十\d]{1,2}"
    r"[）)]|\d{1,2}[.．、]|[①-⑳])\s*"
)
_LEAD_WORDS = re.compile(
    r"^(?:主要(?:是|表现在)?[：:，,]?|其中[，,]?|具体表现为?[：:]?|从[^，,。；]{2,16}(?:看|来看)[，,]|同时[，,]"
    r"|此外[，,]|但[是]?[，,]?|总体(?:来)?看[，,])\s*"
)
_PROSE = re.compile(
    r"(?:解决|化解|破解|消除|缓解|克服|治理|整治|扭转|弥补|补齐)(?:好|了)?"
    r"(?P<what>[^，,。；;：:、《》的]{2,30}?(?:[、][^，,。；;：:《》]{2,24}?){0,3}?(?:问题|困难|困境|难题"
    r"|短板|矛盾|压力|瓶颈|大班额|大校额|入园难|上学难|择校热|不足|现象|差距|弱项)[”\"]?(?:问题|现象|难题)?)(?="
    r"[，,。；;、）)]|$)"
    r"|(?:缩小|拉近|弥合)(?P<gap>与[^，,。；;]{2,24}的?差距)"
    r"|(?P<some>(?:部分|一些|个别|少数)[^，,。；;]{2,14}(?:不足|不够|少、[^，,。；;]{1,6}|较差|薄弱|滞后"
    r"|缺乏|偏低))(?:等|的|[，,。；;])"
)
_PAST = re.compile(r"成就|成绩|成效|回顾|现状|基础$|主要做法|取得")
_CHALLENGE = re.compile(r"挑战|问题|短板|矛盾|形势|薄弱")
_AT_END = re.compile(
    r"(?:不足|不够|不强|不高|不优|不均衡|不平衡|不充分|不完善|不健全|不到位|不合理|薄弱|薄弱环节|制约|有待\S{2,8}"
    r"|差距|短缺|紧缺|滞后|突出|困难|缺乏|偏低|过重|尚待\S{2,8}|亟[待需]\S{2,8}|难以\S{2,8}|不能\S{2,10})$"
)
_VAGUE = re.compile(
    r"(?:最关心|最直接|最现实|热点|难点|反映强烈|突出|实际|具体|相关|有关|重大|重要|各类|系列|发展|关键"
    r"|上述|这些)(?:的)?(?:教育)?(?:问题|难题|困难|短板|矛盾)$"
)
_BLANK = re.compile(r"\s+")
_SHORTEST = 4
_DONE = re.compile(r"(?:解决|化解|消除|破解)了$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A problem in the text, before numbers are given out."""

    passage: Passage
    section: str
    place: Place | None
    tasks: tuple[str, ...] = ()


def find_problems(doc: Document, tasks: Sequence[Task], ids: IdBook) -> list[Problem]:
    """Return the problems that ``doc`` states, each with the ids of the tasks that answer it."""
    likeness = Likeness(doc, tasks)
    found = sorted([*_of_tables(doc, likeness), *_of_lists(doc)], key=_place_of)
    for source in (_of_challenges, _of_prose):  # the more precise source first
        taken = [f.passage.whole for f in found]
        found = sorted([*found, *(f for f in source(doc) if _is_free(f.passage.whole, taken))], key=_place_of)
    likeness.prepare(f.passage.text for f in found if not f.tasks)
    problems = []
    for item in found:
        span = item.passage.whole
        answering = item.tasks or likeness.answering(item.passage.text, span.start)
        text = re.sub(r"\s*\n\s*", "", item.passage.text)
        problems.append(
            Problem(
                id=ids.take("q", text),
                section=item.section,
                span=span,
                quote=doc.quote(span),
                at=item.place,
                text=text,
                tasks=answering,
            )
        )
    return problems


def _place_of(item: _Found) -> Span:
    return item.passage.whole


def _is_free(span: Span, taken: list[Span]) -> bool:
    """Return whether none of the sorted spans ``taken`` overlaps ``span``."""
    at = bisect_left(taken, span)
    before, after = taken[max(0, at - 1) : at], taken[at : at + 1]
    return not any(t.start < span.end and span.start < t.end for t in (*before, *after))


def _of_tables(doc: Document, likeness: Likeness) -> Iterator[_Found]:
    """Read the problem column; the tasks of the rows that a problem covers answer it."""
    cells: dict[Span, _Found] = {}
    for row in read_rows(doc):
        if row.problem is None:
            continue
        passage = _stripped(row.problem.passage)
        own = tuple(i for m in row.measures if (i := likeness.holding(m.passage.whole.start)) is not None)
        old = cells.get(passage.whole)
        path = "/".join(p for p in (doc.section_of(row.block).path, row.serial) if p)
        place = row.problem.place or row.block.place
        cells[passage.whole] = _Found(passage, path, place, (old.tasks if old else ()) + own)
    yield from cells.values()


def _of_lists(doc: Document) -> Iterator[_Found]:
    """Read sections and sentences that set out to list shortcomings."""
    titles = _titles_of(doc)
    for block in doc.blocks:
        if block.table is not None or block.kind in (BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION):
            continue
        start = _list_start(block, titles[block.section][:2])
        if start is None:
            continue
        path = doc.section_of(block).path
        for part in _statements(block.passage, start, numbered=bool(block.label) and not start):
            yield _Found(part, path, block.place)


def _list_start(block: Block, titles: tuple[str, ...]) -> int | None:
    """Return where in a block a list of shortcomings begins; None if it holds none."""
    lead = _LIST_LEAD.search(block.text) or _TURN.search(block.text)
    if any(len(t) <= 24 and _HEADING.search(t) and not begins_with_action(t) for t in titles):
        return lead.end() if lead and "。" not in block.text[: lead.start()] else 0
    return lead.end() if lead else None


def _titles_of(doc: Document) -> list[tuple[str, ...]]:
    """Return for every section its title and those above it, innermost first, without blanks."""
    chains: list[tuple[str, ...]] = []
    for section in doc.sections:
        above = chains[section.parent] if section.parent > 0 else ()
        chains.append((_BLANK.sub("", section.title).rstrip("。：:"), *above))
    return chains


def _of_challenges(doc: Document) -> Iterator[_Found]:
    """Read, in sections on challenges, the clauses that end in what is lacking (…资源不足、…配置不均衡)."""
    titles = _titles_of(doc)
    for block in doc.blocks:
        above = () if block.table is not None else titles[block.section][:2]
        if not any(_CHALLENGE.search(t) and not begins_with_action(t) for t in above):
            continue
        path = doc.section_of(block).path
        for match in re.finditer(r"[^，,。；;！!\n]+", block.text):
            low, high = match.span()
            ordinal = _ORDINAL.match(block.text[low:high])
            low += ordinal.end() if ordinal else 0
            words = block.text[low:high]
            cut = [m.start() for m in re.finditer("、", words) if _AT_END.search(words[: m.start()])]
            for start, end in zip([0, *(c + 1 for c in cut)], [*cut, len(words)], strict=True):
                text = block.text[low + start : low + end].strip()
                if len(text) >= _SHORTEST and _AT_END.search(text) and not _OUTWARD.search(text):
                    yield _Found(_stripped(block.passage.slice(low + start, low + end)), path, block.place)


def _statements(passage: Passage, start: int, *, numbered: bool = False) -> Iterator[Passage]:
    """Cut a passage into statements that say what is lacking; of a numbered item the first is one whatever it says."""
    for match in re.finditer(r"[^。；;！!\n]+", passage.text[start:]):
        low, high = start + match.start(), start + match.end()
        for lead in (_ORDINAL, _LEAD_WORDS):
            found = lead.match(passage.text[low:high])
            low += found.end() if found else 0
        text = passage.text[low:high].strip()
        tells = _LACK.search(text) or (numbered and match.start() == 0)
        if len(text) >= _SHORTEST and tells and not _OUTWARD.search(text):
            yield _stripped(passage.slice(low, high))


def _of_prose(doc: Document) -> Iterator[_Found]:
    """Read phrases that name a problem outright inside tasks and goals; what is said to be solved already is none."""
    titles = _titles_of(doc)
    for block in doc.blocks:
        if block.table is not None or block.kind is BlockKind.TITLE:
            continue
        if any(_PAST.search(t) for t in titles[block.section]):
            continue
        for match in _PROSE.finditer(block.text):
            name = next(n for n in ("what", "gap", "some") if match[n])
            if _DONE.search(block.text[: match.start(name)]) or _VAGUE.search(match[name]):
                continue
            yield _Found(block.passage.slice(*match.span(name)), doc.section_of(block).path, block.place)


def _stripped(passage: Passage) -> Passage:
    text = passage.text
    begin = len(text) - len(text.lstrip())
    return passage.slice(begin, len(text.rstrip()))
