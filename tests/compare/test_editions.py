"""The list of known differences between two editions says what the two compiled plans say, and nothing is left out.

Every entry is looked up by its name, without any comparison of plans, so that comparisons can be measured by the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from luoshi.api import compile_plan
from luoshi.model.comparison import ItemKind, Verdict
from luoshi.model.corrections import LINKS, keys_of
from luoshi.model.plan import Figure, Plan
from luoshi.samples import sample_files

HERE = Path(__file__).parent
LISTED = yaml.safe_load((HERE / "editions.yaml").read_text(encoding="utf-8"))
ENTRIES = [*LISTED["differences"], *LISTED["derived"]]
PARTS = {
    "目标": "targets",
    "标准要求": "norms",
    "现状数据": "observations",
    "项目": "projects",
    "任务": "tasks",
    "问题": "problems",
    "责任单位": "units",
}
NAME_KEYS = ("indicator", "name", "title", "text")


def shown(value: Any) -> Any:
    """The value as YAML writes it."""
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value


def name_of(item: Any) -> str:
    return next(getattr(item, key) for key in NAME_KEYS if hasattr(item, key))


def fits(entry: dict[str, Any], item: Any) -> bool:
    """Tell whether what the entry says besides the name, to tell items of one name apart, is so of an item."""
    inside = entry.get("in")
    if inside and (inside == "表") != (item.at.table is not None):
        return False
    wanted = {"value": entry.get("value"), "scope": entry.get("scope"), "kind": entry.get("kind_of_target")}
    wanted["year"] = entry.get("year")
    return all(value is None or shown(getattr(item, key)) == value for key, value in wanted.items())


def found(plan: Plan, entry: dict[str, Any], name: str, key: str | None, value: Any, section: str | None) -> list[Any]:
    items = [item for item in getattr(plan, PARTS[entry["kind"]]) if name_of(item) == name and fits(entry, item)]
    items = [item for item in items if key is None or shown(getattr(item, key)) == value]
    return [item for item in items if section is None or item.section == section]


def sides(entry: dict[str, Any], old: Plan, new: Plan) -> tuple[list[Any], list[Any]]:
    """The items of the draft and of the issued plan that an entry speaks of."""
    key, old_name = entry.get("key"), entry.get("old_name", entry["name"])
    before = found(old, entry, old_name, key, entry.get("old"), entry.get("old_section"))
    after = found(new, entry, entry["name"], key, entry.get("new"), entry.get("new_section"))
    return before, after


@pytest.fixture(scope="module")
def draft() -> Plan:
    (path,) = HERE.glob("*（征求意见稿）.docx")
    return compile_plan(path)


@pytest.fixture(scope="module")
def issued() -> Plan:
    with as_file(next(f for f in sample_files() if f.name.endswith(".docx"))) as path:
        return compile_plan(path)


def test_there_are_sixty_of_every_kind_and_verdict() -> None:
    assert len(LISTED["differences"]) == 60
    assert {entry["kind"] for entry in LISTED["differences"]} == set(get_args(ItemKind))
    assert {entry["verdict"] for entry in LISTED["differences"]} == {verdict.value for verdict in Verdict}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['kind']}-{entry['verdict']}-{entry['name'][:12]}")
def test_difference_stands_in_the_two_plans(entry: dict[str, Any], draft: Plan, issued: Plan) -> None:
    before, after = sides(entry, draft, issued)
    there = {"新增": (0, 1), "删去": (1, 0)}.get(entry["verdict"], (1, 1))
    assert (len(before), len(after)) == there
    if entry["verdict"] == "移动":
        assert content(before[0]) == content(after[0])


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['kind']}-{entry['verdict']}-{entry['name'][:12]}")
def test_verdict_follows_from_the_values(entry: dict[str, Any], draft: Plan, issued: Plan) -> None:
    key, verdict = entry.get("key"), entry["verdict"]
    if verdict in ("提前", "推后"):
        assert key in ("year", "deadline", "end")
        assert (entry["new"] < entry["old"]) == (verdict == "提前")
    elif verdict in ("提高", "降低"):
        assert key == "value"
        (item,) = sides(entry, draft, issued)[1]
        more = entry["new"] < entry["old"] if item.op in ("<", "<=") else entry["new"] > entry["old"]
        assert more == (verdict == "提高")
    elif verdict == "改写":
        assert entry["old_name"] != entry["name"]


def content(item: Any) -> tuple[Any, ...]:
    keys = ("name",) if not hasattr(item, "id") else [k for k in keys_of(item) if k not in (*LINKS, "value_text")]
    return (type(item).__name__, *(getattr(item, key) for key in keys))


def everything(plan: Plan) -> Iterator[Any]:
    for part in PARTS.values():
        yield from getattr(plan, part)


def test_nothing_else_differs(draft: Plan, issued: Plan) -> None:
    both = [sides(entry, draft, issued) for entry in ENTRIES if entry["verdict"] != "移动"]
    listed = [[content(item) for pair in both for item in pair[side]] for side in (0, 1)]
    before = Counter(content(item) for item in everything(draft))
    after = Counter(content(item) for item in everything(issued))
    assert before - after == Counter(listed[0])
    assert after - before == Counter(listed[1])


def test_sections_of_what_did_not_move_only_shift(draft: Plan, issued: Plan) -> None:
    """Chapters count from the inserted one on, sections of the second chapter from theirs on."""
    chapters = {"二": "一", "三": "二", "四": "三", "五": "四", "六": "五"}
    moved = {entry["name"] for entry in ENTRIES if entry["verdict"] == "移动"}
    renamed = {"三/（四）": "三/（三）"}
    sections: dict[tuple[Any, ...], set[str]] = {}
    for item in (*issued.figures, *issued.problems):
        sections.setdefault(content(item), set()).add("/".join(item.section.split("/")[:2]))
    seen = 0
    for item in (*draft.figures, *draft.problems):
        if content(item) in sections and name_of(item) not in moved:
            chapter, *rest = item.section.split("/")[:2]
            here = "/".join([chapter, *rest])
            place = renamed.get(here, here)
            assert "/".join([chapters[chapter], *place.split("/")[1:]]) in sections[content(item)], item
            seen += isinstance(item, Figure)
    assert seen > 200
