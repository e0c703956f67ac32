"""Verbs over supervision (督查督办、教育督导): cases of a workspace, steps, what is due, 责任督学.

Read them through :mod:`luoshi.api`. Not here: the rules of a chain (:mod:`luoshi.progress.oversight.supervision`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.base.work_days import WorkDays
    from luoshi.model.lights import TaskLight
    from luoshi.model.supervision import (
        Case,
        CaseState,
        DueCase,
        Paper,
        Procedure,
        ProposedStep,
        StepRule,
        StepTaken,
        SupervisionRules,
    )
    from luoshi.workspace.folder import Workspace

_SCHOOL_HEADS = ("学校名称", "学校", "单位名称", "名称")
_INSPECTOR_HEADS = ("责任督学", "督学", "督学姓名", "姓名")
_LIST_HEADS = {
    "title": ("事项", "事项名称", "督导事项"),
    "year": ("年度", "年份"),
    "subject": ("对象", "督导对象"),
    "month": ("月份", "时间"),
}


@dataclass(frozen=True, slots=True)
class Supervised:
    """A case as a workspace holds it: where, under which procedure, where it stands, what may follow, what is wrong,
    and the paper of each step."""

    file: Path
    case: Case
    procedure: Procedure
    state: CaseState
    allowed: tuple[StepRule, ...]
    findings: tuple[Finding, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is written of a case that begins."""

    procedure: str
    title: str
    subject: str
    entry: str = ""


def supervision_rules(workspace: Workspace | None = None) -> SupervisionRules:
    """Return the procedures in force.

    Raises:
        LuoshiError: L310 when a file of rules is wrong.
    """
    from luoshi.rules.supervision import load_supervision_rules

    return load_supervision_rules(workspace.rules if workspace is not None else None)


def supervision_cases(workspace: Workspace, days: WorkDays, until: date | None = None) -> tuple[Supervised, ...]:
    """Return all cases of a workspace.

    Args:
        workspace: whose cases.
        days: work days.
        until: look back to this day: cases as they stood then, without those that began later; None for all there is.

    Raises:
        LuoshiError: L310 a file of rules is wrong, L311 a file of cases, L314 a case names no procedure there is.
    """
    from luoshi.progress.oversight.supervision import allowed_steps, case_until, check_case, paper_of, state_of
    from luoshi.workspace.case_file import case_files, read_cases

    rules = supervision_rules(workspace)
    found = []
    for path in case_files(workspace):
        for held in read_cases(path).cases:
            case = held if until is None else case_until(held, until)
            if held.steps and not case.steps:
                continue
            procedure = _procedure(rules, case.procedure, str(path))
            state = state_of(case, procedure, days)
            allowed = allowed_steps(case, procedure, days)
            wrong = check_case(case, procedure, days)
            papers = tuple(paper_of(case, at, procedure, days) for at in range(len(case.steps)))
            found.append(Supervised(path, case, procedure, state, allowed, wrong, papers))
    return tuple(found)


def due_supervision(cases: Sequence[Supervised], on: date, days: WorkDays) -> list[DueCase]:
    """Return the cases from which something is awaited, the most overdue first."""
    from luoshi.progress.oversight.supervision import due_cases

    return due_cases([one.case for one in cases], {one.procedure.name: one.procedure for one in cases}, on, days)


def take_supervision_step(workspace: Workspace, number: str, taken: StepTaken, days: WorkDays) -> Supervised:
    """Add a step to a case and write the file.

    Raises:
        LuoshiError: L312 the step may not be taken now, L313 something is missing, L315 there is no such case.
    """
    from luoshi.model.supervision import CaseBook
    from luoshi.progress.oversight.supervision import take_step
    from luoshi.workspace.case_file import cases_held, read_cases, write_cases

    with cases_held(workspace):
        held = {one.case.id: one for one in supervision_cases(workspace, days)}
        if number not in held:
            hint = "编号用 luoshi supervise 列出"
            raise LuoshiError("L315", f"没有编号是 {number} 的督查件", where=str(workspace.ledgers), hint=hint)
        one = held[number]
        case = take_step(one.case, one.procedure, taken, days)
        book: CaseBook = read_cases(one.file)
        cases = tuple(case if other.id == number else other for other in book.cases)
        write_cases(book.model_copy(update={"cases": cases}), one.file)
    return next(one for one in supervision_cases(workspace, days) if one.case.id == number)


def open_supervision(workspace: Workspace, new: NewCase, number: str, first: StepTaken, days: WorkDays) -> Supervised:
    """Begin a case with its first step and write the file.

    Raises:
        LuoshiError: L312, L313 as :func:`take_supervision_step`; L314 no such procedure; L315 the number is taken; L324
            no ledger has the entry.
    """
    from luoshi.model.supervision import Case, CaseBook
    from luoshi.progress.oversight.supervision import take_step
    from luoshi.workspace.case_file import cases_held, cases_path, read_cases, write_cases

    with cases_held(workspace):
        procedure = _procedure(supervision_rules(workspace), new.procedure, "")
        if any(one.case.id == number for one in supervision_cases(workspace, days)):
            raise LuoshiError("L315", f"编号 {number} 已经用了", hint="换一个编号，或接着走下一步时不写 --title")
        _refuse_unknown(workspace, new.entry)
        case = Case(id=number, procedure=procedure.name, title=new.title, subject=new.subject, entry=new.entry)
        case = take_step(case, procedure, first, days)
        path = cases_path(workspace)
        book = read_cases(path) if path.is_file() else CaseBook(name="督查督导")
        write_cases(book.model_copy(update={"cases": (*book.cases, case)}), path)
    return next(one for one in supervision_cases(workspace, days) if one.case.id == number)


def _refuse_unknown(workspace: Workspace, entry: str) -> None:
    from luoshi.workspace.ledger_file import ledger_files, read_ledger

    ledgers = [read_ledger(path) for path in ledger_files(workspace)] if entry else []
    if entry and all(entry != one.id for ledger in ledgers for one in (*ledger.tasks, *ledger.projects)):
        hint = "编号用 luoshi ledger show 列出；不督办台账里的任务的，不写 --entry"
        raise LuoshiError("L324", f"工作区的台账里没有编号是 {entry} 的任务或项目", hint=hint)


def supervision_papers(one: Supervised, issuer: str, days: WorkDays) -> dict[str, bytes]:
    """Return the papers of a case's steps as Word files: number and name of the step -> bytes; those that have one.

    Args:
        one: the case, as :func:`supervision_cases` gives it.
        issuer: who signs what the office sends.
        days: the work days.
    """
    from luoshi.report.official_word import official_word
    from luoshi.report.supervision_papers import Parties, paper_for_step

    office = issuer or one.procedure.office
    found: dict[str, bytes] = {}
    for at, taken in enumerate(one.case.steps):
        rule = one.procedure.step(taken.step)
        parties = Parties(one.case.subject if rule is not None and rule.is_of_unit else office, office)
        paper = paper_for_step(one.case, at, one.procedure, parties, days)
        if paper is not None:
            found[f"{at + 1}-{taken.step}"] = official_word(paper)
    return found


def check_school_inspectors(schools: Path, posts: Path, rules: SupervisionRules) -> tuple[Finding, ...]:
    """Return what is wrong with the schools that 责任督学 have.

    Args:
        schools: list of all schools.
        posts: list of inspectors and schools, a row each; a cell may name several schools, told apart by 、.

    Raises:
        LuoshiError: T010-T013 a file cannot be read, L300 a column is missing.
    """
    from luoshi.progress.oversight.school_inspectors import check_inspectors
    from luoshi.sheets.named_rows import read_named_rows

    listed = read_named_rows(schools, {"school": _SCHOOL_HEADS}, ("school",), "L300", plain_list="school")
    wanted = {"school": (*_SCHOOL_HEADS, "责任学校", "负责学校"), "inspector": _INSPECTOR_HEADS}
    given = read_named_rows(posts, wanted, ("school", "inspector"), "L300")
    pairs = [
        (row.cells[given.columns["inspector"]], school.strip())
        for row in given.rows
        for school in row.cells[given.columns["school"]].replace(",", "、").split("、")
        if school.strip() and row.cells[given.columns["inspector"]]
    ]
    names = [row.cells[listed.columns["school"]] for row in listed.rows if row.cells[listed.columns["school"]]]
    return check_inspectors(names, pairs, rules.inspectors)


def check_inspection_list(path: Path, cases: Sequence[Supervised], on: date) -> tuple[Finding, ...]:
    """Return what the approved yearly list and the cases of educational supervision do not share.

    Args:
        path: list with the columns 事项, 年度, 对象, 月份; the last two may be missing.
        cases: of a workspace; only those of educational supervision are looked at.
        on: the day that is looked at.

    Raises:
        LuoshiError: T010-T013 the file cannot be read, L300 a column is missing, L318 a cell says what cannot be.
    """
    from luoshi.model.supervision import ListedInspection
    from luoshi.progress.oversight.yearly_list import check_yearly_list
    from luoshi.sheets.named_rows import read_named_rows

    rows = read_named_rows(path, _LIST_HEADS, ("title", "year"), "L300")
    listed = []
    for row in rows.rows:
        cells = {key: row.cells.get(head, "") for key, head in rows.columns.items()}
        year, month = cells["year"].rstrip("年度"), cells.get("month", "").rstrip("月")
        if not cells["title"] or not year.isdigit() or (month and not (month.isdigit() and 1 <= int(month) <= 12)):
            hint = "事项不能空，年度写 2026，月份写 1 到 12 或空着"
            raise LuoshiError("L318", "清单里有一行看不懂", where=f"{path} {row.where}", hint=hint)
        listed.append(
            ListedInspection(int(year), cells["title"], cells.get("subject", ""), int(month) if month else None)
        )
    of_education = [one.case for one in cases if one.procedure.kind == "教育督导"]
    return check_yearly_list(listed, of_education, on)


def proposed_supervision(
    workspace: Workspace, cases: Sequence[Supervised], rules: SupervisionRules, as_of: date
) -> list[ProposedStep]:
    """Return the steps that the lights of all ledgers of a workspace propose; nothing is done by that.

    What was not handed out yet is nobody's to answer for: nothing is proposed for it.

    Args:
        workspace: whose ledgers are lit, for as many months back as a trigger asks for.
        cases: of the workspace.
        rules: whose triggers count.
        as_of: the day.

    Raises:
        LuoshiError: L001 to L003 a ledger, L200 or L201 the manner of lighting.
    """
    from luoshi.api.lights import light_history, work_days_of
    from luoshi.model.ledger import State
    from luoshi.progress.oversight.supervision import proposed_steps
    from luoshi.workspace.ledger_file import ledger_files, read_ledger

    months = max((one.months for known in rules.procedures.values() for one in known.triggers), default=1)
    lights: dict[str, Sequence[TaskLight]] = {}
    titles: dict[str, str] = {}
    for path in ledger_files(workspace):
        ledger = read_ledger(path)
        borne = {one.id: one.title for one in ledger.tasks if one.state is not State.UNDIVIDED}
        borne |= {one.id: one.name for one in ledger.projects if one.state is not State.UNDIVIDED}
        found = light_history(workspace, ledger, as_of, months)
        lights.update({number: run for number, run in found.items() if number in borne})
        titles |= borne
    held, days = [one.case for one in cases], work_days_of(workspace)
    return [
        step
        for procedure in rules.procedures.values()
        for step in proposed_steps(procedure, held, lights, days, titles)
    ]


def _procedure(rules: SupervisionRules, name: str, where: str) -> Procedure:
    if name not in rules.procedures:
        hint = f"可以用的有：{'、'.join(rules.procedures)}"
        raise LuoshiError("L314", f"没有“{name}”这种程序", where=where, hint=hint)
    return rules.procedures[name]
