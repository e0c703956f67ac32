"""Opening a PDF (打开): pages one after the other, each as characters and rules.

Entry: :func:`read_pages`. pdfium is called here, in ``pdf_chars`` and in ``pdf_paths`` only, one document at a time (it
must not be entered twice), and all its handles are closed. Not here: what the characters make.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from luoshi.readers.limits import MAX_PAGES, MAX_TEXT_CHARACTERS
from luoshi.readers.pdf_chars import Glyphs, read_glyphs
from luoshi.readers.pdf_paths import Drawings, read_drawings
from luoshi.readers.refusals import Refusal, refuse

_ONE_AT_A_TIME = threading.Lock()
_MAX_SIDE = 20_000.0
_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


@dataclass(slots=True)
class Sheet:
    """A page as pdfium gives it.

    Attributes:
        number: counted from 1.
        content: its characters, and the page as it is read.
        drawings: its rules and images.
    """

    number: int
    content: Glyphs
    drawings: Drawings


@dataclass(slots=True)
class Sheets:
    """The pages of a file.

    Attributes:
        count: how many the file has.
        sheets: those that could be loaded.
        unread: numbers of those that could not.
    """

    count: int
    sheets: list[Sheet] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


def read_pages(name: str, data: bytes) -> Sheets:
    """Return the pages of the PDF ``data``.

    Raises:
        LuoshiError: it needs a password, is broken, or is larger than what is read.
    """
    with _ONE_AT_A_TIME:
        document = _open(name, data)
        try:
            return _pages(name, document.raw)
        finally:
            document.close()


def _open(name: str, data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in _LOCKED
        raise refuse(Refusal.ENCRYPTED if locked else Refusal.BROKEN, name) from error


def _pages(name: str, document: Any) -> Sheets:
    found = Sheets(pdfium.FPDF_GetPageCount(document))
    if found.count < 1:
        raise refuse(Refusal.BROKEN, name, "没有页面")
    if found.count > MAX_PAGES:
        raise refuse(Refusal.TOO_LARGE, name, f"超过 {MAX_PAGES} 页")
    characters = 0
    for index in range(found.count):
        sheet = _sheet(document, index)
        if sheet is None:
            found.unread.append(index + 1)
            continue
        found.sheets.append(sheet)
        characters += len(sheet.content.glyphs)
        if characters > MAX_TEXT_CHARACTERS:
            raise refuse(Refusal.TOO_LARGE, name, f"超过 {MAX_TEXT_CHARACTERS // 10_000} 万字")
    if not found.sheets:
        raise refuse(Refusal.BROKEN, name, "没有一页能打开")
    return found


def _sheet(document: Any, index: int) -> Sheet | None:
    """Return page ``index``; None if pdfium cannot load it."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    try:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        bounds = (box.left, box.bottom, box.right, box.top)
        if not (0 < box.right - box.left < _MAX_SIDE and 0 < box.top - box.bottom < _MAX_SIDE):
            return None
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return None
        try:
            content = read_glyphs(text, bounds, pdfium.FPDFPage_GetRotation(page) * 90)
        finally:
            pdfium.FPDFText_ClosePage(text)
        return Sheet(index + 1, content, read_drawings(page, content.frame))
    finally:
        pdfium.FPDF_ClosePage(page)
