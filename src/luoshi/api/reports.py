"""Verbs over evaluation reports (评估报告) and the public site: composed of a freeze, written as Word, PDF, Excel.

Read them through :mod:`luoshi.api`. None looks at a database, statistics or the clock: the same freeze gives the same
bytes. Not here: freezing (:mod:`luoshi.api.freezes`), what may be published (:mod:`luoshi.api.publication`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.model.evaluation.freeze import Frozen
    from luoshi.model.evaluation.publication import PublicEdition
    from luoshi.model.evaluation.report import EvaluationReport, ReportKind

SITE_KINDS = ("annual", "indicator-table", "task-table", "project-table")
"""The reports that a public site holds; a mid-term or final freeze has its own evaluation instead of the first."""


def compose_report(
    frozen: Frozen,
    kind: ReportKind | str,
    *,
    area: str = "",
    issuer: str = "",
    on: date | None = None,
    is_public: bool = False,
) -> EvaluationReport:
    """Return a report of a freeze: its sentences, tables and charts, all numbers facts.

    Args:
        frozen: the freeze, as :func:`open_freeze` gives it; of a public edition its ``frozen``.
        kind: annual, midterm, final, bulletin, task-table, project-table or indicator-table.
        area: name or code of the county that it is about; empty for the plan's whole.
        issuer: 发文机关署名.
        on: 成文日期; the day of the freeze if None.
        is_public: it is made of what may be published only.

    Raises:
        LuoshiError: E020 when there is no such county.
        ValueError: when there is no such kind.
    """
    from luoshi.model.evaluation.report import ReportKind
    from luoshi.report.composing.compose import ReportOrder
    from luoshi.report.composing.compose import compose_report as compose

    return compose(frozen, ReportOrder(ReportKind(kind), area, issuer, on, is_public))


def report_files(report: EvaluationReport, formats: Iterable[str], template: bytes | None = None) -> dict[str, bytes]:
    """Return a report as files: format (docx, pdf, xlsx) -> bytes; its charts are drawn once.

    Args:
        report: the report.
        formats: which.
        template: the office's own Word template, for docx; the usual layout of official papers if None.

    Raises:
        LuoshiError: E100 and following when a character cannot be drawn, E210 and following when the template is wrong.
    """
    from luoshi.report.pictures import pictures_of

    wanted = tuple(formats)
    pictures = pictures_of(report) if {"docx", "pdf"} & set(wanted) else {}
    files: dict[str, bytes] = {}
    for one in wanted:
        if one == "docx" and template is not None:
            from luoshi.report.office_template import fill_template

            files[one] = fill_template(template, report, pictures)
        elif one == "docx":
            from luoshi.report.report_word import report_word

            files[one] = report_word(report, pictures)
        elif one == "pdf":
            from luoshi.report.report_pdf import report_pdf

            files[one] = report_pdf(report, pictures).data
        elif one == "xlsx":
            from luoshi.sheets.report_book import report_workbook

            files[one] = report_workbook(report)
        else:
            raise ValueError(f"no such format: {one}")
    return files


def check_edited_report(data: bytes, report: EvaluationReport) -> tuple[Finding, ...]:
    """Return where an edited Word report says other numbers than its freeze.

    Raises:
        LuoshiError: E200 and following when the file is no such report.
    """
    from luoshi.report.edited import check_edited

    return check_edited(data, report)


def site_files(edition: PublicEdition, issuer: str = "") -> Mapping[str, bytes]:
    """Return the public site: path in it -> bytes, with the reports of the edition as pages, Word, PDF and Excel.

    Raises:
        LuoshiError: E100 and following, G200 and following.
    """
    from luoshi.model.evaluation.report import Picture
    from luoshi.portal.site import build_site
    from luoshi.portal.site_material import SiteReport
    from luoshi.report.composing.compose import compose_site
    from luoshi.report.pictures import drawn
    from luoshi.report.report_word import blocks_word

    reports = []
    for kind in _site_kinds(edition.frozen):
        report = compose_report(edition.frozen, kind, issuer=issuer, is_public=True)
        files = report_files(report, ("docx", "xlsx")) | _pdf_if_it_can_be_set(report)
        name = report.kind.words
        reports.append(SiteReport(kind, name, report, {f"{name}.{form}": data for form, data in files.items()}))
    content = compose_site(edition.frozen)
    word = {}
    for name, blocks in (("规划实施情况", content.home), ("任务", content.tasks), ("项目", content.projects)):
        if blocks:
            pictures = drawn([one for one in blocks if isinstance(one, Picture)], content.facts)
            word[f"{name}.docx"] = blocks_word(blocks, content.facts, pictures, name)
    return build_site(edition, content, reports, word)


def _pdf_if_it_can_be_set(report: EvaluationReport) -> dict[str, bytes]:
    """Return a report as PDF; nothing where a character stands in it that the fonts lack: pages and Word have it."""
    from luoshi.base.errors import LuoshiError

    try:
        return report_files(report, ("pdf",))
    except LuoshiError as error:
        if error.code != "E101":
            raise
        return {}


def first_kind(frozen: Frozen) -> str:
    """Return which report a freeze is for: of the mid-term and of the end their evaluations, else the yearly one."""
    return {"中期": "midterm", "期末": "final"}.get(frozen.manifest.kind, SITE_KINDS[0])


def _site_kinds(frozen: Frozen) -> tuple[str, ...]:
    kinds = [first_kind(frozen), *SITE_KINDS[1:]]
    ledger = frozen.ledger
    if ledger is None or not ledger.tasks:
        kinds.remove("task-table")
    if ledger is None or not ledger.projects:
        kinds.remove("project-table")
    return tuple(kinds)
