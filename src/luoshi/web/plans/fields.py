"""The form of an item (条目的表单): the columns of its sheet in the plan's workbook, so that page and Excel ask alike.

Entries: :func:`fields_of`, :func:`read_fields`. What was typed is kept; what is wrong with it stands beside the field.
Not here: the columns (:mod:`luoshi.sheets.plan_columns`), storing (:mod:`luoshi.web.plans.actions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.base.units import canonical_unit
from luoshi.model.corrections import keys_of
from luoshi.model.plan import Item
from luoshi.sheets.cells import ReadCell, WrongCell, canonical, read_note, read_number
from luoshi.sheets.item_sheets import ItemColumn, ItemSheet
from luoshi.sheets.plan_columns import SHEETS

_IN_UNIT = ("value", "value2")
_LONG = ("title", "text", "deliverables", "note", "name", "indicator")
_HELP = {
    "lead": "几个单位之间用顿号“、”",
    "support": "几个单位之间用顿号“、”",
    "units": "几个单位之间用顿号“、”",
    "deliverables": "一行一项，或用分号“；”隔开",
    "value2": "比较是“区间”时填，其他时候空着",
    "year": "四位公历年，如 2025",
}
_EMPTY = {"op": "＝", "part": ""}


@dataclass(frozen=True, slots=True)
class Field:
    """A field as a page shows it: name, label, what stands in it, what may be chosen, what is wrong with it."""

    key: str
    label: str
    value: str
    choices: tuple[str, ...] = ()
    required: bool = False
    is_long: bool = False
    help: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class ReadForm:
    """What a form says: keys to set, and what is wrong by key."""

    values: dict[str, object]
    wrong: dict[str, str]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, as findings."""
        return tuple(Finding("N407", Severity.ERROR, one, where=key) for key, one in self.wrong.items())


def fields_of(
    list_name: str, item: Item | None, typed: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None
) -> list[Field]:
    """Return the fields of an item's form.

    Args:
        list_name: its list.
        item: what the fields show; None for a new one.
        typed: what somebody typed, which is shown instead.
        wrong: what is wrong with it, by key.
    """
    found = []
    for column in _sheet(list_name).edited:
        shown = _shown(column, item) if typed is None or column.key not in typed else typed[column.key]
        told = (wrong or {}).get(column.key, "")
        found.append(
            Field(
                column.key,
                column.head,
                shown,
                tuple(column.look.choices or ()),
                column.required,
                column.key in _LONG,
                _HELP.get(column.key, ""),
                told,
            )
        )
    return found


def read_fields(list_name: str, item: Item | None, typed: Mapping[str, str]) -> ReadForm:
    """Return what a form says that was filled in; keys that were not sent are left alone."""
    values: dict[str, object] = {}
    wrong: dict[str, str] = {}
    columns = [one for one in _sheet(list_name).edited if one.key in typed]
    for column in sorted(columns, key=lambda one: one.key in _IN_UNIT):  # the unit is read before what is in it
        text = typed[column.key].replace("\r\n", "\n")
        if item is not None and text == _shown(column, item):
            continue
        try:
            values[column.key] = _value(column, item, ReadCell(text or None), values)
        except WrongCell as error:
            wrong[column.key] = str(error)
    if not wrong and list_name in ("targets", "norms", "observations"):
        wrong |= _range({**(dict(item) if item is not None else {}), **values})
        if "value" in values and values.get("unit", getattr(item, "unit", "")) == "比":
            values["value_text"] = typed["value"].strip()
    return ReadForm(values, wrong)


def changed_keys(item: Item, values: Mapping[str, object]) -> list[str]:
    """Return which of the values differ from what the item holds."""
    return [key for key, value in values.items() if getattr(item, key) != value and key in (*keys_of(item), "note")]


def _sheet(list_name: str) -> ItemSheet:
    return next(one for one in SHEETS if one.list_name == list_name)


def _shown(column: ItemColumn, item: Item | None) -> str:
    if item is None:
        return _EMPTY.get(column.key, "")
    return canonical(column.show(item, None))


def _value(column: ItemColumn, item: Any, cell: ReadCell, values: Mapping[str, object]) -> object:
    if column.required and cell.empty:
        raise WrongCell("是空的，必须填写")
    if column.key in _IN_UNIT:
        own = getattr(item, "unit", "") if item is not None else ""
        unit = str(values.get("unit", own))
        old = getattr(item, column.key, None) if item is not None and unit == own else None
        return read_number(cell, unit, old)
    if column.key == "unit":
        return canonical_unit(read_note(cell).replace("\n", "").replace("％", "%"))
    if column.read is None:
        raise TypeError(f"{column.key} has no reader")
    return column.read(cell)


def _range(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with the two ends of a range taken together."""
    op, low, high = values.get("op"), values.get("value"), values.get("value2")
    if op == "between" and high is None:
        return {"value2": "比较是“区间”，上限不能是空的"}
    if op != "between" and high is not None:
        return {"value2": "比较不是“区间”，上限应是空的"}
    if isinstance(high, Decimal) and isinstance(low, Decimal) and high < low:
        return {"value2": f"上限 {high} 小于下限 {low}"}
    return {}


def is_figure(list_name: str) -> bool:
    """Return whether a list holds figures."""
    return list_name in ("targets", "norms", "observations")
