"""Values of the national bulletins on education (全国教育事业发展统计公报): :data:`NATIONAL`.

One bulletin a year, published by the Ministry of Education. Only rates and totals that every bulletin from 2015 on
states in its text. Not here: values of provinces and of the bureau itself (handed in as references).
"""

from __future__ import annotations

from decimal import Decimal

from luoshi.review.references import ReferenceValue

_FIRST = 2015
_SERIES: tuple[tuple[str, str, int, str], ...] = (
    ("学前教育毛入园率", "%", _FIRST, "75.0 77.4 79.6 81.7 83.4 85.2 88.1 89.7 91.1"),
    ("九年义务教育巩固率", "%", _FIRST, "93.0 93.4 93.8 94.2 94.8 95.2 95.4 95.5 95.7"),
    ("高中阶段毛入学率", "%", _FIRST, "87.0 87.5 88.3 88.8 89.5 91.2 91.4 91.6 91.8"),
    ("高等教育毛入学率", "%", _FIRST, "40.0 42.7 45.7 48.1 51.6 54.4 57.8 59.6 60.2"),
    ("普惠性幼儿园在园幼儿占比", "%", 2021, "87.8 89.6 90.8"),
    (
        "学前教育在园幼儿",
        "万人",
        _FIRST,
        "4264.83 4413.86 4600.14 4656.42 4713.88 4818.26 4805.21 4627.55 4092.98",
    ),
)

NATIONAL: tuple[ReferenceValue, ...] = tuple(
    ReferenceValue(name, "全国", year, Decimal(value), unit, f"教育部《{year}年全国教育事业发展统计公报》")
    for name, unit, first, values in _SERIES
    for year, value in enumerate(values.split(), first)
)
"""The packaged values, by indicator and year."""
