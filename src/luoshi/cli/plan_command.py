"""``luoshi plan``: what is done with a plan file once it is there.

Entries: :func:`import_xlsx`, :func:`export_xlsx`. Not here: how a workbook is read back (:mod:`luoshi.api`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.cli import console, options
from luoshi.cli.destinations import usual_folder

if TYPE_CHECKING:
    from luoshi.model.imported import Imported

HELP = "对规划文件做的事：检查人工修改，写成 Excel 工作簿，把改过的工作簿读回。"
IMPORT_HELP = (
    "把在 Excel 或 WPS 里改过的工作簿读回规划文件，逐项列出改了什么。\n"
    "有错的行不写，另存一份带“错误说明”的工作簿；规划文件和工作簿都改过同一处的，也不写。\n"
    "退出码：0 正常，1 有没写进去的行，2 没能完成。"
)
EXPORT_HELP = "把规划文件（包括其中的人工更正）写成 Excel 工作簿。"
_ERRORS = ".错误"
_SIGNS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}


def import_xlsx(
    book: options.Workbook,
    plan_file: options.PlanOfWorkbook = None,
    output: options.UpdatedPlan = None,
    delete_missing: options.DeleteMissing = False,
) -> int:
    """Read a workbook back into its plan file; say what was changed and what was not, and why."""
    from luoshi.api import error_workbook, import_workbook, read_workbook
    from luoshi.workspace.plan_file import read_plan, update_plan

    content = read_workbook(book)
    path = plan_file or _plan_of(content.record.source if content.record else None, book)
    target = output or path
    if output is not None and output.exists() and not (path.exists() and output.samefile(path)):
        hint = "请用 -o 另给一个文件名"
        raise LuoshiError("P005", "那里已有一个文件，没有覆盖", where=str(output), hint=hint)
    plan = read_plan(path)
    imported = import_workbook(content, plan, delete_missing=delete_missing)
    if imported.plan is not plan or output is not None:
        update_plan(imported.plan, target)
    _tell_changes(imported)
    _tell_findings(imported.findings)
    if imported.changes or imported.deleted:
        console.say(f"\n已写进 {target}")
    else:
        console.say("\n没有要改的，规划文件没有变动。" if output is None else f"\n没有要改的，照原样写出 {target}")
    if imported.refused:
        _write_errors(error_workbook(content, imported), plan.source.name, book)
    return EXIT_FINDINGS if any(f.severity is Severity.ERROR for f in imported.findings) else EXIT_FINE


def export_xlsx(
    plan_file: options.PlanFile, output: options.WorkbookOutput = None, force: options.Force = False
) -> int:
    """Write the workbook of a plan file."""
    from luoshi.api import plan_workbook
    from luoshi.base.atomic import make_folder
    from luoshi.workspace.output_file import write_workbook
    from luoshi.workspace.plan_file import SUFFIX, read_plan

    plan = read_plan(plan_file)
    name = f"{plan_file.name.removesuffix(SUFFIX).removesuffix('.yaml')}.xlsx"
    if output == "":
        raise LuoshiError("S009", "-o 后面的名字是空的", hint="请给出文件名或文件夹，如 -o 规划.xlsx")
    if output is None:
        target = usual_folder(plan_file, "build") / name
    else:
        is_folder = Path(output).is_dir() or output.endswith(("/", "\\"))
        target = Path(output) / name if is_folder else Path(output)
    if target.suffix.lower() != ".xlsx":
        raise LuoshiError("S007", f"{target.suffix or '没有扩展名，'}不是 XLSX 的扩展名，没有写", where=str(target))
    make_folder(target.parent)
    write_workbook(plan_workbook(plan), target, plan.source.name, force=force)
    console.say(f"已写出 {target}")
    return EXIT_FINE


def _plan_of(source: str | None, book: Path) -> Path:
    """Return the plan file of the document ``source`` that a workbook says it is of.

    Raises:
        LuoshiError: D004 when it is not at any of the usual places.
    """
    from luoshi.workspace.plan_file import plan_name

    hint = "请写明规划文件：luoshi plan import-xlsx 工作簿.xlsx 规划.plan.yaml；还没有时先运行 luoshi compile"
    if source is None:
        raise LuoshiError("D004", "工作簿里没有导出记录，不知道是哪份规划的", where=str(book), hint=hint)
    name = plan_name(Path(Path(source).name))
    folders = (usual_folder(book, "plans"), book.parent, Path())
    found = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if found is None:
        raise LuoshiError("D004", f"没有找到这份工作簿的规划文件 {name}", where=str(book), hint=hint)
    return found


def _tell_changes(imported: Imported) -> None:
    for sheet in dict.fromkeys(change.sheet for change in imported.changes):
        changes = [change for change in imported.changes if change.sheet == sheet]
        console.say(f"{sheet}：改了 {len(changes)} 处")
        for change in changes:
            old, new = (_shown(text) for text in (change.old, change.new))
            console.say(f"  第{change.row}行 {_shown(change.name)}　{change.column}：{old} → {new}")
    for item in imported.deleted:
        console.say(f"{item.sheet}：删去 {_shown(item.name)}（{item.id}）")
    rows = len({(change.sheet, change.row) for change in imported.changes})
    refused = sum(len(rows) for rows in imported.refused.values())
    told = f"共改 {rows} 行 {len(imported.changes)} 处"
    told += f"，删去 {len(imported.deleted)} 项" if imported.deleted else ""
    console.say(told + (f"，{refused} 行有错没有写" if refused else ""))


def _tell_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        where = f"（{finding.where}）" if finding.where else ""
        console.say(f"{_SIGNS[finding.severity]} {finding.code} {finding.message}{where}")
        if finding.fix:
            console.say(f"  处理：{finding.fix}")


def _write_errors(data: bytes, source: str, book: Path) -> None:
    """Write the copy with errors beside the workbook, over no file that a person may have changed."""
    from luoshi.workspace.output_file import write_workbook

    stem = book.stem.partition(_ERRORS)[0]
    number = 1
    while True:
        path = book.with_name(f"{stem}{_ERRORS}{number if number > 1 else ''}.xlsx")
        number += 1
        try:
            write_workbook(data, path, source)
        except LuoshiError as error:
            if error.code != "P005":
                raise
            continue
        console.say(f"有错的行见 {path} 的“错误说明”一列；改好后把它读回。")
        return


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return (line if len(line) <= 40 else line[:39] + "…") or "（空）"
