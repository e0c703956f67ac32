"""Freezes in a workspace's folder ``freezes`` (定稿的文件夹): written once and whole, checked whenever they are read.

Entries: :func:`write_freeze`, :func:`read_freeze`, :func:`freeze_names`, :func:`approve_freeze`, :func:`read_approval`.
A freeze is ``freezes/<name>/`` with ``freeze.json`` (the list, :class:`FreezeManifest`) and the files that it lists;
their SHA-256 stand in the list, and the list's own digest is that of the whole. Beside them may stand
``approval.json``, which is no part of it.
Not here: what goes into a freeze (:mod:`luoshi.api.freezes`).
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from luoshi.base.atomic import make_folder, write_bytes
from luoshi.base.errors import LuoshiError, reason
from luoshi.model.evaluation.freeze import FREEZE_VERSION, FreezeManifest, Frozen, FrozenFile
from luoshi.model.evaluation.publication import Approval
from luoshi.workspace.folder import Workspace
from luoshi.workspace.freeze_files import frozen_from, frozen_parts

MANIFEST, APPROVAL = "freeze.json", "approval.json"
_NAME = re.compile(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff.（）()—-]{0,59}")
_DEVICES = frozenset(("CON", "PRN", "AUX", "NUL", *(f"{one}{at}" for one in ("COM", "LPT") for at in range(1, 10))))
"""Names that Windows keeps for itself."""
_HINT = "从备份恢复这个文件夹，或重新做一份定稿"


def freeze_names(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of a workspace's freezes in order."""
    folder = workspace.freezes
    if not folder.is_dir():
        return ()
    return tuple(sorted(one.name for one in folder.iterdir() if (one / MANIFEST).is_file() and one.name[0] != "."))


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a freeze.

    Raises:
        LuoshiError: E001 when it is none.
    """
    if not _NAME.fullmatch(name) or name.endswith(".") or name.partition(".")[0].upper() in _DEVICES:
        hint = "写法如 2024-年度、2025-期末；只用汉字、字母、数字和横线"
        raise LuoshiError("E001", f"“{name}”不能作定稿的名称", hint=hint)


def write_freeze(workspace: Workspace, frozen: Frozen) -> FreezeManifest:
    """Write a freeze, whole or not at all, and return its list with the digests filled in.

    Raises:
        LuoshiError: E001 the name is none, E002 there is a freeze of that name: it is never written over, W003 or W004
            when it cannot be written.
    """
    name = frozen.manifest.name
    check_name(name)
    make_folder(workspace.freezes)
    target = workspace.freezes / name
    if target.exists():
        raise _is_there(name, target)
    parts = frozen_parts(frozen)
    manifest = sealed(frozen.manifest, parts)
    temporary = workspace.freezes / f".{name}.{secrets.token_hex(4)}.tmp"
    try:
        for path, data in {**parts, MANIFEST: _manifest_text(manifest)}.items():
            make_folder((temporary / path).parent)
            write_bytes(temporary / path, data)
        try:
            temporary.rename(target)
        except OSError as error:
            if target.exists():
                raise _is_there(name, target) from error
            raise LuoshiError("W004", f"定稿写不进去：{reason(error)}", where=str(target)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return manifest


def sealed(manifest: FreezeManifest, parts: Mapping[str, bytes]) -> FreezeManifest:
    """Return a list that names its files and has its digest."""
    files = tuple(
        FrozenFile(path=path, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        for path, data in sorted(parts.items())
    )
    listed = manifest.model_copy(update={"files": files, "digest": ""})
    return listed.model_copy(update={"digest": _digest(listed)})


def read_manifest(workspace: Workspace, name: str) -> FreezeManifest:
    """Return the list of a freeze; its files are not looked at.

    Raises:
        LuoshiError: E003 when there is no such freeze, E004 when the list cannot be read or was changed.
    """
    check_name(name)
    path = workspace.freezes / name / MANIFEST
    if not path.is_file():
        known = "、".join(freeze_names(workspace)) or "还没有"
        raise LuoshiError("E003", f"没有“{name}”这份定稿", where=str(workspace.freezes), hint=f"有的定稿：{known}")
    text = _bytes(path)
    try:
        manifest = FreezeManifest.model_validate_json(text)
    except ValidationError as error:
        version = _version(text)
        if version > FREEZE_VERSION:
            hint = "请用新的版本打开"
            raise LuoshiError("E005", f"定稿是更新的版本写的（格式 {version}）", where=str(path), hint=hint) from error
        raise LuoshiError("E004", "定稿的清单读不出来", where=str(path), hint=_HINT) from error
    if manifest.name != name or _digest(manifest.model_copy(update={"digest": ""})) != manifest.digest:
        raise LuoshiError("E004", "定稿的清单被改过：校验码对不上", where=str(path), hint=_HINT)
    return manifest


def read_freeze(workspace: Workspace, name: str, *, with_before: bool = True) -> Frozen:
    """Return a freeze, every file checked against its digest.

    Args:
        workspace: where it lies.
        name: its name.
        with_before: read the freeze of the period before as well.

    Raises:
        LuoshiError: as :func:`read_manifest`, for a file and for the period before as well; E005 when it was written by
            a later version, E015 when that of the period before is another now.
    """
    manifest = read_manifest(workspace, name)
    folder = workspace.freezes / name
    parts = {}
    for file in manifest.files:
        data = _bytes(folder / file.path)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise LuoshiError("E004", "定稿的文件被改过：校验码对不上", where=str(folder / file.path), hint=_HINT)
        parts[file.path] = data
    try:
        frozen = frozen_from(manifest, parts)
    except (ValidationError, KeyError, ValueError) as error:
        raise LuoshiError("E004", "定稿的文件读不出来", where=str(folder), hint=_HINT) from error
    if with_before and manifest.before:
        before = read_freeze(workspace, manifest.before, with_before=False)
        if before.manifest.digest != manifest.before_digest:
            message = f"上一期的定稿“{manifest.before}”不是做这份定稿时的那一份"
            raise LuoshiError("E015", message, where=name, hint="从备份恢复它：报告要与它比较")
        return replace(frozen, before=before)
    return frozen


def approve_freeze(workspace: Workspace, approval: Approval) -> None:
    """Write who let a freeze be published.

    Raises:
        LuoshiError: E003 or E004 as :func:`read_manifest`, E006 when the approval is of another content.
    """
    manifest = read_manifest(workspace, approval.freeze)
    if approval.digest != manifest.digest:
        raise LuoshiError("E006", "批准的不是这一份定稿：校验码不同", where=approval.freeze, hint="重新看过以后再批准")
    text = approval.model_dump_json(indent=1) + "\n"
    write_bytes(workspace.freezes / approval.freeze / APPROVAL, text.encode())


def read_approval(workspace: Workspace, name: str) -> Approval | None:
    """Return who let a freeze be published; None when nobody did.

    Raises:
        LuoshiError: E007 when the file cannot be read.
    """
    check_name(name)
    path = workspace.freezes / name / APPROVAL
    if not path.is_file():
        return None
    try:
        return Approval.model_validate_json(_bytes(path))
    except ValidationError as error:
        hint = f"用 luoshi freeze {name} --approve 姓名 重新批准"
        raise LuoshiError("E007", "批准文件读不出来", where=str(path), hint=hint) from error


def _digest(manifest: FreezeManifest) -> str:
    told = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def _manifest_text(manifest: FreezeManifest) -> bytes:
    return (manifest.model_dump_json(indent=1) + "\n").encode()


def _version(text: bytes) -> int:
    try:
        return int(json.loads(text)["schema_version"])
    except (ValueError, TypeError, KeyError):
        return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LuoshiError("E004", f"定稿的文件读不出来：{reason(error)}", where=str(path), hint=_HINT) from error


def _is_there(name: str, target: Path) -> LuoshiError:
    hint = f"定稿不改。数据更正了，用 luoshi freeze {name} --correct 理由 另做一份，会列出差异"
    return LuoshiError("E002", f"已有“{name}”这份定稿", where=str(target), hint=hint)
