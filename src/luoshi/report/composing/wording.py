"""How facts are put into words (说法): rises and falls, first and last, all but, as planned.

Entries: :func:`movement`, :func:`extremes`, :func:`all_but`, :func:`years_in_row`, :func:`names`. Each asks the desk
for what it decides by, and says no more than the figures do.
Not here: whole paragraphs (the neighbours).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luoshi.model.evaluation.facts import RATIO, Fact
from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.report.composing.desk import Desk, joined

_MOST_NAMED = 4
"""So many are named, of more the first ones."""
_FEW_LEFT = 2
"""All but so many: these are named instead of the many."""


def movement(desk: Desk, id_: str, before: Fact, now: Fact, sense: int, *, than: Prose = ()) -> Prose:
    """Return how a figure moved: 提高6.01个百分点, 下降…, 持平; of counts 增加 and 减少.

    Args:
        desk: where it is written.
        id_: of the fact that the distance is.
        before, now: the two levels.
        sense: -1 when less is better: then 上升 rather than 提高.
        than: what the earlier level is called, put before: 比上年提高…, 与上年持平.
    """
    was, is_ = desk.value(before), desk.value(now)
    if was is None or is_ is None:
        return prose("与{than}无法比较", than=than) if than else prose("无法比较")
    if was == is_:
        return prose("与{than}持平", than=than) if than else prose("持平")
    step = desk.difference(id_, now, before, f"{now.what}与{before.what}之差")
    is_rate = now.unit in ("%", "‰", RATIO, "")
    up = ("上升" if sense < 0 else "提高") if is_rate else "增加"
    down = "下降" if is_rate else "减少"
    moved = prose("{verb}{step}", verb=prose(up if is_ > was else down), step=step)
    return prose("比{than}{moved}", than=than, moved=moved) if than else moved


def years_in_row(desk: Desk, figures: Mapping[int, Fact]) -> tuple[int, int]:
    """Return for how many years up to the last a figure has risen (1) or fallen (-1) year by year, and which of both.

    Years without a figure end the row.
    """
    years = sorted(figures)
    count, way = 0, 0
    for later, earlier in zip(reversed(years), reversed(years[:-1]), strict=False):
        now, was = desk.value(figures[later]), desk.value(figures[earlier])
        if now is None or was is None or later - earlier != 1 or now == was:
            break
        step = 1 if now > was else -1
        if way and step != way:
            break
        way, count = step, count + 1
    return count, way


def names(found: Sequence[str]) -> Prose:
    """Return names one behind another; of many the first few and 等."""
    few = joined([(Named(one),) for one in found[:_MOST_NAMED]])
    return few if len(found) <= _MOST_NAMED else prose("{few}等", few=few)


def extremes(desk: Desk, figures: Mapping[str, Fact]) -> Prose | None:
    """Return who has most and who least: 最高的是…（…），最低的是…（…）, of counts 最多 and 最少.

    None where fewer than two have a figure.

    Args:
        desk: where it is written.
        figures: name of the place -> its figure.
    """
    known = [(name, fact, value) for name, fact in figures.items() if (value := desk.value(fact)) is not None]
    if len(known) < 2:
        return None
    high, low = max(value for _, _, value in known), min(value for _, _, value in known)
    if high == low:
        return prose("各地都是{value}", value=known[0][1])
    is_rate = known[0][1].unit in ("%", "‰", RATIO, "")
    top = [(name, fact) for name, fact, value in known if value == high]
    bottom = [(name, fact) for name, fact, value in known if value == low]
    return prose(
        "最{more}的是{top}（{most}），最{less}的是{bottom}（{least}）",
        more=prose("高" if is_rate else "多"),
        less=prose("低" if is_rate else "少"),
        top=names([name for name, _ in top]),
        most=top[0][1],
        bottom=names([name for name, _ in bottom]),
        least=bottom[0][1],
    )


def all_but(those: Sequence[str], others: Sequence[str], whole: str, done: Prose) -> Prose:
    """Return who has done something: all; all but a few; a few only; nobody; else both.

    Args:
        those: names of those that have.
        others: names of those that have not.
        whole: what they are all called: 各县市区.
        done: what they have done: 达到目标.
    """
    if not others:
        return prose("{whole}都已{done}", whole=prose(whole), done=done)
    if not those:
        return prose("{whole}都还没有{done}", whole=prose(whole), done=done)
    if len(others) <= _FEW_LEFT < len(those):
        return prose("除{others}外，{whole}都已{done}", others=names(others), whole=prose(whole), done=done)
    if len(those) <= _FEW_LEFT < len(others):
        return prose("{whole}中只有{those}已{done}", whole=prose(whole), those=names(those), done=done)
    return prose("{those}已{done}，{others}还没有{done}", those=names(those), others=names(others), done=done)
