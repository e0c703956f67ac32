"""Definitions of indicators: read from YAML, a bureau's own over the packaged ones, what is wrong with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.indicators import UNSURE
from luoshi.rules.indicators import load_indicators

OWN = """\
group: 本局
indicators:
  - id: own_share
    name: 本局寄宿生占比
    aliases: [寄宿率]
    unit: "%"
    direction: up
    numerator: {from: pupils, sql: sum(boarders)}
    denominator: {from: pupils, sql: sum(pupils)}
    basis: {document: 本局办法, doc_no: 临教〔2024〕1号, clause: 第三条}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "indicators").mkdir(parents=True, exist_ok=True)
    (folder / "indicators" / "own.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_bureau_adds_its_own(tmp_path: Path) -> None:
    found = load_indicators(write(tmp_path, OWN))

    added = found[-1]
    assert len(found) == len(load_indicators()) + 1
    assert (added.name, added.times, added.origin, added.overrides) == (
        *("本局寄宿生占比", 100, "rules/indicators/own.yaml"),
        False,
    )
    assert str(added.basis) == "《本局办法》（临教〔2024〕1号）第三条"


def test_an_override_takes_the_place_of_the_packaged_one_and_shows(tmp_path: Path) -> None:
    packaged = load_indicators()[0]
    text = f"indicators:\n  - {{id: {packaged.id}, name: 改写, numerator: {{from: pupils, sql: count(*)}}}}\n"

    found = load_indicators(write(tmp_path, text))

    assert len(found) == len(load_indicators())
    assert (found[0].name, found[0].overrides, found[0].origin) == ("改写", True, "rules/indicators/own.yaml")


def test_one_can_be_switched_off(tmp_path: Path) -> None:
    packaged = load_indicators()[0]

    found = load_indicators(write(tmp_path, f"indicators: [{{id: {packaged.id}, off: 本局不用}}]"))

    assert packaged.id not in {one.id for one in found}


def test_a_basis_that_nobody_names_is_unsure(tmp_path: Path) -> None:
    text = OWN[: OWN.index("    basis:")]

    assert str(load_indicators(write(tmp_path, text))[-1].basis) == UNSURE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("id: own_share", "id: Own-Share"), "应是小写字母"),
        (("name: 本局寄宿生占比", "nam: 本局寄宿生占比"), "不认识 nam"),
        (("direction: up", "direction: higher"), "direction 不能是“higher”"),
        (("    numerator: {from: pupils, sql: sum(boarders)}\n", ""), "numerator（分子）和 growth_of"),
        (("sql: sum(boarders)}", "sql: sum(boarders), years_before: 99}"), "years_before 应在 0 到 20"),
        (("aliases: [寄宿率]", "aliases: 寄宿率"), "aliases 应是一列文字"),
        (("unit:", "times: 多\n    unit:"), "times “多”应是一个数"),
        (("unit:", "decimals: 9\n    unit:"), "decimals 应在 0 到 6"),
        (("unit:", "times: 1:15\n    unit:"), "times “1:15”应是一个数"),
        (("unit:", "valid_from: 2025-13-01\n    unit:"), "valid_from 应是整数"),
        (("aliases: [寄宿率]", "aliases: [在园幼儿数]"), "“在园幼儿数”既是"),
        (("group: 本局", "group: [本局"), "不是合格的 YAML"),
        (("numerator: {from: pupils, sql: sum(boarders)}", "growth_of: nothing"), "growth_of 不用写 denominator"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(LuoshiError) as refused:
        load_indicators(write(tmp_path, OWN.replace(*change)))

    assert refused.value.code == "I001"
    assert said in refused.value.message


def test_a_file_that_is_not_utf8_is_said(tmp_path: Path) -> None:
    write(tmp_path, "")
    (tmp_path / "indicators" / "own.yaml").write_bytes(OWN.encode("gb18030"))

    with pytest.raises(LuoshiError) as refused:
        load_indicators(tmp_path)

    assert (refused.value.code, refused.value.where) == ("I001", str(tmp_path / "indicators" / "own.yaml"))
