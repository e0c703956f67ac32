"""Which periods of reported values are whole years."""

from __future__ import annotations

import pytest

from luoshi.model.reported_periods import is_part_of_year


@pytest.mark.parametrize(
    ("period", "is_part"),
    [
        ("2024", False),
        ("2024年", False),
        ("2024学年", False),
        ("2024-2025学年", False),
        ("2024年全年", False),
        ("2024Q3", True),
        ("2024q3", True),
        ("2024-09", True),
        ("2024-9", True),
        ("2024年9月", True),
        ("2024年第三季度", True),
        ("2024年上半年", True),
        ("2024年秋季学期", True),
    ],
)
def test_only_whole_years_are_whole(period: str, is_part: bool) -> None:
    assert is_part_of_year(period) == is_part
