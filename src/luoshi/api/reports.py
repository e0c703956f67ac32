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
    from luoshi.model.evaluation.charts import ChartPicture
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


def report_pictures(report: EvaluationReport) -> dict[str, ChartPicture]:
    """Return the charts of a report, drawn: for writing it in several forms one after another.

    Raises:
        LuoshiError: E100 and following when a character cannot be drawn.
    """
    from luoshi.report.pictures import pictures_of

    return pictures_of(report)


def report_files(
    report: EvaluationReport,
    formats: Iterable[str],
    template: bytes | None = None,
    *,
    drawn: Mapping[str, ChartPicture] | None = None,
) -> dict[str, bytes]:
    """Return a report as files: format (docx, pdf, xlsx) -> bytes; its charts are drawn once.

    Args:
        report: the report.
        formats: which.
        template: the office's own Word template, for docx; the usual layout of official papers if None.
        drawn: its charts, where they were drawn already.

    Raises:
        LuoshiError: E100 and following when a character cannot be drawn, E210 and following when the template is wrong.
    """
    from luoshi.report.pictures import pictures_of

    wanted = tuple(formats)
    pictures = drawn if drawn is not None else pictures_of(report) if {"docx", "pdf"} & set(wanted) else {}
    return {one: _written(report, one, pictures, template) for one in wanted}


def _written(
    report: EvaluationReport, form: str, pictures: Mapping[str, ChartPicture], template: bytes | None
) -> bytes:
    if form == "docx" and template is not None:
        from luoshi.report.office_template import fill_template

        return fill_template(template, report, pictures)
    if form == "docx":
        from luoshi.report.report_word import report_word

        return report_word(report, pictures)
    if form == "pdf":
        from luoshi.report.report_pdf import report_pdf

        return report_pdf(report, pictures).data
    if form == "xlsx":
        from luoshi.sheets.report_book import report_workbook

        return report_workbook(report)
    raise ValueError(f"no such format: {form}")


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
    from luoshi.report.pictures import drawn, pictures_of
    from luoshi.report.report_word import blocks_word

    reports = []
    for kind in _site_kinds(edition.frozen):
        report = compose_report(edition.frozen, kind, issuer=issuer, is_public=True)
        pictures = pictures_of(report)
        files = report_files(report, ("docx", "xlsx"), drawn=pictures) | _pdf_if_it_can_be_set(report, pictures)
        name = report.kind.words
        reports.append(SiteReport(kind, name, report, {f"{name}.{form}": data for form, data in files.items()}))
    content = compose_site(edition.frozen)
    word = {}
    for name, blocks in (("规划实施情况", content.home), ("任务", content.tasks), ("项目", content.projects)):
        if blocks:
            pictures = drawn([one for one in blocks if isinstance(one, Picture)], content.facts)
            word[f"{name}.docx"] = blocks_word(blocks, content.facts, pictures, name)
    return build_site(edition, content, reports, word)


def _pdf_if_it_can_be_set(report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> dict[str, bytes]:
    """Return a report as PDF; nothing where a character stands in it that the fonts lack: pages and Word have it."""
    from luoshi.base.errors import LuoshiError

    try:
        return report_files(report, ("pdf",), drawn=pictures)
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
