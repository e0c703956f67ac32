"""Verbs over the plan's tasks (任务分解): a ledger from a plan, proposals taken up, coverage, annual documents traced.

Read them through :mod:`luoshi.api`. Not here: the rules (``luoshi.progress``), ledger files
(:mod:`luoshi.workspace.ledger_file`), lights and states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.model.coverage import AnnualTrace, Coverage
    from luoshi.model.ledger import Ledger
    from luoshi.model.plan import Plan, Target
    from luoshi.progress.tasks.taking import Choice
    from luoshi.workspace.folder import Workspace

_CITY = "市"


def make_ledger(
    plan: Plan,
    workspace: Workspace | None = None,
    *,
    others: Iterable[Plan] = (),
    counties: Sequence[str] | None = None,
    texts: Mapping[str, str] | None = None,
    name: str = "",
) -> Ledger:
    """Return the ledger of a plan (任务分解): every task and project, what the plan says of who and when, proposals.

    Args:
        plan: the plan, as :func:`open_plan` gives it.
        workspace: whose functions of units and counties count; None for the packaged functions and no counties.
        others: plans whose tasks name units, for proposals.
        counties: among which tasks of all counties are split; those of the workspace's statistics if None.
        texts: item -> whole text, as :func:`plan_texts` gives it.
        name: of the ledger; from the plan's title when empty.

    Raises:
        LuoshiError: L150 a file of functions is wrong.
    """
    from luoshi.progress.tasks.making import make_ledger as make
    from luoshi.rules.functions import load_functions

    functions = load_functions(workspace.rules if workspace is not None else None)
    known = counties if counties is not None else county_names(workspace, plan)
    return make(plan, functions, others, counties=known, texts=texts, name=name)


def remake_ledger(old: Ledger, new: Ledger) -> tuple[Ledger, tuple[Finding, ...]]:
    """Return a ledger in use with what the plan brings anew, and what to look at; what people did is kept."""
    from luoshi.progress.tasks.remaking import remade

    return remade(old, new)


def take_up_proposals(ledger: Ledger, choices: Iterable[Choice], *, by: str, on: date) -> Ledger:
    """Return a ledger in which a person has taken proposals up (采纳建议), traced.

    Raises:
        LuoshiError: L155 there is no such entry, L156 no such proposal, L157 the plan says otherwise.
    """
    from luoshi.progress.tasks.taking import take_up

    return take_up(ledger, choices, by=by, on=on)


def coverage_of(
    plan: Plan,
    ledger: Ledger,
    *,
    no_need: Mapping[str, str] | None = None,
    divided: Mapping[str, str] | None = None,
    duties: Mapping[str, str] | None = None,
) -> tuple[Coverage, tuple[Finding, ...]]:
    """Return what became of every item of a plan (分解覆盖), and what is wrong with what was handed in.

    Args:
        plan: the plan.
        ledger: its ledger.
        no_need: item -> why it needs nothing.
        divided: target -> by what it is decomposed to counties.
        duties: target -> the unit that reports it.
    """
    from luoshi.progress.tasks.coverage import cover

    return cover(plan, ledger, no_need=no_need, divided=_with_twins(plan, divided or {}), duties=duties)


def _with_twins(plan: Plan, divided: Mapping[str, str]) -> dict[str, str]:
    """Return what is divided with the targets that say the same in another place: in the text and in the table."""
    from luoshi.model.indicator_names import canonical

    def says(one: Target) -> tuple[object, ...]:
        return canonical(one.indicator), one.op, one.value, one.value2, one.unit, one.year

    told = {says(one): divided[one.id] for one in plan.targets if one.id in divided}
    return {one.id: told[says(one)] for one in plan.targets if says(one) in told}


def trace_annual(
    plan: Plan,
    annual: Sequence[Plan],
    *,
    texts: Mapping[str, str] | None = None,
    annual_texts: Sequence[Mapping[str, str]] = (),
) -> AnnualTrace:
    """Return which annual tasks take up which items of a plan (年度追溯), and what nobody takes up."""
    from luoshi.progress.tasks.annual import trace_annual as trace

    return trace(plan, annual, texts=texts, annual_texts=annual_texts)


def coverage_workbook(coverage: Coverage) -> bytes:
    """Return a coverage as a workbook: 分解覆盖, 未分解和待定单位, 汇总, 说明."""
    from luoshi.sheets.coverage_book import write_coverage_book

    return write_coverage_book(coverage)


def trace_workbook(trace: AnnualTrace) -> bytes:
    """Return a trace as a workbook: 年度任务追溯, 没有来处的, 规划落实情况, 没有人接的, 说明."""
    from luoshi.sheets.coverage_book import write_trace_book

    return write_trace_book(trace)


def no_need_list(path: str | Path) -> dict[str, str]:
    """Return item -> reason from a table (CSV, XLSX) with the columns 编号 and 理由.

    Raises:
        LuoshiError: L159 when it has no such columns, T010 to T013 when it cannot be opened.
    """
    from luoshi.sheets.coverage_book import read_no_need

    return read_no_need(Path(path))


def plan_texts(path: str | Path, plan: Plan) -> dict[str, str]:
    """Return the whole text of each task and project of a plan, from its document; empty when that is not at hand.

    Args:
        path: the plan file, or the document itself.
        plan: the plan in it.
    """
    from luoshi.readers import read_document
    from luoshi.workspace.plan_marks import is_plan
    from luoshi.workspace.review_source import review_source

    given = Path(path)
    try:
        file = review_source(given).document if is_plan(given) else given
        document = read_document(file)
    except LuoshiError:  # a plan stands without its document: the quotes serve
        return {}
    if plan.source.sha256 not in ("", document.sha256):
        return {}
    return {one.id: document.quote(one.span) for one in (*plan.tasks, *plan.projects)}


def county_names(workspace: Workspace | None, plan: Plan) -> tuple[str, ...]:
    """Return the counties of a city's plan that have schools in the loaded statistics, by their codes; else none."""
    if workspace is None or plan.document.level != _CITY:
        return ()
    from luoshi.indicators.areas import Areas
    from luoshi.stats.definitions import load_definitions
    from luoshi.stats.store import connect, history

    snapshots = tuple(history(workspace.snapshots))
    if not snapshots:
        return ()
    with connect(workspace.snapshots, snapshots[0], load_definitions(workspace.rules / "stats")) as con:
        areas = Areas.read(con)
    counties = areas.with_schools - areas.cities - areas.ends.keys()
    return tuple(areas.names[code][-1][1] for code in sorted(counties) if areas.names.get(code))
