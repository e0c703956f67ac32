"""``luoshi decompose``: a plan's targets divided among counties and years (目标分解).

Entry: :func:`run`. Not here: computing (:mod:`luoshi.api`), what it looks like (:mod:`luoshi.cli.decompose_summary`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE
from luoshi.cli import decompose_options as options
from luoshi.cli import stats_options
from luoshi.cli.places import the_workspace, write_book
from luoshi.cli.table_options import OutputFormat, TableFormat, format_of
from luoshi.cli.tables_out import give_csv, give_text

if TYPE_CHECKING:
    from luoshi.model.decomposition import Decompositions
    from luoshi.workspace.folder import Workspace

HELP = (
    "目标分解：把全市的目标分到各县市区和各年，各县合起来正好是全市的；谁也不低于自己的基期，不超过上限。\n"
    "每个县的数带一句说明，可以写进公文。退出码：0 正常，1 写明的那一项没有分解成、写的县名对不上，2 没能完成。"
)


def run(  # one parameter for each option
    plan_file: options.PlanFile,
    target: options.OnlyTarget = "",
    method: options.HowDivided = None,
    year: options.BaseYear = None,
    path: options.Path_ = "均匀",
    fixed: options.FixedParts = None,
    ceiling: options.Ceilings = None,
    cap: options.MostMoved = "",
    term: options.TermOfOffice = "",
    table: options.CountyTable = None,
    output_format: OutputFormat = None,
    output: options.DecomposeOutput = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Show or write the divided targets of a plan."""
    from luoshi.api import decompose_targets, open_plan, read_county_table
    from luoshi.model.dividing import Wishes

    place = the_workspace(workspace, plan_file)
    chosen = format_of(output_format, output)
    manner, typed = options.manner_of(path)
    wishes = Wishes(
        target=target,
        method=method,
        year=year,
        manner=manner,
        typed=typed,
        fixed=options.by_county(fixed or (), "--fixed"),
        ceilings=options.by_county(ceiling or (), "--ceiling", may_be_common=True),
        cap=options.number_of(cap, "--cap") if cap else None,
        term=options.term_of(term),
        rows=read_county_table(table) if table is not None else (),
    )
    found = decompose_targets(place, open_plan(plan_file), wishes, as_of=date.today())
    _give(found, place, plan_file, chosen, output, force=force)
    is_in_vain = any(one.code == "L109" for one in found.findings)
    return EXIT_FINDINGS if is_in_vain or (target and not found.items) else EXIT_FINE


def _give(
    found: Decompositions, place: Workspace, path: Path, chosen: TableFormat, output: Path | None, *, force: bool
) -> None:
    from luoshi.api import decomposition_workbook
    from luoshi.cli.decompose_summary import csv_rows, print_decompositions

    if chosen is TableFormat.TABLE:
        print_decompositions(found)
    elif chosen is TableFormat.XLSX:
        stem = path.name.removesuffix(".plan.yaml")
        target = output or place.build / f"目标分解-{stem}.xlsx"
        write_book(decomposition_workbook(found), target, force=force or output is None)
    elif chosen is TableFormat.JSON:
        give_text(found.model_dump_json(indent=1) + "\n", output, force=force)
    else:
        give_csv(csv_rows(found), output, force=force)
