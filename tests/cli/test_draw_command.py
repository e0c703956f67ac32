"""``luoshi draw``: lists in real files, the record that is written, replaying it from other files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import openpyxl
import pytest

from luoshi.cli.main import main

COUNTIES = ("青禾县", "石砚县", "望澜区")


def write_book(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    schools: list[list[object]] = [["临江市学校名单"], [], ["序号", "学校名称", "县市区", "学校标识码"]]
    schools += [[n, f"{COUNTIES[n % 3]}第{n}小学", COUNTIES[n % 3], 9900000000 + n] for n in range(1, 31)]
    people: list[list[object]] = [["姓名", "单位", "县市区"]]
    people += [[f"督学{n:02d}", f"{COUNTIES[n % 3]}第{n}小学", COUNTIES[n % 3]] for n in range(1, 10)]
    return write_book(tmp_path / "学校.xlsx", schools), write_book(tmp_path / "督学.xlsx", people)


def drawn(lists: tuple[Path, Path], *more: str) -> int:
    return main(["draw", str(lists[0]), "--inspectors", str(lists[1]), "--seed", "20260302", "--count", "2", *more])


def test_draws_by_county_and_replays(
    lists: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "记录.json"
    options = ("--by", "县市区", "--avoid", "县市区", "--avoid", "单位=学校名称", "--present", "张一、李二")
    assert drawn(lists, *options, "--held-at", "2026-03-02T09:30:00", "-o", str(record)) == 0
    said = capsys.readouterr().out
    assert "抽中 6 所" in said
    assert record.with_suffix(".txt").read_text("utf-8-sig") == said
    kept = json.loads(record.read_text("utf-8"))
    assert (kept["present"], kept["held_at"]) == (["张一", "李二"], "2026-03-02T09:30:00")
    county = {f"督学{n:02d}": COUNTIES[n % 3] for n in range(1, 10)}
    assert all(county[person] != one["stratum"] for one in kept["result"]["schools"] for person in one["inspectors"])
    assert [len(one["inspectors"]) for one in kept["result"]["schools"]] == [2] * 6

    assert main(["draw", str(lists[0]), "--inspectors", str(lists[1]), "--replay", str(record)]) == 0
    assert capsys.readouterr().out.startswith("一致")

    kept["result"]["schools"][0]["inspectors"].reverse()
    record.write_text(json.dumps(kept), "utf-8")
    assert main(["draw", str(lists[0]), "--inspectors", str(lists[1]), "--replay", str(record)]) == 1
    assert "L307" in capsys.readouterr().out


@pytest.mark.parametrize(
    "more",
    [["--seed", "7"], ["--count", "3"], ["--by", "县市区"], ["--per-school", "3"], ["--avoid", "县市区"],
     ["--present", "王三"], ["--held-at", "2026-03-03"], ["--digest"], ["-o", "别的.json"]],
)  # fmt: skip
def test_replaying_with_an_option_that_the_record_contradicts_is_refused(
    lists: tuple[Path, Path], tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "记录.json"
    assert drawn(lists, "--avoid", "单位=学校名称", "--held-at", "2026-03-02", "-o", str(record)) == 0
    replay = ["draw", str(lists[0]), "--inspectors", str(lists[1]), "--replay", str(record)]
    capsys.readouterr()
    assert main([*replay, *more]) == 2
    said = capsys.readouterr()
    assert "L308" in said.err
    assert "一致" not in said.out
    same = ["--seed", " 20260302", "--count", "2", "--per-school", "2", "--avoid", "单位=学校名称"]
    assert main([*replay, *same]) == 0
    said = capsys.readouterr()
    kept = json.loads(record.read_text("utf-8"))
    assert "种子：20260302" in said.out
    assert kept["schools"]["sha256"] in said.out
    assert kept["inspectors"]["sha256"] in said.out


def test_the_same_list_as_csv_in_another_order_replays(
    lists: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "记录.json"
    assert main(["draw", str(lists[0]), "--school-column", "学校标识码", "--seed", "甲", "--count", "5%",
                 "-o", str(record)]) == 0  # fmt: skip
    assert "抽 5%" in capsys.readouterr().out
    other = tmp_path / "名单.csv"
    lines = [f"{9900000000 + n},{n}" for n in range(30, 0, -1)]
    other.write_bytes("\r\n".join(["学校标识码,序号", *lines]).encode("gb18030"))
    assert main(["draw", str(other), "--replay", str(record)]) == 0


def test_a_plain_text_list_and_its_digest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "名单.txt"
    path.write_text("乙校\n甲校\n\n丙校\n", "utf-8")
    assert main(["draw", str(path), "--digest"]) == 0
    told = capsys.readouterr().out
    assert "3 行　SHA-256 d4ed253a" in told
    assert main(["draw", str(path), "--digest", "-o", str(tmp_path / "核对")]) == 0
    written = (tmp_path / "核对" / "名单-规范名单.txt").read_bytes()
    assert hashlib.sha256(written).hexdigest() in told
    capsys.readouterr()
    assert main(["draw", str(path), "--seed", "1", "--count", "1"]) == 0
    assert "抽中 1 所" in capsys.readouterr().out


def test_too_few_inspectors_end_with_1_and_say_who(
    lists: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert drawn(lists, "--avoid", "县市区", "--per-school", "7") == 1
    assert "还差 1 名检查人员，要回避的：督学" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "code"),
    [(["--by", "乡镇"], "L300"), (["--avoid", "="], "L303"), (["-o", "记录.txt"], "S007"), (["--seed", "|"], "L303")],
)
def test_what_cannot_be_is_refused(
    lists: tuple[Path, Path], more: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drawn(lists, *more) == 2
    assert f"错误 {code}" in capsys.readouterr().err


def test_duplicates_and_missing_heads_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twice = write_book(tmp_path / "重.xlsx", [["学校"], ["甲校"], ["甲校"]])
    assert main(["draw", str(twice), "--seed", "1", "--count", "1"]) == 2
    assert "甲校（第 2 行、第 3 行）" in capsys.readouterr().err
    none = write_book(tmp_path / "无.xlsx", [["序号", "备注"], [1, "甲校"]])
    assert main(["draw", str(none), "--seed", "1", "--count", "1"]) == 2
    assert "L300" in capsys.readouterr().err
    assert main(["draw", str(twice)]) == 2


def test_replaying_needs_a_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_book(tmp_path / "名单.xlsx", [["学校"], ["甲校"]])
    (tmp_path / "记录.json").write_text("{}", "utf-8")
    assert main(["draw", str(path), "--replay", str(tmp_path / "记录.json")]) == 2
    assert "L306" in capsys.readouterr().err
