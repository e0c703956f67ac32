"""TXT and MD files -> raw blocks.

Entry: :func:`read_lines`. Blank lines and rules divide, tables flattened in the text are taken out by ``flat_tables``,
every other line becomes a raw paragraph that may still be joined with the next one. Not here: decoding (``decoding``).
"""

from __future__ import annotations

import re

from luoshi.model.document import Place
from luoshi.readers.flat_tables import find_tables
from luoshi.readers.lines import Line, clean, split_lines
from luoshi.readers.raw import RawBlock, RawParagraph, RawTable

_RULE = re.compile(r"(?:[-*_=—~─━]\s*){3,}$|\s*```\w*$")


def read_lines(text: str) -> list[RawBlock]:
    """Return the raw blocks of the decoded file ``text``."""
    lines = split_lines(text)
    tables = {found.first: found for found in find_tables(lines)}
    blocks: list[RawBlock] = []
    gap = index = 0
    while index < len(lines):
        line = lines[index]
        if found := tables.get(index):
            blocks.append(RawTable(found.table, line.start, Place(line=line.number), gap))
            gap = 0 if found.end < len(lines) and lines[found.end].body else 1
            index = found.end
            continue
        index += 1
        if not line.body or (line.body[0] in "-*_=—~─━`" and _RULE.match(line.body)):
            gap += 1
        elif paragraph := _paragraph(line, gap):
            blocks.append(paragraph)
            gap = 0
    return blocks


def _paragraph(line: Line, gap: int) -> RawParagraph | None:
    cleaned = clean(line.body, line.at)
    if not cleaned.passage.text:
        return None
    hard_break = line.raw.endswith("  ") and not line.raw.endswith("   ")
    return RawParagraph(
        cleaned.passage,
        Place(line=line.number),
        cleaned.style_level,
        gap=gap,
        indented=line.raw[:1] in " \t\u3000\xa0",
        bold_end=cleaned.bold_end,
        dash=cleaned.dash,
        joinable=not hard_break or len(cleaned.passage.text) > 40,
    )
