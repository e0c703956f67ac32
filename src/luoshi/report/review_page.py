"""The page of a review (审校页): the text with its findings in the margin, beside the lines they speak of.

Entry: :func:`render_review_page`. One HTML file that needs nothing beside itself, neither network nor script: the
filters work by style sheet alone. A finding stands beside its first place; its other places lead back to it.
Not here: writing it to a file, comments in Word files (``review_word``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from markupsafe import Markup, escape

from luoshi.base.findings import Severity
from luoshi.model.document import Block, Document
from luoshi.model.review import Review, Reviewed
from luoshi.report.links import item_link, item_name, place_link, place_name
from luoshi.report.marking import Layer, Mark, Marks, Piece
from luoshi.report.source_text import contents, source_html
from luoshi.report.templating import render


@dataclass(frozen=True, slots=True)
class Linked:
    """One of the places of a finding: its anchor's key, what it is called, its quote."""

    key: str
    where: str
    quote: str


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as the page shows it.

    Attributes:
        number: from 1, in the order of the review; it stands in the text at each place.
        one: the finding.
        style: its classes in the style sheet, by severity and group: ``is-error of-1``.
        places: all places, the first being where it is noted.
    """

    number: int
    one: Reviewed
    style: str
    places: tuple[Linked, ...]


@dataclass(slots=True)
class _Margin:
    """What stands beside one block: notes, links to notes elsewhere, and all places that lie in it."""

    notes: list[Note] = field(default_factory=list)
    elsewhere: dict[str, Note] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


def render_review_page(document: Document, review: Review) -> str:
    """Return the page of ``review``, of the findings in ``document``, as HTML; the same values give the same page."""
    groups = {rule.code: rule.group for rule in review.rules}
    keys = {group: f"of-{number}" for number, group in enumerate(dict.fromkeys(groups.values()), 1)}
    styles = {code: keys[group] for code, group in groups.items()}
    notes = [_note(number, one, styles) for number, one in enumerate(review.findings, 1)]
    margins, marks = _margins(document, notes)

    def beside(number: int) -> str:
        margin = margins.get(number)
        if margin is None:
            return ""
        lost = [mark.key for mark in margin.marks if mark not in marks.opened]
        return render("review_notes.html", margin=margin, lost=lost, **_LINKS)

    source = source_html(document, marks, _piece, beside)
    return render(
        "review.html",
        review=review,
        title=review.title,
        severities=[(severity, review.count(severity)) for severity in Severity],
        groups=_groups(review, groups, keys),
        lists=[(severity, found) for severity in Severity if (found := _of(notes, severity))],
        whole=[note for note in notes if not note.places],
        rules_off=[rule for rule in review.rules if rule.off],
        contents=contents(document),
        source=source,
        **_LINKS,
    )


_LINKS = {"item_name": item_name, "item_link": item_link, "place_name": place_name, "place_link": place_link}


def _of(notes: list[Note], severity: Severity) -> list[Note]:
    return [note for note in notes if note.one.finding.severity is severity]


def _groups(review: Review, groups: dict[str, str], keys: dict[str, str]) -> list[tuple[str, str, int]]:
    """Return class, name and number of findings of each group of rules that found something."""
    counts: dict[str, int] = defaultdict(int)
    for one in review.findings:
        counts[groups.get(one.finding.code, "")] += 1
    return [(keys[group], group, counts[group]) for group in keys if counts[group]]


def _note(number: int, one: Reviewed, styles: dict[str, str]) -> Note:
    style = f"is-{one.finding.severity.value} {styles.get(one.finding.code, 'of-0')}"
    places = tuple(
        Linked(f"{one.key}-{at}", spot.where or spot.section or "原文", spot.quote)
        for at, spot in enumerate(one.spots, 1)
    )
    return Note(number, one, style, places)


def _margins(document: Document, notes: list[Note]) -> tuple[dict[int, _Margin], Marks]:
    """Return what stands beside each block, and what is marked in the text, the gravest innermost."""
    ends = list(accumulate((_end(block) for block in document.blocks), max))
    margins: dict[int, _Margin] = defaultdict(_Margin)
    marks: list[Mark] = []
    for note in reversed(notes):
        found = note.one.finding
        title = f"{note.number} {found.severity.label} {found.code} {note.one.rule}"
        for place, spot in zip(note.places, note.one.spots, strict=True):
            marks.append(Mark(Layer.FINDING, note.style, place.key, spot.span, title))
    by_key = {mark.key: mark for mark in marks}
    for note in notes:
        for at, (place, spot) in enumerate(zip(note.places, note.one.spots, strict=True)):
            margin = margins[max(0, min(bisect_right(ends, spot.span.start), len(ends) - 1))]
            margin.marks.append(by_key[place.key])
            if at == 0:
                margin.notes.append(note)
            elif note not in margin.notes:
                margin.elsewhere[note.one.key] = note
    for margin in margins.values():
        margin.notes.sort(key=lambda note: note.one.spots[0].span)
    return dict(margins), Marks(marks)


def _end(block: Block) -> int:
    if block.table is None:
        return block.passage.whole.end
    return max((cell.passage.whole.end for cell in block.table.cells), default=block.passage.whole.end)


def _piece(piece: Piece) -> str:
    """Return one piece: the numbers of the findings that begin here, then the text under a span for each."""
    text = escape(piece.text)
    for mark in reversed(piece.marks):
        text = Markup('<span class="m {}">{}</span>').format(mark.kind, text)
    return Markup("").join(_pins(piece)) + text


def _pins(piece: Piece) -> Iterator[Markup]:
    for mark in reversed(piece.opening):
        number = mark.title.partition(" ")[0]
        yield Markup('<a class="no {}" id="{}" href="{}" title="{}" data-n="{}"></a>').format(
            mark.kind, place_name(mark.key), item_link(mark.key.rpartition("-")[0]), mark.title, number
        )
