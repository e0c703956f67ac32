"""What a figure is: target, norm, observation, or no figure of the plan at all (目标、标准要求、现状数据).

Entry: :func:`judge`. Order of evidence: words that make a recurring rule; words of the sentence that put it in the
past; the year it names against the plan's horizon; the section it stands in. The rules rest on closed classes: time
units, 每, comparators, aspect words.
Not here: the name of the figure (:mod:`luoshi.compiler.figures.naming`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from luoshi.base.quantities import Quantity
from luoshi.compiler.figures.clauses import Reading
from luoshi.compiler.figures.context import Context, Horizon
from luoshi.compiler.figures.norms import (
    DISTRIBUTIVE,
    PERIODIC,
    STANDARD_AFTER,
    YEARLY,
    Words,
    is_big_class,
    is_rule,
    is_threshold,
)

Role = Literal["target", "norm", "observation"]

_PERIOD_WORD = re.compile(r"每\s?(半年|两周|双周|天|日|周|月|学期|学年|年|季度|批次)|(一)年[^，。；\d]{0,4}$")
_UNMET = re.compile(r"(?:无法|不能|未能?|难以)(?:完全)?达到?\s?$|达不到\s?$")
_CYCLE_AFTER = re.compile(
    r"^\s?[^，。；]{0,8}?(?:一|1)?\s?(?:次|轮|届|周期|调整|修订|全覆盖)|^[^，。；\d]{1,10}(?:不少于|不低于|至少)"
)
_DONE = re.compile(
    r"已(?!有的?学校|满)|(?<!为|除|好|到)了(?!解)|曾|先后|截至|截止|(?<![一二两三四五六七八九十\d]年)累计(?!满|不)|摸排出|排查(?:出|发现)|仍有|尚有|“?十[一二三]五”?(?:期间|时期|以来|末)|近[一二三四五六七八九十\d]+年|以来|(?:的|现有)基础上|目前|现有|现状|原有|获评|荣获|首批|居全[省国市]"
)
_COMPLETED = re.compile(
    r"已(?:经)?(?:完成|建成|建设|投入|实现|落实|开工)|(?<![一二两三四五六七八九十\d]年)累计(?!满)|截[至止]|(?<![比较同与])(?:去年|过去[一二三四五\d]年)"
)
_FORWARD = re.compile(
    r"将|力争|争取|确保|到20[2-9]\d年|至20[2-9]\d年|拟|计划(?!生育)|要(?!求|点|素)|未来|今后|继续|届时|规划(?!的|确定|目标)|预期"
)
_WHICH = re.compile(r"(?:以[上下]|及以上)?[^，。；\d]{0,10}?的")
_LIMIT = re.compile(r"(?:[低高少多]于|超过?|不足|[不未]?满|连续|累计|达到?|以[上下]|规划)$")
_CONSEQUENCE = re.compile(
    r"约谈|扣减|扣除|扣\d|问责|亮[红黄]|通报|取消|不得|不予|给予|奖励|奖补|应当|必须|方可|才能|追究|否决|颁发"
)
_AGE_LIMIT = {"岁", "周岁"}
_A_SPAN = re.compile(r"满|不少于|为期|期限?为?$|时间[^，。；]{0,4}$|一般为?$")
_COUNTS_OF_WORDS = re.compile(
    r"^(?:大|方面|原则|途径|维护|意识|自信|全面|战略|规定|准则|主题|阶段|环节|重点|层面|渠道|结合|体系|机制|体制|统一|到位|基本|关键|突出|领域|重大|一流|主线|任务|抓手|目标|工作|工程|行动|单位|部门|百年|五年|十年|年奋斗|年目标|地|重|制|类|学科|不准|禁止|严禁)"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """The year of a figure; ``explicit`` when its own sentence names it, not an earlier one of the paragraph."""

    year: int | None
    explicit: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The role of a figure and, for norms, the unit with its period (课时/周)."""

    role: Role
    unit: str


def judge(
    reading: Reading, q: Quantity, year: Dated, context: Context, years: Horizon, *, bound: bool = False
) -> Verdict | None:
    """Return what quantity ``q`` of ``reading`` is; None if it is no figure of the plan.

    Args:
        reading: the passage.
        q: one of its quantities.
        year: the year that the text gives the figure.
        context: of its section.
        years: the plan's horizon.
        bound: the passage describes a project: its measures are no rules for others.
    """
    text = reading.text
    low, high = reading.sentence(q.start)
    start, end = reading.clause(q.start)
    left, right = text[start : q.head], text[q.tail : end]
    alone = len(reading.quantities_in(start, end)) == 1 and not reading.years_in(start, end)
    if not _counts(q, text, left, right, alone=alone):
        return None
    past = _is_past(text[low:high], text[low : q.start], text[start : q.start], year, context, years)
    unit = _periodic_unit(left, right, q)
    words = Words.of(reading, q)
    dated = bool(reading.years_in(low, q.start))
    rule = is_rule(q, words, dated=dated, bound=bound, open_ended=context.tense == "future")
    if not (dated or bound):
        rule = rule or context.standard or _has_consequence(q, words, text[q.tail : high])
    if rule or _conditioned(reading, q, start):
        if past and not (STANDARD_AFTER.match(right) or _UNMET.search(left) or is_threshold(q, words)):
            return Verdict("observation", unit)
        return Verdict("norm", unit)
    return Verdict("observation" if past else "target", unit)


def _has_consequence(q: Quantity, words: Words, rest: str) -> bool:
    """Whether a limit is the condition of a rule that ``rest`` of its sentence states: 满意度低于90%的，扣2分."""
    limited = _LIMIT.search(words.left) or _LIMIT.search(words.order) or _LIMIT.search(words.suffix)
    return bool(limited and _WHICH.match(words.right) and _CONSEQUENCE.search(rest))


def _conditioned(reading: Reading, q: Quantity, start: int) -> bool:
    """Whether an earlier quantity of the clause is the condition for this one (24班以上学校设300米跑道)."""
    if q.op == "<=" and "控制在" in reading.text[q.head : q.start]:
        return False  # 2000人以上学校控制在10所以内: how many such schools there may be
    others = ((other, Words.of(reading, other)) for other in reading.quantities_in(start, q.start))
    return any(is_threshold(other, words) and not is_big_class(words) for other, words in others)


def _counts(q: Quantity, text: str, left: str, right: str, *, alone: bool) -> bool:
    """Whether a quantity is a figure at all, not a date, a label or a way of speaking."""
    before, after = text[max(0, q.start - 3) : q.start], text[q.tail : q.tail + 4]
    if q.unit in _AGE_LIMIT or before.endswith(("第", "专栏", "表", "附件", "图", "No.", "电话")):
        return False
    if not right.strip() and text[q.tail : q.tail + 1].isdigit():
        return False  # 4个100%: a number of numbers
    if before.endswith("每") and not q.chinese and q.unit != "年" and re.match(r"[^，。；]{0,14}[数率]", right):
        return False  # 每10万人口在学研究生数: part of a name
    if q.unit == "":
        return _bare_number(q, before, after)
    if q.unit == "年":
        return _years_count(q, text, left, right, alone=alone)
    if q.unit in ("月", "天", "周", "日", "期", "届", "学期", "学年", "次", "轮") and not q.chinese:
        return not (q.unit == "月" and q.head == q.start and not _A_SPAN.search(left)) and not (
            q.unit == "期" and not re.search(r"分|共|举办", left)
        )
    if q.chinese:
        return _chinese_counts(q, left, after)
    return not (
        q.unit in ("区", "县", "市", "省", "镇", "乡", "村", "校", "园", "班") and re.match(r"[级立属办]", after)
    )


def _bare_number(q: Quantity, before: str, after: str) -> bool:
    """A number without unit counts only with a comparator or as a range of things to be made (新增4-5省级平台)."""
    if q.value2 is not None:
        return (
            q.value < 1000 and bool(re.search(r"[增设建成获]$", before)) and bool(re.match(r"[\u4e00-\u9fff]", after))
        )
    if q.value >= 10000 and re.match(r"[\u4e00-\u9fff]", after) and not re.match(r"[年月日号]", after):
        return True  # 1.5万 and a noun without classifier
    return q.op in (">=", "<=", "<", ">") and q.tail - q.head > q.end - q.start and not 1900 <= q.value <= 2100


def _years_count(q: Quantity, text: str, left: str, right: str, *, alone: bool) -> bool:
    """A number of years counts as an average, a tenure, a cycle, or as the only time limit of its sentence."""
    after = right[:4]
    if re.search(r"不足|不满", text[q.head : q.start]) or re.match(r"(?:之?内)?(?:不得|不予)", right):
        return True
    if left.endswith("连续") and re.match(r"(?:以上)?(?:未|不|没有|排名)", right):
        return True
    if re.search(
        r"年限|学制|平均|为期|寿命|经过|(?:有效|试用|聘|服务|任|保质)期限?为?$|(?:期限|任期|周期)(?:原则上|一般|应)?为?$|[任满]$|服务$|工作$|任教$|连续$|任职",
        left,
    ):
        return True
    if q.value > 1 and re.match(r"一(?:个)?(?:[次轮届]|周期)", after):
        return True
    if re.search(r"每$", left) and _CYCLE_AFTER.match(right):
        return True
    if (
        q.value2 is not None
        or re.search(r"(?:近|未来|今后|过去|前|后|第|这|百|每|上|新的?|学前|高中|初中|小学)$", left)
        or re.match(r"[级制来期行计攻发规义一]|教育|以来|时间|间|中", after)
    ):
        return False
    if q.op == "<=" and q.tail > q.end + 1:  # 三年内
        return alone
    return not q.chinese and q.op != "=" and q.value < 60


def _chinese_counts(q: Quantity, left: str, after: str) -> bool:
    """A Chinese numeral counts when it stands in a measure, a rule or a list of things, not in a way of speaking."""
    if q.unit in ("%", "小时", "分钟", "课时", "学时", "亩", "元", "公里", "人次", "倍") or q.value2 is not None:
        return True
    if _COUNTS_OF_WORDS.match(after) or re.search(r"(?:第|同|某|另|这|那|哪|任何|唯|其|新|统|专|逐|首)$", left):
        return False
    if re.match(r"[体人位]?(?:一体|一案|一策|一品|一校|一特|多)", after):
        return False
    if q.op in (">=", "<=", "~") or (q.unit == "个" and re.match(r"[县市区乡街]", after)):
        return True
    if q.unit == "人" and q.value >= 10:
        return True
    if q.value == 1:
        rule = (
            DISTRIBUTIVE.search(left)
            or PERIODIC.search(left)
            or YEARLY.search(left)
            or re.search(r"各[^，。；]{2,12}(?:均|都|至少|办好|建好)", left)
        )
        if re.search(r"不让|每$|逐|没有|无$|哪怕", left):
            return False
        if q.unit in ("次", "轮") and re.search(r"年[^，。；]{0,8}$", left):
            return not re.search(r"(?:[二两三四五六]|[2-9])年[^，。；]{0,8}$", left)  # 三年一轮 is told by its years
        return bool(rule) or (
            q.unit in ("所", "个", "间", "项", "门", "名", "座")
            and bool(re.search(r"掌握$|学会$|配置$|配备$|办好$|举办$|规划$|设立$|设置$|以及$", left))
        )
    if q.value >= 100 and q.unit in ("个", "名", "人", "所", "家", "项") and q.value in (100, 1000, 10000):
        return False
    return (
        q.unit in ("所", "栋", "幢", "间", "座", "名", "门", "项", "层", "本", "套", "家", "次", "轮", "户")
        or re.search(r"[任满]$", left) is not None
        or (q.unit == "个" and bool(re.search(r"[建设增新创办评选成立]$|掌握$|配备$", left)))
    )


def _periodic_unit(left: str, right: str, q: Quantity) -> str:
    """Return the unit with the period of a recurring figure: 课时/周, 小时/天, 次/年."""
    if "/" in q.unit or q.unit in ("%", "元", "万元", "亿元", "比", "百分点") or not q.unit:
        return q.unit
    word = None
    for match in _PERIOD_WORD.finditer(left):
        word = match[1] or "年"
    if q.unit == "年" and (turn := re.match(r"一([次轮届])", right)):
        return f"年/{turn[1]}"
    if word is None:
        return q.unit
    if word == "年" and q.unit not in ("天", "次", "小时", "学时", "课时", "轮"):
        return q.unit
    return f"{q.unit}/{'天' if word == '日' else word}"


def _is_past(sentence: str, so_far: str, before: str, dated: Dated, context: Context, years: Horizon) -> bool:
    """Whether a figure is a past or present one; ``so_far`` and ``before``: its sentence and its clause up to it."""
    year = dated.year if dated.explicit else None
    if year is not None and years.base is not None and year <= years.base:
        return True
    if context.tense == "past":
        return not (year is not None and years.end is not None and year >= years.end)
    if year is not None and _is_to_come(year, years):
        return False
    if _DONE.search(before):
        return not _FORWARD.search(before)
    done = [m.end() for m in _COMPLETED.finditer(so_far)]
    if done and not _FORWARD.search(so_far, done[-1]):
        return True
    if context.tense == "open":
        return not _FORWARD.search(sentence) and not (year is not None and years.base is not None and year > years.base)
    return False


def _is_to_come(year: int, years: Horizon) -> bool:
    """Whether a year lies behind the issue; of a plan without date, which is issued in its first year or before."""
    if years.issued is not None:
        return year > years.issued
    return years.base is not None and years.end is not None and year > years.base + 1
