"""A workbook that is broken in any way is refused with a reason; none stops the program."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.plan import Plan
from luoshi.sheets.book_reader import read_book
from luoshi.sheets.error_book import write_error_book
from luoshi.sheets.plan_import import import_book

pytestmark = pytest.mark.fuzz


def _broken(data: bytes, chance: random.Random) -> bytes:
    """Return ``data`` with a few bytes changed, left out or doubled."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(out))
        kind = chance.randrange(3)
        if kind == 0:
            out[at] = chance.choice(b'0123456789<>"/=ABrst&;')
        elif kind == 1:
            del out[at : at + chance.randint(1, 8)]
        else:
            out[at:at] = out[at : at + chance.randint(1, 30)]
    return bytes(out)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """Return the workbook with one of its parts broken, or left out, in an archive that is whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name != victim:
                new.writestr(name, part)
            elif chance.random() < 0.9:
                new.writestr(name, _broken(part, chance))
    return out.getvalue()


@pytest.mark.parametrize("seed", range(300))
def test_broken_workbook_is_read_or_refused(seed: int, workbook: bytes, plan: Plan) -> None:
    chance = random.Random(seed)
    data = _broken(workbook, chance) if seed % 3 == 0 else _repacked(workbook, chance)
    try:
        book = read_book(data, "x.xlsx")
        imported = import_book(book, plan, delete_missing=True)
    except LuoshiError as error:
        outcome = error.code
    else:
        outcome = write_error_book(book, imported.refused, "")[:2].decode()
    assert outcome in ("D001", "D002", "D003", "PK")
