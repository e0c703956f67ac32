"""Reports say no more than the figures: counts of counties, ranges, strict bounds, blanks, parts of a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from luoshi.api import compose_report
from luoshi.model.evaluation.charts import BarChart
from luoshi.model.evaluation.freeze import Frozen, FrozenDefinition, FrozenValue
from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import EvaluationReport, Paragraph, Picture, Table
from luoshi.model.ledger import LedgerTask
from luoshi.model.lights import Light
from luoshi.model.monitoring import MonitoredTarget, State
from luoshi.report.composing.desk import Desk
from tests.evaluation.small_city import AREAS, YEAR, small_frozen


def _key(frozen: Frozen, name: str) -> str:
    return next(one.id for one in frozen.monitoring.targets if one.indicator == name)


def _text(report: EvaluationReport, key: str) -> str:
    block = next((one for one in report.all_blocks() if one.key == key), None)
    assert isinstance(block, Paragraph), key
    return plain(block.words, report.facts)


def _keys(report: EvaluationReport) -> set[str]:
    return {one.key for one in report.all_blocks()}


def _with_target(frozen: Frozen, name: str, change: Callable[[MonitoredTarget], dict[str, object]]) -> Frozen:
    targets = tuple(
        one.model_copy(update=change(one)) if one.indicator == name else one for one in frozen.monitoring.targets
    )
    return replace(frozen, monitoring=frozen.monitoring.model_copy(update={"targets": targets}))


def _with_values(
    frozen: Frozen, indicator: str, change: Callable[[FrozenValue], Decimal | None], **definition: object
) -> Frozen:
    values = tuple(
        one.model_copy(update={"value": change(one)}) if one.indicator == indicator else one for one in frozen.values
    )
    definitions: tuple[FrozenDefinition, ...] = tuple(
        one.model_copy(update=definition) if one.id == indicator else one for one in frozen.definitions
    )
    return replace(frozen, values=values, definitions=definitions)


def _counting(frozen: Frozen) -> Frozen:
    """Return the city with an indicator that counts: without a denominator."""

    def change(one: FrozenValue) -> Decimal | None:
        more = list(AREAS).index(one.place_code) if one.place_code in AREAS else 0
        return one.value + more if one.value is not None else None

    changed = _with_values(frozen, "p-floor", change, denominator="", unit="所")
    return _with_target(changed, "小学生均校舍建筑面积", lambda _: {"unit": "所"})


def test_a_countys_count_is_not_held_against_the_goal_of_the_whole() -> None:
    frozen = _counting(small_frozen())
    key = _key(frozen, "小学生均校舍建筑面积")
    words = _text(compose_report(frozen, "annual"), f"{key}/counties/words")
    assert "最多的是" in words
    assert "规划目标" not in words
    own = _text(compose_report(frozen, "annual", area="西坪县"), f"{key}/own")
    assert own == "2024年为10.7所，比上年增加0.3所。"
    report = compose_report(frozen, "annual")
    chart = next(one for one in report.all_blocks() if one.key == f"{key}/counties/chart")
    assert isinstance(chart, Picture)
    assert isinstance(chart.chart, BarChart)
    assert (chart.chart.mark, len(chart.chart.bars)) == (None, len(AREAS))


def test_a_county_with_nothing_is_counted_among_those_that_have_a_figure() -> None:
    frozen = _with_values(
        small_frozen(), "c-large", lambda one: Decimal(0) if (one.place, one.year) == ("东湾区", YEAR) else one.value
    )
    key = _key(frozen, "义务教育大班额比例")
    assert "在有数据的3个县市区中列第1" in _text(compose_report(frozen, "annual", area="东湾区"), f"{key}/own")


def test_all_have_reached_is_said_only_where_all_have_figures() -> None:
    def change(one: FrozenValue) -> Decimal | None:
        if one.place == "西坪县":
            return None
        return Decimal(96) if one.place in AREAS.values() else one.value

    key = _key(small_frozen(), "高中阶段毛入学率")
    words = _text(compose_report(_with_values(small_frozen(), "h-gross", change), "annual"), f"{key}/counties/words")
    assert "有数据的县市区都已达到" in words
    assert "西坪县没有公布或没有数据" in words


def test_below_a_bound_is_not_reached_by_the_bound_itself() -> None:
    frozen = _with_values(small_frozen(), "c-large", lambda one: Decimal(1) if one.year == YEAR else one.value)
    frozen = _with_target(frozen, "义务教育大班额比例", lambda _: {"op": "<"})
    key = _key(frozen, "义务教育大班额比例")
    assert "各县市区都还没有达到" in _text(compose_report(frozen, "annual"), f"{key}/counties/words")


def test_of_a_range_the_end_is_told_that_it_was_judged_by() -> None:
    name = "义务教育大班额比例"
    frozen = small_frozen()
    value = next(one for one in frozen.monitoring.targets if one.indicator == name).source.value
    assert value is not None
    range_ = {"op": "between", "value": Decimal("0.5"), "value2": Decimal(1)}
    judged = {"gap": value - 1, "needed": 1 - value}
    frozen = _with_target(frozen, name, lambda one: {**range_, "judgement": one.judgement.model_copy(update=judged)})
    report = compose_report(frozen, "annual")
    key = _key(frozen, name)
    assert _text(report, f"{key}/left").startswith(f"离目标还差{value - 1}个百分点")
    assert "是否达到不能由此判断" in _text(report, f"{key}/trend")


def test_a_trend_is_told_as_finely_as_the_target_is() -> None:
    """An indicator in 人 without decimals has four in 万人."""
    name = "小学生均校舍建筑面积"
    frozen = _with_values(
        small_frozen(), "p-floor", lambda one: Decimal(30000 + 1234 * (one.year - 2020)), unit="人", decimals=0
    )

    def change(one: MonitoredTarget) -> dict[str, object]:
        binding = one.binding.model_copy(update={"scale": Decimal("0.0001")})
        source = one.source.model_copy(update={"value": Decimal("3.4936")})
        return {"unit": "万人", "value": Decimal("3.8"), "binding": binding, "source": source}

    frozen = _with_target(frozen, name, change)
    assert "2025年约为3.617万人" in _text(compose_report(frozen, "annual"), f"{_key(frozen, name)}/trend")


def test_a_trend_at_its_bound_is_not_called_even() -> None:
    told = dict(zip(range(2020, 2025), ("88", "91.1", "93.9", "97.1", "99.9"), strict=True))
    frozen = _with_values(small_frozen(), "c-kept", lambda one: Decimal(told[one.year]))
    frozen = _with_target(
        frozen, "九年义务教育巩固率", lambda one: {"source": one.source.model_copy(update={"value": Decimal("99.9")})}
    )
    key = _key(frozen, "九年义务教育巩固率")
    words = _text(compose_report(frozen, "annual"), f"{key}/trend")
    assert "100%" in words
    assert "各年的变化很均匀" not in words


def test_a_share_beyond_a_hundred_is_not_cut_off() -> None:
    frozen = _with_values(small_frozen(), "c-kept", lambda one: Decimal(101) + (one.year - 2020))
    frozen = _with_target(
        frozen, "九年义务教育巩固率", lambda one: {"source": one.source.model_copy(update={"value": Decimal(105)})}
    )
    key = _key(frozen, "九年义务教育巩固率")
    assert "2025年约为106%" in _text(compose_report(frozen, "annual"), f"{key}/trend")


def test_a_part_of_the_whole_is_shown_but_not_compared() -> None:
    name = "小学生均校舍建筑面积"
    frozen = _with_target(
        small_frozen(),
        name,
        lambda one: {
            "source": one.source.model_copy(update={"partial": True}),
            "judgement": one.judgement.model_copy(
                update={"state": State.UNKNOWN, "light": "无", "reason": "缺西坪县，不是全部的数，不判断"}
            ),
        },
    )
    key = _key(frozen, name)
    report = compose_report(frozen, "annual")
    assert _text(report, f"{key}/course") == "2024年为8.7平方米。还不能判断：缺西坪县，不是全部的数，不判断。"
    assert not {f"{key}/trend", f"{key}/path"} & _keys(report)


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月5日前办完，3月31日验收",
        "东湾区教育局填报的 2024Q3 数 12 还没有采信",
        "2024-09 的 18 不是全部的数",
        "按第 007 号文，1998年建，1.50%，3, 4",
        "差 3-5 所，-2.5%",
        "规划写的 2020 年基期是 7.5，算出的是 8",
        "2024—2025年，A4纸，１２所，5²",
    ],
)
def test_nothing_is_lost_of_what_was_said_before_the_freeze(text: str) -> None:
    desk = Desk(small_frozen())
    assert plain(desk.told("k", text, "情况", "亮灯"), desk.book) == text


def test_the_name_of_the_whole_may_hold_digits() -> None:
    frozen = small_frozen()
    manifest = frozen.manifest.model_copy(update={"area_set": "主城5区"})
    values = tuple(
        one.model_copy(update={"place": "主城5区"}) if one.place_kind == "口径" else one for one in frozen.values
    )
    report = compose_report(replace(frozen, manifest=manifest, values=values), "annual")
    assert "主城5区的规划目标" in _text(report, f"{_key(frozen, '高中阶段毛入学率')}/counties/words")


def _with_tasks(frozen: Frozen, change: Callable[[LedgerTask], LedgerTask]) -> Frozen:
    assert frozen.ledger is not None
    return replace(frozen, ledger=frozen.ledger.model_copy(update={"tasks": tuple(map(change, frozen.ledger.tasks))}))


def test_what_is_not_public_is_not_said_not_to_be() -> None:
    """The public edition of a bureau that has made no task public, and no money, cannot say that there is none."""
    frozen = small_frozen()
    assert frozen.ledger is not None
    bare = frozen.ledger.model_copy(
        update={"tasks": (), "projects": tuple(one.model_copy(update={"money": ()}) for one in frozen.ledger.projects)}
    )
    report = compose_report(replace(frozen, ledger=bare), "annual", is_public=True)
    assert _text(report, "tasks/none") == "没有公布有关的任务。"
    assert _text(report, "overview/states").startswith("公布的量化目标共8项")
    assert _text(report, "projects/states").startswith("公布项目2个")
    assert _text(report, "projects/money") == "总投资合计18,800万元。"
    bare = bare.model_copy(
        update={"projects": tuple(one.model_copy(update={"investment": None}) for one in bare.projects)}
    )
    assert "projects/money" not in _keys(compose_report(replace(frozen, ledger=bare), "annual", is_public=True))


def test_without_tasks_it_is_not_said_that_none_is_late() -> None:
    frozen = small_frozen()
    assert frozen.ledger is not None
    fine = tuple(
        one.model_copy(update={"judgement": one.judgement.model_copy(update={"state": State.REACHED}), "year": YEAR})
        for one in frozen.monitoring.targets
        if one.source.value is not None
    )
    frozen = replace(
        frozen,
        monitoring=frozen.monitoring.model_copy(update={"targets": fine}),
        ledger=frozen.ledger.model_copy(update={"tasks": (), "projects": ()}),
    )
    assert _text(compose_report(frozen, "annual"), "problems/none") == "按现有数据，没有滞后的目标。"


def test_a_task_with_reports_is_not_called_not_begun() -> None:
    """How far it is nobody can say where the reports that were accepted give no figure."""
    frozen = small_frozen()
    unknown = tuple(one.model_copy(update={"percent": None}) for one in frozen.completions)
    assert "tasks/idle" not in _keys(compose_report(replace(frozen, completions=unknown), "annual"))


def test_units_with_as_many_red_lights_are_named_together() -> None:
    frozen = small_frozen()
    assert frozen.lights is not None
    lit = tuple(
        one.model_copy(update={"light": Light.RED if one.number in ("3", "5", "X1") else Light.GREEN})
        for one in frozen.lights.entries
    )
    red = replace(frozen, lights=frozen.lights.model_copy(update={"entries": lit}))
    assert _alt(compose_report(red, "annual")) == (
        "堆积条形图：各牵头单位的任务按灯分，红灯最多的是市财政局、西坪县人民政府。"
    )
    lit = tuple(one.model_copy(update={"light": Light.GREEN}) if one.kind == "任务" else one for one in lit)
    only_projects = replace(frozen, lights=frozen.lights.model_copy(update={"entries": lit}))
    assert _alt(compose_report(only_projects, "annual")) == "堆积条形图：各牵头单位的任务按灯分，没有红灯。"


def _alt(report: EvaluationReport) -> str:
    picture = next(one for one in report.all_blocks() if one.key == "tasks/units")
    assert isinstance(picture, Picture)
    return plain(picture.alt, report.facts)


def test_without_lights_tasks_keep_their_names() -> None:
    report = compose_report(replace(small_frozen(), lights=None), "annual")
    table = next(one for one in report.all_blocks() if one.key == "annex-tasks/table")
    assert isinstance(table, Table)
    assert plain(table.rows[0].cells[1], report.facts) == "新建公办幼儿园"
    assert "tasks/lights" not in _keys(report)


def test_a_county_whose_name_is_part_of_anothers_has_its_own_tasks_only() -> None:
    frozen = small_frozen()

    def change(one: LedgerTask) -> LedgerTask:
        lead = {"2": ("新城区教育局",), "3": ("城区人民政府",)}.get(one.number, one.assignment.lead)
        area = {"2": "新城区", "3": "城区"}.get(one.number, "")
        return one.model_copy(update={"area": area, "assignment": one.assignment.model_copy(update={"lead": lead})})

    areas = {"990101": "新城区", "990102": "南塘县", "990103": "城区"}
    frozen = replace(_with_tasks(frozen, change), areas=areas)
    report = compose_report(frozen, "task-table", area="城区")
    table = next(one for one in report.all_blocks() if one.key == "annex-tasks/table")
    assert isinstance(table, Table)
    assert [row.key for row in table.rows] == ["k-3"]


def test_a_final_evaluation_draws_no_trend_into_its_problems() -> None:
    frozen = small_frozen()
    risky = tuple(
        one.model_copy(update={"judgement": one.judgement.model_copy(update={"state": State.AT_RISK})})
        for one in frozen.monitoring.targets
    )
    frozen = replace(frozen, monitoring=frozen.monitoring.model_copy(update={"targets": risky}))
    assert "problems/trend" in _keys(compose_report(frozen, "annual"))
    assert "problems/trend" not in _keys(compose_report(frozen, "final"))


def test_values_of_another_unit_are_not_called_restated() -> None:
    now = small_frozen()
    was = _with_values(now, "p-floor", lambda one: (one.value or Decimal(0)) * 100, unit="平方分米")
    manifest = now.manifest.model_copy(update={"name": "2023-年度", "as_of": now.manifest.as_of.replace(year=2024)})
    report = compose_report(replace(now, before=replace(was, manifest=manifest)), "annual")
    assert "changes/what" in _keys(report)
    assert "changes/restated" not in _keys(report)


def test_a_ratio_is_written_without_a_unit() -> None:
    name = "小学生均校舍建筑面积"
    frozen = _with_values(small_frozen(), "p-floor", lambda one: one.value, unit="比")
    frozen = _with_target(frozen, name, lambda _: {"unit": "比"})
    report = compose_report(frozen, "annual")
    key = _key(frozen, name)
    assert _text(report, f"{key}/course").startswith("2024年为8.7，比基期提高1.2，")
    assert _text(report, f"{key}/left") == "离目标还差0.3，到2025年平均每年要提高0.3。"


def test_of_a_county_a_chart_tells_the_years_that_have_figures() -> None:
    def change(one: FrozenValue) -> Decimal | None:
        return None if (one.place, one.year) == ("西坪县", 2020) else one.value

    frozen = _with_values(small_frozen(), "h-gross", change)
    key = _key(frozen, "高中阶段毛入学率")
    report = compose_report(frozen, "annual", area="西坪县")
    picture = next(one for one in report.all_blocks() if one.key == f"{key}/own-path")
    assert isinstance(picture, Picture)
    assert plain(picture.alt, report.facts).startswith("折线图：西坪县2021年为89.2%，")


def test_an_unknown_state_without_a_reason_ends_in_no_colon() -> None:
    unknown = {"state": State.UNKNOWN, "light": "无", "reason": ""}
    name = "高中阶段毛入学率"
    frozen = _with_target(small_frozen(), name, lambda one: {"judgement": one.judgement.model_copy(update=unknown)})
    assert _text(compose_report(frozen, "annual"), f"{_key(frozen, name)}/course").endswith("。还不能判断。")
