"""What a load replaces, adds to and leaves: by school and stage."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stats.returns import Bureau, book, code, codes, errors, extra_rows, pupil_rows, school_rows, told

_GRADES = ("一年级", "二年级", "三年级")
_RETURNS = st.dictionaries(
    st.tuples(st.integers(1, 5), st.sampled_from(_GRADES)),
    st.integers(0, 300).flatmap(lambda pupils: st.tuples(st.just(pupils), st.integers(0, pupils))),
    min_size=1,
    max_size=8,
)
_SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture
def five(bureau: Bureau) -> Bureau:
    """A database with five schools of 2024."""
    bureau.schools(1, 2, 3, 4, 5)
    return bureau


@pytest.mark.slow
@_SLOW
@given(counts=_RETURNS, first=st.sets(st.integers(1, 5)))
def test_files_of_different_schools_load_one_by_one_or_together(
    tmp_path_factory: pytest.TempPathFactory, counts: dict, first: set[int]
) -> None:
    states = []
    for together in (True, False):
        bureau = Bureau(tmp_path_factory.mktemp("库"))
        schools = book(bureau.root / "学校.xlsx", school_rows(2024, [1, 2, 3, 4, 5]))
        halves = [{k: v for k, v in counts.items() if (k[0] in first) is side} for side in (True, False)]
        parts = [book(bureau.root / f"{n}.xlsx", pupil_rows(2024, half)) for n, half in enumerate(halves) if half]
        if together:
            bureau.loaded(*parts, schools)
        else:
            for path in (schools, *reversed(parts)):
                bureau.loaded(path)
        states.append(bureau.state("pupils", "institutions"))
    assert states[0] == states[1]
    assert len(states[0]["pupils"]) == len(counts)


@pytest.mark.slow
@_SLOW
@given(before=_RETURNS, after=_RETURNS)
def test_a_school_that_comes_again_is_replaced_and_others_stay(
    tmp_path_factory: pytest.TempPathFactory, before: dict, after: dict
) -> None:
    bureau = Bureau(tmp_path_factory.mktemp("库"))
    bureau.schools(1, 2, 3, 4, 5)
    bureau.loaded(book(bureau.root / "1.xlsx", pupil_rows(2024, before)))
    bureau.loaded(book(bureau.root / "2.xlsx", pupil_rows(2024, after)))
    came = {n for n, _ in after}
    expected = {key: value for key, value in before.items() if key[0] not in came} | after
    assert bureau.pupils() == {(2024, code(n), grade): value for (n, grade), value in expected.items()}


def test_other_stages_and_years_of_a_school_stay(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1, years=(2023, 2024))
    rows = pupil_rows(2024, {(1, "一年级"): (40, 20)})
    rows.append([code(1), "初中", "七年级", 30, 10])
    bureau.loaded(book(tmp_path / "a.xlsx", rows))
    bureau.loaded(book(tmp_path / "b.xlsx", pupil_rows(2023, {(1, "一年级"): (42, 20)})))
    bureau.loaded(book(tmp_path / "c.xlsx", pupil_rows(2024, {(1, "二年级"): (41, 20)})))
    assert bureau.pupils("pupils") == {
        (2023, code(1), "一年级"): (42,),
        (2024, code(1), "七年级"): (30,),
        (2024, code(1), "二年级"): (41,),
    }


def test_supplements_outlive_the_main_form_loaded_again(five: Bureau, tmp_path: Path) -> None:
    main = book(tmp_path / "主.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20), (1, "二年级"): (41, 20)}))
    five.loaded(main)
    five.loaded(book(tmp_path / "补.xlsx", extra_rows(2024, {(1, "一年级"): 3})))
    five.loaded(book(tmp_path / "主2.xlsx", pupil_rows(2024, {(1, "一年级"): (45, 20), (1, "三年级"): (39, 20)})))
    assert five.pupils("pupils, non_local, _file, _also") == {
        (2024, code(1), "一年级"): (45, 3, "主2.xlsx", "补.xlsx “Sheet1”第 3 行"),
        (2024, code(1), "三年级"): (39, None, "主2.xlsx", None),
    }


def test_a_supplement_changes_its_own_columns_only(five: Bureau, tmp_path: Path) -> None:
    five.loaded(book(tmp_path / "主.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20), (2, "一年级"): (41, 20)})))
    five.loaded(book(tmp_path / "补.xlsx", extra_rows(2024, {(1, "一年级"): 3})))
    five.loaded(book(tmp_path / "补2.xlsx", extra_rows(2024, {(2, "一年级"): 4})))
    five.loaded(book(tmp_path / "补3.xlsx", extra_rows(2024, {(1, "一年级"): 5})))
    assert five.pupils("pupils, girls, non_local, _also") == {
        (2024, code(1), "一年级"): (40, 20, 5, "补3.xlsx “Sheet1”第 3 行"),
        (2024, code(2), "一年级"): (41, 20, 4, "补2.xlsx “Sheet1”第 3 行"),
    }


def test_the_order_of_files_in_a_load_does_not_matter(tmp_path: Path) -> None:
    found = []
    for turn in (0, 1):
        bureau = Bureau(tmp_path / str(turn))
        paths = [
            book(bureau.root / "a补.xlsx", extra_rows(2024, {(1, "一年级"): 3})),
            book(bureau.root / "b主.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20)})),
            book(bureau.root / "c学校.xlsx", school_rows(2024, [1])),
        ]
        snapshot = bureau.loaded(*(paths if turn else reversed(paths))).snapshot
        assert snapshot is not None
        found.append((snapshot.id, bureau.pupils("pupils, girls, non_local, _file, _also")))
    assert found[0] == found[1]
    assert found[0][1] == {(2024, code(1), "一年级"): (40, 20, 3, "b主.xlsx", "a补.xlsx “Sheet1”第 3 行")}


def test_figures_of_a_lower_status_do_not_replace_higher_ones(five: Bureau, tmp_path: Path) -> None:
    first = book(tmp_path / "1.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20)}))
    second = book(tmp_path / "2.xlsx", pupil_rows(2024, {(1, "一年级"): (41, 20), (2, "一年级"): (50, 20)}))
    five.loaded(first, status="初步")
    assert errors(five.load(second, status="快报")) == [("T126", "2.xlsx “Sheet1”第 3 行")]
    assert five.pupils("pupils, _status") == {(2024, code(1), "一年级"): (40, "初步")}
    five.loaded(second, status="正式")
    assert set(five.pupils("_status").values()) == {("正式",)}
    assert told(five.load(first, status="初步"), "T126") == ["在校学生里有 1 处已经装入了正式数，不能用初步数盖掉"]


def test_nor_do_supplements(five: Bureau, tmp_path: Path) -> None:
    five.loaded(book(tmp_path / "主.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20)})))
    extra = book(tmp_path / "补.xlsx", extra_rows(2024, {(1, "一年级"): 3}))
    assert errors(five.load(extra, status="快报")) == [("T126", "补.xlsx “Sheet1”第 3 行")]
    five.loaded(extra)
    assert five.pupils("non_local") == {(2024, code(1), "一年级"): (3,)}


def test_rows_that_repeat(five: Bureau, tmp_path: Path) -> None:
    rows = [*pupil_rows(2024, {(1, "一年级"): (40, 20)}), [code(1), "小学", "一年级", 40, 20]]
    other = pupil_rows(2024, {(1, "一年级"): (40, 20), (2, "一年级"): (40, 20)})
    result = five.load(book(tmp_path / "a.xlsx", rows), book(tmp_path / "b.xlsx", other))
    places = "a.xlsx “Sheet1”第 3 行；a.xlsx “Sheet1”第 4 行；b.xlsx “Sheet1”第 3 行"
    assert [e for e in errors(result) if e[0] < "T2"] == [("T121", places)]
    assert five.pupils() == {}


def test_supplements_that_contradict_each_other(five: Bureau, tmp_path: Path) -> None:
    five.loaded(book(tmp_path / "主.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20)})))
    first = book(tmp_path / "a.xlsx", extra_rows(2024, {(1, "一年级"): 3}))
    second = book(tmp_path / "b.xlsx", extra_rows(2024, {(1, "一年级"): 4}))
    result = five.load(first, second)
    assert errors(result) == [("T121", "a.xlsx “Sheet1”第 3 行；b.xlsx “Sheet1”第 3 行")]
    assert told(result, "T121") == ["在校学生里“2024、9900000001、小学、一年级”出现了 2 次，外县学生数不一样"]
    five.loaded(first, book(tmp_path / "c.xlsx", extra_rows(2024, {(1, "一年级"): 3})))


def test_a_supplement_without_its_main_row(five: Bureau, tmp_path: Path) -> None:
    five.loaded(book(tmp_path / "主.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20)})))
    result = five.load(book(tmp_path / "补.xlsx", extra_rows(2024, {(1, "一年级"): 3, (1, "二年级"): 4})))
    assert errors(result) == [("T127", "补.xlsx “Sheet1”第 4 行")]


def test_a_school_that_is_not_known(five: Bureau, tmp_path: Path) -> None:
    result = five.load(book(tmp_path / "a.xlsx", pupil_rows(2024, {(9, "一年级"): (40, 20)})))
    assert ("T122", "a.xlsx “Sheet1”第 3 行 A 列") in errors(result)
    assert told(result, "T122") == [f"2024 学年的学校表里没有标识码 {code(9)}"]


def test_a_year_without_a_table_of_schools(five: Bureau, tmp_path: Path) -> None:
    result = five.load(book(tmp_path / "a.xlsx", pupil_rows(2022, {(1, "一年级"): (40, 20)})))
    assert [c for c, _ in errors(result) if c < "T2"] == ["T128"]


def test_an_area_that_is_not_known(five: Bureau, tmp_path: Path) -> None:
    areas = [
        ["地区代码", "启用日期", "地区名称", "地区级别"],
        ["990101", "2000-01-01", "望澜区", "县"],
        ["990102", "2000-01-01", "沙汀区", "县"],
    ]
    five.loaded(book(tmp_path / "区划.xlsx", areas))
    rows = school_rows(2024, [7], area="990199")
    assert errors(five.load(book(tmp_path / "学校.xlsx", rows))) == [("T123", "学校.xlsx “Sheet1”第 3 行 F 列")]
    five.loaded(book(tmp_path / "学校.xlsx", school_rows(2024, [7], area="990102")))


def test_a_name_that_is_not_the_codes(five: Bureau, tmp_path: Path) -> None:
    rows = [["2024学年"], ["学校标识码", "学校名称", "学段", "年级", "在校学生数"]]
    rows += [[code(1), "第 1 小学", "小学", "一年级", 9], [code(2), "第3小学", "小学", "一年级", 9]]
    result = five.loaded(book(tmp_path / "a.xlsx", rows))
    assert codes(result) == ["T125"]
    assert told(result, "T125") == [f"代码 {code(2)} 在这里写作“第3小学”，已有的名称是“第2小学”"]


def test_a_list_handed_in_again_is_told_by_the_last_file(bureau: Bureau, tmp_path: Path) -> None:
    """Areas come with every load; a row twice in one of the lists is still an error."""

    def areas(name: str) -> list[list[str]]:
        return [["地区代码", "启用日期", "地区名称", "地区级别"], ["990101", "2000-01-01", name, "县"]]

    first, second = book(tmp_path / "1.xlsx", areas("旧名")), book(tmp_path / "2.xlsx", areas("望澜区"))
    bureau.loaded(first, second)
    assert bureau.rows("SELECT area_name, _file FROM areas") == [("望澜区", "2.xlsx")]
    twice = [*areas("望澜区"), areas("沙汀区")[1]]
    assert [c for c, _ in errors(bureau.load(book(tmp_path / "3.xlsx", twice)))] == ["T121"]
