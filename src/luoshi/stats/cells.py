"""What the cells of a return must hold (逐格核对): type, range, code word, what must not be empty.

Entry: :class:`CellReader`. Every cell that is wrong gives a fault of its own, with its row and column; none stops the
others. Numbers kept as text are numbers; — and / stand for nothing.
Not here: keys over several rows (:mod:`luoshi.stats.keys`), sums (:mod:`luoshi.stats.checks`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TYPE_CHECKING

from luoshi.model.tables import CodeList, Definitions, FieldDef, FieldType, Role
from luoshi.stats.heads import plain
from luoshi.stats.shaping import Batch
from luoshi.stats.years import school_year_said

if TYPE_CHECKING:
    from luoshi.sheets.grid import Raw

Value = str | int | Decimal | date | None
"""What a cell of the base database holds."""

_NOTHING = frozenset(("", "—", "——", "-", "－", "–", "/", "／", "...", "......", "·"))
"""As NFKC makes them: … is three points."""
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,10})?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?:[ T]\d.*)?")
_DENSE_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COUNTED = re.compile(r"(\d{1,3})(?:月|月份|岁|周岁)(?:及?以上)?")
_PLACES = Decimal("0.0001")
_EXACT_FLOAT = 10**15
_ROUNDED = re.compile(r"\d\.\d+[Ee]\+\d+")
_LINE_ENDS = re.compile(r"\r\n?")
_ALIKE = frozenset((bool, int, float))
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell: index of its row in the batch, field, code, sentence, remedy."""

    index: int
    field: str
    code: str
    message: str
    fix: str


@dataclass(slots=True)
class TypedBatch:
    """A batch whose cells are what their fields want; a wrong cell is None and told in ``faults``."""

    batch: Batch
    columns: dict[str, list[Value]]
    faults: list[CellFault]


class _Wrong(Exception):
    """A cell does not hold what its field wants: code, sentence, remedy."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix


class CellReader:
    """Reads cells as their fields want them; what was read once is not read again, for one load.

    Args:
        definitions: the tables and codes.
    """

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._known: dict[tuple[object, ...], _Known] = {}

    def typed(self, batch: Batch) -> TypedBatch:
        """Return the batch with typed values, and each cell that is wrong."""
        faults: list[CellFault] = []
        columns: dict[str, list[Value]] = {}
        for name, values in batch.columns.items():
            field = batch.table.by_name[name]
            columns[name] = self._column(field, values, faults)
            if field.required and None in columns[name]:
                seen = {fault.index for fault in faults if fault.field == name}
                faults += [
                    CellFault(index, name, "T111", f"“{field.title}”是空的", "补上这一格")
                    for index, value in enumerate(columns[name])
                    if value is None and index not in seen and (index, name) not in batch.faults
                ]
        for (index, name), why in batch.faults.items():
            title = batch.table.by_name[name].title
            faults.append(CellFault(index, name, "T112", f"“{title}”{why}", "直接写出数，或改好公式后保存"))
        return TypedBatch(batch, columns, faults)

    def _column(self, of: FieldDef, values: Sequence[Raw], faults: list[CellFault]) -> list[Value]:
        """Return a column's values; what cannot be read is None, and a fault at each of its rows."""
        kinds = set(map(type, values))
        if len(kinds & _ALIKE) > 1:  # True, 1 and 1.0 are equal, and not the same in a cell
            return self._mixed(of, values, faults)
        kind = (*_kind(of), next(iter(kinds & _ALIKE), None))
        known = self._known.get(kind)
        if known is None:
            known = self._known[kind] = _Known(_reader(of, self._definitions))
        column = list(map(known.__getitem__, values))
        if known.wrong and not known.wrong.isdisjoint(values):
            read = _reader(of, self._definitions)
            places = (index for index in _empty(column) if values[index] in known.wrong)
            faults += [_fault(index, of, read, values[index]) for index in places]
        return column

    def _mixed(self, of: FieldDef, values: Sequence[Raw], faults: list[CellFault]) -> list[Value]:
        """Return a column of several kinds of numbers, cell by cell."""
        column: list[Value] = []
        for index, raw in enumerate(values):
            own: list[CellFault] = []
            column += self._column(of, [raw], own)
            faults += [replace(fault, index=index) for fault in own]
        return column


def _empty(column: list[Value]) -> Iterator[int]:
    """Yield where a column has no value; most columns have few such places, and looking for them in C is fast."""
    at = -1
    with suppress(ValueError):
        while True:
            at = column.index(None, at + 1)
            yield at


class _Known(dict["Raw", Value]):
    """The values of cells of like fields, each read when first asked for; cells of one kind of number.

    Attributes:
        wrong: the cells that cannot be read; their value is None.
    """

    def __init__(self, read: Callable[[Raw], Value]) -> None:
        super().__init__()
        self._read = read
        self.wrong: set[Raw] = set()

    def __missing__(self, raw: Raw) -> Value:
        """Read a cell that did not come before."""
        try:
            value = self._read(raw)
        except _Wrong:
            value = None
            self.wrong.add(raw)
        self[raw] = value
        return value


def _kind(of: FieldDef) -> tuple[object, ...]:
    """Return what fields have in common that read a cell alike."""
    if of.is_number:
        return of.type, of.minimum, of.maximum, of.unit, of.role
    if of.type is FieldType.CODE:
        return of.type, of.codes
    return of.type, _is_code(of)


def _is_code(of: FieldDef) -> bool:
    return of.name.endswith("_code")


def _fault(index: int, of: FieldDef, read: Callable[[Raw], Value], raw: Raw) -> CellFault:
    """Return what is wrong with a cell that cannot be read."""
    try:
        read(raw)
    except _Wrong as why:
        return CellFault(index, of.name, why.code, why.message, why.fix)
    raise AssertionError(f"{raw!r} can be read after all")


def _reader(field: FieldDef, definitions: Definitions) -> Callable[[Raw], Value]:
    if field.type is FieldType.COUNT:
        return lambda raw: _count(raw, field)
    if field.type is FieldType.DECIMAL:
        return lambda raw: _decimal(raw, field)
    if field.type is FieldType.CODE:
        words = _words(definitions.codes[field.codes])
        return lambda raw: _code(raw, field, words, definitions.codes[field.codes])
    if field.type is FieldType.DATE:
        return lambda raw: _date(raw, field)
    if field.type in (FieldType.YEAR, FieldType.SCHOOL_YEAR):
        return lambda raw: _year(raw, field)
    return lambda raw: _text(raw, field)


def _text(raw: Raw, field: FieldDef) -> str | None:
    if raw is None:
        return None
    if isinstance(raw, float):
        if abs(raw) >= _EXACT_FLOAT:
            fix = "把这一列设为文本格式，重新填写完整的代码"
            raise _Wrong("T117", f"“{field.title}”{raw:.6g} 位数太多，被 Excel 改成了近似的数", fix)
        return str(int(raw)) if raw.is_integer() else f"{raw:.15g}"
    if isinstance(raw, date):
        return raw.isoformat()[:10]
    is_code = _is_code(field)
    text = unicodedata.normalize("NFKC", str(raw)).strip() if is_code else str(raw).strip()
    if is_code and "+" in text and _ROUNDED.fullmatch(text):
        raise _Wrong(
            "T117", f"“{field.title}”写成了 {text}，后面的位数丢了", "把这一列设为文本格式，重新填写完整的代码"
        )
    text = text.replace("\0", "")
    return (_LINE_ENDS.sub("\n", text) if "\r" in text else text).strip() or None


def _number(raw: Raw, field: FieldDef) -> Decimal | None:
    """Return the number of a cell."""
    if raw is None:
        return None
    if isinstance(raw, (bool, date)) or raw != raw:  # what is no number (NaN) is not even itself
        raise _Wrong("T112", f"“{field.title}”写的是{_shown(raw)}，应为数字", "改成数字")
    if isinstance(raw, (int, float)):
        return Decimal(raw) if isinstance(raw, int) else Decimal(f"{raw:.15g}")
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", raw))
    if text in _NOTHING:
        return None
    text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
    text = text.removesuffix("%") if field.unit in ("", "%") else text
    if field.role is Role.KEY and (counted := _COUNTED.fullmatch(text)):  # 1月, 6岁, 100岁及以上
        text = counted[1]
    if not _NUMBER.fullmatch(text):
        raise _Wrong("T112", f"“{field.title}”写的是“{_shown(raw)}”，应为数字", "改成数字，单位和说明不要写在格里")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _Wrong("T112", f"“{field.title}”写的是“{_shown(raw)}”，应为数字", "改成数字") from None


def _count(raw: Raw, field: FieldDef) -> int | None:
    if raw.__class__ is float and raw == raw // 1:  # the common case, without a Decimal
        whole = int(raw)
        if (field.minimum is None or whole >= field.minimum) and (field.maximum is None or whole <= field.maximum):
            return whole
    number = _number(raw, field)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise _Wrong("T114", f"“{field.title}”是 {number}，应为整数", "改成整数")
    _in_range(number, field)
    return int(number)


def _decimal(raw: Raw, field: FieldDef) -> Decimal | None:
    number = _number(raw, field)
    if number is None:
        return None
    _in_range(number, field)
    return number.quantize(_PLACES)


def _in_range(number: Decimal, field: FieldDef) -> None:
    if field.minimum is not None and number < field.minimum:
        raise _Wrong("T113", f"“{field.title}”是 {number:f}，不能小于 {field.minimum}{_unit(field)}", "改正这个数")
    if field.maximum is not None and number > field.maximum:
        fix = f"核对是不是多写了位数，或单位不是{field.unit}" if field.unit else "核对是不是多写了位数"
        raise _Wrong("T113", f"“{field.title}”是 {number:f}，超过了可能的最大值 {field.maximum}{_unit(field)}", fix)


def _unit(field: FieldDef) -> str:
    return f" {field.unit}" if field.unit else ""


def _words(codes: CodeList) -> dict[str, str]:
    words = {plain(alias): word for alias, word in codes.aliases.items()}
    words.update({plain(word): word for word in codes.words})
    return words


def _code(raw: Raw, field: FieldDef, words: dict[str, str], codes: CodeList) -> str | None:
    text = {True: "是", False: "否"}[raw] if isinstance(raw, bool) else plain(raw)
    if text in _NOTHING and text not in words:
        return None
    word = words.get(text)
    if word is None:
        shown = "、".join(codes.words[:12]) + ("……" if len(codes.words) > 12 else "")
        raise _Wrong("T115", f"“{field.title}”写的是“{_shown(raw)}”，只能是：{shown}", "改成规定的写法")
    return word


def _date(raw: Raw, field: FieldDef) -> date | None:
    if raw is None:
        return None
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = re.sub(
        r"\s+", " ", plain(raw) if isinstance(raw, float) else unicodedata.normalize("NFKC", str(raw))
    ).strip()
    if text in _NOTHING:
        return None
    found = _DAY.fullmatch(text) or _DENSE_DAY.fullmatch(text)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        pass
    raise _Wrong("T116", f"“{field.title}”写的是“{_shown(raw)}”，看不出是哪一天", "写成 2024-09-01 的样子")


def _year(raw: Raw, field: FieldDef) -> int | None:
    if raw is None:
        return None
    year: int | None = None
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        year = int(raw) if isfinite(raw) and raw == int(raw) else None
    elif isinstance(raw, str):
        if plain(raw) in _NOTHING:
            return None
        year = school_year_said(raw)
    elif isinstance(raw, date):
        year = raw.year
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        form = "2024 或 2024—2025学年" if field.type is FieldType.SCHOOL_YEAR else "2024"
        raise _Wrong("T116", f"“{field.title}”写的是“{_shown(raw)}”，看不出是哪一年", f"写成 {form} 的样子")
    return year


def _shown(raw: Raw) -> str:
    text = f"{raw:.15g}" if isinstance(raw, float) else str(raw)
    return text if len(text) <= 20 else text[:19] + "…"
