"""Automatic numbering: formats, counters, overrides."""

from __future__ import annotations

import pytest
from lxml import etree

from luoshi.readers.docx_numbering import Numbering, format_number

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("style", "value", "text"),
    [
        ("decimal", 12, "12"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 11, "十一"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 21, "二十一"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 12, "亥"),
        ("ideographDigital", 20, "二〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalFullWidth", 15, "１５"),
        ("decimalZero", 3, "03"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 2, "b"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4, "iv"),
        ("none", 4, ""),
        ("bullet", 1, ""),
        ("ordinalText", 5, "5"),
    ],
)
def test_format_number(style: str, value: int, text: str) -> None:
    assert format_number(value, style) == text


@pytest.mark.parametrize(
    "style", ["chineseCounting", "upperRoman", "lowerLetter", "ideographZodiac", "decimalEnclosedCircle"]
)
@pytest.mark.parametrize("value", [0, -3, 99_999])
def test_figures_out_of_reach_are_written_in_digits(style: str, value: int) -> None:
    assert format_number(value, style) == str(value)


@pytest.mark.parametrize("style", ["ideographDigital", "decimalFullWidth", "decimalZero"])
@pytest.mark.parametrize("value", [-5, 10**4200])
def test_start_values_of_damaged_files_are_borne(style: str, value: int) -> None:
    assert format_number(value, style)


def level(index: int, text: str, style: str = "decimal", more: str = "") -> str:
    inner = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/>{more}'
    return f'<w:lvl w:ilvl="{index}">{inner}</w:lvl>'


def numbering(inner: str) -> Numbering:
    return Numbering(etree.fromstring(f"<w:numbering {_W}>{inner}</w:numbering>"))


def test_lower_levels_start_again_and_show_the_upper_ones() -> None:
    lists = numbering(
        f'<w:abstractNum w:abstractNumId="0">{level(0, "%1.")}{level(1, "%1.%2")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    steps = [0, 1, 1, 0, 1]
    assert [lists.next("1", step) for step in steps] == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_lists_of_one_abstract_list_count_on_and_overrides_start_again() -> None:
    lists = numbering(
        f'<w:abstractNum w:abstractNumId="0">{level(0, "%1、", "chineseCounting")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    assert [lists.next(num, 0) for num in ("1", "1", "2", "3", "3")] == ["一、", "二、", "三、", "五、", "六、"]


def test_legal_levels_show_digits() -> None:
    levels = level(0, "第%1章", "chineseCounting") + level(1, "%1.%2", more="<w:isLgl/>")
    lists = numbering(
        f'<w:abstractNum w:abstractNumId="0">{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert [lists.next("1", step) for step in (0, 1)] == ["第一章", "1.1"]


def test_a_level_may_be_kept_from_starting_again() -> None:
    levels = level(0, "%1、") + level(1, "（%2）", more='<w:lvlRestart w:val="0"/>')
    lists = numbering(
        f'<w:abstractNum w:abstractNumId="0">{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert [lists.next("1", step) for step in (0, 1, 0, 1)] == ["1、", "（1）", "2、", "（2）"]


def test_lists_that_link_to_a_style_are_followed() -> None:
    lists = numbering(
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, "%1.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    lists.link_styles({"S": "2"})
    assert lists.next("1", 0) == "1."


def test_unknown_lists_give_no_number() -> None:
    assert numbering("").next("7", 0) is None
    assert Numbering(None).next("1", 0) is None
