"""The verification package: another machine comes to the same figures, and finds every one that was changed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.freeze import Frozen, FrozenDefinition
from luoshi.model.evaluation.publication import PublicationRules
from luoshi.model.monitoring import JudgingRules
from luoshi.portal import package_format as form
from luoshi.portal import package_reading
from luoshi.portal.package import build_package
from luoshi.portal.publishing import publishable
from luoshi.portal.verifying import verify_package
from tests.evaluation.small_city import PRIVATE_WORDS, WHOLE, YEAR, small_frozen
from tests.portal.public_city import approved, planted

ALL = PublicationRules(tasks=True, projects=True)


def _package(frozen: Frozen, figures: FactBook | None = None) -> bytes:
    edition, findings = publishable(frozen, ALL, approved(frozen))
    assert edition is not None, findings
    return build_package(edition, figures)


@cache
def package() -> bytes:
    """Return the package of the small city."""
    return _package(small_frozen())


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def _forged(files: dict[str, bytes]) -> bytes:
    """Return a package whose list was made to fit its files: only recomputing finds what was changed."""
    manifest = json.loads(files[form.MANIFEST])
    for name, data in files.items():
        if name != form.MANIFEST:
            manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    manifest["digest"] = form.digest_of(manifest)
    return _packed({**files, form.MANIFEST: form.json_bytes(manifest)})


def _rows(data: bytes, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_files(data)[name].decode("utf-8-sig"), newline="")))


def _with_rows(data: bytes, name: str, rows: list[dict[str, str]]) -> bytes:
    files = _files(data)
    return _forged({**files, name: form.csv_bytes(name, (row.values() for row in rows))})


def test_an_untouched_package_is_right() -> None:
    found = verify_package(package())
    assert found.findings == ()
    checked = {one.kind: (one.equal, one.different) for one in found.checked}
    schools = 6 * 5 * 3
    assert checked["文件的校验码"] == (9, 0)
    assert checked["县的分母由各单位相加"] == (schools, 0)
    assert checked["合计的分子由各地区相加"] == (30, 0)
    hidden = sum(one["说明"] != "" for one in _rows(package(), form.VALUES))
    assert checked["指标值"] == (6 * 5 * 4 - hidden, 0)
    assert checked["目标的状态"] == (len(small_frozen().monitoring.targets), 0)
    assert {one.kind for one in found.limited} == {"指标值", "目标值", "任务和项目的灯、完成比例"}
    assert (found.freeze, found.freeze_digest) == ("2024-年度", "f" * 64)
    assert found.sha256 == hashlib.sha256(package()).hexdigest()


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert _package(small_frozen()) == _package(small_frozen())
    with zipfile.ZipFile(io.BytesIO(package())) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.namelist() == sorted(packed.namelist())


def test_nothing_private_is_packed() -> None:
    data = _package(planted())
    assert [word for part in _files(data).values() for word in PRIVATE_WORDS if word in part.decode()] == []
    assert verify_package(data).findings == ()


_FIGURES = [
    (form.VALUES, ("值", "分子", "分母", "年份")),
    (form.QUANTITIES, ("数", "年份")),
    (form.TARGETS, ("目标值", "换算", "现值", "现值年份", "基期", "基期年份", "还差", "今后每年需要")),
    (form.PATHS, ("按路径应到", "实际", "年份")),
]


def _changed(text: str) -> str:
    """Return the figure with its last digit turned by one."""
    return text[:-1] + str((int(text[-1]) + 1) % 10)


@pytest.mark.parametrize(("name", "column"), [(name, one) for name, columns in _FIGURES for one in columns])
def test_any_figure_that_is_changed_is_found_even_when_the_list_fits(name: str, column: str) -> None:
    data = package()
    rows = _rows(data, name)
    has_path = {row["编号"] for row in _rows(data, form.PATHS)}  # without one a goal stands in the plan alone
    places = [at for at, row in enumerate(rows) if row[column] and (column != "目标值" or row["编号"] in has_path)]
    assert places
    for at in random.Random(name + column).sample(places, min(6, len(places))):
        changed = [dict(row) for row in rows]
        changed[at][column] = _changed(changed[at][column])
        assert verify_package(_with_rows(data, name, changed)).findings != (), (at, rows[at])


@pytest.mark.parametrize(
    ("name", "column", "code"),
    [
        (form.QUANTITIES, "数", "G120"),
        (form.VALUES, "分母", "G121"),
        (form.VALUES, "值", "G122"),
        (form.TARGETS, "现值", "G130"),
        (form.TARGETS, "基期", "G131"),
        (form.TARGETS, "还差", "G132"),
    ],
)
def test_what_a_changed_figure_no_longer_agrees_with_is_told(name: str, column: str, code: str) -> None:
    rows = _rows(package(), name)
    at = next(number for number, row in enumerate(rows) if row[column])
    rows[at][column] = _changed(rows[at][column])
    assert code in {one.code for one in verify_package(_with_rows(package(), name, rows)).findings}


def test_counts_and_rows_that_belong_to_nothing_are_told() -> None:
    lights = _rows(package(), form.LEDGER)
    lights[0]["灯"] = "红"
    assert {one.code for one in verify_package(_with_rows(package(), form.LEDGER, lights)).findings} == {"G134"}
    rows = _rows(package(), form.QUANTITIES)
    rows.append({**rows[0], "地区代码": "990199"})
    assert {one.code for one in verify_package(_with_rows(package(), form.QUANTITIES, rows)).findings} == {"G124"}
    files = _files(package())
    listed = form.json_bytes({**json.loads(files[form.MANIFEST]), "approved_on": "2020-01-01"})
    assert {one.code for one in verify_package(_packed({**files, form.MANIFEST: listed})).findings} == {"G110"}


@pytest.mark.parametrize("name", [form.VALUES, form.QUANTITIES, form.TARGETS, form.PATHS, form.LEDGER])
def test_a_row_that_is_gone_or_doubled_is_found(name: str) -> None:
    rows = _rows(package(), name)
    assert verify_package(_with_rows(package(), name, rows[1:])).findings != ()
    assert verify_package(_with_rows(package(), name, [*rows, rows[0]])).findings != ()


def test_a_state_that_is_changed_is_found() -> None:
    rows = _rows(package(), form.TARGETS)
    rows[0]["状态"], rows[0]["灯"] = "滞后", "红"
    codes = {one.code for one in verify_package(_with_rows(package(), form.TARGETS, rows)).findings}
    assert codes == {"G132", "G133"}


@pytest.mark.parametrize("key", ["times", "decimals"])
def test_a_definition_that_is_changed_is_found(key: str) -> None:
    files = _files(package())
    definitions = json.loads(files[form.DEFINITIONS])
    definitions[0][key] = 1
    found = verify_package(_forged({**files, form.DEFINITIONS: form.json_bytes(definitions)}))
    assert {one.code for one in found.findings} >= {"G122"}


def _outcome(data: bytes) -> str:
    """Return findings, the code of the error that stopped it, or nothing when all is right."""
    try:
        return "findings" if verify_package(data).findings else ""
    except LuoshiError as error:
        return error.code


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_byte_that_is_changed_is_found(data: st.DataObject) -> None:
    files = _files(package())
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != files[name][at]))
    changed = files[name][:at] + bytes([byte]) + files[name][at + 1 :]
    assert _outcome(_packed({**files, name: changed})) != ""


@pytest.mark.fuzz
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_makes_verifying_crash(data: st.DataObject) -> None:
    whole = bytearray(package())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert _outcome(bytes(whole)) in ("", "findings", "G101", "G102", "G103", "G104", "G105")


def _no_list(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, form.MANIFEST: b"[]"}


def _later(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, form.MANIFEST: form.json_bytes({**json.loads(files[form.MANIFEST]), "format": 99})}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: {**files, "../外面.txt": b""}, "G103"),
        (lambda files: {**files, "/etc/passwd": b""}, "G103"),
        (lambda files: {**files, "values.csv.exe": b""}, "G103"),
        (_no_list, "G104"),
        (lambda files: {name: data for name, data in files.items() if name != form.MANIFEST}, "G104"),
        (_later, "G105"),
    ],
)
def test_what_is_no_package_is_not_opened(change: Callable[[dict[str, bytes]], dict[str, bytes]], code: str) -> None:
    with pytest.raises(LuoshiError) as caught:
        verify_package(_packed(change(_files(package()))))
    assert caught.value.code == code


@pytest.mark.parametrize("as_of", ["2025", 2025.5, True, None])
def test_a_list_whose_year_is_none_is_refused(as_of: object) -> None:
    files = _files(package())
    files[form.MANIFEST] = json.dumps({**json.loads(files[form.MANIFEST]), "as_of": as_of}).encode()
    with pytest.raises(LuoshiError) as error:
        verify_package(_forged(files))
    assert error.value.code == "G104"


@pytest.mark.parametrize(("op", "high"), [("between", ""), ("between", "1"), (">=", "99")])
def test_an_upper_end_without_a_range_is_told_with_its_row(op: str, high: str) -> None:
    rows = _rows(package(), form.TARGETS)
    rows[0] |= {"比较": form.OPS[op], "上限": high}
    findings = verify_package(_with_rows(package(), form.TARGETS, rows)).findings
    assert any(one.code == "G113" and "第 2 行" in one.message for one in findings)


def test_a_file_that_is_no_zip_is_refused() -> None:
    with pytest.raises(LuoshiError) as caught:
        verify_package("不是压缩文件".encode())
    assert caught.value.code == "G101"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_reading, "MAX_FILE", 1_000_000)
    bomb = _packed({**_files(package()), form.VALUES: b"0" * 2_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(LuoshiError) as caught:
        verify_package(bomb)
    assert caught.value.code == "G102"


def test_a_file_that_is_missing_is_told() -> None:
    files = {name: data for name, data in _files(package()).items() if name != form.PATHS}
    told = [(one.code, one.where) for one in verify_package(_packed(files)).findings]
    assert ("G111", form.PATHS) in told


def test_numbers_that_are_none_are_told_with_their_row() -> None:
    rows = _rows(package(), form.VALUES)
    rows[0]["分子"] = "9" * 40
    found = verify_package(_with_rows(package(), form.VALUES, rows)).findings
    assert ("G113", form.VALUES) in [(one.code, one.where) for one in found]
    assert any(one.message == f"第 2 行读不出来：“分子”不是数：{'9' * 30}" for one in found)


def test_an_area_without_figures_does_not_keep_the_whole_from_being_checked() -> None:
    frozen = small_frozen()
    values = tuple(
        one.model_copy(update={"areas": ("990100", *one.areas)}) if one.place_kind == "口径" else one
        for one in frozen.values
    )
    found = verify_package(_package(replace(frozen, values=values)))
    assert found.findings == ()
    assert {one.kind: one.equal for one in found.checked}["合计的分母由各地区相加"] == 30


def test_a_whole_that_counts_an_area_of_which_nothing_is_published_is_checked_only_from_there() -> None:
    frozen = small_frozen()
    values = tuple(one for one in frozen.values if (one.indicator, one.place_code) != ("p-floor", "990103"))
    quantities = tuple(one for one in frozen.quantities if (one.indicator, one.area) != ("p-floor", "990103"))
    found = verify_package(_package(replace(frozen, values=values, quantities=quantities)))
    assert found.findings == ()
    told = [(one.kind, one.count, one.why) for one in found.limited if one.kind.startswith("合计")]
    assert told == [
        ("合计的分子由各地区相加", 5, "有的地区没有单独公布值"),
        ("合计的分母由各地区相加", 5, "有的地区没有单独公布值"),
    ]


def _grown(*, with_base: bool) -> Frozen:
    frozen = small_frozen()
    base = frozen.definition["p-floor"]
    growth = FrozenDefinition(
        **{
            **base.model_dump(),
            "id": "p-grown",
            "name": "增长",
            "growth_of": "p-floor",
            "unit": "%",
            "times": Decimal(100),
            "decimals": 1,
        }
    )
    now, before = (frozen.by_place["p-floor", year, WHOLE] for year in (YEAR, YEAR - 1))
    assert now.value is not None
    assert before.value is not None
    sides = [one.numerator / one.denominator for one in (now, before) if one.numerator and one.denominator]
    value = ((sides[0] / sides[1] - 1) * 100).quantize(Decimal("0.1"))
    grown = now.model_copy(
        update={"indicator": "p-grown", "value": value, "numerator": now.value, "denominator": before.value}
    )
    if with_base:
        return replace(frozen, definitions=(*frozen.definitions, growth), values=(*frozen.values, grown))
    kept = [
        one.model_copy(update={"growth_of": "p-other"}) if one.id == "p-grown" else one
        for one in (*frozen.definitions, growth)
    ]
    return replace(frozen, definitions=tuple(kept), values=(*frozen.values, grown))


@pytest.mark.parametrize("with_base", [True, False])
def test_a_growth_is_worked_out_from_what_grew(with_base: bool) -> None:
    data = _package(_grown(with_base=with_base))
    found = verify_package(data)
    assert found.findings == ()
    assert {one.kind: one.equal for one in found.checked}["增长率"] == 1
    rows = _rows(data, form.VALUES)
    at = next(number for number, row in enumerate(rows) if row["指标"] == "p-grown")
    rows[at]["值"] = str(Decimal(rows[at]["值"]) + Decimal("0.5"))
    assert "G123" in {one.code for one in verify_package(_with_rows(data, form.VALUES, rows)).findings}


def test_own_bounds_of_judging_go_along() -> None:
    mild = JudgingRules(risk=Decimal("0.5"))
    frozen = replace(small_frozen(), judging=mild)
    edition, findings = publishable(frozen, ALL, approved(frozen))
    assert edition is not None
    assert any(one.code == "G006" for one in findings)  # the small city was judged by other bounds
    assert "G132" in {one.code for one in verify_package(build_package(edition)).findings}


def test_bounds_that_were_not_frozen_leave_judgements_unchecked() -> None:
    frozen = small_frozen()
    own = replace(frozen, manifest=frozen.manifest.model_copy(update={"rules": {"判断规则": "0" * 12}}))
    found = verify_package(_package(own))
    assert found.findings == ()
    why = {one.kind: one.why for one in found.limited}
    assert why["目标的判断"] == "用的是本局自己的判断规则，没有随定稿公布"


def _facts(frozen: Frozen) -> FactBook:
    target = frozen.monitoring.targets[0]
    values = {year: frozen.by_place["k-gross", year, WHOLE].value for year in (YEAR - 1, YEAR)}
    assert values[YEAR] is not None
    assert values[YEAR - 1] is not None
    facts = [Fact(f"{target.id}/actual/{year}", value, "%", "值", "统计数据") for year, value in values.items()]
    facts += [
        Fact(f"{target.id}/990101/{YEAR}", frozen.by_place["k-gross", YEAR, "990101"].value, "%"),
        Fact(f"{target.id}/goal", Decimal(95), "%"),
        Fact("rise", values[YEAR] - values[YEAR - 1], "个百分点", "提高", "相减", (facts[1].id, facts[0].id)),
        Fact("ledger/tasks/红", Decimal(2), "项", "红灯", "计数"),
    ]
    return FactBook({one.id: one for one in facts})


def test_numbers_of_the_report_are_held_against_the_package() -> None:
    data = _package(small_frozen(), _facts(small_frozen()))
    found = verify_package(data)
    assert found.findings == ()
    assert {one.kind: one.equal for one in found.checked}["报告里的数"] == 5
    assert [(one.count, one.examples) for one in found.limited if one.kind == "报告里的数"] == [
        (1, ("facts.json ledger/tasks/红",))
    ]
    files = _files(data)
    for at in range(6):
        facts = json.loads(files[form.FACTS])
        if facts[at]["id"].startswith("ledger"):
            continue
        facts[at]["value"] = _changed(facts[at]["value"])
        codes = {one.code for one in verify_package(_forged({**files, form.FACTS: form.json_bytes(facts)})).findings}
        assert codes == {"G140"}, facts[at]


def test_text_that_a_spreadsheet_would_run_is_marked_as_text() -> None:
    frozen = small_frozen()
    areas = {**frozen.areas, "990109": '=HYPERLINK("x")'}
    rows = _rows(_package(replace(frozen, areas=areas)), form.AREAS)
    assert rows[-1]["名称"] == '\'=HYPERLINK("x")'
