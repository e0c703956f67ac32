"""The JSON schema of a plan (规划的 JSON 模式), kept in ``schema/`` beside this module for other programs.

Entries: :func:`schema_text`, and ``python -m luoshi.model.schema_export``, which writes the file.
A test fails when the file and :mod:`luoshi.model.plan` differ.
"""

from __future__ import annotations

import json
from pathlib import Path

from luoshi.model.plan import SCHEMA_VERSION, Plan

SCHEMA_PATH = Path(__file__).parent / "schema" / f"plan-{SCHEMA_VERSION}.schema.json"


def schema_text() -> str:
    """Return the JSON schema of :class:`luoshi.model.plan.Plan` as it is written to plan files and JSON."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"落实 规划 plan-{SCHEMA_VERSION}",
    }
    schema = _tidy(Plan.model_json_schema(mode="serialization"))
    assert isinstance(schema, dict), "a model's schema is an object"
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=1) + "\n"


def _tidy(node: object) -> object:
    """Return a schema without what differs between versions of pydantic: titles made from names, class docstrings.

    All objects of a plan are closed, also those for which some versions do not say so; not so a table of free keys.
    """
    if isinstance(node, list):
        return [_tidy(part) for part in node]
    if not isinstance(node, dict):
        return node
    is_object = node.get("type") == "object"
    tidy: dict[str, object] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            tidy[key] = {name: _tidy(part) for name, part in value.items()}
        elif key != "title" and not (is_object and key == "description"):
            tidy[key] = _tidy(value)
    if is_object and "properties" in node:
        tidy["additionalProperties"] = False
    return dict(sorted(tidy.items()))


def main() -> None:
    """Write the schema file."""
    SCHEMA_PATH.parent.mkdir(exist_ok=True)
    SCHEMA_PATH.write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
