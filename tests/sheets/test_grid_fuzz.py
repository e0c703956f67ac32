"""Broken table files: each is read or refused with a code, and what is read can be copied; nothing else escapes."""

from __future__ import annotations

import io
import zipfile
from random import Random

import pytest
from tests.sheets.test_error_copy import book
from tests.sheets.test_grid import xls_book

from luoshi.base.errors import LuoshiError
from luoshi.sheets.error_copy import error_copy
from luoshi.sheets.grid import read_grids

SEEDS = (
    book(formatted=True),
    xls_book(),
    '学校,人数\n一小,"3"\n'.encode("gb18030"),
    "<table><tr><td rowspan=2>甲<td colspan=3>乙</tr><tr><td>丙</table>".encode(),
)


def mutated(data: bytes, random: Random) -> bytes:
    broken = bytearray(data)
    for _ in range(random.randint(1, 6)):
        at, way = random.randrange(len(broken)), random.random()
        if way < 0.6:
            broken[at] = random.randrange(256)
        elif way < 0.8:
            del broken[at : at + random.randint(1, 20)]
        else:
            broken[at:at] = broken[random.randrange(len(broken)) :][: random.randint(1, 40)]
        if len(broken) < 2:
            break
    return bytes(broken)


def with_a_broken_part(data: bytes, random: Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        names = source.namelist()
        chosen = random.choice([name for name in names if name.startswith("xl/")])
        for name in names:
            content = source.read(name)
            target.writestr(name, mutated(content, random) if name == chosen else content)
    return stream.getvalue()


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(4))
def test_broken_files_are_read_or_refused(seed: int) -> None:
    random = Random(seed)
    outcomes = set()
    for _ in range(120):
        data = random.choice(SEEDS)
        if data.startswith(b"PK") and random.random() < 0.8:
            data = with_a_broken_part(data, random)
        else:
            data = mutated(data, random)
        try:
            grids = read_grids(data, "表")
            outcomes.add("read")
        except LuoshiError as error:
            outcomes.add(error.code)
            continue
        names = [sheet.name for sheet in grids.sheets[:1]]
        copy = error_copy(data, grids, {name: {2: ("原因",)} for name in names}, dict.fromkeys(names, 1))
        if names:
            assert "原因" in [value for row in read_grids(copy, "副本.xlsx").sheets[0].rows for value in row]
    assert {"read", "T012"} <= outcomes
