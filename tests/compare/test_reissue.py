"""A text edited and compiled again: numbers stay, corrections stay, nothing goes to another item."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.compare.reissue import Reissue, reissue
from luoshi.compiler import compile_document
from luoshi.model.corrections import ADDED, dropped, marked, numbered
from luoshi.model.document import Span
from luoshi.model.plan import Figure, Item, Plan, Project, Target
from luoshi.readers import read_bytes
from tests.compare.conftest import plan_of

_LEAST_KEPT = 0.98
_PARAGRAPHS = (
    "认真做好各项准备工作，确保各项政策落到实处。",
    "到2024年，全市建成智慧校园80所，教师轮岗交流比例达到15%以上。",
    "各地要加强组织领导，及时总结经验。",
    "每年开展教师培训2000人次，其中农村教师不少于600人次。",
    "新建实验学校3所，新增学位4710个。",
)
_WORDS = (("加强", "强化"), ("推进", "推动"), ("提高", "提升"), ("落实", "抓好"), ("开展", "组织"), ("加快", "抓紧"))
_NUMERALS = "一二三四五六七八九十"

_Edit = tuple[int, int, str]


def _random_edits(text: str, seed: int, count: int) -> list[_Edit]:
    """Return edits that do not overlap: paragraphs and sentences put in, taken out, reworded, sections renumbered."""
    rng = random.Random(seed)
    sentences = [m.span() for m in re.finditer(r"[^。\n]{6,200}。", text)]
    lines = [m.span() for m in re.finditer(r"[^\n]+。(?=\n)", text)]
    labels = [m.span(1) for m in re.finditer(r"(?m)^（([一二三四五六七八])）", text)]
    numbers = [m.span() for m in re.finditer(r"(?<![\d.])\d{1,4}(?=[%所个名人])", text)]
    found: list[_Edit] = []
    for _ in range(count):
        match rng.choice(("paragraph", "sentence", "delete", "reword", "number", "renumber")):
            case "paragraph":
                _, end = rng.choice(lines)
                found.append((end, end, "\n" + rng.choice(_PARAGRAPHS)))
            case "sentence":
                _, end = rng.choice(sentences)
                found.append((end, end, rng.choice(_PARAGRAPHS)))
            case "delete":
                found.append((*rng.choice(sentences), ""))
            case "reword":
                start, end = rng.choice(sentences)
                for old, new in _WORDS:
                    if (at := text.find(old, start, end)) >= 0:
                        found.append((at, at + len(old), new))
                        break
            case "number" if numbers:
                start, end = rng.choice(numbers)
                found.append((start, end, str(int(text[start:end]) + rng.randint(1, 9))))
            case "renumber" if labels:
                start, end = rng.choice(labels)
                found.append((start, end, _NUMERALS[_NUMERALS.index(text[start]) + 1]))
    kept: list[_Edit] = []
    for edit in sorted(found):
        if not kept or edit[0] > max(kept[-1][:2]):
            kept.append(edit)
    return kept


def _edited(text: str, edits: list[_Edit]) -> str:
    parts, at = [], 0
    for start, end, new in edits:
        parts += [text[at:start], new]
        at = end
    return "".join(parts) + text[at:]


def _moved(span: Span, edits: list[_Edit]) -> int | None:
    """Return where an untouched span begins in the edited text; None if an edit touches it."""
    shift = 0
    for start, end, new in edits:
        if end <= span.start:
            shift += len(new) - (end - start)
        elif start < span.end:
            return None
    return span.start + shift


def _own(item: Item) -> Span:
    return item.value_span if isinstance(item, Figure) else item.span


def _kind(item: Item) -> str:
    return "figure" if isinstance(item, Figure) else item.id[0]


def _name(item: Item) -> str:
    """One number may be the value of two figures: 校内、校外各1小时."""
    return item.indicator if isinstance(item, Figure) else ""


def _kept_share(old: Plan, new: Plan, edits: list[_Edit]) -> tuple[int, int, list[str]]:
    """Return how many untouched items there are, how many kept their number, and numbers that went elsewhere."""
    at = {(_kind(item), _own(item).start, _name(item)): item for _, item in numbered(new)}
    places = {(_kind(item), _own(item).start) for _, item in numbered(new)}
    by_number = {item.id: item for _, item in numbered(new)}
    untouched = kept = 0
    strayed = []
    for _, item in numbered(old):
        there = _moved(_own(item), edits)
        if there is None:
            continue
        found = by_number.get(item.id)
        is_elsewhere = found is not None and (_kind(found), _own(found).start) != (_kind(item), there)
        if found is not None and is_elsewhere and not _is_named_twice(item, found):
            strayed.append(f"{item.quote} -> {found.quote}")
        if (_kind(item), there) in places and _moved(item.span, edits) is not None:
            twin = at.get((_kind(item), there, _name(item)))
            untouched += 1
            kept += found is not None and (twin is None or twin is found)
    return untouched, kept, strayed


def _is_named_twice(item: Item, found: Item) -> bool:
    """Tell whether both are one project, which the text names at several places and the compiler lists once."""
    return (
        isinstance(item, Project)
        and isinstance(found, Project)
        and (item.name in found.name or found.name in item.name)
    )


def _check(text: str, seed: int, count: int) -> None:
    edits = _random_edits(text, seed, count)
    old = plan_of(text)
    document = read_bytes("新稿.txt", _edited(text, edits).encode())
    result = reissue(compile_document(document), old, document)
    numbers = [item.id for _, item in numbered(result.plan)]
    assert len(numbers) == len(set(numbers))
    untouched, kept, strayed = _kept_share(old, result.plan, edits)
    assert strayed == []
    assert kept >= _LEAST_KEPT * untouched, f"{kept} of {untouched}"


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.sampled_from([1, 5, 20, 60]))
def test_untouched_items_keep_their_numbers_and_none_goes_astray(seed: int, count: int, sample_text: str) -> None:
    _check(sample_text, seed, count)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["001", "002", "004"])
@pytest.mark.parametrize("count", [5, 40])
def test_numbers_are_kept_in_real_plans(name: str, count: int, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{name}_*.txt")
    _check(path.read_text(encoding="utf-8"), 7, count)


TEXT = """\
一、发展目标
到2025年，学前三年毛入园率达到92%，九年义务教育巩固率达到98%。
二、主要任务
（一）扩大普惠资源。新建公办幼儿园12所。（责任单位：市教育局）
（二）规范校外培训。加强预收费监管。（责任单位：市教育局）
"""


def _again(text: str, old: Plan) -> Reissue:
    document = read_bytes("新稿.txt", text.encode())
    return reissue(compile_document(document), old, document)


def _changed(plan: Plan, indicator: str, **values: object) -> Plan:
    """Return ``plan`` as a person leaves it who changed a target in the file."""
    targets = tuple(t.model_copy(update=values) if t.indicator == indicator else t for t in plan.targets)
    return marked(plan.model_copy(update={"targets": targets}))


def _named(plan: Plan, indicator: str) -> Target:
    return next(t for t in plan.targets if t.indicator == indicator)


def test_reworded_sentence_keeps_the_number() -> None:
    old = plan_of(TEXT)
    new = _again(TEXT.replace("学前三年毛入园率达到92%", "力争把学前三年毛入园率提高到94%"), old).plan
    (kept,) = (t for t in new.targets if t.id == _named(old, "学前三年毛入园率").id)
    assert kept.value == 94


def test_number_of_a_deleted_item_is_not_given_away() -> None:
    old = plan_of(TEXT)
    new = _again(TEXT.replace("学前三年毛入园率达到92%，", "普惠性幼儿园覆盖率达到92%，"), old).plan
    gone = _named(old, "学前三年毛入园率").id
    assert gone not in {item.id for _, item in numbered(new)}


def test_tasks_and_projects_point_to_the_kept_numbers() -> None:
    old = plan_of(TEXT)
    new = _again(
        "一、形势\n改革进入关键阶段。\n" + TEXT.replace("一、发展", "二、发展").replace("二、主要", "三、主要"), old
    ).plan
    assert [task.figures for task in new.tasks] == [task.figures for task in old.tasks]
    assert new.units == old.units


def test_correction_stays_when_the_text_did_not_change_there() -> None:
    old = _changed(plan_of(TEXT), "学前三年毛入园率", value=Decimal(93), note="与省里一致")
    result = _again(TEXT.replace("12所", "15所"), old)
    kept = _named(result.plan, "学前三年毛入园率")
    assert (kept.value, kept.note, kept.corrected) == (93, "与省里一致", ("value",))
    assert [r.code for r in result.plan.findings] == []
    assert result.kept == 1


def test_correction_that_the_new_text_contradicts_stays_and_is_told() -> None:
    old = _changed(plan_of(TEXT), "学前三年毛入园率", value=Decimal(93))
    plan = _again(TEXT.replace("达到92%", "达到95%"), old).plan
    assert _named(plan, "学前三年毛入园率").value == 93
    (finding,) = plan.findings
    assert finding.code == "C002"
    assert "人工更正为“93”，新文改成了“95”" in finding.message


def test_correction_that_the_new_text_takes_up_is_none_any_more() -> None:
    old = _changed(plan_of(TEXT), "学前三年毛入园率", value=Decimal(93))
    plan = _again(TEXT.replace("达到92%", "达到93%"), old).plan
    assert _named(plan, "学前三年毛入园率").corrected == ()
    assert plan.findings == ()


def test_binding_stays() -> None:
    old = _changed(plan_of(TEXT), "学前三年毛入园率", bound_to="gross-enrolment-preschool")
    plan = _again(TEXT.replace("达到92%", "达到95%"), old).plan
    assert _named(plan, "学前三年毛入园率").bound_to == "gross-enrolment-preschool"


def test_item_moved_to_another_list_stays_there() -> None:
    compiled = plan_of(TEXT)
    target = _named(compiled, "九年义务教育巩固率")
    moved = marked(
        compiled.model_copy(
            update={
                "targets": tuple(t for t in compiled.targets if t.id != target.id),
                "norms": (*compiled.norms, target),
            }
        )
    )
    plan = _again(TEXT.replace("12所", "15所"), moved).plan
    assert target.id in {norm.id for norm in plan.norms}
    assert target.id not in {t.id for t in plan.targets}


def test_item_taken_out_stays_out() -> None:
    compiled = plan_of(TEXT)
    gone = _named(compiled, "九年义务教育巩固率").id
    old = marked(compiled.model_copy(update={"targets": tuple(t for t in compiled.targets if t.id != gone)}))
    first = _again(TEXT.replace("12所", "15所"), old).plan
    second = _again(TEXT.replace("12所", "16所"), first).plan
    for plan in (first, second):
        assert gone not in {t.id for t in plan.targets}
        assert dropped(plan) == (gone,)


def test_added_item_is_found_again_at_its_quote() -> None:
    compiled = plan_of(TEXT)
    quote = "加强预收费监管"
    start = TEXT.index(quote)
    span = Span(start, start + len(quote))
    own = Target(
        id="t-new1", indicator="预收费监管覆盖率", unit="%", value=Decimal(100), span=span, value_span=span, quote=quote
    )
    old = marked(compiled.model_copy(update={"targets": (*compiled.targets, own)}))
    text = TEXT.replace("一、发展", "（征求意见稿）\n一、发展")
    plan = _again(text, old).plan
    kept = next(t for t in plan.targets if t.id == "t-new1")
    assert text[kept.span.start : kept.span.end] == quote
    assert kept.corrected == (ADDED,)


def test_added_item_whose_sentence_is_gone_is_kept_and_told() -> None:
    compiled = plan_of(TEXT)
    span = Span(0, 4)
    own = Target(id="t-new1", indicator="甲", value=Decimal(1), span=span, value_span=span, quote="原来的话")
    plan = _again(TEXT, marked(compiled.model_copy(update={"targets": (*compiled.targets, own)}))).plan
    assert "t-new1" in {t.id for t in plan.targets}
    assert [r.code for r in plan.findings] == ["C004"]


def test_result_says_what_it_was_taken_from(compiled: Callable[[str], Plan]) -> None:
    assert _again(TEXT, compiled(TEXT)).plan.previous == "规划.txt"
