"""The rules as data: a workspace's own over the packaged ones, what a rule may say, the manual."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.stats.checks import load_rules, run_checks
from luoshi.stats.checks.class_rules import band_limits
from luoshi.stats.checks.expressions import parse
from luoshi.stats.checks.wording import rule_words
from luoshi.stats.definitions import load_definitions
from tests.stats.checks.tables import connected, rows_of

ROOT = Path(__file__).resolve().parents[3]
_DEFINITIONS = load_definitions()
_PUPILS = {
    "pupils": rows_of("""school_year, institution_code, stage, grade, pupils, girls, boarders, disabled
        2024, A01, 小学, 一年级, 40, 45, 3, 4"""),
}


def _own(folder: Path, text: str) -> Path:
    (folder / "checks.yaml").write_text(text, encoding="utf-8")
    return folder


def _codes(own: Path | None) -> list[str]:
    rules = load_rules(_DEFINITIONS, own)
    report = run_checks(connected(_PUPILS, _DEFINITIONS), _DEFINITIONS, rules=rules)
    return [one.finding.code for one in report.findings]


def test_example_of_the_manual_adds_a_rule_and_switches_one_off(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "核对规则.md").read_text(encoding="utf-8")
    example = re.search(r"^```yaml\n(.*?)^```", manual, re.MULTILINE | re.DOTALL)
    assert example is not None
    rules = load_rules(_DEFINITIONS, _own(tmp_path, example[1]))
    packaged = {rule.code for rule in load_rules(_DEFINITIONS).rules}
    assert {rule.code for rule in rules.rules} == packaged - {"T407"} | {"T290"}
    assert rules.off == {"T407": "本市集中拆除旧校舍，逐校另有台账"}
    assert _codes(tmp_path) == ["T201", "T290"]


def test_workspace_without_a_file_has_the_packaged_rules(tmp_path: Path) -> None:
    assert load_rules(_DEFINITIONS, tmp_path) == load_rules(_DEFINITIONS)
    assert _codes(None) == ["T201"]


def test_rule_of_the_same_code_replaces_the_packaged_one(tmp_path: Path) -> None:
    own = """rules:
- {code: T201, title: 女生, kind: part, severity: info, basis: 本市约定, table: pupils, message: "{owner}",
   valid_to: 2023, pairs: [{whole: pupils, parts: [girls]}]}"""
    assert _codes(_own(tmp_path, own)) == []
    assert _codes(_own(tmp_path, own.replace("2023", "2024"))) == ["T201"]


_RULE = 'rules: [{code: T290, title: a, kind: sum, severity: error, basis: b, table: pupils, message: "m", %s}]'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: [", "不是合格的 YAML"),
        ("- T201", "写法不对"),
        ("rule: []", "不认识 rule"),
        ("rules: [{code: T701}]", "编号 T701 不对"),
        ("rules: [{code: T290}]", "kind 只能写"),
        (_RULE % "found: boys, expected: pupils", "没有 boys 这个字段"),
        (_RULE % "found: grade, expected: pupils", "不是数"),
        (_RULE % "found: girls, expected: pupils); DROP TABLE pupils; --", "写法不对"),
        (_RULE % "found: girls, expected: pupils / 2", "只能是字段名和数用"),
        (_RULE % "found: girls, expected: pupils -", "不完整"),
        (_RULE % "found: girls, expected: pupils, tolerence: 1", "不认识 tolerence"),
        (_RULE % "found: girls, expected: pupils, tolerance: viel", "tolerance 应当是数"),
        (_RULE % "found: girls, expected: pupils, valid_from: 去年", "valid_from 应当是年份"),
        ((_RULE % "found: girls, expected: pupils").replace('"m"', '"{owner.__class__}"'), "不能写 {owner.__class__}"),
        ((_RULE % "found: girls, expected: pupils").replace('"m"', '"{owner"'), "花括号不成对"),
        ((_RULE % "found: girls, expected: pupils").replace("pupils, m", "schools, m"), "没有 schools 这张表"),
        ((_RULE % "found: girls, expected: pupils").replace("error", "fatal"), "severity 只能写"),
        ("movements: {tables: [{table: pupils, by: [school]}], floors: {}}", "没有 school 这个字段"),
    ],
)
def test_wrong_rule_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LuoshiError) as stopped:
        load_rules(_DEFINITIONS, _own(tmp_path, text))
    assert (stopped.value.code, said in stopped.value.message) == ("T001", True), stopped.value.message


def test_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "checks.yaml").write_bytes("rules: [] # 规则".encode("gb18030"))
    with pytest.raises(LuoshiError, match="UTF-8"):
        load_rules(_DEFINITIONS, tmp_path)


def test_rule_that_cannot_be_computed_is_told(tmp_path: Path) -> None:
    huge = _RULE % "found: pupils * pupils * 999999999 * 999999999 * 999999999 * 999999999, expected: girls"
    with pytest.raises(LuoshiError, match="T290 算不出来"):
        _codes(_own(tmp_path, huge))


@given(st.text(alphabet="pupils girls_09+-*()/'\";,.\n", max_size=30))
@settings(max_examples=300, deadline=None)
def test_nothing_but_arithmetic_is_an_expression(text: str) -> None:
    try:
        expression = parse(text)
    except ValueError:
        return
    sql = expression.sql()
    assert re.fullmatch(r"(coalesce\([a-z][a-z0-9_]*, 0\)|\d{1,9}(\.\d{1,4})?|[-+*]| )+", sql), sql


@pytest.mark.parametrize(
    ("word", "limits"),
    [("25人及以下", (1, 25)), ("26—30人", (26, 30)), ("66人及以上", (66, 100_000)), ("不详", None)],
)
def test_size_bands_have_limits(word: str, limits: tuple[int, int] | None) -> None:
    assert band_limits(word) == limits


def test_every_packaged_band_has_limits() -> None:
    assert None not in [band_limits(word) for word in _DEFINITIONS.codes["size_band"].words]


def test_every_rule_has_its_words_and_an_honest_basis() -> None:
    for rule in load_rules(_DEFINITIONS).rules:
        assert rule_words(rule, _DEFINITIONS).endswith("。")
        assert "经验值" not in rule.basis or "待核实" in rule.basis, rule.code


def test_manual_of_the_checks_is_up_to_date(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_check_manual.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "规则.md")], check=True)
    written = (tmp_path / "规则.md").read_text(encoding="utf-8")
    manual = (ROOT / "docs" / "核对规则.md").read_text(encoding="utf-8")
    assert manual == written, "run: python scripts/make_check_manual.py"
