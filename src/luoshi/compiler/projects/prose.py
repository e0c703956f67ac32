"""Projects from running text and from paragraphs that list them, with what the text around says of them.

Entry: :func:`projects_in_text`. A sentence gives the size, the money and the year of its projects; one that goes on
about them (力争2024年建成) adds the year; an entry whose run-in heading is a project takes the facts of its text.
Sentences on the past are left out. Not here: which clauses name projects (``clauses``, ``lists``),
tables (``tables``), merging (``projects``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from luoshi.compiler.projects.clauses import Found, clauses_of, counted_works, is_entry, items_in_clause
from luoshi.compiler.projects.draft import LONGEST_NAME, Draft
from luoshi.compiler.projects.facts import (
    NO_FACTS,
    closed,
    end_year_of,
    invested_in_yi,
    nature_of,
    read_facts,
    start_year_of,
)
from luoshi.compiler.projects.lists import items_in_list
from luoshi.compiler.projects.names import Item, parse_item
from luoshi.model.document import Passage, Place

_SENTENCE = re.compile(r"[^。！!？?；;\n]+")
_PAST_SENTENCE = re.compile(r"累计|先后|近[年两三五几十]|以来|取得|成功[获入]|被评为|相继")
_PERIOD = re.compile(r"十[一二三四五]五”?(?:期间|时期)")
_DONE = re.compile(r"已|了|达到")
_SITE = re.compile(
    r"在(?P<place>[^，。；]{2,18}?)(?:规划|选址)?(?:新建|建设|兴建)|选址(?:于|在)?(?P<site>[^，。；]{2,18})"
)
_TOWN = re.compile(r"^([\u4e00-\u9fff]{1,4}?(?:镇|乡|街道))(?=[^中心小初]|中心)")
_AREA = re.compile(r"^(城区|县城|市区)(?=.{3,})")
_ENTRY = re.compile(r"(?P<title>[^：:。，,；;\n]{3,36})[：:。]")
_NOTE = re.compile(r"[（(](?=[^（()）]*\d[\d.]*\s?(?:个?班|个?学位|亿元|万元|平方米|亩))[^（()）]{2,80}[)）]")
_PLANNED = re.compile(r"规划|计划|新建|建设|总投资|拟建|投资|选址")
_AFTERWARDS = re.compile(r"^(?:力争|预计|计划|确保|争取|全部|项目|该|20\d\d年)")


@dataclass(frozen=True, slots=True)
class Source:
    """A passage with what is known of it.

    Attributes:
        passage: the text.
        section: path of its section.
        at: where it stands in the original.
        owner, place: who is responsible and where, for all projects in it.
        boxed: it stands in a box (专栏).
        title_end: length of its run-in heading.
    """

    passage: Passage
    section: str
    at: Place | None = None
    owner: str | None = None
    place: str | None = None
    boxed: bool = False
    title_end: int = 0


_WORKS = re.compile(r"建|扩|迁|搬|改造|成立|打造|项目|工程|依托|升级|提质|设立|启动|落成|选址|工|投用|交付")


def projects_in_text(source: Source) -> list[Draft]:
    """Return the projects of a passage in reading order."""
    listed = _listed(source)
    if listed:
        return listed
    entry = _titled_entry(source)
    if entry is not None:
        return [entry]
    found: list[Draft] = []
    latest: range = range(0)
    heading = 0
    for sentence in _SENTENCE.finditer(source.passage.text):
        drafts = _in_sentence(source, sentence.start(), sentence.end())
        year = end_year_of(sentence[0]) if latest and not drafts else None
        if drafts:
            latest = range(len(found), len(found) + len(drafts))
            found += drafts
        elif year and _AFTERWARDS.match(sentence[0].strip()):
            for i in latest:
                found[i] = replace(found[i], end=found[i].end or year)
        else:
            latest = range(0)
        heading += len(drafts) if sentence.start() < source.title_end else 0
    return [_entry(source, found[0])] if heading == len(found) == 1 else found


def _listed(source: Source) -> list[Draft]:
    text = source.passage.text
    starts = (0, source.title_end + 1) if 0 < source.title_end < len(text) else (0,)
    for start in starts:
        listed = items_in_list(text, start, source.boxed)
        if listed:
            drafts = [_draft(source, item, nature) for item, nature in listed.items]
            return [replace(d, scope=(d.span,), listed=True, place=listed.place or d.place) for d in drafts]
    return []


def _entry(source: Source, draft: Draft) -> Draft:
    """A project that is the run-in heading of its paragraph: the whole paragraph tells of it."""
    text = source.passage.text
    return _told(replace(draft, scope=(source.passage.whole,)), text)


def _titled_entry(source: Source) -> Draft | None:
    """A paragraph that opens with the bare name of a school and goes on to plan it (临江一中新校区：规划用地300亩…)."""
    text = source.passage.text
    found = _ENTRY.match(text)
    if not found or not is_entry(found["title"]):
        return None
    rest = text[found.end() :]
    planned = read_facts(rest) != NO_FACTS or invested_in_yi(rest) is not None
    item = parse_item(found["title"])
    if item is None or not planned or not _PLANNED.search(rest) or _is_past(rest):
        return None
    return _entry(source, _draft(source, item, nature_of(found["title"]) or nature_of(rest[:40])))


def _told(draft: Draft, text: str) -> Draft:
    """Return ``draft`` with what ``text``, which tells of it alone, says."""
    site = _SITE.search(text)
    place = closed(site["place"] or site["site"]) if site else None
    return replace(
        draft,
        facts=read_facts(text),
        investment_yi=invested_in_yi(text),
        place=draft.place or place,
        start=draft.start or start_year_of(text),
        end=draft.end or end_year_of(text),
    )


def _is_past(text: str) -> bool:
    return bool(_PAST_SENTENCE.search(text) or (_PERIOD.search(text) and _DONE.search(text)))


def _in_sentence(source: Source, start: int, end: int) -> list[Draft]:
    sentence = source.passage.text[start:end]
    if not _WORKS.search(sentence):
        return []
    plain, notes = _without_notes(sentence)
    found: list[Found] = []
    for a, b in clauses_of(plain, 0, len(plain)):
        items = items_in_clause(plain[a:b])
        if not items and len(found) > 1 and (counted := counted_works(plain[a:b])):
            items = [counted]
        found += [(replace(item, start=item.start + a, end=item.end + a), nature) for item, nature in items]
    if not found or _is_past(sentence):
        return []
    year = end_year_of(sentence)
    scope = (source.passage.span(start, end),)
    drafts = []
    for item, nature in found:
        note = next((n.text for n in notes if n.at == item.end), "")
        shift = start + sum(len(n.text) for n in notes if n.at <= item.start)
        tail = shift + sum(len(n.text) for n in notes if item.start < n.at < item.end)
        draft = _draft(source, replace(item, start=item.start + shift, end=item.end + tail), nature)
        facts, money = (read_facts(note), invested_in_yi(note)) if note else (read_facts(draft.name), None)
        drafts.append(replace(draft, scope=scope, end=year, facts=facts, investment_yi=money))
    return [_told(drafts[0], sentence)] if len(drafts) == 1 else drafts


@dataclass(frozen=True, slots=True)
class _Note:
    """A bracket with figures and where the text goes on without it (甲园（15个班、450个学位）)."""

    at: int
    text: str


def _without_notes(sentence: str) -> tuple[str, list[_Note]]:
    """Return ``sentence`` without its brackets of figures, and these."""
    notes: list[_Note] = []
    plain, at = "", 0
    for found in _NOTE.finditer(sentence):
        plain += sentence[at : found.start()]
        notes.append(_Note(len(plain), found[0]))
        at = found.end()
    return plain + sentence[at:], notes


def _draft(source: Source, item: Item, nature: str | None) -> Draft:
    passage = source.passage
    name = closed(passage.text[item.start : item.end]).strip("，。；;、 ")
    town = _TOWN.match(name) or _AREA.match(name)
    return Draft(
        name=name[:LONGEST_NAME],
        span=passage.span(item.start, item.end),
        scope=(),
        section=source.section,
        at=source.at,
        nature=nature,
        place=source.place or (town[1] if town else None),
        owner=source.owner,
    )
