"""What prose tells of several projects together, against the sum of their rows (几个项目合起来的数).

Entry: :func:`sums_told`: 扩建甲校，改扩建乙校，新增学位1500个, where the rows have 900 and 500. All that is named
has to stand in one table. Not here: a single project (:mod:`luoshi.review.consistency.project_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from luoshi.base.quantities import Quantity
from luoshi.model.document import Span
from luoshi.review.consistency.project_names import Named, hits_in, places_of, stated_in
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import plain
from luoshi.review.tenses import Tense

_PARTING = re.compile(r"[。；;！？\n]")
_WORK = re.compile(r"新建|扩建|改建|迁建|建设|实施|推进|建成|搬迁")
_ENTITY = re.compile(
    r"中学(?!位)|小学(?!学位|位)|学校|幼儿园|学院|中心|基地|校区|宿舍|平台|[高初]中(?!学位)|(?<![高初])中(?=[，、和])|园|项目|工程|等"
)
_SINGLE = re.compile(r"其中|每|各|均|年度|当年|今年|本年|累计|已|一期|二期|三期|分别|以上|\d|约|超过|另|力争")
_PLACES = re.compile(r"(?:新增|提供|增加)[^，。；、\d]{0,12}学位[^，。；、\d]{0,2}$")
_MONEY = re.compile(r"总投资[^，。；、\d]{0,3}$")
_MORE = re.compile(r"新增|增加|净增")
_LEVEL_IN_ROW = re.compile(r"原有|现有|净增|较原|扣除")
_FEWEST, _FAR = 2, Decimal("0.15")


@dataclass(frozen=True)
class WrongSum:
    """A number of several projects that their rows do not make: what is wrong, the places."""

    message: str
    spans: tuple[Span, ...]


def sums_told(material: Material, index: dict[str, list[Named]]) -> Iterator[WrongSum]:
    """Yield the numbers told of several projects that are near the sum of their rows, but not it."""
    for sentence in material.statements:
        text = sentence.half_width
        if sentence.piece.cell is not None or not re.search(r"学位|总投资", text):
            continue
        hits = hits_in(text, index)
        if len(hits) < _FEWEST or material.tense(sentence) is Tense.PAST:
            continue
        for quantity in sentence.quantities():
            wrong = _wrong(sentence, quantity, hits) if quantity.op == "=" and quantity.value2 is None else None
            if wrong is not None:
                yield wrong


def _wrong(sentence: Sentence, quantity: Quantity, hits: list[tuple[int, Named]]) -> WrongSum | None:
    text = sentence.half_width
    start = max((m.end() for m in _PARTING.finditer(text, 0, quantity.head)), default=0)
    before = text[start : quantity.head]
    what = "学位" if quantity.unit == "个" and _PLACES.search(before) else None
    if what is None and re.match(r"\s?个?学位", text[quantity.end : quantity.end + 4]) and _MORE.search(before):
        what = "学位"
    if what is None and quantity.unit in ("万元", "亿元") and _MONEY.search(before):
        what = "总投资"
    own = [(at, named) for at, named in hits if start <= at < quantity.head]
    rows = list({named.row.project.id: named.row for _, named in own}.values())
    if what is None or len(rows) < _FEWEST or len({row.table for row in rows}) != 1 or not _WORK.search(before):
        return None
    rest = before
    for at, named in own:  # blanked out: what is left must name nothing else
        end = at - start + len(named.core)
        rest = rest[: at - start] + "　" * len(named.core) + re.sub(r"^[学校]", "　", rest[end:])
    if _ENTITY.search(rest) or _SINGLE.search(rest):
        return None
    stated = [stated_in(row, what) for row in rows]
    if any(s is None for s in stated) or any(_LEVEL_IN_ROW.search(c.text) for row in rows for c in row.cells):
        return None
    values = [s[0] for s in stated if s is not None]
    told = quantity.value * (10_000 if quantity.unit == "亿元" else 1)
    added = sum(values, Decimal(0))
    slack = Decimal(50) if quantity.unit == "亿元" else Decimal(0)
    if abs(told - added) <= slack or abs(told - added) > _FAR * added or told in values:
        return None
    names = "、".join(row.project.name for row in rows[:4])
    shown = "+".join(plain(value) for value in values)
    unit = "个" if what == "学位" else "万元"
    places = [span for row, s in zip(rows, stated, strict=True) if s is not None for span in places_of(row, s[1])]
    said = sentence.text[quantity.start : quantity.tail]
    return WrongSum(
        f"{names}的{what}合起来前后不一：正文写{said}，表中{shown}={plain(added)}{unit}",
        (sentence.span(max(start, quantity.head - 8), quantity.tail), *places, *(row.name_span for row in rows)),
    )
