"""The sheets of a plan's workbook and their columns (表和列): what each shows and which key a person may change in it.

Entries: :data:`SHEETS`, :class:`Context`. A column with a ``key`` is read back; all others are grey and only shown.
Not here: how cells are written and read (:mod:`luoshi.sheets.cells`), how rows are matched
(:mod:`luoshi.sheets.plan_import`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.model.plan import Figure, Observation, Plan, Problem, Project, Task, Unit
from luoshi.model.wording import LABELS, item_text
from luoshi.sheets import cells
from luoshi.sheets.cells import CellValue, ReadCell
from luoshi.sheets.item_sheets import ID, NUMBER, ItemColumn, ItemSheet
from luoshi.sheets.ledger import LedgerColumn, Look

OPS = {"≥": ">=", "≤": "<=", "＞": ">", "＜": "<", "＝": "=", "约": "~", "区间": "between"}
"""Signs of comparison as shown, by what the model holds."""

_OP_WORDS = {
    **OPS,
    **{op: op for op in OPS.values()},
    **dict.fromkeys(("≧", "⩾", "不低于", "不少于", "不小于", "大于等于", "以上", "达到"), ">="),
    **dict.fromkeys(("≦", "⩽", "不超过", "不高于", "不大于", "小于等于", "以内", "以下"), "<="),
    **dict.fromkeys(("大于", "高于", "超过"), ">"),
    **dict.fromkeys(("小于", "低于"), "<"),
    **dict.fromkeys(("==", "等于"), "="),
    **dict.fromkeys(("≈", "～", "左右", "大约"), "~"),
    **dict.fromkeys(("—", "至", "到", "之间"), "between"),
}
_KINDS = ("约束性", "预期性", "导向性")
_PARTS = {"单项": "item", "小计": "subtotal", "合计": "total"}
_PART_SHOWN = {"item": None, "subtotal": "小计", "total": "合计"}
_OP_SHOWN = {op: sign for sign, op in OPS.items()}


@dataclass(frozen=True, slots=True)
class Context:
    """What a column may look up in the plan besides its item."""

    titles: Mapping[str, str]
    figures: Mapping[str, Figure]
    baselines: Mapping[tuple[str, str | None, str], tuple[Observation, ...]]

    @staticmethod
    def of(plan: Plan) -> Context:
        """Return the look-up tables of ``plan``."""
        baselines: dict[tuple[str, str | None, str], tuple[Observation, ...]] = {}
        for seen in plan.observations:
            name = (seen.indicator, seen.scope, seen.unit)
            baselines[name] = (*baselines.get(name, ()), seen)
        titles = {task.id: task.title for task in plan.tasks}
        return Context(titles, {figure.id: figure for figure in plan.figures}, baselines)

    def baseline(self, figure: Figure) -> Observation | None:
        """Return the latest observation of what ``figure`` is about; None when there is none or they contradict."""
        seen = [
            o for o in self.baselines.get((figure.indicator, figure.scope, figure.unit), ()) if o.part == figure.part
        ]
        if figure.year is not None:
            seen = [o for o in seen if o.year is None or o.year < figure.year]
        latest = max((o.year or 0 for o in seen), default=0)
        values = {(o.value, o.value2): o for o in seen if (o.year or 0) == latest}
        return next(iter(values.values())) if len(values) == 1 else None


def figure_number(figure: Figure, value: Decimal | None) -> CellValue:
    """Return a figure's value for a cell: a number; a ratio as the source writes it, 1:350."""
    if figure.unit == "比" and value is not None:
        try:
            if cells.read_number(ReadCell(figure.value_text), "比") == value and "." not in figure.value_text:
                return figure.value_text.strip()
        except cells.WrongCell:
            pass
    return value


def _own(key: str) -> Callable[[Any, Context], CellValue]:
    def show(item: Any, _: Context) -> CellValue:
        value = getattr(item, key)
        return (
            cells.show_list(value) if isinstance(value, tuple) else value or None if isinstance(value, str) else value
        )

    return show


def _text(head: str, key: str, width: float, *, required: bool = False, aliases: tuple[str, ...] = ()) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, width), _own(key), key, cells.read_text, required, aliases)


def _list(head: str, key: str, width: float, *aliases: str) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, width), _own(key), key, cells.read_list, aliases=aliases)


def _names(head: str, key: str, width: float, *aliases: str) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, width), _own(key), key, cells.read_names, aliases=aliases)


def _year(head: str, key: str, *aliases: str) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, 8, Look.CENTRE), _own(key), key, cells.read_year, aliases=aliases)


def _amount(head: str, key: str, width: float, *aliases: str) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, width, Look.NUMBER), _own(key), key, cells.read_amount, aliases=aliases)


def _count(head: str, key: str, width: float, *aliases: str) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, width, Look.NUMBER), _own(key), key, cells.read_count, aliases=aliases)


def _shown(head: str, width: float, show: Callable[[Any, Context], CellValue], look: Look = Look.TEXT) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, width, look, read_only=True), show)


def _choice(
    head: str,
    key: str,
    width: float,
    words: Mapping[str, Any],
    shown: tuple[str, ...],
    show: Callable[[Any], CellValue],
) -> ItemColumn:
    required = key == "op"

    def read(cell: ReadCell) -> object:
        return words[""] if not required and cell.empty else cells.read_choice(cell, words, shown)

    look = LedgerColumn(head, width, Look.CENTRE, choices=shown)
    return ItemColumn(look, lambda item, _: show(getattr(item, key)), key, read, required)


_ID = _shown(ID, 13, lambda item, _: item.id)
_NUMBER = _shown(NUMBER, 5.5, lambda item, _: None, Look.CENTRE)


def _closing(section_width: float = 14, quote_width: float = 40) -> tuple[ItemColumn, ...]:
    """Return the columns that close every sheet: the source of the row, the note, the marks, the number."""
    return (
        _shown("章节", section_width, lambda item, _: item.section or None),
        _shown("原文", quote_width, lambda item, _: item.quote or None),
        _shown("位置", 11, lambda item, _: str(item.at) if item.at else None),
        ItemColumn(LedgerColumn("备注", 18), _own("note"), "note", cells.read_note),
        _shown("人工更正", 11, lambda item, _: "、".join(_mark(item, mark) for mark in item.corrected) or None),
        _ID,
    )


def _figures(value_head: str, *, baseline: bool) -> tuple[ItemColumn, ...]:
    """Return the columns of figures; ``baseline`` adds what was observed of the same indicator."""
    year_head = value_head.replace("值", "") + "年份" if value_head != "数值" else "年份"
    shown: tuple[ItemColumn, ...] = ()
    if baseline:
        shown = (
            _shown("现状值", 10, lambda f, c: figure_number(b, b.value) if (b := c.baseline(f)) else None, Look.NUMBER),
            _shown("现状年份", 8, lambda f, c: b.year if (b := c.baseline(f)) else None, Look.CENTRE),
        )
    return (
        _NUMBER,
        _text("指标名称", "indicator", 28, required=True, aliases=("指标",)),
        _text("范围", "scope", 11),
        _choice("属性", "kind", 8.5, {"": None, **{k: k for k in _KINDS}}, _KINDS, lambda kind: kind),
        ItemColumn(LedgerColumn("单位", 8, Look.CENTRE), _own("unit"), "unit", cells.read_note, aliases=("计量单位",)),
        *shown,
        _choice("比较", "op", 6.5, _OP_WORDS, tuple(OPS), lambda op: _OP_SHOWN[op]),
        ItemColumn(
            LedgerColumn(value_head, 11, Look.NUMBER),
            lambda f, _: figure_number(f, f.value),
            "value",
            required=True,
            aliases=("数值", "目标值", "要求值", "值"),
        ),
        ItemColumn(LedgerColumn("上限", 9, Look.NUMBER), lambda f, _: f.value2, "value2", aliases=("上限值",)),
        _year(year_head, "year", "年份", "目标年份", "完成年份"),
        _choice("单项或合计", "part", 7.5, {"": "item", **_PARTS}, tuple(_PARTS), lambda part: _PART_SHOWN[part]),
        *_closing(),
    )


def _figure_texts(item: Project | Task, context: Context) -> CellValue:
    return "\n".join(item_text(context.figures[n]) for n in item.figures if n in context.figures) or None


def _titles(item: Problem | Unit, context: Context) -> CellValue:
    return "\n".join(context.titles.get(number, number) for number in item.tasks) or None


_PROJECTS = (
    _NUMBER,
    _text("项目名称", "name", 32, required=True, aliases=("项目",)),
    _text("类别", "group", 11),
    _text("建设性质", "nature", 9),
    _text("建设地点", "place", 14),
    _text("建设主体", "owner", 14),
    _year("开工年份", "start"),
    _year("竣工年份", "end"),
    _amount("投资（亿元）", "investment_yi", 9, "投资"),
    _count("学位（个）", "places", 8, "学位"),
    _count("班级数（个）", "classes", 8.5, "班级数"),
    _amount("建筑面积（平方米）", "floor_area_m2", 10, "建筑面积"),
    _amount("用地（亩）", "land_mu", 8, "用地"),
    _shown("项目中的指标", 26, _figure_texts),
    *_closing(12, 36),
)
_TASKS = (
    _NUMBER,
    _text("任务", "title", 34, required=True, aliases=("任务名称", "工作任务")),
    _names("牵头单位", "lead", 16),
    _names("配合单位", "support", 18),
    _names("责任单位", "units", 22),
    _year("完成年份", "deadline", "完成时限"),
    _shown("时限原文", 11, lambda task, _: task.deadline_text or None),
    _list("交付成果", "deliverables", 26),
    _shown("任务中的指标", 32, _figure_texts),
    *_closing(12, 30),
)
_PROBLEMS = (
    _NUMBER,
    _text("问题", "text", 60, required=True, aliases=("存在问题",)),
    _shown("应对任务", 40, _titles),
    *_closing(16, 60),
)
_UNITS = (
    _NUMBER,
    _shown("责任单位", 30, lambda unit, _: unit.name),
    _shown("任务数", 9, lambda unit, _: len(unit.tasks), Look.CENTRE),
    _shown("任务", 120, _titles),
)

SHEETS = (
    ItemSheet("指标表", "targets", _figures("目标值", baseline=True), ("目标", "目标表")),
    ItemSheet("标准要求", "norms", _figures("要求值", baseline=False), ("标准要求表",)),
    ItemSheet("现状数据", "observations", _figures("数值", baseline=False), ("现状", "现状数据表")),
    ItemSheet("项目表", "projects", _PROJECTS, ("项目",)),
    ItemSheet("任务分解表", "tasks", _TASKS, ("任务", "任务表")),
    ItemSheet("问题表", "problems", _PROBLEMS, ("问题",)),
    ItemSheet("责任单位", "units", _UNITS),
)
"""The sheets in their order; that of the units is only shown."""


def _mark(item: Any, mark: str) -> str:
    """Return the head of the column that holds a corrected key."""
    for sheet in SHEETS:
        if isinstance(item, _ITEM_OF[sheet.list_name]):
            return next((c.head for c in sheet.edited if c.key == mark), LABELS.get(mark, mark))
    return mark


_ITEM_OF: dict[str, type] = {
    name: Plan.model_fields[name].annotation.__args__[0]  # type: ignore[union-attr]
    for name in ("targets", "norms", "observations", "projects", "tasks", "problems", "units")
}
