"""YAML text -> :class:`luoshi.model.plan.Plan`, and what is wrong in it said in Chinese with the line.

Entries: :func:`load_plan`, :func:`load_content`, :func:`tell_faults`, :class:`Lines`. Not here: files
(:mod:`luoshi.workspace.plan_file`), and what is wrong in a plan that fits (:mod:`luoshi.workspace.plan_check`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import yaml
from pydantic import ValidationError

from luoshi.base.errors import LuoshiError
from luoshi.model.plan import SCHEMA_VERSION, Plan

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SHOWN = 8
"""How many faults of one file are told at once."""

_REASONS = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项",
    "string_type": "应为文字；像数字或日期的文字要加引号",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "is_instance_of": "应为数字",
    "finite_number": "应为数字",
    "tuple_type": "应为列表，如 [12, 30]",
    "too_short": "列表里的项太少",
    "too_long": "列表里的项太多",
    "model_type": "应为一组“键: 值”",
    "dataclass_type": "应为一组“键: 值”",
    "unexpected_keyword_argument": "不认识这一项",
}


_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})")


# The C parser of PyYAML is several times as fast; a build of PyYAML without it has only the other one.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the base is one of two classes, chosen above
    """Plain YAML, with exact decimals, dates kept as text and a key given twice refused."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, object]:
    pairs = {loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value}
    if len(pairs) < len(node.value):
        raise yaml.constructor.ConstructorError(None, None, "有一个键写了两次", node.start_mark)
    return pairs


def _number(loader: Any, node: yaml.ScalarNode) -> object:
    try:
        return Decimal(node.value)
    except ArithmeticError:
        return node.value


def _integer(loader: Any, node: yaml.ScalarNode) -> object:
    """Return a whole number as it reads; YAML 1.1 would take 1:12 for 72 and 010 for 8, which stay text here."""
    return int(node.value) if _INTEGER.fullmatch(node.value) else node.value


_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:float", _number)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_str)


def load_plan(text: str, where: str) -> Plan:
    """Return the plan written in ``text``; ``where`` names the file in messages.

    Raises:
        LuoshiError: P002 when ``text`` is no YAML, P003 when it does not fit the model, P004 when it is newer than we.
    """
    content = load_content(text, where)
    try:
        return Plan.model_validate(content)
    except ValidationError as error:
        faults = tell_faults(error, Lines(text))
        told = [fault.sentence for fault in faults[:_SHOWN]]
        if len(faults) > _SHOWN:
            told.append(f"……还有 {len(faults) - _SHOWN} 处")
        message = "规划文件有不合格式的内容：\n" + "\n".join(f"  {line}" for line in told)
        raise LuoshiError("P003", message, where=where, hint="各键的含义见 docs/计划文件.md") from error


def load_content(text: str, where: str) -> dict[str, Any]:
    """Return what ``text`` holds, as plain values.

    Raises:
        LuoshiError: P002 when ``text`` is no YAML, P003 when it is no mapping, P004 when it is newer than we.
    """
    try:
        content = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f" 第 {mark.line + 1} 行" if mark else ""
        reason = error.problem if isinstance(error, yaml.constructor.ConstructorError) else "缩进、冒号或引号写错了"
        _refuse_yaml(reason or "", where + line, error)
    except (yaml.YAMLError, RecursionError, TypeError, ValueError) as error:
        _refuse_yaml("有不能出现的字符或嵌套", where, error)
    if not isinstance(content, dict):
        raise LuoshiError("P003", "这不是规划文件：开头应有 document、source、targets 等键", where=where)
    version = content.get("schema_version", SCHEMA_VERSION)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        message = f"规划文件是 plan-{version} 格式，本程序只认到 plan-{SCHEMA_VERSION}"
        raise LuoshiError("P004", message, where=where, hint="请升级 luoshi")
    return content


def _refuse_yaml(reason: str, where: str, error: Exception) -> NoReturn:
    hint = "请对照 docs/计划文件.md 改正，或用版本控制恢复原文件"
    raise LuoshiError("P002", f"规划文件不是合格的 YAML：{reason}", where=where, hint=hint) from error


class Fault(NamedTuple):
    """Something that does not fit: where it stands, the keys that lead to it, what is the matter."""

    line: int
    path: str
    reason: str

    @property
    def sentence(self) -> str:
        """The fault in words: ``第 21 行 targets.1.value：应为数字``."""
        return f"第 {self.line} 行 {self.path}：{self.reason}"


def tell_faults(error: ValidationError, lines: Lines) -> list[Fault]:
    """Return what pydantic found, in Chinese, each with its line."""
    return [_tell(fault, lines) for fault in error.errors(include_url=False)]


def _tell(fault: ErrorDetails, lines: Lines) -> Fault:
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    reason = _REASONS.get(fault["type"], "")
    if fault["type"] in ("literal_error", "enum"):
        expected = (
            str(fault.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
        )
        reason = f"只能是：{expected}"
    if fault["type"] == "value_error":
        reason = str(fault.get("ctx", {}).get("error", ""))
    return Fault(lines.of(fault["loc"]), path, reason or "取值不对")


class Lines:
    """The lines of a plan file on which its values stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root: Any = None

    def of(self, path: Sequence[int | str]) -> int:
        """Return the line, from 1, on which the value at ``path`` stands, or what encloses it."""
        if self._root is None:
            self._root = yaml.compose(self._text, Loader=_Loader)
        node = self._root
        line: int = node.start_mark.line
        for part in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == part), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line
            else:
                break
        return line + 1
