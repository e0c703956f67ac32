"""``luoshi packs``: standards packs, and how schools and counties stand by them (达标标准).

Entry: :func:`run`. Not here: judging (:mod:`luoshi.api.packs`), what it looks like on the screen
(:mod:`luoshi.cli.pack_summary`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.cli import indicator_options as shared
from luoshi.cli import pack_options as options
from luoshi.cli.places import found_workspace, the_workspace, write_book
from luoshi.cli.table_options import TableFormat
from luoshi.cli.tables_out import give_csv, give_json

if TYPE_CHECKING:
    from luoshi.model.pack_results import PackEvaluation

HELP = (
    "达标标准：按优质均衡、普及普惠等标准判定各校、各县，差多少，怎样补最省；不写标准时列出全部标准。\n"
    "退出码：0 判定完了，1 有县达到 --fail-on 说的程度，2 没能完成。"
)


def run(
    name: options.Name = "",
    workspace: shared.WorkspaceFolder = None,
    year: options.Year = None,
    area: options.Area = "",
    school: options.School = "",
    output_format: shared.FormatOption = TableFormat.TABLE,
    output: shared.Output = None,
    force: shared.Overwrite = False,
    fail_on: options.FailOnOption = options.FailOn.NEVER,
    every: options.EveryGap = False,
) -> int:
    """List the packs, or judge by one."""
    from luoshi.api import evaluate_pack, list_packs, pack_json, pack_rows, pack_workbook
    from luoshi.api.packs import PackOrder
    from luoshi.cli.pack_summary import print_evaluation, print_packs, print_school

    if not name:
        if area or school or output is not None or output_format is not TableFormat.TABLE:
            raise LuoshiError("S015", "没有写按哪种标准判定", hint="例如 luoshi packs 优质均衡；不写时只列出标准")
        print_packs(list_packs(found_workspace(workspace)))
        return EXIT_FINE
    place = the_workspace(workspace)
    measures = output_format in (TableFormat.XLSX, TableFormat.JSON)
    found = evaluate_pack(place, PackOrder(name, year, area, school, measures))
    match output_format:
        case TableFormat.TABLE:
            if output is not None:
                raise LuoshiError("S007", "屏幕上的表不能写到文件", hint="加 --format xlsx、csv 或 json")
            if school:
                print_school(found)
            else:
                print_evaluation(found, every=every)
        case TableFormat.XLSX:
            target = output or place.build / f"{found.pack.name}-{found.year}.xlsx".replace("/", "_")
            write_book(pack_workbook(found), target, force=force or output is None)
        case TableFormat.JSON:
            give_json(pack_json(found), output, force=force)
        case TableFormat.CSV:
            give_csv(pack_rows(found), output, force=force)
    return _exit_code(found, fail_on)


def _exit_code(found: PackEvaluation, fail_on: options.FailOn) -> int:
    from luoshi.model.pack_results import Verdict

    grave = [Verdict.MISSED, Verdict.UNKNOWN, Verdict.BY_HAND]
    order = [options.FailOn.NEVER, options.FailOn.MISSED, options.FailOn.UNKNOWN, options.FailOn.BY_HAND]
    failing = grave[: order.index(fail_on)]
    return EXIT_FINDINGS if any(one.verdict in failing for one in found.counties) else EXIT_FINE
