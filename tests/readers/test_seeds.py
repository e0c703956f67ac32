"""Real documents (not part of the repository): structure and places, checked against hand annotations beside them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from luoshi.model.document import Document
from luoshi.readers import read_document

_LABELS = re.compile(r"[一二三四五六七八九十]+(?:/（[一二三四五六七八九十]+）)?(?:/\d+)?$")


def seed(shared: Path, number: str) -> Document:
    """Return the document of that number."""
    return read_document(next((shared / "seeds").glob(f"{number}_*.txt")))


def tables(document: Document) -> list[tuple[int, int]]:
    return [(block.table.n_rows, block.table.n_columns) for block in document.blocks if block.table is not None]


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_every_character_stands_where_its_passage_says(shared: Path, number: str) -> None:
    path = next((shared / "seeds").glob(f"{number}_*.txt"))
    document = read_document(path)
    with path.open(encoding="utf-8", newline="") as stream:
        assert stream.read() == document.text
    for block in document.blocks:
        cells = block.table.cells if block.table is not None else ()
        for passage in (block.passage, *(cell.passage for cell in cells)):
            assert [document.text[passage.locate(at)] for at in range(len(passage.text))] == list(passage.text)


@pytest.mark.parametrize(
    ("number", "shapes"),
    [("000", [(16, 4), (17, 4), (37, 9)]), ("001", []), ("002", []), ("003", [(20, 4)]), ("004", [])],
)
def test_flattened_tables_are_found_whole(shared: Path, number: str, shapes: list[tuple[int, int]]) -> None:
    assert tables(seed(shared, number)) == shapes


def test_boxes_hang_under_their_sections(shared: Path) -> None:
    paths = [section.path for section in seed(shared, "004").sections if section.label.startswith("专栏")]
    assert paths == [f"三/（{n}）/专栏{k}" for n, k in zip("一四五六七", range(3, 8), strict=True)] + [
        "三/（十一）/专栏8"
    ]


@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_tasks_stand_in_the_sections_that_a_person_gave_them(shared: Path, number: str) -> None:
    document = seed(shared, number)
    gold: dict[str, Any] = json.loads((shared / "gold" / f"{number}.json").read_text(encoding="utf-8"))
    checked = 0
    for entry in (*gold["tasks"], *gold["targets"]):
        if entry.get("occurrence", 1) != 1 or not _LABELS.match(entry.get("section") or ""):
            continue
        at = document.text.find(entry["quote"])
        block = next(
            (
                b
                for b in document.blocks
                if b.table is None and b.text and b.passage.whole.start <= at < b.passage.whole.end
            ),
            None,
        )
        if block is not None:
            assert document.section_of(block).path == entry["section"]
            checked += 1
    assert checked > 10
