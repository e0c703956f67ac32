"""``luoshi supervise``: cases of task supervision and educational supervision (督查督办、教育督导).

Entry: :func:`run`. Not here: the rules of a chain (:mod:`luoshi.api`), what it looks like on the screen
(:mod:`luoshi.cli.supervise_summary`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import Severity
from luoshi.cli import console, stats_options
from luoshi.cli import supervise_options as options
from luoshi.cli.places import found_workspace, the_workspace

if TYPE_CHECKING:
    from luoshi.api.supervision import NewCase
    from luoshi.base.work_days import WorkDays
    from luoshi.model.supervision import SupervisionRules
    from luoshi.workspace.folder import Workspace

HELP = (
    "督查督办和教育督导：列出督查件、督导件，什么时候该办什么，哪些超期；用 --case 和 --step 走一步，只增不改。\n"
    "退出码：0 正常，1 有超期的（--overdue）、件里有错，或有学校没有责任督学，2 没能完成。"
)


def run(  # one parameter for each option
    case: options.CaseNumber = "",
    step: options.Step = "",
    note: options.Note = "",
    document: options.DocumentNumber = "",
    evidence: options.Evidence = None,
    fill: options.Fill = None,
    by: options.By = "",
    role: options.Role = "",
    on: options.On = None,
    due: options.Due = None,
    procedure: options.Procedure = "督查督办",
    title: options.Title = "",
    subject: options.Subject = "",
    entry: options.EntryNumber = "",
    overdue: options.Overdue = False,
    rules: options.ShowProcedures = False,
    inspectors: options.Posts = None,
    schools: options.Schools = None,
    propose: options.Propose = False,
    yearly_list: options.YearlyList = None,
    word: options.Word = None,
    issuer: options.Issuer = "",
    workspace: stats_options.WorkspaceFolder = None,
) -> int:
    """List the cases, show one, take a step, or check the inspectors of schools."""
    from luoshi.api import supervision_rules, work_days_of
    from luoshi.api.supervision import NewCase
    from luoshi.cli.supervise_summary import print_procedures

    if rules:
        print_procedures(supervision_rules(found_workspace(workspace)))
        return EXIT_FINE
    if inspectors is not None or schools is not None:
        return _check_posts(inspectors, schools, found_workspace(workspace))
    place = the_workspace(workspace)
    day, days = on.date() if on is not None else date.today(), work_days_of(place)
    if propose or yearly_list is not None:
        return _hold_against(place, yearly_list, day, days, propose=propose, looks_back=on is not None)
    if word is not None and not step:
        return _write_papers(place, case, word, issuer, days)
    if not step:
        if title:
            raise LuoshiError(
                "L317", "新立一件要写明第一步", hint="例如 --step 提醒；各种程序见 luoshi supervise --rules"
            )
        return _list(place, case, day, days, overdue=overdue, looks_back=on is not None)
    wish = _Wish(case, step, by, role, note, document, tuple(evidence or ()), tuple(fill or ()), day, _day(due))
    return _take(place, wish, NewCase(procedure, title, subject, entry) if title else None, days)


@dataclass(frozen=True)
class _Wish:
    """A step that somebody wants to take."""

    case: str
    step: str
    by: str
    role: str
    note: str
    document: str
    evidence: tuple[str, ...]
    fill: tuple[str, ...]
    on: date
    due: date | None


def _take(place: Workspace, wish: _Wish, new: NewCase | None, days: WorkDays) -> int:
    """Take a step of a case, or open a new one with it."""
    from luoshi.api import open_supervision, supervision_rules, take_supervision_step
    from luoshi.cli.supervise_summary import print_taken
    from luoshi.model.supervision import StepTaken

    if not wish.case or not wish.by:
        told = (
            "新立一件要给它一个编号（--case），写明谁经办（--by）"
            if new is not None
            else "走一步要写明哪一件（--case）、谁经办（--by）"
        )
        raise LuoshiError("L317", told, hint="写法：--case D1 --by 姓名")
    if new is not None and not new.subject:
        raise LuoshiError("L317", "新立一件要写明对象（--subject）")
    procedure = new.procedure if new is not None else _procedure_of(place, wish.case, days)
    taken = StepTaken(
        step=wish.step,
        on=wish.on,
        by=wish.by,
        role=wish.role or _only_role(supervision_rules(place), procedure, wish.step),
        note=wish.note,
        document=wish.document,
        evidence=wish.evidence,
        due=wish.due,
        parts=dict(_pair(one) for one in wish.fill),
    )
    if new is not None:
        print_taken(open_supervision(place, new, wish.case, taken, days))
    else:
        print_taken(take_supervision_step(place, wish.case, taken, days))
    return EXIT_FINE


def _day(given: datetime | None) -> date | None:
    return given.date() if given is not None else None


def _check_posts(inspectors: Path | None, schools: Path | None, place: Workspace | None) -> int:
    """Say which schools have no inspector of their own, and who has too many."""
    from luoshi.api import check_school_inspectors, supervision_rules
    from luoshi.cli.supervise_summary import print_findings

    if inspectors is None or schools is None:
        raise LuoshiError("L317", "核对责任督学要有 --inspectors 和 --schools 两份名单")
    found = check_school_inspectors(schools, inspectors, supervision_rules(place))
    print_findings(found, "每所学校都有责任督学，没有人负责得太多。")
    return EXIT_FINDINGS if found else EXIT_FINE


def _list(place: Workspace, number: str, day: date, days: WorkDays, *, overdue: bool, looks_back: bool) -> int:
    from luoshi.api import due_supervision, supervision_cases
    from luoshi.cli.supervise_summary import print_case, print_cases

    cases = supervision_cases(place, days, day if looks_back else None)
    if number:
        chosen = [one for one in cases if one.case.id == number]
        if not chosen:
            when = f"到 {day} 为止" if looks_back else ""
            raise LuoshiError("L315", f"{when}没有编号是 {number} 的督查件", hint="编号用 luoshi supervise 列出")
        print_case(chosen[0])
        return EXIT_FINDINGS if chosen[0].findings else EXIT_FINE
    awaited = due_supervision(cases, day, days)
    late = [one for one in awaited if one.due < day]
    if looks_back and not cases and supervision_cases(place, days):
        console.say(f"到 {day} 为止还没有立过督查件。")
        return EXIT_FINE
    print_cases(cases, late if overdue else awaited, day, all_of_them=not overdue)
    wrong = any(one.findings for one in cases)
    return EXIT_FINDINGS if wrong or (overdue and late) else EXIT_FINE


def _write_papers(place: Workspace, number: str, folder: Path, issuer: str, days: WorkDays) -> int:
    """Write the papers of a case as Word files, and say which."""
    from luoshi.api import supervision_cases, supervision_papers
    from luoshi.cli.places import write_file

    found = [one for one in supervision_cases(place, days) if one.case.id == number]
    if not found:
        raise LuoshiError("L315", f"没有编号是 {number} 的督查件", hint="编号用 luoshi supervise 列出；写法：--case D1")
    papers = supervision_papers(found[0], issuer, days)
    for name, data in papers.items():
        write_file(data, folder / f"{number}-{name}.docx", force=False)
    console.say(f"{number} 有文书 {len(papers)} 份" if papers else f"{number} 的各步都不出文书")
    return EXIT_FINE


def _hold_against(
    place: Workspace, yearly_list: Path | None, day: date, days: WorkDays, *, propose: bool, looks_back: bool
) -> int:
    """Print the steps that lights propose, and what the yearly list and the cases do not share."""
    from luoshi.api import check_inspection_list, proposed_supervision, supervision_cases, supervision_rules
    from luoshi.cli.supervise_summary import print_findings, print_proposals

    cases = supervision_cases(place, days, day if looks_back else None)
    if propose:
        print_proposals(proposed_supervision(place, cases, supervision_rules(place), day))
    if yearly_list is None:
        return EXIT_FINE
    found = check_inspection_list(yearly_list, cases, day)
    print_findings(found, "督导件都在年度清单里，到了时候的都立了件。")
    return EXIT_FINDINGS if any(one.severity is not Severity.INFO for one in found) else EXIT_FINE


def _procedure_of(place: Workspace, number: str, days: WorkDays) -> str:
    from luoshi.api import supervision_cases

    return next((one.procedure.name for one in supervision_cases(place, days) if one.case.id == number), "")


def _only_role(rules: SupervisionRules, procedure: str, step: str) -> str:
    """Return the role that alone may take a step, empty when there is no such step.

    Raises:
        LuoshiError: L317 when several roles may take it, or a leader's: that nobody gets by leaving it out.
    """
    from luoshi.model.supervision import LEADERS

    known = rules.procedures.get(procedure)
    rule = known.step(step) if known is not None else None
    if rule is not None and len(rule.who) > 1:
        raise LuoshiError("L317", f"“{step}”可以由几种角色办，要写明 --role", hint=f"可以写：{'、'.join(rule.who)}")
    if rule is not None and rule.who[0] in LEADERS:
        hint = f"确是{rule.who[0]}办的，加 --role {rule.who[0]}"
        raise LuoshiError("L317", f"“{step}”由{rule.who[0]}办，要写明 --role", hint=hint)
    return rule.who[0] if rule is not None else ""


def _pair(text: str) -> tuple[str, str]:
    name, mark, content = text.partition("=")
    if not mark or not name.strip():
        raise LuoshiError("L317", f"看不懂 --fill {text}", hint="写法：--fill 办理要求=月底前开工")
    return name.strip(), content.strip()
