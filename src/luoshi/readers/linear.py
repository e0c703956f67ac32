"""The linear text (线性文本) of files that have none of their own: HTML and DOCX.

Entry: :class:`LinearText`, to which a reader adds piece after piece and from which it gets passages that know where
they stand. Not here: what is added.
"""

from __future__ import annotations

from luoshi.model.document import Passage


class LinearText:
    """Text that grows, blocks divided by line ends."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0

    def add(self, text: str) -> int:
        """Add ``text`` and return where it begins."""
        start = self.length
        self._pieces.append(text)
        self.length += len(text)
        return start

    def passage(self, text: str) -> Passage:
        """Add ``text`` and return it as a passage without the blanks at its ends."""
        start = self.add(text)
        stripped = text.strip()
        return Passage.of(stripped, start + (text.find(stripped) if stripped else 0))

    def end_line(self) -> None:
        """Begin a new line."""
        self.add("\n")

    def text(self) -> str:
        """Return the whole text."""
        return "".join(self._pieces)
