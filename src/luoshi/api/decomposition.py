"""The verb that divides a plan's targets among counties and years (目标分解).

Read it through :mod:`luoshi.api`. Not here: the division (``luoshi.progress``), reading the table that people make
(:mod:`luoshi.sheets.decomposition_table`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.model.decomposition import Decomposition, Decompositions, Undivided
    from luoshi.model.dividing import CountyRow, Wishes
    from luoshi.model.indicators import Indicator, IndicatorValue
    from luoshi.model.monitoring import MonitoredTarget, Monitoring
    from luoshi.model.plan import Plan, Remark, Target
    from luoshi.progress.division.question import County
    from luoshi.workspace.folder import Workspace


def decompose_targets(workspace: Workspace, plan: Plan, wishes: Wishes, *, as_of: date) -> Decompositions:
    """Return a plan's targets divided among counties and years, with those that are not, and why.

    Args:
        workspace: whose figures the baselines are.
        plan: the plan, as :func:`open_plan` gives it.
        wishes: which target and how; without a target all that are computed for each county.
        as_of: the day that the latest figures are looked for on.

    Raises:
        LuoshiError: L100 there is no such target, L123 something is asked that only one target can be, and those of
            :func:`monitor_plan`.
    """
    from luoshi.api.monitoring import monitor_plan
    from luoshi.model.decomposition import Decompositions

    _check(plan, wishes)
    monitoring = monitor_plan(workspace, plan, wishes.year, as_of=as_of)
    chosen = [one for one in monitoring.targets if one.id == wishes.target] or list(monitoring.distinct)
    figures = _figures(workspace, chosen, all_years=wishes.year is not None)
    targets = {one.id: one for one in plan.targets}
    divided: list[Decomposition] = []
    left: list[Undivided] = []
    findings: list[Finding] = []
    for one in chosen:
        found, told = _one(plan, monitoring, one, targets[one.id], figures, wishes)
        findings += told
        if isinstance(found, _Left):
            left.append(_undivided(one, found))
        else:
            divided.append(found)
    return Decompositions(
        plan=monitoring.plan,
        source=monitoring.source,
        area_set=monitoring.area_set,
        snapshot=monitoring.snapshot,
        items=tuple(divided),
        undivided=tuple(left),
        findings=(*(one for one in monitoring.findings if one.code == "M007"), *(_remark(one) for one in findings)),
    )


def read_county_table(path: Path) -> tuple[CountyRow, ...]:
    """Return the rows of a table with 县市区, 基期, 分母 or 权数, 上限, 固定, 难度.

    Raises:
        LuoshiError: L120 when it has no such columns, a county twice or a cell that is no number; T010 to T013 when
            the file cannot be read.
    """
    from luoshi.sheets.decomposition_table import read_county_rows
    from luoshi.sheets.grid import open_grids

    return read_county_rows(open_grids(path))


def decomposition_workbook(decompositions: Decompositions) -> bytes:
    """Return divided targets as a workbook: 目标分解, 年度路径, 任期目标, 没有分解的, 说明."""
    from luoshi.sheets.decomposition_book import write_decomposition_book

    return write_decomposition_book(decompositions)


@dataclass(frozen=True)
class _Figures:
    """Computed figures: definitions, values by indicator, year and name of the place; none without statistics."""

    indicators: Mapping[str, Indicator]
    values: Sequence[IndicatorValue]


@dataclass(frozen=True, slots=True)
class _Left:
    """Why a target is not divided."""

    reason: str
    fix: str = ""
    code: str = ""


def _check(plan: Plan, wishes: Wishes) -> None:
    if wishes.target and all(one.id != wishes.target for one in plan.targets):
        hint = "编号见 luoshi decompose 规划文件（不写编号）列出的，或规划文件里的 id"
        raise LuoshiError("L100", f"规划里没有编号是 {wishes.target} 的目标", where=plan.source.name, hint=hint)
    single = wishes.fixed or wishes.ceilings or wishes.rows or wishes.typed or wishes.cap is not None
    if single and not wishes.target:
        hint = "写成 luoshi decompose 规划.plan.yaml 目标编号 …"
        raise LuoshiError("L123", "固定、上限、幅度、表和自定路径是对一项目标说的，要写明目标编号", hint=hint)


def _figures(workspace: Workspace, targets: Sequence[MonitoredTarget], *, all_years: bool) -> _Figures:
    """Return the values of sets and areas of the indicators that the targets are bound to."""
    from luoshi.api.indicators import opened
    from luoshi.indicators.computing import Question, compute
    from luoshi.stats.store import history

    wanted = sorted({one.binding.indicator for one in targets if one.binding.is_bound})
    years = tuple(sorted({one.source.year for one in targets if one.binding.is_bound and one.source.year}))
    if not wanted or not tuple(history(workspace.snapshots)):
        return _Figures({}, ())
    with opened(workspace) as (con, catalog, _):
        indicators = {name: catalog.indicators[name] for name in wanted}
        kinds = frozenset(("口径", "地区"))
        asked = () if all_years else years  # which years there are is told where there is none for the one asked for
        question = Question(tuple(indicators.values()), kinds, asked, rule=workspace.school_year)
        return _Figures(indicators, tuple(compute(con, catalog, question)))


def _one(
    plan: Plan, monitoring: Monitoring, one: MonitoredTarget, target: Target, figures: _Figures, wishes: Wishes
) -> tuple[Decomposition | _Left, tuple[Finding, ...]]:
    """Return one target divided, or why it is not, and what is wrong with what was written for it."""
    from luoshi.base.findings import Finding, Severity
    from luoshi.progress.division.decomposing import decompose
    from luoshi.progress.division.divisible import aim_of, counties_of, method_for, starts_from_nothing, works_of
    from luoshi.progress.division.question import Course, Question

    found = _known_counties(plan, monitoring, one, target, figures, wishes)
    if isinstance(found, _Left):
        return found, ()
    indicator = figures.indicators.get(one.binding.indicator) if found.counties else None
    aim = aim_of(one, target, indicator, found.year, found.value)
    if aim is None:
        return _Left("规划没有写年份，也没有规划期，不知道分解到哪一年", "在规划文件里补上 year"), ()
    aim = replace(aim, notes=(*aim.notes, *found.notes))
    counties, told = counties_of(aim, found.counties, wishes, adds_from_nothing=starts_from_nothing(target))
    wrong = [finding for finding in told if finding.severity is Severity.ERROR]
    if wrong or not counties:
        first = wrong[0] if wrong else None
        return _Left(first.message if first else "没有县市区可分", first.fix if first else "", "L121"), tuple(told)
    course = Course(wishes.manner, works_of(plan), wishes.typed)
    whole = one.binding.place or monitoring.area_set
    question = Question(aim, counties, method_for(aim, wishes), wishes.cap, course, wishes.term, whole)
    result = decompose(question)
    if isinstance(result, Finding):
        return _Left(result.message.removeprefix(f"{one.indicator}："), result.fix, result.code), told
    return result, told


@dataclass(frozen=True)
class _Known:
    """The counties of a target as they stand (none where a table has them), the year, the whole's value."""

    counties: tuple[County, ...]
    year: int
    value: Decimal | None
    notes: tuple[str, ...] = ()


def _known_counties(
    plan: Plan, monitoring: Monitoring, one: MonitoredTarget, target: Target, figures: _Figures, wishes: Wishes
) -> _Known | _Left:
    from luoshi.progress.division.divisible import project_words, why_not_by_county
    from luoshi.progress.targets.paths import base_year

    indicator = figures.indicators.get(one.binding.indicator)
    asked = one if not wishes.target else one.model_copy(update={"twin_of": ""})
    why, fix = why_not_by_county(asked, target, plan, indicator)
    is_other_year = wishes.year is not None and one.source.year != wishes.year
    if wishes.year is not None and is_other_year and not wishes.rows and (not why or one.source.year is None):
        years = _years_known(one, figures)
        there = f"有数的是 {'、'.join(map(str, years))} 年" if years else "别的年份也没有"
        if years or not why:
            told = f"没有 {wishes.year} 年各县市区的数，{there}"
            return _Left(told, "写有数的年份，或用 --table 给出各县的数", "L113")
    elif not is_other_year and not why and one.source.year is not None:
        found = _by_county(one, monitoring, figures, one.source.year)
        if not isinstance(found, _Left) or not wishes.rows:
            return found
    if not wishes.rows:
        return _Left(why, fix)
    start = wishes.year or (one.baseline.year if one.baseline is not None else base_year(plan, one.year))
    if start is None:
        return _Left("不知道表里的基期是哪一年", "用 --year 写明", "L121")
    notes = ["各县的数来自所给的表"]
    if project_words(target, plan):
        notes.append("是落到项目上的数：各县分到的要和项目库里落在本县的项目核对")
    return _Known((), start, None, tuple(notes))


def _years_known(one: MonitoredTarget, figures: _Figures) -> list[int]:
    """Return the years in which there are figures of areas for a target."""
    known = (v for v in figures.values if v.indicator == one.binding.indicator and v.place.kind == "地区")
    return sorted({v.year for v in known if v.numerator.value is not None})


def _by_county(one: MonitoredTarget, monitoring: Monitoring, figures: _Figures, year: int) -> _Known | _Left:
    """Return the counties of a computed target; they have to make the whole's own figure."""
    from luoshi.progress.division.question import County

    place = one.binding.place or monitoring.area_set
    values = [v for v in figures.values if (v.indicator, v.year, v.split) == (one.binding.indicator, year, "")]
    whole = next((v for v in values if v.place.kind == "口径" and v.place.name == place), None)
    if whole is None:
        return _Left(f"是{place}一个地方的目标，下面没有县市区可分", "分到学校的，用 --table 给出各校的基期和权数")
    codes = frozenset[str]().union(*whole.areas)
    members = [v for v in values if v.place.kind == "地区" and v.place.code in codes]
    complete = [v for v in members if v.numerator.value is not None and _has_weight(v)]
    sums = (
        sum((v.numerator.value or Decimal(0) for v in complete), Decimal(0)),
        sum((_weight(v) for v in complete), Decimal(0)),
    )
    if not complete or sums != (whole.numerator.value, _weight(whole)):
        return _Left(f"各县市区的数合起来不是{place}的数，指标不能按县相加", "用 --table 给出各县的基期和权数")
    counties = tuple(County(v.place.name, _weight(v), v.numerator.value) for v in complete)
    notes = []
    if whole.denominator is not None:
        notes.append(f"分子按 {year} 年的分母折算；各县学生数变了以后，率不变，分子要重算")
    if whole.left_out:
        notes.append(f"{'、'.join(whole.left_out)}没有 {year} 年的数，没有参加分解")
    return _Known(counties, year, one.source.value, tuple(notes))


def _has_weight(value: IndicatorValue) -> bool:
    return value.denominator is None or bool(value.denominator.value)


def _weight(value: IndicatorValue) -> Decimal:
    """Return the denominator; of a count the count itself, which is how large a county is without a table."""
    amount = value.denominator.value if value.denominator is not None else value.numerator.value
    return amount if amount is not None else Decimal(0)


def _undivided(one: MonitoredTarget, left: _Left) -> Undivided:
    from luoshi.model.decomposition import Undivided

    return Undivided(
        id=one.id,
        indicator=one.indicator,
        scope=one.scope,
        shown=one.shown,
        year=one.year,
        code=left.code,
        reason=left.reason,
        fix=left.fix,
    )


def _remark(found: Finding) -> Remark:
    from luoshi.model.plan import Remark

    return Remark(
        code=found.code, severity=found.severity.value, message=found.message, where=found.where, fix=found.fix
    )


def read_divided(path: Path) -> dict[str, str]:
    """Return the targets that a file of decomposed targets (JSON) divides: number -> among how many, by which method.

    Raises:
        LuoshiError: L124 when it cannot be read or is no such file.
    """
    from pydantic import ValidationError

    from luoshi.base.errors import LuoshiError, reason
    from luoshi.model.decomposition import Decompositions

    hint = "给出 luoshi decompose 规划.plan.yaml --format json -o 分解.json 写出的文件"
    try:
        found = Decompositions.model_validate_json(path.read_bytes())
    except OSError as error:
        raise LuoshiError("L124", f"目标分解的文件读不出来：{reason(error)}", where=str(path), hint=hint) from error
    except ValidationError as error:
        raise LuoshiError("L124", "不是目标分解的结果", where=str(path), hint=hint) from error
    return {one.id: f"分到 {len(one.parts)} 个县市区（{one.method}）" for one in found.items}
