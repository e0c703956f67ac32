"""Numbers at the start of blocks (编号), and the one that is written in the way of another level (混级).

Entry: :func:`numbered`, :func:`find_strays`. Not here: what is said about them (``numbering``, ``levels``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.base.numerals import to_chinese
from luoshi.model.document import Block, BlockKind, Span
from luoshi.readers.labels import Label, LabelKind, parse_label
from luoshi.review.material import Material

_WINDOW = 4
_IN_SECTIONS = range(LabelKind.PART, LabelKind.CIRCLED + 1)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number at the start of a block."""

    label: Label
    block: Block
    span: Span


@dataclass(frozen=True, slots=True)
class Stray:
    """A number between two of another kind, in the place of the one that lacks there: 2. （三） 4."""

    one: Numbered
    before: Numbered
    after: Numbered

    @property
    def label(self) -> Label:
        """The label that should stand there, as a number of its siblings."""
        above = self.before.label
        text = like(above, above.value + 1).strip("“”").rstrip(".、")
        return Label(above.kind, text, above.value + 1, above.end, above.depth)


def find_strays(material: Material) -> dict[int, Stray]:
    """Return the strays by their index in ``Document.blocks``.

    A number is one if it is alone of its kind between two siblings of another kind that leave just its place open,
    and continues no numbering of its own: it has the value that lacks there, or begins above one.
    """
    found = ((index, numbered(material, block)) for index, block in enumerate(material.document.blocks))
    all_ = [(index, one) for index, one in found if one is not None and one.label.kind in _IN_SECTIONS]
    strays: dict[int, Stray] = {}
    behind: list[dict[LabelKind, int]] = []
    last: dict[LabelKind, int] = {}
    for at in range(len(all_) - 1, -1, -1):
        behind.append(dict(last))
        last[all_[at][1].label.kind] = at
    behind.reverse()
    last = {}
    for at, (index, one) in enumerate(all_):
        kind, value = one.label.kind, one.label.value
        own = all_[last[kind]][1].label.value if kind in last else 0
        for other, left in last.items():
            right = behind[at].get(other)
            if right is None or other is kind or value == 1 or own == value - 1:
                continue
            before, after = all_[left][1], all_[right][1]
            alone = last.get(kind, -1) < left and behind[at].get(kind, len(all_)) > right
            above = {all_[i][1].label.kind for i in range(max(left + 1, at - _WINDOW), at)}
            begins = value == before.label.value + 1 or any(k < min(kind, other) for k in above)
            if alone and begins and after.label.value == before.label.value + 2:
                strays[index] = Stray(one, before, after)
        last[kind] = at
    return strays


def numbered(material: Material, block: Block) -> Numbered | None:
    """Return the number at the start of a block; None when it has none of its own kind."""
    if not block.label or block.kind is BlockKind.TABLE:
        return None
    label = parse_label(block.label) or parse_label(f"{block.label}、") or parse_label(f"{block.label}.")
    if label is None or not label.value or label.depth or label.text != block.label:
        return None
    end = block.passage.whole.start
    text = material.document.text
    start = text.rfind(block.label[-1:], max(0, end - 12), end)
    at = text.rfind(block.label[:1], max(0, end - 14), end)
    if start < 0 or at < 0:
        return Numbered(label, block, Span(end, min(end + 20, block.passage.whole.end)))
    return Numbered(label, block, Span(at, min(end + 20, max(block.passage.whole.end, end))))


def shown(label: Label) -> str:
    if label.kind is LabelKind.NUMBER and label.text.isdecimal():
        return f"{label.text}."
    return f"{label.text}、" if label.kind is LabelKind.CHINESE else label.text


def like(label: Label, value: int) -> str:
    """Return the number ``value`` written in the way of ``label``."""
    if label.kind is LabelKind.CIRCLED:
        return chr(0x2460 + value - 1) if value <= 20 else str(value)
    number = str(value) if re.search(r"\d", label.text) else to_chinese(value)
    plain = re.sub(r"[\d０-９]+|[零〇一二三四五六七八九十百千]+", number, label.text, count=1)
    return f"“{plain}{'.' if plain.isdecimal() else '、' if label.kind is LabelKind.CHINESE else ''}”"
