"""Fixtures of the reader tests: DOCX files written by hand, part by part."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.word_files import pack_docx

MakeDocx = Callable[..., bytes]


@pytest.fixture
def make_docx() -> MakeDocx:
    """Return a function that packs a DOCX: the inner XML of the body, and of other parts by name."""
    return pack_docx
