"""A wide form that says 0 for every grade of a school: what was there of it is gone, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stats.returns import Bureau, book, code, errors

HEADS = ["学校标识码", "学校名称", "一年级", "二年级"]


def _form(path: Path, *figures: tuple[float | None, float | None]) -> Path:
    schools = [[code(n), f"第{n}小学", *two] for n, two in enumerate(figures, 1)]
    return book(path, [["2024学年小学学生"], HEADS, *schools])


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    made = Bureau(tmp_path)
    made.schools(1, 2)
    made.loaded(_form(tmp_path / "a.xlsx", (30, 20), (50, 40)), status="初步")
    return made


def _figures(bureau: Bureau) -> list[tuple]:
    return bureau.rows("SELECT institution_code, grade, pupils FROM pupils ORDER BY ALL")


OTHERS = [(code(2), "一年级", 50), (code(2), "二年级", 40)]


@pytest.mark.parametrize("others", [(50, 40), (0, 0)])
def test_nothing_but_0_replaces_what_was_there(bureau: Bureau, others: tuple[int, int]) -> None:
    bureau.loaded(_form(bureau.root / "b.xlsx", (0, 0), others), status="正式")
    assert _figures(bureau) == (OTHERS if any(others) else [])


def test_empty_cells_say_nothing(bureau: Bureau) -> None:
    before = _figures(bureau)
    bureau.loaded(_form(bureau.root / "b.xlsx", (None, None), (50, 40)), status="正式")
    assert _figures(bureau) == before


def test_0_does_not_go_over_a_higher_status(bureau: Bureau) -> None:
    before = _figures(bureau)
    result = bureau.load(_form(bureau.root / "b.xlsx", (0, 0)), status="快报")
    assert [code for code, _ in errors(result)] == ["T126"]
    assert _figures(bureau) == before
