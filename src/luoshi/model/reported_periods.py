"""Periods of reported values (填报数据的期): whether one is a whole year or a part of it.

Entry: :func:`is_part_of_year`.
Not here: who reads reported values (packs, monitoring).
"""

from __future__ import annotations

import re

_PART = re.compile(r"Q[1-4]|-\d{1,2}(?!\d)|季|月|半年|学期", re.IGNORECASE)


def is_part_of_year(period: str) -> bool:
    """Tell whether a period as it is written (2024Q3, 2024-09, 2024年上半年) is only a part of a year.

    The value of a part never stands for the year's: a quarter's rate may be far from it, a quarter's sum is less.
    """
    return bool(_PART.search(period))
