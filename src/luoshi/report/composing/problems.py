"""The chapter on what remains (存在的问题), and what a mid-term evaluation says for a revision of the plan.

Entries: :func:`problem_chapter`, :func:`revision_chapter`. Both list what the figures show; measures are people's
matter.
Not here: the figures themselves (the neighbours).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.base.numerals import to_chinese
from luoshi.model.evaluation.facts import Fact
from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.model.evaluation.report import Block
from luoshi.model.monitoring import SourceKind, State
from luoshi.report.composing.desk import Desk, Part, joined
from luoshi.report.composing.figures import TargetFigures
from luoshi.report.composing.tasks import entry_lists, title_of_entry

_MOST = 12
_MOST_QUOTED = 20


def problem_chapter(
    desk: Desk, figures: Sequence[TargetFigures], number: str, *, is_final: bool = False
) -> Iterator[Block]:
    """Yield the chapter; it says so when nothing is wrong. A final evaluation says nothing of years to come."""
    points = [*_targets(desk, figures, is_final=is_final), *_data(desk, figures), *_tasks(desk)]
    yield desk.heading("problems", 1, number, "存在的问题")
    if not points:
        yield desk.paragraph("problems/none", _nothing_wrong(desk))
    for at, (key, words) in enumerate(points, 1):
        yield desk.paragraph(key, prose("{at}是{words}", at=prose(to_chinese(at)), words=words))
    yield from _reported(desk)


def _nothing_wrong(desk: Desk) -> Prose:
    """Return that nothing is late, of tasks only where the freeze has any."""
    ledger = desk.frozen.ledger
    tasks = prose("，没有超过时限的任务") if ledger is not None and ledger.tasks else ()
    which = prose("按公布的数据" if desk.is_public else "按现有数据")
    return prose("{which}，没有滞后的目标{tasks}。", which=which, tasks=tasks)


def _named(ones: Sequence[TargetFigures]) -> Prose:
    told = joined([(Named(one.name),) for one in ones[:_MOST]])
    return told if len(ones) <= _MOST else prose("{told}等", told=told)


def _targets(desk: Desk, figures: Sequence[TargetFigures], *, is_final: bool) -> Iterator[tuple[str, Prose]]:
    for state, word in ((State.BEHIND, "滞后"), (State.AT_RISK, "有风险")):
        ones = [one for one in figures if one.target.judgement.state is state]
        if ones:
            fact = desk.count(f"problems/{state}", len(ones), "项", f"{word}的目标项数")
            yield f"problems/{state}", prose("{n}目标{word}：{told}。", n=fact, word=prose(word), told=_named(ones))
    if is_final:
        return
    with desk.block("problems/trend"):
        short = [one for one in figures if one.target.judgement.state is not State.BEHIND and _falls_short(desk, one)]
    if short:
        fact = desk.count("problems/short", len(short), "项", "照趋势推算达不到的目标项数", _trends(short))
        words = prose("照趋势推算，另有{n}目标到期达不到：{told}。", n=fact, told=_named(short))
        yield "problems/trend", words


def _trends(ones: Sequence[TargetFigures]) -> list[Fact]:
    return [fact for one in ones if one.trend is not None for fact in (one.trend.low, one.trend.high)]


def _falls_short(desk: Desk, one: TargetFigures) -> bool:
    """Tell whether even the better end of the range misses the target."""
    if one.trend is None or not one.is_met_by_bound:
        return False
    best = desk.value(one.trend.high if one.sense > 0 else one.trend.low)
    goal = desk.value(one.goal)
    return best is not None and goal is not None and not one.meets(best, goal)


def _data(desk: Desk, figures: Sequence[TargetFigures]) -> Iterator[tuple[str, Prose]]:
    blank = [one for one in figures if one.target.source.kind is SourceKind.AWAITED]
    if blank:
        fact = desk.count("problems/blank", len(blank), "项", "还没有数据的目标项数")
        units = list(dict.fromkeys(one.target.duty.unit for one in blank if one.target.duty.unit))
        told = joined([(Named(one),) for one in units[:_MOST]])
        who = (
            prose("，应由{told}{more}填报", told=told, more=prose("等" if len(units) > _MOST else "")) if units else ()
        )
        yield "problems/data", prose("{n}目标还没有数据{who}。", n=fact, who=who)


def _tasks(desk: Desk) -> Iterator[tuple[str, Prose]]:
    ledger = desk.frozen.ledger
    if ledger is None:
        return
    found = entry_lists(desk, ledger.tasks)
    if found.late:
        fact = desk.count("tasks/late", len(found.late), "项", "超过时限的任务数")
        units = list(dict.fromkeys(unit for one in found.late for unit in one.bearers))
        told = joined([(Named(one),) for one in units[:_MOST]])
        words = prose(
            "{n}任务超过时限没有办结，牵头单位是{told}{more}。",
            n=fact,
            told=told or prose("（没有写明）"),
            more=_more(units),
        )
        yield "problems/late", words
    if found.idle:
        fact = desk.count("tasks/idle", len(found.idle), "项", "还没有启动的任务数")
        yield "problems/idle", prose("{n}任务还没有启动。", n=fact)


def _more(units: Sequence[str]) -> Prose:
    return prose("等" if len(units) > _MOST else "")


def _reported(desk: Desk) -> Iterator[Block]:
    """Yield what the units themselves reported as problems, in their own words, the latest accepted of each entry."""
    ledger = desk.frozen.ledger
    entries = [*ledger.tasks, *ledger.projects] if ledger is not None else []
    rows: list[tuple[str, list[Part]]] = []
    for one in entry_lists(desk, entries).all:
        told = next((report.problem for report in reversed(one.reports) if report.counts and report.problem), "")
        if told:
            rows.append((one.id, [title_of_entry(one), "、".join(one.bearers) or "—", Named(told, "引用")]))
    if rows:
        columns = (("任务、项目", 6, "左"), ("牵头单位", 4, "左"), ("单位填报的问题", 9, "左"))
        yield desk.table("problems/reported", "单位填报的问题", columns, rows[:_MOST_QUOTED])
        if len(rows) > _MOST_QUOTED:
            all_ = desk.count("problems/reported/all", len(rows), "条", "单位填报的问题条数")
            words = prose("注：单位填报的问题共{all}，表中是前面的一部分。", all=all_)
            yield desk.paragraph("problems/reported/more", words, is_note=True)


def revision_chapter(desk: Desk, figures: Sequence[TargetFigures], number: str) -> Iterator[Block]:
    """Yield which targets a revision of the plan should look at, and why (修订规划的线索); no proposal of values."""
    yield desk.heading("revision", 1, number, "修订规划可以参考的线索")
    with desk.block("revision/short"):
        short = [one for one in figures if _falls_short(desk, one)]
    year = desk.frozen.manifest.year
    early = [
        one
        for one in figures
        if one.target.judgement.state is State.REACHED and one.target.year is not None and one.target.year > year
    ]
    never = [one for one in figures if one.target.source.kind is SourceKind.UNMEASURABLE]
    groups = (
        ("early", early, "已经提前达到，可以研究是否提高"),
        ("short", short, "照趋势推算到期达不到，需要加大力度，或者说明原因后按程序调整"),
        ("never", never, "没有办法测量，需要明确口径和填报单位"),
    )
    told = False
    for key, ones, words in groups:
        if ones:
            told = True
            fact = desk.count(f"revision/{key}", len(ones), "项", f"{words}的目标项数")
            line = prose("{n}目标{words}：{told}。", n=fact, words=prose(words), told=_named(ones))
            yield desk.paragraph(f"revision/{key}", line)
    if not told:
        yield desk.paragraph("revision/none", prose("按现有数据，没有需要专门研究的目标。"))
    yield desk.paragraph("revision/note", prose("注：线索由数据得出，是否修订由规划的编制机关决定。"), is_note=True)
