"""Verification of a package (核验): every published figure worked out again on another machine.

Entry: :func:`verify_package`. It needs the package alone, neither workspace nor database.
Not here: reading it safely (:mod:`luoshi.portal.package_reading`), the sums (:mod:`luoshi.portal.verifying_values`),
targets, ledger and facts (:mod:`luoshi.portal.verifying_targets`).
"""

from __future__ import annotations

from luoshi.model.evaluation.verification import Verification
from luoshi.portal.package_reading import read_package
from luoshi.portal.tally import Tally
from luoshi.portal.verifying_facts import check_facts
from luoshi.portal.verifying_targets import check_ledger, check_targets
from luoshi.portal.verifying_values import check_values


def verify_package(data: bytes) -> Verification:
    """Return what was recomputed of a package: the same, otherwise, or not to be checked in full and why.

    Raises:
        LuoshiError: G101 to G105 when it is no package, or one that cannot be opened safely.
    """
    package = read_package(data)
    tally = Tally(package)
    tally.same("文件的校验码", package.files - len(package.findings))
    values = check_values(package, tally)
    targets = check_targets(package, tally, values)
    check_ledger(package, tally)
    check_facts(package, tally, values, targets)
    freeze = package.manifest["freeze"]
    assert isinstance(freeze, dict)
    return Verification(
        sha256=package.sha256,
        freeze=str(freeze["name"]),
        freeze_digest=str(freeze["digest"]),
        plan=str(freeze["plan"]),
        checked=tally.checked,
        limited=tally.limited,
        findings=tuple(package.findings),
    )
