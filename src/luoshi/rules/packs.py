"""The standards packs (达标标准): packaged YAML, one file a pack, with a workspace's own over it.

Entries: :func:`load_packs`, :func:`find_pack`. A workspace writes ``rules/packs/*.yaml`` in the same format: a pack
with a packaged id replaces that one and says so, others are added, ``off: reason`` switches one off. With ``based_on``
only what differs is written: criteria and unit costs are replaced one by one.
Not here: whether its SQL can be computed, and the judging (``luoshi.indicators.packs``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from luoshi.base.errors import LuoshiError
from luoshi.model.indicators import UNSURE, Aggregate, Basis
from luoshi.model.packs import (
    WHOLE_SCHOOL,
    Criterion,
    CriterionKind,
    Exclusion,
    Filling,
    Group,
    Limit,
    Pack,
    UnitCost,
)
from luoshi.rules.indicators import aggregate_of
from luoshi.rules.reading import Entry, basis_of, rule_files

CODE = "K001"
CHECKS = "facility_checks"
"""The relation of checklists that schools fill."""

_KINDS = {
    "school": CriterionKind.SCHOOL,
    "check": CriterionKind.CHECK,
    "schools": CriterionKind.SCHOOLS,
    "variation": CriterionKind.VARIATION,
    "total": CriterionKind.TOTAL,
    "indicator": CriterionKind.INDICATOR,
    "reported": CriterionKind.REPORTED,
    "by_hand": CriterionKind.BY_HAND,
}
_TRUTHS = ("true", "false", "是", "否")
"""Rule files are read without YAML's truth values."""
_PACK_KEYS = (
    "id name aliases based_on off basis note schools exclusions groups criteria costs schools_needed valid_from"
    " valid_to"
).split()
_CRITERION_KEYS = (
    "id name group kind limit upper unit times decimals numerator denominator unknown empty_is_fine of indicator"
    " checklist items evidence proves_only_met unknown_by_hand filling scope valid_from valid_to clause status basis"
).split()


def load_packs(own: Path | None = None) -> tuple[Pack, ...]:
    """Return the packs in force: the packaged ones in their order, then those that a workspace adds.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: K001 when a file cannot be read or says what cannot be.
    """
    found: dict[str, Pack] = {}
    names: dict[str, str] = {}
    for file in rule_files("packs", own, CODE):
        entry = Entry(file.content, file.where, CODE, f"“{file.content.get('name') or file.content.get('id') or ''}”")
        name = entry.identifier()
        if entry.given.get("off"):
            found.pop(name, None)
            continue
        before = found.get(name)
        if before is not None and before.origin == file.origin:
            raise entry.fail(f"编号 {name} 写了两次")
        based_on = entry.text("based_on", "")
        if based_on and based_on not in found:
            raise entry.fail(f"based_on 写的 {based_on} 不是已有的标准", f"已有的是：{'、'.join(found)}")
        pack = _pack(entry, found.get(based_on))
        found[name] = replace(pack, origin=file.origin, overrides=before is not None)
    for pack in found.values():
        for word in (pack.name, *pack.aliases):
            if names.setdefault(word, pack.id) != pack.id:
                raise LuoshiError(CODE, f"“{word}”既是 {names[word]} 又是 {pack.id} 的名称", where=str(own or "内置"))
    return tuple(found.values())


def find_pack(packs: Sequence[Pack], name: str) -> Pack:
    """Return the pack of an id, a name, an alias, or a part of just one name.

    Raises:
        LuoshiError: K002 when there is none, or more than one.
    """
    exact = [one for one in packs if name in (one.id, one.name, *one.aliases)]
    near = [one for one in packs if name and any(name in word for word in (one.name, *one.aliases))]
    found = exact or near
    if len(found) == 1:
        return found[0]
    message = f"“{name}”可以是几种达标标准" if found else f"没有“{name}”这种达标标准"
    raise LuoshiError("K002", message, hint=f"有的是：{'、'.join(one.name for one in found or packs)}")


def _pack(entry: Entry, base: Pack | None) -> Pack:
    """Return the pack of a file: what it says, over what the pack says that it is based on."""
    entry.known(*_PACK_KEYS)
    if base is None:
        base = Pack("", entry.text("name"), _schools(entry), (), ())
    elif base.id != entry.identifier():
        base = replace(base, aliases=())
    basis = basis_of(entry) if "basis" in entry.given else base.basis
    readers: Mapping[str, Callable[[], object]] = {
        "name": lambda: entry.text("name"),
        "aliases": lambda: entry.texts("aliases"),
        "note": lambda: entry.text("note"),
        "schools": lambda: _schools(entry),
        "exclusions": lambda: _exclusions(entry),
        "groups": lambda: _groups(entry),
        "schools_needed": lambda: entry.number("schools_needed"),
        "valid_from": lambda: entry.whole("valid_from"),
        "valid_to": lambda: entry.whole("valid_to"),
    }
    said: dict[str, Any] = {key: read() for key, read in readers.items() if key in entry.given}
    # what a bureau changes does not rest on the document of the pack that it changes
    own = Basis() if base.criteria and "basis" not in entry.given else basis
    criteria = base.by_id | _by_id(entry, own)
    costs = {**base.costs, **{part.identifier(): _cost(part) for part in entry.parts("costs")}}
    told: dict[str, Any] = {
        "id": entry.identifier(),
        "basis": basis,
        "criteria": tuple(criteria.values()),
        "costs": costs,
    }
    pack = replace(base, **told, **said)
    _check(pack, entry)
    return pack


def _by_id(entry: Entry, basis: Basis) -> dict[str, Criterion]:
    found: dict[str, Criterion] = {}
    for part in entry.parts("criteria"):
        criterion = _criterion(part, basis)
        if criterion.id in found:
            raise part.fail(f"编号 {criterion.id} 写了两次")
        found[criterion.id] = criterion
    return found


def _schools(entry: Entry) -> dict[str, tuple[str, ...]]:
    part = entry.part("schools")
    if part is None:
        raise entry.fail("少了 schools（哪些学校、哪个学段）")
    stages = [str(stage) for stage in part.given]
    if WHOLE_SCHOOL in stages and len(stages) > 1:
        raise part.fail(f"写了{WHOLE_SCHOOL}就不能再写学段")
    return {stage: part.texts(stage) for stage in stages}


def _groups(entry: Entry) -> tuple[Group, ...]:
    found = []
    for part in entry.parts("groups"):
        part.known("name", "at_least", "rest")
        rest = part.number("rest", "1")
        if not 0 <= rest <= 1:
            raise part.fail("rest 应在 0 到 1 之间")
        found.append(Group(part.text("name"), part.whole("at_least"), rest))
    return tuple(found)


def _exclusions(entry: Entry) -> tuple[Exclusion, ...]:
    found = []
    for part in entry.parts("exclusions"):
        part.known("kinds", "fewer_than", "reason")
        found.append(Exclusion(part.text("reason"), part.texts("kinds"), part.whole("fewer_than")))
    return tuple(found)


def _cost(part: Entry) -> UnitCost:
    part.known("id", "cost", "note", "basis")
    cost = part.number("cost")
    if cost < 0:
        raise part.fail("cost 不能小于 0")
    return UnitCost(cost, part.text("note", ""), basis_of(part))


def _criterion(part: Entry, basis: Basis) -> Criterion:
    part.known(*_CRITERION_KEYS)
    kind = _KINDS[part.choice("kind", _KINDS, "school")]
    numerator, denominator = aggregate_of(part, "numerator"), aggregate_of(part, "denominator")
    times, unit = "1", part.text("unit", "")
    limits = _limits(part)
    if kind is CriterionKind.CHECK:
        numerator, denominator = _check_items(part)
        limits = limits or (Limit(Decimal(1)),)
    elif unit == "%":
        times = "100"
    decimals = part.whole("decimals")
    return Criterion(
        id=part.identifier(),
        name=part.text("name"),
        group=part.text("group"),
        kind=kind,
        limits=limits,
        is_upper=_truth(part, "upper"),
        unit=unit,
        times=part.number("times", times),
        decimals=2 if decimals is None else decimals,
        numerator=numerator,
        denominator=denominator,
        unknown=aggregate_of(part, "unknown"),
        empty_is_fine=_truth(part, "empty_is_fine"),
        of=part.text("of", ""),
        indicator=part.text("indicator", ""),
        evidence=part.text("evidence", ""),
        proves_only_met=_truth(part, "proves_only_met"),
        unknown_by_hand=_truth(part, "unknown_by_hand"),
        filling=_filling(part),
        scope=part.text("scope", ""),
        valid_from=part.whole("valid_from"),
        valid_to=part.whole("valid_to"),
        basis=_basis(part, basis),
    )


def _basis(part: Entry, basis: Basis) -> Basis:
    """Return the basis of a criterion: that of its pack with a clause of its own, unless it names another."""
    if "basis" in part.given:
        return basis_of(part)
    status = part.choice("status", ("", UNSURE), basis.status)
    return replace(basis, clause=part.text("clause", basis.clause), status=status)


def _limits(part: Entry) -> tuple[Limit, ...]:
    """Return the limits of a criterion: one for all, one for each stage, or a list with conditions."""
    given = part.given.get("limit")
    if isinstance(given, dict):
        inner = Entry(given, part.where, part.code, f"{part.label} 的 limit")
        return tuple(Limit(inner.number(str(stage)), (str(stage),)) for stage in given)
    if isinstance(given, list):
        found = []
        for one in part.parts("limit"):
            one.known("value", "stages", "kinds", "localities")
            found.append(Limit(one.number("value"), *(one.texts(key) for key in ("stages", "kinds", "localities"))))
        return tuple(found)
    return (Limit(part.number("limit")),) if given is not None else ()


def _check_items(part: Entry) -> tuple[Aggregate, Aggregate]:
    """Return what counts a school's answers to items of a checklist that say the same: those met, and all."""
    checklist, items = part.text("checklist"), part.texts("items") or (part.text("name"),)
    named = ", ".join(_quoted(item) for item in items)
    picked = f"pack = {_quoted(checklist)} AND item IN ({named})"
    return (
        Aggregate(CHECKS, f"count(*) FILTER (WHERE {picked} AND met = '是')"),
        Aggregate(CHECKS, f"count(*) FILTER (WHERE {picked} AND met IN ('是', '否'))"),
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _filling(part: Entry) -> Filling | None:
    inner = part.part("filling")
    if inner is None:
        return None
    inner.known("unit", "whole", "of", "shared")
    of_denominator = inner.choice("of", ("numerator", "denominator"), "numerator") == "denominator"
    return Filling(inner.text("unit"), _truth(inner, "whole"), of_denominator, _truth(inner, "shared"))


def _truth(part: Entry, key: str) -> bool:
    return part.choice(key, _TRUTHS, "false") in ("true", "是")


_NEEDS: Mapping[CriterionKind, tuple[str, ...]] = {
    CriterionKind.SCHOOL: ("numerator", "limits"),
    CriterionKind.SCHOOLS: ("of", "limits"),
    CriterionKind.VARIATION: ("of", "limits"),
    CriterionKind.TOTAL: ("numerator", "limits"),
    CriterionKind.INDICATOR: ("indicator", "limits"),
    CriterionKind.REPORTED: ("limits",),
    CriterionKind.BY_HAND: ("evidence",),
}
_WRITTEN = {"limits": "limit"}


def _check(pack: Pack, entry: Entry) -> None:
    """Refuse what cannot be judged: a criterion without what its kind needs, or that names what there is not."""
    groups = {one.name: one for one in pack.groups}
    for one in pack.criteria:
        told = Entry({}, entry.where, CODE, f"{entry.label} “{one.name}”")
        for key in _NEEDS.get(one.kind, ()):
            if not getattr(one, key):
                raise told.fail(f"少了 {_WRITTEN.get(key, key)}")
        if one.unknown_by_hand and one.kind is not CriterionKind.INDICATOR:
            raise told.fail("unknown_by_hand 只用于 kind: indicator")
        if one.unknown_by_hand and not one.evidence:
            raise told.fail("少了 evidence")
        if one.group not in groups:
            raise told.fail(f"没有“{one.group}”这个指标组", f"groups 里有的是：{'、'.join(groups)}")
        if not one.times:
            raise told.fail("times 不能是 0")
        _check_target(pack, one, groups, told)
        if one.filling is not None and one.filling.of_denominator and not (one.is_upper and one.denominator):
            raise told.fail("filling 的 of: denominator 只用于有分母、upper 是 true 的达标项")
        if one.filling is not None and not one.filling.of_denominator and one.is_upper:
            raise told.fail("有上限的达标项，补的只能是分母（filling 的 of: denominator）")
    for name in pack.costs:
        if name not in pack.by_id or pack.by_id[name].filling is None:
            raise entry.fail(f"costs 里的 {name} 不是有 filling 的达标项")
    if not 0 < pack.schools_needed <= 1:
        raise entry.fail("schools_needed 应大于 0，不超过 1")


def _check_target(pack: Pack, one: Criterion, groups: Mapping[str, Group], told: Entry) -> None:
    target = pack.by_id.get(one.of)
    if one.kind is CriterionKind.VARIATION:
        if target is None or target.kind is not CriterionKind.SCHOOL or target.denominator is None:
            raise told.fail(f"of 写的 {one.of} 不是有分母的每校数值")
    elif one.kind is CriterionKind.SCHOOLS and one.of not in groups and (target is None or not target.kind.of_school):
        raise told.fail(f"of 写的 {one.of} 既不是指标组，也不是每校判定的达标项")
