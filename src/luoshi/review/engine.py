"""Runs the rules over a document and its plan (审校).

Entry: :func:`review_document`. Pure: the same document, plan, references and switches give the same review.
Not here: the rules, reading files, storing results.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding
from luoshi.model.document import Document, Span
from luoshi.model.plan import Plan
from luoshi.model.review import Review, Reviewed
from luoshi.review.material import Material
from luoshi.review.references import References
from luoshi.review.registry import RULES
from luoshi.review.rule import Rule
from luoshi.review.spots import Places

_MOST_SPANS = 40


def review_document(
    document: Document,
    plan: Plan,
    *,
    off: Mapping[str, str] | None = None,
    references: References | None = None,
    rules: Iterable[Rule] = RULES,
) -> Review:
    """Return what is wrong in ``document``.

    Args:
        document: as it was read.
        plan: its plan, as compiled or as corrected since.
        off: rules (V101) and single findings (V101-3f2a9c) that people switched off, each with the reason.
        references: values to hold the text against.
        rules: those to run; all by default.

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
    keys: set[str] = set()
    for rule in rules:
        if rule.code in off:
            continue
        for finding in rule.check(material):
            reviewed = _with_places(rule, finding, places, keys)
            reason = off.get(reviewed.key, "")
            (waived if reason else standing).append(replace(reviewed, waived=reason))
    return Review(
        name=document.name,
        title=plan.document.title or document.name,
        sha256=document.sha256,
        characters=len(document.text),
        findings=tuple(sorted(standing, key=_order)),
        waived=tuple(sorted(waived, key=_order)),
        rules=tuple(rule.describe(off.get(rule.code, "")) for rule in rules),
    )


def check_switches(off: Mapping[str, str]) -> None:
    """Refuse switches that name no rule or give no reason.

    Raises:
        LuoshiError: V001.
    """
    known = {rule.code for rule in RULES}
    for key, reason in off.items():
        if key.split("-")[0] not in known:
            hint = "用 luoshi review --rules 看全部规则"
            raise LuoshiError("V001", f"没有 {key} 这条审校规则，不能停用", hint=hint)
        if not reason.strip():
            raise LuoshiError("V001", f"停用 {key} 没有写理由", hint=f'写法如 {key} = "本市公文的惯例"')


def _with_places(rule: Rule, finding: Finding, places: Places, keys: set[str]) -> Reviewed:
    """Return a finding with its places and a key that no finding before it has."""
    spots = tuple(places.spot(Span(*span)) for span in finding.spans[:_MOST_SPANS])
    where = "；".join(dict.fromkeys(spot.where for spot in spots if spot.where))
    full = replace(
        finding, spans=tuple(spot.span for spot in spots), where=where, quote=spots[0].quote if spots else ""
    )
    # A finding about the whole document, or a count, is known again by its rule alone.
    told = "\n".join(spot.quote for spot in spots) if spots else rule.code
    number = 0
    while True:
        digest = hashlib.sha256(f"{rule.code}\n{told}\n{number or ''}".encode()).hexdigest()[:6]
        key = f"{rule.code}-{digest}"
        if key not in keys:
            keys.add(key)
            return Reviewed(key, rule.name, full, spots)
        number += 1


def _order(one: Reviewed) -> tuple[int, int, str]:
    first = one.finding.spans[0][0] if one.finding.spans else 0
    return -one.finding.severity.rank, first, one.finding.code
