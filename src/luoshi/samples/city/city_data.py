"""What the sample city hands out: its tables and the words shared by those who fill them.

Entry: :class:`City`. Not here: how the figures come about (``generator``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Row = dict[str, object]
"""One row: stored field -> int, Decimal, str, date or None."""

TABLES = (
    "areas area_sets institutions institution_events pupils pupil_flows classes staff staff_subjects staff_ages "
    "premises facility_checks destinations finance finance_levels population schooling births reported"
).split()

GRADES: dict[str, tuple[str, ...]] = {
    "学前": ("小班", "中班", "大班"),
    "小学": ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级"),
    "初中": ("七年级", "八年级", "九年级"),
    "普通高中": ("高一", "高二", "高三"),
    "中职": ("中职一年级", "中职二年级", "中职三年级"),
    "特教": ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"),
}
"""Stage (学段) -> its grades, the youngest first."""

FIRST_AGE = {"学前": 3, "小学": 6, "初中": 12, "普通高中": 15, "中职": 15, "特教": 6}
"""Stage -> age of its youngest grade."""

MIXED = "混合班"
"""The only group of a small village kindergarten, of children from three to five."""


@dataclass(frozen=True)
class City:
    """The statistics of the sample city.

    Attributes:
        tables: table -> rows, each with all stored fields of the table in the base database.
        first_year: first school year (and calendar year) of the figures; births begin six years earlier.
        years: number of school years.
    """

    tables: dict[str, list[Row]]
    first_year: int
    years: int

    @property
    def last_year(self) -> int:
        """The last school year, told by the calendar year in which it begins."""
        return self.first_year + self.years - 1


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole numbers that add up to ``total`` and lie as close to the weights as can be (最大余数法).

    All weights nought gives the whole total to the first.
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole <= 0:
        return [total] + [0] * (len(weights) - 1)
    exact = [total * weight / whole for weight in weights]
    shares = [int(part) for part in exact]
    left = total - sum(shares)
    if left:
        order = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
        for i in order[:left]:
            shares[i] += 1
    return shares
