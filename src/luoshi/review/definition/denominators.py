"""One name for two measures by what is counted (分母、范围): :class:`TwoDenominators`, :class:`TwoScopes`.

Not here: two values of one measure (:mod:`luoshi.review.consistency.values`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from luoshi.base.findings import Finding, Severity
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
_INCLUDING = re.compile(r"[（(](?P<how>不含|不包括|含|包括)(?P<what>[^（）()，。；\d]{1,16})[）)]")


@dataclass(frozen=True)
class _Share:
    measure: Measure
    of: str


class TwoDenominators(Rule):
    """同一说法用了两个分母：普惠性幼儿园的比例，一处按幼儿园数算，一处按在园幼儿数算。

    两个分母的数本来不能相比；目标值低于另一分母的现状值时，读者会以为目标倒退，报警告；其余只提示。
    只看写明了分母的数。
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
        for topic, group in named.items():
            pair = _telling(group)
            if pair is None:
                continue
            first, second, severity = pair
            yield self.found(
                f"{topic}用了两个分母：{first.measure.shown}是占{first.of}的比例，"
                f"{second.measure.shown}是占{second.of}的比例，不能相比",
                [first.measure.span, second.measure.span],
                "统一口径，或者在两处都写明分母，并给出同一口径的现状值",
                severity,
            )


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

    写明了范围的两个数并不矛盾，只提示不要混用；同一年、同一指标、同一数值却写了“含”与“不含”两个范围的，必有一误，报警告。
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


def _including(text: str, one: Measure) -> tuple[str, str] | None:
    """Return 含 or 不含, and what, from the brackets in the clause or right behind the value."""
    behind = text[one.figure.value_span.end : one.figure.value_span.end + 24]
    match = _INCLUDING.search(one.clause) or re.match(r"[^，。；\d（(]{0,6}" + _INCLUDING.pattern, behind)
    if match is None:
        return None
    return ("不含" if match["how"].startswith("不") else "含"), match["what"]
