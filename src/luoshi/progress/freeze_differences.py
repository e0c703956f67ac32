"""What a freeze changes of the one that it corrects (更正的差异): figure by figure, in words.

Entry: :func:`differences`. Not here: making freezes (:mod:`luoshi.api.freezes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from luoshi.model.evaluation.freeze import Difference, Frozen
from luoshi.model.monitoring import MonitoredTarget
from luoshi.model.wording import number_text

_NONE = "（没有）"


def differences(old: Frozen, new: Frozen) -> tuple[Difference, ...]:
    """Return what is otherwise in a freeze than in an older one: targets, indicators, ledger, rules, in this order."""
    found = [*_between(_targets(old), _targets(new)), *_between(_values(old), _values(new))]
    found += _between(_entries(old), _entries(new))
    return (*found, *_between(_rules(old), _rules(new)))


Told = Mapping[tuple[str, str], str]
"""(number of what it is of, what it is) -> how it stands."""


def _between(old: Told, new: Told) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, _NONE), new.get(key, _NONE)
        if was != now:
            yield Difference(what=key[1], was=was, now=now, where=key[0])


def _targets(frozen: Frozen) -> Told:
    told: dict[tuple[str, str], str] = {}
    for one in frozen.monitoring.targets:
        name = f"{one.year}年{one.indicator}" if one.year else one.indicator
        told[one.id, f"{name}：目标"] = one.shown
        told[one.id, f"{name}：现值"] = _figure(one.source.value, one.unit, one.source.year)
        told[one.id, f"{name}：状态"] = str(one.judgement.state)
        told[one.id, f"{name}：基期"] = _baseline(one)
    return told


def _baseline(target: MonitoredTarget) -> str:
    base = target.baseline
    return _figure(base.value, target.unit, base.year) if base is not None else _NONE


def _values(frozen: Frozen) -> Told:
    names = {one.id: one for one in frozen.definitions}
    return {
        (one.indicator, f"{one.place}{one.year}年{names[one.indicator].name}"): _figure(
            one.value, names[one.indicator].unit
        )
        for one in frozen.values
        if one.indicator in names
    }


def _entries(frozen: Frozen) -> Told:
    told: dict[tuple[str, str], str] = {}
    for lit in frozen.lights.entries if frozen.lights is not None else ():
        told[lit.id, f"{lit.title}：灯"] = f"{lit.light} {lit.word}"
        told[lit.id, f"{lit.title}：状态"] = str(lit.state)
    titles = {lit.id: lit.title for lit in frozen.lights.entries} if frozen.lights is not None else {}
    for one in frozen.completions:
        told[one.entry, f"{titles.get(one.entry, one.entry)}：完成比例"] = _figure(one.percent, "%")
    return told


def _rules(frozen: Frozen) -> Told:
    told = {(one.id, f"指标“{one.name}”的定义"): one.version for one in frozen.definitions}
    return {**told, **{("", f"{name}的版本"): digest for name, digest in frozen.manifest.rules.items()}}


def _figure(value: Decimal | None, unit: str, year: int | None = None) -> str:
    if value is None:
        return _NONE
    of_year = f"（{year}年）" if year else ""
    return f"{number_text(value)}{unit}{of_year}"
