"""How a point of a target's path is shown to people (路径的写法): things that are counted in whole numbers.

Entry: :func:`shown_point`. Judging goes by the exact point; reports show this one; who verifies a report rounds alike.
Not here: the path itself (:mod:`luoshi.progress.targets.paths`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from luoshi.model.monitoring import MonitoredTarget
from luoshi.progress.targets.judging import tidy

_MEASURED = frozenset(("%", "‰", "比", "", "年", "平方米", "元", "万元", "亿元", "亩"))
"""Units of what is measured, not counted."""
_SHARES = frozenset(("%", "‰"))
_CENT = Decimal("0.01")


def shown_point(value: Decimal, target: MonitoredTarget) -> Decimal:
    """Return a point as it is shown: of what the plan counts in whole numbers a whole one, of shares two decimals."""
    base = target.baseline.value if target.baseline is not None else target.value
    is_whole = all(one == one.to_integral_value() for one in (target.value, base))
    if is_whole and target.unit not in _MEASURED:
        return value.quantize(Decimal(1), ROUND_HALF_UP)
    return tidy(value.quantize(_CENT, ROUND_HALF_UP)) if target.unit in _SHARES else value
