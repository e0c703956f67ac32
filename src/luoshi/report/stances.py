"""Words that say which way a number went or whether it is enough (说法): 提高 against 下降, 最高 against 最低.

Entry: :func:`changed_stances`. Not here: numbers (:mod:`luoshi.report.written_numbers`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENDS = ("达到", "达标", "完成", "实现", "办结")
_NO = ("未", "未能", "没有", "没", "没能", "不", "不能", "无法", "难以")
"""Before the word that is denied; what goes before them, as in 还没有, 尚未 and 都未, changes nothing."""
_OPPOSITES = (
    ("提高 上升 增长 增加 提升 上涨 扩大 升至 升到", "下降 降低 减少 回落 下滑 缩小 降至 降到"),
    ("最高 最多 最大 最快", "最低 最少 最小 最慢"),
    ("高于 超过 快于 多于 高出", "低于 不足 慢于 少于 不及"),
    ("不低于 不少于 ≥", "不高于 不超过 不多于 ≤"),
    (
        " ".join(f"{had}{word}" for word in _ENDS for had in ("", "已", "已经")),
        " ".join([*(f"{no}{word}" for word in _ENDS for no in _NO), "达不到 完不成 实现不了 办不结"]),
    ),
    ("超前 提前 按计划 按期 按时 符合 正常", "滞后 落后 逾期 延期 偏离 不符合 未按计划 未按期 未按时"),
    ("第一 首位 领先", "末位 最后 垫底"),
    ("全部 所有", "部分 个别 一些"),
)
_SIDES = {
    word: (group, side)
    for group, sides in enumerate(_OPPOSITES)
    for side, words in enumerate(sides)
    for word in words.split()
}
_OPEN = ("是否达到", "能否达到")
"""Words that take no side."""
_WORD = re.compile("|".join(sorted((*_SIDES, *_OPEN), key=lambda one: (-len(one), one))))
_DONE = re.compile(r"(?P<no>还没有|没有|尚未|还未|仍未|均未|都未)|(?P<done>[都均]?已经?)")
"""Whether something is done, whatever it is: 都已报送 against 都还没有报送."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A pair of sides on which a text and its edited form differ.

    Attributes:
        was, now: the words of the two texts, joined by 、; empty for none.
        is_flipped: the text went from one side to its opposite.
    """

    was: str
    now: str
    is_flipped: bool


def changed_stances(was: str, now: str) -> tuple[Stance, ...]:
    """Return where the words of two texts take different sides."""
    before, after = _said(was), _said(now)
    found = []
    for group in range(len(_OPPOSITES)):
        old, new = _count(before, group), _count(after, group)
        told = _words(before, group), _words(after, group)
        is_flipped = _is_flipped(old, new)
        if is_flipped or (old != new and told[0] != told[1]):
            found.append(Stance(*told, is_flipped))
    if not any(one.is_flipped for one in found):
        found += _undone(was, now)
    return tuple(found)


def _is_flipped(old: list[int], new: list[int]) -> bool:
    return (new[0] < old[0] and new[1] > old[1]) or (new[0] > old[0] and new[1] < old[1])


def _undone(was: str, now: str) -> list[Stance]:
    """Return that what is done was not, or the other way round."""
    sides = [[(one["done"] or "", one["no"] or "") for one in _DONE.finditer(text)] for text in (was, now)]
    old, new = ([sum(1 for one in side if one[at]) for at in (0, 1)] for side in sides)
    if not _is_flipped(old, new):
        return []
    said, says = ("、".join(dict.fromkeys("".join(one) for one in side)) for side in sides)
    return [Stance(said, says, is_flipped=True)]


def _said(text: str) -> list[tuple[tuple[int, int], str]]:
    return [(_SIDES[found], found) for found in _WORD.findall(text) if found in _SIDES]


def _count(said: list[tuple[tuple[int, int], str]], group: int) -> list[int]:
    return [sum(1 for told, _ in said if told == (group, side)) for side in (0, 1)]


def _words(said: list[tuple[tuple[int, int], str]], group: int) -> str:
    return "、".join(dict.fromkeys(word for side, word in said if side[0] == group))
