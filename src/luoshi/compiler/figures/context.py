"""What a section says about the figures in it: past or future, 约束性/预期性, the year of its targets (语境).

Entry: :func:`read_contexts`. A figure's own sentence overrides its section (:mod:`luoshi.compiler.figures.roles`).
Not here: the document facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from luoshi.base.dates import find_years
from luoshi.model.document import BlockKind, Document, Section
from luoshi.model.plan import DocumentFacts, Kind

Tense = Literal["past", "open", "goal", "future"]

_PAST = re.compile(
    r"成就|成绩|成效|现状|回顾|(?:发展|工作|现实|现有|主要)(?:与)?基础|^基础$|基础(?:和|与)(?!能力)|进展|工作情况|开展情况|实施情况|取得|完成情况|实现情况|总结|“?十[二三]五”?(?:时期|期间|以来|发展)"
)
_EXHORTS = re.compile(r"夯实|打牢|筑牢|加强|推进|提升|实现(?!情况)|确保|建设|促进|完善|营造|优化|守牢|改善|破解|打造")
_TO_DO = re.compile(r"任务|措施|举措|分解表|责任表|清单|整改|工作打算|下一步")
_OPEN = re.compile(r"形势|机遇|挑战|问题|短板|不足|背景|环境|指导思想|总体要求|基本原则|实施原则")
_GOAL = re.compile(r"目标|指标")
_FUTURE = re.compile(r"任务|工程|举措|措施|保障|要点|行动|计划|路径|推进|组织实施|项目|规划")
_STANDARD = re.compile(r"(?:标准|规范|(?:基本|办学|设置)条件)$")
_KINDS: tuple[tuple[str, Kind], ...] = (("约束性", "约束性"), ("预期性", "预期性"), ("导向性", "导向性"))


@dataclass(frozen=True, slots=True)
class Horizon:
    """The years that a plan looks back and forward to (时间界限), calendar years.

    Attributes:
        base: last year of the past (基期): figures of this year or earlier are observations; None if unknown.
        issued: year of issue; None if unknown.
        end: last year of the plan's period; None if unknown.
    """

    base: int | None
    issued: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Context:
    """What a section says about its figures.

    Attributes:
        tense: past (achievements), open (situation, problems, principles), goal (targets), future (tasks, safeguards).
        kind: nature of the targets listed in it; None if not said.
        year: year of what is listed in it, from its heading or the lead of a list of targets; None if not said.
        standard: its undated figures are requirements (建设标准), not targets.
    """

    tense: Tense
    kind: Kind | None
    year: int | None
    standard: bool = False


def horizon(facts: DocumentFacts, doc: Document) -> Horizon:
    """Return the years that separate past from future in a document."""
    issued = int(facts.issued[:4]) if facts.issued else None
    if facts.period:
        return Horizon(facts.period[0] - 1, issued, facts.period[1])
    if issued is not None:
        return Horizon(issued - 1, issued, None)
    return Horizon(_inferred_base(doc.text), None, None)


_AIMED = re.compile(r"(?<!截)[到至]$|力争|确保|争取")
_LOOKED_BACK = re.compile(r"(?:截至|截止|截至到|比|较|自|从|相比|在)$")


def _inferred_base(text: str) -> int | None:
    """Return the base year of a document that says neither its period nor its date, from the years it looks to and
    back to."""
    years = find_years(text)
    plans = [y for y in years if text[y.end - 1] in "五”" or text[y.end - 2 : y.end] == "五”"]
    aimed = [y.year for y in years if _AIMED.search(text[max(0, y.start - 3) : y.start])]
    latest = max(plans, key=lambda y: y.first, default=None)
    if latest is not None and any(latest.first <= year <= latest.year for year in aimed):
        return latest.first - 1
    first = min(aimed, default=max((y.year for y in years), default=0) + 1)
    back = [
        y.year
        for y in years
        if y.year < first
        and y not in plans
        and (
            _LOOKED_BACK.search(text[max(0, y.start - 2) : y.start])
            or y.first < y.year
            or text.startswith("以来", y.end)
        )
    ]
    if back:
        return max(back)
    near = [y.year for y in years if y.year >= first - 5]
    return min(near) - 1 if near else None


def read_contexts(doc: Document) -> list[Context]:
    """Return one context for each section of ``doc``, by section index; a section inherits what its title leaves
    open."""
    contexts: list[Context] = []
    leads = _lead_years(doc)
    for section in doc.sections:
        above = contexts[section.parent] if 0 <= section.parent < len(contexts) else Context("future", None, None)
        tense = _tense(section, above)
        kind = next((kind for word, kind in _KINDS if word in section.title), above.kind)
        year = _title_year(section) or (leads.get(section.index) if tense == "goal" else None)
        standard = _is_standard(section) or (above.standard and section.level > 1)
        contexts.append(Context(tense, kind, year or (above.year if tense == above.tense else None), standard))
    return contexts


def _is_standard(section: Section) -> bool:
    """Whether a heading announces requirements: 建设标准, 设置规范, 基本条件."""
    return section.level > 0 and bool(_STANDARD.search(section.title[:24].strip("。：: ")))


def _tense(section: Section, above: Context) -> Tense:
    title = section.title
    if section.level == 0 or len(title) > 40:
        return above.tense
    if above.tense in ("past", "goal") and section.level > 1 and not _OPEN.search(title):
        return above.tense
    if _TO_DO.search(title):
        return "future"
    past = _PAST.search(title)
    exhorts = bool(_EXHORTS.search(title))
    if past and not exhorts:
        mixed = _GOAL.search(title) and past.end() < len(title)
        return "open" if mixed else "past"  # 现状与目标: its sentences tell
    if _OPEN.search(title) and not exhorts and section.level <= 2:
        return "open"
    if _GOAL.search(title) and section.level <= 2:
        return "goal"
    if above.tense == "open" and section.level > 1:
        return "open"
    return "future" if _FUTURE.search(title) or section.level == 1 else above.tense


def _title_year(section: Section) -> int | None:
    """Return the one year that a heading names (二、2021年工作打算); None for the document's own title and for
    periods."""
    if section.level == 0 or len(section.title) > 24:
        return None
    years = [y for y in find_years(section.title) if y.first == y.year]
    return years[0].year if len(years) == 1 else None


def _lead_years(doc: Document) -> dict[int, int]:
    """Return by section the target year that its own opening paragraphs name (到2025年……)."""
    leads: dict[int, int] = {}
    for block in doc.blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING) and block.section not in leads:
            for mention in find_years(block.text[:200]):
                before = block.text[max(0, mention.start - 2) : mention.start]
                if before.endswith(("到", "至")) or "期间" in block.text[mention.end : mention.end + 3]:
                    leads[block.section] = mention.year
                    break
    return leads
