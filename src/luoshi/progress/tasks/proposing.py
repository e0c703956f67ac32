"""Which units might bear a task of which the plan names none (责任单位的建议): by similar tasks, by functions.

Entry: :class:`Proposer`. Each proposal says why and how sure it is; it is never the plan's word.
Not here: entries of the ledger (:mod:`luoshi.progress.tasks.making`), taking a proposal up
(:mod:`luoshi.progress.tasks.taking`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Literal

from luoshi.model.ledger import Proposal
from luoshi.progress.tasks.wording import Alike, Matter, Wordings
from luoshi.rules.functions import Functions, UnitFunction

_NEAR = 6
"""So many similar tasks are asked."""
_LEAST_ALIKE = 0.06
_SECOND = 0.6
"""What a unit named second or later in a similar task counts beside the one named first."""
_ENOUGH = 0.9
"""Likeness, added up, that makes similar tasks fairly sure (63 %): few or weak ones make a weak proposal."""
_NEIGHBOUR = 0.15
"""What standing in the same section adds to likeness: rows of one table often fall to the same units."""
_TITLE, _BODY, _CHAPTER = 2.0, 1.0, 0.5
_SUPPORT = 0.5
_TAU = 3.0
_SUREST = 0.95
_LEADS, _SUPPORTS, _SECTIONS = 3, 4, 2
_LEAST_LEAD, _LEAST_SUPPORT, _LEAST_SECTION = 0.1, 0.28, 0.2
_SHOWN_WORDS = 4
_ASIDE = 0.6
_RAREST = 1.2
_LEAST_GROUND, _MOSTLY = 0.15, 0.5


@dataclass
class _Case:
    """What speaks for one unit."""

    shown: str
    by_tasks: float = 0.0
    by_function: float = 0.0
    tasks: list[str] = field(default_factory=list)
    words: tuple[str, ...] = ()
    status: str = ""
    usual: float = 0.0
    in_title: bool = False

    @property
    def strength(self) -> float:
        """Both grounds together: either may be enough."""
        known = max(self.by_function, self.usual)
        return min(_SUREST, 1 - (1 - self.by_tasks) * (1 - known))

    @property
    def leading(self) -> float:
        """How much speaks for it as the lead: a department whose matter the title does not name rather supports."""
        known = self.by_function if self.in_title or self.usual else _ASIDE * self.by_function
        return min(_SUREST, 1 - (1 - self.by_tasks) * (1 - max(known, self.usual)))

    @property
    def is_grounded(self) -> bool:
        """Whether words or similar tasks speak for it, or it bears most tasks anyhow."""
        return max(self.by_tasks, self.by_function) >= _LEAST_GROUND or self.usual >= _MOSTLY

    @property
    def why(self) -> str:
        """The grounds in words."""
        parts = []
        if self.tasks:
            parts.append(f"相似的任务由它承担：{'、'.join(self.tasks[:2])}")
        if self.words:
            mark = f"（职能{self.status}）" if self.status else ""
            parts.append(f"按单位职能：{'、'.join(self.words[:_SHOWN_WORDS])}{mark}")
        if not parts:
            parts.append("教育规划的任务通常由它承担（没有字眼对上）")
        return "；".join(parts)


class Proposer:
    """Proposes units and sections for tasks of one plan."""

    def __init__(
        self, functions: Functions, named: Sequence[Matter], counted: Sequence[Matter], region: str, level: str
    ) -> None:
        """Make ready.

        Args:
            functions: for what units answer.
            named: tasks that name units, of this plan (``plan`` empty) and of others.
            counted: all tasks of this plan, by which rare words are told from common ones.
            region: of the plan (临江市); empty when not known.
            level: of the plan: 市, 县.
        """
        self._functions = functions
        outside = [one for one in named if one.plan]
        inside = [one for one in named if not one.plan]
        self._units = Wordings([*inside, *outside], also_counted=[one for one in counted if not one.units])
        self._beside: dict[str, list[Matter]] = defaultdict(list)
        for one in inside:
            if one.section:
                self._beside[one.section].append(one)
        self._prefix = prefix_of(region, level)
        self._level = level
        self._place = region[:-1]
        self._as_written = self._names(inside)

    def _names(self, inside: Sequence[Matter]) -> dict[str, str]:
        """Return how this plan itself writes the units it names, where it names them in full."""
        written: dict[str, str] = {}
        for matter in inside:
            for unit in matter.units:
                known = self._functions.department(self._local(unit))
                if known is None or _is_in_full(unit, known, self._prefix):
                    written.setdefault(self._key(unit), unit)
        return written

    def _local(self, unit: str) -> str:
        """Return a unit's name without the region's (临江市教育局 -> 市教育局)."""
        return unit.removeprefix(self._place) if len(unit) > len(self._place) + 2 else unit

    def _key(self, unit: str) -> str:
        return self._functions.key(self._local(unit))

    def units(self, matter: Matter) -> tuple[Proposal, ...]:
        """Return proposals for who leads (at most three), then for who supports, the surest first in each."""
        cases = self.ranked(matter)
        leads = [case for case in cases if case.leading >= _LEAST_LEAD][:_LEADS]
        first = leads[0].shown if leads else ""
        by_strength = sorted(cases, key=lambda case: (-case.strength, case.shown))
        supports = [
            case for case in by_strength if case.strength >= _LEAST_SUPPORT and case.shown != first and case.is_grounded
        ][:_SUPPORTS]
        return (
            *(_proposal("lead", case, case.leading) for case in leads),
            *(_proposal("support", case, case.strength) for case in supports),
        )

    def names(self, matter: Matter) -> tuple[str, ...]:
        """Return the units for which something speaks, the likeliest lead first."""
        return tuple(case.shown for case in self.ranked(matter))

    def ranked(self, matter: Matter) -> list[_Case]:
        """Return the units for which something speaks, the likeliest lead first."""
        cases: dict[str, _Case] = {}
        self._by_tasks(matter, cases)
        self._by_functions(matter, self._functions.departments, cases)
        found = [case for case in cases.values() if case.strength > 0]
        return sorted(found, key=lambda case: (-case.leading, -case.strength, case.shown))

    def sections(self, matter: Matter) -> tuple[Proposal, ...]:
        """Return proposals for the section of the education bureau (责任科室), the surest first."""
        cases: dict[str, _Case] = {}
        self._by_functions(matter, self._functions.sections, cases)
        found = sorted(cases.values(), key=lambda case: (-case.strength, case.shown))
        return tuple(
            _proposal("section", case, case.strength)
            for case in found[:_SECTIONS]
            if case.words and case.strength >= _LEAST_SECTION
        )

    def _by_tasks(self, matter: Matter, cases: dict[str, _Case]) -> None:
        near = self._near(matter)
        whole = sum(one.likeness for one in near)
        sure = 1 - exp(-whole / _ENOUGH)
        votes: dict[str, float] = defaultdict(float)
        for one in near:
            for place, key in enumerate(self._keys(one)):
                votes[key] += one.likeness * (1.0 if place == 0 else _SECOND)
                case = cases.setdefault(key, _Case(self._shown(key, one.matter)))
                where = f"（{one.matter.plan}）" if one.matter.plan else ""
                case.tasks.append(f"“{one.matter.title}”{where}")
        for key, vote in votes.items():
            cases[key].by_tasks = sure * vote / whole

    def _near(self, matter: Matter) -> tuple[Alike, ...]:
        """Return the similar tasks; those of the same section of the same plan count as somewhat alike at least."""
        found = {one.matter: one.likeness for one in self._units.most_alike(matter, 4 * _NEAR, _LEAST_ALIKE / 2)}
        for other in self._beside.get(matter.section, ()):
            if other.id != matter.id:
                found[other] = found.get(other, 0.0) + _NEIGHBOUR
        ranked = sorted(found.items(), key=lambda one: (-one[1], one[0].plan, one[0].id))
        return tuple(Alike(other, alike) for other, alike in ranked[:_NEAR] if alike >= _LEAST_ALIKE)

    def _keys(self, one: Alike) -> tuple[str, ...]:
        """Return the units of a similar task by the names they share; sections are none of a plan's units."""
        units = (unit for unit in one.matter.units if not self._functions.is_section(unit))
        return tuple(dict.fromkeys(map(self._key, units)))

    def _shown(self, key: str, matter: Matter) -> str:
        if key in self._as_written:
            return self._as_written[key]
        known = self._functions.department(key)
        if known is not None:
            return known.shown(self._prefix)
        return next(unit for unit in matter.units if self._key(unit) == key)

    def _by_functions(self, matter: Matter, units: Sequence[UnitFunction], cases: dict[str, _Case]) -> None:
        for unit in units:
            if unit.level and self._level and unit.level != self._level:
                continue
            score, words = self._score(unit, matter)
            if not score and not unit.usual:
                continue
            shown = self._as_written.get(unit.name) or unit.shown(self._prefix)
            case = cases.setdefault(unit.name, _Case(shown))
            case.by_function = 1 - exp(-score / _TAU)
            case.words, case.status, case.usual = words, unit.basis.status, unit.usual
            case.in_title = any(word in matter.title for word in words)

    def _score(self, unit: UnitFunction, matter: Matter) -> tuple[float, tuple[str, ...]]:
        hits: dict[str, float] = {}
        for words, share in ((unit.words, 1.0), (unit.also, _SUPPORT)):
            for word in words:
                weight = (
                    _TITLE * (word in matter.title)
                    or _BODY * (word in matter.body)
                    or _CHAPTER * (word in matter.chapter)
                )
                if weight:
                    hits[word] = weight * share * self._telling(word)
        inner = [word for word in hits if any(word != other and word in other for other in hits)]
        for word in inner:
            hits[word] *= 0.3
        ranked = sorted(hits, key=lambda word: (-hits[word], word))
        return sum(hits.values()), tuple(ranked)

    def _telling(self, word: str) -> float:
        """Return how much a word tells of a task, against what a word of one task alone tells: 0 to 1.2."""
        rare = max((self._units.rarity(word[at : at + 2]) for at in range(len(word) - 1)), default=0.0)
        return _RAREST * max(0.0, rare) / self._units.rarest


def _is_in_full(unit: str, known: UnitFunction, prefix: str) -> bool:
    """Tell whether a plan writes a unit by its full name: 市财政局, not 财政; 各县市区人民政府, not 各级政府."""
    if known.is_whole:
        return unit[-2:] == known.name[-2:] and not unit.startswith("各级")
    return bool(prefix) and unit.startswith(prefix)


def _proposal(key: Literal["lead", "support", "section"], case: _Case, strength: float) -> Proposal:
    return Proposal(key=key, value=case.shown, why=case.why, strength=round(strength, 2))


def prefix_of(region: str | None, level: str | None) -> str:
    """Return what stands before the name of a department in a plan: 市, 县, 区; empty when not known."""
    if level == "市":
        return "州" if (region or "").endswith("州") else "市"
    if level == "县":
        return (region or "县")[-1] if (region or "县")[-1] in "县区市" else "县"
    return ""
