"""Limits (限制) on what the readers take in, so that a broken or hostile file costs neither memory nor time.

The bounds on size stand here (that on nested HTML elements: ``html``); each is far above any plan that was ever issued.
"""

from __future__ import annotations

MAX_FILE_BYTES = 64 * 1024 * 1024
"""A file of any kind."""

MAX_TEXT_CHARACTERS = 3_000_000
"""Text of a document; a five-year plan has about 60,000. Compiling more takes over a quarter minute."""

MAX_TEXT_LINES = 500_000
"""Lines of a text file; a five-year plan has about 1,000."""

MAX_PART_BYTES = 128 * 1024 * 1024
"""One unpacked part of an office file, counted while unpacking, not taken from its header."""

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
"""All unpacked parts of an office file together."""

MAX_RATIO = 400
"""Unpacked size over packed size of one part; XML of real documents stays below 100."""

RATIO_FREE_BYTES = 4 * 1024 * 1024
"""Parts below this size are not held to the ratio."""

MAX_COLUMNS = 256
"""Columns of a table (Word allows 63)."""

MAX_TABLE_CELLS = 500_000
"""Cells of one table."""

MAX_PAGES = 3000
"""Pages of a PDF."""

MAX_PAGE_CHARACTERS = 40_000
"""Characters of one page of a PDF; a full page of a newspaper has 15,000."""

MAX_PAGE_OBJECTS = 60_000
"""Objects of one page of a PDF of which the rules are looked at; some programs make one of each character."""

MAX_PATH_POINTS = 200_000
"""Points of the shapes on one page of a PDF."""

MAX_PAGE_RULES = 6_000
"""Rules of one page of a PDF out of which tables are made; a full page of small cells has 3,000."""
