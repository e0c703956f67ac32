"""What came of reading an edited workbook back into its plan (读回的结果), as handed to whoever tells it.

Entry: :class:`Imported`, made by :func:`luoshi.api.import_workbook`. Not here: the reading (``luoshi.sheets``).
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.base.findings import Finding
from luoshi.model.plan import Plan


@dataclass(frozen=True, slots=True)
class CellChange:
    """A changed cell: sheet, row (from 1), the item's number and name, the column, what it held and what it holds."""

    sheet: str
    row: int
    id: str
    name: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ItemRef:
    """An item that a person took out of the workbook: its sheet, number and name."""

    sheet: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of reading a workbook back.

    Attributes:
        plan: the plan with the changes, corrected items marked; the very plan given when nothing changed.
        changes: the changed cells, in the order of the workbook.
        deleted: items that were taken out of the plan because their rows are gone; only when that was asked for.
        missing: items whose rows are gone and that were kept.
        refused: sheet -> row (from 1) -> why it was refused.
        findings: all that is wrong or worth a look; those of refused rows are errors.
    """

    plan: Plan
    changes: tuple[CellChange, ...]
    deleted: tuple[ItemRef, ...]
    missing: tuple[ItemRef, ...]
    refused: dict[str, dict[int, tuple[str, ...]]]
    findings: tuple[Finding, ...]
