"""The comments of a review in a Word file (批注): what each says, where it hangs, and the part they stand in.

Entries: :func:`remarks` (a review as comments) and :func:`add_remarks` (written into a Word file).
Comments of people that are in the file already stay as they are. Not here: runs and marks
(:mod:`luoshi.report.word_runs`), parts and zip (:mod:`luoshi.report.word_package`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from luoshi.base.findings import Severity
from luoshi.model.document import BlockKind, Document, Span
from luoshi.model.review import Review, Reviewed, Spot
from luoshi.readers.docx_xml import number_of
from luoshi.readers.safe_xml import parse_xml
from luoshi.report.word_package import WordFile, serialised
from luoshi.report.word_runs import Anchor, find_anchor, set_marks

if TYPE_CHECKING:
    from lxml import etree

AUTHOR = "落实审校"
INITIALS = "审"
MOST_PLACES = 10
"""So many further places of one finding get a comment of their own and are named in the first."""
_MOST_PARTS = 3
_ROWS = 1 << 20  # more than a table has

_LONGEST_QUOTE = 60
_LONGEST_TOLD = 200
_FONT = "宋体"
_SIZE = "18"  # half points
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment: ``head`` in bold, then ``lines``; ``quote`` is told too where the comment cannot hang on it."""

    span: Span | None
    head: str
    lines: tuple[str, ...]
    quote: str = ""


def xml_text(text: str) -> str:
    """Return ``text`` of the same length, characters that XML knows not replaced by �."""
    return _NOT_XML.sub("\ufffd", text)


def remarks(document: Document, review: Review) -> list[Remark]:
    """Return the comments for the findings that stand, in the order of the text; those without a place in front."""
    title = next((block.passage.whole for block in document.blocks if block.kind is BlockKind.TITLE), None)
    holders = _holders(document)
    found = [remark for one in review.findings for remark in _remarks(one, title, holders)]
    return sorted(found, key=lambda remark: remark.span.start if remark.span else -1)


def add_remarks(file: WordFile, wanted: Sequence[Remark], date: str = "") -> None:
    """Write comments into ``file``; ``date`` as ``2026-01-31T09:00:00Z``, "" for none."""
    if not wanted:
        return
    root = file.root
    part = file.related("comments")
    comments = _existing(file, part)
    free = 1 + max((-1, *_numbers(comments), *_numbers(root)))
    anchors: dict[int, Anchor] = {}
    for number, remark in enumerate(wanted, free):
        anchors[number] = anchor = find_anchor(file.trace, remark.span)
        lines = remark.lines
        if remark.quote and not anchor.exact:
            lines = (f"原文：“{_short(remark.quote, _LONGEST_TOLD)}”", *lines)
        comments.append(_comment(comments, number, (remark.head, *lines), date))
    set_marks(root, anchors)
    file.parts[file.main] = serialised(root)
    if part:
        file.parts[part] = serialised(comments)
    else:
        file.add("comments", serialised(comments))


# What is said


def _remarks(one: Reviewed, title: Span | None, holders: Sequence[tuple[int, int]]) -> Iterator[Remark]:
    """Yield the comments of one finding: the full one at its first place, short ones in other paragraphs and rows.

    The first lines are the ones that a narrow margin shows; the key by which the finding is waived stands last.
    """
    finding = one.finding
    head = f"【{finding.severity.label}】{finding.code} {one.rule}"
    spots = _different(one.spots)
    others = spots[1 : MOST_PLACES + 1]
    lines = [finding.message, *([f"怎么办：{finding.fix}"] if finding.fix else [])]
    lines += [f"另见：{_place(spot)}" for spot in others]
    left = len(spots) - 1 - len(others)
    if left > 0:
        lines.append(f"另有{left}处，未一一列出")
    lines.append(f"编号：{one.key}")
    yield Remark(spots[0].span if spots else title, head, tuple(lines), spots[0].quote if spots else "")
    seen = {_holder(spots[0].span, holders)} if spots else set()
    for spot in others[: _marked(one)]:
        holder = _holder(spot.span, holders)
        if holder in seen:
            continue
        seen.add(holder)
        yield Remark(spot.span, f"见批注（{_place(spots[0])}）：{finding.code} {one.rule}", (), spot.quote)


def _marked(one: Reviewed) -> int:
    """Return at how many of its other places a finding leaves a short comment.

    A count that is only worth a look (提示) leaves none, a sum few of its many parts: they would bury the rest.
    """
    if one.finding.severity is Severity.INFO:
        return 0
    return _MOST_PARTS if len(one.spots) > MOST_PLACES // 2 and one.finding.code.startswith("V1") else MOST_PLACES


def _holders(document: Document) -> list[tuple[int, int]]:
    """Return where each paragraph and each row of a table begins, with a number for it, in the order of the text.

    A cell that spans rows belongs to the first of them.
    """
    found: list[tuple[int, int]] = []
    for number, block in enumerate(document.blocks):
        if block.table is None:
            found.append((block.passage.whole.start, number * _ROWS))
            continue
        found += [(cell.passage.whole.start, number * _ROWS + cell.row + 1) for cell in block.table.cells]
    return sorted(found)


def _holder(span: Span, holders: Sequence[tuple[int, int]]) -> int:
    """Return the number of the paragraph or row in which ``span`` begins; -1 before all."""
    at = bisect_right(holders, span.start, key=itemgetter(0))
    return holders[at - 1][1] if at else -1


def _different(spots: Sequence[Spot]) -> list[Spot]:
    found: dict[Span, Spot] = {}
    for spot in spots:
        found.setdefault(spot.span, spot)
    return list(found.values())


def _place(spot: Spot) -> str:
    return f"{spot.where}“{_short(spot.quote, _LONGEST_QUOTE)}”"


def _short(quote: str, longest: int) -> str:
    quote = _BLANKS.sub(" ", quote).strip()
    return quote if len(quote) <= longest else quote[: longest - 1] + "…"


# How it is written


def _existing(file: WordFile, part: str) -> etree._Element:
    """Return the root of the comments of ``file``, a new one if it has none."""
    from lxml import etree

    if part:
        return parse_xml(file.name, file.parts[part])
    namespace = etree.QName(file.root).namespace
    return etree.Element(f"{{{namespace}}}comments", nsmap={"w": namespace})


def _numbers(root: etree._Element) -> Iterator[int]:
    """Yield the numbers of comments in the part of the comments, or those that the text refers to."""
    for element in root.iter("{*}comment", "{*}commentRangeStart", "{*}commentRangeEnd", "{*}commentReference"):
        yield number_of(element, "id", -1)


def _comment(root: etree._Element, number: int, lines: Sequence[str], date: str) -> etree._Element:
    comment = _made(root, "comment", id=str(number), author=AUTHOR, **({"date": date} if date else {}))
    comment.set(_name(root, "initials"), INITIALS)
    for index, line in enumerate(lines):
        comment.append(_paragraph(root, line, is_head=index == 0))
    return comment


def _paragraph(root: etree._Element, line: str, *, is_head: bool) -> etree._Element:
    """Return a paragraph of a comment; its form stands in it, since the style of body text is indented and large."""
    paragraph = _made(root, "p")
    properties = _made(root, "pPr")
    properties.append(_made(root, "spacing", before="0", after="0", line="240", lineRule="auto"))
    properties.append(_made(root, "ind", left="0", right="0", firstLineChars="0", firstLine="0"))
    properties.append(_made(root, "jc", val="left"))
    paragraph.append(properties)
    if is_head:
        sign = _run(root, bold=False)
        sign.append(_made(root, "annotationRef"))
        paragraph.append(sign)
    run = _run(root, bold=is_head)
    text = _made(root, "t")
    text.text = xml_text(line)
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(text)
    paragraph.append(run)
    return paragraph


def _run(root: etree._Element, *, bold: bool) -> etree._Element:
    run = _made(root, "r")
    properties = _made(root, "rPr")
    properties.append(_made(root, "rFonts", ascii=_FONT, hAnsi=_FONT, eastAsia=_FONT))
    properties.append(_made(root, "b", val="1" if bold else "0"))
    properties.append(_made(root, "sz", val=_SIZE))
    properties.append(_made(root, "szCs", val=_SIZE))
    run.append(properties)
    return run


def _name(root: etree._Element, name: str) -> str:
    return f"{root.tag.rpartition('}')[0]}}}{name}"


def _made(root: etree._Element, name: str, **told: str) -> etree._Element:
    return root.makeelement(_name(root, name), {_name(root, key): value for key, value in told.items()})
