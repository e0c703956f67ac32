"""Likeness of tasks by their words (任务文字相近): pairs of characters weighted by how rare they are.

Entries: :class:`Matter`, what a task says; :func:`matter_of`; :class:`Wordings`, which finds the matters most like one.
普职分流 tells more than 教育 or 推进, so a pair weighs the less the more tasks hold it; a title weighs more than the
text, a chapter less. Two that name different school stages or kinds of education are less alike.
Not here: what follows from likeness (:mod:`luoshi.progress.tasks.proposing`, :mod:`luoshi.progress.tasks.annual`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log, sqrt

from luoshi.base.texts import are_apart, normal
from luoshi.model.plan import Item, Plan, Project, Task

_TITLE, _BODY, _CHAPTER = 2.0, 1.0, 0.6
_APART = 0.45
"""What is left of the likeness of two titles that name different things of one kind (学前, 高中)."""
_DUTY = re.compile(
    r"[（(\[【][^（()）\]】]*(?:责任|牵头|配合|承办|主办)(?:单位|科室|处室|部门)?[^（()）\]】]*(?:[）)\]】]|$)"
    r"|(?:责任|牵头|配合|承办)(?:单位|科室|处室|部门)[:：].*$"
)
"""Who does it is no part of what is done."""
_PARTICLES = "的于和及其中为与在到对将把个所名以可能要"
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_EMPTY = re.compile(
    r"推进|加强|加快|实施|进一步|不断|切实|积极|大力|深入|全面|着力|扎实|持续|认真|建立|健全|完善|提升|提高|促进|强化|深化"
)
"""Words that open nearly every task and tell nothing of its matter."""
_KINDS: tuple[tuple[str, str], ...] = (
    ("学前", r"学前|幼儿|[办惠]园|保教"),
    ("义务", r"义务教育|中小学|小学|初中"),
    ("高中", r"(?:普通|普)?高中(?!阶段)|高考"),
    ("职业", r"职业|中职|高职|产教|校企|技能|职校"),
    ("高等", r"高等|高校|大学|本科"),
    ("特殊", r"特殊教育|特教|残疾"),
    ("终身", r"终身|社区教育|老年教育|继续教育"),
)


@dataclass(frozen=True)
class Matter:
    """What a task, a project or a problem is about (事项).

    Attributes:
        id: of the plan item; with ``plan`` it tells the matter from all others.
        plan: the file whose item it is; empty for the plan at hand.
        title: its title.
        body: what more it says, without who does it.
        chapter: the titles of the sections it stands in.
        units: the units that the plan names, those that lead first.
        section: where it stands.
    """

    id: str
    title: str
    body: str = ""
    chapter: str = ""
    plan: str = ""
    units: tuple[str, ...] = ()
    section: str = ""

    @cached_property
    def whole(self) -> str:
        """Title and text, plain."""
        return normal(f"{self.title}{self.body}")

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Of which school stages and kinds of education the title speaks; else the chapter."""
        for text in (self.title, self.chapter):
            found = frozenset(kind for kind, words in _KINDS if re.search(words, text))
            if found:
                return found
        return frozenset()

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Pairs of characters with the weight of the part they stand in."""
        found: dict[str, float] = {}
        for text, weight in ((self.chapter, _CHAPTER), (self.body, _BODY), (self.title, _TITLE)):
            for pair in _pairs(text):
                found[pair] = max(weight, found.get(pair, 0.0))
        return found


def _pairs(text: str) -> set[str]:
    plain = _EMPTY.sub(" ", _FIGURES.sub(" ", text))
    return {pair for piece in plain.split() for pair in map("".join, pairwise(normal(piece)))}


def matter_of(plan: Plan, item: Item, text: str = "", *, source: str = "") -> Matter:
    """Return what a task (or project) says: its text if handed in, else its quote and the quotes of its figures.

    Args:
        plan: the plan that holds it.
        item: a task, or a project.
        text: its whole text in the document; empty when that is not at hand.
        source: named as ``plan`` in the matter.
    """
    title = item.title if isinstance(item, Task) else item.name if isinstance(item, Project) else item.quote
    said = text or item.quote
    if not text:
        inside = (one.quote for one in plan.figures if _lies_in(one, item) and one.quote not in item.quote)
        said = "。".join((said, *inside))
    said = _DUTY.sub("", said.replace("\n", ""))
    units: tuple[str, ...] = ()
    if isinstance(item, Task):
        units = tuple(dict.fromkeys((*item.lead, *item.units, *item.support)))
    return Matter(item.id, title, said.removeprefix(title), chapter_of(plan, item.section), source, units, item.section)


def chapter_of(plan: Plan, section: str) -> str:
    """Return the titles of a section and of those above it, outermost first; its own title is left to the item."""
    parts = section.split("/")
    heads = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return " ".join(plan.outline[head] for head in heads if head in plan.outline)


def _lies_in(one: Item, other: Item) -> bool:
    return one.id != other.id and other.span.start <= one.span.start and one.span.end <= other.span.end


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter found to be like another, and how much, 0-1."""

    matter: Matter
    likeness: float


class Wordings:
    """Finds among many matters those that are most like one; how rare a pair is, is counted over all of them."""

    def __init__(self, matters: Sequence[Matter], *, also_counted: Iterable[Matter] = ()) -> None:
        self._matters = tuple(matters)
        held: Counter[str] = Counter()
        everything = (*self._matters, *also_counted)
        for matter in everything:
            held.update(matter.weights.keys())
        self._held = held
        self._many = len(everything)
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, matter in enumerate(self._matters):
            for pair in matter.weights:
                self._holders[pair].append(index)
        self._lengths = [self._length(matter.weights) for matter in self._matters]

    def rarity(self, pair: str) -> float:
        """Return how much a pair of characters tells: the more, the fewer matters hold it."""
        return log((1 + self._many) / (0.5 + self._held.get(pair, 0))) if self._many else 1.0

    @property
    def rarest(self) -> float:
        """How much a pair tells that one matter alone holds."""
        return log((1 + max(1, self._many)) / 1.5)

    def most_alike(self, matter: Matter, at_most: int, least: float = 0.0) -> tuple[Alike, ...]:
        """Return the matters most like ``matter``, never itself: at most so many, none below ``least``."""
        shared: dict[int, float] = defaultdict(float)
        for pair, weight in matter.weights.items():
            holders = self._holders.get(pair, ())
            rare = self.rarity(pair) ** 2
            for index in holders:
                shared[index] += weight * self._matters[index].weights[pair] * rare
        own = self._length(matter.weights)
        found = []
        for index, product in shared.items():
            other = self._matters[index]
            if other.id == matter.id and other.plan == matter.plan:
                continue
            alike = product / (own * self._lengths[index]) if own and self._lengths[index] else 0.0
            if speak_of_others(matter, other):
                alike *= _APART
            if alike >= least:
                found.append((-min(1.0, alike), index))
        return tuple(Alike(self._matters[index], -less) for less, index in sorted(found)[:at_most])

    def told_by(self, one: Matter, other: Matter, at_most: int = 4) -> tuple[str, ...]:
        """Return the longest runs of characters that two matters share and that tell most (共同的字眼)."""
        shared = one.weights.keys() & other.weights.keys()
        runs: dict[str, float] = {}
        for text in (one.title, one.body):
            plain, begin = normal(text), 0
            for index in range(len(plain)):
                if index + 2 > len(plain) or plain[index : index + 2] not in shared:
                    if index - begin >= 2:
                        run = plain[begin : index + 1].lstrip(_PARTICLES).rstrip(_PARTICLES)
                        runs.setdefault(run, sum(self.rarity(run[at : at + 2]) for at in range(len(run) - 1)))
                    begin = index + 1
        runs = {run: told for run, told in runs.items() if len(run) > 1}
        ranked = sorted(runs, key=lambda run: (-runs[run], run))
        return tuple(run for run in ranked if len(run) <= 16)[:at_most]

    def _length(self, weights: Mapping[str, float]) -> float:
        return sqrt(sum((weight * self.rarity(pair)) ** 2 for pair, weight in weights.items()))


def speak_of_others(one: Matter, other: Matter) -> bool:
    """Tell whether two matters name different stages, kinds or levels: 学前 and 高中, 新建 and 改建."""
    if one.kinds and other.kinds and not one.kinds & other.kinds:
        return True
    return normal(one.title) != normal(other.title) and are_apart(normal(one.title), normal(other.title))
