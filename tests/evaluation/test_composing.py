"""Reports say what the figures say, and no more; each sentence knows its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from luoshi.api import compose_report
from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.freeze import Frozen, FrozenValue
from luoshi.model.evaluation.prose import Said, plain
from luoshi.model.evaluation.report import (
    EvaluationReport,
    Heading,
    Paragraph,
    Picture,
    ReportKind,
    Table,
    places_of,
)
from luoshi.model.monitoring import Judgement, MonitoredTarget, State
from luoshi.report.composing.compose import compose_site
from luoshi.report.composing.desk import Desk
from luoshi.report.composing.wording import all_but, extremes, movement, years_in_row
from tests.evaluation.small_city import small_frozen

KINDS = [kind.value for kind in ReportKind]


def _text(report: EvaluationReport, key: str) -> str:
    block = next((one for one in report.all_blocks() if one.key == key), None)
    assert isinstance(block, Paragraph), key
    return plain(block.words, report.facts)


def _headings(report: EvaluationReport) -> list[str]:
    return [plain(one.words, report.facts) for one in report.blocks if isinstance(one, Heading) and one.level == 1]


def _target(frozen: Frozen, name: str) -> MonitoredTarget:
    return next(one for one in frozen.monitoring.targets if one.indicator == name)


def _with_target(frozen: Frozen, target: MonitoredTarget) -> Frozen:
    targets = tuple(target if one.id == target.id else one for one in frozen.monitoring.targets)
    return replace(frozen, monitoring=frozen.monitoring.model_copy(update={"targets": targets}))


def _fact(desk: Desk, name: str, value: str | None, unit: str = "%") -> object:
    return desk.fact(name, Decimal(value) if value is not None else None, unit, what=name)


def test_the_state_of_all_targets_is_told_in_one_sentence() -> None:
    report = compose_report(small_frozen(), "annual")
    told = "规划的量化目标共8项：已达到1项，正常3项，滞后2项，缺数据2项。"
    assert _text(report, "overview/states") == told


def test_a_target_is_told_against_its_plan_its_year_before_and_its_path() -> None:
    frozen = small_frozen()
    key = _target(frozen, "普惠性幼儿园覆盖率").id
    report = compose_report(frozen, "annual")
    assert _text(report, f"{key}/aim") == "规划目标：到2025年90%；基期2020年为80%；见规划第5行。"
    assert _text(report, f"{key}/course") == (
        "2024年为84.8%，比基期提高4.8个百分点，比上年提高1.2个百分点，已连续4年上升。"
        "低于按路径应到的88%，相差3.2个百分点，判断为滞后（红灯）。"
    )
    assert _text(report, f"{key}/left") == "离目标还差5.2个百分点，到2025年平均每年要提高5.2个百分点。"
    assert "不是预测" in _text(report, f"{key}/trend")
    assert "照此达不到目标" in _text(report, f"{key}/trend")


def test_chapters_are_numbered_without_gaps() -> None:
    frozen = small_frozen()
    assert _headings(compose_report(frozen, "annual")) == [
        "一、总体情况",
        "二、目标指标完成情况",
        "三、各县市区比较",
        "四、重点任务完成情况",
        "五、项目进展和资金",
        "六、存在的问题",
    ]
    assert _headings(compose_report(replace(frozen, ledger=None, lights=None), "midterm")) == [
        "一、总体情况",
        "二、目标指标完成情况",
        "三、各县市区比较",
        "四、存在的问题",
        "五、修订规划可以参考的线索",
    ]


def test_a_final_evaluation_says_nothing_of_years_to_come() -> None:
    frozen = small_frozen()
    key = _target(frozen, "普惠性幼儿园覆盖率").id
    keys = {one.key for one in compose_report(frozen, "final").all_blocks()}
    assert f"{key}/course" in keys
    assert f"{key}/left" not in keys
    assert f"{key}/trend" not in keys


def test_a_plan_without_figures_makes_a_report_that_says_so() -> None:
    frozen = small_frozen()
    targets = tuple(
        one.model_copy(
            update={
                "source": _target(frozen, "名师工作室").source,
                "path": (),
                "judgement": Judgement(state=State.UNKNOWN, light="无", reason="还没有数"),
            }
        )
        for one in frozen.monitoring.targets
    )
    bare = Frozen(
        frozen.manifest.model_copy(update={"snapshot": "", "ledger": ""}),
        frozen.plan,
        frozen.monitoring.model_copy(update={"targets": targets}),
    )
    report = compose_report(bare, "annual")
    assert _text(report, "targets/none") == "规划的目标都还没有数据，等待填报的单位和事项见附件。"
    assert "还没有装入统计数据" in _text(report, "overview/basis")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("area", ["", "南塘县"])
def test_every_figure_has_its_fact_and_every_fact_its_place(kind: str, area: str) -> None:
    report = compose_report(small_frozen(), kind, area=area)
    places = places_of(report, with_absent=True)
    parts = {part for fact in report.facts.facts.values() for part in fact.of}
    assert set(places) <= set(report.facts.facts)
    assert set(report.facts.facts) == set(places) | parts
    keys = [one.key for one in report.all_blocks()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_freeze_gives_the_same_report(kind: str) -> None:
    assert compose_report(small_frozen(), kind) == compose_report(small_frozen(), kind)


def test_a_county_is_told_against_the_whole_and_the_others() -> None:
    frozen = small_frozen()
    key = _target(frozen, "高中阶段毛入学率").id
    report = compose_report(frozen, "annual", area="西坪县")
    assert _text(report, f"{key}/own") == (
        "2024年为89.8%，比上年提高0.2个百分点，低于全市1个百分点，在有数据的3个县市区中列第3，还没有达到全市的规划目标。"
    )
    assert "西坪县" in plain(report.title, report.facts)
    with pytest.raises(LuoshiError) as error:
        compose_report(frozen, "annual", area="没有的县")
    assert error.value.code == "E020"


def test_tasks_of_others_do_not_stand_in_a_countys_report() -> None:
    report = compose_report(small_frozen(), "annual", area="东湾区")
    late = next(one for one in report.all_blocks() if one.key == "tasks/late/table")
    assert isinstance(late, Table)
    assert [row.key for row in late.rows] == ["k-2"]


def test_what_changed_since_the_last_report_is_told_also_for_past_years() -> None:
    now = small_frozen()
    target = _target(now, "高中阶段毛入学率")
    was = target.model_copy(
        update={
            "source": target.source.model_copy(update={"value": Decimal("93.5"), "year": 2023}),
            "judgement": Judgement(state=State.ON_COURSE, light="绿", reason=""),
        }
    )
    old = _with_target(now, was)
    values = tuple(_restated(one) for one in old.values)
    manifest = now.manifest.model_copy(update={"name": "2023-年度", "year": 2023, "as_of": date(2024, 3, 1)})
    before = replace(old, manifest=manifest, values=values)
    report = compose_report(replace(now, before=before), "annual")
    assert _text(report, "changes/worse") == "状态变差的1项：高中阶段毛入学率由正常转为滞后。"
    table = next(one for one in report.all_blocks() if one.key == "changes/restated")
    assert isinstance(table, Table)
    cells = [plain(cell, report.facts) for cell in table.rows[0].cells]
    assert cells == ["高中阶段毛入学率", "东湾区", "2022年", "90.4%", "91.4%"]
    assert len(table.rows) == 1
    row = next(one for one in report.all_blocks() if one.key == "changes/values")
    assert isinstance(row, Table)
    found = next(one for one in row.rows if one.key == target.id)
    assert plain(found.cells[-1], report.facts) == "下降2.7个百分点"


def _restated(value: FrozenValue) -> FrozenValue:
    if (value.indicator, value.year, value.place) == ("h-gross", 2022, "东湾区") and value.value is not None:
        return value.model_copy(update={"value": value.value - 1})
    return value


def test_words_follow_the_figures() -> None:
    desk = Desk(small_frozen())
    low, high, none = (_fact(desk, name, value) for name, value in (("低", "5"), ("高", "7.5"), ("无", None)))
    told = [
        plain(movement(desk, f"m{at}", before, now, sense), desk.book)  # type: ignore[arg-type]
        for at, (before, now, sense) in enumerate(
            ((low, high, 1), (high, low, 1), (low, high, -1), (low, low, 1), (none, low, 1))
        )
    ]
    assert told == ["提高2.5个百分点", "下降2.5个百分点", "上升2.5个百分点", "持平", "无法比较"]
    few, many = _fact(desk, "少", "3", "所"), _fact(desk, "多", "8", "所")
    assert plain(movement(desk, "n", many, few, 1), desk.book) == "减少5所"  # type: ignore[arg-type]


def test_first_and_last_are_named_with_those_alike() -> None:
    desk = Desk(small_frozen())
    figures = {name: _fact(desk, name, value) for name, value in (("甲", "9"), ("乙", "9"), ("丙", "3"), ("丁", None))}
    told = extremes(desk, figures)  # type: ignore[arg-type]
    assert told is not None
    assert plain(told, desk.book) == "最高的是甲、乙（9%），最低的是丙（3%）"
    assert extremes(desk, {"甲": figures["甲"], "丁": figures["丁"]}) is None  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("those", "others", "told"),
    [
        ("甲乙丙", "", "各县都已达标"),
        ("", "甲乙", "各县都还没有达标"),
        ("甲乙丙", "丁", "除丁外，各县都已达标"),
        ("甲", "乙丙丁", "各县中只有甲已达标"),
        ("甲", "乙", "甲已达标，乙还没有达标"),
    ],
)
def test_all_but_a_few(those: str, others: str, told: str) -> None:
    assert plain(all_but(list(those), list(others), "各县", "达标"), Desk(small_frozen()).book) == told


@pytest.mark.parametrize(
    ("values", "row"),
    [
        ({2020: "1", 2021: "2", 2022: "3"}, (2, 1)),
        ({2020: "1", 2021: "3", 2022: "2"}, (1, -1)),
        ({2020: "1", 2022: "3"}, (0, 0)),
        ({2020: "1", 2021: "1"}, (0, 0)),
    ],
)
def test_years_in_a_row(values: dict[int, str], row: tuple[int, int]) -> None:
    desk = Desk(small_frozen())
    figures = {year: _fact(desk, str(year), value) for year, value in values.items()}
    assert years_in_row(desk, figures) == row  # type: ignore[arg-type]


def test_a_word_that_depends_on_a_fact_is_noted_with_its_block() -> None:
    frozen = small_frozen()
    target = _target(frozen, "普惠性幼儿园覆盖率")
    report = compose_report(frozen, "annual")
    assert f"{target.id}/value" in report.consulted[f"{target.id}/course"]
    assert f"{target.id}/990101/2024" in report.consulted[f"{target.id}/counties/chart"]


def test_what_was_computed_before_the_freeze_is_taken_apart_into_facts_days_and_words() -> None:
    desk = Desk(small_frozen())
    words = desk.told("k", "落后 14.1 个百分点（完成 66.6%，时限 2024-12-31，2025 年）", "情况", "亮灯")
    assert plain(words, desk.book) == "落后 14.1 个百分点（完成 66.6%，时限 2024-12-31，2025 年）"
    assert [fact.number for fact in desk.book.facts.values()] == ["14.1", "66.6"]
    assert not any(char.isdigit() for run in words if isinstance(run, Said) for char in run.text)


def test_the_site_has_a_page_for_each_target() -> None:
    frozen = small_frozen()
    content = compose_site(frozen)
    assert list(content.targets) == [one.id for one in frozen.monitoring.distinct]
    page = content.targets[_target(frozen, "学前三年毛入园率").id]
    assert any(isinstance(one, Picture) for one in page)
    keys = [one.key for blocks in (content.home, *content.targets.values(), content.tasks) for one in blocks]
    assert len(keys) == len(set(keys))
