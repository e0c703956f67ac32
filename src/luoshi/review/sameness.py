"""Which numbers are told of one thing (同一件事): names with the same words, whatever their order, form and length.

Entry: :func:`pairs_of`. Candidates share their rarest word, so the cost is that of reading the names. Two names are one
when their words are the same, or when the longer one has but a stage of schooling more that no other name of the text
tells apart, and what they share says by itself of what they speak: 特色办学示范校 beside 普通高中特色办学示范校.
Not here: what is wrong when their numbers differ (``consistency``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from luoshi.base.texts import normal
from luoshi.review.numbers import is_slip
from luoshi.review.things import AXES, DOING, PEOPLE, STAGES, is_special
from luoshi.review.told import Telling, When

_MOST, _SHORT, _LONG = 14, 2, 5
_PART = re.compile(r"(?:[县区市州旗镇乡]|农村|乡村|市直|县直|本级)$")
_NEARLY = Decimal("0.9")
_RATES = ("%", "‰")
_ADDED = frozenset(("普通", "改善", "优质"))
_OF_PROJECTS = ("元", "万元", "亿元", "平方米", "亩", "班", "间", "栋")


class Names:
    """The names of one text, by their words."""

    def __init__(self, tellings: Iterable[Telling]) -> None:
        self._names = {one.words for one in tellings}
        self._often = Counter(word for words in self._names for word in words)
        self._with: dict[str, list[frozenset[str]]] = defaultdict(list)
        for words in self._names:
            for word in words:
                self._with[word].append(words)

    def rarest(self, words: frozenset[str]) -> str:
        """Return the word of a name that the fewest names have."""
        return min(words, key=lambda word: (word in _COMMON, self._often[word], word))

    def is_told_apart(self, shared: frozenset[str], word: str) -> bool:
        """Tell whether another name has ``shared`` with another word of the kind of ``word``: 小学 beside 初中."""
        axis = next((a for a in AXES if word in a), None)
        if axis is None:
            return True
        rare = self.rarest(shared)
        return any(shared <= names and (names & axis) - {word} for names in self._with[rare])


_COMMON = frozenset().union(*AXES)


def pairs_of(tellings: Sequence[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """Yield pairs of numbers told of one thing, in one unit, at two places; the earlier first."""
    names = Names(tellings)
    exact: dict[tuple[frozenset[str], str], list[Telling]] = defaultdict(list)
    alike: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for one in tellings:
        exact[one.words, _unit(one)].append(one)
        rare = names.rarest(one.words)
        if one.spare or rare not in _COMMON:
            own = one.words - one.spare - one.whole or one.words - one.spare or one.words
            keys = {names.rarest(own), *(word for word in own if is_special(word) and len(word) >= _LONG)}
            for key in keys:
                alike[key, _unit(one)].append(one)
    for group in exact.values():
        yield from _pairs(group, names)
    for group in alike.values():
        yield from ((one, other) for one, other in _pairs(group, names) if one.words != other.words)
    yield from _turned(tellings)


def _turned(tellings: Iterable[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """Yield numbers with the same digits in another order, told of one noun: 新增学位2640个, 新增义务教育学位2460个."""
    groups: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for one in tellings:
        digits = f"{one.measure.value.normalize():f}".replace(".", "").strip("0")
        if len(digits) > _SHORT and _unit(one) not in _RATES:
            groups[_unit(one), "".join(sorted(digits))].append(one)
    for group in groups.values():
        for one, other in combinations(group[:_MOST], 2):
            first, second = one.measure.value, other.measure.value
            if first == second or not is_slip(first, second) or _is_one_place(one, other):
                continue
            if (
                one.words != other.words
                and not is_apart_by_axis(one.words, other.words)
                and _are_of_one_noun(one, other)
            ):
                yield one, other


def is_apart_by_axis(first: frozenset[str], second: frozenset[str]) -> bool:
    """Tell whether two names have different words of one kind: 小学 beside 初中."""
    return any(first & axis and second & axis and not first & second & axis for axis in AXES)


def _are_of_one_noun(one: Telling, other: Telling) -> bool:
    """Tell whether the shorter of two names lacks but words that the longer one adds to the same noun."""
    if one.measure.area != other.measure.area or one.counties != other.counties or _scope(one) != _scope(other):
        return False
    shorter, longer = sorted((one.words, other.words), key=len)
    return len(shorter) > 1 and shorter <= longer | DOING and longer - shorter <= _COMMON | _ADDED


def _pairs(group: Sequence[Telling], names: Names) -> Iterator[tuple[Telling, Telling]]:
    # What is told more often than that has no values that could be held together.
    for one, other in combinations(group[:_MOST], 2):
        if not _is_one_place(one, other) and are_one_name(one, other, names):
            yield one, other


def _unit(one: Telling) -> str:
    unit = one.measure.unit
    return "个" if unit in ("所", "家", "个", "处", "座", "园", "校") else unit


def _is_one_place(one: Telling, other: Telling) -> bool:
    first, second = one.measure, other.measure
    if first.is_in_sentence_of(second) or first.is_in_row_of(second):
        return True
    return first.cell is not None and second.cell is not None and first.cell.block == second.cell.block


def are_one_name(one: Telling, other: Telling, names: Names) -> bool:
    """Tell whether two numbers measure one thing, as far as their names and areas tell."""
    if one.whole and other.whole and not _are_of_one_whole(one, other):
        return False
    if one.measure.area != other.measure.area or one.counties != other.counties:
        return False
    if _scope(one) != _scope(other) or one.measure.limits != other.measure.limits:
        return False
    spare = one.spare | other.spare
    first, second = one.words - spare, other.words - spare
    if one.whole and other.whole:
        first, second = first | one.whole, second | other.whole
    shared, more = first & second, first ^ second
    if not more and not spare and (len(shared) > 1 or _is_one_word(shared)) and _is_slip_or_same(one, other):
        return True  # 新增学位1.86万个, 新增学位1.68万个: the digits say what the name leaves open
    if not is_enough(shared, _unit(one)) and not (not more and _is_told_alike(one, other)):
        return False
    if not more:
        return True
    special = [word for word in shared if is_special(word)]
    if _is_one_kind(one, other, shared, more):
        return True
    if len(more) > 1 or not more <= STAGES or not (len(special) > 1 or any(len(word) >= 4 for word in special)):
        return False
    return not names.is_told_apart(shared, next(iter(more)))


def _is_one_kind(one: Telling, other: Telling, shared: frozenset[str], more: frozenset[str]) -> bool:
    """Tell whether two goals, nearly the same, count one kind that has a long name of its own: 高层次人才."""
    if len(more) > _SHORT or more & (_COMMON - PEOPLE) or not any(is_special(w) and len(w) >= _LONG for w in shared):
        return False
    low, high = sorted((one.measure.value, other.measure.value))
    return one.when is other.when is When.GOAL and bool(one.span and other.span) and low >= high * _NEARLY


def _is_told_alike(one: Telling, other: Telling) -> bool:
    """Tell whether both are told in the same words: 2025年底达标学校累计18所, 社区学校由80所增加到110所."""
    if one.year != other.year or normal(one.name) != normal(other.name):
        return False
    return len(normal(one.name)) > _SHORT + 1 and any(is_special(word) for word in one.words)


def _are_of_one_whole(one: Telling, other: Telling) -> bool:
    """Tell whether two shares may be of one whole: that of the one is told with the other, as its whole or its head."""
    return one.whole <= other.words | other.whole or other.whole <= one.words | one.whole


def _is_one_word(words: frozenset[str]) -> bool:
    """Tell whether a single word says of whom it speaks: 专任教师, or a thing of its own: 成员校."""
    return words <= PEOPLE or all(is_special(word) and len(word) > _SHORT for word in words)


def _scope(one: Telling) -> str:
    """Return for which part of the region the compiler takes a number to stand; empty for the whole."""
    scope = one.measure.figure.scope or ""
    return scope if _PART.search(scope) and not scope.startswith("全") else ""


def _is_slip_or_same(one: Telling, other: Telling) -> bool:
    first, second = one.measure.value, other.measure.value
    return first == second or is_slip(first, second)


def is_enough(words: frozenset[str], unit: str) -> bool:
    """Tell whether words say clearly enough what is measured: not 学校, 小学 or 总投资 alone."""
    special = sum(is_special(word) for word in words)
    if unit in _RATES:
        return len(words) >= 2 or special >= 1
    if unit in _OF_PROJECTS:
        return special >= 2
    longest = max((len(word) for word in words if is_special(word)), default=0)
    return len(words) >= 3 or special >= 2 or longest >= (3 if len(words) >= 2 else 4)


def are_of_one_time(one: Telling, other: Telling, first: int | None, last: int | None) -> bool:
    """Tell whether two numbers of one thing stand for one time: both what is, or both the goal of one year."""
    if one.when is not other.when or (one.is_level != other.is_level and not _is_made_so_far(one, other)):
        return False
    spans = {_short(one.span), _short(other.span)}
    if one.when is When.GOAL:
        spans -= {"", "期"}  # the years of the plan
    if len(spans) > 1 and not (_is_state(one) and _is_state(other)):
        return False
    years = (_year(one, first, last), _year(other, first, last))
    return years[0] == years[1]


def _is_made_so_far(one: Telling, other: Telling) -> bool:
    """Tell whether two facts may be one though the one says that it was made: 组建教育集团28个, 教育集团28个."""
    if one.when is not When.NOW or one.words & DOING:
        return False
    low, high = sorted((one.measure.value, other.measure.value))
    return low >= high * _NEARLY


def _is_state(one: Telling) -> bool:
    """Tell whether it is a state and not what is done over some time: 覆盖率, not 新增学位."""
    return not one.words & DOING and one.is_level


def _short(span: str) -> str:
    """Return how many years a span covers: 五 for 五年 and 十四五, 期 where it is not counted."""
    if re.search(r"十.五|五年", span):
        return "五"
    match = re.search(r"[三四]", span)
    return match[0] if match else span and "期"


def _year(one: Telling, first: int | None, last: int | None) -> tuple[int | None, bool]:
    """Return the year for which a number stands, and whether it is done in that year alone."""
    base = None if first is None else first - 1
    alone = not one.is_by and not _is_state(one) and first != last
    if one.when is When.NOW:
        return (base if one.year is None else one.year), alone
    return (last if one.year is None else one.year), alone
