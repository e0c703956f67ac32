"""What of a freeze is published: only what a white list names, and nothing without approval."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pydantic import BaseModel

from luoshi.model.evaluation.freeze import Difference, Frozen
from luoshi.model.evaluation.publication import Correction, PublicationRules, PublicEdition
from luoshi.model.ledger import MoneyYear
from luoshi.model.monitoring import SourceKind, State
from luoshi.portal.disclosure import WITHHELD
from luoshi.portal.public_ledger import BY_HAND
from luoshi.portal.publishing import publishable
from tests.evaluation.small_city import PRIVATE_WORDS, WHOLE, YEAR, small_frozen
from tests.portal.public_city import ON, approved, planted

ALL = PublicationRules(tasks=True, projects=True, money=True)


def _edition(frozen: Frozen, rules: PublicationRules = ALL, corrections: tuple[Correction, ...] = ()) -> PublicEdition:
    edition, findings = publishable(frozen, rules, approved(frozen), corrections)
    assert edition is not None, findings
    return edition


def _texts(value: object) -> list[str]:
    """Return every text anywhere in a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, BaseModel):
        return [value.model_dump_json()]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [text for field in dataclasses.fields(value) for text in _texts(getattr(value, field.name))]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, (tuple, list, frozenset)):
        return [text for one in value for text in _texts(one)]
    return [str(value)]


def test_private_words_are_planted_where_people_write() -> None:
    assert {word for word in PRIVATE_WORDS if any(word in text for text in _texts(planted()))} == set(PRIVATE_WORDS)


def test_nothing_that_people_wrote_for_themselves_is_published() -> None:
    frozen = planted()
    reason = Correction("2024-年度-更正1", ON, "漏报更正", frozen.differences)
    edition = _edition(frozen, corrections=(reason,))
    told = [text for text in _texts(edition) for word in PRIVATE_WORDS if word in text]
    assert told == []
    assert edition.frozen.before is not None


def test_nothing_is_published_without_approval() -> None:
    edition, findings = publishable(small_frozen(), ALL, None, ())
    assert edition is None
    assert [one.code for one in findings if one.severity == "error"] == ["G001"]


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"freeze": "2023-年度"}, {"digest": ""}])
def test_an_approval_of_something_else_is_none(change: dict[str, str]) -> None:
    frozen = small_frozen()
    edition, findings = publishable(frozen, ALL, approved(frozen).model_copy(update=change), ())
    assert edition is None
    assert [one.code for one in findings if one.severity == "error"] == ["G002"]


def test_a_draft_is_not_published() -> None:
    frozen = small_frozen()
    document = frozen.plan.document.model_copy(update={"status": "征求意见稿"})
    draft = replace(frozen, plan=frozen.plan.model_copy(update={"document": document}))
    edition, findings = publishable(draft, ALL, approved(draft), ())
    assert edition is None
    told = [(one.code, one.message) for one in findings if one.severity == "error"]
    assert told == [("G003", "规划还是征求意见稿，没有印发，不能公开")]


def test_what_nobody_made_public_is_not() -> None:
    frozen = small_frozen()
    edition = _edition(frozen, PublicationRules())
    assert edition.frozen.ledger is not None
    assert (edition.frozen.ledger.tasks, edition.frozen.ledger.projects) == ((), ())
    assert edition.frozen.lights is not None
    assert edition.frozen.lights.entries == ()
    assert edition.frozen.completions == ()
    _, findings = publishable(frozen, PublicationRules(), approved(frozen), ())
    told = {one.code: one.message for one in findings}
    assert (told["G011"], told["G012"]) == ("5 项任务不公布", "2 项项目不公布")
    assert {"G013", "G014"} < told.keys()  # a county with four large classes
    held = PublicationRules(held_targets=((frozen.monitoring.targets[0].id, "口径没有公布"),))
    assert "G010" in {one.code for one in publishable(frozen, held, approved(frozen), ())[1]}


def test_entries_are_public_or_private_by_name() -> None:
    rules = PublicationRules(tasks=True, public=frozenset({"X1"}), private=frozenset({"k-2", "4"}))
    edition = _edition(small_frozen(), rules)
    ledger, lights = edition.frozen.ledger, edition.frozen.lights
    assert ledger is not None
    assert lights is not None
    assert [one.id for one in ledger.tasks] == ["k-1", "k-3", "k-5"]
    assert [one.id for one in ledger.projects] == ["x-1"]
    assert [one.id for one in lights.entries] == ["k-1", "k-3", "k-5", "x-1"]
    assert [one.entry for one in edition.frozen.completions] == ["k-1", "k-3", "k-5", "x-1"]
    kept = [(one.kind, one.what) for one in edition.withheld if one.kind in ("任务", "项目")]
    assert kept == [("任务", "2 消除大班额"), ("任务", "4 校外培训机构年检"), ("项目", "X2 南塘县职业中学改扩建")]
    assert (edition.rules.public, edition.rules.private) == (frozenset(), frozenset())


def test_sub_tasks_of_what_is_private_are_private() -> None:
    frozen = small_frozen()
    assert frozen.ledger is not None
    tasks = (*frozen.ledger.tasks[:1], *(one.model_copy(update={"parent": "k-1"}) for one in frozen.ledger.tasks[1:3]))
    family = replace(frozen, ledger=frozen.ledger.model_copy(update={"tasks": tasks}))
    rules = PublicationRules(tasks=True, private=frozenset({"k-1"}), public=frozenset({"k-3"}))
    ledger = _edition(family, rules).frozen.ledger
    assert ledger is not None
    assert [(one.id, one.parent) for one in ledger.tasks] == [("k-3", "")]


def test_what_is_public_of_a_task() -> None:
    ledger = _edition(planted()).frozen.ledger
    assert ledger is not None
    task = ledger.tasks[0]
    assert task.due == date(YEAR + 1, 1, 31)  # as it was put off
    assert (task.requests, task.overrides, task.trace, task.content, task.note) == ((), (), (), "", "")
    assert [(one.name, one.evidence) for one in task.milestones] == [("开工", ())]
    assert [(one.period, one.percent, one.text) for one in task.reports] == [(f"{YEAR}-11", 100, "")]
    assert ledger.projects[0].money == (
        MoneyYear(year=2023, source="合计", arranged=Decimal(5000), received=Decimal(4000), paid=Decimal(3600)),
        MoneyYear(year=2024, source="合计", arranged=Decimal(5000), received=Decimal(3000), paid=Decimal(2500)),
    )
    assert ledger.projects[0].stages[0].document == ""


def test_money_stays_in_unless_it_is_made_public() -> None:
    ledger = _edition(planted(), PublicationRules(projects=True)).frozen.ledger
    assert ledger is not None
    assert [one.money for one in ledger.projects] == [(), ()]


def test_a_light_set_by_hand_keeps_its_colour_and_not_its_reason() -> None:
    frozen = planted()
    lights = _edition(frozen).frozen.lights
    assert lights is not None
    assert frozen.lights is not None
    assert [one.light for one in lights.entries] == [one.light for one in frozen.lights.entries]
    assert (lights.entries[0].reason, lights.entries[1].reason) == (BY_HAND, frozen.lights.entries[1].reason)


def test_a_target_that_is_held_is_nowhere() -> None:
    frozen = small_frozen()
    held = frozen.monitoring.targets[2]
    edition = _edition(frozen, replace(ALL, held_targets=((held.id, "上级还没有公布"),)))
    assert held.id not in {one.id for one in edition.frozen.monitoring.targets}
    assert held.id not in {one.id for one in edition.frozen.plan.targets}
    assert held.binding.indicator not in {one.id for one in edition.frozen.definitions}
    assert held.binding.indicator not in {one.indicator for one in edition.frozen.values}
    assert held.binding.indicator not in {one.indicator for one in edition.frozen.quantities}
    assert [(one.what, one.why) for one in edition.withheld if one.kind == "目标"] == [
        (f"{held.id} {held.indicator}", "上级还没有公布")
    ]


def test_names_in_the_rules_that_are_nowhere_are_told() -> None:
    frozen = small_frozen()
    rules = replace(ALL, public=frozenset({"X9"}), held_targets=(("t-0", "不存在"),), origin="rules/publication/a.yaml")
    _, findings = publishable(frozen, rules, approved(frozen), ())
    told = [(one.code, one.message, one.where) for one in findings if one.severity == "warning"]
    assert told == [("G004", "公开范围里写的X9、t-0，定稿里没有", "rules/publication/a.yaml")]


def test_targets_are_judged_by_what_is_public_as_they_were() -> None:
    frozen = small_frozen()
    edition = _edition(frozen)
    for was, now in zip(frozen.monitoring.targets, edition.frozen.monitoring.targets, strict=True):
        assert now.judgement == was.judgement, was.indicator
        assert (now.source.value, now.path, now.baseline and now.baseline.value) == (
            was.source.value,
            was.path,
            was.baseline and was.baseline.value,
        )


def test_a_judgement_that_the_public_figures_do_not_bear_is_told() -> None:
    frozen = small_frozen()
    first = frozen.monitoring.targets[0]
    wrong = first.model_copy(update={"judgement": first.judgement.model_copy(update={"state": State.BEHIND})})
    monitoring = frozen.monitoring.model_copy(update={"targets": (wrong, *frozen.monitoring.targets[1:])})
    _, findings = publishable(replace(frozen, monitoring=monitoring), ALL, approved(frozen), ())
    assert [(one.code, first.id in one.message) for one in findings if one.severity == "warning"] == [("G006", True)]


def test_who_reported_is_not_named_and_the_unit_is() -> None:
    target = _edition(planted()).frozen.monitoring.targets[-1]
    assert (target.source.kind, target.source.name, target.source.period) == (SourceKind.REPORTED, "市教育局", "")
    assert (target.binding.question, target.binding.candidates) == ("", ())


def _with_few(frozen: Frozen) -> Frozen:
    """Return the city where so few dropped out of a rate of the whole that nobody may be told."""
    few = {"numerator": Decimal(3), "denominator": Decimal(900), "value": Decimal("0.33")}
    values = tuple(
        one.model_copy(update=few) if (one.indicator, one.year, one.place_code) == ("c-kept", YEAR, WHOLE) else one
        for one in frozen.values
        if (one.indicator, one.year, one.place_code) == ("c-kept", YEAR, WHOLE)
        or (one.indicator, one.year) != ("c-kept", YEAR)
    )
    return replace(frozen, values=values)


def test_a_target_whose_value_is_not_shown_shows_none() -> None:
    frozen = _with_few(small_frozen())
    edition = _edition(frozen)
    target = next(one for one in edition.frozen.monitoring.targets if one.binding.indicator == "c-kept")
    assert (target.source.value, target.judgement.state) == (None, State.UNKNOWN)
    assert target.judgement.reason == WITHHELD
    assert target.judgement.gap is None
    assert next(one.actual for one in target.path if one.year == YEAR) is None
    assert next(one.actual for one in target.path if one.year == YEAR - 1) is not None


def test_what_this_year_hides_the_report_of_the_year_before_does_not_show() -> None:
    frozen = _with_few(small_frozen())
    both = replace(frozen, before=replace(small_frozen(), manifest=frozen.manifest.model_copy(update={"name": "旧"})))
    before = _edition(both).frozen.before
    assert before is not None
    assert before.by_place["c-kept", YEAR, WHOLE].value is None
    assert before.quantities == ()


def test_corrections_tell_only_what_is_public() -> None:
    frozen = small_frozen()
    public_id = frozen.monitoring.targets[0].id
    told = (
        Difference(what="现值", was="93%", now="94%", where=public_id),
        Difference(what="消除大班额：状态", was="待审核", now="执行中", where="k-2"),
        Difference(what="新建公办幼儿园：灯", was="红 滞后", now="绿 正常", where="k-1"),
        Difference(what=f"西坪县{YEAR}年义务教育大班额比例", was="1%", now="0.2%", where="c-large"),
        Difference(what=f"全市{YEAR}年义务教育大班额比例", was="1%", now="1.2%", where="c-large"),
        Difference(what="残疾学生数：现值", was="3人", now="12人", where=public_id),
        Difference(what="判断规则的版本", was="a", now="b"),
    )
    rules = replace(ALL, private=frozenset({"k-2"}))
    edition = _edition(frozen, rules, (Correction("2024-年度-更正1", ON, "漏报", told),))
    assert [one.what for one in edition.corrections[0].differences] == [
        "现值",
        "新建公办幼儿园：灯",
        f"全市{YEAR}年义务教育大班额比例",
        "判断规则的版本",
    ]


def test_a_freeze_with_nothing_public_is_refused() -> None:
    frozen = small_frozen()
    held = tuple((one.id, "不公布") for one in frozen.monitoring.targets)
    edition, findings = publishable(frozen, PublicationRules(held_targets=held), approved(frozen), ())
    assert edition is None
    assert [one.code for one in findings if one.severity == "error"] == ["G005"]


def test_the_same_freeze_gives_the_same_edition() -> None:
    assert repr(_edition(planted())) == repr(_edition(planted()))
