"""How far a compiled plan and its review agree with hand-annotated ones: the measures that the tests hold bars on.

Figures agree by place: the numerals overlap in the text; so do findings and defects. Not here: the annotation itself
(``tests/gold``, ``tests/review/third``).
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import permutations
from typing import Any

from luoshi.base.findings import Severity
from luoshi.model.document import Span
from luoshi.model.plan import Figure, Norm, Observation, Plan, Target
from luoshi.model.review import Review

_BETWEEN_PLACES = {"sum", "contradiction", "growth-rate"}
"""Kinds of defects that lie between two places: one of the two alone does not show them."""
_LONGEST_PLACE, _MOST_PLACES = 80, 20
"""A finding that points at half the text, or everywhere, has not found anything."""

_KEYS = {"targets": Target, "standards": Norm, "observations": Observation}


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1; ``whole`` is the share of annotated figures found with role, value and year right, the others
    after ``precise`` are shares of the figures found: name alike, comparator and nature (性质) right."""

    found: float
    precise: float
    whole: float
    named: float
    compared: float
    typed: float


def gold_figures(gold: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """Return the annotated figures with ``role`` and ``span``; those in words only (``soft``) are left out."""
    figures = []
    for key, role in _KEYS.items():
        for item in gold[key]:
            if item.get("soft"):
                continue
            at = -1
            for _ in range(item.get("occurrence", 1)):
                at = text.index(item["quote"], at + 1)
            start = at + item["quote"].index(item["value_text"])
            roles = {role, _KEYS.get(f"{item.get('alt_category')}s", role)}
            figures.append({**item, "roles": roles, "span": (start, start + len(item["value_text"]))})
    return figures


def score_figures(gold: dict[str, Any], text: str, plan: Plan) -> Score:
    """Return how far the figures of ``plan`` agree with ``gold``."""
    wanted, ours = gold_figures(gold, text), list(plan.figures)
    used: set[str] = set()
    whole = named = compared = typed = 0
    for item in wanted:
        low, high = item["span"]
        hit = next((f for f in ours if f.id not in used and f.value_span.start < high and low < f.value_span.end), None)
        if hit is None:
            continue
        used.add(hit.id)
        year_right = item.get("year") is None or item["year"] == hit.year
        whole += type(hit) in item["roles"] and year_right and _same_value(item, hit)
        named += _alike(item["indicator"], hit.indicator) >= 0.45
        compared += item.get("op", "=") == hit.op
        typed += getattr(hit, "kind", None) == item.get("kind")
    found = max(1, len(used))
    return Score(
        len(used) / len(wanted),
        len(used) / max(1, len(ours)),
        whole / len(wanted),
        named / found,
        compared / found,
        typed / found,
    )


def score_names(wanted: list[str], ours: list[str]) -> tuple[float, float]:
    """Return recall and precision of names of projects or tasks; two agree when nearly all their characters do."""
    left = list(ours)
    hits = 0
    for name in wanted:
        best = max(left, key=lambda other: SequenceMatcher(None, name, other).ratio(), default="")
        if best and (name in best or best in name or SequenceMatcher(None, name, best).ratio() >= 0.7):
            left.remove(best)
            hits += 1
    return hits / max(1, len(wanted)), hits / max(1, len(ours))


def _same_value(item: dict[str, Any], figure: Figure) -> bool:
    factor = 10**8 if item["unit"].startswith("亿") else 10**4 if item["unit"].startswith("万") else 1
    ours = 10**8 if figure.unit.startswith("亿") else 10**4 if figure.unit.startswith("万") else 1
    a, b = float(item["value"]) * factor, float(figure.value) * ours
    return abs(a - b) <= 1e-6 * max(1.0, abs(a))


def _alike(a: str, b: str) -> float:
    pairs = [{name[i : i + 2] for i in range(len(name) - 1)} or {name} for name in (a, b)]
    return 2 * len(pairs[0] & pairs[1]) / (len(pairs[0]) + len(pairs[1]))


@dataclass(frozen=True)
class ReviewScore:
    """The numbers (``id``) of the defects that errors and warnings show, and the share of these that show a defect."""

    caught: frozenset[str]
    confirmed: float


def score_review(defects: list[dict[str, Any]], text: str, review: Review) -> ReviewScore:
    """Return which of ``defects`` (``id``, ``kind``, ``quotes``) the errors and warnings of ``review`` show.

    A defect between two places is shown by one finding with a span of its own for each of two quotes, or two spans
    within the only quote; any other by a span on one of its quotes.
    """
    told = [
        [span for span in one.finding.spans[:_MOST_PLACES] if span.end - span.start <= _LONGEST_PLACE]
        for one in review.findings
        if one.finding.severity is not Severity.INFO
    ]
    quoted = {one["id"]: [_all_places(text, quote) for quote in one["quotes"]] for one in defects}
    caught = {
        one["id"]
        for one in defects
        for spans in told
        if (_shows_both if one["kind"] in _BETWEEN_PLACES else _shows_one)(spans, quoted[one["id"]])
    }
    annotated = [places for quotes in quoted.values() for places in quotes]
    confirmed = sum(_shows_one(spans, annotated) for spans in told)
    return ReviewScore(frozenset(caught), confirmed / max(1, len(told)))


def _all_places(text: str, quote: str) -> list[Span]:
    starts = [at for at in range(len(text)) if text.startswith(quote, at)]
    assert starts, quote
    return [Span(at, at + len(quote)) for at in starts]


def _overlap(span: Span, places: list[Span]) -> bool:
    return any(span.start < place.end and place.start < span.end for place in places)


def _shows_one(spans: list[Span], quotes: list[list[Span]]) -> bool:
    return any(_overlap(span, places) for span in spans for places in quotes)


def _shows_both(spans: list[Span], quotes: list[list[Span]]) -> bool:
    sides = permutations(quotes * 2 if len(quotes) == 1 else quotes, 2)
    pairs = list(permutations(dict.fromkeys(spans), 2))
    return any(_overlap(a, one) and _overlap(b, other) for one, other in sides for a, b in pairs)
