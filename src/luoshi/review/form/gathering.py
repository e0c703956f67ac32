"""One finding for a slip that a document repeats (合并): :func:`gathered`.

A wrong word that stands in a hundred places is one thing to correct, and one to waive.
Not here: rules that count their places themselves (half-width marks, document numbers).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace

from luoshi.base.findings import Finding


def gathered(findings: Iterable[Finding], by: Callable[[Finding], Hashable] | None = None) -> Iterator[Finding]:
    """Yield one finding for all that are alike, with all their places, in the order of the first of each.

    Args:
        findings: of one rule.
        by: what makes two alike; the message if not given. The message of the first stands, with the number of places.
    """
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        groups.setdefault((by(finding) if by else finding.message, finding.severity), []).append(finding)
    for group in groups.values():
        if len(group) == 1:
            yield group[0]
        else:
            spans = tuple(span for finding in group for span in finding.spans)
            yield replace(group[0], message=f"{group[0].message}（共{len(group)}处）", spans=spans)
