"""The files of issued versions (印发的文件): written once, registered by their hash, never changed.

Entries: :func:`write_issued`, :func:`against_writing`, :func:`issued_findings`, :func:`issued_text`.
Not here: who issues (:mod:`luoshi.web.plans.issuing`), the format (:mod:`luoshi.workspace.plan_file`).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from django.conf import settings

from luoshi.base.atomic import make_folder, write_bytes
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.web import files
from luoshi.web.plans.models import PlanState, PlanVersion
from luoshi.web.plans.store import plan_of
from luoshi.workspace.folder import open_workspace
from luoshi.workspace.plan_file import SUFFIX, plan_to_yaml

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST = 60


def file_name(version: PlanVersion) -> str:
    """Return the name of a version's file: ``规划-v2.plan.yaml``."""
    name = _UNFIT.sub("_", version.doc.name).strip(" .")[:_LONGEST] or "规划"
    return f"{name}-v{version.number}{SUFFIX}"


def issued_text(version: PlanVersion) -> str:
    """Return what the file of a version says: the same document always gives the same text."""
    return plan_to_yaml(plan_of(version))


def against_writing(version: PlanVersion) -> tuple[Finding, ...]:
    """Return why the file of a version cannot be written: another file of that name is there already."""
    path = _folder() / file_name(version)
    if not path.exists() or _hash_of(path) == _hash(issued_text(version).encode()):
        return ()
    fix = "请管理员看过后把那个文件移走，再批准；它没有被覆盖"
    told = f"plans/ 里已经有一个叫 {path.name} 的文件，内容不同"
    return (Finding("N416", Severity.ERROR, told, fix=fix),)


def write_issued(version: PlanVersion) -> str:
    """Write the file of a version, whole or not at all, and the document beside it; return the file's SHA-256.

    The document goes to ``documents/`` unless a file of its name is there: that one is left alone.

    Raises:
        LuoshiError: W003, W004 when it cannot be written.
    """
    data = issued_text(version).encode()
    make_folder(_folder())
    write_bytes(_folder() / file_name(version), data)
    documents = open_workspace(settings.ENVIRONMENT.workspace).documents
    original = documents / Path(version.source.name).name
    if not original.exists():
        make_folder(documents)
        write_bytes(original, files.read(version.source.digest))
    return _hash(data)


def issued_findings(version: PlanVersion) -> tuple[Finding, ...]:
    """Return whether the file of an issued version is still the one that was registered."""
    if version.state != PlanState.ISSUED:
        return ()
    path = _folder() / version.file_name
    found = _hash_of(path)
    if found == version.sha256:
        return ()
    fix = "以系统里登记的内容为准：从本页下载规划文件，请管理员放回原处，并查明是谁改的"
    told = f"印发的文件 plans/{version.file_name} {'不在了' if not found else '被改动过，和登记的不一致'}"
    return (Finding("N415", Severity.ERROR, told, f"登记的校验 {version.sha256[:16]}", fix=fix),)


def registered_file(version: PlanVersion) -> bytes:
    """Return the file of an issued version from the registered content, whatever became of the one on disk.

    Raises:
        LuoshiError: N415 when this program writes it otherwise than the one that issued it, and the file is not there.
    """
    data = issued_text(version).encode()
    if version.state != PlanState.ISSUED or _hash(data) == version.sha256:
        return data
    path = _folder() / version.file_name
    if _hash_of(path) == version.sha256:
        return path.read_bytes()
    hint = "请管理员从备份恢复这个文件"
    raise LuoshiError("N415", f"印发的文件 {version.file_name} 已被改动，也不能照原样重新写出", hint=hint)


def _folder() -> Path:
    return open_workspace(settings.ENVIRONMENT.workspace).plans


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hash_of(path: Path) -> str:
    """Return the SHA-256 of a file; empty when it cannot be read."""
    try:
        return _hash(path.read_bytes())
    except OSError:
        return ""
