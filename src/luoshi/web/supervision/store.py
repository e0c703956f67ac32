"""Cases into the database and out of it (存取): the document, and the columns made from it.

Entries: :func:`case_of`, :func:`held_case`, :func:`new_case`, :func:`save_case`, :func:`next_key`.
Not here: who may do what (:mod:`luoshi.web.supervision.actions`).
"""

from __future__ import annotations

from datetime import datetime

from luoshi.base.findings import Finding, Severity
from luoshi.model.supervision import Case, CaseState, Procedure
from luoshi.progress.oversight.supervision import state_of
from luoshi.web.ledger.lighting import work_days
from luoshi.web.supervision.models import UNIT_TURN, CaseCounter, CaseRow
from luoshi.web.supervision.procedures import procedure_of


def case_of(row: CaseRow) -> Case:
    """Return the case that a row holds."""
    return Case.model_validate(row.content)


def held_case(pk: int, version: int | None) -> tuple[CaseRow, tuple[Finding, ...]]:
    """Return a case held against other changes until the transaction ends, and that it is newer than ``version``.

    Raises:
        CaseRow.DoesNotExist: there is none.
    """
    row = CaseRow.objects.select_for_update(of=("self",)).select_related("unit", "entry").get(pk=pk)
    if version is not None and row.version != version:
        fix = "看过下面新的步骤再提交；您刚才写的还在本页上，没有保存"
        told = f"您打开以后，别人办过这一件（第 {version} 版，现在是第 {row.version} 版）"
        return row, (Finding("N301", Severity.ERROR, told, row.key, fix=fix),)
    return row, ()


def new_case(row: CaseRow, case: Case, at: datetime) -> CaseRow:
    """Store a new case."""
    row.year = at.year
    _write(row, case, at)
    return row


def save_case(row: CaseRow, case: Case, at: datetime) -> CaseRow:
    """Store a case that went on, with all its columns; its version goes up by one. The row must be held."""
    held = case_of(row).steps
    if case.steps[: len(held)] != held:
        raise ValueError(f"{row.key}: the chain of a case only grows")
    row.version += 1
    _write(row, case, at)
    return row


def next_key(year: int) -> str:
    """Return the next free number of a year; within a transaction, which holds the counter until its end."""
    CaseCounter.objects.get_or_create(year=year)
    counter = CaseCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"督查{year}-{counter.last:03d}"


def turn_of(state: CaseState, procedure: Procedure) -> str:
    """Return whose turn it is: the unit's while it may still answer, otherwise the roles that are to act."""
    awaited = [rule for name in state.awaited if (rule := procedure.step(name)) is not None]
    if any(rule.is_of_unit for rule in awaited):
        return UNIT_TURN
    return "、".join(dict.fromkeys(role for rule in awaited for role in rule.who))


def _write(row: CaseRow, case: Case, at: datetime) -> None:
    procedure = procedure_of(case.procedure)
    state = state_of(case, procedure, work_days())
    row.content = case.model_dump(mode="json", exclude_defaults=True)
    row.key, row.procedure, row.title = case.id, case.procedure, case.title
    row.stage, row.next_due = state.stage, state.due
    row.next_steps, row.turn = "、".join(state.awaited), turn_of(state, procedure)
    row.opened_on = case.steps[0].on if case.steps else None
    row.closed_on = state.since if state.is_closed else None
    row.changed_at = at
    row.save()
