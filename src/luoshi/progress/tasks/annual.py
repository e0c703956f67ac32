"""Which items of a plan the annual documents take up (年度工作要点追溯到规划), and which nobody takes up.

Entry: :func:`trace_annual`. An annual task takes up a plan task whose words are rare and shared, or with which it
shares indicators. Alike in words is not the same in matter: different school stages are kept apart, and what lies
between sure and nothing is told as a question.
Not here: likeness (:mod:`luoshi.progress.tasks.wording`), the table (``luoshi.sheets``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from luoshi.base.texts import likeness, normal
from luoshi.model.coverage import AnnualTask, AnnualTrace, ItemKind, Taken, UptakeRow
from luoshi.model.indicator_names import canonical, is_same_indicator
from luoshi.model.plan import Figure, Item, Plan, Project, Target, Task
from luoshi.progress.tasks.coverage import named
from luoshi.progress.tasks.topics import shared_topic, topics_of
from luoshi.progress.tasks.wording import Matter, Wordings, matter_of, speak_of_others

_SURE, _PERHAPS = 0.4, 0.28
_NEAR_BEST = 0.62
"""A second plan task must be nearly as like as the first."""
_MOST = 3
_FIGURE = 0.5
"""A shared indicator closes this share of the gap to full likeness, a second one less."""
_TITLES = 0.35
"""What the likeness of the two titles alone closes of the gap."""
_LEAST_TITLE = 0.3
_TOPIC = 0.5
"""What subjects wholly in common close of the gap."""
_LEAST_TOPIC = 0.4
_ASIDE = re.compile(r"^(?:新增|新建|建设|全市|全年|累计|培训)?$")
_OPENING = re.compile(
    r"推进|加强|加快|实施|进一步|不断|切实|大力|深入|全面|持续|广泛|开展|建立|健全|完善|提升|提高|促进|强化|深化|发展|抓实|做好"
)
_FLOW = re.compile(
    r"^(?:新增|新建、?改?扩?建?|改扩建|新认定|新组建|组建|建设|建成|创建|开展|改造|招收|招聘|培训|遴选|评选|认定|培育)"
)


def trace_annual(
    plan: Plan,
    annual: Sequence[Plan],
    *,
    texts: Mapping[str, str] | None = None,
    annual_texts: Sequence[Mapping[str, str]] = (),
) -> AnnualTrace:
    """Return each annual task with what it takes up of the plan, and each plan item with who takes it up.

    Args:
        plan: the plan.
        annual: 工作要点 of one or several years.
        texts: item of the plan -> its whole text.
        annual_texts: the same for each annual document, in their order.
    """
    finder = _Finder(plan, texts or {})
    tasks: list[AnnualTask] = []
    documents: dict[str, int | None] = {}
    for index, document in enumerate(annual):
        title = _unique(document.document.title or document.source.name, documents)
        documents[title] = _year(document)
        given = annual_texts[index] if index < len(annual_texts) else {}
        tasks.extend(finder.traced(document, title, given))
    return AnnualTrace(
        plan.document.title or plan.source.name, documents, tuple(tasks), _uptake(plan, documents, tasks)
    )


def _unique(title: str, taken: Mapping[str, object]) -> str:
    name, number = title, 2
    while name in taken:
        name, number = f"{title}（{number}）", number + 1
    return name


def _year(document: Plan) -> int | None:
    period = document.document.period
    return period[0] if period else None


@dataclass(frozen=True)
class _Found:
    """A plan task or project found for an annual task."""

    item: Item
    alike: float
    figures: tuple[str, ...]
    words: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


class _Finder:
    """Finds in one plan what annual tasks take up."""

    def __init__(self, plan: Plan, texts: Mapping[str, str]) -> None:
        self._plan = plan
        self._items: dict[str, Item] = {one.id: one for one in (*plan.tasks, *plan.projects)}
        self._matters = {
            number: replace(matter_of(plan, one, texts.get(number, "")), plan="规划")
            for number, one in self._items.items()
        }
        self._topics = {number: topics_of(one.title, one.body) for number, one in self._matters.items()}
        self._cores = {number: _core(one.title) for number, one in self._matters.items()}
        self._figures = {number: _targets_in(plan, one) for number, one in self._items.items()}

    def traced(self, document: Plan, title: str, texts: Mapping[str, str]) -> list[AnnualTask]:
        """Return the tasks of an annual document with what they take up."""
        own = {task.id: matter_of(document, task, texts.get(task.id, "")) for task in document.tasks}
        wordings = Wordings(list(self._matters.values()), also_counted=own.values())
        made = []
        for task in document.tasks:
            figures = _targets_in(document, task)
            takes = self._takes(wordings, own[task.id], figures)
            targets = self._targets(figures, own[task.id])
            made.append(AnnualTask(task.id, title, _year(document), task.section, task.title, (*takes, *targets)))
        return [*made, *self._loose_targets(document, title)]

    def _loose_targets(self, document: Plan, title: str) -> list[AnnualTask]:
        """Return the targets of an annual document that stand in none of its tasks."""
        inside = {one.id for task in document.tasks for one in _targets_in(document, task)}
        return [
            AnnualTask(
                one.id,
                title,
                _year(document),
                one.section,
                named(one),
                self._targets([one], Matter(one.id, one.indicator, one.quote)),
            )
            for one in document.targets
            if one.id not in inside
        ]

    def _takes(self, wordings: Wordings, matter: Matter, figures: Sequence[Target]) -> tuple[Taken, ...]:
        shared = {number: _shared(figures, own) for number, own in self._figures.items()} if figures else {}
        likes = {one.matter.id: one.likeness for one in wordings.most_alike(matter, len(self._items))}
        own, core = topics_of(matter.title, matter.body), _core(matter.title)
        found: list[_Found] = []
        for number, other in self._matters.items():
            both = shared.get(number, ())
            gap = 1 - likes.get(number, 0.0)
            titles = likeness(core, self._cores[number])
            if titles >= _LEAST_TITLE and not speak_of_others(matter, other):
                gap *= 1 - _TITLES * titles
            topic = shared_topic(own, self._topics[number])
            gap *= 1 - _TOPIC * topic**2
            for place in range(len(both)):
                gap *= 1 - _FIGURE / (place + 1)
            subjects = tuple(sorted(own.keys() & self._topics[number].keys())) if topic >= _LEAST_TOPIC else ()
            found.append(_Found(self._items[number], 1 - gap, both, subjects=subjects))
        found.sort(key=lambda one: (-one.alike, one.item.span))
        tasks = (
            replace(one, words=wordings.told_by(matter, self._matters[one.item.id]))
            for one in self._chosen([one for one in found if isinstance(one.item, Task)])
        )
        projects = self._named_projects(matter, found)
        return tuple(map(_taken, (*tasks, *projects)))

    def _chosen(self, found: Sequence[_Found]) -> list[_Found]:
        if not found or found[0].alike < _PERHAPS:
            return []
        least = max(_PERHAPS, _NEAR_BEST * found[0].alike)
        return [one for one in found[:_MOST] if one.alike >= least]

    def _named_projects(self, matter: Matter, found: Sequence[_Found]) -> list[_Found]:
        """Return the projects that an annual task names by their own name."""
        return [
            replace(one, alike=max(one.alike, 0.8), words=(one.item.name,))
            for one in found
            if isinstance(one.item, Project) and normal(one.item.name) in matter.whole
        ]

    def _targets(self, figures: Sequence[Target], matter: Matter) -> tuple[Taken, ...]:
        """Return the plan's targets of the same indicators; of several years each once, the latest."""
        taken: dict[str, Taken] = {}
        for figure in figures:
            for target in self._plan.targets:
                if _is_same(figure, target) and target.id not in taken:
                    why = f"同一指标“{figure.indicator}”"
                    taken[target.id] = Taken(target.id, ItemKind.TARGET, named(target), 1.0, (figure.indicator,), why)
        return tuple(taken.values())


def _core(title: str) -> str:
    """Return a title without the words that open nearly every task."""
    return _OPENING.sub("", normal(title))


def _targets_in(plan: Plan, item: Item) -> list[Target]:
    own = set(getattr(item, "figures", ()))
    return [
        one
        for one in plan.targets
        if one.id in own or (item.span.start <= one.span.start and one.span.end <= item.span.end)
    ]


def _shared(figures: Sequence[Target], others: Sequence[Target]) -> tuple[str, ...]:
    """Return the indicators of ``figures`` that ``others`` have too, each once."""
    return tuple(dict.fromkeys(one.indicator for one in figures if any(_is_same(one, other) for other in others)))


def _is_same(one: Figure, other: Figure) -> bool:
    """Tell whether two targets are of one indicator; a name that says nothing but 新增 or 培训 is none."""
    if one.unit != other.unit:
        return False
    first, second = canonical(one.indicator), canonical(other.indicator)
    bare, other_bare = _FLOW.sub("", first), _FLOW.sub("", second)
    if min(len(bare), len(other_bare)) < 2 or _ASIDE.match(bare) or _ASIDE.match(other_bare):
        return False
    if min(len(bare), len(other_bare)) < 3 and one.unit != "%":
        return False
    return is_same_indicator(one.indicator, other.indicator) or (len(bare) >= 4 and bare == other_bare)


def _taken(found: _Found) -> Taken:
    parts = []
    if found.words:
        parts.append(f"共同的字眼：{'、'.join(found.words)}")
    if found.subjects:
        parts.append(f"同一主题：{'、'.join(found.subjects)}")
    if found.figures:
        parts.append(f"共同的指标：{'、'.join(found.figures)}")
    if not parts:
        parts.append("标题相近")
    kind = ItemKind.TASK if isinstance(found.item, Task) else ItemKind.PROJECT
    sure = found.alike >= _SURE or bool(found.figures)
    if not sure:
        parts.append("请人核对")
    return Taken(found.item.id, kind, named(found.item), round(found.alike, 2), found.figures, "；".join(parts), sure)


def _uptake(plan: Plan, documents: Mapping[str, int | None], tasks: Sequence[AnnualTask]) -> tuple[UptakeRow, ...]:
    taken: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for task in tasks:
        for one in task.takes:
            taken[one.item][task.document].append(task.title)
    lists: tuple[tuple[Sequence[Item], ItemKind], ...] = (
        (plan.tasks, ItemKind.TASK),
        (plan.targets, ItemKind.TARGET),
        (plan.projects, ItemKind.PROJECT),
    )
    return tuple(
        UptakeRow(
            item.id,
            kind,
            named(item),
            item.section,
            {document: tuple(taken[item.id].get(document, ())) for document in documents},
        )
        for items, kind in lists
        for item in items
    )
