"""An edited workbook back into its plan (读回): cell by cell against what was exported and what the plan holds now.

Entry: :func:`import_book`. A cell that still holds what was exported is left alone. A changed one goes into the plan,
unless the plan has meanwhile changed at the same place (then the row is refused with both values) or the cell does not
hold what its column wants. A refused row changes nothing; the other rows are applied.
Not here: opening the workbook (:mod:`luoshi.sheets.book_reader`), finding the columns
(:mod:`luoshi.sheets.found_rows`), the rows (:mod:`luoshi.sheets.item_reading`), the copy with errors
(:mod:`luoshi.sheets.error_book`).
"""

from __future__ import annotations

from typing import Any

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.corrections import marked, numbered
from luoshi.model.imported import Imported, ItemRef
from luoshi.model.plan import Plan, Unit
from luoshi.sheets.book_reader import ReadBook
from luoshi.sheets.export_record import PLAN_BOOK
from luoshi.sheets.found_rows import find_sheets
from luoshi.sheets.item_reading import ItemReading, Material
from luoshi.sheets.plan_columns import SHEETS, Context

_NAMED = 3
"""How many of the missing items are named in a message."""


def import_book(book: ReadBook, plan: Plan, *, delete_missing: bool = False) -> Imported:
    """Return ``plan`` with what people changed in its workbook.

    Args:
        book: the workbook.
        plan: the plan as it is now.
        delete_missing: take items out of the plan whose rows are gone.

    Raises:
        LuoshiError: D002 when it is no workbook of a plan, D003 when it is that of another plan.
    """
    record = book.record
    if record is not None and record.kind != PLAN_BOOK:
        hint = "台账的工作簿用 luoshi ledger import 读回"
        raise LuoshiError("D002", "这不是规划的工作簿，是台账的", where=book.where, hint=hint)
    if record is not None and record.source != plan.source.name:
        message = f"这是“{record.source}”的工作簿，规划文件是由“{plan.source.name}”编译的，没有读回"
        raise LuoshiError("D003", message, where=book.where, hint="请给出由同一份文件编译的规划文件")
    sheets, findings = find_sheets(book)
    if not sheets:
        hint = "请给出由 luoshi compile --format xlsx 写出的工作簿，表名和表头不要改"
        raise LuoshiError("D002", "这不是规划的工作簿：没有找到有“编号”一列的表", where=book.where, hint=hint)
    lists: dict[str, list[Any]] = {}
    for name, item in numbered(plan):
        lists.setdefault(name, []).append(item)
    items = {sheet.list_name: lists.get(sheet.list_name, []) for sheet in SHEETS if sheet.edited} | lists
    reading = ItemReading(Material(items, SHEETS, Context.of(plan), "规划文件"), record, sheets)
    findings = [*_about_record(book, plan), *findings]
    for sheet in sheets:
        reading.read(sheet)
    kept_items, deleted = reading.gone(delete_missing)
    findings += [*reading.findings, *_about_gone(kept_items, asked=delete_missing)]
    return Imported(
        _changed(plan, reading.updates, {item.id for item in deleted}),
        tuple(reading.changes),
        tuple(deleted),
        tuple(kept_items),
        reading.refused,
        tuple(findings),
    )


def _about_record(book: ReadBook, plan: Plan) -> list[Finding]:
    """Return what is to be said of the record of the export."""
    if book.record is None:
        message = "工作簿里没有导出记录，只能同现在的规划文件比较：导出以后规划文件里改过的，会被工作簿里的旧值改回去"
        return [Finding("D021", Severity.WARNING, message, fix="请核对下面列出的改动；删掉的行一律保留")]
    if book.record.sha256 and plan.source.sha256 and book.record.sha256 != plan.source.sha256:
        message = "规划文件是由改过的原文重新编译的，工作簿是以前导出的；已逐项比较"
        return [Finding("D025", Severity.WARNING, message, fix="请核对下面列出的改动")]
    return []


def _about_gone(missing: list[ItemRef], *, asked: bool) -> list[Finding]:
    by_sheet: dict[str, list[str]] = {}
    for item in missing:
        by_sheet.setdefault(item.sheet, []).append(item.name[:20])
    kept = "表里有没有编号的行、导出以后又改过的条目、没有导出记录时，总是保留"
    fix = f"这次没有删，因为{kept}；补好编号再试" if asked else f"要删去时加 --delete-missing；{kept}"
    return [
        Finding("D022", Severity.WARNING, f"少了 {len(names)} 行，条目仍然保留：{_some(names)}", sheet, fix=fix)
        for sheet, names in by_sheet.items()
    ]


def _some(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + ("……" if len(names) > _NAMED else "")


def _changed(plan: Plan, updates: dict[str, dict[str, object]], deleted: set[str]) -> Plan:
    """Return ``plan`` with the updates and without the deleted items, what refers to them put right."""
    if not updates and not deleted:
        return plan
    lists: dict[str, Any] = {}
    for sheet in SHEETS:
        items = getattr(plan, sheet.list_name)
        if sheet.edited:
            items = tuple(_updated(item, updates.get(item.id)) for item in items if item.id not in deleted)
        lists[sheet.list_name] = tuple(_without(item, deleted) for item in items) if deleted else items
    if deleted or any("units" in update for update in updates.values()):
        lists["units"] = _units(plan, lists["tasks"])
    return marked(plan.model_copy(update=lists))


def _updated(item: Any, update: dict[str, object] | None) -> Any:
    return item if update is None else type(item).model_validate({**dict(item), **update})


def _without(item: Any, deleted: set[str]) -> Any:
    """Return an item that no longer names deleted ones."""
    update = {}
    for key in ("tasks", "figures"):
        numbers = getattr(item, key, ())
        if deleted.intersection(numbers):
            update[key] = tuple(number for number in numbers if number not in deleted)
    return item.model_copy(update=update) if update else item


def _units(plan: Plan, tasks: tuple[Any, ...]) -> tuple[Unit, ...]:
    """Return the responsible units of the tasks; those that stay keep their order, new ones follow."""
    found: dict[str, list[str]] = {unit.name: [] for unit in plan.units}
    for task in tasks:
        for name in task.units:
            found.setdefault(name, []).append(task.id)
    return tuple(Unit(name=name, tasks=tuple(numbers)) for name, numbers in found.items() if numbers)
