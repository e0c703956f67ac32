"""Targets and ledger worked out again (核验目标和台账): value, path, judgement, counts of states and lights.

Entries: :func:`check_targets`, :func:`check_ledger`. Not here: values (:mod:`luoshi.portal.verifying_values`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import cast

from luoshi.model.indicators import Direction
from luoshi.model.monitoring import (
    Baseline,
    Binding,
    BindingState,
    Duty,
    Judgement,
    JudgingRules,
    MonitoredTarget,
    Source,
    SourceKind,
    State,
)
from luoshi.model.plan import Op
from luoshi.portal import package_format as form
from luoshi.portal.disclosure import WITHHELD
from luoshi.portal.package_reading import Package, Row, Unreadable, decimal, year
from luoshi.portal.rejudging import Fixed, Judged, planned, rejudged
from luoshi.portal.tally import Tally
from luoshi.portal.verifying_values import Values
from luoshi.progress.targets.judging import tidy
from luoshi.progress.targets.paths import LEVEL, LINEAR

_OPS: Mapping[str, str] = {words: sign for sign, words in form.OPS.items()}
_ORIGINS = ("规划", "计算", "填报", "累计")


@dataclass
class PublishedTarget:
    """A row of targets, and its path.

    Attributes:
        path: year -> planned and actual value.
    """

    where: str
    target: MonitoredTarget
    by: Judged
    place: str
    path: dict[int, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)


def check_targets(package: Package, tally: Tally, values: Values) -> dict[str, PublishedTarget]:
    """Recompute targets; return what was read, by id."""
    found: dict[str, PublishedTarget] = {}
    for at, row in tally.rows(form.TARGETS):
        with tally.reading(form.TARGETS, at):
            one = _target(package, row, f"{form.TARGETS} 第 {at} 行 {row['编号']}")
            if one.target.id in found:
                raise Unreadable("同一个编号写了两次")
            found[one.target.id] = one
    for at, row in tally.rows(form.PATHS):
        with tally.reading(form.PATHS, at):
            when = year(row)
            if when is None or row["编号"] not in found or when in found[row["编号"]].path:
                raise Unreadable("没有这个目标，或年份不对")
            found[row["编号"]].path[when] = (decimal(row, "按路径应到"), decimal(row, "实际"))
    rules = _rules(package)
    for published in found.values():
        _check_figures(tally, values, published)
        _check_path(tally, published)
        _check_judgement(tally, published, rules)
    states = Counter(one.target.judgement.state.value for one in found.values() if not one.target.twin_of)
    tally.compare("目标状态的项数", "G133", form.MANIFEST, package.manifest["states"], dict(sorted(states.items())))
    return found


def _target(package: Package, row: Row, where: str) -> PublishedTarget:
    def needed(name: str) -> Decimal:
        value = decimal(row, name)
        if value is None:
            raise Unreadable(f"没有{name}")
        return value

    if row["比较"] not in _OPS or (row["基期来源"] and row["基期来源"] not in _ORIGINS):
        raise Unreadable("比较或基期来源不认识")
    high = decimal(row, "上限")
    if (_OPS[row["比较"]] == "between") != (high is not None) or (high is not None and high < needed("目标值")):
        raise Unreadable("区间才有上限，也要有上限，不能小于目标值")
    base_year, base = year(row, "基期年份"), decimal(row, "基期")
    if (base is None) != (base_year is None):
        raise Unreadable("基期和基期年份要都有或都没有")
    baseline = None
    if base is not None and base_year is not None:
        baseline = Baseline.model_validate({"value": base, "year": base_year, "origin": row["基期来源"]})
    as_of = package.manifest["as_of"]
    assert isinstance(as_of, int)
    target = MonitoredTarget(
        id=row["编号"],
        indicator=row["指标"],
        scope=row["范围"],
        unit=row["单位"],
        op=cast("Op", _OPS[row["比较"]]),
        value=needed("目标值"),
        value2=high,
        shown="",
        year=year(row, "目标年份"),
        twin_of=row["重复于"],
        binding=Binding(
            state=BindingState.BY_NAME if row["绑定指标"] else BindingState.NONE,
            indicator=row["绑定指标"],
            scale=needed("换算"),
        ),
        source=Source(
            kind=SourceKind(row["来源"]),
            name="",
            value=decimal(row, "现值"),
            year=year(row, "现值年份"),
            partial=row["只有一部分"] == "是",
            why=row["来源说明"],
        ),
        duty=Duty(unit="", role="", measure=""),
        baseline=baseline,
        judgement=Judgement(
            state=State(row["状态"]),
            light=row["灯"],
            reason=row["理由"],
            gap=decimal(row, "还差"),
            needed=decimal(row, "今后每年需要"),
        ),
    )
    if not row["绑定指标"] and target.binding.scale != 1:
        raise Unreadable("没有绑定指标，不应换算")
    if row["路径"] not in (LINEAR, LEVEL):
        raise Unreadable("路径不认识")
    by = Judged(Direction(row["方向"]), row["路径"], _fixed(row), decimal(row, "期满年的值"), as_of)
    return PublishedTarget(where, target, by, row["地区代码"])


def _fixed(row: Row) -> Fixed:
    found: list[tuple[int, Decimal]] = []
    for text in row["路径折点"].split():
        at, _, value = text.partition(":")
        point = {"年份": at, "数": value}
        when, figure = year(point), decimal(point, "数")
        if when is None or figure is None or (found and when <= found[-1][0]):
            raise Unreadable("路径折点读不出来")
        found.append((when, figure))
    return tuple(found)


def _rules(package: Package) -> JudgingRules | None:
    told = package.manifest.get("judging")
    if told is None:
        return None
    try:
        assert isinstance(told, dict)
        near, risk, slack, about = (Decimal(str(told[key])[:20]) for key in ("near", "risk", "slack", "about"))
        return JudgingRules(near, risk, slack, about)
    except (AssertionError, KeyError, InvalidOperation):
        package.wrong("G113", "判断的界限读不出来", form.MANIFEST)
        return None


def _check_figures(tally: Tally, values: Values, one: PublishedTarget) -> None:
    """Hold a target's figures against the indicator that it is bound to."""
    target = one.target
    if target.source.kind is not SourceKind.COMPUTED:
        if target.source.value is not None:
            tally.cannot("目标的现值", "由单位填报，没有统计数据可以核对", one.where)
        return
    scale, indicator = target.binding.scale, target.binding.indicator
    known = [(target.source.year, target.source.value, "目标的现值")]
    known += [(at, actual, "路径上的实际数") for at, (_, actual) in one.path.items()]
    known.append((target.year, one.by.at_due, "期满年的值"))
    if target.baseline is not None and target.baseline.origin == "计算":
        known.append((target.baseline.year, target.baseline.value, "计算的基期"))
    for at, told, kind in known:
        if told is None or at is None:
            continue
        found = values.values.get((indicator, at, one.place))
        if found is None or found.value is None:
            tally.otherwise(kind, "G130", f"{at} 年没有公布指标值，却有目标的数", one.where)
        else:
            tally.compare(kind, "G130", f"{one.where} {at} 年", tidy(told), tidy(found.value * scale))


def _check_path(tally: Tally, one: PublishedTarget) -> None:
    target, fixed = one.target, one.by.fixed
    where = one.where
    if bool(fixed) != bool(one.path):
        tally.otherwise("路径", "G131", "路径折点和各年的数对不上", where)
        return
    if not fixed:
        tally.cannot("目标值", "没有路径，只能对照规划原文核对", where)
        return
    ends = [fixed[-1][0], fixed[-1][1]]
    sense_free = (target.value, target.value2)
    tally.compare("路径的终点", "G131", where, ends[1] in sense_free and ends[0] == target.year, True)
    if target.baseline is not None and one.by.kind == LINEAR:
        tally.compare("路径的起点", "G131", where, fixed[0], (target.baseline.year, target.baseline.value))
    for at in range(fixed[0][0], fixed[-1][0] + 1):
        told = one.path.get(at, (None, None))[0]
        tally.compare("按路径应到的数", "G131", f"{where} {at} 年", told, planned(fixed, at, one.by.kind))
    extra = [at for at in one.path if not fixed[0][0] <= at <= fixed[-1][0]]
    if extra:
        tally.otherwise("路径", "G131", f"路径以外还有 {extra[0]} 年的数", where)


def _check_judgement(tally: Tally, one: PublishedTarget, rules: JudgingRules | None) -> None:
    told = one.target.judgement
    if told.reason == WITHHELD:
        withheld = (State.UNKNOWN, State.UNKNOWN.light, None, None)
        tally.compare("目标的判断", "G132", one.where, (told.state, told.light, told.gap, told.needed), withheld)
        tally.cannot("目标的判断", "人数太少，没有公布要用的数", one.where)
        return
    if rules is None:
        tally.cannot("目标的判断", "用的是本局自己的判断规则，没有随定稿公布", one.where)
        return
    now = rejudged(one.target, one.by, rules)
    for kind, was, found in (
        ("目标的状态", told.state.value, now.state.value),
        ("目标的灯", told.light, now.light),
        ("离目标还差", told.gap, now.gap),
        ("今后每年需要", told.needed, now.needed),
        ("判断的理由", told.reason, now.reason),
    ):
        tally.compare(kind, "G132", one.where, was, found)


def check_ledger(package: Package, tally: Tally) -> None:
    """Recount the lights of the public tasks and projects; the lights themselves rest on what is not public."""
    lights: Counter[str] = Counter()
    for at, row in tally.rows(form.LEDGER):
        with tally.reading(form.LEDGER, at):
            percent = decimal(row, "完成比例")
            if row["类别"] not in ("任务", "项目") or (percent is not None and not 0 <= percent <= 100):
                raise Unreadable("类别或完成比例不对")
            where = f"{form.LEDGER} 第 {at} 行"
            tally.cannot("任务和项目的灯、完成比例", "由填报和审核的内容判断，那些不公开；只核对文件的校验码", where)
            if row["灯"]:
                lights[row["灯"]] += 1
    tally.compare("灯的项数", "G134", form.MANIFEST, package.manifest["lights"], dict(sorted(lights.items())))
