"""What a workbook says of its cells besides their values: shown as a percentage, a formula without result, an error.

Entry: :func:`cell_marks`. The reader of values (calamine) does not tell these, and each would be read wrongly without
them: 95% as 0.95, a formula that was never computed as an empty cell. The parts of the file are read one after another
with a parser that refuses document types, and no more of them than a limit.
Not here: the values (:mod:`luoshi.sheets.book_reader`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

LARGEST_PART = 100 * 2**20
"""How many bytes a part of a workbook may have when unpacked."""

_MOST_CELLS = 4_000_000
"""Cells of a sheet from its corner to its last filled one; the reader of values takes memory for all of them, and a
letter typed far out makes thousands of millions."""

_PERCENT_FORMATS = frozenset((9, 10))
_QUOTED = re.compile(r'"[^"]*"|\\.')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


_BROKEN = (BadZipFile, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError)
"""What zipfile and expat raise for broken or encrypted parts, besides their own errors."""


class Unreadable(Exception):
    """The workbook is broken or was made to harm."""


@dataclass(slots=True)
class Marks:
    """Positions (row, column, from 0) of a sheet's marked cells; how many rows and columns hold anything."""

    percent: set[tuple[int, int]] = field(default_factory=set)
    unresolved: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0
    columns: int = 0


def cell_marks(archive: ZipFile) -> dict[str, Marks]:
    """Return the marks of each sheet, by its name.

    Raises:
        Unreadable: a part is broken, too large, or holds a document type; a sheet is too large.
    """
    names = set(archive.namelist())
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(tag: str, has: Mapping[str, str]) -> None:
        if tag == "Relationship":
            targets[has.get("Id", "")] = has.get("Target", "")

    def sheet(tag: str, has: Mapping[str, str]) -> None:
        if tag == "sheet":
            sheets[has.get("name", "")] = has.get("id", "")

    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse(archive, "xl/workbook.xml", sheet)
    percent = _percent_styles(archive) if "xl/styles.xml" in names else frozenset[int]()
    found: dict[str, Marks] = {}
    for name, number in sheets.items():
        target = targets.get(number, "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in names:
            found[name] = marks = _marks_of_sheet(archive, part, percent)
            if marks.rows * marks.columns > _MOST_CELLS:
                raise Unreadable(f"“{name}”太大，很远的行或列里有内容，请删去那些行或列")
    return found


def _percent_styles(archive: ZipFile) -> frozenset[int]:
    """Return the numbers of the styles that show a number as a percentage."""
    own: set[int] = set()
    styles: list[int] = []
    inside = [False]

    def start(tag: str, has: Mapping[str, str]) -> None:
        if tag == "numFmt" and "%" in _QUOTED.sub("", has.get("formatCode", "")):
            own.add(_number(has.get("numFmtId", "")))
        elif tag in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            inside[0] = tag == "cellXfs"
        elif tag == "xf" and inside[0]:
            styles.append(_number(has.get("numFmtId", "")))

    _parse(archive, "xl/styles.xml", start)
    return frozenset(index for index, form in enumerate(styles) if form in _PERCENT_FORMATS or form in own)


def _marks_of_sheet(archive: ZipFile, part: str, percent: frozenset[int]) -> Marks:
    marks = Marks()
    at = [-1, -1]
    formula, value = [False], [""]
    open_tag = [""]

    def start(tag: str, has: Mapping[str, str]) -> None:
        open_tag[0] = tag
        if tag == "row":
            at[:] = [_number(has.get("r", ""), at[0] + 2) - 1, -1]
        elif tag == "c":
            at[:] = _position(has.get("r", ""), (at[0], at[1] + 1))
            formula[0], value[0] = False, ""
            if has.get("t") == "e":
                marks.errors.add((at[0], at[1]))
            elif has.get("t", "n") == "n" and _number(has.get("s", ""), 0) in percent:
                marks.percent.add((at[0], at[1]))
        elif tag == "f":
            formula[0] = True

    def data(text: str) -> None:
        if open_tag[0] in ("v", "t"):
            value[0] += text

    def end(tag: str) -> None:
        open_tag[0] = ""
        if tag != "c":
            return
        if value[0] or formula[0]:
            marks.rows, marks.columns = max(marks.rows, at[0] + 1), max(marks.columns, at[1] + 1)
        if formula[0] and not value[0]:
            marks.unresolved.add((at[0], at[1]))

    _parse(archive, part, start, data, end)
    return marks


def _parse(
    archive: ZipFile,
    part: str,
    start: Callable[[str, Mapping[str, str]], None],
    data: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Feed a part of the workbook to the handlers; names of elements and attributes come without their prefix."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Unreadable("文件含有不允许的文档类型声明（DTD）")

    def started(tag: str, has: Mapping[str, str]) -> None:
        start(_local(tag), {_local(name): value for name, value in has.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = started
    if data is not None:
        parser.CharacterDataHandler = data
    if end is not None:
        parser.EndElementHandler = lambda tag: end(_local(tag))
    try:
        with archive.open(part) as stream:
            content = stream.read(LARGEST_PART + 1)
        if len(content) > LARGEST_PART:
            raise Unreadable("内容展开后异常庞大")
        parser.Parse(content, True)
    except (expat.ExpatError, zlib.error, *_BROKEN) as error:
        raise Unreadable("文件已损坏，或已加密") from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _number(text: str, otherwise: int = -1) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _position(reference: str, otherwise: tuple[int, int]) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
