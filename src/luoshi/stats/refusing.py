"""The file handed back (退回): a copy with a column 错误说明 at the rows that are wrong.

Entry: :func:`refused_copy`. Not here: how the copy is made (:mod:`luoshi.sheets.error_copy`).
"""

from __future__ import annotations

from pathlib import Path

from luoshi.base.findings import Severity
from luoshi.model.statistics import LoadResult
from luoshi.stats.file_names import name_among


def refused_copy(path: Path, result: LoadResult) -> bytes | None:
    """Return a copy of the file at ``path`` with what was found at its rows; None if nothing was.

    Raises:
        LuoshiError: T010 to T013 the file cannot be opened any more.
    """
    from luoshi.sheets.error_copy import error_copy, patched_copy
    from luoshi.sheets.grid import read_grids

    name = name_among(path, result.shapes)
    reasons: dict[str, dict[int, list[str]]] = {}
    for one in result.findings:
        if one.finding.severity is Severity.INFO:
            continue
        for place in one.places:
            if place.file != name:
                continue
            column = f"{place.column} 列：" if place.column else ""
            said = reasons.setdefault(place.sheet, {}).setdefault(place.row, [])
            text = f"{one.finding.severity.label}　{column}{one.finding.message}"
            if text not in said:
                said.append(text)
    if not reasons:
        return None
    data = path.read_bytes()
    told = {sheet: {row: tuple(texts) for row, texts in rows.items()} for sheet, rows in reasons.items()}
    shapes = result.shapes.get(name, {})
    if told.keys() <= shapes.keys():
        patched = patched_copy(data, told, shapes)
        if patched is not None:
            return patched
    grids = read_grids(data, path.name)
    first = grids.sheets[0].name if grids.sheets else ""
    told = {sheet or first: rows for sheet, rows in told.items()}
    return error_copy(data, grids, told, {sheet: shapes[sheet].head if sheet in shapes else 1 for sheet in told})
