"""What a workbook says of its cells besides their values: shown as a percentage, a formula without result, an error.

Entries: :func:`cell_marks`, :func:`sheet_parts`, :func:`unpack`. The reader of values (calamine) does not tell these,
and each would be read wrongly without them: 95% as 0.95, a formula that was never computed as an empty cell. The parts
of the file are read one after another, no more of them than a limit, and none with a document type; the cells by
:mod:`luoshi.sheets.cell_scan` where that can, else by a parser.
Not here: the values (:mod:`luoshi.sheets.book_reader`, :mod:`luoshi.sheets.grid`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from posixpath import join, normpath
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from luoshi.sheets.cell_scan import Marks, position, scan_cells

LARGEST_PART = 100 * 2**20
"""How many bytes a part of a workbook may have when unpacked."""

_MOST_RATIO = 300
_FREE_OF_RATIO = 16 * 2**20
_CHUNK = 2**20

_PERCENT_FORMATS = frozenset((9, 10))
_PLAIN_FORMATS = frozenset((*range(14), *range(37, 45), 48, 49))
_PLAIN = re.compile(r"(?:General|[0#?.,%;()+\- $¥￥@]|_[ )(-])*")
_QUOTED = re.compile(r'"[^"]*"|\\.')

_BROKEN = (BadZipFile, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError)
"""What zipfile and expat raise for broken or encrypted parts, besides their own errors."""


_DOCTYPE = "文件含有不允许的文档类型声明（DTD）"


class Unreadable(Exception):
    """The workbook is broken or was made to harm."""


class TooLarge(Unreadable):
    """The workbook holds more than is read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read.

    Attributes:
        part: bytes that a part of the workbook may have when unpacked.
        cells: cells of a sheet from its corner to its last filled one; the reader of values takes memory for all of
            them, and a letter typed far out makes thousands of millions.
    """

    part: int = LARGEST_PART
    cells: int = 4_000_000


_USUAL = Limits()


@dataclass(frozen=True, slots=True)
class NumberStyles:
    """Numbers of the styles that show a number as a percentage, and of those that surely show it as a number."""

    percent: frozenset[int]
    plain: frozenset[int]


def cell_marks(archive: ZipFile, limits: Limits = _USUAL, without: Collection[str] = frozenset()) -> dict[str, Marks]:
    """Return the marks of each sheet but those ``without``, by its name.

    Raises:
        Unreadable: a part is broken or holds a document type.
        TooLarge: a part or a sheet is larger than ``limits``.
    """
    names = set(archive.namelist())
    percent = number_styles(archive).percent if "xl/styles.xml" in names else frozenset[int]()
    found: dict[str, Marks] = {}
    for name, part in sheet_parts(archive).items():
        if part not in names or name in without:
            continue
        content = unpack(archive, part, limits.part)
        marks = scan_cells(content, percent, limits.cells)
        found[name] = marks if marks is not None else _parsed_cells(content, percent)
        if found[name].rows * found[name].columns > limits.cells:
            raise TooLarge(f"“{name}”太大，很远的行或列里有内容，请删去那些行或列")
    return found


def sheet_parts(archive: ZipFile) -> dict[str, str]:
    """Return the part of the package that holds each sheet, by the sheet's name.

    Raises:
        Unreadable: the list of sheets is broken.
    """
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(tag: str, has: Mapping[str, str]) -> None:
        if tag == "Relationship":
            targets[has.get("Id", "")] = has.get("Target", "")

    def sheet(tag: str, has: Mapping[str, str]) -> None:
        if tag == "sheet":
            sheets[has.get("name", "")] = has.get("id", "")

    parse(unpack(archive, "xl/_rels/workbook.xml.rels"), relation)
    parse(unpack(archive, "xl/workbook.xml"), sheet)
    found = {}
    for name, number in sheets.items():
        target = targets.get(number, "")
        found[name] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return found


def unpack(archive: ZipFile, part: str, largest: int = LARGEST_PART) -> bytes:
    """Return a part of a workbook; what the package says of its size is not trusted.

    Raises:
        Unreadable: it is missing, broken or encrypted, or holds a document type.
        TooLarge: it has more than ``largest`` bytes, or was packed too well to be a part of a workbook.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        packed = max(1, archive.getinfo(part).compress_size)
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                if size > largest or size > max(_FREE_OF_RATIO, _MOST_RATIO * packed):
                    raise TooLarge("内容展开后异常庞大")
    except (zlib.error, *_BROKEN) as error:
        raise Unreadable("文件已损坏，或已加密") from error
    content = b"".join(chunks)
    if b"<!DOCTYPE" in content:
        raise Unreadable(_DOCTYPE)
    return content


def number_styles(archive: ZipFile) -> NumberStyles:
    """Return how the styles of a workbook that has styles show numbers.

    Raises:
        Unreadable: the styles are broken.
    """
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def start(tag: str, has: Mapping[str, str]) -> None:
        if tag == "numFmt":
            own[_number(has.get("numFmtId", ""))] = has.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            inside[0] = tag == "cellXfs"
        elif tag == "xf" and inside[0]:
            styles.append(_number(has.get("numFmtId", "")))

    parse(unpack(archive, "xl/styles.xml"), start)
    percent = _PERCENT_FORMATS | {form for form, code in own.items() if "%" in _QUOTED.sub("", code)}
    plain = (_PLAIN_FORMATS - own.keys()) | {form for form, code in own.items() if _PLAIN.fullmatch(code)}
    return NumberStyles(
        frozenset(index for index, form in enumerate(styles) if form in percent),
        frozenset(index for index, form in enumerate(styles) if form in plain),
    )


def _parsed_cells(content: bytes, percent: frozenset[int]) -> Marks:
    marks = Marks()
    at = [-1, -1]
    formula, value, is_text, in_percent = [False], [""], [False], [False]
    open_tag = [""]

    def start(tag: str, has: Mapping[str, str]) -> None:
        open_tag[0] = tag
        if tag == "row":
            at[:] = [_number(has.get("r", ""), at[0] + 2) - 1, -1]
        elif tag == "c":
            at[:] = position(has.get("r", ""), (at[0], at[1] + 1))
            formula[0], value[0], is_text[0] = False, "", has.get("t") == "str"
            if has.get("t") == "e":
                marks.errors.add((at[0], at[1]))
            in_percent[0] = has.get("t", "n") == "n" and _number(has.get("s", ""), 0) in percent
        elif tag == "f":
            formula[0] = True
        elif tag == "v" and is_text[0]:
            formula[0] = False  # its result is there, if only an empty text

    def data(text: str) -> None:
        if open_tag[0] in ("v", "t"):
            value[0] += text

    def end(tag: str) -> None:
        open_tag[0] = ""
        if tag != "c":
            return
        if value[0] or formula[0]:
            marks.rows, marks.columns = max(marks.rows, at[0] + 1), max(marks.columns, at[1] + 1)
        if in_percent[0] and value[0]:
            marks.percent.add((at[0], at[1]))
        if formula[0] and not value[0]:
            marks.unresolved.add((at[0], at[1]))

    parse(content, start, data, end)
    return marks


def parse(
    content: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    data: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Feed a part of the workbook to the handlers; names of elements and attributes come without their prefix.

    Raises:
        Unreadable: it is broken or holds a document type.
    """
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Unreadable(_DOCTYPE)

    def started(tag: str, has: Mapping[str, str]) -> None:
        start(_local(tag), {_local(name): value for name, value in has.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = started
    if data is not None:
        parser.CharacterDataHandler = data
    if end is not None:
        parser.EndElementHandler = lambda tag: end(_local(tag))
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, *_BROKEN) as error:
        raise Unreadable("文件已损坏，或已加密") from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _number(text: str, otherwise: int = -1) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
