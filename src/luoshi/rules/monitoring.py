"""By what progress is judged, and bounds whose crossing is told (判断规则、阈值): packaged YAML, a workspace's over it.

Entry: :func:`load_monitoring_rules`. A workspace writes ``rules/monitoring/*.yaml`` in the same format.
Not here: the judging (``luoshi.progress``).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from luoshi.model.indicators import UNSURE
from luoshi.model.monitoring import JudgingRules, ThresholdRule
from luoshi.rules.reading import Entry, rule_files

CODE = "M002"
_SEVERITIES = {"error": "error", "warning": "warning", "info": "info"}
_PLACES = {"口径": "口径", "地区": "地区"}
_SHARES = ("near", "risk", "slack", "about")


def load_monitoring_rules(own: Path | None = None) -> tuple[JudgingRules, tuple[ThresholdRule, ...]]:
    """Return the rules in force, and the thresholds in their order.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: M002 when a file cannot be read or says what cannot be.
    """
    judging: dict[str, Decimal | str] = {}
    thresholds: dict[tuple[str, str], ThresholdRule] = {}
    for file in rule_files("monitoring", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("judging", "thresholds")
        part = whole.part("judging")
        if part is not None:
            judging.update(_judging(part))
        for entry in whole.parts("thresholds"):
            rule = _threshold(entry)
            key = (rule.indicator, rule.op)
            if entry.given.get("off"):
                thresholds.pop(key, None)
            else:
                thresholds[key] = rule
    rules = JudgingRules(**judging)  # type: ignore[arg-type]  # the keys are those that _judging lets pass
    if rules.near > rules.risk:
        raise Entry({}, str(own or "内置规则"), CODE, "judging").fail("near 不能大于 risk")
    return rules, tuple(thresholds.values())


def _judging(part: Entry) -> dict[str, Decimal | str]:
    part.known(*_SHARES, "basis")
    found: dict[str, Decimal | str] = {}
    for key in _SHARES:
        if key in part.given:
            value = part.number(key)
            if not 0 <= value <= 1:
                raise part.fail(f"{key} 应在 0 到 1 之间，如 0.05 是 5%")
            found[key] = value
    # Numbers of one's own do not stand on the packaged basis.
    found["basis"] = part.text("basis", UNSURE)
    return found


def _threshold(entry: Entry) -> ThresholdRule:
    labelled = Entry(entry.given, entry.where, CODE, entry.label or "thresholds")
    labelled.known("indicator", "above", "below", "severity", "per", "basis", "off")
    bounds = [key for key in ("above", "below") if key in entry.given]
    if len(bounds) != 1:
        raise labelled.fail("above（高于多少报警）和 below（低于多少报警）要有一个，且只有一个")
    return ThresholdRule(
        indicator=labelled.text("indicator"),
        op=">" if bounds[0] == "above" else "<",
        bound=labelled.number(bounds[0]),
        severity=labelled.choice("severity", _SEVERITIES, "warning"),  # type: ignore[arg-type]
        per=labelled.choice("per", _PLACES, "地区"),  # type: ignore[arg-type]
        basis=labelled.text("basis", UNSURE),
    )
