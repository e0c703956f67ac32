"""Every item of a plan compiled from DOCX is found by another reader at the paragraph or cell that the plan names."""

from __future__ import annotations

from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from luoshi.api import compile_plan
from luoshi.model.document import Place
from luoshi.model.plan import Plan
from luoshi.samples import sample_files

_DOCUMENTS = [path for path in sample_files() if str(path).endswith(".docx")]


def _text(paragraph: Any) -> str:
    """Return a paragraph's text as Word shows it with all changes accepted, text boxes anchored in it included."""
    return "".join(
        node.text or ""
        for node in paragraph._p.iter(qn("w:t"))
        if not any(parent.tag in (qn("w:del"), qn("w:moveFrom")) for parent in node.iterancestors())
    )


def _at(document: Any, place: Place) -> str:
    if place.table is None:
        assert place.paragraph is not None
        return _text(document.paragraphs[place.paragraph])
    assert place.row is not None
    assert place.column is not None
    cell = document.tables[place.table].cell(place.row, place.column)
    paragraphs = cell.paragraphs if place.paragraph is None else [cell.paragraphs[place.paragraph]]
    return "".join(_text(p) for p in paragraphs)


def _items(plan: Plan) -> list[Any]:
    return [*plan.figures, *plan.projects, *plan.tasks, *plan.problems]


@pytest.mark.parametrize("path", _DOCUMENTS, ids=lambda path: path.name[-12:])
def test_every_item_stands_at_its_place(path: Any) -> None:
    document, plan = docx.Document(str(path)), compile_plan(path)
    astray = [
        (type(item).__name__, str(item.at), item.quote)
        for item in _items(plan)
        if item.at is None or "".join(item.quote.split()) not in "".join(_at(document, item.at).split())
    ]
    assert (len(_items(plan)) > 300, astray) == (True, [])
