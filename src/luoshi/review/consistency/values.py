"""One indicator with two values: :class:`TwoTargets`, :class:`TwoComparators`, :class:`TwoFacts`.

Not here: a target against its baseline (:mod:`luoshi.review.consistency.baselines`), one name for two measures
(``luoshi.review.definition``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations, product

from luoshi.base.findings import Finding, Severity
from luoshi.model.plan import Norm, Target
from luoshi.review.consistency.headcounts import Headcount, is_transposed, recounts
from luoshi.review.consistency.retold import Retellings
from luoshi.review.consistency.skills import skills_of
from luoshi.review.material import Material
from luoshi.review.measures import Measure, places_of
from luoshi.review.rule import Rule
from luoshi.review.told import are_of_two_stages

_UPWARD = frozenset((">=", ">"))
_DOWNWARD = frozenset(("<=", "<"))
_LOOSE = frozenset(("~",))
_GENERIC = re.compile(
    r"^(?:新增|增加|总|建筑|用地|投资|概算|资金|改扩建|新建|扩建|改造|培训|补充|招聘|每|年|五年|其中)|学位$|投资$"
)
_PUPILS = re.compile(r"在校(?:学?生|人数)")
_FIRST = re.compile(r"(?:由|从)(?:20\d\d\s?年|上年|去年)?[底末]?的?\s?$")
"""Before a level that is no more: 由8.9万人增加到9.8万人."""
_STAGES = (
    (
        re.compile(r"^高中阶段(?:教育)?在校"),
        (re.compile(r"^(?:普通)?高中(?:教育|学校)?(?:学校)?在校"), re.compile(r"^(?:中职|中等职业)(?:教育|学校)*在校")),
    ),
    (
        re.compile(r"^(?:九年)?(?:制)?义务教育(?:阶段)?(?:学校)?在校"),
        (re.compile(r"^(?:普通)?小学(?:学校)?在校"), re.compile(r"^(?:普通)?初中(?:学校)?在校")),
    ),
)
"""A stage of schooling and the two kinds of schools that make it up."""
_LEVEL = re.compile(r"(?:增加|扩大|发展|提高|增|扩)(?:到|至)[^，。；\d]{0,4}$|总[数量]达到?[^，。；\d]{0,4}$")
_PLAIN_NAME = re.compile(
    r"(?:公办|民办|普惠)?(?:学校|幼儿园|园|小学|初中|高中|基地|项目|中心|工作室|专业|教师|学生|学位|班级|社区学校)"
)
_COMPARES = re.compile(r"^比|较|由|从|原|与[^，]{0,12}比|初期|末期|同期|期初|上年|去年|最高|最低|曾")
"""Words of a comparison: the value may be that of another year."""
_TOLERANCE = Decimal("0.03")
"""Rounding, and the few pupils that other schools teach."""
_STRETCH = re.compile(r"力争|争取|努力")
"""Words of a goal beyond the goal: 达到95%, 力争达到96%."""
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
            targets = [m for m in targets if m.is_rate or _is_named_count(m) or _is_level(m)]
            facts = [m for m in group if m.is_status and not m.is_change]
            pair = first_conflict(targets, last, facts) if len(targets) > 1 else None
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
            (one.is_rate or (_is_level(one) and _is_level(other)))
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
            for one, other in _pairs([m for m in targets if m.is_rate or m.figure.unit == "%"]):
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


class TwoFacts(Rule):
    """同一项现状，同一范围、同一年份，前后写了两个不同的数。

    一处是另一处四舍五入的结果，或者写了“约”“余”的，不算。只报比率、占比和年限，以及有具体名称的在校生、学校数等。
    普通高中与中职在校生之和同高中阶段在校生相差百分之三以上的（小学、初中与义务教育同），也报。
    现状和问题两部分写的全域总数（全县专任教师多少人）相差不到百分之五的，也报：有分项之和作证、又只是数字颠倒的为错误。
    表格按栏目、分组、表题认出是市区、农村或某县的数，不同全市的数比。
    """

    code = "V213"
    name = "现状数据不一"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each fact."""
        told = Retellings(material)
        known: list[tuple[int, int]] = []
        for finding in map(told.also_told, self._named(material)):
            known += finding.spans
            yield finding
        for pair in told.two_facts(known):
            yield self.found(
                f"“{pair.name}”的数前后不一：一处为{pair.one.measure.shown}，另一处为{pair.other.measure.shown}",
                pair.spans,
                "核对统计数据后统一；口径或年份不同的，写明口径和年份",
                Severity.WARNING,
            )
        yield from (self._recount(*pair) for pair in recounts(material))
        yield from self._stages(material)

    def _named(self, material: Material) -> Iterator[Finding]:
        """Yield facts of one name with two values."""
        for group in material.measures.groups.values():
            facts = [
                m
                for m in group
                if m.is_status and not m.in_project and not m.is_change and m.figure.year is not None
                if m.is_rate or _is_named_count(m)
            ]
            for one, other in _pairs(facts):
                if (
                    _differ(one, other)
                    and not _is_of_another_year(one, other, facts)
                    and not one.is_apart(other)
                    and not one.is_in_sentence_of(other)
                    and not are_of_two_stages(material.document.text, one, other)
                ):
                    yield self.found(
                        f"“{one.figure.indicator}”{one.figure.year}年的数前后不一：一处为{one.shown}，"
                        f"另一处为{other.shown}",
                        places_of((one, other)),
                        "核对统计数据后统一",
                        Severity.ERROR if _is_sure(material, one, other) else Severity.WARNING,
                    )
                    break

    def _recount(self, one: Headcount, other: Headcount) -> Finding:
        message = f"{one.noun}总数前后不一：一处为“{one.shown}”，另一处为“{other.shown}”"
        spans = [one.span, other.span]
        if one.proof is not None:
            message += f"；前一处的分项相加正是{one.value}"
            spans += [part.span for part in one.proof.parts[:8]]
        sure = one.proof is not None and is_transposed(one, other)
        return self.found(message, spans, "核对统计数据后统一", Severity.ERROR if sure else Severity.WARNING)

    def _stages(self, material: Material) -> Iterator[Finding]:
        """Yield a stage of schooling whose pupils are not those of its two kinds of schools: 高中阶段 = 普高 + 中职."""
        pupils = [
            m
            for m in material.measures.all
            if m.is_status
            and not m.in_project
            and not m.is_change
            and m.unit == "人"
            and _PUPILS.search(m.name)
            and not _FIRST.search(m.clause)
        ]
        for stage, kinds in _STAGES:
            wholes = [m for m in pupils if stage.search(m.figure.indicator)]
            parts = [[m for m in pupils if kind.search(m.figure.indicator)] for kind in kinds]
            found = next((t for t in product(wholes[:3], *(p[:3] for p in parts)) if _do_not_add(t)), None)
            if found is not None:
                whole, one, other = found
                total, wanted = one.value + other.value, whole.value
                yield self.found(
                    f"{one.figure.indicator}{one.shown}加{other.figure.indicator}{other.shown}得{_plain(total)}人，"
                    f"而{whole.figure.indicator}写{whole.shown}，差{_plain(abs(wanted - total))}人",
                    [one.span, whole.span, other.span],
                    "核对三个数的口径和年份",
                    Severity.WARNING,
                )


def _do_not_add(told: Sequence[Measure]) -> bool:
    whole, one, other = told
    if len({(m.figure.year, m.figure.scope, m.area) for m in told}) > 1 or any(m.figure.op != "=" for m in told):
        return False
    return abs(one.value + other.value - whole.value) > whole.value * _TOLERANCE


def _plain(value: Decimal) -> str:
    wan = value / 10_000
    return f"{wan.normalize():f}万" if value >= 10_000 else f"{value.normalize():f}"


def first_conflict(
    targets: Sequence[Measure], last: int | None, facts: Sequence[Measure] = ()
) -> tuple[Measure, Measure] | None:
    """Return the first two targets of one year whose values cannot both be the target, or None."""
    for one, other in _pairs(targets):
        if (
            one.value != other.value
            and _in_one_year(one, other, last)
            and "between" not in (one.figure.op, other.figure.op)
            and not _LOOSE & {one.figure.op, other.figure.op}
            and not (one.figure.op in _UPWARD and other.figure.op in _DOWNWARD)
            and not (one.figure.op in _DOWNWARD and other.figure.op in _UPWARD)
            and (one.is_rate or one.figure.op == other.figure.op)
            and not _goes_beyond(one, other)
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


def _goes_beyond(one: Measure, other: Measure) -> bool:
    """Tell whether one is a goal beyond the other: 达到95%，力争达到96%; not 力争 before the lower value."""
    hoped, firm = (one, other) if _STRETCH.search(one.clause) else (other, one)
    if not _STRETCH.search(hoped.clause) or _STRETCH.search(firm.clause):
        return False
    is_lower = hoped.value < firm.value
    return is_lower if hoped.figure.op in _DOWNWARD else not is_lower


def _pairs(measures: Sequence[Measure]) -> Iterable[tuple[Measure, Measure]]:
    # An indicator is named a few times in a text; what is named more often has no values that could be held together.
    return combinations(measures[:8], 2)


def _in_one_year(one: Measure, other: Measure, last: int | None) -> bool:
    first, second = one.figure.year, other.figure.year
    if any(m.cell is not None and not m.clause and m.figure.year is None for m in (one, other)):
        return False  # the head of the column was not understood
    return first == second or (None in (first, second) and last in (first, second))


def _is_named_count(one: Measure) -> bool:
    return (
        not isinstance(one.figure, Norm)
        and len(one.name) >= 7
        and one.figure.op in ("=", ">=")
        and one.figure.scope is not None
        and not _GENERIC.search(one.name)
        and not (isinstance(one.figure, Target) and _is_in_list(one))
    )


def are_known_facts(told: Sequence[Measure | None]) -> bool:
    """Tell whether :class:`TwoFacts` or :class:`TwoTargets` holds these figures against one another."""
    facts = [m for m in told if m is not None and m.is_status and m.figure.year is not None and _is_named_count(m)]
    goals = [m for m in told if m is not None and m.is_target and (_is_named_count(m) or _is_level(m))]
    if facts and len({m.figure.year for m in facts}) > 1:
        return False
    return len(told) in (len(facts), len(goals)) and len({m.key for m in facts or goals}) == 1


def _is_in_list(one: Measure) -> bool:
    """Tell whether other numbers or 其中 stand before it in its clause: the name may be that of another."""
    return re.search(r"其中|\d", re.sub(r"20\d\d", "", one.clause)) is not None


def _is_level(one: Measure) -> bool:
    """Tell whether it is what a number of things grows to: 名师工作室增加到150个."""
    return (
        not isinstance(one.figure, Norm)
        and one.figure.op in ("=", ">=")
        and _LEVEL.search(one.clause) is not None
        and not _is_in_list(one)
        and len(one.name) >= 4
        and not _PLAIN_NAME.fullmatch(one.name)
    )


def _is_sure(material: Material, one: Measure, other: Measure) -> bool:
    return one.is_rate and one.has_name_of(other) and _are_dated(material, one, other)


def _are_dated(material: Material, *told: Measure) -> bool:
    """Tell whether the year stands in the words before each value, or in the head of its column."""
    text = material.document.text
    return all(not m.clause or f"{m.figure.year}" in text[max(0, m.span.start - 60) : m.span.end] for m in told)


def _differ(one: Measure, other: Measure) -> bool:
    if any(_COMPARES.search(m.clause) and not _is_own_year(m) for m in (one, other)):
        return False
    if one.figure.year != other.figure.year or one.figure.op != "=" or other.figure.op != "=":
        return False
    rough, fine = sorted((one.value.normalize(), other.value.normalize()), key=_places)
    exponent = Decimal(1).scaleb(-_places(rough))
    return fine.quantize(exponent, rounding=ROUND_HALF_UP) != rough.quantize(exponent)


def _is_of_another_year(one: Measure, other: Measure, facts: Sequence[Measure]) -> bool:
    """Tell whether a value that names no year of its own is that of another year elsewhere in the text."""
    return any(
        not m.is_dated and f.is_dated and f.value == m.value and f.figure.year != m.figure.year
        for m in (one, other)
        for f in facts
    )


def _is_own_year(one: Measure) -> bool:
    """Tell whether the year stands right before the value: 由2020年的52.8万人."""
    return re.search(rf"{one.figure.year}\s?年[底末]?的?$", one.clause) is not None


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
