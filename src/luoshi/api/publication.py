"""Verbs over what is published (公开): the rules, the public edition of a freeze, the package and its verification.

Read them through :mod:`luoshi.api`. Not here: freezes and their approval (:mod:`luoshi.api.freezes`), reports, the
site.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError, reason

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.model.evaluation.freeze import Frozen
    from luoshi.model.evaluation.publication import Correction, PublicationRules, PublicEdition
    from luoshi.model.evaluation.verification import Verification
    from luoshi.workspace.folder import Workspace


def publication_rules(workspace: Workspace | None) -> PublicationRules:
    """Return what a bureau makes public; nothing of the ledger where it has not said so.

    Raises:
        LuoshiError: G030 when a file of rules is wrong.
    """
    from luoshi.rules.publication import load_publication_rules

    return load_publication_rules(workspace.rules if workspace is not None else None)


def public_edition(workspace: Workspace, name: str) -> tuple[PublicEdition | None, tuple[Finding, ...]]:
    """Return what of a freeze may be published, and the list of what is not and why; None when it is refused.

    Raises:
        LuoshiError: E003 to E005 the freeze is not there or was changed, E007 its approval cannot be read, G030.
    """
    from luoshi.api.freezes import is_approved, open_freeze, published_before, read_approval
    from luoshi.base.findings import Finding, Severity
    from luoshi.portal.publishing import publishable

    frozen = open_freeze(workspace, name)
    rules = publication_rules(workspace)
    told: tuple[Finding, ...] = ()
    older = published_before(workspace, name)
    before = frozen.before.manifest if frozen.before is not None else None
    if before is not None and not is_approved(workspace, before):
        frozen = replace(frozen, before=None)
        message = f"上一期定稿“{before.name}”没有批准公开，公开的材料不和它比较"
        fix = "要比较，先把那一份批准公开"
        told = (Finding("G007", Severity.INFO, message, where=name, fix=fix),)
    edition, findings = publishable(frozen, rules, read_approval(workspace, name))
    if edition is None:
        return None, (*findings, *told)
    earlier = (publishable(one, rules, read_approval(workspace, one.manifest.name))[0] for one in older)
    editions = (edition, *(one for one in earlier if one is not None))
    corrections = tuple(_correction(was.frozen, now.frozen) for now, was in pairwise(editions))
    edition, _ = publishable(frozen, rules, read_approval(workspace, name), corrections)
    return edition, (*findings, *told)


def _correction(was: Frozen, now: Frozen) -> Correction:
    """Return what the public is told otherwise now: held against what it was told, not against what was not public."""
    from luoshi.model.evaluation.publication import Correction
    from luoshi.progress.freeze_differences import differences

    return Correction(now.manifest.name, now.manifest.made_on, now.manifest.reason, differences(was, now))


def package_bytes(edition: PublicEdition) -> bytes:
    """Return the verification package of a public edition, with the facts of its report: the same whoever asks."""
    from luoshi.api.reports import compose_report, first_kind
    from luoshi.portal.package import build_package

    report = compose_report(edition.frozen, first_kind(edition.frozen), is_public=True)
    return build_package(edition, report.facts)


def verify_package_file(path: Path) -> Verification:
    """Return what was recomputed of a package: the same, otherwise, not to be checked in full.

    Raises:
        LuoshiError: G100 the file cannot be read, G101 to G105 it is no package or cannot be opened safely.
    """
    from luoshi.portal.package_reading import MAX_PACKED
    from luoshi.portal.verifying import verify_package

    try:
        with path.open("rb") as file:
            data = file.read(MAX_PACKED + 1)
    except OSError as error:
        raise LuoshiError("G100", f"核验包读不出来：{reason(error)}", where=str(path)) from error
    try:
        return verify_package(data)
    except LuoshiError as error:
        raise LuoshiError(error.code, error.message, where=error.where or str(path), hint=error.hint) from error
