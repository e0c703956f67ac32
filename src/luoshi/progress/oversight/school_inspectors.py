"""责任督学 and their schools: every school has one or more, nobody has too many.

Entry: :func:`check_inspectors`. Not here: what an inspector finds (:mod:`luoshi.progress.oversight.supervision`),
files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from luoshi.base.findings import Finding, Severity
from luoshi.model.supervision import InspectorBounds


def check_inspectors(
    schools: Iterable[str], posts: Sequence[tuple[str, str]], bounds: InspectorBounds
) -> tuple[Finding, ...]:
    """Return the schools without enough inspectors, inspectors with too many schools, schools that nobody knows.

    Args:
        schools: all that must have one.
        posts: inspector and school.
        bounds: how many of each.
    """
    known = dict.fromkeys(schools)
    at: defaultdict[str, set[str]] = defaultdict(set)
    of: defaultdict[str, set[str]] = defaultdict(set)
    for inspector, school in posts:
        at[school].add(inspector)
        of[inspector].add(school)
    found = []
    for school in known:
        count = len(at[school])
        if count < bounds.least_inspectors:
            told = "没有责任督学" if not count else f"只有 {count} 名责任督学，应有 {bounds.least_inspectors} 名"
            found.append(Finding("L330", Severity.ERROR, f"{school}{told}", fix="指派责任督学"))
    for inspector, his in sorted(of.items()):
        if len(his) > bounds.most_schools:
            message = f"{inspector}负责 {len(his)} 所学校，超过 {bounds.most_schools} 所（{bounds.basis}）"
            found.append(Finding("L331", Severity.WARNING, message, fix="分给别的督学"))
    for school in sorted(set(at) - set(known)):
        message = f"督学安排里的“{school}”不在学校名单里"
        found.append(Finding("L332", Severity.WARNING, message, fix="核对学校的名称"))
    return tuple(found)
