"""What a workbook remembers of its export (导出记录): the plan or ledger it came from, every cell as it was written.

Entries: :func:`export_record`, :func:`record_of`, whose ``rows`` go to the hidden sheet, and :func:`parse_record`,
which reads them back. With it an import tells a cell that a person changed from one that the file has changed since.
Not here: the comparing (:mod:`luoshi.sheets.item_reading`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.model.plan import Plan
from luoshi.sheets.cells import canonical
from luoshi.sheets.item_sheets import ID, NUMBER, ItemSheet
from luoshi.sheets.plan_columns import SHEETS, Context

PLAN_BOOK, LEDGER_BOOK = "luoshi-workbook-1", "luoshi-ledger-1"
"""What a workbook is of, as its record begins."""

_KEPT_WHOLE = 120
_HASHED = "#sha256:"
_VERSIONS = "#versions"


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """The record of an export.

    Attributes:
        source: file name of the plan's document, or name of the ledger.
        sha256: of that document.
        digest: of all visible cells when the workbook was written.
        cells: list of the plan or ledger -> number of the item -> head of the column -> the cell's canonical
            text, or its hash.
        kind: what the workbook is of.
        versions: number of the entry -> its row version in the database when it was written.
    """

    source: str
    sha256: str
    digest: str
    cells: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    kind: str = PLAN_BOOK
    versions: Mapping[str, int] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows of the hidden sheet."""
        yield (self.kind, self.source, self.sha256)
        for number, version in self.versions.items():
            yield (_VERSIONS, number, str(version))
        for name, items in self.cells.items():
            for number, texts in items.items():
                yield (name, number, json.dumps(texts, ensure_ascii=False))


def export_record(plan: Plan) -> ExportRecord:
    """Return the record of ``plan`` as it is about to be written."""
    shown = [(sheet, getattr(plan, sheet.list_name)) for sheet in SHEETS if sheet.edited]
    return ExportRecord(plan.source.name, plan.source.sha256, "", record_of(shown, Context.of(plan)))


def record_of(
    shown: Iterable[tuple[ItemSheet, Iterable[Any]]], context: Any
) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the cells of a record: list -> number -> head -> text, of sheets with their items."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for sheet, items in shown:
        columns = [c for c in sheet.columns if c.head != ID and (c.head != NUMBER or c.key)]
        for item in items:
            texts = {column.head: kept(canonical(column.show(item, context))) for column in columns}
            found.setdefault(sheet.list_name, {})[item.id] = {head: text for head, text in texts.items() if text}
    return found


def parse_record(rows: Sequence[Sequence[str]]) -> ExportRecord | None:
    """Return the record that these rows hold; None when they hold none."""
    if not rows or len(rows[0]) < 3 or rows[0][0] not in (PLAN_BOOK, LEDGER_BOOK):
        return None
    found: dict[str, dict[str, dict[str, str]]] = {}
    versions: dict[str, int] = {}
    try:
        for row in rows[1:]:
            if row[0] == _VERSIONS:
                versions[row[1]] = int(row[2])
                continue
            texts = json.loads(row[2])
            found.setdefault(row[0], {})[row[1]] = {str(head): str(text) for head, text in texts.items()}
    except (ValueError, IndexError, AttributeError, RecursionError):
        return None
    digest = rows[0][3] if len(rows[0]) > 3 else ""
    return ExportRecord(rows[0][1], rows[0][2], digest, found, rows[0][0], versions)


def kept(text: str) -> str:
    """Return ``text`` as the record holds it: long ones as a hash."""
    return text if len(text) <= _KEPT_WHOLE else _HASHED + hashlib.sha256(text.encode("utf-8")).hexdigest()


def is_hash(text: str) -> bool:
    """Tell whether the record holds only a hash of the text."""
    return text.startswith(_HASHED)
