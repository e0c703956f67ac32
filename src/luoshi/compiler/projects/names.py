"""Which noun phrases name one project: a school, a building, a platform with a name of its own (项目名称).

Entry: :func:`split_items`, :func:`parse_item`, :func:`is_named`. Knowledge: the words in which schools, buildings and
systems end, and the words that only describe a kind of them (公办, 农村, 标准化…): a phrase that is nothing but such
words is no name. Text in, offsets out. Not here: which sentences are read (``prose``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.compiler.projects.facts import NATURE

_ORDINAL = "[一二三四五六七八九十百]"
SCHOOL = (
    rf"(?:学校|中学|小学|幼儿园|完小|初中|高中|职高|职中|中专|技校|技工学校|大学|学院|高专|高职|分校|分园|校区|园区(?=$)|新校园|校园"
    rf"|东区|西区|南校|北校|{_ORDINAL}(?:中|小|幼|附小|附中|完小|实小|高)|实小|实幼|附小|附中|附幼|党校|特校|职教中心|教学点|中心园)"
)
BUILDING = (
    r"(?:教学楼|综合楼|教学综合楼|实验楼|实训楼|办公楼|科技楼|科教楼|艺术楼|体艺楼|宿舍楼?|公寓楼?|公租房|周转房|食堂|餐厅|体育馆|体艺馆|图书馆"
    r"|运动场|田径场|操场|报告厅|学生宿舍|礼堂|教学用房|辅助用房|[\u4e00-\u9fff]{2}楼|二期|[一二三四]期)"
)
SYSTEM = (
    r"(?:平台|系统|资源库|数据库|信息库|城域网|专网|指挥中心|调度中心|数据中心|云中心|研究中心|指导中心|监测中心|评价中心|体验中心"
    r"|服务中心|资源中心|发展中心|活动中心|青少年宫|少年宫|科技馆|博物馆|实训中心|实践中心|中心)"
)
BASE = r"(?:基地|产业园|教育园|职教城|大学城|教育城|研究院|研究所|孵化器|孵化园|创新园|科技园)"
_BRACKETED = r"(?:[（(][^（）()]{1,20}[）)])?"
_WORKS = rf"(?:{NATURE}|建设|拆建|规划建设|升级|置换|续建)"
_ITEM_END = re.compile(rf"(?:{SCHOOL}|{BUILDING}|{SYSTEM}|{BASE}|{_WORKS}|工程|项目)[”\"]?{_BRACKETED}(?:工程|项目)?$")
_ITEM = re.compile(
    rf"^(?P<front>(?:规划|继续|完成|推进|加快|启动|{NATURE}|建设(?![路街镇乡村大])|建成|兴建)*)(?P<body>.+?)"
    rf"(?P<nature>{_WORKS})?(?P<suffix>(?:[一二三四]期)?(?:工程|项目)?{_BRACKETED}(?:工程|项目)?)$"
)
_HEAD_NOUN = re.compile(rf"(?P<noun>{SCHOOL}|{BUILDING}|{SYSTEM}|{BASE})[”\"]?{_BRACKETED}$")

_KIND_WORDS = """
    公办 民办 公民办 普惠性 普惠 农村 乡村 乡镇 镇区 城镇 城区 县城 城乡 中心城区 主城区 新城区 标准化 寄宿制
    小规模 配套 优质 义务教育 普通 高中 初中 小学 幼儿园 幼儿 示范性 示范 中小学 中等职业 高等职业 职业 职业技术
    中职 高职 技工 特殊教育 特教 专门 孤独症 高水平 薄弱 居民 住宅 小区 社区 中心 九年一贯制 十二年一贯制 完全
    独立 新型 品牌 特色 智慧 数字 绿色 文明 平安 书香 现代化 现代 一流 应用型 本科 专科 省级 市级 县级 国家级
    校级 区级 全市 全县 全区 全省 各 各级 各类 职教 学前 教育 教师 学生 周转 集体 校舍 校园 学校 学院 院校 园区
    校区 分校 分园 片区 区域 高新区 区域性 产教融合 公共 实训 实践 实验 综合 研学 劳动 青少年 法治
    爱国主义 红色 思政 心理 健康 体育 美育 艺术 科普 创新 创业 社会 高标准 高质量 规范化 集团化 一批 部分 相关
    有关 重点 骨干 试点 紧缺 闲置 市属 市直 省属 县域 市域 及 和 与 的 性 型 类 制 化 国际 双语 附属 成人 老年
    开放 继续 终身 学习 培训 培养 基地 完小 食堂 宿舍 厕所 操场 运动场 功能室 教学 办公 用房 教室 生活 住宿 附设
    村级 流动 移民 安置 搬迁 易地 扶贫 新建 改建 扩建 改扩建 需要 达标 设施 学位 办学 条件 公益 初高中 人口 人才
    专业 技术 技能 产业 企业 名优 卓越 双高 联合 文化 服务 资源 共享 成长 管理 校长 信息 信息化 合作 校企 交流
    恢复 灾后 体验 优秀 体艺 场地 智能 空间 一体化 标杆
"""
_KINDS = re.compile("|".join(sorted(map(re.escape, _KIND_WORDS.split()), key=len, reverse=True)))
_COUNTED = re.compile(
    rf"^(?:[\d０-９]|约|近|[两几多数]|{_ORDINAL}(?:所|个|批|座|栋|处|项|家|幢)|不少于|至少|若干|一些|更多|多所|各[^级]|每)"
    r"|(?:\d|[一二两三四五六七八九十]|若干|几|数|多)\s*(?:余|多)?(?:所|个|座|栋|处|家|幢|间|套|类)"
)
_CLAUSE_WORDS = re.compile(
    r"^[在将]|推进|实施|加快|促进|做好|抓好|纳入|成为|实现|提升|提高|达到|确保|推动|加强|满足|推广|使用|利用|依托|创建|更名|转型|申报|转设|冲击|支持|鼓励|引导|开展|落实|完善"
    r"|健全|深化|打造|建立|为主|通过|按照|根据|围绕|进行|形成|作为|具有|具备|符合|以及其|等级|比例|水平$|机制|制度|体系|计划|行动|战略|模式"
    r"|规划$|方案|办法|纲要|覆盖|全体|举办|面向|涉及|过程|以上|以下|补短板|或|需求|高校"
)
_REGION = (
    r"(?!城乡|乡镇|镇区|各|每|全|城镇|农村|县城|县区|市区|城区|社区|校区|园区|小区)"
    r"[\u4e00-\u9fff]{1,3}?(?:[省市州县镇乡]|(?<![校园分片社辖地小城])区|街道)(?![级域区直属辖])"
)
_LEVEL = re.compile(r"^(?:[全我][市县区州]|[市县州](?:级|域|直)|区[级直])")
_OWN = re.compile(
    rf"[“\"《]|^[全我]?[市县区州](?![级域区直属辖市县])|^{_REGION}|第{_ORDINAL}|{_ORDINAL}[中小幼]|[一二三四]期|学[东南西北]校区|园[东南西北]分园"
)
_INSTITUTION = re.compile(r"^[\u4e00-\u9fff]{2,}?(?:大学|学院|中学|学校)(?=.)")
_MARK = re.compile(r"以及|[、和与及，,；;\n（(“《〔\[）)”》〕\]]")
_ENDINGS = "|".join((SCHOOL, BUILDING, SYSTEM, BASE, _WORKS))
_LAST = frozenset(re.findall(r"[\u4e00-\u9fff](?=[|)?\]]|$)", _ENDINGS)) | frozenset('）)”"期程目中小幼高')
"""Last characters of all the words above, so that most clauses are put aside without a search."""
_SLOGAN = re.compile(r"^[“\"][一二三四五六七八九十\d]")
_SINGLE_SYSTEM = re.compile(r"(?:城域网|资源库|数据库|专网|指挥中心|调度中心)[”\"]?$")


@dataclass(frozen=True, slots=True)
class Item:
    """One noun phrase of a list of projects; offsets count in the text that was parsed.

    Attributes:
        start, end: the name: without the verb before it.
        front: verb of construction before it (新建), empty if none.
        works: word of construction after it (改扩建), empty if none.
        suffix: 项目, 工程 or a bracket at the end, empty if none.
        body: the phrase without all these.
    """

    start: int
    end: int
    front: str
    works: str
    suffix: str
    body: str


def split_items(text: str, separators: str = "、和与及") -> list[tuple[int, int]]:
    """Return the offsets of the items of a list; what does not end like an item is joined with what follows it.

    Separators in brackets and quotes do not count.
    """
    cuts, depth = [], 0
    for mark in _MARK.finditer(text):
        char, i = mark[0], mark.start()
        depth += (char in "（(“《〔[") - (char in "）)”》〕]")
        parts = char in separators or char == "以及"
        if depth <= 0 and parts and (ends_like_item(text[:i]) or char in ";；"):
            cuts.append((i, mark.end()))
    bounds = [0, *[b for cut in cuts for b in cut], len(text)]
    pairs = [(bounds[k], bounds[k + 1]) for k in range(0, len(bounds), 2)]
    return [(a + _blanks(text[a:b]), b - _blanks(text[a:b][::-1])) for a, b in pairs if text[a:b].strip()]


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def ends_like_item(text: str) -> bool:
    """Whether ``text`` ends in the noun of a school, building or system, or in a word of construction."""
    text = text.rstrip()
    return bool(text) and text[-1] in _LAST and bool(_ITEM_END.search(text, max(0, len(text) - 40)))


def may_end_item(text: str) -> bool:
    """Whether the last character is one in which items or the words after them end: a cheap first test."""
    return text[-1:] in _LAST or text[-1:] in "等作务伐度地利用工中竣期"


def parse_item(text: str, offset: int = 0) -> Item | None:
    """Return the parts of one item; None if it does not read like one."""
    found = _ITEM.match(text)
    if not found:
        return None
    front = found["front"]
    if _KINDS.fullmatch(found["body"]) and found["nature"]:  # 改建项目: nothing is left of it
        return None
    return Item(offset + len(front), offset + len(text), front, found["nature"] or "", found["suffix"], found["body"])


def head_noun(body: str) -> str:
    """Return ``school``, ``building``, ``system``, ``base`` or an empty string, by the last word of ``body``."""
    found = _HEAD_NOUN.search(body)
    if not found:
        return ""
    for kind, words in (("school", SCHOOL), ("building", BUILDING), ("base", BASE), ("system", SYSTEM)):
        if re.fullmatch(words, found["noun"]):
            return kind
    return ""


def is_clause(body: str) -> bool:
    """Whether the phrase holds a verb or a policy word, so that it is no name."""
    return bool(_CLAUSE_WORDS.search(body)) or len(body) > 40


def is_counted(body: str) -> bool:
    """Whether the phrase counts things (3所学校, 一批基地)."""
    return bool(_COUNTED.search(body))


def has_own_mark(body: str) -> bool:
    """Whether the phrase carries a mark of a single thing: a region, an ordinal, quotes, an institution before it."""
    if _SLOGAN.match(body):
        return False
    before = _INSTITUTION.match(body)
    return bool(_OWN.search(body)) or bool(before and len(_KINDS.sub("", before[0])) >= 2)


def is_one_system(body: str) -> bool:
    """Whether the phrase names a single platform, base or centre: by its own mark, its level, or its very noun."""
    return has_own_mark(body) or bool(_LEVEL.match(body) or _SINGLE_SYSTEM.search(body)) or _has_words_of_its_own(body)


def is_named(body: str) -> bool:
    """Whether ``body`` names one thing: neither counted nor a clause, and not made of words of kind alone."""
    if is_counted(body) or is_clause(body) or len(body) < 2 or _SLOGAN.match(body):
        return False
    return has_own_mark(body) or _has_words_of_its_own(body)


def _has_words_of_its_own(body: str) -> bool:
    found = _HEAD_NOUN.search(body)
    stem = body[: found.start()] if found else body
    return len(_KINDS.sub("", re.sub(r"[、，\s（）()]", "", stem))) >= 2
