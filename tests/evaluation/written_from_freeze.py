"""All that is made of a freeze, as checksums: run in a process of its own to see whether anything differs there.

Entry: ``python -m tests.evaluation.written_from_freeze WORKSPACE NAME``, or :func:`written`. A Word file is listed by
its parts.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from luoshi.api import compose_report, open_freeze, package_bytes, public_edition, report_files, site_files
from luoshi.model.evaluation.report import ReportKind
from luoshi.workspace.folder import Workspace


def written(folder: Path, name: str) -> dict[str, str]:
    """Return name of a file or of a part of it -> SHA-256: reports of every kind, the public site, the package."""
    workspace = Workspace(folder)
    frozen = open_freeze(workspace, name)
    found: dict[str, str] = {}
    for kind in ReportKind:
        report = compose_report(frozen, kind, issuer="澄湖市教育局")
        for form, data in report_files(report, ("docx", "pdf", "xlsx")).items():
            found.update(_sums(f"{kind}.{form}", data))
    edition, _ = public_edition(workspace, name)
    assert edition is not None
    for path, data in site_files(edition, "澄湖市教育局").items():
        found.update(_sums(f"site/{path}", data))
    found.update(_sums("package.zip", package_bytes(edition)))
    return found


def _sums(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    yield name, hashlib.sha256(data).hexdigest()
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            for part in file.namelist():
                yield f"{name}/{part}", hashlib.sha256(file.read(part)).hexdigest()


if __name__ == "__main__":
    print(json.dumps(written(Path(sys.argv[1]), sys.argv[2]), ensure_ascii=True))
