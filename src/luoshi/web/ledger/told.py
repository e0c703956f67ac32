"""What a change did, in words (改动说明): from the values of the log to sentences an office reads.

Entry: :func:`changes_told`. Not here: writing the log (:mod:`luoshi.web.audit.chain`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

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

_NAMED = {
    "state": "状态", "assignment": "分工", "milestones": "节点", "reports": "填报", "requests": "申请",
    "overrides": "人工定灯", "proposals": "建议", "stages": "阶段", "money": "资金", "finished": "办结日期",
    "note": "备注", "fields": "别的栏目", "name": "名称", "due": "完成时限", "done": "完成日期", "stage": "阶段",
    "year": "年份", "on": "日期", "reviewed_on": "审核日期", "asked_on": "申请日期", "decided_on": "审批日期",
    "kind": "种类", "light": "灯", "reason": "理由", "since": "开始日期", "until": "截止日期", "key": "定什么",
    "id": "编号", "origin": "来源", "start": "起始日期", "strength": "把握", "changes": "改成", "by": "谁",
    "trace": "留痕",
}  # fmt: skip
_INSIDE = {
    "requests": {"due": "延到", "by": "申请人"},
    "milestones": {"due": "计划日期"},
    "stages": {"due": "计划日期", "percent": "形象进度"},
    "overrides": {"by": "提出人"},
}
"""Words that mean something else within a list: key of the list -> key of an item -> word."""
_LEFT_OUT = ("strength", "id", "schema_version")
_LONG = 160
_MODELS: tuple[type[BaseModel], ...] = (
    LedgerTask, LedgerProject, Assignment, Milestone, Report, ChangeRequest, LightOverride, Proposal, StageRecord,
    MoneyYear,
)  # fmt: skip


def _labels() -> dict[str, str]:
    """Return key of a model -> its word: what the model itself says of it, up to the first explanation."""
    found: dict[str, str] = {}
    for model in _MODELS:
        for key, field in model.model_fields.items():
            if field.description:
                found.setdefault(key, field.description.split("：")[0].split("，")[0].split("；")[0])
    return {**found, **_NAMED}


_WORDS = _labels()


def changes_told(before: str, after: str) -> list[str]:
    """Return what a change did, a sentence for each value: 状态：待签收 → 执行中; 填报 加了 …

    Args:
        before, after: what stood there and what stands there now, as the log keeps them (JSON, or empty).
    """
    was, now = _read(before), _read(after)
    told: list[str] = []
    for key in (*now, *(one for one in was if one not in now)):
        told += _change(key, was.get(key), now.get(key))
    return told


def _read(text: str) -> dict[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def _change(key: str, was: Any, now: Any, words: Mapping[str, str] = _WORDS) -> Iterator[str]:
    word = words.get(key, key)
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for inner in now:
            yield from _change(inner, was.get(inner), now[inner])
    elif isinstance(now, list) and any(isinstance(one, dict) for one in (*now, *(was or ()))):
        yield from _lists(key, was or [], now)
    elif _is_nothing(was):
        yield f"{word}：{_value(now, words)}"
    else:
        yield f"{word}：{_value(was, words)} → {_value(now, words)}"


def _lists(key: str, was: list[Any], now: list[Any]) -> Iterator[str]:
    word, words = _WORDS.get(key, key), {**_WORDS, **_INSIDE.get(key, {})}
    gone = [one for one in was if one not in now]
    for one in (one for one in now if one not in was):
        match = next((old for old in gone if _is_same(old, one)), None)
        if match is None:
            yield f"{word} 加了：{_value(one, words)}"
            continue
        gone.remove(match)
        inner = [told for part in one for told in _change(part, match.get(part), one[part], words)]
        yield f"{word}（{_name(one)}）：{'；'.join(inner)}"
    for one in gone:
        yield f"{word} 去了：{_value(one, words)}"


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two items are the same thing before and after: by number, period, stage or name."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    keys = [key for key in ("id", "period", "stage", "name") if key in one]
    return bool(keys) and one[keys[0]] == other.get(keys[0])


def _name(item: dict[str, Any]) -> str:
    return str(next((item[key] for key in ("period", "stage", "name", "kind", "id") if item.get(key)), ""))


def _value(value: Any, words: Mapping[str, str]) -> str:
    if _is_nothing(value):
        return "空"
    if isinstance(value, dict):
        shown = ((key, one) for key, one in value.items() if not _is_nothing(one) and key not in _LEFT_OUT)
        return _cut("，".join(f"{words.get(key, key)} {_value(one, words)}" for key, one in shown))
    if isinstance(value, list | tuple):
        return _cut("、".join(_value(one, words) for one in value))
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}
