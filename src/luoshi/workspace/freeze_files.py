"""What stands in the files of a freeze (定稿的文件): JSON for what has a shape of its own, CSV for long lists.

Entries: :func:`frozen_parts`, :func:`frozen_from`. The same freeze gives the same bytes.
Not here: folder and digests (:mod:`luoshi.workspace.freeze_folder`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from luoshi.model.evaluation.freeze import (
    Completion,
    Difference,
    FreezeManifest,
    Frozen,
    FrozenDefinition,
    FrozenQuantity,
    FrozenValue,
)
from luoshi.model.ledger import Ledger
from luoshi.model.light_report import LightReport
from luoshi.model.monitoring import JudgingRules, Monitoring
from luoshi.model.plan import Plan

M = TypeVar("M", bound=BaseModel)

_EMPTY_IS_NONE = frozenset(("value", "numerator", "denominator", "percent"))


def frozen_parts(frozen: Frozen) -> dict[str, bytes]:
    """Return the files of a freeze by name."""
    parts = {
        "plan.json": _json(frozen.plan),
        "monitoring.json": _json(frozen.monitoring),
        "definitions.json": _list(frozen.definitions),
        "values.csv": _csv(FrozenValue, frozen.values),
        "quantities.csv": _csv(FrozenQuantity, frozen.quantities),
        "areas.json": (json.dumps(dict(frozen.areas), ensure_ascii=False, indent=1) + "\n").encode(),
        "completions.csv": _csv(Completion, frozen.completions),
        "differences.json": _list(frozen.differences),
    }
    if frozen.judging is not None:
        told = {key: str(value) for key, value in asdict(frozen.judging).items()}
        parts["judging.json"] = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    if frozen.ledger is not None:
        parts["ledger.json"] = _json(frozen.ledger)
    if frozen.lights is not None:
        parts["lights.json"] = _json(frozen.lights)
    return parts


def frozen_from(manifest: FreezeManifest, parts: Mapping[str, bytes]) -> Frozen:
    """Return a freeze out of its files.

    Raises:
        pydantic.ValidationError, KeyError, ValueError: when a file is missing or is not what it should be.
    """
    return Frozen(
        manifest=manifest,
        plan=Plan.model_validate_json(parts["plan.json"]),
        monitoring=Monitoring.model_validate_json(parts["monitoring.json"]),
        definitions=tuple(FrozenDefinition.model_validate(one) for one in json.loads(parts["definitions.json"])),
        values=_rows(FrozenValue, parts["values.csv"]),
        quantities=_rows(FrozenQuantity, parts["quantities.csv"]),
        areas=json.loads(parts["areas.json"]),
        ledger=Ledger.model_validate_json(parts["ledger.json"]) if "ledger.json" in parts else None,
        lights=LightReport.model_validate_json(parts["lights.json"]) if "lights.json" in parts else None,
        completions=_rows(Completion, parts["completions.csv"]),
        differences=tuple(Difference.model_validate(one) for one in json.loads(parts["differences.json"])),
        judging=_judging(parts["judging.json"]) if "judging.json" in parts else None,
    )


def _judging(data: bytes) -> JudgingRules:
    told = json.loads(data)
    shares = {key: Decimal(told[key]) for key in ("near", "risk", "slack", "about")}
    return JudgingRules(**shares, basis=told["basis"])


def _json(value: BaseModel) -> bytes:
    return (value.model_dump_json(indent=1) + "\n").encode()


def _list(values: Iterable[BaseModel]) -> bytes:
    """Return a JSON list, one item a line, so that versions can be compared line by line."""
    lines = ",\n".join(one.model_dump_json() for one in values)
    return f"[\n{lines}\n]\n".encode() if lines else b"[]\n"


def _csv(kind: type[BaseModel], values: Sequence[BaseModel]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = list(kind.model_fields)
    writer.writerow(names)
    for one in values:
        writer.writerow([_cell(getattr(one, name)) for name in names])
    return stream.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _rows(kind: type[M], data: bytes) -> tuple[M, ...]:
    reader = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return tuple(kind.model_validate({name: _value(name, text) for name, text in row.items()}) for row in reader)


def _value(name: str, text: str) -> Any:
    if name in _EMPTY_IS_NONE and not text:
        return None
    return tuple(text.split()) if name == "areas" else text
