"""Reading rule files (读规则文件): YAML entries field by field, with the place of what is wrong in Chinese.

Entries: :func:`read_entries`, :class:`Entry`, :func:`basis_of`.
Not here: what the entries mean (:mod:`luoshi.rules.indicators` and others).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path

import yaml

from luoshi.base.errors import LuoshiError, reason
from luoshi.model.indicators import UNSURE, Basis

BUILT_IN = "内置"
_LONGEST_SPAN = 366

_ID = re.compile(r"[a-z][a-z0-9_]*")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads plain numbers and nothing as such, all else as words: ``off``, ``no``, ``1:15`` and dates are words.

    The parser in C is ten times as fast, but not every wheel has it.
    """


_Loader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("int", "[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+", "-+0123456789"),
    ("null", "null|~|", "n~"),
    ("merge", "<<", "<"),
):
    _letters = [*_first, ""] if _tag == "null" else [*_first]
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_form})$"), _letters)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules: what it holds, and how it is named in messages and as an origin (内置 for a packaged one)."""

    content: Mapping[str, object]
    where: str
    origin: str


def rule_files(folder: str, own: Path | None, code: str) -> tuple[RuleFile, ...]:
    """Return the packaged files of a folder of this package, then a workspace's, each in the order of their names.

    Args:
        folder: the folder within ``packaged`` here, and within the workspace's ``rules``.
        own: the workspace's ``rules``; None or a folder without such files for the packaged ones alone.
        code: of the error.

    Raises:
        LuoshiError: ``code`` when a workspace's file cannot be read.
    """
    packaged = sorted((files("luoshi.rules") / "packaged" / folder).iterdir(), key=lambda path: path.name)
    found = [
        RuleFile(_parsed(path.read_text(encoding="utf-8"), path.name, code), path.name, BUILT_IN)
        for path in packaged
        if path.name.endswith(".yaml")
    ]
    own_folder = own / folder if own is not None else None
    for path in sorted(own_folder.glob("*.yaml")) if own_folder is not None and own_folder.is_dir() else ():
        found.append(RuleFile(_parsed(_text(path, code), str(path), code), str(path), f"rules/{folder}/{path.name}"))
    return tuple(found)


def read_rule_file(path: Path, code: str) -> RuleFile:
    """Return one file of rules that was named.

    Raises:
        LuoshiError: ``code`` when it cannot be read.
    """
    return RuleFile(_parsed(_text(path, code), str(path), code), str(path), path.name)


def _text(path: Path, code: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LuoshiError(code, f"规则文件读不出来：{reason(error)}", where=str(path)) from error
    except UnicodeDecodeError as error:
        hint = "请用 UTF-8 编码另存后再试"
        raise LuoshiError(code, "规则文件不是 UTF-8 编码", where=str(path), hint=hint) from error


def _parsed(text: str, where: str, code: str) -> Mapping[str, object]:
    try:
        content = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行附近" if mark else ""
        raise LuoshiError(
            code, f"规则文件不是合格的 YAML {line}".strip(), where=where, hint="核对缩进、冒号和引号"
        ) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise LuoshiError(code, "规则文件的开头应是键", where=where, hint="对照内置的同类文件改写")
    return content


@dataclass(frozen=True)
class Entry:
    """One entry of a rule file, asked key by key; what is wrong is told with the entry's name and the file."""

    given: Mapping[str, object]
    where: str
    code: str
    label: str = ""

    def fail(self, message: str, hint: str = "") -> LuoshiError:
        """Return the error that says what is wrong with this entry."""
        return LuoshiError(
            self.code, f"{self.label}：{message}" if self.label else message, where=self.where, hint=hint
        )

    def known(self, *keys: str) -> None:
        """Refuse keys that nothing reads: most are slips of the pen."""
        unknown = [str(key) for key in self.given if key not in keys]
        if unknown:
            raise self.fail(f"不认识 {'、'.join(unknown)}", f"可以写的有：{'、'.join(keys)}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        value = self.given.get(key, default)
        if value is None or isinstance(value, (dict, list)) or (value == "" and default is None):
            raise self.fail(f"少了 {key}" if value in (None, "") else f"{key} 应是一句文字")
        return str(value)

    def identifier(self, key: str = "id") -> str:
        """Return an identifier: small letters, digits and underscores."""
        value = self.text(key)
        if not _ID.fullmatch(value):
            raise self.fail(f"{key} “{value}”应是小写字母、数字和下划线")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty if it is not there."""
        value = self.given.get(key, [])
        if not isinstance(value, list) or any(isinstance(one, (dict, list)) or one is None for one in value):
            raise self.fail(f"{key} 应是一列文字，写法如 [甲, 乙]")
        return tuple(str(one) for one in value)

    def number(self, key: str, default: str | None = None) -> Decimal:
        """Return a number, exactly as it is written."""
        value = self.given.get(key, default)
        if value is None:
            raise self.fail(f"少了 {key}")
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise self.fail(f"{key} “{value}”应是一个数") from None
        if isinstance(value, bool) or not number.is_finite():
            raise self.fail(f"{key} “{value}”应是一个数")
        return number

    def whole(self, key: str) -> int | None:
        """Return a whole number; None if it is not there."""
        value = self.given.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.fail(f"{key} 应是整数")
        return value

    def day(self, key: str, default: date | None = None) -> date | None:
        """Return a day written YYYY-MM-DD; ``default`` if it is not there."""
        value = self.given.get(key)
        return default if value is None else self.days_of(str(value), key)[0]

    def days(self, key: str) -> tuple[date, ...]:
        """Return a list of days; 2024-02-10~2024-02-17 stands for each day from the first to the last."""
        return tuple(day for text in self.texts(key) for day in self.days_of(text, key))

    def days_of(self, text: str, key: str) -> tuple[date, ...]:
        """Return the days that a text names."""
        try:
            ends = [date.fromisoformat(part.strip()) for part in text.split("~")]
        except ValueError:
            raise self.fail(f"{key} “{text}”应是日期", "写法如 2024-02-10，几天写成 2024-02-10~2024-02-17") from None
        if len(ends) > 2 or not 0 <= (ends[-1] - ends[0]).days <= _LONGEST_SPAN:
            raise self.fail(f"{key} “{text}”应是先后两个日期，相隔不超过 {_LONGEST_SPAN} 天")
        return tuple(date.fromordinal(day) for day in range(ends[0].toordinal(), ends[-1].toordinal() + 1))

    def choice(self, key: str, choices: Mapping[str, str] | Sequence[str], default: str | None = None) -> str:
        """Return one of the words there are."""
        value = self.text(key, default)
        if value not in choices:
            raise self.fail(f"{key} 不能是“{value}”", f"可以写的有：{'、'.join(choices)}")
        return value

    def part(self, key: str) -> Entry | None:
        """Return an entry within this one; None if it is not there."""
        value = self.given.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.fail(f"{key} 应有自己的键")
        return Entry(value, self.where, self.code, f"{self.label} 的 {key}")

    def parts(self, key: str) -> tuple[Entry, ...]:
        """Return the entries of a list within this one; empty if it is not there."""
        value = self.given.get(key) or []
        if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
            raise self.fail(f"{key} 应是一列，每条以 - 开头")
        named = [str(one.get("name") or one.get("id") or number + 1) for number, one in enumerate(value)]
        prefix = f"{self.label} " if self.label else ""
        return tuple(
            Entry(one, self.where, self.code, f"{prefix}“{name}”") for one, name in zip(value, named, strict=True)
        )


def basis_of(entry: Entry) -> Basis:
    """Return the basis that an entry names: 待核实 unless it says that someone has read it in the document."""
    value = entry.given.get("basis")
    if value is None or value == UNSURE:
        return Basis()
    part = entry.part("basis")
    assert part is not None
    part.known("document", "doc_no", "clause", "status")
    status = part.choice("status", ("", UNSURE), "")
    return Basis(part.text("document", ""), part.text("doc_no", ""), part.text("clause", ""), status)
