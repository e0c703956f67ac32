"""The time limit (完成时限) that a task sets.

Entry: :func:`find_deadline`. The last year by which the text wants something done counts; years that say since when
(从2021年起), years of cited documents, years before the plan and far horizons (2035年远景目标) do not. 三年内 counts
only when the text says from when; 年底前 and 6月底前 only when the plan is for one year.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from luoshi.base.dates import find_years
from luoshi.base.numerals import parse_numeral

_CITED = re.compile(r"《[^《》]*》|[〔\[［](?:19|20)\d\d[〕\]］]")
_SINCE = re.compile(r"^\s*(?:\d{1,2}月|[春秋]季(?:学期)?(?:开学)?)?(?:开始|起(?!止)|以来|以后|之后|后(?!期))")
_FROM = re.compile(r"(?:从|自|于从)\s*$")
_WITHIN = re.compile(
    r"^\s*(?:\d{1,2}月)?(?:开始|起)?[，,]?\s*(?:用|利用|连续|的)?\s*(?P<n>[一二三四五六七八九十两\d]{1,2})\s*(?:至"
    r"|到|[-—–])?\s*年(?:内|时间)"
)
_STATED = re.compile(r"(?:完成|办结)(?:的)?(?:时限|时间|期限)(?:要求|安排)?\s*[：:]\s*(?P<when>[^，,；;。）)】\]\n]+)")
_MONTH = re.compile(r"\s*(?:\d{1,2}\s?月|全年|[一二三四]季度)")
_PAST = re.compile(
    r"^\s*(?:\d{1,2}月)?(?:度)?(?:统计|数据|末(?:的|达)|已|的基础上|基础上|水平|成立|首批|底的|以前|之前"
    r"|印发|出台|颁布|公布)"
)
_ON_THE_BASIS = re.compile(r"(?:在|较|比|与|同|相比)\s*$")
_HORIZON = re.compile(r"^\s*(?:远景|愿景|中长期)")
_LIMIT_END = re.compile(
    r"\s*(?:年)?(?:全年|上半年|下半年|秋季(?:学期|开学)?(?:前)?|春季(?:学期|开学)?(?:前)?|\d{1,2}\s*月(?:\d{1,2}日)"
    r"?(?:底|末|上旬|中旬|下旬)?(?:以前|之前|前)?"
    r"|年?(?:底|末|内|初)(?:以前|之前|前)?|(?:以前|之前|前)|期末)?"
)
_FIVE_TAIL = re.compile(r"[”\"’]?(?:期间|时期|期末|末)")
_LIMIT_START = re.compile(r"(?:力争|确保|争取|计划|预计)?(?:到|至|在|于|截至|截止|截止到)?\s*$")
_IN_THE_YEAR = re.compile(
    r"(?:\d{1,2}\s*月(?:\d{1,2}\s*日|底|初|末|上旬|中旬|下旬|份)?(?:以前|之前|前)|[今本当]?年(?:底|末|内)(?:以前"
    r"|之前|前|完成)?|[今本]年(?:上|下)半年|(?<![一-鿿])(?:上|下)半年"
    r"|第?[一二三四]季度(?:末|内|前|底)?|[春秋]季(?:学期)?开学前)"
)


class Deadline(NamedTuple):
    """The year of a time limit (None if it names none) and the words that set it, verbatim."""

    year: int | None
    text: str


NO_DEADLINE = Deadline(None, "")


def find_deadline(text: str, period: tuple[int, int] | None = None, *, since: int | None = None) -> Deadline:
    """Return the last time limit in ``text``.

    Args:
        text: a task's text, or the cell of a table that gives its time limit.
        period: the years of the plan, if known.
        since: the year of the document, if known; years before it (or before ``period``) are past.
    """
    floor = min(y for y in (period[0] if period else 0, since or 9999) if y) if period or since else 0
    ceiling = period[1] + 5 if period else 9999
    stated = _STATED.search(text)
    if stated:
        found = find_deadline(stated["when"], period, since=since)
        if found.year is None and period and period[0] == period[1] and _MONTH.match(stated["when"]):
            return Deadline(period[0], stated["when"].strip())  # 完成时限：9月上旬
        return Deadline(found.year, stated["when"].strip())
    plain = _CITED.sub(lambda m: "□" * len(m.group()), text)
    best = NO_DEADLINE
    for mention in find_years(plain):
        found = _limit(plain, mention.start, mention.end, mention.year)
        if found.year is None or not floor <= found.year <= ceiling:
            continue
        if best.year is None or found.year >= best.year:
            best = Deadline(found.year, text[_begin(plain, mention.start) : mention.end + len(found.text)].strip())
    if best.year is None and period and period[0] == period[1]:
        within = list(_IN_THE_YEAR.finditer(plain))
        if within:
            return Deadline(period[0], within[-1].group().strip())
    return best


def _limit(text: str, start: int, end: int, year: int) -> Deadline:
    """Return the year that a mention sets as a limit and the words after it that belong to it."""
    before, after = text[max(0, start - 8) : start], text[end : end + 24]
    if text[end - 1] in '五”"' and not _FIVE_TAIL.match(after):
        return NO_DEADLINE  # the name of a plan
    counted = bool(_FROM.search(before)) or bool(_SINCE.match(after))
    within = _WITHIN.match(after)
    if within and (counted or after[within.start("n") :]):
        number = parse_numeral(within["n"].replace("两", "二")) if not within["n"].isdigit() else int(within["n"])
        return Deadline(year + (number or 1) - 1, within.group()) if counted else NO_DEADLINE
    if counted or _HORIZON.match(after) or _PAST.match(after) or _ON_THE_BASIS.search(before):
        return _after_basis(before, after, year) if not counted else NO_DEADLINE
    tail = _FIVE_TAIL.match(after) or _LIMIT_END.match(after)
    return Deadline(year, tail.group() if tail else "")


def _after_basis(before: str, after: str, year: int) -> Deadline:
    """在2025年底前 is a limit though it begins like 在2022年…基础上."""
    tail = re.match(r"\s*年?(?:底|末|\d{1,2}月底?)?(?:以前|之前|前)", after)
    return Deadline(year, tail.group()) if tail and before.rstrip().endswith("在") else NO_DEADLINE


def _begin(text: str, start: int) -> int:
    lead = _LIMIT_START.search(text[max(0, start - 6) : start])
    start -= len(lead.group()) if lead else 0
    return start - 1 if start and text[start - 1] == "“" else start
