"""The approved yearly list of inspections (年度督导检查清单) against the cases that were opened.

Entry: :func:`check_yearly_list`. Not here: the burden on schools (:mod:`luoshi.progress.oversight.burden`), files.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import normal
from luoshi.model.supervision import Case, ListedInspection


def check_yearly_list(listed: Sequence[ListedInspection], cases: Sequence[Case], on: date) -> tuple[Finding, ...]:
    """Return the cases of the year that are not on its list, and what is listed, was due and has no case.

    Args:
        listed: the approved list, of any years; only that of ``on`` counts.
        cases: of educational supervision; a case is of the year of its first step.
        on: the day that is looked at.
    """
    mine = [one for one in listed if one.year == on.year]
    opened = [one for one in cases if one.steps and one.steps[0].on.year == on.year and one.steps[0].on <= on]
    found = []
    for case in opened:
        if not any(_is_of(case, one) for one in mine):
            message = f"{case.id} {case.title}（{case.subject}）不在 {on.year} 年的督导检查清单里"
            found.append(Finding("L333", Severity.WARNING, message, fix="报批后列入清单，或停办"))
    for one in mine:
        if (one.month is None or one.month < on.month) and not any(_is_of(case, one) for case in opened):
            when = f"应在 {one.month} 月" if one.month is not None else "没有写月份"
            severity = Severity.INFO if one.month is None else Severity.WARNING
            message = f"清单里的“{one.title}”（{one.subject or '各对象'}）{when}，还没有立件"
            found.append(Finding("L334", severity, message, fix="立件，或调整清单"))
    return tuple(found)


def _is_of(case: Case, one: ListedInspection) -> bool:
    return normal(case.title) == normal(one.title) and (not one.subject or normal(case.subject) == normal(one.subject))
