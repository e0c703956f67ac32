"""What a rule of the checks is (核对规则): :class:`CheckRule`, one subclass a kind, and its query, a :class:`Scan`.

A rule is read from YAML through :class:`Given`, which tells in Chinese what is wrong with it.
Not here: the kinds themselves (``within``, ``across``, ``years``, ``outliers``, ``missing``), where the rules come from
(:mod:`luoshi.stats.checks.rules`).
"""

from __future__ import annotations

import re
import string
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from luoshi.base.findings import Severity
from luoshi.model.tables import Definitions, TableDef
from luoshi.stats.checks.expressions import Expression, parse
from luoshi.stats.checks.frame import Frame
from luoshi.stats.columns import literal

PLACEHOLDERS = "owner area period earlier item table before after expected found difference direction percent".split()
"""What a message may name, besides ``detail[0]`` to ``detail[3]``, the texts of the kind of rule.

``expected`` and ``before`` are one value, ``found`` and ``after`` the other.
"""
_PLACEHOLDER = re.compile(rf"{'|'.join(PLACEHOLDERS)}|detail\[[0-3]\]")


@dataclass(frozen=True, slots=True)
class PlaceJoin:
    """Where the rows of a hit stand: rows of ``table`` that agree with it in owner, year and the columns ``on``.

    Attributes:
        years_back: years by which the rows are older than the hit.
    """

    table: str
    on: tuple[str, ...] = ()
    years_back: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """The query of a rule.

    Attributes:
        sql: gives the columns ``owner, period, item, field, before, after, detail, severity`` (``field, detail`` and
            ``severity`` may be NULL, ``before`` and ``after`` are numbers or NULL) and ``k_…`` for the columns that
            places are joined on; when ``table`` is empty, also ``tbl`` and ``told_in``, a list of those tables of
            ``places`` in which the rows of this hit stand.
        places: the rows concerned.
        tables: the rule looks at a year when a year of one of these is being loaded.
        table: the table that findings are told under; empty when the query tells it.
    """

    sql: str
    places: tuple[PlaceJoin, ...]
    tables: tuple[str, ...]
    table: str


@dataclass(frozen=True, kw_only=True)
class CheckRule(ABC):
    """A rule in force.

    Attributes:
        code: T and three digits.
        basis: 平衡关系, or 经验值 with 待核实 where a threshold is nobody's but ours.
        message: sentence with the names of :data:`PLACEHOLDERS` in braces.
        valid_from, valid_to: first and last school or calendar year it looks at; None if open.
    """

    code: str
    title: str
    severity: Severity
    basis: str
    message: str
    fix: str
    valid_from: int | None = None
    valid_to: int | None = None

    @abstractmethod
    def scan(self, frame: Frame) -> Scan:
        """Return the query that finds what breaks the rule."""


class Given:
    """The YAML of one rule, read entry by entry; every complaint is a ValueError in Chinese."""

    def __init__(self, entries: Mapping[str, object], definitions: Definitions) -> None:
        self._entries = dict(entries)
        self._read: set[str] = {"kind"}
        self.definitions = definitions

    def get(self, name: str, default: object = None) -> object:
        """Return an entry as it is; ``default`` if it is not there."""
        self._read.add(name)
        return self._entries.get(name, default)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        value = self.get(name, default)
        if not isinstance(value, str):
            raise ValueError(f"缺少 {name}" if value is None else f"{name} 应当是文字")
        return value

    def one_of(self, name: str, words: tuple[str, ...], default: str) -> str:
        """Return one of ``words``."""
        value = self.text(name, default)
        if value not in words:
            raise ValueError(f"{name} 只能写 {'、'.join(words)}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; empty if it is not there."""
        value = self.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise ValueError(f"{name} 应当是一列文字")
        return tuple(value)

    def number(self, name: str, default: int | str = 0) -> Decimal:
        """Return a number."""
        value = self.get(name, default)
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise ValueError(f"{name} 应当是数") from error

    def year(self, name: str) -> int | None:
        """Return a year; None if it is not there."""
        value = self.get(name)
        if value is not None and (not isinstance(value, int) or not 1900 <= value <= 2200):
            raise ValueError(f"{name} 应当是年份")
        return value

    def table(self, name: str = "table") -> TableDef:
        """Return a table by its name."""
        value = self.text(name)
        if value not in self.definitions.tables:
            raise ValueError(f"没有 {value} 这张表")
        return self.definitions.tables[value]

    def field(self, table: TableDef, name: str) -> str:
        """Return the name of a field of ``table``."""
        return known_field(table, self.text(name))

    def expression(self, table: TableDef, name: str) -> Expression:
        """Return an expression over number fields of ``table``."""
        return number_expression(table, str(self.text(name)))

    def parts(self, name: str) -> tuple[Given, ...]:
        """Return a list of groups of entries."""
        value = self.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            raise ValueError(f"{name} 应当是一列条目")
        return tuple(Given(part, self.definitions) for part in value)

    def part(self, name: str) -> Given:
        """Return a group of entries."""
        value = self.get(name)
        if not isinstance(value, dict):
            raise ValueError(f"缺少 {name}")
        return Given(value, self.definitions)

    def head(self) -> Head:
        """Return what every rule has, checked."""
        severity = self.one_of("severity", tuple(s.value for s in Severity), "")
        message = self.text("message")
        try:
            parts = list(string.Formatter().parse(message))
        except ValueError as error:
            raise ValueError(f"message 里的花括号不成对：{message}") from error
        for _, name, form, conversion in parts:
            if name is not None and (form or conversion or not _PLACEHOLDER.fullmatch(name)):
                raise ValueError(f"message 里不能写 {{{name}}}")
        return Head(
            code=self.text("code"),
            title=self.text("title"),
            severity=Severity(severity),
            basis=self.text("basis"),
            message=message,
            fix=self.text("fix", ""),
            valid_from=self.year("valid_from"),
            valid_to=self.year("valid_to"),
        )

    def finish(self) -> None:
        """Raise if there is an entry that nothing has read."""
        unknown = [name for name in self._entries if name not in self._read]
        if unknown:
            raise ValueError(f"不认识 {'、'.join(unknown)}")


@dataclass(frozen=True, kw_only=True)
class Head:
    """What every rule has (see :class:`CheckRule`)."""

    code: str
    title: str
    severity: Severity
    basis: str
    message: str
    fix: str
    valid_from: int | None
    valid_to: int | None


def known_field(table: TableDef, name: str) -> str:
    """Return ``name`` if it is a stored field of ``table``; ValueError if not."""
    if name not in table.by_name or not table.by_name[name].is_stored:
        raise ValueError(f"{table.title}（{table.name}）没有 {name} 这个字段")
    return name


def number_expression(table: TableDef, text: str) -> Expression:
    """Return the expression over number fields of ``table``; ValueError if it is none."""
    expression = parse(text)
    for name in expression.fields:
        if not table.by_name[known_field(table, name)].is_number:
            raise ValueError(f"{table.title}的 {name} 不是数，不能写进算式")
    return expression


def word_list(words: tuple[str, ...]) -> str:
    """Return SQL of a list of text literals for IN."""
    return ", ".join(literal(word) for word in words)
