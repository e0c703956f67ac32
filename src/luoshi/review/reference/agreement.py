"""Whether a figure of a text agrees with a value that is known (与参照值相符): :func:`disagrees`, :class:`Lookup`.

Not here: which figures are held against which values (the rules).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from luoshi.model.indicator_names import canonical, is_same_indicator
from luoshi.model.plan import Figure
from luoshi.review.references import ReferenceValue

_SCALES = {
    "万人": ("人", Decimal(10_000)),
    "亿人": ("人", Decimal(10**8)),
    "名": ("人", Decimal(1)),
    "亿元": ("万元", Decimal(10_000)),
    "元": ("万元", Decimal("0.0001")),
    "万个": ("个", Decimal(10_000)),
}
_NATION = re.compile(r"^全国(?:平均)?(?:的)?")
_HOW_MANY = re.compile(r"(?<=[园校])总?数$")
_NUMBER = re.compile(r"\d[\d,，]*(?:\.(\d+))?")
_CHILDREN = re.compile(
    r"^(?:学前教育|学前|幼儿园|园)(?:阶段)?在(?:园|校)(?:的)?(?:幼儿|儿童|人|生)?(?:总)?(?:数|人数|规模)?$|^在园(?:幼儿|儿童)(?:总)?(?:数|人数)?$"
)

_MOST_ZEROS = 2
"""Noughts at the end of a whole number that may come from rounding: 4700万."""


class Lookup:
    """Known values by indicator and year."""

    def __init__(self, values: Iterable[ReferenceValue]) -> None:
        self._of_year: dict[int, dict[str, list[ReferenceValue]]] = defaultdict(lambda: defaultdict(list))
        for value in values:
            self._of_year[value.year][value.indicator].append(value)

    def find(self, figure: Figure) -> list[ReferenceValue]:
        """Return the values of the indicator and year of ``figure``, in a unit that can be compared, of any scope."""
        if figure.year is None or figure.year not in self._of_year:
            return []
        name = _name(figure.indicator)
        found: list[ReferenceValue] = []
        for known, values in self._of_year[figure.year].items():
            other = _name(known)
            if name == other or is_same_indicator(name, other):
                found += [value for value in values if _base(value.unit)[0] == _base(figure.unit)[0]]
        return found


def disagrees(figure: Figure, value: ReferenceValue) -> bool:
    """Tell whether ``figure`` cannot be ``value`` rounded to the places that the text gives."""
    told, rounding = in_unit_of(figure, value)
    if figure.op in (">=", ">"):
        return value.value < told - rounding
    if figure.op in ("<=", "<"):
        return value.value > told + rounding
    return figure.op == "=" and abs(value.value - told) > rounding


def in_unit_of(figure: Figure, value: ReferenceValue) -> tuple[Decimal, Decimal]:
    """Return the value of ``figure`` in the unit of ``value``, and by how much the two may differ by rounding."""
    factor = _base(figure.unit)[1] / _base(value.unit)[1]
    told = figure.value * factor
    match = _NUMBER.search(figure.value_text)
    exponent = value.value.as_tuple().exponent
    rounding = Decimal(1).scaleb(exponent) / 2 if isinstance(exponent, int) else Decimal(0)
    if match and match[0].strip("0.,，"):
        digits = re.sub(r"[,，]", "", match[0])
        zeros = 0 if match[1] else min(_MOST_ZEROS, len(digits) - len(digits.rstrip("0")))
        rounding = max(rounding, Decimal(1).scaleb(zeros - len(match[1] or "")) / 2 * abs(told / Decimal(digits)))
    return told, rounding


def _base(unit: str) -> tuple[str, Decimal]:
    return _SCALES.get(unit, (unit, Decimal(1)))


def _name(indicator: str) -> str:
    plain = _NATION.sub("", indicator)
    if _CHILDREN.match(plain):
        return "学前教育在园幼儿"
    return canonical(_HOW_MANY.sub("", plain))
