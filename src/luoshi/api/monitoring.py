"""Verbs over the plan's targets (目标监测): what they are bound to, where their values come from, whether they come.

Read them through :mod:`luoshi.api`. Not here: the judging (``luoshi.progress``), indicators asked for by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.indicators.areas import Areas
    from luoshi.indicators.catalog import Catalog
    from luoshi.model.indicators import Indicator, IndicatorValue
    from luoshi.model.monitoring import Alert, Binding, Monitoring, ReportedValue, Scopes, ThresholdRule
    from luoshi.model.plan import Plan, Remark
    from luoshi.model.statistics import DataFinding, Snapshot
    from luoshi.model.tables import Definitions
    from luoshi.stats.store import Connection
    from luoshi.workspace.folder import Workspace

_NO_END = 9998
"""A year in which every membership that has not ended still holds."""
_Values = Mapping[tuple[str, int, str], "IndicatorValue"]
Periods = frozenset[tuple[str, int]]
"""Tables with school or calendar years."""


def monitor_plan(
    workspace: Workspace, plan: Plan, year: int | None = None, *, area_set: str = "", as_of: date
) -> Monitoring:
    """Return a plan's targets with the source of each value, its path and whether it comes, and the alerts that follow.

    Args:
        workspace: whose figures and rules they are held against.
        plan: the plan, as :func:`open_plan` gives it.
        year: the last year whose figures are looked at; the latest that there is if None.
        area_set: the set (口径) that 全市 means; that of the plan's scope if empty.
        as_of: the day on which it is judged.

    Raises:
        LuoshiError: I001 a definition is wrong, I003 there is no such set, M002 a rule is, M003 the file of alerts.
    """
    from luoshi.model.monitoring import Monitoring
    from luoshi.progress.targets.alerts import carried_over, raise_alerts
    from luoshi.progress.targets.monitoring import Material, monitor
    from luoshi.progress.targets.sources import lead_of
    from luoshi.rules.monitoring import load_monitoring_rules
    from luoshi.workspace.alerts_file import read_alerts

    rules, thresholds = load_monitoring_rules(workspace.rules)
    before = read_alerts(workspace)
    known = _known(workspace, plan, area_set, thresholds, _asked_again(before))
    until = year if year is not None else _latest(known, as_of)
    material = Material(
        tuple(known.catalog.indicators.values()),
        known.scopes,
        until,
        as_of.year,
        known.values,
        known.reported,
        rules,
    )
    targets = monitor(plan, material, known.bindings)
    crossed = [(rule, one, value) for rule, one, value in known.bounds if value.year == _bound_year(known, one, until)]
    now = raise_alerts(targets, crossed, known.doubts, as_of, plan.source.name, lead_of(plan).unit)
    return Monitoring(
        plan=plan.document.title or plan.source.name,
        source=plan.source.name,
        year=until,
        as_of=as_of,
        area_set=known.scopes.whole,
        snapshot=known.snapshot,
        targets=targets,
        alerts=carried_over(before, now, as_of, plan.source.name, known.looked_at),
        findings=(*known.findings, *_bound_to_nothing(plan, targets)),
    )


def keep_alerts(workspace: Workspace, monitoring: Monitoring) -> bool:
    """Write the alerts of a run to ``alerts.yaml``; return whether that changed the file.

    What was written there while the run computed is kept. A run for a day before the last one is a look back: it
    changes nothing.

    Raises:
        LuoshiError: M003 when the file cannot be read, W004 when it cannot be written, M013 when another run holds it.
    """
    from luoshi.progress.targets.alerts import put_together
    from luoshi.workspace.alerts_file import alerts_held, last_day, read_alerts, write_alerts

    with alerts_held(workspace):
        written = read_alerts(workspace)
        last = last_day(written)
        if last is not None and monitoring.as_of < last:
            return False
        return write_alerts(workspace, put_together(written, monitoring.alerts, monitoring.source))


def propose_bindings(workspace: Workspace, plan: Plan) -> Mapping[str, Binding]:
    """Return what each target of a plan is bound to, by number, or what is to be asked; nothing is computed.

    Raises:
        LuoshiError: I001 when a definition is wrong.
    """
    from luoshi.indicators.areas import Areas
    from luoshi.progress.targets.monitoring import bind_targets
    from luoshi.stats.store import connect, history

    areas, snapshots = None, tuple(history(workspace.snapshots))
    if snapshots:
        with connect(workspace.snapshots, snapshots[0], _definitions(workspace)) as con:
            areas = Areas.read(con)
    scopes = _scopes(plan, workspace, areas, "")[0]
    return bind_targets(plan, tuple(_catalog(workspace).indicators.values()), scopes)


def bind_target(workspace: Workspace | None, plan: Plan, number: str, indicator: str) -> Plan:
    """Return a plan in which a person has bound a target to an indicator.

    Args:
        workspace: whose own definitions count; None for the packaged ones alone.
        plan: the plan.
        number: of the target.
        indicator: an id, a name or an alias; 不绑定 for none; empty takes back what a person wrote before.

    Raises:
        LuoshiError: M008 there is no such target, I002 no such indicator, M009 its unit measures something else.
    """
    from luoshi.base.unit_scales import scale_between
    from luoshi.model.monitoring import UNBOUND

    target = next((one for one in plan.targets if one.id == number), None)
    if target is None:
        hint = "编号见 luoshi monitor 末尾列出的问题，或规划文件里的 id"
        raise LuoshiError("M008", f"规划里没有编号是 {number} 的目标", where=plan.source.name, hint=hint)
    bound: str | None = None
    if indicator:
        bound = UNBOUND
    if indicator and indicator != UNBOUND:
        found = _catalog(workspace).find(indicator)
        if scale_between(found.unit, target.unit) is None:
            units = f"目标是“{target.unit or '没有单位'}”，指标是“{found.unit or '没有单位'}”"
            raise LuoshiError("M009", f"“{found.name}”不能绑定“{target.indicator}”：单位对不上，{units}")
        bound = found.name
    targets = tuple(one.model_copy(update={"bound_to": bound}) if one.id == number else one for one in plan.targets)
    return plan.model_copy(update={"targets": targets})


def monitoring_workbook(monitoring: Monitoring) -> bytes:
    """Return the monitored targets as a workbook: 目标监测, 路径, 待填报清单, 绑定待确认, 预警, 说明."""
    from luoshi.sheets.monitor_book import write_monitor_book

    return write_monitor_book(monitoring)


def _definitions(workspace: Workspace | None) -> Definitions:
    from luoshi.stats.definitions import load_definitions

    return load_definitions(workspace.rules / "stats" if workspace is not None else None)


def _catalog(workspace: Workspace | None) -> Catalog:
    from luoshi.indicators.catalog import read_catalog
    from luoshi.rules.indicators import load_indicators

    own = workspace.rules if workspace is not None else None
    return read_catalog(load_indicators(own), _definitions(workspace))


@dataclass(frozen=True)
class _Known:
    """What the workspace knows that a plan's targets can be held against."""

    catalog: Catalog
    scopes: Scopes
    bindings: Mapping[str, Binding]
    values: _Values
    bounds: Sequence[tuple[ThresholdRule, Indicator, IndicatorValue]]
    reported: Sequence[ReportedValue]
    doubts: Sequence[DataFinding]
    looked_at: Periods | None
    snapshot: str
    findings: tuple[Remark, ...]


def _known(
    workspace: Workspace, plan: Plan, area_set: str, thresholds: Sequence[ThresholdRule], again: Periods
) -> _Known:
    from luoshi.indicators.areas import Areas
    from luoshi.indicators.computing import Question, compute
    from luoshi.progress.targets.monitoring import bind_targets
    from luoshi.stats.store import connect, history

    definitions = _definitions(workspace)
    catalog = _catalog(workspace)
    snapshots = tuple(history(workspace.snapshots))
    if not snapshots:
        scopes = _scopes(plan, workspace, None, area_set)[0]
        bindings = bind_targets(plan, tuple(catalog.indicators.values()), scopes)
        told = _remark("M007", "还没有装入统计数据，目标只能由单位填报", "用 luoshi stats load 装入报表")
        return _Known(catalog, scopes, bindings, {}, (), (), (), None, "", (told,))
    with connect(workspace.snapshots, snapshots[0], definitions) as con:
        areas = Areas.read(con)
        scopes, is_known = _scopes(plan, workspace, areas, area_set)
        bindings = bind_targets(plan, tuple(catalog.indicators.values()), scopes)
        wanted = {one.indicator for one in bindings.values() if one.indicator}
        rules, findings = _resolved(thresholds, catalog)
        wanted |= {indicator.id for _, indicator in rules}
        question = Question(tuple(catalog.indicators[one] for one in sorted(wanted)), rule=workspace.school_year)
        computed = compute(con, catalog, question)
        reported = _reported(con, workspace) if is_known else ()
    if not is_known:
        findings.append(
            _remark(
                "M010",
                f"统计数据里没有“{plan.document.region}”，它的目标不用这里的数",
                "核对规划文件的 region 和工作区 luoshi.toml 的 region",
            )
        )
    values = _by_place(computed, scopes, areas) if is_known else {}
    bounds = [
        (rule, indicator, value)
        for rule, indicator in rules
        for value in computed
        if value.indicator == indicator.id
        and value.place.kind == rule.per
        and (rule.per == "地区" or value.place.name == _whole_set(areas))
    ]
    doubts, looked_at = _doubts(workspace, definitions, snapshots[0], again)
    return _Known(
        catalog, scopes, bindings, values, bounds, reported, doubts, looked_at, snapshots[0].id, tuple(findings)
    )


def _whole_set(areas: Areas) -> str:
    return areas.set_names[0]


def _scopes(plan: Plan, workspace: Workspace, areas: Areas | None, area_set: str) -> tuple[Scopes, bool]:
    """Return what the plan's words for places mean, and whether the figures are those of its region."""
    from luoshi.indicators.areas import WHOLE
    from luoshi.model.monitoring import Scopes

    region, level = plan.document.region or workspace.region, plan.document.level or workspace.level
    words = {region, *(f"{head}{kind}" for head in "全我本" for kind in _kinds(region, level))} - {""}
    words |= {f"{kind}域" for kind in _kinds(region, level)}
    if areas is None:
        return Scopes(area_set or region or WHOLE, frozenset(words), frozenset(), {}, frozenset()), True
    codes = {code: known[-1][1] for code, known in areas.names.items() if known}
    own_codes = frozenset(code for code in areas.names if region in _names_of(areas, code))
    names = {name for code in areas.names for name in _names_of(areas, code)}
    is_county = level == "县" or (not level and region.endswith(("县", "区")))
    usual = region if is_county and own_codes else areas.set_names[0]
    whole = areas.set_named(area_set).name if area_set else usual
    is_known = bool(area_set) or not region or region == workspace.region or bool(own_codes)
    members = own_codes if whole == region else areas.members(whole, _NO_END, is_school_year=True)
    return (
        Scopes(
            whole,
            frozenset(words),
            frozenset({*areas.set_names, *names} - {whole}),
            {code: codes.get(code, code) for code in members},
            frozenset({region, whole, *own_codes} - {""}),
        ),
        is_known,
    )


def _kinds(region: str, level: str) -> tuple[str, ...]:
    """Return by which words a plan calls its whole region: 市; 县, 区, and 市 of a city that is a county."""
    if level == "县":
        return ("县", "区") if not region.endswith("市") else ("市", "县")
    return ("市", "州") if level == "市" else ("市", "县", "区")


def _names_of(areas: Areas, code: str) -> frozenset[str]:
    """Return the names that an area has or had: a plan may write either, and its figures are those of its code."""
    return frozenset(name for _, name in areas.names.get(code, ()))


def _by_place(computed: Iterable[IndicatorValue], scopes: Scopes, areas: Areas) -> _Values:
    """Return values by indicator, year and each name of their place; that of the whole is empty."""
    found: dict[tuple[str, int, str], IndicatorValue] = {}
    of_area = scopes.whole not in areas.set_names
    for value in computed:
        place = value.place
        if place.kind not in ("口径", "地区"):
            continue
        # a whole city's own figures (本级) go by a name that is none of the city's
        is_own = place.kind == "地区" and place.code not in areas.cities
        names = {place.name} | (_names_of(areas, place.code) if is_own else frozenset())
        is_whole = scopes.whole in names or (of_area and is_own and place.code in scopes.own)
        for name in ("",) if is_whole else sorted(names):
            found.setdefault((value.indicator, value.year, name), value)
    return found


def _reported(con: Connection, workspace: Workspace) -> tuple[ReportedValue, ...]:
    from luoshi.model.monitoring import ReportedValue

    shift = 1 if workspace.school_year == "结束" else 0
    rows = con.execute(
        "SELECT subject_code, coalesce(subject_name, ''), measure, period, value, coalesce(unit, ''), report_status,"
        " coalesce(reporter, ''), reported_on, coalesce(evidence, ''), coalesce(note, '') FROM reported"
        " WHERE value IS NOT NULL ORDER BY subject_code, measure, period"
    ).fetchall()
    found = []
    for subject, name, measure, period, value, unit, status, reporter, on, evidence, note in rows:
        if period[:4].isdigit():
            year = int(period[:4]) + (shift if "学年" in period else 0)
            found.append(
                ReportedValue(subject, name, measure, year, period, value, unit, status, reporter, on, evidence, note)
            )
    return tuple(found)


def _resolved(
    thresholds: Sequence[ThresholdRule], catalog: Catalog
) -> tuple[list[tuple[ThresholdRule, Indicator]], list[Remark]]:
    found, findings = [], []
    for rule in thresholds:
        try:
            found.append((rule, catalog.find(rule.indicator)))
        except LuoshiError:
            fix = "改正 rules/monitoring 里的名称，或用 off 停用这条阈值"
            findings.append(_remark("M005", f"阈值写的“{rule.indicator}”不是现有的指标，没有用", fix))
    return found, findings


def _asked_again(alerts: Iterable[Alert]) -> Periods:
    """Return the tables and years of data that are in doubt: they are looked at until they are mended."""
    return frozenset(
        (one.table, one.period) for one in alerts if one.table and one.period is not None and one.closed is None
    )


def _doubts(
    workspace: Workspace, definitions: Definitions, snapshot: Snapshot, again: Periods
) -> tuple[tuple[DataFinding, ...], Periods]:
    """Return what the checks say of the newest year of each table, and of those in doubt; and what was looked at."""
    from luoshi.stats.checks import CheckScope, load_rules, run_checks
    from luoshi.stats.store import connect

    newest: dict[str, int] = {}
    for part in snapshot.parts:
        if part.period is not None:
            newest[part.table] = max(part.period, newest.get(part.table, part.period))
    looked_at = frozenset(newest.items()) | again
    if not looked_at:
        return (), looked_at
    with connect(workspace.snapshots, snapshot, definitions) as con:
        rules = load_rules(definitions, workspace.rules / "stats")
        found = run_checks(con, definitions, CheckScope(looked_at), rules).findings
    # A rule over several tables tells of each of their years: the older ones of a table were told when they were new.
    wanted = tuple(
        one
        for one in found
        if one.period is None or one.period >= newest.get(one.table, one.period) or (one.table, one.period) in looked_at
    )
    return wanted, looked_at


def _latest(known: _Known, as_of: date) -> int:
    """Return the latest year up to today for which there is any value; this year when there is none."""
    years = [year for (_, year, place), one in known.values.items() if one.value is not None and not place]
    years += [one.year for one in known.reported]
    return max((year for year in years if year <= as_of.year), default=as_of.year)


def _bound_year(known: _Known, indicator: Indicator, until: int) -> int | None:
    years = [value.year for _, one, value in known.bounds if one.id == indicator.id and value.value is not None]
    return max((year for year in years if year <= until), default=None)


def _bound_to_nothing(plan: Plan, targets: Iterable[object]) -> tuple[Remark, ...]:
    """Return what is wrong with bindings that people wrote."""
    from luoshi.model.monitoring import BindingState, MonitoredTarget

    written = {target.id: target.bound_to for target in plan.targets if target.bound_to}
    return tuple(
        _remark(
            "M004",
            f"{one.id} {one.indicator}：{one.binding.why}，没有用",
            "用 luoshi plan bind 改绑，或写 不绑定",
            one.at,
        )
        for one in targets
        if isinstance(one, MonitoredTarget) and one.id in written and one.binding.state is BindingState.ASKED
    )


def _remark(code: str, message: str, fix: str, where: str = "") -> Remark:
    from luoshi.model.plan import Remark

    return Remark(code=code, severity="warning", message=message, where=where, fix=fix)
