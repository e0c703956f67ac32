"""The law of imports: whatever a person types into an exported workbook, nothing gets round the rules of execution."""

from __future__ import annotations

import io
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.sheets.ledgers import REPORTING, TODAY

from luoshi.api import ledger_workbook
from luoshi.base.errors import LuoshiError
from luoshi.model.ledger import (
    Assignment,
    Entry,
    Ledger,
    LedgerProject,
    LedgerTask,
    Milestone,
    Report,
    StageRecord,
    State,
    TraceEntry,
)
from luoshi.model.ledger_import import LedgerImport
from luoshi.progress.lights import Lighting, light_all
from luoshi.rules.calendars import load_work_days
from luoshi.rules.lights import load_light_rules
from luoshi.sheets.book_reader import read_book
from luoshi.sheets.ledger_read_back import read_back

_Cell = tuple[tuple[str, int, object], int]
_FREE = (State.UNDIVIDED, State.UNSIGNED)
_SIGNED = TraceEntry(on=date(2024, 1, 2), by="李强", action="签收", was=State.UNSIGNED, now=State.UNDER_WAY)
_LATE = Milestone(name="封顶", due=date(2024, 3, 1))
_REACHED = Milestone(name="选址", due=date(2024, 2, 1), done=date(2024, 1, 30), evidence=("批复.pdf",))


def _report(period: str, percent: int, state: State) -> Report:
    reviewed = TODAY if state is State.DONE else None
    return Report(
        period=period, on=date(2024, 6, 3), percent=percent, reporter="李强", state=state, reviewed_on=reviewed
    )


def _task(number: int, state: State, **more: object) -> LedgerTask:
    shared = {
        "id": f"t-{number:08x}",
        "number": str(number),
        "title": f"任务{number}",
        "assignment": Assignment(lead=("基建科",)),
        "start": date(2024, 1, 1),
        "due": date(2024, 12, 31),
        "state": state,
        "milestones": (_LATE, _REACHED),
        "trace": (_SIGNED,),
    }
    return LedgerTask.model_validate({**shared, **more})


_LEDGER = Ledger(
    name="台账",
    tasks=(
        *(_task(number, state) for number, state in enumerate(State, 1)),
        _task(21, State.UNDER_WAY, due=date(2024, 5, 31), milestones=()),
        _task(22, State.UNDER_WAY, due=None, start=None, assignment=Assignment()),
        _task(
            23, State.UNDER_WAY, reports=(_report("2024-04", 20, State.DONE), _report("2024-05", 30, State.RETURNED))
        ),
        _task(24, State.RETURNED, reports=(_report("2024-05", 30, State.UNDER_REVIEW),)),
    ),
    projects=(
        LedgerProject(
            id="p-00000001",
            name="东湖小学迁建",
            start=date(2024, 1, 1),
            due=date(2024, 6, 15),
            state=State.UNDER_WAY,
            milestones=(_LATE,),
            stages=(StageRecord(stage="立项", due=date(2024, 2, 1)),),
        ),
    ),
)
_BOOK = ledger_workbook(_LEDGER, as_of=TODAY)
_SHEETS = ("任务", "项目", "节点")
_HEADS = {name: [here.value for here in load_workbook(io.BytesIO(_BOOK))[name][1]] for name in _SHEETS}
_DAYS = ("2024-06-20", "2024-06-30", "2023-01-01", "2029-12-31", "长期", "2024.6-12", date(2024, 6, 20), None)
_PERIODS = ("2024-05", "2024-06", "2024-07", "2030-01", "2024Q2", "六月", None)
_SHARES = ("100%", "0%", "10%", 1, 60, "做完", None)
_FITTING = {
    "起始": _DAYS,
    "时限": _DAYS,
    "计划日期": _DAYS,
    "完成日期": _DAYS,
    "填报期": _PERIODS,
    "完成比例": _SHARES,
    "佐证材料": ("验收单.pdf", None),
    "状态": ("已办结", "执行中", "待签收"),
    "编号": ("t-00000003", "t-00000003#1", "p-00000001", None),
}
_WORDS = ("人事科", "基建科、人事科", "新任务", "绿", "时限", "编号", "错误说明", None)


def _values(place: tuple[str, int]) -> st.SearchStrategy[tuple[str, int, object]]:
    name, column = place
    fitting = st.sampled_from(_FITTING.get(_HEADS[name][column - 1], _WORDS))
    odd = st.one_of(st.sampled_from(_WORDS), st.text("甲乙0129.-%年月日 \n", max_size=8))
    return st.tuples(st.just(name), st.just(column), st.integers(0, 7).flatmap(lambda n: fitting if n else odd))


_PLACES = [(name, column) for name in _SHEETS for column in range(1, len(_HEADS[name]) + 1)]
_PLACES += [place for place in _PLACES if place[0] == "节点" or _HEADS[place[0]][place[1] - 1] in _FITTING] * 3
_CELL = st.tuples(st.sampled_from(_PLACES).flatmap(_values), st.integers(2, 40))


def _imported(cells: list[_Cell], with_record: bool) -> LedgerImport | None:
    book = load_workbook(io.BytesIO(_BOOK))
    for (name, column, value), row in cells:
        sheet = book[name]
        sheet.cell((row - 2) % len(sheet["A"]) + 2, column).value = value
    if not with_record:
        del book["_luoshi"]
    stream = io.BytesIO()
    book.save(stream)
    try:
        return read_back(read_book(stream.getvalue(), "台账.xlsx"), _LEDGER, REPORTING)
    except LuoshiError:
        return None  # nothing comes in


def _gravities(ledger: Ledger) -> dict[tuple[str, date, str], int]:
    days = load_work_days()
    return {
        (rules.name, day, light.entry): light.light.gravity
        for rules in load_light_rules()
        for day in (TODAY, date(2024, 9, 30), date(2025, 2, 1))
        for light in light_all(ledger, Lighting(rules, days), day)
    }


_BEFORE = _gravities(_LEDGER)


def _looked_at(entry: Entry) -> tuple[object, ...]:
    steps = [(one.name, one.due) for one in entry.milestones]
    return entry.start, entry.due, entry.assignment, steps


def _without_progress(before: Entry, after: Entry) -> dict[str, object]:
    """Return what takes back from an entry what may come in: reports to be reviewed, milestones done with evidence."""
    steps = tuple(
        new.model_copy(update={"done": old.done}) if new.evidence else new
        for old, new in zip(before.milestones, after.milestones, strict=True)
    )
    return {"reports": before.reports, "milestones": steps}


@settings(max_examples=60, deadline=None)
@given(st.lists(_CELL, min_size=1, max_size=30), st.booleans())
def test_no_edit_of_a_workbook_gets_round_the_rules(cells: list[_Cell], with_record: bool) -> None:
    imported = _imported(cells, with_record)
    if imported is None:
        return
    was: tuple[Entry, ...] = (*_LEDGER.tasks, *_LEDGER.projects)
    now = {one.id: one for one in (*imported.ledger.tasks, *imported.ledger.projects)}
    for before in was:
        after = now.pop(before.id)
        assert after.state is before.state
        assert after.trace[: len(before.trace)] == before.trace
        assert [one for one in after.reports if one.counts] == [one for one in before.reports if one.counts]
        assert (after.requests, after.overrides) == (before.requests, before.overrides)
        assert all(one.reporter for one in after.reports)
        if before.state not in _FREE:
            assert _looked_at(after) == _looked_at(before)
        if after != before:
            assert len(after.trace) > len(before.trace)
    assert {one.state for one in now.values()} <= set(_FREE)
    assert not any(one.reports for one in now.values())
    held = tuple(
        one.model_copy(update=_without_progress(before, one)) if (before := _there(one.id)) is not None else one
        for one in imported.ledger.tasks
    )
    (project,) = imported.ledger.projects
    projects = (project.model_copy(update=_without_progress(_LEDGER.projects[0], project)),)
    lights = _gravities(imported.ledger.model_copy(update={"tasks": held, "projects": projects}))
    free = {one.id for one in was if one.state in _FREE}  # nobody signed for them: they may be planned anew
    assert not [key for key, gravity in _BEFORE.items() if key[2] not in free and lights[key] < gravity]


def _there(number: str) -> LedgerTask | None:
    return next((one for one in _LEDGER.tasks if one.id == number), None)
