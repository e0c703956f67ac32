"""Whether a registered freeze is still what was registered (定稿还在不在、对不对).

Entries: :func:`looked_at` for one, every file of it; :func:`list_findings` for lists, the list of files only;
:func:`unregistered`; :func:`freeze_findings`, which ``luoshi doctor`` tells. Nothing is changed.
Not here: reading a freeze to make something of it (:mod:`luoshi.web.evaluation.making`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.evaluation.freeze import Difference, FreezeManifest
from luoshi.web.evaluation.models import FreezeRow
from luoshi.workspace.folder import Workspace, open_workspace
from luoshi.workspace.freeze_folder import freeze_names, read_approval, read_manifest

_DIFFERENCES = "differences.json"
_FIX = "不要用它出报告；请系统管理员从备份恢复 freezes/ 里的这个文件夹，并查明是谁改的"


@dataclass(frozen=True, slots=True)
class Looked:
    """A freeze as its folder is now.

    Attributes:
        manifest: its list; None when there is none that can be read.
        broken: paths of files that are not what the list says.
        differences: what it changes of the freeze that it corrects.
        findings: what is wrong with it.
    """

    manifest: FreezeManifest | None
    broken: frozenset[str] = frozenset()
    differences: tuple[Difference, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether reports may be made of it."""
        return not any(one.severity is Severity.ERROR for one in self.findings)


def the_workspace() -> Workspace:
    """Return the workspace that is served."""
    return open_workspace(settings.ENVIRONMENT.workspace)


def looked_at(row: FreezeRow) -> Looked:
    """Return a freeze as its folder is now, every file read."""
    workspace = the_workspace()
    manifest, wrong = _manifest_of(workspace, row)
    if manifest is None:
        return Looked(None, findings=wrong)
    folder = workspace.freezes / row.name
    broken, differences = set(), b"[]"
    for file in manifest.files:
        try:
            data = (folder / file.path).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != file.sha256:
            broken.add(file.path)
        elif file.path == _DIFFERENCES:
            differences = data
    if broken:
        told = f"定稿“{row.name}”里有 {len(broken)} 个文件不在了或被改动过"
        wrong = (*wrong, Finding("N556", Severity.ERROR, told, "、".join(sorted(broken)), fix=_FIX))
    return Looked(
        manifest,
        frozenset(broken),
        tuple(Difference.model_validate(one) for one in json.loads(differences)),
        (*wrong, *_approval_findings(workspace, row)),
    )


def list_findings(rows: Iterable[FreezeRow]) -> dict[int, Finding]:
    """Return primary key -> the first thing wrong, of those whose list of files is not what was registered."""
    workspace = the_workspace()
    found = {}
    for row in rows:
        _, wrong = _manifest_of(workspace, row)
        if wrong:
            found[row.pk] = wrong[0]
    return found


def unregistered() -> tuple[str, ...]:
    """Return the names of freezes that lie in the workspace and were never registered."""
    names = freeze_names(the_workspace())
    known = set(FreezeRow.objects.filter(name__in=names).values_list("name", flat=True)) if names else set()
    return tuple(one for one in names if one not in known)


def freeze_findings() -> Iterator[Finding]:
    """Yield what is wrong with the freezes, and which were not registered."""
    for row in FreezeRow.objects.order_by("pk"):
        yield from looked_at(row).findings
    for name in unregistered():
        fix = "在网页的“评估与公开”里登记，登记后才能批准公开；来历不明的，请移走"
        yield Finding("N551", Severity.WARNING, f"定稿“{name}”没有登记", f"freezes/{name}", fix=fix)


def _manifest_of(workspace: Workspace, row: FreezeRow) -> tuple[FreezeManifest | None, tuple[Finding, ...]]:
    where = f"登记的校验 {row.short}"
    if not (workspace.freezes / row.name).is_dir():
        return None, (Finding("N556", Severity.ERROR, f"定稿“{row.name}”的文件夹不在了", where, fix=_FIX),)
    try:
        manifest = read_manifest(workspace, row.name)
    except LuoshiError as error:
        told = f"定稿“{row.name}”的清单不能用：{error.message}"
        return None, (Finding("N556", Severity.ERROR, told, where, fix=_FIX),)
    if manifest.digest != row.digest:
        told = f"定稿“{row.name}”和登记的不一致：现在的校验是 {manifest.digest[:12]}"
        return manifest, (Finding("N556", Severity.ERROR, told, where, fix=_FIX),)
    return manifest, ()


def _approval_findings(workspace: Workspace, row: FreezeRow) -> Iterator[Finding]:
    try:
        approval = read_approval(workspace, row.name)
    except LuoshiError as error:
        yield Finding(error.code, Severity.WARNING, error.message, error.where, fix="由局领导在这一页重新批准")
        return
    if approval is None and row.is_approved:
        told = f"“{row.name}”批准过公开，文件夹里的批准文件 approval.json 不在了"
        yield Finding("N558", Severity.WARNING, told, fix="由局领导在这一页重新批准，或从备份恢复")
    if approval is not None and not (row.is_approved and approval.digest == row.digest):
        told = f"“{row.name}”的文件夹里有批准文件，系统里没有登记这次批准"
        fix = "问清是谁批准的；由局领导在这一页批准，或移走 approval.json"
        yield Finding("N558", Severity.WARNING, told, f"approval.json：{approval.by} {approval.on}", fix=fix)
