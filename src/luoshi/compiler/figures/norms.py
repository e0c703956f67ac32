"""Whether the words around a quantity make it a recurring rule (标准要求) rather than a single commitment.

Entry: :func:`is_rule`. Families, each resting on closed classes of words: periods (每周), tenures and cycles (满6年,
每三年一次), ratios (师生比), standards and shares laid down (按…标准, 用于…比例), sums a head (生均, 元/生), thresholds
(5人以上的学校), 每个X, and standing limits (不超过…的班额).
Not here: past or future (:mod:`luoshi.compiler.figures.roles`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.base.quantities import Quantity
from luoshi.compiler.figures.clauses import Reading

_TIME_UNITS = {"课时", "学时", "小时", "分钟", "学分"}
_PEOPLE = {"人", "名", "班", "户"}
_MONEY = {"元", "万元"}
PERIODIC = re.compile(r"每\s?(?:半年|天|日|周|两周|双周|月|学期|学年|个?学期|课|节|次|批次|晚|季度?)[^，。；]*$")
YEARLY = re.compile(r"(?:每\s?学?年|每年度|一年|逐年)[^，。；]*$")
DISTRIBUTIVE = re.compile(
    r"每\s?(?:一|1)?\s?(?:所|个|名|位|人|生|间|班|校|园|县|区|市|乡|镇|村|学校|乡镇|街道|社区|万|千|百|增加|县市区|教学班|\d)[^，。；]*$"
)
_PER_HEAD = re.compile(r"生均|人均|每人|每生|师均|年人均")
_PAID_AS = re.compile(r"[^，。；]{0,6}(?:一次性|安家费|奖励|补助|奖补|津贴|补贴)(?!基金|资金)")
_PAYS = re.compile(
    r"(?:奖励|奖补|给予[^，。；]{0,12}补[助贴])(?:最高|标准|金额)?$|一次性|每个?[\u4e00-\u9fff]{1,8}(?:奖励|补助|给予)|年收入|年薪"
)
STANDARD_AFTER = re.compile(
    r"^\s?的?(?:国家|省定|省|规定|统一)?(?:标准|要求|规定|定额|原则|比例[标分补安计提配落抽]|比例给|比例为)|^[^，。；]{0,6}(?:标准|定额)(?:执行|发放|落实|配|安排|拨|补)"
)
_BY = re.compile(r"(?:按(?!期|时|质|需|计划)照?|依照)[^，。；]{0,14}$")
_BY_AFTER = re.compile(r"^\s?(?:按(?!期|时)|用于|由[\u4e00-\u9fff]{2,8}承担|[^，。；]{0,24}按(?:档次|比例|标准))")
_SET_BY = re.compile(r"核定|设置|配备|配置|配建|标准|配足|配齐|拨付|发放|补助")
_TENURE = re.compile(r"(?:满|任职|任教|任期|服务|工作|服务期|从教)[^，。；]{0,4}$")
_VALID = re.compile(r"(?:有效|试用|聘)期限?为?$|(?:期限|任期|周期)(?:原则上|一般|应)?为?$|每$")
_TENURE_AFTER = re.compile(r"^(?:以上)?(?:的|后|方可|才|及以上)|^[^，。；]{0,16}(?:经历|任教|工作年限)")
_REVOLVING = re.compile(r"^\s?[^，。；]{0,8}?(?:一|1)?\s?(?:个?周期|次|轮|届|调整|修订|全覆盖|一[次轮届])")
_BIG_CLASS = re.compile(r"^(?:及?以上)?的?(?:超?大班额|大班|班额)")
_THRESHOLD = re.compile(
    r"^的?(?:学生|在校生|人口)?(?:[^，。；\d]{0,14}的)?(?:普通|义务教育|中小|寄宿制|乡镇|村|农村)?(?:学校|县|区|市|行政村|村庄?|教学点|村小|幼儿园|小学|初中|高中|班级|乡镇|街道|社区)"
)
_LIMIT_WORDS = re.compile(r"以[上下]|不足|不到|少于|不满|超过|达到|人口")
_ACHIEVES = re.compile(r"培训|培养|招聘|惠及|资助|新增|引进|选派|容纳|招收.{0,4}年")
_HAVING = re.compile(r"(?:^|[，、(]|凡|对|招收|接收)\s?(?:有|拥有|超过|达到|不足|招收|接收|随班就读|人口)?\s?$")
_REQUIRED_BEFORE = re.compile(r"(?:(?:国家|省里|上级)(?:的)?(?:要求|规定|标准)|省定|规定|标准)的?\s?$")
_STANDING = re.compile(
    r"生均|班均|师均|人均|班额|半径|办[学园]规模|班级规模|作业|工资|津贴|补贴|补助|待遇|睡眠|跑道|年收入|年薪|权重"
)
_SHARE_OF_FUNDS = re.compile(r"(?:用于|提取|计提|列支|附加|占同级|占[^，。；]{2,12}(?:经费|支出|总额))[^，。；]*$")
_BORNE = re.compile(r"(?:财政|单位|个人|企业|家庭)[^，。；]{0,6}(?:承担|分担|负担)$")
_SCALED = re.compile(r"普职|职普|普高与中职|中职与普高")
_UPPER = re.compile(r"不(?:得|宜|应)?(?:超过|高于|多于|大于)|最多|至多|以内$")
_SIZES = {"班", "层", "人", "名", "平方米", "公里", "米", "周", "月", "户", "桌", "床"}
_MODAL = re.compile(
    r"(?:一般|原则上|应|须|必须|宜|不得)(?:当|该)?(?:为|是|设置?|占[^，。；]{0,8}|配备|配建|安排|达到|控制在)?$"
)
_SHARE_OF = re.compile(r"(?:不低于|不少于|不超过|不得低于|不得少于|不得超过)[^，。；\d]{2,16}的?$")
_WARNED = re.compile(r"^对[^，。；]*$")
_FORBIDS = re.compile(r"^(?:之?内)?(?:不得|不予|不能|不再)")
_FAILS = re.compile(r"^(?:以上)?(?:未|不|没有|排名|考核)")
_ORDER = re.compile(r"不得?[低少高超多][于过]|不能[少低]于|至少|最[多少]|控制在|不宜")


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a quantity within its clause.

    Attributes:
        left: before its comparator.
        order: the comparator before it (不低于), or empty.
        suffix: unit and comparator after it (人以上).
        right: after them.
    """

    left: str
    order: str
    suffix: str
    right: str

    @staticmethod
    def of(reading: Reading, q: Quantity) -> Words:
        """Return the words around ``q``."""
        text = reading.text
        start, end = reading.clause(q.start)
        return Words(text[start : q.head], text[q.head : q.start], text[q.end : q.tail], text[q.tail : end])


def is_rule(q: Quantity, words: Words, *, dated: bool, bound: bool, open_ended: bool) -> bool:
    """Whether quantity ``q`` is a recurring rule.

    Args:
        q: the quantity.
        words: what stands around it.
        dated: its sentence names a year before it.
        bound: it belongs to a project.
        open_ended: its section lists tasks, not dated targets.
    """
    left, right = words.left, words.right
    if q.unit in _TIME_UNITS or PERIODIC.search(left):
        return True
    if q.unit in ("次", "天", "轮", "元", "小时") and YEARLY.search(left):
        return True
    if q.unit == "年":
        barred = _FORBIDS.match(right) or (left.endswith("连续") and _FAILS.match(right))
        tenure = _TENURE.search(left) or (_TENURE_AFTER.match(right) and (q.op != "<=" or words.order))
        return bool(tenure or barred or _REVOLVING.match(right) or _VALID.search(left))
    if q.unit == "分" and re.search(r"(?:扣[减除]?|分值)[^，。；]*$", left):
        return True
    if q.unit in ("月", "届") and not bound and not dated:
        return True
    if q.unit == "比":
        return not _SCALED.search(left + right)
    if STANDARD_AFTER.match(right) or is_threshold(q, words) or _laid_down(q, words):
        return True
    if bound:
        return False
    if (
        q.unit == "元"
        or q.unit.startswith("元/")
        or (q.unit in _MONEY and (_PER_HEAD.search(left) or _PAYS.search(left) or _PAID_AS.match(right)))
    ):
        return True  # sums in single yuan are rates for a person: allowances, rewards, funds a head
    if dated:
        return False
    return bool(DISTRIBUTIVE.search(left)) or (open_ended and _standing_limit(q, words))


def is_threshold(q: Quantity, words: Words) -> bool:
    """Whether a number of people or classes is the condition of a rule: 5人以上的普通学校, 56人以上大班额."""
    if q.unit not in _PEOPLE:
        return False
    if is_big_class(words):
        return True
    limit = _LIMIT_WORDS.search(words.left[-4:] + words.order + words.suffix + words.right[:2])
    named = _THRESHOLD.match(words.right.removeprefix("口").removeprefix("以上"))
    if named and limit and not _ACHIEVES.search(words.left):
        return True
    return bool(
        named and "的" in words.right[:16] and _HAVING.search(words.left) and words.left.strip()[-1:] in ("有", "收")
    )


def is_big_class(words: Words) -> bool:
    """Whether a number only says from what size on a class is too big: 56人以上大班额."""
    return bool(_BIG_CLASS.match(words.right))


def _laid_down(q: Quantity, words: Words) -> bool:
    """Whether a standard or a share is laid down: 按3%比例, 国家规定的5%, 用于…的比例不低于30%."""
    left, right = words.left, words.right
    if right.startswith("为宜") or (q.unit == "%" and _BORNE.search(left)):
        return True
    if _REQUIRED_BEFORE.search(left) and not right.startswith(("目标", "的目标")):
        return True
    if q.unit in ("%", *_MONEY) and (_BY.search(left) or _BY_AFTER.match(right)):
        return True
    if _BY.search(left) and _SET_BY.search(left + right):
        return True
    return q.unit == "%" and bool(_ORDER.search(words.order)) and bool(_SHARE_OF_FUNDS.search(left))


def _standing_limit(q: Quantity, words: Words) -> bool:
    """Whether an undated limit holds always: 办园规模不超过360人, 每年交流教师不低于总数的10%."""
    if q.unit == "%" and (_SHARE_OF.search(words.left + words.order) or (_WARNED.match(words.left) and q.op == "<=")):
        return True
    if q.unit in _SIZES and (_UPPER.search(words.order) or _MODAL.search(words.left + words.order)):
        return True
    ordered = bool(_ORDER.search(words.order) or _ORDER.search(words.left))
    if not ordered or q.op not in (">=", "<=", "=", "between"):
        return False
    return bool(_STANDING.search(words.left)) or (q.unit == "%" and bool(YEARLY.search(words.left)))
