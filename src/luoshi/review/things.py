"""What a name is made of (名称的组成): the words of an indicator or of what is counted, whatever their order and form.

Entry: :func:`words_of`. 九年义务教育大班额所占比例 and 义务教育大班额占比 have the same words;
新改扩建普惠园 has those of 新建、改扩建普惠性幼儿园. Words that say little (全市, 阶段, 总数) are left out; a run that
no list knows is one word. Not here: which two names mean one thing (:mod:`luoshi.review.sameness`), indicators of the
catalogue (:mod:`luoshi.model.indicator_names`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from luoshi.base.texts import normal

BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_SYNONYMS: dict[str, str] = {
    # stages of schooling
    "学前 幼": "幼儿园 学前教育 学前三年 学前 园",
    "小学": "小学 小学阶段 小学教育",
    "初中": "初中 初中阶段 初级中学",
    "普高": "普通高中 普通高中教育 普高",
    "高阶": "高中阶段教育 高中阶段 高中",
    "中职": "中等职业学校 中等职业教育 中职学校 中职教育 中职 职业高中 中专",
    "高职": "高等职业学校 高职院校 高职高专 高职",
    "高校": "高等学校 高等院校 高等教育 高校 普通高校 本科高校 本科院校",
    "特教": "特殊教育学校 特殊教育 特教学校 特教",
    "义务": "九年义务教育 九年制义务教育 义务教育学校 义务教育",
    "中小": "中小学校 中小学",
    # who runs them, where they are
    "公办": "公办 公立",
    "民办": "民办 民营",
    "普惠": "普惠性 普惠",
    "城区": "城区 市区 主城区 中心城区",
    "县城": "县城",
    "城镇": "城镇",
    "农村": "农村 乡村",
    "乡镇": "乡镇",
    "国家级": "国家级",
    "省级": "省级 省属",
    "市级": "市级",
    "县级": "县级 区级",
    "校级": "校级",
    # what is done
    "新建": "新建",
    "改扩": "改扩建 改建 扩建 改造 提升改造 改造提升 提质改造",
    "新建 改扩": "新改扩建 新建改扩建 新建改建扩建",
    "新增": "新增加 新增 增加 净增 增设 扩增 再增 增",
    "撤并": "撤并",
    "培训": "培训 轮训",
    "补充": "补充 招聘 引进 招录",
    # what is counted
    "在校生": "在校学生 在校生 在校人数",
    "在园": "在园幼儿 在园儿童 在园人数 入园幼儿",
    "专任": "专任教师",
    "教师": "教师",
    "教育集团": "教育集团",
    "教职工": "教职工 教职员工",
    "示范": "示范性 示范",
    "大班额": "大班额 大班",
    "超大": "超大班额 超大班",
    "随迁": "进城务工人员随迁子女 务工人员随迁子女 外来务工人员随迁子女 随迁子女",
    "残疾": "残疾儿童少年 残疾儿童 残疾学生 残疾少年儿童",
    "双师": "双师型 双师双能型",
    "参与率": "参与率 参加率",
    "去向落实率": "毕业生毕业去向落实率 毕业生去向落实率 毕业去向落实率 去向落实率",
    "就业率": "毕业生就业率 就业率",
    "高层次人才": "高层次人才",
    "专科": "大专 专科",
    "本科": "本科",
    "研究生": "研究生",
    "学历": "学历层次 学历",
    "优良率": "优良率 优秀率",
    "近视率": "总体近视率 近视率",
    "覆盖率": "覆盖率 覆盖面 普惠率",
    "毛 入": "毛入学率 毛入园率",
    "净 入": "净入学率 净入园率",
    "入": "入学率 入园率",
    "新 增长": "新增长",
}
_DROPPED = (
    "全省 全市 全县 全区 全州 全旗 全域 我省 我市 我县 我区 本省 本市 本县 本区 市域 县域"
    " 区域内 各级各类 各级 各类 所有 全体 全部"
    " 总数 总量 总人数 人数 数量 校数"
    " 园数 规模 总体 整体 阶段 适龄 学龄 三年 九年 少年 学段 比例 占比 比重 比率 占 教育 等 的"
    " 及以上 或以上 以上 以内 中国 拥有 具有 取得 具备 达到"
    " 达 共有 现有 已有 总计 合计 累计 学校 幼儿 儿童 型 性 了 和 及 与 并 或 约为 实有"
    " 可提供 提供 可容纳 容纳 规划 设置 建成后 全面 学生 级别"
).split()
_FULL = {
    **{word: tuple(key.split()) for key, words in _SYNONYMS.items() for word in words.split()},
    **dict.fromkeys(_DROPPED, ()),
}
_FULL.update(dict.fromkeys("幼儿园 学前教育 学前三年 学前 园".split(), ("学前",)))
_FULL.update({"毛入学率": ("毛", "入"), "毛入园率": ("毛", "入"), "净入学率": ("净", "入"), "净入园率": ("净", "入")})
_WORD = re.compile("|".join(sorted(map(re.escape, _FULL), key=len, reverse=True)))
STAGES = frozenset("学前 小学 初中 普高 高阶 中职 高职 高校 特教 义务 中小".split())
RUN_BY = frozenset("公办 民办 普惠".split())
PLACES = frozenset("城区 县城 城镇 农村 乡镇".split())
LEVELS = frozenset("国家级 省级 市级 县级 校级".split())
DOING = frozenset("新建 改扩 新增 撤并 培训 补充".split())
PEOPLE = frozenset("在校生 在园 专任 教师 教职工".split())
AXES = (STAGES, RUN_BY, PLACES, LEVELS, DOING)
_GENERAL = frozenset(
    "在校生 在园 专任 教师 学位 示范 投资 建筑面积 项目 班级 校舍 覆盖率 入 毛 净 资金 课程 基地 建设".split()
)
PLAIN = frozenset().union(*AXES) | _GENERAL
"""Words that many names have."""
_LARGE = re.compile(r"(?P<least>[56])[56]人(?:及|或)?(?:以上)?的?超?大班额?")
TREND = re.compile(r"(?:逐[年步]|稳步|持续|进一步|明显|不断)(?:下降|降低|提高|提升|上升|增加|减少|扩大|压减)")
"""What a clause says before the levels of the years: 大班额占比逐年下降，2023年降到…."""
_END = re.compile(r"(?<=.{2})(?:人数|数|内|(?<![高初])中)$")
_HAS = re.compile(r"^有(?=[^效关机条组权力序]..)")
_BETWEEN = frozenset("中 内 的 等 仅 里".split())
_NOT_SPLIT = re.compile(
    r"校园|园区|园长|园林|田园|公园|家园|花园|乐园|共同|达标|产业园|科技园|创业园|职业教育|思想政治教育|高中阶段|超大班额"
)


@lru_cache(maxsize=20_000)
def words_of(name: str) -> frozenset[str]:
    """Return the words that a name is made of, in one form each."""
    plain = _LARGE.sub(lambda m: "超大班额" if m["least"] >= "6" else "大班额", TREND.sub("", normal(name)))
    return frozenset(_words(_END.sub("", plain)))


def _words(text: str) -> list[str]:
    found: list[str] = []
    at = run = 0
    while at < len(text):
        whole = _NOT_SPLIT.match(text, at)
        match = None if whole is not None and whole[0] not in _FULL else _WORD.match(text, at)
        if match is None:
            at += len(whole[0]) if whole is not None else 1
            continue
        if run < at:
            found.append(text[run:at])
        found += _FULL[match[0]]
        at = run = match.end()
    if run < len(text):
        found.append(text[run:])
    found = [_HAS.sub("", word) for word in found]
    return [word for word in found if word not in _BETWEEN]


def is_special(word: str) -> bool:
    """Tell whether a word says by itself of what a name speaks: not a stage, a place or a word of every second name."""
    return len(word) >= 2 and word not in _GENERAL and not any(word in axis for axis in AXES)
