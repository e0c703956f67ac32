"""Units and classifiers (计量单位、量词) of plan Chinese.

Entry: :data:`ARABIC_UNIT` and :data:`CHINESE_UNIT`, regular expressions for what may follow a numeral, and
:func:`canonical_unit`. A unit after Arabic digits may be any classifier; after a Chinese numeral only those that
count, since 一体, 三全, 四有 are words.
Not here: conversion between units of one measure beyond 万 and 亿 (the values stay as written).
"""

from __future__ import annotations

import re

_MONEY = r"元(?:/[生人年月个班次天园校](?:[·./]?[年月天])?|/学位|/平方米)?"
_MEASURES = (
    "平方米/生 ㎡/生 平方米/人 人/班 名/班 册/生 元/生 个百分点 百分点 个班 常住人口 人口 平方公里 平方千米 平方米 "
    "立方米 公里 千米 公顷 课时 学时 小时 分钟 学分 人次 门次 学位 座位 床位 个月 学年 学期 "
    "场次 校次 台套 台件 ㎡ m2 M² m² Mbps MB GB TB 兆 米 亩 吨 字"
).split()
_CLASSIFIERS = (
    "所 个 名 位 人 家 间 套 栋 幢 座 册 台 辆 门 项 件 条 篇 部 支 批 次 期 场 届 年 天 周 月 日 层 户 轮 种 类 "
    "对 例 本 张 片 处 堂 节 组 班 倍 分 级 度 颗 棵 枚 块 根 头 步 档 盏 床 把 幅 首 起 宗 集 卷 站 株 孔 岗 校 园 "
    "区 县 乡 镇 村 省 市 门类 团 队 生 架 副 具 桌 笔 M"
).split()
_ORDER = sorted({*_MEASURES, *_CLASSIFIERS}, key=len, reverse=True)
_NOT_AFTER = {
    "年": "(?!级|制|代|来|度|前|底)",
    "月": "(?!份)",
    "市": "(?=[\u4e00-\u9fff])(?!级|本|直|区|民|场)",
    "区": "(?!域|级)",
    "县": "(?!级|域)",
    "省": "(?!级|定|市|属)",
    "村": "(?!级)",
    "乡": "(?!镇|村)",
    "园": "(?!区|长|林|地)",
    "校": "(?!长|园|区|级|舍)",
    "班": "(?!级|子|主)",
    "级": "(?!以上|高)",
    "度": "(?!过)",
    "类": "(?!别|似)",
    "分": "(?!别|期|类|之|步|级|校|园|配|布)",
    "生": "(?!均|源|命|活|态|产|动|机|涯|师)",
    "部": "(?!分|门|属|署|委|长)",
    "场": "(?!地|馆|所)",
    "组": "(?!织|建|成|团|长)",
    "日": "(?!常|制)",
    "团": "(?!队|结|体)",
    "队": "(?!伍)",
    "节": "(?!约|点|日)",
    "对": "(?!口|接|标|象|应|于|外|照)",
    "步": "(?!伐|行)",
    "期": "(?!间|末|满|中)",
    "床": "(?!位)",
    "起": "(?!来|到|步|点|，|,|。)",
    "站": "(?!点|位)",
    "集": "(?!团|中|体)",
    "把": "(?!握|关)",
    "首": "(?!批|次|个)",
    "M": "(?![A-Za-z])",
    "个班": "(?!级|子|主|次)",
}
ARABIC_UNIT = rf"{_MONEY}|" + "|".join(re.escape(u) + _NOT_AFTER.get(u, "") for u in _ORDER)
"""What may follow Arabic digits, longest first."""

_YEARS_COUNTED = (
    r"年(?=内|以内|之内|一[次轮届]|以上|[^，。；]{0,8}?一?[次轮](?!次|级)|后|的?(?:教龄|经历)|左右|逐年|起)"
    r"|(?<=满[一二两三四五六七八九十])年|(?<=满十[一二三四五六七八九])年|(?<=连续[一二两三四五六])年"
)
_COUNTING = (
    "所 个 名 位 人 家 间 套 栋 幢 座 门 项 次 本 天 小时 课时 学时 分钟 学年 学期 层 户 轮 倍 人次 亩 公里 元"
).split()
CHINESE_UNIT = (
    "|".join(re.escape(u) + _NOT_AFTER.get(u, "") for u in sorted(_COUNTING, key=len, reverse=True))
    + "|"
    + _YEARS_COUNTED
)
"""What may follow a Chinese numeral that counts."""

_ALIASES = {
    "个百分点": "百分点",
    "㎡/生": "平方米/生",
    "㎡": "平方米",
    "m2": "平方米",
    "M²": "平方米",
    "m²": "平方米",
    "个月": "月",
    "个班": "班",
    "人口": "人",
    "常住人口": "人",
}


def canonical_unit(unit: str) -> str:
    """Return the one way in which Luoshi writes a unit: 平方米 for ㎡, 百分点 for 个百分点."""
    return _ALIASES.get(unit, unit)


def is_money(unit: str) -> bool:
    """Whether the unit is an amount of money (元, 元/生 …)."""
    return unit.startswith("元")
