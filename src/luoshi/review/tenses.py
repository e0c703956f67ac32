"""Whether a sentence tells what is, or what shall be (现状与将来), by the heading it stands under.

Entry: :func:`tense_of`. Not here: the tense of a figure, which the compiler tells (Observation, Target).
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from luoshi.model.document import Document

if TYPE_CHECKING:
    from luoshi.review.material import Sentence

_PAST = re.compile(r"成就|成效|成绩|回顾|现状|发展基础|工作基础|完成情况|进展")
_PROBLEM = re.compile(r"问题|短板|不足|形势|挑战|机遇")
_FUTURE = re.compile(r"目标|任务|措施|举措|工程|行动|保障|项目|要求|布局|重点|推进|加快|深化|完善|建设")


_STAGE = re.compile(r"20\d\d\s?年?(?:\d{1,2}月)?\s?[—\-–~～至到]{1,2}\s?(20\d\d)(?=\s?年?)")


class Tense(Enum):
    """What a sentence tells of."""

    PAST = "past"
    PROBLEM = "problem"
    FUTURE = "future"


def tense_of(document: Document, sentence: Sentence) -> Tense | None:
    """Return what the heading says of ``sentence``, the top heading first; None where no heading tells."""
    titles = [s.title for s in document.ancestors(document.section_of(sentence.piece.block)) if len(s.title) <= 30]
    both = [t for t in titles if _PROBLEM.search(t) and _PAST.search(t) and not _FUTURE.search(t)]
    for title in reversed([t for t in titles if both and t not in both]):
        if _PAST.search(title) or _PROBLEM.search(title):  # 发展基础与面临形势: the titles below say which
            return Tense.PROBLEM if _PROBLEM.search(title) else Tense.PAST
    for title in reversed(titles):
        if _PROBLEM.search(title) and not _FUTURE.search(title):
            return Tense.PROBLEM
        if _PAST.search(title):
            below = [t for t in titles if t is not title and _PROBLEM.search(t)]
            return Tense.PROBLEM if below else Tense.PAST
        if _FUTURE.search(title):
            return Tense.FUTURE
    return None


def stage_end(document: Document, sentence: Sentence) -> int | None:
    """Return the last year of the stage that a heading above names: 远期目标（2026—2035年）; None where none does."""
    for section in document.ancestors(document.section_of(sentence.piece.block)):
        years = _STAGE.findall(section.title) if len(section.title) <= 30 else []
        if years:
            return int(years[-1])
    return None
