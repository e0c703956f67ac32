"""What differs between two plans, item by item (比较).

Entry: :func:`compare_plans`. An item whose words changed but not what it says is 改写, for a task those of its title;
an item whose section number shifted is the same; a figure that belongs to a project is told with the project.
Not here: which item is which (``pairs``), whether a change asks for more (``judging``), who moved (``places``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from luoshi.base.texts import likeness, masked, normal
from luoshi.compare.judging import gravest, judge_deadline, judge_value, judge_year
from luoshi.compare.pairs import Pair, Pairs, match_plans
from luoshi.compare.places import Moves
from luoshi.compare.unit_names import renamed_units
from luoshi.model.comparison import Change, Comparison, Difference, ItemKind, Party, Side, Verdict
from luoshi.model.corrections import LINKS, keys_of
from luoshi.model.indicator_names import canonical
from luoshi.model.plan import Figure, Item, Norm, Observation, Plan, Problem, Project, Target, Task
from luoshi.model.wording import LABELS, figure_text, item_text, value_text

_KINDS: tuple[tuple[type[Item], ItemKind], ...] = (
    (Target, "目标"),
    (Norm, "标准要求"),
    (Observation, "现状数据"),
    (Project, "项目"),
    (Task, "任务"),
    (Problem, "问题"),
)
_ONLY_WORDS = 0.5
_LISTS = ("lead", "support", "units")
_MECHANISM = re.compile(r"^(?:进一步)?(?:建立|健全|完善|构建|形成)")
"""How sentences in the body of a task begin that promise no thing to be handed in."""
_Judged = tuple[Change, Verdict]


def compare_plans(old: Plan, new: Plan) -> Comparison:
    """Return the differences of two plans, kind by kind, each kind in the order of the new text, gone items last."""
    pairs = match_plans(old, new)
    return differences_of(old, new, pairs)


def differences_of(old: Plan, new: Plan, pairs: Pairs) -> Comparison:
    """Return the differences of two plans whose items are paired already."""
    moves = Moves(old, new, pairs)
    renamed = renamed_units(old, new, pairs)
    projects = _differing(pairs.projects, moves)
    told, shifted = _told_with_projects(old, new, pairs.projects)
    figures = [
        difference
        for pair, difference in _differing(pairs.figures, moves)
        if not _is_told(difference, {item.id for item in (pair.old, pair.new) if item}, told, shifted)
    ]
    others = [
        difference
        for _, difference in (*projects, *_differing(pairs.tasks, moves, renamed), *_differing(pairs.problems, moves))
    ]
    order = {kind: n for n, (_, kind) in enumerate(_KINDS)}
    found = sorted((*figures, *others), key=lambda d: order[d.kind])
    return Comparison(
        old=party_of(old),
        new=party_of(new),
        differences=(*found, *_units(old, new, renamed)),
        same=sum(1 for pair in pairs.all if pair.old and pair.new) - sum(1 for d in found if d.old and d.new),
    )


def party_of(plan: Plan) -> Party:
    """Return what is said of a plan at the head of a comparison."""
    facts = plan.document
    return Party(
        title=facts.title or plan.source.name,
        source=plan.source.name,
        region=facts.region or "",
        level=facts.level or "",
        period=facts.period,
    )


def side_of(item: Item) -> Side:
    """Return an item as one side of a difference."""
    place = str(item.at) if item.at else ""
    return Side(id=item.id, text=item_text(item), section=item.section, at=place, quote=item.quote)


def _differing(
    pairs: Iterable[Pair], moves: Moves, renamed: Mapping[str, str] | None = None
) -> list[tuple[Pair, Difference]]:
    found = []
    for pair in pairs:
        old, new = pair.old, pair.new
        if old is not None and new is not None:
            judged = list(_changes(old, new, renamed or {}))
            difference = _two_sided(old, new, judged, has_moved=moves.has_moved(pair))
        else:
            difference = _one_sided(pair)
        if difference is not None:
            found.append((pair, difference))
    return found


def _kind(item: Item) -> ItemKind:
    return next(kind for model, kind in _KINDS if isinstance(item, model))


def _name(item: Item) -> str:
    return item.indicator if isinstance(item, Figure) else item_text(item)


def _one_sided(pair: Pair) -> Difference | None:
    item = pair.new or pair.old
    if item is None:
        return None
    verb = "原有，新文没有" if pair.new is None else "新文才有"
    return Difference(
        kind=_kind(item),
        verdict=Verdict.GONE if pair.new is None else Verdict.NEW,
        name=_name(item),
        sentence=f"{verb}：{item_text(item)}",
        old=side_of(pair.old) if pair.old else None,
        new=side_of(pair.new) if pair.new else None,
    )


def _two_sided(old: Item, new: Item, judged: list[_Judged], *, has_moved: bool) -> Difference | None:
    if has_moved:
        judged.append((Change(key="section", label="章节", old=old.section, new=new.section), Verdict.MOVED))
    verdict = gravest(v for _, v in judged)
    if verdict is None:
        return None
    return Difference(
        kind=_kind(new),
        verdict=verdict,
        name=_name(new),
        sentence="；".join(_sentence(change, v if len(judged) > 1 else Verdict.CHANGED) for change, v in judged),
        old=side_of(old),
        new=side_of(new),
        changes=tuple(change for change, _ in judged),
    )


def _sentence(change: Change, verdict: Verdict) -> str:
    if change.key in _LISTS and change.old and change.new:
        return _list_sentence(change)
    mark = "" if verdict in (Verdict.CHANGED, Verdict.REWORDED, Verdict.MOVED) else f"（{verdict.value}）"
    if not change.old:
        return f"{change.label}增加“{change.new}”{mark}"
    if not change.new:
        return f"{change.label}去掉“{change.old}”{mark}"
    return f"{change.label}由“{change.old}”改为“{change.new}”{mark}"


def _list_sentence(change: Change) -> str:
    before, after = change.old.split("、"), change.new.split("、")
    added, gone = [n for n in after if n not in before], [n for n in before if n not in after]
    told = [f"增加“{'、'.join(added)}”"] if added else []
    told += [f"去掉“{'、'.join(gone)}”"] if gone else []
    return change.label + "，".join(told)


def _changes(old: Item, new: Item, renamed: Mapping[str, str]) -> Iterator[_Judged]:
    if isinstance(old, Figure) and isinstance(new, Figure):
        yield from _figure_changes(old, new)
    elif isinstance(old, Task) and isinstance(new, Task):
        yield from _task_changes(old, new, renamed)
    elif isinstance(old, Project) and isinstance(new, Project):
        yield from _project_changes(old, new)
    elif isinstance(old, Problem) and isinstance(new, Problem) and masked(old.text) != masked(new.text):
        yield _change("text", old.text, new.text), Verdict.REWORDED


def _change(key: str, old: object, new: object) -> Change:
    return Change(key=key, label=LABELS[key], old=value_text(old), new=value_text(new))


def _figure_changes(old: Figure, new: Figure) -> Iterator[_Judged]:
    if type(old) is not type(new):
        yield _change("role", _kind(old), _kind(new)), Verdict.CHANGED
    if value := judge_value(old, new):
        if isinstance(new, Observation) or isinstance(old, Observation):
            value = Verdict.CHANGED
        yield _change("value", figure_text(old), figure_text(new)), value
    year = judge_year(old.year, new.year)
    # A norm that names no year itself has it from the text around, which is told where it changed.
    if year and not (isinstance(new, Norm) and _is_same_sentence(old, new) and "年" not in new.quote):
        yield _change("year", old.year, new.year), Verdict.CHANGED if isinstance(new, Observation) else year
    if old.kind != new.kind:
        yield _change("kind", old.kind, new.kind), Verdict.CHANGED
    if old.part != new.part:
        yield _change("part", old.part, new.part), Verdict.CHANGED
    if _is_same_sentence(old, new) and not {"indicator", "scope"} & {*old.corrected, *new.corrected}:
        return  # its name and scope come from the text around it, which is told where it changed
    if normal(old.scope or "") != normal(new.scope or ""):
        yield _change("scope", old.scope, new.scope), Verdict.CHANGED if old.scope and new.scope else Verdict.REWORDED
    if canonical(old.indicator) != canonical(new.indicator) and not _is_reordered(old, new):
        yield _change("indicator", old.indicator, new.indicator), Verdict.REWORDED


def _is_same_sentence(old: Figure, new: Figure) -> bool:
    return len(old.quote) > len(old.value_text) + 3 and masked(old.quote) == masked(new.quote)


def _is_reordered(old: Figure, new: Figure) -> bool:
    """Tell whether a sentence has the same words in another order: 建成特色高中2所, 建成2所特色高中."""
    return sorted(masked(old.quote)) == sorted(masked(new.quote))


def _task_changes(old: Task, new: Task, renamed: Mapping[str, str]) -> Iterator[_Judged]:
    if due := judge_deadline(old, new):
        said = [task.deadline_text or value_text(task.deadline) for task in (old, new)]
        if old.deadline != new.deadline and all(task.deadline for task in (old, new)):
            said = [value_text(task.deadline) for task in (old, new)]
        yield Change(key="deadline", label="时限", old=said[0], new=said[1]), due
    for key in ("lead", "support", "units"):
        before, after = (tuple(renamed.get(u, u) for u in getattr(old, key)), getattr(new, key))
        told = key == "units" and (set(old.lead) != set(new.lead) or set(old.support) != set(new.support))
        if set(before) != set(after) and not told:
            yield _change(key, before, after), Verdict.CHANGED
    if deliverables := _judge_deliverables(old.deliverables, new.deliverables):
        yield _change("deliverables", old.deliverables, new.deliverables), deliverables
    if masked(old.title) != masked(new.title):
        yield _change("title", old.title, new.title), Verdict.REWORDED


def _judge_deliverables(old: Sequence[str], new: Sequence[str]) -> Verdict | None:
    before, after = ({normal(text) for text in texts if not _MECHANISM.match(text)} for texts in (old, new))
    gone, added = before - after, after - before
    if not gone and not added:
        return None
    if len(gone) == len(added) and all(any(likeness(a, b) >= _ONLY_WORDS for b in added) for a in gone):
        return Verdict.REWORDED
    return Verdict.CHANGED


def _project_changes(old: Project, new: Project) -> Iterator[_Judged]:
    for key in (key for key in keys_of(Project) if key not in LINKS):
        before, after = getattr(old, key), getattr(new, key)
        if before == after or (isinstance(before, str) and isinstance(after, str) and normal(before) == normal(after)):
            continue
        if key == "end":
            yield _change(key, before, after), judge_year(before, after) or Verdict.CHANGED
        else:
            yield _change(key, before, after), Verdict.REWORDED if key == "name" else Verdict.CHANGED


_UNITS_OF_KEYS = {
    "investment_yi": ("亿元", "万元"),
    "places": ("个", "人", "名", "学位", "个学位"),
    "classes": ("个班", "班", "个"),
    "floor_area_m2": ("平方米", "万平方米", "㎡"),
    "land_mu": ("亩",),
}


def _told_with_projects(old: Plan, new: Plan, pairs: Iterable[Pair]) -> tuple[set[str], set[str]]:
    """Return the numbers of the figures that the differences of their projects tell already.

    Those of the first set altogether; those of the second as far as their year and scope go, which they have from the
    project.
    """
    by_number = {f.id: f for plan in (new, old) for f in plan.figures}
    told: set[str] = set()
    shifted: set[str] = set()
    for pair in pairs:
        before, after = pair.old, pair.new
        figures = [n for p in (before, after) if isinstance(p, Project) for n in p.figures]
        if before is None or after is None:
            told.update(figures)
            continue
        sizes = [
            (size, unit)
            for key in _UNITS_OF_KEYS
            for size in (getattr(before, key), getattr(after, key))
            for unit in _UNITS_OF_KEYS[key]
            if size is not None and getattr(before, key) != getattr(after, key)
        ]
        told.update(n for n in figures if any(_is_size(by_number[n], *size) for size in sizes if n in by_number))
        if any(getattr(before, key) != getattr(after, key) for key in ("name", "start", "end")):
            shifted.update(figures)
    return told, shifted


def _is_size(figure: Figure, size: Decimal | int, unit: str) -> bool:
    """Tell whether a figure is the size of its project: 1.2亿元 is 12000万元, too."""
    return figure.unit == unit and figure.value in (size, size * 10_000)


def _is_told(difference: Difference, numbers: set[str], told: set[str], shifted: set[str]) -> bool:
    if told & numbers:
        return True
    keys = {change.key for change in difference.changes}
    return bool(shifted & numbers) and bool(keys) and keys <= {"year", "scope"}


def _units(old: Plan, new: Plan, renamed: Mapping[str, str]) -> Iterator[Difference]:
    before, after = ({unit.name: unit for unit in plan.units} for plan in (old, new))
    sides = {
        (n, name): Side(id="", text=f"{name}（{len(unit.tasks)} 项任务）")
        for n, units in enumerate((before, after))
        for name, unit in units.items()
    }
    for name, now in renamed.items():
        change = Change(key="name", label=LABELS["name"], old=name, new=now)
        yield Difference(
            kind="责任单位",
            verdict=Verdict.REWORDED,
            name=now,
            sentence=_sentence(change, Verdict.REWORDED),
            old=sides[0, name],
            new=sides[1, now],
            changes=(change,),
        )
    for name in [n for n in after if n not in before and n not in renamed.values()]:
        yield _unit_difference(name, None, sides[1, name])
    for name in [n for n in before if n not in after and n not in renamed]:
        yield _unit_difference(name, sides[0, name], None)


def _unit_difference(name: str, old: Side | None, new: Side | None) -> Difference:
    side = new or old
    verb = "原有，新文没有" if new is None else "新文才有"
    verdict = Verdict.GONE if new is None else Verdict.NEW
    told = f"{verb}：{side.text if side else name}"
    return Difference(kind="责任单位", verdict=verdict, name=name, sentence=told, old=old, new=new)
