"""``luoshi decompose``: what it says, writes and returns."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from tests.progress.plans import plan_of, target
from tests.stats.returns import NOW, book, pupil_rows, school_rows

from luoshi.api import load_statistics
from luoshi.cli.main import main
from luoshi.model.corrections import sealed
from luoshi.model.decomposition import Decompositions
from luoshi.model.schema_export import SCHEMAS
from luoshi.model.tables import TimePoint
from luoshi.stats.loading import LoadOrder
from luoshi.workspace.folder import Workspace, init_workspace
from luoshi.workspace.plan_file import write_plan

_AREAS = [
    ["地区代码", "启用日期", "地区名称", "地区级别"],
    ["990121", "2000-01-01", "青禾县", "县"],
    ["990122", "2000-01-01", "云岫县", "县"],
]
_OWN = """
group: 本局
indicators:
- {id: own_girls, name: 女生占比, unit: "%", times: 100, decimals: 1, direction: up,
   numerator: {from: pupils, sql: sum(girls)}, denominator: {from: pupils, sql: sum(pupils)}}
- {id: own_pupils, name: 起始年级学生数, unit: 人, decimals: 0, direction: up,
   numerator: {from: pupils, sql: sum(pupils)}}
"""
_PLAN = "plans/规划.plan.yaml"
_RATIO, _COUNT, _PLACES, _RANK, _REACHED = (f"t-{at:08x}" for at in (0, 40, 80, 120, 160))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two counties: 20 girls of 40 pupils (50 %) and 10 of 60 (16.67 %), together 30 % in 2024."""
    root = tmp_path_factory.mktemp("局")
    place = Workspace(root, "临江市", "市", (2021, 2027))
    init_workspace(root, place)
    files = (
        book(root / "data" / "地区.xlsx", _AREAS),
        book(root / "data" / "学校一.xlsx", school_rows(2024, [1], "990121")),
        book(root / "data" / "学校二.xlsx", school_rows(2024, [2], "990122")),
        book(root / "data" / "学生.xlsx", pupil_rows(2024, {(1, "一年级"): (40, 20), (2, "一年级"): (60, 10)})),
    )
    load_statistics(place, LoadOrder(files, TimePoint(), NOW))
    (root / "rules" / "indicators").mkdir(parents=True)
    (root / "rules" / "indicators" / "本局.yaml").write_text(_OWN, encoding="utf-8")
    plan = plan_of(
        target("女生占比", "44", year=2026, op=">=", at=0),
        target("起始年级学生数", "120", unit="人", year=2026, at=40),
        target("新增公办学位", "10", unit="个", year=2026, at=80),
        target("教育综合实力全省位次", "4", unit="名次", op="<=", at=120),
        target("女生占比", "30", year=2025, op=">=", at=160),
        period=(2021, 2027),
    )
    write_plan(sealed(plan), root / "plans" / "规划.plan.yaml")
    return root


@pytest.fixture
def run(loaded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command in that workspace; return its exit code and what it said on both streams."""
    monkeypatch.chdir(loaded)
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["decompose", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def _json(run, *arguments: object) -> dict:
    code, out, err = run(_PLAN, *arguments, "--format", "json")
    assert code in (0, 1), err
    content = json.loads(out)
    published = next(one for one in SCHEMAS if one.model is Decompositions)
    schema = json.loads(published.path.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(content)] == []
    return content


def _parts(content: dict) -> dict[str, tuple[float, int, str]]:
    (item,) = content["items"]
    return {one["name"]: (one["value"], one["amount"], one["held"]) for one in item["parts"]}


def test_all_that_counties_have_figures_for(run) -> None:
    content = _json(run)
    assert content["schema_version"] == 1
    first, second = content["items"]
    # 44 of 100; 14 more, gaps of 20 and 50: each a fifth
    assert [(one["name"], one["amount"], one["value"]) for one in first["parts"]] == [
        ("青禾县", 24, 60),
        ("云岫县", 20, 33.34),
    ]
    assert (first["method"], first["base_year"], first["whole"]["value"], first["whole"]["amount"]) == (
        "同等努力",
        2024,
        44,
        44,
    )
    assert [(one["name"], one["amount"]) for one in second["parts"]] == [("青禾县", 48), ("云岫县", 72)]
    assert second["method"] == "按规模"
    left = {one["id"]: (one["code"], one["reason"]) for one in content["undivided"]}
    code, why = left[_REACHED]
    assert code == "L101"
    assert why.startswith("各县市区基期合起来是30%（分子 30），已经达到 ≥ 30%")
    assert why.endswith("单独看还没有达到的有云岫县 16.67%")
    assert left[_PLACES][1].startswith("没有能按县计算的指标")
    assert "名次" in left[_RANK][1]


def test_screen_tells_the_figures_and_the_sentences(run) -> None:
    code, out, _ = run(_PLAN, _RATIO, "--method", "同一数值", "--term", "2025-2026")
    assert code == 0
    plain = "".join(out.split())
    assert "各年应到2025年2026年" in plain
    assert "全市37%44%" in plain
    assert "没有达到的都到同一个数40%，已经更好的保持" in plain
    assert "云岫县：2024年女生占比16.67%（分子10，分母60），2026年不低于40%，提高23.33个百分点" in plain
    assert "青禾县：2025—2026年任期内保持50%" in plain


def test_fixed_ceiling_cap_and_methods(run) -> None:
    assert _parts(_json(run, _RATIO, "--fixed", "青禾=55")) == {"青禾县": (55, 22, "固定"), "云岫县": (36.67, 22, "无")}
    ceiling = _json(run, _RATIO, "--method", "同一数值", "--ceiling", "云岫县=20", "--ceiling", "90")
    assert _parts(ceiling) == {"青禾县": (80, 32, "无"), "云岫县": (20, 12, "上限")}
    least = _json(run, _RATIO, "--method", "最小总努力", "--cap", "20")
    assert _parts(least) == {"青禾县": (55, 22, "无"), "云岫县": (36.67, 22, "幅度")}
    size = _json(run, _RATIO, "--method", "按规模")
    assert _parts(size) == {"青禾县": (64, 26, "无"), "云岫县": (30.67, 18, "无")}


def test_what_cannot_be_divided_ends_with_1_and_its_reason(run) -> None:
    code, out, _ = run(_PLAN, _RATIO, "--cap", "5")
    assert code == 1
    assert "L104" in out
    assert "也只有35%（分子35）" in "".join(out.split())


def test_typed_path_and_its_years(run) -> None:
    content = _json(run, _RATIO, "--path", "2025=40")
    (item,) = content["items"]
    assert [(one["year"], one["value"], one["amount"]) for one in item["whole"]["years"]] == [
        (2025, 40, 40),
        (2026, 44, 44),
    ]
    assert item["manner"] == "自定"


def test_table_of_a_target_without_statistics(run, tmp_path: Path) -> None:
    table = tmp_path / "权数.csv"
    table.write_text("县市区,权数,固定\n青禾县,40,\n云岫县,60,\n合计,100,\n", encoding="utf-8-sig")
    content = _json(run, _PLACES, "--table", table)
    assert _parts(content) == {"青禾县": (4, 4, "无"), "云岫县": (6, 6, "无")}
    (item,) = content["items"]
    assert (item["base_year"], item["notes"]) == (2020, ["各县的数来自所给的表"])
    book(tmp_path / "表.xlsx", [["县（市、区）", "基期", "分母/权数"], ["青禾县", "55", "80"]])
    # 44 of 80 and 10 of 60; 44 % of 140 is 62: gaps of 36 and 50, 8 are missing
    assert _parts(_json(run, _RATIO, "--table", tmp_path / "表.xlsx")) == {
        "青禾县": (59.19, 47, "无"),
        "云岫县": (24.42, 15, "无"),
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("t-none",), "L100"),
        (("--cap", "5"), "L123"),
        ((_RATIO, "--fixed", "95"), "L122"),
        ((_RATIO, "--cap", "五"), "L122"),
        ((_RATIO, "--path", "快"), "L122"),
        ((_RATIO, "--term", "2026-2021"), "L122"),
        ((_RATIO, "--term", "0000-9999"), "L122"),
        ((_RATIO, "--fixed", "青禾县=1e30"), "L122"),
        ((_RATIO, "--cap", "1e-5000"), "L122"),
        ((_RATIO, "--table", "large.csv"), "L120"),
        ((_RATIO, "--table", "wrong.csv"), "L120"),
        ((_RATIO, "--table", "twice.csv"), "L120"),
        ((_RATIO, "--table", "text.csv"), "L120"),
        ((_RATIO, "-o", "分解.doc"), "S007"),
    ],
)
def test_what_cannot_be_read_ends_with_2(run, loaded: Path, arguments: tuple[str, ...], code: str) -> None:
    (loaded / "wrong.csv").write_text("学校,数\n甲,1\n", encoding="utf-8")
    (loaded / "twice.csv").write_text("县市区,固定\n青禾县,1\n青禾县,2\n", encoding="utf-8")
    (loaded / "text.csv").write_text("县市区,固定\n青禾县,很多\n", encoding="utf-8")
    (loaded / "large.csv").write_text("县市区,固定\n青禾县,1e5000\n", encoding="utf-8")
    exit_code, _, err = run(_PLAN, *arguments)
    assert exit_code == 2
    assert f"错误 {code}" in err


def test_names_that_are_no_county_are_told_before_the_figures(run) -> None:
    content = _json(run, _RATIO, "--fixed", "石砚县=50")
    assert [(one["code"], "石砚县" in one["message"]) for one in content["findings"]] == [("L109", True)]
    code, out, _ = run(_PLAN, _RATIO, "--fixed", "石砚县=50")
    assert code == 1
    assert out.index("L109") < out.index("云岫县")


def test_year_without_figures_is_not_replaced_by_another(run, tmp_path: Path) -> None:
    code, out, _ = run(_PLAN, _RATIO, "--year", "2025")
    assert code == 1
    assert "L113 女生占比" in out
    assert "没有 2025 年各县市区的数，有数的是 2024 年" in out
    code, out, _ = run(_PLAN, _RATIO, "--year", "2020")
    assert (code, "L113" in out) == (1, True)
    assert run(_PLAN, _RATIO, "--year", "2024")[0] == 0
    assert {one["code"] for one in _json(run, "--year", "2025")["undivided"]} == {"L113", ""}
    table = tmp_path / "表.csv"
    table.write_text("县市区,基期,分母\n青禾县,50,40\n云岫县,20,60\n", encoding="utf-8-sig")
    (item,) = _json(run, _RATIO, "--year", "2025", "--table", table)["items"]
    assert item["base_year"] == 2025


def test_what_was_settled_is_told_as_it_was_typed(run) -> None:
    code, out, _ = run(_PLAN, _RATIO, "--fixed", "青禾县=31")
    assert code == 1
    assert "青禾县定死的31%（分子取整后是32.5%）比基期还差（50%）" in out
    _, out, _ = run(_PLAN, _RATIO, "--fixed", "青禾县=70", "--ceiling", "青禾县=61")
    assert "青禾县定死的70%越过了上限（61%（分子取整后是60%））" in out


def test_county_settled_twice_is_refused(run) -> None:
    code, _, err = run(_PLAN, _RATIO, "--fixed", "青禾县=60", "--fixed", "青禾县=70")
    assert code == 2
    assert "青禾县的 --fixed 写了两次" in err
    code, out, _ = run(_PLAN, _RATIO, "--fixed", "青禾县=60", "--fixed", "青禾=70")
    assert code == 1
    assert "青禾县的 --fixed 写了两次（一次写作“青禾”）" in out


def test_baseline_of_a_table_is_shown_as_it_was_typed(run, tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text("县市区,基期,分母\n青禾县,50.3,40\n云岫县,16.2,60\n", encoding="utf-8-sig")
    (item,) = _json(run, _RATIO, "--table", table)["items"]
    assert [(one["base"], one["base_amount"]) for one in item["parts"]] == [(50.3, 20), (16.2, 10)]
    assert all(one["change"] == pytest.approx(one["value"] - one["base"]) for one in item["parts"])


def test_county_that_gets_nothing_by_rounding_is_told(run, tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text("县市区,基期,分母\n青禾县,30,40\n云岫县,28.3,60\n", encoding="utf-8-sig")
    # 29 of 100, one is missing: gaps of 28 and 43
    code, out, _ = run(_PLAN, _REACHED, "--table", table)
    assert code == 0
    assert "按同等努力要变动的分子不到一个单位，取整以后不变" in "".join(out.split())
    assert next(line for line in out.splitlines() if line.startswith("青禾县")).split()[-1] == "取整"


def test_csv_and_workbook_hold_the_same_figures(run, tmp_path: Path) -> None:
    code, out, _ = run(_PLAN, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(row["县市区"], row["应达到"]) for row in rows] == [
        ("全市", "44"),
        ("青禾县", "60"),
        ("云岫县", "33.34"),
        ("全市", "120"),
        ("青禾县", "48"),
        ("云岫县", "72"),
    ]
    target_file = tmp_path / "分解.xlsx"
    assert run(_PLAN, "-o", target_file, "--term", "2025-2026")[0] == 0
    assert run(_PLAN, "-o", target_file)[0] == 2
    before = target_file.read_bytes()
    assert run(_PLAN, "-o", target_file, "--term", "2025-2026", "--force")[0] == 0
    assert target_file.read_bytes() == before
    opened = openpyxl.load_workbook(target_file)
    assert opened.sheetnames == ["目标分解", "年度路径", "任期目标", "没有分解的", "说明"]
    head, *body = opened["目标分解"].iter_rows(values_only=True)
    shares = [dict(zip(head, row, strict=True)) for row in body]
    assert [(row["县市区"], str(row["应达到"])) for row in shares] == [(row["县市区"], row["应达到"]) for row in rows]
    assert [row["说明（可写进公文）"] for row in shares] == [row["说明"] for row in rows]
    head, *body = opened["年度路径"].iter_rows(values_only=True)
    amounts = {row[1]: row[5:8] for row in body if row[0] == "女生占比" and row[4] == "应到分子"}
    assert amounts == {"全市": (30, 37, 44), "青禾县": (20, 22, 24), "云岫县": (10, 15, 20)}
    assert len(list(opened["没有分解的"].iter_rows(min_row=2))) == 3


def test_what_is_divided_counts_as_decomposed(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(loaded)
    divided, ledger = tmp_path / "分解.json", tmp_path / "台账.ledger.json"
    assert main(["decompose", _PLAN, "--format", "json", "-o", str(divided)]) == 0
    assert main(["ledger", "make", _PLAN, "-o", str(ledger)]) == 0
    capsys.readouterr()
    assert main(["ledger", "cover", _PLAN, str(ledger), "--divided", str(divided), "--format", "csv"]) == 0
    rows = {row["编号"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert "分到 2 个县市区（同等努力）" in "".join(rows[_RATIO].values())
    divided.write_text("{}", encoding="utf-8")
    assert main(["ledger", "cover", _PLAN, str(ledger), "--divided", str(divided)]) == 2
    assert "L124" in capsys.readouterr().err
