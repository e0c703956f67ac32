"""``luoshi stats``: the base database from the command line (统计数据).

Entries: one function for each command. Not here: the computing (:mod:`luoshi.api`), what it looks like on the screen
(:mod:`luoshi.cli.stats_summary`).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.cli import console
from luoshi.cli import stats_options as options
from luoshi.cli.places import found_workspace, near, the_workspace, write_book

if TYPE_CHECKING:
    from luoshi.model.statistics import LoadResult
    from luoshi.stats.loading import LoadOrder
    from luoshi.workspace.folder import Workspace

HELP = "统计数据：装入报表，核对，查历史、比较、回退，列出缺报。不写子命令时列出已有的数据。"
LOAD_HELP = (
    "装入报表：先核对全部文件，有一个错误就什么也不写，退回带“错误说明”列的文件；没有错误才写成一个快照。\n"
    "退出码：0 已装入（可能有警告），1 有错误、没有装入，2 没能完成。"
)
TEMPLATE_HELP = "写出填报模板：只问别的系统里没有的，学校已经填好；取值、范围在格里就核对。"
MAP_HELP = "看一个文件会被怎样认：哪张表、哪列是什么，前几行装入后的样子；--save 存成映射文件。"
HISTORY_HELP = "列出快照：什么时候、谁、装入了哪些文件，现在用的是哪个。"
DIFF_HELP = "比较两个快照：哪张表哪年增加、减少、改动了多少行，合计变了多少。"
ROLLBACK_HELP = "回到以前的一个快照：写一个新的快照指向旧的数据，历史都在。"
MISSING_HELP = "列出缺报：哪些学校还没有交哪些表，按县列。"
TOTAL_HELP = "按口径列出一个字段各年的合计：全市、全市不含省直管县、市本级……并排，口径不同的数不会混。"
FIELDS_HELP = "列出数据表和字段：名称、单位、口径、来源；写明表名时列出它的全部字段。"

_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv")
_PASSED_OVER = ("~$", ".")


def show(workspace: options.WorkspaceFolder = None) -> int:
    """List what the database holds."""
    from luoshi.api import statistics_history, statistics_library
    from luoshi.cli.stats_summary import print_contents

    place = the_workspace(workspace)
    snapshots = statistics_history(place)
    print_contents(snapshots[0] if snapshots else None, statistics_library(place).definitions)
    return EXIT_FINE


def load(
    files: options.Returns,
    workspace: options.WorkspaceFolder = None,
    year: options.Year = None,
    status: options.Status = options.DataStatus.FINAL,
    as_of: options.AsOf = None,
    only_check: options.OnlyCheck = False,
    output: options.ReturnedTo = None,
    show_all: options.AllFindings = False,
    wait: options.Wait = 30.0,
    note: options.Note = "",
) -> int:
    """Load returns, or say what is wrong with them."""
    from dataclasses import replace

    from luoshi.api import load_statistics
    from luoshi.cli.stats_summary import print_load
    from luoshi.model.tables import TimePoint

    place = the_workspace(workspace)
    paths = _files(files)
    point = TimePoint(status.value, as_of.date() if as_of else None)
    order = replace(_order(paths, wait, note), point=point, year=year, only_check=only_check)
    result = load_statistics(place, order, lambda: console.note("另一个装入正在进行，等它结束……"))
    print_load(result, len(paths), show_all=show_all, only_check=only_check)
    _hand_back(place, paths, result, output or place.build / "统计核对")
    return EXIT_FINDINGS if result.refused else EXIT_FINE


def _hand_back(place: Workspace, paths: tuple[Path, ...], result: LoadResult, folder: Path) -> None:
    """Write the copies of refused files, and the drafts of explanations."""
    from luoshi.api import explanation_workbook, refused_copy, statistics_library
    from luoshi.base.atomic import make_folder, write_bytes

    written: list[tuple[str, Path]] = []
    for path, name in zip(paths, _copy_names(paths), strict=True):
        copy = refused_copy(path, result) if result.refused else None
        target = folder / f"{name}.错误说明.xlsx"
        if copy is not None:
            make_folder(folder)
            write_bytes(target, copy)
            written.append(("退回的文件", target))
        else:  # that of an earlier try, mended since
            target.unlink(missing_ok=True)
    title = "数据核对情况说明"
    book = explanation_workbook(result, statistics_library(place).definitions, title)
    if book is not None:
        make_folder(folder)
        target = folder / f"{title}.xlsx"
        write_bytes(target, book)
        written.append(("情况说明（草稿）", target))
    for what, target in written:
        console.note(f"{what}：{near(target)}")


def _copy_names(paths: tuple[Path, ...]) -> list[str]:
    """Return what the copies of files are called: two files never share a copy."""
    from luoshi.stats.file_names import file_names

    names = [name.replace("/", "_").replace(":", "") for name in file_names(paths)]
    stems = [Path(name).stem for name in names]
    return [stem if stems.count(stem) == 1 else name for name, stem in zip(names, stems, strict=True)]


def template(
    tables: options.Tables = None,
    workspace: options.WorkspaceFolder = None,
    year: options.Year = None,
    output: options.TemplateOutput = None,
    every_field: options.EveryField = False,
    force: options.Overwrite = False,
) -> int:
    """Write the workbook in which units fill what is lacking."""
    from luoshi.api import statistics_template

    place = the_workspace(workspace)
    data = statistics_template(place, tuple(tables or ()), year, every_field=every_field)
    name = "填报模板" + (f"-{year}" if year else "") + ".xlsx"
    write_book(data, output or place.build / name, force=force or output is None)
    return EXIT_FINE


def learn(
    file: options.ReturnFile,
    workspace: options.WorkspaceFolder = None,
    save: options.Save = False,
    table: options.TableOfSheet = "",
) -> int:
    """Show what the sheets of a file are taken for; keep the mappings if asked."""
    from luoshi.api import learn_mapping
    from luoshi.base.atomic import make_folder, write_text
    from luoshi.cli.stats_summary import print_learnt

    place = the_workspace(workspace)
    forms = learn_mapping(place, file, table)
    print_learnt(forms)
    folder = place.rules / "mappings"
    for number, form in enumerate((form for form in forms if form.mapping), 1):
        if not save:
            continue
        make_folder(folder)
        target = folder / f"{file.stem}-{number}.yaml"
        if target.exists():
            raise LuoshiError("T811", "那里已有映射文件，没有覆盖", where=str(target), hint="改它，或删去后再试")
        write_text(target, form.mapping)
        console.note(f"映射文件：{near(target)}")
    return EXIT_FINE if any(form.title for form in forms) else EXIT_FINDINGS


def history(workspace: options.WorkspaceFolder = None, as_json: options.AsJson = False) -> int:
    """List the snapshots."""
    from luoshi.api import statistics_history
    from luoshi.cli.stats_summary import print_history

    snapshots = statistics_history(the_workspace(workspace))
    if as_json:
        console.emit(json.dumps([asdict(one) for one in snapshots], ensure_ascii=False, indent=1) + "\n")
    else:
        print_history(snapshots)
    return EXIT_FINE


def diff(
    old: options.OldSnapshot = "上一个",
    new: options.NewSnapshot = "现在",
    workspace: options.WorkspaceFolder = None,
    as_json: options.AsJson = False,
) -> int:
    """Say what differs between two snapshots."""
    from luoshi.api import statistics_difference, statistics_library
    from luoshi.cli.stats_summary import print_differences

    place = the_workspace(workspace)
    found = statistics_difference(place, old, new)
    if as_json:
        console.emit(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1) + "\n")
    else:
        print_differences(found, statistics_library(place).definitions)
    return EXIT_FINE


def rollback(
    name: options.SnapshotName,
    workspace: options.WorkspaceFolder = None,
    note: options.Note = "",
    wait: options.Wait = 30.0,
) -> int:
    """Return to an earlier snapshot."""
    from luoshi.api import roll_back_statistics

    snapshot = roll_back_statistics(the_workspace(workspace), name, _order((), wait, note))
    console.say(f"已回到快照 {snapshot.restored} 的数据，记为新的快照 {snapshot.id}。")
    return EXIT_FINE


def missing(
    workspace: options.WorkspaceFolder = None,
    year: options.Year = None,
    output: options.BookOutput = None,
    as_json: options.AsJson = False,
    force: options.Overwrite = False,
) -> int:
    """List the returns that are owed."""
    from luoshi.api import missing_book, missing_returns, statistics_library
    from luoshi.cli.stats_summary import print_missing

    place = the_workspace(workspace)
    owed = missing_returns(place, year)
    definitions = statistics_library(place).definitions
    if as_json:
        console.emit(json.dumps([asdict(one) for one in owed], ensure_ascii=False, indent=1) + "\n")
    else:
        print_missing(owed, definitions)
    if output is not None:
        write_book(missing_book(owed, definitions), output, force=force)
    return EXIT_FINDINGS if owed else EXIT_FINE


def total(
    table: options.TableName,
    field: options.FieldName,
    workspace: options.WorkspaceFolder = None,
    by: options.SplitBy = "",
    as_json: options.AsJson = False,
) -> int:
    """Show the totals of a field by year and area set."""
    from luoshi.api import statistics_totals
    from luoshi.cli.stats_summary import print_totals

    found = statistics_totals(the_workspace(workspace), table, field, by)
    if as_json:
        rows = [{**asdict(one), "value": str(one.value)} for one in found]
        console.emit(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        print_totals(found)
    return EXIT_FINE


def fields(tables: options.Tables = None, workspace: options.WorkspaceFolder = None) -> int:
    """List the tables, or the fields of some."""
    from luoshi.cli.stats_summary import print_fields
    from luoshi.stats.definitions import load_definitions

    place = found_workspace(workspace)
    definitions = load_definitions(place.rules / "stats" if place else None)
    print_fields(definitions, tuple(tables or ()))
    return EXIT_FINE


def _files(given: list[Path]) -> tuple[Path, ...]:
    """Return the files that were named, and those in the folders that were, in the order of their names.

    Raises:
        LuoshiError: T010 when something named is not there, S001 when a folder holds no file that could be loaded.
    """
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
            inside = [p for p in inside if not p.name.startswith(_PASSED_OVER)]
            if not inside:
                hint = "文件夹里要有 xlsx、xls 或 csv 文件"
                raise LuoshiError("S001", "文件夹里没有可以装入的文件", where=str(path), hint=hint)
            found += inside
        elif not path.exists():
            raise LuoshiError("T010", "没有这个文件", where=str(path), hint="请检查路径")
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def _order(paths: tuple[Path, ...], wait: float, note: str) -> LoadOrder:
    import getpass

    from luoshi.model.tables import TimePoint
    from luoshi.stats.loading import LoadOrder

    try:
        by = getpass.getuser()
    except (OSError, KeyError):  # a service account without a name
        by = ""
    return LoadOrder(paths, TimePoint(), datetime.now(), by=by, note=note, patience=wait)
