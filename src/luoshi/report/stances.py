"""Words that say which way a number went or whether it is enough (说法): 提高 against 下降, 最高 against 最低.

Entry: :func:`changed_stances`. Not here: numbers (:mod:`luoshi.report.written_numbers`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPPOSITES = (
    ("提高 上升 增长 增加 提升 上涨 扩大 升至 升到", "下降 降低 减少 回落 下滑 缩小 降至 降到"),
    ("最高 最多 最大 最快", "最低 最少 最小 最慢"),
    ("高于 超过 快于 多于 高出", "低于 不足 慢于 少于 不及"),
    (
        "达到 已达到 达标 完成 已完成 实现 已实现 办结",
        "未达到 没有达到 尚未达到 不达标 未达标 未完成 没有完成 尚未完成 未实现 没有实现 尚未实现 未办结",
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
_WORD = re.compile("|".join(sorted(_SIDES, key=lambda one: (-len(one), one))))


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
        if old == new:
            continue
        is_flipped = (new[0] < old[0] and new[1] > old[1]) or (new[0] > old[0] and new[1] < old[1])
        found.append(Stance(_words(before, group), _words(after, group), is_flipped))
    return tuple(found)


def _said(text: str) -> list[tuple[tuple[int, int], str]]:
    return [(_SIDES[found], found) for found in _WORD.findall(text)]


def _count(said: list[tuple[tuple[int, int], str]], group: int) -> list[int]:
    return [sum(1 for told, _ in said if told == (group, side)) for side in (0, 1)]


def _words(said: list[tuple[tuple[int, int], str]], group: int) -> str:
    return "、".join(dict.fromkeys(word for side, word in said if side[0] == group))
