"""Unit costs far from their peers (单位造价): :class:`UnitCosts`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from statistics import median

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import HALF_WIDTH
from luoshi.model.document import Span
from luoshi.model.plan import Figure, Project
from luoshi.review.material import Material
from luoshi.review.numbers import plain
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule

_FEWEST = 4
_CHEAP = re.compile(r"运动场|操场|维修|加固|改造|绿化|围墙|装修|设备|信息化|厕|提质|征地|道路|修缮|粉刷|校园文化")
"""Works that cost little for their area."""
_FAR = Decimal(6)
_YI = Decimal(10**8)


_SIZES = {
    "平方米": re.compile(r"(?P<n>\d+(?:\.\d+)?)\s?(?P<w>万)?(?:平方米|㎡|m2|m²|平米)"),
    "学位": re.compile(r"(?P<n>\d+(?:\.\d+)?)\s?(?P<w>万)?(?:个?(?:[^，。；、\d]{0,6})学位|名?(?:学生|幼儿)|人|生)"
                     r"|(?:学位|容纳)[^，。；、\d]{0,6}(?P<m>\d+(?:\.\d+)?)(?P<v>万)?(?!\d|\s?个?(?:教学)?班|\.)"),
}  # fmt: skip
_EACH = re.compile(r"每[^，。；、\d]{0,10}$|[各均][^，。；、\d]{0,4}$")
_OTHER_KIND = re.compile(
    r"特殊|特教|培智|启[智明聪音]|聋|盲|职业|职教|职校|中专|技工|技师|技术|学院|大学|实训|体校|专门学校"
)
"""Schools whose places cost many times those of the usual ones."""


class UnitCosts(Rule):
    """单位造价悬殊：一个项目每平方米（每个学位）的投资，比同一份文件里其他项目的中位数低到六分之一以下，或高到六倍以上。

    多半是投资或面积的单位、小数点写错，或只写了剩余投资。可以比的项目不到四个时不报；数量不一定是整个项目的
    （每套的面积、其中一段的学位）不比，特殊教育学校、职业院校每个学位的投资不和普通学校比。
    """

    code = "V109"
    name = "单位造价悬殊"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each project that stands out."""
        figures = {figure.id: figure for figure in material.figures}
        seen: set[str] = set()
        measures: tuple[tuple[str, str, Callable[[Project], Decimal | int | None]], ...] = (
            ("平方米", "每平方米", lambda p: p.floor_area_m2),
            ("学位", "每个学位", lambda p: p.places),
        )
        for unit, each, size in measures:
            sized = [(r, Decimal(s)) for r in material.project_rows if (s := size(r.project))]
            whole = [(r.project, s) for r, s in sized if _is_whole(r, s, unit)]
            costs = [(p, p.investment_yi * _YI / s) for p, s in whole if p.investment_yi]
            if len(costs) < _FEWEST:
                continue
            middle = Decimal(median(cost for _, cost in costs))
            for project, cost in costs:
                far = not middle / _FAR <= cost <= middle * _FAR
                if far and project.id not in seen and not (cost < middle and _CHEAP.search(project.name)):
                    seen.add(project.id)
                    row = next(r for r in material.project_rows if r.project is project)
                    word = f"{each}{plain(cost, 0)}元，其他{len(costs) - 1}个项目的中位数是{plain(middle, 0)}元"
                    yield self._finding(row, figures, unit, f"{word}，明显偏{'低' if cost < middle else '高'}")

    def _finding(self, row: ProjectRow, figures: dict[str, Figure], unit: str, told: str) -> Finding:
        project = row.project
        size = (project.floor_area_m2 if unit == "平方米" else Decimal(project.places or 0)) or Decimal(0)
        money, shown = _money(row)
        own = [figures[n] for n in project.figures if n in figures]
        area = next((f.value_span for f in own if f.value == size), None)
        message = f"“{project.name[:30]}”投资{shown}，{plain(size)}{unit}，{told}"
        spans = [s for s in (area, money, row.name_span) if s is not None]
        return self.found(message, spans, "核对投资和规模的单位与小数点；只写了部分投资的，加以说明")


def _is_whole(row: ProjectRow, size: Decimal, unit: str) -> bool:
    """Tell whether a size is that of the whole project: written so in its unit, of nothing single, none larger."""
    if unit == "学位" and _OTHER_KIND.search(row.project.name):
        return False
    written: list[Decimal] = []
    for part in row.parts:
        text = part.text.translate(HALF_WIDTH).replace(",", "")
        if text.strip() == plain(size):
            return True  # in a column of its own
        for match in _SIZES[unit].finditer(text):
            told = match.groupdict()
            value = Decimal(told["n"] or told.get("m") or 0)
            value *= 10_000 if told["w"] or told.get("v") else 1
            if value == size and _EACH.search(text[: match.start()]):
                return False
            written.append(value)
    return not written or max(written) <= size


def _money(row: ProjectRow) -> tuple[Span | None, str]:
    """Return where the investment of a project stands, and how it is written there: 4340万元 or 0.434亿元."""
    yi = row.project.investment_yi or Decimal(0)
    for value, unit in ((yi, "亿元"), (yi * 10**4, "万元")):
        written = plain(value)
        for part in reversed(row.parts):
            found = re.search(rf"(?<![\d.]){re.escape(written)}(?![\d.])", part.text.replace(",", ""))
            if found and (
                len(part.text.strip()) <= len(written) + 4 or unit in part.text[found.end() : found.end() + 3]
            ):
                at = part.text.find(written)
                return (part.span(at, at + len(written)) if at >= 0 else None), f"{written}{unit}"
    return None, f"{plain(yi)}亿元"
