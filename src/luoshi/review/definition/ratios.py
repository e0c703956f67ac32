"""Ratios turned round and rates mixed up: :class:`RatioOrder` (普职比、职普比), :class:`GrossAndNet` (毛、净)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import HALF_WIDTH
from luoshi.model.document import Span
from luoshi.model.indicator_names import canonical
from luoshi.review.material import Material
from luoshi.review.measures import Measure
from luoshi.review.rule import Rule

_RATIO = re.compile(
    r"(?P<name>普职|职普)(?:招生|在校生|规模|分流|融通)?(?:比例|比|之比)?[^，。；、\d（(]{0,10}[（(]?[^，。；、\d（(]{0,8}"
    r"(?P<a>\d{1,3}(?:\.\d+)?)\s?[:比∶]\s?(?P<b>\d{1,3}(?:\.\d+)?)"
)
_PUPIL = r"(?:教育|学校)?(?:在校)?(?:学?生)"
_KINDS = (
    ("普高", re.compile(rf"(?:全[市县区])?普通高中{_PUPIL}")),
    ("中职", re.compile(rf"(?:全[市县区])?(?:中职|中等职业)(?:教育|学校)*{_PUPIL}(?:数|人数)?")),
    ("高中阶段", re.compile(rf"(?:全[市县区])?高中(?:阶段)?{_PUPIL}(?:数|人数)?")),
)
_APART, _NEAR = 0.03, 0.015
"""How far a share has to lie from one half to be turned round for certain, and what rounding may do."""
_MOST_RATIOS = 12
_NET_OR_GROSS = re.compile(r"[毛净]入(?=[学园]率)")
_NAMED = re.compile(r"普职比|职普比|普职比例|职普比例")


@dataclass(frozen=True)
class _Ratio:
    name: str
    first: float
    second: float
    shown: str
    span: Span
    year: str
    near: int | None
    words: str


class RatioOrder(Rule):
    """普职比与职普比混用：两种说法后面写着同样的比，必有一处写反。

    文中给出同一年普通高中、中职的在校生数，算出的比正好与所写的相反，也报。
    1:1 的比反过来还是 1:1，两种说法并存时只提示统一；数值互为倒数的（普职比6:4、职普比4:6）没有矛盾，也只提示。
    """

    code = "V303"
    name = "比的次序"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for the document at most."""
        ratios: list[_Ratio] = []
        names: dict[str, Span] = {}
        for sentence in material.sentences:
            if "普职" not in sentence.text and "职普" not in sentence.text:
                continue
            text = sentence.text.translate(HALF_WIDTH)
            for match in _RATIO.finditer(text):
                year = re.findall(r"20\d\d", text[: match.start()])
                ratios.append(
                    _Ratio(
                        match["name"],
                        float(match["a"]),
                        float(match["b"]),
                        f"{match['name']}比{match['a']}:{match['b']}",
                        sentence.span(*match.span()),
                        year[-1] if year else "",
                        _year_at(material, sentence.span(*match.span())) if len(ratios) < _MOST_RATIOS else None,
                        match[0],
                    )
                )
            for match in _NAMED.finditer(text):
                names.setdefault(match[0][:2], sentence.span(*match.span()))
        yield from self._counted(ratios, material.measures.all)
        for one, other in combinations(ratios[:_MOST_RATIOS], 2):
            # 6:4 one way and 6:4 the other, in one year: one of them is turned round.
            alike = one.first * other.second == other.first * one.second
            if one.name != other.name and alike and one.first != one.second and one.year == other.year:
                yield self.found(
                    f"“{one.shown}”与“{other.shown}”次序相反而数值相同，必有一处写反",
                    [one.span, other.span],
                    "核对后统一用一种说法（普职比或职普比）",
                )
                return
        if len(names) == 2:
            yield self.found(
                "“普职比”与“职普比”两种说法并用",
                list(names.values()),
                "统一用一种说法",
                Severity.INFO,
            )

    def _counted(self, ratios: list[_Ratio], measures: Sequence[Measure]) -> Iterator[Finding]:
        """Yield a ratio that the pupils counted in the text show to be turned round."""
        pupils = _pupils(measures)
        for ratio in ratios[:_MOST_RATIOS]:
            year = int(ratio.year) if ratio.year else ratio.near
            told = pupils.get(year) if year is not None else None
            if told is None or "招生" in ratio.words or ratio.first == ratio.second:
                continue
            general, vocational, places = told
            if not general + vocational or not ratio.first + ratio.second:
                continue  # without pupils there is no ratio, and 0:0 is none
            share = general / (general + vocational)
            said = ratio.first / (ratio.first + ratio.second)
            said = said if ratio.name == "普职" else 1 - said
            if abs(share - 0.5) < _APART or abs(said - share) < _APART or abs(1 - said - share) > _NEAR:
                continue
            yield self.found(
                f"{year}年普通高中在校生{_plain(general)}人、中职{_plain(vocational)}人，"
                f"普职比应为{share * 100:.0f}:{100 - share * 100:.0f}，文中写的“{ratio.shown}”次序写反",
                [ratio.span, *places],
                "改为“普职比”或“职普比”中相符的一个，或把两个数对调",
            )
            return


def _year_at(material: Material, span: Span) -> int | None:
    """Return the year that the plan's figure at ``span`` is of."""
    inside = (f for f in material.figures if span.start <= f.value_span.start < span.end)
    return next((f.year for f in inside), None)


def _pupils(measures: Sequence[Measure]) -> dict[int, tuple[float, float, list[Span]]]:
    """Return the pupils of general and of vocational upper secondary schools by year, with the places."""
    found: dict[int, dict[str, Measure]] = {}
    for one in measures:
        if one.unit != "人" or one.in_project or one.is_change or one.area or one.figure.year is None:
            continue
        if not (one.is_status and one.figure.op == "="):
            continue
        for kind, pattern in _KINDS:
            if pattern.fullmatch(one.name):
                found.setdefault(one.figure.year, {}).setdefault(kind, one)
                break
    pupils = {}
    for year, told in found.items():
        general, vocational, both = told.get("普高"), told.get("中职"), told.get("高中阶段")
        if general is not None and vocational is not None:
            pupils[year] = (float(general.value), float(vocational.value), [_tight(general), _tight(vocational)])
        elif both is not None and (part := general or vocational) is not None and part.value < both.value:
            rest = float(both.value - part.value)
            values = (float(part.value), rest) if general is not None else (rest, float(part.value))
            pupils[year] = (*values, [_tight(both), _tight(part)])
    return pupils


def _tight(one: Measure) -> Span:
    at = one.figure.value_span
    return Span(max(one.span.start, at.start - 14), at.end)


def _plain(value: float) -> str:
    return f"{value / 10_000:.4g}万" if value >= 10_000 else f"{value:.0f}"


class GrossAndNet(Rule):
    """毛入学率与净入学率混用：同一学段、同一年份，净入学率高于毛入学率，或者一处写毛、一处写净而数值相同。

    净入学率不会高于毛入学率。年份不同的，不报。
    """

    code = "V304"
    name = "毛净混用"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each stage and year."""
        groups: dict[tuple[str, str, int | None], list[Measure]] = {}
        for one in material.measures.all:
            if one.figure.unit == "%" and _NET_OR_GROSS.search(one.figure.indicator) and not one.is_change:
                base = canonical(_NET_OR_GROSS.sub("毛入", one.figure.indicator))
                groups.setdefault((base, one.figure.scope or "", one.figure.year), []).append(one)
        for group in groups.values():
            gross = [m for m in group if "毛入" in m.figure.indicator]
            net = [m for m in group if "净入" in m.figure.indicator]
            pair = next(((g, n) for g in gross[:6] for n in net[:6] if n.value >= g.value and n.value < 100), None)
            if pair is None or pair[0].is_apart(pair[1]):
                continue
            high, low = pair
            how = "等于" if high.value == low.value else "高于"
            yield self.found(
                f"“{low.figure.indicator}”{low.shown}{how}“{high.figure.indicator}”{high.shown}，"
                "毛、净疑有混用（净入学率不会高于毛入学率）",
                [low.span, high.span],
                "核对是毛入学率还是净入学率",
            )
