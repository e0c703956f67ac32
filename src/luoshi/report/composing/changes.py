"""The chapter on what changed since the last report (与上次报告相比): states, values, restated figures, rules.

Entry: :func:`change_chapter`. A figure of an earlier year that is now another is told with both values: so the reports
of two years never disagree without a word.
Not here: corrections of the same freeze (``luoshi.progress.freeze_differences``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.model.evaluation.facts import Fact
from luoshi.model.evaluation.freeze import Frozen
from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.model.evaluation.report import Block
from luoshi.model.ledger_words import State as EntryState
from luoshi.model.monitoring import MonitoredTarget, State
from luoshi.report.composing.desk import Desk, Part, joined, year_of
from luoshi.report.composing.figures import TargetFigures
from luoshi.report.composing.wording import movement

_ORDER = {State.BEHIND: 0, State.AT_RISK: 1, State.NOT_DUE: 2, State.ON_COURSE: 2, State.REACHED: 3}
_MOST = 30


def change_chapter(desk: Desk, figures: Sequence[TargetFigures], number: str) -> Iterator[Block]:
    """Yield the chapter; nothing where there is no report before."""
    before = desk.frozen.before
    if before is None:
        return
    yield desk.heading("changes", 1, number, "与上次报告相比")
    told = before.manifest
    words = prose("上次报告的定稿是“{name}”，看到{year}的数。", name=told.name, year=year_of(told.year))
    yield desk.paragraph("changes/what", words)
    old = {one.id: one for one in before.monitoring.targets}
    yield from _states(desk, figures, old)
    yield from _values(desk, figures, old)
    yield from _restated(desk, before)
    yield from _rules(desk, before)
    yield from _tasks(desk, before)


def _some(told: Sequence[Prose], between: str = "、") -> Prose:
    """Return the first of many, and 等 behind them."""
    few = joined(told[:_MOST], between)
    return few if len(told) <= _MOST else prose("{few}等", few=few)


def _states(desk: Desk, figures: Sequence[TargetFigures], old: dict[str, MonitoredTarget]) -> Iterator[Block]:
    for key, word, sign in (("better", "好转", 1), ("worse", "变差", -1)):
        found = []
        for one in figures:
            was = old.get(one.target.id)
            if was is None:
                continue
            then, now = was.judgement.state, one.target.judgement.state
            if then in _ORDER and now in _ORDER and (_ORDER[now] - _ORDER[then]) * sign > 0:
                found.append(
                    prose("{name}由{then}转为{now}", name=one.name, then=prose(str(then)), now=prose(str(now)))
                )
        if found:
            fact = desk.count(f"changes/{key}", len(found), "项", f"状态{word}的目标项数")
            line = prose("状态{word}的{n}：{told}。", word=prose(word), n=fact, told=_some(found, "；"))
            yield desk.paragraph(f"changes/{key}", line)
    new = [one for one in figures if one.target.id not in old]
    gone = [one for one in old.values() if one.id not in {each.target.id for each in figures} and not one.twin_of]
    for key, word, names in (
        ("new", "新增", [one.name for one in new]),
        ("gone", "不再列入", [one.indicator for one in gone]),
    ):
        if names:
            told = _some([(Named(one),) for one in names])
            yield desk.paragraph(f"changes/{key}", prose("{word}的目标：{told}。", word=prose(word), told=told))


def _values(desk: Desk, figures: Sequence[TargetFigures], old: dict[str, MonitoredTarget]) -> Iterator[Block]:
    rows: list[tuple[str, list[Part]]] = []
    with desk.block("changes/values"):
        for one in figures:
            was = old.get(one.target.id)
            if was is None or was.source.value is None or one.value is None or one.target.unit != was.unit:
                continue
            if was.source.partial or one.target.source.partial:
                continue  # of a part of the areas no movement can be told
            then = _then(desk, was)
            moved = prose("没有新的数")
            if (was.source.year, was.source.value) != (one.target.source.year, one.target.source.value):
                moved = movement(desk, f"{one.target.id}/since-last", then, one.value, one.sense)
            years = [_year(was.source.year), _year(one.target.source.year)]
            rows.append((one.target.id, [one.name, years[0], then, years[1], one.value, moved]))
    if rows:
        columns = (
            ("目标", 7, "左"),
            ("上次年份", 2, "中"),
            ("上次的数", 3, "右"),
            ("本次年份", 2, "中"),
            ("本次的数", 3, "右"),
            ("变化", 4, "左"),
        )
        yield desk.table("changes/values", "目标的数与上次报告相比", columns, rows)


def _then(desk: Desk, was: MonitoredTarget) -> Fact:
    what = f"上次报告的{was.indicator}{was.source.year or ''}年"
    return desk.fact(f"{was.id}/last", was.source.value, was.unit, what=what, source="上次定稿")


def _year(year: int | None) -> Part:
    return year_of(year) if year else "—"


def _restated(desk: Desk, before: Frozen) -> Iterator[Block]:
    """Yield figures of the same year and place that are others now than then."""
    old = before.by_place
    units = {one.id: one.unit for one in before.definitions}
    rows: list[tuple[str, list[Part]]] = []
    for key, now in desk.frozen.by_place.items():
        was = old.get(key)
        definition = desk.frozen.definition.get(now.indicator)
        if was is None or definition is None or was.value == now.value or units.get(now.indicator) != definition.unit:
            continue
        name = f"{now.indicator}/{now.year}/{now.place_code}"
        what = f"{now.place}{now.year}年{definition.name}"
        then = desk.fact(f"{name}/then", was.value, definition.unit, what=f"上次的{what}", source="上次定稿")
        fact = desk.fact(f"{name}/now", now.value, definition.unit, what=what, source="统计数据")
        rows.append((name, [definition.name, now.place, year_of(now.year), then, fact]))
    if rows:
        count = desk.count("changes/restated", len(rows), "处", "与上次报告不同的往年数据")
        words = prose(
            "往年的数据有{n}与上次报告不同，以本次为准；原因可能是数据更正、定义修改或地区范围变化。", n=count
        )
        yield desk.paragraph("changes/restated/words", words)
        columns = (
            ("指标", 6, "左"),
            ("地区", 3, "左"),
            ("年份", 2, "中"),
            ("上次的数", 3, "右"),
            ("本次的数", 3, "右"),
        )
        yield desk.table("changes/restated", "与上次不同的往年数据", columns, rows[:_MOST])
        if len(rows) > _MOST:
            note = prose("注：表中是前面的一部分，其余见定稿的指标值。")
            yield desk.paragraph("changes/restated/more", note, is_note=True)


def _rules(desk: Desk, before: Frozen) -> Iterator[Block]:
    old = {one.id: one.version for one in before.definitions}
    changed = [one.name for one in desk.frozen.definitions if old.get(one.id, one.version) != one.version]
    changed += [
        name for name, digest in desk.frozen.manifest.rules.items() if before.manifest.rules.get(name) != digest
    ]
    if changed:
        told = joined([(Named(one),) for one in changed])
        yield desk.paragraph("changes/rules", prose("定义或规则有修改的：{told}。", told=told))


def _tasks(desk: Desk, before: Frozen) -> Iterator[Block]:
    if desk.frozen.ledger is None or before.ledger is None:
        return
    over = (EntryState.DONE, EntryState.ARCHIVED)
    old = {one.id: one.state for one in before.ledger.tasks}
    done = [one for one in desk.frozen.ledger.tasks if one.state in over and old.get(one.id) not in over]
    done = [one for one in done if one.id in old]
    if done:
        fact = desk.count("changes/done", len(done), "项", "上次报告以后办结的任务数")
        told = _some([(Named(one.title),) for one in done])
        yield desk.paragraph("changes/done", prose("上次报告以后办结任务{n}：{told}。", n=fact, told=told))
