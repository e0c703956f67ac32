"""Rows of finance, finance_levels, schooling and reported by area and year.

Entries: :class:`Budgets`, :func:`schooling_rows`, :func:`reported_rows`. The two that may only grow (两个只增不减) do.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from luoshi.samples.city.city_data import Row
from luoshi.samples.city.geography import CITY_CODE, COUNTIES, county_name

_PER_PUPIL = {"学前": 7200, "小学": 10400, "初中": 14800, "普通高中": 15200, "中职": 16800, "特教": 68000}
"""Budget spending a pupil in 2019, in yuan."""
_PUBLIC_FUNDS = {"学前": 600, "小学": 650, "初中": 850, "普通高中": 1000, "中职": 3000, "特教": 6000}
_WEALTH = {"990100": 1.1, "990102": 1.12, "990103": 1.04, "990171": 1.2, "990181": 1.0}
_POORER = 0.94
_LEVELS_PART = Decimal("0.93")
"""Part of a budget that stages account for; the rest is 继续教育、机关 and the like."""


class Budgets:
    """Writes the finance of every area, year after year; a budget never falls below that of the year before."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._before: dict[str, Decimal] = {}

    def write(self, tables: dict[str, list[Row]], pupils: Mapping[tuple[str, str], int], year: int) -> None:
        """Append a year's rows.

        Args:
            pupils: (area code or that of the city, stage) -> pupils paid by this budget.
        """
        for area in [CITY_CODE, *(county.code for county in COUNTIES)]:
            levels = [
                _level_row(area, stage, pupils[area, stage], year) for stage in _PER_PUPIL if pupils.get((area, stage))
            ]
            if not levels:
                continue
            tables["finance_levels"] += levels
            spent = sum((Decimal(str(row["budget_spending"])) for row in levels), Decimal(0))
            tables["finance"].append(self._finance_row(area, year, spent))

    def _finance_row(self, area: str, year: int, spent: Decimal) -> Row:
        rng = self._rng
        budget = _money(max(spent / _LEVELS_PART, self._before.get(area, Decimal(0)) * Decimal("1.012")))
        self._before[area] = budget
        surcharge = _money(budget * Decimal("0.035"))
        passed = max(year - 2019, 0)
        pay = _money(Decimal(78000 * _WEALTH.get(area, _POORER) * 1.03**passed))
        return {
            "year": year,
            "area_code": area,
            "education_general_budget": budget,
            "general_budget": _money(budget / _part(rng, 0.172, 0.182)),
            "state_education": _money(budget * _part(rng, 1.08, 1.12)),
            "surcharge": surcharge,
            "surcharge_vocational": _money(surcharge * _part(rng, 0.30, 0.34)),
            "land_levy": _money(budget * _part(rng, 0.015, 0.03)),
            "capital": _money(budget * _part(rng, 0.03, 0.06)),
            "debt": _money(budget * Decimal("0.11") * Decimal("0.9") ** passed),
            "aid": _money(budget * _part(rng, 0.03, 0.035)),
            "training": _money(budget * _part(rng, 0.008, 0.01)),
            "teacher_pay": pay,
            "civil_servant_pay": _money(pay * Decimal("0.985")),
            "gdp": _money(budget * 28 * _part(rng, 0.99, 1.01)),
        }


def _part(rng: random.Random, low: float, high: float) -> Decimal:
    return Decimal(f"{rng.uniform(low, high):.4f}")


def _money(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _level_row(area: str, stage: str, pupils: int, year: int) -> Row:
    growth = 1.045 ** max(year - 2019, 0)
    wealth = _WEALTH.get(area, _POORER)
    per_pupil = _money(Decimal(_PER_PUPIL[stage] * wealth * growth))
    return {
        "year": year,
        "area_code": area,
        "stage": stage,
        "budget_spending": (per_pupil * pupils / 10000).quantize(Decimal("0.0001"), ROUND_HALF_UP),
        "pupils": pupils,
        "spending_per_pupil": per_pupil,
        "public_funds_per_pupil": _money(Decimal(_PUBLIC_FUNDS[stage] * (1 + 0.02 * max(year - 2019, 0)))),
        "aided": pupils * 14 // 100,
    }


def schooling_rows(year: int) -> list[Row]:
    """Return the rows of the table schooling of a year: 平均受教育年限 rises slowly everywhere."""
    rows: list[Row] = []
    for county in COUNTIES:
        urban = sum(county.localities[:2]) + county.localities[0]
        working = 9.44 + urban * 1.0 + 0.07 * (year - 2019)
        rows.append(
            {
                "year": year,
                "area_code": county.code,
                "years_working_age": Decimal(f"{working:.2f}"),
                "years_new_labour": Decimal(f"{working + 2.9:.2f}"),
                "trainings": int(60000 * county.share * 10 * 1.03 ** (year - 2019)),
            }
        )
    return rows


_REPORTED = (
    ("老年大学在校学员数", 900, 1.08, "人"),
    ("校园足球特色学校数", 5, 1.1, "所"),
    ("名师工作室数", 6, 1.09, "个"),
)


def reported_rows(rng: random.Random, year: int, last_year: int) -> list[Row]:
    """Return the rows of the table reported of a year: items that no return has, told by the areas themselves."""
    rows: list[Row] = []
    for county in COUNTIES:
        for measure, begin, growth, unit in _REPORTED:
            value = int(begin * (0.5 + county.share * 4) * growth ** (year - 2019))
            rows.append(
                {
                    "subject_code": county.code,
                    "measure": measure,
                    "period": str(year),
                    "subject_name": county_name(county.code),
                    "value": Decimal(value),
                    "unit": unit,
                    "report_status": "采信" if year < last_year else "审核",
                    "evidence": f"{county.name}教体局{year}年统计台账",
                    "reporter": rng.choice("陈周吴郑林何") + rng.choice(("晓", "建", "文", "海", "玉")) + "某",
                    "reported_on": date(year + 1, 1, rng.randint(5, 20)),
                    "note": None,
                }
            )
    return rows
