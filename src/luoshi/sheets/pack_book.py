"""A judged standards pack as a workbook (达标工作簿): 说明, 县级结论, 学校逐项, 差距清单, 补齐方案, 差异系数, 依据.

Entry: :func:`write_pack_book`. Not here: judging (``luoshi.indicators.packs``), what stands in the rows
(:mod:`luoshi.sheets.pack_rows`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from luoshi.model.indicators import UNSURE
from luoshi.model.pack_results import Judged, PackEvaluation, SchoolResult, Verdict, shown
from luoshi.model.packs import Criterion
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone
from luoshi.sheets.pack_rows import (
    counts_text,
    fill_rows,
    judged_rows,
    limit_text,
    limits_text,
    note_text,
    tally_text,
    value_of,
)

_TONES = {
    Verdict.MET: Tone.GOOD,
    Verdict.MISSED: Tone.ALERT,
    Verdict.UNKNOWN: Tone.NOTICE,
    Verdict.BY_HAND: Tone.CALM,
    Verdict.NOT_APPLICABLE: Tone.GONE,
}
"""Grounds beside the words; black and white they differ in grey, and the word says it anyway."""

_NUMBER = LedgerColumn("序号", 6, Look.CENTRE)
_COUNTY = (
    _NUMBER,
    LedgerColumn("县（市、区）", 14),
    LedgerColumn("指标组", 12),
    LedgerColumn("达标项", 36),
    LedgerColumn("学段", 9, Look.CENTRE),
    LedgerColumn("数值", 10, Look.NUMBER),
    LedgerColumn("标准", 10, Look.NUMBER),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("结论", 12, Look.CENTRE),
    LedgerColumn("说明", 60),
)
_VERDICT = 8
_SCHOOL = (
    _NUMBER,
    LedgerColumn("县（市、区）", 13),
    LedgerColumn("学校", 26),
    LedgerColumn("学校标识码", 13),
    LedgerColumn("办学类型", 17, Look.CENTRE),
    LedgerColumn("学段", 9, Look.CENTRE),
    LedgerColumn("在校学生", 9, Look.NUMBER),
    LedgerColumn("结论", 9, Look.CENTRE),
)
_GAP = (
    _NUMBER,
    LedgerColumn("县（市、区）", 13),
    LedgerColumn("学校", 26),
    LedgerColumn("学校标识码", 13),
    LedgerColumn("学段", 8, Look.CENTRE),
    LedgerColumn("指标组", 12),
    LedgerColumn("达标项", 36),
    LedgerColumn("数值", 10, Look.NUMBER),
    LedgerColumn("标准", 9, Look.NUMBER),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("差", 10, Look.NUMBER),
    LedgerColumn("差（%）", 8, Look.NUMBER),
    LedgerColumn("缺", 11, Look.NUMBER),
    LedgerColumn("缺的单位", 9, Look.CENTRE),
    LedgerColumn("说明", 24),
)
_FILL = (
    _NUMBER,
    LedgerColumn("县（市、区）", 13),
    LedgerColumn("学校", 26),
    LedgerColumn("学校标识码", 13),
    LedgerColumn("学段", 8, Look.CENTRE),
    LedgerColumn("达标项", 36),
    LedgerColumn("补到", 13, Look.CENTRE),
    LedgerColumn("补多少", 12, Look.NUMBER),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("费用（万元）", 12, Look.NUMBER),
    LedgerColumn("本校合计（万元）", 13, Look.NUMBER),
    LedgerColumn("全县累计（万元）", 14, Look.NUMBER),
    LedgerColumn("说明", 40),
)
_LEVEL = (
    _NUMBER,
    LedgerColumn("县（市、区）", 14),
    LedgerColumn("达标项", 34),
    LedgerColumn("学段", 8, Look.CENTRE),
    LedgerColumn("标准", 9, Look.NUMBER),
    LedgerColumn("现在", 10, Look.NUMBER),
    LedgerColumn("各校达到要求以后", 12, Look.NUMBER),
    LedgerColumn("再补以后", 10, Look.NUMBER),
    LedgerColumn("再补的学校", 9, Look.NUMBER),
    LedgerColumn("再补多少", 12, Look.NUMBER),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("费用（万元）", 12, Look.NUMBER),
    LedgerColumn("结果", 10, Look.CENTRE),
)
_INEQUALITY = (
    _NUMBER,
    LedgerColumn("县（市、区）", 14),
    LedgerColumn("达标项", 36),
    LedgerColumn("学段", 8, Look.CENTRE),
    LedgerColumn("学校数", 8, Look.NUMBER),
    LedgerColumn("差异系数", 10, Look.NUMBER),
    LedgerColumn("95% 区间下限", 10, Look.NUMBER),
    LedgerColumn("95% 区间上限", 10, Look.NUMBER),
    LedgerColumn("基尼系数", 10, Look.NUMBER),
    LedgerColumn("泰尔指数", 10, Look.NUMBER),
    LedgerColumn("其中县际", 10, Look.NUMBER),
    LedgerColumn("其中县内", 10, Look.NUMBER),
    LedgerColumn("极差率", 10, Look.NUMBER),
    LedgerColumn("麦克伦指数", 10, Look.NUMBER),
)
_BASIS = (
    LedgerColumn("指标组", 12),
    LedgerColumn("达标项", 36),
    LedgerColumn("判定方式", 12, Look.CENTRE),
    LedgerColumn("标准", 30),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("口径", 44),
    LedgerColumn("看什么", 36),
    LedgerColumn("依据", 44),
    LedgerColumn("单价（万元）", 9, Look.NUMBER),
    LedgerColumn("单价说明", 26),
)
_LEFT_OUT = (
    _NUMBER,
    LedgerColumn("县（市、区）", 14),
    LedgerColumn("学校", 30),
    LedgerColumn("学校标识码", 14),
    LedgerColumn("学段", 9, Look.CENTRE),
    LedgerColumn("在校学生", 10, Look.NUMBER),
    LedgerColumn("为什么不判定", 36),
)
_COEFFICIENT_DECIMALS = 3
_MONEY_DECIMALS = 2


def write_pack_book(found: PackEvaluation) -> bytes:
    """Return an evaluation as an XLSX workbook; the same evaluation always gives the same bytes."""
    title = f"{found.pack.name}（{found.year} 年）"
    book = Book(title)
    book.add_lines("说明", _cover(found, title), title)
    book.add(_counties(found, title))
    if found.pack.of_school():
        book.add(_schools(found, title))
        book.add(_gaps(found, title))
    book.add(_fills(found, title))
    if any(one.variations for one in found.remedies):
        book.add(_levels(found, title))
    if found.inequality:
        book.add(_inequality(found, title))
    book.add(Ledger("依据", f"{title}　依据", _BASIS, [_basis_row(found, one) for one in found.pack.criteria], 2))
    if found.left_out:
        rows = [
            [number, one.school.area_name, one.school.name, one.school.code, one.school.stage, one.school.pupils,
             one.reason]
            for number, one in enumerate(found.left_out, 1)
        ]  # fmt: skip
        book.add(Ledger("不参评", f"{title}　不参评的学校", _LEFT_OUT, rows, 3))
    return book.finish()


def _cover(found: PackEvaluation, title: str) -> Iterator[tuple[str, CellValue]]:
    pack = found.pack
    yield title, None
    yield "依据", str(pack.basis)
    yield "年份", f"{found.year} 年，用 {found.period}—{found.period + 1} 学年的数"
    yield "快照", found.snapshot
    yield "标准的出处", pack.origin + ("（替换了内置的）" if pack.overrides else "")
    for note in found.notes:
        yield "注意", note
    yield "各县结论", None
    for county in found.counties:
        yield county.name, f"{county.verdict.value}：{counts_text(county)}\n{tally_text(county)}"
    yield "结论的含义", None
    yield "达到、未达到", "按没有修约的数同标准比；差一点的，数值多显示几位。"
    yield "缺数据", "没有填，或有学校没有交表：不判定，不算达到。已有的数足以判定未达到的，仍是未达到。"
    yield "需人工核查", "报表里没有这样的数，按“看什么”一列去查；查完在填报数据里填 1 或 0，状态写采信。"
    yield "补齐方案", None
    yield "怎样选", _method(found)
    yield (
        "没有考虑",
        "一名教师同时算进几项；土地、招聘和以后年份的支出；学生数的变化；从别的学校调剂。先补到各校达到要求，再补差异系数，"
        "各自最省，合起来不一定最省。",
    )
    if pack.costs:
        yield "单价", "都是假设，待核实，见“依据”一表；换成本地的：写在工作区 rules/packs 里。"

    if found.inequality:
        yield "均衡程度", None
        yield "权重", "都按在校生加权；区间由学校重复抽样得到，种子固定，每次一样。差异系数以外的只供参考，不作判定。"


def _method(found: PackEvaluation) -> str:
    rules = [
        f"{one.name}：至少 {one.at_least} 项达到，其余不低于标准的 {int(one.rest * 100)}%"
        for one in found.pack.groups
        if one.at_least is not None
    ]
    told = f"（{'；'.join(rules)}）" if rules else ""
    return (
        f"逐校试遍哪一项可以留低{told}，取最省的；几个学段共用的校舍只补一次。学校从省到贵排列，全县累计是前面各校之和。"
        "差异系数再高的，把最低的几所补到同一水平，补到刚好达到。"
    )


def _counties(found: PackEvaluation, title: str) -> Ledger:
    rows: list[list[CellValue]] = []
    tones: dict[tuple[int, int], Tone] = {}
    decimals: dict[tuple[int, int], int] = {}
    for county in found.counties:
        tones[len(rows), _VERDICT] = _TONES[county.verdict]
        said = f"{counts_text(county)}。{tally_text(county)}"
        rows.append([None, county.name, "全部", "总的结论", None, None, None, None, county.verdict.value, said])
        for one in county.criteria:
            criterion = found.pack.by_id[one.criterion]
            tones[len(rows), _VERDICT] = _TONES[one.verdict]
            decimals[len(rows), 5] = _places(one, criterion)
            rows.append(_county_row(county.name, one, criterion))
    for number, row in enumerate(rows, 1):
        row[0] = number
    return Ledger("县级结论", f"{title}　县级结论", _COUNTY, rows, 4, tones, decimals)


def _county_row(name: str, one: Judged, criterion: Criterion) -> list[CellValue]:
    lack = f"还差 {one.lack.amount} {one.lack.unit}" if one.lack is not None else ""
    said = "；".join(part for part in (lack, note_text(one, criterion)) if part)
    value, limit = value_of(one, criterion), limit_text(one, criterion)
    stage, unit = one.stage or None, criterion.unit or None
    return [None, name, criterion.group, criterion.name, stage, value, limit, unit, one.verdict.value, said or None]


def _places(one: Judged, criterion: Criterion) -> int:
    value = value_of(one, criterion)
    exponent = value.as_tuple().exponent if value is not None else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _schools(found: PackEvaluation, title: str) -> Ledger:
    criteria = [one for one in found.pack.of_school() if one.holds_in(found.year)]
    groups = [one.name for one in found.pack.groups if any(c.group == one.name for c in criteria)]
    columns = (
        *_SCHOOL,
        *(LedgerColumn(f"{name}\n（结论）", 11, Look.CENTRE) for name in (groups if len(groups) > 1 else [])),
        *(LedgerColumn(_head(one), 15, Look.NUMBER) for one in criteria),
    )
    rows: list[list[CellValue]] = []
    tones: dict[tuple[int, int], Tone] = {}
    decimals: dict[tuple[int, int], int] = {}
    first = len(_SCHOOL) + (len(groups) if len(groups) > 1 else 0)
    for number, result in enumerate(found.schools):
        school = result.school
        row: list[CellValue] = [number + 1, school.area_name, school.name, school.code, school.kind, school.stage]
        row += [school.pupils, result.verdict.value]
        tones[number, 7] = _TONES[result.verdict]
        for at, name in enumerate(groups if len(groups) > 1 else [], len(_SCHOOL)):
            verdict = result.groups.get(name)
            row.append(verdict.value if verdict is not None else None)
            if verdict is not None:
                tones[number, at] = _TONES[verdict]
        for at, criterion in enumerate(criteria, first):
            row.append(_mark(result, criterion, (number, at), tones, decimals))
        rows.append(row)
    return Ledger("学校逐项", f"{title}　学校逐项", columns, rows, 3, tones, decimals)


def _head(criterion: Criterion) -> str:
    unit = f"{criterion.unit}；" if criterion.unit else ""
    limits = limits_text(criterion)
    return f"{criterion.name}\n（{unit}{limits}）"


def _mark(
    result: SchoolResult,
    criterion: Criterion,
    at: tuple[int, int],
    tones: dict[tuple[int, int], Tone],
    decimals: dict[tuple[int, int], int],
) -> CellValue:
    """Return what stands in a school's cell of a criterion: its value, else the word."""
    one = next((one for one in result.criteria if one.criterion == criterion.id), None)
    if one is None:
        return None
    if one.verdict is not Verdict.MET:
        tones[at] = _TONES[one.verdict]
    value = value_of(one, criterion)
    decimals[at] = _places(one, criterion)
    return value if value is not None else one.verdict.value


def _gaps(found: PackEvaluation, title: str) -> Ledger:
    rows = []
    for number, row in enumerate(judged_rows(found, only_missed=True), 1):
        cells = list(row)
        del cells[9]  # the verdict: all of them are missed
        rows.append([number, *cells])
    return Ledger("差距清单", f"{title}　差距清单", _GAP, rows, 3)


def _fills(found: PackEvaluation, title: str) -> Ledger:
    rows = [row for remedy in found.remedies for row in fill_rows(remedy, found.pack)]
    cells = [[number, *row] for number, row in enumerate(rows, 1)]
    decimals = {(row, column): _MONEY_DECIMALS for row in range(len(rows)) for column in (9, 10, 11)}
    return Ledger("补齐方案", f"{title}　补齐方案", _FILL, cells, 3, decimals=decimals)


def _levels(found: PackEvaluation, title: str) -> Ledger:
    rows: list[list[CellValue]] = []
    tones: dict[tuple[int, int], Tone] = {}
    decimals: dict[tuple[int, int], int] = {}
    for remedy in found.remedies:
        for one in remedy.variations:
            figures = [_coefficient(value) for value in (one.before, one.after_rule, one.after)]
            result = Verdict.MET if one.reached else Verdict.MISSED
            tones[len(rows), 12] = _TONES[result]
            decimals |= {(len(rows), column): _COEFFICIENT_DECIMALS for column in (5, 6, 7)}
            name = found.pack.by_id[one.criterion].name
            added: list[CellValue] = [one.schools, one.amount, one.unit, one.cost] if one.schools else [None] * 4
            rows.append([len(rows) + 1, remedy.name, name, one.stage, one.limit, *figures, *added, result.value])
    return Ledger("差异系数", f"{title}　差异系数", _LEVEL, rows, 3, tones, decimals)


def _inequality(found: PackEvaluation, title: str) -> Ledger:
    rows: list[list[CellValue]] = []
    for one in found.inequality:
        name = found.pack.by_id[one.criterion].name
        ratios = [
            None if ratio is None else shown(ratio, _COEFFICIENT_DECIMALS) for ratio in (one.range_ratio, one.mcloone)
        ]
        floats = [_float(value) for value in (one.low, one.high, one.gini, one.theil, one.between, one.within)]
        cells: list[CellValue] = [one.name, name, one.stage, one.schools, _coefficient(one.coefficient)]
        rows.append([len(rows) + 1, *cells, *floats, *ratios])
    decimals = {(row, column): _COEFFICIENT_DECIMALS for row in range(len(rows)) for column in range(5, 14)}
    return Ledger("均衡程度", f"{title}　均衡程度", _INEQUALITY, rows, 3, decimals=decimals)


def _float(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(str(value)), _COEFFICIENT_DECIMALS)


def _coefficient(value: Decimal | None) -> Decimal | None:
    return None if value is None else shown(Fraction(value), _COEFFICIENT_DECIMALS)


def _basis_row(found: PackEvaluation, one: Criterion) -> Sequence[CellValue]:
    cost = found.pack.costs.get(one.id)
    note = "；".join(part for part in (cost.note, cost.basis.status or str(cost.basis)) if part) if cost else None
    return [
        one.group,
        one.name,
        one.kind.value,
        limits_text(one),
        one.unit or None,
        one.scope or None,
        one.evidence or None,
        str(one.basis) or UNSURE,
        cost.cost if cost is not None else None,
        note,
    ]
