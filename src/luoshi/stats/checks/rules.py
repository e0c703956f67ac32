"""The rules in force (核对规则): the packaged ``definitions/checks.yaml``, with a workspace's own over them.

Entry: :func:`load_rules`. A workspace writes ``rules/stats/checks.yaml`` in the same shape: a rule with a packaged code
replaces that rule, other codes are added, ``{code, off: reason}`` switches one off; ``movements`` replaces the packaged
one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import yaml

from luoshi.base.errors import LuoshiError, reason
from luoshi.model.tables import Definitions
from luoshi.stats.checks.across import CrossRule, FitRule
from luoshi.stats.checks.class_rules import ClassesRule, PresenceRule
from luoshi.stats.checks.identity import IdentityRule
from luoshi.stats.checks.missing import MissingRule
from luoshi.stats.checks.outliers import OutlierRule
from luoshi.stats.checks.rule import CheckRule, Given, known_field
from luoshi.stats.checks.spending import SpendingRule
from luoshi.stats.checks.within import PartRule, SumRule
from luoshi.stats.checks.years import ChangeRule, ProgressionRule

_KINDS: Mapping[str, Callable[[Given], CheckRule]] = {
    "part": PartRule.read,
    "sum": SumRule.read,
    "cross": CrossRule.read,
    "fit": FitRule.read,
    "classes": ClassesRule.read,
    "presence": PresenceRule.read,
    "progression": ProgressionRule.read,
    "change": ChangeRule.read,
    "identity": IdentityRule.read,
    "spending": SpendingRule.read,
    "outlier": OutlierRule.read,
    "missing": MissingRule.read,
}


@dataclass(frozen=True, slots=True)
class MovingTable:
    """A table whose measures are compared with the year before, totalled over its other keys but ``by``."""

    table: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovementLimits:
    """Which items are compared, and how far one must move at least to be told, by its unit of measure (计量单位)."""

    tables: tuple[MovingTable, ...]
    floors: Mapping[str, Decimal]
    other_floor: Decimal


@dataclass(frozen=True, slots=True)
class CheckRules:
    """All rules in force.

    Attributes:
        off: code -> the reason why the workspace switched it off.
    """

    rules: tuple[CheckRule, ...]
    movements: MovementLimits
    off: Mapping[str, str]


def load_rules(definitions: Definitions, own: Path | None = None) -> CheckRules:
    """Return the rules in force, by code.

    Args:
        definitions: the tables and codes the rules speak of.
        own: folder of a workspace's additions (``rules/stats``); None or a missing folder for the packaged ones alone.

    Raises:
        LuoshiError: T001 when the workspace's file cannot be read or a rule in it says what cannot be.
    """
    given = _entries((files("luoshi.stats") / "definitions" / "checks.yaml").read_text(encoding="utf-8"), "checks.yaml")
    path = own / "checks.yaml" if own is not None else None
    if path is not None and path.is_file():
        added = _entries(_read(path), str(path))
        given = {**given, **added, "rules": _overlaid(given["rules"], added.get("rules", []))}
    where = str(path or "checks.yaml")
    off: dict[str, str] = {}
    rules: dict[str, CheckRule] = {}
    for entry in given["rules"]:
        code = _code(entry, where)
        if entry.get("off"):
            off[code] = str(entry["off"])
        else:
            rules[code] = _rule(entry, code, definitions, where)
    movements = _movements(given.get("movements"), definitions, where)
    return CheckRules(tuple(rules[code] for code in sorted(rules)), movements, off)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LuoshiError("T001", f"本局的核对规则读不出来：{reason(error)}", where=str(path)) from error
    except UnicodeDecodeError as error:
        hint = "请用 UTF-8 编码另存后再试"
        raise LuoshiError("T001", "本局的核对规则不是 UTF-8 编码", where=str(path), hint=hint) from error


def _entries(text: str, where: str) -> dict[str, list[dict[str, object]]]:
    try:
        given = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"，第 {mark.line + 1} 行附近" if mark else ""
        raise LuoshiError("T001", f"核对规则不是合格的 YAML{line}", where=where, hint="检查缩进、冒号和引号") from error
    rules = given.get("rules", []) if isinstance(given, dict) else None
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise LuoshiError("T001", "核对规则的写法不对", where=where, hint="最外一层写 rules:，下面一条规则一项")
    unknown = [str(name) for name in given if name not in ("rules", "movements")]
    if unknown:
        raise LuoshiError("T001", f"不认识 {'、'.join(unknown)}", where=where, hint="最外一层只有 rules 和 movements")
    # YAML reads the bare word off as false.
    given["rules"] = [{"off" if name is False else str(name): rule[name] for name in rule} for rule in rules]
    return {str(name): value for name, value in given.items()}


def _overlaid(packaged: list[dict[str, object]], own: list[dict[str, object]]) -> list[dict[str, object]]:
    return list({str(rule.get("code")): rule for rule in (*packaged, *own)}.values())


def _code(entry: Mapping[str, object], where: str) -> str:
    code = entry.get("code")
    if not isinstance(code, str) or not re.fullmatch(r"T[2-6]\d{2}", code):
        raise LuoshiError("T001", f"规则的编号 {code} 不对", where=where, hint="编号是 T 和三位数字，T200 到 T699")
    return code


def _rule(entry: Mapping[str, object], code: str, definitions: Definitions, where: str) -> CheckRule:
    try:
        given = Given(entry, definitions)
        kind = given.one_of("kind", tuple(_KINDS), "")
        rule = _KINDS[kind](given)
        given.finish()
    except ValueError as error:
        hint = "对照内置的 checks.yaml 改正，或写 off: 停用的理由"
        raise LuoshiError("T001", f"核对规则 {code} 有误：{error}", where=where, hint=hint) from error
    return rule


def _movements(entry: object, definitions: Definitions, where: str) -> MovementLimits:
    if not isinstance(entry, dict):
        raise LuoshiError("T001", "核对规则的 movements 写法不对", where=where, hint="写 tables 和 floors")
    try:
        given = Given(entry, definitions)
        tables = []
        for part in given.parts("tables"):
            table = part.table()
            tables.append(MovingTable(table.name, tuple(known_field(table, name) for name in part.texts("by"))))
            part.finish()
        floors = given.part("floors")
        names = [str(name) for name in entry["floors"]]
        limits = MovementLimits(
            tuple(tables), {name: floors.number(name) for name in names}, given.number("other_floor")
        )
        given.finish()
    except ValueError as error:
        raise LuoshiError("T001", f"核对规则的 movements 有误：{error}", where=where) from error
    return limits
