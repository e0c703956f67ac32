"""What stands in a cell, and how a value of a plan is written to it and read back (单元格).

Entries: :func:`canonical` (one text for what two cells must share to be equal), :func:`clean`, :func:`show_list`, and
the readers ``read_*``: each takes a :class:`ReadCell` and returns its typed value or raises :class:`WrongCell`.
Not here: which column holds what (:mod:`luoshi.sheets.plan_columns`), files (:mod:`luoshi.sheets.book_reader`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

CellValue = str | int | Decimal | None
"""What is written to a cell; None leaves it empty."""

LONGEST = 32_000
"""Excel holds 32,767 characters in a cell."""

ERRORS = "错误说明"
"""The column of a copy that says why a row was refused."""

UNREADABLE = "#读不出"
"""Stands in a copy of a workbook for a cell that could not be read: emptied, it would seem cleared on purpose."""

_DIGITS_OF_EXCEL = 15
_YEARS = range(1900, 2200)
_FIRST_DAY = date(1899, 12, 30)
_BRACKETS = dict(zip("（(《“「【〔[", "）)》”」】〕]", strict=True))
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBER = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,12})?")
_RATIO = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)[::∶比](\d{1,9}(?:\.\d{1,6})?)")
_YEAR_TEXT = re.compile(r"(\d{4})\s*年?(?:底|末)?")
_DAY_TEXT = re.compile(r"(\d{4})[-/.]\d{1,2}[-/.]\d{1,2}.*")


class WrongCell(Exception):
    """A cell does not hold what its column wants; the message says what is there and what is expected."""


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell as it was read.

    Attributes:
        value: text, number (at most 15 digits, as many as Excel keeps), truth value or date; None when empty.
        percent: the number is shown as a percentage: 0.95 stands for 95%.
        fault: why the cell has no value although it is not empty: a formula without result, an error; else empty.
    """

    value: str | Decimal | bool | date | None = None
    percent: bool = False
    fault: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing can be seen in the cell."""
        return not self.fault and canonical(self) == ""


def canonical(content: ReadCell | CellValue) -> str:
    """Return one text for a cell's content: the same for 95, 95.0 and "95"; empty for an empty cell."""
    cell = content if isinstance(content, ReadCell) else None
    value = cell.value if cell is not None else content
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, Decimal)):
        number = Decimal(value)
        return f"{plain_number(number * 100)}%" if cell is not None and cell.percent else plain_number(number)
    if isinstance(value, date):
        return value.isoformat()[:10] if not isinstance(value, datetime) else value.isoformat(" ")
    assert isinstance(value, str)
    return clean(value).strip()


def plain_number(value: Decimal) -> str:
    """Return ``value`` exactly, without exponent and closing zeros."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def clean(text: str) -> str:
    """Return ``text`` as a cell can hold it: one kind of line break, no control characters, not too long."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - 2] + "……"


def exact_in_cell(value: Decimal) -> bool:
    """Tell whether Excel's numbers can hold ``value`` exactly."""
    digits = len(value.normalize().as_tuple().digits)
    return digits <= _DIGITS_OF_EXCEL and abs(value.adjusted()) < _DIGITS_OF_EXCEL


def from_float(value: float) -> Decimal:
    """Return the number that Excel shows for a stored one: 15 digits."""
    return Decimal(f"{value:.{_DIGITS_OF_EXCEL}g}")


def show_list(values: tuple[str, ...]) -> CellValue:
    """Return a list in one cell, such that :func:`split_list` gives it back: 甲、乙, or 甲；乙 where 甲 holds 、."""
    if not values:
        return None
    for text in ("、".join(values), "；".join(values), "；".join(values) + "；"):
        if split_list(clean(text)) == values:
            return text
    return "\n".join(values)


def split_list(text: str) -> tuple[str, ...]:
    """Return the parts of a list in a cell: split at line breaks and ；, without these at 、; not inside brackets."""
    parts = _split(text, "；;\n")
    if len(parts) == 1:
        parts = _split(text, "、")
    return tuple(part for part in (part.strip() for part in parts) if part)


def _split(text: str, marks: str) -> list[str]:
    parts, awaited = [""], ""
    for character in text:
        if awaited and character == awaited[-1]:
            awaited = awaited[:-1]
        elif character in _BRACKETS and _BRACKETS[character] in text:
            awaited += _BRACKETS[character]
        if character in marks and (not awaited or character == "\n"):
            parts.append("")
            awaited = ""
        else:
            parts[-1] += character
    return parts


def read_text(cell: ReadCell) -> str | None:
    """Return the text of a cell on one line; None when it is empty."""
    text = re.sub(r"(?<=[!-~])\s*\n\s*(?=[!-~])", " ", read_note(cell))
    return re.sub(r"\s*\n\s*", "", text) or None


def read_note(cell: ReadCell) -> str:
    """Return the text of a cell, line breaks kept."""
    _refuse_fault(cell)
    return canonical(cell)


def read_names(cell: ReadCell) -> tuple[str, ...]:
    """Return the names in a cell: units are divided by blanks and commas as often as by 、."""
    parts = _split(read_note(cell), "、，,；;\n \t\u3000")
    return tuple(dict.fromkeys(part for part in (part.strip() for part in parts) if part))


def read_list(cell: ReadCell) -> tuple[str, ...]:
    """Return the parts of a list, see :func:`split_list`."""
    return tuple(dict.fromkeys(split_list(read_note(cell))))


def read_choice(cell: ReadCell, words: Mapping[str, str], shown: tuple[str, ...]) -> str:
    """Return what ``words`` gives for the text of a cell; ``shown`` names what may be written."""
    text = read_note(cell)
    found = words.get(text, words.get(unicodedata.normalize("NFKC", text).replace(" ", "")))
    if found is None:
        raise WrongCell(f"{_quoted(cell)}不在可选的范围里，只能是：{'、'.join(shown)}")
    return found


def read_number(cell: ReadCell, unit: str = "", old: Decimal | None = None) -> Decimal | None:
    """Return the number of a cell in ``unit``; None when it is empty.

    With the unit ``%`` a cell shown as 95% is 95, and the text 95% too. A bare number between 0 and 1 where ``old``
    (the value so far) is above 1 could mean either, and is refused.
    """
    if cell.empty:
        return None
    _refuse_fault(cell)
    value = cell.value
    if isinstance(value, (bool, date)):
        raise WrongCell(f"{_quoted(cell)}{'是日期' if isinstance(value, date) else ''}，应为数字")
    if isinstance(value, Decimal) and not cell.percent:
        if unit == "%" and 0 < abs(value) < 1 and (old is None or abs(old) > 1):
            shown = plain_number(value)
            raise WrongCell(
                f"单位是 %，这里写的是 {shown}，看不出是 {plain_number(value * 100)}% 还是 {shown}%；请带上 % 写"
            )
        return value
    return _number_from_text(canonical(cell), unit, cell)


def _number_from_text(text: str, unit: str, cell: ReadCell) -> Decimal:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if unit == "比" and (ratio := _RATIO.fullmatch(text)) and Decimal(ratio[2]):
        share = Decimal(ratio[1]) / Decimal(ratio[2])
        return round(share, 4 if share >= Decimal("0.01") else 6).normalize() + 0
    bare_unit = unicodedata.normalize("NFKC", unit)
    if text.endswith("%") and unit != "%":
        raise WrongCell(
            f"{_quoted(cell)}是百分数，但单位是“{unit}”；请改单位或写成数字"
            if unit
            else f"{_quoted(cell)}是百分数，但没有单位"
        )
    text = text.removesuffix(bare_unit) if bare_unit else text
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        raise WrongCell(f"{_quoted(cell)}不是数字，应为数字" + ("，或写成 1:350 的样子" if unit == "比" else ""))
    return Decimal(text)


def read_count(cell: ReadCell) -> int | None:
    """Return a whole number, not below 0; None when the cell is empty."""
    number = read_number(cell)
    if number is None:
        return None
    if number != number.to_integral_value() or number < 0:
        raise WrongCell(f"{_quoted(cell)}不是整数，应为 0 或更大的整数")
    return int(number)


def read_amount(cell: ReadCell) -> Decimal | None:
    """Return a number, not below 0; None when the cell is empty."""
    number = read_number(cell)
    if number is not None and number < 0:
        raise WrongCell(f"{_quoted(cell)}小于 0，应为 0 或更大的数字")
    return number


def read_year(cell: ReadCell) -> int | None:
    """Return a calendar year; None when the cell is empty. 2025年 and a date of that year are read as well."""
    if cell.empty:
        return None
    _refuse_fault(cell)
    value: object = cell.value
    if isinstance(value, date):
        # 2025 typed into a cell that is formatted as a date is the 2025th day of Excel's calendar
        days = (value if type(value) is date else date(value.year, value.month, value.day)) - _FIRST_DAY
        value = days.days if days.days in _YEARS else value.year
    else:
        text = unicodedata.normalize("NFKC", canonical(cell))
        found = _YEAR_TEXT.fullmatch(text) or _DAY_TEXT.fullmatch(text)
        value = int(found[1]) if found else None
    if not isinstance(value, int) or value not in _YEARS:
        raise WrongCell(f"{_quoted(cell)}不是年份，应为四位的公历年，如 2025")
    return value


def _refuse_fault(cell: ReadCell) -> None:
    if cell.fault:
        raise WrongCell(f"{cell.fault}，请直接写出内容")


def _quoted(cell: ReadCell) -> str:
    text = canonical(cell).replace("\n", " ")
    return f"“{text if len(text) <= 30 else text[:29] + '…'}”"
