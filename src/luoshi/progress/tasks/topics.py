"""Of which subjects of education a task speaks (主题): so that 双减 and 校外培训 are found to be of one matter.

Entries: :data:`TOPICS`, :func:`topics_of`, :func:`shared_topic`. Words of the trade, of no one document.
Not here: likeness by the letters (:mod:`luoshi.progress.tasks.wording`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from math import sqrt

TOPICS: Mapping[str, str] = {
    "党建": r"党的建设|党组织|党建|党的领导|党对教育|全面领导|党委|政治建设|领导小组|组织领导|党员",
    "廉政": r"廉政|党风|纪律|巡察|腐败|行风|政风|作风建设|从严治党",
    "德育": r"德育|思想道德|公民道德|道德建设|品德|价值观|理想信念|爱国主义|立德树人|文明校园",
    "思政": r"思政|思想政治|课程思政|马克思主义",
    "体育": r"体育|体质|体教|足球|运动会|体卫艺",
    "健康": r"近视|健康教育|卫生|疫情|体检|体卫艺",
    "美育": r"美育|艺术|音乐|体卫艺",
    "劳动": r"劳动教育|劳动实践|劳动周",
    "心理": r"心理",
    "家校": r"家校|家庭教育|家长|协同育人|家庭社会|家访",
    "学前": r"学前|幼儿|普惠性|公办园|保教",
    "义务均衡": r"优质均衡|均衡发展|城乡一体|集团化办学|教育集团|学区制|薄弱学校",
    "学位布局": r"学位|布局|改扩建|扩建|新建.{0,6}学校|学校建设|大班额|教育资源总量|扩增|扩容|办学条件",
    "普高": r"普通高中|普高|县域高中|县中|高考|新高考|特色高中|高中学校",
    "特教": r"特殊教育|特教|残疾|随班就读|送教上门|资源教室",
    "困难群体": (
        r"留守儿童|随迁子女|困难群体|特殊群体|家庭经济困难|资助|助学|应助尽助|贫困|脱贫|扶贫|入学机会|控辍保学"
        r"|教育公平|均等化"
    ),
    "职教": r"职业教育|中职|高职|职业院校|职业学校|技能人才",
    "产教": r"产教|校企|实训|学徒|企业参与|产业学院",
    "专业": r"专业(?:布局|群|设置|结构|动态)",
    "高校": r"高等教育|高校|大学|本科|一流学科|学位授权|双一流",
    "终身": r"终身|社区教育|老年教育|开放大学|继续教育|学习型",
    "师德": r"师德|师风",
    "教师培养": r"教师(?:全员)?培训|专业素养|能力素养|专业化|名师|骨干教师|学科带头人|国培|教师发展|教师素质",
    "教师补充": r"补充.{0,4}教师|教师补充|招聘|定向师范|编制|配齐.{0,6}教师|补足配强",
    "教师管理": r"县管校聘|交流轮岗|职称|绩效工资|教师待遇|教师管理|用人机制|待遇保障|教师减负|工资",
    "乡村教师": r"乡村教师|农村教师|周转宿舍",
    "信息化": r"信息化|智慧教育|数字|云平台|互联网\+教育|网络学校|专递课堂|三个课堂|三通两平台|大数据",
    "评价": r"教育评价|综合素质评价|质量评价|五唯|唯分数|评价改革|质量监测|评价体系",
    "减负": r"双减|校外培训|培训机构|课后服务|作业|过重.{0,6}负担|减负",
    "教研教学": r"教研|教学改革|课程改革|新课程|教育科研|教科研|教育科学研究|课堂教学|教学质量",
    "民办": r"民办|公参民|分类登记",
    "督导": r"督导|督学|履行教育职责|监督问责",
    "依法治教": r"依法治[校教]|法治|普法|依法行政|章程|行政执法",
    "放管服": r"放管服|政务服务|行政审批|办学自主权|办学活力|现代学校制度|治理体系|治理能力|管办评",
    "安全": r"校园安全|安全稳定|平安校园|安防|欺凌|食品安全|明厨亮灶|消防|溺水|应急|安全防控|维护.{0,4}稳定",
    "经费": r"经费|投入|财政|债务|生均|收费",
    "宣传": r"教育宣传|宣传引导|舆论|新闻",
    "招生考试": r"招生|中考|考试|录取",
    "对外": r"对外开放|国际交流|交流与合作|一带一路|中外合作",
    "语言文字": r"语言文字|普通话|推普",
    "监测评估": r"规划实施|中期评估|总结评估|监测评估|实施责任制|分解.{0,4}目标任务",
}
"""Subject -> its words."""
_COMPILED = {name: re.compile(words) for name, words in TOPICS.items()}
_TITLE, _BODY, _MOST = 3.0, 0.5, 4


@lru_cache(maxsize=4096)
def topics_of(title: str, body: str = "") -> Mapping[str, float]:
    """Return the subjects of a task with their weight: those of the title before those of the text."""
    found = {}
    for name, words in _COMPILED.items():
        weight = _TITLE * bool(words.search(title)) + _BODY * min(_MOST, len(words.findall(body)))
        if weight:
            found[name] = weight
    return found


def shared_topic(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how far two tasks speak of the same subjects, 0-1."""
    product = sum(weight * other[name] for name, weight in one.items() if name in other)
    lengths = sqrt(sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values()))
    return product / lengths if lengths else 0.0
