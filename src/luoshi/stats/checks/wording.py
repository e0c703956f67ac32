"""What a rule looks at, in Chinese words: :func:`rule_words`, for the manual and for lists of the rules."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import singledispatch

from luoshi.model.tables import Definitions
from luoshi.stats.checks.across import CrossRule, FitRule, Side
from luoshi.stats.checks.class_rules import ClassesRule, PresenceRule
from luoshi.stats.checks.expressions import Expression
from luoshi.stats.checks.identity import IdentityRule
from luoshi.stats.checks.missing import MissingRule
from luoshi.stats.checks.outliers import OutlierRule
from luoshi.stats.checks.rule import CheckRule
from luoshi.stats.checks.spending import SpendingRule
from luoshi.stats.checks.within import PartRule, SumRule
from luoshi.stats.checks.years import ChangeRule, Limits, ProgressionRule

_SIGNS = {"+": "＋", "-": "－", "*": "×"}


@singledispatch
def rule_words(rule: CheckRule, definitions: Definitions) -> str:
    """Return what the rule wants, as one or several sentences; ValueError for a kind that has no words."""
    raise ValueError(type(rule).__name__)


def _title(definitions: Definitions, table: str, field: str) -> str:
    return definitions.tables[table].by_name[field].title.replace("其中：", "其中")


def _sum(definitions: Definitions, table: str, expression: Expression) -> str:
    words = re.findall(r"[a-z][a-z0-9_]*|[\d.]+|[-+*]", expression.text)
    return "".join(
        _title(definitions, table, word) if word in expression.fields else _SIGNS.get(word, word) for word in words
    )


def _total(definitions: Definitions, side: Side) -> str:
    return f"《{definitions.tables[side.table].title}》{_sum(definitions, side.table, side.value)}合计"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _slack(tolerance: Decimal, tolerance_pct: Decimal) -> str:
    parts = [_number(tolerance)] if tolerance else []
    parts += [f"{_number(tolerance_pct)}%"] if tolerance_pct else []
    return f"，相差不超过 {' 或 '.join(parts)} 的不报" if parts else ""


def _limits(limits: Limits) -> str:
    word = "达到" if limits.including else "超过"
    parts = []
    for name, share, floor in (
        ("减少", limits.fall_pct, limits.fall_floor),
        ("增加", limits.rise_pct, limits.rise_floor),
    ):
        if share is not None:
            parts.append(f"{name}{word} {_number(share)}%" + (f"且超过 {_number(floor)}" if floor else ""))
    return "，或".join(parts)


@rule_words.register
def _(rule: PartRule, definitions: Definitions) -> str:
    wholes = dict.fromkeys(pair.whole for pair in rule.pairs)
    sentences = []
    for whole in wholes:
        parts = "、".join(_title(definitions, rule.table, pair.part) for pair in rule.pairs if pair.whole == whole)
        sentences.append(f"{parts} 不大于 {_title(definitions, rule.table, whole)}")
    return f"《{definitions.tables[rule.table].title}》每一行：{'；'.join(sentences)}。"


@rule_words.register
def _(rule: SumRule, definitions: Definitions) -> str:
    sides = [_sum(definitions, rule.table, side) for side in (rule.found, rule.expected)]
    slack = _slack(rule.tolerance, rule.tolerance_pct)
    return f"《{definitions.tables[rule.table].title}》每一行：{sides[0]} ＝ {sides[1]}{slack}。"


@rule_words.register
def _(rule: CrossRule, definitions: Definitions) -> str:
    sign = "＝" if rule.relation == "equal" else "不大于"
    right = ("上一年" if rule.years_back else "") + _total(definitions, rule.right)
    factor = f"×{_number(rule.factor)}" if rule.factor != 1 else ""
    by = "、".join(_title(definitions, rule.left.table, name) for name in rule.by)
    each = f"每所学校（地区）每个{by}" if by else "每所学校（地区）"
    slack = _slack(rule.tolerance, rule.tolerance_pct)
    return f"{each}：{_total(definitions, rule.left)} {sign} {right}{factor}{slack}。"


@rule_words.register
def _(rule: FitRule, definitions: Definitions) -> str:
    kinds = "；".join(f"{kind}：{'、'.join(stages)}" for kind, stages in rule.allowed)
    return f"《{definitions.tables[rule.table].title}》的学段是办学类型里有的。{kinds}。"


@rule_words.register
def _(rule: ClassesRule, definitions: Definitions) -> str:
    return (
        "每个年级：《班级》班额×班数合计 ＝《在校学生》在校学生数；"
        "只有班额档次的，在校学生数在档次许可的上下限之间；有班没有写班额的不查。"
    )


@rule_words.register
def _(rule: PresenceRule, definitions: Definitions) -> str:
    return f"每个年级：《班级》有班就有《在校学生》，有学生就有班；学段里有{rule.mixed}的不查。"


@rule_words.register
def _(rule: ProgressionRule, definitions: Definitions) -> str:
    return (
        f"{'、'.join(rule.stages)}：本年级{_sum(definitions, rule.table, rule.value)}同上一年低一年级比，"
        f"{_limits(rule.limits)}的报。并入的学校合起来比，分设的不比。"
    )


@rule_words.register
def _(rule: ChangeRule, definitions: Definitions) -> str:
    table = definitions.tables[rule.table]
    told = f"《{table.title}》{_sum(definitions, rule.table, rule.value)}合计同上一年比，{_limits(rule.limits)}的报"
    if rule.unless_fell:
        told += f"；{_title(definitions, rule.table, rule.unless_fell)}同时减少的不报"
    if rule.unless_more:
        told += f"；{_title(definitions, rule.table, rule.unless_more)}比上一年多了的，增加不报"
    if rule.unless_events:
        told += f"；有{'、'.join(rule.unless_events)}的不报"
    return f"{told}。并入的学校合起来比，分设的不比。"


@rule_words.register
def _(rule: IdentityRule, definitions: Definitions) -> str:
    what = {
        "gone": "上一年有在校学生的学校，本年没有列入《学校（机构）》",
        "new": "本年第一次列入《学校（机构）》",
        "renamed": "学校名称同上一年不同（全角半角括号、空格不计）",
    }[rule.change]
    return (
        f"{what}，《学校变动》里没有{'、'.join(rule.events)}的报。"
        f"一个县同时有三所以上、且超过 {rule.lacking_pct}% 的，是没有报齐，按缺报处理。"
        if rule.change != "renamed"
        else f"{what}，《学校变动》里没有{'、'.join(rule.events)}的报。"
    )


@rule_words.register
def _(rule: SpendingRule, definitions: Definitions) -> str:
    parts = [
        f"《{definitions.tables[one.table].title}》{_title(definitions, one.table, name)}"
        for one in rule.watched
        for name in one.fields
    ]
    return f"{'、'.join(parts)}同上一年比没有减少；生均减少的，分开列出学生数变动和支出变动各影响多少。"


@rule_words.register
def _(rule: OutlierRule, definitions: Definitions) -> str:
    ratios = "、".join(ratio.name for ratio in rule.ratios)
    return (
        f"{ratios}：同一年、同一办学类型、同一城乡类型的学校不少于 {rule.peers} 所时，"
        f"稳健 z（0.6745×离中位数的距离÷绝对离差中位数）大于 {_number(rule.z)}，"
        f"且离中位数超过 {_number(rule.distance_pct)}% 的报。"
    )


@rule_words.register
def _(rule: MissingRule, definitions: Definitions) -> str:
    if rule.by == "school":
        return "应当填报一张表的学校没有报，而同县有学校已经报了的报；一个县一张表一条。"
    return (
        f"一个县的一张表（学校的表，或地区的表）没有一行，而 {_number(rule.others_pct)}% 以上的县已经报了的报。"
        "地区的表按行政区划表里级别是县的地区。"
    )
