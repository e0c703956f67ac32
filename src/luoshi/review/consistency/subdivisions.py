"""How many counties, townships or villages the whole area has (区划个数): :class:`TwoCounts`.

Not here: counts of schools and pupils (:mod:`luoshi.review.consistency.two_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import parse_numeral
from luoshi.model.document import Span
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule

_NUMBER = r"\d{1,4}|[一二三四五六七八九十]{1,3}"
_COUNTED = re.compile(
    r"(?P<all>[全我本](?P<area>[省市县区州旗]))(?P<rule>(?:现|共|总共|下|目前|现共)*(?:管?辖|设|辖有|设有)(?:区)?(?:有|共)?)?(?:共|共有|现有)?\s?"
    rf"(?P<n>{_NUMBER})\s?个(?P<kind>县[（(]市[、]?区[）)]|县市区|市县区|县区|区县|乡镇[（(]街道[）)]|乡镇街道|乡[（(]镇[）)][（(]?街道[）)]?"
    r"|镇[（(]街道?[）)]|镇街|乡[（(]镇[）)]|乡镇|镇乡|街道|行政村|建制村)(?!级|街道|办|（|\()"
)
_KINDS = (
    ("县（市、区）", re.compile(r"县")),
    ("乡镇（街道）", re.compile(r"[乡镇].*街")),
    ("乡镇", re.compile(r"[乡镇]")),
    ("街道", re.compile(r"街道")),
    ("行政村", re.compile(r"村")),
)
_EVERY = re.compile(r"^(?!的)[^\d一二三四五六七八九十]*?(?:全部|均(?!衡)|都|每个|逐一|无一)")
_OVER = re.compile(r"(?:覆盖|遍及|遍布|涵盖)(?:到|了)?$")
_PART = re.compile(
    r"^(?:中|里|内|当中|之中|的?(?:部分|试点|首批|其余))|其中|试点|部分|首批|率先|先行|其余|其他|另外"
    r"|剩余|除|以外|通过|获评|获批|入选"
)
_PAST = re.compile(r"原有?|曾|撤并|合并|撤销|调整|改革前|由|从|区划|拟|规划建")
_YEAR = re.compile(r"(20\d\d)年")
_HOUSE = re.compile(r"^[\u4e00-\u9fff]{0,6}?(?:中心校|学校|幼儿园|小学|中学|卫生院|文化站|学区)")
_BESIDE = re.compile(
    rf"({_NUMBER})\s?个(?:街道|办事处|管委会|管理区|农场|林场|园区|开发区|民族乡|镇|乡|社区|风景区|度假区)"
)
_ZONE = re.compile(r"经开区|开发区|高新区|新区|功能区|示范区|管委会|度假区|园区|管理区|农场|林场")


@dataclass(frozen=True)
class _Count:
    """A number of subdivisions, said of the whole area."""

    number: int
    year: int | None
    told: str
    span: Span
    beside: tuple[int, ...]
    is_of_houses: bool
    is_sure: bool

    def may_be(self, other: _Count) -> bool:
        """Tell whether both can be true: of other years, other things, or with what stands beside counted in."""
        gap = abs(self.number - other.number)
        if self.year and other.year and self.year != other.year:
            return True
        if (self.is_of_houses or other.is_of_houses) and gap > max(1, max(self.number, other.number) // 10):
            return True
        fewer = min(self, other, key=lambda c: c.number)
        sums = {0}
        for more in fewer.beside:
            sums |= {s + more for s in sums}
        return gap in sums


class TwoCounts(Rule):
    """全县（市、区）的乡镇、街道、行政村、县市区个数前后不一：一处说全县辖16个乡镇，另一处说全县15个乡镇全部达标。

    要是说整个地区的才比：写“辖”“设”的，覆盖全县多少个的，全县多少个都怎样的。乡镇和乡镇（街道）分开比；
    说其中一部分的，年份不同的，区划调整前后的，加上街道、开发区就对得上的，不报；覆盖多少个的可能只是一部分，县市区的个数可能
    算进了开发区，只作提示。
    """

    code = "V217"
    name = "区划个数不一"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each kind of subdivision that has two numbers."""
        known: dict[tuple[str, str], _Count] = {}
        told: set[tuple[str, str]] = set()
        for sentence in material.sentences:
            if "个" not in sentence.text:
                continue
            for area, kind, one in _counts(sentence, _first_year(material)):
                before = known.setdefault((area, kind), one)
                if before.number == one.number or (area, kind) in told or before.may_be(one):
                    continue
                told.add((area, kind))
                zones = kind.startswith("县") and _ZONE.search(material.document.text)
                yield self.found(
                    f"全{area}的{kind}个数前后不一：一处为{before.number}个，另一处为{one.number}个",
                    [one.span, before.span],
                    f"核对后统一{kind}的个数；只说其中一部分或者口径不同的，写明",
                    Severity.WARNING if one.is_sure and before.is_sure and not zones else Severity.INFO,
                )


def _counts(sentence: Sentence, first: int | None) -> Iterator[tuple[str, str, _Count]]:
    """Yield area, kind and number of what ``sentence`` says of the whole area."""
    text = sentence.text
    for match in _COUNTED.finditer(text):
        start = max(text.rfind(mark, 0, match.start()) for mark in "，,：:、") + 1
        before = text[start : match.start()]
        behind = re.split(r"[，,。；;：:]", text[match.end() :])[0]
        is_sure = bool(match["rule"] or _EVERY.search(behind))
        is_part = behind.startswith("的") or _PART.search(behind)
        if not (is_sure or _OVER.search(before)) or is_part or _PAST.search(before):
            continue
        years = _YEAR.findall(text[: match.start()])
        when = int(years[-1]) if years else None
        if when is not None and first is not None and when < first - 1:
            continue
        number = int(match["n"]) if match["n"].isdigit() else parse_numeral(match["n"])
        if not number or number < 2:
            continue
        rest = re.split(r"[。；;]", text[match.end() :])[0]
        beside = tuple(int(n) if n.isdigit() else int(parse_numeral(n) or 0) for n in _BESIDE.findall(rest))[:6]
        span = sentence.span(match.start(), match.end())
        houses = not match["rule"] and bool(_HOUSE.match(behind))
        kind = next(name for name, shape in _KINDS if shape.search(match["kind"]))
        yield match["area"], kind, _Count(int(number), when, match[0], span, beside, houses, is_sure)


def _first_year(material: Material) -> int | None:
    period = material.plan.document.period
    return period[0] if period else None
