"""What a review starts from (审校的起点): the document, the corrected plan if a plan file was given, the switches.

Entries: :func:`review_source`, :func:`workspace_switches`. Not here: the review (:mod:`luoshi.review`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.model.document import Document
from luoshi.model.plan import Plan
from luoshi.workspace.folder import find_workspace
from luoshi.workspace.plan_errors import load_plan
from luoshi.workspace.plan_file import plan_name, read_plan, read_plan_text
from luoshi.workspace.plan_marks import is_plan

_HAS_SWITCHES = re.compile(r"^review_off:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReviewSource:
    """What is reviewed.

    Attributes:
        document: the document's file.
        plan: the corrected plan; None when a document was given, which is compiled.
        plan_file: where ``plan`` was read.
        off: what the workspace and the plan file switch off -> reason.
        plan_off: what of it the plan file switches off.
    """

    document: Path
    plan: Plan | None = None
    plan_file: Path | None = None
    off: Mapping[str, str] = field(default_factory=dict)
    plan_off: Mapping[str, str] = field(default_factory=dict)

    def plan_of(self, document: Document) -> Plan | None:
        """Return the corrected plan; None when there is none.

        Raises:
            LuoshiError: V002 when it was compiled from another text than that of ``document``.
        """
        if self.plan is not None and self.plan.source.sha256 not in ("", document.sha256):
            message = f"{self.document} 在编译这份规划以后改过，位置对不上"
            hint = f"请审校改过的原文：luoshi review {self.document}；或先用 luoshi compile --previous 重新编译"
            raise LuoshiError("V002", message, where=str(self.plan_file), hint=hint)
        return self.plan


def review_source(path: Path) -> ReviewSource:
    """Return what is reviewed when ``path``, a document or a plan file, is given.

    Raises:
        LuoshiError: V002 when the document of a plan file is not found; P001 to P004 when a plan file cannot be read.
    """
    if not is_plan(path):
        beside = _switches_beside(path)
        return ReviewSource(path, off={**workspace_switches(path.parent), **beside}, plan_off=beside)
    plan = read_plan(path)
    off = {**workspace_switches(path.parent), **plan.review_off}
    return ReviewSource(_document_of(plan, path), plan, path, off, plan.review_off)


def workspace_switches(folder: Path) -> dict[str, str]:
    """Return what the workspace in which ``folder`` lies switches off; nothing outside of any workspace."""
    workspace = find_workspace(folder)
    return dict(workspace.review_off) if workspace else {}


def _switches_beside(document: Path) -> Mapping[str, str]:
    """Return what the plan file of a document in a workspace switches off."""
    workspace = find_workspace(document.parent)
    path = workspace.plans / plan_name(document) if workspace else None
    if path is None or not path.is_file():
        return {}
    text = read_plan_text(path)
    # Reading a whole plan takes longer than the review: only where there is something to find.
    return load_plan(text, str(path)).review_off if _HAS_SWITCHES.search(text) else {}


def _document_of(plan: Plan, path: Path) -> Path:
    """Return the file that the plan in ``path`` was compiled from."""
    name = Path(plan.source.name).name
    workspace = find_workspace(path.parent)
    folders = [path.parent, *([workspace.documents] if workspace else [])]
    found = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if found is None:
        looked = "、".join(str(folder) for folder in folders)
        message = f"没有找到这份规划的原文 {name}（找过 {looked}）"
        hint = "请直接给出原文：luoshi review 规划.docx；或把它放在规划文件旁边、工作区的 documents/ 里"
        raise LuoshiError("V002", message, where=str(path), hint=hint)
    return found
