"""Places as equal squares (方块图). Entry: :func:`draw_tiles`. Not here: where the squares stand, facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.charts.lines import nothing
from luoshi.charts.svg import GREY, INK, WIDTH, Drawing, element, filled, lines_of, text, text_on, told, width_of
from luoshi.model.evaluation.charts import Tone

_TOP, _GAP, _WIDEST, _HEIGHT, _BAND = 30, 6, 150.0, 86, 10


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """A square: its place among the others, its name, what is written in it."""

    label: str
    column: int
    row: int
    number: str
    tone: Tone = ""


def draw_tiles(unit: str, tiles: Sequence[DrawnTile]) -> Drawing:
    """Return the squares; words that say so when there is none."""
    if not tiles:
        return nothing()
    columns = 1 + max(one.column for one in tiles)
    rows = 1 + max(one.row for one in tiles)
    wide = min(_WIDEST, (WIDTH - 16 + _GAP) / columns - _GAP)
    left = (WIDTH - columns * (wide + _GAP) + _GAP) / 2
    drawn = [text(8, 18, f"单位：{unit or '无'}", fill=GREY)]
    for one in tiles:
        at = (left + one.column * (wide + _GAP), _TOP + one.row * (_HEIGHT + _GAP))
        drawn.append(_tile(one, at, wide))
    return Drawing("".join(drawn), _TOP + rows * (_HEIGHT + _GAP) + 2)


def _tile(one: DrawnTile, at: tuple[float, float], wide: float) -> str:
    """Return a square: a band in its tone with the tone's word, the name, the number."""
    left, top = at
    middle = left + wide / 2
    is_dark = one.tone == "强调"
    tone: Tone = one.tone if one.tone in ("", "强调") else "无"
    words = f"{one.label} {one.number}"
    size = 13 if wide >= 56 else 11
    if tone == "无":
        back = element(
            "rect", told(words), x=left, y=top, width=wide, height=_HEIGHT, fill="#ffffff", stroke=INK, stroke_width=1
        )
        back += filled(one.tone, (left, top, wide, _BAND))
    else:
        back = filled(tone, (left, top, wide, _HEIGHT), told(words))
    ink = text_on("强调" if is_dark else "")
    names = lines_of(one.label, wide - 6, size)
    first = top + 30 if len(names) == 1 else top + 25
    told_names = "".join(
        text(middle, first + 15 * at_, name, anchor="middle", fill=ink, size=size) for at_, name in enumerate(names)
    )
    high = min(15.0, 15 * (wide - 4) / width_of(one.number, 15))
    number = text(middle, top + (56 if len(names) == 1 else 60), one.number, anchor="middle", fill=ink, size=high)
    word = one.tone if tone == "无" and one.tone != "无" else ""
    below = text(middle, top + 78, word, anchor="middle", fill=ink, size=size) if word else ""
    return back + told_names + number + below
