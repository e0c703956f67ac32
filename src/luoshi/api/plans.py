"""Verbs over plans: compile, compare, reissue, check, and their pages and workbooks.

Read them through :mod:`luoshi.api`. Not here: the review (:mod:`luoshi.api.reviews`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.compare.reissue import Reissue
    from luoshi.model.comparison import Comparison, Fit
    from luoshi.model.document import Document
    from luoshi.model.imported import Imported
    from luoshi.model.plan import Plan
    from luoshi.sheets.book_reader import ReadBook
    from luoshi.workspace.plan_check import Checked


def compile_plan(path: str | Path) -> Plan:
    """Return what a document commits to, as a plan (编译).

    A plan holds targets, norms, observed figures, projects, tasks, problems and responsible units.
    What is doubtful in the document, or could not be read, stands in ``plan.findings``.

    Args:
        path: the document: DOCX, PDF with a text layer, HTML, MD or TXT.

    Raises:
        LuoshiError: the file cannot be read at all (encrypted, broken, too large, of a kind that is not read), or is
            itself a compiled plan (P006).
    """
    return read_and_compile(path)[1]


def read_and_compile(path: str | Path) -> tuple[Document, Plan]:
    """Return a document as it was read, and its plan, for outputs that show both; else as :func:`compile_plan`."""
    # The engines, and lxml and pydantic with them, are loaded when they are wanted.
    from luoshi.compiler import compile_document
    from luoshi.readers import read_document
    from luoshi.workspace.plan_marks import refuse_plan

    refuse_plan(Path(path))
    document = read_document(Path(path))
    return document, compile_document(document)


def plan_page(document: Document, plan: Plan) -> str:
    """Return the page on which a plan is reviewed (审阅页): one HTML file, the source beside the items.

    Args:
        document: the document as it was read.
        plan: its plan, as compiled (:func:`read_and_compile`) or as corrected since.
    """
    from luoshi.report.plan_page import render_plan_page

    return render_plan_page(document, plan)


def comparison_page(comparison: Comparison) -> str:
    """Return the page of what differs between two plans (比较页) as one HTML file."""
    from luoshi.report.comparison_page import render_comparison_page

    return render_comparison_page(comparison)


def fit_page(fit: Fit) -> str:
    """Return the page of how a plan stands to the one above it (衔接页) as one HTML file."""
    from luoshi.report.comparison_page import render_fit_page

    return render_fit_page(fit)


def reissue_plan(document: Document, plan: Plan, previous: Plan) -> Reissue:
    """Return the plan of an edited document as the next issue of ``previous`` (再次编译).

    Items that are known again keep their numbers, notes, bindings and corrections; what is new, changed, moved and
    gone stands in ``comparison``, what needs a person's eye in ``plan.findings``.

    Args:
        document: the edited document, as :func:`read_and_compile` gives it.
        plan: its plan, as compiled.
        previous: the plan of the issue before, as :func:`open_plan` gives it.

    Raises:
        LuoshiError: P007 when two items of ``previous`` have one number, P012 when it does not tell what was compiled.
    """
    from luoshi.compare.reissue import reissue

    return reissue(plan, previous, document)


def open_plan(path: str | Path) -> Plan:
    """Return the plan in a plan file with its corrections marked, or compile the document at ``path``.

    Raises:
        LuoshiError: P001 to P004, the plan file cannot be read or does not fit; as :func:`compile_plan`.
    """
    from luoshi.workspace.plan_file import read_plan
    from luoshi.workspace.plan_marks import is_plan

    path = Path(path)
    return read_plan(path) if is_plan(path) else compile_plan(path)


def compare_plans(old: Plan, new: Plan) -> Comparison:
    """Return what differs between two drafts or two plans, item by item (比较)."""
    from luoshi.compare.differences import compare_plans as compare

    return compare(old, new)


def fit_plans(lower: Plan, upper: Plan) -> Fit:
    """Return where ``lower`` lies below, later than or lacks a target of the plan above it (与上级规划衔接)."""
    from luoshi.compare.fit import fit_plans as fit

    return fit(lower, upper)


def check_plan(path: str | Path, document: str | Path | None = None) -> Checked:
    """Return a plan file as it was checked: what does not fit or contradicts itself, and what people changed in it.

    Args:
        path: the plan file.
        document: the document it was compiled from, to read its quotes again.

    Raises:
        LuoshiError: P001, the plan file cannot be read; the document cannot be read.
    """
    from luoshi.readers import read_document
    from luoshi.workspace.plan_check import check_plan as check
    from luoshi.workspace.plan_file import read_plan_text

    text = read_plan_text(Path(path))
    return check(text, Path(path).name, None if document is None else read_document(Path(document)))


def explain_compiler() -> str:
    """Return the components of the compiler in their order, with what each needs and gives, as text for people."""
    from luoshi.compiler.pipeline import explain

    return explain()


def plan_workbook(plan: Plan) -> bytes:
    """Return a plan as an Excel workbook (规划工作簿): 说明, then a ledger for each kind of item."""
    from luoshi.sheets.plan_book import write_plan_book

    return write_plan_book(plan)


def read_workbook(path: str | Path) -> ReadBook:
    """Return the workbook that people have worked on; ``record`` in it tells of which plan it is.

    Raises:
        LuoshiError: D001 when the file cannot be read or is no XLSX workbook.
    """
    from luoshi.sheets.book_reader import open_book

    return open_book(Path(path))


def import_workbook(book: ReadBook, plan: Plan, *, delete_missing: bool = False) -> Imported:
    """Return what a workbook that people have worked on changes in its plan (读回), and the plan so changed.

    Rows with a fault are refused, all others applied; see :func:`error_workbook`.

    Args:
        book: the workbook.
        plan: the plan as it is now.
        delete_missing: take items out of the plan whose rows are gone from the workbook.

    Raises:
        LuoshiError: D002 when it is no workbook of a plan, D003 when it is that of another plan.
    """
    from luoshi.sheets.plan_import import import_book

    return import_book(book, plan, delete_missing=delete_missing)


def error_workbook(book: ReadBook, imported: Imported) -> bytes:
    """Return a copy of a workbook whose refused rows say why in the column 错误说明."""
    from luoshi.sheets.error_book import write_error_book

    plan = imported.plan
    return write_error_book(book, imported.refused, plan.document.title or plan.source.name)


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return what differs between two plans (比较) as an Excel workbook."""
    from luoshi.sheets.comparison_book import write_comparison_book

    return write_comparison_book(comparison)


def fit_workbook(fit: Fit) -> bytes:
    """Return how a plan stands to the one above it (衔接) as an Excel workbook."""
    from luoshi.sheets.comparison_book import write_fit_book

    return write_fit_book(fit)
