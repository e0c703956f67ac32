"""Drawing schools and inspectors (双随机抽签): an order that a published seed gives and that anyone can recompute.

Entries: :func:`hold_draw`, :func:`replayed`, :func:`list_digest`, :func:`draw_number`, :func:`draw_list`.
A name's number is the SHA-256 of ``luoshi-draw-1|label|seed|digest of the list|name``; the smallest numbers are drawn.
docs/执行.md tells how to recompute it by hand.
Not here: who inspects which school (:mod:`luoshi.progress.oversight.sending`), reading lists, the clock.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.draws import (
    ALGORITHM,
    DrawList,
    DrawnSchool,
    DrawOrder,
    DrawRecord,
    DrawResult,
    ListDigest,
    Listed,
    Shortage,
)
from luoshi.progress.oversight.sending import send_inspectors

SCHOOLS, INSPECTORS, SENDING = "学校", "检查人员", "分派"
_COUNT = re.compile(r"(\d{1,6})(\.\d{1,4})?(%?)")
_FORBIDDEN = re.compile(r"[|\x00-\x1f]")


def draw_text(text: str) -> str:
    """Return a text as it enters a draw: NFKC, blanks within it as one, none at its ends."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def draw_list(label: str, members: Iterable[tuple[Listed, str]], file: str = "", column: str = "") -> DrawList:
    """Return a list whose names are as a draw takes them.

    Args:
        label: 学校 or 检查人员.
        members: who is on it, with the place in the file.
        file: its name.
        column: head of the column with the names.

    Raises:
        LuoshiError: L301 when it is empty, L302 when a name stands on it twice.
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    found = []
    for member, where in members:
        one = Listed(
            name=draw_text(member.name),
            stratum=draw_text(member.stratum),
            marks=tuple(draw_text(mark) for mark in member.marks),
        )
        places[one.name].append(where)
        found.append(one)
    if not found:
        raise LuoshiError("L301", f"{label}名单是空的", where=file)
    twice = {name: rows for name, rows in places.items() if len(rows) > 1}
    if twice:
        told = "；".join(f"{name}（{'、'.join(rows)}）" for name, rows in list(twice.items())[:10])
        hint = "删去重复的行；确是同名的，名单里另加一列不重复的编号，用它作名称列"
        raise LuoshiError("L302", f"{label}名单里有重复的：{told}", where=file, hint=hint)
    return DrawList(label=label, file=file, column=column, members=tuple(sorted(found, key=lambda one: one.name)))


def canonical_list(names: DrawList) -> bytes:
    """Return the file whose SHA-256 is the digest of a list: its lines in the order of their bytes."""
    lines = sorted(_line(one).encode("utf-8") for one in names.members)
    return b"".join(line + b"\n" for line in lines)


def list_digest(names: DrawList) -> ListDigest:
    """Return the digest of a list: SHA-256 of :func:`canonical_list`, each line ended by a line feed.

    A line is the name, then, after a tab each, the stratum and the marks; empty ones at the end are left out.
    """
    digest = hashlib.sha256(canonical_list(names)).hexdigest()
    return ListDigest(file=names.file, column=names.column, count=len(names.members), sha256=digest)


def draw_number(label: str, seed: str, digest: str, name: str) -> str:
    """Return the number that puts a name in its place: 64 digits to base 16."""
    return hashlib.sha256(f"{ALGORITHM}|{label}|{seed}|{digest}|{name}".encode()).hexdigest()


def hold_draw(order: DrawOrder, schools: DrawList, inspectors: DrawList | None = None) -> DrawResult:
    """Return the schools that are drawn, in the order of their strata and numbers, with those who inspect them.

    The order in which the lists came does not matter.

    Raises:
        LuoshiError: L303 when the seed or the count cannot be.
    """
    seed = _seed(order.seed)
    digest = list_digest(schools).sha256
    groups: defaultdict[str, list[Listed]] = defaultdict(list)
    for one in schools.members:
        groups[one.stratum if order.by else ""].append(one)
    numbers = {one.name: draw_number(SCHOOLS, seed, digest, one.name) for one in schools.members}
    chosen: list[Listed] = []
    strata = {}
    for stratum in sorted(groups):
        ranked = sorted(groups[stratum], key=lambda one: numbers[one.name])
        drawn = ranked[: _wanted(order.count, len(ranked))]
        strata[stratum] = (len(ranked), len(drawn))
        chosen += drawn
    if inspectors is None:
        plain = tuple(DrawnSchool(name=one.name, stratum=one.stratum, number=numbers[one.name]) for one in chosen)
        return DrawResult(schools=plain, strata=strata)
    their = list_digest(inspectors).sha256

    def rank(school: str, inspector: str) -> str:
        return draw_number(SENDING, seed, their, f"{school}|{inspector}")

    sent = send_inspectors(chosen, inspectors.members, order, rank)
    done = tuple(
        DrawnSchool(
            name=one.name, stratum=one.stratum, number=numbers[one.name], inspectors=tuple(sent.given[one.name])
        )
        for one in chosen
    )
    return DrawResult(schools=done, strata=strata, loads=sent.loads, moved=sent.moved, shortages=sent.shortages)


def draw_findings(order: DrawOrder, result: DrawResult) -> tuple[Finding, ...]:
    """Return what is to be told of a draw: strata with too few schools, schools with too few inspectors."""
    found = []
    for stratum, (there, drawn) in result.strata.items():
        asked = int(order.count) if order.count.isdigit() else drawn
        if drawn < asked:
            message = f"{stratum or '名单'}只有 {there} 所，不够抽 {asked} 所，全部抽中"
            found.append(Finding("L305", Severity.WARNING, message, fix="少抽几所，或换分组的列"))
    return (*found, *(_shortage(one) for one in result.shortages))


def replayed(record: DrawRecord, schools: DrawList, inspectors: DrawList | None) -> tuple[Finding, ...]:
    """Return where a draw comes out otherwise than its record says; nothing when it is equal."""
    if record.algorithm != ALGORITHM:
        message = f"记录用的是 {record.algorithm}，这里只会 {ALGORITHM}，不能重演"
        return (Finding("L306", Severity.ERROR, message, fix="用当时的版本重演"),)
    found = []
    given = (("学校名单", record.schools, schools), ("检查人员名单", record.inspectors, inspectors))
    for label, kept, names in given:
        now = list_digest(names) if names is not None else None
        was = kept.sha256 if kept is not None else "没有"
        if was != (now.sha256 if now is not None else "没有"):
            counts = f"记录里 {kept.count if kept else 0} 行，现在 {now.count if now else 0} 行"
            found.append(_differs(f"{label}不是当时的那一份（{counts}）", "找出当时的名单再重演"))
    if found:
        return tuple(found)
    return tuple(_differs(told) for told in _differences(record.result, hold_draw(record.order, schools, inspectors)))


def _differences(kept: DrawResult, now: DrawResult) -> list[str]:
    found = []
    mine, others = ({one.name: one for one in result.schools} for result in (kept, now))
    found += [f"记录里抽中了{name}，重演没有" for name in mine if name not in others]
    found += [f"重演抽中了{name}，记录里没有" for name in others if name not in mine]
    if not found and list(mine) != list(others):
        found.append("抽中的学校一样，先后不同")
    for name, one in mine.items():
        other = others.get(name)
        if other is None:
            continue
        if one.number != other.number:
            found.append(f"{name}的数，记录里是 {one.number[:12]}…，重演是 {other.number[:12]}…")
        if one.stratum != other.stratum:
            found.append(f"{name}的分组，记录里是“{one.stratum}”，重演是“{other.stratum}”")
        if one.inspectors != other.inspectors:
            names = ("、".join(people) or "没有" for people in (one.inspectors, other.inspectors))
            found.append("{}的检查人员，记录里是{}，重演是{}".format(name, *names))
    if not found and kept != now:
        found.append("学校和人员一样，分组的数目、负担或调整的过程不同")
    return found


def _differs(message: str, fix: str = "核对记录有没有改过") -> Finding:
    return Finding("L307", Severity.ERROR, message, fix=fix)


def _shortage(one: Shortage) -> Finding:
    told = "；".join(f"{name}（{why}）" for name, why in one.avoiding.items())
    message = f"{one.school}还差 {one.missing} 名检查人员" + (f"，要回避的：{told}" if told else "")
    return Finding(
        "L304", Severity.ERROR, message, fix="增加检查人员、每所少派几人，或改回避的列后，用新公布的种子重抽"
    )


def _line(one: Listed) -> str:
    return "\t".join((one.name, one.stratum, *one.marks)).rstrip("\t")


def _seed(seed: str) -> str:
    text = draw_text(seed)
    if not text or _FORBIDDEN.search(text):
        raise LuoshiError("L303", "种子是空的，或含有竖线、换行", hint="用事先公布的一串数字或文字")
    return text


def _wanted(count: str, there: int) -> int:
    match = _COUNT.fullmatch(count.strip())
    if match is None or (match[2] and not match[3]) or not Decimal(match[1] + (match[2] or "")):
        raise LuoshiError("L303", f"抽几所看不懂：{count}", hint="写一个整数如 3，或百分数如 5%")
    number = Fraction(match[1] + (match[2] or ""))
    if match[3] and number > 100:
        raise LuoshiError("L303", f"抽的比例超过 100%：{count}")
    return min(there, ceil(number * there / 100) if match[3] else int(number))


def strata_of(result: DrawResult) -> Mapping[str, Sequence[DrawnSchool]]:
    """Return the drawn schools by stratum."""
    found: defaultdict[str, list[DrawnSchool]] = defaultdict(list)
    for one in result.schools:
        found[one.stratum].append(one)
    return found
