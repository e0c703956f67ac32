"""What could not be read of a PDF (未读出的页), as findings.

Entry: :func:`findings_of`. A page without text is a scan when an image covers it, or when its characters were drawn as
shapes; text laid invisibly over a scan was recognised by a machine. Not here: the sentences (``refusals``).
"""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.base.findings import Finding
from luoshi.readers.pdf_file import Sheet, Sheets
from luoshi.readers.pdf_page import PageParts
from luoshi.readers.refusals import Notice, Refusal, notice, refuse

_FEW = 8
_COVERED = 0.4
_DRAWN = 300
_ODD = 0.2
_MAX_RANGES = 20


def findings_of(name: str, sheets: Sheets, pages: Sequence[PageParts]) -> list[Finding]:
    """Return what is to be said of the pages.

    Raises:
        LuoshiError: no page has text, and they are scans.
    """
    scanned = [sheet.number for sheet in sheets.sheets if _is_scan(sheet)]
    if scanned and all(_characters(sheet) < _FEW for sheet in sheets.sheets):
        raise refuse(Refusal.SCAN, name)
    told = (
        (Notice.PAGES, sheets.unread),
        (Notice.SCANNED, scanned),
        (Notice.RECOGNISED, [s.number for s in sheets.sheets if s.content.recognised]),
        (Notice.GARBLED, [s.number for s in sheets.sheets if s.content.odd_share > _ODD and _characters(s) >= _FEW]),
        (Notice.TABLE, [page.number for page in pages if page.is_unsure]),
        (Notice.CUT, [s.number for s in sheets.sheets if s.content.is_cut] + [p.number for p in pages if p.is_cut]),
    )
    return [notice(what, name, numbered(sorted(set(numbers)))) for what, numbers in told if numbers]


def _characters(sheet: Sheet) -> int:
    return sum(1 for glyph in sheet.content.glyphs if glyph.char != " ")


def _is_scan(sheet: Sheet) -> bool:
    if _characters(sheet) >= _FEW:
        return False
    return sheet.drawings.image_share > _COVERED or sheet.drawings.paths > _DRAWN


def numbered(pages: Sequence[int]) -> str:
    """Return sorted page numbers for people: 第1、3—5页."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    words = [f"{a}" if a == b else f"{a}—{b}" if b > a + 1 else f"{a}、{b}" for a, b in ranges[:_MAX_RANGES]]
    return f"第{'、'.join(words)}页" + ("等" if len(ranges) > _MAX_RANGES else "")
