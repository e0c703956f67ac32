"""The alerts of a workspace (预警), kept in ``alerts.yaml``: people write their answers there.

Entries: :func:`read_alerts`, :func:`write_alerts`, :func:`alerts_path`, :func:`alerts_held`, :func:`last_day`.
Not here: what becomes an alert (``luoshi.progress.targets.alerts``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from luoshi.base.atomic import make_folder, write_text
from luoshi.base.errors import LuoshiError, reason
from luoshi.base.lock import locked
from luoshi.model.monitoring import Alert
from luoshi.workspace.folder import Workspace

_LOCK = ".alerts.lock"
_PATIENCE = 30.0
"""Seconds to wait for another run; each holds the lock for as long as it takes to write the file."""
_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d\d?)-(\d\d?)(?![\d-])")
_HEAD = """\
# 预警，由 luoshi monitor 写。要答复时在那一条下面写（冒号后空一格）：
#   answer: {text: 已要求各县 10 月底前报整改方案, by: 基教科, day: 2025-03-01}
# 换一个单位答复写 assigned: 学前教育科。
# 答复、assigned 和 opened 会保留；起因消失的自动写上 closed。其余各项每次运行重写。
"""


def alerts_path(workspace: Workspace) -> Path:
    """Return where a workspace keeps its alerts."""
    return workspace.root / "alerts.yaml"


@contextmanager
def alerts_held(workspace: Workspace) -> Iterator[None]:
    """Let no other run change the alerts of a workspace while the block runs.

    Raises:
        LuoshiError: M013 when another run does not let go, W003 or W004 when nothing can be written there.
    """
    make_folder(workspace.build)  # which is not kept under version control
    with locked(workspace.build / _LOCK, _PATIENCE, refusal=_refused):
        yield


def _refused(path: Path, error: OSError | None) -> LuoshiError:
    if error is not None:
        return LuoshiError("W004", f"预警写不进去：{reason(error)}", where=str(path.parent))
    hint = "等它结束后再运行一次"
    return LuoshiError("M013", "另一个 luoshi monitor 正在写预警，没有等到它结束", where=str(path.parent), hint=hint)


def last_day(alerts: Iterable[Alert]) -> date | None:
    """Return the last day on which a run opened or closed one of the alerts; None when there is none."""
    return max((one.closed or one.opened for one in alerts), default=None)


def read_alerts(workspace: Workspace) -> tuple[Alert, ...]:
    """Return the alerts of a workspace; none when the file is not there yet.

    Raises:
        LuoshiError: M003 when the file cannot be read or says what cannot be.
    """
    path = alerts_path(workspace)
    hint = "对照文件开头的写法改正，或用版本控制恢复；不要预警的记录时删去这个文件"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "不是 UTF-8 编码"
        raise LuoshiError("M003", f"预警文件读不出来：{why}", where=str(path), hint=hint) from error
    try:
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path} 第 {mark.line + 1} 行" if mark is not None else str(path)
        raise LuoshiError("M003", "预警文件不是合格的 YAML", where=where, hint=hint) from error
    except (yaml.YAMLError, ValueError) as error:
        where = f"{path} 第 {line} 行" if (line := _line_of_no_day(text)) else str(path)
        told = "这一天没有：日期写错了" if line else "预警文件不是合格的 YAML"
        raise LuoshiError("M003", told, where=where, hint=hint) from error
    entries = content.get("alerts") if isinstance(content, dict) else content
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise LuoshiError("M003", "预警文件里 alerts 应是一列，每条以 - 开头", where=str(path), hint=hint)
    found: list[Alert] = []
    for number, entry in enumerate(entries, 1):
        try:
            found.append(Alert.model_validate(entry))
        except ValidationError as error:
            keys = "、".join(dict.fromkeys(".".join(map(str, one["loc"])) or "整条" for one in error.errors()))
            raise LuoshiError("M003", f"预警文件第 {number} 条不对：{keys}", where=str(path), hint=hint) from error
    return tuple(found)


def write_alerts(workspace: Workspace, alerts: Iterable[Alert]) -> bool:
    """Write the alerts of a workspace, whole or not at all; return whether the file is another one now.

    Raises:
        LuoshiError: W004 when it cannot be written.
    """
    path = alerts_path(workspace)
    lines = [_HEAD + "alerts:"]
    for alert in alerts:
        content = alert.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        for number, (key, value) in enumerate(content.items()):
            # JSON is YAML: quotes and colons in a message need no other care.
            lines.append(f"{'- ' if not number else '  '}{key}: {json.dumps(value, ensure_ascii=False)}")
    text = "\n".join(lines) + (" []\n" if len(lines) == 1 else "\n")
    if path.is_file() and path.read_bytes() == text.encode("utf-8"):
        return False
    write_text(path, text)
    return True


def _line_of_no_day(text: str) -> int | None:
    """Return the line of the first day that no calendar has: 2025-02-30."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in _DAY.finditer(line):
            try:
                date(*map(int, found.groups()))
            except ValueError:
                return number
    return None
