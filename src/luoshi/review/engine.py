"""Runs the rules over a document and its plan (审校).

Entry: :func:`review_document`. Pure: the same document, plan, references and switches give the same review.
Not here: the rules, reading files, storing results.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Document, Span
from luoshi.model.plan import Plan
from luoshi.model.review import Review, Reviewed, Spot
from luoshi.review.material import Material
from luoshi.review.references import References
from luoshi.review.registry import RULES
from luoshi.review.rule import Rule
from luoshi.review.spots import Places

_MOST_SPANS = 40
_AROUND = 16
"""Characters before and after a place that tell it from others that read the same."""
_BROKEN = "V000"
_SWITCH = re.compile(r"V\d{3}(?:-[0-9a-f]{6})?")
_CLASS = re.compile(r"V\d{0,2}")


def review_document(
    document: Document,
    plan: Plan,
    *,
    off: Mapping[str, str] | None = None,
    references: References | None = None,
    rules: Iterable[Rule] = RULES,
    strict: bool = False,
) -> Review:
    """Return what is wrong in ``document``.

    A rule that fails costs its own findings only: it is told as V000, and the others go on.

    Args:
        document: as it was read.
        plan: its plan, as compiled or as corrected since.
        off: rules (V101) and single findings (V101-3f2a9c) that people switched off, each with the reason.
        references: values to hold the text against.
        rules: those to run; all by default.
        strict: let the exception of a rule through, so that tests show it.

    Raises:
        LuoshiError: V001 when ``off`` names a rule that does not exist or gives no reason.
    """
    off = dict(off or {})
    rules = tuple(rules)
    check_switches(off)
    material = Material(document, plan, references or References())
    places = Places(material)
    standing: list[Reviewed] = []
    waived: list[Reviewed] = []
    keys = _Keys(document)
    for rule in rules:
        if rule.code in off:
            continue
        for finding in _found(rule, material, strict):
            reviewed = _with_places(rule, finding, places, keys)
            reason = off.get(reviewed.key, "")
            (waived if reason else standing).append(replace(reviewed, waived=reason))
    matched = {one.key for one in waived}
    ran = {rule.code for rule in rules} - set(off)
    return Review(
        name=document.name,
        title=plan.document.title or document.name,
        sha256=document.sha256,
        characters=len(document.text),
        findings=tuple(sorted(standing, key=_order)),
        waived=tuple(sorted(waived, key=_order)),
        rules=tuple(rule.describe(off.get(rule.code, "")) for rule in rules),
        idle=tuple(key for key in off if "-" in key and key not in matched and key.split("-")[0] in ran),
    )


def _found(rule: Rule, material: Material, strict: bool) -> Iterator[Finding]:
    """Yield the findings of a rule; when it fails, those it had and one that says so."""
    try:
        yield from rule.check(material)
    except Exception as error:
        if strict:
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error}（{Path(last.filename).name} 第 {last.lineno} 行）"
        message = f"规则 {rule.code} {rule.name}出错，没有查完：{what}"
        yield Finding(_BROKEN, Severity.WARNING, message, fix="请把这份文件和这条消息交给开发者")


def check_switches(off: Mapping[str, str]) -> None:
    """Refuse switches that name no rule or give no reason, all of them at once.

    Raises:
        LuoshiError: V001.
    """
    wrong = [told for key, reason in off.items() if (told := _wrong_switch(key, reason))]
    if wrong:
        hints = dict.fromkeys(hint for _, hint in wrong)
        raise LuoshiError("V001", "；".join(message for message, _ in wrong), hint="；".join(hints))


def _wrong_switch(key: str, reason: str) -> tuple[str, str] | None:
    """Return what is wrong with a switch and what is right; None when nothing is."""
    codes = [rule.code for rule in RULES]
    if key not in codes and _CLASS.fullmatch(key) and (inside := [code for code in codes if code.startswith(key)]):
        return f"{key} 是一类规则，不能停用", f"只能逐条停用，如 {inside[0]}"
    if not _SWITCH.fullmatch(key):
        right = "V501（一条规则），或 V101-3f2a9c（一条意见，V 和三位数字、短横、六位小写的 0-9、a-f）"
        return f"{key} 不是规则代码，也不是意见的编号", f"写法如 {right}"
    if key.split("-")[0] not in codes:
        return f"没有 {key} 这条审校规则，不能停用", "用 luoshi review --rules 看全部规则"
    if not reason.strip():
        return f"停用 {key} 没有写理由", f'写法如 {key} = "本市公文的惯例"'
    return None


class _Keys:
    """Makes the keys of findings: of the rule, the quotes, and the words and the section around the first place.

    Order plays no part, but among findings that all of this does not tell apart.
    """

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._given: set[str] = set()
        self._next: dict[tuple[str, str], int] = {}

    def key(self, code: str, message: str, spots: tuple[Spot, ...]) -> str:
        """Return a key that no finding before has."""
        told = "\n".join([*(spot.quote for spot in spots), *self._around(spots[0])]) if spots else message
        number = self._next.get((code, told), 0)
        while True:
            digest = hashlib.sha256(f"{code}\n{told}\n{number or ''}".encode()).hexdigest()[:6]
            key = f"{code}-{digest}"
            number += 1
            if key not in self._given:
                self._given.add(key)
                self._next[(code, told)] = number
                return key

    def _around(self, spot: Spot) -> tuple[str, str, str]:
        """Return the section and the characters before and after; without blanks, as layout changes them."""
        start, end = spot.span
        before = "".join(self._text[max(0, start - 4 * _AROUND) : start].split())[-_AROUND:]
        behind = "".join(self._text[end : end + 4 * _AROUND].split())[:_AROUND]
        return spot.section, before, behind


def _with_places(rule: Rule, finding: Finding, places: Places, keys: _Keys) -> Reviewed:
    """Return a finding with its places and its key."""
    spots = tuple(places.spot(Span(*span)) for span in finding.spans[:_MOST_SPANS])
    where = "；".join(dict.fromkeys(spot.where for spot in spots if spot.where))
    full = replace(
        finding, spans=tuple(spot.span for spot in spots), where=where, quote=spots[0].quote if spots else ""
    )
    return Reviewed(keys.key(finding.code, finding.message, spots), rule.name, full, spots)


def _order(one: Reviewed) -> tuple[int, int, str]:
    first = one.finding.spans[0][0] if one.finding.spans else 0
    return -one.finding.severity.rank, first, one.finding.code
