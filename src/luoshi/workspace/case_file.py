"""Cases of supervision in files ``*.supervision.json`` (督查件、督导件), one step a line.

Entries: :func:`read_cases`, :func:`write_cases`, :func:`cases_text`, :func:`case_files`, :func:`cases_path`,
:func:`cases_held`.
Not here: what a case is (:mod:`luoshi.model.supervision`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from luoshi.base.atomic import make_folder, write_text
from luoshi.base.errors import LuoshiError, reason
from luoshi.base.lock import locked
from luoshi.model.supervision import CASES_VERSION, Case, CaseBook
from luoshi.workspace.folder import Workspace

SUFFIX = ".supervision.json"
USUAL = f"督查督导{SUFFIX}"
_PATIENCE = 30.0
_HINT = "用版本控制恢复"


def case_files(workspace: Workspace) -> tuple[Path, ...]:
    """Return the files of cases of a workspace in the order of their names."""
    return tuple(sorted(workspace.ledgers.glob(f"*{SUFFIX}"))) if workspace.ledgers.is_dir() else ()


def cases_path(workspace: Workspace) -> Path:
    """Return where new cases go: the only file there is, or else the usual one."""
    found = case_files(workspace)
    return found[0] if len(found) == 1 else workspace.ledgers / USUAL


@contextmanager
def cases_held(workspace: Workspace) -> Iterator[None]:
    """Let no other run change the cases of a workspace while the block runs.

    Raises:
        LuoshiError: L316 when another run does not let go, W003 or W004 when nothing can be written there.
    """
    make_folder(workspace.build)
    with locked(workspace.build / ".supervision.lock", _PATIENCE, refusal=_refused):
        yield


def _refused(path: Path, error: OSError | None) -> LuoshiError:
    if error is not None:
        return LuoshiError("W004", f"督查件写不进去：{reason(error)}", where=str(path.parent))
    return LuoshiError("L316", "另一个人正在写督查件，没有等到他结束", where=str(path.parent), hint="等一会儿再试")


def read_cases(path: Path) -> CaseBook:
    """Return the cases in a file.

    Raises:
        LuoshiError: L311 when it cannot be read, holds no cases, or a newer version wrote it.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LuoshiError("L311", f"督查件读不出来：{reason(error)}", where=str(path)) from error
    except ValueError as error:
        raise LuoshiError("L311", "督查件的文件不是合格的 JSON", where=str(path), hint=_HINT) from error
    version = content.get("schema_version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > CASES_VERSION:
        raise LuoshiError("L311", "督查件是较新版本的 luoshi 写的", where=str(path), hint="请升级 luoshi")
    try:
        return CaseBook.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        own = str(first.get("ctx", {}).get("error", ""))
        place = ".".join(map(str, first["loc"])) or "整体"
        raise LuoshiError(
            "L311", f"督查件里 {place} 不对{f'：{own}' if own else ''}", where=str(path), hint=_HINT
        ) from error


def write_cases(book: CaseBook, path: Path) -> None:
    """Write the cases, whole or not at all.

    Raises:
        LuoshiError: W003, W004 when they cannot be written.
    """
    make_folder(path.parent)
    write_text(path, cases_text(book))


def cases_text(book: CaseBook) -> str:
    """Return the text of a file of cases."""
    cases = ",\n".join(_case_text(one) for one in book.cases)
    head = f' "schema_version": {book.schema_version},\n "name": {_json(book.name)},\n'
    return "{\n" + head + (f' "cases": [\n{cases}\n ]' if cases else ' "cases": []') + "\n}\n"


def _case_text(case: Case) -> str:
    content = case.model_dump(mode="json", exclude_defaults=True)
    steps = ",\n".join(f"    {_json(one)}" for one in content.pop("steps", ()))
    head = ", ".join(f"{_json(key)}: {_json(value)}" for key, value in content.items())
    return f'  {{{head}, "steps": [\n{steps}\n  ]}}' if steps else f"  {{{head}}}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
