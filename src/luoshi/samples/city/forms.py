"""The returns of one year of the sample city, as files of other systems and as templates filled in.

Entry: :func:`city_forms`. Not here: writing them into workbooks; a ``Form`` whose file is a .csv writes itself.
"""

from __future__ import annotations

from luoshi.samples.city.city_data import City
from luoshi.samples.city.form_shape import Form
from luoshi.samples.city.forms_areas import area_forms
from luoshi.samples.city.forms_asked import asked_forms
from luoshi.samples.city.forms_schools import school_forms


def city_forms(city: City, year: int) -> list[Form]:
    """Return all returns of a year: the school year that begins in it, and the calendar year.

    Together they hold every row of the city's tables of that year; areas and ways of counting are in each.

    Raises:
        ValueError: the city has no figures of that year.
    """
    if not city.first_year <= year <= city.last_year:
        raise ValueError(f"the city has no figures of {year}")
    return [*school_forms(city, year), *area_forms(city, year), *asked_forms(city, year)]
