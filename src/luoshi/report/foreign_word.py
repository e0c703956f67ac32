"""Refusing to check a Word file that another report wrote (别的报告).

Entry: :func:`refuse_foreign`. A file names its freeze, kind and county in a hidden bookmark; one that lost it, or is
older than that bookmark, is known by most of its places and numbers.
Not here: names of bookmarks (:mod:`luoshi.report.report_marks`), comparing (:mod:`luoshi.report.edited`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.report import EvaluationReport, ReportKind
from luoshi.report.report_marks import fact_stem, origin_mark, place_stem, stem_of
from luoshi.report.report_spots import spots_of
from luoshi.report.word_places import MarkedFile

_HINT = "用写出它的那份定稿、那种报告来核对"


def refuse_foreign(marked: MarkedFile, report: EvaluationReport) -> None:
    """Raise LuoshiError E200 for a file without our bookmarks and for one that another report wrote."""
    lines = marked.paragraphs
    if not any(one.stems for one in lines):
        raise LuoshiError(
            "E200",
            "这份 Word 里没有报告的书签，无法核对",
            hint="要用“落实”写出的报告来改；另存为别的格式、复制到新文件都会丢掉书签",
        )
    if marked.origins and origin_mark(report) not in marked.origins:
        raise LuoshiError("E200", f"这份 Word 不是从这份报告改的：{_told(marked.origins, report)}", hint=_HINT)
    places = {place_stem(one.block, one.cell) for one in spots_of(report)}
    facts = {fact_stem(one) for one in report.facts.facts}
    held = [stem_of(name) for one in lines for name in one.stems]
    numbers = [stem for one in lines for stem, _ in one.numbers]
    if _are_mostly_strange(held, places) or _are_mostly_strange(numbers, facts):
        raise LuoshiError("E200", "这份 Word 不是从这份报告改的", hint=_HINT)


def _are_mostly_strange(stems: list[str], known: Iterable[str]) -> bool:
    ours = set(known)
    return 2 * sum(one in ours for one in stems) < len(stems)


def _told(origins: Iterable[str], report: EvaluationReport) -> str:
    """Return in what another report differs: its kind, its county, else its freeze."""
    for kind in ReportKind:
        if kind is not report.kind and origin_mark(replace(report, kind=kind)) in origins:
            return f"它是{kind.words}，要核对的是{report.kind.words}"
    mine = origin_mark(report)
    if any(one.split("_")[2] == mine.split("_")[2] for one in origins):
        return "它说的是另一个地区，或另一种报告"
    return "它是由另一份定稿写的"
