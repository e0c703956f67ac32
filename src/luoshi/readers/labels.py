"""Numbering at the start of a paragraph (编号): ``一、``, ``（二）``, ``3.``, ``①``, ``第一章``, ``专栏4``, ``附件1``.

Entry: :func:`parse_label`, which tells kind, label as written and where the text begins; :func:`parse_number` for
automatic numbers; :func:`normal_label` for paths. A figure at the start of a line (``1.5万``, ``2021年``) is no label.
Not here: whether the paragraph is a heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum


class LabelKind(IntEnum):
    """Kinds of numbering, from the highest to the lowest."""

    ANNEX = 0  # 附件1
    PART = 1  # 第一部分, 第一编
    CHAPTER = 2  # 第一章
    PART_SECTION = 3  # 第一节
    CHINESE = 4  # 一、
    CHINESE_BRACKET = 5  # （一）
    NUMBER = 6  # 1.
    NUMBER_BRACKET = 7  # （1）, 1）
    CIRCLED = 8  # ①
    BOX = 9  # 专栏4


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at the start of a text.

    Attributes:
        kind: which row of numbering.
        text: as written, without the mark that closes it and without blanks.
        value: the number, 0 if there is none or it is not a plain one.
        end: where the text after the label begins.
        depth: further points of a decimal label: 1 for ``1.2``, 2 for ``1.2.3``.
    """

    kind: LabelKind
    text: str
    value: int
    end: int
    depth: int = 0


_CN = "一二三四五六七八九十百零〇"
_DIGIT = "0-9０-９"
_STARTS = frozenset("第（(〔附专①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" + _CN + "0123456789０１２３４５６７８９❶❷❸❹❺❻❼❽❾❿")

_PART = re.compile(
    rf"第\s*([{_CN}]{{1,4}}|[{_DIGIT}]{{1,3}})\s*(部\s*分|编|篇|章|节|条)"
    r"(?=[\s:：、.．　]|[^的中里内和与至到、，。；]|$)[\s:：、.．　]*"
)
_CHINESE = re.compile(rf"([{_CN}]{{1,4}})\s*[、．.]\s*(?![{_CN}]+(?:[、，]|年级|等奖|类|级|批|期|孩|产业|线|层次|本))")
_CHINESE_BRACKET = re.compile(rf"([（(〔]\s*[{_CN}]{{1,4}}\s*[）)〕])\s*[、.．]?\s*")
_NUMBER = re.compile(
    rf"([{_DIGIT}]{{1,3}})\s?(?:[、．]\s*|\.\s+|\.(?![{_DIGIT}])|\.(?=(?:19|20)[0-9]{{2}}\s*(?:年|[—-])))"
    rf"(?![{_DIGIT}]*[、，]?[{_DIGIT}]*(?:年级|岁))"
)
_DECIMAL = re.compile(
    rf"([{_DIGIT}]{{1,2}}(?:[.．][{_DIGIT}]{{1,2}}){{1,3}})[.．、]?\s+(?=[一-鿿“《])(?![万亿元个所名人年%％])"
)
_PLAIN_DECIMAL = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})+)[.．、]?")
_NUMBER_BRACKET = re.compile(rf"([（(]\s*[{_DIGIT}]{{1,3}}\s*[）)]|[{_DIGIT}]{{1,3}}[）)])\s*[、.．]?\s*")
_CIRCLED = re.compile(r"([①-⑳❶-❿])\s*[、.．]?\s*")
_BOX = re.compile(rf"(专\s*栏)\s*([{_DIGIT}]{{1,3}}|[{_CN}]{{1,3}})?(?:[\s:：.．、—-]+|(?=[^\s:：]))")
_ANNEX = re.compile(
    rf"附\s*(件|表|录|图)?\s*([{_DIGIT}]{{1,3}}(?:[-—][{_DIGIT}]{{1,3}})?|[{_CN}]{{1,3}})?\s*(?:([:：.．、])\s*|\s+|$)"
)

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_HALF = str.maketrans("０１２３４５６７８９", "0123456789")
_FULL = str.maketrans("(〔)〕０１２３４５６７８９", "（（））0123456789")
_BLANK = re.compile(r"\s+")
_MAX_BOX_TITLE = 60


def chinese_value(text: str) -> int:
    """Return the value of a small Chinese number (十二 -> 12, 二十 -> 20, 一百零五 -> 105); 0 if it is none."""
    total = current = 0
    for char in text:
        if char in _DIGITS:
            current = current * 10 + _DIGITS[char] if current and "十" not in text else _DIGITS[char]
        elif char == "十":
            total += (current or 1) * 10
            current = 0
        elif char == "百":
            total += (current or 1) * 100
            current = 0
        else:
            return 0
    return total + current


def _value(text: str) -> int:
    digits = text.translate(_HALF)
    return int(digits) if digits.isdecimal() else chinese_value(text)


def normal_label(label: str) -> str:
    """Return ``label`` with full-width brackets, half-width digits and no blanks, as it stands in section paths."""
    return _BLANK.sub("", label).translate(_FULL)


def parse_label(text: str) -> Label | None:
    """Return the label at the start of ``text`` (no blanks before it); None if there is none."""
    if not text or (first := text[0]) not in _STARTS:
        return None
    if first == "第":
        return _ordinal(text)
    if first == "附":
        return _annex(text)
    if first == "专":
        return _box(text)
    if first in "（(〔":
        return _bracketed(text)
    if match := _CIRCLED.match(text):
        char = match[1]
        value = ord(char) - (0x2460 if char <= "⑳" else 0x2776) + 1
        return Label(LabelKind.CIRCLED, char, value, match.end())
    if first in _CN:
        match = _CHINESE.match(text)
        return Label(LabelKind.CHINESE, match[1], chinese_value(match[1]), match.end()) if match else None
    return _number(text)


def parse_number(number: str) -> Label | None:
    """Return the label that an automatic number stands for (``一``, ``1.``, ``1.2``); None if it is none."""
    number = number.strip()
    if match := _PLAIN_DECIMAL.fullmatch(number):
        return Label(LabelKind.NUMBER, match[1], 0, len(number), match[1].count("."))
    for text in (number, number + "、"):
        label = parse_label(text)
        if label is not None and label.end == len(text) and label.kind is not LabelKind.ANNEX:
            return label
    label = parse_label(number)
    return label if label is not None and label.kind is LabelKind.ANNEX else None


def _ordinal(text: str) -> Label | None:
    match = _PART.match(text)
    if match is None:
        return None
    unit = _BLANK.sub("", match[2])
    kind = {"章": LabelKind.CHAPTER, "节": LabelKind.PART_SECTION, "条": LabelKind.NUMBER}.get(unit, LabelKind.PART)
    return Label(kind, f"第{match[1]}{unit}", _value(match[1]), match.end())


def _bracketed(text: str) -> Label | None:
    if match := _CHINESE_BRACKET.match(text):
        label = _BLANK.sub("", match[1])
        return Label(LabelKind.CHINESE_BRACKET, label, chinese_value(label[1:-1]), match.end())
    if match := _NUMBER_BRACKET.match(text):
        label = _BLANK.sub("", match[1])
        return Label(LabelKind.NUMBER_BRACKET, label, _value(label[1:-1]), match.end())
    return None


def _number(text: str) -> Label | None:
    if match := _NUMBER_BRACKET.match(text):
        return Label(LabelKind.NUMBER_BRACKET, match[1], _value(match[1][:-1]), match.end())
    if match := _DECIMAL.match(text):
        depth = match[1].count(".") + match[1].count("．")
        return Label(LabelKind.NUMBER, match[1], 0, match.end(), depth)
    if match := _NUMBER.match(text):
        return Label(LabelKind.NUMBER, match[1], _value(match[1]), match.end())
    return None


def _box(text: str) -> Label | None:
    match = _BOX.match(text)
    if match is None or len(text) > _MAX_BOX_TITLE or text[-1] in "。；！？，":
        return None
    if not match[2] and match.end() == match.end(1) < len(text):  # 专栏作家……
        return None
    number = match[2] or ""
    return Label(LabelKind.BOX, f"专栏{number}", _value(number) if number else 0, match.end())


def _annex(text: str) -> Label | None:
    match = _ANNEX.match(text)
    if match is None or (match[1] is None and match[2] is None and match[3] is None):
        return None
    if match[1] is None and match[2] and match[2][0] in _CN:  # 附一……: too short to be sure
        return None
    number = (match[2] or "").translate(_HALF)
    value = int(number) if number.isdecimal() else 0
    return Label(LabelKind.ANNEX, f"附{match[1] or '件'}{number}", value, match.end())
