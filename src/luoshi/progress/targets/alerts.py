"""What somebody has to look at (预警): values out of bounds, targets off their path, doubts about the data.

Entries: :func:`raise_alerts`, :func:`carried_over`, :func:`put_together`. An alert has a number made from its
content, so that it is known again at the next run and a person's answer stays with it; it is closed when its cause is
gone.
Not here: the file that they are kept in (``luoshi.workspace.alerts_file``).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import date
from typing import Literal

from luoshi.model.indicators import Indicator, IndicatorValue
from luoshi.model.monitoring import Alert, MonitoredTarget, State, ThresholdRule
from luoshi.model.statistics import DataFinding

_RANKS = {"error": 0, "warning": 1, "info": 2}
_SEVERITY: dict[State, Literal["error", "warning"]] = {State.BEHIND: "error", State.AT_RISK: "warning"}


def raise_alerts(
    targets: Sequence[MonitoredTarget],
    thresholds: Sequence[tuple[ThresholdRule, Indicator, IndicatorValue]],
    findings: Sequence[DataFinding],
    today: date,
    plan: str = "",
    issuer: str = "",
) -> tuple[Alert, ...]:
    """Return the alerts that hold now, each opened today.

    Args:
        targets: the monitored targets.
        thresholds: rules with the values that they are for, crossed or not.
        findings: what the checks say of the newest year of each table.
        today: the day.
        plan: the name of the plan's document.
        issuer: who answers for what concerns the whole.
    """
    found = [*_off_path(targets, plan, today), *_crossed(thresholds, today, issuer), *_doubts(findings, today, issuer)]
    return tuple({one.id: one for one in found}.values())


def carried_over(
    previous: Iterable[Alert],
    now: Iterable[Alert],
    today: date,
    plan: str = "",
    looked_at: Set[tuple[str, int]] | None = None,
) -> tuple[Alert, ...]:
    """Return the alerts as they are kept: known ones with their day and answer, those whose cause is gone closed.

    What was not looked at stays as it is: other plans than ``plan``, tables and years besides those in ``looked_at``,
    all figures where that is None.
    """
    before = {one.id: one for one in previous}
    current = {one.id: one for one in now}
    kept: list[Alert] = []
    for number, alert in current.items():
        known = before.get(number)
        if known is None:
            kept.append(alert)
            continue
        opened = known.opened if known.closed is None else alert.opened
        kept.append(alert.model_copy(update={"opened": opened, **_by_hand(known)}))
    for number, alert in before.items():
        if number not in current:
            is_gone = alert.closed is None and _was_looked_at(alert, plan, looked_at)
            kept.append(alert.model_copy(update={"closed": today}) if is_gone else alert)
    return _in_order(kept)


def put_together(written: Iterable[Alert], carried: Iterable[Alert], plan: str) -> tuple[Alert, ...]:
    """Return the alerts of a run with what was written into the file while it ran.

    Args:
        written: what the file holds now: its answers, and the alerts of other plans, hold.
        carried: the outcome of :func:`carried_over` over what the file held when the run began.
        plan: the plan of the run.
    """
    there = {one.id: one for one in written}
    kept: dict[str, Alert] = {}
    for alert in carried:
        known = there.get(alert.id)
        if alert.plan not in ("", plan):
            continue
        if known is not None:
            opened = known.opened if known.closed is None else alert.opened
            kept[alert.id] = alert.model_copy(update={"opened": opened, **_by_hand(known)})
        elif alert.closed is None:
            kept[alert.id] = alert
    return _in_order({**there, **kept}.values())


def _by_hand(known: Alert) -> dict[str, object]:
    """Return what people wrote: every run leaves it as it is."""
    return {"answer": known.answer, "assigned": known.assigned}


def _was_looked_at(alert: Alert, plan: str, looked_at: Set[tuple[str, int]] | None) -> bool:
    if alert.kind == "偏离路径":
        return alert.plan in ("", plan)
    if looked_at is None:
        return False
    return alert.kind != "数据质量" or alert.period is None or (alert.table, alert.period) in looked_at


def _in_order(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    return tuple(sorted(alerts, key=lambda one: (one.closed is not None, _RANKS[one.severity], one.kind, one.id)))


def _off_path(targets: Sequence[MonitoredTarget], plan: str, today: date) -> list[Alert]:
    return [
        Alert(
            id=_number("路径", plan, one.id),
            kind="偏离路径",
            what=f"{one.indicator}（{one.year} 年 {one.shown}）{one.judgement.state}：{one.judgement.reason}",
            where=one.scope,
            severity=_SEVERITY[one.judgement.state],
            owner=one.duty.unit,
            plan=plan,
            opened=today,
        )
        for one in targets
        if one.judgement.state in _SEVERITY and not one.twin_of
    ]


def _crossed(
    thresholds: Sequence[tuple[ThresholdRule, Indicator, IndicatorValue]], today: date, issuer: str
) -> list[Alert]:
    found: list[Alert] = []
    for rule, indicator, value in thresholds:
        if value.value is None:
            continue
        crossed = value.value > rule.bound if rule.op == ">" else value.value < rule.bound
        if not crossed:
            continue
        word = "高于" if rule.op == ">" else "低于"
        found.append(
            Alert(
                id=_number("阈值", indicator.id, rule.op, f"{rule.bound.normalize():f}", value.place.code),
                kind="阈值",
                what=f"{indicator.name} {value.year} 年 {value.value}{indicator.unit}，"
                f"{word} {rule.bound.normalize():f}{indicator.unit}（{rule.basis}）",
                where=value.place.name,
                severity=rule.severity,
                owner=f"{value.place.name}教育局" if value.place.kind == "地区" else issuer,
                opened=today,
            )
        )
    return found


def _doubts(findings: Sequence[DataFinding], today: date, issuer: str) -> list[Alert]:
    """Return one alert for each kind of doubt about each school or area: a load says many of one."""
    groups: dict[tuple[str, str, str, str], list[DataFinding]] = defaultdict(list)
    for one in findings:
        if one.finding.severity.value in ("error", "warning"):
            groups[one.finding.code, one.owner, one.table, str(one.period or "")].append(one)
    found: list[Alert] = []
    for (code, owner, table, period), ones in groups.items():
        first = min(ones, key=lambda one: (-one.finding.severity.rank, one.finding.message))
        more = f"（同类共 {len(ones)} 处）" if len(ones) > 1 else ""
        found.append(
            Alert(
                id=_number("数据", code, table, owner or first.finding.message, period),
                kind="数据质量",
                what=f"{code} {first.finding.message}{more}",
                where=first.owner_name or first.area_code or first.finding.where,
                severity=first.finding.severity.value,
                owner=first.owner_name or issuer,
                table=table,
                period=first.period,
                opened=today,
            )
        )
    return found


def _number(*parts: str) -> str:
    """Return the number of an alert: ``a-`` and eight hexadecimal digits of its content."""
    return "a-" + hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:8]
