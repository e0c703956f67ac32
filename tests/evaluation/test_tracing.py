"""Every computed number is written through its fact: a changed one changes the places listed for it, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from luoshi.api import compose_report
from luoshi.model.evaluation.charts import BarChart, Chart, LineChart, ShareChart, TileChart
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.freeze import Frozen
from luoshi.model.evaluation.prose import Figure, Named, Prose, Run, Said, plain, run_text
from luoshi.model.evaluation.publication import PublicationRules, PublicEdition
from luoshi.model.evaluation.report import (
    Block,
    EvaluationReport,
    Heading,
    Paragraph,
    Picture,
    ReportKind,
    SiteContent,
    Table,
    places_of,
)
from luoshi.portal.publishing import publishable
from luoshi.portal.site import build_site, places_on_site
from luoshi.report.composing.compose import compose_site
from tests.evaluation.small_city import AREAS, small_frozen
from tests.evaluation.small_report import small_report
from tests.evaluation.tracing import Tracer, differing, listed, moved
from tests.evaluation.tracing_readers import DRAWING, REST, read_page
from tests.portal.public_city import approved

REPORTS = (
    ("bulletin", ""),
    ("indicator-table", ""),
    ("task-table", ""),
    ("project-table", ""),
    *(("annual", name) for name in AREAS.values()),
    ("annual", ""),
)
"""The smaller first: each fact is changed in the first report in which its number stands."""
_ONE_IN = 4
"""Of the facts that stand in the long report alone, so many are tried."""
_DIGIT = re.compile(r"\d")


@cache
def _report(kind: str, area: str) -> EvaluationReport:
    return compose_report(small_frozen(), kind, area=area)


def _chosen() -> dict[tuple[str, str], list[str]]:
    """Return which facts are changed in which report."""
    chosen: dict[tuple[str, str], list[str]] = {}
    seen: set[str] = set()
    for which in REPORTS:
        facts = [one for one, places in listed(_report(*which)).items() if places and one not in seen]
        seen |= set(facts)
        chosen[which] = facts[::_ONE_IN] if which == REPORTS[-1] else facts
    return chosen


def test_two_hundred_facts_are_tried() -> None:
    tried = [one for facts in _chosen().values() for one in facts]
    assert len(tried) == len(set(tried)) >= 200


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "area"), REPORTS)
def test_a_changed_fact_changes_the_listed_places_in_word_pdf_and_page(kind: str, area: str) -> None:
    tracer = Tracer(_report(kind, area))
    wrong = [found for fact in _chosen()[kind, area] for found in tracer.deviations(fact)]
    assert not wrong


@pytest.mark.slow
def test_a_changed_fact_changes_the_listed_places_of_the_site() -> None:
    edition, content = _site()
    places = places_on_site(edition, content)
    before = build_site(edition, content)
    read = {path: read_page(data.decode()) for path, data in before.items() if _has_places(path)}
    for fact, standing in places.items():
        if fact not in content.facts:
            continue  # the numbers of published targets, tasks and projects, which are counted when the site is built
        book = FactBook({**content.facts.facts, fact: moved(content.facts[fact])})
        after = build_site(edition, replace(content, facts=book))
        assert after.keys() == before.keys()
        differ = {path for path in before if before[path] != after[path]} - {"sha256.txt", "datapackage.json"}
        assert differ == {one.page for one in standing if one.manner != "依据"}, fact
        for path in differ & read.keys():
            assert differing(read[path], read_page(after[path].decode())) == {
                (one.block, DRAWING if one.manner == "图" else one.cell)
                for one in standing
                if one.page == path and one.manner != "依据"
            }, (fact, path)


def test_two_hundred_facts_stand_on_the_site() -> None:
    edition, content = _site()
    assert len(places_on_site(edition, content).keys() & content.facts.facts.keys()) >= 200


def _has_places(path: str) -> bool:
    return path.endswith(".html") and not path.startswith("fragments/")


@cache
def _site() -> tuple[PublicEdition, SiteContent]:
    frozen = small_frozen()
    edition, _ = publishable(frozen, PublicationRules(tasks=True, projects=True, money=True), approved(frozen))
    assert edition is not None
    return edition, compose_site(edition.frozen)


# A renderer that writes a number by another way is found out


def _stale(writes: Callable[..., str], fact: str) -> Callable[..., str]:
    """Return a writer of sentences that goes on writing what a fact was at first."""
    known = small_report().facts

    def write(words: Prose | Run, book: FactBook, *more: object) -> str:
        return writes(words, FactBook({**book.facts, fact: known[fact]}), *more)

    return write


@pytest.mark.parametrize(
    ("form", "module", "name"),
    [
        ("Word", "luoshi.report.report_blocks", "run_text"),
        ("PDF", "luoshi.report.report_pdf", "plain"),
        ("网页", "luoshi.portal.blocks_html", "fact_html"),
    ],
)
def test_a_number_that_is_not_written_through_its_fact_is_found(
    form: str, module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracer = Tracer(small_report())
    assert tracer.deviations("v/2024") == []
    if name == "fact_html":
        was = small_report().facts["v/2024"].text
        monkeypatch.setattr(f"{module}.{name}", lambda fact, text="": was if fact.id == "v/2024" else text or fact.text)
        tracer = Tracer(small_report())
    else:
        monkeypatch.setattr(f"{module}.{name}", _stale({"run_text": run_text, "plain": plain}[name], "v/2024"))
    assert {one.form for one in tracer.deviations("v/2024")} == {form}
    assert tracer.deviations("c/东湾区") == []


def test_a_number_that_stands_where_it_is_not_listed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def writes(run: Run, book: FactBook) -> str:
        return run_text(run, book) + (book["rise"].text if isinstance(run, Said) and "按计划" in run.text else "")

    monkeypatch.setattr("luoshi.report.report_blocks.run_text", writes)
    (found,) = Tracer(small_report()).deviations("rise")
    assert found.form == "Word"
    assert not found.missing
    assert {block for block, _ in found.more} == {REST}


def test_a_drawing_that_does_not_follow_its_facts_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from luoshi.charts import drawing

    known, draw = small_report().facts, drawing.draw

    def stale(chart: Chart, _: FactBook, title: str, described: str) -> str:
        return draw(chart, known, title, described)

    for user in ("luoshi.report.pictures", "luoshi.portal.blocks_html"):
        monkeypatch.setattr(f"{user}.draw", stale)
    found = Tracer(small_report()).deviations("goal/2022")
    assert {one.form for one in found} == {"Word", "PDF", "网页"}
    assert {one.missing for one in found} == {frozenset((("f1", DRAWING),))}


# Digits that are no facts are names of a known kind


def _everything() -> Iterator[tuple[Iterable[Block], tuple[Prose, ...], FactBook]]:
    for kind in ReportKind:
        for area in ("", *AREAS.values()):
            report = _report(kind, area)
            titles = (report.title, *(annex.title for annex in report.annexes))
            yield tuple(report.all_blocks()), titles, report.facts
    content = _site()[1]
    for blocks in (content.home, content.tasks, content.projects, *content.targets.values()):
        yield blocks, (), content.facts


def _sentences(block: Block) -> tuple[Prose, ...]:
    match block:
        case Heading() | Paragraph():
            return (block.words,)
        case Table():
            return (block.caption, *(cell for row in block.rows for cell in row.cells))
        case Picture():
            return (block.caption, block.alt)


def _labels(block: Block) -> Iterator[str]:
    """Yield what stands in a block beside sentences: heads of tables, names in charts."""
    match block:
        case Table():
            yield from block.head
        case Picture(chart=LineChart() as chart):
            yield from (chart.unit, chart.goal_name, *(line.name for line in chart.lines))
        case Picture(chart=BarChart() as chart):
            yield from (chart.unit, chart.mark_name, *(bar.label for bar in chart.bars))
        case Picture(chart=ShareChart() as chart):
            yield from (chart.unit, *(label for label, _ in chart.rows))
            yield from (share.name for _, shares in chart.rows for share in shares)
        case Picture(chart=TileChart() as chart):
            yield from (chart.unit, *(tile.label for tile in chart.tiles))


_SHAPES = {
    "年份": r"(19|20)\d\d年?",
    "日期": r"\d{4}-\d{2}-\d{2}|\d{4}年\d{1,2}月(\d{1,2}日)?",
    "位置": r"第\d+[行页段]",
    "版本": r"[0-9a-f.]+",
}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _strings(part))


@cache
def _material() -> str:
    """Return all names and quotations that the freeze holds; numbers that were computed are no strings there."""
    frozen: Frozen = small_frozen()
    assert frozen.ledger is not None
    held = (frozen.manifest, frozen.plan, frozen.ledger, *frozen.definitions)
    texts = [text for one in held for text in _strings(json.loads(one.model_dump_json()))]
    for target in frozen.monitoring.targets:
        texts += [target.indicator, target.scope, target.shown]
    return "\n".join(texts)


def _is_name(run: Named) -> bool:
    if run.kind in _SHAPES:
        return re.fullmatch(_SHAPES[run.kind], run.text) is not None
    if run.kind == "序号" and re.fullmatch(r"[表图]?\d+\.?|（\d+）", run.text):
        return True
    return run.text in _material() or (run.kind == "引用" and run.text in _material().replace(" ", ""))


def test_digits_stand_in_facts_and_in_names_only() -> None:
    runs = {run for blocks, titles, _ in _everything() for words in (*titles, *_said(blocks)) for run in words}
    assert not [run for run in runs if isinstance(run, Said) and _DIGIT.search(run.text)]
    named = [run for run in runs if isinstance(run, Named) and _DIGIT.search(run.text)]
    assert {run.kind for run in named} == {"名称", "年份", "日期", "引用", "序号", "位置", "版本"}
    assert [run for run in named if not _is_name(run)] == []
    labels = {one for blocks, _, _ in _everything() for block in blocks for one in _labels(block) if _DIGIT.search(one)}
    assert [one for one in labels if not re.fullmatch(_SHAPES["年份"], one) and one not in _material()] == []


def _said(blocks: Iterable[Block]) -> Iterator[Prose]:
    for block in blocks:
        yield from _sentences(block)


def test_every_figure_has_its_fact() -> None:
    for blocks, titles, book in _everything():
        for words in (*titles, *_said(blocks)):
            assert all(run.fact in book for run in words if isinstance(run, Figure))


@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_fact_stands_somewhere_or_is_a_part_of_one_that_does(kind: ReportKind) -> None:
    for area in ("", *AREAS.values()):
        report = _report(kind, area)
        needed = list(places_of(report, with_absent=True))
        seen: set[str] = set()
        while needed:
            one = needed.pop()
            if one not in seen:
                seen.add(one)
                needed.extend(report.facts[one].of)
        assert seen == set(report.facts.facts)
