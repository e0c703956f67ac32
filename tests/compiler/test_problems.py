"""Problems (问题) that a plan states and the tasks that answer them."""

from __future__ import annotations

from luoshi.compiler.ids import IdBook
from luoshi.compiler.problems import find_problems
from luoshi.compiler.tasks.collect import find_tasks
from luoshi.model.plan import Problem, Task
from luoshi.readers import read_bytes


def read(text: str) -> tuple[list[Problem], list[Task]]:
    doc = read_bytes("文件.txt", text.encode())
    ids = IdBook()
    tasks = find_tasks(doc, ids)
    return find_problems(doc, tasks, ids), tasks


def titles(problem: Problem, tasks: list[Task]) -> list[str]:
    return [t.title for t in tasks if t.id in problem.tasks]


PLAN = """临江市“十四五”教育事业发展规划

一、发展基础

（一）各项事业稳步前进。

解决了教师招聘程序复杂问题。普惠率达到85%。

总体来看，规划完成较好，但仍有短板，主要表现在：职业教育产教融合不够深入，实训条件较差；乡村教师数量不足，结构老化。校园网络带宽有待提升。

二、形势与挑战

（一）人民群众新期待，带来了新挑战。

从整体情况看，好学校偏少与群众期盼之间的矛盾依然突出。托育服务供给不足、骨干教师分布不均衡。这些都给教育工作带来新的挑战。

三、主要任务

1.推动产教融合。建设实训基地，改善职业教育实训条件。
2.补充乡村教师。面向乡村公开招聘教师，优化乡村教师结构，解决音体美教师紧缺问题。
3.升级校园网络。提升校园网络带宽。
4.缩小城乡差距。拉近与先进地区的差距，消除50人以上大班额。
"""


def test_find_problems_reads_lists_of_shortcomings() -> None:
    problems, _ = read(PLAN)
    assert [p.text for p in problems if p.section == "一/（一）"] == [
        "职业教育产教融合不够深入，实训条件较差",
        "乡村教师数量不足，结构老化",
        "校园网络带宽有待提升",
    ]


def test_find_problems_reads_clauses_on_challenges() -> None:
    problems, _ = read(PLAN)
    assert [p.text for p in problems if p.section.startswith("二")] == [
        "好学校偏少与群众期盼之间的矛盾依然突出",
        "托育服务供给不足",
        "骨干教师分布不均衡",
    ]


def test_find_problems_reads_those_named_inside_tasks_and_links_them_there() -> None:
    problems, tasks = read(PLAN)
    inside = {p.text: titles(p, tasks) for p in problems if p.section.startswith("三")}
    assert inside == {
        "音体美教师紧缺问题": ["补充乡村教师"],
        "与先进地区的差距": ["缩小城乡差距"],
        "50人以上大班额": ["缩小城乡差距"],
    }


def test_find_problems_links_the_tasks_that_speak_of_the_same() -> None:
    problems, tasks = read(PLAN)
    answered = {p.text[:4]: titles(p, tasks) for p in problems}
    assert answered["职业教育"] == ["推动产教融合"]
    assert answered["乡村教师"] == ["补充乡村教师"]
    assert answered["校园网络"] == ["升级校园网络"]


def test_find_problems_leaves_out_what_is_solved() -> None:
    problems, _ = read(PLAN)
    assert not any("招聘程序" in p.text for p in problems)


def test_find_problems_quotes_its_place() -> None:
    for problem in read(PLAN)[0]:
        assert PLAN[problem.span.start : problem.span.end] == problem.quote == problem.text
        assert problem.at is not None


def test_find_problems_of_a_section_with_ordinals() -> None:
    problems, _ = read(
        "东山县实施方案\n\n一、存在的主要问题\n\n一是公办学位不足，城区尤为突出。二是教师待遇偏低。三是部分园舍"
        "陈旧，设备老化。\n\n二、主要任务\n\n1.新建幼儿园。增加公办学位。\n"
    )
    assert [p.text for p in problems] == ["公办学位不足，城区尤为突出", "教师待遇偏低", "部分园舍陈旧，设备老化"]


def test_find_problems_leaves_out_the_words_that_lead_to_the_list() -> None:
    problems, _ = read(
        "东山县规划\n\n一、现状\n\n（二）面临的问题\n\n对照群众期盼，我县教育仍存在一些短板：一是学位紧张，缺口"
        "较大；二是师资薄弱。\n"
    )
    assert [p.text for p in problems] == ["学位紧张，缺口较大", "师资薄弱"]


def test_find_problems_of_a_table_are_linked_by_row() -> None:
    problems, tasks = read(
        "责任分解表\n\n序号\t短板弱项\t整改措施\t责任单位\n1\t公办学位短缺，布局不合理。\t科学制定招生计划\t"
        "市教育局\n\t\t新建城东中学\t市财政局\n2\t教师结构老化\t补充年轻教师\t市教育局\n"
    )
    assert [(p.text, titles(p, tasks)) for p in problems] == [
        ("公办学位短缺，布局不合理。", ["科学制定招生计划", "新建城东中学"]),
        ("教师结构老化", ["补充年轻教师"]),
    ]
