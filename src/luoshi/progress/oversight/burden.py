"""Telling the burden on schools (督查检查评比考核事项): cut by more than half, new or renamed, visits joined.

Entries: :func:`report_burden`, :func:`joined`. Not here: reading the lists (:mod:`luoshi.api.burden`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import are_apart, likeness, normal
from luoshi.base.work_days import WorkDays
from luoshi.model.burden import (
    BodyCount,
    BurdenItem,
    BurdenReport,
    BurdenRules,
    JoiningPlan,
    JointVisit,
    SchoolVisit,
    VisitCount,
)

_YEARS = re.compile(r"(?:19|20)\d\d(?:[-—至](?:19|20)?\d\d)?(?:学年度?|年度?|年)?")
_FRAME = re.compile(r"^关于(?:开展|做好|组织|进行)?|^开展|的?(?:通知|方案)$|工作")


def report_burden(
    items: Sequence[BurdenItem],
    visits: Sequence[SchoolVisit],
    years: tuple[int, int],
    rules: BurdenRules,
    days: WorkDays,
) -> BurdenReport:
    """Return the burden of a year against a base year.

    Args:
        items: of all years; the same one named twice in a year counts once.
        visits: of all years.
        years: base year and year.
        rules: what must be cut.
        days: work days, for joining.
    """
    base_year, year = years
    told = sorted({base_year, year, *(one.year for one in items if base_year < one.year < year)})
    of_year = {each: _distinct(one for one in items if one.year == each) for each in told}
    base, now = of_year[base_year], of_year[year]
    new = tuple(one for key, one in now.items() if key not in base)
    cut = Fraction(len(base) - len(now), len(base)) if base and now else None
    enough = None if cut is None else cut > rules.cut_more_than
    mine = [one for one in visits if one.on.year == year]
    findings = [
        *_about_cut(base_year, year, len(base), len(now), rules),
        *(_about_new(one, tuple(base.values()), now, rules) for one in new),
        *_about_approval(now.values()),
        *_about_unlisted(mine, now.values()),
    ]
    return BurdenReport(
        base_year=base_year,
        year=year,
        base=len(base),
        now=len(now),
        cut=cut,
        is_cut_enough=enough,
        new=new,
        by_year={each: len(found) for each, found in of_year.items()},
        by_body=_by_body({each: found.values() for each, found in of_year.items()}),
        visits=_visits(visits, told),
        plan=joined(mine, rules.window, days),
        findings=tuple(findings),
    )


def joined(visits: Iterable[SchoolVisit], window: int, days: WorkDays) -> JoiningPlan:
    """Return the visits, those of several bodies to a school within ``window`` work days put together.

    Each school by itself, from its first visit on: all visits within the window behind it become one when they are of
    more than one body; else the first stays alone and the next is looked at. Every visit is in exactly one place, so
    there are never more than before.
    """
    by_school: defaultdict[str, list[SchoolVisit]] = defaultdict(list)
    for one in visits:
        by_school[one.school].append(one)
    joint: list[JointVisit] = []
    alone: list[SchoolVisit] = []
    for school in sorted(by_school):
        left = sorted(by_school[school], key=lambda one: (one.on, one.bodies, one.item, one.where))
        while left:
            first = left[0]
            last = days.after(first.on, window)
            near = [one for one in left if one.on <= max(last, first.on)]
            bodies = {frozenset(one.bodies) for one in near}
            if len(bodies) < 2:
                alone.append(left.pop(0))
                continue
            left = left[len(near) :]
            names = "、".join(dict.fromkeys(body for one in near for body in one.bodies))
            why = f"{names}从 {first.on} 起 {window} 个工作日内共进校 {len(near)} 次，可以并成一次"
            joint.append(JointVisit(school, first.on, tuple(near), why))
    return JoiningPlan(tuple(joint), tuple(alone))


def item_key(name: str) -> str:
    """Return a name as items of different years are compared: without years, 关于…的通知, 工作.

    Quarters, halves, months and 第…次 stay: each is an inspection of its own.
    """
    bare = _YEARS.sub("", normal(name))
    return _FRAME.sub("", bare) or bare or name


def _distinct(items: Iterable[BurdenItem]) -> dict[tuple[str, frozenset[str]], BurdenItem]:
    found: dict[tuple[str, frozenset[str]], BurdenItem] = {}
    for one in items:
        key = (item_key(one.name), frozenset(one.bodies))
        before = found.setdefault(key, one)
        if before.approved is None and one.approved is not None:
            found[key] = one
    return found


def _about_cut(base_year: int, year: int, base: int, now: int, rules: BurdenRules) -> Iterable[Finding]:
    for each, count, what in ((base_year, base, "基期年"), (year, now, "这一年")):
        if not count:
            message = f"清单里没有 {each} 年的事项，看不出减了多少"
            option = "--base-year" if each == base_year else "--year"
            yield Finding("L345", Severity.ERROR, message, fix=f"补上{what}的清单，或用 {option} 写明哪一年")
    if base and now and base - now <= base * rules.cut_more_than:
        most = -(-base * (1 - rules.cut_more_than) // 1) - 1
        share = f"{float(rules.cut_more_than) * 100:g}%"
        message = f"{base_year} 年 {base} 项，{year} 年 {now} 项，没有减少超过 {share}，最多 {max(0, int(most))} 项"
        yield Finding("L341", Severity.ERROR, message, fix=f"再减 {now - max(0, int(most))} 项，或并成一项")


def _about_new(
    item: BurdenItem, base: Sequence[BurdenItem], now: Iterable[tuple[str, frozenset[str]]], rules: BurdenRules
) -> Finding:
    """Tell of an item that the base list does not have: perhaps it is one of them under another name."""
    key = item_key(item.name)
    kept = set(now)
    gone = [one for one in base if (item_key(one.name), frozenset(one.bodies)) not in kept]
    ranked = sorted(
        ((likeness(key, item_key(one.name)), one.name, one) for one in gone if not are_apart(key, item_key(one.name))),
        key=lambda one: (-one[0], one[1]),
    )
    bodies = "、".join(item.bodies)
    if ranked and ranked[0][0] >= rules.alike:
        other = ranked[0][2]
        message = f"{bodies}“{item.name}”不在基期清单里，是不是“{other.name}”（{'、'.join(other.bodies)}）换了名称？"
        return Finding("L343", Severity.WARNING, message, item.where, fix="是的按原来的名称写；不是的说明为什么新设")
    message = f"{bodies}“{item.name}”不在基期清单里，是新设的"
    return Finding("L342", Severity.WARNING, message, item.where, fix="说明设立的依据，或取消")


def _about_approval(items: Iterable[BurdenItem]) -> Iterable[Finding]:
    for one in items:
        if one.approved is not True:
            told = "没有列入批准的年度计划" if one.approved is False else "没有写是不是列入批准的年度计划"
            severity = Severity.ERROR if one.approved is False else Severity.INFO
            message = f"{'、'.join(one.bodies)}“{one.name}”{told}"
            yield Finding(
                "L344", severity, message, one.where, fix="报批后列入，或取消；在“列入年度计划”一列写 是 或 否"
            )


def _about_unlisted(visits: Iterable[SchoolVisit], items: Iterable[BurdenItem]) -> Iterable[Finding]:
    """Tell of visits for what is on no list of the year."""
    listed = {item_key(one.name) for one in items}
    counts = Counter((one.bodies, one.item) for one in visits if item_key(one.item) not in listed)
    for (bodies, name), count in sorted(counts.items()):
        message = f"{'、'.join(bodies)}为“{name}”进校 {count} 次，这一年的清单里没有这一项"
        yield Finding("L347", Severity.WARNING, message, fix="列入清单，或按清单里的名称写；没有批准的不再进校")


def _by_body(items: Mapping[int, Iterable[BurdenItem]]) -> tuple[BodyCount, ...]:
    counts: defaultdict[str, dict[int, int]] = defaultdict(lambda: dict.fromkeys(items, 0))
    for year, ones in items.items():
        for one in ones:
            for body in one.bodies:
                counts[body][year] += 1
    return tuple(BodyCount(body, counts[body]) for body in sorted(counts))


def _visits(visits: Iterable[SchoolVisit], years: Sequence[int]) -> tuple[VisitCount, ...]:
    found: defaultdict[tuple[int, str], list[SchoolVisit]] = defaultdict(list)
    for one in visits:
        if one.on.year in years:
            for body in one.bodies:
                found[one.on.year, body].append(one)
    return tuple(
        VisitCount(year, body, len(ones), len({one.school for one in ones}), sum(one.days for one in ones))
        for (year, body), ones in sorted(found.items())
    )
