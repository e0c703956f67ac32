"""The words that readers of the public site may not know (术语).

Entry: :func:`glossary`. Words of states, lights and kinds come from the program's own lists, so that none is missing.
Not here: the layout of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from luoshi.model.evaluation.publication import PublicationRules
from luoshi.model.ledger_words import State as EntryState
from luoshi.model.lights import Light
from luoshi.model.monitoring import SourceKind, State
from luoshi.model.plan import Kind


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means; ``light`` is the colour beside it, empty for none."""

    key: str
    name: str
    words: str
    light: str = ""


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Words that belong together."""

    name: str
    terms: tuple[Term, ...]


_KINDS: Mapping[str, str] = {
    "约束性": "必须完成的目标，政府对结果负责。",
    "预期性": "期望达到的目标，主要靠各方面共同努力。",
    "导向性": "说明努力的方向，不作硬性考核。",
}
_STATES: Mapping[State, str] = {
    State.REACHED: "实际值已经达到目标值。",
    State.ON_COURSE: "实际值达到或接近按路径应到的数。",
    State.AT_RISK: "比按路径应到的数落后一些，不加紧可能完不成。",
    State.BEHIND: "比按路径应到的数落后较多，或者到期没有达到。",
    State.NOT_DUE: "还没有到判断的时候。",
    State.UNKNOWN: "还没有可以判断的数；不等于没有做。",
}
_LIGHTS: Mapping[Light, str] = {
    Light.GREEN: "按计划推进，或者已经完成。",
    Light.YELLOW: "落后于序时进度，或者临近时限还没有完成。",
    Light.RED: "明显落后，或者超过时限还没有完成。",
    Light.BLUE: "还没有到开始的时候。",
    Light.NONE: "已经终止，或者没有可以亮灯的内容。",
}
_ENTRY_STATES: Mapping[EntryState, str] = {
    EntryState.UNDIVIDED: "还没有分到责任单位。",
    EntryState.UNSIGNED: "已经分给责任单位，等它签收。",
    EntryState.UNDER_WAY: "责任单位正在办。",
    EntryState.UNDER_REVIEW: "责任单位报了完成，等审核。",
    EntryState.RETURNED: "审核没有通过，退回去继续办。",
    EntryState.DONE: "审核通过，办完了。",
    EntryState.ARCHIVED: "办完以后材料已经归档。",
    EntryState.ENDED: "经批准不再办。",
}
_SOURCES: Mapping[SourceKind, str] = {
    SourceKind.COMPUTED: "由统计报表按指标定义计算。",
    SourceKind.REPORTED: "由责任单位填报，审核后采用。",
    SourceKind.AWAITED: "没有统计报表可以计算，等责任单位填报。",
    SourceKind.UNMEASURABLE: "规划的写法没有可以测量的数。",
}


def source_words(kind: SourceKind) -> str:
    """Return in a sentence where the value of a target comes from."""
    return _SOURCES[kind]


def glossary(rules: PublicationRules) -> tuple[TermGroup, ...]:
    """Return the words, group by group; the smallest group shown is the one of ``rules``."""
    return (
        TermGroup("目标", _target_terms()),
        TermGroup("目标的状态", _listed("state", {str(one): _STATES[one] for one in State}, _state_lights())),
        TermGroup(
            "任务和项目的灯",
            _listed(
                "light",
                {f"{one}灯（{one.word}）": _LIGHTS[one] for one in Light if one.value != "无"}
                | {"不亮灯": _LIGHTS[Light.NONE]},
                _light_lights(),
            ),
        ),
        TermGroup("任务和项目的状态", _listed("entry", {str(one): _ENTRY_STATES[one] for one in EntryState}, {})),
        TermGroup("数从哪里来", _source_terms(rules)),
    )


def _listed(prefix: str, words: Mapping[str, str], lights: Mapping[str, str]) -> tuple[Term, ...]:
    return tuple(
        Term(f"{prefix}-{at}", name, text, lights.get(name, "")) for at, (name, text) in enumerate(words.items())
    )


def _state_lights() -> Mapping[str, str]:
    return {str(one): one.light for one in State}


def _light_lights() -> Mapping[str, str]:
    return {f"{one}灯（{one.word}）": one.value for one in Light}


def _target_terms() -> tuple[Term, ...]:
    kinds = tuple(Term(f"kind-{at}", name, _KINDS[name]) for at, name in enumerate(get_args(Kind)))
    return (
        *kinds,
        Term("baseline", "基期", "规划起步时的数，目标路径从这里开始。"),
        Term("path", "按路径应到", "从基期到目标年份逐年应当达到的数；规划没有写明各年的数时，按每年变化相同来算。"),
        Term("pace", "序时进度", "时间过去了多少，工作就应当完成多少。"),
    )


def _source_terms(rules: PublicationRules) -> tuple[Term, ...]:
    sources = tuple(Term(f"source-{at}", str(one), _SOURCES[one]) for at, one in enumerate(SourceKind))
    return (
        *sources,
        Term("scope", "口径", "一个数统计哪些地区、哪些学校、哪些人。口径不同的数不能直接比较。"),
        Term(
            "sides", "分子、分母", "比率是分子除以分母。各地的比率不能相加，全部地区的比率由分子之和除以分母之和得出。"
        ),
        Term("freeze", "定稿", "某一天的全部数据和判断，定下来以后不再改动；报告和这个网站都出自定稿。"),
        Term("correction", "更正", "定稿以后发现有错，另作一份定稿，并列出改了什么、为什么。"),
        Term("small", "人数过少不显示", f"少于 {rules.smallest} 人的组不显示，以免认出个人。"),
    )
