"""Where a doubled word is two words that meet (词语相接): :func:`is_a_meeting`.

学前教育教育教学 is 学前教育 and 教育教学: the one term ends with the word, the next begins with it. Both have to be
known; 特色教育教育布局 stays a slip. Not here: how doubled words are found
(:mod:`luoshi.review.form.doubled_words`).
"""

from __future__ import annotations

import re

_LONGER = {
    "教育": "家|学|法|工|界|处|科|股|技|云|费",
    "教师": "节|法|证",
    "教学": "楼|法|具|辅|能",
    "大学": "生|城",
    "中学": "生",
    "小学": "生",
    "初中": "生",
    "高中": "生",
    "中职": "生",
    "学生": "证|处|工|科",
    "师生": "比",
    "社会": "主",
    "幼儿": "园",
    "学习": "强|型|力",
    "研究": "生|所|院",
    "博士": "后|生",
    "科学": "家|技|院",
    "管理": "处|科学",
    "服务": "业|区",
    "文化": "馆|人",
    "体育": "馆|场|课",
    "科技": "馆",
    "图书": "馆|室",
    "卫生": "间|院",
    "人民": "币|日报|法院|检察",
    "中央": "军|纪|组",
    "根据": "地",
    "实验": "校|区",
    "项目": "制|法人|公司",
    "工程": "师|造价|款|量",
    "合同": "价|制|法",
    "劳动": "力|课",
    "专业": "课",
    "思政": "课",
    "课程": "标准|思政|表",
    "活动": "月|周",
    "工作": "日|专班",
    "中心": "校|小学|中学|幼儿|学校|组",
    "责任": "书|人|状|制",
    "会议": "纪要|室",
    "考试": "院",
    "基金": "会",
    "运动": "会|场",
    "地区": "生产",
    "学科": "带头",
    "委员会": "议",
}
"""Words that begin a longer one with what stands behind: 大学+生, so that 某大学大学生 is two words."""

_OVERLAPS: dict[str, tuple[str, str]] = {
    "教育": (
        "学前|特殊|职业|高等|基础|义务|继续|成人|专门|民族|国家|家庭|社会|社区|老年|终身|思想政治|中等|初等|高中|中学|小学|幼儿|幼儿园"
        "|远程|网络|在线|开放|师范|民办|国际|全民|现代|素质|农村|乡村|普通|专业"
        "|科学|音乐|美术|艺术|体育|劳动|健康|安全|法治|国防|双语",
        "教学|考试|行政|督导|科研|科学|装备|评价改革|信息化|数字化|现代化|强[国省市区县]|主管|工会|基金|工作|附加",
    ),
    "教师": ("幼儿|专任|乡村|骨干|中小学|园|青年|高校|学科", "资格|进修|发展中心|发展学校|教育|职业|梯队"),
    "安全": ("食品|消防|交通|校园|校车|饮水|信息|网络|学校", "生产|保卫"),
    "组织": ("党|社会|团|群|工会|行业|自治|公益|慈善", ""),
    "预算": ("公共|基金|部门|财政|资本经营", "数|支出|收入|执行|调整|编制|绩效|单位|法"),
    "支付": ("转移|国库|集中", "进度|比例|方式|标准|凭证"),
    "办园": ("[民公]", ""),
    "办校": ("[民公]", ""),
    "营养": ("学生", "餐|师"),
}
"""A word, with what it ends a term and with what it begins one."""

_FACE_TO_FACE: dict[str, str] = {
    "对": "[接话口标应照比策准外内抗垒待]",
    "打": "[造牢好]",
    "联": "[盟动合办建]",
    "带": "[动领头]",
    "帮": "[扶带助]",
    "连": "[接线片]",
}
"""点对点 and 对接 meet in 点对点对接: what stands between two equal characters, and what it begins a word with."""

_REACH = 4
_OVERLAP_PATTERNS = {
    word: (re.compile(f"(?:{before})$"), re.compile(behind)) for word, (before, behind) in _OVERLAPS.items()
}
_LONGER_PATTERNS = {word: re.compile(behind) for word, behind in _LONGER.items()}
_FACE_PATTERNS = {middle: re.compile(behind) for middle, behind in _FACE_TO_FACE.items()}


def is_a_meeting(text: str, word: str, end: int) -> bool:
    """Return whether ``word``, which stands twice before ``end``, ends one term and begins the next."""
    longer = _LONGER_PATTERNS.get(word)
    if longer is not None and longer.match(text, end):
        return True
    face = _FACE_PATTERNS.get(word[-1]) if len(word) == 2 else None
    if face is not None and face.match(text, end):
        return True
    if word in _OVERLAP_PATTERNS:
        before, behind = _OVERLAP_PATTERNS[word]
        start = end - 2 * len(word)
        return before.search(text[max(0, start - _REACH) : start]) is not None and behind.match(text, end) is not None
    return False
