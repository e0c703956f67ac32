"""Snapshots: made whole or not at all, found again, returned to, and what is said of damaged ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.statistics import Snapshot
from luoshi.stats import store
from luoshi.stats.differing import differences
from tests.stats.returns import Bureau, book, code, errors, extra_rows, pupil_rows, school_rows

_COUNTS = {(1, "一年级"): (40, 20), (2, "一年级"): (50, 22)}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Schools, pupils and what is asked besides."""
    return [
        book(tmp_path / "学校.xlsx", school_rows(2024, [1, 2])),
        book(tmp_path / "学生.xlsx", pupil_rows(2024, _COUNTS)),
        book(tmp_path / "补充.xlsx", extra_rows(2024, {(1, "一年级"): 3})),
    ]


@pytest.fixture
def states(bureau: Bureau, files: list[Path]) -> list[Snapshot]:
    """Three snapshots, the first first."""
    made = [bureau.loaded(path).snapshot for path in files]
    return [one for one in made if one is not None]


def _code_of(call: object, *arguments: object) -> str:
    with pytest.raises(LuoshiError) as error:
        call(*arguments)  # type: ignore[operator]
    return error.value.code


@pytest.mark.slow
def test_the_same_files_again_make_no_snapshot(bureau: Bureau, files: list[Path]) -> None:
    first = bureau.loaded(*files)
    before = bureau.listing()
    renamed = [path.rename(path.with_name(f"新{path.name}")) for path in files]
    for paths in (renamed, renamed[::-1], renamed[:1], renamed[1:2], renamed[2:]):
        again = bureau.loaded(*paths)
        assert (again.is_new, again.snapshot) == (False, first.snapshot)
    assert bureau.listing() == before


def test_the_same_rows_in_another_order_make_no_snapshot(bureau: Bureau, files: list[Path], tmp_path: Path) -> None:
    bureau.loaded(*files)
    other = book(tmp_path / "学生2.xlsx", pupil_rows(2024, dict(reversed(_COUNTS.items()))))
    assert not bureau.loaded(other).is_new
    changed = book(tmp_path / "学生3.xlsx", pupil_rows(2024, {(2, "一年级"): (51, 22)}))
    assert bureau.loaded(changed).is_new


def test_the_same_load_elsewhere_is_the_same_snapshot(bureau: Bureau, files: list[Path], tmp_path: Path) -> None:
    other = Bureau(tmp_path / "别处")
    assert bureau.loaded(*files).snapshot == other.loaded(*files[::-1]).snapshot or (
        bureau.loaded(*files).snapshot.id == store.current(other.folder).id  # type: ignore[union-attr]
    )


def test_an_error_writes_nothing(bureau: Bureau, states: list[Snapshot], tmp_path: Path) -> None:
    before = bureau.listing()
    wrong = book(tmp_path / "错.xlsx", pupil_rows(2024, {(1, "零年级"): (40, 20)}))
    right = book(tmp_path / "对.xlsx", pupil_rows(2024, {(2, "一年级"): (41, 20)}))
    result = bureau.load(right, wrong)
    assert result.refused
    assert result.snapshot == states[-1]
    assert bureau.listing() == before
    absent = bureau.load(right, tmp_path / "没有.xlsx")
    assert [one.finding.code for one in absent.findings] == ["T010"]
    assert bureau.listing() == before
    assert sorted(path.name for path in bureau.folder.iterdir() if path.name.startswith(".tmp")) == []


def test_checking_writes_nothing(bureau: Bureau, states: list[Snapshot], tmp_path: Path) -> None:
    before = bureau.listing()
    right = book(tmp_path / "对.xlsx", pupil_rows(2024, {(2, "一年级"): (41, 20)}))
    result = bureau.load(right, only_check=True)
    assert (result.refused, result.is_new, result.rows) == (False, False, {"pupils": 1})
    assert bureau.listing() == before


def test_a_snapshot_is_never_changed(bureau: Bureau, files: list[Path], tmp_path: Path) -> None:
    bureau.loaded(*files)
    before = bureau.listing()
    bureau.loaded(book(tmp_path / "对.xlsx", pupil_rows(2024, {(2, "一年级"): (41, 20)})))
    bureau.back("上一个")
    after = bureau.listing()
    assert {name: after[name] for name in before if name != "current"} == {
        name: content for name, content in before.items() if name != "current"
    }


@pytest.mark.slow
def test_rolling_back_brings_the_rows_back(bureau: Bureau, states: list[Snapshot]) -> None:
    first, second, third = states
    was = bureau.pupils("pupils, non_local, _file, _also", second)
    back = bureau.back("上一个")
    assert (back.action, back.restored, back.parent) == ("回退", second.id, third.id)
    assert back.id not in {one.id for one in states}
    assert bureau.pupils("pupils, non_local, _file, _also") == was
    again = bureau.back(third.id[:6])
    assert again.parts == third.parts
    assert bureau.back("上一个").parts == second.parts
    assert bureau.back(first.id).parts == first.parts
    chain = [one.id for one in store.history(bureau.folder)]
    assert len(chain) == len(set(chain)) == 7
    assert chain[4:] == [third.id, second.id, first.id]


def test_what_cannot_be_rolled_back_to(bureau: Bureau, states: list[Snapshot]) -> None:
    assert _code_of(bureau.back, states[-1].id) == "T706"
    assert _code_of(bureau.back, "现在") == "T706"
    assert _code_of(bureau.back, "zzz") == "T704"
    assert _code_of(bureau.back, "") == "T704"


def test_rolling_back_before_anything_was_loaded(bureau: Bureau) -> None:
    assert _code_of(bureau.back, "上一个") == "T704"


def test_a_load_after_a_rollback_goes_on_from_there(bureau: Bureau, states: list[Snapshot], files: list[Path]) -> None:
    bureau.back("上一个")
    result = bureau.loaded(files[2])
    assert result.is_new
    assert result.snapshot is not None
    assert result.snapshot.id not in {one.id for one in states}
    assert bureau.pupils("non_local")[2024, code(1), "一年级"] == (3,)


def test_snapshots_are_found_by_the_beginning_of_their_id(bureau: Bureau, states: list[Snapshot]) -> None:
    for number, one in enumerate(states):
        assert store.find(bureau.folder, one.id[:8]) == one
        assert store.find(bureau.folder, one.id) == states[number]
    assert store.find(bureau.folder, "上一个") == states[1]
    assert store.find(bureau.folder, "现在") == states[2]


def test_differences(bureau: Bureau, states: list[Snapshot], tmp_path: Path) -> None:
    bureau.loaded(book(tmp_path / "新.xlsx", pupil_rows(2024, {(1, "二年级"): (30, 9), (2, "一年级"): (55, 22)})))
    (one,) = differences(bureau.library, states[2], store.find(bureau.folder, "现在"))
    assert (one.table, one.period, one.added, one.removed, one.changed) == ("pupils", 2024, 1, 1, 1)
    assert {name: (was, now) for name, was, now in one.totals} == {
        "pupils": ("90", "85"),
        "girls": ("42", "31"),
        "non_local": ("3", ""),
    }
    assert differences(bureau.library, states[2], states[2]) == ()
    (two,) = differences(bureau.library, states[0], states[1])
    assert (two.table, two.added, two.removed) == ("pupils", 2, 0)


def test_parts_of_several_years_in_one_file(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1, 2, years=(2022, 2023, 2024))
    made = bureau.loaded(
        *(book(tmp_path / f"{y}.xlsx", pupil_rows(y, {(1, "一年级"): (y - 2000, 1)})) for y in (2022, 2023, 2024))
    ).snapshot
    assert made is not None
    assert len({part.path for part in made.parts if part.table == "pupils"}) == 1
    assert [part.rows for part in made.parts if part.table == "pupils"] == [1, 1, 1]
    bureau.loaded(book(tmp_path / "新.xlsx", pupil_rows(2023, {(1, "一年级"): (99, 1), (2, "一年级"): (98, 1)})))
    expected = {(2022, 1): 22, (2023, 1): 99, (2023, 2): 98, (2024, 1): 24}
    assert bureau.pupils("pupils") == {(y, code(n), "一年级"): (count,) for (y, n), count in expected.items()}
    now = store.current(bureau.folder)
    assert now is not None
    assert now.part("pupils", 2022) == made.part("pupils", 2022)


@pytest.mark.parametrize("content", ["", "{", "5", "null", "[]", "{}", '{"format": "1"}', '{"format": 1, "parts": 3}'])
def test_a_damaged_manifest(bureau: Bureau, states: list[Snapshot], files: list[Path], content: str) -> None:
    (bureau.folder / states[-1].id / "snapshot.json").write_text(content, encoding="utf-8")
    assert _code_of(store.current, bureau.folder) == "T703"
    assert _code_of(bureau.load, files[0]) == "T703"


def test_a_manifest_cut_off_anywhere(bureau: Bureau, states: list[Snapshot]) -> None:
    path = bureau.folder / states[-1].id / "snapshot.json"
    data = path.read_bytes()
    for length in range(0, len(data) - 1, 97):
        path.write_bytes(data[:length])
        assert _code_of(store.current, bureau.folder) == "T703"


def test_what_is_in_force_is_not_readable(bureau: Bureau, states: list[Snapshot]) -> None:
    for content in (b"", b"\xff\xfe", b"000000000000\n"):
        (bureau.folder / "current").write_bytes(content)
        assert _code_of(store.current, bureau.folder) == "T703"


def test_a_newer_format(bureau: Bureau, states: list[Snapshot]) -> None:
    path = bureau.folder / states[-1].id / "snapshot.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "format": 2, "news": []}), encoding="utf-8")
    assert _code_of(store.current, bureau.folder) == "T705"


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "middle"])
def test_damaged_parts(bureau: Bureau, states: list[Snapshot], files: list[Path], tmp_path: Path, damage: str) -> None:
    path = bureau.folder / states[1].id / "pupils.parquet"
    data = path.read_bytes()
    part = states[-1].part("pupils", 2024)
    assert part is not None
    path = bureau.folder / part.path
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        middle = bytes(byte ^ 0xFF for byte in data[4:200])
        path.write_bytes({"empty": b"", "cut": data[:-20], "middle": data[:4] + middle + data[200:]}[damage])
    before = bureau.listing()
    again = book(tmp_path / "学生2.xlsx", pupil_rows(2024, {(1, "一年级"): (41, 20)}))
    assert _code_of(bureau.load, again) == "T703"
    assert _code_of(bureau.load, files[0]) == "T703"
    assert bureau.listing() == before


def test_a_field_added_since_is_empty_in_older_parts(bureau: Bureau, states: list[Snapshot], tmp_path: Path) -> None:
    from dataclasses import replace

    from luoshi.stats.definitions import load_definitions

    head = "table,field,title,type,unit,role,required,minimum,maximum,codes,scope,source_form,asked,valid_from,valid_to"
    rules = tmp_path / "rules"
    rules.mkdir()
    row = "pupils,glasses,近视学生数,count,人,measure,0,0,6000,,,,1,,,近视,"
    (rules / "fields.csv").write_text(f"{head},aliases,description\n{row}\n", encoding="utf-8")
    bureau.library = replace(bureau.library, definitions=load_definitions(rules))
    rows = [["2024学年"], ["学校标识码", "学段", "年级", "近视"], [code(2), "小学", "一年级", 7]]
    result = bureau.load(book(tmp_path / "近视.xlsx", rows))
    assert errors(result) == []
    with store.connect(bureau.folder, result.snapshot, bureau.library.definitions) as con:
        found = con.execute("SELECT institution_code, glasses, pupils FROM pupils ORDER BY 1").fetchall()
    assert found == [(code(1), None, 40), (code(2), 7, 50)]


def test_left_over_temporary_files_are_removed(bureau: Bureau, states: list[Snapshot], files: list[Path]) -> None:
    """What a killed load left: a folder half written, and the name of the snapshot to be put in force."""
    (bureau.folder / ".tmp-0123" / "spill").mkdir(parents=True)
    (bureau.folder / ".tmp-0123" / "pupils.parquet").write_bytes(b"PAR1")
    (bureau.folder / ".current.01ab.tmp").write_text("0", encoding="ascii")
    bureau.loaded(files[0])
    names = {path.name for path in bureau.folder.iterdir()}
    assert names == {".lock", "current", *(one.id for one in states)}
