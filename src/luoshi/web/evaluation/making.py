"""What is made of the workspace and of freezes, through the verbs of :mod:`luoshi.api` (定稿、报告、网站、核验包).

Entries: :func:`freeze`, :func:`report_files`, :func:`edited_findings`, :func:`site_file`, :func:`package_file`. The one
place of the application that calls those verbs; they are imported when they are used, being heavy.
Not here: who may (:mod:`luoshi.web.evaluation.actions`), long work (:mod:`luoshi.web.evaluation.jobs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.freeze import FreezeKind
from luoshi.model.evaluation.report import ReportKind
from luoshi.web.action import Context
from luoshi.web.evaluation.models import FreezeRow
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


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: its name and its content."""

    name: str
    content: bytes


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


def report_files(row: FreezeRow, kind: str, area: str, tell: Tell) -> list[Made]:
    """Return a report as Word, PDF and workbook.

    Raises:
        LuoshiError: N556 as :func:`opened`; as the verbs of reports.
    """
    from luoshi.api import report_pdf, report_word, report_workbook

    tell(5, "核对定稿")
    frozen = opened(row)
    tell(15, "撰写")
    report = _composed(frozen, kind, area)
    stem = f"{row.name}-{area}-{ReportKind(kind).words}" if area else f"{row.name}-{ReportKind(kind).words}"
    found = []
    for done, ending, write in ((35, "docx", report_word), (60, "pdf", report_pdf), (85, "xlsx", report_workbook)):
        tell(done, f"写出 {ending}")
        found.append(Made(f"{stem}.{ending}", write(report)))
    return found


def edited_findings(row: FreezeRow, kind: str, area: str, data: bytes) -> tuple[Finding, ...]:
    """Return what in an edited Word report no longer agrees with the freeze.

    Raises:
        LuoshiError: N556 as :func:`opened`; when the file is no report of this program.
    """
    from luoshi.api import check_edited_report

    return tuple(check_edited_report(data, _composed(opened(row), kind, area)))


def _composed(frozen: Frozen, kind: str, area: str) -> EvaluationReport:
    from luoshi.api import ReportOrder, compose_report

    return compose_report(frozen, ReportOrder(kind=ReportKind(kind), area=area))


def site_file(row: FreezeRow, tell: Tell) -> Made:
    """Return the public site as a ZIP of its files."""
    raise NotImplementedError


def package_file(row: FreezeRow, tell: Tell) -> Made:
    """Return the package for verification."""
    raise NotImplementedError
