"""Figures that are known from elsewhere: :class:`NationalFigures` (全国数据), :class:`LocalFigures` (本地数据).

The values: :mod:`luoshi.review.reference.national` and ``Material.references``. Only figures of the past are held
against them, and in running text only where year and area stand beside the number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.model.plan import Figure
from luoshi.review.material import Material, Piece
from luoshi.review.reference.agreement import Lookup, disagrees, in_unit_of
from luoshi.review.reference.national import NATIONAL
from luoshi.review.references import ReferenceValue
from luoshi.review.rule import Rule

_NATION_BEFORE = re.compile(r"全国(?:平均|总体)?[^，。；全本我省市县区\d]{0,24}(?:达到?|为|是|约)?$")
_NO_FACT = re.compile(r"目标|规划|预期|力争|确保|要求|到20\d\d年(?:，|,)?(?:全国)?[^，。；]{0,20}(?:将|要|应|达)")
_VAGUE = re.compile(r"约|近|左右|上下|多|余|超|以上|以下")
_AREA = re.compile(r"[省市区县州][本级直]级?|全[省市区县州]|城区|城镇|县城|农村|乡村|市辖区|各?县（?市?、?区?）?")
"""Names that are areas and tell nothing of what is counted."""
_FEW, _NEAR = 6, 60
_ENOUGH = 3
_HEAD_ROWS = 3


class NationalFigures(Rule):
    """写作全国数据的现状值，与教育部当年《全国教育事业发展统计公报》不同。

    查出：学前教育毛入园率、九年义务教育巩固率、高中阶段和高等教育毛入学率等（2015—2023年）与公报不符的。
    句中或表头要写明“全国”和年份才核对；一年之中多数不符的合成一条：所列可能不是那一年的实际数。
    放过：四舍五入相符的；目标值和要求；“约”“超过”一类概数；没有写明年份的；公报没有列的年份和指标。
    """

    code = "V601"
    name = "全国数据"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each figure, or one for a year of which most figures differ."""
        lookup = Lookup((*NATIONAL, *(v for v in material.references.values if v.scope == "全国")))
        places = _Sentences(material)
        compared: dict[int, int] = defaultdict(int)
        wrong: dict[int, list[tuple[Figure, ReferenceValue]]] = defaultdict(list)
        for figure in material.plan.observations:
            if figure.year is None or not (figure.scope == "全国" or "全国" in figure.indicator):
                continue
            known = [value for value in lookup.find(figure) if value.scope == "全国"]
            if not known or not places.is_of_the_nation(figure):
                continue
            compared[figure.year] += 1
            if all(disagrees(figure, value) for value in known):
                wrong[figure.year].append((figure, known[0]))
        for year, pairs in sorted(wrong.items()):
            if len(pairs) >= _ENOUGH and 2 * len(pairs) > compared[year]:
                yield self._of_a_year(year, pairs, compared[year])
            else:
                for odd, value in pairs:
                    fix = f"按{value.source}核对；引自其他来源的写明出处和口径"
                    yield self.found(_told(odd, value), [odd.value_span], fix)

    def _of_a_year(self, year: int, pairs: list[tuple[Figure, ReferenceValue]], compared: int) -> Finding:
        told = "；".join(f"{f.indicator}{_number(f)}，公报为{_plain(v.value)}{v.unit}" for f, v in pairs)
        return self.found(
            f"所列{year}年全国数据有{len(pairs)}项与{pairs[0][1].source}不符（可核对的共{compared}项），"
            f"可能不是当年实际数：{told}",
            [figure.value_span for figure, _ in pairs],
            "核对数据来源；是目标值或另一年的，改正列名或年份",
        )


class LocalFigures(Rule):
    """本地区的现状数据，与已经入库的统计数据不同。

    查出：同一指标、同一范围、同一年份的数与统计不符的，给警告；年份不在句中、由上下文推得的只提示。
    “全市教育支出×亿元，其中市本级×亿元”一类分项，按总数的名称核对。
    放过：四舍五入相符的；目标值；没有交来参照数据时不核对。
    """

    code = "V602"
    name = "本地数据"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each figure that differs from every value handed in for it."""
        values = [value for value in material.references.values if value.scope != "全国"]
        if not values:
            return
        lookup, places = Lookup(values), _Sentences(material)
        own = _own_names(material)
        before: list[Figure] = []
        for figure in material.plan.observations:
            whole = _whole(figure, before)
            before.append(figure)
            scope = _scope(figure.scope, own)
            named = figure if whole is None else figure.model_copy(update={"indicator": whole.indicator})
            known = [value for value in lookup.find(named) if _scope(value.scope, own) == scope]
            if known and all(disagrees(figure, value) for value in known):
                severity = Severity.WARNING if places.has_year(whole or figure) else Severity.INFO
                fix = f"与{known[0].source}核对；口径不同的写明口径"
                yield self.found(_told(figure, known[0]), [figure.value_span], fix, severity)


def _whole(figure: Figure, before: list[Figure]) -> Figure | None:
    """Return the whole of which ``figure`` is the part of an area: 教育支出86亿元，其中市本级13亿元."""
    if figure.indicator != figure.scope and not _AREA.fullmatch(figure.indicator):
        return None
    for one in reversed(before[-_FEW:]):
        if figure.value_span.start - one.value_span.end > _NEAR:
            return None
        if (one.unit, one.year) == (figure.unit, figure.year) and not _AREA.fullmatch(one.indicator):
            return one
    return None


class _Sentences:
    """The words before the figures of a document."""

    def __init__(self, material: Material) -> None:
        self._pieces = material.pieces
        self._starts = [piece.passage.whole.start for piece in material.pieces]

    def is_of_the_nation(self, figure: Figure) -> bool:
        """Whether the figure is surely one of the nation: a table names the year, or 全国 and the year stand before."""
        found = self._before(figure)
        if found is None:
            return False
        piece, at = found
        if piece.cell is not None:
            return _has_year_in_head(piece, str(figure.year))
        before = re.split(r"[。；;]", piece.text[:at])[-1]
        behind = re.split(r"[，。；;]", piece.text[at:])[0]
        if _NO_FACT.search(before) or _VAGUE.search(behind[:12]):
            return False
        return str(figure.year) in before and bool(_NATION_BEFORE.search(before))

    def has_year(self, figure: Figure) -> bool:
        """Whether the year stands in the sentence of the figure, or in the head of its table."""
        found = self._before(figure)
        if found is None:
            return False
        piece, at = found
        if piece.cell is not None:
            return _has_year_in_head(piece, str(figure.year))
        return str(figure.year) in piece.text[:at].rpartition("。")[2]

    def _before(self, figure: Figure) -> tuple[Piece, int] | None:
        index = bisect_right(self._starts, figure.value_span.start) - 1
        if index < 0:
            return None
        piece = self._pieces[index]
        at = next((n for n in range(len(piece.text)) if piece.passage.locate(n) >= figure.value_span.start), None)
        return None if at is None else (piece, at)


def _has_year_in_head(piece: Piece, year: str) -> bool:
    table, cell = piece.block.table, piece.cell
    return (
        table is not None
        and cell is not None
        and any(year in other.text for other in table.cells if other.row < _HEAD_ROWS or other.row == cell.row)
    )


def _own_names(material: Material) -> set[str]:
    facts = material.plan.document
    names = {"", f"全{facts.level}" if facts.level else "", "全市域", "市域", "县域"}
    return names | ({facts.region, f"{facts.region}全域"} if facts.region else set())


def _scope(scope: str | None, own: set[str]) -> str:
    return "" if (scope or "") in own else scope or ""


def _told(figure: Figure, value: ReferenceValue) -> str:
    told, _ = in_unit_of(figure, value)
    gap = _plain(abs(told - value.value))
    more = "多" if told > value.value else "少"
    unit = "个百分点" if value.unit == "%" else value.unit
    return (
        f"{figure.year}年{value.scope}{value.indicator}文中为{_number(figure)}，{value.source}为"
        f"{_plain(value.value)}{value.unit}，文中{more}{gap}{unit}"
    )


def _number(figure: Figure) -> str:
    text = figure.value_text or _plain(figure.value)
    if text.endswith(figure.unit):
        return text
    return text.removesuffix(figure.unit[:1]) + figure.unit if figure.unit[:1] in ("万", "亿") else text + figure.unit


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number == number.to_integral_value() else f"{number:f}"
