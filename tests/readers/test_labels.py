"""Numbering at the start of a paragraph."""

from __future__ import annotations

import pytest

from luoshi.readers.labels import LabelKind, chinese_value, normal_label, parse_label, parse_number


@pytest.mark.parametrize(
    ("text", "kind", "label", "rest"),
    [
        ("一、总体要求", LabelKind.CHINESE, "一", "总体要求"),
        ("十二、附则", LabelKind.CHINESE, "十二", "附则"),
        ("（二）重点任务", LabelKind.CHINESE_BRACKET, "（二）", "重点任务"),
        ("(二)重点任务", LabelKind.CHINESE_BRACKET, "(二)", "重点任务"),
        ("1.抓好某事", LabelKind.NUMBER, "1", "抓好某事"),
        ("12． 抓好某事", LabelKind.NUMBER, "12", "抓好某事"),
        ("3、抓好某事", LabelKind.NUMBER, "3", "抓好某事"),
        ("1.2021年全面完成", LabelKind.NUMBER, "1", "2021年全面完成"),
        ("1. 2021年全面完成", LabelKind.NUMBER, "1", "2021年全面完成"),
        ("（1）建设学校", LabelKind.NUMBER_BRACKET, "（1）", "建设学校"),
        ("2）建设学校", LabelKind.NUMBER_BRACKET, "2）", "建设学校"),
        ("①建设学校", LabelKind.CIRCLED, "①", "建设学校"),
        ("第一章 总则", LabelKind.CHAPTER, "第一章", "总则"),
        ("第二节　目标", LabelKind.PART_SECTION, "第二节", "目标"),
        ("第一部分：回顾", LabelKind.PART, "第一部分", "回顾"),
        ("专栏4 建设工程", LabelKind.BOX, "专栏4", "建设工程"),
        ("专栏 4：建设工程", LabelKind.BOX, "专栏4", "建设工程"),
        ("附件1", LabelKind.ANNEX, "附件1", ""),
        ("附 件 2：分工表", LabelKind.ANNEX, "附件2", "分工表"),
        ("附：名单", LabelKind.ANNEX, "附件", "名单"),
        ("附表1 指标", LabelKind.ANNEX, "附表1", "指标"),
    ],
)
def test_parse_label_finds_kind_and_text(text: str, kind: LabelKind, label: str, rest: str) -> None:
    found = parse_label(text)
    assert found is not None
    assert (kind, label, rest) == (found.kind, found.text, text[found.end :])


@pytest.mark.parametrize(
    "text",
    [
        "1.5万名学生",
        "2.3亿元投资",
        "2021年完成",
        "一是加强领导",
        "一、二年级学生",
        "一、二、三产业融合",
        "第一中学迁建",
        "附属小学扩建",
        "附近的学校",
        "专栏作家座谈",
        "三所学校",
        "100所学校",
        "（此件公开发布）",
        "",
    ],
)
def test_parse_label_leaves_figures_and_words_alone(text: str) -> None:
    assert parse_label(text) is None


@pytest.mark.parametrize(
    ("number", "label"),
    [("一、", "一"), ("（三）", "（三）"), ("2.", "2"), ("2", "2"), ("第一章", "第一章"), ("1.2", "1.2"), ("③", "③")],
)
def test_parse_number_understands_automatic_numbers(number: str, label: str) -> None:
    found = parse_number(number)
    assert found is not None
    assert label == found.text


@pytest.mark.parametrize("number", ["A.", "•", "iv)"])
def test_parse_number_of_other_marks_is_none(number: str) -> None:
    assert parse_number(number) is None


def test_chinese_value_counts_to_the_hundreds() -> None:
    values = [chinese_value(text) for text in ("一", "十", "十二", "二十", "二十一", "一百零五", "学")]
    assert values == [1, 10, 12, 20, 21, 105, 0]


def test_normal_label_is_full_width() -> None:
    assert normal_label("( 二 )") == "（二）"
    assert normal_label("１２") == "12"
