"""``luoshi ledger``: ledgers of execution from the command line (台账): list, show, import, export.

Entries: one function for each command. Not here: the computing (:mod:`luoshi.api`), what it looks like on the screen
(:mod:`luoshi.cli.ledger_summary`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import Severity
from luoshi.cli import console
from luoshi.cli import ledger_import_options as more
from luoshi.cli import ledger_options as options
from luoshi.cli.places import found_workspace, near, the_workspace, write_book, write_file
from luoshi.cli.table_options import OutputFormat, TableFormat, format_of
from luoshi.cli.tables_out import give_csv, give_json

if TYPE_CHECKING:
    from luoshi.model.ledger import Ledger
    from luoshi.workspace.folder import Workspace

HELP = "台账：列出工作区的台账；看任务，导入本局的任务分解表，写成工作簿，把改过的工作簿读回。"
SHOW_HELP = "看台账里的任务和项目，可以筛选；--task 看一项的全部。"
IMPORT_HELP = (
    "导入本局的任务分解表（Excel、CSV 或 Word 里的表格），序号原样保留；或把改过的台账工作簿读回。\n"
    "有错的行不写，另存一份带“错误说明”的表；不懂的时限、单位保留文字并提醒，不猜。\n"
    "有进展的要写 --by 填报人；进展按填报的规矩报上去，待审核。\n"
    "退出码：0 正常，1 有没写进去的行，2 没能完成。"
)
EXPORT_HELP = "把台账写成 Excel 工作簿：任务、项目、阶段、资金、节点、申请；改过以后用 luoshi ledger import 读回。"
_ERRORS = ".错误"
_NOBODY = "（没有写）"


def list_ledgers(workspace: options.WorkspaceFolder = None) -> int:
    """List the ledgers of the workspace."""
    from luoshi.cli.ledger_summary import print_ledgers
    from luoshi.workspace.ledger_file import ledger_files, read_ledger

    place = the_workspace(workspace)
    files = ledger_files(place)
    print_ledgers([(path, read_ledger(path)) for path in files], date.today())
    return EXIT_FINE


def show(
    ledger: options.LedgerName = "",
    unit: options.Unit = "",
    state: options.States = None,
    area: options.Area = "",
    section: options.Section = "",
    due_before: options.DueBefore = None,
    overdue: options.Overdue = False,
    task: options.TaskNumber = "",
    output_format: OutputFormat = None,
    output: options.ShownTo = None,
    as_of: options.AsOfDay = None,
    workspace: options.WorkspaceFolder = None,
    force: options.Overwrite = False,
) -> int:
    """Show the entries of a ledger, or all of one entry."""
    from luoshi.api import LedgerFilter, filter_ledger, find_entries
    from luoshi.cli.ledger_summary import csv_rows, entry_json, print_entry, print_ledger
    from luoshi.workspace.ledger_file import read_ledger

    path = found_ledger(ledger, workspace)
    whole = read_ledger(path)
    day = _day(as_of)
    chosen = format_of(output_format, output)
    if task:
        entries = find_entries(whole, task)
        if chosen is TableFormat.JSON:
            give_json([entry_json(one) for one in entries], output, force=force)
        else:
            for one in entries:
                print_entry(one, day)
        return EXIT_FINE
    before = due_before.date() if due_before else None
    wanted = LedgerFilter(unit, _states(state), area, section, before, overdue, day)
    shown = filter_ledger(whole, wanted)
    if chosen is TableFormat.TABLE:
        print_ledger(shown, len(whole.tasks) + len(whole.projects), day)
    elif chosen is TableFormat.JSON:
        give_json(shown.model_dump(mode="json", exclude_defaults=True), output, force=force)
    elif chosen is TableFormat.CSV:
        give_csv(csv_rows(shown, day), output, force=force)
    else:
        place = found_workspace(workspace, path)
        _write_book(shown, place, output or _usual_book(path, workspace), day, force=force or output is None)
    return EXIT_FINE


def import_file(
    file: options.TableFile,
    into: options.Into = "",
    columns: options.ColumnMap = None,
    preview: options.Preview = False,
    year: options.TableYear = None,
    period: options.TablePeriod = "",
    by: more.Reporter = "",
    under_way: more.UnderWay = False,
    output: options.ErrorCopy = None,
    as_of: options.AsOfDay = None,
    workspace: options.WorkspaceFolder = None,
) -> int:
    """Import a table of tasks, or read one's own workbook back."""
    from luoshi.api import LedgerOrder, book_of_ledger, import_ledger, ledger_error_book
    from luoshi.cli.ledger_summary import print_import, print_preview
    from luoshi.workspace.ledger_file import ledger_held, read_ledger, write_ledger

    _refuse_missing(file)
    own = book_of_ledger(file)
    place = found_workspace(workspace, file) if into.endswith(".json") else the_workspace(workspace, file)
    if own is not None:
        path, ledger = _ledger_of_book(place, own, into)
    else:
        path, ledger = _ledger_for(place, into or file.stem.partition(_ERRORS)[0])
    rules = place.rules if place is not None else None
    reporter = by.strip()
    heads = tuple(columns or ())
    order = LedgerOrder(_day(as_of), reporter or _user(), year, period, heads, rules, reporter, under_way)
    if preview:
        shown = replace(order, reporter=reporter or _NOBODY)  # nothing is written: it need not be known yet who reports
        print_preview(import_ledger(file, ledger, shown))
        return EXIT_FINE
    with ledger_held(path):
        ledger = read_ledger(path) if path.is_file() else ledger
        imported = import_ledger(file, ledger, order)
        written = imported.ledger is not ledger and write_ledger(imported.ledger, path)
    print_import(imported, path if written else None)
    copy = ledger_error_book(file, imported)
    if copy is not None:
        _give_back(copy, file, output)
    return EXIT_FINDINGS if any(one.severity is Severity.ERROR for one in imported.findings) else EXIT_FINE


def export(
    ledger: options.LedgerName = "",
    output: options.BookFile = None,
    as_of: options.AsOfDay = None,
    workspace: options.WorkspaceFolder = None,
    force: options.Overwrite = False,
) -> int:
    """Write a ledger as a workbook."""
    from luoshi.workspace.ledger_file import read_ledger

    path = found_ledger(ledger, workspace)
    place = found_workspace(workspace, path)
    _write_book(read_ledger(path), place, output or _usual_book(path, workspace), _day(as_of), force=force)
    return EXIT_FINE


def found_ledger(name: str, workspace: Path | None) -> Path:
    """Return the ledger file that was named, or the workspace's only one.

    Raises:
        LuoshiError: L028 when there is none, or several and none was named.
    """
    from luoshi.workspace.ledger_file import SUFFIX, is_ledger, ledger_files

    if name and is_ledger(Path(name)) and Path(name).is_file():
        return Path(name)
    place = the_workspace(workspace)
    files = ledger_files(place)
    if name:
        found = [path for path in files if name in (path.name, path.name.removesuffix(SUFFIX))]
        found = found or [path for path in files if _name_of(path) == name]
    else:
        found = list(files)
    if len(found) == 1:
        return found[0]
    if not files:
        hint = "先用 luoshi ledger import 任务分解表.xlsx 导入"
        raise LuoshiError("L028", "工作区里还没有台账", where=str(place.ledgers), hint=hint)
    names = "、".join(path.name.removesuffix(SUFFIX) for path in files)
    message = f"没有台账“{name}”" if name else f"工作区里有 {len(files)} 份台账，要写明哪一份"
    raise LuoshiError("L028", message, where=str(place.ledgers), hint=f"现有：{names}")


def _ledger_for(place: Workspace | None, name: str) -> tuple[Path, Ledger]:
    """Return the ledger that a table goes into; a new one where there is none."""
    from luoshi.model.ledger import Ledger
    from luoshi.workspace.ledger_file import SUFFIX, is_ledger, ledger_files, read_ledger

    path = Path(name)
    if not is_ledger(path):
        assert place is not None
        known = next((one for one in ledger_files(place) if _name_of(one) == name), None)
        path = known or place.ledgers / f"{name}{SUFFIX}"
    if path.is_file():
        return path, read_ledger(path)
    return path, Ledger(name=path.name.removesuffix(SUFFIX))


def _ledger_of_book(place: Workspace | None, own: str, into: str) -> tuple[Path, Ledger]:
    """Return the ledger that an exported workbook is of.

    Raises:
        LuoshiError: L024 when it is not there.
    """
    from luoshi.workspace.ledger_file import ledger_files, read_ledger

    path: Path | None
    if not own:  # its record is gone: which ledger it is of has to be said, or there is only one
        path = found_ledger(into, place.root if place is not None else None)
        return path, read_ledger(path)
    path = Path(into) if into.endswith(".json") else None
    if path is None and place is not None:
        path = next((one for one in ledger_files(place) if _name_of(one) == (into or own)), None)
    if path is None or not path.is_file():
        message = f"这是台账“{own}”的工作簿，没有找到这份台账"
        raise LuoshiError("L024", message, hint="在它的工作区里运行，或用 --into 写明 *.ledger.json")
    return path, read_ledger(path)


def _name_of(path: Path) -> str:
    from luoshi.workspace.ledger_file import read_ledger

    return read_ledger(path).name


def _refuse_missing(file: Path) -> None:
    if not file.is_file():
        raise LuoshiError("T010", "没有这个文件", where=str(file), hint="请检查路径")


def _usual_book(path: Path, workspace: Path | None) -> Path:
    from luoshi.workspace.ledger_file import SUFFIX

    place = found_workspace(workspace, path)
    folder = place.build if place is not None else path.parent
    return folder / f"{path.name.removesuffix(SUFFIX)}.xlsx"


def _write_book(ledger: Ledger, place: Workspace | None, target: Path, day: date, *, force: bool) -> None:
    from luoshi.api import ledger_workbook, light_history, work_days_of

    lights = {number: found[-1] for number, found in light_history(place, ledger, day, 1).items()}
    write_book(ledger_workbook(ledger, as_of=day, days=work_days_of(place), lights=lights), target, force=force)


def _give_back(copy: bytes, file: Path, output: Path | None) -> None:
    """Write the copy with errors, over no file that a person may have changed."""
    if output is not None:
        write_file(copy, output, force=True)
        return
    stem = file.stem.partition(_ERRORS)[0]
    number = 1
    while (target := file.with_name(f"{stem}{_ERRORS}{number if number > 1 else ''}.xlsx")).exists():
        number += 1
    write_file(copy, target, force=False)
    console.note(f"有错的行见 {near(target)} 的“错误说明”一列；改好后再导入。")


def _states(given: list[str] | None) -> tuple[str, ...]:
    from luoshi.model.ledger import State

    known = [state.value for state in State]
    for word in given or ():
        if word not in known:
            raise LuoshiError("L028", f"没有“{word}”这种状态", hint=f"可以写的有：{'、'.join(known)}")
    return tuple(given or ())


def _day(given: datetime | None) -> date:
    return given.date() if given is not None else date.today()


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a service account without a name
        return ""
