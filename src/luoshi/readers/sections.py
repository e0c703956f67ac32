"""The section tree (章节树), grown while blocks are put down one after the other.

Entry: :class:`SectionTree`. Boxes (专栏) hang under the section above the numbered items; an annex (附件) opens a
section of the first level, and what is numbered in it lies below it when the main text was numbered too.
Not here: what a block is (``structure``).
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.model.document import Section
from luoshi.readers.labels import normal_label

_PATH_TITLE = 40


@dataclass(slots=True)
class Node:
    """A section while it is open."""

    index: int
    parent: int
    level: int
    label: str
    title: str
    path: str
    first: int
    end: int = 0
    is_box: bool = False
    is_annex: bool = False

    def section(self) -> Section:
        """Return the finished section."""
        return Section(self.index, self.parent, self.level, self.label, self.title, self.path, self.first, self.end)


class SectionTree:
    """Opens and closes sections in reading order."""

    def __init__(self) -> None:
        root = Node(0, -1, 0, "", "", "", 0)
        self.nodes = [root]
        self._open = [root]

    @property
    def current(self) -> Node:
        """The innermost open section."""
        return self._open[-1]

    @property
    def box(self) -> Node | None:
        """The open box; None if there is none."""
        return next((node for node in reversed(self._open) if node.is_box), None)

    @property
    def annex(self) -> Node | None:
        """The open annex; None if there is none."""
        return next((node for node in self._open if node.is_annex), None)

    def close(self, level: int, block: int) -> None:
        """Close the sections of ``level`` and below that are open before block ``block``."""
        while len(self._open) > 1 and self._open[-1].level >= level:
            self._open.pop().end = block

    def close_box(self, block: int) -> None:
        """Close the open box, if any, with all below it."""
        while self.box is not None:
            self._open.pop().end = block

    def open(self, level: int, label: str, title: str, block: int) -> Node:
        """Open a section of ``level`` at block ``block``."""
        self.close(level, block)
        parent = self.current
        name = normal_label(label) or title.replace("/", "／")[:_PATH_TITLE]
        path = f"{parent.path}/{name}" if parent.path else name
        node = Node(len(self.nodes), parent.index, level, label, title, path, block)
        self.nodes.append(node)
        self._open.append(node)
        return node

    def finish(self, blocks: int) -> tuple[Section, ...]:
        """Close everything after ``blocks`` blocks and return the sections."""
        for node in self._open:
            node.end = blocks
        return tuple(node.section() for node in self.nodes)
