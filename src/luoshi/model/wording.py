"""Items of a plan in the words shown to people (条目的写法), alike in terminal, Excel and HTML.

Entries: :func:`figure_text`, :func:`number_text`, :func:`years_text`, :func:`item_text`, :func:`value_text`,
:data:`LABELS`. Not here: layout.
"""

from __future__ import annotations

import re
from decimal import Decimal

from luoshi.model.plan import Figure, Item, Problem, Project, Task

_RATIO = re.compile(r"(\d+(?:\.\d+)?)\s*[:：∶比]\s*(\d+(?:\.\d+)?)")

OPERATORS = {"=": "", ">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "约", "between": ""}
"""How a comparison is shown before its number."""

LABELS = {
    "new": "人工加入",
    "role": "类别",
    "indicator": "指标",
    "scope": "范围",
    "unit": "单位",
    "op": "比较",
    "value": "数值",
    "value2": "上限",
    "value_text": "原文中的数字",
    "year": "年份",
    "kind": "属性",
    "part": "单项或合计",
    "name": "名称",
    "nature": "建设性质",
    "place": "建设地点",
    "owner": "建设主体",
    "start": "开工年份",
    "end": "竣工年份",
    "investment_yi": "投资（亿元）",
    "places": "学位（个）",
    "classes": "班级（个）",
    "floor_area_m2": "建筑面积（平方米）",
    "land_mu": "用地（亩）",
    "group": "类别",
    "title": "任务",
    "units": "责任单位",
    "lead": "牵头单位",
    "support": "配合单位",
    "deadline": "完成年份",
    "deadline_text": "时限原文",
    "deliverables": "交付成果",
    "text": "问题",
    "figures": "所含数据项",
    "tasks": "应对的任务",
    "section": "章节",
    "note": "备注",
    "bound_to": "绑定指标",
}
"""The Chinese names of the keys of items, and of the marks that tell of an item added or moved to another list."""

LISTS = {
    "targets": "目标",
    "norms": "标准要求",
    "observations": "现状数据",
    "projects": "项目",
    "tasks": "任务",
    "problems": "问题",
}
"""The Chinese names of the lists of a plan."""


def number_text(value: Decimal | int) -> str:
    """Return a number with thousands divided by commas and no closing zeros: ``12,000``, ``92.5``."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure_text(figure: Figure) -> str:
    """Return the value of a figure as people write it: ``≥ 92.5%``, ``3—5 所``, ``≥ 1:350``, ``前 4 名``."""
    number = number_text(figure.value)
    if figure.unit == "名次":
        return f"{'前' if figure.op in ('<=', '<') else '第'} {number} 名"
    sign = OPERATORS[figure.op]
    if figure.unit == "比" and is_ratio_of(figure.value_text, figure.value):
        return f"{sign} {figure.value_text}".strip()
    if figure.value2 is not None:
        number = f"{number}—{number_text(figure.value2)}"
    unit = figure.unit if figure.unit in ("", "%", "‰") else f" {figure.unit}"
    return f"{sign} {number}{unit}".strip()


def years_text(project: Project) -> str:
    """Return the years of a project, ``2021—2023`` or one of them; empty when it has none."""
    years = [str(year) for year in (project.start, project.end) if year]
    return "—".join(dict.fromkeys(years))


def is_ratio_of(text: str, value: Decimal) -> bool:
    """Tell whether a ratio as written, ``1:350``, is still that of ``value``, which a person may have corrected."""
    found = _RATIO.fullmatch(text.strip())
    if found is None:
        return False
    one, other = Decimal(found[1]), Decimal(found[2])
    return any(b and abs(a / b - value) <= abs(value) / 500 for a, b in ((one, other), (other, one)))


def value_text(value: object) -> str:
    """Return the value of one key as shown; an empty text for none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    if isinstance(value, Decimal):
        return number_text(value)
    return str(value)


def key_text(key: str, value: object) -> str:
    """Return the value of ``key`` as it is shown in a sentence, with a word for none and for signs."""
    if key == "op":
        return OPERATORS.get(str(value)) or "等于"
    return value_text(value) or "（空）"


def item_text(item: Item) -> str:
    """Return one line that says what an item is: ``2025年 学前三年毛入园率 ≥ 96%``, the name of a project…"""
    match item:
        case Figure():
            year = f"{item.year}年 " if item.year else ""
            return f"{year}{item.indicator} {figure_text(item)}"
        case Project():
            return item.name
        case Task():
            return item.title
        case Problem():
            return item.text
    return item.quote
