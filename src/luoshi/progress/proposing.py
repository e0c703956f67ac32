"""Which units might bear a task of which the plan names none (责任单位的建议): by similar tasks, by functions.

Entry: :class:`Proposer`. Each proposal says why and how sure it is; it is never the plan's word.
Not here: entries of the ledger (:mod:`luoshi.progress.making`), taking a proposal up (:mod:`luoshi.progress.taking`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp

from luoshi.model.ledger import Proposal
from luoshi.progress.wording import Alike, Matter, Wordings
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

    @property
    def strength(self) -> float:
        """Both grounds together: either may be enough."""
        known = max(self.by_function, self.usual)
        return min(_SUREST, 1 - (1 - self.by_tasks) * (1 - known))

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

    def __init__(self, functions: Functions, named: Sequence[Matter], counted: Sequence[Matter], prefix: str) -> None:
        """Make ready.

        Args:
            functions: for what units answer.
            named: tasks that name units, of this plan (``plan`` empty) and of others.
            counted: all tasks of this plan, by which rare words are told from common ones.
            prefix: what stands before a department's name: 市, 县, 区; empty when not known.
        """
        self._functions = functions
        outside = [one for one in named if one.plan]
        inside = [one for one in named if not one.plan]
        self._units = Wordings([*inside, *outside], also_counted=[one for one in counted if not one.units])
        self._beside: dict[str, list[Matter]] = defaultdict(list)
        for one in inside:
            if one.section:
                self._beside[one.section].append(one)
        self._prefix = prefix
        self._level = "县" if prefix in ("县", "区") else prefix
        self._as_written = self._names(inside)

    def _names(self, inside: Sequence[Matter]) -> dict[str, str]:
        """Return how this plan itself writes the units it names."""
        written: dict[str, str] = {}
        for matter in inside:
            for unit in matter.units:
                written.setdefault(self._functions.key(unit), unit)
        return written

    def units(self, matter: Matter) -> tuple[Proposal, ...]:
        """Return proposals for who leads (at most three), then for who supports, the surest first in each."""
        ranked = self.ranked(matter)
        leads = [(case, strength) for case, strength in ranked if strength >= _LEAST_LEAD][:_LEADS]
        first = leads[0][0].shown if leads else ""
        supports = [
            (case, strength)
            for case, strength in ranked
            if strength >= _LEAST_SUPPORT and case.shown != first and case.is_grounded
        ][:_SUPPORTS]
        return (
            *(Proposal(key="lead", value=case.shown, why=case.why, strength=strength) for case, strength in leads),
            *(
                Proposal(key="support", value=case.shown, why=case.why, strength=strength)
                for case, strength in supports
            ),
        )

    def names(self, matter: Matter) -> tuple[str, ...]:
        """Return the units that speak for themselves, the surest first."""
        return tuple(case.shown for case, _ in self.ranked(matter))

    def ranked(self, matter: Matter) -> list[tuple[_Case, float]]:
        """Return the units for which something speaks with their strength, the surest first."""
        cases: dict[str, _Case] = {}
        self._by_tasks(matter, cases)
        self._by_functions(matter, self._functions.departments, cases)
        found = [(case, round(case.strength, 2)) for case in cases.values() if case.strength > 0]
        return sorted(found, key=lambda one: (-one[0].strength, one[0].shown))

    def sections(self, matter: Matter) -> tuple[Proposal, ...]:
        """Return proposals for the section of the education bureau (责任科室), the surest first."""
        cases: dict[str, _Case] = {}
        self._by_functions(matter, self._functions.sections, cases)
        found = sorted(cases.values(), key=lambda case: (-case.strength, case.shown))
        return tuple(
            Proposal(key="section", value=case.shown, why=case.why, strength=round(case.strength, 2))
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
        return tuple(dict.fromkeys(map(self._functions.key, units)))

    def _shown(self, key: str, matter: Matter) -> str:
        if key in self._as_written:
            return self._as_written[key]
        known = self._functions.department(key)
        if known is not None:
            return known.shown(self._prefix)
        return next(unit for unit in matter.units if self._functions.key(unit) == key)

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
        """Return how much a word tells of a task: its rarest pair of characters decides, about 0.2 to 1.3."""
        rare = max((self._units.rarity(word[at : at + 2]) for at in range(len(word) - 1)), default=1.0)
        return min(1.3, rare / 3)


def prefix_of(region: str | None, level: str | None) -> str:
    """Return what stands before the name of a department in a plan: 市, 县, 区; empty when not known."""
    if level == "市":
        return "州" if (region or "").endswith("州") else "市"
    if level == "县":
        return (region or "县")[-1] if (region or "县")[-1] in "县区市" else "县"
    return ""
