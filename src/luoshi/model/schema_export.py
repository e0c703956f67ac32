"""The JSON schemas of what is handed to other programs (JSON 模式), kept in ``schema/`` beside this module.

Entries: :data:`SCHEMAS`, :func:`schema_text`, and ``python -m luoshi.model.schema_export``, which writes the files.
A test fails when a file and its model (:mod:`luoshi.model.plan`, :mod:`luoshi.model.review_report`,
:mod:`luoshi.model.monitoring`, :mod:`luoshi.model.ledger`, :mod:`luoshi.model.light_report`) differ.
:mod:`luoshi.model.monitoring`, :mod:`luoshi.model.ledger`, :mod:`luoshi.model.decomposition`) differ.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from luoshi.model.decomposition import DECOMPOSITION_VERSION, Decompositions
from luoshi.model.ledger import LEDGER_VERSION, Ledger
from luoshi.model.light_report import LIGHTS_VERSION, LightReport
from luoshi.model.monitoring import MONITORING_VERSION, Monitoring
from luoshi.model.plan import SCHEMA_VERSION, Plan
from luoshi.model.review_report import REPORT_VERSION, ReviewReport

_FOLDER = Path(__file__).parent / "schema"


class Schema(NamedTuple):
    """A published schema: its model, its title, its file."""

    model: type[BaseModel]
    title: str
    path: Path


SCHEMAS = (
    Schema(Plan, f"落实 规划 plan-{SCHEMA_VERSION}", _FOLDER / f"plan-{SCHEMA_VERSION}.schema.json"),
    Schema(ReviewReport, f"落实 审校结果 review-{REPORT_VERSION}", _FOLDER / f"review-{REPORT_VERSION}.schema.json"),
    Schema(
        Monitoring,
        f"落实 目标监测 monitoring-{MONITORING_VERSION}",
        _FOLDER / f"monitoring-{MONITORING_VERSION}.schema.json",
    ),
    Schema(LightReport, f"落实 亮灯结果 lights-{LIGHTS_VERSION}", _FOLDER / f"lights-{LIGHTS_VERSION}.schema.json"),
    Schema(Ledger, f"落实 台账 ledger-{LEDGER_VERSION}", _FOLDER / f"ledger-{LEDGER_VERSION}.schema.json"),
    Schema(
        Decompositions,
        f"落实 目标分解 decomposition-{DECOMPOSITION_VERSION}",
        _FOLDER / f"decomposition-{DECOMPOSITION_VERSION}.schema.json",
    ),
)
"""All schemas that are published."""


def schema_text(published: Schema) -> str:
    """Return the JSON schema of a model as its values are written to files."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": published.title}
    schema = _tidy(published.model.model_json_schema(mode="serialization"))
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
    """Write the schema files."""
    _FOLDER.mkdir(exist_ok=True)
    for published in SCHEMAS:
        published.path.write_text(schema_text(published), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
