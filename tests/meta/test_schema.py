"""The published JSON schema is that of the model, and what is written fits it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from luoshi.api import compile_plan, review_json, review_plan
from luoshi.model.schema_export import SCHEMAS, schema_text
from luoshi.samples import sample_files
from luoshi.workspace.plan_file import plan_to_json


@pytest.mark.parametrize("published", SCHEMAS, ids=lambda published: published.path.name)
def test_schema_file_is_up_to_date(published) -> None:
    hint = "run: python -m luoshi.model.schema_export"
    assert published.path.read_text(encoding="utf-8") == schema_text(published), hint


@pytest.mark.parametrize("sample", sample_files(), ids=lambda sample: sample.name.rsplit(".", 1)[-1])
def test_compiled_sample_fits_the_schema(sample, tmp_path: Path) -> None:
    schema = json.loads(SCHEMAS[0].path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    (tmp_path / sample.name).write_bytes(sample.read_bytes())
    plan = json.loads(plan_to_json(compile_plan(tmp_path / sample.name)))
    assert plan["tasks"]
    assert [error.message for error in Draft202012Validator(schema).iter_errors(plan)] == []
    plan["targets"] = "none"
    assert list(Draft202012Validator(schema).iter_errors(plan)) != []


def test_review_fits_its_schema(tmp_path: Path) -> None:
    schema = json.loads(SCHEMAS[1].path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    text = "二、投入\n教育投入资金12亿元，较上年增长5.3个百分点。\n建设投资总额3亿元，较上年增长7个百分点。\n"
    (tmp_path / "规划.txt").write_text(text, encoding="utf-8")
    first, second = (one for one in review_plan(tmp_path / "规划.txt").findings if one.finding.code == "V504")
    review = json.loads(review_json(review_plan(tmp_path / "规划.txt", off={first.key: "口径如此"})))
    assert [(one["key"], one["reason"]) for one in review["waived"]] == [(first.key, "口径如此")]
    (standing,) = (one for one in review["findings"] if one["key"] == second.key)
    assert (standing["places"][0]["where"], standing["places"][0]["quote"]) == ("第3行", "增长7个百分点")
    assert [error.message for error in Draft202012Validator(schema).iter_errors(review)] == []
    del review["findings"][0]["places"]
    assert list(Draft202012Validator(schema).iter_errors(review)) != []
