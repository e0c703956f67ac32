"""Plans with tasks made for the tests of decomposition, and strategies that draw them."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from luoshi.model.document import Span
from luoshi.model.plan import DocumentFacts, Norm, Observation, Plan, Problem, Project, Source, Target, Task

_F = TypeVar("_F", Target, Norm, Observation)
COUNTIES = ("青禾县", "云岫县", "临江经开区")
_TITLES = (
    "优化学校布局",
    "加强师德建设",
    "推进体育工作",
    "扩大学前教育资源",
    "保障经费投入",
    "落实督导制度",
    "建设数字校园",
)
_UNITS = ("市教育局", "市财政局", "市委编办", "各县（市、区）人民政府", "基础教育科", "市体育局")


def task(number: int, title: str = "优化学校布局", **more: object) -> Task:
    """Return a task that takes 100 characters of the text from ``number`` hundred on."""
    start = number * 100
    written: dict[str, object] = {
        "id": f"k-{number:08x}",
        "section": f"三/{number}",
        "quote": f"{title}。按计划办好各项事务。",
        "span": Span(start, start + 100),
        **more,
    }
    return Task(title=title, **written)


def figure(kind: type[_F], number: int, at: int, indicator: str = "学位", **more: object) -> _F:
    """Return a figure at a place of the text."""
    prefix = kind.__name__[0].lower()
    written: dict[str, object] = {
        "id": f"{prefix}-{number:08x}",
        "unit": "个",
        "value": Decimal(10),
        "quote": f"{indicator}10个",
        "span": Span(at, at + 8),
        "value_span": Span(at + 4, at + 6),
        **more,
    }
    return kind(indicator=indicator, **written)


def plan_with(*tasks: Task, period: tuple[int, int] | None = (2021, 2025), **more: object) -> Plan:
    """Return a plan of the imaginary city with these tasks."""
    facts = DocumentFacts(title="临江市教育规划", region="临江市", level="市", period=period)
    return Plan(document=facts, source=Source(name="规划.txt", format="txt"), tasks=tasks, **more)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan with tasks, figures inside and outside of them, projects and problems."""
    tasks = tuple(
        task(
            number,
            draw(st.sampled_from(_TITLES)),
            units=tuple(draw(st.lists(st.sampled_from(_UNITS), max_size=3, unique=True))),
            deadline=draw(st.none() | st.integers(2021, 2025)),
            deliverables=tuple(
                draw(st.lists(st.sampled_from(["建立机制", "2023年出台办法"]), max_size=2, unique=True))
            ),
            quote=draw(st.sampled_from(["各县（市、区）都要办好。", "一是建好平台；二是用好平台；", "办好学校。"])),
        )
        for number in range(draw(st.integers(0, 5)))
    )
    places = st.integers(0, 900)
    targets = tuple(figure(Target, n, draw(places)) for n in range(draw(st.integers(0, 4))))
    norms = tuple(figure(Norm, n, draw(places), "课时") for n in range(draw(st.integers(0, 2))))
    observations = tuple(figure(Observation, n, draw(places)) for n in range(draw(st.integers(0, 2))))
    projects = tuple(
        Project(
            id=f"p-{n:08x}",
            name=draw(st.sampled_from(["青禾县第一幼儿园", "实训中心"])),
            owner=draw(st.sampled_from([None, "市住房城乡建设局"])),
            end=draw(st.none() | st.integers(2021, 2025)),
            quote="项目",
            span=Span(950 + n, 951 + n),
        )
        for n in range(draw(st.integers(0, 3)))
    )
    problems = tuple(
        Problem(
            id=f"q-{n:08x}",
            text="学位不足",
            quote="学位不足",
            span=Span(990 + n, 991 + n),
            tasks=tuple(
                draw(st.lists(st.sampled_from([one.id for one in tasks]), max_size=2, unique=True)) if tasks else ()
            ),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    return plan_with(
        *tasks, targets=targets, norms=norms, observations=observations, projects=projects, problems=problems
    )
