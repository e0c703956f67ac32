"""Likeness of short texts (文字相近程度): what remains when punctuation and blanks are gone, compared by pairs of
characters, and words that set two things apart however alike the rest is.

Entries: :func:`normal`, :func:`masked`, :func:`likeness`, :func:`are_apart`, :func:`with_full_commas`.
Not here: what is compared (``luoshi.compare``, ``luoshi.progress``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

_NOISE = re.compile(r"[\s\W_]+")
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ORDINAL = re.compile(r"[第]?[一二三四五六七八九十百\d]+(?=[中小高幼期号校初])|[一二三四五六七八九十]+$|\d+$")

_AXES: tuple[dict[str, str], ...] = (
    {
        **dict.fromkeys(("幼儿", "学前", "公办园", "民办园", "普惠园"), "学前"),
        **dict.fromkeys(("小学",), "小学"),
        **dict.fromkeys(("初中",), "初中"),
        **dict.fromkeys(("高中", "高考"), "高中"),
        **dict.fromkeys(("中职", "中等职业", "中专"), "中职"),
        **dict.fromkeys(("高职", "高等", "高校", "大学"), "高等"),
        **dict.fromkeys(("特殊教育", "特教", "残疾"), "特教"),
    },
    {"公办": "公", "民办": "民", "普惠": "惠"},
    {**dict.fromkeys(("城区", "城市", "市区"), "城"), **dict.fromkeys(("农村", "乡村"), "乡"), "城镇": "镇"},
    {"新建": "新", "改扩建": "改", "迁建": "迁", "改建": "改", "扩建": "改", "撤并": "撤"},
    {"国家级": "国", "省级": "省", "市级": "市", "县级": "县", "区级": "县", "校级": "校"},
    {"男": "男", "女": "女"},
    {"专科": "专", "本科": "本", "研究生": "研", "硕士": "硕", "博士": "博"},
    {"县城": "县城", "乡镇": "乡镇", "行政村": "村"},
)
"""Words that exclude one another, axis by axis: 小学入学率 is not 初中入学率, though most of their letters agree."""


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """Return ``text`` in one width, without blanks and punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


def with_full_commas(text: str) -> str:
    """Return ``text`` with commas between words in full width, as Chinese writes them; those within numbers stay."""
    return _COMMA.sub("，", text)


@lru_cache(maxsize=20_000)
def masked(text: str) -> str:
    """Return :func:`normal` text with every Arabic number replaced by ``0``: what is left when figures change."""
    return _NOISE.sub("", _NUMBER.sub("0", unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> Counter[str]:
    return Counter(map("".join, pairwise(f"^{text}$")))


def likeness(one: str, other: str) -> float:
    """Return how alike two normal texts are, 0-1: twice the shared pairs of characters over all pairs (Dice)."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    first, second = _pairs(one), _pairs(other)
    shared = sum(min(count, second[pair]) for pair, count in first.items() if pair in second)
    return 2 * shared / (first.total() + second.total())


@lru_cache(maxsize=20_000)
def _sides(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(side for word, side in axis.items() if word in text) for axis in _AXES)


def are_apart(one: str, other: str) -> bool:
    """Tell whether two names speak of different things by a word of the same kind, or by their ordinal number."""
    if one == other:
        return False
    if any(a and b and not a & b for a, b in zip(_sides(one), _sides(other), strict=True)):
        return True
    return one != other and _ORDINAL.sub("", one) == _ORDINAL.sub("", other)
