"""How far a compiled plan agrees with a hand-annotated one: the measures that the tests hold bars on.

Figures agree by place: the numerals overlap in the text. Not here: the annotation itself (``tests/gold``).
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from luoshi.model.plan import Figure, Norm, Observation, Plan, Target

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
