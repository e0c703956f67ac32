"""Unit costs far from their peers (单位造价): :class:`UnitCosts`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from statistics import median

from luoshi.base.findings import Finding, Severity
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


class UnitCosts(Rule):
    """单位造价悬殊：一个项目每平方米（每个学位）的投资，比同一份文件里其他项目的中位数低到六分之一以下，或高到六倍以上。

    多半是投资或面积的单位、小数点写错，或只写了剩余投资。可以比的项目不到四个时不报。
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
            costs = [(p, p.investment_yi * _YI / Decimal(s)) for p in material.plan.projects
                     if p.investment_yi and (s := size(p))]  # fmt: skip
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
