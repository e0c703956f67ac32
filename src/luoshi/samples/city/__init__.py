"""Statistics of the imaginary city 临江市 (示例数据): returns of schools and areas over several years.

For demonstration, tests and benchmarks. Entries: :func:`generate_city`, :func:`trouble_city`, :func:`city_forms`.
Everything is invented: codes begin with 99, places lie in the open sea. How it comes about and what it agrees with:
docs/示例数据.md. Not here: reading and checking returns (``luoshi.stats``).
"""

from luoshi.samples.city.city_data import City, Row
from luoshi.samples.city.form_shape import Form, FormSheet
from luoshi.samples.city.forms import city_forms
from luoshi.samples.city.generator import generate_city
from luoshi.samples.city.plot import Trouble
from luoshi.samples.city.troubles import CELL_TROUBLES, CHECK_TROUBLES, trouble_city

__all__ = [
    "CELL_TROUBLES",
    "CHECK_TROUBLES",
    "City",
    "Form",
    "FormSheet",
    "Row",
    "Trouble",
    "city_forms",
    "generate_city",
    "trouble_city",
]
