"""Projects and tasks listed twice (重复列项): :class:`ListedTwice`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import normal
from luoshi.compiler.table_heads import Role, classify_columns
from luoshi.model.document import Cell, Span, Table
from luoshi.review.material import Material
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule

_SHORTEST = 8
_GRAM = 6
_MOST = 12
_TAIL = re.compile(r"(?:建设)?(?:项目|工程)$")
_PARTS = re.compile(
    r"[期部东西南北新老旧前后左右上下内外大小初高甲乙丙一二三四五六七八九十\dA-Za-z]"
    r"|校区|分校|附属|续建|改造|扩建"
)
_TASK_HEAD = re.compile(r"任务|措施|事项|工作|内容|举措|项目|指标|要点")
_UNIT_HEAD = re.compile(r"单位|部门|责任|牵头|时限|期限|时间")
_MOST_EXTRA, _NUMBERS, _SHORTEST_STEM = 4, 3, 4
_KIND = re.compile(r"[（(][^（()）期部区栋号楼段]*[）)]|九年(?:一贯)?制|十二年(?:一贯)?制|综合|(?:建设)?(?:项目|工程)$")


class ListedTwice(Rule):
    """同一张表里一个项目或一项任务列了两次。

    项目：名称相同；或者名称只差几个字（一处多写主体、综合、九年制），而规模、年份、投资等都相同；正文里逐条列出的项目也看；或者一个项目的名称里整个包含另一个单列的项目。
    任务：责任分工表里两行的任务、责任单位、时限等各栏都相同。
    名称后面只多出期次、校区、学部的（一期、二期、东校区），同名而地点或责任主体不同的，
    同一任务分给不同单位或分年度、分组列出的，不同的表各列一次的，不报。
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
            told = list(self._alike(rows))
            yield from told
            yield from self._near(rows, {span for finding in told for span in finding.spans})
        lines = [row for row in material.project_rows if row.sentence is not None and _is_line(row)]
        yield from self._near(lines, set())
        for number, block in material.tables:
            if block.table is not None and number not in tables:
                yield from self._tasks(block.table)

    def _alike(self, rows: list[ProjectRow]) -> Iterator[Finding]:
        """Yield pairs of rows that say the same in all cells but the name, which has a few characters more in one."""
        index: dict[tuple[str, ...], list[ProjectRow]] = {}
        for row in rows:
            facts = _facts(row)
            if facts is None:
                continue
            for other in index.get(facts, ())[-_MOST:]:
                if _is_longer(normal(row.project.name), normal(other.project.name)):
                    yield self.found(
                        f"项目“{other.project.name}”与“{row.project.name}”名称相近，规模、年份、投资等各栏都相同，疑为重复列项",
                        [_head(other), _head(row)],
                        "核对是否同一项目，重复的删去一处并改正小计、合计",
                    )
            index.setdefault(facts, []).append(row)

    def _near(self, rows: list[ProjectRow], known: set[tuple[int, int]]) -> Iterator[Finding]:
        """Yield pairs of the same figures whose names differ by words put in: 轨道交通(综合)实训中心 of one owner."""
        index: dict[Decimal, list[tuple[ProjectRow, frozenset[str]]]] = {}
        for row in rows:
            money, sizes = row.project.investment_yi, _sizes(row)
            if money is None or len(sizes) < _NUMBERS - 1:
                continue
            for other, others in index.get(money, ())[-_MOST:]:
                shared = sizes & others
                apart = min(len(sizes), len(others)) - len(shared)
                if (
                    len(shared) < _NUMBERS - 1
                    or max(map(len, shared)) < _NUMBERS
                    or 2 * apart > len(shared)
                    or not _same_years(row, other)
                ):
                    continue
                if _bare(row) != _bare(other) and not _is_inserted(_bare(row), _bare(other)):
                    continue
                if _head(row) in known or normal(row.project.name) == normal(other.project.name):
                    continue
                figures = "、".join(sorted(shared, key=lambda n: -len(n))[:3])
                yield self.found(
                    f"项目“{other.project.name}”与“{row.project.name}”名称相近，投资、规模（{figures}）都相同，疑为重复列项",
                    [other.name_span, row.name_span, _head(other), _head(row)],
                    "核对是否同一项目，重复的删去一处并改正小计、合计",
                )
            index.setdefault(money, []).append((row, sizes))

    def _tasks(self, table: Table) -> Iterator[Finding]:
        head = table.rows()[0] if table.n_rows > 2 else []
        if not (any(_TASK_HEAD.search(c.text) for c in head) and any(_UNIT_HEAD.search(c.text) for c in head)):
            return
        known = classify_columns(table)
        serials = {c.index for c in known.columns if c.role is Role.SERIAL}
        seen: dict[tuple[str, ...], Cell] = {}
        grid = table.grid()
        for number in known.body_rows(table):
            cells = [c for at, c in enumerate(grid[number]) if at not in serials]
            told = {id(c): c for c in cells if c is not None and c.text}
            if len(told) < 2:
                # A line that names a group: the same task below it is another one's.
                seen = seen if _is_page(told) else {}
                continue
            key = tuple(normal(c.text) if c is not None else "" for c in cells)
            longest = max(told.values(), key=lambda c: len(c.text))
            own = [c for c in told.values() if c.row == number]
            task = max(own, key=lambda c: len(c.text)) if own else longest
            first = seen.setdefault(key, task)
            if first is not task and task is longest and len(normal(task.text)) >= _SHORTEST:
                yield self.found(
                    f"“{task.text[:40]}”在同一张表里列了两次，责任单位、时限等各栏也相同",
                    [_short(first), _short(task)],
                    "核对是否重复列项，重复的删去一处，或补写两项的区别",
                )

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


def _is_line(row: ProjectRow) -> bool:
    """Tell whether a project is an item of a list in prose: 3.某校：新建，……"""
    text = row.sentence.text.replace(":", "：") if row.sentence is not None else ""
    return bool(row.project.name) and text.startswith(f"{row.project.name}：")


def _sizes(row: ProjectRow) -> frozenset[str]:
    """Return the numbers of a project of two digits or more, but its years and serial number."""
    parts = [part for at, part in enumerate(row.parts) if not (at == 0 and part.text.strip().isdigit())]
    numbers = {n for part in parts for n in re.findall(r"\d+(?:\.\d+)?", part.text.replace(",", "")) if len(n) > 1}
    return frozenset(n for n in numbers if not re.fullmatch(r"20\d\d", n))


def _same_years(one: ProjectRow, other: ProjectRow) -> bool:
    first, second = ({y for part in row.parts for y in re.findall(r"20\d\d", part.text)} for row in (one, other))
    return first == second and (one.project.owner or "") == (other.project.owner or "")


def _bare(row: ProjectRow) -> str:
    """Return the name of a project without its owner, brackets and what says no more than its kind."""
    return _KIND.sub("", normal(row.project.name).replace(normal(row.project.owner or "\0"), ""))


def _is_inserted(one: str, other: str) -> bool:
    """Tell whether one name is the other with a few characters put in that do not tell two projects apart."""
    shorter, longer = sorted((one, other), key=len)
    if not 0 < len(longer) - len(shorter) <= _MOST_EXTRA or len(shorter) < _SHORTEST_STEM:
        return False
    extra, at = "", 0
    for character in longer:
        if at < len(shorter) and shorter[at] == character:
            at += 1
        else:
            extra += character
    return at == len(shorter) and not _PARTS.search(extra)


def _is_page(told: dict[int, Cell]) -> bool:
    """Tell whether a row holds nothing, or only what a page leaves behind."""
    return all(re.fullmatch(r"[—\-\s\d]*", c.text) for c in told.values())


def _facts(row: ProjectRow) -> tuple[str, ...] | None:
    """Return what the cells of the row say besides its number and name; None if that holds too few numbers."""
    name = normal(row.project.name)
    cells = [normal(c.text) for c in row.cells]
    facts = tuple(text for at, text in enumerate(cells) if text != name and not (at == 0 and text.isdigit()))
    numbers = [n for text in facts for n in re.findall(r"\d+(?:\.\d+)?", text)]
    return facts if len(numbers) >= _NUMBERS and len(set(numbers)) >= _NUMBERS - 1 else None


def _is_longer(one: str, other: str) -> bool:
    """Tell whether one name is the other with a few characters put in that do not tell two projects apart."""
    shorter, longer = sorted((one, other), key=len)
    more = len(longer) - len(shorter)
    if not 0 < more <= _MOST_EXTRA or len(shorter) < _GRAM:
        return False
    at = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    extra = longer[at : at + more]
    return at >= 3 and longer[at + more :] == shorter[at:] and not _PARTS.search(extra)


def _short(cell: Cell) -> Span:
    text = cell.passage.text
    at = len(text) - len(text.lstrip())
    return cell.passage.span(at, min(len(text.rstrip()), at + 60))


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
