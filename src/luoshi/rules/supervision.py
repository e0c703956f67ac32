"""Procedures of supervision and the bounds of 责任督学 (督导程序): packaged YAML, a workspace's over it.

Entry: :func:`load_supervision_rules`. A workspace writes ``rules/supervision/*.yaml``; a procedure of the same name
takes the place of the packaged one. A procedure that lets a case end past a step that must come before is refused.
Not here: taking steps (``luoshi.progress.oversight.supervision``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from luoshi.model.lights import Light
from luoshi.model.supervision import (
    KINDS,
    START,
    InspectorBounds,
    Procedure,
    StepRule,
    SupervisionRules,
    Trigger,
)
from luoshi.rules.reading import Entry, basis_of, rule_files

CODE = "L310"
_STEP_KEYS = ("name", "from", "to", "who", "needs", "paper", "parts", "audience", "within", "awaited", "after")
_YES_NO = ("是", "否")
_NEEDS = ("理由", "佐证", "文号")
_Standing = tuple[str, frozenset[str]]
_MOST_STANDINGS = 20_000
"""In how many ways a case is followed: some ten steps in any order at one stage, far more in stages of their own."""


def load_supervision_rules(own: Path | None = None) -> SupervisionRules:
    """Return the procedures and bounds in force.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: L310 when a file cannot be read or says what cannot be.
    """
    procedures: dict[str, Procedure] = {}
    bounds = InspectorBounds(1)
    for file in rule_files("supervision", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("procedures", "inspectors")
        for entry in whole.parts("procedures"):
            procedure = replace(_procedure(entry), origin=file.origin)
            procedures[procedure.name] = procedure
        part = whole.part("inspectors")
        if part is not None:
            bounds = _bounds(part)
    return SupervisionRules(procedures, bounds)


def _bounds(part: Entry) -> InspectorBounds:
    part.known("most_schools", "least_inspectors", "basis")
    most, least = part.whole("most_schools"), part.whole("least_inspectors")
    if most is None or most < 1 or (least is not None and least < 1):
        raise part.fail("most_schools 和 least_inspectors 应是大于 0 的整数")
    return InspectorBounds(most, least or 1, basis_of(part))


def _procedure(entry: Entry) -> Procedure:
    entry.known("id", "name", "kind", "office", "subjects", "basis", "steps", "triggers")
    steps = tuple(_step(one) for one in entry.parts("steps"))
    triggers = tuple(_trigger(one) for one in entry.parts("triggers"))
    procedure = Procedure(
        id=entry.identifier(),
        name=entry.text("name"),
        kind=entry.choice("kind", KINDS),
        office=entry.text("office"),
        subjects=entry.texts("subjects"),
        steps=steps,
        triggers=triggers,
        basis=basis_of(entry),
    )
    _is_whole(entry, procedure)
    return procedure


def _step(entry: Entry) -> StepRule:
    entry.known(*_STEP_KEYS, "other_than", "closes", "reopens")
    needs = entry.texts("needs")
    wrong = [one for one in needs if one not in _NEEDS]
    if wrong:
        raise entry.fail(f"needs 里不能写{'、'.join(wrong)}", f"可以写的有：{'、'.join(_NEEDS)}")
    within = entry.whole("within")
    if (within is None) != (not entry.texts("awaited")) or (within is not None and within < 1):
        raise entry.fail("within（几个工作日）和 awaited（等哪几步）要一起写，within 大于 0")
    return StepRule(
        name=entry.text("name"),
        sources=entry.texts("from"),
        to=entry.text("to"),
        who=entry.texts("who"),
        needs=needs,
        paper=entry.text("paper", ""),
        parts=entry.texts("parts"),
        audience=entry.choice("audience", ("内部", "公开"), "内部"),  # type: ignore[arg-type]
        within=within,
        awaited=entry.texts("awaited"),
        after=entry.texts("after"),
        other_than=entry.texts("other_than"),
        closes=entry.choice("closes", _YES_NO, "否") == "是",
        reopens=entry.choice("reopens", _YES_NO, "否") == "是",
    )


def _trigger(entry: Entry) -> Trigger:
    entry.known("light", "months", "step")
    months = entry.whole("months")
    if months is not None and months < 1:
        raise entry.fail("months 应是大于 0 的整数")
    light = entry.choice("light", (Light.YELLOW.value, Light.RED.value))
    return Trigger(light, entry.text("step"), 1 if months is None else months)


def _is_whole(entry: Entry, procedure: Procedure) -> None:
    """Refuse a procedure with steps or stages that do not fit together."""
    names = [one.name for one in procedure.steps]
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        raise entry.fail(f"步骤 {'、'.join(twice)} 写了两次")
    stages = {START, *(one.to for one in procedure.steps)}
    for step in procedure.steps:
        if not step.sources or not step.who:
            raise entry.fail(f"步骤“{step.name}”少了 from 或 who")
        _refuse(entry, step, "from 里的阶段没有哪一步能到", set(step.sources) - stages)
    for step in procedure.steps:
        _refuse(entry, step, "awaited 里没有这样的步骤", set(step.awaited) - set(names))
        _refuse(entry, step, "after 里没有这样的步骤", set(step.after) - set(names))
        _refuse(entry, step, "other_than 里没有这样的步骤", set(step.other_than) - set(names))
        from_there = {one.name for one in procedure.open_to(step.to)}
        _refuse(entry, step, f"到了“{step.to}”以后不能走", set(step.awaited) - from_there)
    unknown = {one.step for one in procedure.triggers} - set(names)
    if unknown:
        raise entry.fail(f"triggers 里没有这样的步骤：{'、'.join(sorted(unknown))}")
    if not any(one.closes for one in procedure.steps):
        raise entry.fail("没有一步写了 closes: 是，这样的件永远不会结束")
    _is_closed_rightly(entry, procedure)
    stuck = where_stuck(procedure)
    if stuck is None:
        hint = "把这些步骤分到前后几个阶段里，或在 after 里少写几步"
        raise entry.fail("after 里写到的步骤太多，又不分先后，查不出会不会走不下去", hint)
    if stuck:
        raise entry.fail(f"到了“{stuck}”可能再也结束不了：after 里要的步骤走不到")


def _is_closed_rightly(entry: Entry, procedure: Procedure) -> None:
    ends = {one.to for one in procedure.steps if one.closes}
    for step in procedure.steps:
        if step.reopens != bool(set(step.sources) & ends):
            raise entry.fail(f"步骤“{step.name}”：结束以后只能重新打开（reopens: 是），重新打开也只能从结束以后")
        if not step.closes and step.to in ends:
            raise entry.fail(f"步骤“{step.name}”到了“{step.to}”，要写 closes: 是")
        for needed in () if not step.closes else step.after:
            if paths_past(procedure, step, needed):
                raise entry.fail(f"可以不经过“{needed}”走到“{step.name}”，程序不能这样写")


def paths_past(procedure: Procedure, step: StepRule, needed: str) -> bool:
    """Tell whether the stages alone let a new case come to ``step`` without the step ``needed``."""
    reached = {START}
    waiting = [START]
    while waiting:
        here = waiting.pop()
        for one in procedure.open_to(here):
            if one.name != needed and not one.reopens and one.to not in reached:
                reached.add(one.to)
                waiting.append(one.to)
    return bool(reached & set(step.sources))


def where_stuck(procedure: Procedure) -> str | None:
    """Return a stage that a case can come to without any way to its end; empty when there is none, None if unknown.

    A case is followed by its stage and by those of its steps, since it was last opened, that others must come after.
    It is unknown where these can stand together in more ways than are followed.
    """
    asked = {one for step in procedure.steps for one in step.after}
    before: dict[_Standing, list[_Standing]] = {(START, frozenset()): []}
    waiting = list(before)
    good: list[_Standing] = []
    while waiting:
        here = waiting.pop()
        for step in procedure.open_to(here[0]):
            if not here[1].issuperset(step.after):
                continue
            then = (step.to, frozenset[str]() if step.reopens else here[1] | ({step.name} & asked))
            if then not in before:
                waiting.append(then)
            before.setdefault(then, []).append(here)
            if step.closes:
                good.append(then)
        if len(before) > _MOST_STANDINGS:
            return None
    ending = set(good)
    while good:
        for one in before[good.pop()]:
            if one not in ending:
                ending.add(one)
                good.append(one)
    return next((stage for stage, _ in sorted(set(before) - ending, key=str)), "")


def _refuse(entry: Entry, step: StepRule, what: str, wrong: Iterable[str]) -> None:
    told = sorted(wrong)
    if told:
        raise entry.fail(f"步骤“{step.name}”：{what}：{'、'.join(told)}")
