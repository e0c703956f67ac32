"""What a table of the base database holds (数据表定义): fields, their types, units and 口径, handed between engines.

One list of fields feeds the check of a return, the Excel templates, the documentation and the loader.
Not here: the definitions themselves and where they come from (:mod:`luoshi.stats.definitions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal

SchoolYearRule = Literal["起始", "结束"]
"""Which school year serves a calendar year (年度口径): the one that begins in it, counted in its autumn as the yearly
bulletins do, or the one that ends in it."""


class FieldType(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    LABEL = "label"
    """A text that is compared with the database but not stored in this table (学校名称)."""
    COUNT = "count"
    """A whole number."""
    DECIMAL = "decimal"
    """A number with at most four decimals."""
    CODE = "code"
    """One of the words of a code list."""
    DATE = "date"
    YEAR = "year"
    """A calendar year."""
    SCHOOL_YEAR = "school_year"
    """The calendar year in which a school year begins."""


class Role(StrEnum):
    """What a field is for: telling rows apart, describing the owner, or measuring."""

    KEY = "key"
    ATTRIBUTE = "attribute"
    MEASURE = "measure"


class TimeKind(StrEnum):
    """By what a table's rows are dated (时间口径)."""

    SCHOOL_YEAR = "school_year"
    CALENDAR_YEAR = "calendar_year"
    DATED = "dated"
    """Rows carry their own dates."""
    PERIOD = "period"
    """Rows carry a period of their own: a year, quarter or month."""


class Owner(StrEnum):
    """Whose figures a row tells."""

    INSTITUTION = "institution"
    AREA = "area"
    NONE = "none"


_NOT_ADDED = frozenset(("", "元", "年", "度", "%", "Mbps"))
"""Units of averages, rates and places: per pupil in 元, years of schooling, degrees."""


@dataclass(frozen=True, slots=True)
class FieldDef:
    """One column (字段).

    Attributes:
        name: identifier, the column's name in a snapshot.
        title: Chinese name, the head in templates.
        unit: unit of measure (计量单位); empty if it has none.
        required: must not be empty.
        minimum, maximum: bounds that a right value never leaves; None if there are none.
        codes: the code list of a CODE field.
        scope: how the figure is counted (口径).
        source_form: the form of another system that has it; empty if none does.
        asked: no other system has it, so the template asks for it (需填报).
        valid_from, valid_to: first and last school or calendar year of the field; None if open.
        aliases: other heads under which it is found.
    """

    name: str
    title: str
    type: FieldType
    unit: str = ""
    role: Role = Role.MEASURE
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    codes: str = ""
    scope: str = ""
    source_form: str = ""
    asked: bool = False
    valid_from: int | None = None
    valid_to: int | None = None
    aliases: tuple[str, ...] = ()
    description: str = ""

    @property
    def is_number(self) -> bool:
        """Whether values are numbers that can be added up or compared."""
        return self.type in (FieldType.COUNT, FieldType.DECIMAL)

    @property
    def is_additive(self) -> bool:
        """Whether totals of it mean something: counts and amounts do, averages and rates do not."""
        return self.role is Role.MEASURE and self.is_number and self.unit not in _NOT_ADDED

    @property
    def is_stored(self) -> bool:
        """Whether the column is kept in snapshots."""
        return self.type is not FieldType.LABEL


@dataclass(frozen=True)
class TableDef:
    """One table of the base database (数据表).

    Attributes:
        grain: what one row is, in Chinese.
        block: the keys of what a return replaces as a whole: the rows of one school and stage, of one area and year.
        expected_of: kinds of institutions (办学类型) that must hand it in; empty if it is never missed.
    """

    name: str
    title: str
    time: TimeKind
    owner: Owner
    grain: str
    fields: tuple[FieldDef, ...]
    block: tuple[str, ...]
    expected_of: tuple[str, ...] = ()
    description: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, FieldDef]:
        """The fields by identifier."""
        return {field.name: field for field in self.fields}

    @cached_property
    def required(self) -> frozenset[str]:
        """The names of the fields that must be filled; a form that has them all tells whole rows."""
        return frozenset(field.name for field in self.fields if field.required)

    @cached_property
    def keys(self) -> tuple[FieldDef, ...]:
        """The fields that tell rows apart."""
        return tuple(field for field in self.fields if field.role is Role.KEY)

    @cached_property
    def stored(self) -> tuple[FieldDef, ...]:
        """The fields that a snapshot keeps."""
        return tuple(field for field in self.fields if field.is_stored)

    @property
    def time_field(self) -> str:
        """The key that dates a row by year; empty when rows have dates or periods of their own."""
        return {TimeKind.SCHOOL_YEAR: "school_year", TimeKind.CALENDAR_YEAR: "year"}.get(self.time, "")

    @property
    def owner_field(self) -> str:
        """The key that tells the institution or area; empty when there is none."""
        return {Owner.INSTITUTION: "institution_code", Owner.AREA: "area_code"}.get(self.owner, "")


@dataclass(frozen=True)
class CodeList:
    """The words that a CODE field may hold (代码表), in their order.

    Attributes:
        words: the words as they are stored.
        aliases: other ways of writing -> word.
        following: word -> the word of the next year (grades); others are missing.
        belongs: word -> the word of another list that it goes with (grade -> stage); others are missing.
    """

    name: str
    words: tuple[str, ...]
    aliases: Mapping[str, str]
    following: Mapping[str, str]
    belongs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Definitions:
    """All tables and code lists in force (定义), packaged ones with a workspace's own over them."""

    tables: Mapping[str, TableDef]
    codes: Mapping[str, CodeList]

    def at(self, year: int) -> Definitions:
        """Return the definitions with the fields that are valid in ``year`` (school or calendar, as the table's)."""
        kept = {}
        for name, table in self.tables.items():
            kept[name] = replace(table, fields=tuple(f for f in table.fields if _valid(f, year)))
        return Definitions(kept, self.codes)


def _valid(field: FieldDef, year: int) -> bool:
    return (field.valid_from or year) <= year <= (field.valid_to or year)


@dataclass(frozen=True, slots=True)
class TimePoint:
    """Which time a load speaks for, and how final it is (时点和状态).

    Attributes:
        status: 快报, 初步 or 正式.
        as_of: the day the figures were taken (时点), None when unknown.
    """

    status: str = "正式"
    as_of: date | None = None
