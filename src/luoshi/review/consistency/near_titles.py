"""Titles of documents that are nearly the same (文件名称相近).

Entry: :func:`near_titles`. Candidates come from indexes by the beginning, the end
and the set of characters of the title, a bounded number for each. Not here: names of bodies and of programmes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

from luoshi.base.findings import Severity
from luoshi.model.document import Span
from luoshi.review.consistency.name_differences import inserted, is_moved, is_one_name
from luoshi.review.consistency.telling_words import TELLING
from luoshi.review.material import Material, Sentence

_TITLE = re.compile(r"《([^《》\n]{6,80})》")
_KIND = re.compile(
    r"(?:实施意见|指导意见|若干意见|意见|决定|通知|实施方案|行动方案|工作方案|总体方案|方案|实施办法|办法|规定|实施细则|细则|若干措施|措施)$"
)
_BRACKET = re.compile(r"[（(][^（()）]*[）)]|\s")
_PERIOD = re.compile(r"(20\d\d)\s?年?\s?[—–~～\-至]{1,2}\s?(20\d\d)")
_APART = re.compile(
    rf"{TELLING}|义务|基础|职业|继续|家庭|民族|法治|劳动|语言|专项|配套|实施|评价|评估|考核|资助|经费|资金|招生"
)
_AREA = re.compile(r"^(?:中心|主)?(?:城区|市区|县城|城镇|城市|县域|市域|全市|全县|市|县)$")
_LAW = re.compile(r"(?:法|条例|标准|规程|规范|指南|纲要|目录|守则|准则)$")
_NUMBER_BEHIND = re.compile(r"\s?[（(]\s?(?P<of>[\u4e00-\u9fff]{1,8})[〔\[［（(]\s?20\d\d")
_ISSUED = re.compile(
    r"(?:市委|县委|区委|州委|[市县区州]人民政府|[市县区州]政府|[市县区州]教育局"
    r"|我[市县区])[^，。；《》]{0,16}$"
)
_OF_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}?[省市县区州旗]")
_PLAN = re.compile(r"(?:专项|总体|发展|建设)?(?:行动|实施|工作)?(?:规划|计划|方案)$")
_SOFT = re.compile(r"(?:普及|普惠|发展|建设|提升|专项|工作|推进|质量|三年|实施)*")
_SOFT_LAYOUT = re.compile(r"(?:校|学校|幼儿园|中小学|专项|规划|建设|发展)*")
_MOST, _TAIL, _LONG_SUBJECT, _LONG_CORE, _LEAST_KEPT = 24, 7, 8, 16, 5


@dataclass
class _Title:
    text: str
    spans: list[Span] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    periods: set[tuple[str, str]] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    is_issued: bool = False

    @property
    def core(self) -> str:
        """The title without the word for the kind of document."""
        return _KIND.sub("", self.text)

    @property
    def subject(self) -> str:
        """The core without the bodies in front of 关于."""
        return self.core.rpartition("关于")[2]

    @property
    def issuers(self) -> str:
        """Who stands in front of 关于."""
        return self.core.rpartition("关于")[0]


def near_titles(material: Material) -> Iterator[tuple[str, list[Span], str, Severity]]:
    """Yield message, places, what to do and how sure, for each pair."""
    titles: dict[str, _Title] = {}
    for number, sentence in enumerate(material.sentences):
        if "《" in sentence.text:
            _enter(titles, sentence, number)
    for one in titles.values():
        ends = sorted(one.periods)
        if len(ends) > 1 and any(a == b for a, b in zip(ends[0], ends[1], strict=True)) and len(one.lines) > 1:
            told = "、".join(f"{a}—{b}年" for a, b in ends)
            yield f"《{one.text}》的期限前后不一：{told}", one.spans[:8], "核对文件原名，统一期限", Severity.WARNING
    index: dict[str, list[_Title]] = {}
    for one in titles.values():
        subject = one.subject
        for key in {f"^{one.text[:6]}", f"{one.text[-_TAIL:]}$", "".join(sorted(one.core)), f"{subject[-_TAIL:]}…"}:
            index.setdefault(key, []).append(one)
    done: set[tuple[str, str]] = set()
    region = material.plan.document.region or ""
    for group in index.values():
        for one, other in combinations(group[:_MOST], 2):
            if (one.text, other.text) in done or one.lines & other.lines:
                continue
            done.add((one.text, other.text))
            told_apart = _told(one, other, region)
            if told_apart is not None:
                message, fix, severity = told_apart
                yield message, [one.spans[0], other.spans[0], *one.spans[1:4], *other.spans[1:4]], fix, severity


def _enter(titles: dict[str, _Title], sentence: Sentence, number: int) -> None:
    for match in _TITLE.finditer(sentence.text):
        text = _BRACKET.sub("", match[1])
        if len(text) < 6:
            continue
        title = titles.setdefault(text, _Title(text))
        title.spans.append(sentence.span(match.start(), min(match.end(), match.start() + 78)))
        title.lines.add(number)
        period = _PERIOD.search(match[1])
        if period:
            title.periods.add((period[1], period[2]))
        behind = _NUMBER_BEHIND.match(sentence.text, match.end())
        if behind:
            title.numbers.add(behind["of"])
        title.is_issued |= bool(_ISSUED.search(sentence.text[max(0, match.start() - 30) : match.start()]))


def _told(one: _Title, other: _Title, region: str) -> tuple[str, str, Severity] | None:
    """Return message, remedy and severity if the two titles may name one document."""
    if one.core == other.core and one.text != other.text:
        if len(one.core) < 12:
            return None
        sure = _of_one_body(one, other, region) or _is_local_scheme(one, other, region)
        message = f"《{one.text}》与《{other.text}》只有文种不同，如是同一文件，名称应一致"
        return message, "核对文件原名", Severity.WARNING if sure else Severity.INFO
    starts, ends = ([{p[n] for p in t.periods} for t in (one, other)] for n in (0, 1))
    if ends[0] & ends[1] and _is_local_plan(one.text, other.text):
        periods = "" if one.periods == other.periods else "，期限也不同"
        message = f"《{one.text}》与《{other.text}》只差一两个词{periods}，疑为同一文件的两种写法"
        return message, "核对文件原名和期限", Severity.WARNING
    if starts[0] and starts[1] and not starts[0] & starts[1] and not ends[0] & ends[1]:
        return None
    if is_moved(one.core, other.core):
        message = f"《{one.text}》与《{other.text}》词序不同，疑为同一文件的两种写法"
        return message, "核对文件原名，统一写法", Severity.WARNING
    shorter, longer = sorted((one.text, other.text), key=len)
    extra = inserted(shorter, longer, 3, 2)
    local = len(region) > 1 and shorter.startswith(region[-3:]) and longer.startswith(region[-3:])
    if not extra and _is_worded_alike(one, other):
        message = f"《{one.text}》与《{other.text}》只差一两个词，疑为同一文件的两种写法"
        return message, "核对文件原名，统一写法", Severity.WARNING
    if not extra or (_LAW.search(shorter) and not local):
        return None
    if starts[0] and one.periods != other.periods and _AREA.search(extra):
        periods = "、".join(f"{a}—{b}年" for a, b in sorted(one.periods | other.periods))
        message = f"《{shorter}》与《{longer}》名称只差“{extra}”，起始年份相同而期限不一（{periods}），疑为同一文件"
        return message, "核对文件原名和期限", Severity.WARNING
    if _APART.search(extra):
        return None
    return f"“{shorter}”与“{longer}”只差“{extra}”，疑为同一名称的两种写法", "核对后统一名称", Severity.WARNING


def _is_local_scheme(one: _Title, other: _Title, region: str) -> bool:
    """Tell whether both are what the place itself carries out a reform by: of a 方案 and a 意见 there is one."""
    ends = {title.text.removeprefix(title.core)[-2:] for title in (one, other)}
    is_local = len(region) > 1 and all(title.text.startswith(region) for title in (one, other))
    return is_local and len(one.core) >= _LONG_CORE and ends <= {"方案", "意见", "办法", "措施"}


def _is_local_plan(one: str, other: str) -> bool:
    """Tell whether both are plans of one place that differ in words which tell no two plans apart."""
    place = _OF_PLACE.match(one)
    if place is None or not other.startswith(place[0]) or not (_PLAN.search(one) and _PLAN.search(other)):
        return False
    first, second = (_PLAN.sub("", title.removeprefix(place[0])) for title in (one, other))
    codes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    words = [(first[a:b], second[c:d]) for kind, a, b, c, d in codes if kind != "equal"]
    soft = _SOFT_LAYOUT if "布局" in first and "布局" in second else _SOFT
    kept = min(len(first), len(second)) - sum(min(len(was), len(now)) for was, now in words)
    is_soft = all(soft.fullmatch(was) and soft.fullmatch(now) for was, now in words)
    return bool(words) and len(words) <= 2 and kept >= _LEAST_KEPT and is_soft


def _is_worded_alike(one: _Title, other: _Title) -> bool:
    """Tell whether two titles differ in words that are written one for the other alone; a kind of paper counts too."""
    if _LAW.search(one.text) or _LAW.search(other.text) or (one.issuers and other.issuers):
        return False
    kinds = one.text.removeprefix(one.core) != other.text.removeprefix(other.core)
    if kinds and not (one.numbers or other.numbers):
        return False
    first, second = one.subject, other.subject
    return min(len(first), len(second)) >= _LONG_SUBJECT and is_one_name((first, ""), (second, ""))


def _of_one_body(one: _Title, other: _Title, region: str) -> bool:
    """Tell whether the local body is said to have issued both: one by its number, the other by the words before it."""
    for numbered, named in ((one, other), (other, one)):
        local = any(of[0] in region if region else of[0] not in "中国教" for of in numbered.numbers)
        if local and named.is_issued and not named.numbers:
            return True
    return False
