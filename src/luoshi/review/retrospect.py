"""Last year's results at the head of a plan for one year (上年回顾), where no heading says that they are told.

Entry: :func:`looking_back`. 工作要点 begin with 2024年，… and go on for some paragraphs before 2025年是…; what they
tell is reached, not wanted. Not here: headings that say so (:mod:`luoshi.review.tenses`).
"""

from __future__ import annotations

import re

from luoshi.model.document import BlockKind, Document
from luoshi.model.plan import Figure, Observation, Target

_WANTED = re.compile(r"目标|计划|力争|确保|今年|将(?!近|军)|拟")


def looking_back(document: Document, period: tuple[int, int] | None) -> frozenset[int]:
    """Return the numbers of the blocks of prose that tell of the year before the plan's only one."""
    if period is None or period[0] != period[1]:
        return frozenset()
    last = period[0] - 1
    begins = re.compile(
        rf"^\s*(?:回顾)?(?:过去的)?{last}\s?年(?:以?来|里|度)?[，,是]|^\s*(?:过去一年|一年来|去年)[，,以]"
    )
    ends = re.compile(rf"^\s*(?:今年|新的一年|{period[0]}\s?年)")
    names = re.compile(rf"{last}\s?年")
    found: set[int] = set()
    is_back = False
    for number, block in enumerate(document.blocks):
        if block.table is not None or block.kind is BlockKind.CAPTION:
            continue
        titles = [s.title for s in document.ancestors(document.section_of(block)) if len(s.title) <= 30]
        if any(names.search(title) and f"{period[0]}年" not in title for title in titles):
            found.add(number)
            continue
        text = block.text
        if begins.search(text):
            is_back = True
        elif block.kind is BlockKind.HEADING or ends.search(text):
            is_back = False
        if is_back:
            found.add(number)
    return frozenset(found)


def as_reached(figure: Figure, document: Document, blocks: frozenset[int], year: int) -> Figure:
    """Return a figure that was taken for a goal of ``year`` as what was reached the year before, if it stands there."""
    if not blocks or not isinstance(figure, Target) or figure.year not in (year, None):
        return figure
    start = figure.value_span.start
    if not any(s.passage.whole.start <= start < s.passage.whole.end for s in (document.blocks[n] for n in blocks)):
        return figure
    before = re.split(r"[。；;\n]", document.text[max(0, start - 120) : start])[-1]
    if _WANTED.search(before) or str(year) in before:
        return figure
    return Observation.model_construct(**{**dict(figure), "year": year - 1})
