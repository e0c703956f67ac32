"""A compiled plan is told from a document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from luoshi.api import compile_plan
from luoshi.base.errors import LuoshiError
from luoshi.model.plan import Plan
from luoshi.workspace.plan_file import plan_to_json, plan_to_yaml
from luoshi.workspace.plan_marks import refuse_plan

_TEXT = "临江市教育局2024年工作要点\n一、新建幼儿园3所。\n"


@pytest.mark.parametrize("name", ["规划.plan.yaml", "规划.yaml", "规划.txt", "规划.md"])
def test_plan_file_is_no_document_under_any_name(name: str, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / name).write_text(plan_to_yaml(plan), encoding="utf-8-sig")
    with pytest.raises(LuoshiError) as caught:
        compile_plan(tmp_path / name)
    assert caught.value.code == "P006"
    assert plan.source.name in caught.value.hint


def test_plan_file_that_lost_its_head_is_told_by_its_name(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "规划.PLAN.yaml").write_text(plan_to_yaml(plan).split("\n", 2)[2], encoding="utf-8")
    with pytest.raises(LuoshiError, match="P006"):
        compile_plan(tmp_path / "规划.PLAN.yaml")


@pytest.mark.parametrize("dump", [str, lambda text: json.dumps(json.loads(text), sort_keys=True)])
def test_plan_as_json_is_no_document(dump, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "规划.txt").write_text(dump(plan_to_json(plan)), encoding="utf-8")
    with pytest.raises(LuoshiError, match="P006"):
        compile_plan(tmp_path / "规划.txt")


@pytest.mark.parametrize(
    "text", [_TEXT, "# 规划文件\n" + _TEXT, '{"schema_version": 1}', '{"schema_version": ' + "[" * 5000, "{" + _TEXT]
)
def test_other_text_is_taken(text: str, tmp_path: Path) -> None:
    (tmp_path / "要点.txt").write_text(text, encoding="utf-8")
    refuse_plan(tmp_path / "要点.txt")
    compile_plan(tmp_path / "要点.txt")


def test_missing_file_is_left_to_the_readers(tmp_path: Path) -> None:
    refuse_plan(tmp_path / "没有.plan.yaml")
    with pytest.raises(LuoshiError, match="R002"):
        compile_plan(tmp_path / "没有.plan.yaml")
