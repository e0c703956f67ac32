"""The troubled edition of the sample city (有错的一版): one mistake planted for every check of the base database.

Entry: :func:`trouble_city`. Not here: the mistakes themselves (``troubles_cells``, ``troubles_returns``,
``troubles_years``), the checks (``luoshi.stats``).
"""

from __future__ import annotations

from collections.abc import Collection

from luoshi.samples.city.city_data import City
from luoshi.samples.city.plot import Plot, Trouble
from luoshi.samples.city.troubles_cells import plant_cells
from luoshi.samples.city.troubles_returns import plant_returns
from luoshi.samples.city.troubles_years import plant_years

CELL_TROUBLES = ("T111", "T112", "T113", "T114", "T115", "T116", "T121", "T122", "T123", "T124", "T125")
"""Troubles that refuse or warn of a cell or row when files are read, before figures are compared."""
CHECK_TROUBLES = (
    "T201", "T202", "T203", "T204", "T205", "T206", "T207", "T208", "T209", "T210", "T211",
    "T301", "T302", "T303", "T304", "T305", "T306", "T307", "T308", "T309",
    "T401", "T402", "T403", "T404", "T405", "T406", "T407", "T408", "T501", "T601", "T602",
)  # fmt: skip
"""Troubles that only a check over the loaded tables finds."""


def trouble_city(
    city: City, codes: Collection[str] = (*CELL_TROUBLES, *CHECK_TROUBLES)
) -> tuple[City, tuple[Trouble, ...]]:
    """Return a copy of the city with one trouble of each code in its last year, and the list of them.

    Cells may then hold what their field cannot (text in a number), and a row of facility_checks a wrong
    ``institution_name`` beside its code, which is no stored field.

    Raises:
        ValueError: a code that no trouble is known for, or a city of one year.
        LookupError: the city is too small to have a school for each; 300 institutions are enough.
    """
    if city.years < 2:
        raise ValueError("troubles need a year to compare with")
    plot = Plot(city)
    for code in sorted(codes):
        if not (plant_cells(plot, code) or plant_returns(plot, code) or plant_years(plot, code)):
            raise ValueError(f"no trouble is known for {code}")
    return plot.city, tuple(plot.planted)
