"""Deadlines that words set (时限): the day of one known to be a deadline, and whether a text sets one at all.

Entries: :func:`due_of`, :func:`limit_of`, :class:`Limit`.
A year is no deadline by being named: 比2020年下降, 自2021年起, 2019年印发的方案 say something else. What says plainly
by when a thing is to be finished is one (到2025年建成, 2023年6月底前); what may be one is put to the officer as a
question.
Not here: deadlines in cells of a workbook (``luoshi.sheets.due_texts``), of whole tasks (``luoshi.compiler.tasks``).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.base.dates import YearMention, find_years

_CITED = re.compile(r"《[^《》]*》|[〔\[［(（](?:19|20)\d\d[〕\]］)）]")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年(?!级)")
_POINT = re.compile(
    r"(?P<next>次年|翌年)?\s*(?:(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*月(?:份)?\s*"
    r"(?:(?P<part>底|末|中旬|上旬|下旬)|(?P<day>\d{1,2})\s*日)?"
    r"|(?P<half>[上下])半年|第?(?P<quarter>[一二三四])季度|(?P<term>[春秋]季)?(?:学期开学|开学前|学期前))"
)
_FINISH = (
    r"(?:完成|建成|建立|建好|建齐|达到|达标|实现|形成|竣工|到位|覆盖|普及|消除|投入使用|投用|交付|验收|通过|办结|"
    r"出台|制定|创建|配齐|配足|开齐|化解|清零|新建|新增|改建|扩建|改造|提高[到至]|提升[到至]|下降|降低|降[到至]|控制在|减少|"
    r"增[加至]|不低于|不少于|不超过)"
)
_COUNT = r"(?<![每\d])\d[\d.,]*\s*[余多万亿]?(?:个|所|名|人|套|台|间|栋|座|门|项|元|册|公里|平方米|[%％])"
_FINISHES = re.compile(f"{_FINISH}|{_COUNT}")
_NOW = rf"^(?:[，,]\s*)?(?:前)?(?:要|将|力争|确保|争取)?(?:全面|全部|基本|整改|改造|建设|如期|初步|率先)?{_FINISH}"
_FINISHES_NOW = re.compile(_NOW)
_DESCRIBES = re.compile(rf"{_NOW}(?:并?{_FINISH})*(?:的|了|过|后)")
_MOMENT = (
    r"度?\s*(?:(?:\d{1,2}|[一二三四])\s*(?:月?\s*[-—–~～至到]\s*(?:\d{1,2}|[一二三四])\s*)?(?:月份?|季度)|第[一二三四]季度|[上下]半年|"
    r"[春秋]季(?:学期)?(?:开学)?)?\s*(?:\d{1,2}\s*日)?\s*(?:年?[底末]|年?内|[上中下]旬)?"
)
_TAIL = re.compile(rf"^(?P<moment>{_MOMENT})(?P<before>以前|之前|前(?![后期往景置提]))?")
_COMPARED = re.compile(
    r"(?:(?:比(?![例重率])|较(?![大高多好快为])|相较于?|相比于?|对比)[^，。；、到至]{0,4}|[与同自从以按]|自从|早在|根据|落实|贯彻|执行|沿用|"
    r"[高低优]于|超过)$"
)
_SINCE = re.compile(
    r"^(?:开始|起(?![止草])|以来|以后|之后|后(?![期勤])|启动|开工|试点|试行|施行|招生|入学|出生|毕业|印发|发布|颁布|"
    r"公布|修订|统计|数据|普查|的?基础|的?基数|水平|相比|持平|同期|已|共有|到期|届满|期满|的(?!目标)|为基|时|当年)"
)
_ALREADY = re.compile(r"^[，,]?[^，。；]{0,8}?(?:已(?![到期])|共有)")
_RECURS = re.compile(r"^[，,]?(?:全市|各地|各校)?(?:每|逐年|年均|分年|持续|常年|长期|连续|一直|间|期间)")
_LEAD = re.compile(r"(?P<lead>截至|截止到?|到|至|力争|确保|争取|最迟|最晚|不迟于|不晚于|赶在|在|于)(?:了)?$")
_CLAUSE = re.compile(r"[，,。；;：:\n]")
_START = re.compile(r"(?:^|[，,。；;：:、\n\s）)]|[一二三四五六七八九]是)$")
_BEGINS = re.compile(r"^(?:初)?(?:开始|起(?![止草])|启动|开工|以来|试点|施行|试行|印发|发布)")
_LINKED = re.compile(r"(?:[-—–~～]+|至|到)\s*$")
_EVERY = re.compile(r"(?:每年|每学年|每逢|自|从|年年|历年)\s*$")
_AFTER_PERIOD = 5


@dataclass(frozen=True, slots=True)
class Limit:
    """What a text says of by when.

    Attributes:
        due: the last day, where it plainly says one; None else.
        perhaps: the day that its words may mean, where they leave it open; None else.
        words: the words that say it.
    """

    due: date | None = None
    perhaps: date | None = None
    words: str = ""


def due_of(year: int | None, text: str) -> date | None:
    """Return the last day of a deadline: 31 December of its year, earlier when its words name a month or half.

    Args:
        year: the year of the deadline; None for none.
        text: its words (6月底前, 上半年, 2023年), as the plan writes them. Months of another year do not count.
    """
    if year is None:
        return None
    named = list(_YEAR.finditer(text))
    own = [one for one in named if int(one[1]) == year]
    if not own:
        return date(year, 12, 31) if named else _last_day(year, text, is_bound=True)
    ends = [one.start() for one in named if one.start() > own[-1].start()]
    return _last_day(year, text[own[-1].end() : min(ends, default=len(text))])


def limit_of(text: str, period: tuple[int, int] | None = None) -> Limit:
    """Return by when a text wants a thing finished.

    Args:
        text: of a part of a task, or of a deliverable.
        period: the years of the plan: what lies before them is past, what lies far behind them a vision.
    """
    plain = _CITED.sub(lambda one: "□" * len(one[0]), text)
    years = [one for one in find_years(plain) if plain[one.end - 1] == "年" and plain[one.start] not in '“"‘']
    found: list[tuple[bool, date, str]] = []
    for number, one in enumerate(years):
        is_past = period is not None and one.year < period[0]
        if is_past or (period is not None and one.year > period[1] + _AFTER_PERIOD):
            continue
        is_sure = _is_limit(plain, one)
        if is_sure is not None:
            day = _last_day(one.year, _bound_to(plain, years, number))
            words = plain[one.start : one.end] + (tail[0] if (tail := _TAIL.match(plain[one.end :])) else "")
            found.append((is_sure, day, words))
    if not found:
        return Limit()
    is_sure, day, words = max(found, key=lambda one: one[:2])
    return Limit(due=day, words=words) if is_sure else Limit(perhaps=day, words=words)


def _bound_to(text: str, years: Sequence[YearMention], number: int) -> str:
    """Return what follows a year up to the next year or the end of its sentence."""
    one = years[number]
    end = years[number + 1].start if number + 1 < len(years) else len(text)
    return text[one.end : end].split("。", 1)[0]


def _is_limit(text: str, year: YearMention) -> bool | None:
    """Tell whether a year is that of a deadline: True plainly, False perhaps, None it is not."""
    before, after = text[max(0, year.start - 8) : year.start].rstrip(), text[year.end :].split("。", 1)[0]
    tail = _TAIL.match(after)
    moment = tail["moment"] if tail else ""
    rest = after[tail.end() :].lstrip() if tail else after
    clause = _CLAUSE.split(rest, maxsplit=1)[0]
    if _DESCRIBES.match(rest) or _ALREADY.match(rest):
        return None
    if tail and tail["before"]:
        if _COMPARED.search(before) or _SINCE.match(rest.replace("启动", "", 1) if moment.strip() else rest):
            return None
        return True if moment.strip() else bool(_FINISHES.search(clause))
    if year.first != year.year:
        return False
    if _COMPARED.search(before) or _SINCE.match(rest) or (before[-1:] == "在" and "基础上" in clause):
        return None
    if _RECURS.match(rest):
        return False
    lead = _LEAD.search(before)
    if lead is not None:
        return bool(_FINISHES.search(clause if lead["lead"] in ("在", "于") else rest))
    if re.search(r"[底末内]$", moment):
        return bool(_FINISHES.search(clause))
    return bool(_START.search(before) and _FINISHES_NOW.match(rest))


def _last_day(year: int, text: str, *, is_bound: bool = False) -> date:
    """Return the latest day that words behind a year name; 31 December without any.

    A month directly behind the year belongs to it, and one that a range links to that; further on only a month by
    which something is to be finished. Months in which something begins, or which come back each year, are none.

    Args:
        year: the year.
        text: the words behind it.
        is_bound: whether all months in them belong to the year.
    """
    days: list[date] = []
    end_of_last = 0
    for found in _POINT.finditer(text):
        ahead, behind = text[: found.start()], text[found.end() :]
        gap = text[end_of_last : found.start()]
        is_range = bool(days) and _LINKED.fullmatch(gap.strip() or " ") is not None
        is_linked = is_bound or ahead.strip() in ("", "度") or is_range or bool(found["next"])
        first = re.search(r"(\d{1,2}|[一二三四])\s*[-—–~～至到]+\s*$", ahead)
        is_linked = is_linked or (first is not None and ahead[: first.start()].strip() in ("", "度"))
        if _EVERY.search(ahead) or _BEGINS.match(behind.lstrip()):
            continue
        if is_linked or _ends_there(found, behind):
            days.append(_day_of(year + 1 if found["next"] else year, found))
            end_of_last = found.end()
    if re.match(r"度?\s*年?[底末](?!\w*月)", text):
        days.append(date(year, 12, 31))
    return max(days, default=date(year, 12, 31))


def _ends_there(point: re.Match[str], behind: str) -> bool:
    is_end = point["part"] in ("底", "末") or behind.lstrip().startswith(("前", "之前", "以前", "底", "末"))
    return is_end or _FINISHES_NOW.match(behind) is not None


def _day_of(year: int, point: re.Match[str]) -> date:
    if point["half"]:
        return date(year, 6, 30) if point["half"] == "上" else date(year, 12, 31)
    if point["quarter"]:
        return _month_end(year, 3 * ("一二三四".index(point["quarter"]) + 1))
    if point["month"] is None:  # before the term begins
        return _month_end(year, 2 if point["term"] == "春季" else 8)
    month = int(point["month"])
    last = _month_end(year, month)
    if point["day"] is not None and int(point["day"]):
        return last.replace(day=min(int(point["day"]), last.day))
    return last.replace(day={"上旬": 10, "中旬": 20}.get(point["part"] or "", last.day))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
