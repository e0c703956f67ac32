"""Raw blocks -> blocks and sections (结构), alike for every format.

Entry: :func:`build`. In order: title rows taken out of tables (``table_titles``), furniture out
(``titles``), broken paragraphs joined (``joins``), every paragraph given its kind (``kinds``), blocks put into the
section tree (``sections``).
Not here: how the raw blocks were made.
"""

from __future__ import annotations

import re

from luoshi.model.document import Block, BlockKind, Section
from luoshi.readers.joins import join_broken
from luoshi.readers.kinds import Draft, classify, first_sentence
from luoshi.readers.labels import Label, LabelKind
from luoshi.readers.raw import RawBlock
from luoshi.readers.sections import SectionTree
from luoshi.readers.table_titles import lift_titles
from luoshi.readers.titles import is_closing_line, without_furniture

_UPPER = (LabelKind.PART, LabelKind.CHAPTER, LabelKind.PART_SECTION)
_BOX_NAME = re.compile(r"([^\s，。；：:、,;]{4,36})(?:[ \t\u3000\xa0]+|[：:])(?=\S)")
_BOX_SENTENCE = re.compile(r"([^，。；：:,;]{4,30})。(?=\S)")


def build(raw: list[RawBlock]) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Return the blocks and the section tree of a document made of the raw blocks ``raw``."""
    drafts = classify(join_broken(without_furniture(lift_titles(raw))))
    return _Builder(drafts).run()


class _Levels:
    """Level in the section tree of each kind of label, as the document uses them."""

    def __init__(self, drafts: list[Draft]) -> None:
        used = {d.label.kind for d in drafts if d.label is not None and d.kind is BlockKind.HEADING}
        self._upper = [kind for kind in _UPPER if kind in used]

    def of(self, label: Label) -> int:
        """Return the level of ``label`` in the main text."""
        if label.kind is LabelKind.ANNEX:
            return 1
        if label.kind in _UPPER:
            return self._upper.index(label.kind) + 1 if label.kind in self._upper else 1
        return len(self._upper) + label.kind - LabelKind.CHINESE + 1 + label.depth

    @property
    def number(self) -> int:
        """The level of 1., the highest that a box closes."""
        return len(self._upper) + LabelKind.NUMBER - LabelKind.CHINESE + 1


class _Builder:
    def __init__(self, drafts: list[Draft]) -> None:
        self.drafts = drafts
        self.levels = _Levels(drafts)
        self.tree = SectionTree()
        self.blocks: list[Block] = []
        self.numbered = False  # a heading of the main text has been met
        self.annex_shift = 0
        self.number_before_box = 0
        self.last_number = 0
        self.frame = 0

    def run(self) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
        """Put every draft down and return the blocks and sections."""
        for index, draft in enumerate(self.drafts):
            self._leave_frame(draft)
            if draft.kind is BlockKind.CAPTION and draft.label is None:
                self._leave_item(index)
            level = self._place(draft)
            self.blocks.append(
                Block(
                    draft.kind,
                    draft.passage,
                    draft.label.text if draft.label is not None else "",
                    level,
                    self.tree.current.index,
                    draft.place,
                    draft.table,
                    draft.title_end,
                )
            )
        return tuple(self.blocks), self.tree.finish(len(self.blocks))

    def _leave_frame(self, draft: Draft) -> None:
        """A 专栏 set in a text box or a one-column table ends with it; notes at the end belong to no section."""
        if draft.frame != self.frame:
            if self.frame > 0 and draft.kind is not BlockKind.BOX:
                self.tree.close_box(len(self.blocks))
            if draft.frame < 0:
                self.tree.close(1, len(self.blocks))
            self.frame = draft.frame

    def _leave_item(self, index: int) -> None:
        """A table with a caption after a numbered item belongs to the section above, unless the item announces it."""
        item = self.drafts[index - 1] if index else None
        if item is None or item.kind is not BlockKind.LIST_ITEM or item.label is None or self.tree.box is not None:
            return
        if "表" not in item.passage.text[-12:] and item.passage.text[-1:] not in "：:":
            self.tree.close(self.levels.number + self._shift(), len(self.blocks))

    def _place(self, draft: Draft) -> int:
        """Open or close sections for ``draft`` and return its level."""
        label = draft.label
        if draft.kind is BlockKind.TITLE and label is None:
            return self._title(draft)
        if label is None:
            if draft.kind is BlockKind.HEADING:
                return self._heading(draft, draft.style_level or 1)
            if draft.kind is BlockKind.PARAGRAPH:
                self._paragraph(draft)
            elif draft.kind is BlockKind.CAPTION and self.tree.annex is not None:
                self.tree.annex.title = self.tree.annex.title or draft.passage.text
            return 0
        if label.kind is LabelKind.ANNEX:
            return self._annex(draft, label)
        if label.kind is LabelKind.BOX:
            return self._box(draft, label)
        return self._numbered(draft, label)

    def _title(self, draft: Draft) -> int:
        annex = self.tree.annex
        if annex is not None and not annex.title:
            annex.title = draft.passage.text
        elif self.numbered and annex is None:
            self.tree.close(1, len(self.blocks))
        return 0

    def _paragraph(self, draft: Draft) -> None:
        text = draft.passage.text
        if is_closing_line(text):
            self.tree.close(1, len(self.blocks))
        elif self.tree.box is not None and draft.title_end == 0:
            match = _BOX_NAME.match(text) or _BOX_SENTENCE.match(text)
            if match and len(text) > match.end() + 4:
                draft.title_end = match.end(1)

    def _heading(self, draft: Draft, level: int) -> int:
        self.tree.close_box(len(self.blocks))
        level += self.annex_shift if self.tree.annex is not None and self.annex_shift else 0
        self.tree.open(level, "", draft.passage.text, len(self.blocks))
        return level

    def _annex(self, draft: Draft, label: Label) -> int:
        if draft.is_notice and not self.numbered:
            return 0
        self.tree.close_box(len(self.blocks))
        self.annex_shift = 1 if self.numbered else 0
        node = self.tree.open(1, label.text, draft.passage.text, len(self.blocks))
        node.is_annex = True
        return 1

    def _box(self, draft: Draft, label: Label) -> int:
        at = len(self.blocks)
        if self.tree.box is None:
            self.number_before_box = self.last_number
        self.tree.close_box(at)
        self.tree.close(self.levels.number + self._shift(), at)
        level = self.tree.current.level + 1
        self.tree.open(level, label.text, draft.passage.text, at).is_box = True
        return level

    def _shift(self) -> int:
        return self.annex_shift if self.tree.annex is not None else 0

    def _numbered(self, draft: Draft, label: Label) -> int:
        at = len(self.blocks)
        if label.kind <= LabelKind.NUMBER and draft.kind is not BlockKind.CAPTION:
            self.numbered = True
        level = self.levels.of(label) + self._shift()
        box = self.tree.box
        if box is not None:
            if self._stays_in_box(draft, label):
                level = max(level, box.level + 1 + label.kind - LabelKind.NUMBER)
            else:
                self.tree.close_box(at)
        elif label.kind is LabelKind.NUMBER:
            self.last_number = label.value
        if box is not None and self.tree.box is None and label.kind is LabelKind.NUMBER:
            self.last_number = label.value
        if label.kind < LabelKind.NUMBER:
            self.last_number = self.last_number if label.kind is LabelKind.CHINESE_BRACKET else 0
        self.tree.open(level, label.text, self._title_of(draft), at)
        return level

    def _stays_in_box(self, draft: Draft, label: Label) -> bool:
        """Tell whether a numbered paragraph belongs to the open box: lists that begin at 1 there, and what is below."""
        if label.kind < LabelKind.NUMBER:
            return False
        if label.kind > LabelKind.NUMBER:
            return True
        if draft.kind is BlockKind.HEADING:
            return False
        inside = not self.tree.current.is_box or self.blocks[-1].kind is BlockKind.BOX
        return inside or label.value != self.number_before_box + 1

    @staticmethod
    def _title_of(draft: Draft) -> str:
        text = draft.passage.text
        if draft.kind is BlockKind.HEADING:
            return text.rstrip("。：:")
        return text[: draft.title_end] if draft.title_end else first_sentence(text)
