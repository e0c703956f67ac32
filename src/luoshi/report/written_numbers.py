"""The numbers in a text that people wrote (文中的数): value, unit, and what kind of number it is.

Entries: :func:`numbers_in`, :func:`masked`. ``12,000``, ``１２０００`` and ``1.2万`` are one number, and so are
``95%`` and 百分之九十五. Not here: comparing them with a freeze (:mod:`luoshi.report.edited`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from luoshi.base.numerals import HALF_WIDTH, NUMERAL_CHARACTERS, parse_mixed

Role = Literal["数", "年份", "序号"]
"""Of a number in a text: a quantity, a part of a date, one that counts headings, tables, documents."""

_NUMBER = re.compile(
    r"(?<![\dA-Za-z_.])(?:(?<![%‰)）])[-−－])?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\dA-Za-z_])"
    rf"|百分之[{NUMERAL_CHARACTERS}点]+"
)
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8)}
_COMMON = ("%", "‰", "个百分点", "元", "人", "名", "所", "个", "项", "平方米", "亩", "年", "班", "次")
_YEARS = range(1900, 2101)
_COUNTS = re.compile(r"(?:第|表|图|附件|附表|编号|[〔\[])\s*$")
_COUNTED = re.compile(r"\s*(?:[〕\]]|号|届)")
_LISTED = re.compile(r"\s*[.、)）](?!\d)")
_BEFORE_LISTED = re.compile(r"^\s*[（(]?$")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Written:
    """A number in a text.

    Attributes:
        value: exact, 万 and 亿 multiplied out.
        unit: its unit without 万 and 亿; empty when it has none that is known.
        text: as it is written, with its unit.
        start, end: where it stands, its unit included.
    """

    value: Decimal
    unit: str
    text: str
    start: int
    end: int
    role: Role

    @property
    def key(self) -> tuple[Decimal, str]:
        """What makes two numbers the same."""
        return self.value, self.unit


def numbers_in(text: str, units: Iterable[str] = ()) -> list[Written]:
    """Return the numbers of a text in their order; ``units`` are known beside the common ones."""
    return list(_numbers(text, _unit_pattern(frozenset(units))))


def scaled(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a value and its unit without 万 and 亿: (12000, 万元) is (120000000, 元)."""
    while unit[:1] in _SCALES:
        value, unit = value * _SCALES[unit[0]], unit[1:]
    return value, unit


def masked(text: str, numbers: Iterable[Written]) -> str:
    """Return a text without blanks, a sign in place of each number."""
    kept, at = [], 0
    for one in numbers:
        kept.append(text[at : one.start])
        at = one.end
    return _BLANKS.sub("", "□".join([*kept, text[at:]]))


@lru_cache(maxsize=64)
def _unit_pattern(units: frozenset[str]) -> re.Pattern[str]:
    known = {one.lstrip("万亿") for one in units} | set(_COMMON)
    told = "|".join(re.escape(one) for one in sorted(known, key=lambda one: (-len(one), one)) if one)
    return re.compile(rf"\s*([万亿]*)({told})?")


def _numbers(text: str, units: re.Pattern[str]) -> Iterator[Written]:
    narrow = text.translate(HALF_WIDTH)
    for found in _NUMBER.finditer(narrow):
        value = _value(found[0])
        if value is None:
            continue
        end, unit = found.end(), "%" if found[0].startswith("百分之") else ""
        if not unit and (after := units.match(narrow, end)) is not None:
            end = after.end() if after[1] or after[2] else end
            value, unit = scaled(value, after[1] + (after[2] or ""))
        role = _role(narrow, found.start(), found.end(), value)
        if role == "序号":  # 表2 has no unit
            end, unit, value = found.end(), "", Decimal(found[0].replace(",", ""))
        yield Written(value, unit, text[found.start() : end].strip(), found.start(), end, role)


def _value(told: str) -> Decimal | None:
    if told.startswith("百分之"):
        return parse_mixed(told.removeprefix("百分之"))
    return Decimal(told.replace(",", "").replace("−", "-").replace("－", "-"))


def _role(text: str, start: int, end: int, value: Decimal) -> Role:
    before, after = text[:start], text[end:]
    if after[:1] in ("月", "日") or (after.lstrip()[:1] == "年" and value in _YEARS):
        return "年份"
    if _COUNTS.search(before) or _COUNTED.match(after):
        return "序号"
    is_listed = _BEFORE_LISTED.match(before) is not None and _LISTED.match(after) is not None
    return "序号" if is_listed and value == int(value) else "数"
