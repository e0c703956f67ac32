"""The chapter on tasks (重点任务完成情况): how many stand where, what is late, what was not begun, whose it is.

Entries: :func:`task_chapter`, :func:`task_table`, :func:`entry_lists`. Not here: projects
(:mod:`luoshi.report.composing.projects`), lights (``luoshi.progress``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.model.evaluation.charts import Share, ShareChart, Tone
from luoshi.model.evaluation.facts import Fact
from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.model.evaluation.report import Block
from luoshi.model.ledger import Entry, LedgerProject, LedgerTask
from luoshi.model.ledger_words import State
from luoshi.model.light_report import LitEntry
from luoshi.model.lights import Light
from luoshi.report.composing.desk import Desk, Part, joined
from luoshi.report.composing.wording import names

_TONES: dict[str, Tone] = {"红": "红", "黄": "黄", "绿": "绿", "蓝": "蓝", "无": "无"}
_MOST_UNITS = 12
_COLUMNS = (
    ("序号", 2, "中"),
    ("任务", 7, "左"),
    ("牵头单位", 4, "左"),
    ("时限", 5, "中"),
    ("完成比例", 3, "右"),
    ("灯", 4, "中"),
    ("情况", 7, "左"),
)


@dataclass(frozen=True)
class Entries:
    """Entries of a ledger by how they stand on the day: what is over, late, not begun; the lit entries by id."""

    all: tuple[Entry, ...]
    done: tuple[Entry, ...]
    late: tuple[Entry, ...]
    idle: tuple[Entry, ...]
    lit: dict[str, LitEntry]


def entry_lists(desk: Desk, entries: Sequence[Entry]) -> Entries:
    """Return entries by how they stand; those of one county where the report is about it."""
    name = desk.frozen.areas.get(desk.area, "")
    longer = [other for other in desk.frozen.areas.values() if name in other and name != other]
    own = [one for one in entries if not name or any(_names(name, longer, text) for text in (one.area, *one.bearers))]
    day = desk.frozen.manifest.as_of
    lit = {one.id: one for one in desk.frozen.lights.entries} if desk.frozen.lights is not None else {}
    percents = {one.entry: one.percent for one in desk.frozen.completions}
    open_ones = [one for one in own if not one.state.is_over]
    late = [one for one in open_ones if (due := one.due_on(day)) is not None and due < day]
    idle = [
        one
        for one in open_ones
        if one.state in (State.UNDIVIDED, State.UNSIGNED)
        or (_is_idle(one, percents.get(one.id)) and one.start is not None and one.start <= day)
    ]
    done = [one for one in own if one.state in (State.DONE, State.ARCHIVED)]
    return Entries(tuple(own), tuple(done), tuple(late), tuple(idle), lit)


def _names(county: str, longer: Sequence[str], text: str) -> bool:
    """Tell whether a text names a county, and not only one whose longer name holds it: 城区 in 新城区教育局."""
    for other in longer:
        text = text.replace(other, "")
    return county in text


def _is_idle(one: Entry, percent: Decimal | None) -> bool:
    """Tell whether nothing was done of an entry; with reports that give no figure nobody can say so."""
    return percent == 0 and one.state not in (State.UNDER_REVIEW, State.RETURNED)


def task_chapter(desk: Desk, number: str) -> Iterator[Block]:
    """Yield the chapter; nothing without a ledger."""
    ledger = desk.frozen.ledger
    if ledger is None:
        return
    found = entry_lists(desk, ledger.tasks)
    yield desk.heading("tasks", 1, number, "重点任务完成情况")
    if not found.all:
        none = prose("没有公布有关的任务。") if desk.is_public else prose("台账里没有有关的任务。")
        yield desk.paragraph("tasks/none", none)
        return
    yield desk.paragraph("tasks/states", _states(desk, found))
    if desk.frozen.lights is not None:
        yield desk.paragraph("tasks/lights", _lights(desk, found, desk.frozen.lights.rule_set))
    units = _by_unit(found)
    if len(units) > 1:
        yield desk.picture("tasks/units", "各牵头单位任务亮灯", _units_alt(units), _chart(desk, units))
    for key, title, ones in (("late", "超过时限的任务", found.late), ("idle", "还没有启动的任务", found.idle)):
        with desk.block(f"tasks/{key}"), desk.block(f"tasks/{key}/table"):
            is_any = desk.value(desk.book[f"tasks/{key}"])
        if is_any:
            yield desk.heading(f"tasks/{key}", 2, "（一）" if key == "late" or not found.late else "（二）", title)
            yield task_table(desk, f"tasks/{key}/table", title, ones, found)


def _states(desk: Desk, found: Entries) -> Prose:
    parts = [
        prose("已办结{n}", n=desk.count("tasks/done", len(found.done), "项", "已办结的任务数")),
        prose("超过时限没有办结{n}", n=desk.count("tasks/late", len(found.late), "项", "超过时限的任务数")),
        prose("还没有启动{n}", n=desk.count("tasks/idle", len(found.idle), "项", "还没有启动的任务数")),
    ]
    ended = sum(one.state is State.ENDED for one in found.all)
    if ended:
        parts.append(prose("终止{n}", n=desk.count("tasks/ended", ended, "项", "终止的任务数")))
    whole = desk.count("tasks/all", len(found.all), "项", "台账里的任务数")
    ledger = desk.frozen.ledger
    name = ledger.name if ledger is not None else ""
    has = prose("公布任务" if desk.is_public else "有任务")
    return prose("“{name}”{has}{whole}：{parts}。", name=name, has=has, whole=whole, parts=joined(parts, "，"))


def _lights(desk: Desk, found: Entries, manner: str) -> Prose:
    counts = _light_counts(desk, "tasks/light", [found.lit[one.id] for one in found.all if one.id in found.lit])
    parts = [prose("{light}灯{n}", light=prose(light.value), n=fact) for light, fact in counts if light != Light.NONE]
    parts += [prose("不亮灯{n}", n=fact) for light, fact in counts if light is Light.NONE]
    return prose("按“{manner}”办法亮灯：{parts}。", manner=manner, parts=joined(parts, "，") or prose("没有"))


def _light_counts(desk: Desk, key: str, lit: Sequence[LitEntry]) -> list[tuple[Light, Fact]]:
    order = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.NONE)
    counts = [(light, sum(one.light is light for one in lit)) for light in order]
    return [
        (light, desk.count(f"{key}/{light.value}", count, "项", f"{light.word}的项数"))
        for light, count in counts
        if count
    ]


def _by_unit(found: Entries) -> list[tuple[str, list[LitEntry]]]:
    units: dict[str, list[LitEntry]] = {}
    for one in found.all:
        if one.id in found.lit:
            for name in found.lit[one.id].bearers:
                units.setdefault(name, []).append(found.lit[one.id])

    def trouble(pair: tuple[str, list[LitEntry]]) -> tuple[int, int, int, str]:
        lights = [one.light for one in pair[1]]
        return (-lights.count(Light.RED), -lights.count(Light.YELLOW), -len(lights), pair[0])

    return sorted(units.items(), key=trouble)[:_MOST_UNITS]


def _units_alt(units: Sequence[tuple[str, list[LitEntry]]]) -> Prose:
    """Return who has most red lights; all of them where several have as many."""
    reds = [sum(one.light is Light.RED for one in lit) for _, lit in units]
    if not max(reds):
        return prose("堆积条形图：各牵头单位的任务按灯分，没有红灯。")
    most = [name for (name, _), red in zip(units, reds, strict=True) if red == max(reds)]
    return prose("堆积条形图：各牵头单位的任务按灯分，红灯最多的是{units}。", units=names(most))


def _chart(desk: Desk, units: Sequence[tuple[str, list[LitEntry]]]) -> ShareChart:
    rows = []
    for name, lit in units:
        counts = _light_counts(desk, f"units/{name}", lit)
        rows.append((name, tuple(Share(light.value, _TONES[light.value], fact.id) for light, fact in counts)))
    return ShareChart("项", tuple(rows))


def task_table(desk: Desk, key: str, caption: str, ones: Sequence[Entry], found: Entries) -> Block:
    """Return entries as a table: who leads, by when, how far, which light and why."""
    day = desk.frozen.manifest.as_of
    rows = [(one.id, _row(desk, at, one, found.lit.get(one.id), day)) for at, one in enumerate(ones, 1)]
    return desk.table(key, caption, _COLUMNS, rows)


def _row(desk: Desk, at: int, one: Entry, lit: LitEntry | None, day: date) -> list[Part]:
    title = title_of_entry(one)
    light = prose("{light} {word}", light=prose(lit.light.value), word=prose(lit.word)) if lit is not None else "—"
    return [
        Named(one.number or str(at), "序号"),
        title,
        "、".join(one.bearers) or "（没有牵头单位）",
        day_of(one.due_on(day)),
        done_of(desk, one.id, title),
        light,
        desk.told(f"{one.id}/reason", lit.reason, f"{title}的情况", "亮灯规则") if lit is not None else "—",
    ]


def title_of_entry(one: Entry) -> str:
    """Return what an entry of the ledger is called."""
    match one:
        case LedgerTask():
            return one.title
        case LedgerProject():
            return one.name
        case _:
            return one.number or one.id


def day_of(day: date | None) -> Named:
    """Return a day as it stands in tables."""
    return Named(day.isoformat() if day is not None else "—", "日期")


def done_of(desk: Desk, entry: str, title: str) -> Fact:
    """Return how far an entry is, as a fact."""
    percent = next((one.percent for one in desk.frozen.completions if one.entry == entry), None)
    return desk.fact(f"{entry}/percent", percent, "%", what=f"{title}的完成比例", source="台账")
