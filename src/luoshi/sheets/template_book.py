"""Templates for returns (填报模板): one sheet a table, made from the list of its fields.

Entries: :func:`write_template`, :func:`template_head` (what the head of a field reads, which the reader takes back).
The same content always gives the same bytes.
Not here: which fields and rows are asked of whom (the base database), reading what was filled in
(:mod:`luoshi.sheets.grid`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from luoshi.model.tables import CodeList, FieldDef, FieldType, Role, TableDef
from luoshi.sheets.cells import canonical, clean, exact_in_cell, plain_number
from luoshi.sheets.form_book import letters, sheet_name
from luoshi.sheets.ledger import row_height, shown_width

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TemplateCell = str | int | Decimal | date | None

HEAD_ROW = 3
"""Row of the heads (from 1) in every sheet of a template."""

NOTES_SHEET, CODES_SHEET = "说明", "代码"
"""Sheets of a template that are not to be filled in."""

_CREATED = datetime(2020, 1, 1)
_LAST = 5_000
"""Rows down to which drop-downs and checks reach."""

_LONGEST_LIST = 255
_SHORT_HEAD = 12
_PAGE_WIDTH = 210.0
"""Characters that fit on the width of a page (A4 across) in print that can still be read."""

_NUMBERED = "&R&9第 &P 页　共 &N 页"
_SIGNED = f"&L&9单位负责人：　　　　　　填表人：　　　　　　联系电话：　　　　　　{_NUMBERED}"
_TYPES = {
    FieldType.TEXT: "文字",
    FieldType.LABEL: "文字",
    FieldType.COUNT: "整数",
    FieldType.DECIMAL: "数字，最多四位小数",
    FieldType.CODE: "从下拉表选",
    FieldType.DATE: "日期，如 2024-09-01",
    FieldType.YEAR: "年份，如 2024",
    FieldType.SCHOOL_YEAR: "学年的起始年，如 2024",
}
_NUMBER_FORMATS = {
    FieldType.COUNT: "0",
    FieldType.DECIMAL: "General",
    FieldType.DATE: "yyyy-mm-dd",
    FieldType.YEAR: "0",
    FieldType.SCHOOL_YEAR: "0",
}
_YEARS = (Decimal(1949), Decimal(2100))
_USUAL_NOTE = "带 * 的栏必须填写；灰色的格已经填好，不要改动；没有的填 0，不清楚的空着；各栏的口径见“说明”表。"


@dataclass(frozen=True)
class TemplateSheet:
    """A table to be filled in.

    Attributes:
        fields: the columns, in their order.
        codes: the code lists of the fields.
        rows: rows that are filled in already: name of a field -> value.
        period: the period in words (2024—2025学年), shown behind the title; empty if none.
        notes: who fills it in and how; the usual note when empty.
        blank_rows: how many empty rows with borders follow.
    """

    table: TableDef
    fields: tuple[FieldDef, ...]
    codes: Mapping[str, CodeList] = field(default_factory=dict)
    rows: Sequence[Mapping[str, TemplateCell]] = ()
    period: str = ""
    notes: str = ""
    blank_rows: int = 20


def template_head(column: FieldDef) -> str:
    """Return the head of a field: ``*`` when it is required, its title, its unit in brackets (*在校学生数（人）)."""
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{'*' if column.required else ''}{column.title}{unit}"


def _shown_head(column: FieldDef) -> str:
    """Return the head with its unit on a line of its own, lest the brackets be torn apart."""
    head = template_head(column)
    unit = f"（{column.unit}）"
    return f"{head.removesuffix(unit)}\n{unit}" if column.unit and shown_width(head) > _SHORT_HEAD else head


def write_template(sheets: Sequence[TemplateSheet], title: str) -> bytes:
    """Return an XLSX workbook with a sheet for each table, one with the fields explained, and long code lists.

    Args:
        sheets: the tables.
        title: title of the workbook, shown above the explanations.
    """
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, settings) as book:
        book.set_properties({"title": clean(title)[:200], "created": _CREATED})
        writer = _Writer(book, _long_lists(sheets))
        for sheet in sheets:
            writer.add(sheet)
        writer.add_notes(sheets, title)
        writer.add_codes()
    return stream.getvalue()


def _long_lists(sheets: Sequence[TemplateSheet]) -> dict[str, CodeList]:
    """Return the code lists that do not fit into a drop-down itself."""
    lists = {name: one for sheet in sheets for name, one in sheet.codes.items()}
    used = {column.codes for sheet in sheets for column in sheet.fields}
    return {n: one for n, one in lists.items() if n in used and len(",".join(one.words)) > _LONGEST_LIST}


class _Writer:
    """Writes the sheets of one workbook; a style is made once."""

    def __init__(self, book: Workbook, long_lists: Mapping[str, CodeList]) -> None:
        self._book = book
        self._styles: dict[tuple[tuple[str, object], ...], Format] = {}
        self._long = long_lists
        self._names: set[str] = {NOTES_SHEET, CODES_SHEET}

    def add(self, template: TemplateSheet) -> None:
        """Write a table."""
        name = sheet_name(template.table.title, self._names)
        sheet = self._book.add_worksheet(name)
        fields, last = template.fields, max(0, len(template.fields) - 1)
        period = f"（{template.period}）" if template.period else ""
        widths = [_width(column, template.rows) for column in fields]
        frozen = _frozen(fields)
        # a title over all columns would be cut where a page ends
        over = widths[: frozen or 1] if sum(widths) > _PAGE_WIDTH else widths
        self._write_top(sheet, f"{template.table.title}{period}", template.notes or _USUAL_NOTE, over)
        sheet.set_row(HEAD_ROW - 1, row_height((_shown_head(f), w - 1) for f, w in zip(fields, widths, strict=True)))
        for at, column in enumerate(fields):
            sheet.set_column(at, at, widths[at], self._style(num_format=_NUMBER_FORMATS.get(column.type, "@")))
            self._write_head(sheet, at, column)
            self._check(sheet, at, column, template.codes)
        sheet.set_default_row(20)
        for number in range(len(template.rows) + template.blank_rows):
            values = template.rows[number] if number < len(template.rows) else {}
            for at, column in enumerate(fields):
                self._write(sheet, (HEAD_ROW + number, at), column, values.get(column.name))
        sheet.freeze_panes(HEAD_ROW, frozen)
        if frozen:
            sheet.repeat_columns(0, frozen - 1)
        end = HEAD_ROW + len(template.rows) + template.blank_rows - 1
        sheet.print_area(0, 0, max(HEAD_ROW, end), last)
        self._set_print(sheet, _SIGNED, _pages(widths, frozen))
        sheet.repeat_rows(0, HEAD_ROW - 1)

    def add_notes(self, sheets: Sequence[TemplateSheet], title: str) -> None:
        """Write the sheet that explains the fields."""
        sheet = self._book.add_worksheet(NOTES_SHEET)
        widths = [14.0, 22.0, 6.0, 24.0, 9.0, 40.0, 34.0]
        self._write_top(sheet, clean(title), "各栏的填写要求和口径。", widths)
        head = self._style(bold=True, bg_color="#DDEBF7", border=1, align="center", text_wrap=True)
        for at, text in enumerate(("表", "栏", "必填", "怎样填", "单位", "口径", "说明")):
            sheet.set_column(at, at, widths[at])
            sheet.write_string(HEAD_ROW - 1, at, text, head)
        row = HEAD_ROW
        text, centre = self._style(border=1, text_wrap=True), self._style(border=1, align="center")
        for template in sheets:
            for column in template.fields:
                how = _how(column, template.codes)
                cells = [template.table.title, column.title, "是" if column.required else "", how]
                cells += [column.unit, column.scope, column.description]
                for at, content in enumerate(cells):
                    sheet.write_string(row, at, clean(content), centre if at in (2, 4) else text)
                sheet.set_row(row, row_height(zip(cells, widths, strict=True)))
                row += 1
        sheet.freeze_panes(HEAD_ROW, 2)
        self._set_print(sheet, _NUMBERED)
        sheet.repeat_rows(0, HEAD_ROW - 1)

    def add_codes(self) -> None:
        """Write the code lists that are too long for a drop-down itself."""
        if not self._long:
            return
        sheet = self._book.add_worksheet(CODES_SHEET)
        for at, code_list in enumerate(self._long.values()):
            sheet.set_column(at, at, 24)
            sheet.write_column(0, at, code_list.words, self._style(num_format="@"))

    def _write_top(self, sheet: Worksheet, title: str, note: str, widths: Sequence[float]) -> None:
        """Write title and note over all columns."""
        last = len(widths) - 1
        name = self._style(font_name="黑体", font_size=16, bold=True, align="center", text_wrap=True)
        text = self._style(font_size=10, align="left", text_wrap=True)
        for row, content, style in ((0, clean(title), name), (1, clean(note), text)):
            if last > 0:
                sheet.merge_range(row, 0, row, last, "", style)
            sheet.write_string(row, 0, content, style)
        sheet.set_row(0, max(34.0, 1.5 * row_height([(clean(title), sum(widths) / 1.6)])))
        sheet.set_row(1, row_height([(clean(note), sum(widths))]))
        sheet.hide_gridlines(2)

    def _write_head(self, sheet: Worksheet, at: int, column: FieldDef) -> None:
        look = {"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center", "text_wrap": True}
        style = self._style(**look)
        if column.required:
            red, black = self._font(color="#C00000"), self._font()
            sheet.write_rich_string(HEAD_ROW - 1, at, red, "*", black, _shown_head(column)[1:], style)
        else:
            sheet.write_string(HEAD_ROW - 1, at, _shown_head(column), style)
        about = "\n".join(part for part in (column.scope, column.description) if part)
        if about:
            box = {"font_name": "宋体", "font_size": 9, "width": 240, "height": 20 + 15 * ceil(shown_width(about) / 36)}
            sheet.write_comment(HEAD_ROW - 1, at, clean(about), box | {"color": "#FFFFE1"})

    def _write(self, sheet: Worksheet, at: tuple[int, int], column: FieldDef, value: TemplateCell) -> None:
        filled = value is not None and value != ""
        look: dict[str, object] = {"border": 1, "num_format": _NUMBER_FORMATS.get(column.type, "@")}
        look["align"] = "right" if column.is_number else "left" if _is_long(column) else "center"
        if filled and (column.role is Role.KEY or column.type is FieldType.LABEL):
            look |= {"bg_color": "#EDEDED", "font_color": "#404040"}
        style = self._style(**look)
        if not filled:
            sheet.write_blank(*at, None, style)
        elif isinstance(value, date):
            sheet.write_datetime(*at, datetime(value.year, value.month, value.day), style)
        elif isinstance(value, (int, Decimal)) and "@" not in str(look["num_format"]) and exact_in_cell(Decimal(value)):
            sheet.write_number(*at, float(value), style)
        else:
            sheet.write_string(*at, canonical(value), style)

    def _check(self, sheet: Worksheet, at: int, column: FieldDef, codes: Mapping[str, CodeList]) -> None:
        """Let Excel offer the words of a code, and refuse numbers out of bounds."""
        rule = self._rule(column, codes)
        if rule is not None:
            title = column.title[:30]
            sheet.data_validation(HEAD_ROW, at, _LAST, at, {"error_title": title, "ignore_blank": True} | rule)

    def _rule(self, column: FieldDef, codes: Mapping[str, CodeList]) -> dict[str, object] | None:
        kind = column.type
        if kind is FieldType.CODE and column.codes in codes:
            words: object = list(codes[column.codes].words)
            if column.codes in self._long:
                letter = letters(list(self._long).index(column.codes))
                words = f"={CODES_SHEET}!${letter}$1:${letter}${len(codes[column.codes].words)}"
            return {"validate": "list", "source": words, "error_message": "只能从下拉表里选。"}
        if kind is FieldType.DATE:
            about = {"validate": "date", "criteria": "between", "error_message": "应为日期，如 2024-09-01。"}
            return {**about, "minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
        is_year = kind in (FieldType.YEAR, FieldType.SCHOOL_YEAR)
        if not is_year and not column.is_number:
            return None
        low = column.minimum if column.minimum is not None else _YEARS[0] if is_year else Decimal(0)
        high = column.maximum if column.maximum is not None else _YEARS[1] if is_year else None
        whole = kind is not FieldType.DECIMAL
        message = f"应为{_bounds(low, high)}的{'整数' if whole else '数字'}。"
        rule: dict[str, object] = {"validate": "integer" if whole else "decimal", "error_message": message}
        if high is None:
            return rule | {"criteria": ">=", "value": _number(low)}
        return rule | {"criteria": "between", "minimum": _number(low), "maximum": _number(high)}

    def _set_print(self, sheet: Worksheet, footer: str, pages: int = 1) -> None:
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(pages, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.set_footer(footer)

    def _font(self, color: str = "#000000") -> Format:
        return self._style(font_color=color, bold=True)

    def _style(self, **look: object) -> Format:
        settings: dict[str, object] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"} | look
        key = tuple(sorted(settings.items()))
        if key not in self._styles:
            self._styles[key] = self._book.add_format(settings)
        return self._styles[key]


def _width(column: FieldDef, rows: Sequence[Mapping[str, TemplateCell]]) -> float:
    """Return the width of a column in characters: heads take two or three lines, what is filled in one."""
    head = max(map(shown_width, _shown_head(column).split("\n")))
    longest = max((shown_width(canonical(_plain(row.get(column.name)))) for row in rows), default=0)
    least = 26 if column.type is FieldType.LABEL else 14 if _is_long(column) else 9
    return float(min(40, max(least, longest + 2, ceil(head / 2) + 4 if head > 15 else head + 3)))


def _plain(value: TemplateCell) -> str | int | Decimal | None:
    return value.isoformat() if isinstance(value, date) else value


def _is_long(column: FieldDef) -> bool:
    return column.type in (FieldType.TEXT, FieldType.LABEL)


def _frozen(fields: Sequence[FieldDef]) -> int:
    """Return how many columns stay when scrolled sideways: the keys at the front and the name, at most five."""
    count = 0
    for column in fields[:5]:
        if column.role is not Role.KEY and column.type is not FieldType.LABEL:
            return count + (column.role is Role.ATTRIBUTE and column.type is FieldType.TEXT)
        count += 1
    return count


def _pages(widths: Sequence[float], frozen: int) -> int:
    """Return over how many pages the columns go; the first ``frozen`` come again on each."""
    again = min(sum(widths[:frozen]), _PAGE_WIDTH / 2)
    return max(1, ceil((sum(widths) - again) / (_PAGE_WIDTH - again)))


def _how(column: FieldDef, codes: Mapping[str, CodeList]) -> str:
    if column.type is FieldType.CODE and column.codes in codes:
        return "、".join(codes[column.codes].words)
    bounds = ""
    if column.is_number and (column.minimum is not None or column.maximum is not None):
        bounds = f"，{_bounds(column.minimum or Decimal(0), column.maximum)}"
    return f"{_TYPES[column.type]}{bounds}"


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _bounds(low: Decimal, high: Decimal | None) -> str:
    return f"{plain_number(low)} 或更大" if high is None else f"{plain_number(low)}—{plain_number(high)} 之间"
