"""Plans for the tests of the workspace: a small one, and a strategy for any."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import strategies as st

from luoshi.model.document import Place, Span, Status
from luoshi.model.plan import (
    DocumentFacts,
    Figure,
    Norm,
    Observation,
    Plan,
    Problem,
    Project,
    Remark,
    Source,
    Target,
    Task,
    Unit,
)

_NUMBER = st.integers(0, 10**7)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [
        "",
        "yes",
        "null",
        "2025-01-01",
        "1:1000",
        "a: b",
        "#",
        " 前后有空 ",
        "甲\n乙",
        "𠮷",
        "\u3000",
        "- ",
        "~",
        "=",
        "0x1F",
        "1_000",
    ]
)
_WORDS = st.lists(_TEXT, max_size=3).map(tuple)
_SPAN = st.tuples(_NUMBER, _NUMBER).map(lambda pair: Span(min(pair), max(pair)))
_DECIMAL = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9) | st.just(
    Decimal(1) / 3
)
_BOX = st.none() | st.tuples(*[st.integers(0, 2000)] * 4)
_PLACE = st.builds(Place, *[st.none() | _NUMBER] * 6, _BOX)
_YEAR = st.none() | st.integers(1949, 2100)
_ITEM = {
    "id": _TEXT,
    "section": _TEXT,
    "span": _SPAN,
    "quote": _TEXT,
    "at": st.none() | _PLACE,
    "note": _TEXT,
    "corrected": _WORDS,
}


def _figure(model: type[Figure], **more: st.SearchStrategy) -> st.SearchStrategy[Figure]:
    return st.builds(
        model,
        **_ITEM,
        indicator=_TEXT,
        scope=st.none() | _TEXT,
        unit=_TEXT,
        value_text=_TEXT,
        year=_YEAR,
        kind=st.sampled_from([None, "约束性", "预期性", "导向性"]),
        part=st.sampled_from(["item", "subtotal", "total"]),
        value_span=_SPAN,
        bound_to=st.none() | _TEXT,
        **more,
    )


def _any_figure(model: type[Figure]) -> st.SearchStrategy[Figure]:
    """Figures with one value, and with a range whose ends stand in order."""
    one = _figure(model, op=st.sampled_from(["=", ">=", "<=", ">", "<", "~"]), value=_DECIMAL)
    ends = st.tuples(_DECIMAL, _DECIMAL).map(sorted)
    ranges = ends.flatmap(
        lambda two: _figure(model, op=st.just("between"), value=st.just(two[0]), value2=st.just(two[1]))
    )
    return one | ranges


def _some(item: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(item, max_size=2).map(tuple)


_PROJECT = st.builds(
    Project,
    **_ITEM,
    name=_TEXT,
    nature=st.none() | _TEXT,
    place=st.none() | _TEXT,
    owner=st.none() | _TEXT,
    start=_YEAR,
    end=_YEAR,
    investment_yi=st.none() | _DECIMAL,
    places=st.none() | _NUMBER,
    classes=st.none() | _NUMBER,
    floor_area_m2=st.none() | _DECIMAL,
    land_mu=st.none() | _DECIMAL,
    group=st.none() | _TEXT,
    figures=_WORDS,
)
_TASK = st.builds(
    Task,
    **_ITEM,
    title=_TEXT,
    units=_WORDS,
    lead=_WORDS,
    support=_WORDS,
    deadline=_YEAR,
    deadline_text=_TEXT,
    deliverables=_WORDS,
    figures=_WORDS,
)
_REMARK = st.builds(
    Remark,
    code=_TEXT,
    severity=st.sampled_from(["error", "warning", "info"]),
    message=_TEXT,
    where=_TEXT,
    quote=_TEXT,
    fix=_TEXT,
    spans=st.lists(st.tuples(_NUMBER, _NUMBER), max_size=2).map(tuple),
)
_FACTS = st.builds(
    DocumentFacts,
    **dict.fromkeys(["title", "doc_no", "issuer", "region", "level", "kind", "issued", "status"], st.none() | _TEXT),
    period=st.none() | st.tuples(st.integers(1949, 2100), st.integers(1949, 2100)),
    based_on=_WORDS,
)
_SOURCE = st.builds(
    Source, name=_TEXT, format=_TEXT, encoding=_TEXT, sha256=_TEXT, characters=_NUMBER, status=st.sampled_from(Status)
)

ANY_PLAN = st.builds(
    Plan,
    document=_FACTS,
    source=_SOURCE,
    targets=_some(_any_figure(Target)),
    norms=_some(_any_figure(Norm)),
    observations=_some(_any_figure(Observation)),
    projects=_some(_PROJECT),
    tasks=_some(_TASK),
    problems=_some(st.builds(Problem, **_ITEM, text=_TEXT, tasks=_WORDS)),
    units=_some(st.builds(Unit, name=_TEXT, tasks=_WORDS)),
    findings=_some(_REMARK),
    previous=_TEXT,
    outline=st.dictionaries(_TEXT, _TEXT, max_size=2),
    compiled=st.dictionaries(_TEXT, _TEXT, max_size=2),
)


@pytest.fixture
def any_plan() -> st.SearchStrategy[Plan]:
    """A strategy that makes every shape of plan."""
    return ANY_PLAN


@pytest.fixture
def plan() -> Plan:
    """A small plan with a target and a task."""
    target = Target(
        id="t-00000001",
        indicator="学前三年毛入园率",
        scope="全市",
        unit="%",
        op=">=",
        value=Decimal("92.5"),
        value_text="92.5",
        year=2025,
        kind="预期性",
        section="二/（一）",
        quote="学前三年毛入园率达到92.5%以上",
        at=Place(line=12),
        span=Span(100, 117),
        value_span=Span(110, 114),
    )
    task = Task(
        id="k-00000001", span=Span(200, 204), quote="办好学校", title="办好学校", units=("市教育局", "市财政局")
    )
    return Plan(
        document=DocumentFacts(title="临江市教育规划", issued="2021-12-29"),
        source=Source(name="规划.docx", format="docx", characters=300),
        targets=(target,),
        tasks=(task,),
    )
