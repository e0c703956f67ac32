"""The characters of a PDF page (字符), each with its place, as the page is meant to be read.

Entry: :func:`read_glyphs`, which gives :class:`Glyphs`. Characters come from pdfium in user space; they are turned so
that the direction most of the page is written in goes to the right, whatever the page's own rotation. Dropped are
characters outside the page, slanted ones (watermarks), light ones of great size, and invisible ones where there are
others. Characters that stand for others (radicals, ligatures) are replaced.
Not here: lines (``pdf_lines``), rules (``pdf_paths``).
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from luoshi.readers.limits import MAX_PAGE_CHARACTERS
from luoshi.readers.pdf_frame import PageFrame

_RADICALS = str.maketrans(
    "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⼾",
    "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟户",
)
_VERTICAL = str.maketrans("︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄︰︱", "（）｛｝〔〕【】《》〈〉「」『』：—")
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0d8": "•", "\uf0a7": "■"})
_IGNORED = frozenset("\ufeff\u200b\u200c\u200d\u2060\r\n\x00")
_BLANKS = frozenset(" \t\u3000\xa0\u2002\u2003\u2009\u200a")
_ODD = re.compile(
    "[^\x00-\x7f\u00a0-\u00ff\u0370-\u03ff\u2000-\u33ff\u3400-\u9fff\ufe30-\ufe4f\uff00-\uffee]|[\x01-\x1f]"
)
_HEAVY_NAME = re.compile("Bold|Heavy|Black|Semibold", re.I)
_INVISIBLE = 3
_STROKED = 2
_SLANT = 8.0
_LIGHT = 150
_WHITE = 250
"""White is for titles on a coloured ground."""
_WATERMARK_SIZE = 30.0
_FEW = 5
_HYPHENS = {"\x02": "\xad"}


class Glyph(NamedTuple):
    """One character: its left, right and base line in points from the upper left corner, its size, whether bold."""

    char: str
    left: float
    right: float
    base: float
    size: float
    bold: bool

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of its em box."""
        return (self.left + self.right) / 2, self.base - 0.38 * self.size


@dataclass(slots=True)
class Glyphs:
    """What was found on a page.

    Attributes:
        glyphs: the characters in the order of the file, blanks included.
        frame: the page as it is read.
        odd_share: share of characters that say nothing (no Unicode known).
        recognised: the text is invisible, as a text recognition lays it over a scan.
        is_cut: there were more characters than are read.
    """

    glyphs: list[Glyph]
    frame: PageFrame
    odd_share: float = 0.0
    recognised: bool = False
    is_cut: bool = False


class _Style(NamedTuple):
    """What the characters of one text object share."""

    size: float
    angle: int | None
    bold: bool
    visible: bool


class _Raw(NamedTuple):
    char: str
    box: tuple[float, float, float, float]
    origin: tuple[float, float]
    style: _Style


@lru_cache(maxsize=20_000)
def normal_char(char: str) -> str:
    """Return ``char`` as it is usually written: ⼀ -> 一, ﬁ -> fi, a bullet of a symbol font -> •."""
    if char < "\u2e80":
        return _HYPHENS.get(char, char)
    char = char.translate(_RADICALS).translate(_VERTICAL).translate(_SYMBOLS)
    return unicodedata.normalize("NFKC", char) if _COMPATIBLE.match(char) else char


def read_glyphs(text_page: Any, bounds: tuple[float, float, float, float], rotation: int) -> Glyphs:
    """Return the characters of a page.

    Args:
        text_page: pdfium's handle.
        bounds: left, bottom, right, top of what is shown of the page, in its user space.
        rotation: degrees by which the page is turned clockwise when it is shown.
    """
    raws, is_cut = _Collector(text_page).run()
    inked = [raw for raw in raws if raw.char not in _BLANKS]
    visible = sum(1 for raw in inked if raw.style.visible)
    recognised = len(inked) > _FEW and visible < 0.1 * len(inked)
    angles = Counter(raw.style.angle for raw in inked if raw.style.angle is not None)
    frame = PageFrame(bounds, rotation, angles.most_common(1)[0][0] if angles else rotation % 360)
    glyphs: list[Glyph] = []
    odd = 0
    upright, shift, top = frame.angle == 0, bounds[0], bounds[3]
    width, height = frame.width + 1, frame.height + 1
    for char, box, origin, style in raws:
        if style.angle != frame.angle or not (style.visible or recognised):
            continue
        if char > "\xff" and _is_odd(char):
            odd += 1
        if upright:
            left, right, base = box[0] - shift, box[2] - shift, top - origin[1]
        else:
            left, _, right, _ = frame.read(*box)
            _, base = frame.read_point(*origin)
        if -1 <= (left + right) / 2 <= width and -1 <= base <= height:
            glyphs.append(Glyph(char, left, right, base, style.size, style.bold))
    return Glyphs(glyphs, frame, odd / len(inked) if inked else 0.0, recognised, is_cut)


@lru_cache(maxsize=20_000)
def _is_odd(char: str) -> bool:
    """Tell whether a character says nothing: of private use, not assigned, or not used in Chinese texts."""
    return char not in _BLANKS and _ODD.match(char) is not None


class _Collector:
    """Asks pdfium for every character, and for the style of every text object once."""

    def __init__(self, text_page: Any) -> None:
        self.page = text_page
        self.styles: dict[int, _Style] = {}
        self.fonts: dict[int, bool] = {}

    def run(self) -> tuple[list[_Raw], bool]:
        """Return the characters, and whether there were too many."""
        page = self.page
        count = pdfium.FPDFText_CountChars(page)
        found: list[_Raw] = []
        loose = pdfium.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        at_loose, at_x, at_y = ctypes.byref(loose), ctypes.byref(x), ctypes.byref(y)
        unicode_of, origin_of, box_of = (  # called for every character: looked up once
            pdfium.FPDFText_GetUnicode,
            pdfium.FPDFText_GetCharOrigin,
            pdfium.FPDFText_GetLooseCharBox,
        )
        last_origin: tuple[float, float] | None = None
        for index in range(min(count, MAX_PAGE_CHARACTERS)):
            char = chr(unicode_of(page, index))
            if char in _IGNORED and char != "\x00":
                continue
            if char in _BLANKS:
                if pdfium.FPDFText_IsGenerated(page, index) == 1:
                    continue
                char = " "
            style = self._style(index)
            if style is None:
                continue
            if char == "\x00" or "\ud800" <= char <= "\udfff":
                char = "\ufffd"
            origin_of(page, index, at_x, at_y)
            origin = (x.value, y.value)
            if style.angle == 0:
                box_of(page, index, at_loose)
                box = (loose.left, loose.bottom, loose.right, loose.top)
            else:
                box = self._turned_box(index, char, style, x.value, y.value)
            if origin == last_origin and found[-1][1:] == (box, origin, style):
                last = found[-1]  # one shape that stands for several characters: ﬁ, ——
                found[-1] = last._replace(char=last.char + normal_char(char))
            else:
                found.append(_Raw(normal_char(char), box, origin, style))
            last_origin = origin
        return found, count > MAX_PAGE_CHARACTERS

    def _turned_box(
        self, index: int, char: str, style: _Style, x: float, y: float
    ) -> tuple[float, float, float, float]:
        """Return the box of a character that is not upright in user space; pdfium knows only that of its ink."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self.page, index, left, right, bottom, top)
        width = style.size if char > "\u2e7f" else 0.25 * style.size
        if style.angle == 90:
            return (left.value, y, right.value, max(top.value, y + width))
        if style.angle == 270:
            return (left.value, min(bottom.value, y - width), right.value, y)
        if style.angle == 180:
            return (min(left.value, x - width), bottom.value, x, top.value)
        return (left.value, bottom.value, right.value, top.value)

    def _style(self, index: int) -> _Style | None:
        handle = pdfium.FPDFText_GetTextObject(self.page, index)
        if not handle:
            return None
        key = ctypes.addressof(handle.contents)
        style = self.styles.get(key)
        if style is None:
            style = self.styles[key] = self._new_style(index, handle)
        return style

    def _new_style(self, index: int, handle: Any) -> _Style:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self.page, index, matrix)
        size = pdfium.FPDFText_GetFontSize(self.page, index) * math.hypot(matrix.c, matrix.d)
        degrees = math.degrees(math.atan2(matrix.b, matrix.a)) % 360
        straight = round(degrees / 90) * 90
        angle = straight % 360 if abs(degrees - straight) < _SLANT else None
        mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
        visible = mode != _INVISIBLE and not (size >= _WATERMARK_SIZE and _is_light(handle))
        return _Style(max(size, 0.1), angle, mode == _STROKED or self._is_bold(handle), visible)

    def _is_bold(self, handle: Any) -> bool:
        font = pdfium.FPDFTextObj_GetFont(handle)
        if not font:
            return False
        key = ctypes.addressof(font.contents)
        bold = self.fonts.get(key)
        if bold is None:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, name, 256)
            bold = self.fonts[key] = _HEAVY_NAME.search(name.value.decode("utf-8", "replace")) is not None
        return bold


def _is_light(handle: Any) -> bool:
    """Tell whether a text object is drawn in a light grey or colour or half transparent, as watermarks are."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
        return False
    return alpha.value < 128 or _LIGHT < min(red.value, green.value, blue.value) < _WHITE
