"""Plan files: lossless, readable, never overwritten against the user's will, errors with their line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.model.plan import Plan
from luoshi.workspace.plan_errors import load_plan
from luoshi.workspace.plan_file import Written, plan_name, plan_to_json, plan_to_yaml, read_plan, write_plan


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_yaml_read_back_is_the_same_plan(any_plan: st.SearchStrategy[Plan], data: st.DataObject) -> None:
    plan = data.draw(any_plan)
    assert load_plan(plan_to_yaml(plan), "") == plan


def test_yaml_is_what_reviewers_expect(plan: Plan) -> None:
    expected = """\
schema_version: 1

document:
  title: 临江市教育规划
  issued: "2021-12-29"

source:
  name: 规划.docx
  format: docx
  characters: 300
  status: complete

targets:
- id: t-00000001
  indicator: 学前三年毛入园率
  scope: 全市
  unit: "%"
  op: ">="
  value: 92.5
  value_text: "92.5"
  year: 2025
  kind: 预期性
  section: 二/（一）
  quote: 学前三年毛入园率达到92.5%以上
  at: {line: 12}
  span: [100, 117]
  value_span: [110, 114]

tasks:
- id: k-00000001
  title: 办好学校
  units:
  - 市教育局
  - 市财政局
  quote: 办好学校
  span: [200, 204]
"""
    head, body = plan_to_yaml(plan).split("schema_version", 1)
    assert "schema_version" + body == expected
    assert head.count("\n") == 2
    assert all(line.startswith("# ") for line in head.splitlines())


def test_head_says_how_places_count(plan: Plan) -> None:
    head = plan_to_yaml(plan).split("schema_version")[0]
    assert "paragraph、table、row、column 从 0 数" in head
    assert "屏幕上都从 1 数" in head


def test_json_keeps_chinese_and_all_keys(plan: Plan) -> None:
    text = plan_to_json(plan)
    assert "学前三年毛入园率" in text
    content = json.loads(text)
    assert list(content) == list(Plan.model_fields)
    assert content["targets"][0]["value"] == 92.5
    assert content["targets"][0]["value_span"] == [110, 114]
    assert content["norms"] == []


def test_plan_name_takes_the_place_of_the_suffix() -> None:
    assert plan_name(Path("甲/临江市规划.v2.docx")) == "临江市规划.v2.plan.yaml"


def test_written_plan_is_read_back(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    assert write_plan(plan, path) is Written.NEW
    assert read_plan(path) == plan
    assert [p.name for p in tmp_path.iterdir()] == ["规划.plan.yaml"]


def test_own_output_is_replaced_and_the_same_is_left_alone(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    write_plan(plan, path)
    assert write_plan(plan, path) is Written.SAME
    changed = plan.model_copy(update={"tasks": ()})
    assert write_plan(changed, path) is Written.REPLACED
    assert read_plan(path) == changed


def test_own_output_with_other_newlines_is_replaced(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    path.write_bytes(plan_to_yaml(plan).replace("\n", "\r\n").encode())
    assert write_plan(plan.model_copy(update={"tasks": ()}), path) is Written.REPLACED


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("value: 92.5", "value: 93"),
        lambda text: text.replace("：规划.docx", "：别的规划.docx"),
        lambda text: text.split("\n", 2)[2],
        lambda _: "我自己的笔记",
    ],
    ids=["changed by hand", "of another document", "without its head", "no plan at all"],
)
def test_what_is_not_own_output_is_kept_unless_forced(change, plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    kept = change(plan_to_yaml(plan))
    path.write_text(kept, encoding="utf-8")
    new = plan.model_copy(update={"tasks": ()})
    with pytest.raises(LuoshiError) as caught:
        write_plan(new, path)
    assert caught.value.code == "P005"
    assert path.read_text(encoding="utf-8") == kept
    assert write_plan(new, path, force=True) is Written.REPLACED
    assert read_plan(path) == new


def test_binary_file_is_kept(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    path.write_bytes(b"\xff\xfe\x00binary")
    with pytest.raises(LuoshiError, match="P005"):
        write_plan(plan, path)
    assert path.read_bytes() == b"\xff\xfe\x00binary"


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("value: 92.5", "value: 很多", "P003", "第 21 行 targets.1.value：应为数字"),
        ("value: 92.5", "value: 1:12", "P003", "第 21 行 targets.1.value：应为数字"),
        ("kind: 预期性", "kind: 指导性", "P003", "第 24 行 targets.1.kind：只能是：约束性、预期性、导向性"),
        ("  year: 2025", "  yaer: 2025", "P003", "第 23 行 targets.1.yaer：不认识这一项"),
        ("  indicator: 学前三年毛入园率\n", "", "P003", "第 16 行 targets.1.indicator：缺少这一项"),
        ("span: [100, 117]", "span: [100]", "P003", "第 28 行 targets.1.span"),
        ("span: [100, 117]", "span: [117, 100]", "P003", "第 28 行 targets.1.span：区间的起点"),
        ('op: ">="', "op: between", "P003", "targets.1：op 为 between 时要有 value2"),
        ("  scope: 全市", "  scope: 全市\n  scope: 城区", "P002", "有一个键写了两次"),
        ("  scope: 全市", "  scope: [全市", "P002", "第 19 行"),
        ("schema_version: 1", "schema_version: 2", "P004", "plan-2"),
    ],
)
def test_faults_are_told_with_line_and_key(
    old: str, new: str, code: str, told: str, plan: Plan, tmp_path: Path
) -> None:
    path = tmp_path / "规划.plan.yaml"
    text = plan_to_yaml(plan)
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LuoshiError) as caught:
        read_plan(path)
    assert caught.value.code == code
    assert told in str(caught.value)
    assert str(path) in caught.value.where


@pytest.mark.parametrize(
    "text", ["", "- 一\n- 二\n", "只是一句话", "\x00", "a: !!python/object:os.system x", "[" * 3000]
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(LuoshiError, match=r"P00[23]"):
        load_plan(text, "规划.plan.yaml")


def test_missing_and_foreign_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LuoshiError, match="P001"):
        read_plan(tmp_path / "没有.plan.yaml")
    (tmp_path / "gbk.plan.yaml").write_bytes("规划".encode("gbk"))
    with pytest.raises(LuoshiError, match="UTF-8"):
        read_plan(tmp_path / "gbk.plan.yaml")


def test_python_parser_reads_the_same(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    import yaml

    from luoshi.workspace import plan_errors

    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    try:
        assert importlib.reload(plan_errors).load_plan(plan_to_yaml(plan), "") == plan
    finally:
        monkeypatch.undo()
        importlib.reload(plan_errors)
