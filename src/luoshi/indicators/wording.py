"""What a definition adds up, in Chinese words (算法): for manuals and pages.

Entry: :func:`in_words`. Not here: the subset of SQL itself (:mod:`luoshi.indicators.expressions`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from luoshi.indicators.relations import Relation
from luoshi.model.indicators import Aggregate

_WORDS = (
    (re.compile(r"coalesce\(([^,()]+), '([^']*)'\)"), r"\1（空着按“\2”）"),
    (re.compile(r"coalesce\(([^,()]+), 0\)"), r"\1（空着按 0）"),
    (re.compile(r" IN \(([^)]*)\)"), r" 属于【\1】"),
    (re.compile(r"count\(\*\)"), "行数"),
    (re.compile(r"\bsum\("), "合计("),
    (re.compile(r" FILTER \(WHERE (.*?)\)(?=$| [-+*] |\)$)"), r"，条件是 \1"),
    (re.compile(r" IS NOT NULL"), "已填"),
    (re.compile(r" BETWEEN (\d+) AND (\d+)"), r" 在 \1 到 \2 之间"),
    (re.compile(r"\bAND\b"), "且"),
    (re.compile(r"\bOR\b"), "或"),
    (re.compile(r"\bCASE\b"), "分情况"),
    (re.compile(r"\bWHEN\b"), "当"),
    (re.compile(r"\bTHEN\b"), "取"),
    (re.compile(r"\bELSE\b"), "其余取"),
    (re.compile(r"\s*\bEND\b"), ""),
    (re.compile(r"<>"), "≠"),
    (re.compile(r">="), "≥"),
    (re.compile(r"<="), "≤"),
    (re.compile(r"\*"), "×"),
    (re.compile(r"(?<=”)，|(?<='), (?=')"), "、"),
    (re.compile(r"'([^']*)'"), r"“\1”"),
)
"""What SQL says, in words; in this order."""


def in_words(aggregate: Aggregate, known: Mapping[str, Relation]) -> str:
    """Return what an aggregate adds up: its relation, the columns by their Chinese names, the condition."""
    relation = known[aggregate.relation]
    back = f"（{aggregate.years_before} 年前）" if aggregate.years_before else ""
    return f"{relation.title}{back}，{_said(aggregate.sql, relation)}"


def _said(sql: str, relation: Relation) -> str:
    named = re.sub(r"\b[a-z][a-z0-9_]*\b(?!\()", lambda found: relation.columns.get(found[0], found[0]), sql)
    for pattern, words in _WORDS:
        named = pattern.sub(words, named)
    return named
