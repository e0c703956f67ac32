"""The items of two plans paired kind by kind (条目对应).

Entry: :func:`match_plans`. Figures are paired across targets, norms and observations, since an item may change its
list. Not here: the pairing itself (:mod:`luoshi.compare.matching`), what became of a pair (``differences``).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from luoshi.base.texts import are_apart, likeness, masked, normal
from luoshi.compare.matching import Manner, pair_up
from luoshi.model.indicator_names import are_two_indicators
from luoshi.model.plan import Figure, Item, Plan, Problem, Project, Task

T = TypeVar("T", bound=Item)

_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:自治县|县|市|区|旗|镇|乡)")
_NO_PLACE = frozenset(
    "全市 全县 全区 全省 全国 城区 市区 县区 我市 我县 我区 各县 各区 各市 各乡 每个乡 片区 校区 园区".split()
)


@dataclass(frozen=True, slots=True)
class Pair:
    """An item in the old and in the new plan; one of the two may be missing."""

    old: Item | None
    new: Item | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """All items of two plans, each once: those of the new plan in its order, then those that are gone."""

    figures: tuple[Pair, ...]
    projects: tuple[Pair, ...]
    tasks: tuple[Pair, ...]
    problems: tuple[Pair, ...]

    @property
    def all(self) -> tuple[Pair, ...]:
        """The pairs of all kinds."""
        return (*self.figures, *self.projects, *self.tasks, *self.problems)


def match_plans(old: Plan, new: Plan) -> Pairs:
    """Return the items of both plans, paired where they are one thing."""
    figures = _paired(old.figures, new.figures, _FIGURES)
    partners = {pair.old.id: pair.new.id for pair in figures if pair.old and pair.new}
    return Pairs(
        figures,
        _paired(old.projects, new.projects, _PROJECTS),
        _paired(old.tasks, new.tasks, _tasks(partners)),
        _paired(old.problems, new.problems, _PROBLEMS),
    )


def _paired(old: Sequence[T], new: Sequence[T], manner: Manner[T]) -> tuple[Pair, ...]:
    olds, news = sorted(old, key=lambda item: item.span), sorted(new, key=lambda item: item.span)
    forth = pair_up(olds, news, manner)
    back = {j: i for i, j in forth.items()}
    found = [Pair(olds[back[j]] if j in back else None, item) for j, item in enumerate(news)]
    return (*found, *(Pair(item, None) for i, item in enumerate(olds) if i not in forth))


# Figures

_SHORT = 12


def _same_sentence(figure: Figure) -> Hashable | None:
    """The words around the number and its place among them; None for a cell, which holds no words."""
    if not _has_words(figure):
        return None
    return normal(figure.quote), figure.value_span.start - figure.span.start, figure.value_text


def _same_sentence_and_name(figure: Figure) -> Hashable | None:
    key = _same_sentence(figure)
    return None if key is None else (key, figure.indicator)


def _same_sentence_name_and_scope(figure: Figure) -> Hashable | None:
    key = _same_sentence(figure)
    return None if key is None else (key, figure.indicator, figure.scope)


def _same_content(figure: Figure) -> Hashable:
    return (
        *(type(figure), normal(figure.indicator), figure.scope, figure.unit),
        *(figure.year, figure.op, figure.value, figure.value2, _has_words(figure)),
    )


def _same_meaning(figure: Figure) -> Hashable:
    """Whatever its value: the indicator, whom it speaks of, and when."""
    return (
        *(type(figure), normal(figure.indicator), figure.scope, figure.unit),
        *(figure.year, figure.part, _has_words(figure)),
    )


def _has_words(figure: Figure) -> bool:
    return len(figure.quote) > len(figure.value_text) + 3


def _figure_likeness(old: Figure, new: Figure) -> float:
    name_old, name_new = normal(old.indicator), normal(new.indicator)
    if are_two_indicators(old.indicator, new.indicator) or _are_elsewhere(old, new):
        return 0.0
    name = likeness(name_old, name_new)
    same_value = (old.value, old.value2) == (new.value, new.value2)
    same_year = old.year == new.year
    extra = 0.11 * same_value + 0.07 * same_year + 0.07 * (old.unit == new.unit)
    if _has_words(old) != _has_words(new):
        return 0.0
    if not _has_words(old):
        return 0.0 if not (same_value or same_year) else 0.75 * name + extra
    words = likeness(masked(old.quote), masked(new.quote))
    if are_apart(masked(old.quote), masked(new.quote)) and words < 0.8:
        return 0.0
    if name < 0.5 and words < 0.8:
        return 0.0
    return 0.4 * name + 0.35 * words + extra - 0.08 * (not same_value and not same_year and words < 0.9)


def _are_elsewhere(old: Figure, new: Figure) -> bool:
    """Tell whether both name a place, and another one."""
    first, second = _places(old.scope or ""), _places(new.scope or "")
    return bool(first and second and not first & second)


def _places(text: str) -> frozenset[str]:
    return frozenset(_PLACE.findall(text)) - _NO_PLACE


_FIGURES: Manner[Figure] = Manner(
    (_same_sentence_name_and_scope, _same_sentence_and_name, _same_sentence, _same_content, _same_meaning),
    _figure_likeness,
    0.62,
    lambda f: normal(f.indicator + f.quote),
    # A longer sentence with the same words is the same, whatever name the text around gives to its figure.
    lambda old, new: len(normal(old.quote)) <= _SHORT and are_two_indicators(old.indicator, new.indicator),
)


# Projects

_ENOUGH, _SOMEWHAT = 3, 0.35


def _project_likeness(old: Project, new: Project) -> float:
    first, second = normal(old.name), normal(new.name)
    if are_apart(first, second):
        return 0.0
    here, there = _places(old.name + (old.place or "")), _places(new.name + (new.place or ""))
    if here and there and not here & there:
        return 0.0
    known = [
        (a, b)
        for a, b in ((getattr(old, key), getattr(new, key)) for key in ("place", "owner", "investment_yi", "places"))
        if a is not None and b is not None
    ]
    agreed = sum(a == b for a, b in known) / len(known) if known else 0.5
    name = likeness(first, second)
    if len(known) >= _ENOUGH and agreed == 1 and name >= _SOMEWHAT:
        return 1.0  # all that the two rows say is the same, but for the name
    return 0.8 * name + 0.2 * agreed


_PROJECTS: Manner[Project] = Manner(
    (lambda p: (normal(p.name), p.place, p.section), lambda p: (normal(p.name), p.place), lambda p: normal(p.name)),
    _project_likeness,
    0.68,
    lambda p: normal(p.name),
)


# Tasks


def _tasks(partners: dict[str, str]) -> Manner[Task]:
    """Return how tasks are paired when ``partners`` says which figure became which."""

    def alike(old: Task, new: Task) -> float:
        title = likeness(masked(old.title), masked(new.title))
        words = likeness(masked(old.quote), masked(new.quote))
        shared = {partners.get(number) for number in old.figures} & set(new.figures)
        most = max(len(old.figures), len(new.figures))
        if not most:
            return 0.6 * title + 0.4 * words
        return 0.4 * title + 0.3 * words + 0.3 * len(shared) / most

    return Manner(
        (lambda t: (normal(t.title), normal(t.quote)), lambda t: normal(t.quote), lambda t: normal(t.title)),
        alike,
        0.55,
        lambda t: normal(t.title + t.quote),
    )


# Problems


def _problem_likeness(old: Problem, new: Problem) -> float:
    return likeness(masked(old.text), masked(new.text))


_PROBLEMS: Manner[Problem] = Manner((lambda q: normal(q.text),), _problem_likeness, 0.55, lambda q: normal(q.text))
