"""Tasks (任务) from texts and responsibility tables of an imaginary city, in the layouts that plans use."""

from __future__ import annotations

import pytest

from luoshi.compiler.ids import IdBook
from luoshi.compiler.tasks.collect import find_tasks
from luoshi.compiler.tasks.sections import verdict_of
from luoshi.compiler.tasks.titles import find_deliverables, short_title
from luoshi.model.plan import Task
from luoshi.readers import read_bytes

PLAN = """临江市“十四五”教育事业发展规划

一、发展基础

（一）各项事业稳步前进。
1.普惠率达到85%。
2.学校标准化建设任务全部完成。

二、总体要求

（一）指导思想。坚持立德树人。
（二）基本原则。
1.坚持党的领导。把党的领导贯穿始终。
（三）主要目标。
1.学前教育普及普惠。到2025年毛入园率达92%。

三、主要任务

（一）扩大普惠资源。

坚持公益普惠方向。

1.新建公办幼儿园。到2024年，新建公办幼儿园20所。建立小区配套园移交机制。

一是摸清底数。二是分类施策。

2.加强队伍建设。由各县市区制定补充计划。到2025年配齐教职工。

（二）集中力量，办好项目学校。

“十四五”期间，举全市之力建设重大项目。

四、保障措施

1.加强组织领导。各级党委和政府要把教育放在优先位置。
2.强化督导评估。加强跟踪监测。

抄送：市委各部门。
"""


def tasks_of(text: str, name: str = "文件.txt") -> list[Task]:
    return find_tasks(read_bytes(name, text.encode()), IdBook())


def test_find_tasks_takes_the_leaves_of_the_task_part() -> None:
    tasks = tasks_of(PLAN)
    assert [(t.section, t.title) for t in tasks] == [
        ("三/（一）/1", "新建公办幼儿园"),
        ("三/（一）/2", "加强队伍建设"),
        ("三/（二）", "集中力量，办好项目学校"),
        ("四/1", "加强组织领导"),
        ("四/2", "强化督导评估"),
    ]
    assert [t.deadline for t in tasks] == [2024, 2025, 2025, None, None]
    assert [t.units for t in tasks] == [(), ("各县市区",), (), ("各级党委和政府",), ()]
    assert tasks[0].deliverables == ("建立小区配套园移交机制",)


def test_find_tasks_spans_the_whole_item_and_quotes_it() -> None:
    tasks = tasks_of(PLAN)
    first, last = tasks[0], tasks[-1]
    assert PLAN[first.span.start : first.span.end].startswith("新建公办幼儿园。")
    assert PLAN[first.span.start : first.span.end].endswith("二是分类施策。")
    assert PLAN[last.span.start : last.span.end] == "强化督导评估。加强跟踪监测。"
    for task in tasks:
        assert PLAN[task.span.start : task.span.end].startswith(task.quote)
        assert len(task.quote) <= 80
        assert task.at is not None


def test_find_tasks_gives_each_task_its_own_id_and_keeps_it() -> None:
    ids = [t.id for t in tasks_of(PLAN)]
    assert len(ids) == len(set(ids))
    assert ids == [t.id for t in tasks_of(PLAN.replace("一、发展基础\n", "一、发展基础\n\n取得了很大成绩。\n"))]


WORK_POINTS = """临江市教育局2024年工作要点

2024年全市教育工作的总体要求是：坚持稳中求进。

一、加强党的建设，夯实发展基础

1.深化理论武装。健全学习制度。（责任科室：机关党委、办公室）
2.深化管理体制改革，6月底前修订各校章程，健全议事规则，规范党组织运行和管理。（牵头科室：人事科；配合科室：机关党委）

二、推动优质均衡

3.加强薄弱学校建设，实施提升行动。
责任科室：基础教育科、教师工作科
完成时限：2024年12月
"""


def test_find_tasks_of_work_points() -> None:
    tasks = tasks_of(WORK_POINTS)
    assert [t.title for t in tasks] == [
        "深化理论武装",
        "深化管理体制改革，6月底前修订各校章程",
        "加强薄弱学校建设，实施提升行动",
    ]
    assert [t.units for t in tasks] == [("机关党委", "办公室"), ("人事科", "机关党委"), ("基础教育科", "教师工作科")]
    assert (tasks[1].lead, tasks[1].support) == (("人事科",), ("机关党委",))
    assert (tasks[0].lead, tasks[0].support) == ((), ())
    assert [t.deadline for t in tasks] == [None, 2024, 2024]
    assert tasks[2].deadline_text == "2024年12月"


def test_find_tasks_in_sections_of_plain_paragraphs() -> None:
    tasks = tasks_of(
        "东山县学校体育实施方案\n\n一、主要任务\n\n（一）开齐课程\n\n各校开齐体育课。（县教育局负责）\n"
        "\n（二）建设场地\n\n到2026年，"
        "新建运动场12片。（县教育局牵头，县财政局配合）\n\n二、工作要求\n\n各乡镇人民政府要高度重视。\n"
    )
    assert [(t.section, t.title) for t in tasks] == [
        ("一/（一）", "开齐课程"),
        ("一/（二）", "建设场地"),
        ("二", "工作要求"),
    ]
    assert [t.units for t in tasks] == [("县教育局",), ("县教育局", "县财政局"), ("各乡镇人民政府",)]
    assert tasks[1].support == ("县财政局",)


def test_find_tasks_takes_short_lines_over_their_text_as_titles() -> None:
    text = """2027年教育实事通知

一、实事内容
公办学位扩容工程

任务目标：年内新增公办学位3000个，全部投入使用。

牵头单位：市教育局　配合单位：市财政局

课后服务提质工程

任务目标：开设课后服务班200个，服务学生8000人次以上。

牵头单位：团市委　配合单位：市教育局
"""
    tasks = tasks_of(text)
    assert [(t.title, t.lead, t.support) for t in tasks] == [
        ("公办学位扩容工程", ("市教育局",), ("市财政局",)),
        ("课后服务提质工程", ("团市委",), ("市教育局",)),
    ]


def test_find_tasks_keeps_items_that_begin_like_a_closing_line_and_reads_stated_months() -> None:
    tasks = tasks_of(
        "东山县教育局2027年工作要点\n\n一、体育\n1.承办市级赛事8项。（责任科室：体卫科；完成时限：9月上旬）\n"
        "2.组织教练培训。（责任科室：体卫科）\n\n承办：东山县教育局办公室\n"
    )
    assert [(t.title, t.deadline) for t in tasks] == [("承办市级赛事8项", 2027), ("组织教练培训", None)]


def test_find_tasks_under_chapters_and_small_brackets() -> None:
    tasks = tasks_of(
        "临江市学前教育实施意见\n\n第一章 现状与问题\n\n一、基本情况\n\n"
        "全市有幼儿园412所。\n\n第二章 主要任务\n\n一、新增学位\n\n"
        "（1）实施公办园建设工程。新建20所。责任单位：市教育局、市自然资源和规划局\n"
        "\n（2）开展配套园治理。[责任单位：市住房城乡建设局 市教育局]\n"
        "\n"
        "第三章 保障措施\n\n一、经费保障\n\n市、县两级财政部门要加大投入。\n"
    )
    assert [t.title for t in tasks] == ["实施公办园建设工程", "开展配套园治理", "经费保障"]
    assert tasks[0].units == ("市教育局", "市自然资源和规划局")
    assert tasks[1].units == ("市住房城乡建设局", "市教育局")
    assert tasks[2].units == ("市、县两级财政部门",)


def test_find_tasks_keeps_circled_and_untitled_pieces_inside_their_item() -> None:
    tasks = tasks_of(
        "临江市实施方案\n\n一、主要任务\n\n1.优化布局。做好以下工作：\n"
        "（1）编制学校布局专项规划，每年滚动修订；\n（2）稳妥撤并小规模学校。\n"
        "\n"
        "2.配强师资。\n（1）补充教师。每年招聘500名。\n（2）交流轮岗。每年交流10%。\n"
        "①城区教师到乡村任教。\n②乡村教师到城区跟岗。\n"
    )
    assert [t.title for t in tasks] == ["优化布局", "补充教师", "交流轮岗"]


def test_find_tasks_of_a_list_of_duties() -> None:
    tasks = tasks_of(
        "临江市实施方案\n\n一、职责分工\n\n（一）市教育局：负责统筹协调全市工作，制定年度计划。\n"
        "（二）市财政局、市发展改革委：负责落实经费和项目。\n"
    )
    assert [t.units for t in tasks] == [("市教育局",), ("市财政局", "市发展改革委")]
    assert tasks[1].title == "负责落实经费和项目"


def test_find_tasks_takes_units_from_the_heading_above() -> None:
    tasks = tasks_of(
        "临江市实施方案\n\n一、重点任务\n\n（一）加强队伍建设（责任单位：市教育局、市财政局）\n"
        "1.补充教师。每年招聘。\n2.轮岗交流。每年交流。\n"
    )
    assert [t.units for t in tasks] == [("市教育局", "市财政局")] * 2


def test_find_tasks_leaves_out_annex_names_and_boxes() -> None:
    tasks = tasks_of(
        "临江市实施方案\n\n一、重点任务\n\n1.推进建设。加快进度。\n\n专栏1：重点工程\n"
        "校舍建设工程 新建校舍5万平方米。\n\n二、工作要求\n\n1.加强领导。落实责任。\n"
        "\n"
        "附：1.领导小组成员名单；\n2.重点工作责任清单；\n3.重点项目责任清单。\n"
    )
    assert [t.title for t in tasks] == ["推进建设", "加强领导"]


@pytest.mark.parametrize(
    ("text", "heading", "title"),
    [
        ("抓德育。全面落实任务。", 3, "抓德育"),
        (
            "2021年，科学制定招生政策，规范招生行为，确保招生范围全覆盖，做到公开透明，接受社会监督",
            0,
            "科学制定招生政策，规范招生行为",
        ),
        ("2021年按进度补齐缺编岗位；对临时人员妥善安置", 0, "2021年按进度补齐缺编岗位"),
        (
            "2022年底前，按省里的新标准把老旧图书馆逐校翻修一遍，添置书架，更新图书和电子阅读设备",
            0,
            "按省里的新标准把老旧图书馆逐校翻修一遍",
        ),
        (
            "按上级要求，组建专门的督学队伍，选聘退休校长担任督学，健全培训和考核制度，定期通报督导结果",
            0,
            "组建专门的督学队伍，选聘退休校长担任督学",
        ),
        ("加强督导，进一步完善督学责任区制度。", 0, "加强督导，进一步完善督学责任区制度"),
    ],
)  # fmt: skip
def test_short_title_is_the_first_clause_that_says_what_to_do(text: str, heading: int, title: str) -> None:
    assert title == short_title(text, heading)


def test_short_title_is_never_longer_than_forty_characters() -> None:
    long = "推进" + "学前教育、义务教育、高中教育、" * 6 + "协调发展"
    assert len(short_title(long)) <= 40
    assert long.startswith(short_title(long))


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("主要任务", True), ("保障措施", True), ("工作要求", True), ("实施步骤", True), ("目标任务", True),
        ("指导思想", False), ("发展目标", False), ("发展与形势", False), ("现状与基础", False), ("工作原则", False),
        ("“十三五”发展回顾", False), ("主要目标", False),
        ("夯实发展基础", None), ("加强队伍建设，夯实质量基础", None), ("优化发展环境", None), ("学前教育", None),
    ],
)  # fmt: skip
def test_verdict_of_tells_tasks_from_the_rest(title: str, verdict: bool | None) -> None:
    assert verdict is verdict_of(title)


def test_find_deliverables_names_what_is_produced() -> None:
    text = "扎实推进改革。出台《校长职级制实施办法》，建立教师荣誉制度。加强管理，健全的体系已经形成。"
    assert find_deliverables(text) == ("出台《校长职级制实施办法》", "建立教师荣誉制度")


def test_find_tasks_of_a_text_that_is_no_plan() -> None:
    assert tasks_of("今天天气很好。\n我们去郊外走走。\n") == []


def test_find_tasks_under_headings_without_numbers() -> None:
    tasks = tasks_of(
        "# 临江市推进集团化办学实施方案\n\n制定本方案。（注：责任单位排在第一位的为牵头单位）\n\n"
        "## 工作目标\n\n到2026年建成。\n\n"
        "## 主要任务\n\n### 组建教育集团\n\n优化布局。（责任单位：市教育局、市委编办）\n\n## 其他事项\n\n另行通知。\n",
        "方案.md",
    )
    assert [(t.section, t.title) for t in tasks] == [("主要任务/组建教育集团", "组建教育集团")]
    assert tasks[0].lead == ("市教育局",)


def test_find_tasks_leaves_out_achievements_whatever_their_headings_say() -> None:
    tasks = tasks_of(
        "临江市教育规划\n\n一、发展基础\n\n（一）教育保障更加有力\n\n1.经费投入增长。五年投入100亿元。\n"
        "2.标准化建设任务完成。建成学校50所。\n\n二、总体要求\n\n（一）指导思想\n\n全面贯彻。\n\n（二）重点任务\n\n"
        "1.扩大资源。新建学校。\n\n三、目标任务\n\n到2025年达到92%。\n\n四、重大项目\n\n1.临江一中新校区建设项目。占地200亩。\n"
        "2.实施校园安全提升工程。配备设施。\n"
    )
    assert [t.title for t in tasks] == ["扩大资源", "实施校园安全提升工程"]


def test_find_tasks_of_a_plan_that_begins_with_a_review() -> None:
    tasks = tasks_of(
        "南溪县2024年教育工作总结暨2025年工作计划\n\n一、2024年工作开展情况\n\n（一）聚焦育人，质量不断提升\n\n"
        "1.加强思政教育。开展活动120场。\n\n二、2025年工作计划\n\n（一）坚持党建引领\n\n1.实施铸魂育人工程。建设工作室5个。"
        "责任股室：基教股、宣传股；责任领导：某某；完成时限：2025年11月底\n"
    )
    assert [(t.title, t.units, t.deadline) for t in tasks] == [
        ("实施铸魂育人工程", ("基教股", "宣传股"), 2025),
    ]
