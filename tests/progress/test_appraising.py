"""Appraisal: items add up within full marks, units in any order, nothing gained by taking evidence away."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.base.work_days import WorkDays
from luoshi.model.appraisal import AppraisalMaterial, ScoreItem, ScoreSheet, TypedScore, UnitMaterial
from luoshi.model.ledger import Assignment, Ledger, LedgerProject, LedgerTask, Report
from luoshi.model.ledger import State as TaskState
from luoshi.model.lights import Light, TaskLight
from luoshi.model.monitoring import State
from luoshi.model.supervision import Case, StepTaken
from luoshi.progress.oversight.appraisal_material import Known, gather
from luoshi.progress.oversight.appraising import appraise
from luoshi.rules.appraisal import load_score_sheets
from luoshi.rules.supervision import load_supervision_rules

SHEETS = load_score_sheets()
SHEET = SHEETS["单位年度考核"]
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "appraisal.yaml").read_text("utf-8"))
_KINDS = {
    "灯": ("绿", "蓝", "黄", "红", "无"),
    "目标": ("已达到", "正常", "滞后", "未到期"),
    "填报": ("按时", "迟报", "未报"),
    "督查": ("提醒", "督办单", "通报", "约谈", "超期"),
}


def ids(kind: str, count: int) -> tuple[str, ...]:
    return tuple(f"{kind}-{n}" for n in range(count))


@st.composite
def units(draw: st.DrawFn) -> AppraisalMaterial:
    found = []
    for number in range(draw(st.integers(1, 7))):
        facts = {
            source: {kind: ids(kind, draw(st.integers(0, 6))) for kind in kinds}
            for source, kinds in _KINDS.items()
            if draw(st.booleans())
        }
        typed = {}
        if draw(st.booleans()):
            value = draw(st.decimals(0, 10, places=1))
            typed["领导评价"] = TypedScore(value, draw(st.sampled_from(((), ("会议记录",)))))
        found.append(UnitMaterial(f"单位{number}", draw(st.sampled_from(("甲类", "乙类"))), facts, typed))
    return AppraisalMaterial(tuple(found))


def of_zero(sheet: ScoreSheet) -> ScoreSheet:
    """Return a sheet by which nothing known is no points."""
    return replace(sheet, items=tuple(replace(one, missing="零分") for one in sheet.items))


@given(units())
@settings(max_examples=150, deadline=None)
def test_scores_are_the_sum_of_their_items_within_full_marks(material: AppraisalMaterial) -> None:
    result = appraise(SHEET, material)
    assert {one.unit for one in result.units} == {one.unit for one in material.units}
    for unit in result.units:
        counted = [one for one in unit.items if one.score is not None]
        assert len(unit.items) == len(SHEET.items)
        assert unit.raw == sum((one.score for one in counted), Decimal(0))
        assert all(0 <= one.score <= one.full for one in counted)
        assert 0 <= unit.total <= SHEET.full
        full = sum((one.full for one in counted), Decimal(0))
        exact = Fraction(unit.raw) * Fraction(SHEET.full) / Fraction(full) if full else Fraction(0)
        assert abs(Fraction(unit.total) - exact) <= Fraction(1, 200)
        if len(counted) == len(SHEET.items):
            assert unit.total == unit.raw
        known = {number for kinds in next(one.facts for one in material.units if one.unit == unit.unit).values()
                 for numbers in kinds.values() for number in numbers} | {"会议记录"}  # fmt: skip
        assert all(number in known for one in unit.items for numbers in one.evidence.values() for number in numbers)


@given(units(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_of_the_units_does_not_matter(material: AppraisalMaterial, shuffle: random.Random) -> None:
    mixed = list(material.units)
    shuffle.shuffle(mixed)
    result = appraise(SHEET, AppraisalMaterial(tuple(mixed)))
    assert result.units == appraise(SHEET, material).units
    ranks = [one.rank for one in result.units if one.rank is not None]
    assert [one.rank for one in result.units[: len(ranks)]] == sorted(ranks)
    assert all(rank == 1 + sum(other < rank for other in ranks) for rank in ranks)


@given(units(), st.data())
@settings(max_examples=120, deadline=None)
def test_taking_evidence_away_never_raises_where_nothing_known_is_no_points(
    material: AppraisalMaterial, data: st.DataObject
) -> None:
    sheet = of_zero(SHEET)
    unit = data.draw(st.sampled_from(material.units))
    good = [("灯", "绿"), ("灯", "蓝"), ("目标", "正常"), ("typed", "")]
    source, kind = data.draw(st.sampled_from(good))
    if source == "typed":
        less = replace(unit, typed={})
    else:
        kinds = unit.facts.get(source, {})
        facts = {**unit.facts, source: {**kinds, kind: kinds.get(kind, ())[1:]}} if source in unit.facts else unit.facts
        less = replace(unit, facts=facts)
    others = tuple(less if one is unit else one for one in material.units)
    before = next(one.total for one in appraise(sheet, material).units if one.unit == unit.unit)
    after = next(one.total for one in appraise(sheet, AppraisalMaterial(others)).units if one.unit == unit.unit)
    assert after <= before


@given(units(), st.sampled_from(("通报", "约谈", "超期")))
@settings(max_examples=60, deadline=None)
def test_one_more_case_never_raises(material: AppraisalMaterial, kind: str) -> None:
    unit = material.units[0]
    kinds = unit.facts.get("督查", {})
    facts = {**unit.facts, "督查": {**kinds, kind: (*kinds.get(kind, ()), "再一件")}}
    more = AppraisalMaterial((replace(unit, facts=facts), *material.units[1:]))
    totals = [next(o.total for o in appraise(SHEET, one).units if o.unit == unit.unit) for one in (material, more)]
    assert totals[1] <= totals[0]


@given(units())
@settings(max_examples=60, deadline=None)
def test_levels_keep_their_share_and_follow_the_ranks(material: AppraisalMaterial) -> None:
    result = appraise(SHEET, material)
    best = [one for one in result.units if one.level == "优秀"]
    ranked = [one for one in result.units if one.rank is not None]
    assert len(best) <= Fraction(3, 10) * len(ranked)
    assert all(one.total >= 90 for one in best)
    order = [level.name for level in SHEET.levels]
    levels = [order.index(one.level) for one in ranked]
    assert levels == sorted(levels)
    by_rank: dict[int, set[str]] = {}
    for one in result.units:
        by_rank.setdefault(one.rank, set()).add(one.level)
    assert all(len(found) == 1 for found in by_rank.values())


@given(units(), st.integers(0, 100))
@settings(max_examples=80, deadline=None)
def test_a_rank_needs_enough_that_is_counted_and_is_the_same_without_those_that_have_none(
    material: AppraisalMaterial, enough: int
) -> None:
    sheet = replace(SHEET, enough=Decimal(enough))
    result = appraise(sheet, material)
    for unit in result.units:
        known = {one.unit: one for one in material.units}[unit.unit]
        counted = sum(
            one.full
            for one in SHEET.items
            if (one.source == "评分" and any(two.evidence for two in known.typed.values()))
            or (one.rule == "扣分" and one.source in known.facts)
            or any(ids and kind not in one.left_out for kind, ids in known.facts.get(one.source, {}).items()
                   if one.rule != "扣分")
        )  # fmt: skip
        assert unit.counted == counted
        assert (unit.rank is None) == (unit.level == "") == (not counted or counted < enough)
    bare = [one.unit for one in result.units if one.rank is None]
    told = [one for one in result.findings if one.code == "L356"]
    assert bool(bare) == bool(told)
    assert all(name in told[0].message for name in bare)
    ranks = [one.rank for one in result.units if one.rank is not None]
    assert ranks == [1 + sum(other < rank for other in ranks) for rank in ranks]


def test_nothing_known_is_never_full_marks_with_a_level() -> None:
    sheet = replace(SHEET, enough=Decimal(0), items=tuple(replace(one, missing="满分") for one in SHEET.items))
    bare, zero = (appraise(one, AppraisalMaterial((UnitMaterial("甲科"),))).units[0] for one in (sheet, of_zero(sheet)))
    assert (bare.rank, bare.level, bare.counted) == (None, "", 0)
    assert (zero.rank, zero.level, zero.counted) == (1, "不合格", 100)


def material_of(given_: dict[str, object]) -> AppraisalMaterial:
    found = []
    for name, content in given_.items():
        facts = {
            source: {kind: ids(kind, count) for kind, count in kinds.items()}
            for source, kinds in content.items()  # type: ignore[attr-defined]
            if source in _KINDS
        }
        typed = {
            item: TypedScore(Decimal(str(value)), ("会议记录",))
            for item, value in content.get("评分", {}).items()  # type: ignore[attr-defined]
        }
        found.append(UnitMaterial(name, content.get("类别", ""), facts, typed))  # type: ignore[attr-defined]
    return AppraisalMaterial(tuple(found))


@pytest.mark.parametrize("case", CASES, ids=lambda one: one["name"])
def test_cases_that_an_expert_can_read(case: dict[str, object]) -> None:
    result = appraise(SHEETS[str(case["sheet"])], material_of(case["units"]))  # type: ignore[arg-type]
    found = [f"{one.rank or '—'} {one.unit} {one.total} {one.level or '数据不足'}" for one in result.units]
    assert found == case["result"]
    for unit, items in case.get("items", {}).items():  # type: ignore[attr-defined]
        scores = {one.item: one for one in next(one for one in result.units if one.unit == unit).items}
        assert {name: scores[name].score for name in items} == {
            name: None if value == "不计入" else Decimal(str(value)) for name, value in items.items()
        }


def test_a_typed_score_without_evidence_is_as_good_as_none_and_told() -> None:
    bare = UnitMaterial("甲科", typed={"领导评价": TypedScore(Decimal(9))})
    result = appraise(SHEET, AppraisalMaterial((bare,)))
    assert [one.code for one in result.findings] == ["L353", "L356"]
    assert next(one for one in result.units[0].items if one.item == "领导评价").missing


def test_a_typed_score_out_of_range_and_a_unit_twice_are_refused() -> None:
    unit = UnitMaterial("甲科", typed={"领导评价": TypedScore(Decimal(11), ("记录",))})
    with pytest.raises(LuoshiError, match="L352"):
        appraise(SHEET, AppraisalMaterial((unit,)))
    with pytest.raises(LuoshiError, match="L351"):
        appraise(SHEET, AppraisalMaterial((UnitMaterial("甲科"), UnitMaterial("甲科"))))


def test_states_of_targets_are_those_of_monitoring() -> None:
    words = {kind for sheet in SHEETS.values() for one in sheet.items if one.source == "目标"
             for kind in (*one.good, *one.half, *one.left_out)}  # fmt: skip
    assert words <= {one.value for one in State}


def test_material_from_a_ledger_lights_targets_and_cases() -> None:
    reports = (
        Report(period="2026-01", on=date(2026, 2, 3)),
        Report(period="2026-02", on=date(2026, 3, 20)),
        Report(period="2026-03", on=date(2026, 4, 2), state="退回"),
    )
    task = LedgerTask(
        id="t-1",
        title="新建小学",
        assignment=Assignment(lead=("基建科", "财务科"), support=("办公室",)),
        start=date(2026, 1, 5),
        state=TaskState.UNDER_WAY,
        reports=reports,
        targets=("g-1", "g-9"),
    )
    steps = (StepTaken(step="督办单", on=date(2026, 3, 2), by="张一", role="督查人员"),)
    known = Known(
        ledgers=[Ledger(name="台账", tasks=(task,))],
        year=2026,
        as_of=date(2026, 4, 20),
        days=WorkDays(),
        lights={"t-1": TaskLight("t-1", Light.RED, "规则", "落后")},
        targets={"g-1": "滞后"},
        cases=[Case(id="d-1", procedure="督查督办", title="新建小学", subject="别处", entry="t-1", steps=steps)],
        procedures=load_supervision_rules().procedures,
        groups={"人事科": "甲类"},
    )
    found = {one.unit: one for one in gather(known).units}
    assert sorted(found) == ["人事科", "基建科", "财务科"]
    assert (
        found["基建科"].facts
        == found["财务科"].facts
        == {
            "灯": {"红": ("t-1",)},
            "目标": {"滞后": ("g-1",)},
            "填报": {"按时": ("t-1 2026-01",), "未报": ("t-1 2026-03",), "迟报": ("t-1 2026-02",)},
            "督查": {
                "督办单": ("d-1 2026-03-02",),
                "超期": ("d-1 应在 2026-03-16 以前整改反馈，还没有，超过 25 个工作日",),
            },
        }
    )
    assert found["人事科"].facts == {"灯": {}, "目标": {}, "督查": {}}
    assert gather(replace(known, lights=None, targets=None, cases=None)).units[0].facts == {}


def test_owners_bear_projects_that_nobody_leads_and_nobody_what_was_not_handed_out() -> None:
    lead = Assignment(lead=("有关部门",))
    ledger = Ledger(
        name="台账",
        tasks=(LedgerTask(id="t-1", title="甲", assignment=lead),),
        projects=(
            LedgerProject(id="p-1", name="乙", owner="青禾县教体局", state=TaskState.UNSIGNED),
            LedgerProject(id="p-2", name="丙", owner="建设公司", state=TaskState.UNDER_WAY,
                          assignment=Assignment(lead=("基建科",))),
            LedgerProject(id="p-3", name="丁", owner="望澜区教体局"),
            LedgerProject(id="p-4", name="戊", state=TaskState.UNDER_WAY),
        ),
    )  # fmt: skip
    numbers = [one.id for one in (*ledger.tasks, *ledger.projects)]
    known = Known(
        ledgers=[ledger],
        year=2026,
        as_of=date(2026, 4, 20),
        days=WorkDays(),
        lights={one: TaskLight(one, Light.RED, "规则", "落后") for one in numbers},
    )
    found = {one.unit: one.facts["灯"] for one in gather(known).units}
    assert found == {"青禾县教体局": {"红": ("p-1",)}, "基建科": {"红": ("p-2",)}}


def test_only_the_units_own_delays_count_past_ones_too() -> None:
    rules = load_supervision_rules().procedures

    def chain(procedure: str, number: str, *steps: tuple[str, str]) -> Case:
        taken = (
            StepTaken(step=name, on=date.fromisoformat(on), by="张一", role=rule.who[0])
            for name, on in steps
            if (rule := rules[procedure].step(name)) is not None
        )
        return Case(id=number, procedure=procedure, title="甲", subject="青禾县", steps=tuple(taken))

    cases = [
        # due 10-16, answered 10-20; the office re-checks late and is late again after it was taken up again
        chain("教育督导", "e-1", ("督导通知", "2025-12-01"), ("督导意见书", "2026-01-30"), ("整改", "2026-06-01"),
              ("复查通过", "2026-09-30"), ("督导报告", "2026-10-01"), ("公报", "2026-10-02"), ("归档", "2026-10-08"),
              ("重新打开", "2026-10-09")),
        chain("督查督办", "d-1", ("提醒", "2026-10-09"), ("整改反馈", "2026-10-20")),
        chain("督查督办", "d-2", ("督办单", "2026-12-28"), ("整改反馈", "2027-01-20")),
        chain("督查督办", "d-3", ("督办单", "2026-12-01")),
    ]  # fmt: skip
    known = Known(
        ledgers=[],
        year=2026,
        as_of=date(2026, 12, 31),
        days=WorkDays(),
        cases=cases,
        procedures=rules,
        groups={"青禾县": ""},
    )
    assert gather(known).units[0].facts["督查"]["超期"] == (
        "d-1 应在 2026-10-16 以前整改反馈，2026-10-20 才有下一步，超过 2 个工作日",
        "d-3 应在 2026-12-15 以前整改反馈，还没有，超过 12 个工作日",
        "e-1 应在 2026-04-24 以前整改，2026-06-01 才有下一步，超过 26 个工作日",
    )


_SHEET = """
sheets:
  - id: small
    name: 小考核
    items:
      - {name: 甲, full: 60, source: 灯, rule: 比例, good: [绿], missing: 零分}
      - {name: 乙, full: 40, source: 灯, rule: 分档, good: [绿], steps: [[90, 40], [60, 20]], missing: 零分}
    ties: [甲]
    levels: [{name: 优秀, at_least: 90}, {name: 其余, at_least: 0}]
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("full: 60", "full: 0", "full"),
        ("full: 60", "full: 1.234", "full"),
        ("good: [绿], missing", "missing", "good"),
        ("source: 灯, rule: 比例", "source: 评分, rule: 比例", "比例不能"),
        ("source: 灯, rule: 比例", "source: 灯, rule: 直接评分", "直接评分"),
        ("source: 灯, rule: 比例", "source: 灯, rule: 扣分", "points"),
        ("[[90, 40], [60, 20]]", "[[60, 20], [90, 40]]", "steps"),
        ("[[90, 40], [60, 20]]", "[[90, 50], [60, 20]]", "full"),
        ("[[90, 40], [60, 20]]", "[90, 40]", "steps"),
        ("name: 乙", "name: 甲", "写了两次"),
        ("ties: [甲]", "ties: [丙]", "ties"),
        ("{name: 其余, at_least: 0}", "{name: 其余, at_least: 1}", "levels"),
        ("missing: 零分}\n    ties", "missing: 随便}\n    ties", "missing"),
        ("ties: [甲]", "ties: [甲]\n    enough: 101", "enough"),
        ("good: [绿], missing", "good: [绿], half: [绿], missing", "两次"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "appraisal").mkdir()
    own = tmp_path / "appraisal" / "own.yaml"
    own.write_text(_SHEET, "utf-8")
    assert load_score_sheets(tmp_path)["小考核"].origin == "rules/appraisal/own.yaml"
    assert old in _SHEET
    own.write_text(_SHEET.replace(old, new), "utf-8")
    with pytest.raises(LuoshiError, match=f"L350.*{told}"):
        load_score_sheets(tmp_path)


def test_less_is_better_on_a_line_that_falls() -> None:
    item = ScoreItem("大班额", Decimal(10), "评分", "直线", floor=Decimal(5), top=Decimal(0))
    sheet = replace(SHEET, items=(item,), ties=())
    values = {"甲": "0", "乙": "2.5", "丙": "9"}
    material = tuple(
        UnitMaterial(name, typed={"大班额": TypedScore(Decimal(v), ("表",))}) for name, v in values.items()
    )
    assert [(one.unit, one.raw) for one in appraise(sheet, AppraisalMaterial(material)).units] == [
        ("甲", Decimal("10.00")),
        ("乙", Decimal("5.00")),
        ("丙", Decimal("0.00")),
    ]
