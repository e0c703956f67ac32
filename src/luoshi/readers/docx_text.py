"""The text of one DOCX paragraph as a reader of the printed page sees it.

Entry: :class:`TextReader`. Tracked changes are accepted, results of fields kept and their instructions dropped, hidden
text and comments left out; text boxes met on the way are handed back, each once, though Word stores them twice.
Not here: numbering, tables, and where a paragraph stands.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from luoshi.readers.docx_styles import is_hidden
from luoshi.readers.docx_xml import attribute, child, is_on, local

if TYPE_CHECKING:
    from lxml import etree

_THROUGH = frozenset(
    ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo", "ruby",
     "rubyBase")
)  # fmt: skip
_MATH = frozenset(("oMath", "oMathPara"))
_SYMBOLS = {0xF0FE: "☑", 0xF052: "☑", 0xF0A8: "□", 0xF06F: "□", 0xF0FC: "√", 0xF0B7: "•", 0xF06C: "●", 0xF0D8: "➢"}
_PRIVATE = range(0xE000, 0xF900)


class TextPiece(NamedTuple):
    """``length`` characters at ``at`` of line ``line``: those of ``element`` (``w:t``, ``w:tab``…) after ``skip``."""

    line: int
    at: int
    length: int
    element: etree._Element
    skip: int


@dataclass(slots=True)
class ParagraphText:
    """A paragraph's text: ``lines`` are what its manual line breaks (手动换行) divide, ``pieces`` whence they come."""

    lines: list[str] = field(default_factory=lambda: [""])
    pieces: list[TextPiece] = field(default_factory=list)
    bold_end: int = 0
    boxes: list[etree._Element] = field(default_factory=list)

    def pieces_of(self, line: int) -> list[TextPiece]:
        """Return the pieces of one line."""
        first = bisect_left(self.pieces, line, key=lambda piece: piece.line)
        return self.pieces[first : bisect_left(self.pieces, line + 1, key=lambda piece: piece.line)]


class TextReader:
    """Reads paragraphs in order; fields may begin in one paragraph and end in another."""

    def __init__(self) -> None:
        self._fields: list[bool] = []  # for each open field: still in its instruction

    def read(self, paragraph: etree._Element) -> ParagraphText:
        """Return the text of ``w:p``."""
        out = _Collector()
        self._walk(paragraph, out)
        text = out.text
        text.bold_end = out.bold_end()
        return text

    def _walk(self, parent: etree._Element, out: _Collector) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, out)
            elif name in _THROUGH:
                self._walk(element, out)
            elif name in _MATH:
                out.add("".join(node.text or "" for node in element.iter() if local(node) == "t"), False, element)
            elif name == "AlternateContent":
                self._alternative(element, out)

    def _run(self, run: etree._Element, out: _Collector) -> None:
        properties = child(run, "rPr")
        hidden = is_hidden(properties)
        bold = properties is not None and is_on(child(properties, "b"))
        for element in run:
            name = local(element)
            if name == "fldChar":
                self._field(attribute(element, "fldCharType"))
            elif name == "AlternateContent":
                self._alternative(element, out)
            elif name in ("drawing", "pict", "object"):
                out.text.boxes.extend(_text_boxes(element))
            elif name == "ruby":
                self._walk(element, out)
            elif not hidden and not any(self._fields):
                self._content(name, element, out, bold)

    @staticmethod
    def _content(name: str, element: etree._Element, out: _Collector, bold: bool) -> None:
        match name:
            case "t":
                out.add(element.text or "", bold, element)
            case "tab" | "ptab":
                out.add("\t", bold, element)
            case "br" if attribute(element, "type") in ("", "textWrapping"):
                out.break_line()
            case "cr":
                out.break_line()
            case "noBreakHyphen":
                out.add("-", bold, element)
            case "sym":
                out.add(_symbol(attribute(element, "char")), bold, element)
            case _:
                return

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _alternative(self, element: etree._Element, out: _Collector) -> None:
        """Read one of the forms in which Word stores the same thing: the first that has text."""
        for form in element:
            if local(form) not in ("Choice", "Fallback"):
                continue
            before = out.size, len(out.text.boxes)
            self._walk(form, out)
            if len(out.text.boxes) == before[1]:
                out.text.boxes.extend(_text_boxes(form))
            if (out.size, len(out.text.boxes)) != before:
                return


class _Collector:
    """Gathers the text of one paragraph, and how much of its beginning is bold."""

    def __init__(self) -> None:
        self.text = ParagraphText()
        self.size = 0
        self._bold = 0
        self._plain = False

    def add(self, text: str, bold: bool, element: etree._Element) -> None:
        if not text:
            return
        text = text.replace("\n", " ").replace("\r", " ")
        skip = 0
        for part in text.split("\xad") if "\xad" in text else (text,):
            self._add(part, bold, element, skip)
            skip += len(part) + 1

    def _add(self, text: str, bold: bool, element: etree._Element, skip: int) -> None:
        if not text:
            return
        line = len(self.text.lines) - 1
        self.text.pieces.append(TextPiece(line, len(self.text.lines[-1]), len(text), element, skip))
        self.text.lines[-1] += text
        self.size += len(text)
        if not bold and text.strip():
            self._plain = True
        elif not self._plain and len(self.text.lines) == 1:
            self._bold = len(self.text.lines[0])

    def break_line(self) -> None:
        self.text.lines.append("")

    def bold_end(self) -> int:
        """Return the length of the bold beginning; 0 if all is bold."""
        return self._bold if self._plain else 0


def _symbol(code: str) -> str:
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if value in _SYMBOLS:
        return _SYMBOLS[value]
    return "" if value in _PRIVATE or value < 0x20 or value > 0xFFFF or 0xD800 <= value < 0xE000 else chr(value)


def _text_boxes(element: etree._Element) -> list[etree._Element]:
    """Return the contents of the text boxes in ``element``, without those inside another or told a second time."""
    found: list[etree._Element] = []
    stack = [element]
    while stack:
        current = stack.pop()
        for inner in current:
            name = local(inner)
            if name == "txbxContent":
                found.append(inner)
            elif name == "AlternateContent":
                forms = (_text_boxes(form) for form in inner if local(form) in ("Choice", "Fallback"))
                found.extend(next((boxes for boxes in forms if boxes), []))
            elif name:
                stack.append(inner)
    return found
