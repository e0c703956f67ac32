"""Units that a text makes responsible (责任单位).

Entry: :func:`find_units` (a task's text -> mentions), :func:`find_statement` (only what is stated outright:
责任单位：…, （…牵头，…配合）), :func:`split_units` for a mere list, :func:`expand_unit` for 市、县教育局. Units that
are only named in running text (…要…, 由…负责) are read by ``prose``, when nothing is stated outright.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from luoshi.compiler.units.lists import (
    CLOSING,
    DUTY,
    OPENING,
    Role,
    UnitMention,
    expand_unit,
    is_unit_list,
    is_unit_name,
    read_list,
    role_of,
    split_units,
)
from luoshi.compiler.units.prose import find_in_prose

__all__ = [
    "Role",
    "Statement",
    "UnitMention",
    "expand_unit",
    "find_statement",
    "find_units",
    "is_unit_list",
    "is_unit_name",
    "read_list",
    "role_of",
    "split_units",
]

_LABEL = re.compile(
    r"(?:(?:共同|具体|主要|第一|市级|县级|市直|县直)?(?P<what>责任|牵头|配合|参与|参加|协同|协办|协助|协作"
    r"|支持|主办|承办|主责|主管|落实|实施|执行|组织)"
    r"(?:责任)?(?:单位|部门|科室|处室|股室|机构|主体|[科处股][（(]室[）)]|处|科|股))(?P<more>[、及和与]?(?:责任|牵头|配合)(?:单位|部门|人))?"
    r"\s*(?P<mark>[：:】\]］〕]\s*[：:]?|(?=[\s　]))"
)
_OTHER_LABEL = re.compile(
    r"(?:完成|办结|推进|实施|工作)?(?:时限|时间|期限|进度|节点)(?:要求|安排)?\s*[：:]"
    r"|(?:责任|牵头|分管|联系|配合|挂点)(?:领导|人|负责人|局长|县长|市长)\s*[：:]|[备附]注\s*[：:]"
)
_BRACKET = re.compile(f"[{re.escape(OPENING + CLOSING)}]")
_FIRST = re.compile(r"[、，,；;。\n]")
_ANNOUNCES = re.compile(r"(?:[（(［\[【〔\n]|^)[ 　]*\Z")
_DUTY_END = re.compile(rf"{DUTY}[。.；;，,]?\s*$")
_DUTY_AFTER = re.compile(rf"[{re.escape(CLOSING)}]{DUTY}")


class Statement(NamedTuple):
    """Units stated outright: where the statement (its bracket or label) begins, and the units."""

    start: int
    units: tuple[UnitMention, ...]


def find_units(text: str) -> list[UnitMention]:
    """Return the units that ``text`` makes responsible, in order: those stated outright, else those of the prose."""
    statement = find_statement(text)
    if statement is not None:
        return list(statement.units)
    return _unique(find_in_prose(text))


def find_statement(text: str) -> Statement | None:
    """Return what ``text`` states outright (责任单位：…, （…负责）), not in its prose; None if it does not."""
    mentions = _labelled(text) or _bracketed(text)
    if not mentions:
        return None
    labels = _labels(text)
    at = labels[0].start() if labels else mentions[0].start
    while at and (text[at - 1] in OPENING + " 　\n" if labels else text[at] not in OPENING):
        at -= 1
    return Statement(at, tuple(_unique(mentions)))


def _unique(mentions: list[UnitMention]) -> list[UnitMention]:
    """Keep the first mention of each name, with the most telling role among its mentions."""
    kept: dict[str, UnitMention] = {}
    for mention in sorted(mentions, key=lambda m: m.start):
        old = kept.setdefault(mention.name, mention)
        if old.role == "unit" and mention.role != "unit":
            kept[mention.name] = replace(old, role=mention.role)
    return list(kept.values())


def _labels(text: str) -> list[re.Match[str]]:
    """Return the labels that announce units; without a colon only in brackets or at the start of a line."""
    return [m for m in _LABEL.finditer(text) if m["mark"] or _ANNOUNCES.search(text, max(0, m.start() - 3), m.start())]


def _labelled(text: str) -> list[UnitMention]:
    """Read 责任单位：…, 牵头单位：…；配合单位：…, in brackets or not, closed or not."""
    labels = _labels(text)
    found: list[UnitMention] = []
    for i, label in enumerate(labels):
        end = labels[i + 1].start() if i + 1 < len(labels) else len(text)
        other = _OTHER_LABEL.search(text, label.end(), end)
        end = _list_end(text, label, other.start() if other else end)
        role: Role = "unit" if label["more"] else role_of(label["what"])
        found.extend(read_list(text, label.end(), end, role))
    return found


def _list_end(text: str, label: re.Match[str], limit: int) -> int:
    """Return where the list after ``label`` ends: its closing bracket, a full stop, or a line that is no list."""
    depth = 0
    for i in range(label.end(), limit):
        if text[i] in OPENING:
            depth += 1
        elif text[i] in CLOSING:
            if not depth:
                return i
            depth -= 1
        elif not depth and (text[i] == "。" or (text[i] == "\n" and not _goes_on(text[i + 1 : limit]))):
            return i
    return limit


def _goes_on(line: str) -> bool:
    """Return whether a line goes on with the list of units above it."""
    return is_unit_name(_FIRST.split(line.strip(), maxsplit=1)[0])


def _bracketed(text: str) -> list[UnitMention]:
    """Read （甲局、乙局负责）, （甲局牵头，乙局配合）, and at the end of a text （甲局、乙局）."""
    found: list[UnitMention] = []
    for start, end in _brackets(text):
        inside = text[start:end]
        duty = _DUTY_END.search(inside) or _DUTY_AFTER.match(text, end)
        closing = len(text) - end < 12 and not text[end:].strip(CLOSING + "。；; 　\n")
        if not duty and not closing:
            continue
        mentions = read_list(text, start, end)
        like = sum(is_unit_name(m.name) for m in mentions)
        strict = any(is_unit_name(m.name, strict=True) for m in mentions)
        if mentions and like >= (0.5 if duty else 1) * len(mentions) and (duty or strict):
            found.extend(mentions)
    return found


def _brackets(text: str) -> list[tuple[int, int]]:
    """Return the outermost bracketed ranges, brackets left out; one that is never closed runs to the end."""
    ranges: list[tuple[int, int]] = []
    depth = start = 0
    for match in _BRACKET.finditer(text):
        if match.group() in OPENING:
            start = match.end() if not depth else start
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                ranges.append((start, match.start()))
    return [*ranges, (start, len(text))] if depth else ranges
