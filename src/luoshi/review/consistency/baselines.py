"""Targets against where things stand: :class:`BelowBaseline`, :class:`NotYetKept`.

Not here: two targets for one indicator (:mod:`luoshi.review.consistency.values`), targets that the text says are done
(:mod:`luoshi.review.consistency.achieved`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.model.indicator_names import canonical
from luoshi.review.consistency.retold import Retellings
from luoshi.review.material import Material, Sentence
from luoshi.review.measures import Measure, places_of
from luoshi.review.rule import Rule

_FALLING = re.compile(
    r"近视|肥胖|大班额|辍学|流失|失学|文盲|不合格|事故|发生率|生师比|死亡|违规|空缺|缺编|超编|龋齿|贫困发生"
)
_RISING = re.compile(
    r"(?:入学|入园|巩固|覆盖|达标|普及|完成|合格|升学|就业|优良|优秀|接入|开通|取证|上线|参与|满意|持证|配备|利用|使用|普惠)率"
    r"|年限$|双师型|学历|公办园在园"
)
_SWINGS = re.compile(r"就业|升学|去向|满意|优[良秀]|合格|利用|参与|辍学|失学|流失")
"""Rates that may well fall a little in a later year: a target below the latest value is odd, not proven wrong."""
_RAISED = re.compile(r"(?:达到?|提高到|提升到|提高至|提升至|增加到)$")
_KEEP = re.compile(r"(?:保持|稳定|维持)(?:在|于)?(?:不低于)?[^，。；]{0,4}$")
_KEPT_LIST = re.compile(
    r"(?P<names>[^，。；;\d]{4,60}率)(?:均|都|全部)?(?P<how>(?:继续|持续)?(?:保持|稳定|维持)(?:在|为)?)(?P<value>\d+(?:\.\d+)?)%"
)
_REACHED = re.compile(r"20\d\d\s?年[^，。；]{0,12}(?:达到|实现|提高)|达到[^，。；]{0,12}[并后][^，。；]{0,4}$")
_SCHOOLS = re.compile(r"^(?:规划期内|期内|全[市县区])?(?:各级各类|中小学)?(?:学校|校园)?")
_CONTROL = re.compile(r"控制|不超过|以内|降|减|压")
_FROM = r"(?:由|从)[^，。；\d]{0,8}?(?:20\d\d\s?年的?)?"
_LEVEL = r"\d+(?:\.\d+)?)\s?"
_UNIT = r"[%万亿]?[元人名所个套间亩]{0,2})"
_HOW = (
    r"[^，。；\d]{0,6}?(?P<how>(?:提高|提升|增加|上升|增长|下降|降低|减少|压减)(?:到|至)|[增升降减]至)"
    r"(?:20\d\d\s?年的?)?"
)
_CHANGE = re.compile(f"{_FROM}(?P<a>{_LEVEL}(?P<ua>{_UNIT}{_HOW}(?P<b>{_LEVEL}(?P<ub>{_UNIT}")
_UP = re.compile(r"提高|提升|增|升")


class BelowBaseline(Rule):
    """目标比现状还低：同一指标，将来的目标值不及已经达到的水平。

    越高越好的指标（入学率、巩固率、覆盖率等）看目标是否低于现状，越低越好的（近视率、大班额、辍学率等）看目标是否高于现状；
    说不准方向的（民办占比等）不报。现状取最近一年的数，名称按所用的词比，写法不同的也比。写明“由甲提高到乙”而乙小于甲的，也报。
    """

    code = "V203"
    name = "目标低于基线"
    severities = (Severity.WARNING, Severity.ERROR, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each indicator, then those within one sentence."""
        told = Retellings(material)
        known: list[tuple[int, int]] = []
        for group in material.measures.groups.values():
            finding = self._of(group)
            if finding is not None:
                finding = told.also_told(finding)
                known += finding.spans
                yield finding
        for pair in told.goals_below(known, lambda name: _RISING.search(name) is not None):
            yield self.found(
                f"“{pair.name}”的目标{pair.one.measure.shown}低于已达到的{pair.other.measure.shown}",
                pair.spans,
                "核对现状与目标；确属保持水平的，目标不应低于现状，口径不同的写明口径",
            )
        for sentence in material.sentences:
            yield from self._in(sentence)

    def _of(self, group: Sequence[Measure]) -> Finding | None:
        base = latest(group) or _first_in_row(group)
        if not base:
            return None
        falling = bool(_FALLING.search(group[0].figure.indicator))
        if not group[0].is_rate or not (falling or _RISING.search(group[0].name) or _is_raised(group)):
            return None
        now = (max if falling else min)(m.value for m in base)
        worse = [m for m in later_targets(group, base) if _is_worse(m, now, falling)]
        worse = [m for m in worse if not any(m.is_apart(b) for b in base)]
        if not worse:
            return None
        target, fact = worse[0], next(m for m in base if m.value == now)
        how = "高于" if falling else "低于"
        year = f"{fact.figure.year}年" if fact.figure.year else ""
        return self.found(
            f"“{target.figure.indicator}”的目标{target.shown}{how}{year}已达到的{fact.shown}",
            places_of((target, fact, *worse[1:], *(b for b in base if b is not fact))),
            "核对现状与目标；确属保持水平的，目标不应" + how + "现状，口径不同的写明口径",
            _severity(worse, fact),
        )

    def _in(self, sentence: Sentence) -> Iterator[Finding]:
        if not ("由" in sentence.text or "从" in sentence.text):
            return
        text = sentence.half_width
        for match in _CHANGE.finditer(text):
            first, second = Decimal(match["a"]), Decimal(match["b"])
            rising = bool(_UP.search(match["how"]))
            if match["ua"] != match["ub"] or not match["ua"] or first == second or (second > first) == rising:
                continue
            how = "小于" if rising else "大于"
            yield self.found(
                f"写“{match['how']}”，而后一个数{match['b']}{match['ub']}反而{how}前一个数{match['a']}{match['ua']}",
                [sentence.span(*match.span())],
                "核对两个数和升降的说法",
                Severity.ERROR,
            )


def _is_raised(group: Sequence[Measure]) -> bool:
    """Tell whether the targets say that more is better: 占比达到55%以上, not 不低于15%, which may be a floor."""
    targets = [m for m in group if m.is_target]
    return (
        bool(targets)
        and all(m.figure.op in ("=", ">=") and (_RAISED.search(m.clause) or (m.cell and not m.clause)) for m in targets)
        and any(m.clause and m.figure.op == ">=" for m in targets)
    )


class NotYetKept(Rule):
    """说“保持”某一水平，而现状还没有达到这一水平。

    “保持在93%以上”是说已经在93%以上；最近一年的现状低于它（越低越好的指标则是高于它），就不能用“保持”。
    几个指标并列写“继续保持100%”的，逐个同现状比。本规划先定了达到的年份、再说保持的，不报。
    """

    code = "V204"
    name = "保持而未达到"
    severities = (Severity.ERROR,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each indicator."""
        for group in material.measures.groups.values():
            base = latest(group)
            if not base or not group[0].is_rate:
                continue
            kept = [m for m in later_targets(group, base) if _KEEP.search(m.clause)]
            kept = [m for m in kept if all(_falls_short(m, b) and not m.is_apart(b) for b in base)]
            kept = [m for m in kept if not _is_reached_before(m, group)]
            if not kept:
                continue
            target, fact = kept[0], base[0]
            year = f"{fact.figure.year}年" if fact.figure.year else ""
            yield self.found(
                f"“{target.figure.indicator}”写“保持{target.shown}”，而{year}只有{fact.shown}，尚未达到，不能说“保持”",
                places_of((*kept[:2], *base[:4], *kept[2:])),
                "改为“达到”，或核对现状数",
            )
        yield from self._listed(material)

    def _listed(self, material: Material) -> Iterator[Finding]:
        """Yield rates kept together, 甲率、乙率继续保持100%, of which one has not been reached."""
        facts = [m for m in material.measures.all if m.is_status and m.figure.unit == "%" and m.is_dated and m.name]
        if not facts:
            return
        latest_of: dict[str, Measure] = {}
        for fact in sorted(facts, key=lambda m: m.figure.year or 0):
            latest_of[_SCHOOLS.sub("", fact.name)] = fact
        for sentence in material.sentences:
            for match in _KEPT_LIST.finditer(sentence.half_width):
                if _REACHED.search(sentence.text[: match.start("how")]):
                    continue
                names = [n for n in re.split(r"[、和与及]", match["names"]) if len(n) >= 4 and n.endswith("率")]
                goal = Decimal(match["value"])
                shorts = {n: canonical(_SCHOOLS.sub("", n)) for n in names} if len(names) > 1 else {}
                found = next(((n, latest_of[short]) for n, short in shorts.items() if short in latest_of), None)
                if found is None:
                    continue
                name, fact = found
                if fact.value >= goal or fact.is_change or fact.area or fact.figure.op not in ("=", "<", "<="):
                    continue
                if _is_reached_elsewhere(shorts[name], goal, material.measures.all, sentence.span()):
                    continue
                yield self.found(
                    f"“{name}”写“{match['how']}{match['value']}%”，而{fact.figure.year}年只有{fact.shown}，"
                    "尚未达到，不能说“保持”",
                    [sentence.span(match.start("how"), match.end()), fact.span],
                    "改为“达到”，或核对现状数",
                )


def _is_reached_elsewhere(name: str, goal: Decimal, measures: Sequence[Measure], own: Span) -> bool:
    """Tell whether another sentence says that the level is reached, or when: 2021年上半年达到100%."""
    return any(
        m.value >= goal and m.figure.unit == "%" and m.name.endswith(name)
        for m in measures
        if not own.start <= m.figure.value_span.start < own.end
    )


def _severity(worse: Sequence[Measure], fact: Measure) -> Severity:
    both_exact = worse[0].figure.op == "=" and fact.figure.op == "="
    if both_exact and worse[0].is_dated and fact.is_dated and not _SWINGS.search(fact.figure.indicator):
        return Severity.ERROR
    # A share kept above a floor that the state sets (保持在50%以上) may well be reached already.
    is_kept = all(_KEEP.search(m.clause) for m in worse)
    is_close = worse[0].figure.op != "=" and abs(fact.value - worse[0].value) < 1
    swings = _SWINGS.search(fact.figure.indicator) is not None
    floor = is_kept and (is_close or swings or not worse[0].name.endswith("率"))
    return Severity.INFO if floor else Severity.WARNING


def _first_in_row(group: Sequence[Measure]) -> list[Measure]:
    """Return the value of the first year in a table's row that has later ones; empty where no row has two years."""
    told = [m for m in group if m.is_target and m.cell is not None and m.figure.year is not None and not m.is_change]
    for one in told:
        later = [m for m in told if m.is_in_row_of(one) and (m.figure.year or 0) > (one.figure.year or 0)]
        if later and one.figure.op == "=" and not any((m.figure.year or 0) < (one.figure.year or 0) for m in told):
            return [one]
    return []


def latest(group: Sequence[Measure]) -> list[Measure]:
    """Return the figures of the status quo for the latest year that has any; approximate ones left out."""
    facts = [
        m for m in group if m.is_status and not m.is_change and not m.in_project and m.figure.op in ("=", ">=", ">")
    ]
    year = max((m.figure.year for m in facts if m.figure.year is not None), default=None)
    return [m for m in facts if m.figure.year == year]


def later_targets(group: Sequence[Measure], base: Sequence[Measure]) -> list[Measure]:
    """Return the targets for a year after that of ``base``."""
    year = base[0].figure.year
    return [
        m
        for m in group
        if m.is_target and not m.is_change and not m.in_project and m.figure.op not in ("between", "~")
        if m.figure.year is None or year is None or m.figure.year > year
    ]


def _is_worse(target: Measure, now: Decimal, falling: bool) -> bool:
    if falling:
        return target.value > now and (target.figure.op in ("=", "<=", "<"))
    return target.value < now and target.figure.op in ("=", ">=", ">") and not _CONTROL.search(target.clause)


def _is_reached_before(kept: Measure, group: Sequence[Measure]) -> bool:
    """Tell whether an earlier step of the plan itself reaches the level: 2022年达到96%，2025年稳定在96%以上."""
    year = kept.figure.year or max((m.figure.year or 0 for m in group if m.is_target), default=0)
    return any(
        m.is_target and m.figure.year is not None and m.figure.year < year and not _falls_short(kept, m)
        for m in group
        if m is not kept and m.figure.op not in ("between", "~")
    )


def _falls_short(target: Measure, fact: Measure) -> bool:
    if target.figure.op in ("<=", "<"):
        return fact.value > target.value
    return fact.value < target.value
