"""The rules (线) and images of a PDF page.

Entry: :func:`read_drawings`. A rule is a stroked line, an edge of a stroked rectangle, or a filled shape as thin as a
line: producers draw the borders of tables in all three ways. Shapes inside forms are found too. The work is bounded: of
a page with more objects than any table has, the rest is not looked at.
Not here: what the rules enclose (``pdf_grids``).
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from luoshi.readers.limits import MAX_PAGE_OBJECTS, MAX_PATH_POINTS
from luoshi.readers.pdf_frame import Box, PageFrame

_THIN = 3.2
_STRAIGHT = 0.6
_SHORTEST = 1.0
_MAX_DEPTH = 6

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Rule(NamedTuple):
    """A straight rule: ``at`` is its height (horizontal) or its distance from the left, ``start`` to ``end`` along."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawings:
    """Rules and images of a page.

    Attributes:
        across: horizontal rules.
        down: vertical rules.
        shades: upper and lower edges of filled rectangles.
        image_share: share of the page that its largest image covers.
        paths: how many shapes were drawn.
        is_cut: there were more objects than are looked at.
    """

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    shades: list[Rule] = field(default_factory=list)
    image_share: float = 0.0
    paths: int = 0
    is_cut: bool = False


def read_drawings(page: Any, frame: PageFrame) -> Drawings:
    """Return the rules and images of a page, as it is read."""
    reader = _Reader(frame)
    reader.look(_children(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject), _IDENTITY, 0)
    return reader.drawings


def _children(parent: Any, count: Any, get: Any) -> Iterator[Any]:
    for index in range(count(parent)):
        yield get(parent, index)


class _Reader:
    def __init__(self, frame: PageFrame) -> None:
        self.frame = frame
        self.drawings = Drawings()
        self.objects = 0
        self.points = 0

    def look(self, objects: Iterator[Any], matrix: _Matrix, depth: int) -> None:
        """Take in page objects whose coordinates ``matrix`` turns into user space."""
        for handle in objects:
            self.objects += 1
            if self.objects > MAX_PAGE_OBJECTS or self.points > MAX_PATH_POINTS:
                self.drawings.is_cut = True
                return
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(handle, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._image(handle, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = _children(handle, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
                self.look(inner, _product(_matrix_of(handle), matrix), depth + 1)

    def _bounds(self, handle: Any, matrix: _Matrix) -> Box | None:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if not pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
            return None
        return self.frame.read(*_apply(matrix, left.value, bottom.value), *_apply(matrix, right.value, top.value))

    def _image(self, handle: Any, matrix: _Matrix) -> None:
        box = self._bounds(handle, matrix)
        if box is None:
            return
        width = min(box[2], self.frame.width) - max(box[0], 0)
        height = min(box[3], self.frame.height) - max(box[1], 0)
        page = self.frame.width * self.frame.height
        if width > 0 and height > 0 and page > 0:
            self.drawings.image_share = max(self.drawings.image_share, width * height / page)

    def _path(self, handle: Any, matrix: _Matrix) -> None:
        self.drawings.paths += 1
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
        if not (fill.value or stroke.value):
            return
        box = self._bounds(handle, matrix)
        if box is None or not self._on_page(box):
            return
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            self._thin(box)
            return
        count = pdfium.FPDFPath_CountSegments(handle)
        if fill.value and not stroke.value and count <= 5:
            self.drawings.shades += [Rule(box[1], box[0], box[2]), Rule(box[3], box[0], box[2])]
            return
        self.points += count
        if self.points > MAX_PATH_POINTS:
            return
        for shape in _shapes(handle, count, _product(_matrix_of(handle), matrix)):
            points = [self.frame.read_point(*point) for point in shape]
            if stroke.value:
                self._edges(points)
            else:
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                self._thin((min(xs), min(ys), max(xs), max(ys)))

    def _on_page(self, box: Box) -> bool:
        return box[2] >= 0 and box[3] >= 0 and box[0] <= self.frame.width and box[1] <= self.frame.height

    def _thin(self, box: Box) -> None:
        """Add a shape as thin as a line."""
        left, top, right, bottom = box
        if bottom - top <= _THIN and right - left > bottom - top:
            if right - left >= _SHORTEST:
                self.drawings.across.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _THIN and bottom - top >= _SHORTEST:
            self.drawings.down.append(Rule((left + right) / 2, top, bottom))

    def _edges(self, points: list[tuple[float, float]]) -> None:
        """Add the straight edges of a stroked shape."""
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            if abs(ay - by) <= _STRAIGHT and abs(ax - bx) >= _SHORTEST:
                self.drawings.across.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
            elif abs(ax - bx) <= _STRAIGHT and abs(ay - by) >= _SHORTEST:
                self.drawings.down.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))


def _shapes(handle: Any, count: int, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corner points of each part of a path, in user space; parts with curves are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    shape: list[tuple[float, float]] = []
    is_curved = False
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(shape) > 1 and not is_curved:
                yield shape
            shape, is_curved = [], False
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            is_curved = True
        shape.append(_apply(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            shape.append(shape[0])
    if len(shape) > 1 and not is_curved:
        yield shape


def _matrix_of(handle: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
