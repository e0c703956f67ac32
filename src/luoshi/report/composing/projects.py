"""The chapter on projects (项目进展): where each stands, which stages are late, the money arranged, received and paid.

Entries: :func:`project_chapter`, :func:`project_table`. Money is in 万元.
Not here: tasks (:mod:`luoshi.report.composing.tasks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from luoshi.model.evaluation.facts import Fact
from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.model.evaluation.report import Block
from luoshi.model.ledger import LedgerProject, StageRecord
from luoshi.report.composing.desk import Desk, Part, joined
from luoshi.report.composing.tasks import day_of, done_of, entry_lists
from luoshi.report.composing.wording import names

_COLUMNS = (
    ("序号", 2, "中"),
    ("项目", 8, "左"),
    ("建设主体", 5, "左"),
    ("已完成阶段", 4, "中"),
    ("下一阶段（计划日期）", 5, "中"),
    ("完成比例", 3, "右"),
    ("总投资", 4, "右"),
    ("到位", 4, "右"),
    ("支付", 4, "右"),
    ("灯", 4, "中"),
)
_NARROW = (0, 1, 3, 4, 5, 9)
"""The columns that fit upright; all of them stand in the annex."""
_MONEY = ("arranged", "received", "paid")
_WORDS = {"arranged": "安排", "received": "到位", "paid": "支付"}


def project_chapter(desk: Desk, number: str) -> Iterator[Block]:
    """Yield the chapter; nothing where the ledger has no projects."""
    ledger = desk.frozen.ledger
    if ledger is None or not ledger.projects:
        return
    found = entry_lists(desk, ledger.projects)
    projects = [one for one in found.all if isinstance(one, LedgerProject)]
    if not projects:
        return
    yield desk.heading("projects", 1, number, "项目进展和资金")
    yield desk.paragraph("projects/states", _states(desk, projects))
    late = _late(projects, desk.frozen.manifest.as_of)
    if late:
        yield desk.paragraph("projects/late", _late_words(desk, late))
    money = _money_words(desk, projects)
    if money:
        yield desk.paragraph("projects/money", money)
    yield project_table(desk, "projects/table", projects, columns=_NARROW)


def _states(desk: Desk, projects: Sequence[LedgerProject]) -> Prose:
    stages: dict[str, int] = {}
    for one in projects:
        stages[_reached(one)] = stages.get(_reached(one), 0) + 1
    parts = [
        prose("{stage}{n}", stage=stage, n=desk.count(f"projects/stage/{stage}", count, "个", f"{stage}的项目数"))
        for stage, count in stages.items()
    ]
    whole = desk.count("projects/all", len(projects), "个", "台账里的项目数")
    places = sum(one.places or 0 for one in projects)
    new = desk.fact("projects/places", places, "个", what="项目新增学位", source="台账")
    adding = prose("，建成后新增学位{new}", new=new) if places else prose("")
    return prose(
        "{has}项目{whole}{adding}。按已完成的阶段分：{parts}。",
        has=prose("公布" if desk.is_public else "台账里有"),
        whole=whole,
        adding=adding,
        parts=joined(parts),
    )


def _reached(project: LedgerProject) -> str:
    done = [one.stage for one in project.stages if one.done is not None]
    return f"已{done[-1]}" if done else "还没有完成任何阶段"


def _next(project: LedgerProject) -> StageRecord | None:
    """Return the stage behind the last that is done: one that was passed over on the way is not to come."""
    if project.state.is_over or project.finished is not None:
        return None
    done = [at for at, one in enumerate(project.stages) if one.done is not None]
    coming = project.stages[done[-1] + 1 :] if done else project.stages
    return coming[0] if coming else None


def _late(projects: Sequence[LedgerProject], day: date) -> list[tuple[LedgerProject, StageRecord]]:
    """Return the stages to come that should have been done by the day."""
    found = []
    for one in projects:
        stage = _next(one)
        if stage is not None and stage.due is not None and stage.due < day:
            found.append((one, stage))
    return found


def _late_words(desk: Desk, late: Sequence[tuple[LedgerProject, StageRecord]]) -> Prose:
    count = desk.count("projects/late", len(late), "个", "有阶段超过计划日期的项目数")
    told = [
        prose("{name}的{stage}（计划{day}）", name=one.name, stage=Named(stage.stage), day=day_of(stage.due))
        for one, stage in late[:6]
    ]
    more = prose("等") if len(late) > len(told) else prose("")
    return prose("有{count}项目的阶段超过了计划日期：{told}{more}。", count=count, told=joined(told), more=more)


def _sum(projects: Sequence[LedgerProject], kind: str) -> Decimal:
    return sum((Decimal(getattr(year, kind)) for one in projects for year in one.money), Decimal(0))


def _money_words(desk: Desk, projects: Sequence[LedgerProject]) -> Prose:
    """Return the money of projects; nothing of what no project tells."""
    invested = [one for one in projects if one.investment is not None]
    whole = desk.fact(
        "projects/investment",
        sum((one.investment or Decimal(0) for one in invested), Decimal(0)),
        "万元",
        what="项目总投资合计",
        source="台账",
    )
    sums = {
        kind: desk.fact(
            f"projects/{kind}", _sum(projects, kind), "万元", what=f"项目资金{_WORDS[kind]}合计", source="台账"
        )
        for kind in _MONEY
    }
    parts = [prose("总投资合计{whole}", whole=whole)] if invested else []
    if any(one.money for one in projects):
        parts += [prose("累计{word}{n}", word=prose(_WORDS[kind]), n=fact) for kind, fact in sums.items()]
    if not parts:
        return ()
    told = joined(parts, "，")
    blank = [one.name for one in projects if one.investment is None]
    missing = prose("；{names}没有写总投资", names=names(blank)) if blank else prose("")
    arranged, paid = sums["arranged"].value, sums["paid"].value
    rate = prose("")
    if arranged and paid is not None:
        share = desk.fact(
            "projects/paid-share",
            (paid * 100 / arranged).quantize(Decimal("0.1")),
            "%",
            what="支付占安排的比例",
            source="支付除以安排",
            of=(sums["paid"], sums["arranged"]),
        )
        rate = prose("，支付占安排的{share}", share=share)
    return prose("{told}{rate}{missing}。", told=told, rate=rate, missing=missing)


def project_table(
    desk: Desk, key: str, projects: Sequence[LedgerProject], columns: Sequence[int] = tuple(range(len(_COLUMNS)))
) -> Block:
    """Return projects as a table: stage, next stage, how far, money, light; or some of these columns."""
    lit = {one.id: one for one in desk.frozen.lights.entries} if desk.frozen.lights is not None else {}
    rows: list[tuple[str, list[Part]]] = []
    for at, one in enumerate(projects, 1):
        following = _next(one)
        coming: Part = "—"
        if following is not None:
            coming = prose("{stage}（{day}）", stage=Named(following.stage), day=day_of(following.due))
        light: Part = "—"
        if one.id in lit:
            light = prose("{light} {word}", light=prose(lit[one.id].light.value), word=prose(lit[one.id].word))
        cells: list[Part] = [Named(one.number or str(at), "序号"), one.name, "、".join(one.bearers) or "—"]
        cells += [Named(_reached(one)), coming, done_of(desk, one.id, one.name)]
        cells += [_own_money(desk, one, kind) for kind in ("investment", "received", "paid")]
        cells.append(light)
        rows.append((one.id, [cells[column] for column in columns]))
    caption = "项目进展情况（金额：万元）" if len(columns) == len(_COLUMNS) else "项目进展情况"
    return desk.table(key, caption, [_COLUMNS[column] for column in columns], rows)


def _own_money(desk: Desk, one: LedgerProject, kind: str) -> Fact:
    value = one.investment if kind == "investment" else (_sum([one], kind) if one.money else None)
    word = "总投资" if kind == "investment" else _WORDS[kind]
    return desk.fact(f"{one.id}/{kind}", value, "", what=f"{one.name}{word}（万元）", source="台账")
