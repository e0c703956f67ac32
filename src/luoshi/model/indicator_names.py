"""Names of one indicator in different plans (指标名称): which names mean the same, and which only look alike.

Entries: :func:`canonical`, :func:`is_same_indicator`, :func:`should_be_rare`, :func:`adds_up_from_nothing`. Two plans
rarely use one wording: 学前三年毛入园率 is 学前教育毛入园率, 比例 is 占比. What must not be taken for one: 公办园占比
(kindergartens) and 公办园在园幼儿占比 (children), 毛入学率 and 净入学率, 普职比 and 职普比.
Not here: definitions of indicators and their official aliases (:mod:`luoshi.rules`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from luoshi.base.texts import are_apart, likeness, normal

_ALIKE = 0.86

_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^(?:到?20\d\d年|“?十[一二三四五六]五”?期?末?)", ""),
        (r"^(?:全|我|本|各)(?:省|市|县|区|州)(?!就业|升学|籍)|^(?:各县市区|县域|区域内|各地)", ""),
        (r"^(?:年内|力争|确保|实现|使)|(?:逐年|稳步|持续|进一步)?(?:巩固|提高|提升|达到?|保持|稳定|控制)$", ""),
        (r"的|及以上|以上|数量$|按?不低于|按?不少于|(?:安排|列支|配备)$", ""),
        (r"专?兼职|含兼职|专职", ""),
        (r"(?<=学|中)(?:每班|班级)(?:学生)?(?:人数|规模)?$", "班额"),
        (r"占比占比|占比比例", "占比"),
        (r"中等职业(?:教育)?学校|中等职业教育", "中职学校"),
        (r"覆盖面", "覆盖率"),
        (r"^每(?=年)", ""),
        (r"(?:比例|比率|比重|占比率)", "占比"),
        (r"在校生规模", "在校生"),
        (r"所占占比|占占比", "占比"),
        (r"幼儿园", "园"),
        (
            r"学前(?:三年|教育|三年教育|教育三年)?(?:适龄)?(?:幼儿|儿童)?毛入园率|幼儿毛入园率|三年毛入园率",
            "学前毛入园率",
        ),
        (r"(?:小学|初中)?(?:九年制?)?义务教育(?:阶段)?(?:学生)?巩固率", "义务教育巩固率"),
        (r"高中阶段(?:教育)?(?:学生)?毛入学率", "高中阶段毛入学率"),
        (r"(?:义务教育阶段)?(?:适龄|学龄)?残疾儿童(?:少年)?(?:接受)?(?:义务教育(?:阶段)?)?入学率", "残疾儿童入学率"),
        (r"普惠性?(?:学前教育(?:资源)?|园)覆盖率|普惠性?园在园(?:幼儿)?占比|学前教育普惠率|普惠率$", "普惠园覆盖率"),
        (r"公办园在园(?:幼儿|人数|儿童)(?:总数)?(?:的)?占比|公办园(?:幼儿|在园)占比", "公办园在园幼儿占比"),
        (r"(?:国家)?(?:学生|中小学生)?体质(?:健康)?(?:标准)?(?:测试|测查|监测)?(?:达标)?优[良秀]率", "学生体质优良率"),
        (r"(?:新增|主要)?劳动(?:年龄)?人口(?:人均|平均)受教育年限", "劳动年龄人口平均受教育年限"),
        (r"^(?:义务教育(?:阶段)?(?:学校)?)?大班额(?:占比)?$", "义务教育大班额占比"),
        (r"^(?:中小)?学生(?=体质)", ""),
        (r"(?:中小学生?|儿童青少年|青少年|学生)(?:学生)?(?:总体|综合)?近视率", "近视率"),
        (
            r"(?:进城务工人员|外来务工人员|流动人口|农民工)?随迁子女(?:在)?(?:接受义务教育)?(?:入读)?公办(?:义务教育)?学校?(?:就读)?占比",
            "随迁子女公办就读占比",
        ),
        (r"双师(?:型)?(?:素质)?(?:专任)?(?:专业课?)?教师(?:占专业课?教师)?占比", "双师型教师占比"),
        (r"阶段", ""),
    )
)

_HOW_COUNTED = re.compile(r"净|毛|普职|职普|近视|肥胖|在园幼儿占比|园占比|在校生占比|学校占比")
"""What two names of one indicator share or both lack."""
_DOING = re.compile(
    r"(?:新?建设|打造|建成|创建|培育|组织|开展|实施|达到|提高|提升|完成|增加|新增|年|每年|逐年|累计|遴选|评选|建立)+"
)

_BEFORE = re.compile(r"^(?:义务教育|各级各类|全体|所有)?(?:中小学校?|学校)?(?=.{5})")
"""What may stand before a name or not: 中小学, 义务教育学校."""

_COUNTED = (
    ("在园", "在校", "学生", "幼儿", "就读"),
    ("教师", "专任"),
    ("净",),
    ("毛",),
    ("普职",),
    ("职普",),
    ("优质",),
    ("示范",),
    ("达标",),
    ("优秀", "优良"),
    ("农村", "乡村"),
    ("公办",),
    ("民办",),
    ("普惠",),
)
"""Words that both names must have or lack: what is counted, and how."""

_LOWER_BETTER = re.compile(
    r"大班额|大校额|近视率|肥胖率|辍学|失学|流失|违规|事故|投诉|差异系数|文盲|差距|生师比|负债|债务|缺额|缺口|死亡|溺水|"
    r"作业.{0,6}(?:时间|总量|时长)|检查评比|进校园事项|民办义务教育.{0,8}占比"
)
_MORE_OF_LESS = re.compile(r"下降|降低|减少|压减|压缩|降幅|化解|消除|补充|补齐")

_ADDS_UP = re.compile(
    r"新增(?!劳动)|新建|新改扩建|改?扩建|改建|迁建|建设|增加|净增|减少|撤并|创建|创成|培训|招聘|引进|补充|培养|遴选|评选|选树|认定|改造"
    r"|更新|移交|累计|投资|招收|资助|投入"
)


@lru_cache(maxsize=8192)
def canonical(name: str) -> str:
    """Return the name of an indicator in one wording."""
    text = normal(name)
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return text


def is_same_indicator(one: str, other: str) -> bool:
    """Tell whether two names mean one indicator."""
    first, second = canonical(one), canonical(other)
    if first == second:
        return True
    if are_apart(first, second) or are_counted_otherwise(first, second):
        return False
    return likeness(first, second) >= _ALIKE or _BEFORE.sub("", first) == _BEFORE.sub("", second)


def are_two_indicators(one: str, other: str) -> bool:
    """Tell whether two names in like sentences mean two indicators all the same.

    Either a word says so that both would need (净、毛; 近视、肥胖), or one word stands in the place of another that has
    no character with it in common: 名校长, 名教师.
    """
    first, second = canonical(one), canonical(other)
    if first == second:
        return False
    if are_apart(first, second):
        return True
    if _HOW_COUNTED.findall(first) != _HOW_COUNTED.findall(second):
        return True
    head = _shared_start(first, second)
    tail = _shared_start(first[head:][::-1], second[head:][::-1])
    was, now = first[head : len(first) - tail], second[head : len(second) - tail]
    if min(len(was), len(now)) < 2 or head + tail < 2:
        return not was and not now
    return not set(was) & set(now) and not (_DOING.fullmatch(was) or _DOING.fullmatch(now))


def are_counted_otherwise(first: str, second: str) -> bool:
    """Tell whether a word of what is counted, and how, stands in one name alone: 公办园占比, 公办园在园幼儿占比."""
    return any(any(w in first for w in words) != any(w in second for w in words) for words in _COUNTED)


def _shared_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def should_be_rare(name: str) -> bool:
    """Tell whether less of an indicator is better by its name: 大班额比例, 近视率; not how far it has come down."""
    return bool(_LOWER_BETTER.search(name)) and not _MORE_OF_LESS.search(name)


def adds_up_from_nothing(name: str) -> bool:
    """Tell whether a number of that name is done bit by bit over the plan's years: 新建公办幼儿园, 培训教师."""
    return bool(_ADDS_UP.search(name)) and not re.search(r"[率比]$|占比|比例|比重|每年|年均", name)
