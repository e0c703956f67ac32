"""``luoshi ledger make``, ``cover``, ``trace``: a plan's tasks decomposed (任务分解), covered, taken up year by year.

Entries: :func:`make`, :func:`cover`, :func:`trace`. Not here: computing (:mod:`luoshi.api`), the screen
(:mod:`luoshi.cli.ledger_make_summary`), the other commands of the group.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.cli import console, stats_options
from luoshi.cli import ledger_make_options as options
from luoshi.cli.ledger_command import found_ledger
from luoshi.cli.places import found_workspace, near, the_workspace, write_book
from luoshi.cli.table_options import OutputFormat, TableFormat, TableOutput, format_of
from luoshi.cli.tables_out import give_csv, give_text

if TYPE_CHECKING:
    from luoshi.model.coverage import AnnualTrace, Coverage
    from luoshi.model.ledger import Ledger
    from luoshi.model.plan import Plan

MAKE_HELP = (
    "任务分解：由规划做成台账。规划写了单位、时限的照抄；没有写的提出建议，人采纳以前不算数；各县都要做的分到县。\n"
    "已有的台账只增补新的条目，改过的一处也不动，规划里没有了的列出来。"
)
COVER_HELP = "分解覆盖：规划的每个目标、标准要求、项目、任务、问题由台账哪一条承担，哪些不需要，哪些还没有分解。"
TRACE_HELP = "年度追溯：工作要点的每项任务落实规划的哪一条，哪些没有来处；规划里哪些条目哪一年都没有人接。"
_VERSION = 1


def make(
    plan_file: options.PlanFile,
    output: options.MadeFile = None,
    others: options.WithPlans = None,
    counties: options.Counties = None,
    name: options.LedgerName = "",
    workspace: stats_options.WorkspaceFolder = None,
) -> int:
    """Make a ledger from a plan, or add to one in use."""
    from luoshi.api import make_ledger, open_plan, plan_texts, remake_ledger
    from luoshi.cli.ledger_make_summary import print_made
    from luoshi.workspace.ledger_file import is_ledger, ledger_held, read_ledger, write_ledger

    place = found_workspace(workspace, plan_file)
    if output is None:
        target = the_workspace(workspace, plan_file).ledgers / f"{_stem(plan_file)}.ledger.json"
    else:
        target = output
    if not is_ledger(target):
        hint = "文件名用 .ledger.json 结尾"
        raise LuoshiError("L160", "台账的文件名不对", where=str(target), hint=hint)
    plan = open_plan(plan_file)
    made = make_ledger(
        plan,
        place,
        others=[open_plan(path) for path in others or ()],
        counties=counties or None,
        texts=plan_texts(plan_file, plan),
        name=name,
    )
    with ledger_held(target):
        old = read_ledger(target) if target.is_file() else None
        _refuse_other(old, made, target)
        ledger, findings = (made, ()) if old is None else remake_ledger(old, made)
        changed = write_ledger(ledger, target)
    print_made(ledger, findings, is_new=old is None)
    said = "已写出" if old is None else "已增补" if changed else "没有变化："
    console.note(f"{said} {near(target)}")
    return EXIT_FINE


def cover(
    plan_file: options.PlanFile,
    ledger: options.CoveredLedger = "",
    no_need: options.NoNeed = None,
    divided_file: options.Divided = None,
    strict: options.Strict = False,
    output_format: OutputFormat = None,
    output: TableOutput = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Show or write what became of each item of a plan."""
    from luoshi.api import coverage_of, coverage_workbook, no_need_list, open_plan, read_divided
    from luoshi.cli.ledger_make_summary import coverage_rows, print_coverage, print_findings
    from luoshi.workspace.ledger_file import read_ledger

    chosen = format_of(output_format, output)
    plan = open_plan(plan_file)
    path = _named(ledger, workspace, plan_file) if ledger else _ledger_of(plan, workspace, plan_file)
    reasons = no_need_list(no_need) if no_need is not None else {}
    divided = read_divided(divided_file) if divided_file is not None else {}
    coverage, findings = coverage_of(plan, read_ledger(path), no_need=reasons, divided=divided)
    if chosen is TableFormat.TABLE:
        print_coverage(coverage)
    elif chosen is TableFormat.XLSX:
        target = output or the_workspace(workspace, plan_file).build / f"分解覆盖-{_stem(plan_file)}.xlsx"
        write_book(coverage_workbook(coverage), target, force=force or output is None)
    elif chosen is TableFormat.JSON:
        give_text(_json(coverage), output, force=force)
    else:
        give_csv(coverage_rows(coverage), output, force=force)
    print_findings(findings)
    return EXIT_FINDINGS if strict and coverage.open else EXIT_FINE


def trace(
    plan_file: options.PlanFile,
    annual_files: options.AnnualFiles,
    output_format: OutputFormat = None,
    output: TableOutput = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Show or write which annual tasks take up which items of a plan."""
    from luoshi.api import open_plan, plan_texts, trace_annual, trace_workbook
    from luoshi.cli.ledger_make_summary import print_trace, trace_rows

    chosen = format_of(output_format, output)
    plan = open_plan(plan_file)
    annual = [open_plan(path) for path in annual_files]
    found = trace_annual(
        plan,
        annual,
        texts=plan_texts(plan_file, plan),
        annual_texts=[plan_texts(path, one) for path, one in zip(annual_files, annual, strict=True)],
    )
    if chosen is TableFormat.TABLE:
        print_trace(found)
    elif chosen is TableFormat.XLSX:
        target = output or the_workspace(workspace, plan_file).build / f"年度追溯-{_stem(plan_file)}.xlsx"
        write_book(trace_workbook(found), target, force=force or output is None)
    elif chosen is TableFormat.JSON:
        give_text(_json(found), output, force=force)
    else:
        give_csv(trace_rows(found), output, force=force)
    return EXIT_FINE


def _stem(plan_file: Path) -> str:
    return plan_file.name.removesuffix(".plan.yaml") if plan_file.name.endswith(".plan.yaml") else plan_file.stem


def _refuse_other(old: Ledger | None, made: Ledger, target: Path) -> None:
    """Refuse to add to the ledger of another plan.

    Raises:
        LuoshiError: L161 when the file there holds such a ledger.
    """
    if old is None or not old.plan:
        return
    shared = {one.plan_item for one in (*old.tasks, *old.projects)} & {one.plan_item for one in made.tasks}
    if old.plan != made.plan and not shared:
        hint = "用 -o 写到另一个文件；规划改了文件名的，先用 luoshi compile --previous 沿用编号"
        raise LuoshiError("L161", f"那里的台账由另一份规划“{old.plan}”做成，没有改动", where=str(target), hint=hint)


def _named(ledger: str, workspace: Path | None, plan_file: Path) -> Path:
    """Return the ledger file that was named: a path, or a name in the workspace that the plan lies in.

    Raises:
        LuoshiError: L028 when there is none.
    """
    if Path(ledger).is_file():
        return Path(ledger)
    return found_ledger(ledger, the_workspace(workspace, plan_file).root)


def _ledger_of(plan: Plan, workspace: Path | None, plan_file: Path) -> Path:
    """Return the one ledger of the workspace that was made from a plan.

    Raises:
        LuoshiError: L162 when there is none, or several.
    """
    from luoshi.workspace.ledger_file import ledger_files, read_ledger

    place = the_workspace(workspace, plan_file)
    found = [path for path in ledger_files(place) if read_ledger(path).plan == plan.source.name]
    if len(found) == 1:
        return found[0]
    what = f"有 {len(found)} 个由这份规划做成的台账，要写明看哪一个" if found else "还没有由这份规划做成的台账"
    hint = "、".join(path.name for path in found) or f"先用 luoshi ledger make {console.shown_path(plan_file)}"
    raise LuoshiError("L162", f"工作区里{what}", where=str(place.ledgers), hint=hint)


def _json(value: Coverage | AnnualTrace) -> str:
    content: dict[str, Any] = {"schema_version": _VERSION, **asdict(value)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
