"""Projects from project tables (项目表): one project a row, with what its columns say.

Entry: :func:`projects_in_table`. Knowledge: the roles of ``table_heads``; total and subtotal rows by their words
(小计, 合计, 以上为…合计…) close the rows above them, a row that holds nothing but a heading opens the rows below it.
Not here: lists in boxes and running text (``prose``), merging (``projects``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.compiler.projects.draft import LONGEST_NAME, Draft
from luoshi.compiler.projects.facts import NO_FACTS, closed, money_in_yi, nature_of, read_facts, years_of
from luoshi.compiler.projects.names import is_counted, split_items
from luoshi.compiler.table_heads import Column, Role, TableHead, close
from luoshi.model.document import Cell, Span, Table

_TOTAL = re.compile(r"^(?:[一二三四五六七八九十\d]+[、.．])?[^，。]{0,14}?(?:小计|合计|总计|共计|累计)(?!划|算)")
_CLOSING = re.compile(r"(?:以上|上述)为?(?P<group>[^，,。；共合计]{2,20}?)(?:项目|类|工程)?(?:[，,]|共|合计|小计|总)")
_NAMED_TOTAL = re.compile(
    r"^(?P<group>[^（(，,：:]{2,20}?)(?:项目|工程|类)?(?:小计|合计|共计)|小计[（(：:](?P<inner>[^）)]{2,20})"
)
_GRAND_TOTAL = re.compile(r"^(?:总计|合计|共计|全市|全县|全区|总)")
_LABEL = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+[、.．]|[A-Z][、.．])")
_GROUP_NOISE = re.compile(r"[（(][^）)]*[）)]|[：:]$|(?:共|合计|总投资).*$")
_SERIAL_GROUP = re.compile(r"^[（(]?[一二三四五六七八九十]+[）)]?[、.．]?$")
_COUNTY = re.compile(r"[市县区镇乡旗]$|街道$|本级$")
_EMPTY = re.compile(r"^[\-—–/\\、无]*$")
_UNIT_OF_SIZE = {Role.AREA: "平方米", Role.LAND: "亩", Role.PLACES: "个学位", Role.CLASSES: "个班"}
_DETAIL = (Role.NATURE, Role.PLACE, Role.OWNER, Role.CONTENT, Role.START, Role.END, Role.PERIOD)


@dataclass(frozen=True, slots=True)
class _Row:
    """One body row: its own cells (those that begin in it) and, by column, the cells that cover it."""

    index: int
    own: tuple[Cell, ...]
    covering: tuple[Cell | None, ...]

    def cell(self, column: Column | None) -> Cell | None:
        cell = self.covering[column.index] if column is not None else None
        return cell if cell is not None and cell.text and not _EMPTY.match(close(cell.text)) else None

    def text(self, column: Column | None) -> str:
        cell = self.cell(column)
        return closed(cell.text) if cell is not None else ""


def projects_in_table(table: Table, head: TableHead, section: str) -> list[Draft]:
    """Return the projects of a table whose head says that it lists projects, in the order of its rows."""
    grid, starting = table.grid(), table.rows()
    found: list[Draft] = []
    opened, since = None, 0
    for index in head.body_rows(table):
        row = _Row(index, tuple(c for c in starting[index] if c.text), tuple(grid[index]))
        if _is_total(row, head):
            group = _closed_group(row)
            found[since:] = [replace(d, group=d.group or group) for d in found[since:]]
            since = len(found)
        elif (group := _opened_group(row, head)) is not None:
            opened, since = group, len(found)
        elif by_nature := _projects_by_nature(row, head, section):
            found += by_nature
        elif (draft := _project(row, head, section)) is not None:
            county = opened if opened and _COUNTY.search(opened) else None
            if table.ragged and found[since:] and _goes_on(row, head):
                draft = _filled(draft, found[-1])
            found.append(replace(draft, group=draft.group or opened, place=draft.place or county))
        elif found and row.own:
            found[-1] = _continued(found[-1], row, head)
    return found


def _words(row: _Row, head: TableHead) -> list[str]:
    """The label texts of a row: its own cells without the ones that hold nothing but figures."""
    money = {c.index for c in head.all(Role.INVESTMENT)}
    return [closed(c.text) for c in row.own if c.column not in money and not re.fullmatch(r"[\d.,，%\s]+", c.text)]


def _is_total(row: _Row, head: TableHead) -> bool:
    words = _words(row, head)
    if not words:
        return False
    first = words[0] if not _SERIAL_GROUP.match(words[0]) or len(words) == 1 else words[1]
    return bool(_TOTAL.match(first) or (len(row.own) <= 2 and _CLOSING.search(first)))


def _closed_group(row: _Row) -> str | None:
    text = closed(row.own[0].text)
    found = _CLOSING.search(text)
    if found:
        return found["group"]
    named = _NAMED_TOTAL.search(_LABEL.sub("", text))
    if not named:
        return None
    group = str(named["group"] or named["inner"])
    return None if _GRAND_TOTAL.match(group) else group


def _opened_group(row: _Row, head: TableHead) -> str | None:
    """Return the heading when the row is nothing but one (with its subtotal perhaps)."""
    words = _words(row, head)
    if not words or any(row.cell(head.column(role)) for role in _DETAIL if _own(row, head.column(role))):
        return None
    numbered = bool(_SERIAL_GROUP.match(words[0]) or _LABEL.match(words[0]))
    alone = len(row.own) == 1 and (row.own[0].column_span > 1 or len(row.covering) > 2)
    if not (numbered or alone) or len(words) > 2:
        return None
    text = words[-1] if _SERIAL_GROUP.match(words[0]) else words[0]
    title = _GROUP_NOISE.sub("", _LABEL.sub("", text)).strip("：: ")
    return title if 2 <= len(title) <= 24 else None


def _own(row: _Row, column: Column | None) -> bool:
    """Whether the cell of this column begins in this row and in this column, not merged from elsewhere."""
    cell = row.cell(column)
    return cell is not None and column is not None and cell.row == row.index and cell.column == column.index


def _name_column(head: TableHead) -> Column | None:
    return head.column(Role.NAME) or head.column(Role.MEASURE)


def _project(row: _Row, head: TableHead, section: str) -> Draft | None:
    column = _name_column(head)
    cell = row.cell(column)
    if cell is None or cell.row != row.index:
        return None
    name = closed(cell.text)
    if len(name) < 2 or re.fullmatch(r"[\d.]+", name):
        return None
    if len(name) > LONGEST_NAME:
        name = re.split(r"[，,。；;：:]", name)[0][:LONGEST_NAME]
    lead = len(cell.passage.text) - len(cell.passage.text.lstrip())
    content = row.text(head.column(Role.CONTENT))
    start, end = _years(row, head)
    return Draft(
        name=name,
        span=cell.passage.span(lead, lead + len(cell.text)),
        scope=_spans(row),
        section=section,
        at=cell.place,
        listed=True,
        nature=_nature(row, head, name, content),
        place=row.text(head.column(Role.PLACE)) or row.text(head.column(Role.REGION)) or None,
        owner=row.text(head.column(Role.OWNER)) or row.text(head.column(Role.UNITS)) or None,
        start=start,
        end=end,
        investment_yi=_investment(row, head),
        facts=read_facts(_sized(row, head, content)),
        group=row.text(head.column(Role.GROUP)) or None,
    )


def _goes_on(row: _Row, head: TableHead) -> bool:
    """Tell whether a row has no number of its own while others have: it goes on with the number above."""
    serial = head.column(Role.SERIAL)
    return serial is not None and not row.text(serial)


def _filled(draft: Draft, above: Draft) -> Draft:
    """Return a project of a table in text with what it shares with the one above, whose merged cells are empty there.

    Years and money are each project's own.
    """
    return replace(
        draft,
        nature=draft.nature or above.nature,
        place=draft.place or above.place,
        owner=draft.owner or above.owner,
    )


def _projects_by_nature(row: _Row, head: TableHead, section: str) -> list[Draft]:
    """A table with a column a nature (县区 | 新建学校 | 改扩建学校) lists several projects in a cell."""
    columns = [c for c in head.all(Role.NAME) if nature_of(c.text)]
    found: list[Draft] = []
    for column in columns if len(columns) > 1 else []:
        cell = row.cell(column)
        if cell is None or cell.row != row.index:
            continue
        text = cell.passage.text
        for a, b in split_items(text, "、，,；;\n"):
            if len(closed(text[a:b])) >= 2 and not is_counted(text[a:b]):
                place = row.text(head.column(Role.PLACE)) or row.text(head.column(Role.REGION)) or None
                span = cell.passage.span(a, b)
                name = closed(text[a:b])[:LONGEST_NAME]
                found.append(Draft(name, span, (span,), section, cell.place, True, nature_of(column.text), place))
    return found


def _spans(row: _Row) -> tuple[Span, ...]:
    return tuple(c.passage.whole for c in row.own)


def _nature(row: _Row, head: TableHead, name: str, content: str) -> str | None:
    column = head.column(Role.NATURE)
    if column is not None:
        return row.text(column) or None
    return nature_of(name) or nature_of(content[:12])


def _years(row: _Row, head: TableHead) -> tuple[int | None, int | None]:
    start, end = years_of(row.text(head.column(Role.PERIOD)))
    start = years_of(row.text(head.column(Role.START)))[0] or start
    last = years_of(row.text(head.column(Role.END)))[1] or years_of(row.text(head.column(Role.DEADLINE)))[1]
    return start, last or end


def _investment(row: _Row, head: TableHead) -> Decimal | None:
    """Return the amount of the first column of investment that is for the whole project, not for a year or source."""
    columns = head.all(Role.INVESTMENT)
    whole = [c for c in columns if c.year is None and not re.search(r"其中|财政|年度|中央|省级|自筹|债券", c.text)]
    for column in whole or columns[:1]:
        amount = money_in_yi(row.text(column), column.unit)
        if amount is not None:
            return amount
    return None


def _sized(row: _Row, head: TableHead, content: str) -> str:
    """Return a text for ``read_facts``: columns of size, written out in words, before the content."""
    parts: list[str] = []
    for role, unit in _UNIT_OF_SIZE.items():
        column = head.column(role)
        value = row.text(column)
        if column is None or not re.match(r"^(?:约|不少于)?\d", value):
            continue
        number = re.sub(r"[^\d.,万千]+$", "", value)
        size = column.unit if role in (Role.AREA, Role.LAND) and column.unit else unit
        parts.append({Role.AREA: "总建筑面积", Role.LAND: "占地"}.get(role, "") + number + size)
    return "，".join([*parts, content])


def _continued(draft: Draft, row: _Row, head: TableHead) -> Draft:
    """A row whose name is merged with the one above adds its cells to that project."""
    column = _name_column(head)
    cell = row.cell(column)
    if cell is None or cell.row == row.index:
        return draft
    content = row.text(head.column(Role.CONTENT))
    facts = draft.facts if draft.facts != NO_FACTS else read_facts(content)
    return replace(draft, scope=(*draft.scope, *_spans(row)), facts=facts)
