"""Heads of an office's table of tasks (任务分解表的表头): which words stand for which field; YAML, one's own first.

Entries: :func:`load_ledger_columns`, :func:`own_columns` for one file named by hand.
Not here: finding the heads in a sheet (:mod:`luoshi.sheets.ledger_table`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from luoshi.model.ledger_import import FIELDS
from luoshi.rules.reading import Entry, RuleFile, read_rule_file, rule_files

CODE = "L011"
_FOLDER = "ledger_columns"


def load_ledger_columns(own: Path | None = None) -> Mapping[str, tuple[str, ...]]:
    """Return field -> the heads it is known by, one's own first.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: L011 when a file cannot be read or names a field that there is not.
    """
    found: dict[str, tuple[str, ...]] = dict.fromkeys(FIELDS, ())
    for file in rule_files(_FOLDER, own, CODE):
        for field, names in _names(file).items():
            found[field] = tuple(dict.fromkeys((*names, *found[field])))
    return found


def own_columns(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Return field -> heads as one file says.

    Raises:
        LuoshiError: as :func:`load_ledger_columns`.
    """
    return _names(read_rule_file(path, CODE))


def _names(file: RuleFile) -> dict[str, tuple[str, ...]]:
    whole = Entry(file.content, file.where, CODE)
    whole.known("columns")
    found: dict[str, tuple[str, ...]] = {}
    for entry in whole.parts("columns"):
        entry.known("field", "names")
        field = entry.choice("field", FIELDS)
        found[field] = (*found.get(field, ()), *entry.texts("names"))
    return found
