"""Projects and tasks listed twice (重复列项): :class:`ListedTwice`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.compare.texts import normal
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule

_SHORTEST = 8
_GRAM = 6
_MOST = 12
_TAIL = re.compile(r"(?:建设)?(?:项目|工程)$")


class ListedTwice(Rule):
    """同一张表里一个项目列了两次：名称相同，或者一个项目的名称里整个包含另一个单列的项目。

    名称不满八个字的不比包含；名称后面只多出期次、校区、学部的（一期、二期、东校区），不报；不同的表各列一次，不报。
    """

    code = "V209"
    name = "重复列项"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each pair."""
        tables: dict[int, list[ProjectRow]] = {}
        for row in material.project_rows:
            if row.table is not None:
                tables.setdefault(row.table, []).append(row)
        for rows in tables.values():
            yield from self._in(rows)

    def _in(self, rows: list[ProjectRow]) -> Iterator[Finding]:
        seen: dict[str, ProjectRow] = {}
        names = [normal(row.project.name) for row in rows]
        for row, name in zip(rows, names, strict=True):
            first = seen.setdefault(name, row)
            if first is not row and len(name) >= 4 and _same_facts(first, row):
                yield self.found(
                    f"项目“{row.project.name}”在同一张表里列了两次",
                    [_head(first), _head(row)],
                    "核对是否重复列项，重复的删去一处并改正合计",
                )
        index: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            for at in range(len(name) - _GRAM + 1):
                entry = index.setdefault(name[at : at + _GRAM], [])
                if len(entry) < _MOST and number not in entry[-1:]:
                    entry.append(number)
        for number, name in enumerate(names):
            core = _TAIL.sub("", name)
            if len(name) < _SHORTEST or len(core) < _GRAM:
                continue
            for other in index.get(core[:_GRAM], ()):
                if other != number and names[other] != name and core in names[other] and _lists(names[other], core):
                    yield self.found(
                        f"项目“{rows[other].project.name}”的名称包含单列的项目“{rows[number].project.name}”，疑为重复列项",
                        [_head(rows[other]), _head(rows[number])],
                        "核对两项的内容和投资是否重复计算",
                    )


def _lists(whole: str, part: str) -> bool:
    """Tell whether ``part`` stands at the end of a longer list, and is not its mere beginning: 甲学校 in 甲学校二期."""
    return not whole.startswith(part)


def _same_facts(one: ProjectRow, other: ProjectRow) -> bool:
    """Tell whether nothing in the rows says that they are two: another place or another owner."""
    first, second = one.project, other.project
    return (first.place or "") == (second.place or "") and (first.owner or "") == (second.owner or "")


def _head(row: ProjectRow) -> Span:
    span = row.project.span
    return Span(span.start, min(span.end, span.start + 60))
