"""What an old workbook (XLS) says of its cells besides their values: which hold errors.

Entry: :func:`old_marks`. It also follows the chains of sectors of the file, and refuses one whose chains go round in a
circle: the reader of values would never come to an end.
Not here: the values (:mod:`luoshi.sheets.grid_book`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from luoshi.sheets.book_marks import Unreadable
from luoshi.sheets.cell_scan import Marks

_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_BOF, _EOF, _SHEET, _FORMULA, _BOOL_OR_ERROR, _PASSWORD = 0x809, 0x0A, 0x85, 0x06, 0x205, 0x2F


def old_marks(data: bytes) -> dict[str, Marks]:
    """Return the marks of each sheet by its name; none for workbooks older than Excel 97.

    Raises:
        Unreadable: the chains of sectors are broken.
    """
    try:
        streams = _streams(data)
        workbook = next((streams[name] for name in ("Workbook", "WORKBOOK") if name in streams), None)
        if workbook is None:
            return {}
        return dict(_sheets(workbook))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Unreadable("文件已损坏") from error


class _Chains:
    """The sectors of a compound file, followed from one to the next."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << min(16, struct.unpack_from("<H", data, 30)[0])
        difat = list(struct.unpack_from("<109I", data, 76))
        following, seen = struct.unpack_from("<I", data, 68)[0], 0
        while following < _LAST_SECTOR:
            entries = struct.unpack_from(f"<{self._size // 4}I", self.sector(following))
            difat += entries[:-1]
            following, seen = entries[-1], seen + 1
            self._refuse_circle(seen)
        parts = [self.sector(number) for number in difat if number < _LAST_SECTOR]
        self._refuse_circle(len(parts))
        table = b"".join(parts)
        self._table = struct.unpack(f"<{len(table) // 4}I", table)

    def sector(self, number: int) -> bytes:
        """Return a sector; the last of a file may be cut short."""
        start = (number + 1) * self._size
        found = self._data[start : start + self._size]
        if not found:
            raise Unreadable("文件已损坏")
        return found.ljust(self._size, b"\x00")

    def read(self, first: int) -> bytes:
        """Return the sectors of a chain."""
        found: list[bytes] = []
        while first < _LAST_SECTOR:
            found.append(self.sector(first))
            self._refuse_circle(len(found))
            first = self._table[first]
        return b"".join(found)

    def _refuse_circle(self, count: int) -> None:
        if count > len(self._data) // self._size + 1:
            raise Unreadable("文件已损坏")


def _streams(data: bytes) -> dict[str, bytes]:
    """Return the streams of a compound file by name, those in small sectors cut out of the root's."""
    chains = _Chains(data)
    first, cutoff, first_small = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    folder = chains.read(first)
    small_table = chains.read(first_small)
    small = struct.unpack(f"<{len(small_table) // 4}I", small_table)
    found: dict[str, bytes] = {}
    root = b""
    for at in range(0, len(folder) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", folder, at + 64)
        start, size = struct.unpack_from("<II", folder, at + 116)
        if kind == _ROOT:
            root = chains.read(start) if size else b""
        elif kind == _STREAM:
            name = folder[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
            whole = chains.read(start) if size >= cutoff else _small(root, small, start)
            found[name] = whole[:size]
    return found


def _small(root: bytes, table: tuple[int, ...], first: int) -> bytes:
    parts: list[bytes] = []
    while first < _LAST_SECTOR:
        parts.append(root[first * 64 : first * 64 + 64])
        if len(parts) > len(table):
            raise Unreadable("文件已损坏")
        first = table[first]
    return b"".join(parts)


def _sheets(workbook: bytes) -> Iterator[tuple[str, Marks]]:
    if struct.unpack_from("<HHH", workbook)[2] != 0x600:
        return
    for kind, at, length in _records(workbook, 0):
        if kind == _PASSWORD:
            return  # what follows is encrypted; the reader of values tells it
        if kind == _SHEET:
            start, _, _, count, wide = struct.unpack_from("<IBBBB", workbook, at)
            text = workbook[at + 8 : at + length]
            name = text[: 2 * count].decode("utf-16-le") if wide & 1 else text[:count].decode("latin-1")
            yield name, Marks(errors=set(_errors(workbook, start)))


def _errors(workbook: bytes, start: int) -> Iterator[tuple[int, int]]:
    for kind, at, _ in _records(workbook, start):
        if kind == _BOOL_OR_ERROR:
            row, column, _, _, is_error = struct.unpack_from("<HHHBB", workbook, at)
            if is_error:
                yield row, column
        elif kind == _FORMULA:
            row, column, _, what, _, mark = struct.unpack_from("<HHHB5sH", workbook, at)
            if mark == 0xFFFF and what == 2:
                yield row, column


def _records(workbook: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and length of the records from ``at`` to the end of that part, those of charts left out."""
    depth = 0
    while at + 4 <= len(workbook):
        kind, length = struct.unpack_from("<HH", workbook, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, at + 4, length
        at += 4 + length
