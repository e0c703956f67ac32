"""Charts as pictures: as wide as printed, the same everywhere, none with an empty box."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.evaluation.small_report import small_report

from luoshi.base.errors import LuoshiError
from luoshi.charts.svg import size_of
from luoshi.model.evaluation.charts import Bar, BarChart
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import Named, prose
from luoshi.model.evaluation.report import Picture
from luoshi.report.pictures import pictures_of

_ROOT = Path(__file__).parents[2]
_ELSEWHERE = """
import hashlib
from luoshi.report.pictures import pictures_of
from luoshi.report.report_pdf import report_pdf
from tests.evaluation.small_report import small_report
report = small_report()
pictures = pictures_of(report)
for data in (*(one.png for one in pictures.values()), report_pdf(report, pictures).data):
    print(hashlib.sha256(data).hexdigest())
"""


def _size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack_from(">II", png, 16)
    return width, height


def test_pictures_are_as_wide_as_printed() -> None:
    pictures = pictures_of(small_report())
    assert list(pictures) == ["f1", "f2", "f3", "f4"]
    for one in pictures.values():
        width, height = _size(one.png)
        assert (one.width, one.height) == size_of(one.svg)
        assert width == pytest.approx(150 / 25.4 * 200, abs=1)
        assert height == pytest.approx(width * one.height / one.width, abs=2)


def test_a_picture_shows_its_facts_and_no_other_picture_changes() -> None:
    report = small_report()
    fact = replace(report.facts["n/南塘县/红"], value=Decimal(3))
    other = replace(report, facts=FactBook({**report.facts.facts, fact.id: fact}))
    before, after = pictures_of(report), pictures_of(other)
    assert [key for key in before if before[key].png != after[key].png] == ["f3"]


def test_the_same_bytes_on_another_machine() -> None:
    from luoshi.report.report_pdf import report_pdf

    report = small_report()
    pictures = pictures_of(report)
    here = [*(one.png for one in pictures.values()), report_pdf(report, pictures).data]
    place = {"PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}", "TZ": "Asia/Shanghai", "HOME": "/nowhere", "LANG": "C"}
    run = subprocess.run([sys.executable, "-c", _ELSEWHERE], env=place, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [hashlib.sha256(data).hexdigest() for data in here]


def test_a_report_without_charts_has_no_pictures() -> None:
    assert pictures_of(replace(small_report(), blocks=(), annexes=())) == {}


def test_a_character_that_no_font_has_stops() -> None:
    report = small_report()
    chart = BarChart("%", (Bar("\U00020bb7村小学", "v/2024"),))
    block = Picture("x", prose("{n}", n=Named("图1", "序号")), prose("条形图"), chart)
    with pytest.raises(LuoshiError) as told:
        pictures_of(replace(report, blocks=(block,)))
    assert (told.value.code, told.value.where, "U+20BB7" in told.value.message) == ("E101", "图 x", True)
