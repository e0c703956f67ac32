"""What a workbook remembers of its export (导出记录): the plan it came from and every cell as it was written.

Entries: :func:`export_record`, whose ``rows`` go to the hidden sheet, and :func:`parse_record`, which reads them back.
With it an import tells a cell that a person changed from one that the plan file has changed since.
Not here: the comparing (:mod:`luoshi.sheets.plan_import`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from luoshi.model.plan import Plan
from luoshi.sheets.cells import canonical
from luoshi.sheets.plan_columns import ID, NUMBER, SHEETS, Context

_VERSION = "luoshi-workbook-1"
_KEPT_WHOLE = 120
_HASHED = "#sha256:"


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """The record of an export.

    Attributes:
        source: file name of the plan's document.
        sha256: of that document.
        digest: of all visible cells when the workbook was written.
        cells: list of the plan -> number of the item -> head of the column -> the cell's canonical text, or its hash.
    """

    source: str
    sha256: str
    digest: str
    cells: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows of the hidden sheet."""
        yield (_VERSION, self.source, self.sha256)
        for name, items in self.cells.items():
            for number, texts in items.items():
                yield (name, number, json.dumps(texts, ensure_ascii=False))


def export_record(plan: Plan) -> ExportRecord:
    """Return the record of ``plan`` as it is about to be written."""
    context = Context.of(plan)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for sheet in SHEETS:
        columns = [column for column in sheet.columns if column.head not in (NUMBER, ID)]
        for item in getattr(plan, sheet.list_name) if sheet.edited else ():
            texts = {column.head: kept(canonical(column.show(item, context))) for column in columns}
            found.setdefault(sheet.list_name, {})[item.id] = {head: text for head, text in texts.items() if text}
    return ExportRecord(plan.source.name, plan.source.sha256, "", found)


def parse_record(rows: Sequence[Sequence[str]]) -> ExportRecord | None:
    """Return the record that these rows hold; None when they hold none."""
    if not rows or len(rows[0]) < 3 or rows[0][0] != _VERSION:
        return None
    found: dict[str, dict[str, dict[str, str]]] = {}
    try:
        for row in rows[1:]:
            texts = json.loads(row[2])
            found.setdefault(row[0], {})[row[1]] = {str(head): str(text) for head, text in texts.items()}
    except (ValueError, IndexError, AttributeError, RecursionError):
        return None
    digest = rows[0][3] if len(rows[0]) > 3 else ""
    return ExportRecord(rows[0][1], rows[0][2], digest, found)


def kept(text: str) -> str:
    """Return ``text`` as the record holds it: long ones as a hash."""
    return text if len(text) <= _KEPT_WHOLE else _HASHED + hashlib.sha256(text.encode("utf-8")).hexdigest()


def is_hash(text: str) -> bool:
    """Tell whether the record holds only a hash of the text."""
    return text.startswith(_HASHED)
