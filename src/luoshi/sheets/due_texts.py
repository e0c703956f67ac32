"""Deadlines as offices write them (完成时限): 2024年12月底前, 2024.6.30, 三季度末, 长期坚持.

Entry: :func:`read_due`. A deadline is a day; 前 takes the day, month's or year's end with it (底前、末前). What could
mean two days is never guessed: it comes back as text with the question.
Not here: which column holds deadlines (:mod:`luoshi.sheets.ledger_table`).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from luoshi.base.dates import five_year_plan
from luoshi.base.numerals import parse_numeral
from luoshi.sheets.cells import ReadCell, canonical

_YEARS = range(1990, 2100)
_SERIALS = range(36_526, 73_051)
"""Days of Excel's calendar from 2000 to 2100: a date whose cell lost its format."""

_STANDING = re.compile(
    r"长期|常年|持续|常态|经常|全程|随时|适时|即时|立即|每[年月季周日半]|各(?:年|季)度|逐年|年年|分年|按.{0,12}(?:要求|部署|安排|进度)"
    r"|根据.{0,12}(?:要求|部署|安排)|视情|待定|全年|贯穿|规划期内?$|始终"
)
_END = r"(?:(?P<end>底|末|内|止|份|度|年底|年末|年内|底止|月底|月末)*)"
_BEFORE = r"(?P<before>以?之?前)?"
_DONE = r"(?:全部|全面|基本)?(?:完成|办结|建成|竣工|到位|上报|截止|结束)?"
_YEAR = r"(?:(?P<y>(?:19|20)\d\d)\s*(?P<ys>年|[.\-/](?=\d)))"
_DAY = re.compile(
    rf"{_YEAR}?(?P<m>\d{{1,2}})(?P<ms>月|[.\-/])(?P<d>\d{{1,2}})[日号]?(?:0:00(?::00)?|00:00(?::00)?)?止?{_BEFORE}{_DONE}"
)
_COMPACT = re.compile(rf"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d){_BEFORE}")
_THIRD = re.compile(rf"{_YEAR}?(?P<m>\d{{1,2}})月?(?P<third>上旬|中旬|下旬){_BEFORE}{_DONE}")
_MONTH = re.compile(rf"{_YEAR}?(?P<m>\d{{1,2}})(?:月份?)?(?P<end>底|末|内|止|底止)?{_BEFORE}{_DONE}")
_QUARTER = re.compile(rf"{_YEAR}?第?(?P<q>[一二三四1-4])季度?(?P<end>底|末|内|止)?{_BEFORE}{_DONE}")
_HALF = re.compile(rf"{_YEAR}?(?P<half>上半年|下半年)(?P<end>底|末|内|止)?{_BEFORE}{_DONE}")
_WHOLE = re.compile(rf"(?P<y>(?:19|20)\d\d)年?(?P<end>年?底|年?末|年?内|度|止|当年)?{_BEFORE}{_DONE}")
_OWN_YEAR = re.compile(rf"(?:今年|本年|当年|本年度|年度|年)?(?P<end>年?底|年?末|年?内|内){_BEFORE}{_DONE}")
_PLAN = re.compile(
    rf"[“\"']?(?P<n>[一二三四五六七八九十]{{1,3}})五[”\"']?(?:期间|时期|期)?(?:期末|末|期内|内|底){_BEFORE}{_DONE}"
)
_RANGE = re.compile(r"(?P<first>.+?)(?:—+|–|~|至|到|-{1,2})(?P<last>.+)")
_MONTH_RANGE = re.compile(
    r"(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月?(?:—+|–|~|至|到|-{1,2})(?P<n>\d{1,2})月(?:底|末|份)?前?"
)


@dataclass(frozen=True, slots=True)
class Due:
    """What a deadline says.

    Attributes:
        due: its last day; None when there is none.
        start: its first day, when it says one.
        text: what is kept of it in words, because it is no day; empty else.
        question: what cannot be told; empty when nothing is open.
        fix: what the user can write.
        wants_year: it would be a day if the year were known.
    """

    due: date | None = None
    start: date | None = None
    text: str = ""
    question: str = ""
    fix: str = ""
    wants_year: bool = False


class _Unsure(Exception):
    """Carries what cannot be told, and what to write."""

    def __init__(self, question: str, fix: str, *, wants_year: bool = False) -> None:
        super().__init__(question)
        self.question, self.fix, self.wants_year = question, fix, wants_year


_MARKS = (".", "-", "/")
_MONTHS = 12
_WRITE = "写成一个日子，如 2024-12-31、2024年12月底前；没有时限的写“长期”"


def read_due(cell: ReadCell, year: int | None) -> Due:
    """Return the deadline in a cell.

    Args:
        cell: the cell.
        year: the year of days that are written without one; None when it is not known.
    """
    if cell.empty:
        return Due()
    text = canonical(cell)
    if cell.fault:
        return Due(text="", question=cell.fault, fix=_WRITE)
    try:
        return _read(cell, text, year)
    except _Unsure as open_question:
        one = open_question
        return Due(text=text, question=one.question, fix=one.fix, wants_year=one.wants_year)


def _read(cell: ReadCell, text: str, year: int | None) -> Due:
    value = cell.value
    if isinstance(value, datetime):
        return Due(value.date())
    if isinstance(value, date):
        return Due(value)
    if isinstance(value, Decimal) and not cell.percent:
        return Due(_from_number(value))
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip("。;；,，、.")
    plain = plain.replace("一十", "十").replace("於", "于").removeprefix("于").removeprefix("在")
    found = _day(plain, year)
    if found is not None:
        return Due(found)
    if _STANDING.search(plain):
        return Due(text=text)
    ranged = _range(plain, year)
    if ranged is not None:
        return ranged
    raise _Unsure(f"“{_short(text)}”看不出是哪一天", _several(plain))


def _from_number(value: Decimal) -> date:
    number = format(value, "f")
    if value == value.to_integral_value():
        whole = int(value)
        if whole in _YEARS:
            return date(whole, 12, 31)
        compact = _COMPACT.fullmatch(number)
        if compact:
            return _made(int(compact["y"]), int(compact["m"]), int(compact["d"]))
        if whole in _SERIALS:
            raise _Unsure(f"{whole} 像是丢了日期格式的日期", "把这一格设为日期格式，或写成 2024-12-31")
        raise _Unsure(f"{number} 看不出是哪一天", _WRITE)
    year, _, month = number.partition(".")
    if month == "1":
        raise _Unsure(f"{number} 看不出是 1 月还是 10 月：Excel 去掉了末尾的 0", "写成 2024年1月 或 2024年10月")
    if len(month) > 2 or int(year) not in _YEARS:
        raise _Unsure(f"{number} 看不出是哪一天", _WRITE)
    return _month_end(int(year), int(month))


def _day(plain: str, year: int | None) -> date | None:
    """Return the day that a whole text says; None when it is of another form."""
    for pattern, make in (
        (_DAY, _of_day),
        (_COMPACT, _of_day),
        (_THIRD, _of_third),
        (_QUARTER, _of_quarter),
        (_HALF, _of_half),
        (_WHOLE, _of_year),
        (_PLAN, _of_plan),
        (_OWN_YEAR, _of_own_year),
        (_MONTH, _of_month),
    ):
        match = pattern.fullmatch(plain)
        if match is not None:
            return make(match, year)
    return None


def _of_day(match: re.Match[str], year: int | None) -> date:
    # 6.30 without a year could be a number as well, but in this column it is a day
    _not_months(match)
    return _made(_year_of(match, year), int(match["m"]), int(match["d"]))


def _not_months(match: re.Match[str]) -> None:
    """Refuse 2024.6-12 and 3-5: offices write months so. 2024-6-12 and 6.30 are days."""
    marks = match.groupdict()
    between, before = marks.get("ms"), marks.get("ys")
    m, d = int(match["m"]), int(match["d"])
    if between not in _MARKS or before == between or m > _MONTHS:
        return
    if d <= _MONTHS:
        question = f"“{match[0]}”看不出是 {m} 月 {d} 日，还是 {m} 月到 {d} 月"
        raise _Unsure(question, f"写成 {m}月{d}日，或 {m}月—{d}月")
    if before in _MARKS:
        raise _Unsure(f"“{match[0]}”里的记号不一样，看不出是不是 {m} 月 {d} 日", f"写成 {m}月{d}日")


def _of_third(match: re.Match[str], year: int | None) -> date:
    y, m = _year_of(match, year), int(match["m"])
    if match["before"]:
        raise _Unsure(f"“{match[0]}”看不出这一旬算不算在内", _WRITE)
    return _month_end(y, m) if match["third"] == "下旬" else _made(y, m, 10 if match["third"] == "上旬" else 20)


def _of_month(match: re.Match[str], year: int | None) -> date | None:
    if "月" not in match[0] and match["y"] is None:
        return None  # a bare number
    _not_just_before(match, f"{int(match['m'])} 月")
    return _month_end(_year_of(match, year), int(match["m"]))


def _of_quarter(match: re.Match[str], year: int | None) -> date:
    _not_just_before(match, "这个季度")
    quarter = int(match["q"]) if match["q"].isdigit() else parse_numeral(match["q"]) or 0
    return _month_end(_year_of(match, year), 3 * quarter)


def _of_half(match: re.Match[str], year: int | None) -> date:
    _not_just_before(match, match["half"])
    return _month_end(_year_of(match, year), 6 if match["half"] == "上半年" else 12)


def _of_year(match: re.Match[str], year: int | None) -> date:
    _not_just_before(match, f"{match['y']} 年")
    return date(int(match["y"]), 12, 31)


def _of_own_year(match: re.Match[str], year: int | None) -> date:
    return date(_year_of(None, year), 12, 31)


def _of_plan(match: re.Match[str], year: int | None) -> date:
    number = parse_numeral(match["n"])
    if number is None or not 6 <= number <= 30:
        raise _Unsure(f"“{match[0]}”看不出是哪个五年规划", _WRITE)
    return date(five_year_plan(number)[1], 12, 31)


def _range(plain: str, year: int | None) -> Due | None:
    months = _MONTH_RANGE.fullmatch(plain)
    if months is not None:
        own = int(months["y"])
        return _spanned(_made(own, int(months["m"]), 1), _month_end(own, int(months["n"])), plain)
    parts = _RANGE.fullmatch(plain)
    if parts is None:
        return None
    stated = re.match(r"(?:19|20)\d\d", parts["first"])
    first_end = _day(parts["first"], year)
    last = _day(_with_year(parts["first"], parts["last"]), int(stated[0]) if stated else year)
    if first_end is None or last is None:
        return None
    return _spanned(_first_day(parts["first"], first_end), last, plain)


def _with_year(first: str, last: str) -> str:
    """Return 2024.5.10 for the 5.10 of 2024.3.1至5.10: behind a day written so, it is a day as well."""
    begun = _DAY.fullmatch(first)
    if begun is None or not begun["y"] or begun["ys"] != begun["ms"] or begun["ms"] not in _MARKS:
        return last
    return f"{begun['y']}{begun['ms']}{last}" if re.match(rf"\d{{1,2}}{re.escape(begun['ms'])}\d", last) else last


def _first_day(text: str, end: date) -> date:
    """Return the first day of what ends on ``end``: the day itself, its month or its year."""
    if _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
        return end
    if _WHOLE.fullmatch(text):
        return date(end.year, 1, 1)
    if _MONTH.fullmatch(text) and not re.search("[底末]", text):
        return end.replace(day=1)
    raise _Unsure(f"“{text}”看不出从哪一天起", "起始、时限各用一列，写成日期")


def _spanned(first: date, last: date, text: str) -> Due:
    if last < first:
        raise _Unsure(f"“{_short(text)}”的截止早于起始", "核对年份和先后")
    return Due(last, first)


def _not_just_before(match: re.Match[str], what: str) -> None:
    """Refuse 6月前: whether June is in it nobody can tell; 6月底前 says it."""
    if match["before"] and not match["end"]:
        raise _Unsure(f"“{match[0]}”看不出{what}算不算在内", f"写明是{what}底前，还是上一期末以前")


def _year_of(match: re.Match[str] | None, year: int | None) -> int:
    if match is not None and match["y"]:
        return int(match["y"])
    if year is None:
        raise _Unsure("没有写哪一年", "在表的标题里写上年份，或加 --year 年份", wants_year=True)
    return year


def _month_end(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise _Unsure(f"没有 {month} 月", "改正月份")
    return date(year, month, monthrange(year, month)[1])


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _Unsure(f"没有 {year} 年 {month} 月 {day} 日这一天", "改正日期") from None


def _several(plain: str) -> str:
    days = re.findall(r"(?:\d{4}年)?\d{1,2}月|季度|\d{4}年|半年", plain)
    if len(days) > 1:
        return "里面不止一个时间：时限一列写最后一个，其余导出台账后写在“节点”表里"
    return _WRITE


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else line[:29] + "…"
