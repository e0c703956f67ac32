"""Manners of lighting (亮灯办法): packaged YAML, a workspace's own beside and over it, each in force from a day.

Entries: :func:`load_light_rules`, :func:`rules_on`. A workspace writes ``rules/lights/*.yaml`` in the same format.
Not here: the lights (``luoshi.progress.lights``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.model.lights import Light, LightRule, LightRuleSet, Measure
from luoshi.rules.reading import Entry, basis_of, rule_files

CODE = "L200"
_HARMFUL = (Light.RED.value, Light.YELLOW.value)
_MOST = {Measure.TARGET: 2, Measure.BEHIND: 100}
_MOST_DAYS = 60
_LEAST = {Measure.BEHIND: 0, Measure.LEFT: 0}


def load_light_rules(own: Path | None = None) -> tuple[LightRuleSet, ...]:
    """Return all manners, the packaged before a workspace's.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: L200 when a file cannot be read or says what cannot be.
    """
    found: list[LightRuleSet] = []
    for file in rule_files("lights", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("sets")
        found += (_rule_set(entry, file.origin) for entry in whole.parts("sets"))
    return tuple(found)


def rules_on(sets: Iterable[LightRuleSet], name: str, day: date) -> LightRuleSet:
    """Return the manner of that name (or id) in force on a day: of several the one that came into force last.

    Raises:
        LuoshiError: L201 when there is none of that name, or none of them in force on that day.
    """
    known = list(sets)
    named = [one for one in known if name in (one.name, one.id)]
    fitting = [one for one in named if one.since <= day and (one.until is None or day <= one.until)]
    if not fitting:
        names = "、".join(dict.fromkeys(one.name for one in known))
        told = f"亮灯办法“{name}”在 {day} 没有施行" if named else f"没有叫“{name}”的亮灯办法"
        raise LuoshiError("L201", told, hint=f"现有的是：{names}；在 luoshi.toml 的 [lights] rule_set 里写一个")
    latest = max(one.since for one in fitting)
    return [one for one in fitting if one.since == latest][-1]


def _rule_set(entry: Entry, origin: str) -> LightRuleSet:
    entry.known("id", "name", "since", "until", "blue_until", "reporting_days", "basis", "rules")
    since, until = entry.day("since"), entry.day("until")
    if since is None:
        raise entry.fail("少了 since（从哪一天起施行）")
    if until is not None and until < since:
        raise entry.fail("until 不能早于 since")
    reporting_days = entry.whole("reporting_days")
    if reporting_days is not None and not 0 <= reporting_days <= _MOST_DAYS:
        raise entry.fail(f"reporting_days 应在 0 到 {_MOST_DAYS} 之间")
    rules = tuple(_rule(one) for one in entry.parts("rules"))
    if not rules:
        raise entry.fail("少了 rules")
    return LightRuleSet(
        id=entry.identifier(),
        name=entry.text("name"),
        since=since,
        until=until,
        rules=rules,
        reporting_days=5 if reporting_days is None else reporting_days,
        blue_until=entry.choice("blue_until", ("开始", "临近"), "开始"),  # type: ignore[arg-type]
        basis=basis_of(entry),
        origin=origin,
    )


def _rule(entry: Entry) -> LightRule:
    measures = {measure.value: measure for measure in Measure}
    entry.known("name", "light", *measures)
    bounds: dict[Measure, int] = {}
    for key, measure in measures.items():
        bound = entry.whole(key)
        if bound is None:
            continue
        if not _LEAST.get(measure, 1) <= bound <= _MOST.get(measure, 10_000):
            raise entry.fail(f"{key} 不能是 {bound}")
        bounds[measure] = bound
    if not bounds:
        raise entry.fail("没有写看什么", f"可以写的有：{'、'.join(measures)}")
    return LightRule(Light(entry.choice("light", _HARMFUL)), bounds, entry.text("name"))
