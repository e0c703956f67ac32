"""One indicator with two goals: :class:`TwoTargets`, :class:`TwoComparators`.

Not here: two facts (:mod:`luoshi.review.consistency.two_facts`), a target against its baseline
(:mod:`luoshi.review.consistency.baselines`), one name for two measures (``luoshi.review.definition``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from luoshi.base.findings import Finding, Severity
from luoshi.review.consistency.comparable import first_pairs, is_level, is_named_count
from luoshi.review.consistency.retold import Retellings
from luoshi.review.consistency.skills import skills_of
from luoshi.review.material import Material
from luoshi.review.measures import DOWNWARD, UPWARD, Measure, places_of
from luoshi.review.rule import Rule
from luoshi.review.told import are_of_two_stages

_LOOSE = frozenset(("~",))
_MOST_PLACES, _SAME_END = 6, 4
_SET = re.compile(r"达到?|提高|提升|控制|保持|稳定|不低于|增加到|目标|力争|确保|降")
_STANDARD = re.compile(r"(?:标准|经费|补助|补贴|津贴|奖补|资助)$")
_EACH = re.compile(r"每[生人班月年学]|[生人班师校]均|标准$")


class TwoTargets(Rule):
    """同一指标、同一范围、同一年份，前后写了两个不同的目标值。

    指标名称按所用的词比：词序、繁简（普惠园与普惠性幼儿园、比例与占比、全县、阶段）不同的算相同；只写“覆盖率”的，接前一分句的名称。
    工作要点开头回顾上年的数，标题没有说是回顾的，也看作现状。分年度的目标、分县区或分学段的目标、全市与市区、每年与累计，不算同一个目标。
    两处都写明年份、都写死一个数的报错误；一处写“以上”、一处没有写年份，或者比的是建设数量的，报警告。
    数量写“增加到”“扩大到”的，是总数，同比率一样比。生均、人均的标准，一处600元、一处500元的，也报警告。
    """

    code = "V201"
    name = "同一目标两个值"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each indicator, scope and year."""
        told = Retellings(material)
        known: list[tuple[int, int]] = []
        for finding in map(told.also_told, self._named(material)):
            known += finding.spans
            yield finding
        for pair in told.two_goals(known):
            yield self.found(
                f"“{pair.name}”的目标值前后不一：一处为{pair.one.measure.shown}，另一处为{pair.other.measure.shown}",
                pair.spans,
                "核对后统一为一个目标值；口径或年份确实不同的，写明口径和年份",
                Severity.WARNING,
            )
        yield from self._standards(material)
        yield from self._skills(material)

    def _named(self, material: Material) -> Iterator[Finding]:
        """Yield targets of one name with two values."""
        last = material.plan.document.period[1] if material.plan.document.period else None
        for group in material.measures.groups.values():
            targets = [m for m in group if m.is_target and not m.in_project and not m.is_change]
            targets = [m for m in targets if m.is_rate or is_named_count(m) or is_level(m)]
            facts = [m for m in group if m.is_status and not m.is_change]
            pair = _first_conflict(targets, last, facts) if len(targets) > 1 else None
            if pair is not None and are_of_two_stages(material.document.text, *pair):
                continue
            if pair is not None and not any(_is_of_later(m, pair, material.measures.all) for m in pair):
                yield self._finding(*pair, targets, last)

    def _standards(self, material: Material) -> Iterator[Finding]:
        """Yield standards for each pupil, class or teacher with two sums: 不低于600元, 500元以上."""
        for group in material.measures.groups.values():
            told = [m for m in group if m.figure.unit == "元" and not m.in_project and not m.is_change]
            if len(told) != 2 or not _EACH.search(told[0].name + told[0].clause[-12:]):
                continue
            one, other = told
            years = {one.figure.year, other.figure.year} - {None}
            if (
                one.value == other.value
                or len(years) > 1
                or one.is_status != other.is_status
                or one.figure.op != other.figure.op
                or not _STANDARD.search(one.name)
                or one.is_in_sentence_of(other)
                or one.is_apart(other)
            ):
                continue
            yield self.found(
                f"“{one.name}”前后不一：一处为{one.shown}，另一处为{other.shown}",
                places_of((one, other)),
                "核对后统一；对象或年份不同的，写明对象和年份",
                Severity.WARNING,
            )

    def _finding(self, one: Measure, other: Measure, targets: Sequence[Measure], last: int | None) -> Finding:
        year = one.figure.year or other.figure.year
        sure = (
            (one.is_rate or (is_level(one) and is_level(other)))
            and one.figure.op == other.figure.op
            and one.figure.year is not None
            and one.figure.year == other.figure.year
            and one.is_dated
            and other.is_dated
            and one.has_name_of(other)
        )
        same = [m for m in targets if _in_one_year(m, one, last) and m is not one and m is not other]
        places = places_of((one, other, *same[: _MOST_PLACES - 2]))
        when = f"{year}年" if year else ""
        return self.found(
            f"“{one.figure.indicator}”{when}的目标值前后不一：一处为{one.shown}，另一处为{other.shown}",
            places,
            "核对后统一为一个目标值；口径或年份确实不同的，写明口径和年份",
            Severity.ERROR if sure else Severity.WARNING,
        )

    def _skills(self, material: Material) -> Iterator[Finding]:
        """Yield what each pupil shall master, told with different numbers: 两项以上运动技能, 一项运动技能."""
        for what, told in skills_of(material.sentences):
            numbers = "、".join(f"{number}项" for number, _ in told)
            yield self.found(
                f"学生应掌握的{what}数量前后不一：{numbers}",
                [span for _, span in told],
                "核对后统一为一个要求；学段不同的，写明学段",
                Severity.WARNING,
            )


class TwoComparators(Rule):
    """同一指标、同一范围、同一年份的目标，数值相同而说法不同：一处“达到”，一处“达到……以上”。"""

    code = "V202"
    name = "比较方式不一"
    severities = (Severity.INFO,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each indicator, scope, year and value."""
        for group in material.measures.groups.values():
            targets = [m for m in group if m.is_target and not m.in_project and not m.is_change]
            for one, other in first_pairs([m for m in targets if m.is_rate or m.figure.unit == "%"]):
                if (
                    one.value == other.value
                    and one.figure.op != other.figure.op
                    and (one.figure.year == other.figure.year or not (one.is_dated and other.is_dated))
                    and "between" not in (one.figure.op, other.figure.op)
                    and not one.is_apart(other)
                    and not one.is_in_sentence_of(other)
                ):
                    yield self.found(
                        f"“{one.figure.indicator}”的目标一处写“{one.shown}”，另一处写“{other.shown}”，说法不一",
                        [one.span, other.span],
                        "统一写法：是下限的都写“以上”",
                    )
                    break


def _first_conflict(
    targets: Sequence[Measure], last: int | None, facts: Sequence[Measure] = ()
) -> tuple[Measure, Measure] | None:
    """Return the first two targets of one year whose values cannot both be the target, or None."""
    for one, other in first_pairs(targets):
        if (
            one.value != other.value
            and _in_one_year(one, other, last)
            and "between" not in (one.figure.op, other.figure.op)
            and not _LOOSE & {one.figure.op, other.figure.op}
            and not (one.figure.op in UPWARD and other.figure.op in DOWNWARD)
            and not (one.figure.op in DOWNWARD and other.figure.op in UPWARD)
            and (one.is_rate or one.figure.op == other.figure.op)
            and not one.is_beyond(other)
            and not one.is_apart(other)
            and not one.is_in_sentence_of(other)
            and not (_is_the_level(one, facts) or _is_the_level(other, facts))
        ):
            return one, other
    return None


def _is_the_level(one: Measure, facts: Sequence[Measure]) -> bool:
    """Tell whether a value that no word sets as a goal is that which the text gives as reached."""
    if one.cell is not None or _SET.search(one.clause):
        return False
    return any(f.value == one.value and (f.figure.year or 0) < (one.figure.year or 0) for f in facts)


def _is_of_later(one: Measure, pair: tuple[Measure, Measure], measures: Sequence[Measure]) -> bool:
    """Tell whether a value that names no year itself is elsewhere that of another year: 2030年达到70所."""
    if one.is_dated:
        return False
    end = pair[0].name[-_SAME_END:]
    return any(
        m.value == one.value and m.unit == one.unit and m.is_dated and m.figure.year not in (None, one.figure.year)
        for m in measures
        if m.is_target and m.name.endswith(end)
    )


def _in_one_year(one: Measure, other: Measure, last: int | None) -> bool:
    first, second = one.figure.year, other.figure.year
    if any(m.cell is not None and not m.clause and m.figure.year is None for m in (one, other)):
        return False  # the head of the column was not understood
    return first == second or (None in (first, second) and last in (first, second))
