"""For what units answer (单位职能): packaged YAML, a workspace's ``rules/functions/*.yaml`` over it.

Entries: :func:`load_functions`, :class:`UnitFunction`, :class:`Functions`. A workspace's entry replaces the packaged
one of the same name whole, or switches it off (``off: true``).
Not here: proposing units for tasks (:mod:`luoshi.progress.tasks.proposing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal

from luoshi.model.indicators import Basis
from luoshi.rules.reading import Entry, basis_of, rule_files

CODE = "L150"
Level = Literal["市", "县"]
_KEYS = ("name", "of", "aliases", "level", "whole", "usual", "words", "also", "basis", "off")
_LEVELS = {"市": "市", "县": "县", "": ""}
_NOISE = re.compile(r"[\s（）()、“”]+")
_PREFIX = re.compile(r"^[省市县区州]")
_RANK = re.compile(r"^(?:全|本)?[市县区州]级?")
_BUREAU = re.compile(r"^各?(?:级|市县两级|市|县|区|州)教育(?!基金)")
_COUNTY_BUREAU = re.compile(
    r"^(?:各|有关)?(?:县市区|县市|区县|县区|县级|各县)(?:\w{0,8})教育(?:体育)?(?:局|行政部门|部门)$"
)
_SECTION = re.compile(r"(?:科|股|(?<!办事)处|室)$")


@dataclass(frozen=True)
class UnitFunction:
    """A unit and the matter it answers for (单位职能).

    Attributes:
        name: without 市 or 县 before it, unless ``is_whole``.
        of: the unit of which it is a section (科室); empty for a department.
        aliases: other names, short or former ones.
        level: 市 or 县 when it exists in plans of that level only; else empty.
        is_whole: its name is written as it stands.
        usual: how likely it bears a task of which no word tells anything, 0-1.
        words: words of matter it answers for.
        also: words of matter in which it usually supports.
        basis: on what that rests; 待核实 while nobody has read it there.
        origin: 内置, or the workspace's file.
    """

    name: str
    of: str = ""
    aliases: tuple[str, ...] = ()
    level: str = ""
    is_whole: bool = False
    usual: float = 0.0
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)
    origin: str = ""

    def shown(self, prefix: str) -> str:
        """Return the name as a plan of the level ``prefix`` (市, 县, 区) writes it."""
        if self.name == "团市委":
            return f"团{prefix}委" if prefix else self.name
        return self.name if self.is_whole or self.of else f"{prefix}{self.name}"


class Functions:
    """All functions, departments and sections apart, found again by the names that plans use."""

    def __init__(self, known: Sequence[UnitFunction]) -> None:
        self._known = tuple(known)

    def __iter__(self) -> Iterator[UnitFunction]:
        return iter(self._known)

    @cached_property
    def departments(self) -> tuple[UnitFunction, ...]:
        """Departments of a government, and governments."""
        return tuple(one for one in self._known if not one.of)

    @cached_property
    def sections(self) -> tuple[UnitFunction, ...]:
        """Sections and institutions of the education bureau."""
        return tuple(one for one in self._known if one.of)

    @cached_property
    def _departments_by_name(self) -> dict[str, UnitFunction]:
        return _by_name(self.departments)

    @cached_property
    def _sections_by_name(self) -> dict[str, UnitFunction]:
        return _by_name(self.sections)

    def department(self, name: str) -> UnitFunction | None:
        """Return the department that a plan calls ``name``; None when none is known by that name."""
        plain = _plain(name)
        known = self._departments_by_name
        for form in (plain, _PREFIX.sub("", plain), _RANK.sub("", plain)):
            if form in known:
                return known[form]
        if _COUNTY_BUREAU.match(plain):
            return known.get(_plain("各县（市、区）教育局"))
        return known.get("教育局") if _BUREAU.match(plain) else None

    def section(self, name: str) -> UnitFunction | None:
        """Return the section that a plan calls ``name``; None when none is known by that name."""
        return self._sections_by_name.get(_plain(name))

    def is_section(self, name: str) -> bool:
        """Tell whether ``name`` is a section (科室) and no unit of its own."""
        plain = _plain(name)
        if plain in self._sections_by_name:
            return True
        return bool(_SECTION.search(plain)) and len(plain) <= 12 and not _PREFIX.match(plain) and "政府" not in plain

    def key(self, name: str) -> str:
        """Return by what two names of one unit agree: its name here, else the plain name without 市 or 县."""
        found = self.department(name)
        return found.name if found else _PREFIX.sub("", _plain(name))


def _plain(name: str) -> str:
    return _NOISE.sub("", name)


def _by_name(units: Sequence[UnitFunction]) -> dict[str, UnitFunction]:
    """Return units by their names and aliases; a name of one goes before an alias of another."""
    found = {_plain(alias): one for one in reversed(units) for alias in one.aliases}
    return {**found, **{_plain(one.name): one for one in units}}


def load_functions(own: Path | None = None) -> Functions:
    """Return the functions in force.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: L150 when a file cannot be read or says what cannot be.
    """
    known: dict[tuple[str, str], UnitFunction] = {}
    for file in rule_files("functions", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("units")
        for entry in whole.parts("units"):
            entry.known(*_KEYS)
            key = (entry.text("of", ""), entry.text("name"))
            if entry.text("off", "false") == "true":
                known.pop(key, None)
            else:
                known[key] = _function(entry, file.origin)
    return Functions(tuple(known.values()))


def _function(entry: Entry, origin: str) -> UnitFunction:
    usual = entry.number("usual", "0")
    if not 0 <= usual <= 1:
        raise entry.fail(f"usual 是 {usual}，应在 0 到 1 之间")
    words = entry.texts("words")
    if not words and usual == Decimal(0):
        raise entry.fail("没有写 words，提不出建议", "写几个它管的事，如 words: [编制, 机构设置]")
    return UnitFunction(
        name=entry.text("name"),
        of=entry.text("of", ""),
        aliases=entry.texts("aliases"),
        level=entry.choice("level", _LEVELS, ""),
        is_whole=entry.choice("whole", ("true", "false"), "false") == "true",
        usual=float(usual),
        words=words,
        also=entry.texts("also"),
        basis=basis_of(entry),
        origin=origin,
    )
