"""Dividing a whole: cases worked out by hand in ``cases/shares.yaml``, and the laws that hold for every method."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luoshi.model.dividing import Held, Manner, Method
from luoshi.progress.division.shares import Blocked, Obstacle, Part, Shares, share_out
from luoshi.progress.division.yearly import releases, spread

_FILE = yaml.safe_load((Path(__file__).parent / "cases" / "shares.yaml").read_text(encoding="utf-8"))
_KEYS = ("base", "ceiling", "fixed", "cap")


def _part(row: dict[str, object]) -> Part:
    numbers = {key: int(row[key]) for key in _KEYS if key in row}
    return Part(str(row["name"]), weight=Fraction(row.get("weight", 1)), **numbers)


@pytest.mark.parametrize("case", _FILE["cases"], ids=lambda case: case["name"])
def test_case_worked_out_by_hand(case) -> None:
    sense = 1 if case["direction"] == "升" else -1
    shares = share_out(case["whole"], [_part(row) for row in case["parts"]], Method(case["method"]), sense)
    assert isinstance(shares, Shares)
    assert shares.amounts == {row["name"]: row["gets"] for row in case["parts"]}
    assert {name: str(held) for name, held in shares.held.items()} == {
        row["name"]: row["held"] for row in case["parts"]
    }
    assert shares.level == (Fraction(case["level"]) if "level" in case else None)


@pytest.mark.parametrize("case", _FILE["blocked"], ids=lambda case: case["name"])
def test_what_cannot_be_divided_says_what_binds(case) -> None:
    found = share_out(case["whole"], [_part(row) for row in case["parts"]], Method(case.get("method", "按规模")))
    expected = Blocked(Obstacle(case["obstacle"]), case["asked"], case["possible"], tuple(case.get("names", ())))
    assert found == expected


def test_a_part_without_size_stays_where_less_is_asked() -> None:
    parts = [Part("甲", 8, Fraction(0)), Part("乙", 7, Fraction(3)), Part("丙", 5, Fraction(2))]
    for method in (Method.SAME, Method.SIZE):
        shares = share_out(10, parts, method, -1)
        assert isinstance(shares, Shares)
        assert (shares.amounts["甲"], shares.held["甲"]) == (8, Held.BASE)
        assert sum(shares.amounts.values()) == 10


# Laws


@st.composite
def sized(draw) -> tuple[int, list[Part], int]:
    """Return a whole and parts some of which have no size, ceiling or cap; it may be that it cannot be divided."""
    sense = draw(st.sampled_from((1, -1)))
    parts = []
    for number in range(draw(st.integers(1, 4))):
        base = draw(st.integers(0, 12))
        ceiling = draw(st.none() | st.integers(0, 8).map(lambda way, base=base: base + sense * way))
        weight = Fraction(draw(st.integers(0, 3)), draw(st.integers(1, 3)))
        parts.append(Part(f"县{number}", base, weight, ceiling, None, draw(st.none() | st.integers(0, 6))))
    return sum(one.base for one in parts) + sense * draw(st.integers(0, 15)), parts, sense


@given(sized(), st.sampled_from(Method))
@settings(max_examples=400, deadline=None)
def test_parts_without_size_keep_to_their_bounds(ask, method) -> None:
    whole, parts, sense = ask
    shares = share_out(whole, parts, method, sense)
    assume(isinstance(shares, Shares))
    assert sum(shares.amounts.values()) == whole
    for one in parts:
        moved = (shares.amounts[one.name] - one.base) * sense
        assert moved >= 0
        assert one.ceiling is None or (one.ceiling - shares.amounts[one.name]) * sense >= 0
        assert one.cap is None or moved <= one.cap
        if not one.weight and method in (Method.SAME, Method.SIZE):
            assert moved == 0


@st.composite
def asks(draw, *, most_parts: int = 6, high: int = 300, with_fixed: bool = True) -> tuple[int, list[Part], int]:
    """Return a whole that can be divided, its parts, and the sense."""
    sense = draw(st.sampled_from((1, -1)))
    parts = []
    for number in range(draw(st.integers(1, most_parts))):
        weight = draw(st.integers(1, high))
        low = draw(st.integers(0, weight))
        top = draw(st.integers(low, weight))
        cap = draw(st.none() | st.integers(0, high))
        fixed = draw(st.none() | st.integers(low, top)) if with_fixed else None
        base, ceiling = (low, top) if sense > 0 else (top, low)
        difficulty = Fraction(draw(st.integers(1, 3)))
        parts.append(Part(f"县{number}", base, Fraction(weight), ceiling, fixed, cap, difficulty))
    lows = sum(one.base if one.fixed is None else one.fixed for one in parts)
    moves = [
        abs(one.ceiling - one.base) if one.cap is None else min(abs(one.ceiling - one.base), one.cap)
        for one in parts
        if one.fixed is None
    ]
    return lows + sense * draw(st.integers(0, sum(moves))), parts, sense


@given(asks(), st.sampled_from(Method), st.randoms(use_true_random=False))
@settings(max_examples=400, deadline=None)
def test_parts_make_the_whole_within_bounds_in_any_order(ask, method, random) -> None:
    whole, parts, sense = ask
    shares = share_out(whole, parts, method, sense)
    assert isinstance(shares, Shares)
    assert sum(shares.amounts.values()) == whole
    for one in parts:
        amount = shares.amounts[one.name]
        if one.fixed is not None:
            assert (amount, shares.held[one.name]) == (one.fixed, Held.FIXED)
            continue
        assert (amount - one.base) * sense >= 0
        assert (one.ceiling - amount) * sense >= 0
        assert one.cap is None or abs(amount - one.base) <= one.cap
        assert abs(amount - shares.exact[one.name]) < 1
    mixed = list(parts)
    random.shuffle(mixed)
    assert share_out(whole, mixed, method, sense).amounts == shares.amounts


@given(asks(), st.sampled_from(Method))
@settings(max_examples=300, deadline=None)
def test_a_greater_whole_lowers_nobody_by_more_than_the_one_unit_of_rounding(ask, method) -> None:
    """The exact amounts never fall; whole units may by one, as largest remainders go. Least effort has no such case."""
    whole, parts, sense = ask
    less, more = share_out(whole, parts, method, sense), share_out(whole + sense, parts, method, sense)
    assume(isinstance(more, Shares))
    for one in parts:
        assert (more.exact[one.name] - less.exact[one.name]) * sense >= 0
        assert (more.amounts[one.name] - less.amounts[one.name]) * sense >= (0 if method is Method.LEAST else -1)


@given(asks(most_parts=3, high=7))
@settings(max_examples=150, deadline=None)
def test_least_effort_is_that_of_trying_everything(ask) -> None:
    whole, parts, sense = ask
    choices = []
    for one in parts:
        top = one.ceiling if one.cap is None else sense * min(sense * one.ceiling, sense * one.base + one.cap)
        low, high = sorted((one.base, top))
        choices.append([one.fixed] if one.fixed is not None else range(low, high + 1))

    def cost(amounts: Sequence[int]) -> Fraction:
        return sum(
            one.difficulty * abs(amount - one.base) / one.weight for amount, one in zip(amounts, parts, strict=True)
        )

    efforts = [cost(tried) for tried in product(*choices) if sum(tried) == whole]
    shares = share_out(whole, parts, Method.LEAST, sense)
    assert min(efforts) == cost([shares.amounts[one.name] for one in parts])


@given(asks(with_fixed=False))
@settings(max_examples=200, deadline=None)
def test_who_moves_freely_moves_by_the_rule_of_the_method(ask) -> None:
    whole, parts, sense = ask
    same, effort, size = (share_out(whole, parts, method, sense) for method in list(Method)[:3])
    for one in parts:
        if same.held[one.name] is Held.NONE:
            assert same.exact[one.name] == same.level * one.weight
        if effort.held[one.name] is Held.NONE:
            assert effort.exact[one.name] == one.base + effort.level * (one.ceiling - one.base)
        if size.held[one.name] is Held.NONE:
            assert size.exact[one.name] == one.base + sense * size.level * one.weight


# Years


def test_ways_over_the_years_worked_out_by_hand() -> None:
    assert releases(150, 5, Manner.STRAIGHT) == (30, 60, 90, 120, 150)
    assert releases(150, 5, Manner.FRONT) == (50, 90, 120, 140, 150)  # 5:4:3:2:1
    assert releases(150, 4, Manner.PROJECTS, (0, 100, 0, 200)) == (0, 50, 50, 150)
    assert spread({"甲": 1, "乙": 3}, (2, 4)) == ({"甲": 0, "乙": 2}, {"甲": 1, "乙": 3})


def test_who_was_rounded_up_waits_where_others_come_due() -> None:
    """At 11.64 of 103 units both are rounded up; at 12.36 the first alone is due 12: the second has its one already."""
    first, second = spread({"乙": 3, "甲": 100}, (12, 13))[:2]
    assert (first, second) == ({"乙": 0, "甲": 12}, {"乙": 0, "甲": 13})


@given(
    st.dictionaries(st.text("甲乙丙丁戊己", min_size=1, max_size=3), st.integers(0, 500), min_size=1, max_size=7),
    st.integers(1, 8),
    st.sampled_from((Manner.STRAIGHT, Manner.FRONT, Manner.PROJECTS)),
    st.data(),
)
@settings(max_examples=300, deadline=None)
def test_yearly_parts_make_the_yearly_whole_and_never_turn_back(ways, years, manner, data) -> None:
    works = data.draw(st.lists(st.integers(0, 50), min_size=years, max_size=years).filter(any))
    gone = releases(sum(ways.values()), years, manner, works)
    found = spread(ways, gone)
    assert [sum(year.values()) for year in found] == list(gone)
    assert found[-1] == ways
    before = dict.fromkeys(ways, 0)
    for year in found:
        assert all(before[name] <= year[name] <= ways[name] for name in ways)
        before = year
