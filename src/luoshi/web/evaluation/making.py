"""What is made of the workspace and of freezes, through the verbs of :mod:`luoshi.api` (定稿、报告、网站、核验包).

Entries: :func:`freeze`, :func:`made_of`, :func:`edited_findings`. The one place of the application that calls those
verbs; they are imported when they are used, being heavy.
Not here: who may (:mod:`luoshi.web.evaluation.actions`), long work (:mod:`luoshi.web.evaluation.jobs`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.freeze import FreezeKind
from luoshi.web.action import Context
from luoshi.web.evaluation import models
from luoshi.web.evaluation.models import FreezeRow, Product
from luoshi.web.evaluation.standing import looked_at, the_workspace
from luoshi.web.jobs.running import Tell
from luoshi.web.ledger.models import Book
from luoshi.web.ledger.store import ledger_of
from luoshi.web.plans.issued import registered_file
from luoshi.web.plans.models import PlanVersion
from luoshi.web.plans.store import plan_of

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.model.evaluation.freeze import FreezeManifest, Frozen
    from luoshi.model.evaluation.report import EvaluationReport

_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: its name and its content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Produced:
    """What came of making something: its files, and what was left out of it, or why there are none."""

    files: tuple[Made, ...]
    findings: tuple[Finding, ...] = ()


def freeze(arguments: dict[str, Any], context: Context, tell: Tell) -> FreezeManifest:
    """Freeze as was asked: the issued version, the ledger of the database, the statistics; return the list.

    Raises:
        LuoshiError: N415 when the issued file cannot be trusted, else as :func:`luoshi.api.make_freeze`.
    """
    from luoshi.api import FreezeOrder, make_freeze

    tell(5, "读出规划和台账")
    version = PlanVersion.objects.select_related("doc", "source").get(pk=arguments["version"])
    registered_file(version)  # refuses when what was issued cannot be written any more as it was registered
    book = Book.objects.get(pk=arguments["book"]) if arguments["book"] is not None else None
    order = FreezeOrder(
        name=arguments["name"],
        as_of=date.fromisoformat(arguments["as_of"]),
        made_on=context.today,
        plan=plan_of(version),
        ledger=ledger_of(book) if book is not None else None,
        ledger_origin="数据库" if book is not None else "",
        year=arguments["year"],
        kind=next(one for one in get_args(FreezeKind) if one == arguments["kind"]),
        made_by=context.name,
        corrects=arguments["corrects"],
        reason=arguments["reason"],
    )
    tell(20, "算出指标、判断目标、亮灯")
    return make_freeze(the_workspace(), order)


def opened(row: FreezeRow) -> Frozen:
    """Return a registered freeze, every file of it checked.

    Raises:
        LuoshiError: N556 when it is not what was registered; E003 to E005.
    """
    from luoshi.api import open_freeze

    wrong = next((one for one in looked_at(row).findings if one.code == "N556"), None)
    if wrong is not None:
        raise LuoshiError(wrong.code, wrong.message, where=wrong.where, hint=wrong.fix)
    return open_freeze(the_workspace(), row.name)


def made_of(row: Product, tell: Tell) -> Produced:
    """Return the files of what is to be made of a freeze.

    Raises:
        LuoshiError: N556 as :func:`opened`; as the verbs of reports and publication.
    """
    return _public(row, tell) if row.is_public else _report(row, tell)


def edited_findings(row: Product, data: bytes) -> tuple[Finding, ...]:
    """Return what in an edited Word report no longer agrees with its freeze.

    Raises:
        LuoshiError: N556 as :func:`opened`; E200 and following when the file is no report of this program.
    """
    from luoshi.api import check_edited_report

    return check_edited_report(data, _composed(row))


def _report(row: Product, tell: Tell) -> Produced:
    from luoshi.api import report_files

    tell(5, "核对定稿、撰写")
    report = _composed(row)
    stem = f"{row.freeze.name}-{row.area}{row.words}"
    tell(25, "画图，写出 Word、PDF、Excel")
    files = report_files(report, ("docx", "pdf", "xlsx"))
    return Produced(tuple(Made(f"{stem}.{ending}", content) for ending, content in files.items()))


def _composed(row: Product) -> EvaluationReport:
    from luoshi.api import compose_report

    return compose_report(opened(row.freeze), row.kind, area=row.area, issuer=row.issuer)


def _public(row: Product, tell: Tell) -> Produced:
    """Return the site or the package with what was left out of it; no file when publishing is refused."""
    from luoshi.api import site_files
    from luoshi.api.publication import package_bytes, public_edition

    tell(5, "核对定稿和批准，挑出可以公开的")
    opened(row.freeze)
    edition, findings = public_edition(the_workspace(), row.freeze.name)
    if edition is None:
        return Produced((), findings)
    tell(20, f"写出{row.words}")
    stem = f"{row.freeze.name}-{row.words}"
    is_site = row.kind == models.SITE
    content = _zipped(site_files(edition, row.issuer), stem) if is_site else package_bytes(edition)
    return Produced((Made(f"{stem}.zip", content),), findings)


def _zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """Return files as a ZIP below one folder; the same files give the same bytes."""
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for path in sorted(files):
            info = ZipInfo(f"{folder}/{path}", _NO_TIME)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[path])
    return stream.getvalue()
