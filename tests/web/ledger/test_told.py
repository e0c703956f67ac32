"""What a change did is told in Chinese words: each key of the ledger's models has one."""

from __future__ import annotations

import json
import re

import pytest

from luoshi.model.ledger import (
    Assignment,
    ChangeRequest,
    LedgerProject,
    LedgerTask,
    LightOverride,
    Milestone,
    MoneyYear,
    Proposal,
    Report,
    StageRecord,
)
from luoshi.web.ledger.told import changes_told

_MODELS = (LedgerTask, LedgerProject)
_PARTS = (Assignment, Milestone, Report, ChangeRequest, LightOverride, Proposal, StageRecord, MoneyYear)


@pytest.mark.parametrize("model", [*_MODELS, *_PARTS], ids=lambda one: one.__name__)
def test_no_key_of_a_model_is_shown_in_english(model) -> None:
    for key in model.model_fields:
        (told,) = changes_told("{}", json.dumps({key: "值"}))
        assert re.search("[a-z]", told) is None


def test_values_lists_and_parts_are_told_apart() -> None:
    before = {"state": "待签收", "assignment": {"lead": ["甲局"], "person": ""}, "milestones": [{"name": "选址"}]}
    after = {
        "state": "执行中",
        "assignment": {"lead": ["甲局", "乙局"], "person": "秦越"},
        "milestones": [{"name": "选址", "done": "2024-11-01"}, {"name": "开工", "due": "2024-12-01"}],
    }
    assert changes_told(json.dumps(before), json.dumps(after)) == [
        "状态：待签收 → 执行中",
        "牵头单位：甲局 → 甲局、乙局",
        "责任人：秦越",
        "节点（选址）：完成日期：2024-11-01",
        "节点 加了：名称 开工，计划日期 2024-12-01",
    ]
    assert changes_told("", "") == []
    assert changes_told(json.dumps({"requests": [{"id": "r1"}]}), json.dumps({"requests": []})) != []
