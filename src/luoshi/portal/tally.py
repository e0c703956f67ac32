"""Counting what was recomputed (核验计数): the same, different, not to be checked in full.

Entry: :class:`Tally`. Not here: the recomputing (:mod:`luoshi.portal.verifying`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from luoshi.model.evaluation.verification import Checked, Limited
from luoshi.portal.package_format import number
from luoshi.portal.package_reading import Package, Row, Unreadable

_EXAMPLES = 5


class Tally:
    """What was found so far."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._counts: dict[str, list[int]] = {}
        self._limited: dict[tuple[str, str], list[str]] = {}

    @property
    def checked(self) -> tuple[Checked, ...]:
        """By kind, in the order in which kinds were looked at."""
        return tuple(Checked(kind, equal, different) for kind, (equal, different) in self._counts.items())

    @property
    def limited(self) -> tuple[Limited, ...]:
        """What could not be checked in full."""
        return tuple(
            Limited(kind, len(where), why, tuple(where[:_EXAMPLES])) for (kind, why), where in self._limited.items()
        )

    def same(self, kind: str, count: int = 1) -> None:
        """Note figures that came out the same."""
        self._counts.setdefault(kind, [0, 0])[0] += count

    def otherwise(self, kind: str, code: str, message: str, where: str) -> None:
        """Note a figure that came out otherwise."""
        self._counts.setdefault(kind, [0, 0])[1] += 1
        self._package.wrong(code, message, where)

    def compare(self, kind: str, code: str, where: str, told: object, computed: object) -> None:
        """Note whether what is told is what was computed."""
        if told == computed:
            self.same(kind)
        else:
            self.otherwise(kind, code, f"{kind}：公布的是{_shown(told)}，重算是{_shown(computed)}", where)

    def cannot(self, kind: str, why: str, where: str) -> None:
        """Note what cannot be checked in full, and why."""
        self._limited.setdefault((kind, why), []).append(where)

    @contextmanager
    def reading(self, name: str, row: int) -> Iterator[None]:
        """Take down a row that cannot be read instead of stopping."""
        try:
            yield
        except (Unreadable, ValueError, KeyError, ArithmeticError) as error:
            told = str(error) if isinstance(error, Unreadable) else "内容不对"
            self._package.wrong("G113", f"第 {row} 行读不出来：{told}", name)

    def rows(self, name: str) -> Iterable[tuple[int, Row]]:
        """Return the rows of a file with their numbers as a spreadsheet shows them."""
        return enumerate(self._package.rows[name], start=2)


def _shown(value: object) -> str:
    if value is None or value == "":
        return "空的"
    return f" {number(value)} " if isinstance(value, Decimal) else f"“{value}”"
