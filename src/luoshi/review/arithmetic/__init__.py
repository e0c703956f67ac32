"""Rules of Arithmetic (算术): sums, parts, products, growth, shares.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.arithmetic.growth_rates import GrowthRates
from luoshi.review.arithmetic.parts import PartAboveWhole, PartsOfWhole, Phases
from luoshi.review.arithmetic.products import Products
from luoshi.review.arithmetic.rates import RateOfCounts
from luoshi.review.arithmetic.shares import ShareAboveHundred, ShareOfTotal
from luoshi.review.arithmetic.table_sums import TableSums
from luoshi.review.arithmetic.totals_in_text import TotalsInText
from luoshi.review.arithmetic.unit_costs import UnitCosts
from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = (
    TableSums(),
    TotalsInText(),
    PartsOfWhole(),
    PartAboveWhole(),
    Products(),
    Phases(),
    GrowthRates(),
    ShareOfTotal(),
    UnitCosts(),
    ShareAboveHundred(),
    RateOfCounts(),
)
