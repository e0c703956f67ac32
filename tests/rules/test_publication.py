"""What a bureau writes of what is public, and how it is told what it wrote wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.publication import PublicationRules, TilePlace
from luoshi.rules.publication import load_publication_rules


def _own(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "publication"
    folder.mkdir(exist_ok=True)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_nothing_of_the_ledger_is_public_until_somebody_says_so() -> None:
    assert load_publication_rules() == PublicationRules()


def test_a_bureau_says_what_is_public(tmp_path: Path) -> None:
    text = """
publication:
  tasks: 公开
  money: 公开
  public: [X1]
  private: [12, k-3]
  held_targets:
    - {id: t-1, reason: 口径还没有公布}
  smallest: 10
  map_number: 某S(2024)001号
  tiles:
    - {name: 东湾区, column: 1, row: 0}
"""
    assert load_publication_rules(_own(tmp_path, text)) == PublicationRules(
        tasks=True,
        projects=False,
        money=True,
        public=frozenset({"X1"}),
        private=frozenset({"12", "k-3"}),
        held_targets=(("t-1", "口径还没有公布"),),
        smallest=10,
        map_number="某S(2024)001号",
        tiles=(TilePlace("东湾区", 1, 0),),
        origin="rules/publication/own.yaml",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("publish: {}", "不认识 publish"),
        ("publication: {task: 公开}", "publication：不认识 task"),
        ("publication: {tasks: 是}", "publication：tasks 不能是“是”"),
        ("publication: {smallest: 3}", "publication：smallest 不能小于 5"),
        ("publication: {smallest: 五}", "publication：smallest 应是整数"),
        ("publication: {public: [a], private: [a]}", "publication：a 又写在 public，又写在 private"),
        ("publication: {held_targets: [{id: t-1}]}", "publication “t-1”：少了 reason"),
        ("publication: {tiles: [{name: 甲, column: 0}]}", "publication “甲”：column、row 应是 0 到 39 的整数"),
        (
            "publication: {tiles: [{name: 甲, column: 0, row: 1}, {name: 乙, column: 0, row: 1}]}",
            "publication “乙”：和“甲”占了同一个位置",
        ),
        ("publication: [", "规则文件不是合格的 YAML 第 2 行附近"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LuoshiError) as caught:
        load_publication_rules(_own(tmp_path, text))
    assert (caught.value.code, caught.value.message) == ("G030", message)
    assert caught.value.where.endswith("own.yaml")
