"""Help and usage errors of the command line in Chinese.

Typer's own words are English and its wrapping counts a Chinese character as one column; so the help is laid out here.
Entries: :class:`ChineseGroup`, :class:`ChineseCommand`, :func:`usage_message`.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

_WIDEST = 100
# A blank, or an ASCII word or one other character with the marks that must not begin a line.
_WORD = re.compile(r"\s+|(?:[!-~]+|.)[，。、；：！？）】》”’…—]*", re.DOTALL)


class ChineseCommand(TyperCommand):
    """A command whose help is laid out here."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return "\n".join(_help(self, ctx))


class ChineseGroup(TyperGroup):
    """A group of commands whose help is laid out here."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return "\n".join(_help(self, ctx))


def usage_message(error: Any, command: str) -> str:
    """Return what is wrong with a command as it was typed, and how to get help; ``command`` if the error names none."""
    context = getattr(error, "ctx", None)
    path = command if context is None else context.command_path
    return f"用法不对：{_complaint(error)}\n  处理：运行 {path} --help 看用法。"


def _complaint(error: Any) -> str:
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    name = "" if parameter is None else (parameter.metavar if _is_argument(parameter) else "/".join(parameter.opts))
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    if kind == "NoSuchOption":
        likely = "，是不是 " + " 或 ".join(error.possibilities) if error.possibilities else ""
        return f"没有 {error.option_name} 这个选项{likely}？" if likely else f"没有 {error.option_name} 这个选项。"
    if kind == "MissingParameter":
        return f"缺少 {name}。"
    if kind == "BadParameter" and parameter is not None and "|" in (parameter.metavar or ""):
        return f"{name} 的值不对，可以是 {parameter.metavar}。"
    if kind == "BadParameter" and (wrong := _wrong_value(error.message)):
        return f"{name} {wrong}" if name else wrong
    if found := re.match(r"No such command '(.*?)'", message):
        return f"没有 {found[1]} 这个命令。"
    if found := re.match(r"Option '(.*?)' requires", message):
        return f"{found[1]} 后面缺少值。"
    if found := re.match(r"Option '(.*?)' does not take a value", message):
        return f"{found[1]} 后面不写值。"
    if found := re.match(r"Got unexpected extra argument\S* \((.*)\)", message):
        return f"多出了 {found[1]}。"
    return message


_WRONG_VALUES = (
    (r"'([^']*)' does not match the formats? '%Y-%m-%d'", "写的“{}”不是一个日子，要有这一天，写成 2024-12-31。"),
    (r"'([^']*)' does not match the formats?", "写的“{}”不是要的日期、时间。"),
    (r"valid integer", "要写整数。"),
    (r"valid (?:number|float|decimal)", "要写数。"),
    (r"greater than or equal to (\S+)", "不能小于 {}。"),
    (r"less than or equal to (\S+)", "不能大于 {}。"),
    (r"'([^']*)' is not one of (.*?)\.?$", "写的“{}”不对，可以是 {}。"),
    (r"(?:File|Directory|Path) '([^']*)' does not exist", "写的 {} 没有这个文件或文件夹。"),
)
"""What Typer says of a value that does not fit -> how it is said here; with what is in brackets filled in."""


def _wrong_value(message: str) -> str:
    """Return in Chinese what is wrong with a value; empty for what is not known here."""
    for pattern, told in _WRONG_VALUES:
        if found := re.search(pattern, message):
            return told.format(*found.groups())
    return ""


def _help(command: Any, context: Any) -> Iterator[str]:
    width = max(40, min(_WIDEST, shutil.get_terminal_size().columns))
    parameters = [p for p in command.get_params(context) if not getattr(p, "hidden", False)]
    arguments = [p for p in parameters if _is_argument(p)]
    names = command.list_commands(context) if isinstance(command, TyperGroup) else []
    words = ["[选项]", *(p.metavar or p.name for p in arguments), *(["命令 [参数]..."] if names else [])]
    yield f"用法：{context.command_path} {' '.join(words)}"
    for paragraph in (command.help or "").split("\n"):
        yield ""
        yield from (f"  {line}" for line in wrap(paragraph, width - 2))
    yield from _section("命令", [(name, command.get_command(context, name).help or "") for name in names], width)
    yield from _section("参数", [(p.metavar or p.name, p.help or "") for p in arguments], width)
    yield from _section("选项", [_option(p) for p in parameters if not _is_argument(p)], width)


def _option(parameter: Any) -> tuple[str, str]:
    names = ", ".join(sorted(parameter.opts, key=len))
    label = f"{names} {parameter.metavar}" if parameter.metavar else names
    return label, "显示这段帮助。" if parameter.name == "help" else parameter.help or ""


def _section(title: str, rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    """Yield a heading and rows of label and text; a row's text is its first paragraph only."""
    if not rows:
        return
    yield ""
    yield f"{title}："
    column = min(24, 2 + max(columns(label) for label, _ in rows) + 2)
    for label, text in rows:
        lines = list(wrap(text.split("\n")[0], width - column))
        start = f"  {label}"
        if columns(start) + 2 > column:
            yield start
            start = ""
        yield start + " " * (column - columns(start)) + (lines[0] if lines else "")
        yield from (" " * column + line for line in lines[1:])


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield ``text`` in lines of at most ``width`` columns; ASCII words stay whole, no line begins with a comma."""
    line, used = "", 0
    for word in _WORD.findall(text):
        size = columns(word)
        if used + size > width and line.strip():
            yield line.rstrip()
            line, used = "", 0
            if word.isspace():
                continue
        line, used = line + word, used + size
    if line.strip():
        yield line.rstrip()


def columns(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")
