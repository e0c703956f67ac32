"""Chinese numerals (中文数字) to exact numbers and back.

Entry: :func:`parse_numeral`, :func:`parse_mixed`, :func:`to_chinese`. Reads 三百二十, 二〇三五, 两, 十, 百分之五十,
三分之二, 八成五 and mixed forms such as 2.5万.
Not here: which numeral in a text is a quantity, a date or part of a name (:mod:`luoshi.base.quantities`).
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
NUMERAL_CHARACTERS = "零〇○一二两三四五六七八九十百千万亿"

LONGEST = 30
"""Numerals of more characters are no numbers of a plan: None."""

HALF_WIDTH: dict[int, str] = {
    **{ord("０") + digit: str(digit) for digit in range(10)},
    **dict(zip(map(ord, "．％：∶﹕（）／　\xa0"), ".%:::()/  ", strict=True)),
}
"""Full width to half width, one character for one, so that offsets stay: digits, point, percent, colon, brackets."""


def parse_numeral(text: str) -> int | None:
    """Return the whole number that a Chinese numeral writes; None if ``text`` is not one.

    ``三百二十`` is 320, ``十`` 10, ``两`` 2, ``二〇三五`` 2035 (digits read off), ``一万两千`` 12000.
    """
    if not text or len(text) > LONGEST or any(c not in NUMERAL_CHARACTERS for c in text):
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, section, digit = 0, 0, 0
    last_small = 10**9
    for c in text:
        if c in DIGITS:
            if digit:
                return None
            digit = DIGITS[c]
        elif c in SMALL:
            if SMALL[c] >= last_small:
                return None
            section += (digit or 1) * SMALL[c]
            last_small, digit = SMALL[c], 0
        else:
            section += digit
            if not section and not total:
                return None
            if c == "亿":
                total = (total + section) * LARGE[c]
            else:
                total += section * LARGE[c]
            section, digit, last_small = 0, 0, 10**9
    return total + section + digit


def parse_mixed(text: str) -> Decimal | None:
    """Return the number that ``text`` writes in Arabic digits, Chinese numerals or both; None if it is none.

    ``2.5万`` is 25000, ``1,607`` is 1607, ``1.2亿`` is 120000000, ``三`` is 3, ``十点五`` is 10.5.
    """
    text = text.translate(HALF_WIDTH).replace(" ", "").replace(",", "")
    if not 0 < len(text) <= LONGEST:
        return None
    factor = 1
    while len(text) > 1 and text[0].isascii() and text[-1] in "百千万亿":
        factor *= LARGE.get(text[-1]) or SMALL[text[-1]]
        text = text[:-1]
    if text[0].isascii() and text[0].isdigit():
        whole, point, fraction = text.partition(".")
        if whole.isdigit() and whole.isascii() and (not point or (fraction.isdigit() and fraction.isascii())):
            return Decimal(text) * factor
        return None
    whole, point, fraction = text.partition("点")
    value = parse_numeral(whole)
    if value is None:
        return None
    if point:
        if not fraction or any(c not in DIGITS for c in fraction):
            return None
        return Decimal(f"{value}." + "".join(str(DIGITS[c]) for c in fraction))
    return Decimal(value)


def to_chinese(value: int) -> str:
    """Return the Chinese numeral of a whole number from 0 to 9999 9999 9999, as written in headings (十二,
    一百零三)."""
    if not 0 <= value < 10**12:
        raise ValueError(f"out of range: {value}")
    if value == 0:
        return "零"
    groups = []
    while value:
        value, group = divmod(value, 10**4)
        groups.append(group)
    text = ""
    for power in range(len(groups) - 1, -1, -1):
        group = groups[power]
        if group == 0:
            continue
        if text and (group < 1000 or groups[power + 1] == 0) and not text.endswith("零"):
            text += "零"
        text += _four_digits(group) + ("", "万", "亿")[power]
    return text[1:] if text.startswith("一十") else text


def _four_digits(value: int) -> str:
    names = "零一二三四五六七八九"
    text, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, size)
        if digit:
            text += ("零" if gap and text else "") + names[digit] + unit
            gap = False
        else:
            gap = True
    return text
