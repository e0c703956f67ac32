"""What of a plan can be divided among counties (可分解的目标), and what it is then: sense, factor, whom it asks.

Entries: :func:`aim_of`, :func:`asks_everyone`, :func:`why_not_by_county`, :func:`works_of`, :func:`counties_of`.
Not here: the division (:mod:`luoshi.progress.division.decomposing`), computing the counties' figures
(:mod:`luoshi.api`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.base.unit_scales import adds_up
from luoshi.model.dividing import CountyRow, Method, Wishes
from luoshi.model.indicator_names import adds_up_from_nothing
from luoshi.model.indicators import Direction, Indicator
from luoshi.model.monitoring import BindingState, MonitoredTarget, SourceKind
from luoshi.model.plan import Plan, Target
from luoshi.progress.division.measures import whole_of
from luoshi.progress.division.question import Aim, County
from luoshi.progress.targets.binding import each_of
from luoshi.progress.targets.judging import goal_of, sense_of
from luoshi.progress.targets.paths import LEVEL, path_kind

_CLAUSE = re.compile(r"[，。；;！!？?\n|]")
_EACH = re.compile(r"(?:各|每一?个?|所有)(?:县|市|区|旗)|县(?:[（(]市、区[）)]|市区|区)(?:均|都|全部)")
_SMALLER = re.compile(r"乡|镇|街道|校")
_BUILT = re.compile(r"新建|改建|扩建|迁建|重建|改造")


def asks_everyone(target: Target) -> bool:
    """Tell whether a target is asked of each county (各县均达到), not of all together."""
    each = each_of(target.indicator)
    if each:
        return not _SMALLER.search(each)
    parts = [part for part in _CLAUSE.split(target.quote) if not target.value_text or target.value_text in part]
    return any(_EACH.search(part) for part in parts) and bool(target.value_text)


def asks_smaller(target: Target) -> bool:
    """Tell whether a target is asked of each township or school: no sum of counties."""
    return bool(_SMALLER.search(each_of(target.indicator)))


def project_words(target: Target, plan: Plan) -> str:
    """Return that a target is the figure of projects: of one of its own, or of those that it counts; else empty."""
    own = [one.name for one in plan.projects if target.id in one.figures or target.scope == one.name]
    if own:
        return f"是项目“{own[0]}”的数"
    placed = sum(one.place is not None for one in plan.projects)
    if placed and adds_up(target.unit) and _BUILT.search(target.indicator):
        return f"是落到项目上的数（规划里有 {placed} 个写明地点的项目）"
    return ""


def why_not_by_county(one: MonitoredTarget, target: Target, plan: Plan, indicator: Indicator | None) -> tuple[str, str]:
    """Return why a target has no figures of counties, and what can be done; empty where it has."""
    if one.twin_of:
        return f"和 {one.twin_of} 是同一项目标，已在那里分解", ""
    by_table = "有各县数的，用 --table 给出基期和权数再分解"
    projects = project_words(target, plan)
    if not one.binding.is_bound and projects:
        return f"{projects}，按项目库落实，不按县摊分", "确要分的，用 --table 给出各县的权数和已经定死的数"
    if asks_smaller(target):
        return "规划要的是每个乡镇或每所学校都达到，不是合起来的数，不按县分", "用 luoshi packs 逐校看，或由各县自己分"
    if one.source.kind is SourceKind.UNMEASURABLE:
        return one.source.why, ""
    if one.binding.state is BindingState.ASKED:
        return f"绑定待确认：{one.binding.question}", "用 luoshi plan bind 绑定后再分解"
    if not one.binding.is_bound or indicator is None:
        return f"没有能按县计算的指标：{one.binding.why or '没有绑定'}", by_table
    if indicator.growth_of:
        return "是增长率，各县的不能合成全市的", "分解它的总量"
    if one.source.value is None:
        return f"指标“{one.binding.name}”没有数：{one.source.why}", by_table
    return "", ""


def aim_of(
    one: MonitoredTarget, target: Target, indicator: Indicator | None, base_year: int, current: Decimal | None
) -> Aim | None:
    """Return what is to be divided; None where the target has no year.

    Args:
        one: the target as it is monitored.
        target: as the plan says it.
        indicator: what it is bound to and computed by; None where a table gives the counties' figures.
        base_year: year of the baseline.
        current: the whole's value in it, in the unit of the target.
    """
    if one.year is None:
        return None
    direction = indicator.direction if indicator is not None else Direction.NONE
    sense = sense_of(target, direction, one.baseline)
    goal = goal_of(target, sense)
    if sense == 0:
        sense = -1 if current is not None and goal < current else 1
    is_ratio = indicator.denominator is not None if indicator is not None else not adds_up(one.unit)
    factor = indicator.times * one.binding.scale if indicator is not None else whole_of(one.unit) or Decimal(1)
    everywhere = asks_everyone(target)
    notes = [note for note in one.notes if note]
    if everywhere:
        notes.append("规划要的是各县都达到，不是合起来达到：各县都不低于目标值，分解办法用同一数值")
    if one.op == "~":
        notes.append(f"规划写的是“约”，按正好 {one.shown.removeprefix('约').strip()} 分")
    return Aim(
        id=one.id,
        indicator=one.indicator,
        unit=one.unit,
        op=one.op,
        goal=goal,
        shown=one.shown,
        year=one.year,
        base_year=base_year,
        sense=sense,
        is_ratio=is_ratio,
        factor=factor,
        scope=one.scope,
        everywhere=everywhere,
        is_kept=path_kind(target) == LEVEL,
        notes=tuple(notes),
    )


def works_of(plan: Plan) -> dict[int, int]:
    """Return how many places the plan's projects finish in each year."""
    works: dict[int, int] = {}
    for project in plan.projects:
        if project.end is not None and project.places:
            works[project.end] = works.get(project.end, 0) + project.places
    return works


def method_for(aim: Aim, wishes: Wishes) -> Method:
    """Return the method that was asked for, else the usual one."""
    return wishes.method or (Method.EFFORT if aim.is_ratio else Method.SIZE)


def counties_of(
    aim: Aim, known: Sequence[County], wishes: Wishes, *, adds_from_nothing: bool = False
) -> tuple[tuple[County, ...], tuple[Finding, ...]]:
    """Return the counties with what a person wrote for them, and what is wrong with that.

    Args:
        aim: what is to be divided.
        known: counties with computed figures; none where the table has all.
        wishes: fixed parts, ceilings and the table's rows.
        adds_from_nothing: the target counts what is done from the baseline on: without a baseline it starts at 0.
    """
    findings: list[Finding] = []
    counties = {one.name: one for one in known}
    if not known:
        for row in wishes.rows:
            if row.name in counties:
                findings.append(_doubted(f"{row.name}在表里有两行，用前一行", row.where))
            else:
                counties[row.name] = County(row.name, Decimal(1))
    seen: set[str] = set()
    for row in wishes.rows:
        name = _named(row.name, counties)
        if name is None:
            findings.append(_doubted(f"表里的“{row.name}”不是要分解的县市区，没有用", row.where))
        elif name not in seen:
            seen.add(name)
            counties[name] = _overridden(counties[name], row, aim)
    by_size = any(row.weight is not None for row in wishes.rows)
    if known and not aim.is_ratio and method_for(aim, wishes) is Method.SAME and not by_size:
        counties = {name: _changed(one, weight=Decimal(1)) for name, one in counties.items()}
    for given, what in ((wishes.ceilings, "ceiling"), (wishes.fixed, "fixed")):
        taken: set[str] = set()
        for written, value in given.items():
            name = _named(written, counties) if written else None
            if name is not None and name in taken:
                option = "--fixed" if what == "fixed" else "--ceiling"
                findings.append(_unfit(f"{name}的 {option} 写了两次（一次写作“{written}”）", "", "只留一个"))
            elif name is not None:
                taken.add(name)
                counties[name] = _changed(counties[name], **{what: value})
            elif written:
                findings.append(_doubted(f"“{written}”不是要分解的县市区，给它的 {value} 没有用", ""))
    if "" in wishes.ceilings:
        common = wishes.ceilings[""]
        counties = {
            name: one if one.ceiling is not None else _changed(one, ceiling=common) for name, one in counties.items()
        }
    if not known:
        findings += _lacking(aim, counties, wishes, adds_from_nothing=adds_from_nothing)
    elif aim.is_ratio:
        findings += [_unfit(f"表里{name}的分母是 0，不能分解", "") for name, one in counties.items() if not one.weight]
    return tuple(counties.values()), tuple(findings)


def _overridden(county: County, row: CountyRow, aim: Aim) -> County:
    """Return a county with a row of the table over it; with another denominator its share of it stays."""
    changes: dict[str, Decimal | None] = {}
    if row.weight is not None:
        changes["weight"] = row.weight
        if aim.is_ratio and county.amount is not None and county.weight:
            changes |= {"amount": None, "value": county.amount * aim.factor / county.weight}
    if row.base is not None:
        changes |= {"amount": None, "value": row.base}
    for key in ("ceiling", "fixed", "difficulty"):
        value = getattr(row, key)
        if value is not None:
            changes[key] = value
    return _changed(county, **changes)


def _changed(county: County, **changes: Decimal | None) -> County:
    values = {key: getattr(county, key) for key in County.__slots__}
    return County(**{**values, **changes})


def _named(written: str, counties: Mapping[str, County]) -> str | None:
    """Return the county that is meant: its name, or how alone its name begins."""
    if written in counties:
        return written
    begun = [name for name in counties if len(written) > 1 and name.startswith(written)]
    return begun[0] if len(begun) == 1 else None


def _lacking(aim: Aim, counties: Mapping[str, County], wishes: Wishes, *, adds_from_nothing: bool) -> list[Finding]:
    """Return what the table lacks where it has to hold everything."""
    rows = {row.name: row for row in reversed(wishes.rows)}
    by_size = any(row.weight is not None for row in wishes.rows)
    findings = []
    for name in counties:
        row = rows[name]
        lacks = [
            *(["分母"] if aim.is_ratio and not row.weight else []),
            *(["权数"] if by_size and not aim.is_ratio and row.weight is None else []),
            *(["基期"] if row.base is None and not (adds_from_nothing and not aim.is_ratio) else []),
        ]
        if lacks:
            findings.append(_unfit(f"表里{name}没有{'和'.join(lacks)}，不能分解", row.where))
    return findings


def _unfit(message: str, where: str, fix: str = "补上这一格；要从 0 起的写 0") -> Finding:
    return Finding("L121", Severity.ERROR, message, where=where, fix=fix)


def _doubted(message: str, where: str) -> Finding:
    return Finding("L109", Severity.WARNING, message, where=where, fix="改成统计数据里的县市区名称")


def starts_from_nothing(target: Target) -> bool:
    """Tell whether a target counts what is done from the baseline on."""
    return adds_up_from_nothing(target.indicator) and adds_up(target.unit)
