"""Monitored targets in the words shown to people (目标监测的写法), alike in terminal and Excel.

Entries: :func:`by_state`, :func:`source_text`, :func:`value_text`, :func:`needed_text`, :func:`baseline_text`.
Not here: layout.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from luoshi.model.monitoring import BindingState, MonitoredTarget, Source, SourceKind, State
from luoshi.model.wording import number_text

_ORDER = {state: number for number, state in enumerate(State)}
_SOURCES = {kind: number for number, kind in enumerate(SourceKind)}


def by_state(targets: Iterable[MonitoredTarget]) -> list[MonitoredTarget]:
    """Return targets by what needs a look first: state, source, then the order of the plan."""
    return sorted(targets, key=lambda one: (_ORDER[one.judgement.state], _SOURCES[one.source.kind]))


def state_text(target: MonitoredTarget) -> str:
    """Return the state with its light: 红 滞后; the source where there is no value to judge."""
    if target.judgement.state is State.UNKNOWN:
        return str(target.source.kind if target.source.value is None else target.judgement.state)
    return f"{target.judgement.light} {target.judgement.state}"


def value_text(value: Decimal | None, unit: str) -> str:
    """Return a value with its unit; empty when there is none."""
    if value is None:
        return ""
    return f"{number_text(value)}{unit if unit in ('', '%', '‰') else f' {unit}'}"


def now_text(target: MonitoredTarget) -> str:
    """Return the value now with its year: 91.2%（2024）."""
    source = target.source
    if source.value is None:
        return ""
    return f"{value_text(source.value, target.unit)}（{source.period or source.year}）"


def baseline_text(target: MonitoredTarget) -> str:
    """Return the baseline with its year: 89.6%（2020）."""
    base = target.baseline
    return f"{value_text(base.value, target.unit)}（{base.year}）" if base is not None else ""


def needed_text(target: MonitoredTarget) -> str:
    """Return what is needed each year from here, with its sign."""
    needed = target.judgement.needed
    if needed is None:
        return ""
    unit = "百分点" if target.unit == "%" else target.unit
    return f"{'+' if needed > 0 else ''}{value_text(needed, unit)}"


def source_text(target: MonitoredTarget) -> str:
    """Return the one source of a target's value, named: 计算：义务教育大班额比例, 待填报：市教育局."""
    told = _named(target.source)
    if target.source.kind is SourceKind.UNMEASURABLE:
        return f"不可测：{target.source.why}"
    if target.other is not None and target.difference is not None:
        other = value_text(target.other.value, target.unit)
        told += f"；{target.other.kind} {other}（{target.other.period or target.other.year}，{target.other.name}）"
        told += f"，差 {value_text(target.difference, target.unit)}"
    if target.binding.state is BindingState.ASKED:
        told += "；绑定待确认"
    return told


def _named(source: Source) -> str:
    return f"{source.kind}：{source.name}"
