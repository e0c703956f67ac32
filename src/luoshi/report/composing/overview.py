"""The first chapter of a report (总体情况): how many targets stand where, at one look.

Entries: :func:`overview`, :func:`counted`. Not here: single targets (:mod:`luoshi.report.composing.targets`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.model.evaluation.charts import Share, ShareChart, Tone
from luoshi.model.evaluation.facts import Fact
from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.model.evaluation.report import Block
from luoshi.model.monitoring import MonitoredTarget, SourceKind, State
from luoshi.report.composing.desk import Desk, joined, year_of

ORDER = (State.REACHED, State.ON_COURSE, State.AT_RISK, State.BEHIND, State.NOT_DUE, State.UNKNOWN)
"""The states in the order in which reports tell them."""
_KINDS = ("约束性", "预期性", "导向性", "")
_TONES: dict[str, Tone] = {"红": "红", "黄": "黄", "绿": "绿", "蓝": "蓝", "无": "无"}


@dataclass(frozen=True)
class Counted:
    """Targets by how they stand.

    Attributes:
        whole: how many there are.
        states: state -> how many, those that occur, in the order of reports.
        measured: how many have a value.
    """

    whole: Fact
    states: dict[State, Fact]
    measured: Fact


def counted(desk: Desk, targets: Sequence[MonitoredTarget], key: str = "targets", what: str = "目标") -> Counted:
    """Return how many targets stand where, as facts whose ids begin with ``key``."""
    by_state = {state: [one for one in targets if one.judgement.state is state] for state in ORDER}
    states = {
        state: desk.count(f"{key}/{state}", len(ones), "项", f"{what}中{state}的项数")
        for state, ones in by_state.items()
        if ones
    }
    known = sum(one.source.value is not None for one in targets)
    return Counted(
        desk.count(f"{key}/all", len(targets), "项", f"{what}的项数"),
        states,
        desk.count(f"{key}/measured", known, "项", f"{what}中有数据的项数"),
    )


def overview(
    desk: Desk, targets: Sequence[MonitoredTarget], number: str = "一、", *, kind: str = "报告"
) -> Iterator[Block]:
    """Yield the chapter.

    Args:
        desk: where it is written.
        targets: each once.
        number: of the chapter; empty on a page that has its own heading.
        kind: what it stands in: 报告, or 通报, which has no list of what is missing.
    """
    found = counted(desk, targets)
    if number:
        yield desk.heading("overview", 1, number, "总体情况")
        yield desk.paragraph("overview/basis", _basis(desk, kind))
    states = _states(found, "公布的" if desk.is_public else "规划的")
    yield desk.paragraph("overview/states", states)
    yield from _binding(desk, targets)
    if any(one.judgement.state is State.UNKNOWN for one in targets):
        yield desk.paragraph(
            "overview/missing", _missing(desk, targets, "，逐项列在附件里" if number and kind == "报告" else "")
        )
    if found.whole.value:
        yield desk.picture("overview/chart", "目标完成情况", states, _chart(desk, targets))
        if len(_groups(targets)) > 1:
            yield _table(desk, targets)
    if desk.frozen.monitoring.findings and number:
        words = prose("注：数据核对中发现的问题见附件，判断以核对后的数据为准。")
        yield desk.paragraph("overview/doubts", words, is_note=True)


def _basis(desk: Desk, kind: str) -> Prose:
    told = desk.frozen.manifest
    data = prose("统计数据截至{year}，", year=year_of(told.year)) if told.snapshot else prose("还没有装入统计数据，")
    return prose(
        "本{kind}根据《{plan}》和截至{day}的执行情况形成，{data}口径为{whole}。各项数据都取自定稿“{freeze}”，来源见附件。",
        kind=prose(kind),
        plan=told.plan,
        day=Named(f"{told.as_of.year}年{told.as_of.month}月{told.as_of.day}日", "日期"),
        data=data,
        whole=told.area_set or "全部地区",
        freeze=told.name,
    )


def _states(found: Counted, which: str) -> Prose:
    parts = [prose("{state}{count}", state=prose(str(state)), count=fact) for state, fact in found.states.items()]
    if not parts:
        return prose("没有{which}量化目标。", which=prose(which))
    return prose(
        "{which}量化目标共{whole}：{parts}。", which=prose(which), whole=found.whole, parts=joined(parts, "，")
    )


def _binding(desk: Desk, targets: Sequence[MonitoredTarget]) -> Iterator[Block]:
    """Tell of the binding targets apart: an evaluation looks at them first."""
    binding = [one for one in targets if one.kind == "约束性"]
    if not binding:
        return
    found = counted(desk, binding, "targets/约束性", "约束性目标")
    parts = [prose("{state}{count}", state=prose(str(state)), count=fact) for state, fact in found.states.items()]
    words = prose("其中约束性目标{whole}：{parts}。", whole=found.whole, parts=joined(parts, "，"))
    yield desk.paragraph("overview/binding", words)


def _missing(desk: Desk, targets: Sequence[MonitoredTarget], where: str) -> Prose:
    awaited = sum(one.source.kind is SourceKind.AWAITED for one in targets)
    never = sum(one.source.kind is SourceKind.UNMEASURABLE for one in targets)
    parts = []
    if awaited:
        fact = desk.count("targets/awaited", awaited, "项", "等待单位填报的目标项数")
        parts.append(prose("等待责任单位填报的{count}", count=fact))
    if never:
        fact = desk.count("targets/unmeasurable", never, "项", "没有办法测量的目标项数")
        parts.append(prose("没有办法测量的{count}", count=fact))
    rest = sum(one.judgement.state is State.UNKNOWN for one in targets) - awaited - never
    if rest > 0:
        fact = desk.count("targets/other-unknown", rest, "项", "有数据但不能判断的目标项数")
        parts.append(prose("有数据但不足以判断的{count}", count=fact))
    if not parts:
        return prose("全部目标都有数据。")
    return prose("没有判断的目标中，{parts}{where}。", parts=joined(parts, "，"), where=prose(where))


def _groups(targets: Sequence[MonitoredTarget]) -> list[tuple[str, list[MonitoredTarget]]]:
    groups = [(kind, [one for one in targets if one.kind == kind]) for kind in _KINDS]
    return [(kind or "没有写明属性", ones) for kind, ones in groups if ones]


def _chart(desk: Desk, targets: Sequence[MonitoredTarget]) -> ShareChart:
    rows = []
    groups = _groups(targets)
    for kind, ones in ([("全部目标", list(targets))] if len(groups) > 1 else []) + groups:
        key = "targets" if kind == "全部目标" else f"targets/{kind}"
        found = counted(desk, ones, key, f"{kind}的目标")
        shares = tuple(Share(str(state), _tone(state), fact.id) for state, fact in found.states.items())
        rows.append((kind, shares))
    return ShareChart("项", tuple(rows))


def _tone(state: State) -> Tone:
    """Return how a state is drawn: what is reached otherwise than what is on course, though both are green."""
    return "强调" if state is State.REACHED else _TONES[state.light]


def _table(desk: Desk, targets: Sequence[MonitoredTarget]) -> Block:
    states = [state for state in ORDER if any(one.judgement.state is state for one in targets)]
    rows = []
    for kind, ones in _groups(targets):
        found = counted(desk, ones, f"targets/{kind}", f"{kind}的目标")
        rows.append((kind, [kind, found.whole, *(found.states.get(state, "—") for state in states)]))
    whole = counted(desk, targets)
    rows.append(("合计", ["合计", whole.whole, *(whole.states.get(state, "—") for state in states)]))
    columns = [("目标属性", 4, "左"), ("项数", 2, "右"), *((str(state), 2, "右") for state in states)]
    return desk.table("overview/table", "目标完成情况汇总", columns, rows)
