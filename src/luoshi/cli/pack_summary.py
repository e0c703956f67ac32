"""Standards packs on a terminal (达标结果的显示).

Entries: ``print_*``. Not here: judging, files.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from luoshi.cli.chinese_help import columns as width_of
from luoshi.cli.console import rich_console
from luoshi.cli.records import GAP, MISSING, Column, hanging, print_records
from luoshi.model.indicators import UNSURE
from luoshi.model.pack_results import Verdict, shown
from luoshi.model.packs import WHOLE_SCHOOL, CriterionKind

if TYPE_CHECKING:
    from rich.console import Console

    from luoshi.model.pack_results import CountyResult, Judged, PackEvaluation, SchoolRemedy
    from luoshi.model.packs import Criterion, Pack

_SCHOOLS_SHOWN = 5
_SCHOOLS_OF_MANY = 2
_ORDER = (Verdict.MISSED, Verdict.UNKNOWN, Verdict.BY_HAND, Verdict.MET, Verdict.NOT_APPLICABLE)
_STYLES = {Verdict.MISSED: "red", Verdict.UNKNOWN: "yellow", Verdict.BY_HAND: "cyan"}
_WIDEST = 44


def print_packs(packs: Sequence[Pack]) -> None:
    """Print which packs there are, and how sure each is."""
    console = rich_console()
    rows = []
    for one in packs:
        unsure = sum(criterion.basis.status == UNSURE for criterion in one.criteria)
        sure = f"{unsure} 项待核实" if unsure else "已核"
        origin = one.origin + ("（替换了内置的）" if one.overrides else "")
        rows.append((one.name, "、".join(one.schools), str(len(one.criteria)), sure, str(one.basis), origin))
    columns = (
        Column("标准", ratio=3),
        Column("学段", max_width=18),
        Column("项数", right=True, whole=True),
        Column("数值", whole=True),
        Column("依据", ratio=3),
        Column("来自", max_width=24),
    )
    print_records(console, columns, rows)
    console.print("luoshi packs 标准名 按它判定各校、各县；本局可以在 rules/packs 里增加、替换。", style="dim")


def print_evaluation(found: PackEvaluation, *, every: bool) -> None:
    """Print the counties side by side; of a single one all its criteria; then the cheapest schools to bring up."""
    console = rich_console()
    print_counties(console, found)
    if len(found.counties) == 1:
        console.print()
        _print_criteria(console, found, found.counties[0].criteria)
    _print_remedies(console, found, every=every)
    _notes(console, found)


def print_counties(console: Console, found: PackEvaluation) -> None:
    """Print a line for each county: the verdict, how many schools pass, what is missed or lacking."""
    _heading(console, found)
    stages = [stage for stage in found.pack.schools if any(stage == t.stage for c in found.counties for t in c.tallies)]
    rows = [_county_row(found, one, stages) for one in found.counties]
    if sum(max(map(width_of, cells)) + GAP for cells in zip(*rows, strict=True)) > console.width:
        _print_below(console, stages, rows)  # a figure is never cut
        return
    columns = (
        Column("县", whole=True),
        Column("结论", whole=True),
        *(Column(stage, right=True, whole=True) for stage in stages),
        Column("未达", right=True, whole=True),
        Column("缺数", right=True, whole=True),
        Column("待查", right=True, whole=True),
        Column("补齐", right=True, whole=True),
        Column("万元", right=True, whole=True),
    )
    print_records(console, columns, rows)
    if stages:
        console.print(
            "学段下是学校数：达到/判定/应判；未达、缺数、待查是达标项数；补齐是校数，万元是费用。", style="dim"
        )


def _print_below(console: Console, stages: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print counties one below the other, where their figures do not fit side by side."""
    heads = (*(f"{stage}达到/判定/应判" for stage in stages), "未达到项", "缺数据项", "待核查项", "补齐校数", "万元")
    for name, verdict, *cells in rows:
        told = "，".join(f"{head} {cell}" for head, cell in zip(heads, cells, strict=True) if cell != MISSING)
        console.print(f"{name}　{verdict}", style="bold", highlight=False)
        console.print(hanging(told, "  ", console.width), highlight=False)


def _heading(console: Console, found: PackEvaluation) -> None:
    console.print(f"{found.pack.name}　{found.year} 年（{found.period}—{found.period + 1} 学年）", style="bold")
    console.print(hanging(f"依据：{found.pack.basis}", "", console.width), style="dim", highlight=False)


def _county_row(found: PackEvaluation, one: CountyResult, stages: Sequence[str]) -> tuple[str, ...]:
    tallies = {tally.stage: f"{tally.passed}/{tally.judged}/{tally.expected}" for tally in one.tallies}
    counts = [
        sum(judged.verdict is word for judged in one.criteria)
        for word in (Verdict.MISSED, Verdict.UNKNOWN, Verdict.BY_HAND)
    ]
    remedy = found.remedy_for(one.area)
    schools = len(remedy.schools) if remedy is not None else 0
    fills = remedy is not None and (any(school.fills for school in remedy.schools) or bool(remedy.levelling))
    cost = _money(remedy.cost) if remedy is not None and fills else MISSING
    cells = (tallies.get(stage, MISSING) for stage in stages)
    return (
        one.name,
        one.verdict.value,
        *cells,
        *(str(n) if n else MISSING for n in counts),
        str(schools or MISSING),
        cost,
    )


def _money(value: Decimal | None) -> str:
    return MISSING if value is None else f"{shown(Fraction(value), 1):,}"


def _print_criteria(console: Console, found: PackEvaluation, criteria: Sequence[Judged]) -> None:
    rows = []
    for one in sorted(criteria, key=lambda one: _ORDER.index(one.verdict)):
        criterion = found.pack.by_id[one.criterion]
        lack = f"{one.lack.amount:f} {one.lack.unit}" if one.lack is not None else MISSING
        mark = "*" if criterion.basis.status == UNSURE else ""
        rows.append(
            (
                criterion.name + mark,
                one.stage or MISSING,
                _value(one, criterion),
                _limit(one, criterion),
                one.verdict.value,
                lack,
                one.note or MISSING,
            )
        )
    columns = (
        Column("达标项", max_width=_WIDEST),
        Column("学段", whole=True),
        Column("数值", right=True, whole=True),
        Column("标准", right=True, whole=True),
        Column("结论", whole=True),
        Column("缺", right=True),
        Column("说明", ratio=2),
    )
    print_records(console, columns, rows)


def _value(one: Judged, criterion: Criterion) -> str:
    if one.value is None or criterion.kind is CriterionKind.CHECK:
        return MISSING
    return f"{shown(one.value, criterion.decimals, one.limit):,}{criterion.unit}"


def _limit(one: Judged, criterion: Criterion) -> str:
    if one.limit is None or criterion.kind is CriterionKind.CHECK:
        return MISSING
    return f"{'≤' if criterion.is_upper else '≥'}{one.limit:f}"


def _print_remedies(console: Console, found: PackEvaluation, *, every: bool) -> None:
    listed = [(remedy, school) for remedy in found.remedies for school in remedy.schools]
    if not listed:
        return
    console.print()
    unsolved = sum(bool(school.unsolved) for _, school in listed)
    last = f"；其中 {unsolved} 所要整改，补不了，排在后面" if unsolved else ""
    console.print(f"要补齐的学校 {len(listed)} 所，从省到贵{last}", style="bold")
    rows = []
    at_most = len(listed) if every else _SCHOOLS_SHOWN if len(found.remedies) == 1 else _SCHOOLS_OF_MANY
    for remedy in found.remedies:
        rows += [
            (remedy.name, one.name, _fills(found, one), _money(one.cost) if one.fills else MISSING)
            for one in remedy.schools[:at_most]
        ]
    columns = (Column("县（市、区）"), Column("学校"), Column("补什么", ratio=3), Column("费用（万元）", right=True))
    print_records(console, columns, rows)
    if len(rows) < len(listed):
        console.print(f"……还有 {len(listed) - len(rows)} 所，加 --all 列出，或 --format xlsx", style="dim")
    levelled = {one.name: [fill.cost for _, fill in one.levelling] for one in found.remedies if one.levelling}
    for name, costs in levelled.items():
        known = sum((cost for cost in costs if cost is not None), Decimal(0))
        told = f"{name}的费用里有 {_money(known)} 万元用来把差异系数降到限额以内，逐校见 --format xlsx"
        console.print(hanging(told, "", console.width), style="dim", highlight=False)


def _fills(found: PackEvaluation, one: SchoolRemedy) -> str:
    names = {criterion.id: criterion.name for criterion in found.pack.criteria}
    parts = [
        f"{'' if fill.stage == WHOLE_SCHOOL else fill.stage}{names[fill.criterion]} {fill.amount:f} {fill.unit}"
        for fill in one.fills
    ]
    if one.unsolved:
        parts.append("要整改：" + "、".join(dict.fromkeys(names[name] for _, name in one.unsolved)))
    if one.unknown:
        parts.append(f"{one.unknown} 项缺数据没有算")
    return "；".join(parts) or MISSING


def print_school(found: PackEvaluation) -> None:
    """Print all that a school is judged by, stage by stage, and what brings it up."""
    console = rich_console()
    _heading(console, found)
    for left in found.left_out:
        console.print(f"{left.school.name}　{left.school.stage}　不参评：{left.reason}")
    for result in found.schools:
        school = result.school
        pupils = "学生数缺" if school.pupils is None else f"{school.pupils:,} 人"
        console.print()
        console.print(
            f"{school.name}　{school.area_name}　{school.stage}　{pupils}　{result.verdict.value}",
            style=_STYLES.get(result.verdict, "bold"),
            highlight=False,
        )
        groups = "，".join(f"{name}{verdict.value}" for name, verdict in result.groups.items())
        console.print(hanging(groups, "  ", console.width), highlight=False)
        _print_criteria(console, found, result.criteria)
    _print_remedies(console, found, every=True)
    _notes(console, found)


def _notes(console: Console, found: PackEvaluation) -> None:
    if found.left_out:
        reasons = "、".join(dict.fromkeys(one.reason for one in found.left_out))
        console.print(hanging(f"不参评 {len(found.left_out)} 所（{reasons}）", "", console.width), style="dim")
    for note in found.notes:
        console.print(hanging(note, "", console.width), style="dim", highlight=False)
