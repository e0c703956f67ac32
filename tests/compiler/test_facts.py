"""What a document says of itself (文件信息), read from texts of an imaginary city."""

from __future__ import annotations

import pytest

from luoshi.compiler.facts import find_facts
from luoshi.compiler.regions import find_region, level_of
from luoshi.model.plan import DocumentFacts
from luoshi.readers import read_bytes

NOTICE = """临政办发〔2021〕15号

临江市人民政府办公室
关于印发《临江市“十四五”教育事业发展规划》的通知

各县（市、区）人民政府，市直有关单位：

《规划》已经批准，现予发布，请遵照办理。

临江市人民政府办公室
2021年11月3日

临江市“十四五”教育事业发展规划

根据《江北省“十四五”教育事业发展规划》《临江市国民经济和社会发展第十四个五年规划和2035年远景目标纲要》，制定本规划。

一、发展基础

《临江日报》《中国教育报》多次报道。落实《关于加快学前教育发展的实施意见》（临政发〔2019〕3号）。

二、主要任务

1.完善制度。研究制定《临江市教师交流轮岗实施办法》和《临江市校长职级制管理办法》。落实《江北省“十四五”教育事业发展规划》要求。
"""


def facts_of(text: str) -> DocumentFacts:
    return find_facts(read_bytes("文件.txt", text.encode()))


def test_find_facts_reads_a_notice_and_the_plan_in_it() -> None:
    facts = facts_of(NOTICE)
    assert facts.title == "临江市“十四五”教育事业发展规划"
    assert facts.doc_no == "临政办发〔2021〕15号"
    assert facts.issuer == "临江市人民政府办公室"
    assert (facts.region, facts.level) == ("临江市", "市")
    assert (facts.kind, facts.period) == ("规划", (2021, 2025))
    assert (facts.issued, facts.status) == ("2021-11-03", "正式")


def test_find_facts_lists_cited_documents_once_without_papers_products_and_itself() -> None:
    assert facts_of(NOTICE).based_on == (
        "江北省“十四五”教育事业发展规划",
        "临江市国民经济和社会发展第十四个五年规划和2035年远景目标纲要",
        "关于加快学前教育发展的实施意见",
    )


def test_find_facts_of_a_draft_without_number_or_issuer() -> None:
    facts = facts_of(
        "东山县“暖心校园”提升行动\n实施方案（征求意见稿）\n\n根据工作需要，制定本方案。\n"
        "\n一、工作目标\n\n到2026年建成。\n"
    )
    assert facts.title == "东山县“暖心校园”提升行动实施方案（征求意见稿）"
    assert (facts.doc_no, facts.issuer, facts.issued, facts.period) == (None, None, None, None)
    assert (facts.region, facts.level, facts.kind, facts.status) == ("东山县", "县", "实施方案", "征求意见稿")


def test_find_facts_of_yearly_work_points() -> None:
    facts = facts_of(
        "关于印发《临江市教育局2024年工作要点》的通知\n\n各县（市、区）教育局：\n"
        "现将《临江市教育局2024年工作要点》印发给你们。\n\n"
        "临江市教育局2024年工作要点\n\n一、加强党的建设\n1.深化理论武装。开展学习。\n"
    )
    assert facts.title == "临江市教育局2024年工作要点"
    assert (facts.issuer, facts.region, facts.level) == ("临江市教育局", "临江市", "市")
    assert (facts.kind, facts.period) == ("工作要点", (2024, 2024))


def test_find_facts_reads_the_lines_of_a_web_page() -> None:
    facts = facts_of(
        "标  题 临江市人民政府关于印发临江市“十五五”教育发展规划的通知\n"
        "发文机关 临江市人民政府办公室 成文日期 2026年05月15日\n"
        "发文字号 临政〔2026〕7号 发布时间 2026年06月13日\n\n临江市人民政府\n"
        "关于印发临江市“十五五”教育发展规划的通知\n\n"
        "各县(市、区)人民政府:\n  现印发给你们。\n\n临江市“十五五”教育发展规划\n"
        "\n  一、规划背景\n  (一)成就\n  教育发展。\n"
    )
    assert facts.title == "临江市“十五五”教育发展规划"
    assert facts.doc_no == "临政〔2026〕7号"
    assert facts.issuer == "临江市人民政府"
    assert (facts.period, facts.issued) == ((2026, 2030), "2026-05-15")


def test_find_facts_takes_no_cited_number_for_its_own() -> None:
    facts = facts_of(
        "临江市推进学校建设实施方案\n\n根据《关于推进教育发展的若干意见》（临发〔2020〕4号）精神，制定本方案。"
        "\n\n一、重点任务\n1.建学校。\n"
    )
    assert facts.doc_no is None


@pytest.mark.parametrize("number", ["临教发[2024]8号", "临教发【2024】8号", "临教发（2024）8号", "临教发〔2024〕 8号"])
def test_find_facts_reads_all_brackets_of_numbers(number: str) -> None:
    facts = facts_of(f"{number}\n\n临江市教育局关于印发《临江市教师培训工作方案》的通知\n\n各学校：\n现印发。\n")
    assert facts.doc_no == number.replace(" ", "")


def test_find_facts_reads_a_joint_signature_and_a_chinese_date() -> None:
    facts = facts_of(
        "东山县教育局等两部门关于印发《东山县校园安全三年行动计划（2023—2025年）》的通知\n"
        "\n各学校：\n现印发给你们。\n\n"
        "东山县教育局 东山县公安局\n二〇二三年三月九日\n\n东山县校园安全三年行动计划\n"
        "（2023—2025年）\n\n一、总体要求\n坚持预防为主。\n"
    )
    assert facts.issuer == "东山县教育局、东山县公安局"
    assert facts.issued == "2023-03-09"
    assert (facts.kind, facts.period) == ("行动计划", (2023, 2025))


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("江北省临江市东山县“十四五”教育事业发展规划", "东山县"),
        ("临江市推进义务教育优质均衡发展实施方案", "临江市"),
        ("关于深化临江市教育评价改革的工作方案", "临江市"),
        ("中共临江市委关于教育工作的意见", "临江市"),
        ("“十四五”教育事业发展规划", None),
        ("城区学校布局规划", None),
        ("中小学区域布局调整方案", None),
        ("全市教育工作要点", None),
        ("青州县“十五五”教育事业发展规划", "青州县"),
        ("广州市教育事业发展规划", "广州市"),
        ("临南自治州教育事业发展规划", "临南自治州"),
    ],
)
def test_find_region_takes_the_last_unit_before_the_subject(title: str, region: str | None) -> None:
    assert region == find_region(title)


@pytest.mark.parametrize(
    ("region", "text", "level"),
    [
        ("江北省", "", "省"),
        ("北京市", "", "省"),
        ("临江市", "各县（市、区）人民政府", "市"),
        ("南溪市", "各乡镇人民政府、街道办事处要落实责任", "县"),
        ("西河区", "", "县"),
        ("云山州", "", "市"),
        (None, "", None),
    ],
)
def test_level_of_goes_by_suffix_and_by_what_lies_below(region: str | None, text: str, level: str | None) -> None:
    assert level == level_of(region, None, text)


def test_find_facts_of_an_empty_document_says_nothing() -> None:
    facts = facts_of("今天天气很好。\n")
    assert facts.title is None
    assert facts.based_on == ()
