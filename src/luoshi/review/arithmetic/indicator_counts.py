"""Numbers of indicators in sentences against the table of indicators (指标项数): :func:`indicator_counts`.

设置3类15项指标，其中约束性指标5项、预期性指标11项 has to agree with itself and with the rows of the one table of
indicators. Not here: numbers of projects (:mod:`luoshi.review.arithmetic.project_counts`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.compiler.table_heads import Role, TableHead, TableKind, classify_columns, close
from luoshi.model.document import Span, Table
from luoshi.review.material import Material, Sentence

_KINDS = r"约束性|预期性|导向性|指导性"
_WHOLE = re.compile(
    r"(?<!\d)(?P<n>\d{1,3})\s?[项个](?:主要|核心|重点|具体|量化|发展|监测|评价|关键|教育|事业)*指标(?!体系)"
    r"|(?<!级)(?<!性)指标(?:共计|总计|共有|共|总数为?|合计)\s?(?P<m>\d{1,3})\s?[项个]"
)
_PART = re.compile(
    rf"(?P<kind>{_KINDS})(?:指标)?(?:共计|共有|共|有|为)?\s?(?P<n>\d{{1,3}})\s?[项个]"
    rf"|(?<!\d)(?P<m>\d{{1,3}})\s?[项个]为?(?P<again>{_KINDS})(?:指标)?"
)
_LEVEL = re.compile(r"[一二三四]级[^，。；]{0,6}$|完成|达到|实现|超额|其中[^，。；]{0,8}$|新增|有$")
_NEAR, _FEWEST = 3, 4


@dataclass(frozen=True)
class WrongIndicators:
    """Numbers of indicators that do not agree: what is wrong, the places."""

    message: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class _Listed:
    """How many indicators the one table of a document has, of each kind; the last one's place."""

    total: int
    kinds: Counter[str]
    last: Span | None


def indicator_counts(material: Material) -> Iterator[WrongIndicators]:
    """Yield statements whose number of indicators is not that of their kinds, or of the table."""
    listed: _Listed | None = None
    looked = False
    for statement in material.statements:
        text = statement.half_width
        if statement.piece.cell is not None or "指标" not in text:
            continue
        whole = next((m for m in _WHOLE.finditer(text) if not _LEVEL.search(text[: m.start()])), None)
        if whole is None:
            continue
        if not looked:
            listed, looked = _listed(material), True
        wrong = _wrong(statement, whole, listed)
        if wrong is not None:
            yield wrong


def _wrong(statement: Sentence, whole: re.Match[str], listed: _Listed | None) -> WrongIndicators | None:
    total = int(whole["n"] or whole["m"])
    parts = [
        (m["kind"] or m["again"], int(m["n"] or m["m"]), m) for m in _PART.finditer(statement.half_width, whole.end())
    ]
    kinds = {kind for kind, _, _ in parts}
    spans = [statement.span(*whole.span()), *(statement.span(*m.span()) for _, _, m in parts)]
    told = []
    if len(kinds) == len(parts) > 1:
        added = sum(n for _, n, _ in parts)
        if added != total and abs(added - total) <= _NEAR:
            told.append(f"{'、'.join(f'{kind}{n}项' for kind, n, _ in parts)}合起来是{added}项，写的是{total}项")
    if listed is not None and abs(listed.total - total) <= _NEAR:
        if listed.total != total:
            told.append(f"正文写{total}项指标，表中列了{listed.total}项")
        if listed.kinds.total() == listed.total:
            told += [f"正文写{kind}指标{n}项，表中有{listed.kinds[kind]}项" for kind, n, _ in parts
                     if listed.kinds[kind] != n]  # fmt: skip
        spans += [listed.last] if listed.last is not None else []
    return WrongIndicators("；".join(told), tuple(spans)) if told else None


def _listed(material: Material) -> _Listed | None:
    """Return what the one numbered table of indicators lists; None if there is none, or more."""
    found = []
    for _, block in material.tables:
        if block.table is None:
            continue
        head = classify_columns(block.table)
        if head.kind is TableKind.INDICATOR and head.column(Role.SERIAL) and head.column(Role.KIND):
            listed = _rows(block.table, head)
            if listed is not None:
                found.append(listed)
    return found[0] if len(found) == 1 else None


def _rows(table: Table, head: TableHead) -> _Listed | None:
    serial, kind, name = (head.column(role) for role in (Role.SERIAL, Role.KIND, Role.NAME))
    grid = table.grid()
    numbers: list[int] = []
    kinds: Counter[str] = Counter()
    last = None
    for row in head.body_rows(table):
        cell = grid[row][serial.index] if serial is not None else None
        words = close(cell.text).rstrip(".、．") if cell is not None and cell.row == row else ""
        if not words.isdecimal():
            continue
        numbers.append(int(words))
        of = grid[row][kind.index] if kind is not None else None
        match = re.match(r"约束|预期|导向|指导", close(of.text)) if of is not None else None
        if match:
            kinds[f"{match[0]}性"] += 1
        named = grid[row][name.index] if name is not None else None
        if named is not None and named.text:
            last = named.passage.span(0, min(len(named.passage.text), 60))
    if len(numbers) < _FEWEST or numbers != list(range(1, len(numbers) + 1)):
        return None
    return _Listed(len(numbers), kinds, last)
