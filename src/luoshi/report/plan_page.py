"""The page of a compiled plan (审阅页): the source with every item marked in it, and the items beside it.

Entry: :func:`render_plan_page`. One HTML file that needs nothing beside itself, neither network nor script: the filter
and the links work by style sheet alone; a script of a few lines shows besides how far the chosen task or clause goes.
Not here: writing it to a file, comparing plans (:mod:`luoshi.report.comparison_page`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.compiler.passed_over import PassedOver, Reason, find_passed_over
from luoshi.model.document import Document, Status
from luoshi.model.plan import Figure, Plan
from luoshi.report.links import item_name, place_link
from luoshi.report.marking import Layer, Mark, Marks
from luoshi.report.plan_rows import KINDS, Group, groups, title_of
from luoshi.report.source_text import contents, source_html
from luoshi.report.templating import render

_REACHING = ("tasks", "projects", "problems")
_FIGURES = ("targets", "norms", "observations")


def render_plan_page(document: Document, plan: Plan) -> str:
    """Return the page of ``plan``, which was compiled from ``document``, as HTML.

    The same values give the same page. An item whose place is not in the document (a person may have added it) stands
    in the lists without a link.
    """
    passed = find_passed_over(document, plan)
    marks = Marks([*_marks(plan), *_passed_marks(passed)])
    source = source_html(document, marks)
    lists = groups(plan)
    return render(
        "plan.html",
        plan=plan,
        title=plan.document.title or plan.source.name,
        facts=_facts(plan),
        partial=plan.source.status is Status.PARTIAL,
        contents=contents(document),
        source=source,
        groups=lists,
        filters=_filters(lists, passed),
        placed={mark.key for mark in marks.opened},
        passed=_by_reason(passed),
        passed_count=len(passed),
        passed_key=_passed_key,
        place_link=place_link,
        item_name=item_name,
    )


def _marks(plan: Plan) -> Iterator[Mark]:
    for name in (*_REACHING, *_FIGURES):
        kind, heading = KINDS[name]
        for item in getattr(plan, name):
            title = f"{heading}：{title_of(item)}"
            if isinstance(item, Figure):
                yield Mark(Layer.VALUE, kind, item.id, item.value_span, title)
                yield Mark(Layer.CLAUSE, kind, item.id, item.span)
            else:
                yield Mark(Layer.REACH, kind, item.id, item.span, title)


def _passed_key(number: int) -> str:
    return f"x-{number}"


def _passed_marks(passed: Sequence[PassedOver]) -> Iterator[Mark]:
    for number, one in enumerate(passed, 1):
        kind = "passed" if one.reason is Reason.QUANTITY else "known"
        yield Mark(Layer.PASSED, kind, _passed_key(number), one.span, f"未成为数据项：{one.reason}")


def _by_reason(passed: Sequence[PassedOver]) -> list[tuple[Reason, list[tuple[int, PassedOver]]]]:
    """Return the numbers by reason, quantities first, each with its number on the page; no empty list."""
    found = [(reason, [(n, one) for n, one in enumerate(passed, 1) if one.reason is reason]) for reason in Reason]
    return [(reason, members) for reason, members in found if members]


def _filters(lists: Sequence[Group], passed: Sequence[PassedOver]) -> list[tuple[str, str, int]]:
    """Return kind, name and count of what can be shown and hidden."""
    kinds = {kind for kind, _ in KINDS.values()}
    return [
        *((group.kind, group.name, len(group.rows)) for group in lists if group.kind in kinds),
        ("passed", "未成为数据项", len(passed)),
    ]


def _facts(plan: Plan) -> list[str]:
    """Return what the document says of itself, piece by piece, for the line below the title."""
    facts = plan.document
    years = "—".join(str(year) for year in sorted(set(facts.period or ())))
    said = (
        facts.doc_no,
        facts.issuer,
        facts.region,
        facts.kind,
        facts.status,
        f"{facts.issued}成文" if facts.issued else None,
        f"规划期{years}年" if years else None,
        f"{plan.source.characters:,} 字",
    )
    return [part for part in said if part]
