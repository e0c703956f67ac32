"""Pieces of SVG (图的零件): elements, marks, fills and widths of text. Attributes only, no styles, no ids, no script.

Entries: :func:`element`, :func:`text`, :func:`document`, :func:`size_of`; :func:`cut` and :func:`lines_of` for labels;
:func:`filled` and :func:`mark` for what is told apart without colour. Not here: what is drawn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from luoshi.model.evaluation.charts import Tone

INK, GREY, GRID, BLUE, RED, WHITE = "#1f1f1f", "#595959", "#d9d9d9", "#0958d9", "#cf1322", "#ffffff"
WIDTH = 480
"""Of every chart; so narrow that its letters are still read at the width of a phone."""
LETTER = 14
"""Height of the letters."""
FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',sans-serif"
"""Those of the reader's machine; where a picture or PDF is made there is only the one that comes with Luoshi."""
NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'

_WIDE = "\u2e80"
"""From this character on they are as wide as high."""
_ALSO_WIDE = frozenset("—…“”‘’①②③④⑤⑥⑦⑧⑨⑩℃‰≥≤×±")
_Attributes = dict[str, str | float | None]
_CONTROLS = dict.fromkeys(range(32), " ")
"""XML has no place for them."""
_VIEW = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """What stands in a chart, and how high it is."""

    body: str
    height: int


def element(tag: str, content: str = "", /, **attributes: str | float | None) -> str:
    """Return an element; an underscore in a name is a hyphen, None leaves the attribute out, ``content`` is markup."""
    told = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{told}>{content}</{tag}>" if content else f"<{tag}{told}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str | None = None,
    fill: str = INK,
    is_over: bool = False,
    size: float = 0,
) -> str:
    """Return words at a place; ``is_over`` gives them a white border, for what stands on lines and fills."""
    return element(
        "text",
        _escaped(words),
        x=x,
        y=y,
        text_anchor=anchor,
        fill=fill,
        font_size=size or None,
        stroke=WHITE if is_over else None,
        stroke_width=3 if is_over else None,
        stroke_linejoin="round" if is_over else None,
        paint_order="stroke" if is_over else None,
    )


def told(words: str) -> str:
    """Return what is shown when one points at an element."""
    return f"<title>{_escaped(words)}</title>"


def document(drawing: Drawing, title: str, described: str) -> str:
    """Return a whole SVG with its title and description, which screen readers speak."""
    return (
        f'<svg{NAMESPACE} class="chart" role="img" viewBox="0 0 {WIDTH} {drawing.height}" font-size="{LETTER}" '
        f'font-family="{FONTS}"><title>{_escaped(title)}</title><desc>{_escaped(described)}</desc>{drawing.body}</svg>'
    )


def size_of(svg: str) -> tuple[int, int]:
    """Return width and height of a chart in its own units; letters are :data:`LETTER` of them high."""
    found = _VIEW.search(svg)
    if found is None:
        raise ValueError("no chart of ours")
    return int(found[1]), int(found[2])


def width_of(words: str, size: float = LETTER) -> float:
    """Return about how wide a text is drawn, rather too much than too little."""
    return sum(1.0 if one >= _WIDE or one in _ALSO_WIDE else 0.6 for one in words) * size


def cut(words: str, room: float, size: float = LETTER) -> str:
    """Return a text as wide as there is room: its middle left out, for names differ at their ends."""
    if width_of(words, size) <= room:
        return words
    head, tail = len(words) - 1, min(3, len(words) // 3)
    while head > 1 and width_of(f"{words[:head]}…{words[len(words) - tail :]}", size) > room:
        head -= 1
    return f"{words[:head]}…{words[len(words) - tail :]}"


def lines_of(words: str, room: float, size: float = LETTER) -> list[str]:
    """Return a label in one line or two, of about the same length; the second is cut where two are too few."""
    if width_of(words, size) <= room:
        return [words]
    half = len(words) // 2 + len(words) % 2
    if width_of(words[:half], size) <= room and width_of(words[half:], size) <= room:
        return [words[:half], words[half:]]
    first = next(at for at in range(len(words), 0, -1) if at == 1 or width_of(words[:at], size) <= room)
    return [words[:first], cut(words[first:], room, size)]


_FILLS: dict[Tone, tuple[str, str]] = {
    "": ("#d6e8ff", BLUE),
    "强调": (BLUE, BLUE),
    "红": ("#ffccc7", "#a8071a"),
    "黄": ("#fff1b8", "#ad6800"),
    "绿": ("#f6ffed", "#237804"),
    "蓝": ("#bae0ff", "#003eb3"),
    "无": (WHITE, GREY),
}


def filled(tone: Tone, box: tuple[float, float, float, float], content: str = "") -> str:
    """Return a box (left, top, width, height) in a tone: red has strokes, yellow dots, blue lines, 无 a dashed edge."""
    left, top, width, height = box
    colour, edge = _FILLS[tone]
    dash = "3 2" if tone == "无" else None
    places = {"x": left, "y": top, "width": width, "height": height}
    shape = element("rect", content, **places, fill=colour, stroke=edge, stroke_dasharray=dash)
    return shape + _texture(tone, box, edge)


def _texture(tone: Tone, box: tuple[float, float, float, float], edge: str) -> str:
    # Wide dashed lines instead of patterns: those need ids, which collide where several charts stand in one page.
    left, top, width, height = box
    looks: _Attributes
    if tone == "红":
        across = f"M{_value(left + 2)} {_value(top + height / 2)}h{_value(max(0.0, width - 2))}"
        looks = {"stroke_width": height, "stroke_dasharray": "1.5 4", "opacity": 0.55}
    elif tone == "黄":
        across = _rows((left + 4, top, max(0.0, width - 6), height), (0.25, 0.75))
        looks = {"stroke_width": 2.4, "stroke_dasharray": "0 6", "stroke_linecap": "round", "opacity": 0.8}
    elif tone == "蓝":
        across = _rows(box, (0.25, 0.5, 0.75))
        looks = {"stroke_width": 1, "opacity": 0.6}
    else:
        return ""
    return element("path", d=across, fill="none", stroke=edge, **looks)


def _rows(box: tuple[float, float, float, float], shares: tuple[float, ...]) -> str:
    left, top, width, height = box
    return "".join(f"M{_value(left)} {_value(top + height * share)}h{_value(width)}" for share in shares)


def text_on(tone: Tone) -> str:
    """Return the colour of letters that stand on a tone."""
    return WHITE if tone == "强调" else INK


def mark(kind: int, x: float, y: float, colour: str, content: str = "") -> str:
    """Return the mark of a point: full dot, hollow square, full triangle, hollow diamond, cross, hollow dot in turn."""
    match kind % 6:
        case 0:
            return element("circle", content, cx=x, cy=y, r=4, fill=colour)
        case 1:
            edge: _Attributes = {"fill": WHITE, "stroke": colour, "stroke_width": 1.5}
            return element("rect", content, x=x - 3.5, y=y - 3.5, width=7, height=7, **edge)
        case 2:
            return element("path", content, d=_path((x, y - 5), (x + 5, y + 4), (x - 5, y + 4)), fill=colour)
        case 3:
            corners = _path((x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y))
            return element("path", content, d=corners, fill=WHITE, stroke=colour, stroke_width=1.5)
        case 4:
            arms = f"M{_value(x - 4)} {_value(y - 4)}l8 8m0 -8l-8 8"
            return element("path", content, d=arms, fill="none", stroke=colour, stroke_width=2)
        case _:
            return element("circle", content, cx=x, cy=y, r=3.5, fill=WHITE, stroke=colour, stroke_width=1.5)


def _path(*corners: tuple[float, float]) -> str:
    return "M" + "L".join(f"{_value(x)} {_value(y)}" for x, y in corners) + "Z"


def _escaped(words: str) -> str:
    return escape(words.translate(_CONTROLS))


def _value(value: str | float) -> str:
    """Return the value of an attribute; numbers with a decimal at most."""
    if isinstance(value, str):
        return _escaped(value)
    return f"{value:.1f}".removesuffix(".0") if abs(value) >= 0.05 or value == 0 else f"{value:.2f}"
