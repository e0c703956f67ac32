"""The published JSON schema is that of the model, and what is written fits it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from luoshi.api import compile_plan
from luoshi.model.schema_export import SCHEMA_PATH, schema_text
from luoshi.samples import sample_files
from luoshi.workspace.plan_file import plan_to_json


def test_schema_file_is_up_to_date() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text(), "run: python -m luoshi.model.schema_export"


@pytest.mark.parametrize("sample", sample_files(), ids=lambda sample: sample.name.rsplit(".", 1)[-1])
def test_compiled_sample_fits_the_schema(sample, tmp_path: Path) -> None:
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    (tmp_path / sample.name).write_bytes(sample.read_bytes())
    plan = json.loads(plan_to_json(compile_plan(tmp_path / sample.name)))
    assert plan["tasks"]
    assert [error.message for error in Draft202012Validator(schema).iter_errors(plan)] == []
    plan["targets"] = "none"
    assert list(Draft202012Validator(schema).iter_errors(plan)) != []
