"""The page as it is read (阅读方向): user space of a PDF -> points from the upper left corner, text going to the right.

Entry: :class:`PageFrame`. A page may be turned when shown, and its text may be written sideways on it; what is read is
turned by the text, boxes for people are given on the page as it is shown. Not here: what stands on the page.
"""

from __future__ import annotations

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the upper left corner."""


class PageFrame:
    """Turns coordinates of one page.

    Args:
        bounds: left, bottom, right, top of what is shown, in user space.
        rotation: degrees by which the page is turned clockwise when shown.
        angle: degrees, counter-clockwise in user space, of the direction of its text: 0, 90, 180 or 270.
    """

    def __init__(self, bounds: Box, rotation: int, angle: int) -> None:
        self.bounds = bounds
        self.angle = angle
        self._delta = (angle - rotation) % 360
        width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
        self.width, self.height = (height, width) if angle % 180 else (width, height)

    def read_point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of user space as it is read."""
        left, bottom, right, top = self.bounds
        if self.angle == 0:
            return x - left, top - y
        if self.angle == 90:
            return y - bottom, x - left
        if self.angle == 180:
            return right - x, y - bottom
        return top - y, right - x

    def read(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return the box of two corners in user space as it is read: left, top, right, bottom."""
        (ax, ay), (bx, by) = self.read_point(x0, y0), self.read_point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def shown(self, box: Box) -> tuple[int, int, int, int]:
        """Return a box as it is read in whole points on the page as it is shown."""
        left, top, right, bottom = box
        if self._delta == 90:
            left, top, right, bottom = top, self.width - right, bottom, self.width - left
        elif self._delta == 180:
            left, top, right, bottom = self.width - right, self.height - bottom, self.width - left, self.height - top
        elif self._delta == 270:
            left, top, right, bottom = self.height - bottom, left, self.height - top, right
        return round(left), round(top), round(right), round(bottom)
