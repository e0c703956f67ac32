"""One name for two measures by what is counted (分母、范围): :class:`TwoDenominators`, :class:`TwoScopes`.

Not here: two values of one measure (:mod:`luoshi.review.consistency.values`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from luoshi.base.findings import Finding, Severity
from luoshi.model.indicator_names import canonical
from luoshi.review.definition.notes import Definition, definitions, left_out
from luoshi.review.material import Material
from luoshi.review.measures import Measure
from luoshi.review.rule import Rule

_TOPICS = (
    ("普惠性幼儿园的比例", re.compile(r"普惠")),
    ("公办幼儿园的比例", re.compile(r"公办(?:幼儿)?园")),
    ("民办义务教育的比例", re.compile(r"民办义务教育")),
    ("“双师型”教师的比例", re.compile(r"双师")),
    ("骨干教师的比例", re.compile(r"骨干教师")),
)
"""What people name shares of, often without saying of what; a figure belongs to the first that fits."""
_CAPPED = re.compile(r"民办义务|不超过|以内|控制")
_SAYS_OF_WHAT = re.compile(r"在园|幼儿占|在校生")
_DENOMINATORS = (
    ("幼儿园数", re.compile(r"(?:占|比例)[^，。；]{0,8}(?:幼儿园|园所)(?:总数|数|总量)|园数(?:占|的比)")),
    ("在园幼儿数", re.compile(r"在园(?:幼儿|儿童|人数|幼儿数|幼儿园总数)|幼儿总数|在园幼?儿?占比")),
    ("学校数", re.compile(r"占[^，。；]{0,8}(?:学校|校)(?:总数|数)")),
    ("在校生数", re.compile(r"在校(?:学?生|人数)|学生总数")),
    ("专业课教师数", re.compile(r"占[^，。；]{0,4}专业(?:课)?(?:专任)?教师")),
    ("专任教师数", re.compile(r"占[^，。；]{0,4}专任教师")),
)
_SHARE_OF = re.compile(r"(?P<what>[\u4e00-\u9fff]{3,14}?)占(?P<of>[\u4e00-\u9fff]{3,14}?)的?(?:比例|比重|占比)")
_QUOTES = re.compile(r"[“”\"‘’\s]")
_BEHIND = re.compile(
    r"^(?:%|[万亿]?[元人名所个])?\s?[（(](?P<what>(?:仅|含|指|限)?(?:市本级|县本级|区本级|市直|市辖区|城区|市区)[^（）()\d]{0,12})[）)]"
)
_MOST_NOTES = 12
_AS_BASE = re.compile(r"^以?(?:20\d\d)?年?")
_PART = re.compile(r"市本级|县本级|区本级|市直|县直|市辖区|城区|市区|县城")
_INCLUDING = re.compile(r"[（(](?P<how>不含|不包括|含|包括)(?P<what>[^（）()，。；\d]{1,16})[）)]")


@dataclass(frozen=True)
class _Share:
    measure: Measure
    of: str


class TwoDenominators(Rule):
    """同一说法用了两个分母：普惠性幼儿园的比例，一处按幼儿园数算，一处按在园幼儿数算。

    两个分母的数本来不能相比；目标值低于另一分母的现状值时，读者会以为目标倒退，报警告；两处注释给同一指标下了分母不同的定义，
    或者同一个数一处按甲算、一处按乙算，也报警告；其余只提示。只看写明了分母的数。
    """

    code = "V301"
    name = "分母不同"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each topic at most."""
        shares = [m for m in material.measures.all if m.figure.unit == "%" and not m.in_project and not m.is_change]
        named: dict[str, list[_Share]] = {}
        for one in shares:
            topic = next((t for t, pattern in _TOPICS if pattern.search(one.figure.indicator + one.clause)), "")
            of = _denominator(one) if topic else ""
            if of:
                named.setdefault(topic, []).append(_Share(one, of))
        told = list(definitions(material))
        noted = next(self._noted(told, shares), None)
        if noted is not None:
            yield noted
        yield from self._of_two(shares)
        for topic, group in named.items():
            pair = _telling(group)
            if pair is None or (noted is not None and "普惠" in topic):
                continue
            first, second, severity = pair
            yield self.found(
                f"{topic}用了两个分母：{first.measure.shown}是占{first.of}的比例，"
                f"{second.measure.shown}是占{second.of}的比例，不能相比",
                [first.measure.span, second.measure.span],
                "统一口径，或者在两处都写明分母，并给出同一口径的现状值",
                severity,
            )

    def _noted(self, told: Sequence[Definition], shares: Sequence[Measure]) -> Iterator[Finding]:
        """Yield two definitions of one name, then a definition against a share that says otherwise."""
        for first, second in combinations(told[:_MOST_NOTES], 2):
            if first.name == second.name and {_kind(first.of), _kind(second.of)} == {"幼儿园数", "在园幼儿数"}:
                yield self.found(
                    f"“{first.shown}”有两种定义：一处是占{first.of}的比例，另一处是占{second.of}的比例",
                    [first.span, second.span],
                    "统一定义；两种口径都要用的，用两个名称",
                )
        for one in told[:_MOST_NOTES]:
            named = [m for m in shares if m.name == one.name and m.cell is not None]
            for share in shares:
                other = _denominator(share) if "普惠" in share.clause and share.name != one.name else ""
                if not other or "普惠" not in one.name or {_kind(one.of), other} != {"幼儿园数", "在园幼儿数"}:
                    continue
                same = next((m for m in named if m.value == share.value and m.figure.year == share.figure.year), None)
                if same is not None:
                    yield self.found(
                        f"同一个{share.shown}，这里是占{other}的比例，而“{one.shown}”按注释是占{one.of}的比例",
                        [share.span, one.span, same.span],
                        "核对这个数是按哪一个分母算的，统一口径",
                    )

    def _of_two(self, shares: Sequence[Measure]) -> Iterator[Finding]:
        """Yield one share of two wholes with one value: 双师型教师占专业课教师60%, 占专任教师60%."""
        known: dict[tuple[str, object, object, str], tuple[str, Measure]] = {}
        for one in shares:
            match = _SHARE_OF.fullmatch(_QUOTES.sub("", one.figure.indicator))
            if match is None or one.value in (0, 50, 100):
                continue
            what, of = match["what"], match["of"]
            before = known.setdefault((what, one.value, one.figure.year, one.area), (of, one))
            if not _are_one_whole(before[0], of):
                yield self.found(
                    f"{what}的比例用了两个分母而数值相同：一处占{before[0]}{before[1].shown}，另一处占{of}{one.shown}",
                    [before[1].span, one.span],
                    "核对分母，统一口径",
                )


def _are_one_whole(one: str, other: str) -> bool:
    """Tell whether the shorter whole says with fewer letters what the longer one says: 符合(交流)条件教师(总数)."""
    shorter, longer = sorted((one, other), key=len)
    letters = iter(longer)
    return len(shorter) > 1 and all(letter in letters for letter in shorter)


def _kind(of: str) -> str:
    if re.search(r"在园|幼儿(?:总数|数|人数)$|幼儿$|儿童", of):
        return "在园幼儿数"
    return "幼儿园数" if re.search(r"园", of) else of


def _denominator(one: Measure) -> str:
    text = f"{one.clause} {one.figure.indicator}"
    found = [(name, match.end()) for name, pattern in _DENOMINATORS for match in [pattern.search(text)] if match]
    kinds = {name for name, _ in found}
    if kinds == {"幼儿园数", "在园幼儿数"}:
        # 在园幼儿数占在园幼儿园总数: children are counted, whatever the slip in the last word.
        return "在园幼儿数"
    return found[0][0] if len(kinds) == 1 else ""


def _telling(shares: Sequence[_Share]) -> tuple[_Share, _Share, Severity] | None:
    """Return two shares of different denominators: those that seem to contradict each other first."""
    weaker: tuple[_Share, _Share, Severity] | None = None
    for one, other in combinations(shares[:12], 2):
        if one.of == other.of or one.measure.figure.scope != other.measure.figure.scope:
            continue
        fact, goal = (one, other) if one.measure.is_status else (other, one)
        if _seems_to_fall(fact.measure, goal.measure):
            return fact, goal, Severity.WARNING
        if weaker is None and one.measure.value != other.measure.value and one.measure.name == other.measure.name:
            weaker = (one, other, Severity.INFO)
    return weaker


def _seems_to_fall(fact: Measure, goal: Measure) -> bool:
    """Tell whether a goal that does not say in its name what it is a share of lies below a fact."""
    return (
        fact.is_status
        and goal.is_target
        and goal.value < fact.value
        and not _SAYS_OF_WHAT.search(goal.name)
        and not _CAPPED.search(goal.clause + goal.raw)
    )


class TwoScopes(Rule):
    """同一说法用了两个范围：一处写“含某县”，一处写“不含某县”，或者一处全市、一处市本级，而没有写明。

    写明了范围的两个数并不矛盾，只提示不要混用；同一年、同一指标、同一数值却写了“含”与“不含”、全市与市本级两个范围的，
    必有一误，报警告；名称与全市的数相同、只在括号里说是市本级的，报警告。注释说某指标不含某县，正文又当作全市的数来写的，也报。
    """

    code = "V302"
    name = "范围不同"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each indicator."""
        text = material.document.text
        for group in material.measures.groups.values():
            marked = [(m, told) for m in group if (told := _including(text, m))]
            for (one, first), (other, second) in combinations(marked[:8], 2):
                if first[1] != second[1] or first[0] == second[0] or one.figure.year != other.figure.year:
                    continue
                same = one.value == other.value
                yield self.found(
                    f"“{one.figure.indicator}”用了两个范围：{one.shown}{first[0]}{first[1]}，"
                    f"{other.shown}{second[0]}{second[1]}" + ("，范围不同而数值相同" if same else ""),
                    [one.span, other.span],
                    "统一范围，或在两处都写明范围，不要相加或相比",
                    Severity.WARNING if same else Severity.INFO,
                )
                break
        yield from self._noted(material)
        yield from self._amounts(material)

    def _noted(self, material: Material) -> Iterator[Finding]:
        """Yield indicators that a note tells without a county and a sentence tells for the whole."""
        for note in islice(left_out(material), _MOST_NOTES):
            named = [m for m in material.measures.all if m.name == note.name and not m.in_project and not m.is_change]
            tabled = [m for m in named if m.cell is not None]
            said = [m for m in named if m.cell is None and not m.area and "不含" not in m.clause]
            pairs = [(a, b) for a in tabled for b in said if a.value == b.value and a.figure.year == b.figure.year]
            if not pairs:
                continue
            cell, one = next((p for p in pairs if _is_whole(p[1])), pairs[0])
            yield self.found(
                f"“{note.shown}”{one.shown}：表注说不含{note.what}，正文没有说明，像是全域的数",
                [note.span, one.span, cell.span],
                "统一范围，或在正文里也写明不含" + note.what,
                Severity.WARNING if _is_whole(one) else Severity.INFO,
            )

    def _amounts(self, material: Material) -> Iterator[Finding]:
        """Yield one amount told of the whole and of a part, and one name with a part told in brackets only."""
        text = material.document.text
        known: dict[tuple[str, int | None, str], list[Measure]] = {}
        for one in material.measures.all:
            if (
                one.is_status
                and not one.in_project
                and one.cell is None
                and one.unit not in ("%", "‰", "年", "比", "百分点")
            ):
                name = _AS_BASE.sub("", canonical(_PART.sub("", one.figure.indicator)))
                if len(name) >= 5:
                    known.setdefault((name, one.figure.year, one.unit), []).append(one)
        for group in (every[:_MOST_NOTES] for every in known.values()):
            wholes = [m for m in group if _is_whole(m) and not _PART.search(m.clause)]
            for one in group:
                inside = _BEHIND.match(text[one.figure.value_span.end : one.figure.value_span.end + 24])
                part = _PART.search(one.clause)
                whole = next((m for m in wholes if m is not one and (m.value == one.value) == (inside is None)), None)
                if whole is None or not (inside or part) or len(re.sub(r"\D", "", one.raw).rstrip("0")) < 3:
                    continue
                if inside is None and part is not None:
                    yield self.found(
                        f"同一个数{one.shown}，一处说是{part[0]}的，另一处说是全域的：“{whole.clause}{whole.raw}”",
                        [one.span, whole.span],
                        "核对这个数属于哪一个范围",
                    )
                elif inside is not None and part is None:
                    yield self.found(
                        f"“{whole.figure.indicator}”用了两个范围：一处{whole.shown}是全域的，"
                        f"另一处{one.shown}只是{inside['what']}的，名称相同",
                        [one.span, whole.span],
                        "统一范围，或在名称里写明范围",
                    )
                break


def _is_whole(one: Measure) -> bool:
    """Tell whether the words say that it is for the whole region."""
    return re.search(r"全[市县区州域]", one.clause) is not None and not one.area


def _including(text: str, one: Measure) -> tuple[str, str] | None:
    """Return 含 or 不含, and what, from the brackets in the clause or right behind the value."""
    behind = text[one.figure.value_span.end : one.figure.value_span.end + 24]
    match = _INCLUDING.search(one.clause) or re.match(r"[^，。；\d（(]{0,6}" + _INCLUDING.pattern, behind)
    if match is None:
        return None
    return ("不含" if match["how"].startswith("不") else "含"), match["what"]
