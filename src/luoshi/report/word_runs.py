"""Comments put to their characters (锚定): runs cut where a comment begins and ends, marks set around them.

Entries: :func:`find_anchor` (where a span of the document text stands in a Word file) and :func:`set_marks`.
Runs are cut with their properties; nothing else of a paragraph changes, and its text stays what it was.
Not here: what a comment says and the part it stands in (:mod:`luoshi.report.word_comments`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from luoshi.model.document import Span
from luoshi.readers.docx_trace import Trace
from luoshi.readers.docx_xml import attribute, child, local

if TYPE_CHECKING:
    from lxml import etree

_OPEN = frozenset(
    ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo")
)
"""What may stand around runs and may itself hold the marks of a range."""
_NOTES = {"footnote": "footnoteReference", "endnote": "endnoteReference"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Point(NamedTuple):
    """A position between characters: in ``element`` after its first ``skip``."""

    element: etree._Element
    skip: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a comment hangs (锚点): from ``first`` to ``last`` of ``paragraph``, or on all of it if they are None.

    ``exact`` says that these are the characters asked for; what is not in the text (a restored number) is left out.
    """

    paragraph: etree._Element
    first: Point | None = None
    last: Point | None = None
    exact: bool = False


def find_anchor(trace: Trace, span: Span | None) -> Anchor:
    """Return where ``span`` of the document text stands; without a span, the beginning of the text.

    A span within one paragraph is found to the character. One that reaches over several paragraphs or has no
    characters of its own hangs on the nearest paragraph; one in a text box on the paragraph of the box, one in a note
    on its reference mark: Word knows no comments in these.
    """
    origins = trace.within(span) if span is not None else []
    if not origins:
        near = trace.paragraph_at(span.start if span is not None else 0)
        return _outside(trace, near if near is not None else _some_paragraph(trace))
    first, last = origins[0], origins[-1]
    paragraph = _paragraph_of(first.element)
    if _paragraph_of(last.element) is not paragraph or _is_apart(trace, paragraph):
        return _outside(trace, paragraph)
    exact = all(_is_cut(one.element, paragraph) for one in (first, last))
    begin, end = Point(first.element, first.skip), Point(last.element, last.skip + last.length)
    return Anchor(paragraph, begin, end, exact)


def set_marks(root: etree._Element, anchors: Mapping[int, Anchor]) -> None:
    """Set the marks of the comments: by the number of each, where it hangs."""
    begins, ends = _cut_runs(anchors)
    starts: dict[etree._Element, list[int]] = defaultdict(list)
    stops: dict[etree._Element, list[int]] = defaultdict(list)
    whole: dict[etree._Element, list[int]] = defaultdict(list)
    for number, anchor in anchors.items():
        if anchor.first is None or anchor.last is None:
            whole[anchor.paragraph].append(number)
            continue
        starts[_unit_at(anchor.first, begins, anchor.paragraph)].append(number)
        stops[_unit_at(anchor.last, ends, anchor.paragraph)].append(number)
    for unit, numbers in starts.items():
        for number in numbers:
            unit.addprevious(_mark(root, "commentRangeStart", number))
    references: dict[etree._Element, list[int]] = defaultdict(list)
    for unit, numbers in stops.items():
        for number in reversed(numbers):
            unit.addnext(_mark(root, "commentRangeEnd", number))
        references[_top(unit)].extend(numbers)
    for top, numbers in references.items():
        behind = _behind_ends(top)
        for number in sorted(numbers, reverse=True):
            behind.addnext(_reference(root, number))
    for paragraph, numbers in whole.items():
        _mark_whole(root, paragraph, numbers)


def _unit_at(point: Point, runs: _Runs, paragraph: etree._Element) -> etree._Element:
    """Return the run that was cut at ``point``, or what holds the point whole."""
    run = runs.get(point)
    return _unit(point.element, paragraph) if run is None else run


def _mark_whole(root: etree._Element, paragraph: etree._Element, numbers: list[int]) -> None:
    at = 0 if child(paragraph, "pPr") is None else 1
    for number in reversed(numbers):
        paragraph.insert(at, _mark(root, "commentRangeStart", number))
    paragraph.extend(_mark(root, "commentRangeEnd", number) for number in numbers)
    paragraph.extend(_reference(root, number) for number in numbers)


def _behind_ends(top: etree._Element) -> etree._Element:
    """Return the last of the marks that end ranges right behind ``top``, so that the signs stand behind all of them."""
    while (following := top.getnext()) is not None and local(following) == "commentRangeEnd":
        top = following
    return top


# Where


def _paragraph_of(element: etree._Element) -> etree._Element:
    return next(above for above in element.iterancestors() if local(above) == "p")


def _is_apart(trace: Trace, paragraph: etree._Element) -> bool:
    """Tell whether a paragraph stands where Word allows no comments: in a text box or in a note."""
    return paragraph.getroottree().getroot() is not trace.root or any(
        local(above) == "txbxContent" for above in paragraph.iterancestors()
    )


def _outside(trace: Trace, paragraph: etree._Element) -> Anchor:
    """Return the anchor on a whole paragraph, or on what leads to it from the text."""
    for above in paragraph.iterancestors():
        if local(above) in _NOTES:
            return _reference_of(trace, _NOTES[local(above)], attribute(above, "id"))
    if not _is_apart(trace, paragraph):
        return Anchor(paragraph)
    outermost = [above for above in paragraph.iterancestors() if local(above) == "p"]
    return Anchor(outermost[-1] if outermost else _some_paragraph(trace))


def _reference_of(trace: Trace, kind: str, number: str) -> Anchor:
    for element in _root(trace).iter("{*}" + kind):
        if attribute(element, "id") == number:
            paragraph = _paragraph_of(element)
            if not _is_apart(trace, paragraph):
                return Anchor(paragraph, Point(element, 0), Point(element, 1))
    return Anchor(_some_paragraph(trace))


def _some_paragraph(trace: Trace) -> etree._Element:
    """Return the first paragraph of the file; a file without any gets one."""
    root = _root(trace)
    body = child(root, "body")
    holder = root if body is None else body
    found: etree._Element | None = next((one for one in holder.iter("{*}p") if not _is_apart(trace, one)), None)
    if found is None:
        found = _made(root, "p")
        holder.insert(0, found)
    return found


def _root(trace: Trace) -> etree._Element:
    if trace.root is None:
        raise ValueError("the trace was not filled")
    return trace.root


def _unit(element: etree._Element, paragraph: etree._Element) -> etree._Element:
    """Return what holds ``element`` and stands where marks may stand: a run, a formula."""
    chain = [element]
    for above in element.iterancestors():
        if above is paragraph:
            break
        chain.append(above)
    return next((one for one in reversed(chain) if local(one) not in _OPEN), element)


def _is_cut(element: etree._Element, paragraph: etree._Element) -> bool:
    """Tell whether the run of ``element`` can be cut at it."""
    unit = _unit(element, paragraph)
    return local(unit) == "r" and element.getparent() is unit


def _top(unit: etree._Element) -> etree._Element:
    """Return what holds ``unit`` and stands in the paragraph itself: signs stand outside links and content controls."""
    while (above := unit.getparent()) is not None and local(above) != "p":
        unit = above
    return unit


# Cutting

_Runs = dict[Point, "etree._Element"]


def _cut_runs(anchors: Mapping[int, Anchor]) -> tuple[_Runs, _Runs]:
    """Cut the runs at the points of the anchors; return which run begins and which ends at each."""
    cuts: dict[etree._Element, dict[etree._Element, set[int]]] = defaultdict(lambda: defaultdict(set))
    for anchor in anchors.values():
        for point in (anchor.first, anchor.last):
            if point is not None and _is_cut(point.element, anchor.paragraph):
                cuts[_unit(point.element, anchor.paragraph)][point.element].add(point.skip)
    begins: _Runs = {}
    ends: _Runs = {}
    for run, points in cuts.items():
        _cut_run(run, points, begins, ends)
    return begins, ends


def _cut_run(run: etree._Element, points: Mapping[etree._Element, set[int]], begins: _Runs, ends: _Runs) -> None:
    """Cut one run at ``points``: numbers of characters by the element of the run that they count in."""
    current, is_empty, is_due = run, True, False
    for element in [one for one in run if local(one) != "rPr"]:
        offsets = points.get(element, set())
        size = len(element.text or "") if local(element) == "t" else 1
        if (is_due or 0 in offsets) and not is_empty:
            current = _next_run(current)
        if current is not run:
            current.append(element)
        is_empty = False
        begins[Point(element, 0)] = current
        for point, rest in _pieces(element, sorted(offset for offset in offsets if 0 < offset < size)):
            ends[point] = current
            current = _next_run(current)
            current.append(rest)
            begins[point] = current
        ends[Point(element, size)] = current
        is_due = size in offsets


def _pieces(element: etree._Element, offsets: list[int]) -> Iterator[tuple[Point, etree._Element]]:
    """Shorten a ``w:t`` to its first piece and yield for each cut its point and the ``w:t`` of what follows."""
    text = element.text or ""
    for offset, end in zip(offsets, [*offsets, len(text)][1:], strict=True):
        rest = _like(element)
        rest.text = text[offset:end]
        rest.set(_SPACE, "preserve")
        yield Point(element, offset), rest
    if offsets:
        element.text = text[: offsets[0]]
        element.set(_SPACE, "preserve")


def _next_run(run: etree._Element) -> etree._Element:
    """Return a new run behind ``run``, with its properties and no text."""
    following = _like(run)
    properties = child(run, "rPr")
    if properties is not None:
        following.append(deepcopy(properties))
    run.addnext(following)
    return following


def _like(element: etree._Element) -> etree._Element:
    """Return an element with the name and the attributes of ``element``."""
    other = element.makeelement(element.tag)
    for key, value in element.items():
        other.set(key, value)
    return other


# Marks


def _made(root: etree._Element, name: str) -> etree._Element:
    return root.makeelement(f"{root.tag.rpartition('}')[0]}}}{name}")


def _mark(root: etree._Element, name: str, number: int) -> etree._Element:
    mark = _made(root, name)
    mark.set(f"{root.tag.rpartition('}')[0]}}}id", str(number))
    return mark


def _reference(root: etree._Element, number: int) -> etree._Element:
    """Return the run with the sign of a comment."""
    run = _made(root, "r")
    run.append(_mark(root, "commentReference", number))
    return run
