"""A plan as YAML that people review and compare (规划文件的写法).

Entry: :func:`render_plan`. Written here and not with PyYAML's dumper because reviewers need one fixed look whatever the
library's version: one key a line, an empty line between items, places and spans on one line, rare Chinese characters
unescaped, exact decimals; and because it is ten times as fast. Reading back is PyYAML's:
:mod:`luoshi.workspace.plan_file`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache

from pydantic import BaseModel

from luoshi.model.plan import Plan

_LAST = ("corrected", "note", "section", "quote", "at", "span", "value_span")
"""Keys that close an item: first what it says, then where it stands."""

_FLOW = frozenset({"at", "span", "value_span", "spans", "period"})
"""Keys whose value is written on the line of the key."""

_UNSAID = {"part": "item"}
"""Defaults that are left out although they are not empty: nearly every figure has them."""

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
"""Words that YAML does not read as text."""


def render_plan(plan: Plan) -> str:
    """Return ``plan`` as YAML, without a comment head; the same plan always gives the same text."""
    return "\n".join(_block(plan, "")) + "\n"


def _members(value: BaseModel) -> Iterator[tuple[str, object]]:
    """Yield the keys to write with their values, in the order to write them."""
    for name, default in _layout(type(value)):
        content = getattr(value, name)
        if content == default and type(content) is type(default) and (not content or name in _UNSAID):
            continue
        yield name, content


@cache
def _layout(model: type[BaseModel]) -> tuple[tuple[str, object], ...]:
    """Return the fields of ``model`` in the order to write them, each with its default."""
    names = sorted(model.model_fields, key=lambda name: _LAST.index(name) if name in _LAST else -1)
    return tuple((name, model.model_fields[name].get_default(call_default_factory=True)) for name in names)


def _block(model: BaseModel, indent: str) -> Iterator[str]:
    """Yield the lines of a mapping."""
    for name, value in _members(model):
        if isinstance(value, tuple) and name not in _FLOW and value:
            if not indent:
                yield ""
            yield f"{indent}{name}:"
            yield from _sequence(value, indent)
        elif isinstance(value, dict):
            yield from ("", f"{indent}{name}:")
            yield from (f"{indent}  {_scalar(key)}: {_quoted(content)}" for key, content in value.items())
        elif isinstance(value, BaseModel):
            if not indent:
                yield ""
            lines = list(_block(value, indent + "  "))
            yield f"{indent}{name}:" if lines else f"{indent}{name}: {{}}"
            yield from lines
        else:
            yield f"{indent}{name}: {_flow(value)}"


def _sequence(values: tuple[object, ...], indent: str) -> Iterator[str]:
    """Yield the lines of a list: models with an empty line between them, single values a line each."""
    for number, value in enumerate(values):
        if not isinstance(value, BaseModel):
            yield f"{indent}- {_flow(value)}"
            continue
        if number:
            yield ""
        lines = _block(value, indent + "  ")
        yield f"{indent}- {next(lines, indent + '  {}')[len(indent) + 2 :]}"
        yield from lines


def _flow(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, str):
        return _scalar(value.value if isinstance(value, Enum) else value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_flow(part) for part in value)}]"
    if is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in dataclass_fields(value))
        return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in pairs if part is not None) + "}"
    raise TypeError(f"no way to write {type(value).__name__}")


def _decimal(value: Decimal) -> str:
    """Return ``value`` exactly, without exponent and without closing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scalar(text: str) -> str:
    """Return ``text`` plain where nothing in it could be taken for YAML, else as a JSON string (YAML as well)."""
    plain = (
        text.isprintable()
        and (text[:1].isalpha() or text[:1] > "\u00a0")
        and not text.endswith((" ", ":"))
        and not any(mark in text for mark in (": ", " #", ",", "[", "]", "{", "}"))
        and text.lower() not in _WORDS
    )
    if plain:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if quoted.isprintable() else "".join(map(_visible, quoted))


def _quoted(text: str) -> str:
    """Return ``text`` in single quotes where it holds JSON, which would need many escapes in double ones."""
    if not text.startswith("{") or not all(c.isprintable() or c == "\u3000" for c in text):
        return _scalar(text)
    return "'" + text.replace("'", "''") + "'"


def _visible(character: str) -> str:
    """Return ``character``, escaped if a reviewer could not see it; the ideographic blank stays."""
    if character.isprintable() or character == "\u3000":
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
