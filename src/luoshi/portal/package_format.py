"""The files of a verification package (核验包的格式): their names, columns and how figures are written.

Entries: the heads, :func:`csv_bytes`, :func:`digest_of`. Writing (:mod:`luoshi.portal.package`) and reading
(:mod:`luoshi.portal.package_reading`) both go by this.
Not here: what stands in them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

VERSION = 1
MANIFEST, README, DEFINITIONS, FACTS = "manifest.json", "说明.txt", "definitions.json", "facts.json"
AREAS, VALUES, QUANTITIES = "areas.csv", "values.csv", "quantities.csv"
TARGETS, PATHS, LEDGER = "targets.csv", "paths.csv", "ledger.csv"

HEADS: Mapping[str, tuple[str, ...]] = {
    AREAS: ("代码", "名称"),
    VALUES: (
        *("指标", "指标名称", "年份", "范围", "地区代码", "地区", "值", "单位", "分子", "分母"),
        *("合计了哪些地区", "统计行数", "未填行数", "说明"),
    ),
    QUANTITIES: ("指标", "年份", "分子或分母", "地区代码", "单位代码", "单位名称", "数"),
    TARGETS: (
        *("编号", "指标", "范围", "单位", "比较", "目标值", "上限", "目标年份", "重复于"),
        *("绑定指标", "地区代码", "换算", "来源", "现值", "现值年份", "只有一部分", "来源说明"),
        *("基期", "基期年份", "基期来源", "方向", "路径", "路径折点", "期满年的值"),
        *("状态", "灯", "还差", "今后每年需要", "理由", "判断规则"),
    ),
    PATHS: ("编号", "年份", "按路径应到", "实际"),
    LEDGER: (
        *("类别", "编号", "序号", "名称", "县市区", "牵头单位", "配合单位", "起始", "时限", "状态", "办结"),
        *("完成比例", "灯", "灯的理由"),
    ),
}
REQUIRED = (MANIFEST, README, DEFINITIONS, *HEADS)
NAMES = frozenset((*REQUIRED, FACTS))
OPS: Mapping[str, str] = {
    "=": "等于",
    ">=": "不低于",
    "<=": "不高于",
    ">": "高于",
    "<": "低于",
    "~": "约",
    "between": "区间",
}
"""How a target compares, in words: a spreadsheet takes the sign for a formula."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def number(value: Decimal | int | None) -> str:
    """Return a figure in full, without exponent, with the decimals that it was rounded to; empty for none."""
    return "" if value is None else f"{value:f}"


def csv_bytes(name: str, rows: Iterable[Iterable[object]]) -> bytes:
    """Return a file of rows under its head, in UTF-8 with the mark by which spreadsheets know it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEADS[name])
    for row in rows:
        writer.writerow([_cell(one) for one in row])
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    """Return a cell; text that a spreadsheet would take for a formula is marked as text."""
    if isinstance(value, Decimal):
        return number(value)
    text = "" if value is None else str(value)
    is_formula = isinstance(value, str) and text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def json_bytes(value: object) -> bytes:
    """Return JSON in a fixed order."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def digest_of(manifest: Mapping[str, object]) -> str:
    """Return the SHA-256 of all that a package's list says, its own digest left out."""
    told = {key: value for key, value in manifest.items() if key != "digest"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
