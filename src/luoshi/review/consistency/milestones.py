"""Years that are set as a limit (时限里的年份), outside the plan's period.

Entries: :func:`later_years` and :func:`earlier_deadlines` in sentences, :func:`late_rows` and
:func:`early_rows` in tables.

Not here: years of projects in tables, and the findings (:mod:`luoshi.review.consistency.project_years`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from luoshi.compiler.table_heads import Role, classify_columns
from luoshi.model.document import Span
from luoshi.review.material import Material, Sentence
from luoshi.review.tenses import Tense

_LIMIT = re.compile(
    r"(?:到|至|力争|争取|确保|在)(?P<year>20\d\d)\s?年(?:[年月]?底|末)?(?:之?前)?[，,]?(?!.{0,2}(?:[—\-–~～至]|版))"
)
_TO_DO = re.compile(
    r"实现|达到|完成|建成|建立|消除|覆盖|基本|全部|全面|形成|提高到|配齐|创建|达标|增加到|扩大到|新增|建设|力争"
)
_NOT_OURS = re.compile(
    r"分期|春季|开学|预计|预测|测算|峰值|高峰|低谷|人口|回落|展望|远景|远期|跨|续建|国家要求|国务院|教育部|省委|省政府|省定|全国|全省|国家(?!级)|我国"
    r"|届|有效期|任期|招生计划|入学的|毕业|《|十[五六七]五|届时|规划期末后|储备"
)
_DEADLINE = re.compile(
    r"(?P<year>20\d\d)\s?年(?:\d{1,2}\s?月(?:\d{1,2}\s?日)?)?(?:[年月]?底|末|上半年|暑期)?(?:之?前)"
    r"(?:全部|全面|基本|要|应|须|必须)?(?P<do>完成|建成|实现|消除|启用|投入使用|竣工|印发|出台|达到)(?P<what>[^，。；;]{0,40})"
)
_ROW_LIMIT = re.compile(r"(?:到|至)?(?P<year>20\d\d)\s?年[\d月日年]*[底末]?(?:之?前|以前)?(?:完成)?$")
_BEYOND = re.compile(r"跨|续建|远期|展望|储备|长期|分期|中期|总结评估|评估验收")
_DONE_ALREADY = re.compile(r"已(?:经)?(?:完|建|启|开|印|实|达)|续建|启动|开工|长期|持续")
_SLIPPED, _TASK, _MOST_EARLY = 2, 5, 2
_OF = re.compile(r"[^，。；;]{0,10}的[\u4e00-\u9fff]")
"""What was done before serves to name something: 2019年前完成鉴定的房屋."""
_TOLD = re.compile(
    r"已|了(?![解])|曾|基础上|的(?:任务|目标|项目|学校|基础|要求|工作)$|以来|出生|取得|入职|注册|仍|尚|未|遗留|原定"
)


def later_years(material: Material, last: int, far: tuple[int, ...]) -> Iterator[tuple[int, Span, Span]]:
    """Yield limits later than ``last``: the year, where it stands, and the clause it limits.

    A year that several sentences name is meant: then the period was not all that the plan says of its time.
    """
    found: list[tuple[int, Span, Span]] = []
    for sentence in material.sentences:
        text = sentence.text
        if "年" not in text or not sentence.piece.is_prose or material.tense(sentence) is not Tense.FUTURE:
            continue
        for match in _LIMIT.finditer(text):
            year = int(match["year"])
            if year <= last or year in far or _NOT_OURS.search(text):
                continue
            told = re.split(r"[；;。]", text[match.end() :])[0][:60]
            if _TO_DO.search(told):
                found.append((year, sentence.span(*match.span("year")), sentence.span(match.start(), match.end() + 30)))
    often = Counter(year for year, _, _ in found)
    yield from (one for one in found if often[one[0]] <= 2)


def late_rows(material: Material, last: int, far: tuple[int, ...]) -> Iterator[tuple[str, int, list[Span]]]:
    """Yield rows of responsibility tables whose time limit is later than ``last``: the task, the year, the places.

    A table in which several rows go on beyond the plan's end means it so.
    """
    for _, block in material.tables:
        table = block.table
        column = classify_columns(table).column(Role.DEADLINE) if table is not None else None
        if table is None or column is None:
            continue
        late: list[tuple[str, int, list[Span]]] = []
        for row in table.rows():
            cell = next((c for c in row if c.column == column.index), None)
            match = _ROW_LIMIT.match(cell.text.strip()) if cell is not None else None
            if cell is None or match is None or not last < int(match["year"]) <= last + _SLIPPED:
                continue
            tasks = [c for c in row if c is not cell and len(c.text) > _TASK]
            if int(match["year"]) in far or not tasks or any(_BEYOND.search(c.text) for c in row):
                continue
            task = max(tasks, key=lambda c: len(c.text))
            spans = [cell.passage.whole, task.passage.span(0, min(len(task.passage.text), 60))]
            late.append((task.text[:20], int(match["year"]), spans))
        if len(late) == 1:
            yield from late


def early_rows(material: Material, first: int, issued: tuple[int, int] | None) -> Iterator[tuple[str, str, list[Span]]]:
    """Yield rows of tables of tasks whose limit is before ``first``, or before the month in which the plan was issued.

    Each with its task, its limit and the places. A table in which several rows are that early tells of what was done.
    """
    for _, block in material.tables:
        table = block.table
        column = classify_columns(table).column(Role.DEADLINE) if table is not None else None
        if table is None or column is None:
            continue
        early: list[tuple[str, str, list[Span]]] = []
        limits = 0
        for row in table.rows():
            cell = next((c for c in row if c.column == column.index), None)
            match = _ROW_LIMIT.match(cell.text.strip()) if cell is not None else None
            tasks = [c for c in row if c is not cell and len(c.text) > _TASK]
            if cell is None or match is None or not tasks:
                continue
            limits += 1
            month = re.search(r"年\s?(\d{1,2})\s?月", cell.text)
            when = (int(match["year"]), int(month[1]) if month else 12)
            before = when[0] < first or (issued is not None and when < issued)
            if not before or any(_DONE_ALREADY.search(c.text) for c in row):
                continue
            task = max(tasks, key=lambda c: len(c.text))
            spans = [cell.passage.whole, task.passage.span(0, min(len(task.passage.text), 60))]
            early.append((task.text[:20], cell.text.strip(), spans))
        if len(early) <= _MOST_EARLY and limits > 2 * len(early):
            yield from early


def earlier_deadlines(material: Material, first: int) -> Iterator[tuple[int, Span, Sentence]]:
    """Yield what shall be done before a year that lies before ``first``: the year, the place and the sentence."""
    for sentence in material.sentences:
        if "前" not in sentence.text or not sentence.piece.is_prose:
            continue
        if material.tense(sentence) in (Tense.PAST, Tense.PROBLEM):
            continue
        for match in _DEADLINE.finditer(sentence.text):
            around = sentence.text[max(0, match.start() - 12) : match.end()]
            if int(match["year"]) < first and not _TOLD.search(around) and not _OF.match(match["what"]):
                yield int(match["year"]), sentence.span(match.start(), match.start("what")), sentence
