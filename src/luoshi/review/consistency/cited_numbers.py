"""One document cited with two numbers (文号): :class:`TwoNumbers`. Not here: how a number is written (V506)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import normal
from luoshi.model.document import Span
from luoshi.review.form.document_numbers import NUMBER
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_CITED = re.compile(
    r"《(?P<title>[^《》]{2,100})》\s?[（(](?:文号|即|见)?[：:]?\s?(?P<agency>[\u4e00-\u9fff]{2,14})\s?"
    + NUMBER.pattern
)
_RECURRING = re.compile(
    r"下达|拨付|预算|资金|公布|公示|表彰|奖励|认定|命名|名单|结果|批复|任免|任命|调整|通报|补充|批|年度|转发"
)
"""Of what an office issues several in one year under one title."""
_EDITIONS = re.compile(r"修订|修改|重新印发|重新制定|废止|停止执行|替代|取代|失效|旧版|新版|新修|同名")
_NOTICE = re.compile(r"^关于(?:印发|公布|转发|发布|下达)?|的?(?:通知|决定|公告)$|20\d\d年?[—~至-]?(?:20\d\d年)?")
_SHORTEST_TITLE, _LONGEST = 8, 76


@dataclass(frozen=True)
class _Cited:
    """A title with its number as cited at one place."""

    agency: str
    year: int
    number: int
    told: str
    span: Span

    def is_of_one_office(self, other: _Cited) -> bool:
        return self.agency.endswith(other.agency) or other.agency.endswith(self.agency)


class TwoNumbers(Rule):
    """同一文件引用了两个文号：前面写〔2019〕6号，后面写〔2019〕9号。

    看书名号里的文件名称和紧跟在后面括号里的文号。名称相同、发文机关代字和年份相同而序号不同的，给警告；机关代字不同
    而年份、序号都相同的，也给警告。年份不同的可能是先后两个版本，名称太短的、一年里会印发多次的（下达资金、公布名单），只作提示。
    同一机关、同一文号写了两个文件名称的，也给警告；印发的通知和所印发的文件（关于印发某某规划的通知、某某规划）、简称，不算两个。
    上下级各自印发的同名文件，写明修订、废止的，不报。
    """

    code = "V216"
    name = "文号不一"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each document that has two numbers."""
        known: dict[str, list[_Cited]] = {}
        told: set[str] = set()
        issued: dict[tuple[int, int], list[tuple[str, str, _Cited]]] = {}
        for sentence in material.statements:
            text = sentence.text
            if "》" not in text:
                continue
            for match in _CITED.finditer(text):
                if _EDITIONS.search(text):
                    continue
                title = normal(re.sub(r"^.*?(?=关于)", "", match["title"]))
                span = sentence.span(max(match.start(), match.end() - _LONGEST), match.end())
                number = match[0][match.start("agency") - match.start() :]
                one = _Cited(match["agency"], int(match["year"]), int(match["number"]), number, span)
                same = issued.setdefault((one.year, one.number), [])
                twin = next((w for t, w, o in same if one.is_of_one_office(o) and _are_two(t, title)), None)
                if twin is not None and title not in told:
                    told.add(title)
                    earlier = next(o for _, w, o in same if w == twin)
                    yield self.found(
                        f"同一文号{one.told}写了两个文件名称：一处为《{twin}》，另一处为《{match['title']}》",
                        [one.span, earlier.span],
                        "查对原文件，统一名称；确是两个文件的，改正文号",
                        Severity.WARNING,
                    )
                same.append((title, match["title"], one))
                other = next((o for o in known.get(title, ()) if _differ(o, one)), None)
                known.setdefault(title, []).append(one)
                if other is None or title in told:
                    continue
                told.add(title)
                sure = one.year == other.year and len(title) >= _SHORTEST_TITLE and not _RECURRING.search(title)
                yield self.found(
                    f"同一文件《{match['title']}》的文号不一：一处为{other.told}，另一处为{one.told}",
                    [one.span, other.span],
                    "查对原文件，统一文号；确是两个文件的，把名称写全",
                    Severity.WARNING if sure else Severity.INFO,
                )


def _differ(one: _Cited, other: _Cited) -> bool:
    """Tell whether two numbers cannot both be those of one document."""
    if one.is_of_one_office(other):
        return (one.year, one.number) != (other.year, other.number)
    return (one.year, one.number) == (other.year, other.number)


def _are_two(one: str, other: str) -> bool:
    """Tell whether two titles are of two documents: neither is the other in short or the notice that issues it."""
    first, second = (_NOTICE.sub("", title) for title in (one, other))
    shorter, longer = sorted((first, second), key=len)
    letters = iter(longer)
    return len(shorter) >= _SHORTEST_TITLE and not all(letter in letters for letter in shorter)
