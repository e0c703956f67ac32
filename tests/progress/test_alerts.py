"""Alerts over several runs: known again, answered, closed, opened again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.indicators import Indicator, IndicatorValue, Place, Quantity
from luoshi.model.monitoring import Alert, Answer, MonitoredTarget, Monitoring, ThresholdRule
from luoshi.model.statistics import DataFinding
from luoshi.progress.targets.alerts import carried_over, put_together, raise_alerts
from luoshi.progress.targets.monitoring import Material, monitor
from luoshi.progress.targets.sources import LEAD
from luoshi.rules.indicators import load_indicators
from luoshi.rules.monitoring import load_monitoring_rules
from luoshi.workspace.alerts_file import alerts_path, read_alerts, write_alerts
from luoshi.workspace.folder import Workspace
from tests.progress.plans import SCOPES, observed, plan_of, target

_RATE = Indicator(id="rate", name="学前三年毛入园率", unit="%", numerator=None)
_FIRST, _SECOND, _THIRD = date(2024, 3, 1), date(2024, 6, 1), date(2024, 9, 1)


def _targets(now: str) -> tuple[MonitoredTarget, ...]:
    number = Decimal(now)
    value = IndicatorValue("rate", 2023, Place("口径", "全市", "全市"), "", number, Quantity(number))
    plan = plan_of(target("学前三年毛入园率", "95", year=2025, op=">="), observed("学前三年毛入园率", "90", 2020))
    return monitor(plan, Material((_RATE,), SCOPES, 2023, 2024, {("rate", 2023, ""): value}))


def _area(value: str, code: str = "990121", name: str = "云岫县") -> IndicatorValue:
    number = Decimal(value)
    return IndicatorValue("rate", 2023, Place("地区", code, name), "", number, Quantity(number))


def test_an_alert_is_known_again_answered_closed_and_opened_again() -> None:
    first = carried_over((), raise_alerts(_targets("91"), (), (), _FIRST, "规划.txt"), _FIRST, "规划.txt")
    (alert,) = first
    assert (alert.kind, alert.severity, alert.owner, alert.opened) == ("偏离路径", "error", LEAD, _FIRST)
    assert "滞后" in alert.what
    answered = (alert.model_copy(update={"answer": Answer(text="年内新开 6 所园", by="基教科", day=_FIRST)}),)
    second = carried_over(answered, raise_alerts(_targets("92"), (), (), _SECOND, "规划.txt"), _SECOND, "规划.txt")
    assert [(one.id, one.opened, one.severity) for one in second] == [(alert.id, _FIRST, "warning")]
    assert second[0].answer == answered[0].answer
    third = carried_over(second, raise_alerts(_targets("95"), (), (), _THIRD, "规划.txt"), _THIRD, "规划.txt")
    assert [(one.id, one.closed, one.answer) for one in third] == [(alert.id, _THIRD, answered[0].answer)]
    again = carried_over(third, raise_alerts(_targets("91"), (), (), _THIRD, "规划.txt"), _THIRD, "规划.txt")
    assert [(one.id, one.opened, one.closed) for one in again] == [(alert.id, _THIRD, None)]


def test_the_unit_that_a_person_named_stays_while_the_owner_is_worked_out_anew() -> None:
    first = carried_over((), raise_alerts(_targets("91"), (), (), _FIRST, "规划.txt"), _FIRST, "规划.txt")
    assigned = (first[0].model_copy(update={"assigned": "学前教育科"}),)
    second = carried_over(assigned, raise_alerts(_targets("91"), (), (), _SECOND, "规划.txt"), _SECOND, "规划.txt")
    assert [(one.owner, one.answerer) for one in second] == [(LEAD, "学前教育科")]
    kept = put_together(assigned, second, "规划.txt")
    assert [one.answerer for one in kept] == ["学前教育科"]


def test_alerts_of_another_plan_stay() -> None:
    other = Alert(id="a-1", kind="偏离路径", what="别的", severity="error", plan="别的规划.txt", opened=_FIRST)
    assert carried_over((other,), (), _SECOND, "规划.txt") == (other,)
    assert carried_over((other,), (), _SECOND, "别的规划.txt")[0].closed == _SECOND


def test_thresholds_are_told_where_they_are_crossed() -> None:
    rule = ThresholdRule("学前三年毛入园率", "<", Decimal(85), "warning")
    values = [(rule, _RATE, one) for one in (_area("84.9"), _area("85", "990122", "青禾县"))]
    (alert,) = raise_alerts((), values, (), _FIRST)
    assert (alert.kind, alert.where, alert.owner, alert.severity) == ("阈值", "云岫县", "云岫县教育局", "warning")
    assert "84.9%，低于 85%" in alert.what
    # the number is that of the place and bound: another year's value is the same matter
    (later,) = raise_alerts((), [(rule, _RATE, _area("80"))], (), _SECOND)
    assert later.id == alert.id


def test_doubts_about_the_data_are_told_once_a_school_and_kind() -> None:
    def doubt(code: str, owner: str, severity: Severity, message: str) -> DataFinding:
        return DataFinding(Finding(code, severity, message), table="pupils", owner=owner, owner_name=f"{owner}小学")

    found = [
        doubt("T201", "甲", Severity.WARNING, "一年级多了"),
        doubt("T201", "甲", Severity.WARNING, "二年级多了"),
        doubt("T201", "乙", Severity.WARNING, "一年级多了"),
        doubt("T300", "乙", Severity.INFO, "不要紧"),
    ]
    alerts = raise_alerts((), (), found, _FIRST)
    assert [(one.kind, one.owner) for one in alerts] == [("数据质量", "甲小学"), ("数据质量", "乙小学")]
    assert "同类共 2 处" in alerts[0].what


def _doubt(code: str, table: str, period: int) -> DataFinding:
    finding = Finding(code, Severity.WARNING, "合计对不上")
    return DataFinding(finding, table=table, owner="甲", owner_name="甲小学", period=period)


def test_a_doubt_is_closed_only_where_it_was_looked_for() -> None:
    found = [_doubt("T201", "pupils", 2024), _doubt("T201", "funds", 2023)]
    first = raise_alerts((), (), found, _FIRST)
    assert [(one.table, one.period) for one in first] == [("pupils", 2024), ("funds", 2023)]
    by_table = {one.table: one.id for one in first}
    other = carried_over(first, (), _SECOND, looked_at={("staff", 2024), ("pupils", 2023)})
    assert {one.id: one.closed for one in other} == dict.fromkeys(by_table.values())
    one = carried_over(first, (), _SECOND, looked_at={("pupils", 2024)})
    assert {one.id: one.closed for one in one} == {by_table["pupils"]: _SECOND, by_table["funds"]: None}


def test_without_figures_nothing_that_they_told_is_closed() -> None:
    rule = ThresholdRule("学前三年毛入园率", "<", Decimal(85), "warning")
    first = raise_alerts((), [(rule, _RATE, _area("80"))], [_doubt("T201", "pupils", 2024)], _FIRST)
    assert {one.closed for one in carried_over(first, (), _SECOND, looked_at=None)} == {None}
    closed = carried_over(first, (), _SECOND, looked_at={("pupils", 2024)})
    assert {one.closed for one in closed} == {_SECOND}


def test_what_was_written_while_a_run_computed_is_kept() -> None:
    def alert(number: str, **more: object) -> Alert:
        written: dict[str, object] = {"kind": "偏离路径", "what": "x", "severity": "error", "plan": "甲.txt", **more}
        return Alert(id=number, opened=_FIRST, **written)

    answer = Answer(text="已办", by="基教科", day=_FIRST)
    began = (alert("a-1"), alert("a-2"), alert("a-3", plan="乙.txt"))
    carried = carried_over(began, (alert("a-1", what="y"), alert("a-4")), _SECOND, "甲.txt")
    # meanwhile one was answered, and a run for the other plan closed its alert and opened another
    written = (
        alert("a-1", answer=answer),
        alert("a-2"),
        alert("a-3", plan="乙.txt", closed=_SECOND),
        alert("a-5", plan="乙.txt"),
    )
    kept = {one.id: one for one in put_together(written, carried, "甲.txt")}
    assert (kept["a-1"].what, kept["a-1"].answer) == ("y", answer)
    assert {number: one.closed for number, one in kept.items()} == {
        "a-1": None,
        "a-2": _SECOND,
        "a-3": _SECOND,
        "a-4": None,
        "a-5": None,
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("alerts:\n- id: a-1\n  opened: 2025-03-01\n  answer: {text: 已办, day: 2025-02-30}\n", 4),
        ("alerts:\n- id: a-1\n  answer: {text: 已办\n  day: x}\n- [\n", 4),
    ],
)
def test_line_of_what_cannot_be_read_is_told(tmp_path: Path, text: str, line: int) -> None:
    place = Workspace(tmp_path)
    alerts_path(place).write_text(text, encoding="utf-8")
    with pytest.raises(LuoshiError) as told:
        read_alerts(place)
    assert told.value.code == "M003"
    assert told.value.where.endswith(f"第 {line} 行")


def test_file_keeps_all_and_is_written_only_when_it_differs(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    assert read_alerts(place) == ()
    alerts = (
        Alert(
            id="a-12345678",
            kind="阈值",
            what='大班额比例 5.1%，高于 5%：“要紧” # 不是注释\n第二行 "引号"',
            where="云岫县",
            severity="warning",
            owner="云岫县教育局",
            opened=_FIRST,
            answer=Answer(text="已整改", by="张三", day=_SECOND),
        ),
        Alert(id="a-2", kind="偏离路径", what="x", severity="error", plan="规划.txt", opened=_FIRST, closed=_SECOND),
    )
    assert write_alerts(place, alerts)
    assert read_alerts(place) == alerts
    assert not write_alerts(place, alerts)
    assert write_alerts(place, ())
    assert read_alerts(place) == ()


def test_answer_written_by_hand_is_read(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    write_alerts(place, (Alert(id="a-2", kind="阈值", what="x", severity="error", opened=_FIRST),))
    path = alerts_path(place)
    text = path.read_text(encoding="utf-8").rstrip() + "\n  answer: {text: 已要求报方案, by: 基教科, day: 2025-03-01}\n"
    path.write_text(text, encoding="utf-8")
    (alert,) = read_alerts(place)
    assert alert.answer == Answer(text="已要求报方案", by="基教科", day=date(2025, 3, 1))


@pytest.mark.parametrize(
    "text",
    ["alerts: [", "alerts: 3", "alerts:\n- id: a-1\n", "alerts:\n- {id: a, kind: 别的, what: x, severity: error}\n"],
)
def test_broken_file_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    place = Workspace(tmp_path)
    alerts_path(place).write_text(text, encoding="utf-8")
    with pytest.raises(LuoshiError) as told:
        read_alerts(place)
    assert told.value.code == "M003"
    assert alerts_path(place).read_text(encoding="utf-8") == text


def test_rules_of_a_workspace_lie_over_the_packaged(tmp_path: Path) -> None:
    rules, thresholds = load_monitoring_rules()
    assert 0 < rules.near < rules.risk < 1
    assert "待核实" in rules.basis
    own = tmp_path / "monitoring"
    own.mkdir()
    first = thresholds[0]
    bound = "above" if first.op == ">" else "below"
    (own / "本局.yaml").write_text(
        f"judging: {{near: 0.1}}\nthresholds:\n- {{indicator: {first.indicator}, {bound}: 0, off: 已消除}}\n"
        "- {indicator: 学前三年毛入园率, below: 88, severity: error}\n",
        encoding="utf-8",
    )
    changed, more = load_monitoring_rules(tmp_path)
    assert (changed.near, changed.risk) == (Decimal("0.1"), rules.risk)
    assert changed.basis == "待核实"  # one's own numbers have no packaged basis
    assert first not in more
    assert more[-1] == ThresholdRule("学前三年毛入园率", "<", Decimal(88), "error")


@pytest.mark.parametrize(
    "text",
    [
        "judging: {near: 2}",
        "judging: {near: 0.5, risk: 0.1}",
        "judging: {naer: 0.1}",
        "thresholds:\n- {indicator: 甲}",
        "thresholds:\n- {indicator: 甲, above: 1, below: 2}",
        "thresholds:\n- {indicator: 甲, above: 1, severity: 重}",
        "thresholds: 3",
    ],
)
def test_wrong_rules_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "monitoring").mkdir()
    (tmp_path / "monitoring" / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LuoshiError) as told:
        load_monitoring_rules(tmp_path)
    assert told.value.code == "M002"


def test_packaged_thresholds_name_packaged_indicators() -> None:
    names = {name for one in load_indicators() for name in (one.name, *one.aliases)}
    lacking = [rule.indicator for rule in load_monitoring_rules()[1] if rule.indicator not in names]
    assert lacking == []


def test_alerts_of_another_plan_are_not_those_of_this_one() -> None:
    def alert(number: str, plan: str, closed: date | None = None) -> Alert:
        return Alert(
            id=number, kind="偏离路径", what="滞后", severity="error", plan=plan, opened=date(2024, 1, 1), closed=closed
        )

    alerts = (alert("a", "甲.docx"), alert("b", "乙.docx"), alert("c", ""), alert("d", "甲.docx", date(2024, 2, 1)))
    found = Monitoring(
        plan="甲", source="甲.docx", year=2024, as_of=date(2024, 3, 1), area_set="全市", targets=(), alerts=alerts
    )

    assert [one.id for one in found.own_alerts] == ["a", "c"]
