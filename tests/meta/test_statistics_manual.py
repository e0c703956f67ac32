"""The manual of the base database (docs/统计数据.md) agrees with the code: tables, examples, codes it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from luoshi.stats.checks import load_rules
from luoshi.stats.definitions import load_definitions
from luoshi.stats.mapping import SKIPPED, UNVERIFIED, parse_mapping

_ROOT = Path(__file__).resolve().parents[2]
_MANUAL = (_ROOT / "docs" / "统计数据.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", _MANUAL, re.MULTILINE | re.DOTALL)


def test_manual_lists_every_table_once_in_their_order() -> None:
    section = _MANUAL.split("## 有哪些表", 1)[1].split("\n## ", 1)[0]
    listed = re.findall(r"^\| ([^|]+?) \|", section, re.MULTILINE)[1:]
    assert listed == [table.title for table in load_definitions().tables.values()]


def test_worked_mappings_of_the_manual_are_mappings() -> None:
    texts = [block for block in _blocks("yaml") if block.startswith("form:")]
    wide, long = (parse_mapping(text, load_definitions(), "docs/统计数据.md") for text in texts)
    assert (len(wide.feeds), wide.year) == (3, "title")
    assert (len(long.feeds), long.year) == (1, "column")
    assert wide.basis == long.basis == UNVERIFIED


def test_manual_tells_which_rows_are_skipped() -> None:
    row = next(line for line in _MANUAL.splitlines() if line.startswith("| `skip_rows` |"))
    assert "、".join(SKIPPED) in row


def test_bureaus_own_files_of_the_manual_are_read(tmp_path: Path) -> None:
    fields, codes = _blocks("csv")
    (tmp_path / "fields.csv").write_text(fields, encoding="utf-8")
    (tmp_path / "codes.csv").write_text(codes, encoding="utf-8")
    (off,) = [block for block in _blocks("yaml") if block.startswith("rules:")]
    (tmp_path / "checks.yaml").write_text(off, encoding="utf-8")
    packaged, own = load_definitions(), load_definitions(tmp_path)
    added = set(own.tables["premises"].by_name) - set(packaged.tables["premises"].by_name)
    assert added == {"ai_rooms"}
    assert own.codes["ownership"].aliases.keys() - packaged.codes["ownership"].aliases.keys() == {"街道办"}
    assert packaged.codes["ownership"].aliases.items() <= own.codes["ownership"].aliases.items()
    rules = load_rules(own, tmp_path)
    assert set(rules.off) == {"T407"}
    assert "T407" not in {rule.code for rule in rules.rules}


@pytest.mark.parametrize("code", sorted(set(re.findall(r"\bT\d{3}\b", _MANUAL))))
def test_codes_that_the_manual_names_exist(code: str) -> None:
    known = (_ROOT / "docs" / "错误代码.md").read_text(encoding="utf-8")
    known += (_ROOT / "docs" / "核对规则.md").read_text(encoding="utf-8")
    assert f"| {code} |" in known
