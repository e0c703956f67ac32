"""The one place where it is decided what of a freeze is published (公开), and what is refused, with a list.

Entry: :func:`publishable`. What comes out is made anew from a white list of fields, never by crossing things out, so
that a field that is added to the ledger some day is private until somebody lists it here.
Not here: small groups (:mod:`luoshi.portal.disclosure`), site and package that are made of the edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from luoshi.base.findings import Finding, Severity, worst
from luoshi.model.evaluation.freeze import Difference, FreezeManifest, Frozen
from luoshi.model.evaluation.publication import Approval, Correction, PublicationRules, PublicEdition, Withheld
from luoshi.model.ledger import Ledger
from luoshi.model.monitoring import JudgingRules
from luoshi.portal.disclosure import Protected, protect
from luoshi.portal.person_tables import Cell
from luoshi.portal.public_ledger import public_entries, public_ledger, public_lights
from luoshi.portal.public_targets import Holding, public_monitoring, public_plan
from luoshi.portal.rejudging import default_rules

_NOT_ISSUED = ("征求意见稿", "草案", "送审稿", "讨论稿")
_KINDS = {"目标": "G010", "任务": "G011", "项目": "G012", "指标值": "G013", "统计量": "G014"}
_NAMED = 20
_FEW = re.compile(r"([1-9]\d*)\s*(?:人|名|位)(?!/|次)")


def publishable(
    frozen: Frozen, rules: PublicationRules, approval: Approval | None, corrections: tuple[Correction, ...] = ()
) -> tuple[PublicEdition | None, tuple[Finding, ...]]:
    """Return what of a freeze may be published, and what is not and why.

    Args:
        frozen: the freeze.
        rules: what the bureau makes public.
        approval: who let it be published; None when nobody did.
        corrections: those that led to this freeze.

    Returns:
        None instead of an edition when a finding is an error; information tells what was left out.
    """
    findings = [*_refusals(frozen, approval), *_unknown(frozen, rules)]
    edition, more = _edition(frozen, rules, corrections)
    findings += more
    if worst(findings) is Severity.ERROR or approval is None:
        return None, tuple(findings)
    return replace(edition, approved_on=approval.on), tuple(findings)


def _refusals(frozen: Frozen, approval: Approval | None) -> Iterator[Finding]:
    name = frozen.manifest.name
    if approval is None:
        fix = f"由负责人看过以后批准：luoshi freeze {name} --approve 姓名"
        yield Finding("G001", Severity.ERROR, "这份定稿没有批准公开", where=name, fix=fix)
    elif (approval.freeze, approval.digest) != (name, frozen.manifest.digest) or not approval.digest:
        message = "批准的不是这一份定稿：名称或校验码不同"
        yield Finding("G002", Severity.ERROR, message, where=name, fix="看过现在的内容以后重新批准")
    status = frozen.plan.document.status or ""
    if status in _NOT_ISSUED:
        message = f"规划还是{status}，没有印发，不能公开"
        yield Finding(
            "G003", Severity.ERROR, message, where=frozen.plan.source.name, fix="用印发的正式文本编译后再定稿"
        )


def _unknown(frozen: Frozen, rules: PublicationRules) -> Iterator[Finding]:
    """Yield what the rules name that is not there: a slip of the pen may have made something public."""
    entries = (*frozen.ledger.tasks, *frozen.ledger.projects) if frozen.ledger is not None else ()
    known = {key for one in entries for key in (one.id, one.number)}
    targets = {one.id for one in frozen.monitoring.targets}
    named = [*(one for one in sorted(rules.public | rules.private) if one not in known)]
    named += [id_ for id_, _ in rules.held_targets if id_ not in targets]
    if named:
        message = f"公开范围里写的{'、'.join(named)}，定稿里没有"
        yield Finding("G004", Severity.WARNING, message, where=rules.origin, fix="核对编号或序号")


def _edition(
    frozen: Frozen, rules: PublicationRules, corrections: tuple[Correction, ...]
) -> tuple[PublicEdition, list[Finding]]:
    now, before = _protected(frozen, rules)
    held = _held_targets(frozen, rules)
    entries = public_entries(frozen.ledger, rules) if frozen.ledger is not None else frozenset()
    public, otherwise = _public(frozen, now, rules, held, entries)
    if frozen.before is not None and before is not None:
        earlier = public_entries(frozen.before.ledger, rules) if frozen.before.ledger is not None else frozenset()
        was, _ = _public(frozen.before, before, rules, held | _held_targets(frozen.before, rules), earlier)
        public = replace(public, before=replace(was, quantities=()))
    shown = _Shown(frozen, public, now, rules.smallest)
    public = replace(public, differences=shown.differences(frozen.differences))
    withheld = (*_withheld_items(frozen, rules, held, entries), *now.withheld)
    findings = [*_listed(withheld)]
    if otherwise:
        message = f"{len(otherwise)} 项目标按公开的数复算，判断和定稿不同：{'、'.join(otherwise)}"
        fix = "判断规则改过，或定稿没有记下判断规则；公开的是定稿里的判断，不写理由"
        findings.append(Finding("G006", Severity.WARNING, message, where=frozen.manifest.name, fix=fix))
    if not public.monitoring.targets and not entries:
        message = "没有可以公开的目标、任务和项目"
        findings.append(Finding("G005", Severity.ERROR, message, where=rules.origin, fix="核对 rules/publication"))
    edition = PublicEdition(
        frozen=public,
        # What is kept back, and why, is for the bureau alone.
        rules=replace(rules, public=frozenset(), private=frozenset(), held_targets=()),
        approved_on=frozen.manifest.as_of,
        withheld=withheld,
        corrections=tuple(
            Correction(one.name, one.on, one.reason, shown.differences(one.differences)) for one in corrections
        ),
    )
    return edition, findings


def _protected(frozen: Frozen, rules: PublicationRules) -> tuple[Protected, Protected | None]:
    """Return the figures of a freeze and of the one before it; what one of them hides the other does not show."""
    now = protect(frozen, rules.smallest)
    if frozen.before is None:
        return now, None
    hidden: frozenset[Cell] = frozenset()
    before = protect(frozen.before, rules.smallest, now.hidden)
    while hidden != now.hidden | before.hidden:
        hidden = now.hidden | before.hidden
        now, before = protect(frozen, rules.smallest, hidden), protect(frozen.before, rules.smallest, hidden)
    return now, before


def _held_targets(frozen: Frozen, rules: PublicationRules) -> frozenset[str]:
    """Return the ids of targets that are not published: those named, and wherever the plan says the same."""
    named = {id_ for id_, _ in rules.held_targets}
    first = {one.id: one.twin_of or one.id for one in frozen.monitoring.targets}
    heads = {first.get(id_, id_) for id_ in named}
    return frozenset(named | {id_ for id_, head in first.items() if head in heads})


def _public(
    frozen: Frozen, figures: Protected, rules: PublicationRules, held: frozenset[str], entries: frozenset[str]
) -> tuple[Frozen, tuple[str, ...]]:
    """Return a freeze with public fields alone, and the targets that the public figures judge otherwise."""
    indicators = _public_indicators(frozen, held)
    hidden = {
        (one.indicator, one.year, one.place_code)
        for was, one in zip(frozen.values, figures.values, strict=True)
        if was.value is not None and one.value is None
    }
    ledger = frozen.ledger
    holding = Holding(held, _private_items(ledger, rules, entries), frozenset(hidden), rules.smallest)
    monitoring, otherwise = public_monitoring(frozen, holding, default_rules(frozen) or JudgingRules())
    return (
        Frozen(
            manifest=_manifest(frozen.manifest),
            plan=public_plan(frozen.plan, holding),
            monitoring=monitoring,
            definitions=tuple(one for one in frozen.definitions if one.id in indicators),
            values=tuple(one for one in figures.values if one.indicator in indicators),
            quantities=tuple(one for one in figures.quantities if one.indicator in indicators),
            areas=dict(frozen.areas),
            ledger=public_ledger(ledger, entries, held, frozen.manifest.as_of, money=rules.money) if ledger else None,
            lights=public_lights(frozen.lights, entries) if frozen.lights is not None else None,
            completions=tuple(one for one in frozen.completions if one.entry in entries),
            judging=frozen.judging,
        ),
        otherwise,
    )


def _private_items(ledger: Ledger | None, rules: PublicationRules, entries: frozenset[str]) -> frozenset[str]:
    """Return the plan's items of entries that are private by name; all others were issued with the plan."""
    known = (*ledger.tasks, *ledger.projects) if ledger is not None else ()
    named = {one.plan_item for one in known if one.id not in entries and {one.id, one.number} & rules.private}
    return frozenset(named - {""})


def _public_indicators(frozen: Frozen, held: frozenset[str]) -> frozenset[str]:
    """Return the indicators that are shown: all but those that only targets are bound to that are kept back."""
    bound = {True: set[str](), False: set[str]()}
    for one in frozen.monitoring.targets:
        bound[one.id in held].add(one.binding.indicator)
    bases = {frozen.definition[one].growth_of for one in bound[False] if one in frozen.definition}
    return frozenset({one.id for one in frozen.definitions} - (bound[True] - bound[False] - bases))


def _manifest(was: FreezeManifest) -> FreezeManifest:
    """Return the list of a freeze without persons, files and the inner working of the bureau."""
    return FreezeManifest(
        name=was.name,
        kind=was.kind,
        year=was.year,
        as_of=was.as_of,
        region=was.region,
        plan=was.plan,
        plan_source=was.plan_source,
        plan_sha256=was.plan_sha256,
        area_set=was.area_set,
        snapshot=was.snapshot,
        ledger=was.ledger,
        light_rules=was.light_rules,
        made_on=was.made_on,
        corrects=was.corrects,
        reason=was.reason,
        before=was.before,
        software=was.software,
        rules=dict(was.rules),
        digest=was.digest,
    )


class _Shown:
    """Which differences of corrections may be shown: of what is published, without figures that are not."""

    def __init__(self, frozen: Frozen, public: Frozen, figures: Protected, smallest: int) -> None:
        self._smallest = smallest
        self._known = {one.id for one in public.definitions}
        if public.ledger is not None:
            self._known |= {one.id for one in (*public.ledger.tasks, *public.ledger.projects)}
        was = {one.id: one.source.value for one in frozen.monitoring.targets}
        self._known |= {one.id for one in public.monitoring.targets if one.source.value == was[one.id]}
        self._hidden = {
            f"{was.place}{was.year}年{frozen.definition[was.indicator].name}"
            for was, one in zip(frozen.values, figures.values, strict=True)
            if was != one and was.indicator in frozen.definition
        }

    def differences(self, told: Iterable[Difference]) -> tuple[Difference, ...]:
        """Return those that may be shown."""
        return tuple(one for one in told if self._is_public(one))

    def _is_public(self, one: Difference) -> bool:
        if one.where and one.where not in self._known:
            return False
        is_few = any(int(found) < self._smallest for text in (one.was, one.now) for found in _FEW.findall(text))
        return not is_few and one.what not in self._hidden


def _withheld_items(
    frozen: Frozen, rules: PublicationRules, held: frozenset[str], entries: frozenset[str]
) -> Iterator[Withheld]:
    why = dict(rules.held_targets)
    for target in frozen.monitoring.targets:
        if target.id in held:
            yield Withheld("目标", f"{target.id} {target.indicator}", why.get(target.id, "和不公布的目标是同一项"))
    if frozen.ledger is None:
        return
    for task in frozen.ledger.tasks:
        if task.id not in entries:
            yield Withheld("任务", f"{task.number or task.id} {task.title}", "没有列为公开")
    for project in frozen.ledger.projects:
        if project.id not in entries:
            yield Withheld("项目", f"{project.number or project.id} {project.name}", "没有列为公开")


def _listed(withheld: Iterable[Withheld]) -> Iterator[Finding]:
    """Yield one finding for each kind of what is not published."""
    found: dict[str, list[Withheld]] = {}
    for one in withheld:
        found.setdefault(one.kind, []).append(one)
    for kind, code in _KINDS.items():
        ones = found.get(kind, [])
        if ones:
            named = "；".join(f"{one.what}（{one.why}）" for one in ones[:_NAMED])
            more = f"；……共 {len(ones)} 项" if len(ones) > _NAMED else ""
            yield Finding(code, Severity.INFO, f"{len(ones)} 项{kind}不公布", quote=f"{named}{more}")
