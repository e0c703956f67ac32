"""Why a county gets what it gets, in sentences for a document (分解的说明); and why a whole is not divided.

Entries: :func:`sentence`, :func:`method_text`, :func:`manner_text`, :func:`blocked_finding`.
Not here: the division itself (:mod:`luoshi.progress.division.shares`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.base.findings import Finding, Severity
from luoshi.model.decomposition import CountyShare
from luoshi.model.dividing import Held, Manner, Method
from luoshi.progress.division.measures import Measure
from luoshi.progress.division.shares import Blocked, Obstacle, Part
from luoshi.progress.division.value_words import change_text, number, span_text, value_text

_SHOWN = Decimal("0.01")
KEPT = "规划要求每年都达到（保持），所以各年都是目标值"
"""What the path of a target rests on that has to hold in each year."""


@dataclass(frozen=True, slots=True)
class Told:
    """What sentences of one target share: its words, the method, the level that the method came to."""

    indicator: str
    unit: str
    year: int
    base_year: int
    method: Method
    measure: Measure
    cap: Decimal | None
    level: Fraction | None
    has_ceilings: bool = True

    @property
    def is_rising(self) -> bool:
        """Whether more is asked."""
        return self.measure.sense > 0


def sentence(share: CountyShare, told: Told, rank: int) -> str:
    """Return the sentence that explains a county's figure; ``rank`` is its place by effort, 0 for the whole."""
    why = _why(share, told, rank) if rank else ""
    if not told.measure.is_ratio and not share.base:  # what is done bit by bit starts from nothing
        return f"{share.name}：到{told.year}年{told.indicator}累计{value_text(share.value, told.unit)}。{why}"
    base = f"{share.name}：{told.base_year}年{told.indicator}{value_text(share.base, told.unit)}"
    if told.measure.is_ratio:
        base += f"（分子{number(share.base_amount)}，分母{number(share.weight)}）"
    bound = ("不低于" if told.is_rising else "不高于") if told.measure.is_ratio else "达到"
    due = f"{told.year}年{bound}{value_text(share.value, told.unit)}"
    if not share.added:
        moved = f"{due}，与基期持平"
    else:
        moved = f"{due}，{change_text(share.change, told.unit)}"
        if told.measure.is_ratio:
            verb = "增加" if share.added > 0 else "减少"
            moved += f"，按{told.base_year}年的分母折算，分子要{verb}{number(abs(share.added))}"
    return f"{base}，{moved}。{why}"


def _why(share: CountyShare, told: Told, rank: int) -> str:
    """Return what determined a county's figure."""
    if share.held is Held.FIXED:
        return "此数已事先确定，不参加分摊，余下的由其余县市区分摊。"
    if share.held is Held.CEILING and share.ceiling is not None:
        kind = "上限" if told.is_rising else "下限"
        return f"到{kind}{value_text(share.ceiling, told.unit)}为止，不再往下分，余下的由其余县市区承担。"
    if share.held is Held.CAP and told.cap is not None:
        return f"每县变动不超过{span_text(told.cap, told.unit)}，到此为止，余下的由其余县市区承担。"
    if share.held is Held.BASE:
        return _why_unmoved(share, told, rank)
    return _why_moved(share, told, rank)


def _why_unmoved(share: CountyShare, told: Told, rank: int) -> str:
    verb = "降低" if told.is_rising else "升高"
    if not share.weight and told.method in (Method.SAME, Method.SIZE):
        return "权数是 0，不参加分摊，保持现有水平。"
    if told.method is Method.SAME:
        side = "高于" if told.is_rising else "低于"
        return f"基期已{side}其余县市区要到的同一数值{_level(told, share)}，保持现有水平，不再{verb}。"
    if told.method is Method.LEAST:
        return f"按最小总努力排第{rank}位，排在前面的县市区已经够了，保持现有水平，不得{verb}。"
    return f"没有可以继续变动的差距，保持现有水平，不得{verb}。"


def _why_moved(share: CountyShare, told: Told, rank: int) -> str:
    if not share.added and told.method is not Method.SAME:
        whole = "分子" if told.measure.is_ratio else "数"
        return f"按{told.method.removeprefix('按')}要变动的{whole}不到一个单位，取整以后不变。"
    if told.method is Method.SAME:
        return f"按同一数值，没有到{_level(told, share)}的县市区都到这个数。"
    assert told.level is not None or told.method is Method.LEAST, "three methods raise a level"
    if told.method is Method.EFFORT and told.level is not None:
        percent = f"{number(_rounded(told.level * 100))}%"
        if share.ceiling is None:
            return f"按同等努力，各县市区都在基期上变动{percent}。"
        kind = "上限" if told.is_rising else "下限"
        gap = span_text(share.ceiling - share.base, told.unit)
        return f"按同等努力，离{kind}{value_text(share.ceiling, told.unit)}有{gap}，各县市区都补上这段差距的{percent}。"
    if told.method is Method.SIZE and told.level is not None:
        if told.measure.is_ratio:
            return f"按规模，各县市区都{_verb(told)}约{_points(told)}。"
        return f"按规模（权数{number(share.weight)}）分摊。"
    return f"按最小总努力排第{rank}位：同样的增减，在这里要动的幅度较小。"


def method_text(told: Told, *, everywhere: bool, is_strict: bool = False) -> str:
    """Return what the method means here, with the level it came to; ``is_strict`` where the goal is not enough."""
    if everywhere:
        come = ("超过" if told.is_rising else "低于") if is_strict else "到"
        goal = value_text(told.measure.goal, told.unit)
        return f"规划要求每个县市区都达到，没有达到的都{come}{goal}，已经达到的保持。"
    if told.method is Method.SAME:
        return f"没有达到的都到同一个数{_level(told, None)}，已经更好的保持。"
    if told.method is Method.EFFORT and told.level is not None:
        percent = f"{number(_rounded(told.level * 100))}%"
        kind = "上限" if told.is_rising else "下限"
        if not told.has_ceilings:
            return f"没有{kind}可比，各县市区都在基期上变动{percent}。"
        return f"各县市区都补上自己离{kind}差距的{percent}。"
    if told.method is Method.SIZE and told.level is not None:
        each = f"都{_verb(told)}约{_points(told)}" if told.measure.is_ratio else "按权数分摊要增减的数"
        return f"各县市区{each}，到上限或幅度为止。"
    return "先由变动最小就能带动全市的县市区承担（规模大、难度小的在前），到上限或幅度为止，再轮到下一个。"


def _verb(told: Told) -> str:
    return "提高" if told.is_rising else "降低"


def _points(told: Told) -> str:
    assert told.level is not None, "by size a level is raised"
    return span_text(_rounded(told.measure.value(told.level, Fraction(1))), told.unit)


def _level(told: Told, share: CountyShare | None) -> str:
    assert told.level is not None, "one value is a level"
    weight = Fraction(1) if told.measure.is_ratio or share is None else Fraction(share.weight)
    return value_text(told.measure.issued_value(told.level * weight, weight), told.unit)


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_SHOWN)


def manner_text(manner: Manner, works: Mapping[int, int], base_year: int, year: int) -> str:
    """Return what a path rests on."""
    if manner is Manner.FRONT:
        weights = "∶".join(str(left) for left in range(year - base_year, 0, -1))
        return f"前快后慢：各年按 {weights} 增减"
    if manner is Manner.PROJECTS:
        told = "，".join(f"{one} 年 {works[one]} 个学位" for one in sorted(works) if base_year < one <= year)
        return f"按项目完工：各年按当年竣工项目的学位增减（{told}）"
    if manner is Manner.TYPED:
        return "自定：写了数的年份照写的，中间的年份取直线"
    return "均匀：各年增减相同"


# Why not


def path_finding(code: str, message: str, indicator: str) -> Finding:
    """Return the finding that a path cannot be drawn."""
    fixes = {
        "L110": "换一种路径（--path 均匀），或在规划文件的项目里补上竣工年份和学位",
        "L111": "改 --path 里的数：每年一个，不走回头，末年等于目标",
        "L112": "用 --year 写早些的基期，或不分解已经到期的目标",
    }
    return Finding(code, Severity.ERROR, f"{indicator}：{message}", fix=fixes[code])


def everywhere_finding(
    part: Part, bound: int, measure: Measure, indicator: str, shown: str, settled: Decimal | None = None
) -> Finding:
    """Return the finding that a county is held below what every county has to come to; ``settled`` as it was typed."""
    at = _as_written(bound, part, measure, settled)
    return Finding(
        "L106",
        Severity.ERROR,
        f"{indicator}：规划要求每个县市区都达到 {shown}，{part.name}的上限、幅度或定死的数只到{at}",
        fix=f"放宽{part.name}的上限、幅度或定死的数",
    )


_CODES = {
    Obstacle.REACHED: "L101",
    Obstacle.CEILINGS: "L102",
    Obstacle.FIXED_HIGH: "L103",
    Obstacle.FIXED_LOW: "L103",
    Obstacle.CAPS: "L104",
    Obstacle.FIXED_BELOW: "L105",
    Obstacle.FIXED_ABOVE: "L105",
    Obstacle.NO_MEASURE: "L107",
}


def blocked_finding(
    found: Blocked,
    parts: Sequence[Part],
    measure: Measure,
    indicator: str,
    shown: str,
    typed: Mapping[str, tuple[Decimal | None, Decimal | None]],
) -> Finding:
    """Return the finding that says which constraint binds, with the numbers and what could be relaxed.

    ``typed``: county -> what it was settled at and its ceiling, as people wrote them; None where they did not.
    """
    names = "、".join(found.names)
    rest = [one for one in parts if one.fixed is None]
    message, fix = "", ""
    match found.obstacle:
        case Obstacle.REACHED:
            message = f"各县市区基期合起来是{_both(found.possible, parts, measure)}，已经达到 {shown}，没有要分的"
            fix = "各县市区保持现有水平即可；要从早些的年份分起的，用 --year 换基期"
            behind = _behind(parts, measure)
            message += f"；单独看还没有达到的有{behind}" if behind else ""
        case Obstacle.CEILINGS:
            message = f"要 {shown}，各县市区都到上限也只有{_both(found.possible, parts, measure)}"
            message += f"，还差{_amount(found.asked - found.possible, measure)}"
            fix = "放宽上限（--ceiling 或表里的上限），或调低目标"
        case Obstacle.FIXED_HIGH:
            message = f"{names}定死以后只剩{_both(found.asked, rest, measure)}，其余县市区保基期就要"
            message += f"{_both(found.possible, rest, measure)}，多占了{_amount(found.possible - found.asked, measure)}"
            fix = f"调低{names}定死的数，或少定几个县"
        case Obstacle.FIXED_LOW:
            message = f"{names}定死以后余下{_both(found.asked, rest, measure)}，其余县市区都到上限也只有"
            message += f"{_both(found.possible, rest, measure)}，还差{_amount(found.asked - found.possible, measure)}"
            fix = f"调高{names}定死的数，或放宽其余县市区的上限"
        case Obstacle.CAPS:
            message = f"要{_both(found.asked, rest, measure)}，各县市区都变动到限制的幅度也只有"
            message += f"{_both(found.possible, rest, measure)}，还差{_amount(found.asked - found.possible, measure)}"
            fix = "放宽 --cap，或放宽上限、调低目标"
        case Obstacle.FIXED_BELOW | Obstacle.FIXED_ABOVE:
            part = next(one for one in parts if one.name == names)
            kind = "比基期还差" if found.obstacle is Obstacle.FIXED_BELOW else "越过了上限"
            settled, ceiling = typed.get(names, (None, None))
            at = _as_written(found.asked, part, measure, settled)
            is_below = found.obstacle is Obstacle.FIXED_BELOW
            bound = _as_written(found.possible, part, measure, None if is_below else ceiling)
            message, fix = f"{names}定死的{at}{kind}（{bound}）", f"改{names}定死的数"
        case Obstacle.NO_MEASURE:
            message = f"{names}没有上限，也没有基期或权数，这个办法没有可比的，其余县市区不够"
            fix = "换一种办法（--method），或在表里补上限、基期、权数"
    severity = Severity.INFO if found.obstacle is Obstacle.REACHED else Severity.ERROR
    return Finding(_CODES[found.obstacle], severity, f"{indicator}：{message}", fix=fix)


def _as_written(units: int, part: Part, measure: Measure, written: Decimal | None) -> str:
    """Return a bound as it was typed, with what whole units make of it where that is something else."""
    value = measure.base_value(units, part.weight)
    if written is None or written == value:
        return value_text(value, measure.unit)
    whole = "分子取整后" if measure.is_ratio else "取整后"
    return f"{value_text(written, measure.unit)}（{whole}是{value_text(value, measure.unit)}）"


def _amount(units: int, measure: Measure) -> str:
    """Return so many units as they are divided."""
    told = number(measure.amount(abs(units)))
    return f"分子 {told}" if measure.is_ratio else value_text(measure.base_value(abs(units), Fraction(1)), measure.unit)


def _both(units: int, parts: Sequence[Part], measure: Measure) -> str:
    """Return so many units of these parts, as the value they make together where it is a ratio."""
    if not measure.is_ratio:
        return _amount(units, measure)
    weight = sum((one.weight for one in parts), Fraction(0))
    return f"{value_text(measure.base_value(units, weight), measure.unit)}（{_amount(units, measure)}）"


def _behind(parts: Sequence[Part], measure: Measure) -> str:
    if not measure.is_ratio:
        return ""
    return "、".join(
        f"{one.name} {value_text(measure.base_value(one.base, one.weight), measure.unit)}"
        for one in parts
        if measure.value(one.base, one.weight) * measure.sense < Fraction(measure.goal) * measure.sense
    )
