"""Score sheets (考核办法): packaged YAML, a workspace's ``rules/appraisal/`` over it.

Entry: :func:`load_score_sheets`. A sheet of the same name takes the place of the packaged one.
Not here: scoring (``luoshi.progress.oversight.appraising``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from luoshi.model.appraisal import MISSING_RULES, RULES, SOURCES, Level, ScoreItem, ScoreSheet
from luoshi.rules.reading import Entry, basis_of, rule_files

CODE = "L350"
_YES_NO = ("是", "否")
_ITEM = ("name", "full", "source", "rule", "good", "half", "left_out", "points", "steps", "floor", "top", "missing")


def load_score_sheets(own: Path | None = None) -> Mapping[str, ScoreSheet]:
    """Return the score sheets by their names.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: L350 when a file cannot be read or says what cannot be.
    """
    found: dict[str, ScoreSheet] = {}
    for file in rule_files("appraisal", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("sheets")
        for entry in whole.parts("sheets"):
            sheet = replace(_sheet(entry), origin=file.origin)
            found[sheet.name] = sheet
    return found


def _sheet(entry: Entry) -> ScoreSheet:
    entry.known("id", "name", "basis", "items", "ties", "boundary", "enough", "levels")
    items = tuple(_item(one) for one in entry.parts("items"))
    names = [one.name for one in items]
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice or not items:
        raise entry.fail(f"项目 {'、'.join(twice)} 写了两次" if twice else "没有项目")
    unknown = [one for one in entry.texts("ties") if one not in names]
    if unknown:
        raise entry.fail(f"ties 里没有这样的项目：{'、'.join(unknown)}")
    levels = tuple(_level(one) for one in entry.parts("levels"))
    marks = [one.at_least for one in levels]
    if not levels or marks != sorted(marks, reverse=True) or marks[-1] != 0 or levels[-1].at_most_share is not None:
        raise entry.fail("levels 从高到低写，最后一个 at_least 是 0，不限比例")
    enough = entry.number("enough", "0")
    if not 0 <= enough <= 100:
        raise entry.fail("enough（至少计入满分的百分之几）应在 0 到 100 之间")
    return ScoreSheet(
        id=entry.identifier(),
        name=entry.text("name"),
        items=items,
        ties=entry.texts("ties"),
        levels=levels,
        boundary=entry.choice("boundary", ("都不进", "都进"), "都不进"),  # type: ignore[arg-type]
        enough=enough,
        basis=basis_of(entry),
    )


def _item(entry: Entry) -> ScoreItem:
    entry.known(*_ITEM, "needs_evidence")
    source, rule = entry.choice("source", SOURCES), entry.choice("rule", RULES)
    item = ScoreItem(
        name=entry.text("name"),
        full=entry.number("full"),
        source=source,  # type: ignore[arg-type]
        rule=rule,
        good=entry.texts("good"),
        half=entry.texts("half"),
        left_out=entry.texts("left_out"),
        points=_points(entry),
        steps=_steps(entry),
        floor=entry.number("floor", "0"),
        top=entry.number("top", "100"),
        missing=entry.choice("missing", MISSING_RULES),  # type: ignore[arg-type]
        needs_evidence=entry.choice("needs_evidence", _YES_NO, "是") == "是",
    )
    _check(entry, item)
    return item


def _check(entry: Entry, item: ScoreItem) -> None:
    if item.full <= 0 or item.full != item.full.quantize(Decimal("0.01")):
        raise entry.fail("full 应大于 0，最多两位小数")
    if item.rule == "扣分" and (not item.points or item.source == "评分"):
        raise entry.fail("扣分要写 points，如 {通报: 3}，不能用在评分上")
    if item.rule == "直接评分" and item.source != "评分":
        raise entry.fail("直接评分只能用在评分上")
    if item.rule == "比例" and item.source == "评分":
        raise entry.fail("比例不能用在评分上")
    if item.rule in ("比例", "分档", "直线") and item.source != "评分" and not item.good:
        raise entry.fail("要写 good：哪几种算好的")
    if item.rule == "分档":
        bounds, scores = [one[0] for one in item.steps], [one[1] for one in item.steps]
        falls = all(a > b for a, b in pairwise(bounds))
        if not item.steps or not falls or scores != sorted(scores, reverse=True):
            raise entry.fail("steps 从高到低写，如 [[95, 20], [80, 15]]，分数不能反而高")
        if scores[0] > item.full or scores[-1] < 0:
            raise entry.fail("steps 的分数应在 0 和 full 之间")
    if item.rule == "直线" and item.floor == item.top:
        raise entry.fail("floor（零分）和 top（满分）不能相同")
    both = {*item.good} & {*item.half} | {*item.good} & {*item.left_out} | {*item.half} & {*item.left_out}
    if both:
        raise entry.fail(f"{'、'.join(sorted(both))}在 good、half、left_out 里写了两次")


def _points(entry: Entry) -> dict[str, Decimal]:
    part = entry.part("points")
    if part is None:
        return {}
    found = {str(key): part.number(str(key)) for key in part.given}
    if any(value <= 0 for value in found.values()):
        raise entry.fail("points 里每次扣的分应大于 0")
    return found


def _steps(entry: Entry) -> tuple[tuple[Decimal, Decimal], ...]:
    given = entry.given.get("steps", [])
    if not isinstance(given, list) or any(not isinstance(one, list) or len(one) != 2 for one in given):
        raise entry.fail("steps 应是一列两个数，如 [[95, 20], [80, 15]]")
    pairs = [Entry({"至少": one[0], "分": one[1]}, entry.where, entry.code, f"{entry.label} 的 steps") for one in given]
    return tuple((one.number("至少"), one.number("分")) for one in pairs)


def _level(entry: Entry) -> Level:
    entry.known("name", "at_least", "at_most_percent")
    share = entry.number("at_most_percent") if "at_most_percent" in entry.given else None
    at_least = entry.number("at_least")
    if not 0 <= at_least <= 100 or (share is not None and not 0 < share <= 100):
        raise entry.fail("at_least、at_most_percent 应在 0 到 100 之间")
    return Level(entry.text("name"), at_least, None if share is None else Fraction(share) / 100)
