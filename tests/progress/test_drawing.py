"""Drawing: what a seed and lists give, on any machine and in any order of the lists; avoidance is always kept."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from collections import Counter
from datetime import datetime
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.model.draws import Avoidance, DrawList, DrawOrder, DrawRecord, Listed
from luoshi.progress.oversight.draw_words import transcript
from luoshi.progress.oversight.drawing import draw_findings, draw_list, draw_number, hold_draw, list_digest, replayed
from luoshi.progress.oversight.sending import why_avoiding

COUNTY = Avoidance(inspector="县市区", school="县市区")
UNIT = Avoidance(inspector="单位", school="学校名称")


def names(label: str, *members: tuple[str, ...]) -> DrawList:
    """Return a list of (name, stratum, mark…)."""
    listed = (Listed(name=one[0], stratum=one[1] if len(one) > 1 else "", marks=tuple(one[2:])) for one in members)
    return draw_list(label, ((one, f"第 {at} 行") for at, one in enumerate(listed, 2)))


SCHOOLS = names("学校", *((f"第{number}小学", "青禾县" if number < 5 else "石砚县") for number in range(1, 9)))
PEOPLE = names("检查人员", *((f"检查员{letter}",) for letter in "甲乙丙丁"))


def record(order: DrawOrder, schools: DrawList, inspectors: DrawList | None) -> DrawRecord:
    return DrawRecord(
        held_at=datetime(2026, 3, 2, 9, 30),
        order=order,
        schools=list_digest(schools),
        inspectors=list_digest(inspectors) if inspectors else None,
        result=hold_draw(order, schools, inspectors),
    )


def test_pinned_values_are_the_same_on_any_machine() -> None:
    digest = list_digest(SCHOOLS).sha256
    lines = sorted(f"第{n}小学\t{'青禾县' if n < 5 else '石砚县'}\n".encode() for n in range(1, 9))
    assert digest == hashlib.sha256(b"".join(lines)).hexdigest()
    assert digest == "dc7ae9006445f6e3c89eef4c3fb3de40c000a6b87bae54d7c1bafa6759afa963"
    drawn = hold_draw(DrawOrder(seed="20260302", count="2", by="县市区"), SCHOOLS, PEOPLE)
    assert [(one.stratum, one.name, one.number[:8], one.inspectors) for one in drawn.schools] == [
        ("石砚县", "第5小学", "49ca4c85", ("检查员丁", "检查员甲")),
        ("石砚县", "第6小学", "5c13bcd0", ("检查员乙", "检查员丙")),
        ("青禾县", "第4小学", "16ffbd8d", ("检查员乙", "检查员丁")),
        ("青禾县", "第2小学", "4bcdac91", ("检查员丙", "检查员甲")),
    ]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_number_is_what_sha256sum_says() -> None:
    text = f"luoshi-draw-1|学校|20260302|{list_digest(SCHOOLS).sha256}|第3小学"
    said = subprocess.run(["sha256sum"], input=text.encode(), capture_output=True, check=True).stdout.split()[0]
    assert draw_number("学校", "20260302", list_digest(SCHOOLS).sha256, "第3小学") == said.decode()


@given(st.randoms(use_true_random=False), st.text("0123456789甲", min_size=1, max_size=8), st.integers(1, 10))
@settings(max_examples=60, deadline=None)
def test_order_of_the_lists_does_not_matter(shuffle: random.Random, seed: str, count: int) -> None:
    order = DrawOrder(seed=seed, count=str(count), by="县市区")
    members = [(one, "") for one in SCHOOLS.members]
    people = [(one, "") for one in PEOPLE.members]
    shuffle.shuffle(members)
    shuffle.shuffle(people)
    mixed = draw_list("学校", members), draw_list("检查人员", people)
    assert hold_draw(order, *mixed) == hold_draw(order, SCHOOLS, PEOPLE)
    assert replayed(record(order, SCHOOLS, PEOPLE), *mixed) == ()


def test_width_and_blanks_of_a_name_do_not_matter() -> None:
    assert list_digest(names("学校", ("第１小学 ",))) == list_digest(names("学校", ("第1小学",)))


@pytest.mark.slow
def test_every_school_and_pair_is_equally_likely() -> None:
    """Chi-square over 10,000 seeds: 8 schools of which 2 are drawn, each pair in 1 of 28, the bounds those of 0.1%."""
    singles: Counter[str] = Counter()
    pairs: Counter[frozenset[str]] = Counter()
    people: Counter[str] = Counter()
    for seed in range(10_000):
        result = hold_draw(DrawOrder(seed=str(seed), count="2", per_school=1), SCHOOLS, PEOPLE)
        drawn = [one.name for one in result.schools]
        singles.update(drawn)
        pairs[frozenset(drawn)] += 1
        people.update(result.schools[0].inspectors)
    assert len(pairs) == 28

    def chi_square(counts: Counter) -> float:  # type: ignore[type-arg]
        expected = counts.total() / len(counts)
        return sum((count - expected) ** 2 / expected for count in counts.values())

    assert chi_square(singles) < 24.32  # 7 degrees of freedom
    assert chi_square(pairs) < 55.48  # 27
    assert chi_square(people) < 16.27  # 3


def test_a_share_is_rounded_up_in_each_stratum() -> None:
    result = hold_draw(DrawOrder(seed="1", count="30%", by="县市区"), SCHOOLS)
    assert result.strata == {"石砚县": (4, 2), "青禾县": (4, 2)}
    assert hold_draw(DrawOrder(seed="1", count="0.1%"), SCHOOLS).strata == {"": (8, 1)}


@pytest.mark.parametrize("count", ["0", "2.5", "一", "-1", "101%", "0%", ""])
def test_a_count_that_cannot_be_is_refused(count: str) -> None:
    with pytest.raises(LuoshiError, match="L303"):
        hold_draw(DrawOrder(seed="1", count=count), SCHOOLS)


@pytest.mark.parametrize("seed", [" ", "a|b", "a\x00"])
def test_a_seed_that_cannot_be_is_refused(seed: str) -> None:
    with pytest.raises(LuoshiError, match="L303"):
        hold_draw(DrawOrder(seed=seed, count="1"), SCHOOLS)


def test_duplicates_are_refused_with_their_rows() -> None:
    with pytest.raises(LuoshiError, match=r"L302.*第1小学（第 2 行、第 4 行）"):
        names("学校", ("第1小学",), ("第2小学",), ("第１小学",))


def test_too_small_a_stratum_is_told() -> None:
    order = DrawOrder(seed="1", count="5", by="县市区")
    result = hold_draw(order, SCHOOLS)
    assert [one.message for one in draw_findings(order, result)] == [
        "石砚县只有 4 所，不够抽 5 所，全部抽中",
        "青禾县只有 4 所，不够抽 5 所，全部抽中",
    ]


COUNTIES = ("青禾县", "石砚县", "望澜区")


@st.composite
def lists(draw: st.DrawFn) -> tuple[DrawList, DrawList]:
    schools = [(f"校{n}", "", draw(st.sampled_from(COUNTIES)), f"校{n}") for n in range(draw(st.integers(1, 6)))]
    people = [
        (
            f"人{n}",
            "",
            draw(st.sampled_from((*COUNTIES, "", "青禾县、石砚县"))),
            draw(st.sampled_from(("", "校0", "校1"))),
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    return names("学校", *schools), names("检查人员", *people)


@given(lists(), st.integers(1, 3), st.integers(0, 50))
@settings(max_examples=150, deadline=None)
def test_avoidance_is_kept_or_told(both: tuple[DrawList, DrawList], per_school: int, seed: int) -> None:
    schools, people = both
    order = DrawOrder(seed=str(seed), count="6", per_school=per_school, avoid=(COUNTY, UNIT))
    result = hold_draw(order, schools, people)
    by_name = {one.name: one for one in (*schools.members, *people.members)}
    short = {one.school: one for one in result.shortages}
    for drawn in result.schools:
        assert len(set(drawn.inspectors)) == len(drawn.inspectors)
        assert not any(why_avoiding(by_name[one], by_name[drawn.name], order) for one in drawn.inspectors)
        free = [one for one in people.members if not why_avoiding(one, by_name[drawn.name], order)]
        assert len(drawn.inspectors) == min(per_school, len(free))
        assert (drawn.name in short) == (len(free) < per_school)
        if drawn.name in short:
            assert set(short[drawn.name].avoiding) == {one.name for one in people.members} - {one.name for one in free}
    assert result.loads == {
        one.name: sum(one.name in drawn.inspectors for drawn in result.schools) for one in people.members
    }


@given(lists(), st.integers(1, 2), st.integers(0, 50))
@settings(max_examples=60, deadline=None)
def test_loads_are_as_even_as_avoidance_allows(both: tuple[DrawList, DrawList], per_school: int, seed: int) -> None:
    """Against all ways to send: the sum of the squares of the loads is the least there is."""
    schools, people = both
    order = DrawOrder(seed=str(seed), count="4", per_school=per_school, avoid=(COUNTY, UNIT))
    result = hold_draw(order, schools, people)
    members = {one.name: one for one in schools.members}
    choices = []
    for drawn in result.schools:
        free = [one.name for one in people.members if not why_avoiding(one, members[drawn.name], order)]
        choices.append(list(combinations(free, len(drawn.inspectors))))
    loads = (Counter(name for team in teams for name in team) for teams in product(*choices))
    least = min(sum(load**2 for load in one.values()) for one in loads)
    assert sum(load**2 for load in result.loads.values()) == least


def test_a_shortage_names_who_keeps_away_and_why() -> None:
    schools = names("学校", ("甲校", "", "青禾县"))
    people = names("检查人员", ("张一", "", "青禾县"), ("李二", "", "石砚县"))
    order = DrawOrder(seed="1", count="1", avoid=(COUNTY,))
    (told,) = draw_findings(order, hold_draw(order, schools, people))
    assert (told.code, told.message) == ("L304", "甲校还差 1 名检查人员，要回避的：张一（县市区同为青禾县）")


def test_replaying_another_list_or_a_changed_record_is_told() -> None:
    kept = record(DrawOrder(seed="7", count="3"), SCHOOLS, PEOPLE)
    fewer = DrawList(label="学校", members=SCHOOLS.members[1:])
    assert [one.message for one in replayed(kept, fewer, PEOPLE)] == [
        "学校名单不是当时的那一份（记录里 8 行，现在 7 行）"
    ]
    assert [one.code for one in replayed(kept, SCHOOLS, None)] == ["L307"]
    first, *rest = kept.result.schools
    other = next(one.name for one in SCHOOLS.members if one.name not in {s.name for s in kept.result.schools})
    forged = kept.model_copy(
        update={"result": kept.result.model_copy(update={"schools": (first.model_copy(update={"name": other}), *rest)})}
    )
    told = [one.message for one in replayed(forged, SCHOOLS, PEOPLE)]
    assert told == [f"记录里抽中了{other}，重演没有", f"重演抽中了{first.name}，记录里没有"]
    swapped = kept.model_copy(update={"order": kept.order.model_copy(update={"seed": "8"})})
    assert replayed(swapped, SCHOOLS, PEOPLE) != ()
    assert replayed(DrawRecord.model_validate_json(kept.model_dump_json()), SCHOOLS, PEOPLE) == ()


def test_a_record_in_words_names_all_that_is_needed_to_recompute_it() -> None:
    kept = record(DrawOrder(seed="7", count="1", by="县市区", avoid=(COUNTY,)), SCHOOLS, PEOPLE)
    text = transcript(kept)
    assert kept.schools.sha256 in text
    assert "luoshi-draw-1" in text
    assert "种子　　　7" in text
    assert all(one.name in text and one.number[:16] in text for one in kept.result.schools)
