"""Plan files ``*.plan.yaml`` (规划文件): writing, reading, and telling whether one was changed by hand.

Entries: :func:`write_plan`, :func:`update_plan`, :func:`read_plan`, :func:`write_plan_json`.
The format is told in docs/计划文件.md.
Not here: the look of the YAML (:mod:`luoshi.workspace.plan_yaml`) and the wording of what is wrong in a file that was
changed by hand (:mod:`luoshi.workspace.plan_errors`).
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from luoshi.base.atomic import write_text
from luoshi.base.errors import LuoshiError, reason
from luoshi.model.corrections import carries_work, marked
from luoshi.model.plan import Plan
from luoshi.workspace.plan_errors import load_plan
from luoshi.workspace.plan_yaml import render_plan

SUFFIX = ".plan.yaml"

_HEAD = re.compile(
    r"\A# 规划文件，由 luoshi 编译自：(?P<source>[^\n]*)\n"
    r"# 格式 plan-\d+，校验 (?P<sum>[0-9a-f]{16})(?P<work>，含人工内容)?[^\n]*\n"
)

_KEEP = "要保留人工内容，请加 --previous 这个文件；或用 -o 写到别的文件再比较；"


class Written(StrEnum):
    """What :func:`write_plan` did."""

    NEW = "new"
    REPLACED = "replaced"
    SAME = "same"


def plan_name(source: Path) -> str:
    """Return the file name for the plan of ``source``: ``规划.docx`` -> ``规划.plan.yaml``."""
    return source.stem + SUFFIX


def plan_to_yaml(plan: Plan) -> str:
    """Return the whole text of a plan file: two lines of comment, then the plan."""
    body = render_plan(plan)
    work = "，含人工内容" if carries_work(plan) else ""
    head = (
        f"# 规划文件，由 luoshi 编译自：{_one_line(plan.source.name)}\n"
        f"# 格式 plan-{plan.schema_version}，校验 {_checksum(body)}{work}；"
        "可以审阅、修改、比较，改过的不会被重新编译覆盖；"
        "at 里 line 从 1 数，paragraph、table、row、column 从 0 数（屏幕上都从 1 数）\n"
    )
    return head + body


def plan_to_json(plan: Plan) -> str:
    """Return ``plan`` as JSON: keys in the order of the model, Chinese unescaped, a closing newline."""
    return plan.model_dump_json(indent=1) + "\n"


def write_plan(plan: Plan, path: Path, *, force: bool = False) -> Written:
    """Write ``plan`` to ``path``, whole or not at all.

    Raises:
        LuoshiError: P005 when the file there is no plan of the same document as luoshi wrote it, unless ``force``;
            W004 when it cannot be written.
    """
    text = plan_to_yaml(plan)
    if not path.exists():
        write_text(path, text)
        return Written.NEW
    old = _text_or_none(path)
    if old == text:
        return Written.SAME
    if not force:
        _check_replaceable(path, old, _one_line(plan.source.name))
    write_text(path, text)
    return Written.REPLACED


def update_plan(plan: Plan, path: Path) -> Written:
    """Write to ``path`` a plan that was read from a plan file and corrected since, whole or not at all.

    Raises:
        LuoshiError: P001 when the file there cannot be read, W004 when it cannot be written.
    """
    return write_plan(plan, path, force=True)


def write_plan_json(plan: Plan, path: Path, *, force: bool = False) -> None:
    """Write ``plan`` to ``path`` as JSON, whole or not at all.

    Raises:
        LuoshiError: P005 when the file there is no plan of the same document, unless ``force``; W004 when it cannot be
            written.
    """
    if path.exists() and not force:
        old = _json_plan(_text_or_none(path))
        if old is None or old.source.name != plan.source.name:
            message, hint = "那里已有一个不是由同一份文件编译的文件，没有覆盖", "请用 -o 另选文件名；"
            raise LuoshiError("P005", message, where=str(path), hint=hint + "确定不要那里的文件时加 --force")
        if carries_work(marked(old)):
            message = "规划文件里有人工更正、备注或沿用的编号，没有覆盖"
            raise LuoshiError("P005", message, where=str(path), hint=_KEEP + "确定不要那里的文件时加 --force")
    write_text(path, plan_to_json(plan))


def read_plan(path: Path) -> Plan:
    """Return the plan in ``path``, YAML or JSON, every item that a person changed marked as such.

    Raises:
        LuoshiError: P001 when the file cannot be read, P002 when it is no YAML, P003 when its content does not fit,
            P004 when a newer version of luoshi wrote it.
    """
    plan = load_plan(read_plan_text(path), str(path))
    try:
        return marked(plan)
    except ValueError as error:
        raise LuoshiError("P003", str(error), where=str(path), hint="请用版本控制恢复 compiled，或重新编译") from error


def read_plan_text(path: Path) -> str:
    """Return the text of a plan file.

    Raises:
        LuoshiError: P001 when it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LuoshiError("P001", f"规划文件读不出来：{reason(error)}", where=str(path)) from error
    except UnicodeDecodeError as error:
        hint = "请用 UTF-8 编码另存后再试"
        raise LuoshiError("P001", "规划文件不是 UTF-8 编码", where=str(path), hint=hint) from error


def _check_replaceable(path: Path, old: str | None, source: str) -> None:
    """Raise P005 unless ``old`` is what luoshi wrote for the same document."""
    head = _HEAD.match(old or "")
    if old is None or head is None:
        message, hint = "那里已有一个不是由 luoshi 生成的文件，没有覆盖", "请用 -o 另选文件名；"
    elif head["source"] != source:
        message, hint = f"那里已有从另一份文件“{head['source']}”编译的规划，没有覆盖", "请用 -o 另选文件名；"
    elif head["sum"] != _checksum(old[head.end() :]):
        message, hint = "规划文件编译后被人改过，没有覆盖", _KEEP
    elif head["work"]:
        message, hint = "规划文件里有人工更正、备注或沿用的编号，没有覆盖", _KEEP
    else:
        return
    raise LuoshiError("P005", message, where=str(path), hint=hint + "确定不要那里的文件时加 --force")


def _json_plan(text: str | None) -> Plan | None:
    """Return the plan that ``text`` is as JSON; None if it is no such thing."""
    try:
        return Plan.model_validate_json(text or "")
    except ValidationError:
        return None


def _text_or_none(path: Path) -> str | None:
    """Return the text of ``path`` with its newlines made ``\\n`` (version control may change them); None if no text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise LuoshiError("P001", f"规划文件读不出来：{reason(error)}", where=str(path)) from error


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8")).hexdigest()[:16]


def _one_line(name: str) -> str:
    """Return a file name fit for a comment: a name may hold control characters."""
    return "".join(c if c.isprintable() else "?" for c in name)
